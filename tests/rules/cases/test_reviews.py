"""Requests for review, stages, reviewers and outcomes: RR-5 to RR-10, PS-3, PS-4 (domain.md 3.2 to 3.5; W7)."""

import datetime as dt

import pytest

from cases.rules.provisional_stop import ProvisionalClock
from cases.rules.review_eligibility import ReviewWindows
from cases.rules.review_stages import (
    ASK_AGAIN_STATES,
    LIMIT_OF_STAGE,
    OPEN_STATES,
    REVIEW_TRANSITIONS,
    STATE_OF_STAGE,
    Part,
    UnknownStep,
    acknowledge_by,
    is_possible,
    possible_outcomes,
    refusal_due_at,
    require_step,
    stage_clock,
    state_after,
    why_not_fresh,
)
from cases.rules.reviews import (
    AskerFacts,
    assess_request,
    first_stage,
    is_final_decision_due,
    is_still_provisional,
    may_ask,
)
from cases.rules.vocabulary import (
    DecisionCode,
    Involvement,
    RequestStanding,
    ReviewAsker,
    ReviewOutcome,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    VictimKind,
)
from tests.rules.cases.builders import a_victim

ON = dt.date(2026, 4, 9)
WINDOWS = ReviewWindows(
    communicated_on=dt.date(2026, 3, 26),
    ask_by=dt.date(2026, 4, 13),
    accepted_until=dt.date(2026, 6, 26),
    reasons=("counted",),
    rule_id="RR-3",
    rule_version="1",
)
PROVISIONAL = ProvisionalClock(
    response_due_on=dt.date(2026, 4, 13), review_due_on=None, reasons=(), rule_id="PS-2", rule_version="1"
)
LOCAL, INDEPENDENT, EXPEDITED = ReviewStageKind
UPHELD, OVERTURNED, NO_REMEDY = ReviewOutcome


def asks(asker=ReviewAsker.VICTIM, *, is_suspect=False, has_authority=False):
    return AskerFacts(asker=asker, has_written_authority=has_authority, is_suspect_or_lives_with_suspect=is_suspect)


def request(*, text=ReviewText.STANDARD, windows=WINDOWS, provisional=None, asker=None, victim=None, on=ON):
    return assess_request(
        text=text,
        windows=windows,
        provisional=provisional,
        asker=asker or asks(),
        victim=victim or a_victim(),
        on=on,
        rule_version="1",
    )


class TestMayAsk:
    @pytest.mark.parametrize(
        ("asker", "victim", "may"),
        [
            (asks(), a_victim(), True),
            (asks(), a_victim(is_deceased=True), False),
            (asks(ReviewAsker.CLOSE_RELATIVE), a_victim(is_deceased=True), True),
            (asks(ReviewAsker.CLOSE_RELATIVE), a_victim(), False),
            (asks(ReviewAsker.PARENT_GUARDIAN), a_victim(date_of_birth=dt.date(2010, 4, 10)), True),
            (asks(ReviewAsker.PARENT_GUARDIAN), a_victim(date_of_birth=dt.date(2008, 4, 10)), True),
            (asks(ReviewAsker.PARENT_GUARDIAN), a_victim(date_of_birth=dt.date(2008, 4, 9)), False),
            (asks(ReviewAsker.PARENT_GUARDIAN), a_victim(date_of_birth=None, is_marked_child=True), True),
            (asks(ReviewAsker.PARENT_GUARDIAN), a_victim(date_of_birth=None), False),
            (asks(ReviewAsker.SPOKESPERSON), a_victim(lacks_capacity=True), True),
            (asks(ReviewAsker.SPOKESPERSON), a_victim(lacks_capacity=None), False),
            (asks(ReviewAsker.BUSINESS_CONTACT), a_victim(kind=VictimKind.BUSINESS), True),
            (asks(ReviewAsker.BUSINESS_CONTACT, is_suspect=None), a_victim(kind=VictimKind.BUSINESS), True),
            (asks(ReviewAsker.BUSINESS_CONTACT), a_victim(), False),
            (asks(ReviewAsker.REPRESENTATIVE), a_victim(), False),
            (asks(ReviewAsker.REPRESENTATIVE, has_authority=True), a_victim(), True),
            (asks(ReviewAsker.CLOSE_RELATIVE, has_authority=True), a_victim(), True),
        ],
    )
    def test_rr_6_says_who_may_ask_for_whom(self, asker, victim, may):
        assert may_ask(asker=asker, victim=victim, on=ON)[0] is may

    @pytest.mark.parametrize("has_authority", [True, False])
    @pytest.mark.parametrize("is_suspect", [True, None])
    @pytest.mark.parametrize("asker", [ReviewAsker.PARENT_GUARDIAN, ReviewAsker.REPRESENTATIVE])
    def test_rr_6_takes_nobody_at_their_word_who_may_live_with_a_suspect(self, asker, is_suspect, has_authority):
        child = a_victim(date_of_birth=dt.date(2015, 1, 1))

        may, why = may_ask(asker=asks(asker, is_suspect=is_suspect, has_authority=has_authority), victim=child, on=ON)

        assert may is False
        assert why

    def test_rr_6_says_that_nobody_has_asked_where_written_authority_alone_is_not_enough(self):
        _, why = may_ask(
            asker=asks(ReviewAsker.REPRESENTATIVE, is_suspect=None, has_authority=True), victim=a_victim(), on=ON
        )

        assert "Nobody has asked yet" in why


