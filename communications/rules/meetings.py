"""The life of a meeting as one table, what each state waits for, and the points at which families are offered one.

Never knows names, places or what was said at a meeting.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.vocabulary import DecisionCode, LimitKind, SpecialMeasure, WorkKind
from cases.rules.working_days import WorkingDayCalendar, london_date
from communications.rules.meeting_words import FamilyPoint, MeetingMeasure, MeetingPurpose, MeetingState, MeetingStep

LIFE_RULE = "MEET-1"
NEXT_STEP_RULE = "MEET-2"
FAMILY_RULE = "MEET-3"
#: MEET-4 is the calendar file.
PERSON_RULE = "MEET-5"
#: MEET-6 are the words.
MEASURES_RULE = "MEET-7"

#: MEET-1. Each step, from where it may be taken and where it leads. "Rescheduled" is no state of its own: a meeting
#: with a new time is arranged. Somebody who said no, or did not answer, may still say yes.
TRANSITIONS: dict[tuple[MeetingState, MeetingStep], MeetingState] = {
    (MeetingState.TO_OFFER, MeetingStep.OFFER): MeetingState.OFFERED,
    (MeetingState.TO_OFFER, MeetingStep.DO_NOT_OFFER): MeetingState.NOT_OFFERED,
    (MeetingState.TO_OFFER, MeetingStep.CANCEL): MeetingState.CANCELLED,
    (MeetingState.OFFERED, MeetingStep.ACCEPT): MeetingState.ACCEPTED,
    (MeetingState.OFFERED, MeetingStep.DECLINE): MeetingState.DECLINED,
    (MeetingState.OFFERED, MeetingStep.NO_ANSWER): MeetingState.NO_RESPONSE,
    (MeetingState.OFFERED, MeetingStep.CANCEL): MeetingState.CANCELLED,
    # The letter that made the offer came back or bounced: nobody has read it.
    (MeetingState.OFFERED, MeetingStep.OFFER_LOST): MeetingState.TO_OFFER,
    (MeetingState.NO_RESPONSE, MeetingStep.OFFER): MeetingState.OFFERED,
    (MeetingState.NO_RESPONSE, MeetingStep.ACCEPT): MeetingState.ACCEPTED,
    (MeetingState.NO_RESPONSE, MeetingStep.DECLINE): MeetingState.DECLINED,
    (MeetingState.DECLINED, MeetingStep.ACCEPT): MeetingState.ACCEPTED,
    (MeetingState.ACCEPTED, MeetingStep.ARRANGE): MeetingState.ARRANGED,
    (MeetingState.ACCEPTED, MeetingStep.CANCEL): MeetingState.CANCELLED,
    (MeetingState.REQUESTED, MeetingStep.ARRANGE): MeetingState.ARRANGED,
    (MeetingState.REQUESTED, MeetingStep.DO_NOT_OFFER): MeetingState.NOT_OFFERED,
    (MeetingState.REQUESTED, MeetingStep.CANCEL): MeetingState.CANCELLED,
    (MeetingState.ARRANGED, MeetingStep.RESCHEDULE): MeetingState.ARRANGED,
    (MeetingState.ARRANGED, MeetingStep.CANCEL): MeetingState.CANCELLED,
    (MeetingState.ARRANGED, MeetingStep.HOLD): MeetingState.HELD,
    (MeetingState.ARRANGED, MeetingStep.DID_NOT_HAPPEN): MeetingState.NOT_HELD,
    (MeetingState.NOT_HELD, MeetingStep.ARRANGE): MeetingState.ARRANGED,
    (MeetingState.HELD, MeetingStep.SEND_NOTES): MeetingState.NOTES_SENT,
}

#: Steps that cannot be taken without a reason.
NEEDS_REASON = frozenset(
    {MeetingStep.DO_NOT_OFFER, MeetingStep.RESCHEDULE, MeetingStep.CANCEL, MeetingStep.DID_NOT_HAPPEN}
)

#: One meeting of a purpose at a time stands in one of these for a person.
ACTIVE = frozenset(
    {
        MeetingState.TO_OFFER,
        MeetingState.OFFERED,
        MeetingState.ACCEPTED,
        MeetingState.REQUESTED,
        MeetingState.ARRANGED,
    }
)

#: States of a meeting for which a time was set.
HAS_TIME = frozenset({MeetingState.ARRANGED, MeetingState.NOT_HELD, MeetingState.HELD, MeetingState.NOTES_SENT})


#: MEET-5. What the person who is invited does not see: it was not offered to them.
UNSEEN = frozenset({MeetingState.TO_OFFER, MeetingState.NOT_OFFERED})
#: MEET-5. Where the person may choose one of the times we offered, and by it say yes where they have not yet. Who said
#: no may still choose: nothing is lost by a no.
MAY_CHOOSE = frozenset(
    {
        MeetingState.OFFERED,
        MeetingState.NO_RESPONSE,
        MeetingState.DECLINED,
        MeetingState.ACCEPTED,
        MeetingState.REQUESTED,
        MeetingState.ARRANGED,
        MeetingState.NOT_HELD,
    }
)
#: MEET-5. Where the person may say what they need, who comes, and what they want to ask.
MAY_PREPARE = MAY_CHOOSE
#: MEET-5. Where the person may ask for the meeting once more: it ended without their having met us as they wished.
MAY_ASK_AGAIN = frozenset({MeetingState.CANCELLED, MeetingState.HELD, MeetingState.NOTES_SENT})
#: Steps after which no time is offered any more, and steps after which the chosen one is free again.
ENDS_TIMES = frozenset({MeetingStep.CANCEL, MeetingStep.HOLD, MeetingStep.OFFER_LOST})
FREES_CHOICE = frozenset({MeetingStep.RESCHEDULE, MeetingStep.DID_NOT_HAPPEN})


class StepNotPossible(ValueError):
    """The step cannot be taken from the state in which the meeting is. Carries nothing personal."""


def after(*, state: MeetingState, step: MeetingStep) -> MeetingState:
    """Say how a meeting stands after a step (MEET-1; CPS prototype document 2.6).

    Raises:
        StepNotPossible: the table does not lead on from there.
    """
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise StepNotPossible(f"{step} does not follow {state}") from None


def steps_from(*, state: MeetingState) -> tuple[MeetingStep, ...]:
    """List the steps that may be taken from a state, in the order of the table (MEET-1)."""
    return tuple(step for start, step in TRANSITIONS if start is state)


def steps_to_choose(*, state: MeetingState) -> tuple[MeetingStep, ...]:
    """List the steps by which choosing a time leads from a state to an arranged meeting (MEET-5).

    Raises:
        StepNotPossible: no time can be chosen there.
    """
    if state not in MAY_CHOOSE:
        raise StepNotPossible(f"no time can be chosen in {state}")
    if state is MeetingState.ARRANGED:
        return (MeetingStep.RESCHEDULE,)
    if (state, MeetingStep.ACCEPT) in TRANSITIONS:
        return (MeetingStep.ACCEPT, MeetingStep.ARRANGE)
    return (MeetingStep.ARRANGE,)


def is_seen(*, state: MeetingState, is_letter_unread: bool) -> bool:
    """Whether the person sees a meeting on their page (MEET-5).

    ``is_letter_unread``: the offer stands in a letter that may not be read in the portal yet. What the meeting is
    about would tell what the letter tells, so the meeting waits for the letter (PORT-2).
    """
    return state not in UNSEEN and not is_letter_unread


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What a meeting waits for."""

    kind: WorkKind
    #: What to do and why, for the work list; names nobody.
    summary: str
    #: The last London date on which it is done in time.
    due_on: dt.date


