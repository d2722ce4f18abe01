"""Golden scenario 17 (domain.md 14b): emailed on time, bounced the next day, posted days later: late, with an apology.

And everything else that makes a letter late that was approved in time (LATE-1, LATE-2).
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import actors
from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.channels.recording import RecordingChannel
from communications.documents import words as letter_words
from communications.models import Addendum, Communication, OutboxMessage, Promise
from communications.outbox import relay
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import MessageState, PromiseState
from communications.services import (
    approval,
    drafting,
    late_letters,
    portal_reading,
    receipts,
    sending_control,
    settling,
    workshop,
)
from tests.factories.cases import DefendantFactory
from tests.factories.communications import CommunicationFactory, PromiseFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.letters.pdfs import text_of
from tests.services.communications.writing import DECIDED_AT, Decided, decided

LONDON = ZoneInfo("Europe/London")
#: The decision is of Thursday 26 March 2026: due on Thursday 2 April, the day before Good Friday.
WEDNESDAY = dt.datetime(2026, 4, 1, 10, 0, tzinfo=LONDON)
THURSDAY = WEDNESDAY + dt.timedelta(days=1)
TUESDAY_AFTER_EASTER = dt.datetime(2026, 4, 7, 9, 0, tzinfo=LONDON)
SORRY = "I am sorry that this letter is late."
ADMINISTRATOR = Actor(
    kind=ActorKind.STAFF, identifier="administrator", grants=frozenset({Grant(role=Role.ADMINISTRATOR)})
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _channels(settings, tmp_path: Path) -> Iterator[None]:
    settings.SENDER_EMAIL = "communications.channels.recording.RecordingChannel"
    settings.SENDER_LETTER = "communications.channels.recording.RecordingChannel"
    settings.PRINT_FOLDER = str(tmp_path)
    RecordingChannel.forget()
    lay_reference_data()
    lay_templates()
    yield
    RecordingChannel.forget()


def run_at(at: dt.datetime) -> None:
    """Let workers do all there is to do; the outbox counts its own waits by the database's clock."""
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute("update communications_outboxmessage set not_before = now() - interval '1 minute'")
        relay.render(clock=lambda: at)
        relay.drain(clock=lambda: at)


def receipt(message: OutboxMessage, status: str, at: dt.datetime) -> None:
    message.refresh_from_db()
    receipts.store(
        provider="recording",
        provider_id=message.provider_id,
        send_ref=message.send_ref,
        status=status,
        provider_at=at,
        body={},
        at=at,
    )
    receipts.apply_waiting(at=at)


def approved(*, preferred: str = "EMAIL", at: dt.datetime = WEDNESDAY, **how: object) -> Decided:
    """A letter written, submitted and approved at an instant."""
    given = decided(preferred=preferred, **how)
    drafting.rewrite(
        communication_id=given.draft.pk,
        texts={
            BlockKey.ACKNOWLEDGE_FEELINGS: "Somebody came into your home and took what was your mother's. "
            "I am sorry that this letter cannot tell you who it was."
        },
        seen_written_at=given.draft.written_at,
        actor=given.writer,
        at=at,
    )
    approval.submit(communication_id=given.draft.pk, actor=given.writer, at=at)
    approval.approve(communication_id=given.draft.pk, actor=given.approver, at=at)
    return given


def sent_as(message: OutboxMessage) -> str:
    """What left, as text."""
    outgoing = RecordingChannel.sent[message.send_ref]
    return text_of(outgoing.document) if outgoing.document else outgoing.text


