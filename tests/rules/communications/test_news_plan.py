"""By which steps court news and news about safety are told, and that safety waits for nothing (PLAN-7, PLAN-8; V12)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import CallStep, SeriesState
from communications.rules.contact_plan import ContactPlan, NewsSort, PlanStep, StepStanding
from communications.rules.news_plan import OWN_TURN, NewsFacts, lines, next_of

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Europe/London"))
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
AGENCY, SUPPORTER, CALL, WRITTEN, OFFICER, PORTAL = PlanStep
DONE, NEXT, WAITING, LEFT_OUT = StepStanding


def a_plan(sort: NewsSort, *, rings_first: bool = True, lead: int | None = None) -> ContactPlan:
    return ContactPlan(
        sort=sort, rings_first=rings_first, lead_minutes=lead, copies_to_portal=True, longest_hours=16, is_own=False
    )


VERDICT = NewsFacts(
    plan=a_plan(NewsSort.OUTCOME),
    is_told_by_others=False,
    differs=False,
    is_told_by_police=False,
    is_told_by_voice=False,
    is_written=False,
    supporter=None,
    series=None,
    call_step=None,
    call_from=None,
    call_why="Three calls reached nobody who could be told.",
    was_rung=False,
    why_no_call="",
    may_ring_now=True,
    has_portal=True,
    is_over=False,
    due_at=NOW + DAY,
    now=NOW,
)
SISTER = dataclasses.replace(VERDICT, plan=a_plan(NewsSort.OUTCOME, lead=60))
RINGING = dataclasses.replace(VERDICT, series=SeriesState.OPEN, call_step=CallStep.CALL, call_from=NOW)
DATE = dataclasses.replace(VERDICT, plan=a_plan(NewsSort.HEARING, rings_first=False))
SAFETY = dataclasses.replace(VERDICT, plan=a_plan(NewsSort.SAFETY), due_at=NOW + HOUR)
EMAIL_FIRST = dataclasses.replace(SAFETY, plan=a_plan(NewsSort.SAFETY, rings_first=False))


def stands(facts: NewsFacts, **changes: object) -> dict[PlanStep, StepStanding]:
    found = lines(facts=dataclasses.replace(facts, **changes))
    return {line.step: line.standing for line in found}


def why(facts: NewsFacts, step: PlanStep, **changes: object) -> str:
    found = lines(facts=dataclasses.replace(facts, **changes))
    return next(line.why for line in found if line.step is step)


class TestNewsOfTheCourts:
    def test_comes_from_witness_care_first_then_by_a_call_then_in_writing(self):
        assert stands(VERDICT) == {AGENCY: NEXT, CALL: WAITING, WRITTEN: WAITING}
        assert next_of(lines=lines(facts=VERDICT)).step is AGENCY

    @pytest.mark.parametrize("due_at", [NOW, NOW + OWN_TURN], ids=["late", "soon"])
    def test_waits_for_witness_care_no_longer_than_the_clock_allows(self, due_at):
        assert stands(VERDICT, due_at=due_at) == {AGENCY: LEFT_OUT, CALL: NEXT, WRITTEN: WAITING}

    def test_waits_for_witness_care_where_no_clock_runs(self):
        assert stands(VERDICT, due_at=None)[AGENCY] is NEXT

    def test_is_rung_about_all_the_same_once_witness_care_told_it(self):
        told = stands(VERDICT, is_told_by_others=True)

        assert told == {AGENCY: DONE, CALL: NEXT, WRITTEN: LEFT_OUT}

    def test_is_settled_first_where_they_were_told_something_else(self):
        assert stands(VERDICT, is_told_by_others=True, differs=True)[AGENCY] is NEXT
        assert "differs" in why(VERDICT, AGENCY, is_told_by_others=True, differs=True)

    def test_is_written_where_nobody_told_it_and_nobody_rings(self):
        late = {"due_at": NOW}

        assert stands(DATE) == {AGENCY: NEXT, WRITTEN: WAITING, PORTAL: DONE}
        assert stands(DATE, **late)[WRITTEN] is NEXT
        assert stands(DATE, is_written=True)[WRITTEN] is DONE
        assert stands(DATE, is_told_by_others=True)[WRITTEN] is LEFT_OUT
        assert stands(DATE, is_over=True) == {AGENCY: LEFT_OUT, WRITTEN: LEFT_OUT, PORTAL: DONE}

    def test_stands_online_by_its_day_only_for_those_who_use_the_page(self):
        assert stands(DATE, has_portal=False)[PORTAL] is LEFT_OUT

    def test_has_no_next_step_once_they_know(self):
        assert next_of(lines=lines(facts=dataclasses.replace(DATE, is_told_by_others=True))) is None

    def test_is_told_by_a_call_that_says_from_when(self):
        ringing = lines(facts=dataclasses.replace(RINGING, call_from=NOW + HOUR))

        assert [(line.step, line.standing, line.at) for line in ringing] == [
            (AGENCY, LEFT_OUT, None),
            (CALL, NEXT, NOW + HOUR),
            (WRITTEN, WAITING, None),
        ]
        assert lines(facts=RINGING)[1].at is None

    @pytest.mark.parametrize(
        ("changes", "standing"),
        [
            ({"is_told_by_voice": True}, DONE),
            ({"is_over": True}, LEFT_OUT),
            ({"series": SeriesState.ENDED, "call_step": None}, LEFT_OUT),
            ({"call_step": CallStep.SUPPORTER}, WAITING),
            ({"call_step": CallStep.WRITE, "was_rung": True}, DONE),
            ({"call_step": CallStep.WRITE}, LEFT_OUT),
            ({"series": None, "call_step": None, "why_no_call": "No number."}, LEFT_OUT),
        ],
    )
    def test_says_how_the_call_stands(self, changes, standing):
        assert stands(RINGING, **changes)[CALL] is standing

    def test_goes_to_writing_when_the_calls_reached_nobody(self):
        assert stands(RINGING, call_step=CallStep.WRITE, was_rung=True)[WRITTEN] is NEXT

    @pytest.mark.parametrize(
        ("changes", "standing"),
        [
            ({}, WAITING),
            ({"is_told_by_voice": True}, LEFT_OUT),
            ({"series": SeriesState.OPEN, "call_step": CallStep.SUPPORTER}, NEXT),
            ({"series": SeriesState.OPEN, "call_step": CallStep.CALL}, LEFT_OUT),
            ({"supporter": SupporterFirst(is_waited_for=False, clear_from=None, lead=HOUR, why_not="No")}, LEFT_OUT),
            ({"supporter": SupporterFirst(is_waited_for=True, clear_from=None, lead=HOUR)}, WAITING),
            ({"supporter": SupporterFirst(is_waited_for=False, clear_from=NOW + HOUR, lead=HOUR)}, DONE),
        ],
    )
    def test_says_how_it_stands_with_whoever_is_told_first(self, changes, standing):
        assert stands(SISTER, **changes)[SUPPORTER] is standing


class TestNewsAboutSafety:
    def test_is_rung_at_once_with_no_witness_care_no_supporter_and_no_letter_before_it(self):
        assert stands(SAFETY) == {CALL: NEXT, OFFICER: WAITING}

    def test_goes_to_the_officer_as_soon_as_one_call_reached_nobody(self):
        assert stands(SAFETY, was_rung=True) == {CALL: NEXT, OFFICER: NEXT}

    @pytest.mark.parametrize(
        "changes",
        [
            {"may_ring_now": False},
            {"why_no_call": "No number."},
            {"series": SeriesState.ENDED},
        ],
        ids=["unsafe hour", "no number", "ended by staff"],
    )
    def test_goes_to_the_officer_at_once_where_nobody_may_be_rung(self, changes):
        assert stands(SAFETY, **changes) == {CALL: LEFT_OUT, OFFICER: NEXT}

    def test_waits_in_no_step_whatever_is_known(self):
        for series in (None, *SeriesState):
            for was_rung in (True, False):
                for may_ring in (True, False):
                    found = stands(SAFETY, series=series, was_rung=was_rung, may_ring_now=may_ring)
                    assert NEXT in found.values()

    def test_is_over_when_they_were_told_by_voice_or_by_the_police(self):
        assert stands(SAFETY, is_told_by_voice=True) == {CALL: DONE, OFFICER: LEFT_OUT}
        assert stands(SAFETY, is_told_by_police=True, is_told_by_others=True) == {CALL: LEFT_OUT, OFFICER: DONE}
        assert stands(SAFETY, is_over=True) == {CALL: LEFT_OUT, OFFICER: LEFT_OUT}

    def test_goes_to_the_officer_after_the_last_call(self):
        last = {"series": SeriesState.OPEN, "call_step": CallStep.WRITE, "was_rung": True}

        assert stands(SAFETY, **last) == {CALL: DONE, OFFICER: NEXT}

    def test_is_written_and_rung_at_once_for_those_who_chose_an_email(self):
        assert stands(EMAIL_FIRST) == {WRITTEN: NEXT, CALL: NEXT, OFFICER: WAITING}
        assert stands(EMAIL_FIRST, is_written=True) == {WRITTEN: DONE, CALL: NEXT, OFFICER: WAITING}
        assert stands(EMAIL_FIRST, is_told_by_voice=True) == {WRITTEN: LEFT_OUT, CALL: DONE, OFFICER: LEFT_OUT}
