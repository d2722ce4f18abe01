"""No contact, contact again, and not being sure about going on."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import ContactPointKind
from communications.rules.own_choices import Doubt
from web.forms import fields
from web.forms.base import GovukForm
from web.portal.forms_choices import ChoiceForm

PAUSE, STOP = "pause", "stop"
_PLACES = (
    (ContactPointKind.POST.value, gettext_lazy("The address for post")),
    (ContactPointKind.MOBILE.value, gettext_lazy("The mobile phone")),
    (ContactPointKind.HOME_PHONE.value, gettext_lazy("Another phone")),
    (ContactPointKind.EMAIL.value, gettext_lazy("The email address")),
)


class StopForm(ChoiceForm):
    """A pause first, and then no contact."""

    wish = fields.RadiosField(
        label=gettext_lazy("What do you want?"),
        choices=[
            (PAUSE, gettext_lazy("A break from updates, until a day that I choose")),
            (STOP, gettext_lazy("No contact at all, until I say that I want it again")),
        ],
        missing=gettext_lazy("Select what you want"),
    )


class PlacesForm(GovukForm):
    """Which places have changed, and which are not safe any more. No address and no number is typed here."""

    changed = fields.CheckboxesField(
        label=gettext_lazy("What has changed, or will change soon?"), choices=_PLACES,
        hint=gettext_lazy("Select all that apply. Do not write it here: we ask you for it."),
    )  # fmt: skip
    unsafe = fields.CheckboxesField(
        label=gettext_lazy("Is anything not safe any more?"), choices=_PLACES,
        hint=gettext_lazy("We stop using it as soon as you send this."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for at least one answer."""
        answers: dict[str, Any] = super().clean() or {}
        if not answers.get("changed") and not answers.get("unsafe"):
            self.add_error("changed", _("Select what has changed, or what is not safe any more"))
        return answers

    def kinds(self, name: str) -> frozenset[ContactPointKind]:
        """Return what was selected under one of the questions; only of a valid form."""
        return frozenset(ContactPointKind(value) for value in self.cleaned_data[name])


class DoubtForm(ChoiceForm):
    """Somebody to speak with, before or after a decision of one's own."""

    doubt = fields.RadiosField(
        label=gettext_lazy("What would help you now?"),
        choices=[
            (Doubt.TALK.value, gettext_lazy("I want to talk to somebody before I decide")),
            (Doubt.STOP.value, gettext_lazy("I do not want to go on, and want to tell somebody so")),
        ],
        missing=gettext_lazy("Select what would help you, or leave this page"),
    )
