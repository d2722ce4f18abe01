"""Dated rows and time limits: TL-1, TL-2, TL-3, OF-1, PI-1, DU-5 (domain.md 0, 2.3, 3.2, 3.5, 13)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.case_rules import CaseRules, ChargingRouteRule, NoRouteInForce, PilotArea
from cases.rules.dated_rows import ContradictoryRows
from cases.rules.defaults import CODE_IN_FORCE_FROM, default_time_limits
from cases.rules.offence_rules import OffenceRule, OffenceRuleTable
from cases.rules.time_limits import NoLimitInForce, TimeLimit, TimeLimitTable, add_months, apply_limit
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

JANUARY = dt.date(2026, 1, 1)
END_OF_JUNE = dt.date(2026, 6, 30)
JULY = dt.date(2026, 7, 1)


def request_window(value: int, starts_on: dt.date, ends_on: dt.date | None = None) -> TimeLimit:
    return TimeLimit(
        kind=LimitKind.VRR_REQUEST,
        value=value,
        unit=LimitUnit.WORKING_DAYS,
        starts_on=starts_on,
        ends_on=ends_on,
        source="a test",
    )


class TestTimeLimitTable:
    def test_tl_1_gives_the_row_of_the_date_on_both_sides_of_a_change(self):
        table = TimeLimitTable.of(rows=[request_window(10, JULY), request_window(5, JANUARY, END_OF_JUNE)])

        assert table.in_force(kind=LimitKind.VRR_REQUEST, on=END_OF_JUNE).value == 5
        assert table.in_force(kind=LimitKind.VRR_REQUEST, on=JULY).value == 10

    def test_tl_1_refuses_a_date_before_the_first_row(self):
        table = TimeLimitTable.of(rows=[request_window(5, JANUARY)])

        with pytest.raises(NoLimitInForce, match="No time limit VRR_REQUEST is in force on 2025-12-31"):
            table.in_force(kind=LimitKind.VRR_REQUEST, on=dt.date(2025, 12, 31))

    def test_tl_1_refuses_a_date_after_the_last_row_has_ended(self):
        table = TimeLimitTable.of(rows=[request_window(5, JANUARY, END_OF_JUNE)])

        with pytest.raises(NoLimitInForce):
            table.in_force(kind=LimitKind.VRR_REQUEST, on=JULY)

    def test_tl_2_refuses_rows_that_overlap_by_a_day(self):
        with pytest.raises(ContradictoryRows, match="Time limit VRR_REQUEST: the rows of 2026-01-01 and 2026-06-30"):
            TimeLimitTable.of(rows=[request_window(5, JANUARY, END_OF_JUNE), request_window(10, END_OF_JUNE)])

    def test_tl_2_refuses_a_row_after_one_without_an_end(self):
        with pytest.raises(ContradictoryRows, match="overlap"):
            TimeLimitTable.of(rows=[request_window(5, JANUARY), request_window(10, JULY)])

    def test_tl_2_refuses_two_rows_that_start_on_one_day(self):
        with pytest.raises(ContradictoryRows, match="overlap"):
            TimeLimitTable.of(rows=[request_window(5, JANUARY, JANUARY), request_window(10, JANUARY)])

    def test_tl_2_refuses_a_gap_of_a_day(self):
        with pytest.raises(ContradictoryRows, match="nothing is in force between 2026-06-29 and 2026-07-01"):
            TimeLimitTable.of(rows=[request_window(5, JANUARY, dt.date(2026, 6, 29)), request_window(10, JULY)])

    def test_tl_2_refuses_a_row_that_ends_before_it_begins(self):
        with pytest.raises(ContradictoryRows, match="ends before it begins"):
            TimeLimitTable.of(rows=[request_window(5, JULY, END_OF_JUNE)])

    def test_keeps_rows_of_other_kinds_apart(self):
        other = dataclasses.replace(request_window(3, JANUARY), kind=LimitKind.VRR_OUTER)

        table = TimeLimitTable.of(rows=[request_window(5, JANUARY), other])

        assert table.in_force(kind=LimitKind.VRR_OUTER, on=JANUARY).value == 3


class TestTimeLimit:
    def test_refuses_a_limit_of_nothing(self):
        with pytest.raises(ValueError, match="at least 1"):
            request_window(0, JANUARY)

    def test_refuses_a_limit_without_a_source(self):
        with pytest.raises(ValueError, match="names its source"):
            dataclasses.replace(request_window(5, JANUARY), source=" ")

    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        [
            (1, LimitUnit.WORKING_DAYS, "1 working day"),
            (5, LimitUnit.WORKING_DAYS, "5 working days"),
            (3, LimitUnit.CALENDAR_MONTHS, "3 calendar months"),
            (14, LimitUnit.DAYS, "14 days"),
        ],
    )
    def test_says_itself_in_words(self, value, unit, words):
        assert dataclasses.replace(request_window(value, JANUARY), unit=unit).words == words


class TestApplyLimit:
    def test_tl_3_counts_working_days_and_says_what_was_skipped(self, calendar):
        applied = apply_limit(limit=request_window(1, JANUARY), start=dt.date(2026, 4, 2), calendar=calendar)

        assert applied.due_on == dt.date(2026, 4, 7)
        assert applied.reasons == (
            "1 working day after Thursday 2 April 2026 is Tuesday 7 April 2026.",
            "Fri 3 Apr 2026 not counted: bank holiday (Good Friday)",
            "Sat 4 Apr 2026 not counted: Saturday",
            "Sun 5 Apr 2026 not counted: Sunday",
            "Mon 6 Apr 2026 not counted: bank holiday (Easter Monday)",
        )
        assert applied.days == calendar.explain(start=dt.date(2026, 4, 2), n=1)

    def test_tl_3_counts_days_through_weekends(self, calendar):
        limit = dataclasses.replace(request_window(14, JANUARY), unit=LimitUnit.DAYS)

        applied = apply_limit(limit=limit, start=dt.date(2026, 4, 2), calendar=calendar)

        assert (applied.due_on, applied.days) == (dt.date(2026, 4, 16), ())

    def test_tl_3_counts_calendar_months(self, calendar):
        limit = dataclasses.replace(request_window(3, JANUARY), unit=LimitUnit.CALENDAR_MONTHS)

        applied = apply_limit(limit=limit, start=dt.date(2026, 3, 26), calendar=calendar)

        assert applied.due_on == dt.date(2026, 6, 26)
        assert applied.reasons == ("3 calendar months after Thursday 26 March 2026 is Friday 26 June 2026.",)


class TestAddMonths:
    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            ("2026-11-30", 3, "2027-02-28"),
            ("2027-11-30", 3, "2028-02-29"),
            ("2026-01-31", 3, "2026-04-30"),
            ("2026-09-30", 3, "2026-12-30"),
            ("2026-10-01", 3, "2027-01-01"),
            ("2026-12-31", 12, "2027-12-31"),
        ],
    )
    def test_tl_3_keeps_the_day_of_the_month_or_takes_the_last(self, day, months, expected):
        assert add_months(day=dt.date.fromisoformat(day), months=months).isoformat() == expected

    @given(day=st.dates(min_value=dt.date(2019, 1, 1), max_value=dt.date(2028, 12, 31)), months=st.integers(1, 24))
    def test_never_leaves_the_month_it_should_end_in(self, day, months):
        later = add_months(day=day, months=months)

        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day <= day.day


class TestOffenceRules:
    @pytest.mark.parametrize("subject", [{}, {"category": OffenceCategory.ROBBERY, "strand": HateStrand.RACE}])
    def test_refuses_a_row_about_nothing_or_two_things(self, subject):
        with pytest.raises(ValueError, match="one offence group or one hate strand"):
            OffenceRule(flag=OffenceFlag.MEETING, starts_on=JANUARY, source="a test", **subject)

    def test_of_1_answers_by_date_and_allows_a_flag_to_be_lifted_and_set_again(self):
        table = OffenceRuleTable(
            rows=(
                OffenceRule(
                    flag=OffenceFlag.MEETING,
                    strand=HateStrand.DISABILITY,
                    starts_on=JANUARY,
                    ends_on=dt.date(2026, 2, 28),
                    source="a test",
                ),
                OffenceRule(flag=OffenceFlag.MEETING, strand=HateStrand.DISABILITY, starts_on=JULY, source="a test"),
            )
        )

        answers = [
            table.strands(flag=OffenceFlag.MEETING, on=on)
            for on in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), END_OF_JUNE, JULY)
        ]

        assert answers == [{HateStrand.DISABILITY}, frozenset(), frozenset(), {HateStrand.DISABILITY}]

    def test_of_1_answers_by_flag_and_keeps_groups_and_strands_apart(self, rules):
        on = CODE_IN_FORCE_FROM

        assert rules.offences.categories(flag=OffenceFlag.BEREAVED, on=on) == {
            OffenceCategory.HOMICIDE,
            OffenceCategory.FATAL_DRIVING,
        }
        assert rules.offences.strands(flag=OffenceFlag.BEREAVED, on=on) == frozenset()
        assert rules.offences.strands(flag=OffenceFlag.MEETING, on=on) == frozenset(HateStrand)

    def test_refuses_two_rows_for_one_flag_subject_and_date(self):
        row = OffenceRule(
            flag=OffenceFlag.MEETING, category=OffenceCategory.CHILD_ABUSE, starts_on=JANUARY, source="a test"
        )

        with pytest.raises(ContradictoryRows, match="Offence rule MEETING for CHILD_ABUSE"):
            OffenceRuleTable(rows=(row, dataclasses.replace(row, starts_on=JULY)))


class TestPilots:
    @pytest.mark.parametrize(
        ("area", "first_day"),
        [
            ("WEST_MIDLANDS", dt.date(2025, 6, 5)),
            ("NORTH_WEST", dt.date(2026, 1, 27)),
            ("YORKSHIRE_AND_HUMBERSIDE", dt.date(2026, 2, 2)),
            ("CYMRU_WALES", dt.date(2026, 4, 1)),
        ],
    )
    def test_pi_1_begins_in_each_area_on_its_day(self, rules, area, first_day):
        before = first_day - dt.timedelta(days=1)

        assert rules.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area=area, on=first_day) is True
        assert rules.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area=area, on=before) is False

    def test_pi_1_does_not_run_elsewhere_or_for_another_scheme(self, rules):
        assert rules.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area="SOUTH_EAST", on=JULY) is False
        assert rules.is_pilot(scheme=PilotScheme.UNIVERSAL_CHARGING_NEWS, area="NORTH_WEST", on=JULY) is False

    def test_pi_1_ends_after_its_last_day(self, rules):
        ending = dataclasses.replace(
            rules,
            pilots=(
                PilotArea(
                    scheme=PilotScheme.EXPEDITED_REVIEW,
                    area="WESSEX",
                    starts_on=JANUARY,
                    ends_on=END_OF_JUNE,
                    source="a test",
                ),
            ),
        )

        assert ending.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area="WESSEX", on=END_OF_JUNE) is True
        assert ending.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area="WESSEX", on=JULY) is False

    def test_refuses_overlapping_rows_of_one_area(self, rules):
        row = PilotArea(scheme=PilotScheme.EXPEDITED_REVIEW, area="WESSEX", starts_on=JANUARY, source="a test")

        with pytest.raises(ContradictoryRows, match="Pilot EXPEDITED_REVIEW in WESSEX"):
            dataclasses.replace(rules, pilots=(row, dataclasses.replace(row, starts_on=JULY)))


class TestChargingRoutes:
    @pytest.mark.parametrize(
        ("route", "teller"),
        [
            (ChargingRoute.AREA, Teller.CPS),
            (ChargingRoute.CPS_DIRECT, Teller.POLICE),
            (ChargingRoute.POLICE, Teller.POLICE),
        ],
    )
    def test_du_5_says_who_tells(self, rules, route, teller):
        assert rules.teller_of_charging_decision(route=route, on=JULY) is teller

    def test_du_5_refuses_a_date_without_a_row(self, rules):
        with pytest.raises(NoRouteInForce, match="AREA on 2021-03-31"):
            rules.teller_of_charging_decision(route=ChargingRoute.AREA, on=dt.date(2021, 3, 31))

    def test_refuses_a_gap(self, rules):
        first = ChargingRouteRule(
            route=ChargingRoute.AREA, teller=Teller.CPS, starts_on=JANUARY, ends_on=JANUARY, source="a test"
        )
        second = dataclasses.replace(first, starts_on=JULY, ends_on=None)

        with pytest.raises(ContradictoryRows, match="Charging route AREA: nothing is in force"):
            dataclasses.replace(rules, routes=(first, second))


class TestCaseRules:
    def test_refuses_to_be_without_a_version(self, rules):
        with pytest.raises(ValueError, match="needs a version"):
            dataclasses.replace(rules, version="")

    def test_can_be_compared_and_used_as_a_key(self, rules):
        again = CaseRules(
            version=rules.version,
            limits=rules.limits,
            offences=rules.offences,
            pilots=rules.pilots,
            routes=rules.routes,
        )

        assert {rules: "found"}[again] == "found"


class TestDefaults:
    def test_has_a_limit_of_every_kind_with_its_source(self):
        assert {row.kind for row in default_time_limits()} == set(LimitKind)

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (LimitKind.VCL_ENHANCED, "1 working day"),
            (LimitKind.VCL_STANDARD, "5 working days"),
            (LimitKind.CHARGING_NEWS_ENHANCED, "1 working day"),
            (LimitKind.CHARGING_NEWS_STANDARD, "5 working days"),
            (LimitKind.PROVISIONAL_NOTICE, "1 working day"),
            (LimitKind.PROVISIONAL_RESPONSE, "10 working days"),
            (LimitKind.VRR_REQUEST, "10 working days"),
            (LimitKind.VRR_OUTER, "3 calendar months"),
            (LimitKind.VRR_LOCAL, "10 working days"),
            (LimitKind.VRR_INDEPENDENT, "30 working days"),
            (LimitKind.VRR_PILOT_REVIEW, "20 working days"),
            (LimitKind.PTM_OFFER, "14 days"),
            (LimitKind.ULS_REQUEST, "28 days"),
        ],
    )
    def test_starts_with_the_numbers_of_the_domain_reference(self, rules, kind, words):
        assert rules.limits.in_force(kind=kind, on=CODE_IN_FORCE_FROM).words == words

    def test_of_1_flags_the_offence_groups_of_the_domain_reference(self, rules):
        serious = rules.offences.categories(flag=OffenceFlag.ENHANCED_SERIOUS, on=JULY)
        meeting = rules.offences.categories(flag=OffenceFlag.MEETING, on=JULY)

        assert set(OffenceCategory) - serious == {
            OffenceCategory.STALKING_HARASSMENT,
            OffenceCategory.ROBBERY,
            OffenceCategory.BURGLARY,
            OffenceCategory.ASSAULT_OTHER,
            OffenceCategory.THEFT_FRAUD,
            OffenceCategory.PUBLIC_ORDER,
            OffenceCategory.CRIMINAL_DAMAGE,
        }
        assert meeting == {
            OffenceCategory.HOMICIDE,
            OffenceCategory.FATAL_DRIVING,
            OffenceCategory.RAPE_RASSO,
            OffenceCategory.SEXUAL_OTHER,
            OffenceCategory.CHILD_ABUSE,
        }
        assert rules.offences.categories(flag=OffenceFlag.RASSO, on=JULY) == {OffenceCategory.RAPE_RASSO}
        assert rules.offences.categories(flag=OffenceFlag.PERSISTENTLY_TARGETED, on=JULY) == {
            OffenceCategory.STALKING_HARASSMENT
        }
