"""Count how long cases usually wait at a step, and promise a reason to whoever waits longer (V10; peers.md 3, leap 7).

Counted once a week, so that nobody watches a range jump from day to day.
"""

import dataclasses
import datetime as dt
import math
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import JourneyStage, WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import reference, work
from communications.models import LongWait, UsualWait
from communications.rules import dated_tables
from communications.rules import usual_wait as rules
from communications.rules.usual_wait import Group, Mark, Spell, Usual, WaitFigures
from communications.selectors import usual_wait as waits
from communications.services import dated_rows, promises

_ACTOR = actors.system(SystemProcess.DEADLINES)
#: Days between two countings.
WEEK = dt.timedelta(days=7)
#: Victims looked at together.
_BATCH = 500
_BASIS = "longer than usual"


def sweep(*, at: dt.datetime) -> int:
    """Count once a week, then find who waits longer than usual; return how many were found now.

    Safe to run twice, at once, late or killed: a week is counted once, and nobody is found twice at one step.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the day by which somebody would be told.
    """
    on = london_date(at=at)
    newest = waits.newest_count()
    if newest is None or on - newest >= WEEK:
        count(on=on)
    return find_long_waits(at=at)


def figures(*, on: dt.date) -> WaitFigures:
    """Return the figures in force on a London date (WAIT-4)."""
    return rules.figures_on(on=on, rows=dated_rows.rows(of=dated_tables.WAIT_FIGURES))


@transaction.atomic
def count(*, on: dt.date) -> int:
    """Count every group as of a London date and keep those that may be spoken of; return how many those are.

    Called again for the same day it adds nothing.
    """
    in_force = figures(on=on)
    kept = [
        UsualWait(
            counted_on=on,
            step=group.step,
            offence=group.offence,
            tier=group.tier,
            court=group.court,
            quarter_days=usual.marks[Mark.QUARTER],
            half_days=usual.marks[Mark.HALF],
            three_quarters_days=usual.marks[Mark.THREE_QUARTERS],
            long_days=usual.marks[Mark.LONG],
            closed=usual.closed,
            waiting=usual.waiting,
        )
        for group, usual in estimates(on=on, figures=in_force).items()
        if rules.may_be_shown(usual=usual, figures=in_force)
    ]
    UsualWait.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)


