"""Reads how long cases have been at their steps, and how long cases like one usually wait there (V10)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db import connection
from django.db.models import JSONField, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable, RawSQL

from cases.rules.vocabulary import JourneyStage, OffenceCategory, ServiceTier
from communications.models import LongWait, UsualWait
from communications.rules.usual_wait import STEPS, Group, Mark, Spell, Usual, chain

#: The group of a case: its most serious offence, the closest service any of its victims has, and its latest court.
#: None of it is known for a case without charges, people or hearings; then that part of the group is empty.
_GROUPS = """
select c.id,
  coalesce((%(offences)s::text[])[(select min(array_position(%(offences)s::text[], ch.category))
    from cases_charge ch where ch.case_id = c.id)], '') as offence,
  coalesce((%(tiers)s::text[])[(select min(array_position(%(tiers)s::text[], s.service_tier))
    from cases_victimstanding s where s.case_id = c.id)], '') as tier,
  coalesce((select h.court_code from cases_hearing h where h.case_id = c.id and h.court_code <> ''
    order by coalesce(h.starts_at::date, h.week_commencing) desc nulls last, h.id limit 1), '') as court
from cases_case c
"""
#: Every stay of every case at a step, from the row as it is and as it was. Counted together by length: a year of
#: three million cases is a few thousand rows here.
_SPELLS = f"""
with versions as (
  select case_id, stage, stage_since, min(place) as place from (
    select h.id as case_id, h.stage, h.stage_since, h.pgh_id as place from cases_casehistory h
    union all
    select c.id, c.stage, c.stage_since, 9223372036854775807 from cases_case c
  ) every group by case_id, stage, stage_since
), stays as (
  select v.case_id, v.stage, v.stage_since,
    lead(v.stage_since) over (partition by v.case_id order by v.stage_since, v.place) as until
  from versions v
), groups as ({_GROUPS})
select s.stage, g.offence, g.tier, g.court,
  greatest(least(coalesce(s.until, c.closed_on), %(on)s::date) - s.stage_since, 0) as days,
  coalesce(coalesce(s.until, c.closed_on) <= %(on)s::date, false) as is_over, count(*)
from stays s join cases_case c on c.id = s.case_id join groups g on g.id = s.case_id
where s.stage = any(%(steps)s) and s.stage_since between %(since)s::date and %(on)s::date
group by 1, 2, 3, 4, 5, 6
"""  # noqa: S608 (the pieces are constants of this module)
#: What was counted of any group to which the case of the row may belong, and by when its victim was promised a reason;
#: asked beside a victim's row with its case, so that the first page needs no statement more.
_COUNTED = f"""
(select jsonb_agg(jsonb_build_array(g.offence, g.tier, g.court, u.offence, u.tier, u.court,
    u.quarter_days, u.half_days, u.three_quarters_days, u.long_days, u.closed, u.waiting))
  from ({_GROUPS} where c.id = cases_case.id) g join communications_usualwait u
    on u.offence in (g.offence, '') and u.tier in (g.tier, '') and u.court in (g.court, '')
  where u.step = cases_case.stage and u.counted_on = (select max(counted_on) from communications_usualwait))
"""  # noqa: S608 (the pieces are constants of this module)
_FIXED: Mapping[str, object] = {
    "offences": [category.value for category in OffenceCategory],
    "tiers": [
        tier.value
        for tier in (ServiceTier.BEREAVED_FAMILY, ServiceTier.RASSO, ServiceTier.ENHANCED, ServiceTier.UNIVERSAL)
    ],
    "steps": sorted(step.value for step in STEPS),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long cases like one wait at its step, and how long it has waited."""

    usual: Usual
    #: Calendar days since the case came to the step.
    days: int
    #: By when somebody who waits longer than usual was promised to hear why; None where nothing was promised.
    answer_due_on: dt.date | None = None


