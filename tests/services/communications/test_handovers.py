"""On acceptance the victim is told who their contact is now and why, by the pipeline (V18, L8, HO-2)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.roles import Role, SystemProcess
from cases.models import WorkItem
from cases.rules.handovers import AnswerTime
from cases.rules.vocabulary import HandoverReason, JourneyStage, Language, WorkKind
from communications.models import Communication, OutboxMessage, Promise
from communications.rules import dated_tables
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, PromiseState
from communications.rules.welsh.translations import has_mark
from communications.services import composing, dated_rows, handovers, new_contact, templates
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory, VictimMessageFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE, promise_due

pytestmark = pytest.mark.django_db

PROMISED = dt.date(2026, 3, 25)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    templates.publish(actor=REFERENCE, at=AT - dt.timedelta(days=60))


class Office:
    """Two officers, and a victim in contact with the first, who has promised an update."""

    def __init__(self, *, language: str = "EN", promised: dt.date | None = PROMISED, **changes: object) -> None:
        self.unit = UnitFactory()
        self.first = staff_with(Role.VLU_OFFICER, self.unit, full_name="Nia Rees")
        self.second = staff_with(Role.VLU_OFFICER, self.unit, full_name="Owen Price")
        self.victim = VictimFactory(
            case=CaseFactory(unit=self.unit, stage=JourneyStage.TRIAL_PREP, stage_since=dt.date(2026, 1, 10)),
            person=PersonFactory(language=language),
            officer=self.first,
            **{"in_contact_since": dt.date(2026, 1, 10), **changes},
        )
        ChargeFactory(defendant=DefendantFactory(case=self.victim.case), concerning=[self.victim])
        ContactPointFactory(person=self.victim.person)
        SafeContactProfileFactory(person=self.victim.person)
        if promised is not None:
            self.promise = promise_due(promised, victim=self.victim)

    def hand_over(
        self, reason: HandoverReason = HandoverReason.LEAVING, at: dt.datetime = AT
    ) -> handovers.ContactChanged:
        offered = handovers.offer(
            victim_id=self.victim.pk,
            to_officer=self.second,
            reason=reason,
            note="Private note",
            actor=actors.staff(user=self.first, at=at),
            at=at,
        )
        return handovers.accept(handover_id=offered.pk, actor=actors.staff(user=self.second, at=at), at=at)


def the_letter() -> Communication:
    return Communication.objects.get(letter_type=LetterType.NEW_CONTACT)


def words_of(letter: Communication) -> str:
    return " ".join(block["text"] for block in letter.words)


class TestTheLetter:
    def test_is_opened_with_the_acceptance_and_leaves_by_the_safe_channel(self) -> None:
        office = Office()

        accepted = office.hand_over()
        opened = the_letter()
        released = new_contact.write(at=AT)

        letter = the_letter()
        message = OutboxMessage.objects.get()
        assert accepted.is_victim_told
        assert (opened.state, opened.words) == (CommunicationState.DRAFT, [])
        assert (released, letter.state, letter.approved_by) == (1, CommunicationState.APPROVED, "system:promises")
        assert (message.channel, message.contact_point.person) == (Channel.EMAIL, office.victim.person)

    def test_says_who_it_is_now_who_it_was_and_why_and_nothing_of_the_case(self) -> None:
        office = Office()
        office.hand_over()
        new_contact.write(at=AT)

        said = words_of(the_letter())
        assert "Until now it was Nia Rees. From now on it is me. My name is Owen Price." in said
        assert "Nia Rees is leaving our team. It is not because of anything that you said or did." in said
        assert "Private note" not in said
        assert "trial" not in said.lower()

    @pytest.mark.parametrize("reason", HandoverReason)
    def test_has_words_for_every_reason_and_blames_nobody(self, reason: HandoverReason) -> None:
        Office().hand_over(reason)

        assert new_contact.write(at=AT) == 1

        said = words_of(the_letter())
        assert ("You asked whether" in said) is (reason is HandoverReason.ASKED_FOR)
        assert ("not because of anything" in said) is (reason is not HandoverReason.ASKED_FOR)

    def test_names_the_promised_date_and_changes_no_promise(self) -> None:
        office = Office()
        office.hand_over()
        new_contact.write(at=AT)
        letter = the_letter()

        assert "Wednesday 25 March 2026" in words_of(letter)
        assert Promise.objects.get().state == PromiseState.OPEN

    def test_goes_in_welsh_and_english_to_a_reader_of_welsh(self) -> None:
        Office(language=Language.CY).hand_over()

        assert new_contact.write(at=AT) == 1

        welsh, english = composing.letter_sides(communication=the_letter())
        assert "Hyd yma, Nia Rees oedd eich person cyswllt" in welsh.as_text()
        assert "Until now it was Nia Rees" in english.as_text()
        assert not has_mark(text=welsh.as_text())

    def test_is_left_to_the_new_officer_where_nobody_reads_english_or_welsh(self) -> None:
        office = Office(language=Language.OTHER)
        office.hand_over()

        assert new_contact.write(at=AT) == 0

        item = WorkItem.objects.get(kind=WorkKind.DRAFT_LETTER)
        assert (item.officer, item.about) == (office.second, f"communication:{the_letter().pk}")
        assert new_contact.write(at=AT) == 0

    def test_is_left_to_the_new_officer_where_an_update_is_due_at_once(self) -> None:
        Office(promised=AT.date()).hand_over()

        assert new_contact.write(at=AT) == 0
        assert "tell them both together" in WorkItem.objects.get(kind=WorkKind.DRAFT_LETTER).summary

    def test_names_no_date_where_none_is_promised(self) -> None:
        Office(promised=None).hand_over()

        assert new_contact.write(at=AT) == 1
        assert "I will be in touch again by" not in words_of(the_letter())

    def test_is_taken_back_where_the_contact_has_changed_again(self) -> None:
        office = Office()
        office.hand_over()
        office.first, office.second = office.second, office.first
        office.hand_over()

        assert new_contact.write(at=AT) == 1

        states = Communication.objects.order_by("opened_at", "state").values_list("state", flat=True)
        assert sorted(states) == [CommunicationState.APPROVED, CommunicationState.NOT_REQUIRED]
        approved = Communication.objects.get(state=CommunicationState.APPROVED)
        assert "Until now it was Owen Price" in words_of(approved)


class TestWhoIsNotWrittenTo:
    @pytest.mark.parametrize(
        "changes",
        [{"in_contact_since": None}, {"has_declined_contact": True}, {"contact_ended_on": AT.date()}],
        ids=str,
    )
    def test_whoever_has_not_heard_from_us_or_does_not_want_to(self, changes: dict[str, object]) -> None:
        accepted = Office(promised=None, **changes).hand_over()

        assert not accepted.is_victim_told
        assert not Communication.objects.exists()

    def test_but_whoever_had_a_letter_before_contact_began_is(self) -> None:
        office = Office(promised=None, in_contact_since=None)
        CommunicationFactory(victim=office.victim, sent=True)

        assert office.hand_over().is_victim_told


class TestWhatGoesAlong:
    def test_messages_that_wait_for_the_first_officer(self) -> None:
        office = Office()
        waiting = VictimMessageFactory(victim=office.victim, officer=office.first)
        elsewhere = VictimMessageFactory(victim=office.victim, officer=staff_with(Role.VLU_OFFICER, office.unit))

        office.hand_over()

        for message in (waiting, elsewhere):
            message.refresh_from_db()
        assert waiting.officer == office.second
        assert elsewhere.officer not in (office.first, office.second)


class TestTheTime:
    """HO-1."""

    def test_is_a_dated_row(self) -> None:
        time = AnswerTime(working_days=1, starts_on=dt.date(2026, 3, 1), source="Area policy")
        dated_rows.publish(table=dated_tables.HANDOVER_TIMES, row=time, actor=REFERENCE, at=AT)

        assert Office().hand_over().handover.answer_due_on == dt.date(2026, 3, 12)

    def test_of_nothing_cannot_be_published(self) -> None:
        time = AnswerTime(working_days=0, starts_on=dt.date(2026, 3, 1), source="?")

        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(
                table=dated_tables.HANDOVER_TIMES, row=time, actor=actors.system(SystemProcess.REFERENCE_DATA), at=AT
            )
