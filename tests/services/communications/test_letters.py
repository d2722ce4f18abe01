"""Making letters from the queue: one that cannot be made is held, the others go on (F20, F21, T14)."""

import pytest

from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.documents.words import compose
from communications.models import DeliveryAttempt, OutboxMessage, RenderedDocument
from communications.outbox import handlers, relay
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, MessageState, PrintFormat
from communications.services import claims, composing, letters
from tests.letters.samples import a_context
from tests.letters.test_large_print import sizes_of
from tests.services.communications.sending import (
    a_calendar,
    an_approved_letter,
    an_obligation,
    drain,
    fresh,
    queued,
    the_clock,
)

pytestmark = pytest.mark.django_db


def to_be_made(reference, **context_changes):
    """A queued letter whose stored words and values agree with its own reference."""
    context = a_context(our_reference=reference, **context_changes)
    words = compose(letter_type=LetterType.DISCONTINUE_ALL, context=context)
    letter = an_approved_letter(
        obligation=an_obligation(), words=words.as_json(), context=context.as_json(), reference=reference
    )
    return queued(channel=Channel.POST, letter=letter)


def make_all():
    return relay.render(clock=the_clock, budget_seconds=60)


def test_makes_the_letter_and_says_so_in_the_same_commit():
    message = to_be_made("VCS-7K2M-9QXD")

    make_all()

    message = fresh(message)
    assert message.state == MessageState.RENDERED
    assert bytes(message.document.content[:5]) == b"%PDF-"
    assert message.document.pages >= 1
    assert message.document.input_digest == composing.input_digest(communication=message.communication)
    attempt = DeliveryAttempt.objects.get(message=message)
    assert (attempt.action, attempt.outcome, attempt.answer) == ("RENDER", "RENDERED", message.document.digest)


def test_a_letter_that_cannot_be_made_is_held_with_its_reason_and_the_others_are_made():
    """F20: a character that the font does not have."""
    poison = to_be_made("VCS-22CD-33FG", office="CPS \N{GRINNING FACE}")
    fine = to_be_made("VCS-44HJ-55KM")

    make_all()

    poison = fresh(poison)
    assert poison.state == MessageState.HELD
    assert "missing glyph" in poison.reason
    work = WorkItem.objects.get(about=f"message:{poison.pk}")
    assert (work.kind, work.due_at) == (WorkKind.HELD_COMMUNICATION, poison.deadline)
    assert fresh(fine).state == MessageState.RENDERED


def test_an_error_nobody_foresaw_holds_that_letter_alone(monkeypatch):
    """F20: whatever it is, it cannot stop the worker again and again."""
    poison, fine = to_be_made("VCS-22CD-33FG"), to_be_made("VCS-44HJ-55KM")
    original = letters.render_pdf

    def render(*, words, context, leaflets):
        if context.our_reference == poison.communication.reference:
            raise ZeroDivisionError
        return original(words=words, context=context, leaflets=leaflets)

    monkeypatch.setattr(letters, "render_pdf", render)

    make_all()

    assert fresh(poison).state == MessageState.HELD
    assert fresh(fine).state == MessageState.RENDERED


def test_each_letter_names_its_own_reference_and_no_other():
    """T14: a batch, one recipient per document."""
    references = ["VCS-22CD-33FG", "VCS-44HJ-55KM", "VCS-66NP-77QR"]
    messages = [to_be_made(reference) for reference in references]

    make_all()

    digests = {fresh(message).document_id for message in messages}
    assert len(digests) == 3
    assert RenderedDocument.objects.count() == 3


def test_the_approved_words_are_made_whatever_the_files_say_now(monkeypatch):
    """F21: words are frozen at approval; a template changed since plays no part."""
    message = to_be_made("VCS-7K2M-9QXD")
    stored = message.communication.words[0]["text"]
    seen = []
    original = letters.render_pdf

    def render(*, words, context, leaflets):
        seen.append(words.blocks[0].text)
        return original(words=words, context=context, leaflets=leaflets)

    monkeypatch.setattr(letters, "render_pdf", render)

    make_all()

    assert seen == [stored]


def test_a_letter_taken_back_while_it_was_queued_is_not_made():
    message = to_be_made("VCS-7K2M-9QXD")
    message.communication.state = CommunicationState.SUPERSEDED
    message.communication.save()

    make_all()

    assert fresh(message).state == MessageState.SUPERSEDED
    assert not RenderedDocument.objects.exists()


def test_a_worker_that_was_overtaken_stores_nothing():
    message = to_be_made("VCS-7K2M-9QXD")
    [claim] = claims.claim_to_render(limit=1, worker="first")
    OutboxMessage.objects.filter(pk=message.pk).update(fence=2)

    assert letters.make(claim=claim, clock=the_clock) is False
    assert not RenderedDocument.objects.exists()
    assert fresh(message).state == MessageState.RENDERING


class TestLargePrint:
    """V21: whoever needs large print gets it, whenever we learn of it (FORM-1, FORM-3)."""

    @pytest.fixture(autouse=True)
    def _channel(self, settings, tmp_path, monkeypatch):
        settings.PRINT_FOLDER = tmp_path
        monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
        a_calendar()

    def need(self, message, *formats):
        person = message.communication.recipient
        person.formats = list(formats)
        person.save()

    def test_is_what_a_reader_gets_who_needs_it_although_the_words_were_approved_before_we_knew(self):
        message = to_be_made("VCS-7K2M-9QXD")
        self.need(message, "LARGE_PRINT", "BRAILLE")

        make_all()

        document = fresh(message).document
        assert document.print_format == PrintFormat.LARGE_PRINT
        assert max(sizes_of(bytes(document.content)).values()) > 20

    def test_that_is_needed_after_the_letter_was_made_is_made_before_it_leaves(self):
        message = to_be_made("VCS-7K2M-9QXD")
        make_all()
        usual = fresh(message).document
        self.need(message, "LARGE_PRINT")

        drain()

        message = fresh(message)
        assert (message.state, message.document) == (MessageState.QUEUED, None)
        assert message.reason == "What its reader needs changed: it is made again, in their print"
        make_all()
        document = fresh(message).document
        assert (usual.print_format, document.print_format) == (PrintFormat.STANDARD, PrintFormat.LARGE_PRINT)
        assert document.input_digest != usual.input_digest
        drain()
        message = fresh(message)
        assert (message.state, message.document) == (MessageState.ACCEPTED, document)

    def test_that_is_not_needed_any_more_is_made_again_in_the_usual_print(self):
        message = to_be_made("VCS-7K2M-9QXD")
        self.need(message, "LARGE_PRINT")
        make_all()
        self.need(message)

        drain()
        make_all()

        assert fresh(message).document.print_format == PrintFormat.STANDARD

    def test_leaves_a_letter_in_the_right_print_as_it_was_made(self):
        message = to_be_made("VCS-7K2M-9QXD")
        make_all()
        made = fresh(message).document
        self.need(message, "BRAILLE")

        drain()

        message = fresh(message)
        assert (message.state, message.document) == (MessageState.ACCEPTED, made)

    @pytest.mark.parametrize(("formats", "is_asked"), [(["LARGE_PRINT"], True), ([], False)])
    def test_is_asked_of_whoever_hands_a_letter_over(self, formats, is_asked):
        """FORM-2."""
        message = queued(letter=an_approved_letter(), channel=Channel.EMAIL)
        message.channel = Channel.INTERMEDIARY_EMAIL
        self.need(message, *formats)

        composed = composing.compose(message=message, at=the_clock())

        assert ("print it in letters of 18 point or larger" in composed.text) is is_asked
        assert "- \n" not in composed.text
