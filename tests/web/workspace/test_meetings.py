"""Meetings of a victim as staff see them: the list, each step with its errors, the check, the calendar file (L9)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import WorkItem
from communications.models import Meeting, MeetingAction, MeetingChange
from communications.rules.meeting_words import MeetingState
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import MeetingActionFactory, MeetingFactory
from tests.web.workspace.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

WARNING = "may have to be disclosed to the defence"
ARRANGED = {
    "starts_on_day": "18", "starts_on_month": "3", "starts_on_year": "2026", "starts_time": "2:30pm",
    "format": "IN_PERSON", "place": "CPS", "place_detail": "Room 4", "attendees": ["REVIEWING_LAWYER", "ISVA"],
    "chair": "Alex Prosecutor",
}  # fmt: skip
TOOK_PLACE = {
    "took_place": "yes", "duration_minutes": "45", "attended": ["REVIEWING_LAWYER"], "did_counsel_attend": "no",
    "is_eligible_for_expenses": "yes", "research_consent": "NOT_ASKED", "did_speak_of_events": "no",
    "measures_agreed": ["SCREENS"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Wednesday 11 March 2026, 10:00."""


def start_page(victim) -> str:
    return reverse("workspace:start-meeting", args=[victim.case_id, victim.pk])


def list_page(victim) -> str:
    return reverse("workspace:meetings", args=[victim.case_id, victim.pk])


def step_page(name: str, meeting: Meeting) -> str:
    return reverse(f"workspace:meeting-{name}", args=[meeting.pk])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def asked_for(victim) -> Meeting:
    return MeetingFactory(victim=victim)


@pytest.fixture
def offered(victim) -> Meeting:
    return MeetingFactory(victim=victim, offered=True, offered_on=NOW.date())


@pytest.fixture
def arranged(victim) -> Meeting:
    return MeetingFactory(victim=victim, arranged=True, starts_at=NOW - dt.timedelta(hours=2))


class TestTheList:
    def test_names_each_meeting_with_how_it_stands(self, as_writer, victim, offered):
        page = text(as_writer.get(list_page(victim)))

        assert "Meetings with Rhian Hughes" in page
        assert "CPS pre-trial meeting" in page
        assert "Offered" in page
        assert "11 March 2026, telephone" in page

    def test_says_where_there_is_none(self, as_writer, victim):
        assert "No meeting has been recorded." in text(as_writer.get(list_page(victim)))

    def test_shows_a_family_the_eight_points(self, as_writer, unit):
        victim = VictimFactory(case=CaseFactory(unit=unit, is_bereaved_family_case=True))
        MeetingFactory(victim=victim, family_point="AFTER_CHARGE", purpose="CHARGING_DECISION")

        page = text(as_writer.get(list_page(victim)))

        assert page.count("Nothing recorded") == 7
        assert "After leave to appeal is granted" in page
        assert f"{start_page(victim)}?about=WITH_ADVOCATE" in page

    def test_costs_the_same_for_one_meeting_and_for_fifty(self, as_writer, victim):
        MeetingFactory(victim=victim, state=MeetingState.CANCELLED)
        as_writer.get(list_page(victim))
        with CaptureQueriesContext(connection) as one:
            as_writer.get(list_page(victim))
        MeetingFactory.create_batch(49, victim=victim, state=MeetingState.CANCELLED)

        with CaptureQueriesContext(connection) as fifty:
            as_writer.get(list_page(victim))

        assert len(fifty) == len(one)

    def test_leaves_a_trace_of_the_look(self, as_writer, victim):
        as_writer.get(list_page(victim))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=victim.pk).exists()

    def test_offers_nothing_to_those_who_do_not_arrange_meetings(self, as_prosecutor, victim, asked_for):
        assert "Record a meeting" not in text(as_prosecutor.get(list_page(victim)))
        assert "Arrange the meeting" not in text(as_prosecutor.get(reverse("workspace:meeting", args=[asked_for.pk])))


