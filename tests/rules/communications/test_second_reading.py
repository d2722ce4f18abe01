"""Who may take a letter handed to a second reader, by when it should be read, where comments stand (READ-1 to 3)."""

import datetime as dt

import pytest

from accounts.grades import Grade
from cases.rules.working_days import LONDON
from communications.rules.second_reading import DEFAULT_TIMES, GRADES, may_take, paragraphs, place_of, reading_due
from tests.rules.communications.calendars import CALENDAR


def london(*parts):
    return dt.datetime(*parts, tzinfo=LONDON)


THURSDAY = london(2026, 3, 26, 11, 0)


class TestDue:
    @pytest.mark.parametrize(
        ("asked_at", "latest", "due_at", "why"),
        [
            # No deadline, or plenty of time: one working day.
            (THURSDAY, None, london(2026, 3, 27, 11, 0), "no deadline"),
            (THURSDAY, london(2026, 4, 1, 17, 30), london(2026, 3, 27, 11, 0), "leaves time to amend"),
            (THURSDAY, london(2026, 3, 27, 13, 0), london(2026, 3, 27, 11, 0), "leaves time to amend"),
            # Handed over on a Friday: Monday at the same time. Before Easter: Tuesday after.
            (london(2026, 3, 27, 16, 0), None, london(2026, 3, 30, 16, 0), "no deadline"),
            (london(2026, 4, 2, 9, 30), None, london(2026, 4, 7, 9, 30), "no deadline"),
            # The same London time on the other side of the change of the clocks.
            (london(2026, 3, 27, 9, 0), None, london(2026, 3, 30, 9, 0), "no deadline"),
            # Two hours are kept free before the latest safe approval.
            (THURSDAY, london(2026, 3, 27, 12, 59), london(2026, 3, 27, 10, 59), "120 minutes before"),
            (THURSDAY, london(2026, 3, 26, 17, 30), london(2026, 3, 26, 15, 30), "120 minutes before"),
            (THURSDAY, london(2026, 3, 26, 15, 0), london(2026, 3, 26, 13, 0), "120 minutes before"),
            # Where less than four hours are left, half of them.
            (THURSDAY, london(2026, 3, 26, 14, 0), london(2026, 3, 26, 12, 30), "Half of the time"),
            (THURSDAY, THURSDAY, THURSDAY, "at once"),
            (THURSDAY, london(2026, 3, 25, 17, 30), THURSDAY, "at once"),
        ],
    )
    def test_read_1_leaves_time_before_the_latest_safe_approval(self, asked_at, latest, due_at, why):
        due = reading_due(asked_at=asked_at, latest_safe_approval=latest, times=DEFAULT_TIMES, calendar=CALENDAR)

        assert due.at == due_at
        assert why in due.reasons[0]
        assert latest is None or due.at < latest or due.at == asked_at

    def test_read_1_is_never_before_it_was_asked(self):
        for minutes in range(0, 400, 7):
            latest = THURSDAY + dt.timedelta(minutes=minutes)
            due = reading_due(asked_at=THURSDAY, latest_safe_approval=latest, times=DEFAULT_TIMES, calendar=CALENDAR)
            assert THURSDAY <= due.at <= max(latest, THURSDAY)


class TestWhoMayTake:
    def test_the_grades_are_those_that_staff_hold(self):
        assert tuple(grade.value for grade in Grade) == GRADES

    @pytest.mark.parametrize(
        ("asked_grade", "asked_person", "grade", "person", "may"),
        [
            ("", "", "", "staff:1", True),
            ("", "staff:2", "", "staff:1", True),
            ("B3", "", "B3", "staff:1", True),
            ("B3", "", "D", "staff:1", True),
            ("B3", "", "B2", "staff:1", False),
            ("B3", "", "", "staff:1", False),
            ("D", "", "B3", "staff:1", False),
            # The person asked, whatever their grade is by now; and in their absence anybody of theirs.
            ("B3", "staff:1", "", "staff:1", True),
            ("B3", "staff:2", "B3", "staff:1", True),
            ("B3", "staff:2", "B2", "staff:1", False),
        ],
    )
    def test_read_2_the_person_or_the_grade_or_a_higher_one(self, asked_grade, asked_person, grade, person, may):
        assert may_take(asked_grade=asked_grade, asked_person=asked_person, grade=grade, person=person) is may


class TestPlaces:
    TEXT = "First.\n\nSecond line,\nand its next.\n\n- one\n- two"

    def test_read_3_paragraphs_and_lists_can_be_spoken_about(self):
        assert paragraphs(text=self.TEXT) == ("First.", "Second line,\nand its next.", "one\ntwo")

    @pytest.mark.parametrize(
        ("quote", "place"), [("First.", 0), ("one\ntwo", 2), ("First", None), ("", None), ("Gone.", None)]
    )
    def test_read_3_a_comment_is_found_while_its_paragraph_stands(self, quote, place):
        assert place_of(quote=quote, text=self.TEXT) == place