class TestGoldenScenario17:
    @pytest.mark.parametrize("worked_on", [THURSDAY, TUESDAY_AFTER_EASTER - dt.timedelta(hours=16)])
    def test_sent_at_is_the_posting_and_the_letter_is_late_with_an_apology_and_work_for_a_person(
        self, worked_on: dt.datetime
    ) -> None:
        """The PDF is made on Thursday, when nothing is late yet but the posting, or on Easter Monday, when all is."""
        approved()
        run_at(WEDNESDAY)
        obligation = Obligation.objects.get()
        emailed = OutboxMessage.objects.get(channel="EMAIL")
        assert (obligation.due_on, obligation.state) == (dt.date(2026, 4, 2), "MET")

        receipt(emailed, "permanent-failure", THURSDAY)

        obligation.refresh_from_db()
        assert (obligation.state, obligation.met_at) == ("OPEN", None), "a bounced email is not sent (domain.md 2.4)"
        posted = OutboxMessage.objects.get(channel="POST")
        assert posted.follows == emailed
        assert WorkItem.objects.filter(kind=WorkKind.DELIVERY_FAILED, state="OPEN").count() == 1
        run_at(worked_on)
        receipt(posted, "dispatched", TUESDAY_AFTER_EASTER)

        obligation.refresh_from_db()
        assert obligation.state == "MET"
        assert obligation.met_at == TUESDAY_AFTER_EASTER
        assert obligation.met_at > obligation.due_at
        letter = Communication.objects.get()
        assert (letter.state, letter.sent_at) == ("SENT", TUESDAY_AFTER_EASTER)
        assert SORRY not in sent_as(emailed)
        page = sent_as(posted)
        assert page.count(SORRY) == 1
        assert page.index("Dear Ms Hughes") < page.index(SORRY) < page.index("What has been decided")

    def test_all_other_words_are_the_approved_ones_and_the_last_day_for_a_review_counts_from_the_posting(self) -> None:
        """LATE-2."""
        given = approved()
        frozen = Communication.objects.get().words
        run_at(WEDNESDAY)
        receipt(OutboxMessage.objects.get(), "permanent-failure", THURSDAY)
        run_at(THURSDAY)

        letter = Communication.objects.get()
        addendum = Addendum.objects.get()
        assert letter.words == frozen
        assert (letter.approved_by, letter.approved_at) == (given.approver.label, WEDNESDAY)
        assert changed_blocks(letter, addendum) == {"apology_late", "vrr"}
        emailed, posted = OutboxMessage.objects.order_by("id")
        assert "Friday 17 April 2026" in sent_as(emailed)
        assert "Tuesday 21 April 2026" in sent_as(posted)
        assert "2 April 2026" in sent_as(posted), "the page bears the day on which the apology was put in"
        assert (emailed.addendum, posted.addendum) == (None, addendum)

    def test_whoever_approved_it_sees_what_was_put_in_and_the_trail_names_both_versions(self) -> None:
        approved()
        run_at(WEDNESDAY)
        receipt(OutboxMessage.objects.get(), "permanent-failure", THURSDAY)
        run_at(THURSDAY)

        letter, addendum = Communication.objects.get(), Addendum.objects.get()
        note = letter.status_changes.get(comment__contains="the standard apology was put in")
        assert (note.before, note.after) == ("APPROVED", "APPROVED")
        entry = AuditEvent.objects.get(verb="APOLOGISED")
        assert (entry.subject_id, entry.actor) == (str(letter.pk), "system:delivery")
        assert entry.detail["approved_digest"] == addendum.approved_digest
        assert entry.detail["digest"] == addendum.digest != addendum.approved_digest
        today = workshop.letter_today(communication=letter, at=THURSDAY)
        assert SORRY in today.words.as_text()
        assert SORRY in text_of(workshop.as_pdf(communication=letter, at=THURSDAY))


def changed_blocks(letter: Communication, addendum: Addendum) -> set[str]:
    before = {block["key"]: block for block in letter.words}
    after = {block["key"]: block for block in addendum.words}
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


class TestWhateverMakesItLate:
    """LATE-1: the last check before the call sees it."""

    def test_sending_that_was_stopped_over_the_deadline(self) -> None:
        sending_control.halt(actor=ADMINISTRATOR, reason="Provider fault", at=WEDNESDAY)
        approved()
        run_at(WEDNESDAY)
        assert RecordingChannel.sent == {}
        sending_control.resume(actor=ADMINISTRATOR, reason="Mended", at=TUESDAY_AFTER_EASTER)

        run_at(TUESDAY_AFTER_EASTER)

        message = OutboxMessage.objects.get()
        assert sent_as(message).count(SORRY) == 1
        assert message.addendum == Addendum.objects.get()
        assert Obligation.objects.get().met_at == TUESDAY_AFTER_EASTER

    def test_a_message_that_a_person_let_go_too_late(self) -> None:
        given = approved()
        held()

        settling.release(
            message_id=OutboxMessage.objects.get().pk,
            reason="It is still true",
            actor=given.approver,
            at=TUESDAY_AFTER_EASTER,
        )
        run_at(TUESDAY_AFTER_EASTER)

        assert sent_as(OutboxMessage.objects.get()).count(SORRY) == 1

    def test_a_message_that_a_person_sent_anew_too_late(self) -> None:
        given = approved()
        held()

        anew = settling.send_anew(
            message_id=OutboxMessage.objects.get().pk,
            reason="The address was wrong",
            actor=given.approver,
            at=TUESDAY_AFTER_EASTER,
        )
        run_at(TUESDAY_AFTER_EASTER)

        assert sent_as(anew).count(SORRY) == 1

    def test_a_print_run_that_was_missed_has_the_letter_made_again(self) -> None:
        """Made on Wednesday for Thursday's post; handed over on Thursday, it would be posted after Easter."""
        approved(preferred="POST")
        relay.render(clock=lambda: WEDNESDAY)
        made = OutboxMessage.objects.get().document
        assert made is not None
        assert SORRY not in text_of(bytes(made.content))

        run_at(THURSDAY)

        message = OutboxMessage.objects.get()
        assert message.document != made
        assert sent_as(message).count(SORRY) == 1

    def test_the_copy_in_the_portal_says_it_too(self) -> None:
        approved(profile={"uses_portal": True})
        run_at(WEDNESDAY)
        receipt(OutboxMessage.objects.get(channel="EMAIL"), "permanent-failure", THURSDAY)
        run_at(THURSDAY)
        receipt(OutboxMessage.objects.get(channel="POST"), "dispatched", TUESDAY_AFTER_EASTER)

        letter = Communication.objects.get()
        assert letter.recipient_id is not None
        viewer = actors.victim(victim_id=letter.victim_id, person_id=letter.recipient_id)
        opened = portal_reading.open_letter(
            viewer=viewer, letter_id=letter.pk, wants_it_now=True, at=TUESDAY_AFTER_EASTER + dt.timedelta(days=3)
        )

        assert isinstance(opened, portal_reading.OpenLetter)

        [words] = opened.sides
        assert words.as_text().count(SORRY) == 1


