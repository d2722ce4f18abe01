"""What a person types to come in. Read generously, checked by the service, and never said to be wrong in detail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communications.models.correspondence import LONGEST_TEXT
from web.forms.base import GovukForm
from web.forms.fields import LongTextField, TextField
from web.portal.forms_what_happened import WhatHappenedForm


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


class MessageForm(WhatHappenedForm):
    """What a person writes to us."""

    no = _("No. It is a question, or about how you contact me")

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = LongTextField(
        label=_("Your message"),
        hint=_("Write as you would speak. You do not have to explain yourself."),
        missing=_("Write your message"),
        max_length=LONGEST_TEXT,
        rows=8,
    )
