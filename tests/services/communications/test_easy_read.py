"""Easy read before letters: by need, frozen at approval, first on every way, and only for who needs it (EASY-1)."""

import datetime as dt
import re

import pytest
from django.db import InternalError, transaction

from accounts import actors
from cases.models import Charge, Person
from cases.rules.vocabulary import Language
from communications.documents.words import UNFILLED
from communications.models import Addendum, Communication, OutboxMessage
from communications.rules.leaflets import MOST_LEAFLETS
from communications.rules.vocabulary import Channel, ContentLevel, Leaflet, LetterType, PrintFormat
from communications.services import (
    approval,
    composing,
    copies,
    drafting,
    enclosed,
    late_letters,
    leaflets,
    portal_reading,
    previews,
    workshop,
)
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.letters.pdfs import text_of
from tests.letters.samples import a_letter
from tests.services.communications.test_leaflets import WHY, approve, choose, fresh, goes
from tests.services.communications.test_pairs import LATER, translated, welsh_reader
from tests.services.communications.writing import AT, Decided, decided

pytestmark = pytest.mark.django_db
TITLE = "The main points of our letter"
NEEDS = {"formats": ["EASY_READ"]}


@pytest.fixture(autouse=True)
def _reference_data():
    lay_reference_data()
    lay_templates()


def message_of(letter: Communication) -> OutboxMessage:
    return OutboxMessage.objects.filter(communication=letter).exclude(channel=Channel.PORTAL).get()


def needs_it_no_more(case: Decided) -> None:
    Person.objects.filter(pk=case.victim.person.pk).update(formats=[])


class TestWho:
    def test_needs_it_gets_it_first_with_the_reason(self):
        case = decided(person=NEEDS)

        first, *others = workshop.letter_today(communication=fresh(case), at=AT).pack

        assert (first.leaflet, first.is_enclosed) == (Leaflet.EASY_READ, True)
        assert first.reason == "It is on record that they need easy read."
        assert [line.leaflet for line in others] == [Leaflet.REVIEW, Leaflet.RIGHTS]

    @pytest.mark.parametrize("formats", [[], ["LARGE_PRINT"], ["READ_TO_ME"]])
    def test_needs_none_gets_none(self, formats):
        assert Leaflet.EASY_READ not in goes(decided(person={"formats": formats}))

    def test_needs_it_gets_it_with_letters_that_bring_no_leaflet(self):
        update = CommunicationFactory(letter_type="NO_CHANGE_UPDATE", purpose="NO_CHANGE_UPDATE")
        update.recipient.formats = ["EASY_READ"]
        _, context = a_letter(LetterType.NO_CHANGE_UPDATE)

        [line] = leaflets.pack(communication=update, context=context, at=AT)

        assert line.leaflet is Leaflet.EASY_READ

    def test_needs_it_gets_no_leaflet_less_for_it(self):
        """LEAF-4 counts leaflets only."""
        without, with_it = decided(), decided(person=NEEDS)
        Charge.objects.update(is_domestic_abuse=True)

        assert goes(with_it) == [Leaflet.EASY_READ, *goes(without)]
        assert len(goes(without)) <= MOST_LEAFLETS

    def test_needs_it_is_no_longer_promised_it_besides_the_letter(self):
        case = decided(person={"formats": ["EASY_READ", "BRAILLE"]})

        _, context = drafting.refreshed(communication=fresh(case), at=AT)

        assert context.format_needs == ("a Braille version",)

    @pytest.mark.parametrize("is_enclosed", [True, False])
    def test_nobody_adds_it_or_leaves_it_out_by_choice(self, is_enclosed):
        case = decided(person=NEEDS)

        with pytest.raises(leaflets.NotByChoice):
            choose(case, Leaflet.EASY_READ, is_enclosed=is_enclosed, reason=WHY)


class TestApproval:
    def test_freezes_it_in_the_first_place(self):
        letter = approve(decided(person=NEEDS))

        rows = list(letter.enclosures.order_by("position"))
        assert [(row.leaflet, row.position) for row in rows] == [("EASY_READ", 0), ("REVIEW", 1), ("RIGHTS", 2)]
        assert rows[0].words["title"] == TITLE
        assert "We stopped the case." in str(rows[0].words)
        assert letter.reference in str(rows[0].words)
        assert "Siân Parry" in str(rows[0].words)

    def test_holds_it_whatever_is_on_record_later(self):
        case = decided(person=NEEDS)
        letter = approve(case)
        needs_it_no_more(case)

        assert letter.enclosures.filter(leaflet="EASY_READ").exists()
        assert workshop.letter_today(communication=fresh(case), at=AT).pack[0].leaflet is Leaflet.EASY_READ

    def test_goes_by_what_is_on_record_at_that_moment(self):
        case = decided(person=NEEDS)
        needs_it_no_more(case)

        assert not approve(case).enclosures.filter(leaflet="EASY_READ").exists()

    def test_of_a_pair_freezes_it_in_both_languages(self):
        case = translated(welsh_reader())
        Person.objects.filter(pk=case.victim.person.pk).update(formats=["EASY_READ"])
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        letter = approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        behind = enclosed.with_letter(communication=letter, languages=(Language.CY, Language.EN), addendum=None)
        welsh, english = (each for each in behind if each.leaflet is Leaflet.EASY_READ)
        assert (welsh.title, english.title) == ("Prif bwyntiau ein llythyr", TITLE)
        assert len(welsh.sections) == len(english.sections)
        assert UNFILLED not in welsh.as_text()
        text = text_of(workshop.as_pdf(communication=fresh(case), at=LATER))
        assert text.index(welsh.title) < text.index(english.title) < text.index("Annwyl") < text.index("Dear")


