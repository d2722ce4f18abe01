"""What a person types to come in. Read generously, checked by the service, and never said to be wrong in detail."""

from web.forms.base import GovukForm
from web.forms.fields import TextField


class ComeInForm(GovukForm):
    """The code of an invitation, or the person's own sign-in number: one box for both."""

    code = TextField(
        label="Your code or sign-in number",
        hint="For example, K7Q2 9MXD 4TPH RWC3. Capital letters, spaces and dashes make no difference.",
        missing="Enter the code we sent you, or your sign-in number",
        width="20",
        max_length=60,
    )


class OneTimeCodeForm(GovukForm):
    """The six digits."""

    code = TextField(
        label="Six-digit code",
        hint="It works for 10 minutes after you asked for it.",
        missing="Enter the six digits we sent you",
        width="10",
        max_length=20,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Telephones offer the code from the text they have just received, and show digits to type.
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})