class TestBeginning:
    def test_records_an_offer_made(self, as_writer, victim):
        answers = {
            "about": "PRE_TRIAL", "origin": "CPS_OFFERED", "offered": "yes", "offered_way": "ISVA",
            "offered_on_day": "10", "offered_on_month": "3", "offered_on_year": "2026",
        }  # fmt: skip

        page = text(as_writer.post(start_page(victim), answers, follow=True))

        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.offered_way) == (MeetingState.OFFERED, "ISVA")
        assert "Meeting recorded." in page
        assert "Record the answer" in page
        assert WARNING in page

    @pytest.mark.parametrize(
        ("answers", "missing"),
        [
            ({}, "Select what the meeting is for"),
            ({"about": "OTHER", "origin": "THIRD_PARTY"}, "Enter what the meeting is for"),
            ({"about": "COMPLAINT", "origin": "CPS_OFFERED"}, "Select whether it has been offered"),
            ({"about": "COMPLAINT", "origin": "CPS_OFFERED", "offered": "yes"}, "Enter the date of the offer"),
            ({"about": "COMPLAINT", "origin": "CPS_OFFERED", "offered": "no"}, "Enter why it is not offered"),
        ],
    )
    def test_says_what_is_missing_and_keeps_what_was_typed(self, as_writer, victim, answers, missing):
        page = text(as_writer.post(start_page(victim), {**answers, "purpose_note": ""}))

        assert page.count(missing) == 2
        assert "<title>Error:" in page
        assert not Meeting.objects.exists()

    def test_shows_the_one_under_way_where_there_is_one(self, as_writer, victim, asked_for):
        page = text(as_writer.post(start_page(victim), {"about": "PRE_TRIAL", "origin": "VICTIM_REQUESTED"}))

        assert "A meeting for this purpose is under way already" in page
        assert reverse("workspace:meeting", args=[asked_for.pk]) in page
        assert Meeting.objects.count() == 1

    def test_for_a_family_is_about_a_point_of_the_case(self, as_writer, unit):
        victim = VictimFactory(case=CaseFactory(unit=unit, is_bereaved_family_case=True))

        as_writer.post(start_page(victim), {"about": "AFTER_SENTENCE", "origin": "VICTIM_REQUESTED"})

        meeting = Meeting.objects.get()
        assert (meeting.purpose, meeting.family_point) == ("OTHER", "AFTER_SENTENCE")


class TestAnswering:
    def test_moves_it_on(self, as_writer, offered):
        answers = {
            "step": "ACCEPT", "way": "TELEPHONE", "responded_on_day": "11", "responded_on_month": "3",
            "responded_on_year": "2026",
        }  # fmt: skip

        page = text(as_writer.post(step_page("answer", offered), answers, follow=True))

        offered.refresh_from_db()
        assert offered.state == MeetingState.ACCEPTED
        assert "Answer recorded." in page

    def test_asks_how_and_when(self, as_writer, offered):
        page = text(as_writer.post(step_page("answer", offered), {"step": "DECLINE"}))

        assert "Select how they answered" in page
        assert "Enter the date of the answer" in page

    def test_offers_only_the_answers_that_are_possible(self, as_writer, victim):
        declined = MeetingFactory(victim=victim, offered=True, state=MeetingState.DECLINED)

        page = text(as_writer.get(step_page("answer", declined)))

        assert "Accepted" in page
        assert "No response" not in page

    def test_comes_too_late_when_somebody_else_was_first(self, as_writer, asked_for):
        page = text(as_writer.post(step_page("answer", asked_for), {"step": "NO_ANSWER"}))

        asked_for.refresh_from_db()
        assert asked_for.state == MeetingState.REQUESTED
        assert "There is a problem" in page

    def test_is_not_shown_where_it_is_not_possible(self, as_writer, asked_for):
        response = as_writer.get(step_page("answer", asked_for))

        assert response.url == reverse("workspace:meeting", args=[asked_for.pk])


