"""What somebody beside a person sees, and for how long: parts in plain words, and a few spans instead of a date."""

from typing import ClassVar

from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import ShownPart
from communications.rules.supporter_access import OFFERED_MONTHS
from web.forms import fields
from web.forms.base import GovukForm

#: What each part is, as the person reads it. The first belongs to all and is not asked.
PARTS: dict[ShownPart, fields.Words] = {
    ShownPart.CONTACT: gettext_lazy(
        "When we were last in touch, when you hear from us next, whom to ask, and what you need"
    ),
    ShownPart.STANDING: gettext_lazy("Where things are now, in the sentences that you read here"),
    ShownPart.DATES: gettext_lazy("Dates to come to, and meetings with us"),
    ShownPart.LETTERS: gettext_lazy("Letters to you, once you can read them here yourself"),
}
MONTHS: dict[int, fields.Words] = {
    1: gettext_lazy("1 month"),
    3: gettext_lazy("3 months"),
    6: gettext_lazy("6 months"),
    12: gettext_lazy("1 year, and then we ask you again"),
}


class BesideForm(GovukForm):
    """Which parts, and how long."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"parts"})

    parts = fields.CheckboxesField(
        label=gettext_lazy("What else may they see?"),
        choices=[(part.value, words) for part, words in PARTS.items() if part is not ShownPart.CONTACT],
        hint=gettext_lazy("Choose as many as you like, or none."),
    )
    months = fields.RadiosField(
        label=gettext_lazy("For how long?"),
        choices=[(str(months), MONTHS[months]) for months in OFFERED_MONTHS],
        missing=gettext_lazy("Select for how long they may see it"),
        hint=gettext_lazy("You can end it at any moment before."),
    )

    @property
    def chosen(self) -> tuple[ShownPart, ...]:
        """Return the parts, with the one that belongs to all; only of a valid form."""
        picked = set(self.cleaned_data["parts"])
        return tuple(part for part in ShownPart if part is ShownPart.CONTACT or part.value in picked)
