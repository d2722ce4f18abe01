"""Forms for a bereaved family: a relative as a person, who speaks for the family, and an end."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.rules.vocabulary import Language, MainContactReason, RelativeEnd, RelativeWish
from cases.services.family import RelativeEntry
from web.forms import fields
from web.forms.base import GovukForm
from web.workspace.forms.agreed import FORMATS

_KNOWN = {"yes": True, "no": False, "unknown": None}
_YES_NO_UNKNOWN = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")]


class RelativeForm(GovukForm):
    """One relative: who they are, what they need, and how they want to be told. Each of the family has their own."""

    needed_by_answer = frozenset({"other_language"})

    full_name = fields.TextField(label="Their full name", missing="Enter their full name")
    preferred_name = fields.TextField(
        label="How do they want to be addressed?", hint="For example, Mrs Okafor, or Sam.", max_length=120
    )
    relationship = fields.TextField(
        label="Who are they to the person who died?",
        missing="Enter who they are to the person who died",
        hint="For example, mother, brother or partner.",
        max_length=60,
    )
    born_on = fields.DateField(
        label="Their date of birth",
        what="their date of birth",
        hint="Only if you know it. Nobody under 18 is written to before an adult who cares for them agrees.",
        is_required=False,
    )
    is_near_suspect = fields.RadiosField(
        label="Are they a suspect, or do they live with one?",
        choices=_YES_NO_UNKNOWN,
        missing="Select whether they are a suspect or live with one",
        hint="Ask the officer in the case. Nothing is sent or passed on to anybody who is or does.",
        is_inline=True,
    )
    has_consent = fields.RadiosField(
        label="Have they agreed that we tell them about the case?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not asked yet")],
        missing="Select whether they have agreed",
        hint="Ask each of them, not one for all. They may change their mind at any time.",
        is_inline=True,
    )
    wish = fields.RadiosField(
        label="How do they want to learn what is decided?",
        choices=RelativeWish.choices(),
        missing="Select how they want to learn what is decided",
        hint="Their own wish. It may differ from that of the rest of the family.",
    )
    language = fields.RadiosField(
        label="In which language do we write?", choices=Language.choices(), missing="Select the language"
    )
    other_language = fields.TextField(label="Which other language?", max_length=60, width="20")
    needs_interpreter = fields.RadiosField(
        label="Do they need an interpreter when we speak?",
        choices=_YES_NO_UNKNOWN,
        missing="Select whether they need an interpreter",
        is_inline=True,
    )
    formats = fields.CheckboxesField(label="In which form do they need letters?", choices=FORMATS)
    access_needs = fields.LongTextField(
        label="What else do they need?",
        hint="For example, ring twice before speaking. Do not write why.",
        max_length=500,
        rows=3,
    )
    #: Of this form; sending it twice records one person.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Ask which other language."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("language") == Language.OTHER and not answers.get("other_language"):
            self.add_error("other_language", "Enter which language")
        return answers

    def entry(self) -> RelativeEntry:
        """Give what was entered as the service takes it; only of a valid form."""
        answers = self.cleaned_data
        return RelativeEntry(
            full_name=answers["full_name"],
            preferred_name=answers["preferred_name"],
            relationship=answers["relationship"],
            wish=RelativeWish(answers["wish"]),
            has_consent=_KNOWN[answers["has_consent"]],
            is_suspect_or_lives_with_suspect=_KNOWN[answers["is_near_suspect"]],
            language=Language(answers["language"]),
            other_language=answers["other_language"],
            needs_interpreter=_KNOWN[answers["needs_interpreter"]],
            formats=tuple(answers["formats"]),
            access_needs=answers["access_needs"],
            born_on=answers["born_on"],
        )


class MainContactForm(GovukForm):
    """Who speaks for the family from now on, and why that changes."""

    relative = fields.RadiosField(
        label="Who speaks for the family?", choices=[], missing="Select who speaks for the family"
    )
    reason = fields.RadiosField(
        label="Why?",
        choices=[
            (reason.value, reason.label)
            for reason in (
                MainContactReason.FAMILY_ASKED,
                MainContactReason.ASKED_TO_BE_RELIEVED,
                MainContactReason.CANNOT_BE_REACHED,
                MainContactReason.ILL,
            )
        ],
        missing="Select why",
    )
    note = fields.LongTextField(
        label="What should the next person know?",
        hint="Do not write down what they say about what happened.",
        max_length=1000,
        rows=3,
    )
    #: Whom the page showed, so that nobody undoes what somebody else has just done.
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, relatives: Iterable[tuple[str, str]], has_main_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relative"].choices = list(relatives)  # type: ignore[attr-defined]
        if not has_main_contact:
            del self.fields["reason"]

    @property
    def why(self) -> MainContactReason:
        """Give the reason; a family without a main contact needs none to get one. Only of a valid form."""
        return MainContactReason(self.cleaned_data.get("reason", MainContactReason.FIRST_ON_RECORD))


class EndRelativeForm(GovukForm):
    """Why a relative is told nothing more."""

    reason = fields.RadiosField(
        label="Why are they told nothing more?",
        choices=RelativeEnd.choices(),
        missing="Select why they are told nothing more",
    )


class FamilyToldForm(GovukForm):
    """Who of a family was told, when, and what to know about it: one answer of the liaison officer for all of them."""

    who = fields.CheckboxesField(
        label="Who has been told?",
        choices=[],
        missing="Select who has been told",
        hint="Ask by name. Tick only those of whom you were told so.",
    )
    told_on = fields.DateField(
        label="When were they told?", what="the date on which they were told", hint="For example, 12 5 2026"
    )
    note = fields.LongTextField(
        label="What did they say, or what should the next person know?",
        hint="Do not write down what they say about what happened.",
        max_length=1000,
        rows=4,
    )

    def __init__(self, *args: Any, who: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(who)  # type: ignore[attr-defined]
