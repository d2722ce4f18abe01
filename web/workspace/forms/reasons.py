"""The specific reasons of a stage as questions; sending reasons back, and adding what was missing (W5)."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Layout

from cases.rules.reasons import REASONS_OF, ReasonsGiven
from cases.rules.vocabulary import MissingReason, SpecificReason, TestFailed
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group, Reveal

#: Stage of the test -> the field that asks for its specific reasons.
SPECIFIC: dict[TestFailed, str] = {
    TestFailed.EVIDENTIAL: "evidential_reasons",
    TestFailed.PUBLIC_INTEREST: "public_interest_reasons",
    TestFailed.THRESHOLD: "threshold_reasons",
}
_NAMES = {
    TestFailed.EVIDENTIAL: "evidential stage",
    TestFailed.PUBLIC_INTEREST: "public interest stage",
    TestFailed.THRESHOLD: "Threshold Test",
}
STAGES = [
    (TestFailed.EVIDENTIAL.value, "Full Code Test: evidential stage"),
    (TestFailed.PUBLIC_INTEREST.value, "Full Code Test: public interest stage"),
    (TestFailed.THRESHOLD.value, "Threshold Test"),
    (TestFailed.NONE.value, "None: the decision does not rest on the test"),
]
_TEXTS = ("reasons", "new_information", "victim_views", "what_continues", "sensitivities")


def specific_field(stage: TestFailed) -> fields.CheckboxesField:
    """Ask for the specific reasons of one stage. Each but "another" puts a plain sentence into the letter."""
    return fields.CheckboxesField(
        label=f"Why was the {_NAMES[stage]} not met?",
        hint="Select what fits. The letter says each in a plain sentence before your own words.",
        choices=[(reason.value, reason.label) for reason in REASONS_OF[stage]],
    )


def chosen_in(answers: Mapping[str, Any]) -> tuple[SpecificReason, ...]:
    """Return the specific reasons of the stage that was chosen; what stands under another stage is left out."""
    stage = TestFailed(answers["test_failed"])
    chosen = set(answers.get(SPECIFIC.get(stage, "")) or ())
    return tuple(reason for reason in REASONS_OF[stage] if reason.value in chosen)


def require_specific(form: GovukForm, answers: Mapping[str, Any]) -> None:
    """Ask for a specific reason of the stage that was chosen, beside its own field."""
    if answers.get("test_failed") and TestFailed(answers["test_failed"]) is not TestFailed.NONE:
        stage = TestFailed(answers["test_failed"])
        if not answers.get(SPECIFIC[stage]):
            form.add_error(SPECIFIC[stage], f"Select why the {_NAMES[stage]} was not met")


class ReasonsReturnForm(GovukForm):
    """Say what is missing from the reasons of a decision."""

    missing = fields.CheckboxesField(
        label="What is missing?",
        choices=MissingReason.choices(),
        missing="Select what is missing",
    )
    words = fields.LongTextField(
        label="What exactly do you need to know?",
        hint="The prosecutor reads this. It does not go into the letter.",
        missing="Enter what you need to know",
        max_length=1000,
        rows=4,
    )


class SupplementForm(GovukForm):
    """Add what was missing. The words that are there can be changed; what is left as it is stays as it is."""

    needed_by_answer = frozenset(SPECIFIC.values())

    test_failed = fields.RadiosField(
        label="Which test was not met?",
        choices=STAGES,
        missing="Select which test was not met, or that none applies",
    )
    evidential_reasons = specific_field(TestFailed.EVIDENTIAL)
    public_interest_reasons = specific_field(TestFailed.PUBLIC_INTEREST)
    threshold_reasons = specific_field(TestFailed.THRESHOLD)
    reasons = fields.LongTextField(
        label="Why?",
        hint="For this case and this person, as you would say it to them. These words go into the letter.",
        max_length=4000,
        rows=6,
    )
    new_information = fields.LongTextField(
        label="What new information changed the case?", hint="Leave empty if there was none.", max_length=2000, rows=3
    )
    what_continues = fields.LongTextField(
        label="What still goes ahead?", hint="Charges or people against whom the case continues.", rows=3
    )
    victim_views = fields.LongTextField(
        label="What did the victim say they wanted?", hint="Their views, if they gave any.", rows=3
    )
    sensitivities = fields.LongTextField(
        label="Is there anything the letter writer must know but not write?",
        hint="For example, a risk from somebody in the home.",
        rows=3,
    )

    def __init__(self, *args: Any, now: ReasonsGiven, **kwargs: Any) -> None:
        initial = {name: getattr(now, name) for name in _TEXTS} | {"test_failed": now.test_failed.value}
        if now.test_failed in SPECIFIC:
            initial[SPECIFIC[now.test_failed]] = [reason.value for reason in now.specific]
        super().__init__(*args, initial=initial, **kwargs)
        self._now = now
        self.helper.layout = Layout(
            Group(
                "The reasons",
                Reveal("test_failed", **{stage.value: name for stage, name in SPECIFIC.items()}),
                "reasons",
                "new_information",
                "what_continues",
            ),
            Group("What it means for the victim", "victim_views", "sensitivities"),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the specific reason of the stage, and for something that was not there before."""
        answers: dict[str, Any] = super().clean() or {}
        require_specific(self, answers)
        if not self.errors and self._is_unchanged(answers):
            self.add_error(None, "Nothing is different from what was there. Add what is missing")
        return answers

    def given(self) -> ReasonsGiven:
        """Return what is new, part by part; what stayed the same is left empty. Only for a valid form."""
        answers = self.cleaned_data
        return ReasonsGiven(
            test_failed=TestFailed(answers["test_failed"]),
            specific=self._specific(answers),
            **{name: self._text(answers, name) for name in _TEXTS},
        )

    def _is_unchanged(self, answers: Mapping[str, Any]) -> bool:
        return not self._specific(answers) and not any(self._text(answers, name) for name in _TEXTS)

    def _specific(self, answers: Mapping[str, Any]) -> tuple[SpecificReason, ...]:
        chosen = chosen_in(answers)
        return () if chosen == self._now.specific else chosen

    def _text(self, answers: Mapping[str, Any], name: str) -> str:
        text = str(answers[name]).replace("\r\n", "\n").strip()
        return "" if text == getattr(self._now, name).replace("\r\n", "\n").strip() else text
