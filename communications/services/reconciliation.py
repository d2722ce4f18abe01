"""Reconciliation: each is one question with one number for an answer; zero is expected (reliability 2.6).

Every question is one statement over sets, safe to ask twice, at once or late. Where a person must act, the same
statement puts each case on its unit's list, once. What has no case of its own stands on the health page.
"""

import datetime as dt
from typing import Any

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import CalendarVersion
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import WorkingDayCalendar, end_of_day, london_date
from cases.selectors import inbound
from cases.services.intake import quarantine
from communications.services import statements

_ACTOR = actors.system(SystemProcess.RECONCILIATION)
#: The bank-holiday calendar must reach this far ahead.
HORIZON = dt.timedelta(days=180)
#: A message during whose call or making a worker died this many times is held for a person.
DEATHS_BEFORE_HOLD = 5
#: Working days after which a letter that was accepted must have been posted (F18).
POSTED_WITHIN = 2
#: How soon a message from another system is applied.
INBOUND_WITHIN = dt.timedelta(minutes=5)

#: Work after which, and only after which, somebody can write: until then no draft is missing.
_ASKED_BEFORE_WRITING = (WorkKind.ADDRESSEE_UNCLEAR, WorkKind.EXEMPTION_APPROVAL, WorkKind.NO_CONTACT_DETAILS)

_HOLD_WHAT_KILLS = """
with poison as materialized (
  select m.id from communications_outboxmessage m
   where m.state in ('QUEUED', 'RENDERED', 'AMBIGUOUS') and m.fence >= %(deaths)s
     and %(deaths)s <= (select count(*) from communications_deliveryattempt a
                         where a.message_id = m.id and a.action = 'LEASE')
     for no key update of m skip locked),
held as (
  update communications_outboxmessage m
     set state = 'HELD', state_changed_at = now(), reason = 'Its worker died of it again and again'
    from poison p where p.id = m.id
  returning m.id, m.communication_id),
whose as (
  select h.id, c.case_id, c.victim_id
    from held h left join communications_communication c on c.id = h.communication_id),
x as ({entries})
select id from held
"""

_RAISE_ABOUT_OBLIGATIONS = """
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), 'RECONCILIATION', 'R1:' || o.id, o.unit_id, v.officer_id, o.case_id, o.victim_id,
       'obligation:' || o.id, 'Owed, and nobody is writing it: open a letter or record why none is due', true,
       o.due_at, 'OPEN', %(at)s, %(by)s, '', ''
  from cases_obligation o join cases_victim v on v.id = o.victim_id
 where o.id = any(%(ids)s)
on conflict do nothing
"""

_RAISE_ABOUT_MESSAGES = """
insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary, is_for_manager,
                            due_at, state, raised_at, raised_by, done_by, outcome)
select gen_random_uuid(), %(kind)s, %(stem)s || ':message:' || m.id, k.unit_id, v.officer_id, c.case_id, c.victim_id,
       'message:' || m.id, %(summary)s, %(for_manager)s, m.deadline, 'OPEN', %(at)s, %(by)s, '', ''
  from communications_outboxmessage m
  join communications_communication c on c.id = m.communication_id
  join cases_case k on k.id = c.case_id
  join cases_victim v on v.id = c.victim_id
 where m.id = any(%(ids)s)
on conflict do nothing
"""


def obligations_without_communication(*, at: dt.datetime, opened_since: dt.datetime | None = None) -> int:
    """R1: what is owed and nobody writes. Asked of all every night, and hourly of what was opened lately.

    An obligation that a person is already asked about (who is the addressee, is it exempt) is not counted.
    """
    found = _ids(
        "select o.id from cases_obligation o where o.state = 'OPEN' "
        "   and (not o.is_blocked or o.letter_type = 'PROVISIONAL_STOP') "
        "   and (%(since)s::timestamptz is null or o.opened_at >= %(since)s) "
        "   and not exists (select 1 from communications_communication c where c.obligation_id = o.id "
        "                      and c.state not in ('NOT_REQUIRED', 'SUPERSEDED')) "
        "   and not exists (select 1 from cases_workitem w where w.about = 'obligation:' || o.id "
        "                      and w.state = 'OPEN' and w.kind = any(%(asked)s))",
        since=opened_since,
        asked=[kind.value for kind in _ASKED_BEFORE_WRITING],
    )
    _execute(_RAISE_ABOUT_OBLIGATIONS, ids=found, at=at, by=_ACTOR.label)
    return len(found)


def queued_too_long(*, at: dt.datetime) -> int:
    """R2: due for a quarter of an hour and not sent; after an hour each is put before a person."""
    found = _rows(
        "select m.id, m.not_before < now() - interval '60 minutes' from communications_outboxmessage m "
        " where m.state in ('QUEUED', 'RENDERED', 'AMBIGUOUS') and m.not_before < now() - interval '15 minutes'"
    )
    _raise(
        [message_id for message_id, is_old in found if is_old],
        kind=WorkKind.RECONCILIATION,
        stem="R2",
        summary="Ready to leave for more than an hour and still here: tell whoever runs the service",
        at=at,
    )
    return len(found)