class TestAssessRequest:
    @pytest.mark.parametrize(
        ("on", "standing", "is_plain"),
        [
            (dt.date(2026, 4, 13), RequestStanding.IN_TIME, True),
            (dt.date(2026, 4, 14), RequestStanding.LATE_BUT_ACCEPTED, True),
            (dt.date(2026, 6, 26), RequestStanding.LATE_BUT_ACCEPTED, True),
            (dt.date(2026, 6, 27), RequestStanding.EXCEPTIONAL_ONLY, False),
        ],
    )
    def test_rr_7_accepts_a_late_request_and_puts_one_after_the_outer_window_before_a_person(
        self, on, standing, is_plain
    ):
        answer = request(on=on)

        assert (answer.standing, answer.is_plain) == (standing, is_plain)
        assert (answer.rule_id, answer.rule_version) == ("RR-7", "1")
        assert answer.otherwise is (ReviewState.NOT_QUALIFYING if is_plain else ReviewState.OUT_OF_TIME)

    def test_rr_7_takes_a_request_before_the_letter_has_left(self):
        answer = request(windows=None)

        assert (answer.standing, answer.is_plain) == (RequestStanding.IN_TIME, True)
        assert "has not left yet" in answer.reasons[0]

    @pytest.mark.parametrize("text", [ReviewText.NONE, ReviewText.POLICE_SCHEME])
    def test_rr_7_turns_nobody_away_by_itself_where_the_decision_cannot_be_reviewed(self, text):
        answer = request(text=text, windows=None)

        assert (answer.is_plain, answer.standing, answer.otherwise) == (False, None, ReviewState.NOT_QUALIFYING)
        assert ("police" in answer.reasons[0]) is (text is ReviewText.POLICE_SCHEME)

    def test_rr_7_asks_a_person_for_an_exceptional_reason_where_the_review_came_before_the_final_decision(self):
        answer = request(text=ReviewText.ALREADY_OFFERED, windows=None)

        assert (answer.is_plain, answer.standing, answer.otherwise) == (False, None, ReviewState.OUT_OF_TIME)
        assert "only for an exceptional reason" in answer.reasons[0]

    def test_rr_7_puts_a_request_by_somebody_without_authority_before_a_person(self):
        assert request(asker=asks(ReviewAsker.REPRESENTATIVE)).is_plain is False

    @pytest.mark.parametrize(("on", "is_plain"), [(dt.date(2026, 4, 13), True), (dt.date(2026, 4, 14), False)])
    def test_rr_7_takes_an_answer_to_a_provisional_stop_until_its_last_day(self, on, is_plain):
        answer = request(text=ReviewText.EXPEDITED_PILOT, windows=None, provisional=PROVISIONAL, on=on)

        assert answer.is_plain is is_plain
        assert answer.first_stage is EXPEDITED

    def test_rr_7_begins_with_local_resolution_outside_the_pilot(self):
        assert [first_stage(text=text) for text in (ReviewText.STANDARD, ReviewText.NO_RESTART)] == [LOCAL, LOCAL]


