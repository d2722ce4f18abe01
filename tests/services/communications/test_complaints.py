"""Complaints: made once, answered by nobody whom they are about, told, taken further or back (V27, M11)."""

import datetime as dt
import re
import threading
import uuid

import pytest
from django.db import DatabaseError, connections, transaction

from accounts import actors
from accounts.actors import Actor
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Person, Victim, WorkItem
from cases.rules.vocabulary import ReviewReceipt, WorkKind, WorkState
from cases.services import work
from communications.models import (
    Communication,
    Complaint,
    ComplaintStage,
    OutboxMessage,
    PortalAccount,
    PortalInvitation,
)
from communications.models.complaint import LONGEST_TEXT
from communications.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintTold, Further, WhyNotAnswer
from communications.rules.vocabulary import Purpose
from communications.selectors import complaints as reading
from communications.services import answer_warnings, complaint_letters, complaints, letter_contacts, portal_complaints
from communications.services.complaints import ComplaintEntry
from communications.services.correspondence import MayTellWhatHappened, TooManyMessages, UnableToTake
from communications.services.own_record import NotThere
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import (
    CommunicationFactory,
    ComplaintFactory,
    ComplaintStageFactory,
    MeetingFactory,
)
from tests.factories.reference import lay_reference_data
from tests.letters.pdfs import text_of

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=2)
TOLD_ON = dt.date(2026, 3, 13)
DAY = dt.timedelta(days=1)


@pytest.fixture
def victim(db: None) -> Victim:
    lay_reference_data()
    victim = VictimFactory()
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


@pytest.fixture
def letter(victim: Victim) -> Communication:
    return CommunicationFactory(
        victim=victim, sent=True, sent_at=NOW - 5 * DAY, opened_at=NOW - 6 * DAY, published_at=NOW - 5 * DAY
    )


def person(victim: Victim) -> Actor:
    return actors.victim(victim_id=victim.pk, person_id=victim.person_id)


def staff(victim: Victim, role: Role = Role.VLU_OFFICER, **user: object) -> Actor:
    return actors.staff(user=staff_with(role, victim.case.unit, **user), at=NOW)


def manager(victim: Victim) -> Actor:
    return staff(victim, Role.VLU_MANAGER)


def area_manager(victim: Victim) -> Actor:
    return staff(victim, Role.AREA_MANAGER)


def comes_in(victim: Victim) -> None:
    """Let the victim have come in to the portal once."""
    PortalInvitation.objects.create(
        victim=victim, person=victim.person, code_digest="0" * 64, channel="EMAIL",
        code_contact_point=ContactPointFactory(), invited_at=NOW - 31 * DAY,
        invited_by="staff:1", expires_at=NOW, redeemed_at=NOW - 30 * DAY,
    )  # fmt: skip
    PortalAccount.objects.create(
        person=victim.person, sign_in_digest="0" * 64, opened_at=NOW - 30 * DAY, number_since=NOW - 30 * DAY
    )


def make(victim: Victim, **changes: object) -> Complaint:
    values = {
        "viewer": person(victim), "about": ComplaintAbout.LATE, "text": "Nobody rang me back.", "cause": "",
        "key": uuid.uuid4().hex, "tells_what_happened": None, "at": NOW, **changes,
    }  # fmt: skip
    return portal_complaints.make(**values)  # type: ignore[arg-type]


def take(victim: Victim, actor: Actor, **changes: object) -> Complaint:
    letter_id = changes.pop("letter_id", None)
    person_id = changes.pop("person_id", victim.person_id)
    values = {
        "key": uuid.uuid4().hex, "about": ComplaintAbout.SPOKEN_TO, "text": "They were short with me.",
        "tells_what_happened": False, "received_on": dt.date(2026, 3, 10), "receipt": ReviewReceipt.PHONE, **changes,
    }  # fmt: skip
    entry = ComplaintEntry(**values)  # type: ignore[arg-type]
    return complaints.take_down(
        victim_id=victim.pk, person_id=person_id, letter_id=letter_id, entry=entry, actor=actor, at=NOW
    )  # type: ignore[arg-type]


def first(complaint: Complaint) -> ComplaintStage:
    return complaint.stages.get(number=1)


