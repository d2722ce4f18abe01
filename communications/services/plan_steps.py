"""Carry out the plan by which one letter reaches a person: who is told first, the calls, then the letter (V12, S2).

The open series of calls is what carries the steps before a letter; here it is begun when the letter is approved, and
whoever sends asks here whether the letter still waits. What is owed by law never waits longer than the law allows.
"""

import dataclasses
import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Victim
from cases.rules.vocabulary import Addressee
from communications.models import CallSeries, Communication
from communications.rules import contact_plan as rules
from communications.rules.calls.ladder import NextStep
from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.contact_plan import PlanFacts, PlanLine, PlanStep
from communications.rules.portal_reading import readable_from
from communications.rules.vocabulary import Channel, CommunicationState
from communications.services import call_opening, call_steps, contact_plans, safe_calls
from communications.services.contact_plans import Planned

_ACTOR = actors.system(SystemProcess.DELIVERY)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Why a letter does not leave yet, and the aware instant from which it does whatever the plan says."""

    why: str
    until: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """The plan of one letter, step by step, with the calls that carry it."""

    planned: Planned
    lines: tuple[PlanLine, ...]
    #: None where nobody has begun to ring.
    series: CallSeries | None


def has_copy(*, communication: Communication, at: dt.datetime) -> bool:
    """Say whether a copy of a letter beside the words that leave may stand in the portal, as the person wants it."""
    sort = contact_plans.sort_of_letter(communication=communication)
    if sort is None:
        return True
    return contact_plans.plan_of(victim=communication.victim, sort=sort, at=at).plan.copies_to_portal


def begin(*, communication: Communication, at: dt.datetime) -> CallSeries | None:
    """Begin the calls that come before an approved letter, where the plan says so. Caller's transaction.

    None where there are none: the plan has no call, nobody may be rung and nobody is told first, somebody hands the
    letter over in our place, or no time is left. Again it is the same series.
    """
    sort = contact_plans.sort_of_letter(communication=communication)
    if sort is None or communication.channel == Channel.INTERMEDIARY_EMAIL:
        return None
    planned = contact_plans.plan_of(victim=communication.victim, sort=sort, at=at)
    if not planned.plan.rings_first:
        return None
    until = contact_plans.let_go_at(communication=communication, plan=planned.plan)
    if until is None or until <= at:
        return None
    known = series_of(communication=communication)
    if known is not None:
        if known.state == SeriesState.OPEN:
            call_steps.show(
                series=call_steps.locked(series_id=known.pk), actor=_ACTOR, at=at, outcome="The letter is approved"
            )
        return known
    if planned.supporter is None and _why_no_call(communication, at=at):
        return None
    victim = (
        Victim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "person", "officer")
        .get(pk=communication.victim_id)
    )
    try:
        return call_opening.begin(victim=victim, obligation=communication.obligation, actor=_ACTOR, at=at)
    except call_opening.NobodyToRing:
        return None


def waits(*, communication: Communication, at: dt.datetime) -> Wait | None:
    """Say whether an approved letter still waits for the steps before it, and until when at most (PLAN-5).

    Only while calls go on: nothing waits for what nobody does.
    """
    if communication.sent_at is not None or communication.approved_at is None:
        return None
    series = series_of(communication=communication)
    if series is None or series.state != SeriesState.OPEN:
        return None
    shown = _facts(communication, series, at=at)
    why = rules.waits_for_calls(facts=shown) if shown is not None else ""
    if shown is None or not why or shown.let_go_at is None:
        return None
    return Wait(why=why, until=shown.let_go_at)


def plan_of_letter(*, communication: Communication, at: dt.datetime) -> ShownPlan | None:
    """Say in which order this news reaches the person, how each step stands and why; None for what has no plan."""
    sort = contact_plans.sort_of_letter(communication=communication)
    if sort is None:
        return None
    series = series_of(communication=communication)
    facts = _facts(communication, series, at=at)
    if facts is None:
        return None
    planned = contact_plans.plan_of(victim=communication.victim, sort=sort, at=at)
    return ShownPlan(planned=planned, lines=rules.lines(facts=facts), series=series)


def series_of(*, communication: Communication) -> CallSeries | None:
    """Return the calls about what a letter tells: those about the decision, or those about an update since it began."""
    found = CallSeries.objects.filter(victim=communication.victim_id).select_related(
        "victim__case__unit", "victim__person", "victim__officer", "person", "case__unit", "obligation"
    )
    if communication.obligation_id is not None:
        return found.filter(obligation=communication.obligation_id).order_by("-opened_at", "-id").first()
    return found.filter(about="update", opened_at__gte=communication.opened_at).order_by("-opened_at", "-id").first()


def _facts(communication: Communication, series: CallSeries | None, *, at: dt.datetime) -> PlanFacts | None:
    sort = contact_plans.sort_of_letter(communication=communication)
    if sort is None:
        return None
    planned = contact_plans.plan_of(victim=communication.victim, sort=sort, at=at)
    step = _next_step(series, at=at)
    supporter = (
        contact_plans.supporter_now(series=series, letter=communication, at=at)
        if series is not None and planned.supporter is not None
        else None
    )
    is_approved = communication.approved_at is not None
    # What follows no call, or has left, waits for nothing.
    may_wait = is_approved and planned.plan.rings_first and communication.sent_at is None
    return PlanFacts(
        plan=planned.plan,
        supporter=supporter.first if supporter is not None else _before_calls(planned),
        series=SeriesState(series.state) if series is not None else None,
        call_step=step.kind if step is not None else None,
        call_from=step.not_before if step is not None else None,
        call_why=step.reasons[0] if step is not None else "",
        was_rung=series is not None and series.attempts.exists(),
        why_no_call=_why_no_call(communication, at=at) if series is None and planned.plan.rings_first else "",
        is_call_left_out=series is not None and contact_plans.is_left_out(series=series, step=PlanStep.CALL),
        is_approved=is_approved,
        sent_at=communication.sent_at,
        let_go_at=contact_plans.let_go_at(communication=communication, plan=planned.plan) if may_wait else None,
        has_portal=_has_portal(communication),
        readable_from=_readable_from(communication),
        now=at,
    )


def _before_calls(planned: Planned) -> SupporterFirst | None:
    """Say of a supporter before anything has begun that they will be told."""
    lead = planned.plan.lead_minutes
    if lead is None:
        return None
    return SupporterFirst(is_waited_for=True, clear_from=None, lead=dt.timedelta(minutes=lead))


def _next_step(series: CallSeries | None, *, at: dt.datetime) -> NextStep | None:
    if series is None or series.state != SeriesState.OPEN:
        return None
    return call_steps.count(series=series, phones=call_steps.phones_of(series=series, at=at), at=at)


def _why_no_call(communication: Communication, *, at: dt.datetime) -> str:
    obligation = communication.obligation
    found = safe_calls.phones(
        victim=communication.victim,
        person=communication.recipient or communication.victim.person,
        at=at,
        addressee=obligation.addressee if obligation is not None else Addressee.NONE,
        deadline=obligation.due_at if obligation is not None else None,
    )
    return "" if found.usable else found.why_none[0]


def _has_portal(communication: Communication) -> bool:
    if communication.channel == Channel.PORTAL or communication.published_at is not None:
        return True
    person = communication.recipient_id or communication.victim.person_id
    newest = contact_plans.newest_profile(person_id=person)
    return newest is not None and newest.uses_portal


def _readable_from(communication: Communication) -> dt.datetime | None:
    if communication.state != CommunicationState.SENT or communication.channel == Channel.INTERMEDIARY_EMAIL:
        return None
    return readable_from(
        sent_at=communication.sent_at,
        published_at=communication.published_at,
        channel=Channel(communication.channel) if communication.channel else Channel.POST,
        is_hard_news=communication.is_hard_news,
    )
