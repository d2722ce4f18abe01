"""Publishing dated reference data and loading it as frozen values (cases.services.reference; A5, F25)."""

import dataclasses
import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import CalendarVersion, NonWorkingDay, RuleRow
from cases.rules import defaults
from cases.rules.bank_holidays import UnreadableHolidays
from cases.rules.case_rules import ChargingRouteRule, PilotArea
from cases.rules.offence_rules import OffenceRule
from cases.rules.stored_rules import RuleKind, StoredRow, stored_rows
from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import (
    ChargingRoute,
    HateStrand,
    LimitKind,
    LimitUnit,
    OffenceCategory,
    OffenceFlag,
    PilotScheme,
    Teller,
)
from cases.services import reference

AT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
PUBLISHER = actors.system(SystemProcess.REFERENCE_DATA)
BYSTANDER = actors.system(SystemProcess.DELIVERY)
EASTER = {dt.date(2026, 4, 3): "Good Friday", dt.date(2026, 4, 6): "Easter Monday"}
JANUARY = dt.date(2026, 1, 1)
JULY = dt.date(2026, 7, 1)

pytestmark = pytest.mark.django_db


def a_limit(value: int = 5, **facts: object) -> TimeLimit:
    return TimeLimit(
        **{
            "kind": LimitKind.VRR_REQUEST,
            "value": value,
            "unit": LimitUnit.WORKING_DAYS,
            "starts_on": JANUARY,
            "source": "a test",
            **facts,
        }
    )


def publish_easter(at: dt.datetime = AT, **changes: object) -> tuple[CalendarVersion, bool]:
    facts = {
        "holidays": EASTER,
        "known_from": JANUARY,
        "known_to": dt.date(2026, 12, 31),
        "source": "a test",
        **changes,
    }
    return reference.publish_calendar(actor=PUBLISHER, at=at, **facts)


class TestPublishCalendar:
    def test_is_what_the_rules_are_handed(self):
        calendar, is_new = publish_easter()

        loaded = reference.load_calendar()

        assert is_new is True
        assert (loaded.holidays, dict(loaded.titles)) == (frozenset(EASTER), EASTER)
        assert (loaded.known_from, loaded.known_to) == (JANUARY, dt.date(2026, 12, 31))
        assert loaded.version == f"ew-2026-03-26-{calendar.pk}"

    def test_leaves_a_trace(self):
        calendar, _ = publish_easter()

        event = AuditEvent.objects.get(verb="PUBLISHED")
        assert (event.subject_kind, event.subject_id) == ("cases.calendarversion", str(calendar.pk))
        assert (event.actor, event.detail["holidays"]) == (PUBLISHER.label, 2)

    def test_publishes_the_same_calendar_once(self):
        first, _ = publish_easter()

        again, is_new = publish_easter(at=LATER)

        assert (again.pk, is_new, CalendarVersion.objects.count()) == (first.pk, False, 1)

    def test_the_newest_publication_is_in_force_and_the_older_stays(self):
        publish_easter()
        publish_easter(at=LATER, holidays={**EASTER, dt.date(2026, 5, 4): "Early May bank holiday"})

        assert dt.date(2026, 5, 4) in reference.load_calendar().holidays
        assert CalendarVersion.objects.count() == 2
        assert NonWorkingDay.objects.count() == 5

    def test_refuses_to_know_less_of_the_future(self):
        publish_easter()

        with pytest.raises(reference.UnableToPublish, match="already reaches to 2026-12-31"):
            publish_easter(at=LATER, known_to=dt.date(2026, 11, 30))

    def test_refuses_a_calendar_that_contradicts_itself_and_writes_nothing(self):
        with pytest.raises(reference.UnableToPublish, match="outside the known range"):
            publish_easter(known_to=dt.date(2026, 4, 5))

        assert not CalendarVersion.objects.exists()

    def test_refuses_who_may_not_publish(self):
        with pytest.raises(NotPermitted):
            reference.publish_calendar(
                holidays=EASTER,
                known_from=JANUARY,
                known_to=JULY,
                source="a test",
                actor=BYSTANDER,
                at=AT,
            )

    def test_is_never_rewritten(self):
        publish_easter()

        with pytest.raises(DatabaseError), transaction.atomic():
            NonWorkingDay.objects.update(name="Rewritten")

    def test_there_is_none_before_the_first(self):
        with pytest.raises(reference.NothingPublished):
            reference.load_calendar()

    def test_costs_two_queries_to_load(self, django_assert_num_queries):
        publish_easter()

        with django_assert_num_queries(2):  # the newest version, and its days
            reference.load_calendar()


