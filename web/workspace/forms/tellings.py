"""The form for recording that somebody else told a person what a letter says."""

from web.forms import fields
from web.forms.base import GovukForm


class ToldForm(GovukForm):
    """When they were told, and what to know about it."""

    told_on = fields.DateField(
        label="When were they told?", what="the date on which they were told", hint="For example, 12 5 2026"
    )
    note = fields.LongTextField(
        label="What did they say, or what should the next person know?",
        hint="Do not write down what they say about what happened.",
        max_length=1000,
        rows=4,
    )
