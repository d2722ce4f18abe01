"""Times offered for a meeting and the choice of one, by the person or for them; and the races between us (V26)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import WorkItem
from communications.models import Meeting, MeetingChange, MeetingSlot, OutboxMessage
from communications.rules.meeting_words import (
    CancelReason,
    MeetingFormat,
    MeetingPlace,
    MeetingState,
    MeetingStep,
    MeetingWay,
)
from communications.rules.meetings import StepNotPossible
from communications.services import meeting_slots, meetings
from communications.services.meeting_slots import OfferedTime, TimeIsGone
from communications.services.meeting_steps import NotPossible
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, staff_with
from tests.factories.cases import ContactPointFactory, PersonFactory, VictimFactory
from tests.factories.communications import MeetingFactory, MeetingSlotFactory, MeetingWishesFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.test_meetings import ARRANGEMENT, AT, LONDON, MEETS_AT
from tests.services.communications.writing import member

pytestmark = pytest.mark.django_db
LATER = MEETS_AT + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


@pytest.fixture
def victim():
    return VictimFactory(officer=StaffUserFactory())


@pytest.fixture
def officer(victim):
    return member(victim.case, Role.VLU_OFFICER)


@pytest.fixture
def meeting(victim) -> Meeting:
    return MeetingFactory(victim=victim, offered=True)


def themselves(victim, person=None):
    return actors.victim(victim_id=victim.pk, person_id=(person or victim.person).pk)


def somebody_elsewhere():
    return actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)


def a_time(starts_at: dt.datetime = MEETS_AT, **changes) -> OfferedTime:
    return OfferedTime(
        **{"starts_at": starts_at, "format": MeetingFormat.IN_PERSON, "place": MeetingPlace.CPS, **changes}
    )


def offered(meeting, officer, *times) -> list[MeetingSlot]:
    return meeting_slots.offer(meeting_id=meeting.pk, times=times or (a_time(), a_time(LATER)), actor=officer, at=AT)


def choose(meeting, slot, actor, *, at=AT, way=MeetingWay.TELEPHONE) -> Meeting:
    return meeting_slots.choose(meeting_id=meeting.pk, slot_id=slot.pk, way=way, actor=actor, at=at)


class TestOffer:
    def test_stands_there_with_whose_time_it_is_and_leaves_a_trace(self, meeting, officer, victim):
        first, _ = offered(meeting, officer)

        assert (first.host, first.starts_at, first.place) == (victim.officer, MEETS_AT, "CPS")
        assert AuditEvent.objects.filter(verb="CREATED", subject_id=str(first.pk), victim_id=victim.pk).exists()

    def test_tells_the_person_without_content_where_a_way_is_safe(self, meeting, officer, victim):
        ContactPointFactory(person=victim.person, mobile=True)

        offered(meeting, officer)

        notice = OutboxMessage.objects.get()
        assert (notice.purpose, notice.content_level) == ("NEWS_NOTICE", "NOTHING")
        assert set(notice.template_values) == {"victim_id"}

    def test_asks_an_officer_to_tell_them_where_no_way_is_safe(self, meeting, officer):
        offered(meeting, officer)

        assert not OutboxMessage.objects.exists()
        assert WorkItem.objects.get(kind="CALL_THE_PERSON").about == f"meeting:{meeting.pk}"

    @pytest.mark.parametrize(
        ("times", "field"),
        [
            ((), "starts_on"),
            ((a_time(AT),), "starts_on"),
            ((a_time(place=None),), "place"),
            ((a_time(), a_time()), "starts_on"),
            (tuple(a_time(MEETS_AT + dt.timedelta(hours=n)) for n in range(9)), "starts_on"),
        ],
        ids=["none", "past", "without place", "twice", "too many"],
    )
    def test_refuses_what_cannot_be_chosen_and_keeps_nothing(self, meeting, officer, times, field):
        with pytest.raises(NotPossible) as refused:
            meeting_slots.offer(meeting_id=meeting.pk, times=times, actor=officer, at=AT)

        assert refused.value.field == field
        assert not MeetingSlot.objects.exists()

    def test_by_video_needs_no_place(self, meeting, officer):
        (slot,) = offered(meeting, officer, a_time(format=MeetingFormat.VIRTUAL, place=None))

        assert slot.place == ""

    def test_is_refused_before_the_meeting_itself_is_offered(self, victim, officer):
        meeting = MeetingFactory(victim=victim, origin="CPS_OFFERED", state=MeetingState.TO_OFFER)

        with pytest.raises(StepNotPossible):
            offered(meeting, officer)

    def test_is_refused_to_whoever_may_not_arrange_meetings(self, meeting, victim):
        elsewhere = somebody_elsewhere()

        for stranger in (elsewhere, themselves(victim)):
            with pytest.raises(NotPermitted):
                offered(meeting, stranger)


class TestChoose:
    def test_by_the_person_says_yes_and_arranges_it_at_once(self, meeting, officer, victim):
        _, slot = offered(meeting, officer)

        choose(meeting, slot, themselves(victim))

        meeting.refresh_from_db()
        assert (meeting.state, meeting.starts_at, meeting.place) == (MeetingState.ARRANGED, LATER, "CPS")
        assert (meeting.responded_way, meeting.responded_on) == (MeetingWay.ONLINE_PAGE, AT.date())
        steps = MeetingChange.objects.filter(meeting=meeting).order_by("id")
        assert [change.step for change in steps] == [MeetingStep.ACCEPT, MeetingStep.ARRANGE]
        assert {change.changed_by for change in steps} == {f"victim:{victim.person_id}"}

    def test_for_somebody_who_rang_is_the_same_step_by_telephone(self, meeting, officer):
        slot, _ = offered(meeting, officer)

        choose(meeting, slot, officer)

        meeting.refresh_from_db()
        assert (meeting.state, meeting.responded_way) == (MeetingState.ARRANGED, MeetingWay.TELEPHONE)

    @pytest.mark.parametrize("state", [MeetingState.DECLINED, MeetingState.NO_RESPONSE])
    def test_is_open_to_somebody_who_said_no_or_nothing(self, victim, officer, state):
        meeting = MeetingFactory(victim=victim, offered=True, state=state)
        slot, _ = offered(meeting, officer)

        assert choose(meeting, slot, themselves(victim)).state == MeetingState.ARRANGED

    def test_brings_what_they_need_and_who_comes_along_into_the_arrangement(self, meeting, officer, victim):
        MeetingWishesFactory(
            meeting=meeting, companions=["ISVA", "FAMILY_OR_FRIEND"], needs=["BREAKS"], needs_note="Every half hour"
        )
        slot, _ = offered(meeting, officer)

        choose(meeting, slot, themselves(victim))

        meeting.refresh_from_db()
        assert (meeting.attendees, meeting.support, meeting.support_detail) == (["ISVA"], ["BREAKS"], "Every half hour")

    def test_again_moves_the_meeting_and_frees_the_first_time(self, meeting, officer, victim):
        first, second = offered(meeting, officer)
        choose(meeting, first, themselves(victim))

        choose(meeting, second, themselves(victim))

        meeting.refresh_from_db()
        first.refresh_from_db()
        assert (meeting.state, meeting.starts_at) == (MeetingState.ARRANGED, LATER)
        assert first.ended_at is not None
        assert MeetingChange.objects.get(meeting=meeting, step="RESCHEDULE").earlier_starts_at == MEETS_AT

    def test_twice_by_a_double_click_changes_nothing(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        choose(meeting, slot, themselves(victim))

        choose(meeting, slot, themselves(victim))

        assert MeetingChange.objects.filter(meeting=meeting).count() == 2

    def test_says_so_when_the_time_was_taken_back_meanwhile_and_changes_nothing(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        meeting_slots.take_back(slot_id=slot.pk, actor=officer, at=AT)

        with pytest.raises(TimeIsGone):
            choose(meeting, slot, themselves(victim))

        meeting.refresh_from_db()
        assert meeting.state == MeetingState.OFFERED

    def test_says_so_when_the_time_has_passed(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)

        with pytest.raises(TimeIsGone):
            choose(meeting, slot, themselves(victim), at=MEETS_AT)

    def test_says_so_when_the_officer_meets_somebody_else_then(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        other = VictimFactory(case=victim.case, officer=victim.officer)
        MeetingFactory(victim=other, arranged=True, starts_at=MEETS_AT + dt.timedelta(minutes=30))

        with pytest.raises(TimeIsGone):
            choose(meeting, slot, themselves(victim))

        meeting.refresh_from_db()
        assert meeting.state == MeetingState.OFFERED

    def test_says_so_when_the_same_time_of_the_officer_went_to_somebody_else(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        MeetingSlotFactory(host=victim.officer, starts_at=MEETS_AT, taken=True)

        with pytest.raises(TimeIsGone):
            choose(meeting, slot, themselves(victim))

        meeting.refresh_from_db()
        assert meeting.state == MeetingState.OFFERED

    def test_says_so_when_we_cancelled_the_meeting_meanwhile(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        meetings.cancel(meeting_id=meeting.pk, reason=CancelReason.COURT_DATE_CHANGED, note="", actor=officer, at=AT)

        with pytest.raises(TimeIsGone):
            choose(meeting, slot, themselves(victim))

    def test_of_another_meeting_is_refused(self, meeting, officer, victim):
        foreign = MeetingSlotFactory(starts_at=MEETS_AT)

        with pytest.raises(TimeIsGone):
            choose(meeting, foreign, themselves(victim))

    def test_is_refused_to_anybody_who_is_not_invited(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        neighbour = VictimFactory(case=victim.case)

        for stranger in (themselves(neighbour), themselves(victim, PersonFactory())):
            with pytest.raises(Meeting.DoesNotExist):
                choose(meeting, slot, stranger)
        with pytest.raises(NotPermitted):
            choose(meeting, slot, somebody_elsewhere())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_time_goes_to_one_of_two_people_who_choose_it(self):
        lay_reference_data()
        host = StaffUserFactory()
        victims = [VictimFactory(officer=host) for _ in range(2)]
        slots = [
            MeetingSlotFactory(meeting=MeetingFactory(victim=each, offered=True), host=host, starts_at=MEETS_AT)
            for each in victims
        ]

        def choose_one(number: int) -> str:
            try:
                choose(slots[number].meeting, slots[number], themselves(victims[number]))
            except TimeIsGone:
                return "gone"
            finally:
                connection.close()
            return "theirs"

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(choose_one, range(2)))

        assert answers == ["gone", "theirs"]
        assert Meeting.objects.filter(state=MeetingState.ARRANGED).count() == 1


class TestTakeBack:
    def test_of_a_chosen_time_is_refused(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        choose(meeting, slot, themselves(victim))

        with pytest.raises(NotPossible):
            meeting_slots.take_back(slot_id=slot.pk, actor=officer, at=AT)

    def test_twice_says_so(self, meeting, officer):
        slot, _ = offered(meeting, officer)
        meeting_slots.take_back(slot_id=slot.pk, actor=officer, at=AT)

        with pytest.raises(TimeIsGone):
            meeting_slots.take_back(slot_id=slot.pk, actor=officer, at=AT)


class TestWhatStaffDoBesides:
    def test_a_new_time_by_staff_frees_the_chosen_one(self, meeting, officer, victim):
        slot, _ = offered(meeting, officer)
        choose(meeting, slot, themselves(victim))

        meetings.reschedule(
            meeting_id=meeting.pk,
            arrangement=meetings.Arrangement(
                starts_at=dt.datetime(2026, 4, 9, 9, 0, tzinfo=LONDON),
                format=ARRANGEMENT.format,
                place=ARRANGEMENT.place,
            ),
            reason=meetings.RescheduleReason.ATTENDEE_NOT_AVAILABLE,
            note="",
            actor=officer,
            at=AT,
        )

        slot.refresh_from_db()
        assert slot.ended_at == AT

    def test_a_cancelled_meeting_offers_no_times_any_more(self, meeting, officer):
        slots = offered(meeting, officer)

        meetings.cancel(meeting_id=meeting.pk, reason=CancelReason.NO_LONGER_REQUIRED, note="", actor=officer, at=AT)

        assert not MeetingSlot.objects.filter(pk__in=[slot.pk for slot in slots], ended_at__isnull=True).exists()
