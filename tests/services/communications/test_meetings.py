"""Meetings: each step leaves a row, a trace and what is next; one of a purpose at a time (L9)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Meeting, MeetingAction, MeetingChange
from communications.rules.meeting_words import (
    CancelReason,
    FamilyPoint,
    MeetingAttendee,
    MeetingFormat,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingWay,
    NotHeldReason,
    RescheduleReason,
    ResearchConsent,
)
from communications.rules.meetings import StepNotPossible
from communications.services import meeting_actions, meeting_offers, meetings
from communications.services.meetings import Arrangement, MeetingOutcome, MeetingStart
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import MeetingFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.writing import member

LONDON = ZoneInfo("Europe/London")
#: Thursday 26 March 2026, 11:30 in London.
AT = dt.datetime(2026, 3, 26, 11, 30, tzinfo=LONDON)
TODAY = AT.date()
MEETS_AT = dt.datetime(2026, 4, 1, 14, 0, tzinfo=LONDON)
ARRANGEMENT = Arrangement(
    starts_at=MEETS_AT,
    format=MeetingFormat.IN_PERSON,
    place=MeetingPlace.CPS,
    attendees=(MeetingAttendee.REVIEWING_LAWYER, MeetingAttendee.ISVA),
)
OUTCOME = MeetingOutcome(
    duration_minutes=50,
    did_counsel_attend=False,
    is_eligible_for_expenses=True,
    research_consent=ResearchConsent.NO,
    attended=(MeetingAttendee.REVIEWING_LAWYER,),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


@pytest.fixture
def victim():
    return VictimFactory()


@pytest.fixture
def officer(victim):
    return member(victim.case, Role.VLU_OFFICER)


def asked_for(victim, officer, **changes) -> Meeting:
    values = {"purpose": MeetingPurpose.COMPLAINT, "origin": MeetingOrigin.VICTIM_REQUESTED, **changes}
    return meetings.start(victim_id=victim.pk, start=MeetingStart(**values), actor=officer, at=AT)


def offered(victim, officer, **changes) -> Meeting:
    return asked_for(
        victim,
        officer,
        origin=MeetingOrigin.CPS_OFFERED,
        offered_way=MeetingWay.TELEPHONE,
        offered_on=TODAY,
        **changes,
    )


def arranged(victim, officer) -> Meeting:
    return meetings.arrange(meeting_id=asked_for(victim, officer).pk, arrangement=ARRANGEMENT, actor=officer, at=AT)


def held(victim, officer, **changes) -> Meeting:
    found = arranged(victim, officer)
    outcome = MeetingOutcome(**{name: getattr(OUTCOME, name) for name in OUTCOME.__dataclass_fields__} | changes)
    return meetings.hold(meeting_id=found.pk, outcome=outcome, actor=officer, at=MEETS_AT + dt.timedelta(hours=1))


def work_of(meeting: Meeting) -> WorkItem | None:
    return WorkItem.objects.filter(key=f"meeting:{meeting.pk}", state="OPEN").first()


class TestStart:
    def test_leaves_a_row_a_trace_and_the_next_step(self, victim, officer):
        meeting = asked_for(victim, officer)

        assert (meeting.state, meeting.person) == (MeetingState.REQUESTED, victim.person)
        change = MeetingChange.objects.get()
        assert (change.step, change.after, change.changed_by) == ("OPEN", "REQUESTED", officer.label)
        assert AuditEvent.objects.get(subject_id=str(meeting.pk)).verb == "OPENED"
        item = work_of(meeting)
        assert (item.kind, item.victim, item.about) == (WorkKind.MEETING_ARRANGE, victim, f"meeting:{meeting.pk}")
        assert item.due_at == dt.datetime(2026, 4, 2, 23, 59, 59, tzinfo=LONDON)

    def test_waits_for_the_answer_where_it_was_offered(self, victim, officer):
        meeting = offered(victim, officer)

        assert meeting.state == MeetingState.OFFERED
        assert work_of(meeting).kind == WorkKind.MEETING_ANSWER

    def test_waits_for_the_offer_where_it_is_still_to_be_made(self, victim, officer):
        meeting = asked_for(victim, officer, origin=MeetingOrigin.CPS_OFFERED)

        assert meeting.state == MeetingState.TO_OFFER
        assert work_of(meeting).kind == WorkKind.MEETING_OFFER

    def test_keeps_why_none_is_offered(self, victim, officer):
        meeting = asked_for(
            victim, officer, origin=MeetingOrigin.CPS_OFFERED, not_offered_reason="The trial begins tomorrow"
        )

        assert meeting.state == MeetingState.NOT_OFFERED
        assert MeetingChange.objects.get().reason == "The trial begins tomorrow"
        assert work_of(meeting) is None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"purpose": MeetingPurpose.OTHER}, "purpose_note"),
            ({"offered_way": MeetingWay.EMAIL}, "offered_way"),
            ({"offered_way": MeetingWay.EMAIL, "offered_on": TODAY + dt.timedelta(days=1)}, "offered_on"),
            ({"family_point": FamilyPoint.AFTER_SENTENCE}, "family_point"),
        ],
    )
    def test_refuses_what_contradicts_itself(self, victim, officer, changes, field):
        with pytest.raises(meetings.NotPossible) as refused:
            asked_for(victim, officer, **{"origin": MeetingOrigin.CPS_OFFERED, **changes})

        assert refused.value.field == field
        assert not Meeting.objects.exists()

    def test_refuses_a_second_one_of_the_purpose_while_one_is_under_way(self, victim, officer):
        first = asked_for(victim, officer)

        with pytest.raises(meetings.AlreadyActive):
            asked_for(victim, officer)
        asked_for(victim, officer, purpose=MeetingPurpose.RIGHT_TO_REVIEW)
        meetings.cancel(meeting_id=first.pk, reason=CancelReason.CREATED_IN_ERROR, note="", actor=officer, at=AT)
        asked_for(victim, officer)

        assert Meeting.objects.filter(purpose=MeetingPurpose.COMPLAINT).count() == 2

    def test_lets_a_family_have_two_points_under_way(self, officer, victim):
        for point in (FamilyPoint.AFTER_CONVICTION, FamilyPoint.AFTER_SENTENCE):
            asked_for(victim, officer, purpose=MeetingPurpose.OTHER, family_point=point)

        assert Meeting.objects.count() == 2

    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.AREA_MANAGER, Role.INSPECTOR])
    def test_is_for_those_who_arrange_meetings(self, victim, role):
        with pytest.raises(NotPermitted):
            asked_for(victim, member(victim.case, role))

    def test_is_not_for_another_area(self, victim):
        stranger = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)

        with pytest.raises(NotPermitted):
            asked_for(victim, stranger)

    def test_of_a_restricted_case_is_for_those_who_work_on_them(self):
        victim = VictimFactory(case=CaseFactory(is_rasso=True))

        with pytest.raises(NotPermitted):
            asked_for(victim, member(victim.case, Role.VLU_OFFICER))
        assert asked_for(victim, member(victim.case, Role.VLO_RASSO)).pk


class TestAnswer:
    def test_yes_asks_for_an_arrangement(self, victim, officer):
        meeting = meetings.answer(
            meeting_id=offered(victim, officer).pk,
            step=MeetingStep.ACCEPT,
            way=MeetingWay.TELEPHONE,
            responded_on=TODAY,
            actor=officer,
            at=AT,
        )

        assert meeting.state == MeetingState.ACCEPTED
        assert work_of(meeting).kind == WorkKind.MEETING_ARRANGE
        assert WorkItem.objects.get(kind=WorkKind.MEETING_ANSWER).outcome == "Accept"

    def test_none_leaves_nothing_to_do_and_may_still_come(self, victim, officer):
        meeting = meetings.answer(
            meeting_id=offered(victim, officer).pk,
            step=MeetingStep.NO_ANSWER,
            way=None,
            responded_on=None,
            actor=officer,
            at=AT,
        )
        assert work_of(meeting) is None

        again = meetings.answer(
            meeting_id=meeting.pk,
            step=MeetingStep.ACCEPT,
            way=MeetingWay.EMAIL,
            responded_on=TODAY,
            actor=officer,
            at=AT,
        )

        assert again.state == MeetingState.ACCEPTED

    def test_yes_comes_too_late_where_another_one_is_under_way(self, victim, officer):
        first = meetings.answer(
            meeting_id=offered(victim, officer).pk,
            step=MeetingStep.DECLINE,
            way=MeetingWay.EMAIL,
            responded_on=TODAY,
            actor=officer,
            at=AT,
        )
        asked_for(victim, officer)

        with pytest.raises(meetings.AlreadyActive):
            meetings.answer(
                meeting_id=first.pk,
                step=MeetingStep.ACCEPT,
                way=MeetingWay.EMAIL,
                responded_on=TODAY,
                actor=officer,
                at=AT,
            )

        first.refresh_from_db()
        assert first.state == MeetingState.DECLINED

    @pytest.mark.parametrize(
        ("way", "on", "field"),
        [
            (None, TODAY, "way"),
            (MeetingWay.EMAIL, None, "responded_on"),
            (MeetingWay.EMAIL, TODAY + dt.timedelta(days=1), "responded_on"),
            (MeetingWay.EMAIL, TODAY - dt.timedelta(days=1), "responded_on"),
        ],
    )
    def test_needs_a_way_and_a_date_since_the_offer(self, victim, officer, way, on, field):
        with pytest.raises(meetings.NotPossible) as refused:
            meetings.answer(
                meeting_id=offered(victim, officer).pk,
                step=MeetingStep.DECLINE,
                way=way,
                responded_on=on,
                actor=officer,
                at=AT,
            )

        assert refused.value.field == field


class TestArrange:
    def test_asks_for_the_outcome_on_the_next_working_day(self, victim, officer):
        meeting = arranged(victim, officer)

        assert meeting.attendees == ["REVIEWING_LAWYER", "ISVA"]
        item = work_of(meeting)
        assert (item.kind, item.due_at) == (
            WorkKind.MEETING_OUTCOME,
            dt.datetime(2026, 4, 2, 23, 59, 59, tzinfo=LONDON),
        )

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"starts_at": AT}, "starts_on"),
            ({"place": None}, "place"),
            ({"calendar_place": "Leeds Crown Court"}, "calendar_place"),
        ],
    )
    def test_refuses_the_past_no_place_and_a_calendar_that_tells(self, victim, officer, changes, field):
        values = {"starts_at": MEETS_AT, "format": MeetingFormat.HYBRID, "place": MeetingPlace.CPS, **changes}

        with pytest.raises(meetings.NotPossible) as refused:
            meetings.arrange(
                meeting_id=asked_for(victim, officer).pk, arrangement=Arrangement(**values), actor=officer, at=AT
            )

        assert refused.value.field == field

    def test_again_keeps_the_earlier_time_and_why(self, victim, officer):
        later = dt.datetime(2026, 4, 8, 10, 0, tzinfo=LONDON)
        meeting = meetings.reschedule(
            meeting_id=arranged(victim, officer).pk,
            arrangement=Arrangement(starts_at=later, format=MeetingFormat.VIRTUAL),
            reason=RescheduleReason.VICTIM_NOT_AVAILABLE,
            note="",
            actor=officer,
            at=AT,
        )

        change = MeetingChange.objects.latest("id")
        assert (meeting.state, meeting.starts_at) == (MeetingState.ARRANGED, later)
        assert (change.step, change.reason, change.earlier_starts_at) == (
            "RESCHEDULE",
            "VICTIM_NOT_AVAILABLE",
            MEETS_AT,
        )
        assert work_of(meeting).due_at == dt.datetime(2026, 4, 9, 23, 59, 59, tzinfo=LONDON)

    @pytest.mark.parametrize("door", ["reschedule", "cancel", "did_not_happen"])
    def test_another_reason_is_said_in_words(self, victim, officer, door):
        meeting = arranged(victim, officer)
        values = {
            "reschedule": {"arrangement": ARRANGEMENT, "reason": RescheduleReason.OTHER},
            "cancel": {"reason": CancelReason.OTHER},
            "did_not_happen": {"reason": NotHeldReason.OTHER},
        }[door]

        with pytest.raises(meetings.NotPossible) as refused:
            getattr(meetings, door)(
                meeting_id=meeting.pk, note=" ", actor=officer, at=MEETS_AT + dt.timedelta(hours=1), **values
            )

        assert refused.value.field == "note"


class TestOutcome:
    def test_is_kept_and_asks_for_the_notes(self, victim, officer):
        meeting = held(victim, officer)

        assert (meeting.state, meeting.duration_minutes) == (MeetingState.HELD, 50)
        assert work_of(meeting).kind == WorkKind.MEETING_NOTES
        assert not MeetingAction.objects.exists()

    def test_passes_on_what_was_said_about_what_happened(self, victim, officer):
        meeting = held(victim, officer, did_speak_of_events=True)

        action = MeetingAction.objects.get(meeting=meeting)
        assert action.what == meeting_actions.TELL_THE_POLICE
        item = WorkItem.objects.get(kind=WorkKind.MEETING_ACTION)
        assert item.due_at == dt.datetime(2026, 4, 2, 23, 59, 59, tzinfo=LONDON)

    @pytest.mark.parametrize("minutes", [0, -5, 481])
    def test_has_a_duration_that_can_be(self, victim, officer, minutes):
        with pytest.raises(meetings.NotPossible):
            held(victim, officer, duration_minutes=minutes)

    def test_cannot_be_recorded_before_the_meeting(self, victim, officer):
        meeting = arranged(victim, officer)

        with pytest.raises(meetings.NotPossible):
            meetings.hold(meeting_id=meeting.pk, outcome=OUTCOME, actor=officer, at=AT)
        with pytest.raises(meetings.NotPossible):
            meetings.did_not_happen(
                meeting_id=meeting.pk, reason=NotHeldReason.VICTIM_DID_NOT_ATTEND, note="", actor=officer, at=AT
            )

    def test_of_one_that_did_not_happen_lets_it_be_arranged_again(self, victim, officer):
        after = MEETS_AT + dt.timedelta(hours=2)
        meeting = meetings.did_not_happen(
            meeting_id=arranged(victim, officer).pk,
            reason=NotHeldReason.KEY_ATTENDEE_DID_NOT_ATTEND,
            note="",
            actor=officer,
            at=after,
        )
        assert work_of(meeting) is None

        again = meetings.arrange(
            meeting_id=meeting.pk,
            arrangement=Arrangement(starts_at=after + dt.timedelta(days=7), format=MeetingFormat.VIRTUAL),
            actor=officer,
            at=after,
        )

        assert again.state == MeetingState.ARRANGED

    def test_of_two_at_once_is_recorded_once(self, victim, officer):
        meeting = held(victim, officer)

        with pytest.raises(StepNotPossible):
            meetings.hold(meeting_id=meeting.pk, outcome=OUTCOME, actor=officer, at=MEETS_AT + dt.timedelta(hours=1))

    def test_ends_with_the_notes(self, victim, officer):
        meeting = meetings.send_notes(
            meeting_id=held(victim, officer).pk,
            to_victim_on=dt.date(2026, 4, 2),
            to_officer_on=None,
            actor=officer,
            at=MEETS_AT + dt.timedelta(days=2),
        )

        assert (meeting.state, meeting.are_notes_on_cms) == (MeetingState.NOTES_SENT, True)
        assert work_of(meeting) is None

    @pytest.mark.parametrize("on", [dt.date(2026, 3, 31), dt.date(2026, 4, 5)])
    def test_sends_no_notes_before_the_meeting_or_in_the_future(self, victim, officer, on):
        with pytest.raises(meetings.NotPossible):
            meetings.send_notes(
                meeting_id=held(victim, officer).pk,
                to_victim_on=on,
                to_officer_on=None,
                actor=officer,
                at=MEETS_AT + dt.timedelta(days=2),
            )


class TestActions:
    def test_are_work_until_somebody_says_what_was_done(self, victim, officer):
        meeting = held(victim, officer)
        action = meeting_actions.add(
            meeting_id=meeting.pk,
            what="Ask the court for screens",
            owner="Reviewing lawyer",
            due_on=dt.date(2026, 4, 8),
            actor=officer,
            at=MEETS_AT,
        )
        item = WorkItem.objects.get(kind=WorkKind.MEETING_ACTION)
        assert "screens" not in item.summary

        meeting_actions.finish(action_id=action.pk, outcome="Asked on 3 April", actor=officer, at=MEETS_AT)

        item.refresh_from_db()
        action.refresh_from_db()
        assert (item.state, action.outcome) == ("DONE", "Asked on 3 April")
        with pytest.raises(meeting_actions.AlreadyDone):
            meeting_actions.finish(action_id=action.pk, outcome="Again", actor=officer, at=MEETS_AT)

    def test_need_words_of_what_was_done(self, victim, officer):
        action = meeting_actions.pass_on_what_was_said(meeting=held(victim, officer), actor=officer, at=MEETS_AT)

        with pytest.raises(meetings.NotPossible):
            meeting_actions.finish(action_id=action.pk, outcome="  ", actor=officer, at=MEETS_AT)

    def test_come_from_a_meeting_that_took_place_and_are_due_from_today_on(self, victim, officer):
        for meeting_id, due_on in (
            (MeetingFactory(victim=victim, arranged=True).pk, MEETS_AT.date()),
            (held(victim, officer).pk, MEETS_AT.date() - dt.timedelta(days=1)),
        ):
            with pytest.raises(meetings.NotPossible):
                meeting_actions.add(
                    meeting_id=meeting_id, what="x", owner="Counsel", due_on=due_on, actor=officer, at=MEETS_AT
                )

    def test_are_for_those_who_arrange_meetings(self, victim, officer):
        action = meeting_actions.pass_on_what_was_said(meeting=held(victim, officer), actor=officer, at=MEETS_AT)

        with pytest.raises(NotPermitted):
            meeting_actions.finish(
                action_id=action.pk, outcome="Done", actor=member(victim.case, Role.PROSECUTOR), at=MEETS_AT
            )


class TestByRule:
    RULE = actors.system(SystemProcess.COURT_FEED)
    DUE_ON = dt.date(2026, 4, 9)

    def open(self, victim) -> Meeting | None:
        return meeting_offers.offer_by_rule(
            victim=victim, purpose=MeetingPurpose.PRE_TRIAL, offer_due_on=self.DUE_ON, actor=self.RULE, at=AT
        )

    def test_opens_an_offer_due_by_the_date_of_the_rule(self, victim):
        meeting = self.open(victim)

        assert (meeting.state, meeting.offer_due_on) == (MeetingState.TO_OFFER, self.DUE_ON)
        assert work_of(meeting).due_at == dt.datetime(2026, 4, 9, 23, 59, 59, tzinfo=LONDON)

    @pytest.mark.parametrize("state", [MeetingState.DECLINED, MeetingState.NOTES_SENT, MeetingState.REQUESTED])
    def test_asks_nobody_again_who_declined_or_met_us(self, victim, officer, state):
        self.open(victim)
        step = {
            MeetingState.DECLINED: {"state": state, "offered_on": TODAY, "offered_way": "EMAIL"},
            MeetingState.REQUESTED: {"state": MeetingState.TO_OFFER},
            MeetingState.NOTES_SENT: {"state": MeetingState.NOT_OFFERED},
        }[state]
        if step["state"] is MeetingState.DECLINED:
            Meeting.objects.update(**{**step, "state": MeetingState.OFFERED})
        Meeting.objects.update(**step)

        assert self.open(victim) is None

    def test_opens_one_again_after_a_cancelled_one(self, victim, officer):
        first = self.open(victim)
        meetings.cancel(meeting_id=first.pk, reason=CancelReason.COURT_DATE_CHANGED, note="", actor=officer, at=AT)

        assert self.open(victim) is not None


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_people_open_one_meeting_of_a_purpose(self):
        lay_reference_data()
        victim = VictimFactory()
        people = [member(victim.case, Role.VLU_OFFICER) for _ in range(2)]

        def open_one(officer):
            try:
                return asked_for(victim, officer).pk
            except meetings.AlreadyActive:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(open_one, people))

        assert sum(one is not None for one in found) == 1
        assert Meeting.objects.count() == 1
        assert WorkItem.objects.count() == 1
