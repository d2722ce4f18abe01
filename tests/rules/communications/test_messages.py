"""Messages that people write: MSG-1 to MSG-4 (V16, V17, L10, L14, W4)."""

import datetime as dt

import pytest

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import LimitKind, LimitUnit
from communications.rules.accounts_of_events import may_tell_what_happened
from communications.rules.answers import PARAGRAPHS
from communications.rules.gate.phrases import PHRASES
from communications.rules.message_clock import answer_by, working_days_waited
from tests.rules.communications.calendars import CALENDAR

LIMIT = TimeLimit(
    kind=LimitKind.MESSAGE_ANSWER,
    value=2,
    unit=LimitUnit.WORKING_DAYS,
    starts_on=dt.date(2021, 4, 1),
    source="peers.md V17",
)


class TestClock:
    """MSG-1, V17."""

    @pytest.mark.parametrize(
        ("received_at", "due_on", "is_out_of_hours"),
        [
            ("2026-03-11T10:00:00+00:00", "2026-03-13", False),  # Wednesday morning
            ("2026-03-11T16:59:59+00:00", "2026-03-13", False),
            ("2026-03-11T17:00:00+00:00", "2026-03-16", True),  # after closing: Thursday is day 0
            ("2026-03-14T10:00:00+00:00", "2026-03-18", True),  # Saturday: Monday is day 0
            ("2026-04-02T17:30:00+01:00", "2026-04-09", True),  # before Easter: Tuesday is day 0
            ("2026-07-01T16:30:00+00:00", "2026-07-06", True),  # half past five in London
        ],
    )
    def test_counts_from_the_day_on_which_it_could_be_read(
        self, received_at: str, due_on: str, is_out_of_hours: bool
    ) -> None:
        found = answer_by(received_at=dt.datetime.fromisoformat(received_at), limit=LIMIT, calendar=CALENDAR)

        assert (found.due_on.isoformat(), found.is_out_of_hours) == (due_on, is_out_of_hours)
        assert found.due_at.isoformat()[:19] == f"{due_on}T23:59:59"
        assert ("closed" in found.reasons[0]) is is_out_of_hours

    @pytest.mark.parametrize(
        ("at", "days"),
        [("2026-03-11T09:59:00+00:00", 0), ("2026-03-11T18:00:00+00:00", 0), ("2026-03-16T08:00:00+00:00", 3)],
    )
    def test_says_how_many_working_days_it_has_waited(self, at: str, days: int) -> None:
        """MSG-2, L10; an instant before it came (a clock that runs behind) is no wait."""
        received_at = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)

        assert working_days_waited(received_at=received_at, at=dt.datetime.fromisoformat(at), calendar=CALENDAR) == days


class TestAccountsOfEvents:
    """MSG-3, L14: a light look, in both languages."""

    @pytest.mark.parametrize(
        "text",
        [
            "I saw him outside my house again",
            "He hit my son as well, I forgot to say",
            "I have new photos of the bruises",
            "My statement was wrong about the time",
            "I didn’t tell the police about the second car",
            "There is another witness",
            "Gwelais i fe eto ddoe",
            "Mae gen i luniau newydd, tystiolaeth newydd",
        ],
    )
    def test_finds_words_about_what_happened(self, text: str) -> None:
        assert may_tell_what_happened(text=text)

    @pytest.mark.parametrize(
        "text",
        [
            "When is the next hearing?",
            "Please ring me after four, not at work",
            "I do not understand the word discontinued in your letter",
            "Can my sister come with me to court?",
            "Pryd mae’r gwrandawiad nesaf?",
        ],
    )
    def test_leaves_questions_alone(self, text: str) -> None:
        assert not may_tell_what_happened(text=text)


class TestApprovedParagraphs:
    """MSG-4, W4."""

    @pytest.mark.parametrize("each", PARAGRAPHS, ids=lambda each: each.key)
    def test_hold_no_phrase_that_the_letter_gate_would_find(self, each) -> None:
        found = [phrase.pattern.pattern for phrase in PHRASES if phrase.pattern.search(each.text)]

        assert found == []

    @pytest.mark.parametrize("each", PARAGRAPHS, ids=lambda each: each.key)
    def test_are_short_sentences_about_no_case(self, each) -> None:
        sentences = each.text.replace("?", ".").split(". ")
        assert max(len(sentence.split()) for sentence in sentences) <= 30
        assert not any(character.isdigit() for character in each.text.replace("101", "").replace("999", ""))

    def test_each_have_a_key_of_their_own(self) -> None:
        assert len({each.key for each in PARAGRAPHS}) == len(PARAGRAPHS)
