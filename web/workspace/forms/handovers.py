"""Forms for handing a victim over to another officer, and for answering."""

from collections.abc import Iterable
from typing import Any, ClassVar

from cases.rules.vocabulary import HandoverReason
from web.forms import fields
from web.forms.base import GovukForm

ACCEPT, DECLINE = "accept", "decline"


class OfferHandoverForm(GovukForm):
    """To whom a victim is offered, why, and what the record does not say."""

    officer = fields.SelectField(label="Who shall be their contact?", choices=[], missing="Select an officer")
    reason = fields.RadiosField(
        label="Why does their contact change?",
        choices=HandoverReason.choices(),
        missing="Select why their contact changes",
        hint="They are told who it is and why, in these words or better ones.",
    )
    note = fields.LongTextField(
        label="What should the next officer know besides the record?",
        hint="What was agreed, warnings, promises and work are shown to them from the record: do not copy them.",
        max_length=2000,
        rows=4,
    )

    def __init__(self, *args: Any, officers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", "Choose one"), *officers]  # type: ignore[attr-defined]


class AnswerHandoverForm(GovukForm):
    """Accept a victim, or decline and say why."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"why"})

    answer = fields.RadiosField(
        label="Will you be their contact?",
        choices=[
            (ACCEPT, "Yes, I have read what is on this page and am their contact from now on"),
            (DECLINE, "No"),
        ],
        missing="Select whether you will be their contact",
    )
    why = fields.LongTextField(label="If not, why?", max_length=1000, rows=3)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == DECLINE and not str(cleaned.get("why", "")).strip():
            self.add_error("why", "Enter why you cannot be their contact")
        return cleaned


class WithdrawHandoverForm(GovukForm):
    """Take an offer back."""

    taken_back = fields.LongTextField(
        label="Why do you take it back?", missing="Enter why you take it back", max_length=1000, rows=3
    )