class TestStillProvisional:
    @pytest.mark.parametrize(
        ("response_due_on", "states", "is_provisional"),
        [
            (None, (), True),
            (ON, (), True),
            (ON - dt.timedelta(days=1), (), False),
            (ON - dt.timedelta(days=1), (ReviewState.REQUESTED,), True),
            (ON - dt.timedelta(days=1), (ReviewState.EXPEDITED_REVIEW,), True),
            (ON, (ReviewState.UPHELD,), False),
            (ON, (ReviewState.OVERTURNED,), False),
            (ON, (ReviewState.WITHDRAWN,), True),
            (ON - dt.timedelta(days=1), (ReviewState.WITHDRAWN,), False),
        ],
    )
    def test_ps_3_keeps_the_letter_back_while_the_victim_may_ask_or_has_asked(
        self, response_due_on, states, is_provisional
    ):
        assert is_still_provisional(response_due_on=response_due_on, states=states, on=ON) is is_provisional


class TestFinalDecision:
    @pytest.mark.parametrize(
        ("response_due_on", "states", "is_due"),
        [
            (ON - dt.timedelta(days=1), (), True),
            (ON, (), False),
            (None, (), False),
            *((ON - dt.timedelta(days=1), (state,), state in ASK_AGAIN_STATES) for state in ReviewState),
        ],
    )
    def test_ps_4_is_asked_for_once_the_time_has_passed_and_nobody_asked(self, response_due_on, states, is_due):
        assert is_final_decision_due(response_due_on=response_due_on, states=states, on=ON) is is_due


class TestStageClock:
    @pytest.mark.parametrize(
        ("kind", "due_on", "days"),
        [
            (LOCAL, dt.date(2026, 4, 13), 10),
            (EXPEDITED, dt.date(2026, 4, 27), 20),
            (INDEPENDENT, dt.date(2026, 5, 12), 30),
        ],
    )
    def test_rr_5_gives_each_stage_its_day_and_counts_it_out(self, rules, calendar, kind, due_on, days):
        clock = stage_clock(kind=kind, started_on=dt.date(2026, 3, 26), rules=rules, calendar=calendar)

        assert (clock.due_on, clock.limit_value, clock.rule_id) == (due_on, days, "RR-5")
        assert clock.due_at.date() == due_on
        assert [day.number for day in clock.days if day.number] == list(range(1, days + 1))
        assert clock.calendar_version == calendar.version
        assert clock.reasons

    def test_rr_14_says_by_when_they_have_it_in_writing_that_we_have_the_request(self, rules, calendar):
        asked_on = dt.date(2026, 3, 26)

        assert acknowledge_by(asked_on=asked_on, rules=rules, calendar=calendar).date() == dt.date(2026, 3, 31)

    def test_rr_14_tells_of_a_refusal_as_soon_as_a_first_answer_would_be_owed(self, rules, calendar):
        asked_on = dt.date(2026, 3, 26)
        first = stage_clock(kind=LOCAL, started_on=asked_on, rules=rules, calendar=calendar)

        assert refusal_due_at(asked_on=asked_on, rules=rules, calendar=calendar) == first.due_at


