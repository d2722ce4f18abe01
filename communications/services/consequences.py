"""What follows when a message has gone, or cannot go: the communication, the obligation, the promise, the work.

Everything here runs inside the transaction that settles the message, with the message locked. It never calls anybody.
"""

import datetime as dt
import uuid
from typing import TypedDict

from django.db.models import Min

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Case, Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.rules.working_days import london_date
from cases.services import obligations, reference, work
from communications.models import Communication, OutboxMessage, StatusChange
from communications.rules.lifecycle import communication_may_follow, counts_as_sent
from communications.rules.meeting_words import MeetingWay
from communications.rules.promises import is_substantive
from communications.rules.retry import SendFailure, Step, after_failure_receipt
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, MessageState, Purpose
from communications.services import (
    agreed_tellings,
    correction_trail,
    meeting_offers,
    next_channel,
    portal_returns,
    promises,
    relative_letters,
    relative_steps,
    review_tellings,
    superseding,
    tellings,
)

_ACTOR = actors.system(SystemProcess.DELIVERY)
_PROMISES = actors.system(SystemProcess.PROMISES)
#: Open work about one message; each is closed when the message turns out to have gone.
_WORK_ABOUT_A_MESSAGE = (WorkKind.UNDECIDED_DELIVERY, WorkKind.DELIVERY_FAILED, WorkKind.HELD_COMMUNICATION)
#: Everything else is a letter, also one that somebody hands over.
_OFFERED_BY: dict[str, MeetingWay] = {Channel.EMAIL: MeetingWay.EMAIL, Channel.PORTAL: MeetingWay.ONLINE_PAGE}
_TAKEN_BACK = frozenset({CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED})


class Whose(TypedDict):
    """Whose record an audit entry belongs to."""

    case_id: uuid.UUID | None
    victim_id: uuid.UUID | None


@reference.read_once()
def follow(*, message: OutboxMessage, at: dt.datetime) -> None:
    """Do what follows from the state a message has just reached by the provider's word."""
    state = MessageState(message.state)
    if state in {MessageState.FAILED_TEMP, MessageState.FAILED_PERM, MessageState.RETURNED}:
        _follow_failure(message, at=at)
        return
    verb = Verb.DELIVERED if state is MessageState.DELIVERED else Verb.SENT
    audit.record(actor=_ACTOR, verb=verb, subject=message, at=at, **whose(message=message))
    _correct_what_was_taken_back(message, at=at)
    # Nearly always there is none; one look is cheaper than an update for each kind.
    keys = [work_key(message=message, kind=kind) for kind in _WORK_ABOUT_A_MESSAGE]
    for key in WorkItem.objects.filter(key__in=keys, state=WorkState.OPEN).values_list("key", flat=True):
        work.settle(key=key, outcome="It has gone", actor=_ACTOR, at=at)
    if message.communication_id is not None and counts_as_sent(state=state, channel=Channel(message.channel)):
        meet(communication_id=message.communication_id, at=at)


def fail(*, message: OutboxMessage, at: dt.datetime) -> None:
    """Go on by the next safe channel after a failure for good, and tell a person (W11)."""
    audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
    follower = next_channel.go_on(message=message, at=at)
    if follower is not None:
        summary = f"Could not be delivered by {Channel(message.channel).label}; it goes on by " + (
            Channel(follower.channel).label
        )
        raise_work(message=message, kind=WorkKind.DELIVERY_FAILED, summary=summary, at=at)
        return
    if message.communication_id is None:
        _tell_of_invitation(message, at=at)
        return
    _move(message.communication_id, CommunicationState.FAILED, comment=message.reason, at=at)
    summary = f"Could not be delivered by {Channel(message.channel).label}, and no other channel is known to be safe"
    raise_work(message=message, kind=WorkKind.NO_SAFE_CHANNEL, summary=summary, at=at)