def spells(*, since: dt.date, on: dt.date) -> Iterable[tuple[Group, Spell]]:
    """Return every stay at a step that began between two London dates, by group, as it was known on ``on``."""
    for step, offence, tier, court, days, is_over, count in _rows(_SPELLS, {**_FIXED, "since": since, "on": on}):
        group = Group(step=JourneyStage(step), offence=offence, tier=tier, court=court)
        yield group, Spell(days=days, is_over=is_over, count=count)


def groups_of(*, case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str, str]]:
    """Return the group (offence, service, court) of each case. One query."""
    found = _rows(f"{_GROUPS} where c.id = any(%(cases)s)", {**_FIXED, "cases": list(case_ids)})
    return {case_id: (offence, tier, court) for case_id, offence, tier, court in found}


def newest_count() -> dt.date | None:
    """Return the London date of the newest counting; None before the first."""
    return UsualWait.objects.order_by("-counted_on").values_list("counted_on", flat=True).first()


def usual_for(*, group: Group) -> Usual | None:
    """Return the newest figures of the narrowest group that has any; None where even the widest has none. One query."""
    links = chain(group=group)
    theirs = Q()
    for link in links:
        theirs |= Q(offence=link.offence, tier=link.tier, court=link.court)
    newest = UsualWait.objects.order_by("-counted_on").values("counted_on")[:1]
    rows = UsualWait.objects.filter(theirs, step=group.step, counted_on=Subquery(newest))
    found = {(row.offence, row.tier, row.court): row for row in rows}
    for link in links:
        row = found.get((link.offence, link.tier, link.court))
        if row is not None:
            return _usual(
                row.quarter_days, row.half_days, row.three_quarters_days, row.long_days, row.closed, row.waiting
            )
    return None


def _usual(  # the columns of a row, in their order
    quarter: float, half: float, three_quarters: float, long: float, closed: int, waiting: int
) -> Usual:
    marks = {Mark.QUARTER: quarter, Mark.HALF: half, Mark.THREE_QUARTERS: three_quarters, Mark.LONG: long}
    return Usual(marks=marks, closed=closed, waiting=waiting)


def questions() -> dict[str, Combinable]:
    """Return what is asked together with a victim and its case, for ``waiting`` to read."""
    promised = LongWait.objects.filter(
        victim=OuterRef("pk"), step=OuterRef("case__stage"), step_since=OuterRef("case__stage_since")
    )
    # The driver takes these by their place; the names say which list it is.
    offences, tiers = _FIXED["offences"], _FIXED["tiers"]
    by_place = _COUNTED.replace("%(offences)s", "%s").replace("%(tiers)s", "%s")
    return {
        "counted_waits": RawSQL(  # noqa: S611 (constants of this module, values by place)
            by_place, [offences, offences, tiers, tiers], output_field=JSONField()
        ),
        "reason_by": Subquery(promised.values("answer_due_on")[:1]),
    }


def waiting(victim: Any, *, on: dt.date) -> Waiting | None:
    """Read how long cases like this victim's wait at its step; None where we cannot say. Was asked with the victim."""
    case = victim.case
    step = JourneyStage(case.stage)
    if step not in STEPS or case.closed_on is not None or not victim.counted_waits:
        return None
    days = (on - case.stage_since).days
    # A day that has passed promises nothing any more; that we missed it is said with the promise itself.
    reason_by = victim.reason_by if victim.reason_by is not None and on <= victim.reason_by else None
    found = {
        tuple(row[3:6]): Waiting(usual=_usual(*row[6:]), days=days, answer_due_on=reason_by)
        for row in victim.counted_waits
    }
    offence, tier, court = victim.counted_waits[0][:3]
    group = Group(step=step, offence=offence, tier=tier, court=court)
    theirs = (found.get((link.offence, link.tier, link.court)) for link in chain(group=group))
    return next((each for each in theirs if each is not None), None)


def _rows(sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, cast("dict[str, Any]", dict(parameters)))
        return cast("list[tuple[Any, ...]]", cursor.fetchall())
