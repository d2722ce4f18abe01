"""In which order a person is told one kind of news: somebody beside them, a call, the letter, the copy online (PLAN-1).

A plan says what waits for what, and why. It never makes anything later than the law allows (PLAN-5), and never sends
what the safe-contact rules refuse: a step without a safe way is left out, with its reason. Source: peers.md rows V12,
S2 and V29 and section 3, leaps 9 and 12; domain reference 11.3.
"""

import dataclasses
import datetime as dt

from cases.rules import working_hours
from cases.rules.dated_rows import newest
from cases.rules.vocabulary import ServiceTier, Vocabulary, WorkKind
from cases.rules.working_days import BeyondHorizon, WorkingDayCalendar
from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import CallStep, SeriesState
from communications.rules.letter_requirements import REVIEW_ANSWERS
from communications.rules.vocabulary import LetterType, Purpose


class NewsSort(Vocabulary):
    """A kind of news, as a person can be asked about it."""

    HARD_DECISION = "HARD_DECISION"
    OTHER_DECISION = "OTHER_DECISION"
    REVIEW_ANSWER = "REVIEW_ANSWER"
    UPDATE = "UPDATE"
    #: Dates for court, applications and help with giving evidence.
    HEARING = "HEARING"
    #: A plea, a verdict, a sentence.
    OUTCOME = "OUTCOME"
    #: Bail, an order, a release, an escape. Waits for nothing and nobody.
    SAFETY = "SAFETY"


class PlanStep(Vocabulary):
    """One step of a plan, in the order in which they come."""

    #: Witness care tell court news by the Victims' Code: first look whether they have.
    AGENCY = "AGENCY"
    SUPPORTER = "SUPPORTER"
    CALL = "CALL"
    WRITTEN = "WRITTEN"
    #: The officer in the case goes to whoever must know at once and is not reached.
    OFFICER = "OFFICER"
    PORTAL = "PORTAL"


class StepStanding(Vocabulary):
    """How a step stands."""

    DONE = "DONE"
    NEXT = "NEXT"
    WAITING = "WAITING"
    LEFT_OUT = "LEFT_OUT"


#: Kinds of news before which somebody may be told that we will ring: what was decided, and news of the courts. Never
#: news about safety, which waits for nobody.
WITH_SUPPORTER: frozenset[NewsSort] = frozenset(
    {NewsSort.HARD_DECISION, NewsSort.OTHER_DECISION, NewsSort.HEARING, NewsSort.OUTCOME}
)
#: Which work that an event of the case raises brings which kind of news.
NEWS_OF_WORK: dict[WorkKind, NewsSort] = {
    WorkKind.HEARING_NEWS: NewsSort.HEARING,
    WorkKind.APPLICATION_NEWS: NewsSort.HEARING,
    WorkKind.SPECIAL_MEASURES_NEWS: NewsSort.HEARING,
    WorkKind.PLEA_NEWS: NewsSort.OUTCOME,
    WorkKind.VERDICT_NEWS: NewsSort.OUTCOME,
    WorkKind.SENTENCE_NEWS: NewsSort.OUTCOME,
    WorkKind.SAFETY_MESSAGE: NewsSort.SAFETY,
}
#: News that a person tells, not a letter of ours.
NEWS_SORTS: frozenset[NewsSort] = frozenset(NEWS_OF_WORK.values())
#: News that witness care tell by the Victims' Code; we make sure of it, say what it means and answer.
TOLD_BY_WITNESS_CARE: frozenset[NewsSort] = frozenset({NewsSort.HEARING, NewsSort.OUTCOME})
#: How long before the call a supporter may be told, in minutes.
SHORTEST_LEAD = 15
LONGEST_LEAD = 240
#: PLAN-5. So much working time before the last moment the letter is let go, so that it really leaves in time.
KEPT_FREE = dt.timedelta(hours=2)
#: How often a letter that waits is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=5)


class NotAPlan(ValueError):
    """The steps do not fit together: nobody is told first where nobody rings, and an hour is an hour."""