def answer(complaint: Complaint, actor: Actor, **changes: object) -> ComplaintStage:
    values = {
        "stage_id": complaint.stages.latest("number").pk, "outcome": ComplaintOutcome.UPHELD,
        "text": "You are right.", "what_we_do": "We ring on the same day now.", "is_online": False, "actor": actor,
        "at": LATER, **changes,
    }  # fmt: skip
    return complaints.answer(**values)  # type: ignore[arg-type]


def told(complaint: Complaint, actor: Actor, on: dt.date = TOLD_ON) -> ComplaintStage:
    return complaints.record_telling(
        stage_id=complaint.stages.latest("number").pk, told_on=on, how=ComplaintTold.PHONE, note="Rang.", actor=actor,
        at=LATER,
    )  # fmt: skip


def open_work(kind: WorkKind) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind, state=WorkState.OPEN))


class TestMaking:
    def test_keeps_every_word_with_its_dates_and_its_trail(self, victim: Victim) -> None:
        """V27: three working days to say that we have it, twenty to answer."""
        complaint = make(victim, text="Hello.\r\nNobody rang.  ")

        stage = first(complaint)
        assert complaint.text == "Hello.\nNobody rang."
        assert (stage.acknowledge_due_on, stage.answer_due_on) == (dt.date(2026, 3, 16), dt.date(2026, 4, 10))
        event = AuditEvent.objects.get(verb="RECEIVED")
        assert (event.victim_id, event.actor) == (victim.pk, f"victim:{victim.person_id}")
        assert "rang" not in str(event.detail)

    def test_is_work_of_the_unit_and_not_of_their_own_contact(self, victim: Victim) -> None:
        victim.officer = staff_with(Role.VLU_OFFICER, victim.case.unit)
        victim.save()

        complaint = make(victim)

        items = {item.kind: item for item in WorkItem.objects.all()}
        assert set(items) == {WorkKind.COMPLAINT_ACKNOWLEDGE, WorkKind.COMPLAINT_ANSWER}
        assert all(item.officer is None and item.about == f"complaint:{complaint.pk}" for item in items.values())
        assert items[WorkKind.COMPLAINT_ANSWER].is_for_manager
        assert items[WorkKind.COMPLAINT_ACKNOWLEDGE].due_at == dt.datetime(2026, 3, 16, 23, 59, 59, tzinfo=dt.UTC)

    def test_sent_twice_is_one_complaint(self, victim: Victim) -> None:
        assert make(victim, key="k") == make(victim, key="k")
        assert (Complaint.objects.count(), ComplaintStage.objects.count(), WorkItem.objects.count()) == (1, 1, 2)

    @pytest.mark.parametrize("text", ["", " \n ", "\x00", "x" * (LONGEST_TEXT + 1)])
    def test_without_words_or_with_too_many_is_refused(self, victim: Victim, text: str) -> None:
        with pytest.raises(UnableToTake):
            make(victim, text=text)
        assert not Complaint.objects.exists()

    def test_staff_and_nobody_complain_in_no_name_of_their_own(self, victim: Victim) -> None:
        for actor in (staff(victim), actors.NOBODY):
            with pytest.raises(NotPermitted):
                make(victim, viewer=actor)

    def test_asks_before_it_takes_words_about_what_happened(self, victim: Victim) -> None:
        """L14: asked once, never refused; what tells of it goes to the police."""
        with pytest.raises(MayTellWhatHappened):
            make(victim, text="I saw him that night")
        assert not Complaint.objects.exists()

        complaint = make(victim, text="I saw him that night", tells_what_happened=True)

        [passed] = open_work(WorkKind.FORWARD_TO_POLICE)
        assert passed.about == f"complaint:{complaint.pk}"

    def test_very_often_in_a_day_asks_to_ring(self, victim: Victim) -> None:
        for _ in range(complaints.MOST_IN_A_DAY):
            make(victim)

        with pytest.raises(TooManyMessages):
            make(victim)
        assert make(victim, at=NOW + DAY).pk

    def test_about_privacy_asks_first_how_they_are_reached(self, victim: Victim) -> None:
        make(victim, about=ComplaintAbout.PRIVACY)

        [item] = open_work(WorkKind.COMPLAINT_ACKNOWLEDGE)
        assert "not safe" in item.summary

    def test_about_a_decision_is_taken_like_every_other(self, victim: Victim) -> None:
        """COMP-5: the review is named on the page; nothing is refused."""
        assert make(victim, about=ComplaintAbout.DECISION).stages.count() == 1


