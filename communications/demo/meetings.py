"""Lets the courts of the demo tell some news, and lets officers offer, arrange and hold meetings."""

import datetime as dt
import random
import uuid
from collections.abc import Callable

from accounts import actors
from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.roles import SystemProcess
from cases.models import Case, Victim
from cases.rules.vocabulary import CaseEventKind, JourneyStage, Plea
from cases.rules.working_days import LONDON
from communications.rules.meeting_words import (
    FamilyPoint,
    MeetingAttendee,
    MeetingFormat,
    MeetingMeasure,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingStep,
    MeetingWay,
    ResearchConsent,
)
from communications.services import intake, meeting_actions, meetings
from communications.services.meetings import Arrangement, MeetingOutcome, MeetingStart

#: Share of the cases before a court of which there is news, and of the people in contact who have a meeting.
_IN_THE_NEWS = 0.35
_MEETS = 0.25
_AT_COURT = frozenset({
    JourneyStage.FIRST_HEARING, JourneyStage.MAGS_TRIAL_PREP, JourneyStage.SENT_TO_CROWN, JourneyStage.PTPH,
    JourneyStage.TRIAL_PREP, JourneyStage.TRIAL, JourneyStage.VERDICT,
})  # fmt: skip
_NEWS = (
    (CaseEventKind.HEARING_MOVED, None),
    (CaseEventKind.HEARING_VACATED, None),
    (CaseEventKind.BAIL_CHANGE, None),
    (CaseEventKind.PLEA, Plea.NOT_GUILTY),
    (CaseEventKind.PLEA, Plea.GUILTY),
    (CaseEventKind.SPECIAL_MEASURES, None),
)


def hear(*, case: Case, now: dt.datetime) -> None:
    """Take in an event of the last days for some cases. The same case hears the same each time."""
    # A chance of its own, so that news changes nothing else of the demo.
    chance = random.Random(f"news:{case.urn}")
    if case.stage not in _AT_COURT or chance.random() > _IN_THE_NEWS:
        return
    kind, plea = chance.choice(_NEWS)
    at = now - dt.timedelta(hours=chance.randrange(2, 40))
    event = {
        "event_id": f"demo-{case.pk}",
        "occurred_at": (at - dt.timedelta(hours=3)).isoformat(),
        "recorded_at": (at - dt.timedelta(hours=1)).isoformat(),
        "source": "CMS",
        "case_urn": case.urn,
        "kind": kind.value,
        "payload": {"plea": plea.value} if plea else {},
    }
    intake.receive_events(events=[event], actor=actors.system(SystemProcess.CASE_IMPORT), at=at)


def meet(*, case: Case, now: dt.datetime, actor_of: Callable[[StaffUser], Actor]) -> None:
    """Let some victims of a case have a meeting in one of its states, the earlier steps in the days before ``now``."""
    chance = random.Random(f"meetings:{case.urn}")
    for victim in Victim.objects.filter(case=case, in_contact_since__isnull=False).order_by("reference"):
        if victim.officer is not None and chance.random() < _MEETS:
            _meet(victim, how_far=chance.randrange(4), now=now, actor=actor_of(victim.officer))


def _meet(victim: Victim, *, how_far: int, now: dt.datetime, actor: Actor) -> None:
    is_family = victim.case.is_bereaved_family_case
    offered_at = now - dt.timedelta(days=12)
    try:
        meeting = meetings.start(
            victim_id=victim.pk,
            start=MeetingStart(
                purpose=MeetingPurpose.PRE_TRIAL if is_family else MeetingPurpose.COMPLAINT,
                family_point=FamilyPoint.WITH_ADVOCATE if is_family else None,
                origin=MeetingOrigin.CPS_OFFERED,
                offered_way=MeetingWay.TELEPHONE,
                offered_on=offered_at.astimezone(LONDON).date(),
            ),
            actor=actor,
            at=offered_at,
        )
    except meetings.AlreadyActive:
        return
    if how_far == 0:
        return
    meetings.answer(
        meeting_id=meeting.pk,
        step=MeetingStep.ACCEPT,
        way=MeetingWay.TELEPHONE,
        responded_on=offered_at.astimezone(LONDON).date(),
        actor=actor,
        at=offered_at + dt.timedelta(hours=1),
    )
    if how_far == 1:
        return
    starts_at = (now + dt.timedelta(days=6 if how_far == 2 else -2)).replace(hour=14, minute=0, second=0, microsecond=0)
    meetings.arrange(
        meeting_id=meeting.pk,
        arrangement=Arrangement(
            starts_at=starts_at,
            format=MeetingFormat.IN_PERSON,
            place=MeetingPlace.CPS,
            place_detail="Meeting room 2",
            attendees=(MeetingAttendee.VLO, MeetingAttendee.REVIEWING_LAWYER),
            chair="The reviewing lawyer",
        ),
        actor=actor,
        at=offered_at + dt.timedelta(days=1),
    )
    if how_far == 3:
        _hold(meeting.pk, starts_at, actor)


def _hold(meeting_id: uuid.UUID, starts_at: dt.datetime, actor: Actor) -> None:
    over = starts_at + dt.timedelta(hours=1)
    meetings.hold(
        meeting_id=meeting_id,
        outcome=MeetingOutcome(
            duration_minutes=50,
            did_counsel_attend=False,
            is_eligible_for_expenses=True,
            research_consent=ResearchConsent.NOT_ASKED,
            attended=(MeetingAttendee.VLO, MeetingAttendee.REVIEWING_LAWYER),
            chair="The reviewing lawyer",
            measures_agreed=(MeetingMeasure.SCREENS,),
            are_notes_on_cms=True,
        ),
        actor=actor,
        at=over,
    )
    meeting_actions.add(
        meeting_id=meeting_id,
        what="Ask the court for screens, and tell them what it decides",
        owner=MeetingAttendee.REVIEWING_LAWYER.label,
        due_on=over.astimezone(LONDON).date() + dt.timedelta(days=7),
        actor=actor,
        at=over,
    )
