"""Giving somebody a code on the telephone: which number, how it was sure who listens, and that we rang."""

from collections.abc import Iterable
from typing import Any

from django import forms

from communications.rules.calls.vocabulary import IdentityKind
from web.forms import fields
from web.forms.base import GovukForm

_CHECKS: dict[IdentityKind, str] = {
    IdentityKind.AGREED_WORDS: "They said the words we agreed on",
    IdentityKind.SECURITY_QUESTIONS: "They answered questions that only they can answer",
}


class SpokenCodeForm(GovukForm):
    """What whoever rings says before a code is shown to them. ``key`` is drawn with the page: one form, one code."""

    key = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), max_length=80)
    way = fields.RadiosField(
        label="Which number have you rung, and how do the six digits follow?",
        choices=[],
        missing="Select the number you have rung",
        hint="The digits never go to the telephone on which they hear the code.",
    )
    check = fields.RadiosField(
        label="How did you make sure who they are?",
        choices=[],
        missing="Select how you made sure who they are",
        hint="Only that you checked, and how, is kept. Never write down a question or an answer.",
    )
    is_rung = fields.CheckboxesField(
        label="Before you go on",
        choices=[
            ("rung", "I rang this number myself, just now"),
            ("alone", "They can talk, and nobody else hears or sees what they write down"),
        ],
        missing="Tick both, or ring off and give no code",
    )

    def __init__(
        self, *args: Any, ways: Iterable[tuple[str, str]], checks: Iterable[IdentityKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = list(ways)  # type: ignore[attr-defined]
        self.fields["check"].choices = [(each.value, _CHECKS[each]) for each in checks]  # type: ignore[attr-defined]

    def clean_is_rung(self) -> list[str]:
        """Ask for both: one of them alone is not safe."""
        ticked: list[str] = self.cleaned_data["is_rung"]
        if set(ticked) != {"rung", "alone"}:
            raise forms.ValidationError("Tick both, or ring off and give no code")
        return ticked
