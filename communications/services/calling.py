"""The last moment before a call: read everything once more, and only then begin (reliability 2.3, SEND-1).

`begin` is one short transaction. It locks the case first, so that a decision being recorded at this very moment is
either seen here or finds the message already on its way. It returns what may be sent, or nothing: then the message
has been put where it belongs and the worker goes on to the next.
"""

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation
from cases.rules.vocabulary import ObligationState, WorkKind
from cases.selectors.facts import facts_changed_at
from communications.documents.messages import WrongValues
from communications.documents.rendering import RenderedLetter
from communications.documents.words import NoWords
from communications.models import CallSeries, Communication, OutboxMessage, RenderedDocument
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.contact_plan import LOOK_AGAIN
from communications.rules.last_check import LastCheck, LastFacts, LastVerdict, check
from communications.rules.print_formats import is_print_out_of_date
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, PrintFormat, Purpose
from communications.selectors import letter_grounds
from communications.services import (
    call_texts,
    collisions,
    composing,
    consequences,
    delivery,
    late_letters,
    plan_steps,
    portal_messages,
    print_forms,
    safe_contact,
    sending_control,
    statements,
)
from communications.services.claims import Claim, send_lease
from communications.services.composing import Composed

#: Messages whose words say nothing about the case: a change of its facts does not make them untrue.
_WITHOUT_FACTS = frozenset({Purpose.PORTAL_CODE, Purpose.PORTAL_INVITATION, Purpose.NEWS_NOTICE})
#: A message that must wait is not looked at again sooner than this.
SHORTEST_WAIT = dt.timedelta(seconds=10)
_MADE_AGAIN_LATE = "It leaves after its deadline: it is made again, with an apology"
_OPEN_CALLS = CallSeries.objects.filter(victim=OuterRef("communication__victim"), state=SeriesState.OPEN)
_ACTOR = actors.system(SystemProcess.DELIVERY)


class _PlanFacts(TypedDict):
    """What the last check learns of the steps that come before a letter."""

    plan_wait: str
    plan_look_at: dt.datetime | None


