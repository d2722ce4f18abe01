"""What a letter about a request for a review says of it, read from the request, its stage and its answer. Reads only.

Nobody types any of it a second time: the reasons are those that the reviewer recorded for the person.
"""

import dataclasses

from cases.models import Person, ReviewAnswer, ReviewRequest, ReviewStage
from cases.rules.review_stages import LIMIT_OF_STAGE
from cases.rules.vocabulary import ReviewOutcome, ReviewStageKind, ReviewState, ReviewText
from cases.rules.working_days import london_date
from cases.services import reference
from communications.documents.context import LetterContext
from communications.rules import letter_phrases
from communications.rules.letter_requirements import OFFERED_REVIEW_TEXTS, REVIEW_ANSWERS
from communications.rules.vocabulary import LetterType

#: The letter that tells what a reviewer found.
LETTER_OF_OUTCOME: dict[ReviewOutcome, LetterType] = {
    ReviewOutcome.UPHELD: LetterType.REVIEW_UPHELD,
    ReviewOutcome.OVERTURNED: LetterType.REVIEW_OVERTURNED,
    ReviewOutcome.WRONG_BUT_NO_REMEDY: LetterType.REVIEW_NO_REMEDY,
}


def told(
    *,
    context: LetterContext,
    letter_type: LetterType,
    request: ReviewRequest,
    stage: ReviewStage | None,
    reader: Person | None,
) -> LetterContext:
    """Add to the context of a letter what it tells ``reader`` about a request; ``stage`` is the one it speaks of.

    Raises:
        NothingPublished, NoLimitInForce: no limit is in force for the answer of an independent review.
    """
    answer = getattr(stage, "answer", None) if letter_type in REVIEW_ANSWERS else None
    further = _further_days(letter_type, stage, answer)
    can_go_on = letter_type is LetterType.REVIEW_ACKNOWLEDGEMENT or (
        letter_type is LetterType.REVIEW_UPHELD and further > 0
    )
    text = ReviewText(request.review_text)
    return dataclasses.replace(
        context,
        review_text=text if can_go_on and text in OFFERED_REVIEW_TEXTS else ReviewText.NONE,
        review_asked_on=stage.started_on if stage is not None else request.received_on,
        review_is_by_reader=reader is not None and reader.pk == request.asker_person_id,
        review_stage=stage.kind if stage is not None else "",
        review_of=request.decision.code,
        review_due_on=stage.due_on if stage is not None else None,
        review_days=stage.limit_working_days if stage is not None else 0,
        review_further_days=further,
        review_refused=_refused(request),
        review_outer_on=request.outer_window_ends_on or request.ordinary_window_ends_on,
        reasons=letter_phrases.paragraphs(_why(letter_type, request, answer)),
        what_continues=answer.what_follows if answer is not None else "",
    )


def _why(letter_type: LetterType, request: ReviewRequest, answer: ReviewAnswer | None) -> str:
    if letter_type is LetterType.REVIEW_NOT_TAKEN:
        return request.taken_reason
    return answer.reasons if answer is not None else ""


def _further_days(letter_type: LetterType, stage: ReviewStage | None, answer: ReviewAnswer | None) -> int:
    """Give the working days of an independent review that can still be asked for after this answer, else 0 (RR-8)."""
    if stage is None or answer is None or letter_type is LetterType.REVIEW_OVERTURNED:
        return 0
    if stage.kind != ReviewStageKind.LOCAL_RESOLUTION:
        return 0
    on = london_date(at=answer.recorded_at)
    limits = reference.load_rules(on=on).limits
    return limits.in_force(kind=LIMIT_OF_STAGE[ReviewStageKind.INDEPENDENT_REVIEW], on=on).value


def _refused(request: ReviewRequest) -> str:
    if request.state == ReviewState.OUT_OF_TIME:
        return ReviewState.OUT_OF_TIME.value
    if request.state != ReviewState.NOT_QUALIFYING:
        return ""
    is_police = request.review_text == ReviewText.POLICE_SCHEME
    return ReviewText.POLICE_SCHEME.value if is_police else ReviewState.NOT_QUALIFYING.value