_NEXT: dict[MeetingState, tuple[WorkKind, str]] = {
    MeetingState.TO_OFFER: (
        WorkKind.MEETING_OFFER,
        "Offer the meeting by a safe way, or record why it is not offered.",
    ),
    MeetingState.OFFERED: (
        WorkKind.MEETING_ANSWER,
        "A meeting was offered. Record the answer, or that none has come.",
    ),
    MeetingState.ACCEPTED: (
        WorkKind.MEETING_ARRANGE,
        "They said yes to a meeting. Agree a time, a place and who comes.",
    ),
    MeetingState.REQUESTED: (
        WorkKind.MEETING_ARRANGE,
        "A meeting was asked for. Agree a time, a place and who comes.",
    ),
    MeetingState.ARRANGED: (
        WorkKind.MEETING_OUTCOME,
        "A meeting was arranged. Record what came of it.",
    ),
    MeetingState.HELD: (
        WorkKind.MEETING_NOTES,
        "The meeting took place. Send them the notes, and the officer a copy.",
    ),
}


def next_step(
    *,
    state: MeetingState,
    offer_due_on: dt.date | None,
    starts_at: dt.datetime | None,
    at: dt.datetime,
    rules: CaseRules,
    calendar: WorkingDayCalendar,
) -> NextStep | None:
    """Say what a meeting waits for, seen from the step taken at ``at``; None when nothing more is to do (MEET-2).

    An offer is due on ``offer_due_on`` where the rule gave a date (14 days from a plea of not guilty), the outcome one
    working day after the meeting, and everything else by the dated limits for the answer and for each step.

    Raises:
        NoLimitInForce: no limit of the kind is in force.
        BeyondHorizon: the calendar does not reach that far.
    """
    waits_for = _NEXT.get(state)
    if waits_for is None:
        return None
    kind, summary = waits_for
    today = london_date(at=at)
    if state is MeetingState.TO_OFFER and offer_due_on is not None:
        due_on = offer_due_on
    elif state is MeetingState.ARRANGED and starts_at is not None:
        due_on = calendar.next(after=max(london_date(at=starts_at), today))
    else:
        limit = LimitKind.MEETING_ANSWER if state is MeetingState.OFFERED else LimitKind.MEETING_STEP
        due_on = time_limits.apply_limit(
            limit=rules.limits.in_force(kind=limit, on=today), start=today, calendar=calendar
        ).due_on
    return NextStep(kind=kind, summary=summary, due_on=due_on)


