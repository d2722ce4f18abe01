"""Meetings that the service itself opens: by a rule after a plea, or because a letter that offers one has left."""

import contextlib
import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from cases.models import Victim, WorkItem
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import DecisionCode, WorkKind, WorkState
from cases.rules.working_days import BeyondHorizon, london_date
from cases.selectors import news
from cases.services import reference, work
from communications.models import Communication, Meeting
from communications.rules import meetings as rules
from communications.rules.meeting_words import MeetingOrigin, MeetingPurpose, MeetingState, MeetingStep, MeetingWay
from communications.services import meeting_steps as steps

_KNOWN = "There is or was a meeting before the trial"


def offer_by_rule(
    *, victim: Victim, purpose: MeetingPurpose, offer_due_on: dt.date, actor: Actor, at: dt.datetime
) -> Meeting | None:
    """Open a meeting that a rule says is to be offered by a London date; None where there is or was one.

    Somebody who declined, or has met us already, is not asked again by a rule; one that was cancelled does not count.
    Runs in the caller's transaction; safe to call at once from several processes.
    """
    others = Meeting.objects.filter(victim=victim, purpose=purpose).exclude(state=MeetingState.CANCELLED)
    if others.exists():
        return None
    try:
        meeting = steps.new(
            victim=victim,
            purpose=purpose,
            origin=MeetingOrigin.CPS_OFFERED,
            state=MeetingState.TO_OFFER,
            offer_due_on=offer_due_on,
            actor=actor,
            at=at,
        )
    except steps.AlreadyActive:
        return None
    steps.begin(meeting=meeting, step=MeetingStep.OPEN, actor=actor, at=at)
    return meeting


def open_pre_trial(*, pleaded: Q, actor: Actor, at: dt.datetime) -> int:
    """Open a meeting for each plea of not guilty that asks for one, due 14 days after the plea; return how many.

    ``pleaded`` narrows the open items of work that the pleas have raised. Each is closed: the meeting has its own, and
    where there is or was a meeting nothing more is to do. What no clock is published for stays as it is. Safe to call
    again: an item that was not reached is found by the next call.
    """
    opened = 0
    waiting = WorkItem.objects.filter(
        pleaded, kind=WorkKind.MEETING_OFFER, state=WorkState.OPEN, key__startswith=steps.PLEA_KEY
    ).select_related("victim__case", "victim__person", "victim__officer")
    for item in waiting.order_by("id"):
        event = news.event_about(item=item)
        if event is None or item.victim is None:
            continue
        with contextlib.suppress(reference.NothingPublished, NoLimitInForce, BeyondHorizon), transaction.atomic():
            plea_on = london_date(at=event.occurred_at)
            due_on = rules.pre_trial_offer_due_on(
                plea_on=plea_on, rules=reference.load_rules(on=plea_on), calendar=reference.load_calendar()
            )
            meeting = offer_by_rule(
                victim=item.victim, purpose=MeetingPurpose.PRE_TRIAL, offer_due_on=due_on, actor=actor, at=at
            )
            work.settle(key=item.key, outcome=_KNOWN, actor=actor, at=at)
            opened += meeting is not None
    return opened


def offered_by_letter(*, communication: Communication, way: MeetingWay, at: dt.datetime, actor: Actor) -> None:
    """Record the offer that a letter made by leaving, so that somebody waits for the answer (L9).

    ``communication`` explains a decision whose rule offers a meeting. Runs in the caller's transaction; a letter that
    leaves twice, or a meeting that is under way, changes nothing.
    """
    obligation = communication.obligation
    if obligation is None or communication.sent_at is None:
        return
    decision = DecisionCode(obligation.decision.code)
    purpose = rules.purpose_after(decision=decision)
    point = rules.family_point_after(decision=decision) if communication.case.is_bereaved_family_case else None
    offered_on = london_date(at=communication.sent_at)
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("case", "victim__officer")
        .filter(victim=communication.victim, purpose=purpose, family_point=point or "")
        .filter(state__in=[state.value for state in rules.ACTIVE])
        .first()
    )
    if meeting is not None:
        if meeting.state == MeetingState.TO_OFFER:
            meeting.offered_way, meeting.offered_on, meeting.offered_in = way.value, offered_on, communication
            steps.move(meeting=meeting, step=MeetingStep.OFFER, actor=actor, at=at)
        return
    try:
        meeting = steps.new(
            victim=communication.victim,
            purpose=purpose,
            purpose_note=decision.label if purpose is MeetingPurpose.OTHER else "",
            family_point=point,
            origin=MeetingOrigin.CPS_OFFERED,
            state=MeetingState.OFFERED,
            offered_way=way,
            offered_on=offered_on,
            offered_in=communication,
            actor=actor,
            at=at,
        )
    except steps.AlreadyActive:
        return
    steps.begin(meeting=meeting, step=MeetingStep.OPEN, actor=actor, at=at)


def offer_was_lost(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Take back the offer of a letter that did not arrive; an answer that came nevertheless stands."""
    offered = Meeting.objects.select_for_update(of=("self",)).select_related("case", "victim__officer")
    for meeting in offered.filter(offered_in=communication, state=MeetingState.OFFERED):
        meeting.offered_way, meeting.offered_on, meeting.offered_in = "", None, None
        steps.move(meeting=meeting, step=MeetingStep.OFFER_LOST, actor=actor, at=at)