class TestOnTheWay:
    def test_an_email_with_the_words_of_the_letter_begins_with_it(self):
        case = decided(person=NEEDS, profile={"content_levels": {"EMAIL": "FULL"}})
        [screen] = previews.on_the_phone(communication=fresh(case), at=AT).screens

        text = composing.compose(message=message_of(approve(case)), at=AT).text

        assert text.index(TITLE) < text.index("Dear Ms Hughes") < text.index("Asking us to look at our decision again")
        assert screen.text == text

    def test_what_is_only_a_notice_holds_nothing_of_it(self):
        case = decided(person=NEEDS)
        message = message_of(approve(case))
        message.channel, message.content_level = Channel.EMAIL, ContentLevel.NEUTRAL

        assert TITLE not in composing.compose(message=message, at=AT).text

    def test_the_pdf_begins_with_it_before_and_after_approval_and_in_a_copy(self):
        case = decided(person=NEEDS, preferred="POST")
        before = text_of(workshop.as_pdf(communication=fresh(case), at=AT))

        approve(case)
        after = text_of(workshop.as_pdf(communication=fresh(case), at=AT))
        copy = text_of(copies.make(communication=fresh(case), print_format=PrintFormat.STANDARD).pdf)

        greeting = before.index("Dear Ms Hughes")
        assert before.index(TITLE) < greeting
        # The address shows through the window of the envelope: it stands on the first sheet.
        assert before.index("14 Heol y Gŵr") < before.index("Page 1 of") < greeting
        assert before == after == copy


class TestLate:
    """EASY-3: whoever needs easy read is told that we are sorry in words they can read."""

    def leaves_late(self, case: Decided, *, at: dt.datetime) -> Addendum:
        message = OutboxMessage.objects.select_related("communication").get(
            communication=case.draft, channel=Channel.EMAIL
        )
        assert late_letters.see_to_apology(message=message, leaves_at=at, at=at)
        message.save(update_fields=["addendum"])
        return Addendum.objects.get(communication=case.draft)

    def test_known_before_approval_stands_in_the_page(self):
        case = decided(person=NEEDS)
        late = case.obligation.due_at + dt.timedelta(hours=3)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=late)
        approval.approve(communication_id=case.draft.pk, actor=case.approver, at=late)

        page = str(case.draft.enclosures.get(leaflet="EASY_READ").words)
        assert page.count("This letter is late.") == 1

    def test_found_out_when_it_leaves_is_put_in_with_the_new_last_day(self):
        case = decided(person=NEEDS, profile={"content_levels": {"EMAIL": "FULL"}, "uses_portal": True})
        approve(case)
        late = case.obligation.due_at + dt.timedelta(days=9)

        addendum = self.leaves_late(case, at=late)

        approved = str(case.draft.enclosures.get(leaflet="EASY_READ").words)
        assert "This letter is late." not in approved
        text = composing.compose(message=message_of(fresh(case)), at=late).text
        assert text.index(TITLE) < text.index("This letter is late.") < text.index("Dear Ms Hughes")
        days = re.findall(r"Please ask by ([^.]+)\.", text)
        assert (len(days), len(set(days))) == (2, 1), "the page and the letter name the same last day"
        assert days[0] not in approved
        assert addendum.easy_read_cy == {}
        copy = text_of(copies.make(communication=fresh(case), print_format=PrintFormat.STANDARD).pdf)
        assert copy.index("This letter is late.") < copy.index("Dear Ms Hughes")

    def test_of_a_pair_is_put_in_in_both_languages(self):
        case = translated(welsh_reader())
        Person.objects.filter(pk=case.victim.person.pk).update(formats=["EASY_READ"])
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        addendum = self.leaves_late(case, at=case.obligation.due_at + dt.timedelta(hours=3))

        assert "Mae’r llythyr hwn yn hwyr." in str(addendum.easy_read_cy)
        assert "This letter is late." in str(addendum.easy_read)

    def test_is_not_put_in_where_nobody_has_the_page(self):
        case = decided()
        approve(case)

        assert self.leaves_late(case, at=case.obligation.due_at + dt.timedelta(hours=3)).easy_read == {}

    def test_an_apology_without_the_page_of_its_reader_is_refused_by_the_database(self):
        case = decided(person=NEEDS)
        letter = approve(case)

        with pytest.raises(InternalError, match="says sorry where the letter does"), transaction.atomic():
            Addendum.objects.create(
                communication=letter,
                words=letter.words,
                approved_digest="a" * 64,
                digest="b" * 64,
                due_at=AT,
                leaves_at=AT + dt.timedelta(days=1),
                added_at=AT,
                added_by="system:delivery",
            )

    def test_the_page_in_the_portal_says_it_too(self):
        case = decided(person=NEEDS, profile={"content_levels": {"EMAIL": "FULL"}, "uses_portal": True})
        approve(case)
        late = case.obligation.due_at + dt.timedelta(hours=3)
        self.leaves_late(case, at=late)
        Communication.objects.filter(pk=case.draft.pk).update(
            state="SENT", sent_at=late, published_at=late, channel=Channel.EMAIL
        )
        viewer = actors.victim(victim_id=case.victim.pk, person_id=case.victim.person.pk)

        opened = portal_reading.open_letter(
            viewer=viewer, letter_id=case.draft.pk, wants_it_now=True, at=late + dt.timedelta(days=9)
        )

        assert isinstance(opened, portal_reading.OpenLetter)
        [(_number, (page,)), *_leaflets] = opened.leaflets
        assert "This letter is late." in page.as_text()
