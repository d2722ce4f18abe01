"""Read by which steps one person is told the news behind an item of work, and which of them comes next (V12, L11).

Nothing is kept twice: calls stand in their series, what others told and what we told by hand in the contacts recorded
beside the person. Writes nothing.
"""

import dataclasses
import datetime as dt

from cases.models import AgencyContact, Victim, WorkItem
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, WorkKind, WorkState
from cases.rules.working_days import LONDON, london_date
from communications.models import CallSeries
from communications.rules import collisions as collision_rules
from communications.rules import news_plan as rules
from communications.rules.calls.vocabulary import CallOutcome, SeriesState
from communications.rules.contact_plan import NEWS_OF_WORK, NewsSort, PlanLine
from communications.rules.news_plan import NewsFacts
from communications.selectors import collisions
from communications.services import call_steps, contact_plans, safe_calls
from communications.services.contact_plans import Planned

_SPOKEN = (AgencyContactWay.PHONE, AgencyContactWay.VISIT)
_WRITTEN = (AgencyContactWay.TEXT, AgencyContactWay.EMAIL, AgencyContactWay.POST)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownNewsPlan:
    """The plan of one piece of news, step by step, with the calls that carry it."""

    victim: Victim
    planned: Planned
    lines: tuple[PlanLine, ...]
    #: None where nobody has begun to ring about it.
    series: CallSeries | None


def plan_of_work(*, item: WorkItem, at: dt.datetime) -> ShownNewsPlan | None:
    """Say by which steps the news of an item of work reaches its person, how each stands and why.

    None for work that is not about news, or names nobody. Whoever calls has asked whether the viewer may see the item.
    """
    sort = NEWS_OF_WORK.get(WorkKind(item.kind))
    victim = item.victim
    if sort is None or victim is None:
        return None
    series = (
        CallSeries.objects.filter(news=item)
        .select_related("victim__case__unit", "victim__person", "victim__officer", "person", "obligation", "news")
        .order_by("-opened_at", "-id")
        .first()
    )
    planned = contact_plans.plan_of(victim=victim, sort=sort, at=at)
    facts = _facts(item, victim, sort, planned, series, at=at)
    return ShownNewsPlan(victim=victim, planned=planned, lines=rules.lines(facts=facts), series=series)


def plan_of_series(*, series: CallSeries, at: dt.datetime) -> ShownNewsPlan | None:
    """Say by which steps the news of a series of calls reaches its person; None where it is about no news."""
    return plan_of_work(item=series.news, at=at) if series.news is not None else None


def _facts(
    item: WorkItem, victim: Victim, sort: NewsSort, planned: Planned, series: CallSeries | None, *, at: dt.datetime
) -> NewsFacts:
    since = london_date(at=item.raised_at)
    made = list(
        AgencyContact.objects.filter(
            victim=victim, stage=AgencyContactStage.MADE, called_off_at__isnull=True, contact_on__gte=since
        )
    )
    told = [one for one in made if one.agency != Agency.CPS and _says(one, sort, since=item.raised_at)]
    by_hand = [one for one in made if one.agency == Agency.CPS and _says(one, sort, since=item.raised_at)]
    step = None
    phones = safe_calls.phones(victim=victim, person=series.person if series is not None else victim.person, at=at)
    if series is not None and series.state == SeriesState.OPEN:
        step = call_steps.count(series=series, phones=phones, at=at)
    supporter = contact_plans.supporter_now(series=series, letter=None, at=at) if series is not None else None
    profile = contact_plans.newest_profile(person_id=victim.person_id)
    return NewsFacts(
        plan=planned.plan,
        is_told_by_others=bool(told),
        differs=bool(told) and _differs(victim, at=at),
        is_told_by_police=any(one.agency == Agency.POLICE for one in told),
        is_told_by_voice=any(one.way in _SPOKEN for one in by_hand)
        or (series is not None and series.attempts.filter(outcome=CallOutcome.INFORMED).exists()),
        is_written=any(one.way in _WRITTEN for one in by_hand),
        supporter=supporter.first if supporter is not None else None,
        series=SeriesState(series.state) if series is not None else None,
        call_step=step.kind if step is not None else None,
        call_from=step.not_before if step is not None else None,
        call_why=step.reasons[0] if step is not None else "The calls are over.",
        was_rung=series is not None and series.attempts.exists(),
        why_no_call="" if phones.usable else phones.why_none[0],
        may_ring_now=any(phone.decision.is_allowed for phone in phones.all),
        has_portal=profile is not None and profile.uses_portal,
        is_over=item.state != WorkState.OPEN,
        due_at=item.due_at,
        now=at,
    )


def _says(contact: AgencyContact, sort: NewsSort, *, since: dt.datetime) -> bool:
    """Say whether a contact of the day told this sort of news, which came at an aware instant.

    A day of a hearing, or how the case stands, tells it also where an agency was quicker than the news. Free words tell
    it only where they were recorded since, and nobody made the contact before: nobody counts as told by another talk.
    """
    if sort is NewsSort.HEARING and contact.told_hearing_on is not None:
        return True
    if sort is NewsSort.OUTCOME and contact.told_outcome:
        return True
    if not contact.told or contact.recorded_at < since:
        return False
    if contact.contact_time is None or contact.contact_on > london_date(at=since):
        return True
    return dt.datetime.combine(contact.contact_on, contact.contact_time, tzinfo=LONDON) >= since


def _differs(victim: Victim, *, at: dt.datetime) -> bool:
    return bool(collision_rules.differences(facts=collisions.day_of(victim=victim, day=london_date(at=at))))