class NoPlanInForceError(LookupError):
    """No row says in which order this kind of news is told on this date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UsualPlan:
    """The order for people of a service, from ``starts_on`` until a later row replaces it (PLAN-1)."""

    sort: NewsSort
    #: None for everybody whose service has no row of its own.
    tier: ServiceTier | None
    #: A person rings before the letter leaves.
    rings_first: bool
    #: The letter waits for the calls at most so many working hours after its approval.
    longest_hours: int
    starts_on: dt.date
    source: str

    def __post_init__(self) -> None:
        if self.longest_hours < 1:
            raise NotAPlan("A letter that waits for a call waits at least one working hour")


_EVER = dt.date(2021, 4, 1)
_SOURCE = "Planning values: peers.md leap 9 (a hard decision is told by a person first); to be confirmed with the units"


def _usual(sort: NewsSort, tier: ServiceTier | None, *, rings_first: bool) -> UsualPlan:
    return UsualPlan(sort=sort, tier=tier, rings_first=rings_first, longest_hours=16, starts_on=_EVER, source=_SOURCE)


#: The rows the service starts with: whoever has a liaison officer hears from a person first what was decided, by us
#: where it is hard or by a court; and news about safety everybody hears from a person.
DEFAULT_PLANS: tuple[UsualPlan, ...] = (
    *(_usual(sort, None, rings_first=sort is NewsSort.SAFETY) for sort in NewsSort),
    *(
        _usual(sort, tier, rings_first=True)
        for sort in (NewsSort.HARD_DECISION, NewsSort.OUTCOME)
        for tier in (ServiceTier.RASSO, ServiceTier.ENHANCED)
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one person wants for one kind of news (PLAN-2)."""

    rings_first: bool
    #: Somebody is told so many minutes before the call; None for nobody.
    lead_minutes: int | None
    copies_to_portal: bool

    def __post_init__(self) -> None:
        if self.lead_minutes is None:
            return
        if not self.rings_first:
            raise NotAPlan("Somebody is told first so that they are there when we ring: choose a call first")
        if not SHORTEST_LEAD <= self.lead_minutes <= LONGEST_LEAD:
            raise NotAPlan(f"They are told {SHORTEST_LEAD} to {LONGEST_LEAD} minutes before")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactPlan:
    """In which order one person is told one kind of news."""

    sort: NewsSort
    rings_first: bool
    #: None where nobody is told first.
    lead_minutes: int | None
    copies_to_portal: bool
    longest_hours: int
    #: The person chose it themselves.
    is_own: bool

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """List the steps in their order. The letter is always one of them: it is owed, or it keeps a promise.

        News about safety has steps of its own: a call, before it an email where they want one first, and the officer in
        the case. It never stands online.
        """
        if self.sort is NewsSort.SAFETY:
            called = (PlanStep.CALL, PlanStep.OFFICER)
            return called if self.rings_first else (PlanStep.WRITTEN, *called)
        is_in = {
            PlanStep.AGENCY: self.sort in TOLD_BY_WITNESS_CARE,
            PlanStep.SUPPORTER: self.lead_minutes is not None,
            PlanStep.CALL: self.rings_first,
            PlanStep.WRITTEN: True,
            PlanStep.OFFICER: False,
            # Dates for court stand on the online page by themselves; an outcome does not.
            PlanStep.PORTAL: self.sort is NewsSort.HEARING
            if self.sort in TOLD_BY_WITNESS_CARE
            else self.copies_to_portal,
        }
        return tuple(step for step in PlanStep if is_in[step])


def sort_of(*, purpose: Purpose, letter_type: LetterType | None, is_hard_news: bool, is_owed: bool) -> NewsSort | None:
    """Say which kind of news a letter brings; None for what has no plan and goes as it is (PLAN-1).

    An apology, a correction, an acknowledgement and a new contact are told at once, and a code or a notice is no news.
    """
    if is_owed:
        return NewsSort.HARD_DECISION if is_hard_news else NewsSort.OTHER_DECISION
    if letter_type in REVIEW_ANSWERS:
        return NewsSort.REVIEW_ANSWER
    return NewsSort.UPDATE if purpose is Purpose.NO_CHANGE_UPDATE else None