def meet(*, communication_id: uuid.UUID, at: dt.datetime) -> None:
    """Mark a communication as sent once the explanation has left, and what it met as met.

    A message that carries the words counts when it has gone by the rule of its channel (LIFE-3). A portal copy counts
    from its publication together with a notice that has gone: words that nobody was told of were not sent.
    """
    communication = (
        Communication.objects.select_for_update(of=("self",), no_key=True)
        .select_related("victim__case", "victim__person", "recipient", "case", "obligation__decision", "review")
        .get(pk=communication_id)
    )
    messages = list(communication.messages.all())
    moment = explained_at(messages=messages)
    changed = _published(communication, messages)
    if moment is not None and communication.sent_at is None:
        communication.sent_at = moment
        changed.append("sent_at")
        tellings.expect(communication=communication, at=at)
        relative_steps.expect(communication=communication, at=at)
        if communication.channel != Channel.INTERMEDIARY_EMAIL:
            relative_steps.copy_left(copy=communication, told_on=london_date(at=moment), actor=_ACTOR, at=at)
    if moment is not None and _moved(communication, CommunicationState.SENT, comment="", at=at):
        changed.append("state")
    if changed:
        communication.save(update_fields=changed)
    if "sent_at" in changed:
        relative_letters.begin_for_family(communication=communication, actor=_ACTOR, at=at)
    if moment is None:
        return
    if communication.obligation_id is not None:
        obligations.meet(obligation_id=communication.obligation_id, met_at=moment, actor=_ACTOR, at=at)
        _offer_meeting(communication, at=at)
    review_tellings.left(communication=communication, moment=moment, actor=_ACTOR, at=at)
    agreed_tellings.left(communication=communication, actor=_ACTOR, at=at)
    correction_trail.left(communication=communication, moment=moment, actor=_ACTOR, at=at)
    # What was promised, was promised to whoever speaks for the family; a relative's own letter promises nothing.
    if is_substantive(purpose=Purpose(communication.purpose)) and communication.copy_of_id is None:
        promises.keep(communication=communication, contact_at=moment, actor=_PROMISES, at=at)


def explained_at(*, messages: list[OutboxMessage]) -> dt.datetime | None:
    """Return when the words first left, or None while they have not."""
    direct = []
    published = []
    notices = []
    for message in messages:
        channel = Channel(message.channel)
        if not counts_as_sent(state=MessageState(message.state), channel=channel):
            continue
        moment = message.dispatched_at if channel is Channel.POST else message.accepted_at
        if moment is None:
            continue
        if channel is Channel.PORTAL:
            published.append(moment)
        elif message.content_level == ContentLevel.FULL:
            direct.append(moment)
        else:
            notices.append(moment)
    if published and notices:
        direct.append(max(min(published), min(notices)))
    return min(direct, default=None)


def raise_work(*, message: OutboxMessage, kind: WorkKind, summary: str, at: dt.datetime) -> None:
    """Put a message before a person of the case's unit; nothing is raised twice while it is open."""
    case, victim = _case_and_victim(message)
    if case is None:
        return
    work.raise_item(
        kind=kind,
        key=work_key(message=message, kind=kind),
        summary=summary,
        actor=_ACTOR,
        at=at,
        case=case,
        victim=victim,
        about=f"message:{message.pk}",
        due_at=message.deadline,
        is_for_manager=kind is WorkKind.UNDECIDED_DELIVERY,
    )


def work_key(*, message: OutboxMessage, kind: WorkKind) -> str:
    """Return the key under which work of a kind about a message is raised once."""
    return f"{kind.value}:message:{message.pk}"


def whose(*, message: OutboxMessage) -> Whose:
    """Return the case and victim for an audit entry about a message."""
    case, victim = _case_and_victim(message)
    return Whose(case_id=case.pk if case else None, victim_id=victim.pk if victim else None)


def _offer_meeting(communication: Communication, *, at: dt.datetime) -> None:
    """Wait for the answer where the letter that has left offers a meeting."""
    if communication.obligation is not None and communication.obligation.meeting_offer:
        way = _OFFERED_BY.get(communication.channel, MeetingWay.LETTER)
        meeting_offers.offered_by_letter(communication=communication, way=way, actor=_ACTOR, at=at)


