"""The text before a call (CALL-8)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Language
from communications.rules.calls.texts import first_name, when_in_words


class TestWhen:
    @pytest.mark.parametrize(
        ("at", "language", "words"),
        [
            ("2026-03-11T14:30:00+00:00", Language.EN, "Wednesday 11 March 2026 at about 2:30pm"),
            ("2026-06-10T08:00:00+00:00", Language.EN, "Wednesday 10 June 2026 at about 9am"),
            ("2026-03-11T12:00:00+00:00", Language.EN, "Wednesday 11 March 2026 at about 12pm"),
            ("2026-03-11T14:30:00+00:00", Language.CY, "dydd Mercher 11 Mawrth 2026 tua 14:30"),
        ],
    )
    def test_call_8_is_said_in_london_time_and_in_their_language(self, at, language, words) -> None:
        assert when_in_words(at=dt.datetime.fromisoformat(at), language=language) == words


class TestCaller:
    @pytest.mark.parametrize(("name", "first"), [("Robin Writer", "Robin"), ("Siân", "Siân"), (" ", "")])
    def test_call_8_gives_one_name_only(self, name, first) -> None:
        assert first_name(full_name=name) == first
