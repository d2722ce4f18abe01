"""The first page says how long the step usually takes: a range, or nothing (V10)."""

import datetime as dt

import pytest
from django.urls import reverse

from cases.rules.vocabulary import Language
from tests.factories.cases import ObligationFactory
from tests.factories.communications import LongWaitFactory, UsualWaitFactory
from tests.web.portal.conftest import NOW, make_victim, sign_in

pytestmark = pytest.mark.django_db


def counted(**changes: object) -> None:
    """The newest counting of everybody at the step."""
    UsualWaitFactory(counted_on=NOW.date(), **changes)


def first_page(days: int = 30, *, language: Language = Language.EN, answer_due_on: dt.date | None = None) -> str:
    """What somebody reads whose case has stood at the step for so many days."""
    since = NOW.date() - dt.timedelta(days=days)
    victim = make_victim(stage_since=since)
    victim.person.language = language
    victim.person.save()
    if answer_due_on is not None:
        LongWaitFactory(victim=victim, answer_due_on=answer_due_on)
    return sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})).content.decode()


@pytest.fixture(autouse=True)
def _now(clock):
    """At 10:00 on 11 March 2026."""


class TestTheUsualWait:
    def test_v10_is_a_range(self):
        counted()
        page = first_page()
        assert "Half of the cases like yours took between 6 and 11 weeks at this step." in page
        assert "longer than usual" not in page

    @pytest.mark.parametrize(
        ("marks", "words"),
        [
            ((2, 9), "between 2 and 9 days"),
            ((213, 335), "between 7 and 12 months"),
            ((0, 9), "Most cases like yours took up to 9 days"),
            ((3, 60), "Most cases like yours took up to 9 weeks"),
            ((20, 335), "Most cases like yours took up to 12 months"),
        ],
    )
    def test_v10_is_told_in_a_unit_that_fits(self, marks, words):
        low, high = marks
        counted(quarter_days=low, half_days=low, three_quarters_days=high, long_days=400)
        assert words in first_page()

    def test_v10_says_that_this_one_is_longer_and_by_when_we_tell_why(self):
        counted()
        page = first_page(91, answer_due_on=dt.date(2026, 3, 25))
        assert "Yours takes longer than usual. We have asked why, and will tell you by Wednesday 25 March 2026." in page

    def test_v10_promises_nothing_that_was_not_promised(self):
        counted()
        assert "Yours takes longer than usual. You can ask us why at any time." in first_page(91)

    def test_v10_is_silent_where_too_few_cases_are_known(self):
        assert "How long this step usually takes" not in first_page()

    def test_v10_is_silent_while_a_decision_is_not_explained(self):
        counted()
        since = NOW.date() - dt.timedelta(days=30)
        victim = make_victim(stage_since=since)
        ObligationFactory(victim=victim)
        page = sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})).content.decode()
        assert "How long this step usually takes" not in page

    def test_v22_is_read_in_welsh(self):
        counted()
        page = first_page(91, language=Language.CY, answer_due_on=dt.date(2026, 3, 25))
        assert "Cymerodd hanner yr achosion fel eich un chi o 6 i 11 wythnos ar y cam hwn." in page
        assert "dydd Mercher 25 Mawrth 2026" in page