class TestArranging:
    def test_is_checked_before_it_is_recorded(self, as_writer, asked_for):
        page = text(as_writer.post(step_page("arrange", asked_for), ARRANGED))

        asked_for.refresh_from_db()
        assert asked_for.state == MeetingState.REQUESTED
        assert "Check your answers: arrange the meeting" in page
        assert "Wednesday 18 March 2026" in page
        assert "Independent Sexual Violence Adviser" in page
        assert '<input type="hidden" name="attendees" value="ISVA">' in page

    def test_is_recorded_once_it_is_confirmed(self, as_writer, asked_for):
        page = text(as_writer.post(step_page("arrange", asked_for), {**ARRANGED, "stage": "confirm"}, follow=True))

        asked_for.refresh_from_db()
        assert asked_for.starts_at == dt.datetime(2026, 3, 18, 14, 30, tzinfo=dt.UTC)
        assert "Meeting arranged." in page
        assert "Wednesday 18 March 2026 at 2:30pm" in page

    def test_goes_back_to_the_answers_with_nothing_lost(self, as_writer, asked_for):
        page = text(as_writer.post(step_page("arrange", asked_for), {**ARRANGED, "stage": "change"}))

        assert 'value="Room 4"' in page
        assert "There is a problem" not in page

    def test_refuses_a_calendar_that_tells_and_keeps_what_was_typed(self, as_writer, asked_for):
        answers = {**ARRANGED, "calendar_place": "Leeds Crown Court", "stage": "confirm"}

        page = text(as_writer.post(step_page("arrange", asked_for), answers))

        assert "must not say what the appointment is about" in page
        assert 'value="Room 4"' in page

    def test_another_time_keeps_the_reason(self, as_writer, arranged):
        answers = {**ARRANGED, "reason": "INCORRECT_DATE", "stage": "confirm"}

        page = text(as_writer.post(step_page("reschedule", arranged), answers, follow=True))

        assert "Why: Incorrect date" in page
        assert MeetingChange.objects.get().step == "RESCHEDULE"

    def test_another_time_begins_from_what_is_arranged(self, as_writer, arranged):
        page = text(as_writer.get(step_page("reschedule", arranged)))

        assert 'value="08:00"' in page

    def test_needs_a_reason_to_be_cancelled(self, as_writer, arranged):
        refused = text(as_writer.post(step_page("cancel", arranged), {}))
        assert "Select why the meeting is cancelled" in refused

        as_writer.post(step_page("cancel", arranged), {"reason": "VICTIM_WITHDREW"})

        arranged.refresh_from_db()
        assert arranged.state == MeetingState.CANCELLED


class TestTheOutcome:
    def test_page_warns_of_disclosure(self, as_writer, arranged):
        page = text(as_writer.get(step_page("outcome", arranged)))

        assert WARNING in page
        assert "pass it on to the police" in page

    def test_is_checked_and_recorded(self, as_writer, arranged):
        checked = text(as_writer.post(step_page("outcome", arranged), TOOK_PLACE))
        assert "Check your answers" in checked
        assert WARNING in checked

        page = text(as_writer.post(step_page("outcome", arranged), {**TOOK_PLACE, "stage": "confirm"}, follow=True))

        arranged.refresh_from_db()
        assert (arranged.state, arranged.measures_agreed) == (MeetingState.HELD, ["SCREENS"])
        assert "Add what was agreed" in page
        assert "45 minutes" in page

    def test_asks_for_everything_a_meeting_that_took_place_has(self, as_writer, arranged):
        page = text(as_writer.post(step_page("outcome", arranged), {"took_place": "yes", "duration_minutes": "²"}))

        for missing in (
            "Enter a number of minutes",
            "Select whether counsel came",
            "Select whether they said anything",
        ):
            assert missing in page

    def test_of_one_that_did_not_happen_keeps_why(self, as_writer, arranged):
        answers = {"took_place": "no", "not_held_reason": "VICTIM_DID_NOT_ATTEND", "stage": "confirm"}

        page = text(as_writer.post(step_page("outcome", arranged), answers, follow=True))

        assert "Why: Victim did not attend" in page
        assert "Arrange the meeting" in page

    def test_ends_with_the_notes(self, as_writer, victim):
        held = MeetingFactory(victim=victim, held=True, starts_at=NOW - dt.timedelta(days=2))
        page = text(as_writer.get(step_page("notes", held)))
        assert WARNING in page

        as_writer.post(
            step_page("notes", held), {"to_victim_on_day": "10", "to_victim_on_month": "3", "to_victim_on_year": "2026"}
        )

        held.refresh_from_db()
        assert held.state == MeetingState.NOTES_SENT


