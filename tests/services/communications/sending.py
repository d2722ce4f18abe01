"""Messages ready to leave, each consistent with its case, decision, obligation, words and recipient."""

import datetime as dt
import hashlib
from typing import Any

from django.db import connection

from cases.models import CalendarVersion
from communications.models import Communication, OutboxMessage
from communications.outbox import relay
from communications.rules.vocabulary import Channel, ContentLevel, LetterType, MessageState
from tests.factories.cases import (
    ContactPointFactory,
    DecisionFactory,
    ObligationFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory, OutboxMessageFactory, RenderedDocumentFactory
from tests.letters.samples import a_letter

#: Friday morning, a safe hour; after the approval of the factories.
NOW = dt.datetime(2026, 3, 27, 10, 0, tzinfo=dt.UTC)


def the_clock() -> dt.datetime:
    return NOW


def a_calendar() -> CalendarVersion:
    """Publish a calendar of 2026 without holidays near `NOW`."""
    return CalendarVersion.objects.create(
        known_from=dt.date(2025, 1, 1),
        known_to=dt.date(2027, 12, 31),
        source="test",
        published_at=NOW,
        published_by="system:test",
    )


def an_obligation(**changes: Any) -> Any:
    victim = changes.pop("victim", None) or VictimFactory()
    return ObligationFactory(victim=victim, **changes)


def an_approved_letter(*, obligation: Any = None, **changes: Any) -> Communication:
    """An approved letter about an obligation, with real words."""
    obligation = obligation or an_obligation()
    words, context = a_letter(LetterType.DISCONTINUE_ALL)
    return CommunicationFactory(
        **{
            "approved": True,
            "victim": obligation.victim,
            "obligation": obligation,
            "words": words.as_json(),
            "context": context.as_json(),
            "due_at": obligation.due_at,
            "reference": f"VCS-{Communication.objects.count():08d}",
            **changes,
        }
    )


def queued(*, channel: Channel = Channel.EMAIL, letter: Communication | None = None, **changes: Any) -> OutboxMessage:
    """A message of an approved letter, due now, with full content to a safe address."""
    letter = letter or an_approved_letter()
    person = letter.recipient
    if channel is Channel.EMAIL and not person.safe_contact_profiles.exists():
        SafeContactProfileFactory(person=person, preferred_method="EMAIL", uses_portal=False)
    point = {
        Channel.EMAIL: lambda: ContactPointFactory(person=person),
        Channel.TEXT: lambda: ContactPointFactory(person=person, mobile=True),
        Channel.POST: lambda: ContactPointFactory(person=person, post=True),
        Channel.PORTAL: lambda: None,
    }[channel]()
    return OutboxMessageFactory(
        **{
            "communication": letter,
            "channel": channel,
            "contact_point": point,
            "content_level": ContentLevel.NOTHING if channel is Channel.TEXT else ContentLevel.FULL,
            "deadline": letter.due_at,
            **changes,
        }
    )


def rendered(**changes: Any) -> OutboxMessage:
    """A letter that has been made and waits for its print run."""
    letter = changes.pop("letter", None) or an_approved_letter()
    content = b"%PDF-1.7 " + letter.reference.encode()
    document = RenderedDocumentFactory(
        communication=letter, content=content, digest=hashlib.sha256(content).hexdigest(), pages=2
    )
    return queued(channel=Channel.POST, letter=letter, document=document, state=MessageState.RENDERED, **changes)


def drain() -> int:
    return relay.drain(clock=the_clock, budget_seconds=20)


def pass_time(message: OutboxMessage, **shift: float) -> None:
    """Let time pass for one message: its waiting and its lease move into the past."""
    by = dt.timedelta(**shift)
    with connection.cursor() as cursor:
        cursor.execute(
            "update communications_outboxmessage set not_before = not_before - %s, lease_until = lease_until - %s, "
            "state_changed_at = state_changed_at - %s where id = %s",
            [by, by, by, message.pk],
        )


def fresh(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.select_related("communication__obligation").get(pk=message.pk)


def unique_decision(**changes: Any) -> Any:
    return DecisionFactory(**changes)
