"""What a person signed in to the portal reads of their right to review: each decision they were told of, its course.

Only what a letter to them has told (PORT-2), and of a request only what whoever asked was told of it (RR-13). The
words of somebody else's request, and who it was, are not read at all.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Prefetch

from accounts.actors import Actor
from cases.models import Obligation, ReviewRequest, ReviewStage, ReviewTelling
from cases.rules.review_reasons import why_of
from cases.rules.review_stages import ASK_AGAIN_STATES
from cases.rules.vocabulary import (
    DecisionCode,
    DecisionMaker,
    ObligationState,
    ReviewOutcome,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    ReviewWhy,
    ToldBy,
)
from cases.rules.working_days import london_date
from cases.services import review_rights
from cases.services.review_rights import ReviewRight
from communications.models import Communication
from communications.rules.letter_requirements import REVIEW_ANSWERS, REVIEW_LETTERS
from communications.rules.portal_reviews import may_read_answer
from communications.rules.vocabulary import LetterType
from communications.selectors import portal

#: Each stage once in a request, and in this order.
_ORDER = tuple(ReviewStageKind)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FollowedAnswer:
    """What came of a stage, or that a request is not taken, as the person was told."""

    #: None where the request is not taken.
    outcome: ReviewOutcome | None
    #: London date on which they were told.
    told_on: dt.date
    #: The letter that tells it, where it may be read here.
    letter_id: uuid.UUID | None
    #: In the words recorded for the person; empty where the letter is here, which has them in the reader's language.
    reasons: str
    what_follows: str
    #: Only a letter with hard news tells it, and nobody has opened that here: the page does not say it first (V29).
    is_unopened: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FollowedStage:
    """One stage of a review as the person may follow it."""

    kind: ReviewStageKind
    #: London dates: the day on which it was asked for, and by whose end we answer.
    started_on: dt.date
    due_on: dt.date
    limit_working_days: int
    #: None until the person was told.
    answer: FollowedAnswer | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FollowedReview:
    """A request for a review as the person may follow it."""

    id: uuid.UUID
    #: London date on which it reached us.
    asked_on: dt.date
    #: Whether it is this reader's own request; somebody else who speaks for the same victim may have asked.
    is_own: bool
    #: What the reader wrote, only of their own request.
    said: str
    #: Whether somebody checks first whether it can be taken.
    is_being_checked: bool
    was_taken_back: bool
    stages: tuple[FollowedStage, ...]
    #: That it is not taken, once they were told.
    refusal: FollowedAnswer | None
    #: Whether the reader may ask for the independent review now.
    may_go_further: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more is looked at, as far as the person was told."""
        if self.was_taken_back or self.refusal is not None:
            return True
        return not self.is_being_checked and bool(self.stages) and self.stages[-1].answer is not None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTold:
    """One decision that the person was told of, with their right to ask for a review of it."""

    obligation: Obligation
    #: The letter that told them, and when it left (aware).
    letter_id: uuid.UUID
    sent_at: dt.datetime
    #: A letter with hard news that nobody has opened here: the page does not say first what it says (V29).
    is_unopened: bool
    why: ReviewWhy
    #: None where a last day cannot be counted, because the bank holidays are not known so far.
    right: ReviewRight | None
    #: The request that stands, or the last one that ended without a look at the decision; None where nobody asked.
    review: FollowedReview | None

    @property
    def qualifies(self) -> bool:
        """Whether a review of this decision may be asked for at all."""
        return ReviewText(self.obligation.review_text) in {
            ReviewText.STANDARD,
            ReviewText.NO_RESTART,
            ReviewText.EXPEDITED_PILOT,
        }

    @property
    def may_ask(self) -> bool:
        """Whether the person may ask now."""
        if not self.qualifies or self.right is None:
            return False
        return self.review is None or self.review.was_taken_back or self.review.refusal is not None


def decisions_told(*, viewer: Actor, at: dt.datetime) -> tuple[DecisionTold, ...]:
    """List the decisions that letters to the viewer have told, newest letter first, at an aware instant.

    A decision about which another letter is on its way is left out until that has had time to arrive. The number of
    queries is the same however many there are.
    """
    letters = portal.own_letters(viewer=viewer, at=at)
    held_back = {explains(letter) for letter in letters.on_their_way} - {None}
    told: dict[uuid.UUID, Communication] = {}
    for letter in letters.readable:
        explained = explains(letter)
        if explained is not None and explained not in held_back:
            told.setdefault(explained, letter)
    owed = list(
        Obligation.objects.filter(pk__in=told, victim=viewer.victim_id)
        .exclude(state=ObligationState.SUPERSEDED)
        .select_related("case", "victim", "decision")
    )
    today = london_date(at=at)
    rights = review_rights.rights_of_case(case=owed[0].case, obligations=owed, on=today) if owed else {}
    reviews = _reviews(viewer, letters=letters.readable, today=today)
    order = list(told)
    return tuple(
        _decision(row, told[row.pk], rights.get(row.pk), reviews.get(row.decision_id))
        for row in sorted(owed, key=lambda row: order.index(row.pk))
    )


