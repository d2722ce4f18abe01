"""What a person tells us about a letter: that it was not clear, which part, and a few words if they like."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _

from communications.models.correspondence import LONGEST_TEXT
from web.forms.base import GovukForm
from web.forms.fields import LongTextField, RadiosField

#: Leaves room for the sentence that stands before their own words.
_LONGEST = LONGEST_TEXT - 500
_WHOLE = ""


class NotClearForm(GovukForm):
    """Which part was not clear, and a few words. Everything may be left as it is: pressing the button is enough.

    Whether the words tell what happened is asked only once they suggest it (MSG-3).
    """

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"part", "tells_what_happened"})

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
        self.is_asked = "tells_what_happened" in self.data
        if self.is_asked:
            self._add_question()
        self._lay_out()

    def clean_tells_what_happened(self) -> bool:
        """Return the answer, which is needed once the question was asked."""
        answer = self.cleaned_data["tells_what_happened"]
        if not answer:
            raise forms.ValidationError(_("Select yes if your words tell what happened"))
        return bool(answer == "yes")

    @property
    def tells(self) -> bool | None:
        """The person's own answer; None as long as nobody has asked."""
        return self.cleaned_data.get("tells_what_happened") if self.is_asked else None

    def ask_whether_it_tells_what_happened(self) -> None:
        """Show the question beneath the words, which stay as they are."""
        self._add_question()
        self.is_asked = True
        self._lay_out()

    def _add_question(self) -> None:
        self.fields["tells_what_happened"] = RadiosField(
            label=_("Do your words tell what happened, or bring something new about it?"),
            choices=[
                ("yes", _("Yes. Send them, and pass them to the police officer in my case")),
                ("no", _("No. They are a question about the letter")),
            ],
        )
        self.fields["tells_what_happened"].is_said_optional = False  # type: ignore[attr-defined]

    def _lay_out(self) -> None:
        self.helper.layout = Layout(*self.fields)
