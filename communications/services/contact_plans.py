"""Read in which order one person is told one kind of news: their own wish, what is usual, and who is told first (V12).

Nothing is written here, and nothing is kept twice: calls, letters and copies online say themselves how they stand.
"""

import dataclasses
import datetime as dt
import uuid

from cases.models import Connection, SafeContactProfile, Victim
from cases.rules.vocabulary import MayBeTold, ServiceTier, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference
from communications.models import CallSeries, Communication, ContactWish, PlanDeviation, SupporterTelling
from communications.rules import contact_plan as rules
from communications.rules import dated_tables, dispatch_lead
from communications.rules.calls.supporters import (
    SupporterFacts,
    SupporterFirst,
    SupporterOutcome,
    SupporterRefusal,
    Telling,
    refusal,
    supporter_first,
)
from communications.rules.contact_plan import WITH_SUPPORTER, ContactPlan, NewsSort, PlanStep, Wish
from communications.rules.vocabulary import Channel, LetterType, Purpose
from communications.services import dated_rows, safe_calls
from communications.services.safe_calls import Phones


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of a person for one kind of news, and the wish it comes from."""

    plan: ContactPlan
    #: None where what is usual applies.
    wish: ContactWish | None

    @property
    def supporter(self) -> Connection | None:
        """Return who is told first; None for nobody."""
        return self.wish.supporter if self.wish is not None and self.plan.lead_minutes is not None else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupporterNow:
    """Who is told before a call, whether they may be, and how it stands."""

    connection: Connection
    #: Why they may not be told now; None where they may.
    refused: SupporterRefusal | None
    first: SupporterFirst
    #: The numbers on which they may be rung; shown only to whoever rings.
    phones: Phones


def plans_of(*, victim: Victim, at: dt.datetime) -> dict[NewsSort, Planned]:
    """Return the plan of a victim for every kind of news. Two queries at most."""
    newest = (
        ContactWish.objects.filter(victim=victim)
        .select_related("supporter__person")
        .order_by("sort", "-recorded_at", "-id")
        .distinct("sort")
    )
    wishes = {NewsSort(wish.sort): wish for wish in newest}
    return {sort: _planned(victim, sort, wishes.get(sort), at=at) for sort in NewsSort}


def plan_of(*, victim: Victim, sort: NewsSort, at: dt.datetime) -> Planned:
    """Return the plan of a victim for one kind of news."""
    newest = ContactWish.objects.filter(victim=victim, sort=sort).select_related("supporter__person")
    return _planned(victim, sort, newest.order_by("-recorded_at", "-id").first(), at=at)


def usual_plan(*, victim: Victim, sort: NewsSort, at: dt.datetime) -> ContactPlan:
    """Return what is usual for a victim's service, whatever they want themselves."""
    return _planned(victim, sort, None, at=at).plan


def sort_of_letter(*, communication: Communication) -> NewsSort | None:
    """Say which kind of news a letter brings; None for what has no plan.

    A plan is of whoever speaks for the victim: a relative's own letter beside theirs has none and rings nobody.
    """
    if communication.copy_of_id is not None:
        return None
    return rules.sort_of(
        purpose=Purpose(communication.purpose),
        letter_type=LetterType(communication.letter_type) if communication.letter_type else None,
        is_hard_news=communication.is_hard_news,
        is_owed=communication.obligation_id is not None,
    )


def sort_of_series(*, series: CallSeries, letter: Communication | None) -> NewsSort:
    """Say which kind of news a series of calls brings. A decision whose letter nobody has begun may be a hard one."""
    if series.news is not None:
        return rules.NEWS_OF_WORK[WorkKind(series.news.kind)]
    if series.obligation_id is None:
        return NewsSort.UPDATE
    return (sort_of_letter(communication=letter) if letter is not None else None) or NewsSort.HARD_DECISION


def let_go_at(*, communication: Communication, plan: ContactPlan) -> dt.datetime | None:
    """Return the aware instant from which a letter waits for no call any more (PLAN-5); None before its approval."""
    if communication.approved_at is None:
        return None
    calendar = reference.load_calendar()
    latest = communication.due_at
    if latest is not None and communication.channel:
        latest = dispatch_lead.latest_safe_approval(
            due_at=latest,
            channel=Channel(communication.channel),
            calendar=calendar,
            leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS),
        )
    return rules.let_go_at(approved_at=communication.approved_at, latest=latest, plan=plan, calendar=calendar)


def supporter_now(*, series: CallSeries, letter: Communication | None, at: dt.datetime) -> SupporterNow | None:
    """Say who is told before the calls of a series, whether they may be and how it stands; None for nobody (S2)."""
    sort = sort_of_series(series=series, letter=letter)
    if sort not in WITH_SUPPORTER:
        return None
    planned = plan_of(victim=series.victim, sort=sort, at=at)
    connection = planned.supporter
    if connection is None or planned.plan.lead_minutes is None:
        return None
    phones = safe_calls.phones(victim=series.victim, person=connection.person, at=at)
    refused = refusal(facts=supporter_facts(connection=connection, phones=phones), on=london_date(at=at))
    tried = SupporterTelling.objects.filter(series=series, connection=connection).order_by("told_at", "id")
    first = supporter_first(
        refused=refused,
        tellings=tuple(
            Telling(outcome=SupporterOutcome(one.outcome), told_at=one.told_at, there_from=one.there_from)
            for one in tried
        ),
        is_left_out=is_left_out(series=series, step=PlanStep.SUPPORTER),
        lead_minutes=planned.plan.lead_minutes,
    )
    return SupporterNow(connection=connection, refused=refused, first=first, phones=phones)


def supporter_facts(*, connection: Connection, phones: Phones, at: dt.datetime | None = None) -> SupporterFacts:
    """Put together what is recorded about somebody beside a victim; ``at`` for what held at an aware instant before."""
    ended_at = connection.ended_at
    return SupporterFacts(
        stands_beside=ended_at is None or (at is not None and at < ended_at),
        has_died=connection.person.died_on is not None,
        has_consent=connection.has_consent,
        may_be_told=MayBeTold(connection.may_be_told),
        consent_ends_on=connection.consent_ends_on,
        is_suspect_or_lives_with_suspect=connection.is_suspect_or_lives_with_suspect,
        has_safe_number=bool(phones.usable),
    )


def newest_profile(*, person_id: uuid.UUID) -> SafeContactProfile | None:
    """Return how a person may be reached, as it is in force; None where nobody has asked."""
    return SafeContactProfile.objects.filter(person=person_id).order_by("-recorded_at", "-id").first()


def is_left_out(*, series: CallSeries, step: PlanStep) -> bool:
    """Say whether staff left a step of the plan out for this series."""
    return PlanDeviation.objects.filter(series=series, step=step).exists()


def _planned(victim: Victim, sort: NewsSort, wish: ContactWish | None, *, at: dt.datetime) -> Planned:
    own = None if wish is None or wish.is_usual else wish
    plan = rules.plan_for(
        sort=sort,
        tier=ServiceTier(victim.service_tier),
        wish=None
        if own is None
        else Wish(rings_first=own.rings_first, lead_minutes=own.lead_minutes, copies_to_portal=own.copies_to_portal),
        on=london_date(at=at),
        usual=dated_rows.rows(of=dated_tables.CONTACT_PLANS),
    )
    return Planned(plan=plan, wish=own)
