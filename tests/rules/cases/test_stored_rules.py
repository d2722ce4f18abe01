"""Reading and writing case rules as stored rows: TL-4, TL-5."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import defaults
from cases.rules.dated_rows import ContradictoryRows
from cases.rules.stored_rules import RuleKind, StoredRow, UnreadableRow, read_rules, stored_rows
from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import LimitKind, LimitUnit

JANUARY = dt.date(2026, 1, 1)
JULY = dt.date(2026, 7, 1)
DEFAULTS = (
    *defaults.default_time_limits(),
    *defaults.default_pilot_areas(),
    *defaults.default_offence_rules(),
    *defaults.default_charging_routes(),
)


def stored(key: str = "VRR_REQUEST", *, value: object = None, starts_on: dt.date = JANUARY) -> StoredRow:
    return StoredRow(
        kind=RuleKind.TIME_LIMIT,
        key=key,
        value=value if value is not None else {"value": 5, "unit": "WORKING_DAYS"},
        starts_on=starts_on,
        source="a test",
    )


def an_end(of: StoredRow, starts_on: dt.date) -> StoredRow:
    return dataclasses.replace(of, value=None, starts_on=starts_on)


class TestStoredRows:
    def test_tl_4_every_default_row_comes_back_as_it_was_written(self):
        kept = [part for row in DEFAULTS for part in stored_rows(row=row)]

        rules = read_rules(rows=kept, on=JULY)

        assert rules is not None
        back = {*rules.limits.rows, *rules.pilots, *rules.offences.rows, *rules.routes}
        assert back == set(DEFAULTS)

    @given(days=st.integers(0, 400), value=st.integers(1, 60), unit=st.sampled_from(list(LimitUnit)))
    def test_tl_4_a_row_with_a_last_day_comes_back_with_it(self, days, value, unit):
        limit = TimeLimit(
            kind=LimitKind.PTM_OFFER,
            value=value,
            unit=unit,
            starts_on=JANUARY,
            ends_on=JANUARY + dt.timedelta(days=days),
            source="a test",
        )

        rules = read_rules(rows=stored_rows(row=limit))

        assert rules is not None
        assert rules.limits.rows == (limit,)

    def test_tl_4_refuses_a_last_day_before_the_first(self):
        limit = dataclasses.replace(defaults.default_time_limits()[0], ends_on=dt.date(2020, 1, 1))

        with pytest.raises(ValueError, match="the last day lies before the first"):
            stored_rows(row=limit)


class TestReadRules:
    def test_tl_4_a_later_row_ends_the_one_before_it(self):
        rules = read_rules(rows=[stored(), stored(value={"value": 9, "unit": "DAYS"}, starts_on=JULY)], on=JULY)

        assert rules is not None
        first, second = rules.limits.rows
        assert (first.ends_on, second.ends_on) == (dt.date(2026, 6, 30), None)

    def test_tl_4_the_later_publication_of_one_day_wins(self):
        rules = read_rules(rows=[stored(), stored(value={"value": 9, "unit": "DAYS"})], on=JANUARY)

        assert rules is not None
        assert [row.value for row in rules.limits.rows] == [9]

    def test_is_nothing_without_rows_or_without_a_limit_on_the_day(self):
        ended = [stored(), an_end(stored(), JULY)]

        assert read_rules(rows=[]) is None
        assert read_rules(rows=ended, on=JULY) is None
        assert read_rules(rows=ended, on=dt.date(2026, 6, 30)) is not None
        assert read_rules(rows=ended) is not None

    def test_tl_4_refuses_a_gap(self):
        rows = [stored(), an_end(stored(), dt.date(2026, 3, 1)), stored(starts_on=JULY)]

        with pytest.raises(ContradictoryRows, match="nothing is in force between"):
            read_rules(rows=rows, on=JULY)

    @pytest.mark.parametrize(
        ("kind", "key", "value"),
        [
            (RuleKind.TIME_LIMIT, "NO_SUCH_LIMIT", {"value": 1, "unit": "DAYS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {"value": "one", "unit": "DAYS"}),
            (RuleKind.TIME_LIMIT, "VRR_OUTER", {}),
            (RuleKind.PILOT_AREA, "WESSEX", {"runs": True}),
            (RuleKind.OFFENCE_RULE, "MEETING:group:CHILD_ABUSE", {"applies": True}),
            (RuleKind.OFFENCE_RULE, "MEETING:strand:NO_SUCH_STRAND", {"applies": True}),
            (RuleKind.CHARGING_ROUTE, "AREA", {"teller": "NEIGHBOUR"}),
        ],
    )
    def test_tl_4_names_the_row_it_cannot_read(self, kind, key, value):
        row = StoredRow(kind=kind, key=key, value=value, starts_on=JANUARY, source="a test")

        with pytest.raises(UnreadableRow, match=f"{kind.value} {key}"):
            read_rules(rows=[row])

    def test_tl_5_names_what_is_in_force_on_the_day_and_nothing_else(self):
        first = stored()
        second = stored(value={"value": 9, "unit": "DAYS"}, starts_on=JULY)

        alone = read_rules(rows=[first], on=JANUARY)
        before = read_rules(rows=[first, second], on=dt.date(2026, 6, 30))
        after = read_rules(rows=[first, second], on=JULY)

        assert alone is not None
        assert before is not None
        assert after is not None
        assert alone.version == before.version != after.version
        assert after.version.startswith("2026-07-01.")
        assert len(after.version) <= 40
