"""The missing-letter detector: what is owed and in nobody's hands is on the unit's list the same day (W12).

Four findings: a decision that owes a letter by the rules and has no obligation; an obligation without a letter after
half of its working time; a review without its receipt or its answer in writing; a draft that nobody has taken up. R1
(`reconciliation`) counts the second at once, as an alarm of the service for managers; this puts it, in time, before
those who write. What is cured closes by itself, and only so.
Every statement is over sets and safe to run twice, at once, late or killed.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation
from cases.rules import working_hours
from cases.rules.vocabulary import ObligationState, WorkKind
from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.services import duty_checks, reference, work
from communications.models import Communication
from communications.rules import dated_tables
from communications.rules.missing_letters import FINDINGS, idle_limit_on, work_key
from communications.rules.vocabulary import CommunicationState, LetterType
from communications.services import dated_rows, duties, opening, review_missing, statements

_ACTOR = actors.system(SystemProcess.RECONCILIATION)
#: Decisions about which the rules are asked in one go, and how many goes one run takes at most.
BATCH = 100
MOST_BATCHES = 50
_ENDED = (CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED)

_RAISE = """
with d as materialized ({found} order by 1),
i as (
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), %(kind)s, %(kind)s || ':' || d.key, d.unit_id, d.officer_id, d.case_id, d.victim_id,
       d.about, %(summary)s, false, least(d.due_at, %(same_day)s), 'OPEN', %(at)s, %(by)s, '', ''
  from d
on conflict do nothing returning key),
w as (select d.id, d.case_id, d.victim_id from d join i on i.key = %(kind)s || ':' || d.key),
x as ({entries})
select count(*) from d
"""

_NOT_OPENED = """
select d.id || ':' || v.id as key, d.id, k.unit_id, v.officer_id, d.case_id, v.id as victim_id,
       'decision:' || d.id as about, c.due_at
  from cases_dutycheck c
  join cases_decision d on d.id = c.decision_id
  join cases_case k on k.id = d.case_id
  join cases_victim v on v.id = c.victim_id
 where c.is_owed
   and not exists (select 1 from cases_obligation o where o.decision_id = d.id and o.victim_id = v.id)
   and not exists (select 1 from cases_decision later where later.corrects_id = d.id)
"""

#: Owed, not blocked, without a letter, and nobody is asked something that must be settled before one can write.
_UNWRITTEN = """
o.state = 'OPEN' and (not o.is_blocked or o.letter_type = 'PROVISIONAL_STOP')
   and not exists (select 1 from communications_communication c
                    where c.obligation_id = o.id and c.state not in ('NOT_REQUIRED', 'SUPERSEDED'))
   and not exists (select 1 from cases_workitem asked where asked.about = 'obligation:' || o.id
                      and asked.state = 'OPEN'
                      and asked.kind in ('ADDRESSEE_UNCLEAR', 'EXEMPTION_APPROVAL', 'NO_CONTACT_DETAILS'))
"""

_UNWRITTEN_CLOCKS = "select o.id, o.decided_at, o.due_at from cases_obligation o where {unwritten}"

_NOT_WRITTEN = """
select o.id::text as key, o.id, o.unit_id, v.officer_id, o.case_id, o.victim_id, 'obligation:' || o.id as about,
       o.due_at
  from cases_obligation o join cases_victim v on v.id = o.victim_id
 where o.id = any(%(ids)s)
"""

#: Neither a writer nor an officer who still works here.
_NOBODY_ON_IT = """
c.state in ('DRAFT', 'AMENDMENTS')
   and not coalesce((select b.is_blocked and b.letter_type <> 'PROVISIONAL_STOP' from cases_obligation b
                     where b.id = c.obligation_id), false)
   and c.written_by not in (select 'staff:' || s.id from accounts_staffuser s where s.is_active)
   and c.submitted_by not in (select 'staff:' || s.id from accounts_staffuser s where s.is_active)
   and not exists (select 1 from accounts_staffuser s where s.id = v.officer_id and s.is_active)