class TestWhatCausedIt:
    def test_the_letter_that_they_chose_stands_with_it(self, victim: Victim, letter: Communication) -> None:
        """M11."""
        complaint = make(victim, cause=f"LETTER:{letter.pk}")

        assert complaint.letter == letter
        assert reading.caused_by(viewer=staff(victim), letter_id=letter.pk) == (complaint,)

    def test_a_letter_to_somebody_else_is_none_of_theirs(self, victim: Victim, letter: Communication) -> None:
        stranger = VictimFactory()

        for cause in (f"LETTER:{letter.pk}", "LETTER:nothing", f"MESSAGE:{letter.pk}", f"CALL:{2**70}", "x"):
            with pytest.raises(complaints.NoSuchCause):
                make(stranger, cause=cause)

    def test_a_letter_on_its_way_is_not_there_yet(self, victim: Victim) -> None:
        """PORT-2: what may not be read yet cannot be complained of here, so that the form does not tell of it."""
        coming = CommunicationFactory(victim=victim)

        with pytest.raises(complaints.NoSuchCause):
            make(victim, cause=f"LETTER:{coming.pk}")

    def test_a_meeting_can_be_the_cause(self, victim: Victim) -> None:
        meeting = MeetingFactory(victim=victim, arranged=True)

        assert make(victim, cause=f"MEETING:{meeting.pk}").meeting == meeting


class TestTakenDown:
    def test_by_telephone_is_acknowledged_in_the_call(self, victim: Victim, letter: Communication) -> None:
        """V33: without an account they have the same dates."""
        complaint = take(victim, staff(victim), letter_id=letter.pk)

        stage = first(complaint)
        assert (complaint.letter, stage.asked_on) == (letter, dt.date(2026, 3, 10))
        assert stage.acknowledged_at == NOW
        assert [item.kind for item in WorkItem.objects.filter(state=WorkState.OPEN)] == [WorkKind.COMPLAINT_ANSWER]

    def test_by_letter_is_still_to_be_acknowledged(self, victim: Victim) -> None:
        assert first(take(victim, staff(victim), receipt=ReviewReceipt.LETTER)).acknowledged_at is None

    def test_of_whoever_speaks_for_them_and_of_nobody_else(self, victim: Victim) -> None:
        mother = ConnectionFactory(victim=victim, has_consent=True, is_suspect_or_lives_with_suspect=False)
        suspect = ConnectionFactory(
            victim=victim, has_consent=True, is_primary=False, is_suspect_or_lives_with_suspect=True
        )
        officer = staff(victim)

        assert take(victim, officer, person_id=mother.person_id).person == mother.person
        for person_id in (suspect.person_id, PersonFactory().pk):
            with pytest.raises(complaints.UnknownComplainant):
                take(victim, officer, person_id=person_id)

    def test_a_letter_to_somebody_else_and_a_day_to_come_are_refused(self, victim: Victim) -> None:
        officer = staff(victim)

        with pytest.raises(complaints.NoSuchCause):
            take(victim, officer, letter_id=CommunicationFactory(sent=True).pk)
        with pytest.raises(complaints.OutOfOrder):
            take(victim, officer, received_on=dt.date(2026, 3, 12))

    def test_in_another_area_or_by_a_reader_is_refused(self, victim: Victim) -> None:
        elsewhere = actors.staff(
            user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=NOW
        )

        for actor in (elsewhere, staff(victim, Role.INSPECTOR), person(victim)):
            with pytest.raises(NotPermitted):
                take(victim, actor)


class TestAcknowledging:
    def test_settles_its_work_and_tells_whoever_reads_online(self, victim: Victim) -> None:
        comes_in(victim)
        complaint = make(victim)

        complaints.acknowledge(stage_id=first(complaint).pk, actor=staff(victim), at=LATER)

        assert first(complaint).acknowledged_at == LATER
        assert not open_work(WorkKind.COMPLAINT_ACKNOWLEDGE)
        assert OutboxMessage.objects.get().purpose == Purpose.NEWS_NOTICE

    def test_twice_changes_nothing(self, victim: Victim) -> None:
        complaint, officer = make(victim), staff(victim)
        complaints.acknowledge(stage_id=first(complaint).pk, actor=officer, at=LATER)

        with pytest.raises(complaints.DoneMeanwhile):
            complaints.acknowledge(stage_id=first(complaint).pk, actor=officer, at=LATER)
        assert not OutboxMessage.objects.exists()

    def test_by_a_prosecutor_is_refused(self, victim: Victim) -> None:
        complaint = make(victim)

        with pytest.raises(NotPermitted):
            complaints.acknowledge(stage_id=first(complaint).pk, actor=staff(victim, Role.PROSECUTOR), at=LATER)


