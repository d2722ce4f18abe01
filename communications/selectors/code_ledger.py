"""What the ledger of the Victims' Code rests on for one person signed in to the portal: only what they were told.

A constant number of queries, however much was said.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from accounts.actors import Actor
from cases.models import AgreedAnswer
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import AgreedPoint, JourneyStage, Language, LimitKind, VpsStatus
from cases.rules.working_days import london_date
from cases.services import reference
from communications.models import Communication, Complaint, Meeting, VictimMessage
from communications.rules.code_ledger import Answering, DecisionKept, LedgerFacts, MeetingKept
from communications.rules.complaints import ComplaintOutcome
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import Purpose
from communications.selectors import complaints, correspondence, portal, portal_reviews, portal_untold
from communications.selectors.portal import OwnRecord
from communications.selectors.portal_reviews import DecisionTold

#: Messages that the ledger lists, the newest.
_MESSAGES = 10
_NAMES_SUPPORT = frozenset({Purpose.VCL_LETTER, Purpose.CHARGING_DECISION, Purpose.PROVISIONAL_DECISION})
_CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.NOT_OFFERED, MeetingState.NOT_HELD})
_TOOK_PLACE = frozenset({MeetingState.HELD, MeetingState.NOTES_SENT})


def facts_of(*, viewer: Actor, record: OwnRecord, at: dt.datetime) -> LedgerFacts:
    """Read the facts about the viewer's own record at an aware instant."""
    today = london_date(at=at)
    victim = record.victim
    letters = portal.own_letters(viewer=viewer, at=at)
    told = portal_reviews.decisions_told(viewer=viewer, at=at)
    promise = portal.promise_to(viewer, today=today)
    # Neither what is on its way nor hard news that they have not opened yet is told here first (PORT-2, V29).
    is_held_back = portal_untold.explained_since(record, letters=letters) is not None
    asked_at = (
        AgreedAnswer.objects.filter(victim=victim, point=AgreedPoint.NEEDS)
        .order_by("-answered_at")
        .values_list("answered_at", flat=True)
        .first()
    )
    person = victim.person
    return LedgerFacts(
        today=today,
        stage=None if is_held_back else JourneyStage(victim.case.stage),
        needs_asked_on=london_date(at=asked_at) if asked_at is not None else None,
        has_needs=person.language != Language.EN or bool(person.needs_interpreter) or bool(person.formats),
        support_letter=_support_letter(letters.readable),
        decisions=tuple(_decision(each) for each in told),
        reviews=tuple(answering for each in told for answering in _stages(each)),
        messages=tuple(_message(each) for each in correspondence.own_messages(viewer=viewer)[:_MESSAGES]),
        meetings=_meetings(viewer, letters.readable),
        promised_on=promise.due_on,
        missed_on=promise.missed_on,
        vps=VpsStatus(victim.vps_status),
        hearing_news_days=_days(LimitKind.HEARING_NEWS, on=today),
        outcome_news_days=_days(LimitKind.OUTCOME_NEWS, on=today),
        complaints=tuple(each for row in complaints.own_complaints(viewer=viewer) for each in _complaint(row)),
    )


def _days(kind: LimitKind, *, on: dt.date) -> int | None:
    """Give the limit of a kind in force on a London date, in its own units; None where none is published."""
    try:
        return reference.load_rules(on=on).limits.in_force(kind=kind, on=on).value
    except (NoLimitInForce, reference.NothingPublished):
        return None


def _support_letter(letters: Sequence[Communication]) -> tuple[uuid.UUID, dt.date] | None:
    for letter in letters:
        if Purpose(letter.purpose) in _NAMES_SUPPORT and letter.sent_at is not None:
            return letter.pk, london_date(at=letter.sent_at)
    return None


def _decision(told: DecisionTold) -> DecisionKept:
    right = told.right
    return DecisionKept(
        letter_id=told.letter_id,
        due_on=told.obligation.due_on,
        told_on=london_date(at=told.obligation.met_at or told.sent_at),
        limit_working_days=told.obligation.limit_working_days,
        # What an unopened letter offers is not said before it is opened (V29).
        review_until=right.ordinary_window_ends_on
        if right is not None and told.may_ask and not told.is_unopened
        else None,
    )


def _stages(told: DecisionTold) -> tuple[Answering, ...]:
    review = told.review
    if review is None or review.was_taken_back:
        return ()
    return tuple(
        Answering(
            asked_on=stage.started_on,
            due_on=stage.due_on,
            answered_on=stage.answer.told_on if stage.answer is not None else None,
            letter_id=stage.answer.letter_id if stage.answer is not None else None,
        )
        for stage in review.stages
    )


def _complaint(complaint: Complaint) -> Iterator[Answering]:
    for stage in complaints.stages_of(complaint):
        if stage.outcome != ComplaintOutcome.WITHDRAWN:
            yield Answering(asked_on=stage.asked_on, due_on=stage.answer_due_on, answered_on=stage.told_on)


def _message(message: VictimMessage) -> Answering:
    first = next(iter(message.answers.all()), None)
    answered_at = first.written_at if first is not None else message.settled_at
    return Answering(
        asked_on=london_date(at=message.received_at),
        due_on=message.answer_due_on,
        answered_on=london_date(at=answered_at) if answered_at is not None else None,
    )


def _meetings(viewer: Actor, letters: Sequence[Communication]) -> tuple[MeetingKept, ...]:
    """List the meetings that were offered to the viewer, by a letter that they may read or by voice."""
    readable = {letter.pk for letter in letters}
    rows = (
        Meeting.objects.filter(victim=viewer.victim_id, person=viewer.person_id, offered_on__isnull=False)
        .exclude(state__in=[state.value for state in _CALLED_OFF])
        .order_by("-offered_on", "-id")
    )
    return tuple(
        MeetingKept(
            offered_on=row.offered_on,
            starts_on=london_date(at=row.starts_at) if row.starts_at is not None else None,
            is_held=row.state in _TOOK_PLACE,
        )
        for row in rows
        if row.offered_on is not None and (row.offered_in_id is None or row.offered_in_id in readable)
    )
