"""What a person tells us about a letter: that it was not clear, which part, and a few words if they like."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.models.correspondence import LONGEST_TEXT
from web.forms.fields import LongTextField, RadiosField
from web.portal.forms_what_happened import WhatHappenedForm

#: Leaves room for the sentence that stands before their own words.
_LONGEST = LONGEST_TEXT - 500
_WHOLE = ""


class NotClearForm(WhatHappenedForm):
    """Which part was not clear, and a few words. Everything may be left as it is: pressing the button is enough."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"part", "tells_what_happened"})

    question = gettext_lazy("Do your words tell what happened, or bring something new about it?")
    yes = gettext_lazy("Yes. Send them, and pass them to the police officer in my case")
    no = gettext_lazy("No. They are a question about the letter")
    missing = gettext_lazy("Select yes if your words tell what happened")

    def __init__(self, data: Any = None, *, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, initial={"part": _WHOLE})
        self.fields["part"] = RadiosField(
            label=_("Which part was not clear?"), choices=[(_WHOLE, _("The whole letter")), *parts]
        )
        self.fields["part"].is_said_optional = False  # type: ignore[attr-defined]
        self.fields["own_words"] = LongTextField(
            label=_("What would you like us to explain?"),
            hint=_("You do not have to write anything."),
            max_length=_LONGEST,
            rows=4,
        )
        self.fields["own_words"].is_said_optional = True  # type: ignore[attr-defined]
        self._lay_out()