class TestAnswering:
    def test_online_is_there_at_once_with_a_notice_that_says_nothing(self, victim: Victim) -> None:
        comes_in(victim)
        complaint = make(victim)

        stage = answer(complaint, manager(victim), is_online=True)

        assert (stage.told_on, stage.told_how) == (LATER.date(), ComplaintTold.ONLINE_PAGE)
        notice = OutboxMessage.objects.get()
        assert (notice.purpose, notice.template_values) == (Purpose.NEWS_NOTICE, {"victim_id": str(victim.pk)})
        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()

    @pytest.mark.django_db
    def test_without_a_safe_way_a_person_is_asked_to_tell_them(self) -> None:
        lay_reference_data()
        victim = VictimFactory()
        comes_in(victim)
        complaint = make(victim)

        answer(complaint, manager(victim), is_online=True)

        [item] = open_work(WorkKind.CALL_THE_PERSON)
        assert item.about == f"complaint:{complaint.pk}"
        assert not OutboxMessage.objects.exists()

    def test_online_to_somebody_who_does_not_come_in_is_refused(self, victim: Victim) -> None:
        """V33: nobody's answer waits where they never look."""
        with pytest.raises(UnableToTake):
            answer(make(victim), manager(victim), is_online=True)

    def test_by_voice_is_work_until_somebody_has_told_them(self, victim: Victim) -> None:
        complaint = make(victim)

        answer(complaint, manager(victim))

        [item] = open_work(WorkKind.COMPLAINT_TELL)
        assert item.due_at == dt.datetime(2026, 4, 10, 22, 59, 59, tzinfo=dt.UTC)
        with pytest.raises(work.EndsByItself):
            work.finish(item_id=item.pk, outcome="Done", actor=staff(victim), at=LATER)
        stage = told(complaint, staff(victim))
        assert (stage.told_on, stage.told_how) == (LATER.date(), ComplaintTold.PHONE)
        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()

    def test_the_answer_is_not_read_online_before_somebody_has_told_them(self, victim: Victim) -> None:
        complaint = make(victim)
        answer(complaint, manager(victim))

        def shown() -> portal_complaints.OwnComplaint:
            return portal_complaints.open_complaint(viewer=person(victim), complaint_id=complaint.pk, at=LATER)[0]

        assert shown().newest.given is None
        told(complaint, staff(victim))
        given = shown().newest.given
        assert given is not None
        assert given.answer == "You are right."

    def test_who_wrote_the_letter_or_is_their_contact_does_not_answer(
        self, victim: Victim, letter: Communication
    ) -> None:
        """COMP-2: never whom it is about."""
        wrote, contact = (staff_with(Role.VLU_MANAGER, victim.case.unit) for _ in range(2))
        Communication.objects.filter(pk=letter.pk).update(written_by=f"staff:{wrote.pk}", written_at=NOW)
        victim.officer = contact
        victim.save()
        complaint = make(victim, cause=f"LETTER:{letter.pk}")

        for user, why in ((wrote, WhyNotAnswer.HAD_A_PART), (contact, WhyNotAnswer.IS_THEIR_CONTACT)):
            with pytest.raises(complaints.NotFresh) as refused:
                answer(complaint, actors.staff(user=user, at=NOW))
            assert refused.value.why is why
        assert answer(complaint, manager(victim)).outcome == ComplaintOutcome.UPHELD

    def test_an_officer_and_a_manager_of_another_area_do_not_answer(self, victim: Victim) -> None:
        complaint = make(victim)
        elsewhere = actors.staff(
            user=staff_with(Role.VLU_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=NOW
        )

        for actor in (staff(victim), elsewhere, staff(victim, Role.INSPECTOR), person(victim)):
            with pytest.raises(NotPermitted):
                answer(complaint, actor)

    def test_what_is_right_says_what_we_do_about_it(self, victim: Victim) -> None:
        complaint, who = make(victim), manager(victim)

        with pytest.raises(UnableToTake):
            answer(complaint, who, what_we_do=" ")
        assert answer(complaint, who, what_we_do="", outcome=ComplaintOutcome.NOT_UPHELD).outcome

    def test_it_is_answered_once_and_never_by_taking_back(self, victim: Victim) -> None:
        complaint, who = make(victim), manager(victim)
        with pytest.raises(complaints.DoneMeanwhile):
            answer(complaint, who, outcome=ComplaintOutcome.WITHDRAWN)
        answer(complaint, who)

        with pytest.raises(complaints.DoneMeanwhile):
            answer(complaint, manager(victim), outcome=ComplaintOutcome.PARTLY)

    def test_nobody_is_told_before_the_answer_or_twice(self, victim: Victim) -> None:
        complaint, officer = make(victim), staff(victim)
        with pytest.raises(complaints.DoneMeanwhile):
            told(complaint, officer)
        answer(complaint, manager(victim))
        for day in (dt.date(2026, 3, 12), dt.date(2026, 3, 14)):
            with pytest.raises(complaints.OutOfOrder):
                told(complaint, officer, on=day)
        told(complaint, officer)

        with pytest.raises(complaints.DoneMeanwhile):
            told(complaint, officer)


class TestWarnings:
    """COMP-1: half of the time, and the last day, are work for a manager, once each; the contact is not asked."""

    def test_are_raised_once_at_half_of_the_time_and_when_it_has_passed(self, victim: Victim) -> None:
        complaint = make(victim)
        stage = complaint.stages.get()
        due_at = WorkItem.objects.get(kind=WorkKind.COMPLAINT_ANSWER).due_at
        half = stage.opened_at + (due_at - stage.opened_at) / 2

        assert answer_warnings.warn(at=half - DAY / 24) == 0
        assert [answer_warnings.warn(at=half), answer_warnings.warn(at=half)] == [1, 0]
        assert [answer_warnings.warn(at=due_at + DAY) for _ in range(2)] == [1, 0]

        (near,), (late,) = open_work(WorkKind.COMPLAINT_NEAR), open_work(WorkKind.COMPLAINT_OVERDUE)
        assert near.is_for_manager
        assert late.is_for_manager
        assert (near.officer_id, near.about) == (None, f"complaint:{complaint.pk}")
        assert AuditEvent.objects.filter(verb="MISSED", subject_id=str(stage.pk)).exists()

    def test_an_answer_ends_them_but_that_it_is_late_stays_until_they_have_it(self, victim: Victim) -> None:
        complaint = make(victim)
        due_at = WorkItem.objects.get(kind=WorkKind.COMPLAINT_ANSWER).due_at
        answer_warnings.warn(at=due_at - DAY)
        answer_warnings.warn(at=due_at + DAY)

        answer(complaint, manager(victim), at=due_at + DAY)
        assert not open_work(WorkKind.COMPLAINT_NEAR)
        assert open_work(WorkKind.COMPLAINT_OVERDUE)

        complaints.record_telling(
            stage_id=complaint.stages.get().pk, told_on=(due_at + 2 * DAY).date(), how=ComplaintTold.LETTER,
            note="Posted.", actor=staff(victim), at=due_at + 2 * DAY,
        )  # fmt: skip
        assert not open_work(WorkKind.COMPLAINT_OVERDUE)

    def test_an_answer_that_nobody_has_told_is_late_all_the_same(self, victim: Victim) -> None:
        complaint = make(victim)
        answer(complaint, manager(victim))

        assert answer_warnings.warn(at=NOW + 10 * DAY) == 0
        assert answer_warnings.warn(at=NOW + 60 * DAY) == 1

    def test_what_was_taken_back_warns_nobody(self, victim: Victim) -> None:
        complaint = make(victim)
        answer_warnings.warn(at=NOW + 25 * DAY)
        complaints.withdraw(complaint_id=complaint.pk, actor=person(victim), at=NOW + 25 * DAY)

        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()
        assert answer_warnings.warn(at=NOW + 60 * DAY) == 0


class TestOnPaper:
    """V33: an answer reaches people on paper too, in their language and print, where they are safe to have it."""

    @staticmethod
    def letter(complaint: Complaint, actor: Actor) -> str:
        made = complaint_letters.make(stage_id=complaint.stages.latest("number").pk, actor=actor, at=LATER)
        return text_of(made.pdf)

    def test_says_the_answer_and_until_when_they_may_go_further(self, victim: Victim) -> None:
        ContactPointFactory(person=victim.person, kind="POST", value="4 Sample Road\nLeeds\nLS1 1AA")
        complaint = make(victim)
        answer(complaint, manager(victim))

        said = self.letter(complaint, staff(victim))

        assert victim.person.full_name in said
        assert "4 Sample Road" in said
        assert "You are right, and we are sorry." in said
        assert "within one month of the day on which you have this letter" in said
        where = letter_contacts.liaison_unit(case=victim.case).return_address.replace("\n", ", ")
        assert f"email {victim.case.unit.email} or write to {where}." in said
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id=str(complaint.pk)).exists()

    def test_t5_bears_no_address_that_is_not_safe(self, victim: Victim) -> None:
        ContactPointFactory(person=victim.person, kind="POST", value="4 Sample Road\nLeeds\nLS1 1AA", is_safe=False)
        complaint = make(victim)
        answer(complaint, manager(victim))

        assert complaint_letters.postal(complaint=complaint, at=LATER).point is None
        assert "Sample Road" not in self.letter(complaint, staff(victim))

    def test_t5_nor_where_they_want_nothing_by_post(self, victim: Victim) -> None:
        ContactPointFactory(person=victim.person, kind="POST", value="4 Sample Road\nLeeds\nLS1 1AA")
        SafeContactProfileFactory(person=victim.person, never_post=True)
        complaint = make(victim)
        answer(complaint, manager(victim))

        assert complaint_letters.postal(complaint=complaint, at=LATER).point is None

    def test_v22_whoever_reads_welsh_has_it_in_both_languages(self, victim: Victim) -> None:
        Person.objects.filter(pk=victim.person_id).update(language="CY")
        complaint = make(victim)
        with pytest.raises(complaints.NotInWelsh):
            answer(complaint, manager(victim))
        with pytest.raises(complaints.NotInWelsh):
            answer(complaint, manager(victim), text_cy="Rydych yn iawn.")

        answer(complaint, manager(victim), text_cy="Ni ffoniodd neb.", what_we_do_cy="Byddwn yn ffonio.")

        said = self.letter(complaint, staff(victim))
        assert said.index("Ni ffoniodd neb.") < said.index("You are right, and we are sorry.")
        assert "Byddwn yn ffonio." in said
        welsh = said[: said.index("You are right, and we are sorry.")]
        assert re.search(r"ysgrifennwch i Blwch Post \d+, Exampletown, EX1 1EX\.", welsh)
        assert victim.case.unit.public_name not in welsh

    def test_v21_whoever_needs_large_print_has_it(self, victim: Victim) -> None:
        Person.objects.filter(pk=victim.person_id).update(formats=["LARGE_PRINT"])
        complaint = make(victim)
        answer(complaint, manager(victim))

        made = complaint_letters.make(stage_id=complaint.stages.get().pk, actor=staff(victim), at=LATER)
        assert made.print_format == "LARGE_PRINT"

    def test_there_is_none_before_the_answer_and_none_for_readers_or_strangers(self, victim: Victim) -> None:
        complaint = make(victim)
        with pytest.raises(complaint_letters.NotAnswered):
            self.letter(complaint, staff(victim))
        answer(complaint, manager(victim))

        unit = UnitFactory(area=AreaFactory(code="WESSEX", name="Wessex"))
        elsewhere = actors.staff(user=staff_with(Role.VLU_OFFICER, unit), at=NOW)
        for actor in (staff(victim, Role.INSPECTOR), elsewhere):
            with pytest.raises(NotPermitted):
                self.letter(complaint, actor)