class TestPublishBankHolidays:
    def test_the_first_list_covers_its_whole_years(self):
        reference.publish_bank_holidays(holidays=EASTER, source="a test", actor=PUBLISHER, at=AT)

        loaded = reference.load_calendar()
        assert (loaded.known_from, loaded.known_to) == (JANUARY, dt.date(2026, 12, 31))

    def test_a_newer_list_extends_and_keeps_past_years(self):
        publish_easter()
        next_year = {dt.date(2027, 3, 26): "Good Friday"}

        reference.publish_bank_holidays(holidays=next_year, source="a test", actor=PUBLISHER, at=LATER)

        loaded = reference.load_calendar()
        assert loaded.holidays == frozenset({**EASTER, **next_year})
        assert loaded.known_to == dt.date(2027, 12, 31)

    def test_refuses_an_empty_list(self):
        with pytest.raises(UnreadableHolidays):
            reference.publish_bank_holidays(holidays={}, source="a test", actor=PUBLISHER, at=AT)


class TestPublishTimeLimit:
    def test_replaces_the_limit_in_force_from_its_first_day_on(self):
        reference.publish(rows=[a_limit(5)], actor=PUBLISHER, at=AT)
        reference.publish(rows=[a_limit(10, starts_on=JULY)], actor=PUBLISHER, at=LATER)

        limits = reference.load_rules(on=JULY).limits

        assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=dt.date(2026, 6, 30)).value == 5
        assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=JULY).value == 10
        assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=JULY).source == "a test"

    def test_a_later_publication_for_the_same_day_corrects_it_and_both_stay(self):
        reference.publish(rows=[a_limit(5)], actor=PUBLISHER, at=AT)
        reference.publish(rows=[a_limit(7)], actor=PUBLISHER, at=LATER)

        rules = reference.load_rules(on=JANUARY)

        assert rules.limits.in_force(kind=LimitKind.VRR_REQUEST, on=JANUARY).value == 7
        assert RuleRow.objects.count() == 2

    def test_ends_after_its_last_day(self):
        reference.publish(rows=[a_limit(ends_on=dt.date(2026, 6, 30))], actor=PUBLISHER, at=AT)

        reference.load_rules(on=dt.date(2026, 6, 30))
        with pytest.raises(reference.NothingPublished):
            reference.load_rules(on=JULY)

    def test_refuses_a_gap_between_two_limits_and_writes_nothing(self):
        ended = a_limit(ends_on=dt.date(2026, 6, 29))
        reference.publish(rows=[ended], actor=PUBLISHER, at=AT)
        before = RuleRow.objects.count()

        with pytest.raises(reference.UnableToPublish, match="nothing is in force between"), transaction.atomic():
            reference.publish(rows=[a_limit(10, starts_on=JULY)], actor=PUBLISHER, at=LATER)

        assert RuleRow.objects.count() == before

    def test_takes_a_limit_that_follows_on_the_day_after_the_last(self):
        reference.publish(rows=[a_limit(5, ends_on=dt.date(2026, 6, 30))], actor=PUBLISHER, at=AT)
        reference.publish(rows=[a_limit(10, starts_on=JULY)], actor=PUBLISHER, at=LATER)

        limits = reference.load_rules(on=JULY).limits

        assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=JULY).value == 10

    def test_an_earlier_limit_published_afterwards_does_not_end_the_one_that_follows(self):
        reference.publish(rows=[a_limit(10, starts_on=JULY)], actor=PUBLISHER, at=AT)
        reference.publish(rows=[a_limit(5, ends_on=dt.date(2026, 6, 30))], actor=PUBLISHER, at=LATER)

        limits = reference.load_rules(on=JULY).limits

        assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=JULY).value == 10

    def test_refuses_who_may_not_publish(self):
        with pytest.raises(NotPermitted):
            reference.publish(rows=[a_limit()], actor=BYSTANDER, at=AT)

    def test_leaves_a_trace(self):
        (row,) = reference.publish(rows=[a_limit()], actor=PUBLISHER, at=AT)

        event = AuditEvent.objects.get(verb="PUBLISHED")
        assert (event.subject_id, event.detail["key"]) == (str(row.pk), "VRR_REQUEST")

    def test_is_never_rewritten(self):
        reference.publish(rows=[a_limit()], actor=PUBLISHER, at=AT)

        with pytest.raises(DatabaseError), transaction.atomic():
            RuleRow.objects.update(source="Rewritten")


