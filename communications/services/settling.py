"""What a person decides about a message that the service may not decide: undecided, held, or aimed at an old address.

A late statutory letter against a possible second one is a choice that somebody makes by name (reliability 2.4). Nothing
is sent here; what is released goes through every check again.
"""

import dataclasses
import datetime as dt
import enum

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case
from cases.rules.vocabulary import WorkKind
from cases.services import work
from communications.models import Communication, OutboxMessage
from communications.rules.last_check import LastCheck
from communications.rules.lifecycle import ALIVE_MESSAGE_STATES
from communications.rules.vocabulary import Channel, CommunicationState, MessageState
from communications.services import calling, consequences, delivery, dispatch, drafting, next_channel, safe_contact

_WORK = (WorkKind.UNDECIDED_DELIVERY, WorkKind.HELD_COMMUNICATION, WorkKind.DELIVERY_FAILED)


class Answer(enum.StrEnum):
    """What a person found out, or chose, about a message that nobody could decide."""

    #: It did go: the provider, the print room or the recipient says so.
    WAS_SENT = "WAS_SENT"
    #: Nothing shows that it went; a possible second one is better than none.
    SEND_AGAIN = "SEND_AGAIN"
    #: It is not to be sent again; somebody tells the person in another way.
    DO_NOT_SEND = "DO_NOT_SEND"


class NotHeld(Exception):
    """The message is not, or no longer, waiting for a person."""


