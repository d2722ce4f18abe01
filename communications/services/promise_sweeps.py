"""Sweeps over the promise ledger: end, warn, open what is due, apologise for what was missed (V6 to V8; PRO-5).

Each is a set-based statement per batch, audit entries included, over rows that no other sweeper holds, and is safe to
run twice, at once, late or killed: what was done is recognised by a state or a unique key, never by a run. The date is
London's; on days off nothing new is missed. Words are written and sent by `automatic_updates`.
"""

import datetime as dt
import uuid

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import JourneyStage, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference, work
from communications.rules import promises as rules
from communications.rules.vocabulary import LetterType, PromiseKind, PromiseState, Purpose
from communications.services import promises, statements

ACTOR = actors.system(SystemProcess.PROMISES)
#: Promises taken in one statement.
BATCH = 1000
_PROMISE = "communications.promise"
_COMMUNICATION = "communications.communication"

#: Somebody who is no longer in contact: nothing is promised to them any more. Of promise p, case c, victim v, person n.
_GONE = """(
    c.closed_on is not null or c.stage = 'CLOSED' or v.contact_ended_on is not null or v.has_declined_contact
    or n.died_on is not null
    or (select s.opted_out_at from cases_safecontactprofile s where s.person_id = p.person_id
         order by s.recorded_at desc, s.id desc limit 1) is not null
)"""

#: Nothing has happened since the promise was made, and nothing is owed, asked or being written: only then may a letter
#: say by itself that there is no change. Drafts are looked up per victim, and by no other index: a run opens thousands
#: of them, which the planner does not know of yet when it estimates how many unsent ones there are.
NOTHING_HAPPENED = """(
    c.stage not in ('STOPPED', 'PROVISIONAL_STOP', 'CLOSED')
    and c.stage_since <= (p.made_at at time zone 'Europe/London')::date
    and not exists (select 1 from cases_obligation o where o.victim_id = p.victim_id and o.state = 'OPEN')
    and not exists (select 1 from cases_decisionproposal d where d.case_id = p.case_id and d.state = 'OPEN')
    and not exists (select 1 from cases_caseevent e where e.case_id = p.case_id and e.recorded_at > p.made_at)
    and (select w.id from communications_communication w
          where w.victim_id = p.victim_id and w.purpose = any(%(substantive)s)
            and w.dedupe_key <> all(%(own)s::text[])
            and w.state || '' in ('DRAFT', 'UNDER_REVIEW', 'AMENDMENTS', 'APPROVED') limit 1) is null
)"""

_END = """
with d as materialized (
    select p.id from communications_promise p
      join cases_case c on c.id = p.case_id
      join cases_victim v on v.id = p.victim_id
      join cases_person n on n.id = p.person_id
     where p.state = 'OPEN' and p.due_on <= %(until)s and {gone}
     order by p.due_on, p.id limit %(batch)s
       for no key update of p skip locked),
u as (update communications_promise p set state = %(ended)s, settled_at = %(at)s from d where p.id = d.id
      returning p.id, p.case_id, p.victim_id),
w as (update cases_workitem i set state = 'DONE', done_at = %(at)s, done_by = %(by)s, outcome = %(outcome)s
        from u where i.key = 'promise:' || u.id and i.state = 'OPEN'),
x as ({ended})
select count(*) from u
"""

_WARN = """
with d as materialized (
    select p.id, c.unit_id, p.case_id, p.victim_id, p.due_on, v.officer_id
      from communications_promise p join cases_victim v on v.id = p.victim_id join cases_case c on c.id = p.case_id
     where p.state = 'OPEN' and p.warned_at is null and p.due_on <= %(until)s
     order by p.due_on, p.id limit %(batch)s
       for no key update of p skip locked),
i as (insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary,
                                  is_for_manager, due_at, state, raised_at, raised_by, done_by, outcome)
      select gen_random_uuid(), %(kind)s, 'promise:' || d.id, d.unit_id, d.officer_id, d.case_id, d.victim_id,
             'promise:' || d.id, %(summary)s, false,
             (d.due_on + time '23:59:59') at time zone 'Europe/London', 'OPEN', %(at)s, %(by)s, '', ''
        from d on conflict do nothing),
u as (update communications_promise p set warned_at = %(at)s from d where p.id = d.id
      returning p.id, p.case_id, p.victim_id),
x as ({warned})
select count(*) from u
"""