class TestPublishOtherRows:
    @pytest.fixture(autouse=True)
    def _limits(self):
        reference.publish(rows=[a_limit()], actor=PUBLISHER, at=AT)

    def test_a_pilot_runs_from_its_first_to_its_last_day(self):
        pilot = PilotArea(
            scheme=PilotScheme.EXPEDITED_REVIEW,
            area="WESSEX",
            starts_on=JANUARY,
            ends_on=dt.date(2026, 6, 30),
            source="a test",
        )

        reference.publish(rows=[pilot], actor=PUBLISHER, at=AT)

        assert reference.load_rules(on=JULY).pilots == (pilot,)

    def test_an_offence_rule_comes_back_as_it_was_published(self):
        by_group = OffenceRule(
            flag=OffenceFlag.MEETING, category=OffenceCategory.CHILD_ABUSE, starts_on=JANUARY, source="a test"
        )
        by_strand = OffenceRule(flag=OffenceFlag.MEETING, strand=HateStrand.RACE, starts_on=JANUARY, source="a test")

        for rule in (by_group, by_strand):
            reference.publish(rows=[rule], actor=PUBLISHER, at=AT)

        assert set(reference.load_rules(on=JULY).offences.rows) == {by_group, by_strand}

    def test_a_charging_route_comes_back_as_it_was_published(self):
        route = ChargingRouteRule(route=ChargingRoute.CPS_DIRECT, teller=Teller.CPS, starts_on=JANUARY, source="a test")

        reference.publish(rows=[route], actor=PUBLISHER, at=AT)

        assert reference.load_rules(on=JULY).routes == (route,)

    @pytest.mark.parametrize(
        "row",
        [
            PilotArea(
                scheme=PilotScheme.EXPEDITED_REVIEW,
                area="WESSEX",
                starts_on=JULY,
                ends_on=JANUARY,
                source="a test",
            ),
            a_limit(starts_on=JULY, ends_on=JANUARY),
        ],
        ids=["pilot", "time limit"],
    )
    def test_refuses_a_last_day_before_the_first(self, row):
        with pytest.raises(reference.UnableToPublish, match="the last day lies before the first"):
            reference.publish(rows=[row], actor=PUBLISHER, at=LATER)

    def test_publishes_all_or_none(self):
        before = RuleRow.objects.count()
        fine = ChargingRouteRule(route=ChargingRoute.CPS_DIRECT, teller=Teller.CPS, starts_on=JANUARY, source="a test")
        gap = a_limit(kind=LimitKind.VRR_OUTER, ends_on=JANUARY)
        after_the_gap = a_limit(kind=LimitKind.VRR_OUTER, starts_on=JULY)

        with pytest.raises(reference.UnableToPublish, match="nothing is in force between"):
            reference.publish(rows=[fine, gap, after_the_gap], actor=PUBLISHER, at=LATER)

        assert RuleRow.objects.count() == before

    def test_refuses_two_values_for_one_entry_and_day_at_once(self):
        with pytest.raises(reference.UnableToPublish, match="given twice"):
            reference.publish(rows=[a_limit(5, starts_on=JULY), a_limit(6, starts_on=JULY)], actor=PUBLISHER, at=LATER)


