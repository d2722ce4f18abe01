"""Golden scenario 17 (domain.md 14b): emailed on time, bounced the next day, posted days later: it counts as late."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection

from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.channels.recording import RecordingChannel
from communications.models import Communication, OutboxMessage
from communications.outbox import relay
from communications.rules.letter_words import BlockKey
from communications.services import approval, drafting, receipts
from tests.services.communications.writing import decided

LONDON = ZoneInfo("Europe/London")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _channels(settings, tmp_path: Path) -> None:
    settings.SENDER_EMAIL = "communications.channels.recording.RecordingChannel"
    settings.SENDER_LETTER = "communications.channels.recording.RecordingChannel"
    settings.PRINT_FOLDER = str(tmp_path)
    RecordingChannel.forget()
    call_command("load_reference_data", verbosity=0)
    call_command("load_templates", verbosity=0)


def run_at(at: dt.datetime) -> None:
    """Let workers do all there is to do; the outbox counts its own waits by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("update communications_outboxmessage set not_before = now() - interval '1 minute'")
    relay.render(clock=lambda: at)
    relay.drain(clock=lambda: at)


def receipt(message: OutboxMessage, status: str, at: dt.datetime) -> None:
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


class TestGoldenScenario17:
    def test_sent_at_is_the_posting_and_the_letter_is_late_with_work_for_a_person(self) -> None:
        given = decided(preferred="EMAIL")
        wednesday = dt.datetime(2026, 4, 1, 10, 0, tzinfo=LONDON)
        drafting.rewrite(
            communication_id=given.draft.pk,
            texts={
                BlockKey.ACKNOWLEDGE_FEELINGS: "Somebody came into your home and took what was your mother's. "
                "I am sorry that this letter cannot tell you who it was."
            },
            seen_written_at=given.draft.written_at,
            actor=given.writer,
            at=wednesday,
        )
        approval.submit(communication_id=given.draft.pk, actor=given.writer, at=wednesday)
        approval.approve(communication_id=given.draft.pk, actor=given.approver, at=wednesday)
        run_at(wednesday)
        obligation = Obligation.objects.get()
        emailed = OutboxMessage.objects.get(channel="EMAIL")
        assert (obligation.due_on, obligation.state) == (dt.date(2026, 4, 2), "MET")

        receipt(emailed, "permanent-failure", wednesday + dt.timedelta(days=1))

        obligation.refresh_from_db()
        assert (obligation.state, obligation.met_at) == ("OPEN", None), "a bounced email is not sent (domain.md 2.4)"
        posted = OutboxMessage.objects.get(channel="POST")
        assert posted.follows == emailed
        assert WorkItem.objects.filter(kind=WorkKind.DELIVERY_FAILED, state="OPEN").count() == 1
        posting = dt.datetime(2026, 4, 7, 9, 0, tzinfo=LONDON)
        run_at(posting)
        posted.refresh_from_db()
        receipt(posted, "dispatched", posting)

        obligation.refresh_from_db()
        assert obligation.state == "MET"
        assert obligation.met_at == posting
        assert obligation.met_at > obligation.due_at
        assert Communication.objects.get().state == "SENT"