class NoSafeWay(NotHeld):
    """No way to this person is known to be safe now; nothing was changed."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """What would come of letting a held message go now, and of sending its words anew."""

    #: What the last check would answer, were it let go by a person who has seen the words.
    if_released: LastCheck
    #: The way that is safe now; None where none is, or where the message carries no letter.
    way: Channel | None


def prospects(*, message: OutboxMessage, at: dt.datetime) -> Prospects:
    """Tell a person beforehand what each answer about a held message would lead to. Writes nothing."""
    communication = message.communication
    choice = safe_contact.choose(communication=communication, at=at) if communication is not None else None
    return Prospects(
        if_released=calling.would_leave(message=message, at=at), way=choice.channel if choice is not None else None
    )


@transaction.atomic
def answer_undecided(*, message_id: int, answer: Answer, reason: str, actor: Actor, at: dt.datetime) -> OutboxMessage:
    """Settle a message of which nobody could say whether it was sent.

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NotHeld: it is settled already, for example by a late receipt.

    """
    message = _held(message_id, actor=actor)
    if message.undecided_since is None:
        raise NotHeld("It is certain that this message was not sent")
    match answer:
        case Answer.WAS_SENT:
            delivery.arrive(message=message, state=MessageState.ACCEPTED, happened_at=message.undecided_since, at=at)
        case Answer.SEND_AGAIN:
            _put_back(message, actor=actor, at=at)
        case Answer.DO_NOT_SEND:
            _cancel(message, reason=reason, actor=actor, at=at)
    _record(message, Verb.SETTLED, actor=actor, at=at, reason=reason, answer=answer.value)
    return message


@transaction.atomic
def release(*, message_id: int, reason: str, actor: Actor, at: dt.datetime) -> OutboxMessage:
    """Let a held message go on as it is; every check before the call is made again.

    Whoever lets it go says that its words are still true: facts that changed before now do not hold it once more.

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NotHeld: it does not wait for a person, or nobody can say whether it was sent.

    """
    message = _held(message_id, actor=actor)
    if message.undecided_since is not None:
        raise NotHeld("Nobody can say whether this message was sent: answer that first")
    _put_back(message, actor=actor, at=at)
    _record(message, Verb.RELEASED, actor=actor, at=at, reason=reason, answer="AS_IT_IS")
    return message


@transaction.atomic
def send_anew(*, message_id: int, reason: str, actor: Actor, at: dt.datetime) -> OutboxMessage:
    """Cancel a held message and queue the same words by the way that is safe now, to the address of now (T5).

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NoSafeWay: no way to the person is known to be safe now.
        NotHeld: it does not wait for a person, or nobody can say whether it was sent.

    """
    message = _held(message_id, actor=actor)
    if message.undecided_since is not None:
        raise NotHeld("Nobody can say whether this message was sent: answer that first")
    message.words_checked_at, message.words_checked_by = at, actor.label
    follower = next_channel.start_anew(message=message, at=at)
    if follower is None:
        raise NoSafeWay("No way to this person is known to be safe")
    if follower.channel == Channel.PORTAL:
        dispatch.tell_of_portal_copy(copy=follower, actor=actor, at=at)
    _cancel(message, reason=reason, actor=actor, at=at)
    _record(message, Verb.CANCELLED, actor=actor, at=at, reason=reason, answer=f"followed-by:{follower.pk}")
    return follower


@transaction.atomic
def cancel(*, message_id: int, reason: str, actor: Actor, at: dt.datetime) -> OutboxMessage:
    """End a held message without sending it. What it was to explain stays owed and stands on the work list as such.

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NotHeld: it does not wait for a person.

    """
    message = _held(message_id, actor=actor)
    _cancel(message, reason=reason, actor=actor, at=at)
    _record(message, Verb.CANCELLED, actor=actor, at=at, reason=reason, answer="NOT_SENT")
    return message


def _held(message_id: int, *, actor: Actor) -> OutboxMessage:
    message = (
        OutboxMessage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("communication__case", "communication__victim", "communication__obligation")
        .filter(pk=message_id)
        .first()
    )
    case = _case_of(message) if message is not None else None
    if message is None or case is None:
        raise NotHeld("There is no such message")
    policies.require(actor=actor, permission=Permission.SETTLE_DELIVERY, case=case)
    if message.state != MessageState.HELD:
        raise NotHeld("This message does not wait for a person")
    return message


def _case_of(message: OutboxMessage) -> Case | None:
    """Find the case a message belongs to; an invitation or a code names its victim instead of a communication."""
    if message.communication is not None:
        return message.communication.case
    case_id = consequences.whose(message=message)["case_id"]
    return Case.objects.get(pk=case_id) if case_id is not None else None


def _put_back(message: OutboxMessage, *, actor: Actor, at: dt.datetime) -> None:
    message.undecided_since = None
    message.reason = ""
    if delivery.resting_state(message=message) is MessageState.RENDERED:
        # A finished letter that is let go is claimed for its print run like one that was just made.
        message.document = None
    message.state = MessageState.QUEUED
    message.state_changed_at = at
    message.not_before = at
    message.words_checked_at = at
    message.words_checked_by = actor.label
    message.save()


def _cancel(message: OutboxMessage, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    message.state = MessageState.CANCELLED
    message.state_changed_at = at
    message.undecided_since = None
    message.save()
    if message.communication is not None and message.communication.state == CommunicationState.APPROVED:
        _show_as_not_sent(message.communication, comment=reason, actor=actor, at=at)


def _show_as_not_sent(communication: Communication, *, comment: str, actor: Actor, at: dt.datetime) -> None:
    """Show a letter that nothing carries any more as not sent, so that the work list asks for another way."""
    if communication.messages.filter(state__in=ALIVE_MESSAGE_STATES).exclude(channel=Channel.PORTAL).exists():
        return
    locked = drafting.locked(communication_id=communication.pk)
    if locked.state == CommunicationState.APPROVED:
        drafting.move(communication=locked, state=CommunicationState.FAILED, comment=comment, actor=actor, at=at)
        locked.save(update_fields=["state"])


def _record(message: OutboxMessage, verb: Verb, *, actor: Actor, at: dt.datetime, reason: str, answer: str) -> None:
    for kind in _WORK:
        key = consequences.work_key(message=message, kind=kind)
        work.settle(key=key, outcome=answer, actor=actor, at=at)
    work.settle(key=f"R13:message:{message.pk}", outcome=answer, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=verb,
        subject=message,
        at=at,
        reason=reason,
        detail={"answer": answer},
        **consequences.whose(message=message),
    )