class TestPublishRow:
    @pytest.mark.parametrize(
        ("kind", "key", "value"),
        [
            (RuleKind.TIME_LIMIT, "NO_SUCH_LIMIT", {"value": 1, "unit": "DAYS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {"value": 0, "unit": "DAYS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {"value": "1", "unit": "DAYS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {"value": 1, "unit": "FORTNIGHTS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {"unit": "DAYS"}),
            (RuleKind.PILOT_AREA, "NO_SUCH_SCHEME:WESSEX", {"runs": True}),
            (RuleKind.PILOT_AREA, "WESSEX", {"runs": True}),
            (RuleKind.OFFENCE_RULE, "MEETING:category:NO_SUCH_GROUP", {"applies": True}),
            (RuleKind.OFFENCE_RULE, "MEETING:group:CHILD_ABUSE", {"applies": True}),
            (RuleKind.CHARGING_ROUTE, "AREA", {"teller": "NEIGHBOUR"}),
            (RuleKind.CHARGING_ROUTE, "AREA", {}),
        ],
    )
    def test_refuses_what_the_rules_could_not_read_and_writes_nothing(self, kind, key, value):
        row = StoredRow(kind=kind, key=key, value=value, starts_on=JANUARY, source="a test")

        with pytest.raises(reference.UnableToPublish, match=key), transaction.atomic():
            reference.publish_rows(rows=[row], actor=PUBLISHER, at=AT)

        assert not RuleRow.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_nothing_ends_an_entry_with_the_day_before(self):
        pilot = defaults.default_pilot_areas()[0]
        reference.publish(rows=[a_limit(), pilot], actor=PUBLISHER, at=AT)
        (start,) = stored_rows(row=pilot)

        end = dataclasses.replace(start, value=None, starts_on=JULY, source="The pilot was ended")
        reference.publish_rows(rows=[end], actor=PUBLISHER, at=LATER)

        rules = reference.load_rules(on=JULY)
        assert rules.is_pilot(scheme=pilot.scheme, area=pilot.area, on=dt.date(2026, 6, 30)) is True
        assert rules.is_pilot(scheme=pilot.scheme, area=pilot.area, on=JULY) is False


class TestLoadRules:
    def test_refuses_a_day_without_any_time_limit(self):
        with pytest.raises(reference.NothingPublished, match="2026-01-01"):
            reference.load_rules(on=JANUARY)

    def test_keeps_its_version_while_what_is_in_force_on_the_day_stays(self):
        reference.publish(rows=[a_limit(5)], actor=PUBLISHER, at=AT)
        before = reference.load_rules(on=JANUARY).version

        reference.publish(rows=[a_limit(10, starts_on=JULY)], actor=PUBLISHER, at=LATER)

        assert reference.load_rules(on=JANUARY).version == before
        assert reference.load_rules(on=JULY).version != before
        assert len(before) <= 40

    def test_changes_its_version_when_a_value_of_the_day_is_corrected(self):
        reference.publish(rows=[a_limit(5)], actor=PUBLISHER, at=AT)
        before = reference.load_rules(on=JANUARY).version

        reference.publish(rows=[a_limit(6)], actor=PUBLISHER, at=LATER)

        assert reference.load_rules(on=JANUARY).version != before

    def test_costs_one_query(self, django_assert_num_queries):
        reference.publish(rows=defaults.default_time_limits(), actor=PUBLISHER, at=AT)

        with django_assert_num_queries(1):  # all rows at once
            reference.load_rules(on=JULY)

    def test_leaves_rows_of_other_tables_alone(self):
        reference.publish(rows=[a_limit(5)], actor=PUBLISHER, at=AT)
        RuleRow.objects.create(
            kind="SOMETHING_ELSE",
            key="any",
            value={},
            starts_on=JANUARY,
            source="a test",
            published_at=AT,
            published_by=PUBLISHER.label,
        )

        assert len(reference.load_rules(on=JULY).limits.rows) == 1

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        starts=st.lists(st.tuples(st.dates(JANUARY, dt.date(2026, 12, 31)), st.integers(1, 30)), min_size=1, max_size=6)
    )
    def test_the_newest_that_has_started_is_in_force_on_every_day(self, starts):
        with transaction.atomic():
            for number, (starts_on, value) in enumerate(starts):
                reference.publish(
                    rows=[dataclasses.replace(a_limit(value), starts_on=starts_on)],
                    actor=PUBLISHER,
                    at=AT + dt.timedelta(minutes=number),
                )
            limits = reference.load_rules(on=dt.date(2027, 1, 1)).limits
            expected = dict(starts)  # the last publication of one start wins
            for day in (JANUARY + dt.timedelta(days=offset) for offset in range(0, 366, 7)):
                started = [start for start in expected if start <= day]
                if started:
                    assert limits.in_force(kind=LimitKind.VRR_REQUEST, on=day).value == expected[max(started)]
            transaction.set_rollback(True)
