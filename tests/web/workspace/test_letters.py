"""The letter workshop: write, submit, send back, approve. Nobody's own letter, nothing incomplete, nothing lost."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint
from cases.rules.vocabulary import DecisionCode, TestFailed
from cases.services.decisions import DecisionEntry
from communications.models import Communication
from communications.services import duties
from tests.factories.accounts import staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import RenderedDocumentFactory
from tests.factories.reference import lay_templates
from tests.letters.test_large_print import sizes_of
from tests.web.workspace.conftest import NOW, signed_in

REASONS = (
    "The camera at your gate did not record that evening, and no neighbour saw who came to your house. You told the "
    "police about the dog, and they asked its walker too."
)
FEELINGS = "I know that this is not what you hoped for, and I am sorry for how hard it may be to read this letter."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "published")]


@pytest.fixture
def published(reference_data):
    lay_templates()


def needs_large_print(letter: Communication) -> None:
    letter.recipient.formats = ["LARGE_PRINT"]
    letter.recipient.save()


@pytest.fixture
def letter(unit, prosecutor, writer):
    """A draft that a decision of this morning opened, with an officer to turn to and a safe email address."""
    case = CaseFactory(unit=unit, area=unit.area)
    person = PersonFactory(full_name="Rhian Hughes")
    SafeContactProfileFactory(person=person, preferred_method="EMAIL", content_levels={"EMAIL": "FULL"})
    ContactPointFactory(person=person, value="rhian@example.org")
    victim = VictimFactory(case=case, person=person, officer=writer)
    ChargeFactory(defendant=DefendantFactory(case=case), concerning=[victim])
    entry = DecisionEntry(
        key="test",
        code=DecisionCode.DISCONTINUE_ALL,
        decided_at=NOW - dt.timedelta(hours=1),
        test_failed=TestFailed.EVIDENTIAL,
        reasons=REASONS,
    )
    duties.record_decision(case_id=case.pk, entry=entry, actor=actors.staff(user=prosecutor, at=NOW), at=NOW)
    return Communication.objects.get(victim=victim)


def url(letter, name="letter"):
    return reverse(f"workspace:{name}", args=[letter.pk])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fields_of(response):
    """Read the boxes of the letter's form as a browser would send them."""
    html = response.content.decode()
    boxes = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', html, re.S))
    seen = re.search(r'name="seen_written_at"(?: value="([^"]*)")?', html)
    boxes["seen_written_at"] = (seen.group(1) or "") if seen else ""
    return boxes


def write(client, letter, answer, **changes):
    boxes = fields_of(client.get(url(letter)))
    return client.post(url(letter), {**boxes, **changes, "answer": answer}, follow=True)


def approve(client, letter):
    """Open the letter and approve the words that the page shows."""
    seen = re.search(r'name="seen_digest" value="(\w+)"', client.get(url(letter)).content.decode())
    pack = re.search(r'name="seen_pack" value="([\w+]+)"', client.get(url(letter)).content.decode())
    values = {"answer": "approve", "seen_digest": seen.group(1) if seen else "", "seen_pack": pack[1] if pack else ""}
    return client.post(url(letter), values, follow=True)


def complete(client, letter):
    return write(client, letter, "submit", reason_specific=f"{REASONS} {REASONS}", acknowledge_feelings=FEELINGS)


