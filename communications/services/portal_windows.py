"""Until when a signed-in person may ask for decisions to be looked at again that they were told of. Reads only."""

import datetime as dt
import uuid

from cases.rules.vocabulary import ReviewText
from cases.services import review_rights
from communications.rules.letter_requirements import REVIEW_ANSWERS
from communications.rules.portal_actions import ReviewFacts
from communications.selectors import portal
from communications.selectors.portal import OwnLetters, OwnRecord

_REVIEWABLE = frozenset({ReviewText.STANDARD, ReviewText.NO_RESTART, ReviewText.EXPEDITED_PILOT})


def open_reviews(*, record: OwnRecord, letters: OwnLetters, on: dt.date) -> tuple[ReviewFacts, ...]:
    """Say for each decision whose letter the reader may read until when they can ask, or when they asked.

    On a London date. Reads nothing where no letter brings the right; else the same number of queries for any number of
    letters. A decision whose last day cannot be counted is left out: the letter names it. So is one that was
    looked at again and answered.
    """
    told = {
        obligation.pk: obligation
        for obligation in map(portal.obligation_of, letters.readable)
        if obligation is not None and obligation.review_text in _REVIEWABLE and obligation.met_at is not None
    }
    if not told or not record.standing.is_first_told:
        return ()
    told_here = _stages_told(letters)
    answered = {
        review.decision_id
        for review in record.standing.reviews
        if not review.is_undecided and review.untold <= told_here
    }
    asked = {review.decision_id: review.asked_on for review in record.standing.reviews}
    rights = review_rights.rights_of_case(case=record.victim.case, obligations=told.values(), on=on)
    return tuple(
        ReviewFacts(ask_by=right.ordinary_window_ends_on, asked_on=asked.get(right.obligation.decision_id))
        for right in rights.values()
        if right.ordinary_window_ends_on is not None and right.obligation.decision_id not in answered
    )


def _stages_told(letters: OwnLetters) -> frozenset[uuid.UUID]:
    """Find the stages of reviews whose answer a letter has told; behind hard news that waits unopened, none (V29)."""
    return frozenset(
        letter.review_stage_id
        for letter in letters.readable
        if letter.review_stage_id is not None
        and letter.letter_type in REVIEW_ANSWERS
        and (letter.first_read_at is not None or not letter.is_hard_news)
    )
