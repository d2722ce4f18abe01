"""How long a step usually takes: a range from one's own cases, those that still wait counted as waiting (V10)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import JourneyStage
from communications.rules.usual_wait import (
    DEFAULT_FIGURES,
    STEPS,
    Group,
    Mark,
    Spell,
    Told,
    Unit,
    Usual,
    chain,
    estimate,
    figures_on,
    is_longer,
    leaning,
    may_be_shown,
    share_left_by,
    told,
)

FIGURES = DEFAULT_FIGURES[0]
STEP = JourneyStage.TRIAL_PREP
lengths = st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=60)


def left(*days):
    return [Spell(days=each, is_over=True) for each in days]


def still(*days):
    return [Spell(days=each, is_over=False) for each in days]


def usual(quarter=10, half=20, three_quarters=40, long=50, closed=100):
    marks = {Mark.QUARTER: quarter, Mark.HALF: half, Mark.THREE_QUARTERS: three_quarters, Mark.LONG: long}
    return Usual(marks={mark: float(days) for mark, days in marks.items()}, closed=closed, waiting=0)


class TestTheEstimate:
    def test_wait_1_without_anybody_waiting_it_is_the_plain_share(self):
        found = estimate(spells=left(*range(1, 101)))
        assert found.marks == {Mark.QUARTER: 25, Mark.HALF: 50, Mark.THREE_QUARTERS: 75, Mark.LONG: 80}
        assert (found.closed, found.waiting) == (100, 0)

    def test_wait_1_whoever_still_waits_makes_it_longer(self):
        # By hand: of 4 at risk 1 leaves on day 10 (3/4 wait), 1 is lost to sight on day 15, then of 2 one leaves on
        # day 20 (3/8 wait) and the last on day 30.
        found = estimate(spells=[*left(10, 20, 30), *still(15)])
        assert found.marks == {Mark.QUARTER: 10, Mark.HALF: 20, Mark.THREE_QUARTERS: 30, Mark.LONG: 30}
        assert share_left_by(days=20, spells=[*left(10, 20, 30), *still(15)]) == pytest.approx(5 / 8)

    def test_wait_1_leaving_those_who_wait_out_would_make_every_wait_look_short(self):
        done, waiting = left(*range(1, 41)), still(*[60] * 60)
        assert estimate(spells=done).marks[Mark.HALF] == 20
        assert Mark.HALF not in estimate(spells=[*done, *waiting]).marks

    def test_wait_1_nobody_is_nothing(self):
        assert estimate(spells=[]) == Usual(marks={}, closed=0, waiting=0)

    def test_wait_1_cases_of_one_length_count_as_many_as_they_are(self):
        assert estimate(spells=[Spell(days=7, is_over=True, count=3), *still(9)]) == estimate(
            spells=[*left(7, 7, 7), *still(9)]
        )

    @given(lengths)
    def test_wait_1_the_marks_stand_in_their_order_and_among_the_lengths_that_were_seen(self, seen):
        marks = estimate(spells=[Spell(days=days, is_over=is_over) for days, is_over in seen]).marks
        assert list(marks.values()) == sorted(marks.values())
        assert set(marks.values()) <= {days for days, is_over in seen if is_over}

    @given(lengths, st.integers(0, 400))
    def test_wait_1_somebody_more_who_waits_never_makes_a_mark_earlier(self, seen, days):
        spells = [Spell(days=each, is_over=is_over) for each, is_over in seen]
        before, after = estimate(spells=spells).marks, estimate(spells=[*spells, *still(days)]).marks
        assert set(after) <= set(before)
        assert all(after[mark] >= before[mark] for mark in after)

    @given(lengths)
    def test_wait_7_by_its_mark_at_least_its_share_has_left(self, seen):
        spells = [Spell(days=days, is_over=is_over) for days, is_over in seen]
        for mark, days in estimate(spells=spells).marks.items():
            assert share_left_by(days=int(days), spells=spells) >= mark.value - 1e-6

    def test_wait_7_before_the_first_nobody_has_left(self):
        assert share_left_by(days=3, spells=left(4)) == 0


class TestSmallGroups:
    def test_wait_2_few_cases_lean_on_the_wider_group(self):
        own, wider = usual(half=10, closed=30), usual(half=30)
        assert leaning(own=own, wider=wider, figures=FIGURES).marks[Mark.HALF] == pytest.approx(20)

    def test_wait_2_many_stand_for_themselves(self):
        own, wider = usual(half=10, closed=2970), usual(half=30)
        assert leaning(own=own, wider=wider, figures=FIGURES).marks[Mark.HALF] == pytest.approx(10.2)

    def test_wait_2_the_widest_leans_on_nothing(self):
        assert leaning(own=usual(), wider=None, figures=FIGURES) == usual()

    def test_wait_2_a_mark_that_either_has_not_reached_is_missing(self):
        short = Usual(marks={Mark.QUARTER: 5.0}, closed=40, waiting=50)
        assert set(leaning(own=usual(), wider=short, figures=FIGURES).marks) == {Mark.QUARTER}

    def test_wait_2_a_group_belongs_to_any_court_then_any_service_then_any_offence(self):
        group = Group(step=STEP, offence="BURGLARY", tier="UNIVERSAL", court="B01")
        assert chain(group=group) == (
            group,
            Group(step=STEP, offence="BURGLARY", tier="UNIVERSAL"),
            Group(step=STEP, offence="BURGLARY"),
            Group(step=STEP),
        )

    def test_wait_3_under_the_set_count_nothing_is_shown(self):
        assert may_be_shown(usual=usual(closed=FIGURES.least_closed), figures=FIGURES)
        assert not may_be_shown(usual=usual(closed=FIGURES.least_closed - 1), figures=FIGURES)

    def test_wait_3_nor_while_most_still_wait(self):
        reached = Usual(marks={Mark.QUARTER: 5.0, Mark.HALF: 9.0}, closed=500, waiting=900)
        assert not may_be_shown(usual=reached, figures=FIGURES)

    def test_wait_4_the_figures_are_dated(self):
        assert figures_on(on=dt.date(2026, 3, 2), rows=DEFAULT_FIGURES) == FIGURES
        with pytest.raises(LookupError, match="2020-01-01"):
            figures_on(on=dt.date(2020, 1, 1), rows=DEFAULT_FIGURES)


class TestWhatIsTold:
    def test_wait_5_longer_than_usual_is_beyond_the_long_mark(self):
        assert not is_longer(days=50, usual=usual(long=50))
        assert is_longer(days=51, usual=usual(long=50))
        assert not is_longer(days=999, usual=Usual(marks={}, closed=99, waiting=1))

    @pytest.mark.parametrize(
        ("low", "high", "words"),
        [
            (0, 1, Told(least=0, most=2, unit=Unit.DAYS)),
            (3, 14, Told(least=3, most=14, unit=Unit.DAYS)),
            (6, 15, Told(least=0, most=3, unit=Unit.WEEKS)),
            (44, 75, Told(least=6, most=11, unit=Unit.WEEKS)),
            (100, 182, Told(least=14, most=26, unit=Unit.WEEKS)),
            (213, 335, Told(least=7, most=12, unit=Unit.MONTHS)),
        ],
    )
    def test_wait_6_a_range_is_rounded_outwards(self, low, high, words):
        assert told(usual=usual(quarter=low, half=low, three_quarters=high, long=high)) == words

    @given(st.floats(0, 2000), st.floats(0, 2000))
    def test_wait_6_it_is_never_a_point_and_never_narrower_than_it_is(self, one, other):
        low, high = sorted((one, other))
        words = told(usual=usual(quarter=low, half=low, three_quarters=high, long=high))
        length = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30.4}[words.unit]
        assert words.least * length <= low + 1e-6
        assert words.most * length >= high - 1e-6
        assert words.least < words.most

    def test_steps_are_those_after_which_somebody_waits(self):
        assert JourneyStage.CPS_REVIEW in STEPS
        assert not STEPS & {JourneyStage.CLOSED, JourneyStage.STOPPED, JourneyStage.PROVISIONAL_STOP}
