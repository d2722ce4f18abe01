"""Warns about reviews whose answer will be late, or is: half of the time gone without an outcome, and the last day.

One statement per kind of warning. Each is raised once, so that whoever has dealt with it is not asked again.
"""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import WorkKind
from communications.services import statements

_ACTOR = actors.system(SystemProcess.DEADLINES)

#: Of stages whose answer has not been told: the work of the answer is open until then.
_RAISE = """
with d as materialized (
  select s.id, w.unit_id, w.case_id, w.victim_id, v.officer_id, s.due_at, s.request_id
    from cases_workitem w
    join cases_reviewstage s on w.key = 'review-answer:' || s.id
    join cases_victim v on v.id = w.victim_id
   where w.state = 'OPEN' and w.kind = %(answer)s and {condition}
     and not exists (select 1 from cases_workitem x where x.key = %(stem)s || ':' || s.id)),
i as (
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), %(kind)s, %(stem)s || ':' || d.id, d.unit_id, d.officer_id, d.case_id, d.victim_id,
       'review:' || d.request_id, %(summary)s, %(for_manager)s, d.due_at, 'OPEN', %(at)s, %(by)s, '', ''
  from d
on conflict do nothing returning key),
w as (select d.id, d.case_id, d.victim_id from d join i on i.key = %(stem)s || ':' || d.id),
x as ({entries})
select count(*) from i
"""
_HALF = (
    "%(at)s >= s.opened_at + (s.due_at - s.opened_at) / 2 and %(at)s < s.due_at "
    "and not exists (select 1 from cases_reviewanswer a where a.stage_id = s.id)"
)
_MISSED = "s.due_at < %(at)s"


def warn(*, at: dt.datetime) -> int:
    """Raise every warning about a review that is due at the aware instant `at`; return how many were new."""
    raised = _raise(
        WorkKind.REVIEW_NEAR,
        stem="review-half",
        condition=_HALF,
        summary="Half of the time for this review has passed and no outcome is recorded",
        at=at,
        for_manager=False,
    )
    return raised + _raise(
        WorkKind.REVIEW_OVERDUE,
        stem="review-overdue",
        condition=_MISSED,
        summary="The last day for answering this review has passed and the person has not been told: tell them why, "
        "with an apology",
        at=at,
        for_manager=True,
    )


def _raise(kind: WorkKind, *, stem: str, condition: str, summary: str, at: dt.datetime, for_manager: bool) -> int:
    verb = Verb.MISSED if kind is WorkKind.REVIEW_OVERDUE else Verb.WARNED
    ((raised,),) = statements.rows(
        _RAISE.format(condition=condition, entries=audit.entries(verb=verb, kind="cases.reviewstage", rows="w")),
        {
            **audit.entries_by(actor=_ACTOR, at=at),
            "kind": kind.value,
            "answer": WorkKind.REVIEW_ANSWER.value,
            "stem": stem,
            "summary": summary,
            "for_manager": for_manager,
            "at": at,
            "by": _ACTOR.label,
        },
    )
    return int(raised)