def estimates(*, on: dt.date, figures: WaitFigures) -> Mapping[Group, Usual]:
    """Estimate every group as of a London date, each leaning on the wider one; keeps nothing."""
    lengths: dict[Group, list[Spell]] = defaultdict(list)
    for group, spell in waits.spells(since=on - dt.timedelta(days=figures.look_back_days), on=on):
        for link in rules.chain(group=group):
            lengths[link].append(spell)
    # Widest first: each leans on one that is there already.
    done: dict[Group, Usual] = {}
    for group in sorted(lengths, key=lambda each: len(rules.chain(group=each))):
        wider = group.wider()
        own = rules.estimate(spells=lengths[group])
        done[group] = rules.leaning(own=own, wider=done.get(wider) if wider else None, figures=figures)
    return done


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How well the marks of one step, as counted on a day, held for the cases that came to it afterwards."""

    step: JourneyStage
    #: Cases that came to the step afterwards: those that have left it, and those that still wait.
    left: int
    waiting: int
    #: The share that left the step by each mark; right is the mark's own share.
    shares: Mapping[Mark, float]


#: Lengths of time are compared as thousandths of a mark, so that groups with different marks can be counted together.
_FINE = 1000


def calibration(*, as_at: dt.date, on: dt.date) -> tuple[Calibration, ...]:
    """Compare what would have been counted on ``as_at`` with what happened from then to ``on``, step by step (WAIT-7).

    Both are London dates. Cases that still wait are counted as long as they have waited. Keeps nothing.
    """
    in_force = figures(on=as_at)
    counted = estimates(on=as_at, figures=in_force)
    by_mark: dict[JourneyStage, dict[Mark, list[Spell]]] = defaultdict(lambda: defaultdict(list))
    for group, spell in waits.spells(since=as_at + dt.timedelta(days=1), on=on):
        told = (counted[link] for link in rules.chain(group=group) if link in counted)
        usual = next((each for each in told if rules.may_be_shown(usual=each, figures=in_force)), None)
        for mark, days in usual.marks.items() if usual is not None else ():
            # A day is over only when it has passed: what left on the day of the mark left by the mark.
            scaled = math.ceil(_FINE * spell.days / max(days, 1.0))
            by_mark[group.step][mark].append(dataclasses.replace(spell, days=scaled))
    return tuple(
        Calibration(
            step=step,
            left=sum(spell.count for spell in spells[Mark.LONG] if spell.is_over),
            waiting=sum(spell.count for spell in spells[Mark.LONG] if not spell.is_over),
            shares={mark: rules.share_left_by(days=_FINE, spells=spells[mark]) for mark in Mark if mark in spells},
        )
        for step, spells in sorted(by_mark.items())
    )


def find_long_waits(*, at: dt.datetime) -> int:
    """Find everybody in contact who waits longer than usual at a step, promise them a reason, and ask their officer.

    Returns how many were found now.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the day by which somebody would be told.
    """
    on = london_date(at=at)
    answer_due_on = reference.load_calendar().add(day=on, n=figures(on=on).answer_working_days)
    may_be_long = _may_be_long(on=on)
    found, after = 0, uuid.UUID(int=0)
    while victims := _next(after, may_be_long):
        found += _look_at(victims, answer_due_on=answer_due_on, at=at)
        after = victims[-1].pk
    return found


def _may_be_long(*, on: dt.date) -> Q:
    """Return which victims wait longer than what is long in any group of their step: the others need no look."""
    rows = UsualWait.objects.filter(counted_on=waits.newest_count() or dt.date.min)
    long = Q(pk__in=[])
    for step, days in rows.values_list("step").annotate(shortest=Min("long_days")):
        long |= Q(case__stage=step, case__stage_since__lt=on - dt.timedelta(days=math.floor(days)))
    return long


def _next(after: uuid.UUID, may_be_long: Q) -> list[Victim]:
    found = LongWait.objects.filter(
        victim=OuterRef("pk"), step=OuterRef("case__stage"), step_since=OuterRef("case__stage_since")
    )
    rows = Victim.objects.filter(
        may_be_long, ~Exists(found), standing__is_live=True, in_contact_since__isnull=False, pk__gt=after
    )
    return list(rows.select_related("case", "person").order_by("pk")[:_BATCH])


def _look_at(victims: Sequence[Victim], *, answer_due_on: dt.date, at: dt.datetime) -> int:
    on = london_date(at=at)
    groups = waits.groups_of(case_ids={victim.case_id for victim in victims})
    usual: dict[Group, Usual | None] = {}
    found = 0
    for victim in victims:
        offence, tier, court = groups[victim.case_id]
        group = Group(step=JourneyStage(victim.case.stage), offence=offence, tier=tier, court=court)
        if group not in usual:
            usual[group] = waits.usual_for(group=group)
        theirs = usual[group]
        days = (on - victim.case.stage_since).days
        if theirs is not None and rules.is_longer(days=days, usual=theirs):
            found += _promise_a_reason(victim, answer_due_on=answer_due_on, at=at)
    return found


@transaction.atomic
def _promise_a_reason(victim: Victim, *, answer_due_on: dt.date, at: dt.datetime) -> bool:
    person = promises.contact_person(victim=victim, at=at)
    if person is None:
        return False
    # Locked, so that of two runs one promises.
    Victim.objects.select_for_update(of=("self",)).get(pk=victim.pk)
    stay = {"victim": victim, "step": victim.case.stage, "step_since": victim.case.stage_since}
    if LongWait.objects.filter(**stay).exists():
        return False
    due_on = promises.bring_forward(
        victim=victim, person=person, due_on=answer_due_on, basis=_BASIS, actor=_ACTOR, at=at
    )
    if due_on is None:
        return False
    row = LongWait.objects.create(**stay, case=victim.case, found_at=at, answer_due_on=due_on)
    work.raise_item(
        kind=WorkKind.LONG_WAIT,
        key=f"long-wait:{victim.pk}:{row.step}:{row.step_since.isoformat()}",
        summary="This case waits longer than usual. Find out what it waits for, and tell the person by then",
        actor=_ACTOR,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=end_of_day(due_on=due_on),
    )
    audit.record(actor=_ACTOR, verb=Verb.PROMISED, subject=row, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return True
