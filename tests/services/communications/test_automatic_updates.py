"""No-change updates and apologies get their words and leave, or are left to a person with the reason (V7, V8)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import WorkItem
from cases.rules.vocabulary import JourneyStage, Language, WorkKind
from communications.models import Communication, OutboxMessage, Promise
from communications.rules.vocabulary import Channel, CommunicationState, PromiseState
from communications.rules.welsh.translations import has_mark
from communications.services import automatic_updates, composing, promise_sweeps, promises, templates
from tests.factories.accounts import StaffUserFactory, UnitFactory
from tests.factories.cases import (
    CaseEventFactory,
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import TranslationFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE, open_promise, promise_due

pytestmark = pytest.mark.django_db

TOMORROW = dt.date(2026, 3, 12)
LONG_MISSED = dt.date(2026, 3, 6)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    templates.publish(actor=REFERENCE, at=AT - dt.timedelta(days=60))


def promise_to_somebody(due_on: dt.date = TOMORROW, language: str = "EN", **changes: object) -> Promise:
    """Make a promise to somebody with an officer, a charge and a safe email address by which they want letters."""
    case = CaseFactory(unit=UnitFactory(), stage=JourneyStage.TRIAL_PREP, stage_since=dt.date(2026, 1, 10))
    victim = VictimFactory(
        case=case,
        person=PersonFactory(language=language),
        officer=StaffUserFactory(),
        in_contact_since=dt.date(2026, 1, 10),
        **changes,
    )
    ChargeFactory(defendant=DefendantFactory(case=case), concerning=[victim])
    ContactPointFactory(person=victim.person)
    SafeContactProfileFactory(person=victim.person)
    return promise_due(due_on, victim=victim)


class TestNoChangeUpdate:
    def test_says_the_stage_what_is_awaited_since_when_and_the_next_date_and_leaves_by_the_safe_channel(self) -> None:
        promise = promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)

        assert automatic_updates.write(at=AT) == 1

        update = Communication.objects.get()
        said = " ".join(block["text"] for block in update.words)
        assert update.state == CommunicationState.APPROVED
        assert update.approved_by == "system:promises"
        assert "no change" in said
        assert "10 January 2026" in said
        assert "8 April 2026" in said
        message = OutboxMessage.objects.get()
        assert (message.channel, message.contact_point.person) == (Channel.EMAIL, promise.person)

    def test_once_it_has_gone_the_promise_is_kept_and_the_date_it_named_is_promised(self) -> None:
        promise = promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)
        automatic_updates.write(at=AT)
        sent_at = AT + dt.timedelta(minutes=10)

        promises.keep(
            communication=Communication.objects.get(),
            contact_at=sent_at,
            actor=actors.system(SystemProcess.DELIVERY),
            at=sent_at,
        )

        promise.refresh_from_db()
        assert promise.state == PromiseState.KEPT
        assert open_promise(promise.victim).due_on == dt.date(2026, 4, 8)

    def test_run_twice_there_is_one_letter(self) -> None:
        promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)
        automatic_updates.write(at=AT)

        assert automatic_updates.write(at=AT) == 0
        assert OutboxMessage.objects.count() == 1

    def test_something_that_happens_in_between_takes_it_back(self) -> None:
        promise = promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)
        CaseEventFactory(case=promise.case, recorded_at=AT)

        assert automatic_updates.write(at=AT) == 0

        assert Communication.objects.get().state == CommunicationState.NOT_REQUIRED
        assert not OutboxMessage.objects.exists()

    def test_a_promise_kept_in_between_takes_it_back_too(self) -> None:
        promise = promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.KEPT, settled_at=AT)

        automatic_updates.write(at=AT)

        assert Communication.objects.get().state == CommunicationState.NOT_REQUIRED

    def test_goes_to_a_reader_of_welsh_in_both_languages_by_itself(self) -> None:
        """W4, V22: nothing in it is anybody's own words, so nobody has to translate it."""
        promise_to_somebody(language="CY")
        promise_sweeps.send_due_updates(at=AT)

        assert automatic_updates.write(at=AT) == 1

        letter = Communication.objects.get()
        assert (letter.template.language, letter.template_cy.language) == ("EN", "CY")
        english = composing.letter_words(communication=letter)
        welsh = composing.letter_words(communication=letter, language=Language.CY)
        assert [block.key for block in welsh.blocks] == [block.key for block in english.blocks]
        # Both sides name what happened in standard words: those somebody chose have no Welsh yet.
        assert "the burglary that was reported" in english.as_text()
        assert "y fwrgleriaeth y rhoddwyd gwybod amdani" in welsh.as_text()
        assert "Swyddog Cyswllt Dioddefwyr" in welsh.as_text()
        assert not has_mark(text=welsh.as_text())
        assert not WorkItem.objects.filter(kind=WorkKind.TRANSLATION).exists()

    def test_names_what_happened_in_the_words_of_a_person_once_they_have_their_welsh(self) -> None:
        promise_to_somebody(language="CY")
        promise_sweeps.send_due_updates(at=AT)
        TranslationFactory(
            communication=Communication.objects.get(),
            slot="phrase:plain:1",
            english="the burglary at your home",
            welsh="y fwrgleriaeth yn eich cartref",
        )

        assert automatic_updates.write(at=AT) == 1

        letter = Communication.objects.get()
        assert "the burglary at your home" in composing.letter_words(communication=letter).as_text()
        welsh = composing.letter_words(communication=letter, language=Language.CY)
        assert "y fwrgleriaeth yn eich cartref" in welsh.as_text()

    @pytest.mark.parametrize("language", ["OTHER"])
    def test_a_reader_of_another_language_is_written_to_by_a_person(self, language: str) -> None:
        promise_to_somebody(language=language)
        promise_sweeps.send_due_updates(at=AT)

        assert automatic_updates.write(at=AT) == 0

        assert Communication.objects.get().state == CommunicationState.DRAFT
        item = WorkItem.objects.get()
        assert (item.kind, "their language" in item.summary) == (WorkKind.DRAFT_LETTER, True)
        assert not OutboxMessage.objects.exists()

    def test_one_that_cannot_be_written_keeps_none_back(self) -> None:
        promise_to_somebody(language="OTHER")
        promise_to_somebody()
        promise_sweeps.send_due_updates(at=AT)

        assert automatic_updates.write(at=AT) == 1


