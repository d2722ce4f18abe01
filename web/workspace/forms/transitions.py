"""Stop, restart or extend the work on something owed; and the second person's answer (W3)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout

from cases.rules.transitions import REASONS
from cases.rules.vocabulary import TransitionKind, TransitionOutcome, TransitionReason
from cases.rules.working_hours import CLOSES
from web.formatting import LONDON
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Reveal

_LEGENDS = {
    TransitionKind.STOP: "Why must it stop?",
    TransitionKind.RESTART: "Why can it go on?",
    TransitionKind.EXTEND: "Why will it be later?",
}


def _field_of(kind: TransitionKind) -> str:
    return f"{kind.value.lower()}_reason"


class TransitionForm(GovukForm):
    """Ask for one of the changes that are open now, with its own coded reason."""

    needed_by_answer = frozenset({*(_field_of(kind) for kind in REASONS), "target_on"})

    kind = fields.RadiosField(label="What do you want to do?", choices=[], missing="Select what you want to do")
    target_on = fields.DateField(
        label="What is the agreed new date?",
        what="the agreed new date",
        hint="This is our own target. The statutory deadline stays, and a letter sent after it counts as late.",
        is_required=False,
    )
    words = fields.LongTextField(
        label="What do you know about it?",
        missing="Enter what you know about it",
        hint="The person who answers reads this. Do not write an address or a phone number.",
        max_length=1000,
        rows=4,
    )

    def __init__(self, *args: Any, kinds: Iterable[TransitionKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = tuple(kinds)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in self._kinds]  # type: ignore[attr-defined]
        reveals: dict[str, list[str]] = {}
        for kind in self._kinds:
            name = _field_of(kind)
            self.fields[name] = fields.RadiosField(
                label=_LEGENDS[kind], choices=[(reason.value, reason.label) for reason in REASONS[kind]]
            )
            reveals[kind.value] = [name, "target_on"] if kind is TransitionKind.EXTEND else [name]
        self.helper.layout = Layout(Reveal("kind", **reveals), "words")

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of the change that was chosen, and for the date of an extension."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("kind"):
            kind = TransitionKind(answers["kind"])
            if not answers.get(_field_of(kind)):
                self.add_error(_field_of(kind), "Select why")
            if kind is TransitionKind.EXTEND and not answers.get("target_on") and "target_on" not in self.errors:
                self.add_error("target_on", "Enter the agreed new date")
        return answers

    @property
    def asked(self) -> tuple[TransitionKind, TransitionReason, dt.datetime | None]:
        """Return what is asked for, why, and the close of the agreed day. Only for a valid form."""
        kind = TransitionKind(self.cleaned_data["kind"])
        reason = TransitionReason(self.cleaned_data[_field_of(kind)])
        on = self.cleaned_data.get("target_on") if kind is TransitionKind.EXTEND else None
        return kind, reason, dt.datetime.combine(on, CLOSES, tzinfo=LONDON) if on else None


class TransitionAnswerForm(GovukForm):
    """Approve or refuse what somebody else asked for."""

    outcome = fields.RadiosField(
        label="Do you approve it?",
        choices=[(TransitionOutcome.APPROVED.value, "Yes"), (TransitionOutcome.REFUSED.value, "No")],
        missing="Select whether you approve it",
    )
    note = fields.LongTextField(label="Do you want to say why?", max_length=1000, rows=3)
