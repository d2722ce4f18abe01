"""What a person types to come in. Read generously, checked by the service, and never said to be wrong in detail."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communications.models.correspondence import LONGEST_TEXT
from web.forms.base import GovukForm
from web.forms.fields import LongTextField, RadiosField, TextField


class ComeInForm(GovukForm):
    """The code of an invitation, or the person's own sign-in number: one box for both."""

    code = TextField(
        label=_("Your code or sign-in number"),
        hint=_("For example, K7Q2 9MXD 4TPH RWC3. Capital letters, spaces and dashes make no difference."),
        missing=_("Enter the code we sent you, or your sign-in number"),
        width="20",
        max_length=60,
    )


class OneTimeCodeForm(GovukForm):
    """The six digits."""

    code = TextField(
        label=_("Six-digit code"),
        hint=_("It works for 10 minutes after you asked for it."),
        missing=_("Enter the six digits we sent you"),
        width="10",
        max_length=20,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Telephones offer the code from the text they have just received, and show digits to type.
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})


class MessageForm(GovukForm):
    """What a person writes to us. The question about what happened is asked only once the words suggest it (MSG-3)."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"tells_what_happened"})

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = LongTextField(
        label=_("Your message"),
        hint=_("Write as you would speak. You do not have to explain yourself."),
        missing=_("Write your message"),
        max_length=LONGEST_TEXT,
        rows=8,
    )
    tells_what_happened = RadiosField(
        label=_("Does your message tell what happened, or bring something new about it?"),
        choices=[
            ("yes", _("Yes. Send it, and pass it to the police officer in my case")),
            ("no", _("No. It is a question, or about how you contact me")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asked = "tells_what_happened" in self.data
        if not self.is_asked:
            self._question = self.fields.pop("tells_what_happened")
        self._lay_out()

    def clean_tells_what_happened(self) -> bool:
        """Return the answer, which is needed once the question was asked."""
        answer = self.cleaned_data["tells_what_happened"]
        if not answer:
            raise forms.ValidationError(_("Select yes if your message tells what happened"))
        return bool(answer == "yes")

    @property
    def tells(self) -> bool | None:
        """The person's own answer; None as long as nobody has asked."""
        return self.cleaned_data.get("tells_what_happened") if self.is_asked else None

    def ask_whether_it_tells_what_happened(self) -> None:
        """Show the question beneath the words, which stay as they are."""
        self.fields["tells_what_happened"] = self._question
        self.is_asked = True
        self._lay_out()

    def _lay_out(self) -> None:
        self.helper.layout = Layout(*self.fields)
