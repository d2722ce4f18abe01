"""A database of the bench's own, filled by set-based SQL; dropped afterwards."""

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from bench.harness import Line
from cases.models import following

#: Two runs at once never share one.
NAME = f"vcs_bench_{os.getpid()}"
_EMPTY = f"{NAME}_empty"


@contextmanager
def template() -> Iterator[None]:
    """Migrate one empty database, of which `scratch` makes copies: migrating for each bench would take a minute."""
    original = connection.settings_dict["NAME"]
    _drop_left_behind()
    with _database(_EMPTY, copied_from="template1"):
        call_command("migrate", verbosity=0)
        # Nobody may be connected to a database that is being copied.
        _point_at(original)
        yield


def _drop_left_behind() -> None:
    """Drop the databases of runs that were killed: one of full size holds gigabytes.

    Of a run that goes on here the process is alive; of one that goes on elsewhere somebody is connected.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_BEHIND)
        for (name,) in cursor.fetchall():
            process = name.removeprefix("vcs_bench_").partition("_")[0]
            if not Path("/proc", process).exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


_LEFT_BEHIND = """
    SELECT d.datname FROM pg_database d
     WHERE d.datname ~ '^vcs_bench_[0-9]+(_|$)'
       AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)
"""


@contextmanager
def scratch(*, suffix: str = "") -> Iterator[None]:
    """Copy the empty database and point Django at the copy for the duration; call inside `template`.

    A bench that needs several empty databases asks for each by a ``suffix``.
    """
    with _database(f"{NAME}{suffix}", copied_from=_EMPTY):
        yield


@contextmanager
def _database(name: str, *, copied_from: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copied_from}"')
    original = connection.settings_dict["NAME"]
    _point_at(name)
    try:
        yield
    finally:
        _point_at(original)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _point_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def sql(statement: str, **values: object) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def one(statement: str, **values: object) -> object:
    """Return the first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        row = cursor.fetchone()
    return row[0] if row else None


@dataclasses.dataclass(frozen=True, slots=True)
class Watched:
    """What one piece of work asked of the database: its statements, and their milliseconds from call to answer."""

    statements: tuple[str, ...]
    milliseconds: float


def watched(work: Callable[[], object]) -> Watched:
    """Run the work once and note its statements."""
    statements: list[str] = []
    spent = 0.0

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            spent += time.perf_counter() - start
            statements.append(statement)

    with connection.execute_wrapper(note):
        work()
    return Watched(tuple(statements), spent * 1000)


def sql_milliseconds(*, goal: str, bar: float, work: Callable[[], object], repeats: int = 5, note: str = "") -> Line:
    """Judge the milliseconds for which the server plans and executes the queries of a piece of work.

    As the server itself times them, and the best of some repeats: on a machine that is shared a query waits far longer
    for its turn than it takes.
    """
    work()
    spent = [_served(work) for _ in range(repeats)]
    # The best of each statement, not of the whole: they are disturbed one by one.
    best = sum(min(each) for each in zip(*spent, strict=True))
    return Line(goal=goal, bar=f"at most {bar:g} ms of SQL", measured=f"{best:.1f} ms", is_met=best <= bar, note=note)


def _served(work: Callable[[], object]) -> list[float]:
    """Ask the server to time each query of a piece of work; what writes is left out."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], statement: str, parameters: Any, *rest: Any) -> Any:
        if statement.lstrip("(").startswith("SELECT"):
            asked.append((statement, parameters))
        return execute(statement, parameters, *rest)

    with connection.execute_wrapper(note):
        work()
    times = []
    with connection.cursor() as cursor:
        for statement, parameters in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON, FORMAT JSON) {statement}", parameters)
            [[[plan]]] = cursor.fetchall()
            times.append(plan["Planning Time"] + plan["Execution Time"])
    return times


def queries(*, goal: str, bar: int, work: Callable[[], object], note: str = "") -> Line:
    """Judge how many statements a piece of work takes, marks of transactions apart."""
    found = [each for each in watched(work).statements if not each.startswith(("SAVEPOINT", "RELEASE", "SELECT 1"))]
    return Line(goal=goal, bar=f"at most {bar} queries", measured=f"{len(found)}", is_met=len(found) <= bar, note=note)


def fill(statement: str, *, tables: tuple[str, ...] = (), **values: object) -> None:
    """Run statements that insert synthetic rows, without checking references row by row: the rows are ours.

    Indexes of ``tables`` that guarantee nothing are built once at the end, which takes a fifth of keeping them current.
    """
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        sql("SET LOCAL maintenance_work_mem = '256MB'")
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN_INDEXES, [list(tables)])
            indexes = cursor.fetchall()
        for name, _ in indexes:
            sql(f'DROP INDEX "{name}"')
        sql(statement, **values)
        for _, definition in indexes:
            sql(definition)


_PLAIN_INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
"""


