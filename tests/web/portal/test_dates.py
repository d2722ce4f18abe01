"""Hearings in the portal: what each is for, whether to come, moved ones, no result before the person (V25)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import CaseEvent, HearingDay, WorkItem
from tests.factories.cases import CaseFactory, DecisionFactory, HearingFactory, ObligationFactory, WorkItemFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn
from tests.web.portal.test_reading import seen

pytestmark = pytest.mark.django_db
#: Wednesday 18 March 2026, 10:30 in London.
SITS_AT = NOW + dt.timedelta(days=7, minutes=30)


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def the_page(signed_in: SignedIn) -> str:
    return seen(signed_in.browser.get(reverse("portal:dates", kwargs={"victim_id": signed_in.victim.pk})))


def hearing(signed_in: SignedIn, **changes):
    values = {"kind": "Trial", "starts_at": SITS_AT, "court_name": "Exampletown Crown Court"}
    return HearingFactory(case=signed_in.victim.case, **{**values, **changes})


def calendar_of(signed_in: SignedIn, row) -> str:
    return reverse("portal:date_calendar", kwargs={"victim_id": signed_in.victim.pk, "hearing_id": row.pk})


def moved_to(signed_in: SignedIn, moment: dt.datetime, *, recorded_at: dt.datetime = NOW) -> None:
    CaseEvent.objects.create(
        case=signed_in.victim.case,
        kind="HEARING_MOVED",
        key=f"court:moved-{moment.isoformat()}",
        occurred_at=recorded_at,
        recorded_at=recorded_at,
        recorded_by="system:court-feed",
        detail={"hearing_date": moment.isoformat()},
    )


def news(signed_in: SignedIn, *, is_told: bool, occurred_at: dt.datetime) -> None:
    """A verdict of a day in court, and the work of telling it."""
    CaseEvent.objects.create(
        case=signed_in.victim.case,
        kind="VERDICT",
        key="court:verdict-1",
        occurred_at=occurred_at,
        recorded_at=occurred_at,
        recorded_by="system:court-feed",
    )
    done = {"state": "DONE", "done_at": NOW, "done_by": "staff:1", "outcome": "Told"} if is_told else {}
    WorkItemFactory(
        case=signed_in.victim.case,
        victim=signed_in.victim,
        kind="VERDICT_NEWS",
        key="verdict-1",
        about="case-event:verdict-1",
        **done,
    )


class TestAHearing:
    def test_says_when_where_what_for_and_whether_to_come(self, signed_in: SignedIn) -> None:
        hearing(signed_in)

        page = the_page(signed_in)

        assert "Wednesday 18 March 2026 at 10:30am" in page
        assert "Exampletown Crown Court" in page
        assert "The court hears the evidence of both sides" in page
        assert "Do you need to come? You need to come if you were asked to give evidence." in page

    def test_of_a_week_or_without_a_date_says_so(self, signed_in: SignedIn) -> None:
        hearing(signed_in, starts_at=None, week_commencing=dt.date(2026, 4, 13))
        hearing(signed_in, starts_at=None, is_to_be_fixed=True, kind="Sentence")

        page = the_page(signed_in)

        assert "In the week that begins on Monday 13 April 2026" in page
        assert "The court has not set a date yet." in page
        assert page.index("13 April") < page.index("No date yet")

    def test_that_is_not_confirmed_says_not_to_plan_around_it(self, signed_in: SignedIn) -> None:
        row = hearing(signed_in, is_provisional=True)

        assert "Please do not plan around it" in the_page(signed_in)
        assert signed_in.browser.get(calendar_of(signed_in, row)).status_code == 404

    def test_that_moved_says_sorry_and_which_is_the_new_date(self, signed_in: SignedIn) -> None:
        hearing(signed_in)
        moved_to(signed_in, SITS_AT)

        page = the_page(signed_in)

        assert "The court changed the date or the place. This is the new one. We are sorry" in page

    def test_that_moved_long_ago_is_no_news(self, signed_in: SignedIn) -> None:
        hearing(signed_in)
        moved_to(signed_in, SITS_AT, recorded_at=NOW - dt.timedelta(days=60))

        assert "This is the new one" not in the_page(signed_in)

    def test_that_will_not_take_place_says_so_plainly_with_regret(self, signed_in: SignedIn) -> None:
        row = hearing(signed_in, is_vacated=True, vacated_reason="The judge is ill")

        page = the_page(signed_in)

        assert "This hearing will not take place on this day. We are sorry" in page
        assert "judge is ill" not in page
        assert "Do you need to come?" not in page
        assert signed_in.browser.get(calendar_of(signed_in, row)).status_code == 404

    def test_over_several_days_lists_those_that_stand(self, signed_in: SignedIn) -> None:
        row = hearing(signed_in)
        for days, is_cancelled in ((0, False), (1, False), (2, True)):
            HearingDay.objects.create(hearing=row, sits_at=SITS_AT + dt.timedelta(days=days), is_cancelled=is_cancelled)

        page = the_page(signed_in)

        assert "The court has also set aside: Thursday 19 March 2026" in page
        assert "20 March" not in page

    def test_in_welsh_says_so(self, signed_in: SignedIn) -> None:
        hearing(signed_in, is_in_welsh=True)

        assert "This hearing is held in Welsh." in the_page(signed_in)

    def test_none_at_all_says_so(self, signed_in: SignedIn) -> None:
        assert "No hearing has a date at present." in the_page(signed_in)


class TestNothingIsToldFirst:
    """PORT-2, HEAR-2: what a person has not been told stands on no page."""

    def test_a_sentence_hearing_is_only_a_hearing_while_the_verdict_is_untold(self, signed_in: SignedIn) -> None:
        hearing(signed_in, kind="Sentence")
        news(signed_in, is_told=False, occurred_at=NOW - dt.timedelta(days=1))

        page = the_page(signed_in)

        assert "Ask your contact what this hearing is for." in page
        assert "sentence" not in page.lower()

    def test_it_has_its_name_once_they_were_told(self, signed_in: SignedIn) -> None:
        hearing(signed_in, kind="Sentence")
        news(signed_in, is_told=True, occurred_at=NOW - dt.timedelta(days=1))

        assert "The court decides on the sentence." in the_page(signed_in)

    def test_what_came_of_a_hearing_is_said_only_once_somebody_told_them(self, signed_in: SignedIn) -> None:
        hearing(signed_in, starts_at=NOW - dt.timedelta(days=2))
        assert "somebody tells you in person" in the_page(signed_in)

        news(signed_in, is_told=True, occurred_at=NOW - dt.timedelta(days=2))

        assert "On 11 March 2026 we told you what came of it." in the_page(signed_in)

    @pytest.mark.parametrize("is_vacated", [True, False])
    def test_while_a_decision_waits_for_its_letter_they_are_asked_to_ring(
        self, signed_in: SignedIn, is_vacated: bool
    ) -> None:
        row = hearing(signed_in, is_vacated=is_vacated)
        decision = DecisionFactory(case=signed_in.victim.case, decided_at=NOW - dt.timedelta(days=1))
        ObligationFactory(victim=signed_in.victim, decision=decision)

        page = the_page(signed_in)

        assert "Please ring your contact before you make plans for this hearing." in page
        assert "will not take place" not in page.lower()
        assert "Do you need to come?" not in page
        assert signed_in.browser.get(calendar_of(signed_in, row)).status_code == 404


class TestTheCalendar:
    def test_says_nothing_but_the_time(self, signed_in: SignedIn) -> None:
        row = hearing(signed_in)
        moved_to(signed_in, SITS_AT)

        response = signed_in.browser.get(calendar_of(signed_in, row))

        entry = response.content.decode()
        assert "SUMMARY:Appointment" in entry
        assert "SEQUENCE:1" in entry
        assert "LOCATION" not in entry
        for telling in ("Trial", "Court", "Crown"):
            assert telling not in entry
        assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'

    def test_of_another_case_is_not_there(self, signed_in: SignedIn) -> None:
        foreign = HearingFactory(case=CaseFactory(), starts_at=SITS_AT)

        assert signed_in.browser.get(calendar_of(signed_in, foreign)).status_code == 404


class TestInWelsh:
    def test_the_page_is_in_welsh_throughout_with_the_welsh_name_of_the_court(self, signed_in: SignedIn) -> None:
        hearing(signed_in, court_name_welsh="Llys y Goron Llanenghraifft")
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = the_page(signed_in)

        assert "Dydd Mercher 18 Mawrth 2026" in page
        assert "Llys y Goron Llanenghraifft" in page
        assert "A oes angen i chi ddod?" in page
        for english in ("hearing", "Trial", "come", "court", "Dates"):
            assert english not in page, english


def test_the_page_costs_the_same_with_one_hearing_and_with_fifty(signed_in: SignedIn) -> None:
    hearing(signed_in)
    with CaptureQueriesContext(
        connection,
    ) as one:
        the_page(signed_in)
    for day in range(50):
        hearing(signed_in, starts_at=SITS_AT + dt.timedelta(days=day))
        WorkItem.objects.create(
            kind="PLEA_NEWS", key=f"plea-{day}", unit=signed_in.victim.case.unit, case=signed_in.victim.case,
            victim=signed_in.victim, about=f"case-event:plea-{day}", summary="x", raised_at=NOW, raised_by="system:x",
            state="DONE", done_at=NOW, done_by="staff:1", outcome="Told",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        the_page(signed_in)

    # One more: the events behind the news that was told, asked for only where there is such news.
    assert len(many) <= len(one) + 1
