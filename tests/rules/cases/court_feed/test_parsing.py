"""Reading what the courts send: every envelope, every field safe, and messages that are none."""

import datetime as dt
import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.court_feed import CourtMessage, MessageKind, Unreadable, parse
from cases.rules.court_feed.happenings import happenings

PAYLOADS = Path(__file__).parents[3] / "payloads"
SHARED = Path(__file__).parents[5] / "shared" / "fixtures" / "common_platform"
ALL_PAYLOADS = sorted(path.relative_to(PAYLOADS).with_suffix("").as_posix() for path in PAYLOADS.rglob("*.json"))


def payload(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return content


class TestParse:
    def test_reads_the_external_envelope_without_hearing_day(self) -> None:
        content = payload("discontinued")
        del content["hearingDay"], content["isReshare"]

        message = parse(content)

        assert isinstance(message, CourtMessage)
        assert message.kind is MessageKind.HEARING_RESULTED
        assert message.hearing_day is None
        assert message.shared_at == dt.datetime(2026, 3, 5, 15, 30, tzinfo=dt.UTC)

    def test_reads_a_bare_hearing_which_has_one_key_for_ever(self) -> None:
        bare = payload("discontinued")["hearing"]
        amended = json.loads(json.dumps(bare))
        amended["prosecutionCases"][0]["caseStatus"] = "INACTIVE"

        first, second = parse(bare), parse(amended)

        assert isinstance(first, CourtMessage)
        assert isinstance(second, CourtMessage)
        assert first.kind is MessageKind.BARE_HEARING
        assert first.shared_at is None
        assert first.key == second.key
        assert first.digest != second.digest

    def test_gives_one_digest_to_one_content_in_any_order_of_keys(self) -> None:
        content = payload("discontinued")
        turned = dict(reversed(list(content.items())))

        assert parse(content) == parse(turned)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("charged", MessageKind.PROSECUTION_CASE),
            ("events/trial_vacated", MessageKind.TRIAL_VACATED),
            ("events/plea_updated", MessageKind.PLEA_UPDATED),
            ("events/verdict_updated", MessageKind.VERDICT_UPDATED),
            ("events/offences_changed", MessageKind.OFFENCES_CHANGED),
        ],
    )
    def test_recognises_the_case_and_the_events(self, name: str, kind: MessageKind) -> None:
        message = parse(payload(name))

        assert isinstance(message, CourtMessage)
        assert message.kind is kind

    def test_reads_the_welsh_names_of_court_and_offence(self) -> None:
        message = parse(payload("welsh_hearing"))

        assert isinstance(message, CourtMessage)
        assert message.hearing is not None
        assert message.hearing.is_in_welsh
        assert message.hearing.court_name_welsh == "Llys y Goron Tref Enghraifft"
        assert message.cases[0].defendants[0].charges[0].title_welsh == "Ymosodiad cyffredin"

    def test_takes_the_prosecuting_authoritys_reference_where_there_is_no_urn(self) -> None:
        content = payload("charged")
        content["prosecutionCaseIdentifier"] = {"prosecutionAuthorityReference": "TFL 122 222"}

        message = parse(content)

        assert isinstance(message, CourtMessage)
        assert message.cases[0].reference == "TFL 122 222"

    @pytest.mark.parametrize("content", [{}, {"hearing": []}, {"a": {"b": 1}}, {"sharedTime": "2026-03-05T10:00:00Z"}])
    def test_says_when_a_message_is_none_of_those_known(self, content: dict[str, Any]) -> None:
        answer = parse(content)

        assert isinstance(answer, Unreadable)
        assert "none of the messages known" in answer.problems[0].reason

    @pytest.mark.parametrize(
        "missing",
        [
            ("hearing", "id"),
            ("hearing", "prosecutionCases", 0, "id"),
            ("hearing", "prosecutionCases", 0, "prosecutionCaseIdentifier"),
            ("hearing", "prosecutionCases", 0, "defendants", 0, "id"),
            ("hearing", "prosecutionCases", 0, "defendants", 0, "offences", 0, "id"),
        ],
    )
    def test_refuses_what_does_not_say_whom_it_is_about(self, missing: tuple[Any, ...]) -> None:
        content = payload("discontinued")
        holder: Any = content
        for step in missing[:-1]:
            holder = holder[step]
        del holder[missing[-1]]

        assert isinstance(parse(content), Unreadable)

    def test_cuts_a_text_that_is_too_long_and_says_so(self) -> None:
        content = payload("charged")
        content["defendants"][0]["offences"][0]["offenceTitle"] = "x" * 301

        message = parse(content)

        assert isinstance(message, CourtMessage)
        assert len(message.cases[0].defendants[0].charges[0].title) == 300
        assert [note.reason for note in message.notes] == ["is longer than 300 characters and was cut"]


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [at] if at else []
    if isinstance(value, dict):
        found += [path for key, child in value.items() for path in _paths(child, (*at, key))]
    elif isinstance(value, list):
        found += [path for position, child in enumerate(value) for path in _paths(child, (*at, position))]
    return found


_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.just("\x00\ud800"),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(alphabet=string.ascii_letters, max_size=5), st.integers(), max_size=2),
)


class TestEveryFieldIsSafe:
    @pytest.mark.parametrize("name", ALL_PAYLOADS)
    def test_one_field_at_a_time_may_be_missing(self, name: str) -> None:
        for path in _paths(payload(name)):
            content = payload(name)
            holder: Any = content
            for step in path[:-1]:
                holder = holder[step]
            del holder[path[-1]]
            self._is_answered(content)

    @given(data=st.data())
    def test_any_field_may_hold_anything(self, data: st.DataObject) -> None:
        content = payload(data.draw(st.sampled_from(ALL_PAYLOADS)))
        for path in data.draw(st.lists(st.sampled_from(_paths(content)), min_size=1, max_size=3)):
            holder: Any = content
            try:
                for step in path[:-1]:
                    holder = holder[step]
                holder[path[-1]] = data.draw(_JUNK)
            except (KeyError, IndexError, TypeError):
                continue  # an earlier draw has replaced the way there

        self._is_answered(content)

    def _is_answered(self, content: dict[str, Any]) -> None:
        answer = parse(content)
        if isinstance(answer, CourtMessage):
            for told in happenings(answer):
                assert told.row
            repr(answer).encode("utf-8")
        else:
            assert answer.problems


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared fixtures of Common Platform are not on this machine")
class TestSharedFixtures:
    def test_are_all_understood(self) -> None:
        files = sorted(SHARED.glob("*.json")) + sorted(SHARED.glob("events/*.json"))
        assert len(files) == 12

        for file in files:
            assert isinstance(parse(json.loads(file.read_text(encoding="utf-8"))), CourtMessage), file.name