def plan_for(
    *, sort: NewsSort, tier: ServiceTier, wish: Wish | None, on: dt.date, usual: tuple[UsualPlan, ...]
) -> ContactPlan:
    """Return the plan of one person for one kind of news on a London date (PLAN-1, PLAN-2).

    Their own wish goes before what is usual for their service, and that before what is usual for everybody. Of two
    rows from one day the one that stands first counts.

    Raises:
        NoPlanInForceError: no row is in force.
    """
    row = _row(sort, tier, on, usual)
    return ContactPlan(
        sort=sort,
        rings_first=wish.rings_first if wish is not None else row.rings_first,
        lead_minutes=wish.lead_minutes if wish is not None and sort in WITH_SUPPORTER else None,
        copies_to_portal=wish.copies_to_portal if wish is not None else True,
        longest_hours=row.longest_hours,
        is_own=wish is not None,
    )


def _row(sort: NewsSort, tier: ServiceTier, on: dt.date, usual: tuple[UsualPlan, ...]) -> UsualPlan:
    rows = [one for one in usual if one.sort is sort]
    row = newest(rows=[one for one in rows if one.tier is tier], on=on) or newest(
        rows=[one for one in rows if one.tier is None], on=on
    )
    if row is None:
        raise NoPlanInForceError(f"No plan for {sort.value} on {on.isoformat()}")
    return row


