"""Hand an approved letter to its safe channel: the outbox row, the portal copy and the trace in one transaction.

Nothing is rendered or sent here. Workers find the row by themselves; the nudge after commit only wakes them sooner.
Where the person's plan says that somebody rings first, the calls begin here, and the last check (`calling`) keeps every
message of the letter until they are over or the law's clock lets it go.
"""

import datetime as dt
import enum
import logging
import uuid

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import ContactPoint, Person
from cases.rules.vocabulary import WorkKind
from cases.services import reference, work
from communications.models import Communication, OutboxMessage
from communications.rules import dated_tables, dispatch_lead
from communications.rules.dispatch_lead import DispatchOutlook
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, MessageState, Purpose
from communications.services import dated_rows, drafting, plan_steps, safe_contact
from communications.services.safe_contact import Choice, Ways

_LOGGER = logging.getLogger(__name__)
SENDING_TASK = "communications.send.drain"
RENDERING_TASK = "communications.render.letters"
#: How long what nobody owes by law may wait in the queue behind what is owed.
_WITHOUT_DEADLINE = dt.timedelta(days=5)
#: By which a person is told that something is waiting in the portal.
NOTICE_CHANNELS = (Channel.TEXT, Channel.EMAIL)


class NotApproved(Exception):
    """Only an approved communication is made ready to send."""


@transaction.atomic
def queue(*, communication_id: uuid.UUID, actor: Actor, at: dt.datetime) -> tuple[OutboxMessage, ...]:
    """Choose the safe channel and write the outbox rows of an approved communication; the same again adds nothing.

    Called by whoever records a safe way for a letter that had none. Returns the rows, the one that carries the words
    first; none when no channel is safe, which a manager is then asked to settle.

    Raises:
        NotApproved: it is not approved.
    """
    return queue_locked(communication=drafting.locked(communication_id=communication_id), actor=actor, at=at)


def queue_locked(*, communication: Communication, actor: Actor, at: dt.datetime) -> tuple[OutboxMessage, ...]:
    """Do what `queue` does for a communication that this transaction has locked and read, as approval has.

    Raises:
        NotApproved: it is not approved.
    """
    if communication.state != CommunicationState.APPROVED:
        raise NotApproved("Only an approved communication is sent")
    existing = tuple(communication.messages.order_by("id"))
    if existing:
        return existing
    choice = safe_contact.choose(communication=communication, at=at)
    if choice.channel is None:
        _ask_for_a_way(communication, actor=actor, at=at)
        return ()
    work.settle(key=_work_key(communication), outcome=f"Goes by {choice.channel.label}", actor=actor, at=at)
    if communication.channel != choice.channel:
        communication.channel = choice.channel
        communication.save(update_fields=["channel"])
    plan_steps.begin(communication=communication, at=at)
    messages = [
        _message(
            communication,
            channel=choice.channel,
            contact_point=choice.contact_point,
            content_level=choice.content_level,
            purpose=Purpose(communication.purpose),
            not_before=choice.not_before,
            actor=actor,
            at=at,
        ),
        *_beside(communication, choice, actor=actor, at=at),
    ]
    for message in messages:
        audit.record(
            actor=actor,
            verb=Verb.QUEUED,
            subject=message,
            at=at,
            case_id=communication.case_id,
            victim_id=communication.victim_id,
            detail={"channel": message.channel},
        )
    task = RENDERING_TASK if choice.channel is Channel.POST else SENDING_TASK
    transaction.on_commit(lambda: _nudge(task))
    return tuple(messages)


def tell_of_portal_copy(*, copy: OutboxMessage, actor: Actor, at: dt.datetime) -> OutboxMessage | None:
    """Write the bare notice without which words that stand only in the portal tell nobody (LIFE-3).

    None where no way to tell is safe: a manager is then asked to find one. The same copy again adds nothing.
    """
    communication = copy.communication
    if communication is None or communication.recipient is None:
        return None
    notice = _safe_notice(communication, communication.recipient, at=at)
    if notice.channel is None:
        _ask_for_a_way(communication, actor=actor, at=at)
        return None
    message, _ = OutboxMessage.objects.get_or_create(
        dedupe_key=f"notice-of:{copy.pk}",
        defaults={
            "communication": communication,
            "purpose": Purpose.NEWS_NOTICE,
            "channel": notice.channel,
            "contact_point": notice.contact_point,
            "content_level": notice.content_level,
            "state": MessageState.QUEUED,
            "deadline": copy.deadline,
            "not_before": notice.not_before,
            "queued_at": at,
            "queued_by": actor.label,
            "state_changed_at": at,
        },
    )
    return message