def analyse() -> None:
    """Let the planner know the data; figures without this say nothing."""
    sql("VACUUM (ANALYZE)")


def places() -> None:
    """Insert 14 Areas and 120 units."""
    sql(
        """
        INSERT INTO accounts_area (code, name, is_welsh, is_direct)
        SELECT 'AREA_' || n, 'Area ' || n, n = 1, false FROM generate_series(1, 14) n ON CONFLICT DO NOTHING
        """
    )
    sql(
        """
        INSERT INTO accounts_unit (id, kind, name, public_name, phone, email, opening_hours, return_address, area_id)
        SELECT gen_random_uuid(), 'VLU', 'Unit ' || n, 'Unit ' || n, '01632 960100', 'unit@example.org', '9 to 5', 'PO Box 1',
               'AREA_' || (1 + n % 14)
          FROM generate_series(1, 120) n
        """
    )


def cases(*, count: int, since_days: int = 365, units: int = 120) -> None:
    """Insert cases with one person, victim and standing each, spread over the first units and the last year."""
    fill(
        """
        CREATE TEMPORARY TABLE bench_unit ON COMMIT PRESERVE ROWS AS
          SELECT row_number() OVER (ORDER BY name) - 1 AS place, id, area_id FROM accounts_unit;
        INSERT INTO cases_case (id, urn, urn_key, urn_split, prosecutor, stage, stage_since, charging_route,
               charging_type, is_rasso, is_restricted, is_bereaved_family_case, markers, court_status, opened_on,
               facts_changed_at, area_id, unit_id)
        SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '06AA' || lpad(n::text, 7, '0'),
               '06AA' || lpad(n::text, 7, '0'), '', 'CPS',
               'CHARGED', current_date - (n %% %(days)s)::int, 'AREA', '', false, false, false, '[]', '',
               current_date - (n %% %(days)s)::int, now() - interval '30 days', u.area_id, u.id
          FROM generate_series(1, %(count)s) n JOIN bench_unit u ON u.place = n %% %(units)s;
        INSERT INTO cases_person (id, full_name, preferred_name, organisation, language, other_language, formats,
               access_needs)
        SELECT ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
               'Given' || lpad((n %% 97)::text, 2, '0') || ' Family' || lpad((n %% 4999)::text, 4, '0'),
               '', '', 'EN', '', '{}', ''
          FROM generate_series(1, %(count)s) n;
        INSERT INTO cases_victim (id, reference, kind, has_withdrawn_support, has_declined_contact, risk_level,
               vps_status, own_view_of_need, witness_codes, service_tier, in_contact_since, case_id, person_id)
        SELECT ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'V' || n, 'PERSON', false, false,
               'UNKNOWN', 'NOT_RECEIVED', '', '{}', 'UNIVERSAL', current_date - (n %% %(days)s)::int,
               ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
               ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n;
        DROP TABLE bench_unit;
        """
        + following.FILL,
        tables=("cases_case", "cases_person", "cases_victim", "cases_victimstanding"),
        count=count,
        days=since_days,
        units=units,
    )


def events(*, count: int) -> None:
    """Insert ``count`` events that were told before, spread over the cases, with the messages that told them.

    A service that takes in events has taken in others. Into empty tables the first of a run would have the server plan
    the check of their references for a table of one page, and keep that plan while the table grows.
    """
    fill(
        """
        INSERT INTO cases_inboundmessage (source, key, digest, payload, order_key, state, problems, received_at,
               received_by)
        SELECT 'CMS', 'earlier-' || n, md5(n::text), jsonb_build_object('event_id', 'earlier-' || n), '', 'APPLIED', '[]',
               now() - interval '40 days', 'system:bench'
          FROM generate_series(1, %(count)s) n;
        INSERT INTO cases_caseevent (case_id, kind, key, occurred_at, recorded_at, recorded_by, message_id, detail)
        SELECT c.id, 'BAIL_CHANGE', 'event:CMS:' || m.key, now() - interval '41 days', m.received_at, m.received_by, m.id, '{}'
          FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM cases_inboundmessage) m
          JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS many FROM cases_case) c
            ON c.place = 1 + m.place %% c.many
        """,
        tables=("cases_inboundmessage", "cases_caseevent"),
        count=count,
    )


