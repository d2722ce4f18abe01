"""A letter to a reader of Welsh: both sides are approved, frozen and sent as one, while the clock runs (W4, V22)."""

import datetime as dt

import pytest
from django.db import InternalError, transaction

from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import Language, WorkKind, WorkState
from communications.documents.messages import EmailName, compose_email
from communications.documents.reading import read
from communications.models import Addendum, Communication, OutboxMessage, Translation
from communications.rules import dated_tables
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, CommunicationState, TranslationSource
from communications.rules.welsh.clock import TranslationTime
from communications.rules.welsh.translations import SlotState, digest_of, has_mark
from communications.services import (
    approval,
    composing,
    dated_rows,
    drafting,
    late_letters,
    translating,
    workshop,
)
from tests.factories.cases import ConnectionFactory, PersonFactory
from tests.factories.communications import TranslationFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.ledger import REFERENCE
from tests.services.communications.writing import AT, REASONS, Decided, decided, member

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=10)
PLAIN = "y fwrgleriaeth yn eich cartref"
REASONS_CY = """\
Fe ddywedoch chi wrth yr heddlu fod rhywun wedi torri clo eich drws cefn tra oeddech yn y gwaith. Sylwoch fod eich
gliniadur a modrwy eich mam wedi mynd.

I brofi pwy wnaeth hyn byddai angen rhywbeth arnom sy’n dangos un person yn eich tŷ. Cymerodd yr heddlu olion bysedd
oddi ar y drws a gofyn i’ch cymdogion i gyd. Nid arweiniodd dim at un person."""
REASON = f"block:{BlockKey.REASON_SPECIFIC}"


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def welsh_reader(**settings: object) -> Decided:
    return decided(person={"language": Language.CY}, **settings)


def slots_of(case: Decided, at: dt.datetime = AT) -> dict[str, object]:
    letter = Communication.objects.get(pk=case.draft.pk)
    standing = drafting.reviewed(communication=letter, at=at)
    return {slot.name: slot for slot in standing.welsh.side.slots}


def translate(case: Decided, name: str, welsh: str, **changes: object) -> Translation:
    given = {
        "communication_id": case.draft.pk,
        "slot": name,
        "seen_digest": digest_of(english=slots_of(case)[name].english),
        "welsh": welsh,
        "source": TranslationSource.WELSH_SPEAKING_STAFF,
        "actor": case.writer,
        "at": AT,
    }
    return translating.translate(**{**given, **changes})


def translated(case: Decided) -> Decided:
    for name in slots_of(case):
        translate(case, name, REASONS_CY if name == REASON else PLAIN)
    return case


def approved_pair(**settings: object) -> tuple[Decided, Communication]:
    case = translated(welsh_reader(**settings))
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    return case, approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)