class TestWhatNeedsNoSecondApology:
    def test_a_letter_that_was_late_when_it_was_approved(self) -> None:
        approved(at=TUESDAY_AFTER_EASTER)
        run_at(TUESDAY_AFTER_EASTER)

        assert sent_as(OutboxMessage.objects.get()).count(SORRY) == 1
        assert not Addendum.objects.exists()

    def test_a_letter_that_is_posted_in_time_after_a_bounce(self) -> None:
        approved()
        run_at(WEDNESDAY)
        receipt(OutboxMessage.objects.get(), "permanent-failure", WEDNESDAY + dt.timedelta(minutes=30))
        run_at(WEDNESDAY + dt.timedelta(hours=1))

        assert SORRY not in sent_as(OutboxMessage.objects.get(channel="POST"))
        assert not Addendum.objects.exists()


class TestWithoutTheApologyItIsHeld:
    def test_where_there_is_no_standard_apology(self, monkeypatch: pytest.MonkeyPatch) -> None:
        approved()

        def compose(**_: object) -> None:
            raise letter_words.NoWords("DISCONTINUE_ALL")

        monkeypatch.setattr(late_letters.letter_words, "compose", compose)
        run_at(TUESDAY_AFTER_EASTER)

        assert_held("there is no standard apology")

    @pytest.mark.parametrize("preferred", ["EMAIL", "POST"])
    def test_where_the_check_stops_the_words(self, preferred: str) -> None:
        given = approved(preferred=preferred)
        # A person accused whose name stands in the apology: the opening would name them.
        DefendantFactory(case=given.case, name="Alex late")

        run_at(TUESDAY_AFTER_EASTER)

        assert_held("does not pass the check")


class TestTheDatabase:
    def test_refuses_an_addendum_that_changes_any_other_words(self) -> None:
        approved()
        run_at(TUESDAY_AFTER_EASTER)
        letter = Communication.objects.get()
        stored = Addendum.objects.get()
        other = CommunicationFactory(approved=True, words=letter.words, reference="VCS-7K2M-9QXD")
        words = [block | {"text": "Something else"} if block["key"] == "opening" else block for block in stored.words]

        with pytest.raises(DatabaseError, match="only what follows the day"), transaction.atomic():
            copy_of(stored, communication=other, words=words)
        copy_of(stored, communication=other, words=stored.words)

    def test_refuses_one_for_words_that_nobody_approved(self) -> None:
        draft = CommunicationFactory(words=[])

        with pytest.raises(DatabaseError, match="only what follows the day"), transaction.atomic():
            Addendum.objects.create(
                communication=draft,
                words=[],
                due_at=WEDNESDAY,
                leaves_at=THURSDAY,
                added_at=THURSDAY,
                added_by="system:delivery",
            )


class TestThePromise:
    """PRO-7: kept by an email that bounced, it is open again."""

    def test_is_open_again_at_the_bounce_and_kept_by_the_letter_that_arrives(self) -> None:
        given = approved(in_contact_since=dt.date(2026, 1, 10))
        promise = PromiseFactory(victim=given.victim, due_on=dt.date(2026, 4, 10), made_at=DECIDED_AT)
        run_at(WEDNESDAY)
        promise.refresh_from_db()
        assert promise.state == PromiseState.KEPT

        receipt(OutboxMessage.objects.get(), "permanent-failure", THURSDAY)

        promise.refresh_from_db()
        assert (promise.state, promise.kept_by, promise.settled_at) == (PromiseState.OPEN, None, None)
        assert Promise.objects.filter(victim=given.victim, state=PromiseState.OPEN).count() == 1
        run_at(THURSDAY)
        receipt(OutboxMessage.objects.get(channel="POST"), "dispatched", TUESDAY_AFTER_EASTER)

        promise.refresh_from_db()
        assert promise.state == PromiseState.KEPT
        assert promise.kept_by == Communication.objects.get()


def held() -> None:
    OutboxMessage.objects.update(state=MessageState.HELD, reason="The address has changed", state_changed_at=WEDNESDAY)


def assert_held(why: str) -> None:
    message = OutboxMessage.objects.get()
    assert message.state == MessageState.HELD
    assert why in message.reason
    assert RecordingChannel.sent == {}
    assert not Addendum.objects.exists()
    work = WorkItem.objects.get(about=f"message:{message.pk}", state="OPEN")
    assert work.kind == WorkKind.HELD_COMMUNICATION


def copy_of(stored: Addendum, *, communication: Communication, words: list[dict[str, object]]) -> Addendum:
    return Addendum.objects.create(
        communication=communication,
        words=words,
        due_at=stored.due_at,
        leaves_at=stored.leaves_at,
        added_at=stored.added_at,
        added_by=stored.added_by,
    )
