"""A database of the bench's own, filled by set-based SQL; dropped afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

NAME = "vcs_bench"


@contextmanager
def scratch() -> Iterator[None]:
    """Create an empty database with the current schema and point Django at it for the duration."""
    original = settings.DATABASES["default"]["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{NAME}"')
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = original
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


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
        INSERT INTO accounts_unit (id, kind, name, phone, email, opening_hours, return_address, area_id)
        SELECT gen_random_uuid(), 'VLU', 'Unit ' || n, '01632 960100', 'unit@example.org', '9 to 5', 'PO Box 1',
               'AREA_' || (1 + n % 14)
          FROM generate_series(1, 120) n
        """
    )


def cases(*, count: int, since_days: int = 365) -> None:
    """Insert cases with one person, victim and charge each, spread over units and the last year."""
    sql(
        """
        CREATE TEMPORARY TABLE bench_unit ON COMMIT PRESERVE ROWS AS
          SELECT row_number() OVER (ORDER BY name) - 1 AS place, id, area_id FROM accounts_unit;
        INSERT INTO cases_case (id, urn, urn_key, urn_split, prosecutor, stage, stage_since, charging_route,
               charging_type, is_rasso, is_restricted, is_bereaved_family_case, markers, court_status, opened_on,
               facts_changed_at, area_id, unit_id)
        SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '06AA' || n, '06AA' || n, '', 'CPS',
               'CHARGED', current_date - (n %% %(days)s)::int, 'AREA', '', false, false, false, '[]', '',
               current_date - (n %% %(days)s)::int, now() - interval '30 days', u.area_id, u.id
          FROM generate_series(1, %(count)s) n JOIN bench_unit u ON u.place = n %% 120;
        INSERT INTO cases_person (id, full_name, preferred_name, organisation, language, other_language, formats,
               access_needs)
        SELECT ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid, 'Person ' || n, '', '', 'EN', '', '{}', ''
          FROM generate_series(1, %(count)s) n;
        INSERT INTO cases_victim (id, reference, kind, has_withdrawn_support, has_declined_contact, risk_level,
               vps_status, own_view_of_need, witness_codes, service_tier, in_contact_since, case_id, person_id)
        SELECT ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid, 'V' || n, 'PERSON', false, false,
               'UNKNOWN', 'NOT_RECEIVED', '', '{}', 'UNIVERSAL', current_date - (n %% %(days)s)::int,
               ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
               ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n;
        DROP TABLE bench_unit
        """,
        count=count,
        days=since_days,
    )


def obligations(*, count: int) -> None:
    """Insert one decision and one obligation for each of the first ``count`` cases: about two thirds met on time."""
    sql(
        """
        INSERT INTO cases_decision (id, key, code, made_by, decided_at, because_victim_withdrew, test_failed, reasons,
               new_information, victim_views, what_continues, sensitivities, substantial_reason,
               meeting_not_appropriate_reason, recorded_at, recorded_by, case_id)
        SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench', 'DISCONTINUE_ALL', 'CPS',
               now() - (n %% 365) * interval '1 day' - interval '7 days', false, 'EVIDENTIAL', 'reasons', '', '', '', '',
               '', '', now(), 'system:bench', ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n;
        INSERT INTO cases_obligation (id, area_code, unit_id, letter_type, rule_id, rule_version, decided_at,
               limit_working_days, due_on, due_at, is_enhanced, enhanced_grounds, addressee, review_text,
               review_reasons, meeting_offer, meeting_reasons, state, met_at, exemption_reason, exemption_note,
               exempted_by, is_blocked, opened_at, opened_by, case_id, decision_id, victim_id)
        SELECT ('00000000-0000-4000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, c.area_id, c.unit_id,
               (ARRAY['DISCONTINUE_ALL','NFA_EVIDENTIAL','STOP_SOME','ALTER_DOWN','NO_EVIDENCE_ALL','WITHDRAW_ALL',
                      'LIE_ON_FILE_ALL','SUBSTITUTE'])[1 + n %% 8],
               'DU-1', 'bench', d.decided_at, CASE WHEN n %% 2 = 0 THEN 1 ELSE 5 END,
               (d.decided_at + interval '7 days')::date, d.decided_at + interval '7 days', n %% 2 = 0, '[]', 'VICTIM',
               'STANDARD', '[]', false, '[]',
               CASE WHEN n %% 20 = 0 THEN 'OPEN' ELSE 'MET' END,
               CASE WHEN n %% 20 = 0 THEN NULL
                    ELSE d.decided_at + interval '7 days' + ((n %% 100) - 65) * interval '2 hours' END,
               '', '', '', false, d.recorded_at, 'system:bench', c.id, d.id,
               ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid
          FROM generate_series(1, %(count)s) n
          JOIN cases_decision d ON d.id = ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid
          JOIN cases_case c ON c.id = d.case_id
        """,
        count=count,
    )


def messages(*, count: int, due: int) -> None:
    """Insert email messages, one to a case already there: ``due`` of them due now, the rest in the future."""
    sql(
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
        count=count,
        due=due,
    )