class TestWhatAPersonTranslates:
    """PAIR-1."""

    def test_is_what_staff_wrote_and_nothing_that_the_templates_say(self):
        slots = slots_of(welsh_reader())

        assert {name.partition(":")[0] for name in slots} == {"block", "phrase"}
        assert [name for name in slots if name.startswith("block:")] == [REASON]
        assert [slot.english for name, slot in slots.items() if name.startswith("phrase:")] == [
            "the burglary at your home"
        ]
        assert {slot.state for slot in slots.values()} == {SlotState.MISSING}

    def test_a_reader_of_english_has_no_welsh_side(self):
        case = decided()

        assert drafting.reviewed(communication=case.draft, at=AT).welsh is None

    def test_once_translated_all_of_the_letter_is_welsh(self):
        case = translated(welsh_reader())
        standing = drafting.reviewed(communication=Communication.objects.get(), at=AT)

        assert standing.welsh.side.is_ready
        assert standing.findings.stops == ()
        text = standing.welsh.words.as_text()
        assert not has_mark(text=text)
        assert f"roi’r gorau i’r achos ynghylch {PLAIN}" in text
        assert "Annwyl Ms Hughes," in text
        assert "modrwy eich mam" in text
        assert case.draft.reference in text

    def test_english_that_changes_afterwards_makes_the_welsh_stale_and_shows_it(self):
        case = translated(welsh_reader())
        drafting.rewrite(
            communication_id=case.draft.pk,
            texts={BlockKey.REASON_SPECIFIC: f"{REASONS} I am sorry."},
            seen_written_at=None,
            actor=case.writer,
            at=AT,
        )

        slot = slots_of(case)[REASON]

        assert (slot.state, slot.welsh, slot.begin_from) == (SlotState.STALE, "", REASONS_CY)
        found = drafting.reviewed(communication=Communication.objects.get(), at=AT).findings.stops
        assert [(each.rule, each.block) for each in found if each.rule.startswith("PAIR")] == [
            ("PAIR-1", BlockKey.REASON_SPECIFIC)
        ]
        assert "changed" in found[-1].why

    def test_english_that_comes_back_finds_its_welsh_again(self):
        case = translated(welsh_reader())

        def write(text: str) -> None:
            letter = Communication.objects.get()
            drafting.rewrite(
                communication_id=case.draft.pk,
                texts={BlockKey.REASON_SPECIFIC: text},
                seen_written_at=letter.written_at,
                actor=case.writer,
                at=AT + dt.timedelta(minutes=len(text)),
            )

        original = slots_of(case)[REASON].english
        write("The police found nobody. You told them what you saw, and we believe you.")
        write(original)

        assert slots_of(case)[REASON].state is SlotState.READY

    def test_not_words_that_are_not_for_this_reader(self):
        def her_mother(victim):
            ConnectionFactory(victim=victim, person=PersonFactory(language=Language.CY), relationship="mother")

        case = decided(person={"born_on": dt.date(2013, 5, 1)}, family=her_mother)

        assert REASON in slots_of(case)
        assert [name for name in slots_of(case) if "plain" in name] == []
        standing = drafting.reviewed(communication=Communication.objects.get(), at=AT)
        said = standing.welsh.side.words.block(BlockKey.DECISION_PLAIN).text
        assert "y fwrgleriaeth y rhoddwyd gwybod amdani" in said


class TestTranslating:
    def test_keeps_who_where_and_when_and_leaves_a_trace(self):
        case = welsh_reader()

        row = translate(
            case, REASON, REASONS_CY, source=TranslationSource.TRANSLATION_UNIT, translator="Translation unit, T-1042"
        )

        assert (row.source, row.translator, row.translated_by, row.translated_at) == (
            TranslationSource.TRANSLATION_UNIT,
            "Translation unit, T-1042",
            case.writer.label,
            AT,
        )
        assert AuditEvent.objects.filter(verb="TRANSLATED", actor=case.writer.label).count() == 1

    def test_refuses_english_that_changed_meanwhile(self):
        case = welsh_reader()

        with pytest.raises(translating.EnglishChanged):
            translate(case, REASON, REASONS_CY, seen_digest="0" * 64)

    @pytest.mark.parametrize("text", ["", "  \n", "Mae rhan […] ar goll."])
    def test_refuses_what_says_nothing_or_leaves_a_gap(self, text):
        case = welsh_reader()

        with pytest.raises(translating.SaysNothing):
            translate(case, REASON, text)

    def test_refuses_a_unit_without_a_name(self):
        case = welsh_reader()

        with pytest.raises(translating.NobodyNamed):
            translate(case, REASON, REASONS_CY, source=TranslationSource.TRANSLATION_UNIT)

    def test_refuses_a_part_that_needs_no_welsh(self):
        case = welsh_reader()

        with pytest.raises(translating.NoSuchSlot):
            translate(case, REASON, REASONS_CY, slot=f"block:{BlockKey.VRR}")

    def test_refuses_a_letter_to_a_reader_of_english_and_one_that_has_been_approved(self):
        english = decided()
        with pytest.raises(translating.NotTranslatable):
            translating.translate(
                communication_id=english.draft.pk,
                slot=REASON,
                seen_digest="",
                welsh=REASONS_CY,
                source=TranslationSource.WELSH_SPEAKING_STAFF,
                actor=english.writer,
                at=AT,
            )

    def test_refuses_whoever_may_not_write(self):
        case = welsh_reader()

        with pytest.raises(NotPermitted):
            translate(case, REASON, REASONS_CY, actor=member(case.case, Role.INSPECTOR))


