"""What a person types or ticks for their safety on these pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from web.forms.base import GovukForm
from web.forms.fields import TextField


class OnceMoreForm(GovukForm):
    """Six digits once more. Its fields have names of their own, because a kept form may travel beside them."""

    prefix = "once-more"

    code = TextField(
        label=_("Six-digit code"),
        hint=_("It works for 10 minutes after you asked for it."),
        missing=_("Enter the six digits we sent you"),
        width="10",
        max_length=20,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric"})