class TestWriting:
    def test_shows_open_parts_as_boxes_and_the_record_s_parts_as_text(self, as_writer, letter):
        response = as_writer.get(url(letter))
        boxes = fields_of(response)

        assert "reason_specific" in boxes
        assert "vrr" not in boxes
        assert "The right to ask for a review from the record" in text(response)
        assert REASONS.split(",")[0] in boxes["reason_specific"]

    def test_what_was_written_is_kept(self, as_writer, writer, letter):
        response = write(as_writer, letter, "save", acknowledge_feelings=FEELINGS)

        letter.refresh_from_db()
        assert "Letter saved." in text(response)
        assert any(block["text"] == FEELINGS for block in letter.words)
        assert letter.written_by == f"staff:{writer.pk}"

    def test_a_part_that_is_owed_and_empty_is_found_beside_the_words(self, as_writer, letter):
        response = write(as_writer, letter, "submit", reason_specific="Not enough evidence.")

        shown = text(response)
        letter.refresh_from_db()
        assert letter.state == "DRAFT"
        assert "Error: Letter explaining a decision" in shown
        assert "The letter is not complete yet" in shown
        targets = set(re.findall(r'href="#(finding-\w+)"', response.content.decode()))
        assert targets
        assert all(f'id="{target}"' in response.content.decode() for target in targets)
        assert "Must be put right" in shown
        # Nothing typed is lost: it was saved, and it is still in its box.
        assert fields_of(response)["reason_specific"] == "Not enough evidence."

    def test_two_people_do_not_write_over_each_other(self, as_writer, letter, unit):
        other = signed_in(staff_with(Role.VLU_OFFICER, unit))
        mine = fields_of(as_writer.get(url(letter)))
        write(other, letter, "save", acknowledge_feelings="Theirs, and saved first of the two of us today, in full.")

        response = as_writer.post(url(letter), {**mine, "acknowledge_feelings": FEELINGS, "answer": "save"})

        letter.refresh_from_db()
        assert response.status_code == 409
        assert "is writing this letter at the moment, so your words were not saved" in text(response)
        assert fields_of(response)["acknowledge_feelings"] == FEELINGS
        assert not any(block["text"] == FEELINGS for block in letter.words)

    def test_words_of_the_record_cannot_be_smuggled_in(self, as_writer, letter):
        before = [block for block in letter.words if block["locked"]]

        write(as_writer, letter, "save", vrr="You have no rights.")

        letter.refresh_from_db()
        assert [block for block in letter.words if block["locked"]] == before

    def test_says_by_when_and_by_which_way(self, as_writer, letter):
        shown = text(as_writer.get(url(letter)))

        assert "Approve by" in shown
        assert "to leave in time by email" in shown
        assert "Email Safe now" in shown

    def test_what_is_said_before_approving_is_what_the_send_check_answers(self, as_writer, as_manager, letter):
        complete(as_writer, letter)
        before = text(as_manager.get(url(letter)))
        ContactPoint.objects.filter(person=letter.recipient).update(is_safe=False)

        shown = text(as_manager.get(url(letter)))

        assert "Nothing stands against approval." in before
        assert "It leaves by itself." in before
        assert "No safe way is known to reach the reader" in shown
        assert "Nothing stands against approval" not in shown
        assert "approved now, it would not leave" in shown
        assert "Approve without sending" in shown
        assert "It leaves by itself." not in shown
        assert "No safe way is known yet" in text(approve(as_manager, letter))

    def test_words_that_would_stand_online_unnoticed_are_no_safe_way(self, as_writer, as_manager, letter):
        complete(as_writer, letter)
        SafeContactProfileFactory(person=letter.recipient, preferred_method="PORTAL", uses_portal=True)
        ContactPoint.objects.filter(person=letter.recipient).update(is_safe=False)

        shown = text(as_manager.get(url(letter)))

        assert "No safe way is known to tell the reader that the letter is online" in shown
        assert "Nothing stands against approval" not in shown

    def test_safe_contact_is_that_of_the_reader_under_their_own_name_and_before_the_buttons(self, as_writer, letter):
        mother = PersonFactory(full_name="Mair Hughes")
        SafeContactProfileFactory(person=mother, never_post=True, never_email=False)
        SafeContactProfileFactory(person=letter.victim.person, never_phone=True, must_not_know="Her stepfather")
        own = text(as_writer.get(url(letter)))
        Communication.objects.filter(pk=letter.pk).update(recipient=mother)

        response = as_writer.get(url(letter))

        assert "Safe contact: Rhian Hughes Never ring." in own
        assert "Safe contact: Mair Hughes, who is told for Rhian Hughes Never write by post." in text(response)
        # A child's own word counts for whoever writes to a parent too, under the child's name.
        assert "Safe contact: Rhian Hughes Never ring. Must not learn that we are in touch" in text(response)
        assert response.content.index(b"Never write by post.") < response.content.index(b'name="answer"')

    def test_a_person_who_may_not_write_sees_no_boxes(self, as_writer, letter, unit):
        inspector = signed_in(staff_with(Role.INSPECTOR, unit))

        response = inspector.get(url(letter))
        refused = inspector.post(url(letter), {"answer": "save", "acknowledge_feelings": "x"})

        assert "<textarea" not in response.content.decode()
        assert "no longer in writing" in text(refused)