class TestApology:
    def test_names_the_missed_date_and_the_new_one_and_leaves(self) -> None:
        promise = promise_to_somebody(LONG_MISSED)
        promise_sweeps.settle_missed_promises(at=AT)

        assert automatic_updates.write(at=AT) == 1

        apology = Communication.objects.get()
        said = " ".join(block["text"] for block in apology.words)
        assert "sorry" in said
        assert "6 March 2026" in said
        assert "18 March 2026" in said
        assert open_promise(promise.victim).due_on == dt.date(2026, 3, 18)

    def test_does_not_keep_the_new_promise(self) -> None:
        promise = promise_to_somebody(LONG_MISSED)
        promise_sweeps.settle_missed_promises(at=AT)
        automatic_updates.write(at=AT)

        assert open_promise(promise.victim).state == PromiseState.OPEN

    def test_when_there_is_news_the_apology_is_left_to_a_person_to_send_with_it(self) -> None:
        promise = promise_to_somebody(LONG_MISSED)
        CaseEventFactory(case=promise.case, recorded_at=AT - dt.timedelta(days=1))
        promise_sweeps.settle_missed_promises(at=AT)

        assert automatic_updates.write(at=AT) == 0

        apology = Communication.objects.get()
        assert (apology.state, bool(apology.words)) == (CommunicationState.DRAFT, True)
        assert WorkItem.objects.filter(kind=WorkKind.DRAFT_LETTER, about=f"communication:{apology.pk}").exists()


class TestMissingPromises:
    """V6: one is always in force for whoever is in contact."""

    def test_opens_one_for_whoever_has_none_and_nothing_the_second_time(self) -> None:
        promise = promise_to_somebody()
        Promise.objects.filter(pk=promise.pk).update(state=PromiseState.KEPT, settled_at=AT)

        assert promise_sweeps.open_missing_promises(at=AT) == 1
        assert promise_sweeps.open_missing_promises(at=AT) == 0
        assert open_promise(promise.victim).due_on == dt.date(2026, 4, 8)

    def test_a_childs_guardian_is_the_one_who_is_kept_informed(self) -> None:
        child = VictimFactory(in_contact_since=dt.date(2026, 1, 10), person=PersonFactory(born_on=dt.date(2014, 5, 1)))
        guardian = ConnectionFactory(victim=child, relationship="mother").person

        assert promise_sweeps.open_missing_promises(at=AT) == 1
        assert open_promise(child).person == guardian

    def test_where_nobody_suitable_is_recorded_a_person_is_asked(self) -> None:
        child = VictimFactory(in_contact_since=dt.date(2026, 1, 10), person=PersonFactory(born_on=dt.date(2014, 5, 1)))
        ConnectionFactory(victim=child, is_suspect_or_lives_with_suspect=None)

        assert promise_sweeps.open_missing_promises(at=AT) == 0
        assert WorkItem.objects.get().kind == WorkKind.ADDRESSEE_UNCLEAR

    def test_nobody_who_is_not_onboarded_or_whose_case_is_over(self) -> None:
        VictimFactory()
        VictimFactory(in_contact_since=dt.date(2026, 1, 10), case__stage=JourneyStage.STOPPED)

        assert promise_sweeps.open_missing_promises(at=AT) == 0
