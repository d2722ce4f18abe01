"""What a person needs so that they can read, hear and come, and whether they get enough from us."""

import dataclasses
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.rules.vocabulary import Language
from cases.services.agreeing import Needs
from triage.rules.facts import OwnView
from web.forms import fields
from web.forms.base import GovukForm
from web.portal.fields import WordsField

_SALT = "portal.needs"
FORMATS = (
    ("LARGE_PRINT", gettext_lazy("Large print")),
    ("EASY_READ", gettext_lazy("Easy read: short sentences, plain words")),
    ("BRAILLE", gettext_lazy("Braille")),
    ("BSL", gettext_lazy("British Sign Language")),
    ("READ_TO_ME", gettext_lazy("Read to me: somebody reads letters out to me")),
)
LANGUAGES = (
    (Language.EN.value, gettext_lazy("English")),
    (Language.CY.value, gettext_lazy("Welsh")),
    (Language.OTHER.value, gettext_lazy("Another language")),
)
VIEWS = (
    (OwnView.MORE_SUPPORT.value, gettext_lazy("No, I need more")),
    (OwnView.ABOUT_RIGHT.value, gettext_lazy("Yes, it is about right")),
    (OwnView.LESS_CONTACT.value, gettext_lazy("It is more than I want")),
)


def pack(needs: Needs, *, session: str) -> str:
    """Sign what a page showed, so that it can be held against what is recorded when the answer comes."""
    return signing.dumps(dataclasses.asdict(needs), salt=f"{_SALT}:{session}", compress=True)


def unpack(text: str, *, session: str) -> Needs | None:
    """Read what the page showed; None where it is not from this session."""
    try:
        known = signing.loads(text, salt=f"{_SALT}:{session}")
    except signing.BadSignature:
        return None
    return Needs(**{**known, "language": Language(known["language"]), "formats": tuple(known["formats"])})


class NeedsForm(GovukForm):
    """Language, interpreter, formats, anything else, and whether it is enough."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"other_language"})

    seen = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=4000)
    language = fields.RadiosField(
        label=gettext_lazy("In which language should we write to you?"),
        choices=LANGUAGES,
        missing=gettext_lazy("Select the language"),
    )
    other_language = WordsField(label=gettext_lazy("If another, which one?"), max_length=60, width="20")
    interpreter = fields.RadiosField(
        label=gettext_lazy("Do you want an interpreter when we speak?"),
        choices=[("yes", pgettext_lazy("I do", "Yes")), ("no", pgettext_lazy("I do", "No"))],
        missing=gettext_lazy("Select yes if you want an interpreter"),
        hint=gettext_lazy("You do not pay for it. Nobody of your family has to do it."),
    )
    formats = fields.CheckboxesField(
        label=gettext_lazy("How do you need letters and information?"),
        choices=FORMATS,
        hint=gettext_lazy("Select all that help you."),
    )
    access_needs = fields.LongTextField(
        label=gettext_lazy("Is there anything else that would help you?"),
        hint=gettext_lazy("For example, a step-free room, or ringing twice before you pick up. You need not say why."),
        max_length=500,
        rows=3,
    )
    own_view = fields.RadiosField(
        label=gettext_lazy("Is the contact and help that you get from us enough?"),
        choices=VIEWS,
        missing=gettext_lazy("Select whether it is enough"),
        hint=gettext_lazy("Your answer never means that you get less."),
    )

    def __init__(self, *args: Any, asks_for_view: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_view:
            del self.fields["own_view"]

    def clean(self) -> dict[str, Any]:
        """Ask which other language."""
        answers: dict[str, Any] = super().clean() or {}
        is_missing = answers.get("language") == Language.OTHER and not str(answers.get("other_language", "")).strip()
        if is_missing and "other_language" not in self.errors:
            self.add_error("other_language", _("Write which language"))
        return answers

    def needs(self, *, before: Needs) -> Needs:
        """Return what was answered; how they are called stays. Only of a valid form."""
        answers = self.cleaned_data
        is_other = answers["language"] == Language.OTHER
        return Needs(
            preferred_name=before.preferred_name,
            language=Language(answers["language"]),
            other_language=str(answers["other_language"]).strip() if is_other else "",
            needs_interpreter=answers["interpreter"] == "yes",
            formats=tuple(answers["formats"]),
            access_needs=str(answers["access_needs"]).strip(),
        )

    @property
    def view(self) -> OwnView | None:
        """Return whether it is enough; None where it was not asked."""
        said = self.cleaned_data.get("own_view")
        return OwnView(said) if said else None

    def show_as_changed(self, *, seen: str) -> None:
        """Say that somebody else changed the same thing; what was answered stays, on top of what holds now."""
        self.data = {**dict(self.data.items()), "formats": self["formats"].data, "seen": seen}
        self.add_error(
            None,
            _(
                "This was changed by somebody else while you had the page open, perhaps after you spoke to us. "
                "Look at what holds now. Your answer is still here: send it again if it is what you want."
            ),
        )
