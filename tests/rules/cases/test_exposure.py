"""Which files are the hardest, when there are too many of them, and who could change hands (LOAD-3 to LOAD-5)."""

import dataclasses
import datetime as dt
import uuid

import pytest

from cases.rules.exposure import (
    DEFAULT_LIMITS,
    WHY,
    Colleague,
    ExposureLimit,
    FileFacts,
    HardVictim,
    Over,
    Proposed,
    Stays,
    hardest,
    over,
    rotation,
)
from cases.rules.vocabulary import HardFile

TODAY = dt.date(2026, 3, 11)
NOTHING = FileFacts(is_death=False, is_child_sexual=False, is_rape=False)
LIMIT = ExposureLimit(kind=HardFile.RAPE, files=2, days=60, starts_on=dt.date(2026, 1, 1), source="Area")
FIRST, SECOND, THIRD, FOURTH = (uuid.UUID(int=number) for number in range(1, 5))
SOMEBODY, ANOTHER = uuid.UUID(int=11), uuid.UUID(int=12)


class TestHardest:
    """LOAD-3."""

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({}, None),
            ({"is_rape": True}, HardFile.RAPE),
            ({"is_death": True}, HardFile.BEREAVEMENT),
            ({"is_child_sexual": True}, HardFile.CHILD_SEXUAL_ABUSE),
        ],
    )
    def test_counts_each_kind_for_its_reason(self, change, kind):
        assert hardest(dataclasses.replace(NOTHING, **change)) is kind

    def test_counts_a_file_once_as_the_heaviest_kind(self):
        assert hardest(FileFacts(is_death=True, is_child_sexual=True, is_rape=True)) is HardFile.CHILD_SEXUAL_ABUSE
        assert hardest(FileFacts(is_death=True, is_child_sexual=False, is_rape=True)) is HardFile.BEREAVEMENT

    def test_says_why_every_kind_counts(self):
        assert set(WHY) == set(HardFile)
        assert all(why.endswith(".") for why in WHY.values())


class TestOver:
    """LOAD-4."""

    @pytest.mark.parametrize(("count", "is_over"), [(2, False), (3, True), (0, False)])
    def test_begins_with_one_file_too_many(self, count, is_over):
        found = over(files={HardFile.RAPE: count}, limits=(LIMIT, *DEFAULT_LIMITS), on=TODAY)

        assert found == ((Over(HardFile.RAPE, count, LIMIT),) if is_over else ())

    def test_follows_the_row_that_has_started(self):
        later = dataclasses.replace(LIMIT, files=9, starts_on=dt.date(2026, 4, 1))
        limits = (later, LIMIT, *DEFAULT_LIMITS)

        assert over(files={HardFile.RAPE: 3}, limits=limits, on=dt.date(2026, 3, 31))
        assert not over(files={HardFile.RAPE: 3}, limits=limits, on=dt.date(2026, 4, 1))

    def test_before_the_first_row_goes_by_the_oldest(self):
        assert over(files={HardFile.RAPE: 26}, limits=DEFAULT_LIMITS, on=dt.date(2000, 1, 1))

    @pytest.mark.parametrize(("days", "is_lasting"), [(59, False), (60, True)])
    def test_lasts_too_long_from_the_day_of_the_row_on(self, days, is_lasting):
        one = Over(HardFile.RAPE, 3, LIMIT)

        assert one.is_lasting(began_on=TODAY - dt.timedelta(days=days), on=TODAY) is is_lasting


def somebody(key, days=3, hearing=None, kind=HardFile.RAPE):
    since = TODAY - dt.timedelta(days=days) if days is not None else None
    return HardVictim(victim_id=key, kind=kind, in_contact_since=since, next_hearing_on=hearing)


def colleague(key=SOMEBODY, files=0, holds=(FIRST, SECOND, THIRD, FOURTH), has_no_time=False):
    return Colleague(officer_id=key, files={HardFile.RAPE: files}, has_no_time=has_no_time, may_hold=frozenset(holds))


def proposed(victims, *colleagues, files=3):
    return rotation(victims=victims, found=(Over(HardFile.RAPE, files, LIMIT),), colleagues=list(colleagues), on=TODAY)


class TestRotation:
    """LOAD-5."""

    def test_proposes_no_more_than_are_too_many_and_the_newest_contact_first(self):
        moves, stays = proposed([somebody(FIRST, 9), somebody(SECOND, 1), somebody(THIRD, 5)], colleague())

        assert moves == (
            Proposed(
                SECOND, HardFile.RAPE, SOMEBODY, "Contact began yesterday, and the colleague has 0 of these files"
            ),
        )
        assert [each.why for each in stays] == ["Enough others are proposed"] * 2

    @pytest.mark.parametrize(
        ("days", "words"),
        [(None, "Contact has not begun"), (0, "Contact began today"), (27, "Contact began 27 days ago")],
    )
    def test_says_how_new_the_contact_is(self, days, words):
        (move,), _ = proposed([somebody(FIRST, days)], colleague())

        assert move.why.startswith(words)

    def test_whoever_knows_their_officer_stays(self):
        moves, stays = proposed([somebody(FIRST, 28)], colleague())

        why = "They know their contact: only if they agree, or you decide otherwise"
        assert (moves, stays) == ((), (Stays(FIRST, HardFile.RAPE, why),))

    @pytest.mark.parametrize(("days", "stays"), [(28, True), (29, False)])
    def test_whoever_is_in_court_soon_stays(self, days, stays):
        moves, kept = proposed([somebody(FIRST, hearing=TODAY + dt.timedelta(days=days))], colleague())

        assert (not moves, bool(kept)) == (stays, stays)

    def test_nobody_is_brought_over_their_own_limit(self):
        moves, stays = proposed([somebody(FIRST), somebody(SECOND)], colleague(files=1), files=4)

        assert [each.victim_id for each in moves] == [FIRST]
        assert stays == (Stays(SECOND, HardFile.RAPE, "No colleague has room for them"),)

    @pytest.mark.parametrize("change", [{"has_no_time": True}, {"files": 2}, {"holds": ()}])
    def test_nobody_gets_more_who_has_no_room_or_may_not(self, change):
        moves, stays = proposed([somebody(FIRST)], colleague(**change))

        assert not moves
        assert [each.why for each in stays] == ["No colleague has room for them"]

    def test_goes_to_whoever_has_fewest(self):
        moves, _ = proposed([somebody(FIRST)], colleague(files=1), colleague(ANOTHER))

        assert [each.to_officer_id for each in moves] == [ANOTHER]

    def test_leaves_other_kinds_alone(self):
        moves, stays = proposed([somebody(FIRST, kind=HardFile.BEREAVEMENT)], colleague())

        assert (moves, stays) == ((), ())
