"""Somebody beside a person is told before the call, or is not and why (PLAN-3, PLAN-4; row S2)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from cases.rules.vocabulary import MayBeTold
from communications.rules.calls.ladder import DEFAULT_LADDERS, SeriesFacts, Taken, ladder_for, next_step
from communications.rules.calls.supporters import (
    SupporterFacts,
    SupporterFirst,
    SupporterOutcome,
    SupporterRefusal,
    Telling,
    refusal,
    supporter_first,
    what_to_say,
)
from communications.rules.calls.vocabulary import CallOutcome, CallPurpose, CallStep
from communications.rules.safe_contact import SafeContactProfile

LONDON = ZoneInfo("Europe/London")
#: Wednesday.
NOW = dt.datetime(2026, 3, 11, 14, 0, tzinfo=LONDON)
TODAY = NOW.date()
HOUR = dt.timedelta(hours=1)
SISTER = SupporterFacts(
    stands_beside=True,
    has_died=False,
    has_consent=True,
    may_be_told=MayBeTold.DATES_ONLY,
    consent_ends_on=None,
    is_suspect_or_lives_with_suspect=False,
    has_safe_number=True,
)
TOLD = Telling(outcome=SupporterOutcome.TOLD, told_at=NOW)
NOT_REACHED = Telling(outcome=SupporterOutcome.NOT_REACHED, told_at=NOW)
CANNOT = Telling(outcome=SupporterOutcome.CANNOT_BE_THERE, told_at=NOW)
WAITED_FOR = SupporterFirst(is_waited_for=True, clear_from=None, lead=HOUR)
KNOWS = SupporterFirst(is_waited_for=False, clear_from=NOW + HOUR, lead=HOUR)


def first(*tellings: Telling, refused: SupporterRefusal | None = None, is_left_out: bool = False) -> SupporterFirst:
    return supporter_first(refused=refused, tellings=tellings, is_left_out=is_left_out, lead_minutes=60)


class TestWhoMayBeTold:
    def test_plan_3_tells_somebody_with_consent_and_a_safe_number(self) -> None:
        assert refusal(facts=SISTER, on=TODAY) is None
        assert refusal(facts=dataclasses.replace(SISTER, may_be_told=MayBeTold.EVERYTHING), on=TODAY) is None

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"stands_beside": False}, SupporterRefusal.NOT_BESIDE),
            ({"has_died": True}, SupporterRefusal.HAS_DIED),
            ({"is_suspect_or_lives_with_suspect": True}, SupporterRefusal.NEAR_SUSPECT),
            ({"is_suspect_or_lives_with_suspect": None}, SupporterRefusal.SUSPECT_NOT_CHECKED),
            ({"has_consent": False}, SupporterRefusal.NO_CONSENT),
            ({"may_be_told": MayBeTold.NOTHING}, SupporterRefusal.NO_CONSENT),
            ({"may_be_told": MayBeTold.NOT_ASKED}, SupporterRefusal.NO_CONSENT),
            ({"consent_ends_on": TODAY - dt.timedelta(days=1)}, SupporterRefusal.CONSENT_OVER),
            ({"has_safe_number": False}, SupporterRefusal.NO_SAFE_NUMBER),
        ],
    )
    def test_plan_3_tells_nobody_else_and_says_why(self, change, why) -> None:
        assert refusal(facts=dataclasses.replace(SISTER, **change), on=TODAY) is why
        assert why.words.endswith(".")

    def test_plan_3_consent_holds_through_its_last_day(self) -> None:
        assert refusal(facts=dataclasses.replace(SISTER, consent_ends_on=TODAY), on=TODAY) is None

    def test_plan_3_names_being_near_a_suspect_before_every_milder_reason(self) -> None:
        near = dataclasses.replace(SISTER, is_suspect_or_lives_with_suspect=True, has_consent=False)

        assert refusal(facts=near, on=TODAY) is SupporterRefusal.NEAR_SUSPECT

    @pytest.mark.parametrize("told", [MayBeTold.DATES_ONLY, MayBeTold.EVERYTHING])
    def test_plan_3_says_that_we_will_ring_and_nothing_of_what_was_decided(self, told) -> None:
        said = " ".join(what_to_say(may_be_told=told, person="Ms Hughes"))

        assert "asked us to let you know before we ring them" in said
        assert ("Say nothing of what it is about" in said) is (told is MayBeTold.DATES_ONLY)
        assert ("the person hears first" in said) is (told is MayBeTold.EVERYTHING)


class TestTheHour:
    def test_plan_4_waits_until_they_were_told(self) -> None:
        assert first() == WAITED_FOR
        assert first(NOT_REACHED) == WAITED_FOR

    def test_plan_4_keeps_the_agreed_time_after_they_were_told(self) -> None:
        assert first(NOT_REACHED, TOLD).clear_from == NOW + HOUR

    @pytest.mark.parametrize(("hours", "clear"), [(3, 3), (0.5, 1)])
    def test_plan_4_waits_until_they_are_there_where_that_is_later(self, hours, clear) -> None:
        told = dataclasses.replace(TOLD, there_from=NOW + hours * HOUR)

        assert first(told).clear_from == NOW + clear * HOUR

    def test_plan_4_keeps_the_hour_where_consent_ended_after_they_were_told(self) -> None:
        assert first(TOLD, refused=SupporterRefusal.CONSENT_OVER).clear_from == NOW + HOUR

    @pytest.mark.parametrize(
        ("found", "words"),
        [
            (first(refused=SupporterRefusal.NEAR_SUSPECT), "they are told nothing, ever"),
            (first(refused=SupporterRefusal.CONSENT_OVER), "is over"),
            (first(is_left_out=True), "left this step out"),
            (first(CANNOT), "cannot be there"),
            (first(NOT_REACHED, NOT_REACHED), "rung twice and not reached"),
        ],
    )
    def test_plan_4_goes_on_without_them_and_says_why(self, found, words) -> None:
        assert not found.is_waited_for
        assert found.clear_from is None
        assert words in found.why_not


class TestBeforeTheCall:
    LADDER = ladder_for(purpose=CallPurpose.TELL_DECISION, on=TODAY, ladders=DEFAULT_LADDERS)
    BEGUN = SeriesFacts(
        taken=(Taken(step=CallStep.TEXT, at=None),),
        is_told=False,
        is_writing_owed=True,
        has_number=True,
        why_no_number=(),
        agreed_at=None,
        announced_at=None,
        profile=SafeContactProfile(),
        supporter=WAITED_FOR,
    )

    def step(self, *, deadline: dt.datetime | None = None, **known: object):
        facts = dataclasses.replace(self.BEGUN, **known)
        return next_step(series=facts, ladder=self.LADDER, now=NOW, deadline=deadline)

    def test_plan_4_somebody_is_told_before_the_first_call(self) -> None:
        assert self.step().kind is CallStep.SUPPORTER

    def test_plan_4_the_call_comes_an_hour_after_they_were_told_and_not_before(self) -> None:
        found = self.step(supporter=KNOWS)

        assert (found.kind, found.not_before) == (CallStep.CALL, NOW + HOUR)
        assert "has been told and is to be there" in found.reasons[0]

    def test_plan_4_who_cannot_be_told_holds_no_call_back(self) -> None:
        found = self.step(supporter=first(refused=SupporterRefusal.NO_CONSENT))

        assert (found.kind, found.not_before) == (CallStep.CALL, NOW)

    @pytest.mark.parametrize(
        ("left", "expected"), [(HOUR, CallStep.CALL), (HOUR + dt.timedelta(minutes=1), CallStep.SUPPORTER)]
    )
    def test_plan_4_the_clock_of_the_letter_wins_over_the_hour(self, left, expected) -> None:
        assert self.step(deadline=NOW + left).kind is expected

    def test_plan_4_what_remains_is_to_write_where_the_hour_ends_after_the_deadline(self) -> None:
        assert self.step(supporter=KNOWS, deadline=NOW + HOUR).kind is CallStep.WRITE

    def test_plan_4_somebody_who_is_not_rung_has_their_supporter_all_the_same(self) -> None:
        assert self.step(has_number=False).kind is CallStep.SUPPORTER
        written = self.step(has_number=False, supporter=KNOWS)
        assert (written.kind, written.not_before) == (CallStep.WRITE, NOW + HOUR)

    def test_plan_4_nobody_is_told_any_more_once_the_person_was(self) -> None:
        assert self.step(is_told=True).kind is CallStep.WRITE
        asked = (Taken(step=CallStep.CALL, at=NOW, outcome=CallOutcome.ASKED_FOR_LETTER),)
        assert self.step(taken=asked).kind is CallStep.WRITE
