"""Seeding, bank holidays by command, and counting open deadlines again (F25, DL-3)."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from accounts import actors
from accounts.models import Area, Unit, UnitKind
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import CalendarVersion, Deadline, RuleRow
from cases.rules.defaults import default_rules
from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import LimitKind, LimitUnit, ObligationState
from cases.services import recounts, reference, reference_seed
from tests.factories.cases import ObligationFactory

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
PUBLISHER = actors.system(SystemProcess.REFERENCE_DATA)
BYSTANDER = actors.system(SystemProcess.DELIVERY)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> reference_seed.Seeded:
    return reference_seed.seed(actor=PUBLISHER, at=AT)


def proclaim(day: dt.date, title: str = "One-off holiday") -> None:
    current = reference.load_calendar()
    in_year = {holiday: current.titles[holiday] for holiday in current.holidays if holiday.year == day.year}
    reference.publish_bank_holidays(
        holidays={**in_year, day: title}, source="a test", actor=PUBLISHER, at=AT + dt.timedelta(hours=1)
    )


class TestSeed:
    def test_gives_the_14_areas_and_cps_direct_with_one_unit_of_each_kind(self, seeded):
        assert (seeded.areas, Area.objects.filter(is_direct=False).count()) == (15, 14)
        kinds = {
            area.code: sorted(area.units.values_list("kind", flat=True))
            for area in Area.objects.filter(is_direct=False)
        }
        one_of_each = sorted(kind.value for kind in reference_seed.UNIT_KINDS)
        assert set(map(tuple, kinds.values())) == {tuple(one_of_each)}
        assert list(Unit.objects.filter(area_id="CPS_DIRECT").values_list("kind", flat=True)) == [UnitKind.VLU.value]
        assert list(Area.objects.filter(is_welsh=True).values_list("code", flat=True)) == ["CYMRU_WALES"]

    def test_gives_units_addresses_that_reach_nobody(self, seeded):
        for unit in Unit.objects.all():
            assert unit.phone.startswith("01632 960")
            assert unit.email.endswith("@example.org")
        assert Unit.objects.values("phone").distinct().count() == seeded.units

    def test_gives_the_rules_that_the_pure_tests_use(self, seeded):
        rules, expected = reference.load_rules(on=dt.date(2026, 3, 26)), default_rules()

        assert set(rules.limits.rows) == set(expected.limits.rows)
        assert set(rules.offences.rows) == set(expected.offences.rows)
        assert set(rules.pilots) == set(expected.pilots)
        assert set(rules.routes) == set(expected.routes)
        assert seeded.rules == RuleRow.objects.count()

    def test_gives_the_bundled_calendar(self, seeded):
        calendar = reference.load_calendar()

        assert (calendar.known_from, calendar.known_to) == (dt.date(2019, 1, 1), dt.date(2028, 12, 31))
        assert calendar.add(day=dt.date(2026, 4, 2), n=1) == dt.date(2026, 4, 7)

    def test_adds_nothing_the_second_time(self, seeded):
        events = AuditEvent.objects.count()

        again = reference_seed.seed(actor=PUBLISHER, at=AT + dt.timedelta(days=1))

        assert again == reference_seed.Seeded(areas=0, units=0, calendars=0, rules=0)
        assert AuditEvent.objects.count() == events

    def test_leaves_alone_what_staff_have_changed(self, seeded):
        Area.objects.filter(code="WESSEX").update(name="Wessex and Isle of Wight")
        Unit.objects.filter(area_id="WESSEX", kind="VLU").update(name="Liaison Team", phone="01632 960999")
        limit = TimeLimit(
            kind=LimitKind.VCL_STANDARD,
            value=4,
            unit=LimitUnit.WORKING_DAYS,
            starts_on=dt.date(2026, 1, 1),
            source="a test",
        )
        reference.publish(rows=[limit], actor=PUBLISHER, at=AT)

        reference_seed.seed(actor=PUBLISHER, at=AT + dt.timedelta(days=1))

        assert Area.objects.get(code="WESSEX").name == "Wessex and Isle of Wight"
        assert Unit.objects.get(area_id="WESSEX", kind="VLU").phone == "01632 960999"
        rules = reference.load_rules(on=dt.date(2026, 3, 26))
        assert rules.limits.in_force(kind=LimitKind.VCL_STANDARD, on=dt.date(2026, 3, 26)).value == 4

    def test_refuses_who_may_not_publish(self):
        with pytest.raises(NotPermitted):
            reference_seed.seed(actor=BYSTANDER, at=AT)

    def test_runs_as_a_command(self, capsys):
        call_command("load_reference_data")
        call_command("load_reference_data")

        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith("Added 15 Areas, 57 units, 1 calendars")
        assert second == "Added 0 Areas, 0 units, 0 calendars, 0 rule rows."


class TestLoadBankHolidays:
    def test_publishes_the_bundled_list_once(self, capsys):
        call_command("load_bank_holidays")
        call_command("load_bank_holidays")

        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith("Published calendar ew-")
        assert second.startswith("Nothing new")
        assert CalendarVersion.objects.count() == 1

    def test_reads_the_govuk_feed_and_keeps_past_years(self, seeded, tmp_path):
        feed = {"england-and-wales": {"events": [{"date": "2029-03-30", "title": "Good Friday"}]}}
        path = tmp_path / "bank-holidays.json"
        path.write_text(json.dumps(feed), encoding="utf-8")

        call_command("load_bank_holidays", str(path))

        calendar = reference.load_calendar()
        assert calendar.known_to == dt.date(2029, 12, 31)
        assert dt.date(2026, 4, 3) in calendar.holidays

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"date,title\n2029-03-30,\n", "line 2: the title is missing"),
            (b'{"scotland": {}}', "not the GOV.UK feed"),
            (b"\xff\xfe\x00", "cannot be read as UTF-8"),
            (b"date,title\n2040-12-25,Christmas Day\n", "leaves a gap of years"),
        ],
    )
    def test_refuses_a_bad_file_by_name_and_publishes_nothing(self, seeded, tmp_path, content, complaint):
        path = tmp_path / "holidays.csv"
        path.write_bytes(content)

        with pytest.raises(CommandError, match=complaint):
            call_command("load_bank_holidays", str(path))

        assert CalendarVersion.objects.count() == 1

    def test_refuses_a_file_that_is_not_there(self, seeded, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_bank_holidays", str(tmp_path / "missing.csv"))

    def test_check_passes_while_the_calendar_reaches_far_enough(self, seeded, clock, capsys):
        clock.move_to(dt.datetime(2028, 7, 4, 12, 0, tzinfo=dt.UTC))

        call_command("load_bank_holidays", "--check")

        assert "is known for 180 more days" in capsys.readouterr().out

    def test_check_fails_under_180_days_from_the_end(self, seeded, clock):
        clock.move_to(dt.datetime(2028, 7, 5, 12, 0, tzinfo=dt.UTC))

        with pytest.raises(CommandError, match="ends in 179 days"):
            call_command("load_bank_holidays", "--check")

    def test_check_fails_without_any_calendar(self):
        with pytest.raises(CommandError, match="No calendar"):
            call_command("load_bank_holidays", "--check")

    def test_check_fails_when_the_file_holds_something_new_and_writes_nothing(self, seeded, clock, tmp_path):
        path = tmp_path / "holidays.csv"
        path.write_text("date,title\n2029-03-30,Good Friday\n", encoding="utf-8")

        with pytest.raises(CommandError, match=r"holidays\.csv holds bank holidays"):
            call_command("load_bank_holidays", "--check", str(path))

        assert CalendarVersion.objects.count() == 1

    def test_check_passes_when_the_file_says_what_is_in_force(self, seeded, clock, capsys):
        call_command("load_bank_holidays", "--check", str(reference_seed.BUNDLED_HOLIDAYS))

        assert "more days" in capsys.readouterr().out


class TestCountOpenAgain:
    def test_f25_moves_an_open_deadline_over_a_holiday_proclaimed_late_and_leaves_a_trail(self, seeded):
        obligation = ObligationFactory()
        proclaim(dt.date(2026, 3, 30))

        recount = recounts.count_open_again(actor=PUBLISHER, at=AT)

        obligation.refresh_from_db()
        assert obligation.due_on == dt.date(2026, 4, 7)
        assert obligation.due_at == dt.datetime(2026, 4, 7, 22, 59, 59, tzinfo=dt.UTC)
        assert [(move.old_due_on, move.new_due_on) for move in recount.moves] == [
            (dt.date(2026, 4, 2), dt.date(2026, 4, 7))
        ]
        deadline = Deadline.objects.get(obligation=obligation)
        assert (deadline.rule_id, deadline.due_on) == ("DL-3", dt.date(2026, 4, 7))
        assert "the deadline is later: 2026-04-07 instead of 2026-04-02" in deadline.reason
        assert any("One-off holiday" in day["why"] for day in deadline.explanation)
        event = AuditEvent.objects.get(subject_id=str(obligation.pk))
        assert (event.verb, event.detail["was_due_on"]) == ("CHANGED", "2026-04-02")

    def test_counts_every_obligation_of_one_day(self, seeded):
        obligations = [ObligationFactory(), ObligationFactory()]
        proclaim(dt.date(2026, 3, 30))

        recount = recounts.count_open_again(actor=PUBLISHER, at=AT)

        assert {move.obligation_id for move in recount.moves} == {obligation.pk for obligation in obligations}

    def test_moves_nothing_by_publishing_alone(self, seeded):
        obligation = ObligationFactory()

        proclaim(dt.date(2026, 3, 30))

        obligation.refresh_from_db()
        assert obligation.due_on == dt.date(2026, 4, 2)

    def test_moves_nothing_the_second_time(self, seeded):
        ObligationFactory()
        proclaim(dt.date(2026, 3, 30))
        recounts.count_open_again(actor=PUBLISHER, at=AT)

        again = recounts.count_open_again(actor=PUBLISHER, at=AT + dt.timedelta(hours=1))

        assert (again.checked, again.moves) == (1, ())
        assert Deadline.objects.count() == 1

    @pytest.mark.parametrize("is_enhanced", [True, None])
    def test_keeps_the_short_limit_of_enhanced_and_unknown_rights(self, seeded, is_enhanced):
        obligation = ObligationFactory(
            is_enhanced=is_enhanced,
            limit_working_days=1,
            due_on=dt.date(2026, 3, 27),
            due_at=dt.datetime(2026, 3, 27, 23, 59, 59, tzinfo=dt.UTC),
        )
        proclaim(dt.date(2026, 3, 27))

        recounts.count_open_again(actor=PUBLISHER, at=AT)

        obligation.refresh_from_db()
        assert (obligation.due_on, obligation.limit_working_days) == (dt.date(2026, 3, 30), 1)

    def test_dl_2_keeps_a_limit_that_was_shortened_before_the_ground_fell_away(self, seeded):
        obligation = ObligationFactory(
            is_enhanced=False,
            limit_working_days=1,
            due_on=dt.date(2026, 3, 27),
            due_at=dt.datetime(2026, 3, 27, 23, 59, 59, tzinfo=dt.UTC),
        )

        recount = recounts.count_open_again(actor=PUBLISHER, at=AT)

        obligation.refresh_from_db()
        assert (recount.moves, obligation.due_on) == ((), dt.date(2026, 3, 27))

    @pytest.mark.parametrize("letter_type", ["PROVISIONAL_STOP", "CHARGING_DECISION"])
    def test_counts_other_letters_under_their_own_limit(self, seeded, letter_type):
        obligation = ObligationFactory(
            letter_type=letter_type,
            is_enhanced=True,
            limit_working_days=1,
            due_on=dt.date(2026, 3, 27),
            due_at=dt.datetime(2026, 3, 27, 23, 59, 59, tzinfo=dt.UTC),
        )
        proclaim(dt.date(2026, 3, 27))

        recounts.count_open_again(actor=PUBLISHER, at=AT)

        obligation.refresh_from_db()
        assert obligation.due_on == dt.date(2026, 3, 30)

    def test_leaves_what_has_ended_alone(self, seeded):
        met = ObligationFactory(state=ObligationState.MET, met_at=dt.datetime(2026, 3, 30, 9, 0, tzinfo=dt.UTC))
        proclaim(dt.date(2026, 3, 30))

        recount = recounts.count_open_again(actor=PUBLISHER, at=AT)

        met.refresh_from_db()
        assert (recount.checked, met.due_on) == (0, dt.date(2026, 4, 2))

    def test_writes_nothing_when_trying_out(self, seeded, capsys):
        obligation = ObligationFactory()
        proclaim(dt.date(2026, 3, 30))

        call_command("recompute_deadlines", "--dry-run", "--explain")

        obligation.refresh_from_db()
        out = capsys.readouterr().out
        assert obligation.due_on == dt.date(2026, 4, 2)
        assert not Deadline.objects.exists()
        assert f"{obligation.pk}: 2026-04-02 -> 2026-04-07" in out
        assert "not counted: bank holiday (One-off holiday)" in out
        assert "1 of 1 open deadlines would move." in out

    def test_runs_as_a_command(self, seeded, capsys):
        ObligationFactory()
        proclaim(dt.date(2026, 3, 30))

        call_command("recompute_deadlines")

        assert "1 of 1 open deadlines moved." in capsys.readouterr().out

    def test_the_command_says_when_there_is_no_calendar(self):
        with pytest.raises(CommandError, match="No calendar"):
            call_command("recompute_deadlines")

    def test_refuses_who_may_not_publish(self, seeded):
        with pytest.raises(NotPermitted):
            recounts.count_open_again(actor=BYSTANDER, at=AT)
