"""What a correcting letter says of the letter that was wrong, and of the rights that it restates (W14). Reads only."""

import dataclasses

from cases.models import Decision
from cases.rules.vocabulary import ReviewText
from communications.documents.context import LetterContext
from communications.models import Communication, LetterCorrection
from communications.rules import letter_corrections
from communications.rules.letter_corrections import CorrectionWay


def correction_by(*, communication: Communication) -> LetterCorrection | None:
    """Return what a letter corrects; None for all letters that correct nothing, which costs no query."""
    if communication.replaces_id is None:
        return None
    try:
        return communication.correction
    except LetterCorrection.DoesNotExist:
        # It follows on a letter that never left (`another_way.write_again`).
        return None


def told(*, context: LetterContext, correction: LetterCorrection, decision: Decision | None) -> LetterContext:
    """Add to the context of a letter what it says of the letter that it corrects.

    A day that has passed is not named as if one could still ask by it, and a right whose last day has passed is not
    spoken of: the first letter named both.
    """
    if correction.way == CorrectionWay.REPLACEMENT:
        return context
    ask_by, until = context.review_request_by, context.review_outer_on
    text = context.review_text
    last = until or ask_by
    if last is not None and last < context.letter_on:
        text = ReviewText.NONE
    return dataclasses.replace(
        context,
        correction_reasons=tuple(correction.reasons),
        review_restarts=correction.restarts_review,
        review_of=decision.code if decision is not None else "",
        review_text=text,
        review_request_by=ask_by if ask_by is not None and ask_by >= context.letter_on else None,
    )


def not_fresh(*, communication: Communication) -> frozenset[str]:
    """List by label who may not approve a letter because they had a hand in the letter that it corrects (CORR-4).

    Nobody, and no query, for a letter that corrects nothing.
    """
    correction = correction_by(communication=communication)
    if correction is None:
        return frozenset()
    wrong = correction.wrong
    return letter_corrections.not_fresh(
        written_by=wrong.written_by, submitted_by=wrong.submitted_by, approved_by=wrong.approved_by
    )