def explains(letter: Communication) -> uuid.UUID | None:
    """Name the obligation that a letter explains, by itself or as a copy; None for every other letter."""
    if letter.letter_type in REVIEW_LETTERS:
        return None
    return letter.obligation_id or (letter.copy_of.obligation_id if letter.copy_of is not None else None)


def _decision(
    row: Obligation, letter: Communication, right: ReviewRight | None, review: FollowedReview | None
) -> DecisionTold:
    return DecisionTold(
        obligation=row,
        letter_id=letter.pk,
        sent_at=letter.sent_at or letter.opened_at,
        is_unopened=letter.is_hard_news and letter.first_read_at is None,
        why=why_of(
            text=ReviewText(row.review_text),
            code=DecisionCode(row.decision.code),
            maker=DecisionMaker(row.decision.made_by),
            withdrew=row.decision.because_victim_withdrew,
            decided_at=row.decided_at,
        ),
        right=right,
        review=review,
    )


def _reviews(viewer: Actor, *, letters: Sequence[Communication], today: dt.date) -> dict[uuid.UUID, FollowedReview]:
    """Read the requests about the viewer's record by decision: the one that stands, else the newest."""
    stages = ReviewStage.objects.select_related("answer").order_by("opened_at")
    rows = (
        ReviewRequest.objects.filter(victim=viewer.victim_id)
        .prefetch_related(Prefetch("stages", queryset=stages), "tellings")
        .order_by("logged_at", "id")
    )
    found: dict[uuid.UUID, FollowedReview] = {}
    standing: set[uuid.UUID] = set()
    for row in rows:
        if row.decision_id in standing:
            continue
        found[row.decision_id] = _followed(row, viewer, letters=letters, today=today)
        if ReviewState(row.state) not in ASK_AGAIN_STATES:
            standing.add(row.decision_id)
    return found


def _followed(row: ReviewRequest, viewer: Actor, *, letters: Sequence[Communication], today: dt.date) -> FollowedReview:
    is_own = row.asker_person_id == viewer.person_id
    tellings = {telling.stage_id: telling for telling in row.tellings.all()}
    stages = tuple(
        FollowedStage(
            kind=ReviewStageKind(stage.kind),
            started_on=stage.started_on,
            due_on=stage.due_on,
            limit_working_days=stage.limit_working_days,
            answer=_answer(row, stage, tellings.get(stage.pk), is_own=is_own, letters=letters, today=today),
        )
        for stage in sorted(row.stages.all(), key=lambda stage: _ORDER.index(ReviewStageKind(stage.kind)))
    )
    refusal = None
    if row.is_taken is False:
        refusal = _answer(row, None, tellings.get(None), is_own=is_own, letters=letters, today=today)
    return FollowedReview(
        id=row.pk,
        asked_on=row.received_on,
        is_own=is_own,
        said=row.said if is_own else "",
        is_being_checked=not stages and refusal is None and row.state != ReviewState.WITHDRAWN,
        was_taken_back=row.state == ReviewState.WITHDRAWN,
        stages=stages,
        refusal=refusal,
        may_go_further=is_own
        and row.state in {ReviewState.LOCAL_ANSWERED, ReviewState.WRONG_NO_REMEDY}
        and len(stages) == 1
        and stages[0].kind is ReviewStageKind.LOCAL_RESOLUTION
        and stages[0].answer is not None,
    )


def _answer(
    row: ReviewRequest,
    stage: ReviewStage | None,
    telling: ReviewTelling | None,
    *,
    is_own: bool,
    letters: Sequence[Communication],
    today: dt.date,
) -> FollowedAnswer | None:
    """Read what came of a stage, or that the request is not taken, once this reader was told; else None."""
    answer = getattr(stage, "answer", None) if stage is not None else None
    if stage is not None and answer is None:
        return None
    wanted = REVIEW_ANSWERS if stage is not None else {LetterType.REVIEW_NOT_TAKEN}
    letter = next(
        (
            each
            for each in letters
            if each.review_id == row.pk
            and each.letter_type in wanted
            and each.review_stage_id == (stage.pk if stage is not None else None)
        ),
        None,
    )
    may_read = may_read_answer(
        has_letter_here=letter is not None,
        told_by=ToldBy(telling.how) if telling is not None else None,
        told_on=telling.told_on if telling is not None else None,
        is_asker=is_own,
        today=today,
    )
    if not may_read:
        return None
    told_on = [telling.told_on] if telling is not None and is_own else []
    told_on += [london_date(at=letter.sent_at)] if letter is not None and letter.sent_at is not None else []
    has_words = letter is not None
    was_said = is_own and telling is not None and telling.how in {ToldBy.PHONE, ToldBy.IN_PERSON}
    return FollowedAnswer(
        outcome=ReviewOutcome(answer.outcome) if answer is not None else None,
        told_on=min(told_on),
        letter_id=letter.pk if letter is not None else None,
        reasons="" if has_words else (answer.reasons if answer is not None else row.taken_reason),
        what_follows="" if has_words or answer is None else answer.what_follows,
        is_unopened=letter is not None and letter.is_hard_news and letter.first_read_at is None and not was_said,
    )