class TestTheClock:
    """PAIR-3: the deadline counts from the decision; the Welsh takes its time out of ours."""

    def test_submitting_the_english_puts_the_translation_on_the_list_with_its_own_time(self):
        case = welsh_reader()

        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        item = WorkItem.objects.get(kind=WorkKind.TRANSLATION)
        letter = Communication.objects.get()
        assert item.state == WorkState.OPEN
        assert item.about == f"communication:{letter.pk}"
        assert item.due_at == min(letter.latest_safe_approval_at, AT + dt.timedelta(days=1))

    def test_the_item_ends_with_the_last_part(self):
        case = welsh_reader()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        phrase = next(name for name in slots_of(case) if name.startswith("phrase:"))

        translate(case, phrase, PLAIN)
        assert WorkItem.objects.filter(kind=WorkKind.TRANSLATION, state=WorkState.OPEN).exists()
        translate(case, REASON, REASONS_CY)

        assert not WorkItem.objects.filter(kind=WorkKind.TRANSLATION, state=WorkState.OPEN).exists()

    def test_a_pair_that_is_whole_asks_nobody(self):
        case = translated(welsh_reader())

        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        assert not WorkItem.objects.filter(kind=WorkKind.TRANSLATION).exists()

    def test_says_by_when_the_english_is_needed_from_a_published_time(self):
        case = welsh_reader()
        before = translating.outlook(communication=case.draft, at=AT)
        time = TranslationTime(working_days=2, starts_on=AT.date(), source="Agreed with the unit")

        dated_rows.publish(table=dated_tables.TRANSLATION_TIMES, row=time, actor=REFERENCE, at=AT)

        after = translating.outlook(communication=case.draft, at=AT)
        assert after.welsh_needed_by == before.welsh_needed_by
        assert after.english_needed_by < before.english_needed_by


class TestApprovingThePair:
    def test_is_refused_while_a_part_has_no_welsh(self):
        case = welsh_reader()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(approval.NotComplete) as refused:
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert {stop.rule for stop in refused.value.findings.stops} == {"PAIR-1"}
        assert Communication.objects.get().state == CommunicationState.UNDER_REVIEW

    def test_is_refused_while_the_welsh_names_another_day(self):
        """PAIR-2."""
        case = welsh_reader(entry={"reasons": f"{REASONS} The police asked again on 3 March 2026."})
        for name in slots_of(case):
            translate(case, name, f"{REASONS_CY} Ar 13 Mawrth 2026." if name == REASON else PLAIN)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(approval.NotComplete) as refused:
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert [(stop.rule, stop.block) for stop in refused.value.findings.stops] == [
            ("PAIR-2", BlockKey.REASON_SPECIFIC)
        ]

    def test_is_refused_to_whoever_translated(self):
        case = welsh_reader()
        for name in slots_of(case):
            translate(case, name, REASONS_CY if name == REASON else PLAIN, actor=case.approver)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(approval.OwnLetter):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

    def test_freezes_both_sides(self):
        _, letter = approved_pair()
        letter.refresh_from_db()
        welsh, english = composing.letter_sides(communication=letter)

        assert (welsh.language, english.language) == (Language.CY, Language.EN)
        assert [block.key for block in welsh.blocks] == [block.key for block in english.blocks]
        for change in ({"words_cy": []}, {"context_cy": {}}, {"template_cy": None}):
            with pytest.raises(InternalError, match="frozen"), transaction.atomic():
                Communication.objects.filter(pk=letter.pk).update(**change)

    def test_the_database_refuses_english_alone_to_a_reader_of_welsh(self):
        case = welsh_reader()

        with pytest.raises(InternalError, match="Welsh and English together"), transaction.atomic():
            Communication.objects.filter(pk=case.draft.pk).update(approved_at=AT, approved_by="staff:somebody")