def messages_that_kill_workers(*, at: dt.datetime) -> int:
    """R3: messages whose workers died again and again in the middle of them; each is held for a person."""
    found = _ids(
        _HOLD_WHAT_KILLS.format(
            entries=audit.entries(verb=Verb.HELD, kind="communications.outboxmessage", rows="whose")
        ),
        deaths=DEATHS_BEFORE_HOLD,
        **audit.entries_by(actor=_ACTOR, at=at),
    )
    _raise(
        found,
        kind=WorkKind.HELD_COMMUNICATION,
        stem=WorkKind.HELD_COMMUNICATION.value,
        summary="It could not be worked on: each attempt ended without an answer",
        at=at,
    )
    return len(found)


def letters_never_posted(*, at: dt.datetime, calendar: WorkingDayCalendar) -> int:
    """R4: letters that the print room took and has not posted after two working days (F18). Their clock still runs.

    Raises:
        BeyondHorizon: the calendar does not reach back two working days.

    """
    taken_before = end_of_day(due_on=calendar.subtract(day=london_date(at=at), n=POSTED_WITHIN))
    found = _ids(
        "select m.id from communications_outboxmessage m where m.state = 'ACCEPTED' and m.channel = 'POST' "
        "   and m.accepted_at <= %(before)s",
        before=taken_before,
    )
    _raise(
        found,
        kind=WorkKind.RECONCILIATION,
        stem="R4",
        summary="Handed to the print room and not posted after two working days: ask the print room today",
        at=at,
        for_manager=True,
    )
    return len(found)


def damaged_documents() -> int:
    """R6: stored letters whose bytes are not those their name says; all of two days, and a sample of the rest."""
    found = _ids(
        "select digest from communications_rendereddocument "
        " where rendered_at > now() - interval '2 days' and encode(sha256(content), 'hex') <> digest "
        "union "
        "select digest from communications_rendereddocument tablesample system (1) "
        " where encode(sha256(content), 'hex') <> digest"
    )
    return len(found)


def inbound_not_applied(*, at: dt.datetime) -> int:
    """R7: messages from other systems that wait for a person or for their case for more than five minutes.

    Each batch of them is put on somebody's list; work about what was taken in or set aside since is closed.
    """
    before = at - INBOUND_WITHIN
    quarantine.ask(before=before, actor=_ACTOR, at=at)
    return inbound.waiting_for_a_person().filter(received_at__lt=before).count()


def held_without_owner(*, at: dt.datetime) -> int:
    """R13: held messages that nobody is asked about, or that were held more than a day ago."""
    found = _rows(
        "select m.id, m.state_changed_at < now() - interval '1 day' from communications_outboxmessage m "
        " where m.state = 'HELD' and (m.state_changed_at < now() - interval '1 day' "
        "    or not exists (select 1 from cases_workitem w where w.about = 'message:' || m.id and w.state = 'OPEN'))"
    )
    _raise(
        [message_id for message_id, _ in found],
        kind=WorkKind.HELD_COMMUNICATION,
        stem=WorkKind.HELD_COMMUNICATION.value,
        summary="Held and not settled: decide what becomes of it",
        at=at,
    )
    _raise(
        [message_id for message_id, is_old in found if is_old],
        kind=WorkKind.RECONCILIATION,
        stem="R13",
        summary="Held for more than a day: see that somebody decides",
        at=at,
        for_manager=True,
    )
    return len(found)


def undecided_without_owner(*, at: dt.datetime) -> int:
    """Put every message of which nobody can say whether it was sent before a person, whatever else happened to it."""
    found = _ids(
        "select m.id from communications_outboxmessage m where m.state = 'HELD' and m.undecided_since is not null "
        "   and not exists (select 1 from cases_workitem w where w.about = 'message:' || m.id "
        "                      and w.kind = 'UNDECIDED_DELIVERY' and w.state = 'OPEN')"
    )
    _raise(
        found,
        kind=WorkKind.UNDECIDED_DELIVERY,
        stem=WorkKind.UNDECIDED_DELIVERY.value,
        summary="It cannot be settled whether it was sent: choose between a late one and a possible second",
        at=at,
        for_manager=True,
    )
    return len(found)


def calendar_horizon_days_short(*, at: dt.datetime) -> int:
    """Return how many days the bank-holiday calendar falls short of reaching half a year ahead; 0 is well."""
    newest = CalendarVersion.objects.order_by("-published_at", "-id").values_list("known_to", flat=True).first()
    needed = london_date(at=at) + HORIZON
    return HORIZON.days if newest is None else max(0, (needed - newest).days)


def _raise(
    ids: list[Any],
    *,
    kind: WorkKind,
    stem: str,
    summary: str,
    at: dt.datetime,
    for_manager: bool = False,
) -> None:
    if ids:
        _execute(
            _RAISE_ABOUT_MESSAGES,
            ids=ids,
            kind=kind.value,
            stem=stem,
            summary=summary,
            for_manager=for_manager,
            at=at,
            by=_ACTOR.label,
        )


def _ids(sql: str, **parameters: Any) -> list[Any]:
    return [row[0] for row in _rows(sql, **parameters)]


def _rows(sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return statements.rows(sql, parameters)


def _execute(sql: str, **parameters: Any) -> None:
    statements.execute(sql, parameters)