#: As `communications.rules.references` draws them, from random bytes of a UUID. A clash with another reference is left
#: out by "on conflict" and made up for by the next run.
_REFERENCE_OF_BYTES = " || '-' || ".join(
    " || ".join(f"substr('2345679CDFGHJKMNPQRTVWXZ', 1 + get_byte(r.bytes, {at}) %% 24, 1)" for at in group)
    for group in ((0, 1, 2, 3), (4, 5, 10, 11))
)
_REFERENCE = "(select 'VCS-' || {} from (select uuid_send(gen_random_uuid()) as bytes where d.id is not null) r)"

_INSERT_COMMUNICATION = """
    insert into communications_communication (
        id, dedupe_key, reference, purpose, letter_type, case_id, victim_id, recipient_id, words, words_cy,
        context, context_cy, english_alone_by, channel, state, due_at, is_hard_news, opened_at, opened_by, written_by,
        submitted_by, approved_by)
    select gen_random_uuid(), %(stem)s || d.id, {reference}, %(purpose)s, %(letter_type)s, d.case_id, d.victim_id,
           d.person_id, '[]'::jsonb, '[]'::jsonb, {context}, '{{}}'::jsonb, '', '', 'DRAFT', {due_at}, false, %(at)s,
           %(by)s, '', '', ''
      from d
"""

#: The batch is taken by index order first and only then looked at: otherwise every batch would look at all that is due.
_OPEN_UPDATES = """
with b as materialized (
    select p.id, p.case_id, p.victim_id, p.person_id, p.due_on, p.made_at
      from communications_promise p
     where p.state = 'OPEN' and p.kind = %(kind)s and p.due_on <= %(until)s
       and (p.due_on, p.id) > (%(after_on)s, %(after_id)s::uuid)
     order by p.due_on, p.id limit %(batch)s
       for no key update of p skip locked),
d as materialized (
    select p.* from b p
      join cases_case c on c.id = p.case_id
      join cases_victim v on v.id = p.victim_id
      join cases_person n on n.id = p.person_id
     where not {gone} and {nothing_happened}),
i as ({insert} on conflict do nothing returning id, case_id, victim_id),
x as ({opened})
select (select count(*) from i), (select count(*) from b),
       (select b.due_on from b order by b.due_on desc, b.id desc limit 1),
       (select b.id from b order by b.due_on desc, b.id desc limit 1)
"""

_MISS = """
with o as materialized (
    select p.id from communications_promise p
     where p.state = 'OPEN' and p.kind = %(kind)s and p.due_on <= %(missed)s
     order by p.due_on, p.id limit %(batch)s
       for no key update of p skip locked),
d as (update communications_promise p set state = %(missed_state)s, settled_at = %(at)s from o where p.id = o.id
      returning p.id, p.victim_id, p.person_id, p.case_id, p.kind, p.due_on, p.rhythm_days),
n as (insert into communications_promise (id, victim_id, person_id, case_id, kind, due_on, rhythm_days,
                                          basis, state, made_at, made_by, follows_id)
      select gen_random_uuid(), d.victim_id, d.person_id, d.case_id, d.kind, %(new_due)s, d.rhythm_days,
             'apology', 'OPEN', %(at)s, %(by)s, d.id
        from d returning id, case_id, victim_id),
s as (update communications_communication w set state = 'SUPERSEDED'
        from d where w.dedupe_key = 'no-change:' || d.id
         and w.state in ('DRAFT', 'UNDER_REVIEW', 'AMENDMENTS', 'APPROVED')
      returning w.id, w.case_id, w.victim_id, old.state as before),
t as (insert into communications_statuschange (communication_id, before, after, comment, changed_at, changed_by)
      select s.id, s.before, 'SUPERSEDED', %(too_late)s, %(at)s, %(by)s from s),
a as ({insert} on conflict do nothing returning id, case_id, victim_id),
f as (update cases_workitem i set state = 'DONE', done_at = %(at)s, done_by = %(by)s, outcome = %(too_late)s
        from d where i.key = 'promise:' || d.id and i.state = 'OPEN'),
m as (insert into cases_workitem (id, kind, key, unit_id, officer_id, case_id, victim_id, about, summary,
                                  is_for_manager, due_at, state, raised_at, raised_by, done_by, outcome)
      select gen_random_uuid(), %(work_kind)s, 'promise-missed:' || d.id, c.unit_id, v.officer_id, d.case_id,
             d.victim_id, 'promise:' || d.id, %(summary)s, true, %(act_by)s, 'OPEN', %(at)s, %(by)s, '', ''
        from d join cases_victim v on v.id = d.victim_id join cases_case c on c.id = d.case_id
      on conflict do nothing),
x_missed as ({missed}),
x_promised as ({promised}),
x_superseded as ({superseded}),
x_opened as ({opened})
select count(*) from n
"""