class TestWarnings:
    WARNED = f"Unfortunately, this is how it is. {FEELINGS}"

    def test_is_shown_with_the_words_marked_and_a_box_for_the_reason(self, as_writer, letter):
        response = write(as_writer, letter, "save", acknowledge_feelings=self.WARNED)

        html = response.content.decode()
        assert "1 warning to answer: change the words, or say why they stay." in text(response)
        assert "<mark>Unfortunately</mark>, this is how it is." in html
        assert "A stock word is not sympathy." in html
        assert len(set(re.findall(r'name="(keep-\w+)"', html))) == 1

    def test_holds_the_letter_until_somebody_says_why_the_words_stay(self, as_writer, letter):
        refused = write(as_writer, letter, "submit", acknowledge_feelings=self.WARNED)
        (box,) = set(re.findall(r'name="(keep-\w+)"', refused.content.decode()))

        taken = as_writer.post(
            url(letter),
            {**fields_of(refused), box: "These are the words that she used.", "answer": "submit"},
            follow=True,
        )

        assert "The letter is not complete yet" in text(refused)
        assert "Letter submitted for approval." in text(taken)
        assert "Words that stay, and why" in text(taken)
        assert "These are the words that she used." in text(taken)

    def test_asks_for_more_than_a_word(self, as_writer, letter):
        refused = write(as_writer, letter, "submit", acknowledge_feelings=self.WARNED)
        (box,) = set(re.findall(r'name="(keep-\w+)"', refused.content.decode()))

        again = as_writer.post(url(letter), {**fields_of(refused), box: "ok", "answer": "submit"}, follow=True)

        assert "Say in a few words why these words stay" in text(again)
        letter.refresh_from_db()
        assert letter.state == "DRAFT"

    def test_is_marked_in_the_words_that_whoever_approves_reads(self, as_writer, letter, client, unit):
        refused = write(as_writer, letter, "submit", acknowledge_feelings=f"{FEELINGS} We commenced the work at once.")

        assert "Letter submitted for approval." in text(refused)
        assert "We <mark>commenced</mark> the work at once." in refused.content.decode()


class TestApproving:
    @pytest.fixture
    def submitted(self, as_writer, letter):
        assert "Letter submitted for approval." in text(complete(as_writer, letter))
        letter.refresh_from_db()
        return letter

    def test_somebody_else_approves_and_it_is_made_ready_to_send(self, as_manager, manager, submitted):
        response = approve(as_manager, submitted)

        submitted.refresh_from_db()
        assert "Letter approved. It goes out by itself" in text(response)
        assert (submitted.state, submitted.approved_by) == ("APPROVED", f"staff:{manager.pk}")
        assert submitted.messages.get().channel == "EMAIL"
        assert "Waiting to be sent" in text(response)

    def test_nobody_approves_their_own(self, as_manager, letter):
        complete(as_manager, letter)

        page = text(as_manager.get(url(letter)))
        response = as_manager.post(url(letter), {"answer": "approve"})

        letter.refresh_from_db()
        assert "You wrote or submitted this letter, so somebody else approves it." in page
        assert "Approve and send" not in page
        assert "Somebody other than its writer must approve this letter" in text(response)
        assert letter.state == "UNDER_REVIEW"

    def test_a_writer_cannot_approve_anybody_s(self, submitted, unit):
        colleague = signed_in(staff_with(Role.VLU_OFFICER, unit))

        response = colleague.post(url(submitted), {"answer": "approve"})

        submitted.refresh_from_db()
        assert response.status_code in {403, 404}
        assert submitted.state == "UNDER_REVIEW"

    def test_goes_back_with_a_comment_that_the_writer_reads(self, as_manager, as_writer, submitted):
        as_manager.post(url(submitted), {"answer": "back", "comment": "Say what happens to his things."})

        shown = text(as_writer.get(url(submitted)))
        assert "Ready to change" in shown
        assert "Say what happens to his things." in shown

    def test_does_not_go_back_without_a_comment(self, as_manager, submitted):
        response = as_manager.post(url(submitted), {"answer": "back", "comment": ""})

        submitted.refresh_from_db()
        assert text(response).count("Enter what should change") == 2
        assert submitted.state == "UNDER_REVIEW"

    def test_decided_by_somebody_else_first_says_so(self, as_manager, submitted):
        approve(as_manager, submitted)

        response = as_manager.post(url(submitted), {"answer": "approve"})

        assert "Somebody else decided about this letter first" in text(response)
        assert submitted.messages.count() == 1