def let_go_at(
    *, approved_at: dt.datetime, latest: dt.datetime | None, plan: ContactPlan, calendar: WorkingDayCalendar
) -> dt.datetime:
    """Return the aware instant from which a letter waits for no call any more (PLAN-5).

    ``latest`` is the last moment at which it still leaves in time by its way; None where no time limit runs. Two
    working hours before it, and after the longest wait of the plan, the letter goes whatever the plan says. A calendar
    that ends too soon holds no letter back.
    """
    try:
        longest = working_hours.after(start=approved_at, by=dt.timedelta(hours=plan.longest_hours), calendar=calendar)
        if latest is None:
            return longest
        return min(longest, working_hours.before(end=latest, by=KEPT_FREE, calendar=calendar))
    except BeyondHorizon:
        return approved_at


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """How the steps of one letter stand now, read from where each of them is kept."""

    plan: ContactPlan
    #: None where the plan tells nobody first.
    supporter: SupporterFirst | None
    #: The calls; None where nobody has begun to ring.
    series: SeriesState | None
    #: What comes next in the calls, and from when; None where none go on.
    call_step: CallStep | None
    call_from: dt.datetime | None
    #: Why that comes next, in words for staff; and whether anybody has been rung at all.
    call_why: str
    was_rung: bool
    #: Why nobody may be rung, in words for staff; empty where somebody may.
    why_no_call: str
    #: Staff let the letter go without waiting for the calls, with a reason.
    is_call_left_out: bool
    is_approved: bool
    #: Aware; when the letter left. None until then.
    sent_at: dt.datetime | None
    #: Aware; from when the letter waits for nothing. None while it is not approved.
    let_go_at: dt.datetime | None
    #: The person uses the online page, or a copy is there.
    has_portal: bool
    #: Aware; from when the copy may be read; None while that is not known.
    readable_from: dt.datetime | None
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One step, how it stands and why."""

    step: PlanStep
    standing: StepStanding
    why: str
    #: Aware; when it was done, or from when it may be. None where no time is known.
    at: dt.datetime | None = None


def lines(*, facts: PlanFacts) -> tuple[PlanLine, ...]:
    """Say of each step of the plan how it stands and why (PLAN-6)."""
    say = {
        PlanStep.SUPPORTER: _supporter_line,
        PlanStep.CALL: _call_line,
        PlanStep.WRITTEN: _written_line,
        PlanStep.PORTAL: _portal_line,
    }
    return tuple(say[step](facts) for step in facts.plan.steps)


def waits_for_calls(*, facts: PlanFacts) -> str:
    """Say why a letter waits for the steps before it; empty where it waits for none of them (PLAN-5).

    It waits while somebody is still to be told, texted or rung, or has an agreed hour before them; never beyond the
    moment at which the law's clock, or the longest wait, lets it go.
    """
    is_over = facts.let_go_at is not None and facts.now >= facts.let_go_at
    if not facts.plan.rings_first or facts.is_call_left_out or is_over or facts.series is not SeriesState.OPEN:
        return ""
    if facts.call_step is CallStep.SUPPORTER:
        return "Somebody beside them is told first, then they are rung, then the letter leaves."
    if facts.call_step in {CallStep.TEXT, CallStep.CALL}:
        return "They are rung before the letter leaves."
    if facts.call_step is CallStep.WRITE and facts.call_from is not None and facts.call_from > facts.now:
        return "Somebody beside them has been told and is to be there."
    return ""


def _supporter_line(facts: PlanFacts) -> PlanLine:
    step, first = PlanStep.SUPPORTER, facts.supporter
    if first is not None and first.clear_from is not None:
        return PlanLine(
            step=step, standing=StepStanding.DONE, why="They know that we will ring.", at=first.clear_from - first.lead
        )
    if facts.sent_at is not None:
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why="The letter has left.")
    if first is None or not first.is_waited_for:
        why = first.why_not if first is not None else "Nobody is recorded who may be told."
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why=why)
    if facts.call_step is CallStep.SUPPORTER:
        return PlanLine(step=step, standing=StepStanding.NEXT, why="They asked that somebody is there when we ring.")
    if facts.series is SeriesState.OPEN:
        return PlanLine(
            step=step, standing=StepStanding.LEFT_OUT, why="There is no time left for it: the law’s clock wins."
        )
    return PlanLine(step=step, standing=StepStanding.WAITING, why="It begins when the letter is approved.")


def _call_line(facts: PlanFacts) -> PlanLine:
    step = PlanStep.CALL
    if facts.series is SeriesState.TOLD or (facts.series is not None and facts.call_step is CallStep.NOTHING):
        return PlanLine(step=step, standing=StepStanding.DONE, why="They were told on the phone.")
    if facts.series is SeriesState.ENDED:
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why="Staff ended the calls, with a reason.")
    if facts.series is SeriesState.OPEN and facts.call_step in {CallStep.TEXT, CallStep.CALL}:
        later = facts.call_from if facts.call_from is not None and facts.call_from > facts.now else None
        return PlanLine(
            step=step, standing=StepStanding.NEXT, why="A person tells them before a letter does.", at=later
        )
    if facts.series is SeriesState.OPEN and facts.call_step is CallStep.SUPPORTER:
        return PlanLine(step=step, standing=StepStanding.WAITING, why="It comes after their supporter has been told.")
    if facts.series is not None:
        standing = StepStanding.DONE if facts.was_rung else StepStanding.LEFT_OUT
        return PlanLine(step=step, standing=standing, why=facts.call_why or "The calls are over.")
    if facts.sent_at is not None:
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why="The letter has left.")
    if facts.why_no_call:
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why=facts.why_no_call)
    if facts.let_go_at is not None and facts.now >= facts.let_go_at:
        return PlanLine(
            step=step, standing=StepStanding.LEFT_OUT, why="There is no time left for it: the law’s clock wins."
        )
    return PlanLine(step=step, standing=StepStanding.WAITING, why="It begins when the letter is approved.")


def _written_line(facts: PlanFacts) -> PlanLine:
    step = PlanStep.WRITTEN
    if facts.sent_at is not None:
        return PlanLine(step=step, standing=StepStanding.DONE, why="It has left.", at=facts.sent_at)
    if not facts.is_approved:
        return PlanLine(step=step, standing=StepStanding.WAITING, why="It is not approved yet.")
    if waits := waits_for_calls(facts=facts):
        return PlanLine(
            step=step,
            standing=StepStanding.WAITING,
            why=f"{waits} It waits no longer than until then: the law’s clock wins.",
            at=facts.let_go_at,
        )
    if facts.is_call_left_out:
        return PlanLine(step=step, standing=StepStanding.NEXT, why="Staff let it go without waiting, with a reason.")
    return PlanLine(step=step, standing=StepStanding.NEXT, why="It leaves by itself at the next safe time.")


def _portal_line(facts: PlanFacts) -> PlanLine:
    step = PlanStep.PORTAL
    if not facts.has_portal:
        return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why="They do not use the online page.")
    if facts.readable_from is None:
        return PlanLine(step=step, standing=StepStanding.WAITING, why="Nothing stands online before they were told.")
    if facts.readable_from > facts.now:
        return PlanLine(
            step=step,
            standing=StepStanding.WAITING,
            why="It can be read once the letter has had time to arrive.",
            at=facts.readable_from,
        )
    return PlanLine(step=step, standing=StepStanding.DONE, why="They can read it online.", at=facts.readable_from)