def _follow_failure(message: OutboxMessage, *, at: dt.datetime) -> None:
    if message.state == MessageState.RETURNED:
        audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
        if message.communication is not None:
            agreed_tellings.came_back(communication=message.communication, actor=_ACTOR, at=at)
        raise_work(
            message=message,
            kind=WorkKind.DELIVERY_FAILED,
            summary=portal_returns.end(message=message, at=at)
            or "The letter came back: check the address and how to reach the person",
            at=at,
        )
        return
    if message.communication is not None and message.communication.state in _TAKEN_BACK:
        _follow_failure_of_what_was_taken_back(message, at=at)
        return
    if message.communication is not None and correction_trail.is_known_wrong(communication=message.communication):
        _follow_failure_of_what_was_wrong(message, at=at)
        return
    is_permanent = message.state == MessageState.FAILED_PERM
    decision = after_failure_receipt(
        failure=SendFailure.PERMANENT if is_permanent else SendFailure.TEMPORARY,
        attempt=max(1, next_channel.tries_by_same_channel(message=message)),
        channel=Channel(message.channel),
        at=at,
        deadline=message.deadline,
        jitter=0.5,
    )
    message.reason = decision.reason
    message.save(update_fields=["reason"])
    _no_longer_sent(message, at=at)
    if decision.step is Step.SEND_AGAIN and decision.not_before is not None:
        next_channel.try_again(message=message, not_before=decision.not_before, at=at)
        audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
    elif decision.step is Step.A_PERSON_DECIDES:
        audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
        raise_work(message=message, kind=WorkKind.UNDECIDED_DELIVERY, summary=decision.reason, at=at)
    else:
        fail(message=message, at=at)