"""

_UNATTENDED = """
select c.id::text as key, c.id, k.unit_id, null::uuid as officer_id, c.case_id, c.victim_id,
       'communication:' || c.id as about, c.due_at
  from communications_communication c
  join cases_victim v on v.id = c.victim_id
  join cases_case k on k.id = c.case_id
 where {nobody_on_it} and c.opened_at <= %(opened_before)s
"""

_CLOSE = """
with w as materialized (
  select i.id, i.kind, i.case_id, i.victim_id, split_part(i.about, ':', 2)::uuid as subject
    from cases_workitem i
   where i.state = 'OPEN' and (i.kind = any(%(kinds)s) or (i.kind = 'RECONCILIATION' and starts_with(i.key, 'R1:')))),
cured as (
  select w.id, w.case_id, w.victim_id from w
   where case w.kind
     when 'OWED_NOT_OPENED' then not exists (
       select 1 from cases_dutycheck q where q.decision_id = w.subject and q.victim_id = w.victim_id and q.is_owed)
       or exists (select 1 from cases_obligation o where o.decision_id = w.subject and o.victim_id = w.victim_id)
       or exists (select 1 from cases_decision later where later.corrects_id = w.subject)
     when 'DRAFT_UNATTENDED' then not exists (
       select 1 from communications_communication c join cases_victim v on v.id = c.victim_id
        where c.id = w.subject and {nobody_on_it})
     when 'REVIEW_NOT_WRITTEN' then not exists (
       select 1 from cases_reviewrequest r where r.id = w.subject and ({review_unwritten}))
     when 'TRANSITION_APPROVAL' then not exists (
       select 1 from cases_obligation o where o.id = w.subject and o.state = 'OPEN')
     else not exists (select 1 from cases_obligation o where o.id = w.subject and {unwritten})
     end),
u as (
  update cases_workitem i
     set state = 'DONE', done_at = %(at)s, done_by = %(by)s, outcome = 'It is no longer missing'
    from cured where i.id = cured.id and i.state = 'OPEN'
  returning i.id, i.case_id, i.victim_id),
