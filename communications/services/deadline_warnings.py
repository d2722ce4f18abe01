"""Warns about what will be late: at half the time, at the last safe approval, close to the end, and when it is (R9).

One statement per kind of warning, over the obligations that are still open. A warning is raised once: whoever has dealt
with it is not asked again by the next sweep. Whether something is overdue is always a comparison, never a counter.
"""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import LONDON, end_of_day
from communications.services import statements

_ACTOR = actors.system(SystemProcess.DEADLINES)

#: London time of day from which what is due today and has not left is put before a manager.
ESCALATE_FROM = dt.time(13, 0)

_RAISE = """
with d as materialized (
  select o.id, o.unit_id, v.officer_id, o.case_id, o.victim_id, o.due_at
    from cases_obligation o join cases_victim v on v.id = o.victim_id
   where o.state = 'OPEN' and (not o.is_blocked or o.letter_type = 'PROVISIONAL_STOP') and {condition}
     and not exists (select 1 from cases_workitem w where w.key = %(stem)s || ':' || o.id)),
i as (
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), %(kind)s, %(stem)s || ':' || d.id, d.unit_id, d.officer_id, d.case_id, d.victim_id,
       'obligation:' || d.id, %(summary)s, %(for_manager)s, d.due_at, 'OPEN', %(at)s, %(by)s, '', ''
  from d
on conflict do nothing returning key),
w as (select d.id, d.case_id, d.victim_id from d join i on i.key = %(stem)s || ':' || d.id),
x as ({entries})
select count(*) from i
"""

_HALF = "%(at)s >= o.decided_at + (o.due_at - o.decided_at) / 2 and %(at)s < o.due_at"
_NOTHING_APPROVED = (
    "not exists (select 1 from communications_communication c "
    "             where c.obligation_id = o.id and c.state in ('APPROVED', 'SENT'))"
)
_LAST_SAFE_APPROVAL = (
    "%(at)s < o.due_at and exists (select 1 from communications_communication c where c.obligation_id = o.id "
    "  and c.state in ('DRAFT', 'UNDER_REVIEW', 'AMENDMENTS') and c.latest_safe_approval_at <= %(at)s)"
)
_NEAR_AND_NOT_ACCEPTED = (
    "o.due_at <= %(near)s and %(at)s < o.due_at and not exists ("
    " select 1 from communications_outboxmessage m join communications_communication c on c.id = m.communication_id "
    "  where c.obligation_id = o.id and m.state in ('ACCEPTED', 'DISPATCHED', 'DELIVERED'))"
)
_MISSED = "o.due_at < %(at)s"


def warn(*, at: dt.datetime) -> int:
    """Raise every warning that is due at the aware instant `at`; return how many were new."""
    raised = _raise(
        WorkKind.DEADLINE_NEAR,
        stem="deadline-half",
        condition=f"{_HALF} and {_NOTHING_APPROVED}",
        summary="Half of the time for this letter has passed and nothing is approved",
        at=at,
    )
    raised += _raise(
        WorkKind.DEADLINE_NEAR,
        stem="deadline-last-approval",
        condition=_LAST_SAFE_APPROVAL,
        summary="Approved now, this would leave too late by its channel: choose one that still makes it",
        at=at,
    )
    raised += _raise(
        WorkKind.DEADLINE_NEAR,
        stem="deadline-escalated",
        condition=_NEAR_AND_NOT_ACCEPTED,
        summary="The deadline is hours away and nothing has left",
        at=at,
        near=_near(at),
        for_manager=True,
    )
    return raised + _raise(
        WorkKind.DEADLINE_MISSED,
        stem="deadline-missed",
        condition=_MISSED,
        summary="The deadline has passed and nothing has left: send it now, with an apology",
        at=at,
        for_manager=True,
    )


def _near(at: dt.datetime) -> dt.datetime:
    """Return the deadline up to which something counts as hours away: what is due today, from one o'clock on (R9).

    Deadlines are the end of a working day, and the working day ends at five: from one o'clock four working hours are
    left in which a manager can still do something.
    """
    local = at.astimezone(LONDON)
    return end_of_day(due_on=local.date()) if local.time() >= ESCALATE_FROM else at


def _raise(
    kind: WorkKind,
    *,
    stem: str,
    condition: str,
    summary: str,
    at: dt.datetime,
    near: dt.datetime | None = None,
    for_manager: bool = False,
) -> int:
    verb = Verb.MISSED if kind is WorkKind.DEADLINE_MISSED else Verb.WARNED
    entries = audit.entries(verb=verb, kind="cases.obligation", rows="w")
    ((raised,),) = statements.rows(
        _RAISE.format(condition=condition, entries=entries),
        {
            **audit.entries_by(actor=_ACTOR, at=at),
            "kind": kind.value,
            "stem": stem,
            "summary": summary,
            "for_manager": for_manager,
            "at": at,
            "near": near,
            "by": _ACTOR.label,
        },
    )
    return int(raised)
