"""In which order a person is told, what waits for what, and that the law's clock wins (PLAN-1, 2, 5 and 6; V12)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from cases.rules.vocabulary import ServiceTier
from cases.rules.working_days import WorkingDayCalendar
from communications.rules.calls.ladder import DEFAULT_LADDERS, CallLadder, NotALadder, Rung
from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import CallPurpose, CallStep, SeriesState
from communications.rules.contact_plan import (
    DEFAULT_PLANS,
    ContactPlan,
    NewsSort,
    NoPlanInForceError,
    NotAPlan,
    PlanFacts,
    PlanStep,
    StepStanding,
    Wish,
    let_go_at,
    lines,
    plan_for,
    sort_of,
    waits_for_calls,
)
from communications.rules.vocabulary import LetterType, Purpose

LONDON = ZoneInfo("Europe/London")
#: Wednesday.
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=LONDON)
TODAY = NOW.date()
HOUR = dt.timedelta(hours=1)
CALENDAR = WorkingDayCalendar(
    known_from=dt.date(2026, 1, 1), known_to=dt.date(2026, 12, 31), holidays=frozenset(), version="test"
)
HARD, OTHER, ANSWER, UPDATE, HEARING, OUTCOME, SAFETY = NewsSort
WISH = Wish(rings_first=True, lead_minutes=60, copies_to_portal=True)
RING_FIRST = ContactPlan(
    sort=HARD, rings_first=True, lead_minutes=None, copies_to_portal=True, longest_hours=16, is_own=False
)
WITH_SISTER = dataclasses.replace(RING_FIRST, lead_minutes=60, is_own=True)
WRITE_ONLY = dataclasses.replace(RING_FIRST, rings_first=False)
WAITED_FOR = SupporterFirst(is_waited_for=True, clear_from=None, lead=HOUR)
KNOWS = SupporterFirst(is_waited_for=False, clear_from=NOW + HOUR, lead=HOUR)
RINGING = PlanFacts(
    plan=RING_FIRST,
    supporter=None,
    series=SeriesState.OPEN,
    call_step=CallStep.CALL,
    call_from=NOW,
    call_why="Call 1.",
    was_rung=False,
    why_no_call="",
    is_call_left_out=False,
    is_approved=True,
    sent_at=None,
    let_go_at=NOW + 6 * HOUR,
    has_portal=True,
    readable_from=None,
    now=NOW,
)


def plan(sort: NewsSort = HARD, tier: ServiceTier = ServiceTier.RASSO, wish: Wish | None = None) -> ContactPlan:
    return plan_for(sort=sort, tier=tier, wish=wish, on=TODAY, usual=DEFAULT_PLANS)


def standing(facts: PlanFacts, step: PlanStep) -> tuple[StepStanding, str]:
    line = next(one for one in lines(facts=facts) if one.step is step)
    return line.standing, line.why


def known(**changes: object) -> PlanFacts:
    return dataclasses.replace(RINGING, **changes)


class TestThePlan:
    @pytest.mark.parametrize("sort", NewsSort)
    @pytest.mark.parametrize("tier", ServiceTier)
    def test_plan_1_rings_first_with_what_is_hard_where_there_is_a_liaison_officer_and_about_safety_for_all(
        self, sort, tier
    ) -> None:
        has_officer = tier in {ServiceTier.RASSO, ServiceTier.ENHANCED}

        assert plan(sort, tier).rings_first is (sort is SAFETY or (sort in {HARD, OUTCOME} and has_officer))

    def test_plan_7_news_of_the_courts_is_theirs_to_tell_first_and_has_no_copy_of_a_letter(self) -> None:
        assert plan(OUTCOME, ServiceTier.RASSO, WISH).steps == (
            PlanStep.AGENCY,
            PlanStep.SUPPORTER,
            PlanStep.CALL,
            PlanStep.WRITTEN,
        )
        assert plan(HEARING, ServiceTier.NOT_ALIGNED).steps == (PlanStep.AGENCY, PlanStep.WRITTEN, PlanStep.PORTAL)

    def test_plan_8_news_about_safety_has_no_supporter_and_no_letter_before_it_whatever_they_want(self) -> None:
        email_first = Wish(rings_first=False, lead_minutes=None, copies_to_portal=True)

        assert plan(SAFETY, ServiceTier.RASSO, WISH).steps == (PlanStep.CALL, PlanStep.OFFICER)
        assert plan(SAFETY, ServiceTier.RASSO, email_first).steps == (
            PlanStep.WRITTEN,
            PlanStep.CALL,
            PlanStep.OFFICER,
        )

    def test_plan_1_takes_the_newest_row_that_has_started_and_the_first_of_one_day(self) -> None:
        row = dataclasses.replace(DEFAULT_PLANS[0], sort=HARD, tier=ServiceTier.RASSO)
        newer = dataclasses.replace(row, longest_hours=4, starts_on=TODAY)
        corrected = dataclasses.replace(row, longest_hours=5, starts_on=TODAY)
        later = dataclasses.replace(row, longest_hours=6, starts_on=TODAY + dt.timedelta(days=1))

        found = plan_for(
            sort=HARD,
            tier=ServiceTier.RASSO,
            wish=None,
            on=TODAY,
            usual=(later, corrected, newer, *DEFAULT_PLANS),
        )

        assert found.longest_hours == 5

    def test_plan_1_says_where_no_row_is_in_force(self) -> None:
        with pytest.raises(NoPlanInForceError):
            plan_for(sort=HARD, tier=ServiceTier.RASSO, wish=None, on=TODAY, usual=())

    def test_plan_1_waits_at_least_an_hour(self) -> None:
        with pytest.raises(NotAPlan):
            dataclasses.replace(DEFAULT_PLANS[0], longest_hours=0)

    @pytest.mark.parametrize(
        ("purpose", "letter_type", "is_hard", "is_owed", "expected"),
        [
            (Purpose.VCL_LETTER, LetterType.DISCONTINUE_ALL, True, True, HARD),
            (Purpose.VCL_LETTER, LetterType.ALTER_UP, False, True, OTHER),
            (Purpose.REVIEW_ANSWER, LetterType.REVIEW_UPHELD, True, False, ANSWER),
            (Purpose.REVIEW_ANSWER, LetterType.REVIEW_ACKNOWLEDGEMENT, False, False, None),
            (Purpose.NO_CHANGE_UPDATE, LetterType.NO_CHANGE_UPDATE, False, False, UPDATE),
            (Purpose.CORRECTION, LetterType.CORRECTION, True, False, None),
            (Purpose.APOLOGY_MISSED_PROMISE, None, False, False, None),
            (Purpose.PORTAL_CODE, None, False, False, None),
        ],
    )
    def test_plan_1_knows_which_news_a_letter_brings(self, purpose, letter_type, is_hard, is_owed, expected) -> None:
        assert sort_of(purpose=purpose, letter_type=letter_type, is_hard_news=is_hard, is_owed=is_owed) is expected

    def test_plan_2_their_own_wish_goes_before_what_is_usual(self) -> None:
        own = plan(OTHER, ServiceTier.NOT_ALIGNED, WISH)
        assert (own.rings_first, own.lead_minutes, own.is_own) == (True, 60, True)

        letter_first = Wish(rings_first=False, lead_minutes=None, copies_to_portal=False)
        assert plan(HARD, ServiceTier.RASSO, letter_first).steps == (PlanStep.WRITTEN,)

    def test_plan_2_nobody_is_told_before_an_update(self) -> None:
        assert plan(UPDATE, ServiceTier.RASSO, WISH).steps == (PlanStep.CALL, PlanStep.WRITTEN, PlanStep.PORTAL)

    def test_plan_2_lists_the_steps_in_their_one_order(self) -> None:
        in_a_letter = (PlanStep.SUPPORTER, PlanStep.CALL, PlanStep.WRITTEN, PlanStep.PORTAL)

        assert plan(HARD, ServiceTier.RASSO, WISH).steps == in_a_letter

    @pytest.mark.parametrize(
        "wrong",
        [
            {"rings_first": False, "lead_minutes": 60},
            {"rings_first": True, "lead_minutes": 14},
            {"rings_first": True, "lead_minutes": 241},
        ],
    )
    def test_plan_2_refuses_what_does_not_fit_together(self, wrong) -> None:
        with pytest.raises(NotAPlan):
            Wish(copies_to_portal=True, **wrong)

    def test_plan_2_the_supporter_is_no_step_of_everybody(self) -> None:
        rungs = (Rung(step=CallStep.SUPPORTER), *DEFAULT_LADDERS[0].rungs)

        with pytest.raises(NotALadder, match="own wish"):
            CallLadder(purpose=CallPurpose.UPDATE, rungs=rungs, starts_on=TODAY, source="test")


class TestTheClock:
    @pytest.mark.parametrize(
        ("latest", "expected"),
        [
            # By post: the cut-off of the print run at half past five, less two hours of working time.
            (dt.datetime(2026, 3, 11, 17, 30, tzinfo=LONDON), dt.datetime(2026, 3, 11, 15, 0, tzinfo=LONDON)),
            # By email: the end of the day, but nobody is written to in the night for the sake of a call.
            (dt.datetime(2026, 3, 12, 23, 44, tzinfo=LONDON), dt.datetime(2026, 3, 12, 15, 0, tzinfo=LONDON)),
            # A deadline in a week: two working days are the longest that a letter waits.
            (dt.datetime(2026, 3, 18, 23, 44, tzinfo=LONDON), dt.datetime(2026, 3, 13, 10, 0, tzinfo=LONDON)),
            # A deadline that has passed: at once.
            (dt.datetime(2026, 3, 10, 12, 0, tzinfo=LONDON), dt.datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)),
            (None, dt.datetime(2026, 3, 13, 10, 0, tzinfo=LONDON)),
        ],
    )
    def test_plan_5_lets_the_letter_go_two_working_hours_before_it_must_leave(self, latest, expected) -> None:
        assert let_go_at(approved_at=NOW, latest=latest, plan=RING_FIRST, calendar=CALENDAR) == expected

    def test_plan_5_a_calendar_that_ends_too_soon_holds_no_letter_back(self) -> None:
        short = dataclasses.replace(CALENDAR, known_to=TODAY)

        assert let_go_at(approved_at=NOW, latest=None, plan=RING_FIRST, calendar=short) == NOW

    @pytest.mark.parametrize("step", [CallStep.SUPPORTER, CallStep.TEXT, CallStep.CALL])
    def test_plan_5_a_letter_waits_while_somebody_is_told_texted_or_rung(self, step) -> None:
        assert waits_for_calls(facts=known(call_step=step)) != ""

    def test_plan_5_a_letter_keeps_the_hour_of_a_supporter_where_nobody_is_rung(self) -> None:
        written = known(call_step=CallStep.WRITE, call_from=NOW + HOUR)

        assert "is to be there" in waits_for_calls(facts=written)
        assert waits_for_calls(facts=dataclasses.replace(written, now=NOW + HOUR)) == ""

    @pytest.mark.parametrize(
        "change",
        [
            {"plan": WRITE_ONLY},
            {"is_call_left_out": True},
            {"now": NOW + 6 * HOUR},
            {"series": None, "call_step": None},
            {"series": SeriesState.TOLD, "call_step": None},
            {"series": SeriesState.ENDED, "call_step": None},
            {"call_step": CallStep.WRITE},
            {"call_step": CallStep.NOTHING},
        ],
    )
    def test_plan_5_a_letter_waits_for_nothing_else(self, change) -> None:
        assert waits_for_calls(facts=known(**change)) == ""


class TestTheSteps:
    @pytest.mark.parametrize(
        ("facts", "expected", "words"),
        [
            (known(supporter=KNOWS), StepStanding.DONE, "know that we will ring"),
            (known(supporter=WAITED_FOR, sent_at=NOW), StepStanding.LEFT_OUT, "has left"),
            (known(supporter=None), StepStanding.LEFT_OUT, "Nobody is recorded"),
            (
                known(supporter=dataclasses.replace(WAITED_FOR, is_waited_for=False, why_not="No consent.")),
                StepStanding.LEFT_OUT,
                "No consent.",
            ),
            (known(supporter=WAITED_FOR, call_step=CallStep.SUPPORTER), StepStanding.NEXT, "is there when we ring"),
            (known(supporter=WAITED_FOR), StepStanding.LEFT_OUT, "law’s clock wins"),
            (known(supporter=WAITED_FOR, series=None, call_step=None), StepStanding.WAITING, "is approved"),
        ],
    )
    def test_plan_6_says_how_it_stands_with_the_supporter(self, facts, expected, words) -> None:
        found = standing(dataclasses.replace(facts, plan=WITH_SISTER), PlanStep.SUPPORTER)

        assert found[0] is expected
        assert words in found[1]

    @pytest.mark.parametrize(
        ("change", "expected", "words"),
        [
            ({}, StepStanding.NEXT, "before a letter does"),
            ({"series": SeriesState.TOLD, "call_step": None}, StepStanding.DONE, "told on the phone"),
            ({"call_step": CallStep.NOTHING}, StepStanding.DONE, "told on the phone"),
            ({"series": SeriesState.ENDED, "call_step": None}, StepStanding.LEFT_OUT, "ended the calls"),
            ({"call_step": CallStep.SUPPORTER}, StepStanding.WAITING, "after their supporter"),
            ({"call_step": CallStep.WRITE, "was_rung": True, "call_why": "Three calls."}, StepStanding.DONE, "Three"),
            ({"call_step": CallStep.WRITE, "call_why": "No number."}, StepStanding.LEFT_OUT, "No number."),
            (
                {"series": SeriesState.WRITTEN, "call_step": None, "call_why": "", "was_rung": True},
                StepStanding.DONE,
                "calls are over",
            ),
            ({"series": None, "call_step": None, "sent_at": NOW}, StepStanding.LEFT_OUT, "has left"),
            ({"series": None, "call_step": None, "why_no_call": "No number."}, StepStanding.LEFT_OUT, "No number."),
            ({"series": None, "call_step": None, "now": NOW + 6 * HOUR}, StepStanding.LEFT_OUT, "law’s clock wins"),
            ({"series": None, "call_step": None, "let_go_at": None}, StepStanding.WAITING, "is approved"),
            ({"series": None, "call_step": None}, StepStanding.WAITING, "is approved"),
        ],
    )
    def test_plan_6_says_how_it_stands_with_the_call(self, change, expected, words) -> None:
        found = standing(known(**change), PlanStep.CALL)

        assert found[0] is expected
        assert words in found[1]

    @pytest.mark.parametrize(
        ("change", "expected", "words"),
        [
            ({"sent_at": NOW}, StepStanding.DONE, "has left"),
            ({"is_approved": False, "let_go_at": None}, StepStanding.WAITING, "not approved"),
            ({}, StepStanding.WAITING, "law’s clock wins"),
            ({"is_call_left_out": True}, StepStanding.NEXT, "with a reason"),
            ({"now": NOW + 6 * HOUR}, StepStanding.NEXT, "by itself"),
        ],
    )
    def test_plan_6_says_how_it_stands_with_the_letter(self, change, expected, words) -> None:
        found = standing(known(**change), PlanStep.WRITTEN)

        assert found[0] is expected
        assert words in found[1]

    @pytest.mark.parametrize(
        ("change", "expected", "words"),
        [
            ({"has_portal": False}, StepStanding.LEFT_OUT, "do not use"),
            ({}, StepStanding.WAITING, "before they were told"),
            ({"readable_from": NOW + HOUR}, StepStanding.WAITING, "time to arrive"),
            ({"readable_from": NOW}, StepStanding.DONE, "read it online"),
        ],
    )
    def test_plan_6_says_how_it_stands_with_the_copy_online(self, change, expected, words) -> None:
        found = standing(known(**change), PlanStep.PORTAL)

        assert found[0] is expected
        assert words in found[1]