x as ({entries})
select count(*) from u
"""


@reference.read_once()
def look(*, at: dt.datetime) -> int:
    """Put every missing letter on its unit's list, take off what is no longer missing; return how many are missing.

    Raises:
        NothingPublished: there is no calendar of bank holidays.
        BeyondHorizon: it does not reach to this day.
        NoIdleLimitInForce: no row says how long a draft may lie.
    """
    calendar = reference.load_calendar()
    same_day = working_hours.end_of_working_day(at=at, calendar=calendar)
    for _ in range(MOST_BATCHES):
        if not duty_checks.check_some(limit=BATCH, actor=_ACTOR, at=at):
            break
    found = _raise(WorkKind.OWED_NOT_OPENED, _NOT_OPENED, "cases.decision", at=at, same_day=same_day)
    found += _raise(
        WorkKind.OWED_NOT_WRITTEN,
        _NOT_WRITTEN,
        "cases.obligation",
        at=at,
        same_day=same_day,
        ids=_half_gone(at=at, calendar=calendar),
    )
    found += _raise(WorkKind.REVIEW_NOT_WRITTEN, review_missing.FOUND, "cases.reviewrequest", at=at, same_day=same_day)
    idle = idle_limit_on(on=london_date(at=at), rows=dated_rows.rows(of=dated_tables.IDLE_LIMITS))
    found += _raise(
        WorkKind.DRAFT_UNATTENDED,
        _UNATTENDED.format(nobody_on_it=_NOBODY_ON_IT),
        "communications.communication",
        at=at,
        same_day=same_day,
        opened_before=working_hours.before(end=at, by=idle, calendar=calendar),
    )
    _close(at=at)
    return found


@transaction.atomic(durable=True)
def open_letter(*, decision_id: uuid.UUID, victim_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Obligation:
    """Open the letter that a decision owes and that nobody opened, with all that follows from it (W12).

    The clock starts at the decision, so the letter may be late as soon as it is opened, and then apologises.

    Raises:
        NotPermitted, AlreadyOpened, NothingOwed, NoRouteInForce, NoLimitInForce, BeyondHorizon, NothingPublished: see
            ``cases.services.duty_checks.open_owed``.
        NoWords: as ``opening.open_draft``.
    """
    opened = duty_checks.open_owed(decision_id=decision_id, victim_id=victim_id, actor=actor, at=at)
    if opened.obligation is None:
        raise duty_checks.NothingOwed("Nothing is owed to this victim for this decision")
    duties.follow_for(decision=opened.obligation.decision, answer=opened, actor=actor, at=at)
    work.settle(
        key=work_key(kind=WorkKind.OWED_NOT_OPENED, subject=f"{decision_id}:{victim_id}"),
        outcome="Opened",
        actor=actor,
        at=at,
    )
    return opened.obligation


@transaction.atomic
def start_letter(*, obligation_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication:
    """Open the draft of something owed that has none, in place of one that was taken out of use if there was one.

    Whoever is second gets the letter that the first one started.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NothingOwed: it was sent, replaced or settled meanwhile, or waits for the final decision.
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    owed = Obligation.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=obligation_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=owed.case)
    is_blocked = owed.is_blocked and owed.letter_type != LetterType.PROVISIONAL_STOP
    if owed.state != ObligationState.OPEN or is_blocked:
        raise duty_checks.NothingOwed("No letter is to be written for this now")
    earlier = list(Communication.objects.filter(obligation=owed).order_by("-opened_at", "-id"))
    letter = next((row for row in earlier if row.state not in _ENDED), None)
    if letter is None:
        letter = opening.open_draft(obligation=owed, actor=actor, at=at, instead_of=earlier[0] if earlier else None)
    work.settle(
        key=work_key(kind=WorkKind.OWED_NOT_WRITTEN, subject=str(owed.pk)), outcome="Started", actor=actor, at=at
    )
    return letter


def _raise(kind: WorkKind, found: str, about: str, *, at: dt.datetime, **parameters: Any) -> int:
    """Raise what `found` gives and is not on a list yet; return how many there are, new or not."""
    entries = audit.entries(verb=Verb.WARNED, kind=about, rows="w")
    ((count,),) = statements.rows(
        _RAISE.format(found=found, entries=entries),
        {
            **audit.entries_by(actor=_ACTOR, at=at),
            "kind": kind.value,
            "summary": FINDINGS[kind],
            "at": at,
            "by": _ACTOR.label,
            **parameters,
        },
    )
    return int(count)


def _half_gone(*, at: dt.datetime, calendar: WorkingDayCalendar) -> list[uuid.UUID]:
    """Find what is owed, has no letter and has lost half of its working time. Normally there is nothing to look at."""
    rows = statements.rows(_UNWRITTEN_CLOCKS.format(unwritten=_UNWRITTEN))
    return [
        key
        for key, decided_at, due_at in rows
        if working_hours.is_half_gone(decided_at=decided_at, due_at=due_at, at=at, calendar=calendar)
    ]


def _close(*, at: dt.datetime) -> None:
    """Close what is no longer missing, R1's items among it."""
    entries = audit.entries(verb=Verb.SETTLED, kind="cases.workitem", rows="u")
    statements.execute(
        _CLOSE.format(
            nobody_on_it=_NOBODY_ON_IT,
            unwritten=_UNWRITTEN,
            review_unwritten=review_missing.UNWRITTEN,
            entries=entries,
        ),
        {
            **audit.entries_by(actor=_ACTOR, at=at),
            # A change that waits for its second person is settled too where nothing is owed any more.
            "kinds": [*(kind.value for kind in FINDINGS), WorkKind.TRANSITION_APPROVAL.value],
            "at": at,
            "by": _ACTOR.label,
        },
    )
