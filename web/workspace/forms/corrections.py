"""What was wrong with a letter that has left, and what is right; or why it is taken back, or a correction given up."""

from collections.abc import Iterable
from typing import Any, ClassVar

from communications.rules.letter_corrections import CorrectionFault, CorrectionReason, CorrectionWay
from communications.services.letter_corrections import CorrectionEntry
from web.forms import fields
from web.forms.base import GovukForm

#: Where a fault is said, and how.
_FAULTS: dict[CorrectionFault, tuple[str, str]] = {
    CorrectionFault.NO_REASON: ("reasons", "Select what was wrong"),
    CorrectionFault.NOTHING_RIGHT: ("said_rightly", "Enter what is right"),
    CorrectionFault.REPEATS_OTHERS_FACTS: (
        "said_wrongly",
        "Leave this empty: what belongs to another person is not said a second time",
    ),
    CorrectionFault.CANNOT_BE_REPLACED: ("way", "Select a letter that says what was wrong"),
}
_REASON_HINTS = {
    CorrectionReason.REVIEW_RIGHT.value: "The time for asking is counted again, from the letter that corrects it.",
    CorrectionReason.OTHERS_FACTS.value: "A personal data breach: a manager is asked to decide within 72 hours.",
    CorrectionReason.WRONG_PLACE.value: "A personal data breach too. First record that the place is not safe.",
}
_WAY_HINTS = {
    CorrectionWay.LETTER.value: "Shorter. It apologises, says what was wrong and what is right.",
    CorrectionWay.REPLACEMENT.value: (
        "When much was wrong. It apologises, is composed from the record of today, and takes the place of the first."
    ),
}


class CorrectForm(GovukForm):
    """What was wrong, how it is put right, and what is right."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"said_rightly"})

    reasons = fields.CheckboxesField(
        label="What was wrong?",
        choices=CorrectionReason.choices(),
        missing="Select what was wrong",
        hint="Select all that apply. The letter says each of them in approved words, and apologises.",
        hints=_REASON_HINTS,
    )
    said_rightly = fields.LongTextField(
        label="What is right?",
        hint="In words for the person. It goes on after “What is right is this:”. You can change it in the letter.",
        max_length=2000,
        rows=4,
    )
    said_wrongly = fields.LongTextField(
        label="Which words were wrong?",
        hint="Only where it helps them to know. Never anything about another person.",
        max_length=1000,
        rows=3,
    )
    way = fields.RadiosField(
        label="How is it put right?",
        choices=CorrectionWay.choices(),
        missing="Select how it is put right",
        hints=_WAY_HINTS,
    )

    def __init__(self, *args: Any, ways: Iterable[CorrectionWay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [way.value for way in ways]
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            choice for choice in CorrectionWay.choices() if choice[0] in offered
        ]
        if len(offered) == 1:
            del self.fields["way"]

    @property
    def entry(self) -> CorrectionEntry:
        """Give the answers to the service."""
        answers = self.cleaned_data
        return CorrectionEntry(
            reasons=tuple(CorrectionReason(reason) for reason in answers["reasons"]),
            way=CorrectionWay(answers.get("way") or CorrectionWay.LETTER),
            said_wrongly=answers["said_wrongly"],
            said_rightly=answers["said_rightly"],
        )

    def say_faults(self, faults: Iterable[CorrectionFault]) -> None:
        """Put what the service refused beside the answers."""
        for fault in faults:
            name, text = _FAULTS[fault]
            self.add_error(name if name in self.fields else None, text)


class WhyForm(GovukForm):
    """Why a letter is taken back, or a correction given up."""

    why = fields.LongTextField(
        label="Why?",
        missing="Enter why",
        hint="It is kept with your name and shown to colleagues. Do not write an address or a phone number.",
        max_length=250,
        rows=3,
    )