def outlook(*, communication: Communication, at: dt.datetime, ways: Ways | None = None) -> DispatchOutlook | None:
    """Say whether approving now would still meet the deadline, and which safe channel would (W2); None without either.

    Both moments are those of the send check: nothing leaves outside the hours that are safe for the person (SAFE-5).
    ``ways`` are those of `safe_contact.ways` now, where the caller has read them.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates.
    """
    if ways is None:
        ways = safe_contact.ways(communication=communication, at=at)
    channel = communication.channel or ways.likely
    if communication.due_at is None or not channel:
        return None
    waits = {each: decision.retry_at for each, decision in ways.decisions if decision.retry_at is not None}
    channel = Channel(channel)
    return dispatch_lead.outlook(
        at=at,
        due_at=communication.due_at,
        channel=channel,
        others=tuple(each for each, decision in ways.decisions if decision.is_allowed or each in waits),
        calendar=reference.load_calendar(),
        leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS),
        not_before=waits,
        leaves_by=ways.last_moment(channel=channel, until=communication.due_at),
    )


class MissingWay(enum.Enum):
    """What is missing so that a manager would be asked to find a way if a letter were approved now."""

    #: No channel is safe for the words.
    ANY = enum.auto()
    #: The words would stand online, and nothing safe would tell the reader that they do.
    NOTICE = enum.auto()


def missing_way(*, communication: Communication, ways: Ways, at: dt.datetime) -> MissingWay | None:
    """Say which safe way is missing for a letter that is not approved yet; None where it would go. As `queue` asks."""
    if ways.likely is None or communication.recipient is None:
        return MissingWay.ANY
    if ways.likely is not Channel.PORTAL:
        return None
    notice = _safe_notice(communication, communication.recipient, at=at)
    return MissingWay.NOTICE if notice.channel is None else None


def _safe_notice(communication: Communication, reader: Person, *, at: dt.datetime) -> Choice:
    """Find a safe way to tell a reader that words stand online for them."""
    return safe_contact.notice(
        victim=communication.victim, person=reader, at=at, channels=NOTICE_CHANNELS, about=communication
    )


def _beside(communication: Communication, choice: Choice, *, actor: Actor, at: dt.datetime) -> list[OutboxMessage]:
    """Write what goes beside the words: a portal copy, or for words that only stand in the portal, a bare notice."""
    person = communication.recipient
    if person is None or choice.channel is Channel.INTERMEDIARY_EMAIL:
        return []
    if choice.channel is Channel.PORTAL:
        notice = _safe_notice(communication, person, at=at)
        if notice.channel is None:
            _ask_for_a_way(communication, actor=actor, at=at)
            return []
        return [
            _message(
                communication,
                channel=notice.channel,
                contact_point=notice.contact_point,
                content_level=notice.content_level,
                purpose=Purpose.NEWS_NOTICE,
                not_before=notice.not_before,
                actor=actor,
                at=at,
            )
        ]
    if not choice.is_portal_allowed or not plan_steps.has_copy(communication=communication, at=at):
        return []
    return [
        _message(
            communication,
            channel=Channel.PORTAL,
            contact_point=None,
            content_level=ContentLevel.FULL,
            purpose=Purpose(communication.purpose),
            not_before=choice.not_before,
            actor=actor,
            at=at,
        )
    ]


def _message(
    communication: Communication,
    *,
    channel: Channel,
    contact_point: ContactPoint | None,
    content_level: ContentLevel,
    purpose: Purpose,
    not_before: dt.datetime,
    actor: Actor,
    at: dt.datetime,
) -> OutboxMessage:
    return OutboxMessage.objects.create(
        communication=communication,
        purpose=purpose,
        channel=channel,
        contact_point=contact_point,
        content_level=content_level,
        dedupe_key=f"communication:{communication.pk}:{purpose.value}:{channel.value}",
        state=MessageState.QUEUED,
        deadline=communication.due_at or at + _WITHOUT_DEADLINE,
        not_before=not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )


def _ask_for_a_way(communication: Communication, *, actor: Actor, at: dt.datetime) -> None:
    work.raise_item(
        kind=WorkKind.NO_SAFE_CHANNEL,
        key=_work_key(communication),
        summary="An approved letter has no safe way to its reader. Find one, if need be through the police.",
        actor=actor,
        at=at,
        case=communication.case,
        victim=communication.victim,
        about=f"communication:{communication.pk}",
        due_at=communication.due_at,
        is_for_manager=True,
    )


def _work_key(communication: Communication) -> str:
    return f"no-safe-channel:{communication.pk}"


def wake_workers() -> None:
    """Wake the workers that send and those that make letters: something has become due that they may not know of."""
    for task in (SENDING_TASK, RENDERING_TASK):
        _nudge(task)


def _nudge(task: str) -> None:
    """Wake a worker. Where the broker is away, the next sweep finds the row."""
    try:
        current_app.send_task(task, retry=False)
    except OperationalError:
        _LOGGER.warning("dispatch.nudge_failed")