def obligations(*, count: int) -> None:
    """Insert one decision and one obligation for each of the first ``count`` cases, of a year, due after seven days.

    About two thirds are met on time. What is not due yet is open, and one in a hundred of the rest: overdue.
    """
    fill(
        """
        INSERT INTO cases_decision (id, key, code, made_by, decided_at, because_victim_withdrew, test_failed, reasons,
               new_information, victim_views, what_continues, sensitivities, substantial_reason,
               meeting_not_appropriate_reason, specific_reasons, recorded_at, recorded_by, case_id)
        SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench', 'DISCONTINUE_ALL', 'CPS',
               now() - (n %% 365) * interval '1 day' - interval '1 hour', false, 'EVIDENTIAL', 'reasons', '', '', '', '',
               '', '', '[]', now(), 'system:bench', ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n;
        INSERT INTO cases_obligation (id, area_code, unit_id, is_rasso, is_restricted, letter_type, rule_id, rule_version,
               decided_at, limit_working_days, due_on, due_at, is_enhanced, enhanced_grounds, addressee, review_text,
               review_reasons, meeting_offer, meeting_reasons, state, met_at, exemption_reason, exemption_note,
               exempted_by, is_blocked, is_stopped, opened_at, opened_by, case_id, decision_id, victim_id)
        SELECT ('00000000-0000-4000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, c.area_id, c.unit_id, c.is_rasso, c.is_restricted,
               (ARRAY['DISCONTINUE_ALL','NFA_EVIDENTIAL','STOP_SOME','ALTER_DOWN','NO_EVIDENCE_ALL','WITHDRAW_ALL',
                      'LIE_ON_FILE_ALL','SUBSTITUTE'])[1 + n %% 8],
               'DU-1', 'bench', d.decided_at, CASE WHEN n %% 2 = 0 THEN 1 ELSE 5 END,
               (d.decided_at + interval '7 days')::date, d.decided_at + interval '7 days', n %% 2 = 0, '[]', 'VICTIM',
               'STANDARD', '[]', false, '[]',
               CASE WHEN n %% 365 < 7 OR (n / 120) %% 100 = 0 THEN 'OPEN' ELSE 'MET' END,
               CASE WHEN n %% 365 < 7 OR (n / 120) %% 100 = 0 THEN NULL
                    ELSE d.decided_at + interval '7 days' + ((n %% 100) - 65) * interval '2 hours' END,
               '', '', '', false, false, d.recorded_at, 'system:bench', c.id, d.id,
               ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n
          JOIN cases_decision d ON d.id = ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid
          JOIN cases_case c ON c.id = d.case_id
        """,
        tables=("cases_decision", "cases_obligation"),
        count=count,
    )


def everything_owed() -> None:
    """Open every obligation again."""
    fill("UPDATE cases_obligation SET state = 'OPEN', met_at = NULL", tables=("cases_obligation",))


def messages(*, count: int, due: int) -> None:
    """Insert email messages, one to a case already there: ``due`` of them due now, the rest in the future."""
    fill(
        """
        INSERT INTO cases_contactpoint (id, kind, value, key, is_safe, may_leave_voicemail, source, verified_at,
               verified_by, recorded_at, recorded_by, superseded_by, person_id)
        SELECT ('00000000-0000-4000-8005-' || lpad(to_hex(n), 12, '0'))::uuid, 'EMAIL', 'p' || n || '@example.com',
               'p' || n || '@example.com', true, false, 'BENCH', now(), 'system:bench', now(), 'system:bench', '',
               ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, 1000) n;
        INSERT INTO communications_outboxmessage (purpose, channel, contact_point_id, content_level, template_name,
               template_values, send_ref, dedupe_key, state, deadline, not_before, fence, attempts, lease_owner,
               provider_id, reason, held_for_volume, volume_released_by, queued_at, queued_by, state_changed_at)
        SELECT 'NEWS_NOTICE', 'EMAIL',
               ('00000000-0000-4000-8005-' || lpad(to_hex(1 + n %% 1000), 12, '0'))::uuid, 'NEUTRAL', 'news_notice', '{}',
               gen_random_uuid(), 'bench:' || n, 'QUEUED', now() + (n %% 5000) * interval '1 minute',
               CASE WHEN n <= %(due)s THEN now() - interval '1 minute' ELSE now() + interval '30 days' END,
               0, 0, '', '', '', false, '', now(), 'system:bench', now()
          FROM generate_series(1, %(count)s) n
        """,
        tables=("communications_outboxmessage",),
        count=count,
        due=due,
    )