def _tell_of_invitation(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Put an invitation that did not arrive before a person. A one-time code is not: whoever waits for it asks anew."""
    if message.purpose == Purpose.PORTAL_INVITATION:
        raise_work(
            message=message,
            kind=WorkKind.DELIVERY_FAILED,
            summary="The invitation to their online page could not be delivered: invite them by another way",
            at=at,
        )


def _follow_failure_of_what_was_taken_back(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Let it rest: nobody read it, so it kept and met nothing, needs no correction, and goes on by no other way."""
    message.reason = "It had been taken back, and did not arrive"
    message.save(update_fields=["reason"])
    _no_longer_sent(message, at=at)
    audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
    key = work_key(message=message, kind=WorkKind.CORRECTION)
    work.settle(key=key, outcome="It did not arrive after all", actor=_ACTOR, at=at)
    summary = "It had been taken back and did not arrive: nothing to correct, but check how to reach the person"
    raise_work(message=message, kind=WorkKind.DELIVERY_FAILED, summary=summary, at=at)


def _follow_failure_of_what_was_wrong(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Let words that are known to be wrong go on by no other way: nobody read them, and a person writes them anew."""
    communication = message.communication
    if communication is None:
        return
    why = "It was wrong, and did not arrive"
    message.reason = why
    message.save(update_fields=["reason"])
    _no_longer_sent(message, at=at)
    audit.record(actor=_ACTOR, verb=Verb.FAILED, subject=message, at=at, **whose(message=message))
    owed = communication.obligation
    is_replaced = owed is not None and owed.decision.corrected_by.exists()
    communication.refresh_from_db(fields=["state", "sent_at"])
    if communication.sent_at is None:
        state = CommunicationState.SUPERSEDED if is_replaced else CommunicationState.FAILED
        _move(communication.pk, state, comment=why, at=at)
        correction_trail.settle_work_about(letter_id=communication.pk, outcome=why, actor=_ACTOR, at=at)
        superseding.end_letters(
            letters=Communication.objects.filter(correction__wrong=communication),
            why="The letter that it corrects did not arrive",
            actor=_ACTOR,
            at=at,
            settles=lambda communication_id: f"draft:{communication_id}",
        )
    if is_replaced:
        summary = "It was wrong and did not arrive: nothing to correct, but check how to reach the person"
    else:
        summary = "A letter that was wrong did not arrive, so nobody read it. Write it again as it should have been"
    raise_work(message=message, kind=WorkKind.DELIVERY_FAILED, summary=summary, at=at)


def _no_longer_sent(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Take back "sent", and all that it met or kept, where the only message with the words bounced (domain.md 2.4).

    Also for a letter that was taken back and had left before (F14): it stays taken back, and was not sent after all.
    """
    communication = message.communication
    if communication is None or explained_at(messages=list(communication.messages.all())) is not None:
        return
    is_sent = communication.state == CommunicationState.SENT
    if is_sent:
        _move(communication.pk, CommunicationState.APPROVED, comment="It did not arrive", at=at)
    if is_sent or communication.sent_at is not None:
        Communication.objects.filter(pk=communication.pk).update(sent_at=None)
        if communication.obligation_id is not None:
            _no_longer_met(communication, communication.obligation_id, at=at)
            meeting_offers.offer_was_lost(communication=communication, actor=_ACTOR, at=at)
        tellings.forget(communication=communication, at=at)
        relative_steps.copy_came_back(copy=communication, at=at)
        review_tellings.came_back(communication=communication, actor=_ACTOR, at=at)
        agreed_tellings.came_back(communication=communication, actor=_ACTOR, at=at)
        correction_trail.came_back(communication=communication, actor=_ACTOR, at=at)
        promises.take_back(communication=communication, actor=_PROMISES, at=at)


def _no_longer_met(communication: Communication, obligation_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Open what a letter had met, unless another letter about it has left: then that one met it."""
    if not obligations.reopen(obligation_id=obligation_id, actor=_ACTOR, at=at):
        return
    others = Communication.objects.filter(obligation_id=obligation_id, sent_at__isnull=False)
    met_at = others.exclude(pk=communication.pk).aggregate(first=Min("sent_at"))["first"]
    if met_at is not None:
        obligations.meet(obligation_id=obligation_id, met_at=met_at, actor=_ACTOR, at=at)


def _correct_what_was_taken_back(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Ask for a correction where a letter that was taken back turns out to have left before (F14)."""
    communication = message.communication
    if communication is not None and communication.state in _TAKEN_BACK:
        raise_work(
            message=message,
            kind=WorkKind.CORRECTION,
            summary="This was taken back, but had already left: correct it in the next letter, with an apology",
            at=at,
        )


def _published(communication: Communication, messages: list[OutboxMessage]) -> list[str]:
    """Set since when a copy stands in the portal; return what changed, for the caller to save."""
    published = [
        message.accepted_at
        for message in messages
        if message.channel == Channel.PORTAL and message.accepted_at is not None
    ]
    if not published or communication.published_at is not None:
        return []
    communication.published_at = min(published)
    return ["published_at"]


def _move(communication_id: uuid.UUID, state: CommunicationState, *, comment: str, at: dt.datetime) -> None:
    communication = Communication.objects.select_for_update(of=("self",), no_key=True).get(pk=communication_id)
    if _moved(communication, state, comment=comment, at=at):
        communication.save(update_fields=["state"])


def _moved(communication: Communication, state: CommunicationState, *, comment: str, at: dt.datetime) -> bool:
    """Set the state of a locked communication where it may follow, with its trail; the caller saves."""
    before = CommunicationState(communication.state)
    if before is state or not communication_may_follow(current=before, new=state):
        return False
    communication.state = state
    StatusChange.objects.create(
        communication=communication,
        before=before,
        after=state,
        comment=comment,
        changed_at=at,
        changed_by=_ACTOR.label,
    )
    return True


def _case_and_victim(message: OutboxMessage) -> tuple[Case | None, Victim | None]:
    if message.communication is not None:
        return message.communication.case, message.communication.victim
    victim_id = message.template_values.get("victim_id")
    victim = Victim.objects.select_related("case").filter(pk=victim_id).first() if victim_id else None
    return (victim.case, victim) if victim is not None else (None, None)
