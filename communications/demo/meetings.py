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
from cases.rules.vocabulary import CaseEventKind, JourneyStage, MeasureStep, Plea, SpecialMeasure
from cases.rules.working_days import LONDON
from cases.services import measures
from communications.demo import pictures
from communications.rules.meeting_words import (
    FamilyPoint,
    MeetingAttendee,
    MeetingCompanion,
    MeetingFormat,
    MeetingMeasure,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
    ResearchConsent,
)
from communications.services import intake, meeting_actions, meeting_preparation, meeting_slots, meetings
from communications.services.meeting_preparation import Wishes
from communications.services.meeting_slots import OfferedTime
from communications.services.meetings import Arrangement, MeetingOutcome, MeetingStart

#: Share of the cases before a court of which there is news, and of the people in contact who have a meeting.
_IN_THE_NEWS = 0.35
_MEETS = 0.25
_AT_COURT = frozenset({
    JourneyStage.FIRST_HEARING, JourneyStage.MAGS_TRIAL_PREP, JourneyStage.SENT_TO_CROWN, JourneyStage.PTPH,
    JourneyStage.TRIAL_PREP, JourneyStage.TRIAL, JourneyStage.VERDICT,
})  # fmt: skip
#: What somebody reads after a meeting of the demo.
_NOTES = (
    "Thank you for meeting us.\n\n"
    "We explained who is in the courtroom and where you can wait. You told us what would help you.\n\n"
    "We agreed that we ask the court for screens. The court decides, and we tell you what it says."
)
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


def let_one_choose(*, now: dt.datetime) -> None:
    """Offer a meeting with times to the victim whose code the demo prints, so that their page shows one."""
    try:
        victim = pictures.reachable_victim()
    except IndexError:
        # A very small demo may have nobody who can come in.
        return
    actor = actors.system(SystemProcess.DEMO_CASELOAD)
    _meet(victim, how_far=0, now=now, actor=actor)
    today = now.astimezone(LONDON).date()
    for measure, steps in (
        (SpecialMeasure.SCREENS, (MeasureStep.WILL_ASK, MeasureStep.ASKED)),
        (SpecialMeasure.LIVE_LINK, (MeasureStep.ASKED, MeasureStep.GRANTED, MeasureStep.TOLD)),
    ):
        for step in steps:
            measures.record(victim_id=victim.pk, measure=measure, step=step, taken_on=today, actor=actor, at=now)


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
        _offer_times(meeting.pk, now=now, actor=actor)
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


def _offer_times(meeting_id: uuid.UUID, *, now: dt.datetime, actor: Actor) -> None:
    """Offer three times of the next two weeks, and let the person say what they need and ask something."""
    day = now.astimezone(LONDON).replace(minute=0, second=0, microsecond=0)
    meeting_slots.offer(
        meeting_id=meeting_id,
        times=tuple(
            OfferedTime(
                starts_at=(day + dt.timedelta(days=days)).replace(hour=hour),
                format=how,
                place=MeetingPlace.CPS if how is MeetingFormat.IN_PERSON else None,
            )
            for days, hour, how in (
                (8, 10, MeetingFormat.IN_PERSON),
                (9, 14, MeetingFormat.IN_PERSON),
                (12, 16, MeetingFormat.VIRTUAL),
            )
        ),
        actor=actor,
        at=now - dt.timedelta(days=3),
    )
    meeting_preparation.say(
        meeting_id=meeting_id,
        wishes=Wishes(
            companions=(MeetingCompanion.FAMILY_OR_FRIEND,), companion_note="My sister", needs=(MeetingSupport.BREAKS,)
        ),
        seen=0,
        way=MeetingWay.TELEPHONE,
        actor=actor,
        at=now - dt.timedelta(days=2),
    )
    meeting_preparation.ask(
        meeting_id=meeting_id,
        text="Where can I wait, so that I do not meet anybody from the other side?",
        key=f"demo:{meeting_id}",
        tells_what_happened=False,
        way=MeetingWay.TELEPHONE,
        actor=actor,
        at=now - dt.timedelta(days=2),
    )


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
    meeting_preparation.release_notes(
        meeting_id=meeting_id,
        text=_NOTES,
        to_officer_on=None,
        actor=actor,
        at=over + dt.timedelta(hours=20),
    )