def promises(*, count: int, until: dt.date) -> None:
    """Insert an open promise for each of the first ``count`` victims, all due between one and four weeks later."""
    fill(
        """
        INSERT INTO communications_promise (id, victim_id, person_id, case_id, kind, due_on, rhythm_days,
               basis, state, made_at, made_by)
        SELECT ('00000000-0000-4000-8006-' || lpad(to_hex(n), 12, '0'))::uuid,
               ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid,
               ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, c.id, 'NEXT_UPDATE',
               %(until)s::date + 5 + (n %% 20)::int, 28, 'tier UNIVERSAL', 'OPEN', now(), 'system:bench'
          FROM generate_series(1, %(count)s) n
          JOIN cases_case c ON c.id = ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
        UPDATE cases_victimstanding s SET next_promise_on = p.due_on
          FROM communications_promise p WHERE p.victim_id = s.victim_id
        """,
        tables=("communications_promise", "cases_victimstanding"),
        count=count,
        until=until,
    )


def work_items(*, count: int) -> None:
    """Insert one open item of work for one in thirty of the first ``count`` cases; a seventh have no date."""
    fill(
        """
        INSERT INTO cases_workitem (id, kind, key, unit_id, area_code, is_rasso, is_restricted, case_id, victim_id, about,
               summary, is_for_manager, due_at, state, raised_at, raised_by, done_by, outcome)
        SELECT gen_random_uuid(), 'CONFIRM_PROPOSAL', 'bench:' || n, c.unit_id, c.area_id, c.is_rasso,
               c.is_restricted, c.id,
               ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, '', 'Confirm what was reported', false,
               CASE WHEN n %% 7 = 0 THEN NULL ELSE now() + (n %% 100 - 20) * interval '1 hour' END, 'OPEN', now(),
               'system:bench', '', ''
          FROM generate_series(1, %(count)s) n
          JOIN cases_case c ON c.id = ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
         WHERE (n / 120) %% 30 = 0
        """,
        count=count,
    )


def drafts() -> None:
    """Insert the letter of every open obligation: most being written, a fifth with somebody to approve."""
    fill(
        """
        INSERT INTO communications_communication (id, dedupe_key, reference, purpose, letter_type, case_id, victim_id,
               recipient_id, obligation_id, words, words_cy, context, context_cy, english_alone_by, channel, state,
               due_at, is_hard_news, opened_at, opened_by, written_by, submitted_at, submitted_by, approved_by)
        SELECT gen_random_uuid(), 'bench:' || o.id, left(md5(o.id::text), 20), 'VCL_LETTER', o.letter_type, o.case_id,
               o.victim_id, v.person_id, o.id, '[]', '[]', '{}', '{}', '', 'POST',
               CASE WHEN o.number % 5 = 0 THEN 'UNDER_REVIEW' ELSE 'DRAFT' END, o.due_at,
               true, o.opened_at, 'system:bench', '', NULL, '', ''
          FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM cases_obligation WHERE state = 'OPEN') o
          JOIN cases_victim v ON v.id = o.victim_id
        """
    )


def receipts(*, count: int) -> None:
    """Insert a receipt for each of the first ``count`` messages, in another order than theirs."""
    fill(
        """
        INSERT INTO communications_receipt (provider, provider_id, send_ref, status, provider_at, body, received_at,
               outcome)
        SELECT 'bench', m.id::text, m.send_ref, 'delivered', now(), '{}', now(), ''
          FROM communications_outboxmessage m ORDER BY md5(m.id::text) LIMIT %(count)s
        """,
        count=count,
    )


def unread_receipts() -> None:
    """Put receipts and messages back to before the receipts were applied."""
    fill(
        "UPDATE communications_receipt SET applied_at = NULL, outcome = '';"
        "UPDATE communications_outboxmessage SET state = 'ACCEPTED', accepted_at = now(), dispatched_at = NULL, "
        "delivered_at = NULL"
    )
    sql("VACUUM communications_receipt")
    sql("VACUUM communications_outboxmessage")