def pre_trial_offer_due_on(*, plea_on: dt.date, rules: CaseRules, calendar: WorkingDayCalendar) -> dt.date:
    """Say by when a pre-trial meeting is offered after a plea of not guilty (MEET-2; CPS prototype document 1.10).

    Raises:
        NoLimitInForce: no limit for the offer was in force on that day.
    """
    limit = rules.limits.in_force(kind=LimitKind.PTM_OFFER, on=plea_on)
    return time_limits.apply_limit(limit=limit, start=plea_on, calendar=calendar).due_on


_ABOUT_CHARGING = frozenset(
    {
        DecisionCode.NFA_EVIDENTIAL,
        DecisionCode.NFA_PUBLIC_INTEREST,
        DecisionCode.NFA_PARTIAL,
        DecisionCode.DECISION_TO_CHARGE,
    }
)
#: MEET-3. What each point at which a family is offered a meeting counts as among the six purposes.
PURPOSE_OF_POINT: dict[FamilyPoint, MeetingPurpose] = {
    FamilyPoint.AFTER_CHARGE: MeetingPurpose.CHARGING_DECISION,
    FamilyPoint.WITH_ADVOCATE: MeetingPurpose.PRE_TRIAL,
    FamilyPoint.AFTER_STOP_OR_CHANGE: MeetingPurpose.STOPPED_OR_ALTERED,
    FamilyPoint.AFTER_CONVICTION: MeetingPurpose.OTHER,
    FamilyPoint.AFTER_ACQUITTAL: MeetingPurpose.OTHER,
    FamilyPoint.AFTER_SENTENCE: MeetingPurpose.OTHER,
    FamilyPoint.LEAVE_TO_APPEAL: MeetingPurpose.OTHER,
    FamilyPoint.RECONSIDERATION: MeetingPurpose.OTHER,
}


def purpose_after(*, decision: DecisionCode) -> MeetingPurpose:
    """Say what the meeting is for that a letter about a decision offers (MEET-3; domain reference 2.6)."""
    return PURPOSE_OF_POINT[family_point_after(decision=decision)]


def family_point_after(*, decision: DecisionCode) -> FamilyPoint:
    """Say which of the eight points of a bereaved family a decision is (MEET-3; domain reference 2.9)."""
    if decision in _ABOUT_CHARGING:
        return FamilyPoint.AFTER_CHARGE
    return FamilyPoint.AFTER_ACQUITTAL if decision is DecisionCode.COURT_ENDED else FamilyPoint.AFTER_STOP_OR_CHANGE


#: MEET-7. What a meeting can agree to ask the court for, as special measures. Where people wait or come in is not one.
_ASKED: dict[MeetingMeasure, SpecialMeasure] = {
    MeetingMeasure.SCREENS: SpecialMeasure.SCREENS,
    MeetingMeasure.RECORDED_INTERVIEW: SpecialMeasure.RECORDED_INTERVIEW,
    MeetingMeasure.LINK_HOME: SpecialMeasure.LIVE_LINK,
    MeetingMeasure.LINK_COURT: SpecialMeasure.LIVE_LINK,
    MeetingMeasure.LINK_POLICE: SpecialMeasure.LIVE_LINK,
    MeetingMeasure.WIGS_AND_GOWNS: SpecialMeasure.WIGS_AND_GOWNS,
    MeetingMeasure.IN_PRIVATE: SpecialMeasure.IN_PRIVATE,
    MeetingMeasure.COMMUNICATION_AIDS: SpecialMeasure.COMMUNICATION_AIDS,
    MeetingMeasure.RECORDED_QUESTIONING: SpecialMeasure.RECORDED_QUESTIONING,
}


def asked_of_court(*, agreed: Iterable[MeetingMeasure]) -> tuple[SpecialMeasure, ...]:
    """List the special measures that follow from what a meeting agreed, each once (MEET-7; domain reference 7.2)."""
    return tuple(dict.fromkeys(_ASKED[each] for each in agreed if each in _ASKED))