class TestGoingFurther:
    @pytest.fixture
    def answered(self, victim: Victim) -> Complaint:
        complaint = make(victim)
        answer(complaint, manager(victim))
        told(complaint, staff(victim))
        return complaint

    def further(self, complaint: Complaint, actor: Actor, *, at: dt.datetime = LATER, late: str = "") -> ComplaintStage:
        return complaints.go_further(
            complaint_id=complaint.pk, said="That is not it.", late_reason=late, actor=actor, at=at
        )

    def test_somebody_more_senior_answers_and_not_who_answered_first(self, victim: Victim) -> None:
        complaint, senior = make(victim), area_manager(victim)
        answer(complaint, senior)
        told(complaint, staff(victim))

        stage = self.further(complaint, person(victim))

        assert (stage.number, stage.said, stage.answer_due_on) == (2, "That is not it.", dt.date(2026, 4, 14))
        with pytest.raises(NotPermitted):
            answer(complaint, manager(victim))
        with pytest.raises(complaints.NotFresh):
            answer(complaint, senior)
        assert answer(complaint, area_manager(victim), outcome=ComplaintOutcome.NOT_UPHELD).number == 2

    def test_after_the_second_answer_the_assessor_and_no_third(self, victim: Victim, answered: Complaint) -> None:
        self.further(answered, person(victim))
        answer(answered, area_manager(victim))
        told(answered, staff(victim))

        own, _ = portal_complaints.open_complaint(viewer=person(victim), complaint_id=answered.pk, at=LATER)
        assert (own.further, own.assessor_until) == (Further.OVER, dt.date(2026, 4, 13))
        with pytest.raises(complaints.NotNow):
            self.further(answered, person(victim))

    def test_before_they_were_told_there_is_nothing_to_go_further_from(self, victim: Victim) -> None:
        complaint = make(victim)
        answer(complaint, manager(victim))

        with pytest.raises(complaints.NotNow) as refused:
            self.further(complaint, person(victim))
        assert refused.value.why is Further.NOT_YET

    def test_after_the_month_staff_take_it_with_a_reason(self, victim: Victim, answered: Complaint) -> None:
        late = dt.datetime(2026, 4, 14, 10, 0, tzinfo=dt.UTC)
        for actor, reason in ((person(victim), "I was ill"), (staff(victim), " ")):
            with pytest.raises(complaints.NotNow) as refused:
                self.further(answered, actor, at=late, late=reason)
            assert refused.value.why is Further.LATE

        assert self.further(answered, staff(victim), at=late, late="They were ill.").late_reason == "They were ill."

    def test_somebody_elses_complaint_does_not_exist(self, victim: Victim, answered: Complaint) -> None:
        stranger = VictimFactory()
        sister = actors.victim(victim_id=victim.pk, person_id=PersonFactory().pk)

        with pytest.raises(NotPermitted):
            self.further(answered, person(stranger))
        with pytest.raises(Complaint.DoesNotExist):
            self.further(answered, sister)