class TestSteps:
    def test_rr_8_lets_every_stage_begin_and_end(self):
        reached = {after for _, after in REVIEW_TRANSITIONS}

        assert reached == set(ReviewState) - {ReviewState.REQUESTED}
        assert {before for before, _ in REVIEW_TRANSITIONS} >= OPEN_STATES
        assert set(STATE_OF_STAGE) == set(LIMIT_OF_STAGE) == set(ReviewStageKind)

    @pytest.mark.parametrize(("before", "after"), sorted(REVIEW_TRANSITIONS))
    def test_rr_8_allows_what_is_in_the_table(self, before, after):
        assert require_step(before=before, after=after) is None

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (ReviewState.UPHELD, ReviewState.INDEPENDENT_REVIEW),
            (ReviewState.OVERTURNED, ReviewState.UPHELD),
            (ReviewState.REQUESTED, ReviewState.UPHELD),
            (ReviewState.WITHDRAWN, ReviewState.LOCAL_RESOLUTION),
            (ReviewState.LOCAL_RESOLUTION, ReviewState.INDEPENDENT_REVIEW),
        ],
    )
    def test_rr_8_refuses_what_is_not(self, before, after):
        with pytest.raises(UnknownStep):
            require_step(before=before, after=after)

    @pytest.mark.parametrize(
        ("stage", "outcome", "state"),
        [
            (LOCAL, UPHELD, ReviewState.LOCAL_ANSWERED),
            (INDEPENDENT, UPHELD, ReviewState.UPHELD),
            (EXPEDITED, UPHELD, ReviewState.UPHELD),
            (LOCAL, OVERTURNED, ReviewState.OVERTURNED),
            (INDEPENDENT, NO_REMEDY, ReviewState.WRONG_NO_REMEDY),
        ],
    )
    def test_rr_8_leaves_the_request_where_the_outcome_puts_it(self, stage, outcome, state):
        assert state_after(stage=stage, outcome=outcome) is state
        assert (STATE_OF_STAGE[stage], state) in REVIEW_TRANSITIONS


class TestFreshReviewer:
    PARTS = (
        Part(who="staff:decider", involvement=Involvement.RECORDED_DECISION),
        Part(who="staff:writer", involvement=Involvement.EXPLAINED_DECISION),
        Part(who="staff:first", involvement=Involvement.EARLIER_REVIEW),
        Part(who="staff:decider", involvement=Involvement.EXPLAINED_DECISION),
    )

    @pytest.mark.parametrize(
        ("reviewer", "count"), [("staff:decider", 2), ("staff:writer", 1), ("staff:first", 1), ("staff:fresh", 0)]
    )
    def test_rr_9_names_every_part_that_somebody_had(self, reviewer, count):
        assert len(why_not_fresh(reviewer=reviewer, parts=self.PARTS)) == count


class TestOutcomes:
    @pytest.mark.parametrize(
        ("stage", "text", "outcomes"),
        [
            (LOCAL, ReviewText.STANDARD, [UPHELD, OVERTURNED, NO_REMEDY]),
            (INDEPENDENT, ReviewText.STANDARD, [UPHELD, OVERTURNED, NO_REMEDY]),
            (LOCAL, ReviewText.NO_RESTART, [UPHELD, NO_REMEDY]),
            (INDEPENDENT, ReviewText.NO_RESTART, [UPHELD, NO_REMEDY]),
            (EXPEDITED, ReviewText.EXPEDITED_PILOT, [OVERTURNED, UPHELD]),
        ],
    )
    def test_rr_10_no_case_starts_again_after_no_evidence_was_offered(self, stage, text, outcomes):
        possible = possible_outcomes(stage=stage, text=text, code=DecisionCode.DISCONTINUE_ALL)

        assert [each.outcome for each in possible] == outcomes
        assert all(each.means for each in possible)

    def test_rr_10_says_that_a_second_review_may_follow_the_first_only(self):
        means = [
            possible_outcomes(stage=stage, text=ReviewText.STANDARD, code=DecisionCode.DISCONTINUE_ALL)[0].means
            for stage in (LOCAL, INDEPENDENT)
        ]

        assert ["independent" in words for words in means] == [True, False]

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            (DecisionCode.LIE_ON_FILE_ALL, "ask the court for permission"),
            (DecisionCode.NFA_EVIDENTIAL, "decides about a charge"),
            (DecisionCode.DISCONTINUE_ALL, "can be started again"),
        ],
    )
    def test_rr_10_says_what_overturning_means_for_the_decision(self, code, words):
        possible = possible_outcomes(stage=LOCAL, text=ReviewText.STANDARD, code=code)

        assert words in next(each.means for each in possible if each.outcome is OVERTURNED)

    @pytest.mark.parametrize(("text", "is_so"), [(ReviewText.STANDARD, True), (ReviewText.NO_RESTART, False)])
    def test_rr_10_answers_for_one_outcome(self, text, is_so):
        possible = is_possible(outcome=OVERTURNED, stage=LOCAL, text=text, code=DecisionCode.NO_EVIDENCE_ALL)

        assert possible is is_so
