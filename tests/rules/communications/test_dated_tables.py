"""TL-6: a figure is kept as the fields of its row, and what no rule could follow is refused."""

import dataclasses
import datetime as dt
import json

import pytest

from cases.rules.dated_rows import newest
from communications.rules.dated_tables import CALL_LADDERS, CHANNEL_LEADS, LOAD_LIMITS, RHYTHMS, TABLES, UnreadableRow
from communications.rules.promises import TierRhythm

FROM = dt.date(2027, 4, 1)


def kept(table):
    """Give every default row of a table as it would come back from where it is kept."""
    for row in table.defaults:
        key, value = table.stored(row=row)
        yield row, key, json.loads(json.dumps(value))


class TestTables:
    @pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
    def test_tl_6_every_row_it_begins_with_comes_back_as_it_was_kept(self, table):
        assert table.defaults
        for row, key, value in kept(table):
            assert table.read(key=key, value=value, starts_on=row.starts_on, source=row.source) == row

    @pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
    def test_tl_6_a_value_of_other_fields_is_refused_and_they_are_named(self, table):
        row, key, value = next(kept(table))
        field = next(iter(value))

        for other in ({**value, "more": 1}, {name: each for name, each in value.items() if name != field}, [], None):
            with pytest.raises(UnreadableRow, match=field):
                table.read(key=key, value=other, starts_on=FROM, source="test")
        assert row in table.defaults

    # A rhythm is of any triage tier: rule sets name their own.
    @pytest.mark.parametrize("kind", sorted(TABLES.keys() - {RHYTHMS.kind}))
    def test_tl_6_an_entry_that_it_has_not_is_refused(self, kind):
        table = TABLES[kind]
        _, _, value = next(kept(table))

        with pytest.raises(UnreadableRow):
            table.read(key="NO_SUCH_ENTRY", value=value, starts_on=FROM, source="test")

    @pytest.mark.parametrize(
        ("kind", "change", "says"),
        [
            ("CHANNEL_LEAD", {"minutes": -1}, "before it was asked"),
            ("CHANNEL_LEAD", {"working_days": -1}, "before it was asked"),
            ("CHANNEL_LEAD", {"cut_off": "half past five"}, "time"),
            ("UPDATE_RHYTHM", {"days": 6}, "7 to 56 days"),
            ("UPDATE_RHYTHM", {"days": 57}, "7 to 56 days"),
            ("TRANSLATION_TIME", {"working_days": -1}, "not there before"),
            ("IDLE_DRAFT", {"working_hours": 0}, "at least one"),
            ("CALL_LADDER", {"rungs": []}, "one to"),
            ("CALL_LADDER", {"rungs": [{"step": "WRITE", "wait_minutes": 0}]}, "one to"),
            ("SETTLING_TIME", {"working_days": 0}, "at least one"),
            ("HANDOVER_TIME", {"working_days": 0}, "at least one"),
            ("LOAD_MINUTES", {"minutes": 0}, "no time at all"),
            ("LOAD_LIMIT", {"hours": 0}, "at least one"),
            ("LOAD_LIMIT", {"hours": "many"}, "int"),
            ("WARNING_SIGN", {"count": 0}, "one fact or more"),
            ("WARNING_SIGN", {"days": 0}, "one fact or more"),
            ("WARNING_SIGN", {"days": 366}, "one fact or more"),
            ("CONTACT_PLAN", {"longest_hours": 0}, "at least one working hour"),
            ("CONTACT_PLAN", {"tier": "NO_SUCH_SERVICE"}, "enum"),
            ("READING_TIME", {"working_days": 0}, "at least one"),
            ("READING_TIME", {"minutes_left": -1}, "no less time"),
        ],
    )
    def test_tl_6_what_no_rule_could_follow_is_refused_and_says_why(self, kind, change, says):
        table = TABLES[kind]
        _, key, value = next(kept(table))

        with pytest.raises(UnreadableRow, match=says):
            table.read(key=key, value={**value, **change}, starts_on=FROM, source="test")

    def test_the_entry_stands_beside_the_value_and_not_in_it(self):
        key, value = CHANNEL_LEADS.stored(row=CHANNEL_LEADS.defaults[0])

        assert key == CHANNEL_LEADS.defaults[0].channel
        assert set(value) == {"cut_off", "working_days", "posted_by", "minutes"} == CHANNEL_LEADS.names()
        assert LOAD_LIMITS.stored(row=LOAD_LIMITS.defaults[0])[0] == "OFFICER"
        assert CALL_LADDERS.names() == {"rungs"}


class TestNewest:
    ROWS = tuple(
        TierRhythm(tier="UNIVERSAL", days=days, starts_on=dt.date(2027, month, 1), source=str(days))
        for month, days in ((4, 10), (4, 20), (1, 30))
    )

    @pytest.mark.parametrize(
        ("on", "days"), [(dt.date(2027, 1, 1), 30), (dt.date(2027, 3, 31), 30), (FROM, 10), (dt.date(2028, 1, 1), 10)]
    )
    def test_tl_6_of_two_from_one_day_the_later_published_counts(self, on, days):
        assert newest(rows=self.ROWS, on=on).days == days

    def test_tl_6_before_the_first_nothing_is_in_force(self):
        assert newest(rows=self.ROWS, on=dt.date(2026, 12, 31)) is None
        assert newest(rows=[dataclasses.replace(self.ROWS[0], starts_on=FROM)], on=FROM).days == 10
