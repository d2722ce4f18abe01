"""Warns about answers to people that will be late, or are: to reviews, and to complaints (half of the time, last day).

One statement per kind of warning. Each is raised once, so that whoever has dealt with it is not asked again.
"""

import dataclasses
import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import WorkKind
from communications.services import statements

_ACTOR = actors.system(SystemProcess.DEADLINES)

#: Of stages whose answer has not been told: the work of it is open until then.
_RAISE = """
with d as materialized (
  select s.id, w.unit_id, w.case_id, w.victim_id, {officer} as officer_id, w.due_at, w.about
    from cases_workitem w
    join {table} s on w.key in ({keys})
    join cases_victim v on v.id = w.victim_id
   where w.state = 'OPEN' and w.kind in ({kinds}) and {condition}
     and not exists (select 1 from cases_workitem x where x.key = %(stem)s || ':' || s.id)),
i as (
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), %(kind)s, %(stem)s || ':' || d.id, d.unit_id, d.officer_id, d.case_id, d.victim_id,
       d.about, %(summary)s, %(for_manager)s, d.due_at, 'OPEN', %(at)s, %(by)s, '', ''
  from d
on conflict do nothing returning key),
w as (select d.id, d.case_id, d.victim_id from d join i on i.key = %(stem)s || ':' || d.id),
x as ({entries})
select count(*) from i
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Where one kind of answer stands, in constants of this module."""

    table: str
    subject: str
    #: Stem of the keys of its work, by kind: the work of the answer, and where it is told apart from it, of telling it.
    stems: dict[WorkKind, str]
    #: The victim's officer, or nobody where the answer may be about them.
    officer: str
    #: Nothing is answered yet.
    is_unanswered: str
    near: tuple[WorkKind, str, str]
    overdue: tuple[WorkKind, str, str]
    is_near_for_manager: bool


_REVIEWS = _Clock(
    table="cases_reviewstage",
    subject="cases.reviewstage",
    stems={WorkKind.REVIEW_ANSWER: "review-answer"},
    officer="v.officer_id",
    is_unanswered="not exists (select 1 from cases_reviewanswer a where a.stage_id = s.id)",
    near=(
        WorkKind.REVIEW_NEAR,
        "review-half",
        "Half of the time for this review has passed and no outcome is recorded",
    ),
    overdue=(
        WorkKind.REVIEW_OVERDUE,
        "review-overdue",
        (
            "The last day for answering this review has passed and the person has not been told: tell them why, with "
            "an apology"
        ),
    ),
    is_near_for_manager=False,
)
#: Whoever answers is a manager, and never the officer whom it may be about (COMP-2).
_COMPLAINTS = _Clock(
    table="communications_complaintstage",
    subject="communications.complaintstage",
    stems={WorkKind.COMPLAINT_ANSWER: "complaint-answer", WorkKind.COMPLAINT_TELL: "complaint-tell"},
    officer="null::uuid",
    is_unanswered="s.outcome = ''",
    near=(
        WorkKind.COMPLAINT_NEAR,
        "complaint-half",
        "Half of the time for this complaint has passed and it is not answered",
    ),
    overdue=(
        WorkKind.COMPLAINT_OVERDUE,
        "complaint-overdue",
        (
            "The last day for answering this complaint has passed and the person does not have the answer: tell them "
            "why, with an apology"
        ),
    ),
    is_near_for_manager=True,
)


def warn(*, at: dt.datetime) -> int:
    """Raise every warning about an answer that is due at the aware instant `at`; return how many were new."""
    return sum(_warn(clock, at=at) for clock in (_REVIEWS, _COMPLAINTS))


def _warn(clock: _Clock, *, at: dt.datetime) -> int:
    half = f"%(at)s >= s.opened_at + (w.due_at - s.opened_at) / 2 and %(at)s < w.due_at and {clock.is_unanswered}"
    raised = _raise(clock, clock.near, verb=Verb.WARNED, condition=half, at=at, for_manager=clock.is_near_for_manager)
    return raised + _raise(
        clock, clock.overdue, verb=Verb.MISSED, condition="w.due_at < %(at)s", at=at, for_manager=True
    )


def _raise(
    clock: _Clock, what: tuple[WorkKind, str, str], *, verb: Verb, condition: str, at: dt.datetime, for_manager: bool
) -> int:
    kind, stem, summary = what
    ((raised,),) = statements.rows(
        _RAISE.format(
            table=clock.table,
            officer=clock.officer,
            keys=", ".join(f"'{each}:' || s.id" for each in clock.stems.values()),
            kinds=", ".join(f"'{each.value}'" for each in clock.stems),
            condition=condition,
            entries=audit.entries(verb=verb, kind=clock.subject, rows="w"),
        ),
        {
            **audit.entries_by(actor=_ACTOR, at=at),
            "kind": kind.value,
            "stem": stem,
            "summary": summary,
            "for_manager": for_manager,
            "at": at,
            "by": _ACTOR.label,
        },
    )
    return int(raised)
