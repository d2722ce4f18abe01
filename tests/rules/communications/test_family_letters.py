"""When the others of a family are told: after the main contact, and not long after (FAM-3 to FAM-6)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import RelativeWay
from communications.rules.family_letters import (
    DEFAULT_TIMES,
    FirstLetter,
    TellingTime,
    is_letter_owed,
    may_others_be_told,
    others_due_at,
)
from communications.rules.gate.check import check
from communications.rules.gate.findings import FindingLevel
from communications.rules.record_facts import RecordFacts
from communications.rules.vocabulary import Channel
from tests.rules.communications.calendars import CALENDAR
from tests.rules.communications.test_gate import facts_for, letter
from tests.rules.communications.test_gate_checks import found_in

SENT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 3, 30, 22, 59, 59, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def first(**changes: object) -> FirstLetter:
    known = {"sent_at": SENT, "channel": Channel.INTERMEDIARY_EMAIL, "told_at": None, **changes}
    return FirstLetter(**known)  # type: ignore[arg-type]


class TestAfterTheMainContact:
    @pytest.mark.parametrize(
        ("letter", "at", "expected"),
        [
            (first(), SENT + HOUR, False),
            (first(told_at=SENT + HOUR), SENT + HOUR, True),
            (first(told_at=SENT + 2 * HOUR), SENT + HOUR, False),
            (first(channel=Channel.EMAIL), SENT, True),
            (first(channel=Channel.POST), SENT + DAY, False),
            (first(channel=Channel.POST), SENT + 4 * DAY, True),
            (first(sent_at=None), SENT + DAY, False),
            # The clock: nobody waits for ever because nobody confirmed the first.
            (first(), DUE, False),
            (first(), DUE + dt.timedelta(seconds=1), True),
            (first(sent_at=None), DUE + dt.timedelta(seconds=1), True),
        ],
    )
    def test_nobody_learns_first_unless_the_clock_says_so(
        self, letter: FirstLetter, at: dt.datetime, expected: bool
    ) -> None:
        due_at = max(DUE, at) if letter.channel is Channel.POST else DUE
        assert may_others_be_told(first=letter, due_at=due_at, at=at) is expected


class TestTheirOwnLetter:
    @pytest.mark.parametrize("way", RelativeWay)
    def test_fam_6_is_begun_for_whoever_is_told_by_one(self, way: RelativeWay) -> None:
        owed = is_letter_owed(way=way, is_settled=False, has_letter=False)

        assert owed is (way is RelativeWay.OWN_LETTER)

    @pytest.mark.parametrize(("is_settled", "has_letter"), [(True, False), (False, True), (True, True)])
    def test_fam_6_is_not_begun_twice_nor_after_they_were_told(self, is_settled: bool, has_letter: bool) -> None:
        assert not is_letter_owed(way=RelativeWay.OWN_LETTER, is_settled=is_settled, has_letter=has_letter)


class TestUntilWhen:
    def test_two_working_days_after_the_letter_left(self) -> None:
        assert others_due_at(left_at=SENT, times=DEFAULT_TIMES, calendar=CALENDAR) == DUE

    def test_as_the_row_in_force_on_that_day_says(self) -> None:
        times = (
            TellingTime(working_days=9, starts_on=dt.date(2026, 3, 27), source="to come"),
            TellingTime(working_days=1, starts_on=dt.date(2026, 3, 26), source="policy"),
            *DEFAULT_TIMES,
        )

        due_at = others_due_at(left_at=SENT, times=times, calendar=CALENDAR)

        assert due_at.date() == dt.date(2026, 3, 27)

    def test_before_any_row_the_oldest_holds(self) -> None:
        assert others_due_at(left_at=SENT.replace(year=2025, month=12), times=DEFAULT_TIMES, calendar=CALENDAR)


class TestNamesOfOthers:
    RECORD = RecordFacts(people=("Kofi Mensah",), never_named=("Efua Mensah", "Efua"))

    @pytest.mark.parametrize("text", ["I spoke with Efua Mensah about it.", "Efua told us that you were there."])
    def test_in_one_relatives_own_letter_are_a_stop(self, text: str) -> None:
        assert "Efua" in found_in(text, "FAM-5", record=self.RECORD)[0]

    def test_parts_of_other_words_are_none(self) -> None:
        assert found_in("The Efuaville road was closed.", "FAM-5", record=self.RECORD) == []

    def test_letters_to_everybody_else_name_whom_they_must(self) -> None:
        assert found_in("I spoke with Efua about it.", "FAM-5") == []

    def test_cannot_be_overridden(self) -> None:
        words, against = letter(facts_for(record=self.RECORD), reason_specific="I spoke with Efua about it.")

        levels = {item.level for item in check(words=words, facts=against).items if item.rule == "FAM-5"}
        assert levels == {FindingLevel.STOP}
