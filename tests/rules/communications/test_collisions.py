"""Contacts of one day with one person: which collide, which waits, and which facts differ (L15; COL-1 to COL-3)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import Agency, AgencyContactWay, ChargeState, ToldOutcome
from communications.rules import collisions
from communications.rules.collisions import (
    DayFacts,
    Matter,
    OthersContact,
    OwnContact,
    OwnSort,
    Sort,
    Verdict,
    assess,
    differences,
    outcomes_of,
)

#: A Wednesday.
DAY = dt.date(2026, 3, 11)
TOMORROW = DAY + dt.timedelta(days=1)
HEARING = dt.date(2026, 4, 7)
QUIET = DayFacts(day=DAY, hearing_days=frozenset({HEARING}), outcomes=frozenset({ToldOutcome.GOES_ON}))
RANG = OthersContact(agency=Agency.WITNESS_CARE, is_made=True, way=AgencyContactWay.PHONE, on=DAY, time=dt.time(10, 0))
OTHER_DAY = dataclasses.replace(RANG, told_hearing_on=dt.date(2026, 4, 9))


def with_others(*others, **changes):
    return dataclasses.replace(QUIET, others=others, **changes)


class TestWhoGoes:
    @pytest.mark.parametrize("sort", Sort)
    def test_col_1_nothing_stands_against_a_day_without_other_contacts(self, sort):
        assert assess(sort=sort, facts=QUIET).verdict is Verdict.CLEAR

    @pytest.mark.parametrize("sort", Sort)
    def test_col_1_a_contact_of_another_day_with_the_same_facts_does_not_collide(self, sort):
        earlier = dataclasses.replace(RANG, on=DAY - dt.timedelta(days=1), told_hearing_on=HEARING)

        assert assess(sort=sort, facts=with_others(earlier)).verdict is Verdict.CLEAR

    @pytest.mark.parametrize("is_made", [True, False])
    def test_col_1_whoever_rings_is_told_of_a_contact_made_or_planned(self, is_made):
        other = dataclasses.replace(RANG, is_made=is_made)

        found = assess(sort=Sort.CALL, facts=with_others(other))

        assert (found.verdict, found.others, found.why) == (Verdict.MIND, (other,), collisions.RING_LATER)
        assert not found.is_held_back

    def test_col_1_a_contact_of_our_own_collides_too(self):
        own = OwnContact(sort=OwnSort.MEETING, time=dt.time(14, 0))

        found = assess(sort=Sort.ROUTINE_UPDATE, facts=dataclasses.replace(QUIET, own=(own,)))

        assert (found.verdict, found.own, found.wait_until) == (Verdict.WAIT, (own,), TOMORROW)

    @pytest.mark.parametrize("sort", OwnSort)
    def test_col_1_whoever_rings_is_told_of_every_contact_with_who_and_what(self, sort):
        own = OwnContact(sort=sort, time=dt.time(9, 30), said="The date.", by="staff:1")

        found = assess(sort=Sort.CALL, facts=dataclasses.replace(QUIET, own=(own,)))

        assert (found.verdict, found.own) == (Verdict.MIND, (own,))

    @pytest.mark.parametrize("sort", OwnSort)
    def test_col_2_a_routine_update_waits_for_what_they_hear_and_not_for_a_call_in_vain_or_what_they_read_or_wrote(
        self, sort
    ):
        found = assess(sort=Sort.ROUTINE_UPDATE, facts=dataclasses.replace(QUIET, own=(OwnContact(sort=sort),)))

        if sort in {OwnSort.TRIED, OwnSort.READ, OwnSort.WROTE}:
            assert (found.verdict, found.why, found.wait_until) == (Verdict.MIND, collisions.UPDATE_GOES, None)
        else:
            assert (found.verdict, found.wait_until) == (Verdict.WAIT, TOMORROW)

    def test_col_2_a_routine_update_waits_for_another_agency_even_where_we_only_tried(self):
        facts = with_others(RANG, own=(OwnContact(sort=OwnSort.TRIED),))

        assert assess(sort=Sort.ROUTINE_UPDATE, facts=facts).verdict is Verdict.WAIT

    def test_col_2_what_was_said_is_in_no_representation(self):
        said = dataclasses.replace(RANG, said="At the refuge.")

        assert "refuge" not in repr(assess(sort=Sort.CALL, facts=with_others(said)))

    def test_col_2_a_routine_update_waits_until_the_next_day(self):
        found = assess(sort=Sort.ROUTINE_UPDATE, facts=with_others(RANG))

        assert (found.verdict, found.wait_until, found.why) == (Verdict.WAIT, TOMORROW, collisions.UPDATE_WAITS)
        assert found.is_held_back

    def test_col_2_a_promised_day_is_kept(self):
        found = assess(sort=Sort.ROUTINE_UPDATE, facts=with_others(RANG, must_leave_by=DAY))

        assert (found.verdict, found.wait_until, found.why) == (Verdict.MIND, None, collisions.PROMISE_WINS)

    def test_col_2_a_promise_for_tomorrow_leaves_a_day_to_wait(self):
        facts = with_others(RANG, must_leave_by=TOMORROW)

        assert assess(sort=Sort.ROUTINE_UPDATE, facts=facts).verdict is Verdict.WAIT

    def test_col_2_where_facts_differ_a_routine_update_waits_for_a_person_even_if_promised(self):
        found = assess(sort=Sort.ROUTINE_UPDATE, facts=with_others(OTHER_DAY, must_leave_by=DAY))

        assert (found.verdict, found.wait_until, found.why) == (Verdict.SETTLE, None, collisions.SETTLE_FIRST)
        assert found.is_held_back

    @pytest.mark.parametrize(
        ("sort", "why"),
        [
            (Sort.OWED_LETTER, collisions.TIME_LIMIT_WINS),
            (Sort.OTHER_LETTER, collisions.LETTER_GOES),
            (Sort.SAFETY_NEWS, collisions.SAFETY_NEVER_WAITS),
        ],
    )
    @pytest.mark.parametrize("other", [RANG, OTHER_DAY])
    def test_col_2_what_is_owed_by_law_and_safety_never_wait_and_say_so(self, sort, why, other):
        found = assess(sort=sort, facts=with_others(other))

        assert (found.verdict, found.why, found.is_held_back) == (Verdict.MIND, why, False)

    def test_col_2_whoever_rings_settles_facts_that_differ_first(self):
        assert assess(sort=Sort.CALL, facts=with_others(OTHER_DAY)).why == collisions.RING_AFTER_SETTLING

    def test_col_2_unless_the_time_limit_ends(self):
        found = assess(sort=Sort.CALL, facts=with_others(OTHER_DAY, must_leave_by=DAY))

        assert (found.verdict, found.why) == (Verdict.MIND, collisions.RING_IN_TIME)


class TestFactsThatDiffer:
    def test_col_3_another_day_of_the_hearing_is_named_with_ours(self):
        later = HEARING + dt.timedelta(days=30)
        past = DAY - dt.timedelta(days=30)
        facts = with_others(OTHER_DAY, hearing_days=frozenset({later, HEARING, past}))

        [found] = differences(facts=facts)

        assert (found.agency, found.matter) == (Agency.WITNESS_CARE, Matter.HEARING)
        assert (found.their_day, found.our_days) == (dt.date(2026, 4, 9), (HEARING, later))

    def test_col_3_a_hearing_where_we_have_none_differs(self):
        [found] = differences(facts=with_others(OTHER_DAY, hearing_days=frozenset()))

        assert found.our_days == found.our_weeks == ()

    def test_col_3_a_day_in_a_week_that_is_listed_agrees(self):
        monday = dt.date(2026, 4, 6)

        assert differences(facts=with_others(OTHER_DAY, hearing_weeks=frozenset({monday}))) == ()

    def test_col_3_another_week_differs_and_is_named(self):
        monday = dt.date(2026, 4, 13)

        [found] = differences(facts=with_others(OTHER_DAY, hearing_days=frozenset(), hearing_weeks=frozenset({monday})))

        assert found.our_weeks == (monday,)

    def test_col_3_a_hearing_that_is_over_is_not_compared(self):
        over = dataclasses.replace(RANG, told_hearing_on=DAY - dt.timedelta(days=1))

        assert differences(facts=with_others(over)) == ()

    def test_col_3_the_newest_word_of_an_agency_counts(self):
        earlier = dataclasses.replace(OTHER_DAY, on=DAY - dt.timedelta(days=3))
        corrected = dataclasses.replace(RANG, told_hearing_on=HEARING)

        assert differences(facts=with_others(earlier, corrected)) == ()

    def test_col_3_of_one_agency_each_matter_is_named_once(self):
        twice = dataclasses.replace(
            OTHER_DAY, on=DAY - dt.timedelta(days=1), told_outcome=ToldOutcome.STOPPED, time=None
        )
        again = dataclasses.replace(OTHER_DAY, told_outcome=ToldOutcome.STOPPED)

        found = differences(facts=with_others(twice, again))

        assert [(one.matter, one.on) for one in found] == [(Matter.HEARING, DAY), (Matter.OUTCOME, DAY)]

    def test_col_3_each_agency_is_compared(self):
        police = dataclasses.replace(OTHER_DAY, agency=Agency.POLICE)

        assert {one.agency for one in differences(facts=with_others(OTHER_DAY, police))} == {
            Agency.POLICE,
            Agency.WITNESS_CARE,
        }

    @pytest.mark.parametrize("days", [-collisions.LOOK_BACK_DAYS - 1, 1])
    def test_col_3_neither_long_past_words_nor_future_ones_count(self, days):
        other = dataclasses.replace(OTHER_DAY, on=DAY + dt.timedelta(days=days))

        assert differences(facts=with_others(other)) == ()

    def test_col_3_words_of_two_weeks_ago_still_count(self):
        other = dataclasses.replace(OTHER_DAY, on=DAY - dt.timedelta(days=collisions.LOOK_BACK_DAYS))

        assert len(differences(facts=with_others(other))) == 1

    def test_col_3_another_outcome_is_named_with_ours(self):
        stopped = dataclasses.replace(RANG, told_outcome=ToldOutcome.STOPPED)

        [found] = differences(facts=with_others(stopped))

        assert (found.their_outcome, found.our_outcomes) == (ToldOutcome.STOPPED, (ToldOutcome.GOES_ON,))

    def test_col_3_an_outcome_that_our_record_knows_agrees(self):
        goes_on = dataclasses.replace(RANG, told_outcome=ToldOutcome.GOES_ON)

        assert differences(facts=with_others(goes_on)) == ()

    def test_col_3_without_charges_of_this_person_no_outcome_is_compared(self):
        stopped = dataclasses.replace(RANG, told_outcome=ToldOutcome.STOPPED)

        assert differences(facts=with_others(stopped, outcomes=frozenset())) == ()


class TestHowTheCaseStands:
    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            ([], set()),
            ([ChargeState.CHARGED], {ToldOutcome.GOES_ON}),
            ([ChargeState.CONVICTED], {ToldOutcome.CONVICTED, ToldOutcome.GOES_ON}),
            ([ChargeState.ACQUITTED, ChargeState.STOPPED], {ToldOutcome.ACQUITTED, ToldOutcome.STOPPED}),
            ([ChargeState.REPLACED], set()),
            ([ChargeState.REPLACED, ChargeState.UNDER_REVIEW], {ToldOutcome.GOES_ON}),
        ],
    )
    def test_col_3_it_is_read_from_the_charges(self, states, expected):
        assert outcomes_of(states=states) == expected

    @pytest.mark.parametrize("state", ChargeState)
    def test_col_3_every_state_but_a_replaced_charge_says_something(self, state):
        assert bool(outcomes_of(states=[state])) == (state is not ChargeState.REPLACED)