class _CollisionFacts(TypedDict):
    """What the last check learns of other contacts of the day."""

    collision: str
    clear_from: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A call may begin now, the row says that it has, and this is what leaves."""

    message: OutboxMessage
    composed: Composed


def begin(*, claim: Claim, at: dt.datetime, letter: RenderedLetter | None = None) -> Begun | None:
    """Check everything once more and mark the call as begun, or put the message aside and return None.

    Call it only when nothing undecided is left: on a first attempt, or after the provider has said that it does not
    know the reference. `at` is the aware time for records and for the safe hours; leases use the database's clock.
    `letter` is one that was made for this call and is stored nowhere.
    """
    with transaction.atomic():
        _lock_case(claim.message_id)
        message = (
            OutboxMessage.objects.select_for_update(of=("self",), no_key=True)
            .select_related("communication__case", "communication__victim__person", "communication__obligation")
            .select_related("communication__recipient", "communication__template", "communication__addendum")
            .select_related("contact_point__person", "document")
            # Asked for those few alone that have it: each table in the statement makes the server plan it longer.
            .prefetch_related("communication__template_cy")
            .annotate(has_calls=Exists(_OPEN_CALLS))
            .filter(pk=claim.message_id, fence=claim.fence, state=MessageState.SENDING)
            .first()
        )
        if message is None:
            return None
        if message.communication is not None:
            letter_grounds.in_one_case(letter=message.communication)
        verdict = check(facts=_facts(message, at=at))
        if verdict.verdict is not LastVerdict.SEND:
            _put_aside(message, verdict, at=at)
            return None
        if _is_print_out_of_date(message):
            _make_again(message, reason="What its reader needs changed: it is made again, in their print", at=at)
            return None
        try:
            composed = composing.compose(message=message, at=at, letter=letter)
            if late_letters.see_to_apology(message=message, leaves_at=composed.leaves_at, at=at):
                if message.channel == Channel.POST:
                    _make_again(message, reason=_MADE_AGAIN_LATE, at=at)
                    return None
                composed = composing.compose(message=message, at=at, letter=letter)
        except late_letters.UnableToApologise as problem:
            _put_aside(message, LastCheck(verdict=LastVerdict.HOLD, reason=str(problem)), at=at)
            return None
        except (composing.NothingToSay, NoWords, WrongValues) as problem:
            # The name of the problem is enough to look it up; its text may name a template, never a person.
            reason = f"It could not be put into words ({type(problem).__name__})"
            _put_aside(message, LastCheck(verdict=LastVerdict.HOLD, reason=reason), at=at)
            return None
        _mark_begun(message)
        return Begun(message=message, composed=composed)


def would_leave(*, message: OutboxMessage, at: dt.datetime) -> LastCheck:
    """Say what the last check would answer if a person who has seen the words let the message go now. Writes nothing.

    For the page on which somebody decides: what would only be held again is not offered there.
    """
    facts = _facts(message, at=at)
    return check(facts=dataclasses.replace(facts, approved_at=facts.approved_at and at))


def _lock_case(message_id: int) -> None:
    """Wait for a decision that is being recorded now; hold off the next one until this call is marked as begun."""
    statements.rows(
        "select c.id from cases_case c join communications_communication m on m.case_id = c.id "
        "join communications_outboxmessage o on o.communication_id = m.id where o.id = %(id)s for share of c",
        {"id": message_id},
    )


def _mark_begun(message: OutboxMessage) -> None:
    statements.execute(
        "update communications_outboxmessage set lease_until = clock_timestamp() + %(lease)s, "
        "       attempts = attempts + 1, undecided_since = clock_timestamp(), addendum_id = %(addendum)s "
        " where id = %(id)s",
        {"lease": send_lease(), "id": message.pk, "addendum": message.addendum_id},
    )


def _is_print_out_of_date(message: OutboxMessage) -> bool:
    """Say whether a finished letter is in another print than its reader needs by now (FORM-3)."""
    document, communication = message.document, message.communication
    if document is None or communication is None:
        return False
    return is_print_out_of_date(
        made_in=PrintFormat(document.print_format),
        needed=print_forms.choice_for(person=communication.recipient).print_format,
    )


def _make_again(message: OutboxMessage, *, reason: str, at: dt.datetime) -> None:
    """Put a finished letter back to be made anew: with the apology that it lacks, or in the print its reader needs."""
    message.addendum = None
    message.document = None
    message.undecided_since = None
    message.lease_until = None
    message.lease_owner = ""
    message.reason = reason
    message.state = MessageState.QUEUED
    message.state_changed_at = at
    message.save()


def _put_aside(message: OutboxMessage, verdict: LastCheck, *, at: dt.datetime) -> None:
    """Put a message that may not be sent now where it belongs. Nothing of it has left."""
    message.undecided_since = None
    if verdict.verdict is LastVerdict.HOLD:
        delivery.hold(message=message, reason=verdict.reason, kind=WorkKind.HELD_COMMUNICATION, at=at)
        return
    message.lease_until = None
    message.lease_owner = ""
    message.reason = verdict.reason[:300]
    message.state_changed_at = at
    if verdict.verdict is LastVerdict.WAIT:
        message.state = delivery.resting_state(message=message)
        # From the database's clock, and never at once: a worker with a slow clock would claim it again and again.
        pause = verdict.wait_until - at if verdict.wait_until is not None else SHORTEST_WAIT
        message.not_before = Now() + max(pause, SHORTEST_WAIT)
        message.save()
        return
    is_superseded = verdict.verdict is LastVerdict.SUPERSEDE
    message.state = MessageState.SUPERSEDED if is_superseded else MessageState.CANCELLED
    message.save()
    verb = Verb.SUPERSEDED if is_superseded else Verb.CANCELLED
    audit.record(actor=_ACTOR, verb=verb, subject=message, at=at, **consequences.whose(message=message))


def _facts(message: OutboxMessage, *, at: dt.datetime) -> LastFacts:
    communication = message.communication
    point = message.contact_point
    try:
        safety = safe_contact.ask(message=message, at=at)
    except safe_contact.NobodyToReach:
        return LastFacts(now=at, is_safe_to_send=False, unsafe_reason="It is not recorded whom this is for")
    document = message.document
    facts = LastFacts(
        now=at,
        is_stopped=sending_control.is_stopped(channel=Channel(message.channel)),
        is_held_for_volume=message.held_for_volume,
        is_out_of_date=_is_code_over(message, at=at) or call_texts.is_over(message=message, at=at),
        is_recipient_dead=point is not None and point.person.died_on is not None,
        is_contact_current=point is None or point.superseded_at is None,
        is_contact_safe=point is None or point.is_safe,
        is_safe_to_send=safety.is_allowed,
        unsafe_reason=safety.reasons[0] if safety.reasons else "",
        safe_from=safety.retry_at,
        is_document_intact=document is None or _is_intact(document),
    )
    return facts if communication is None else _with_communication(facts, message, communication)


def _with_communication(facts: LastFacts, message: OutboxMessage, communication: Communication) -> LastFacts:
    """Add what the case, the decision, the obligation and the recipient say about a communication."""
    obligation = communication.obligation
    rests_on_facts = message.purpose not in _WITHOUT_FACTS
    recipient = communication.recipient
    return dataclasses.replace(
        facts,
        is_communication_current=communication.state
        in {CommunicationState.APPROVED, CommunicationState.SENT, CommunicationState.FAILED},
        is_communication_superseded=communication.state == CommunicationState.SUPERSEDED,
        is_recipient_dead=facts.is_recipient_dead or (recipient is not None and recipient.died_on is not None),
        is_obligation_gone=obligation is not None
        and obligation.state in {ObligationState.EXEMPT, ObligationState.SUPERSEDED},
        is_met_by_another=obligation is not None
        and obligation.state == ObligationState.MET
        and communication.sent_at is None,
        is_obligation_stopped=obligation is not None and obligation.is_stopped,
        has_newer_decision=obligation is not None and _has_newer_decision(obligation),
        facts_changed_at=facts_changed_at(case=communication.case) if rests_on_facts else None,
        approved_at=_words_seen_at(message, communication) if rests_on_facts else None,
        **_collision(communication, at=facts.now),
        **_plan(message, communication, at=facts.now),
    )


def _plan(message: OutboxMessage, communication: Communication, *, at: dt.datetime) -> _PlanFacts:
    """Say whether the letter waits for a call, and when to look again; never past its last safe time (PLAN-5)."""
    # Asked with the message itself: hardly any letter waits, and none without calls that go on.
    has_calls = getattr(message, "has_calls", True)
    wait = plan_steps.waits(communication=communication, at=at) if has_calls else None
    if wait is not None:
        look_at = min(at + LOOK_AGAIN, wait.until)
        later = safe_contact.ask(message=message, at=look_at)
        if later.is_allowed or (later.retry_at is not None and later.retry_at <= wait.until):
            return {"plan_wait": wait.why, "plan_look_at": look_at}
    return {"plan_wait": "", "plan_look_at": None}


def _collision(communication: Communication, *, at: dt.datetime) -> _CollisionFacts:
    """Say what other contacts of the day mean for a routine update; nothing else ever waits for them (COL-2)."""
    if collisions.is_routine(communication=communication):
        found = collisions.of_update(communication=communication, at=at)
        if found.is_held_back:
            return {"collision": found.why, "clear_from": collisions.clear_from(collision=found)}
    return {"collision": "", "clear_from": None}


def _words_seen_at(message: OutboxMessage, communication: Communication) -> dt.datetime | None:
    """Return when a person last held the words against the facts: at approval, or when letting a held message go."""
    seen = [moment for moment in (communication.approved_at, message.words_checked_at) if moment is not None]
    return max(seen, default=None)


def _is_code_over(message: OutboxMessage, *, at: dt.datetime) -> bool:
    """Say whether the code in a message opens nothing any more: it is too old, used, or was ended by staff."""
    if message.purpose == Purpose.PORTAL_CODE:
        return message.deadline <= at
    invitation = portal_messages.invitation_of(message=message)
    if invitation is None:
        return False
    return invitation.expires_at <= at or invitation.redeemed_at is not None or invitation.revoked_at is not None


def _is_intact(document: RenderedDocument) -> bool:
    """Say whether the stored bytes are still those whose digest names them (R6)."""
    return hashlib.sha256(document.content).hexdigest() == document.digest


def _has_newer_decision(obligation: Obligation) -> bool:
    """Say whether something owed to the same victim in the same case was decided after what this explains."""
    return (
        Obligation.objects.filter(victim_id=obligation.victim_id, case_id=obligation.case_id)
        .filter(decided_at__gt=obligation.decided_at)
        .exclude(pk=obligation.pk)
        .exists()
    )