class TestTakingBack:
    def test_ends_the_work_and_keeps_the_words(self, victim: Victim) -> None:
        complaint = make(victim)

        stage = complaints.withdraw(complaint_id=complaint.pk, actor=person(victim), at=LATER)

        assert stage.outcome == ComplaintOutcome.WITHDRAWN
        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()
        assert Complaint.objects.get().text == "Nobody rang me back."
        assert AuditEvent.objects.filter(verb="CLOSED", actor=f"victim:{victim.person_id}").exists()

    def test_what_was_answered_stays(self, victim: Victim) -> None:
        complaint = make(victim)
        answer(complaint, manager(victim))

        with pytest.raises(complaints.DoneMeanwhile):
            complaints.withdraw(complaint_id=complaint.pk, actor=person(victim), at=LATER)

    def test_of_somebody_elses_is_refused(self, victim: Victim) -> None:
        complaint = make(victim)

        with pytest.raises(NotPermitted):
            complaints.withdraw(complaint_id=complaint.pk, actor=person(VictimFactory()), at=LATER)
        with pytest.raises(NotPermitted):
            complaints.withdraw(complaint_id=complaint.pk, actor=staff(victim, Role.INSPECTOR), at=LATER)


class TestReading:
    def test_a_persons_own_are_theirs_alone(self, victim: Victim) -> None:
        complaint = make(victim)
        sister = actors.victim(victim_id=victim.pk, person_id=PersonFactory().pk)

        assert reading.own_complaints(viewer=person(victim)) == (complaint,)
        assert reading.own_complaints(viewer=sister) == ()
        assert reading.own_complaints(viewer=actors.NOBODY) == ()
        with pytest.raises(NotThere):
            portal_complaints.open_complaint(viewer=sister, complaint_id=complaint.pk, at=NOW)

    def test_looks_are_in_the_trail(self, victim: Victim) -> None:
        """V31."""
        portal_complaints.open_complaints(viewer=person(victim), at=NOW)

        event = AuditEvent.objects.get(verb="VIEWED")
        assert (event.subject_kind, event.victim_id) == ("complaints", victim.pk)

    def test_the_list_of_staff_ends_at_their_area_and_at_what_waits(self, victim: Victim) -> None:
        waiting = make(victim)
        complaints.withdraw(complaint_id=make(victim).pk, actor=person(victim), at=NOW)
        make(
            VictimFactory(
                case__area=AreaFactory(code="WESSEX"), case__unit=UnitFactory(area=AreaFactory(code="WESSEX"))
            )
        )

        assert reading.waiting(viewer=staff(victim)).complaints == (waiting,)
        with pytest.raises(NotPermitted):
            reading.waiting(viewer=person(victim))

    def test_pages_show_each_complaint_once(self, victim: Victim, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "PAGE", 2)
        made = {ComplaintFactory(victim=victim).pk for _ in range(5)}

        seen, after, viewer = [], None, staff(victim)
        for _ in range(3):
            page = reading.waiting(viewer=viewer, after=after)
            seen += [each.pk for each in page.complaints]
            after = page.next

        assert (len(seen), set(seen), after) == (5, made, None)

    def test_queries_do_not_grow_with_what_there_is(
        self, victim: Victim, letter: Communication, django_assert_num_queries: object
    ) -> None:
        """M11: the list and the letter's page at 1 and at 50."""
        viewer = staff(victim)
        for wanted in (1, 49):
            for _ in range(wanted):
                ComplaintFactory(victim=victim, letter=letter)
            with django_assert_num_queries(2):  # type: ignore[operator]
                reading.waiting(viewer=viewer)
            with django_assert_num_queries(2):  # type: ignore[operator]
                reading.caused_by(viewer=viewer, letter_id=letter.pk)
            with django_assert_num_queries(2):  # type: ignore[operator]
                reading.own_complaints(viewer=person(victim))


