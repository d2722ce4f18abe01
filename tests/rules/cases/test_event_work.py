"""Which work an event raises, for whom and by when (EW-1 to EW-3; L11)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from cases.rules.case_rules import CaseRules
from cases.rules.event_work import DECLINED_WORDS, RAISING, TASKS, Audience, due_at, plea_of
from cases.rules.time_limits import TimeLimitTable
from cases.rules.vocabulary import CaseEventKind, LimitKind, Plea, WorkKind

LONDON = ZoneInfo("Europe/London")
#: Thursday before Easter 2026, 16:00 in London: Friday and Monday are bank holidays.
AT = dt.datetime(2026, 4, 2, 16, 0, tzinfo=LONDON)


class TestTasks:
    """EW-1."""

    @pytest.mark.parametrize(
        "kind",
        [
            CaseEventKind.HEARING_LISTED,
            CaseEventKind.HEARING_MOVED,
            CaseEventKind.HEARING_VACATED,
            CaseEventKind.ADJOURNED,
            CaseEventKind.PLEA,
            CaseEventKind.VERDICT,
            CaseEventKind.SENTENCE,
            CaseEventKind.BAIL_CHANGE,
            CaseEventKind.PROTECTIVE_ORDER,
            CaseEventKind.SPECIAL_MEASURES,
            CaseEventKind.APPLICATION,
        ],
    )
    def test_each_event_that_changes_what_a_victim_knows_raises_work(self, kind):
        assert kind in RAISING

    def test_each_has_words_of_its_own_that_fit_on_the_list(self):
        words = [task.words for task in TASKS]

        assert len(set(words)) == len(words)
        assert all(len(text + DECLINED_WORDS) <= 300 and text.endswith(".") for text in words)

    def test_a_decision_raises_none_because_it_is_proposed(self):
        assert CaseEventKind.STOPPED_BY_PROSECUTION not in RAISING
        assert CaseEventKind.CHARGED not in RAISING

    def test_a_plea_of_not_guilty_asks_for_the_offer_of_a_meeting(self):
        [offer] = [task for task in TASKS if task.work is WorkKind.MEETING_OFFER]

        assert (offer.event, offer.plea, offer.audience) == (
            CaseEventKind.PLEA,
            Plea.NOT_GUILTY,
            Audience.RASSO_ADULT,
        )
        assert not offer.replaces

    def test_every_plea_has_its_words(self):
        assert {task.plea for task in TASKS if task.work is WorkKind.PLEA_NEWS} == set(Plea)

    @pytest.mark.parametrize(
        ("value", "plea"),
        [
            ("GUILTY", Plea.GUILTY),
            ("CHANGE_TO_GUILTY_AFTER_SWORN_IN", Plea.GUILTY),
            ("guilty single justice procedure", Plea.GUILTY),
            ("NOT_GUILTY", Plea.NOT_GUILTY),
            ("INDICATED_GUILTY", Plea.OTHER),
            ("INDICATED_NOT_GUILTY", Plea.OTHER),
            ("UNFIT_TO_PLEAD", Plea.OTHER),
            ("", Plea.OTHER),
        ],
    )
    def test_a_plea_that_is_not_clear_is_left_to_a_person(self, value, plea):
        assert plea_of(value=value) is plea


class TestClock:
    """EW-2."""

    @pytest.mark.parametrize("limit", [LimitKind.HEARING_NEWS, LimitKind.OUTCOME_NEWS, LimitKind.SPECIAL_MEASURES_NEWS])
    def test_ends_with_the_working_day_after_receipt(self, rules, calendar, limit):
        due = due_at(limit=limit, at=AT, rules=rules, calendar=calendar)

        assert due == dt.datetime(2026, 4, 7, 23, 59, 59, tzinfo=LONDON)

    def test_of_safety_is_an_hour_whatever_the_calendar_says(self):
        assert due_at(limit=None, at=AT, rules=None, calendar=None) == AT + dt.timedelta(hours=1)

    def test_is_today_where_no_clock_is_published(self, rules, calendar):
        no_limits = CaseRules(
            **{name: getattr(rules, name) for name in rules.__dataclass_fields__ if name != "limits"},
            limits=TimeLimitTable.of(rows=()),
        )

        assert due_at(limit=LimitKind.HEARING_NEWS, at=AT, rules=None, calendar=None) is None
        assert due_at(limit=LimitKind.HEARING_NEWS, at=AT, rules=no_limits, calendar=calendar) is None

    def test_is_today_beyond_the_calendar(self, rules, calendar):
        far = dt.datetime(calendar.known_to.year, 12, 31, 12, 0, tzinfo=LONDON)

        assert due_at(limit=LimitKind.HEARING_NEWS, at=far, rules=rules, calendar=calendar) is None


class TestAudience:
    """EW-3."""

    def test_bail_and_orders_are_told_of_whoever_the_victim_is(self):
        kinds = {CaseEventKind.BAIL_CHANGE, CaseEventKind.PROTECTIVE_ORDER}

        safety = [task for task in TASKS if task.event in kinds]

        assert all(task.audience is Audience.SAFETY and task.limit is None and not task.replaces for task in safety)

    def test_a_date_alone_is_work_only_where_somebody_is_their_one_contact(self):
        [listed] = [task for task in TASKS if task.event is CaseEventKind.HEARING_LISTED]

        assert listed.audience is Audience.NAMED_OFFICER
