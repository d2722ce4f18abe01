"""What a person does about an approved letter that nothing carries: the same words by another way, or new words.

A letter comes here when no way was safe at approval, when every way has failed, or when somebody settled that a message
is not sent. What it was to explain stays owed all the while.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind, WorkState
from cases.services import work
from communications.models import Communication, OutboxMessage
from communications.rules import letter_corrections
from communications.rules.letter_corrections import CarriedWords, CorrectionStanding
from communications.rules.lifecycle import ALIVE_MESSAGE_STATES
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, Purpose
from communications.services import composing, dispatch, drafting, next_channel, opening
from communications.services.settling import NoSafeWay

#: Work that asks for another way; done once there is one, or once somebody says how the person was told.
_WORK = (WorkKind.NO_SAFE_CHANNEL, WorkKind.DELIVERY_FAILED, WorkKind.HELD_COMMUNICATION)
#: Messages that nobody outside has: taken back with their letter. One that is just being made is ended by its worker.
_STILL_HERE = (MessageState.QUEUED, MessageState.RENDERED, MessageState.HELD)
_STUCK = (CommunicationState.APPROVED, CommunicationState.FAILED)


class NotStuck(Exception):
    """The letter is on its way, has gone, waits for another answer, or was taken out of use."""


class TooLate(Exception):
    """The letter has left, or is just leaving: it can only be corrected, once that is certain."""


class NothingOwed(Exception):
    """What the letter was to explain was met, exempted or superseded in the meantime, or was never owed by law."""


@transaction.atomic
def send_now(*, communication_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> tuple[OutboxMessage, ...]:
    """Queue the approved words by the way that is safe now. The actor says that they are still true.

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NotStuck: something carries the letter already.
        NothingOwed: what it explains is no longer owed.
        NoSafeWay: no way is known to be safe now.

    """
    communication = _stuck(communication_id, permission=Permission.SETTLE_DELIVERY, actor=actor)
    if communication.obligation is not None and communication.obligation.state != ObligationState.OPEN:
        raise NothingOwed("Nothing is owed here any more")
    if communication.state == CommunicationState.FAILED:
        drafting.move(
            communication=communication, state=CommunicationState.APPROVED, comment=reason, actor=actor, at=at
        )
        communication.save(update_fields=["state"])
    last = (
        communication.messages.filter(followed_by__isnull=True).exclude(purpose=Purpose.NEWS_NOTICE).order_by("-id")
    ).first()
    if last is None:
        messages = dispatch.queue(communication_id=communication.pk, actor=actor, at=at)
    else:
        follower = next_channel.start_anew(message=last, at=at)
        messages = (follower,) if follower is not None else ()
        if follower is not None and follower.channel == Channel.PORTAL:
            dispatch.tell_of_portal_copy(copy=follower, actor=actor, at=at)
    if not messages:
        raise NoSafeWay("No way to this person is known to be safe")
    OutboxMessage.objects.filter(pk__in=[one.pk for one in messages]).update(
        words_checked_at=at, words_checked_by=actor.label
    )
    _record(communication, Verb.QUEUED, reason=reason, outcome=f"Sent another way: {reason}", actor=actor, at=at)
    return messages


@transaction.atomic
def write_again(*, communication_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> Communication:
    """Take the letter out of use and open a new draft for what is owed, with the words that staff had written.

    What the record says is composed afresh; the draft is checked and approved like any other. The deadline stays. A
    message that waits for a person is taken back with its letter, unless nobody can say whether it was sent.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotStuck: something carries the letter already, or it is not settled whether something did.
        NothingOwed: nothing is owed any more, or the letter was never owed for a decision.
        NoWords, BeyondHorizon: as ``opening.open_draft``.

    """
    communication = _stuck(communication_id, permission=Permission.WRITE_LETTER, actor=actor, may_be_held=True)
    return _written_again(communication, taken_back=(MessageState.HELD,), reason=reason, actor=actor, at=at)


@transaction.atomic
def take_back(*, communication_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> Communication:
    """Take an approved letter back before it leaves, because something in it is wrong; return the new draft (CORR-1).

    As ``write_again``, also where its messages wait to be sent or to be printed.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        TooLate: it has left, is just leaving, or nobody can say whether it has.
        NothingOwed: nothing is owed any more, or the letter was never owed for a decision.
        NoWords, BeyondHorizon: as ``opening.open_draft``.

    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    messages = list(communication.messages.select_for_update(of=("self",), no_key=True).order_by("id"))
    found = letter_corrections.standing(
        state=CommunicationState(communication.state),
        has_left=communication.sent_at is not None,
        carried_by=[
            CarriedWords(
                state=MessageState(message.state),
                channel=Channel(message.channel),
                is_undecided=message.undecided_since is not None,
            )
            for message in messages
        ],
        is_being_corrected=False,
    )
    if found is not CorrectionStanding.CAN_BE_TAKEN_BACK:
        raise TooLate("It can no longer be taken back")
    return _written_again(communication, taken_back=_STILL_HERE, reason=reason, actor=actor, at=at)


