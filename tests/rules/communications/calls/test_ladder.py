"""The steps of a series of calls (CALL-1 to CALL-4)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from communications.rules.calls.ladder import (
    DEFAULT_LADDERS,
    CallLadder,
    NoLadderInForceError,
    NotALadder,
    Rung,
    SeriesFacts,
    Taken,
    ladder_for,
    next_step,
)
from communications.rules.calls.vocabulary import CallOutcome, CallPurpose, CallStep
from communications.rules.safe_contact import SafeContactProfile
from communications.rules.safe_hours import Window

LONDON = ZoneInfo("Europe/London")
#: Wednesday.
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=LONDON)
DAYS = frozenset(range(7))
LADDER = ladder_for(purpose=CallPurpose.TELL_DECISION, on=NOW.date(), ladders=DEFAULT_LADDERS)
BEGUN = SeriesFacts(
    taken=(),
    is_told=False,
    is_writing_owed=True,
    has_number=True,
    why_no_number=(),
    agreed_at=None,
    announced_at=None,
    profile=SafeContactProfile(),
)


def minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def rung(outcome: CallOutcome = CallOutcome.NO_ANSWER, *, at: dt.datetime = NOW) -> Taken:
    return Taken(step=CallStep.CALL, at=at, outcome=outcome)


def text(at: dt.datetime | None = NOW) -> Taken:
    return Taken(step=CallStep.TEXT, at=at)


def after(*taken: Taken, **known: object) -> SeriesFacts:
    return dataclasses.replace(BEGUN, taken=taken, **known)


def step(series: SeriesFacts, *, now: dt.datetime = NOW, deadline: dt.datetime | None = None):
    return next_step(series=series, ladder=LADDER, now=now, deadline=deadline)


class TestTheLadder:
    @pytest.mark.parametrize("purpose", CallPurpose)
    def test_call_1_has_a_row_for_every_purpose_with_three_calls_and_writing_last(self, purpose) -> None:
        steps = [rung.step for rung in ladder_for(purpose=purpose, on=NOW.date(), ladders=DEFAULT_LADDERS).rungs]

        text_first = [] if purpose is CallPurpose.SAFETY_NEWS else [CallStep.TEXT]
        assert steps == [*text_first, CallStep.CALL, CallStep.CALL, CallStep.CALL, CallStep.WRITE]

    def test_call_1_waits_between_no_calls_about_safety(self) -> None:
        ladder = ladder_for(purpose=CallPurpose.SAFETY_NEWS, on=NOW.date(), ladders=DEFAULT_LADDERS)

        assert {rung.wait_minutes for rung in ladder.rungs} == {0}

    def test_call_1_is_the_newest_row_that_has_started(self) -> None:
        newer = dataclasses.replace(LADDER, starts_on=dt.date(2026, 3, 1))
        later = dataclasses.replace(LADDER, starts_on=dt.date(2026, 4, 1))

        found = ladder_for(purpose=CallPurpose.TELL_DECISION, on=NOW.date(), ladders=(newer, later, *DEFAULT_LADDERS))

        assert found is newer

    def test_call_1_takes_the_row_published_last_of_two_from_one_day(self) -> None:
        corrected = dataclasses.replace(LADDER, source="corrected")

        assert ladder_for(purpose=LADDER.purpose, on=NOW.date(), ladders=(corrected, LADDER)) is corrected

    def test_call_1_refuses_to_answer_for_a_day_without_one(self) -> None:
        with pytest.raises(NoLadderInForceError):
            ladder_for(purpose=CallPurpose.UPDATE, on=dt.date(2020, 1, 1), ladders=DEFAULT_LADDERS)

    @pytest.mark.parametrize(
        "steps",
        [
            (CallStep.WRITE,),
            (CallStep.CALL,),
            (CallStep.WRITE, CallStep.CALL),
            (CallStep.CALL, CallStep.NOTHING, CallStep.WRITE),
            (CallStep.CALL, CallStep.WRITE, CallStep.WRITE),
            (*[CallStep.CALL] * 4, CallStep.WRITE),
        ],
    )
    def test_call_1_cannot_be_one_that_nobody_could_climb(self, steps) -> None:
        with pytest.raises(NotALadder):
            dataclasses.replace(LADDER, rungs=tuple(Rung(step=one) for one in steps))

    def test_call_1_never_goes_back_in_time(self) -> None:
        with pytest.raises(NotALadder):
            CallLadder(
                purpose=CallPurpose.UPDATE,
                rungs=(Rung(step=CallStep.CALL, wait_minutes=-1), Rung(step=CallStep.WRITE)),
                starts_on=NOW.date(),
                source="test",
            )


class TestNextStep:
    def test_call_2_begins_with_the_text(self) -> None:
        assert (step(BEGUN).kind, step(BEGUN).not_before) == (CallStep.TEXT, NOW)

    def test_call_2_rings_half_an_hour_after_the_text(self) -> None:
        found = step(after(text()))

        assert (found.kind, found.not_before) == (CallStep.CALL, NOW + minutes(30))
        assert not found.is_due(at=NOW)
        assert found.is_due(at=NOW + minutes(30))

    def test_call_2_rings_at_once_where_the_text_was_left_out(self) -> None:
        assert step(after(text(None))).not_before == NOW

    def test_call_2_does_not_go_back_to_a_text_once_somebody_rang(self) -> None:
        assert step(after(rung())).kind is CallStep.CALL

    def test_call_2_waits_longer_after_each_call(self) -> None:
        assert step(after(text(), rung())).not_before == NOW + minutes(120)
        assert step(after(text(), rung(), rung())).not_before == NOW + minutes(180)

    def test_call_2_moves_a_call_into_the_safe_hours(self) -> None:
        mornings = SafeContactProfile(windows=(Window(days=DAYS, since=dt.time(9), until=dt.time(11)),))

        found = step(after(text(), rung(), profile=mornings))

        assert found.not_before == dt.datetime(2026, 3, 12, 9, 0, tzinfo=LONDON)
        assert found.reasons == ("Call 2, at the next safe time after the wait.",)

    def test_call_2_follows_what_the_person_asked_for_rather_than_the_wait(self) -> None:
        agreed = NOW + minutes(45)

        found = step(after(rung(CallOutcome.ASKED_FOR_ANOTHER_TIME), agreed_at=agreed))

        assert (found.not_before, found.reasons) == (agreed, ("They asked to be rung then.",))

    def test_call_2_rings_when_the_text_said(self) -> None:
        announced = NOW + minutes(240)

        found = step(after(text(), announced_at=announced))

        assert (found.not_before, found.reasons) == (announced, ("The text says that the call comes then.",))

    def test_call_2_rings_now_when_what_was_agreed_has_passed(self) -> None:
        found = step(after(rung(CallOutcome.ASKED_FOR_ANOTHER_TIME), agreed_at=NOW - minutes(5)))

        assert (found.not_before, found.reasons) == (NOW, ("Call 2.",))

    def test_call_2_writes_when_no_hour_is_safe(self) -> None:
        never = SafeContactProfile(avoid=(Window(days=DAYS, since=dt.time(0), until=dt.time(0)),))

        assert step(after(profile=never)).kind is CallStep.WRITE

    def test_call_2_does_not_count_a_wrong_number(self) -> None:
        found = step(after(text(), rung(CallOutcome.WRONG_NUMBER)))

        assert found.kind is CallStep.CALL
        assert "Call 1" in found.reasons[0]


class TestTheClock:
    def test_call_3_wins_over_a_wait(self) -> None:
        deadline = NOW + minutes(119)

        found = step(after(text(), rung()), deadline=deadline)

        assert (found.kind, found.not_before, found.by) == (CallStep.WRITE, NOW, deadline)

    def test_call_3_lets_a_call_that_comes_in_time_be_made(self) -> None:
        assert step(after(text(), rung()), deadline=NOW + minutes(121)).kind is CallStep.CALL

    def test_call_3_wins_over_an_agreed_time(self) -> None:
        series = after(rung(CallOutcome.ASKED_FOR_ANOTHER_TIME), agreed_at=NOW + minutes(300))

        assert step(series, deadline=NOW + minutes(200)).kind is CallStep.WRITE

    def test_call_3_wins_over_the_safe_hours(self) -> None:
        evenings = SafeContactProfile(windows=(Window(days=DAYS, since=dt.time(18), until=dt.time(20)),))

        assert step(after(profile=evenings), deadline=NOW + minutes(60)).kind is CallStep.WRITE

    def test_call_3_has_won_when_it_has_run_out(self) -> None:
        assert "must be written now" in step(BEGUN, deadline=NOW).reasons[0]

    @pytest.mark.parametrize("left", [1, 29, 31, 119, 121, 179, 181, 100_000])
    @pytest.mark.parametrize("calls", [0, 1, 2, 3])
    def test_call_3_is_never_passed_by_a_step(self, left, calls) -> None:
        deadline = NOW + minutes(left)

        found = step(after(text(), *[rung()] * calls), deadline=deadline)

        assert found.not_before < deadline or found.kind is CallStep.WRITE


class TestWriting:
    @pytest.mark.parametrize("outcome", [CallOutcome.NO_ANSWER, CallOutcome.MESSAGE_LEFT, CallOutcome.NOT_SAFE_TO_TALK])
    def test_call_4_is_what_remains_after_three_calls(self, outcome) -> None:
        found = step(after(text(), rung(outcome), rung(outcome), rung(outcome)))

        assert (found.kind, found.reasons) == (CallStep.WRITE, ("Three calls reached nobody who could be told.",))

    def test_call_4_counts_the_calls_of_a_shorter_ladder(self) -> None:
        short = dataclasses.replace(LADDER, rungs=(Rung(step=CallStep.CALL), Rung(step=CallStep.WRITE)))

        found = next_step(series=after(rung()), ladder=short, now=NOW, deadline=None)

        assert found.reasons == ("One call reached nobody who could be told.",)

    def test_call_4_comes_at_once_when_they_ask_for_it(self) -> None:
        assert step(after(rung(CallOutcome.ASKED_FOR_LETTER))).kind is CallStep.WRITE

    def test_call_4_comes_at_once_without_a_number(self) -> None:
        found = step(after(has_number=False, why_no_number=("Nobody has checked it.",)))

        assert (found.kind, found.reasons) == (
            CallStep.WRITE,
            ("There is no number that we may ring.", "Nobody has checked it."),
        )

    def test_call_4_comes_after_a_call_that_told_them_while_the_law_asks_for_a_letter(self) -> None:
        assert step(after(rung(CallOutcome.INFORMED), is_told=True)).kind is CallStep.WRITE

    def test_call_4_is_nothing_once_told_and_nothing_is_owed(self) -> None:
        series = after(rung(CallOutcome.INFORMED), is_told=True, is_writing_owed=False)

        assert step(series).kind is CallStep.NOTHING
