"""The order and the pages of what has happened (HIST-1, V2)."""

import datetime as dt

import pytest

from communications.rules.case_history import Happened, HappenedKind, HistoryPlace, newest_first

DAY = dt.date(2026, 3, 11)


def happened(days_ago: int, key: str, kind: HappenedKind = HappenedKind.MET) -> Happened:
    return Happened(kind=kind, on=DAY - dt.timedelta(days=days_ago), key=key)


class TestNewestFirst:
    def test_hist_1_the_newest_stands_first_and_of_one_day_the_explanation_before_the_stage(self):
        stage = happened(2, "TRIAL", HappenedKind.STAGE)
        letter = happened(2, "a", HappenedKind.EXPLAINED)
        newest = happened(0, "b")

        assert newest_first(found=[stage, letter, newest], after=None, size=5) == ((newest, letter, stage), False)

    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    def test_hist_1_pages_give_each_thing_once_and_leave_none_out(self, size):
        found = [happened(number // 3, str(number), list(HappenedKind)[number % 4]) for number in range(17)]
        seen: list[Happened] = []
        after, has_more = None, True
        while has_more:
            page, has_more = newest_first(found=found, after=after, size=size)
            seen += page
            after = page[-1].place

        assert sorted(seen, key=lambda each: each.key) == sorted(found, key=lambda each: each.key)
        assert [each.on for each in seen] == sorted((each.on for each in found), reverse=True)

    def test_hist_1_of_nothing_is_an_empty_page(self):
        assert newest_first(found=[], after=None, size=5) == ((), False)


class TestPlace:
    def test_is_read_as_it_was_written(self):
        place = happened(1, "a~b").place

        assert HistoryPlace.parse(str(place)) == place

    @pytest.mark.parametrize(
        "text", ["", "2026-03-11", "2026-03-11~0~", "2026-13-11~0~a", "2026-03-11~99~a", "2026-03-11~-1~a", "x~y~z",
                 "2026-03-11~x~a", "2026-03-11~0~" + "a" * 61]
    )  # fmt: skip
    def test_anything_else_is_none(self, text):
        assert HistoryPlace.parse(text) is None