class TestEnglishAlone:
    """PAIR-4."""

    def test_goes_only_when_the_reader_said_so_and_it_is_on_record(self):
        case = welsh_reader()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        translating.english_will_do(
            communication_id=case.draft.pk,
            said="On the phone today: English is fine for this one.",
            actor=case.writer,
            at=AT,
        )

        letter = approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert letter.template_cy is None
        assert letter.english_alone_by == case.writer.label
        assert OutboxMessage.objects.filter(communication=letter, channel=Channel.EMAIL).exists()
        assert not WorkItem.objects.filter(kind=WorkKind.TRANSLATION, state=WorkState.OPEN).exists()
        assert AuditEvent.objects.filter(verb="ENGLISH_ALONE").count() == 1

    def test_needs_words_that_say_how_they_said_it(self):
        case = welsh_reader()

        with pytest.raises(translating.SaysNothing):
            translating.english_will_do(communication_id=case.draft.pk, said=" ", actor=case.writer, at=AT)

    def test_has_no_meaning_for_a_reader_of_english(self):
        case = decided()

        with pytest.raises(translating.NotTranslatable):
            translating.english_will_do(communication_id=case.draft.pk, said="Fine", actor=case.writer, at=AT)


class TestSendingThePair:
    def test_by_email_both_sides_each_wholly_in_its_language(self):
        _, letter = approved_pair()
        message = OutboxMessage.objects.get(communication=letter, channel=Channel.EMAIL)

        email = composing.compose(message=message, at=LATER)

        assert email.subject == "Llythyr i chi / A letter for you"
        assert email.text.index("Annwyl Ms Hughes,") < email.text.index("Dear Ms Hughes,")
        welsh, _, english = email.text.partition("-" * 40)
        assert "Yours sincerely" not in welsh
        assert "Yn gywir" not in english

    def test_through_an_officer_both_sides_in_one_letter(self):
        _, letter = approved_pair()
        sides = composing.letter_sides(communication=letter)

        assert [side.block(BlockKey.NAME_FORM).text for side in sides] == ["Annwyl Ms Hughes,", "Dear Ms Hughes,"]

    def test_as_one_pdf_with_each_part_tagged_with_its_language(self):
        """T14 for both sides."""
        _, letter = approved_pair(preferred="POST")

        pdf = read(workshop.as_pdf(communication=letter, at=LATER))

        assert pdf.languages == {"cy", "en"}
        assert pdf.language == "cy"
        assert pdf.text.index("Annwyl Ms Hughes") < pdf.text.index("Dear Ms Hughes")
        assert "Tudalen 1 o" in pdf.text
        assert "Mae’r Saesneg ar ôl y Gymraeg" in pdf.text

    def test_the_digest_of_a_document_names_both_sides(self):
        _, letter = approved_pair()
        whole = composing.input_digest(communication=letter)
        letter.words_cy = []

        assert composing.input_digest(communication=letter) != whole

    def test_that_leaves_late_apologises_in_both_languages(self):
        """LATE-3."""
        case, letter = approved_pair()
        message = OutboxMessage.objects.select_related("communication").get(communication=letter, channel=Channel.EMAIL)
        late = case.obligation.due_at + dt.timedelta(hours=3)

        assert late_letters.see_to_apology(message=message, leaves_at=late, at=late)

        addendum = Addendum.objects.get(communication=letter)
        welsh, english = composing.letter_sides(communication=letter, addendum=addendum)
        assert "ddrwg gennyf fod y llythyr hwn yn hwyr" in welsh.block(BlockKey.APOLOGY_LATE).text
        assert "sorry that this letter is late" in english.block(BlockKey.APOLOGY_LATE).text
        assert "erbyn dydd" in welsh.block(BlockKey.VRR).text

    def test_the_email_around_it_has_its_own_words_in_welsh(self):
        email = compose_email(name=EmailName.LETTER, language=Language.CY, values={"letter": "Annwyl"})

        assert email.subject == "Llythyr i chi"
        assert "diogel" in email.body


def test_what_was_translated_for_one_letter_serves_another_of_the_case_with_the_same_english():
    case = welsh_reader()
    TranslationFactory(
        communication=case.draft, slot="phrase:elsewhere", english="the burglary at your home", welsh=PLAIN
    )

    slot = next(slot for name, slot in slots_of(case).items() if name.startswith("phrase:"))

    assert (slot.state, slot.welsh) == (SlotState.READY, PLAIN)
