"""Ringing a person: series, identity, attempts and what follows from them (L3, L4, L5, V15 and promise V6)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint, Obligation, WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind
from communications.models import CallSeries, Communication, ContactAttempt, IdentityCheck, Promise
from communications.rules import dated_tables
from communications.rules.calls.ladder import CallLadder, Rung
from communications.rules.calls.vocabulary import (
    CallDirection,
    CallOutcome,
    CallPurpose,
    CallStep,
    IdentityKind,
    LetterWish,
    SeriesEnd,
    SeriesState,
    Signpost,
)
from communications.rules.vocabulary import PromiseState
from communications.services import call_steps, contact, dated_rows
from communications.services.contact import NobodyToRing, NothingOwed, SeriesOver, UnusableAttempt
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import ContactPointFactory, PersonFactory, SafeContactProfileFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    OutboxMessageFactory,
)
from tests.factories.reference import lay_reference_data
from tests.services.communications.calling_people import AT, Office, open_work
from tests.services.communications.ledger import REFERENCE, open_promise, promise_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data(db) -> None:
    lay_reference_data()


def faults_of(refused) -> list[str]:
    return [fault.part for fault in refused.value.faults]


def hours(count: float) -> dt.timedelta:
    return dt.timedelta(hours=count)


@pytest.fixture
def office() -> Office:
    return Office()


class TestOpenSeries:
    def test_begins_with_one_item_of_work_and_a_trace(self, office) -> None:
        series = office.series()

        (item,) = open_work(series)
        assert (series.purpose, series.person, series.next_step) == ("UPDATE", office.victim.person, CallStep.TEXT)
        assert (item.kind, item.about, item.victim) == ("CALL_VICTIM", f"calls:{series.pk}", office.victim)
        assert office.victim.person.full_name not in item.summary
        assert AuditEvent.objects.filter(verb="OPENED", subject_id=str(series.pk)).exists()

    def test_is_one_about_one_thing(self, office) -> None:
        obligation = office.owe()

        assert office.series() == office.series()
        assert office.series(obligation=obligation) == office.series(obligation=obligation)
        assert CallSeries.objects.count() == 2

    def test_rings_nobody_about_what_is_not_owed_to_them(self, office) -> None:
        met = office.owe()
        Obligation.objects.filter(pk=met.pk).update(state=ObligationState.MET, met_at=AT)

        with pytest.raises(NothingOwed):
            office.series(obligation=met)

    def test_rings_nobody_about_what_is_owed_to_somebody_else(self, office) -> None:
        other = Office().owe()

        with pytest.raises(NothingOwed):
            office.series(obligation=other)

    def test_needs_somebody_who_may_be_told(self, office) -> None:
        office.victim.person.died_on = dt.date(2026, 1, 1)
        office.victim.person.save()

        with pytest.raises(NobodyToRing):
            office.series()

    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.AREA_MANAGER, Role.INSPECTOR])
    def test_is_not_for_roles_that_do_not_ring_people(self, office, role) -> None:
        office.actor = actors.staff(user=staff_with(role, office.case.unit), at=AT)

        with pytest.raises(NotPermitted):
            office.series()

    def test_is_not_for_another_area(self, office) -> None:
        elsewhere = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")))
        office.actor = actors.staff(user=elsewhere, at=AT)

        with pytest.raises(NotPermitted):
            office.series()


class TestIdentity:
    def test_is_recorded_before_anything_is_told_as_kind_only(self, office) -> None:
        series = office.series()

        check = contact.record_identity(
            series_id=series.pk, kind=IdentityKind.BIRTH_AND_ADDRESS, actor=office.actor, at=AT
        )
        logged = office.tell(series, at=AT + hours(0.2), identity=None)

        assert logged.attempt.identity == check
        assert check.checked_at == AT
        assert {field.name for field in IdentityCheck._meta.fields} == {
            "id", "series", "kind", "checked_at", "checked_by",
        }  # fmt: skip

    def test_pressed_twice_is_one_check(self, office) -> None:
        series = office.series()

        for _ in range(2):
            contact.record_identity(series_id=series.pk, kind=IdentityKind.RANG_BACK, actor=office.actor, at=AT)

        assert IdentityCheck.objects.count() == 1

    def test_of_one_conversation_does_not_serve_the_next(self, office) -> None:
        series = office.series(obligation=office.owe())
        contact.record_identity(series_id=series.pk, kind=IdentityKind.RANG_BACK, actor=office.actor, at=AT)
        office.log(series, outcome=CallOutcome.NOT_SAFE_TO_TALK)

        with pytest.raises(UnusableAttempt) as refused:
            office.tell(series, at=AT + hours(1), identity=None)

        assert faults_of(refused) == ["identity"]

    @pytest.mark.parametrize(("later", "is_known"), [(hours(2), True), (hours(2.1), False)])
    def test_lasts_for_one_conversation(self, office, later, is_known) -> None:
        series = office.series()
        contact.record_identity(series_id=series.pk, kind=IdentityKind.RANG_BACK, actor=office.actor, at=AT)

        known = contact.open_identity(series=series, actor=office.actor, at=AT + later)

        assert (known is not None) is is_known

    def test_made_by_a_colleague_is_theirs_alone(self, office) -> None:
        series = office.series()
        contact.record_identity(series_id=series.pk, kind=IdentityKind.RANG_BACK, actor=office.actor, at=AT)
        colleague = actors.staff(user=staff_with(Role.VLU_OFFICER, office.case.unit), at=AT)

        assert contact.open_identity(series=series, actor=colleague, at=AT) is None

    def test_missing_means_that_nobody_was_told(self, office) -> None:
        with pytest.raises(UnusableAttempt) as refused:
            office.tell(office.series(), identity=None)

        assert faults_of(refused) == ["identity"]
        assert not ContactAttempt.objects.exists()


class TestLateChecks:
    """CALL-10: what was told without a check on record is marked, counted and looked at."""

    def test_a_check_recorded_before_is_not_late(self, office) -> None:
        series = office.series()
        contact.record_identity(series_id=series.pk, kind=IdentityKind.RANG_BACK, actor=office.actor, at=AT)

        attempt = office.tell(series, at=AT + hours(0.2), identity=None, checked_time=None).attempt

        assert not attempt.is_check_late
        assert AuditEvent.objects.get(verb="CREATED", subject_id=str(attempt.pk)).detail["is_check_late"] is False

    def test_a_check_said_afterwards_is_kept_with_its_time_and_marked(self, office) -> None:
        local = AT.astimezone(contact.LONDON)
        attempt = office.tell(
            office.series(), at=AT + hours(1), called_time=local.time(), checked_time=(local + hours(0.1)).time()
        ).attempt

        assert attempt.is_check_late
        assert attempt.identity.checked_at == AT + hours(0.1)
        assert AuditEvent.objects.get(verb="CREATED", subject_id=str(attempt.pk)).detail["is_check_late"] is True

    def test_a_check_without_its_time_is_not_taken(self, office) -> None:
        with pytest.raises(UnusableAttempt) as refused:
            office.tell(office.series(), checked_time=None)

        assert faults_of(refused) == ["checked_time"]
        assert not IdentityCheck.objects.exists()

    def test_told_before_anybody_was_sure_is_recorded_as_it_was_and_looked_at(self, office) -> None:
        promise = promise_due(AT.date() + dt.timedelta(days=3), victim=office.victim, person=office.victim.person)
        series = office.series()

        logged = office.log(series, outcome=CallOutcome.TOLD_UNCHECKED, told="That the case goes on.")

        promise.refresh_from_db()
        item = WorkItem.objects.get(key=f"unchecked-call:{logged.attempt.pk}")
        assert (logged.attempt.identity, logged.attempt.who_answered) == (None, "PERSON")
        assert (item.kind, item.is_for_manager) == (WorkKind.UNSAFE_CONTACT, True)
        assert (promise.state, logged.series.state) == (PromiseState.OPEN, SeriesState.OPEN)

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"is_check_late": True}, "late_check_of_a_telling"),
            ({"outcome": "TOLD_UNCHECKED", "who_answered": "PERSON", "told": ""}, "unchecked_says_what"),
        ],
    )
    def test_the_database_refuses_what_cannot_be(self, office, changes, name) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ContactAttemptFactory(series=office.series(), **changes)


class TestLogging:
    def test_keeps_everything_that_was_said_and_agreed(self, office) -> None:
        agreed = AT + hours(24)

        attempt = office.tell(
            office.series(),
            signposted=(Signpost.ISVA, Signpost.LOCAL_SUPPORT),
            questions="When is it in court?",
            letter_wish=LetterWish.EMAIL,
            next_contact_at=agreed,
            notes="Likes short calls.",
        ).attempt

        attempt.refresh_from_db()
        assert (attempt.number, attempt.direction, attempt.who_answered) == (1, "OUTBOUND", "PERSON")
        assert (attempt.told, attempt.questions) == ("Where the case stands.", "When is it in court?")
        assert attempt.signposted == ["ISVA", "LOCAL_SUPPORT"]
        assert (attempt.letter_wish, attempt.next_contact_at) == ("EMAIL", agreed)
        assert (attempt.notes, attempt.against) == ("Likes short calls.", [])

    def test_leaves_a_trace_without_a_word_of_what_was_said(self, office) -> None:
        attempt = office.tell(office.series(), told="A secret thing").attempt

        event = AuditEvent.objects.get(verb="CREATED", subject_id=str(attempt.pk))
        assert event.detail["outcome"] == "INFORMED"
        assert "secret" not in str(event.detail)

    def test_sent_twice_is_one_call(self, office) -> None:
        series = office.series(obligation=office.owe())

        first = office.log(series, key="form-1")
        again = office.log(series, key="form-1")

        assert first.attempt == again.attempt
        assert ContactAttempt.objects.count() == 1

    def test_numbers_the_calls(self, office) -> None:
        series = office.series()

        numbers = [office.log(series, at=AT + hours(later)).attempt.number for later in (0, 24, 48)]

        assert numbers == [1, 2, 3]

    def test_takes_a_call_whose_time_nobody_remembers(self, office) -> None:
        attempt = office.log(office.series(), called_time=None).attempt

        assert (attempt.called_at, attempt.called_on) == (None, AT.date())

    def test_asks_which_number_was_rung(self, office) -> None:
        with pytest.raises(UnusableAttempt) as refused:
            office.log(office.series(), contact_point_id=None)

        assert faults_of(refused) == ["number"]

    def test_takes_no_number_of_somebody_else(self, office) -> None:
        with pytest.raises(UnusableAttempt) as refused:
            office.log(office.series(), contact_point_id=Office().mobile.pk)

        assert faults_of(refused) == ["number"]

    def test_of_a_call_to_us_needs_no_number(self, office) -> None:
        attempt = office.tell(office.series(), direction=CallDirection.INBOUND, contact_point_id=None).attempt

        assert (attempt.contact_point, attempt.direction) == (None, "INBOUND")

    def test_agrees_no_time_outside_the_safe_ones(self) -> None:
        office = Office(safe_windows=[{"days": [0, 1, 2, 3, 4], "from": "09:00", "to": "12:00"}])

        with pytest.raises(UnusableAttempt) as refused:
            office.log(
                office.series(),
                outcome=CallOutcome.ASKED_FOR_ANOTHER_TIME,
                next_contact_at=AT + hours(5),
            )

        assert faults_of(refused) == ["next_contact"]

    def test_is_not_for_those_who_may_not_ring(self, office) -> None:
        series = office.series()
        office.actor = actors.staff(user=staff_with(Role.PROSECUTOR, office.case.unit), at=AT)

        with pytest.raises(NotPermitted):
            office.log(series)

    def test_ends_with_the_series(self, office) -> None:
        series = office.series()
        contact.end_series(series_id=series.pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT)

        with pytest.raises(SeriesOver):
            office.log(series)


class TestPromises:
    """A substantive call keeps the promise of an update; nothing else does (V6, PRO-4)."""

    @pytest.fixture(autouse=True)
    def _promised(self, office) -> None:
        promise_due(dt.date(2026, 3, 13), victim=office.victim, case=office.case)

    def test_are_kept_when_the_person_was_told(self, office) -> None:
        attempt = office.tell(office.series()).attempt

        kept = Promise.objects.get(kept_by_call=attempt)
        following = open_promise(office.victim)
        assert (kept.state, kept.kept_by) == ("KEPT", None)
        assert (following.follows, following.due_on) == (kept, dt.date(2026, 4, 8))
        assert AuditEvent.objects.filter(verb="KEPT", subject_id=str(kept.pk)).exists()

    def test_are_kept_late_by_a_late_call(self, office) -> None:
        late = AT + dt.timedelta(days=5)

        attempt = office.tell(office.series(at=late), at=late).attempt

        assert Promise.objects.get(kept_by_call=attempt).state == "KEPT_LATE"

    @pytest.mark.parametrize(
        "changes",
        [
            {"outcome": outcome, "is_number_still_safe": True, "next_contact_at": AT + dt.timedelta(hours=30)}
            for outcome in CallOutcome
            if outcome is not CallOutcome.INFORMED
        ],
        ids=lambda changes: changes["outcome"].value,
    )
    def test_are_not_kept_by_any_other_call(self, office, changes) -> None:
        before = open_promise(office.victim)

        told = "Where the case stands." if changes["outcome"] is CallOutcome.TOLD_UNCHECKED else ""
        office.log(office.series(), told=told, **changes)

        assert open_promise(office.victim) == before

    def test_made_after_the_call_are_not_kept_by_it(self, office) -> None:
        Promise.objects.filter(victim=office.victim).update(made_at=AT)
        promise = open_promise(office.victim)

        office.tell(office.series(), called_on=AT.date() - dt.timedelta(days=1), called_time=None)

        assert open_promise(office.victim) == promise


class TestNoLetter:
    """CALL-11, V12: whoever was told an update and wants no letter gets none; what is owed is written."""

    def letter(self, office, **changes) -> Communication:
        values = {"purpose": "NO_CHANGE_UPDATE", "letter_type": "NO_CHANGE_UPDATE", **changes}
        return CommunicationFactory(victim=office.victim, **values)

    def state(self, letter: Communication) -> str:
        return Communication.objects.get(pk=letter.pk).state

    def test_takes_back_an_update_that_has_not_left_with_its_message(self, office) -> None:
        approved = self.letter(office, approved=True)
        message = OutboxMessageFactory(communication=approved, state="QUEUED")
        draft = self.letter(office)

        office.tell(office.series(), letter_wish=LetterWish.NONE)

        message.refresh_from_db()
        assert (self.state(approved), self.state(draft)) == ("NOT_REQUIRED", "NOT_REQUIRED")
        assert (message.state, message.reason) == ("CANCELLED", "They were told on the phone and want no letter")

    @pytest.mark.parametrize("wish", [None, LetterWish.POST, LetterWish.EMAIL])
    def test_leaves_it_where_they_want_it_in_writing_or_said_nothing(self, office, wish) -> None:
        letter = self.letter(office)

        office.tell(office.series(), letter_wish=wish)

        assert self.state(letter) == "DRAFT"

    def test_leaves_decisions_apologies_and_letters_to_others(self, office) -> None:
        owed = office.owe()
        apology = self.letter(office, purpose="APOLOGY_MISSED_PROMISE", letter_type="APOLOGY_MISSED_PROMISE")
        other = self.letter(office, recipient=PersonFactory())

        office.tell(office.series(), letter_wish=LetterWish.NONE)
        office.tell(office.series(obligation=owed), letter_wish=LetterWish.NONE)

        about = Communication.objects.get(obligation=owed)
        assert [self.state(each) for each in (about, apology, other)] == ["DRAFT", "DRAFT", "DRAFT"]

    def test_does_not_hold_where_nobody_was_told(self, office) -> None:
        letter = self.letter(office)

        office.log(office.series(), outcome=CallOutcome.NO_ANSWER, letter_wish=LetterWish.NONE)

        assert self.state(letter) == "DRAFT"


class TestNumbers:
    """A number that reached somebody else is not rung again."""

    @pytest.mark.parametrize("outcome", [CallOutcome.WRONG_NUMBER, CallOutcome.NUMBER_NOT_IN_USE])
    def test_that_are_wrong_are_marked_in_a_new_version(self, office, outcome) -> None:
        series = office.series()

        office.log(series, outcome=outcome)

        office.mobile.refresh_from_db()
        current = ContactPoint.objects.get(person=office.victim.person, superseded_at__isnull=True)
        assert office.mobile.superseded_at == AT
        assert (current.value, current.is_safe, current.may_leave_voicemail) == (office.mobile.value, False, False)
        assert not call_steps.phones_of(series=series, at=AT).usable
        assert WorkItem.objects.filter(kind="NO_CONTACT_DETAILS", victim=office.victim, state="OPEN").count() == 1

    def test_that_are_wrong_leave_only_writing(self, office) -> None:
        series = office.series()

        step = office.log(series, outcome=CallOutcome.WRONG_NUMBER).step

        assert step.kind is CallStep.WRITE
        assert open_work(series)[0].kind == "WRITE_AFTER_CALLS"

    def test_that_are_wrong_leave_the_other_number(self, office) -> None:
        home = ContactPointFactory(
            person=office.victim.person, kind="HOME_PHONE", value="+441632960001", key="+441632960001"
        )

        step = office.log(office.series(), outcome=CallOutcome.WRONG_NUMBER).step

        assert step.kind is CallStep.TEXT
        assert ContactPoint.objects.get(pk=home.pk).superseded_at is None

    def test_answered_by_somebody_else_are_asked_about(self, office) -> None:
        with pytest.raises(UnusableAttempt) as refused:
            office.log(office.series(), outcome=CallOutcome.SOMEBODY_ELSE_ANSWERED)

        assert faults_of(refused) == ["still_safe"]

    @pytest.mark.parametrize("is_safe", [True, False])
    def test_answered_by_somebody_else_end_only_where_not_safe(self, office, is_safe) -> None:
        office.log(office.series(), outcome=CallOutcome.SOMEBODY_ELSE_ANSWERED, is_number_still_safe=is_safe)

        current = ContactPoint.objects.get(person=office.victim.person, superseded_at__isnull=True)
        assert current.is_safe is is_safe

    def test_corrected_meanwhile_stay_as_they_are(self, office) -> None:
        series = office.series()
        ContactPoint.objects.filter(pk=office.mobile.pk).update(superseded_at=AT, superseded_by="staff:other")
        newer = ContactPointFactory(person=office.victim.person, mobile=True)

        with pytest.raises(UnusableAttempt):
            office.log(series, outcome=CallOutcome.WRONG_NUMBER)

        newer.refresh_from_db()
        assert newer.is_safe


class TestOutsideWhatIsSafe:
    """A call against the rules is recorded as it was, and a manager looks at it (M21)."""

    def test_hours_are_recorded_and_looked_at(self, office) -> None:
        late = dt.datetime(2026, 3, 11, 20, 30, tzinfo=dt.UTC)

        attempt = office.log(office.series(at=late), at=late).attempt

        item = WorkItem.objects.get(kind="UNSAFE_CONTACT")
        assert attempt.against == ["OUTSIDE_SAFE_TIME"]
        assert (item.is_for_manager, item.victim) == (True, office.victim)

    def test_hours_nobody_noted_are_not_guessed(self, office) -> None:
        late = dt.datetime(2026, 3, 11, 20, 30, tzinfo=dt.UTC)

        assert office.log(office.series(at=late), at=late, called_time=None).attempt.against == []

    def test_messages_nobody_agreed_to_are_recorded_and_looked_at(self, office) -> None:
        attempt = office.log(office.series(), outcome=CallOutcome.MESSAGE_LEFT).attempt

        assert attempt.against == ["MESSAGE_NOT_AGREED"]
        assert WorkItem.objects.filter(kind="UNSAFE_CONTACT").count() == 1

    def test_messages_that_were_agreed_are_not(self, office) -> None:
        ContactPoint.objects.filter(pk=office.mobile.pk).update(may_leave_voicemail=True)

        assert office.log(office.series(), outcome=CallOutcome.MESSAGE_LEFT).attempt.against == []

    def test_people_told_through_somebody_are_not_to_be_rung(self) -> None:
        office = Office()
        SafeContactProfileFactory(person=office.victim.person, preferred_method="VIA_ISVA", recorded_at=AT - hours(1))
        series = office.series()

        assert series.next_step == CallStep.WRITE
        assert office.log(series).attempt.against == ["THROUGH_INTERMEDIARY_ONLY"]

    def test_people_who_do_not_want_to_be_rung_are_written_to(self) -> None:
        assert Office(never_phone=True).series().next_step == CallStep.WRITE


class TestLadder:
    def test_of_three_calls_ends_in_writing_until_the_letter_has_left(self, office) -> None:
        obligation = office.owe(due_at=AT + dt.timedelta(days=6))
        series = office.series(obligation=obligation)
        kinds = [office.log(series, at=AT + hours(later)).step.kind for later in (1, 3.5, 7)]

        assert kinds == [CallStep.CALL, CallStep.CALL, CallStep.WRITE]
        assert [item.kind for item in open_work(series)] == ["WRITE_AFTER_CALLS"]

        Obligation.objects.filter(pk=obligation.pk).update(state=ObligationState.MET, met_at=AT + hours(8))
        assert call_steps.keep_watch(at=AT + hours(9)) == 1
        series.refresh_from_db()
        assert (series.state, open_work(series)) == ("WRITTEN", [])

    def test_of_an_update_ends_with_any_letter_that_tells_them_something(self, office) -> None:
        series = office.series()
        CommunicationFactory(
            victim=office.victim, purpose="NO_CHANGE_UPDATE", sent=True, sent_at=AT + hours(1), approved_at=AT
        )

        assert call_steps.keep_watch(at=AT + hours(2)) == 1
        series.refresh_from_db()
        assert series.state == "WRITTEN"

    def test_ends_an_update_when_they_were_told(self, office) -> None:
        series = office.series()

        office.tell(series)

        series.refresh_from_db()
        assert (series.state, series.ended_by, open_work(series)) == ("TOLD", office.actor.label, [])

    def test_of_a_decision_goes_on_to_the_letter_after_they_were_told(self, office) -> None:
        series = office.series(obligation=office.owe())

        step = office.tell(series).step

        series.refresh_from_db()
        assert (step.kind, series.state) == (CallStep.WRITE, "OPEN")
        assert Obligation.objects.get().state == "OPEN"

    def test_loses_to_the_clock_of_the_letter(self, office) -> None:
        obligation = office.owe(due_at=AT + hours(10), latest_safe_approval_at=AT + hours(1.9))
        series = office.series(obligation=obligation)

        step = office.log(series).step

        assert (step.kind, step.by) == (CallStep.WRITE, AT + hours(1.9))
        assert open_work(series)[0].due_at == AT + hours(1.9)

    def test_loses_to_the_clock_also_when_nobody_records_anything(self, office) -> None:
        obligation = office.owe(due_at=AT + hours(30), latest_safe_approval_at=AT + hours(5))
        series = office.series(obligation=obligation)

        assert call_steps.keep_watch(at=AT + hours(4)) == 0
        assert call_steps.keep_watch(at=AT + hours(5)) == 1
        assert [item.kind for item in open_work(series)] == ["WRITE_AFTER_CALLS"]
        assert call_steps.keep_watch(at=AT + hours(6)) == 0

    def test_has_no_clock_once_the_letter_is_approved(self, office) -> None:
        obligation = office.owe(due_at=AT + hours(2), approved=True, approved_at=AT)

        assert office.series(obligation=obligation).next_step == CallStep.TEXT

    def test_of_an_update_is_written_on_the_promised_day(self, office) -> None:
        promise_due(AT.date(), victim=office.victim, case=office.case)
        series = office.series()

        assert call_steps.keep_watch(at=AT + hours(4)) == 1
        assert open_work(series)[0].kind == "WRITE_AFTER_CALLS"

    def test_is_a_row_that_can_be_published(self, office) -> None:
        row = CallLadder(
            purpose=CallPurpose.UPDATE,
            rungs=(Rung(step=CallStep.CALL), Rung(step=CallStep.WRITE)),
            starts_on=AT.date(),
            source="The unit rings once",
        )
        dated_rows.publish(table=dated_tables.CALL_LADDERS, row=row, actor=REFERENCE, at=AT)
        series = office.series()

        assert series.next_step == CallStep.CALL
        assert office.log(series).step.kind is CallStep.WRITE


class TestNeverLost:
    """An open series always has exactly one open item of work (L4)."""

    def test_every_open_series_has_one_item_after_whatever_happened(self, office) -> None:
        series = office.series(obligation=office.owe())

        for later, outcome in enumerate((CallOutcome.NO_ANSWER, CallOutcome.NOT_SAFE_TO_TALK, CallOutcome.INFORMED)):
            at = AT + hours(later + 1)
            office.tell(series, at=at) if outcome is CallOutcome.INFORMED else office.log(
                series, at=at, outcome=outcome
            )
            assert len(open_work(series)) == 1

    def test_an_item_finished_by_hand_comes_back(self, office) -> None:
        series = office.series()
        WorkItem.objects.filter(key=f"calls:{series.pk}").update(state="DONE", done_at=AT, done_by="staff:x")

        assert call_steps.keep_watch(at=AT + hours(1)) == 1
        assert len(open_work(series)) == 1
        assert call_steps.keep_watch(at=AT + hours(1)) == 0

    def test_ended_series_ask_for_nothing(self, office) -> None:
        series = office.series()

        ended = contact.end_series(series_id=series.pk, reason=SeriesEnd.SOMEBODY_ELSE_TELLS, actor=office.actor, at=AT)

        assert (ended.state, ended.end_reason, open_work(series)) == ("ENDED", "SOMEBODY_ELSE_TELLS", [])
        assert call_steps.keep_watch(at=AT + hours(1)) == 0

    def test_a_series_ended_meanwhile_is_left_alone(self, office) -> None:
        CallSeriesFactory(victim=office.victim, state="TOLD", ended_at=AT, ended_by="staff:x")

        assert call_steps.keep_watch(at=AT) == 0

    def test_what_is_owed_in_writing_stays_owed(self, office) -> None:
        series = office.series(obligation=office.owe())

        contact.end_series(series_id=series.pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT)

        assert Obligation.objects.get().state == "OPEN"
        assert Communication.objects.get().state == "DRAFT"