class TestSeeingIt:
    def test_as_the_reader_will(self, as_writer, letter):
        response = as_writer.get(url(letter, "letter-preview"))

        html = response.content.decode()
        assert "Dear Rhian Hughes" in html
        assert 'lang="en"' in html
        assert "Private: to be opened only" not in html

    def test_as_a_pdf_whose_name_says_nothing(self, as_writer, letter):
        response = as_writer.get(url(letter, "letter-pdf"))

        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
        assert response["Content-Disposition"] == f'inline; filename="{letter.reference}.pdf"'
        assert AuditEvent.objects.filter(verb="EXPORTED", victim_id=letter.victim_id).count() == 1

    def test_a_letter_that_cannot_be_printed_says_why(self, as_writer, letter):
        # Nobody can type such signs; a record may hold them all the same.
        words = [{**block, "text": "\u6f22\u5b57"} if not block["locked"] else block for block in letter.words]
        Communication.objects.filter(pk=letter.pk).update(words=words)

        response = as_writer.get(url(letter, "letter-pdf"))

        assert response.status_code == 422
        assert "The PDF cannot be made" in text(response)
        assert not AuditEvent.objects.filter(verb="EXPORTED").exists()

    def test_in_the_usual_print_with_the_reason(self, as_writer, letter):
        """FORM-1."""
        shown = text(as_writer.get(url(letter)))

        assert "Print Usual print, 12 point No need for another print is on record." in shown
        assert "large print. It is on record" not in text(as_writer.get(url(letter, "letter-preview")))

    def test_in_large_print_where_the_reader_needs_it_with_the_reason_and_the_way(self, as_writer, letter):
        """FORM-1, FORM-2 (V21)."""
        needs_large_print(letter)

        shown = text(as_writer.get(url(letter)))
        preview = text(as_writer.get(url(letter, "letter-preview")))
        pdf = as_writer.get(url(letter, "letter-pdf")).content

        assert "Large print, 18 point It is on record that they need large print. By email it is plain text" in shown
        assert "It goes in large print. It is on record that they need large print." in preview
        assert max(sizes_of(pdf).values()) > 20

    def test_as_it_was_printed_once_it_has_gone_whatever_is_on_record_now(self, as_writer, letter):
        RenderedDocumentFactory(communication=letter)
        Communication.objects.filter(pk=letter.pk).update(state="UNDER_REVIEW")
        Communication.objects.filter(pk=letter.pk).update(state="APPROVED", approved_at=NOW, approved_by="staff:other")
        Communication.objects.filter(pk=letter.pk).update(state="SENT", sent_at=NOW)
        needs_large_print(letter)

        shown = text(as_writer.get(url(letter)))

        assert "Print Usual print, 12 point" in shown
        assert "It is on record" not in shown

    def test_of_a_finished_letter_that_waits_in_the_wrong_print_as_it_will_be_made_again(self, as_writer, letter):
        """FORM-3."""
        document = RenderedDocumentFactory(communication=letter)
        Communication.objects.filter(pk=letter.pk).update(state="UNDER_REVIEW")
        Communication.objects.filter(pk=letter.pk).update(state="APPROVED", approved_at=NOW, approved_by="staff:other")
        assert as_writer.get(url(letter, "letter-pdf")).content == bytes(document.content)

        needs_large_print(letter)

        assert max(sizes_of(as_writer.get(url(letter, "letter-pdf")).content).values()) > 20

    @pytest.mark.parametrize("name", ["letter", "letter-preview", "letter-pdf"])
    def test_somebody_else_s_is_not_found(self, as_stranger, letter, name):
        assert as_stranger.get(url(letter, name)).status_code == 404

    def test_somebody_else_s_cannot_be_written_or_approved(self, as_stranger, letter):
        for answer in ("save", "submit", "approve", "back"):
            assert as_stranger.post(url(letter), {"answer": answer}).status_code == 404

    def test_every_look_leaves_a_trace(self, as_writer, letter):
        as_writer.get(url(letter))
        as_writer.get(url(letter, "letter-preview"))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=letter.victim_id).count() == 2