def sweep(*, at: dt.datetime) -> int:
    """Do everything that is due in the ledger, in the order in which one thing settles the next; return how much."""
    ended = end_promises(at=at)
    missed = settle_missed_promises(at=at)
    return ended + missed + warn_due_promises(at=at) + send_due_updates(at=at)


def end_promises(*, at: dt.datetime) -> int:
    """End open promises to people who are no longer in contact, before they are warned of; return how many."""
    calendar = reference.load_calendar()
    parameters = {
        "until": rules.warned_until(today=london_date(at=at), calendar=calendar),
        "ended": PromiseState.ENDED.value,
        "outcome": "No longer in contact",
        "at": at,
        "by": ACTOR.label,
        "batch": BATCH,
    }
    sql = _END.format(gone=_GONE, ended=audit.entries(verb=Verb.CLOSED, kind=_PROMISE, rows="u"))
    return _in_batches(sql, parameters, at=at)


def warn_due_promises(*, at: dt.datetime) -> int:
    """Put every promise due within two working days on its officer's list, once; return how many were new (PRO-5)."""
    calendar = reference.load_calendar()
    parameters = {
        "until": rules.warned_until(today=london_date(at=at), calendar=calendar),
        "kind": WorkKind.PROMISE_DUE.value,
        "summary": "An update is promised. Write it yourself, or a short one goes out if nothing has happened",
        "at": at,
        "by": ACTOR.label,
        "batch": BATCH,
    }
    sql = _WARN.format(warned=audit.entries(verb=Verb.WARNED, kind=_PROMISE, rows="u"))
    return _in_batches(sql, parameters, at=at)


def send_due_updates(*, at: dt.datetime) -> int:
    """Open a no-change update for every promise due by the next working day; return how many were opened (V8).

    A working day ahead, so that one that goes by post is posted on the promised day. Only where nothing has happened
    since the promise was made: an update that said "no change" while a decision waits to be explained would be a lie,
    and is left to the officer, who has it on their list.
    """
    calendar = reference.load_calendar()
    parameters: dict[str, object] = {
        "until": calendar.next(after=london_date(at=at)),
        "kind": PromiseKind.NEXT_UPDATE.value,
        "stem": "no-change:",
        "purpose": Purpose.NO_CHANGE_UPDATE.value,
        "letter_type": LetterType.NO_CHANGE_UPDATE.value,
        "substantive": [purpose.value for purpose in rules.SUBSTANTIVE_PURPOSES],
        "own": [],
        "after_on": dt.date.min,
        "after_id": uuid.UUID(int=0),
        "at": at,
        "by": ACTOR.label,
        "batch": BATCH,
    }
    sql = _OPEN_UPDATES.format(
        gone=_GONE,
        nothing_happened=NOTHING_HAPPENED,
        insert=_insert(context="'{}'::jsonb", due_at="(d.due_on + time '23:59:59') at time zone 'Europe/London'"),
        opened=audit.entries(verb=Verb.OPENED, kind=_COMMUNICATION, rows="i"),
    )
    parameters |= audit.entries_by(actor=ACTOR, at=at)
    opened = 0
    while True:
        ((new, taken, last_on, last_id),) = statements.rows(sql, parameters)
        opened += int(new)
        if taken < BATCH:
            return opened
        parameters |= {"after_on": last_on, "after_id": last_id}