class TestWhatWasAgreed:
    def test_is_added_and_done(self, as_writer, victim):
        held = MeetingFactory(victim=victim, held=True, starts_at=NOW - dt.timedelta(days=2))
        answers = {
            "what": "Ask the court for screens", "owner": "Reviewing lawyer", "due_on_day": "20", "due_on_month": "3",
            "due_on_year": "2026",
        }  # fmt: skip

        page = text(as_writer.post(step_page("action", held), answers, follow=True))
        assert "Ask the court for screens" in page

        action = MeetingAction.objects.get()
        done = reverse("workspace:meeting-action-done", args=[action.pk])
        page = text(as_writer.post(done, {"outcome": "Asked on 12 March"}, follow=True))
        assert "Asked on 12 March" in page
        assert not WorkItem.objects.filter(state="OPEN").exists()
        assert "Somebody else has recorded this already" in text(as_writer.post(done, {"outcome": "Again"}))

    def test_is_refused_for_a_day_that_has_passed(self, as_writer, victim):
        held = MeetingFactory(victim=victim, held=True, starts_at=NOW - dt.timedelta(days=2))
        answers = {"what": "x", "owner": "Counsel", "due_on_day": "1", "due_on_month": "3", "due_on_year": "2026"}

        page = text(as_writer.post(step_page("action", held), answers))

        assert "The date must be today or in the future" in page


class TestTheCalendarFile:
    def test_is_discreet_by_name_and_by_content(self, as_writer, victim):
        meeting = MeetingFactory(victim=victim, arranged=True, place="CROWN_COURT", place_detail="Leeds Crown Court")

        response = as_writer.get(step_page("calendar", meeting))

        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'
        assert "SUMMARY:Appointment" in text(response)
        for telling in ("Court", "CPS", "Hughes", "06AA", "LOCATION", "http"):
            assert telling not in text(response)
        assert AuditEvent.objects.filter(verb="EXPORTED", victim_id=victim.pk).count() == 1

    def test_is_there_only_while_the_meeting_is_arranged(self, as_writer, asked_for):
        assert as_writer.get(step_page("calendar", asked_for)).status_code == 404


class TestWhoMayNot:
    def test_another_area_sees_no_meeting(self, as_stranger, arranged, victim):
        action = MeetingActionFactory(meeting=MeetingFactory(victim=victim, held=True))
        pages = [
            reverse("workspace:meeting", args=[arranged.pk]),
            step_page("calendar", arranged),
            step_page("outcome", arranged),
            reverse("workspace:meeting-action-done", args=[action.pk]),
        ]

        assert [as_stranger.get(page).status_code for page in pages] == [404] * 4

    def test_a_restricted_case_is_for_those_who_work_on_them(self, as_writer, rasso_officer, unit):
        case = CaseFactory(unit=rasso_officer.memberships.get().unit, is_rasso=True)
        meeting = MeetingFactory(victim=VictimFactory(case=case), arranged=True)
        page = reverse("workspace:meeting", args=[meeting.pk])

        assert as_writer.get(page).status_code == 404
        assert signed_in(rasso_officer).get(page).status_code == 200

    def test_a_prosecutor_reads_and_takes_no_step(self, as_prosecutor, asked_for):
        assert as_prosecutor.get(reverse("workspace:meeting", args=[asked_for.pk])).status_code == 200
        assert as_prosecutor.post(step_page("cancel", asked_for), {"reason": "VICTIM_WITHDREW"}).status_code in {
            403,
            404,
        }
