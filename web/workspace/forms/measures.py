"""The form of one step about a special measure."""

from cases.rules.vocabulary import MeasureStep, SpecialMeasure
from web.forms import fields
from web.forms.base import GovukForm


class MeasureForm(GovukForm):
    """Which special measure, what was done, and when."""

    measure = fields.SelectField(
        label="Which special measure?", choices=SpecialMeasure.choices(), missing="Select the special measure"
    )
    step = fields.RadiosField(
        label="What was done?",
        choices=MeasureStep.choices(),
        missing="Select what was done",
        hint="What the court decided stands on their page only once it is recorded that they were told.",
    )
    taken_on = fields.DateField(label="When?", what="the date")