def _written_again(
    communication: Communication,
    *,
    taken_back: tuple[MessageState, ...],
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Open a new draft in place of a locked letter and take back its messages in these states."""
    owed = communication.obligation
    if owed is None or owed.state != ObligationState.OPEN:
        raise NothingOwed("No letter is owed here")
    words, _ = drafting.refreshed(communication=communication, at=at)
    communication.messages.filter(state__in=taken_back).update(
        state=MessageState.SUPERSEDED, state_changed_at=at, reason="The letter is being written again"
    )
    drafting.move(communication=communication, state=CommunicationState.SUPERSEDED, comment=reason, actor=actor, at=at)
    communication.save(update_fields=["state"])
    draft = opening.open_draft(obligation=owed, actor=actor, at=at, instead_of=communication)
    fresh = composing.letter_words(communication=draft)
    open_keys = {block.key for block in fresh.blocks if not block.is_locked}
    for block in words.blocks:
        if not block.is_locked and block.key in open_keys:
            fresh = fresh.with_text(key=block.key, text=block.text)
    drafting.put_words(communication=draft, words=fresh, context=None, at=at)
    # Whoever wrote these words wrote them: they may still not approve them.
    draft.written_at, draft.written_by = communication.written_at, communication.written_by
    draft.save(update_fields=["words", "written_at", "written_by"])
    _record(communication, Verb.SUPERSEDED, reason=reason, outcome=f"Written again: {reason}", actor=actor, at=at)
    return draft


@transaction.atomic
def close(*, communication_id: uuid.UUID, outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Close the work that asks for another way, because a person was told otherwise. What is owed stays owed.

    Raises:
        NotPermitted: the actor may not settle deliveries of this case.
        NotStuck: something carries the letter already.

    """
    communication = _stuck(communication_id, permission=Permission.SETTLE_DELIVERY, actor=actor)
    _record(communication, Verb.CLOSED, reason=outcome, outcome=outcome, actor=actor, at=at)


def is_stuck(*, communication: Communication, may_be_held: bool = False) -> bool:
    """Say whether nothing carries this approved letter, so that a person must find another way.

    A copy on the online page alone tells nobody. ``may_be_held`` passes over messages that wait for a person and were
    certainly not sent.
    """
    if communication.state not in _STUCK:
        return False
    carrying = communication.messages.filter(state__in=ALIVE_MESSAGE_STATES).exclude(channel=Channel.PORTAL)
    if may_be_held:
        carrying = carrying.exclude(state=MessageState.HELD, undecided_since__isnull=True)
    return not carrying.exists()


def _stuck(
    communication_id: uuid.UUID, *, permission: Permission, actor: Actor, may_be_held: bool = False
) -> Communication:
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=permission, case=communication.case)
    # Whatever settles a message holds its lock: what is being sent at this moment is seen as it ends.
    list(communication.messages.select_for_update(of=("self",), no_key=True).order_by("id"))
    if not is_stuck(communication=communication, may_be_held=may_be_held):
        raise NotStuck("This letter needs no other way")
    return communication


def _record(
    communication: Communication, verb: Verb, *, reason: str, outcome: str, actor: Actor, at: dt.datetime
) -> None:
    about = [f"communication:{communication.pk}"]
    about += [f"message:{key}" for key in communication.messages.values_list("pk", flat=True)]
    items = WorkItem.objects.filter(
        case_id=communication.case_id, kind__in=_WORK, about__in=about, state=WorkState.OPEN
    )
    for key in items.values_list("key", flat=True):
        work.settle(key=key, outcome=outcome, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=verb,
        subject=communication,
        at=at,
        reason=reason,
        case_id=communication.case_id,
        victim_id=communication.victim_id,
    )