def settle_missed_promises(*, at: dt.datetime) -> int:
    """Settle every promise whose grace has run out as missed; return how many (V7, PRO-5).

    In one statement each: missed, a new promise five working days on, an apology that names both dates, what was to be
    sent instead superseded, and work for the manager.
    """
    calendar = reference.load_calendar()
    today = london_date(at=at)
    parameters = {
        "missed": rules.missed_before(today=today, calendar=calendar),
        "kind": PromiseKind.NEXT_UPDATE.value,
        "missed_state": PromiseState.MISSED.value,
        "new_due": rules.new_date_after_apology(apologised_on=today, calendar=calendar),
        "stem": "apology:",
        "purpose": Purpose.APOLOGY_MISSED_PROMISE.value,
        "letter_type": LetterType.APOLOGY_MISSED_PROMISE.value,
        "work_kind": WorkKind.PROMISE_MISSED.value,
        "summary": "A promised update did not come. An apology with a new date goes out: see that this one is kept",
        "too_late": "The promised date has passed",
        "act_by": at + dt.timedelta(days=1),
        "at": at,
        "by": ACTOR.label,
        "batch": BATCH,
    }
    context = "jsonb_build_object('missed_on', d.due_on::text, 'next_update_on', %(new_due)s::date::text)"
    sql = _MISS.format(
        insert=_insert(context=context, due_at="null::timestamptz"),
        missed=audit.entries(verb=Verb.MISSED, kind=_PROMISE, rows="d"),
        promised=audit.entries(verb=Verb.PROMISED, kind=_PROMISE, rows="n"),
        superseded=audit.entries(verb=Verb.SUPERSEDED, kind=_COMMUNICATION, rows="s"),
        opened=audit.entries(verb=Verb.OPENED, kind=_COMMUNICATION, rows="a"),
    )
    return _in_batches(sql, parameters, at=at)


def open_missing_promises(*, at: dt.datetime) -> int:
    """Open a promise for whoever is in contact and has none; return how many were missing (V6: always one in force).

    Nothing should ever be found: a number above nought means that something opened a contact without a promise. Where
    nobody suitable is recorded to whom anything could be promised, a person is asked.
    """
    on = london_date(at=at)
    opened = 0
    missing = (
        Victim.objects.filter(
            in_contact_since__lte=on,
            contact_ended_on__isnull=True,
            has_declined_contact=False,
            case__closed_on__isnull=True,
        )
        .exclude(case__stage__in=[JourneyStage.CLOSED, JourneyStage.STOPPED])
        .exclude(promises__state=PromiseState.OPEN)
        .select_related("case", "person")
        .order_by("pk")
    )
    for victim in missing[:BATCH].iterator():
        person = promises.contact_person(victim=victim, at=at)
        if person is None:
            work.raise_item(
                kind=WorkKind.ADDRESSEE_UNCLEAR,
                key=f"nobody-to-inform:{victim.pk}",
                summary="Nobody is recorded who may be kept informed about this case. Find out who it should be",
                actor=ACTOR,
                at=at,
                case=victim.case,
                victim=victim,
                about=f"victim:{victim.pk}",
            )
        elif promises.open_for(victim=victim, person=person, actor=ACTOR, at=at) is not None:
            opened += 1
    return opened


def _insert(*, context: str, due_at: str) -> str:
    """Fill the fixed parts of the statement that opens a communication; nothing here comes from outside."""
    return _INSERT_COMMUNICATION.format(
        reference=_REFERENCE.format(_REFERENCE_OF_BYTES), context=context, due_at=due_at
    )


def _in_batches(sql: str, parameters: dict[str, object], *, at: dt.datetime) -> int:
    """Run a statement until it finds less than a full batch; return how many rows it found in all."""
    total = 0
    audited = audit.entries_by(actor=ACTOR, at=at)
    while True:
        ((found,),) = statements.rows(sql, {**parameters, **audited})
        total += int(found)
        if found < BATCH:
            return total
