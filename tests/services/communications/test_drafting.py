"""Drafts: composed from the record, changed by staff where they may, kept true everywhere else (W4, W5, W13, W14)."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Connection, Obligation
from cases.rules.vocabulary import Addressee, ConnectionKind, DecisionCode, JourneyStage, Language
from cases.rules.working_days import LONDON, london_date
from communications.documents.context import LetterContext
from communications.documents.words import newest_template
from communications.models import Communication, TemplateVersion
from communications.rules.letter_words import BlockIsLocked, BlockKey
from communications.rules.references import REFERENCE
from communications.rules.safe_hours import QUIET_FROM
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, Purpose
from communications.services import approval, composing, drafting, opening
from communications.services.letter_facts import Given
from tests.factories.accounts import AreaFactory, UnitFactory, UnitMembershipFactory
from tests.factories.cases import ConnectionFactory, ContactPointFactory, HearingFactory, PersonFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, Decided, decided

pytestmark = pytest.mark.django_db
PROMISES = actors.system(SystemProcess.PROMISES)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def text_of(draft: Communication) -> str:
    return composing.letter_words(communication=draft).as_text()


def block(draft: Communication, key: BlockKey) -> str:
    found = composing.letter_words(communication=draft).block(key)
    return found.text if found is not None else ""


class TestOpenDraft:
    def test_composes_the_whole_letter_from_the_record(self):
        case = decided()

        text = text_of(case.draft)

        assert "Dear Ms Hughes," in text
        assert "decided to stop the case about the burglary at your home on 2 January 2026" in text
        assert "You told the police that somebody broke the lock" in text
        assert "Nothing led to one person." in text
        assert "Siân Parry" in text
        assert "Gethin Prosser" not in text
        assert drafting.findings(communication=case.draft, at=AT).items == ()

    def test_names_reference_purpose_recipient_template_and_channel(self):
        draft = decided().draft

        assert REFERENCE.fullmatch(draft.reference)
        assert draft.purpose == Purpose.VCL_LETTER
        assert draft.recipient == draft.victim.person
        newest = newest_template(letter_type=LetterType.DISCONTINUE_ALL, language=Language.EN)
        assert draft.template.name == newest.name
        assert draft.channel == Channel.EMAIL
        assert draft.is_hard_news
        assert draft.state == CommunicationState.DRAFT

    def test_computes_by_when_it_must_be_approved_for_its_channel(self):
        by_email = decided(preferred="EMAIL").draft
        by_post = decided(preferred="POST").draft

        night_begins = dt.datetime.combine(london_date(at=by_email.due_at), QUIET_FROM, tzinfo=LONDON)
        assert by_email.latest_safe_approval_at == night_begins - dt.timedelta(minutes=15)
        assert by_post.channel == Channel.POST
        assert by_post.latest_safe_approval_at < by_post.due_at - dt.timedelta(days=1)

    def test_opens_one_draft_however_often_it_is_asked(self):
        case = decided()

        again = opening.open_draft(obligation=case.obligation, actor=case.writer, at=AT)

        assert again.pk == case.draft.pk
        assert Communication.objects.count() == 1

    def test_leaves_a_trace(self):
        case = decided()

        assert AuditEvent.objects.filter(verb="OPENED", subject_id=str(case.draft.pk)).count() == 1

    def test_gives_the_review_dates_of_the_day_on_which_it_would_leave(self):
        by_email = decided(preferred="EMAIL").draft
        by_post = decided(preferred="POST").draft

        assert "Please ask by Monday 13 April 2026" in block(by_email, BlockKey.VRR)  # 10 working days from 26 March
        assert "Please ask by Tuesday 14 April 2026" in block(by_post, BlockKey.VRR)  # posted the day after

    def test_is_never_about_another_recipients_case(self):
        one, other = decided(), decided(person={"full_name": "Ifan Rees", "preferred_name": "Mr Rees"})

        assert one.draft.reference not in text_of(other.draft)
        assert "Hughes" not in text_of(other.draft)

    def test_without_an_officer_waits_for_somebody_to_be_named(self):
        case = decided(with_officer=False)

        stops = drafting.findings(communication=case.draft, at=AT).stops

        assert [stop.block for stop in stops] == [BlockKey.CONTACT_NAMED]

    @pytest.mark.parametrize("name", ["  Rhian  Hughes ", "Rhian\tHughes", "Rhian\u200b Hughes", "Rhian\nHughes"])
    def test_never_loses_a_decision_over_an_odd_name(self, name):
        draft = decided(person={"full_name": name, "preferred_name": ""}).draft

        assert block(draft, BlockKey.NAME_FORM) == "Dear Rhian Hughes,"

    def test_without_a_name_waits_for_one(self):
        draft = decided(person={"full_name": " ", "preferred_name": ""}).draft

        assert BlockKey.NAME_FORM in {stop.block for stop in drafting.findings(communication=draft, at=AT).stops}

    def test_warns_of_a_name_that_our_letters_cannot_print(self):
        draft = decided(person={"full_name": "李 Hughes", "preferred_name": ""}).draft

        found = drafting.findings(communication=draft, at=AT)

        assert [warning.words for warning in found.warnings] == ["李"]

    def test_says_when_it_is_late_already(self):
        case = decided()
        late = case.obligation.due_at + dt.timedelta(days=1)

        words, context = drafting.refreshed(communication=case.draft, at=late)

        assert context.is_late
        assert words.block(BlockKey.APOLOGY_LATE).text.startswith("I am sorry that this letter is late.")

    def test_names_the_next_day_in_court_where_something_goes_on(self):
        case = decided()
        charge = case.obligation.decision.charges.get()
        HearingFactory(case=case.case, kind="Trial", starts_at=dt.datetime(2026, 5, 11, 9, 0, tzinfo=dt.UTC))

        Obligation.objects.filter(pk=case.obligation.pk).update(letter_type=LetterType.STOP_SOME)
        Communication.objects.filter(pk=case.draft.pk).update(letter_type=LetterType.STOP_SOME)
        draft = Communication.objects.get(pk=case.draft.pk)
        _, context = drafting.refreshed(communication=draft, at=AT)

        assert context.next_event.startswith("the trial at Exampletown")
        assert context.next_event_on == dt.date(2026, 5, 11)
        assert charge.plain_description in context.allegation

    @pytest.mark.parametrize(
        ("language", "other", "need"),
        [
            (Language.OTHER, "Polish", "a translation into Polish"),
            (Language.OTHER, "", "a translation"),
        ],
    )
    def test_says_what_the_person_needs_besides_english(self, language, other, need):
        draft = decided(person={"language": language, "other_language": other, "formats": ["LARGE_PRINT"]}).draft

        assert f"You told us that you need {need}." in block(draft, BlockKey.TRANSLATION)

    def test_promises_neither_welsh_nor_large_print_later_because_the_letter_is_in_them(self):
        draft = decided(person={"language": Language.CY, "formats": ["LARGE_PRINT", "BRAILLE"]}).draft

        assert "You told us that you need a Braille version. What" in block(draft, BlockKey.TRANSLATION)
        assert draft.context["print_format"] == "LARGE_PRINT"


class TestAddressees:
    def test_a_parent_is_addressed_for_a_child(self):
        case = decided(person={"full_name": "Ella Okafor", "preferred_name": "", "born_on": dt.date(2013, 5, 1)})
        ConnectionFactory(
            victim=case.victim,
            person=PersonFactory(full_name="Ada Okafor", preferred_name="Mrs Okafor"),
            relationship="mother",
        )

        words, context = drafting.refreshed(communication=case.draft, at=AT)

        assert case.obligation.addressee == Addressee.NONE  # nobody was recorded when the decision was made
        assert context.addressee is Addressee.PARENT_GUARDIAN
        assert words.block(BlockKey.NAME_FORM).text == "Dear Mrs Okafor,"
        assert "because you look after Ella" in words.as_text()
        assert "what happened to your child, Ella" in words.as_text()
        # The charge is put as "the burglary at your home": words for the one to whom it happened.
        assert "the case about the burglary that was reported" in words.block(BlockKey.DECISION_PLAIN).text

    @pytest.mark.parametrize("is_suspect", [True, None])
    def test_a_parent_who_may_be_unsafe_is_never_addressed(self, is_suspect):
        case = decided(person={"full_name": "Ella Okafor", "preferred_name": "", "born_on": dt.date(2013, 5, 1)})
        ConnectionFactory(
            victim=case.victim,
            person=PersonFactory(full_name="Ada Okafor"),
            is_suspect_or_lives_with_suspect=is_suspect,
        )

        words, context = drafting.refreshed(communication=case.draft, at=AT)

        assert "Okafor" not in words.block(BlockKey.NAME_FORM).text
        assert not drafting.check(communication=case.draft, words=words, context=context, at=AT).is_approvable

    def test_a_bereaved_family_is_addressed_through_its_officer(self):
        case = decided()
        family = Connection.objects.create(
            victim=case.victim,
            person=PersonFactory(full_name="Tomáš Novák", preferred_name="Mr Novák"),
            kind=ConnectionKind.CLOSE_RELATIVE,
            relationship="father",
            is_primary=True,
            is_suspect_or_lives_with_suspect=False,
            has_consent=True,
            recorded_at=AT,
            recorded_by="staff:test",
        )
        ConnectionFactory(victim=case.victim, person=PersonFactory(full_name="Carys Bevan"), kind=ConnectionKind.FLO)
        Obligation.objects.filter(pk=case.obligation.pk).update(addressee=Addressee.BEREAVED_FAMILY_VIA_FLO)
        draft = Communication.objects.get(pk=case.draft.pk)

        words, context = drafting.refreshed(communication=draft, at=AT)

        assert context.recipient_name == family.person.full_name
        assert "Carys Bevan, your Family Liaison Officer, is bringing you this letter" in words.as_text()
        assert context.address_lines == ()
        assert words.block(BlockKey.PRIVATE_MARKING) is None


class TestRewrite:
    def test_changes_an_open_block_and_says_who_wrote_it(self):
        case = decided()

        written = self.rewrite(case, {BlockKey.ACKNOWLEDGE_FEELINGS: "You lost your mother's ring, and I am so sorry."})

        assert block(written, BlockKey.ACKNOWLEDGE_FEELINGS) == "You lost your mother's ring, and I am so sorry."
        assert (written.written_at, written.written_by) == (AT, case.writer.label)
        assert AuditEvent.objects.filter(verb="WROTE", actor=case.writer.label).count() == 1

    def test_refuses_a_locked_block_and_changes_nothing(self):
        case = decided()

        with pytest.raises(BlockIsLocked):
            self.rewrite(case, {BlockKey.VRR: "Ask within five days."})

        assert Communication.objects.get().words == case.draft.words

    def test_refuses_to_write_over_what_somebody_else_wrote(self):
        case = decided()
        self.rewrite(case, {BlockKey.NEW_INFORMATION: "First."})

        with pytest.raises(drafting.ChangedMeanwhile):
            self.rewrite(case, {BlockKey.NEW_INFORMATION: "Second."})

        assert block(Communication.objects.get(), BlockKey.NEW_INFORMATION) == "First."

    def test_refuses_a_letter_that_is_with_its_reviewer(self):
        case = decided()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(drafting.NotWritable):
            self.rewrite(case, {BlockKey.NEW_INFORMATION: "Late."})

    def test_refuses_whoever_may_not_write(self):
        case = decided()
        unit = UnitFactory(area=AreaFactory(code="WESSEX"), name="Elsewhere")
        elsewhere = UnitMembershipFactory(unit=unit, role=Role.VLU_OFFICER.value)
        stranger = actors.staff(user=elsewhere.user, at=AT)

        with pytest.raises(NotPermitted):
            drafting.rewrite(communication_id=case.draft.pk, texts={}, seen_written_at=None, actor=stranger, at=AT)

    @staticmethod
    def rewrite(case: Decided, texts: dict[BlockKey, str]) -> Communication:
        return drafting.rewrite(
            communication_id=case.draft.pk, texts=texts, seen_written_at=None, actor=case.writer, at=AT
        )


class TestLocked:
    def test_is_locked_each_time_and_read_with_what_its_words_rest_on(self) -> None:
        case = decided()

        with CaptureQueriesContext(connection) as asked:
            letters = [drafting.locked(communication_id=case.draft.pk) for _ in range(2)]
        with CaptureQueriesContext(connection) as more:
            grounds = {(each.pk, each.victim.case.area, each.obligation.decision, each.template) for each in letters}

        assert sum("FOR UPDATE OF" in query["sql"] for query in asked) == 2
        assert len(grounds) == 1
        assert len(more) == 0

    def test_that_is_not_there_is_not_found(self) -> None:
        with pytest.raises(Communication.DoesNotExist):
            drafting.locked(communication_id=uuid.uuid4())


class TestOpenUpdate:
    GIVEN = Given(next_update_on=dt.date(2026, 4, 24), missed_on=dt.date(2026, 3, 20), late_reason="I was away.")

    @pytest.mark.parametrize(
        ("letter_type", "purpose"),
        [
            (LetterType.NO_CHANGE_UPDATE, Purpose.NO_CHANGE_UPDATE),
            (LetterType.ACKNOWLEDGEMENT, Purpose.ACKNOWLEDGEMENT),
            (LetterType.APOLOGY_MISSED_PROMISE, Purpose.APOLOGY_MISSED_PROMISE),
        ],
    )
    def test_says_the_stage_what_is_awaited_since_when_and_the_next_date(self, letter_type, purpose):
        case = decided()
        case.case.stage = JourneyStage.CPS_REVIEW
        case.case.save()

        draft = self.open(case, letter_type)

        assert draft.purpose == purpose
        assert "We are waiting for the prosecutor’s decision." in block(draft, BlockKey.STAGE_NOW)
        assert "Friday 24 April 2026" in block(draft, BlockKey.NEXT_UPDATE)
        assert drafting.findings(communication=draft, at=AT).items == ()

    def test_an_apology_names_the_promise_that_was_missed(self):
        draft = self.open(decided(), LetterType.APOLOGY_MISSED_PROMISE)

        assert block(draft, BlockKey.APOLOGY_LATE) == (
            "I am sorry. I promised to be in touch with you by 20 March 2026, and I did not keep that promise. "
            "I was away."
        )

    def test_is_opened_once_for_each_key(self):
        case = decided()

        assert self.open(case, LetterType.NO_CHANGE_UPDATE) == self.open(case, LetterType.NO_CHANGE_UPDATE)

    def test_promises_a_new_date_when_the_named_one_has_passed(self):
        case = decided()
        draft = self.open(case, LetterType.NO_CHANGE_UPDATE)

        _, context = drafting.refreshed(communication=draft, at=AT + dt.timedelta(days=40))

        assert context.next_update_on > dt.date(2026, 4, 24)

    @pytest.mark.parametrize("letter_type", [LetterType.DISCONTINUE_ALL, LetterType.CORRECTION])
    def test_refuses_letters_that_are_opened_otherwise(self, letter_type):
        with pytest.raises(opening.NotAnUpdate):
            self.open(decided(), letter_type)

    def test_refuses_whoever_may_not_write(self):
        case = decided()

        with pytest.raises(NotPermitted):
            opening.open_update(
                victim_id=case.victim.pk,
                letter_type=LetterType.NO_CHANGE_UPDATE,
                given=self.GIVEN,
                key="x",
                actor=actors.system(SystemProcess.DELIVERY),
                at=AT,
            )

    def open(self, case: Decided, letter_type: LetterType) -> Communication:
        return opening.open_update(
            victim_id=case.victim.pk, letter_type=letter_type, given=self.GIVEN, key="promise:1", actor=PROMISES, at=AT
        )


class TestStoredContext:
    def test_can_be_read_back_for_the_page(self):
        draft = decided(preferred="POST").draft

        context = LetterContext.from_json(draft.context)

        assert context.address_lines == ("14 Heol y Gŵr", "Exampletown", "EX1 1EX")
        assert context.our_reference == draft.reference

    def test_takes_no_address_that_is_not_safe(self):
        case = decided(points=("email",))
        ContactPointFactory(person=case.victim.person, post=True, unsafe=True)

        _, context = drafting.refreshed(communication=case.draft, at=AT)

        assert context.address_lines == ()


class TestTemplates:
    def test_are_published_on_first_use_and_once(self):
        decided()
        decided()

        versions = TemplateVersion.objects.filter(letter_type=LetterType.DISCONTINUE_ALL, language="EN")
        newest = newest_template(letter_type=LetterType.DISCONTINUE_ALL, language=Language.EN)
        assert [each.name for each in versions].count(newest.name) == 1


# A provisional stop needs a pilot Area and a serious sexual offence: golden scenario 5.
@pytest.mark.parametrize(
    "code", [code for code in DecisionCode if code in set(LetterType) - {LetterType.PROVISIONAL_STOP}]
)
def test_every_decision_that_owes_a_letter_gives_a_draft_that_lacks_only_what_a_person_must_say(code):
    entry = {"is_substantial": True, "because_victim_withdrew": code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL}
    case = decided(code, entry=entry)

    stops = drafting.findings(communication=case.draft, at=AT).stops

    assert stops == ()