class TestTheDatabase:
    def test_keeps_words_and_cause_as_they_were(self, victim: Victim) -> None:
        complaint = ComplaintFactory(victim=victim)

        for change in (lambda: Complaint.objects.update(text="Other"), complaint.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    @pytest.mark.parametrize(
        "values",
        [
            {"outcome": "UPHELD", "settled_at": NOW, "settled_by": "staff:1", "answer": " ", "what_we_do": "x"},
            {"outcome": "UPHELD", "settled_at": NOW, "settled_by": "staff:1", "answer": "x"},
            {"outcome": "WITHDRAWN", "settled_at": NOW, "settled_by": "staff:1", "answer": "x"},
            {"told_on": NOW.date(), "told_how": "PHONE", "told_at": NOW, "told_by": "staff:1"},
            {"number": 3},
            {"answer_due_on": dt.date(2026, 3, 27)},
        ],
    )
    def test_refuses_an_answer_without_words_and_telling_without_an_answer(
        self, victim: Victim, values: dict[str, object]
    ) -> None:
        stage = ComplaintStageFactory(complaint__victim=victim)

        with pytest.raises(DatabaseError), transaction.atomic():
            ComplaintStage.objects.filter(pk=stage.pk).update(**values)

    def test_refuses_two_causes(self, victim: Victim, letter: Communication) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            ComplaintFactory(victim=victim, letter=letter, meeting=MeetingFactory(victim=victim))


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def race(self, *acts: object) -> list[str]:
        outcomes: list[str] = []
        start = threading.Barrier(len(acts))

        def run(act: object) -> None:
            try:
                start.wait(timeout=20)
                act()  # type: ignore[operator]
                outcomes.append("done")
            except complaints.DoneMeanwhile:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return sorted(outcomes)

    def test_two_presses_are_one_complaint(self) -> None:
        lay_reference_data()
        victim = VictimFactory()

        assert self.race(*[lambda: make(victim, key="same")] * 2) == ["done", "done"]
        assert (Complaint.objects.count(), WorkItem.objects.count()) == (1, 2)

    def test_of_an_answer_and_a_taking_back_one_holds(self) -> None:
        lay_reference_data()
        victim = VictimFactory()
        complaint, who = make(victim), manager(victim)

        outcomes = self.race(
            lambda: answer(complaint, who),
            lambda: complaints.withdraw(complaint_id=complaint.pk, actor=person(victim), at=LATER),
        )

        assert outcomes == ["done", "refused"]
        assert first(complaint).outcome in {"UPHELD", "WITHDRAWN"}
