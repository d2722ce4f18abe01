"""Hand a victim over to another officer: offered with what matters, accepted or declined, never left between two (L8).

Until the offer is accepted the victim, their work and what was promised to them stay with the first officer. Whoever is
told of it is told by the floor above (`communications.services.handovers`).
"""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from accounts import actors
from accounts.actors import Actor, ActorKind
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Handover, Victim, WorkItem
from cases.rules import handovers as rules
from cases.rules.handovers import AnswerTime
from cases.rules.vocabulary import HandoverReason, HandoverState, WorkKind, WorkState
from cases.rules.working_days import end_of_day, london_date
from cases.services import allocation, reference, work
from cases.services.allocation import ChangedMeanwhile, UnableToHold

_WAITING = frozenset({WorkKind.HANDOVER_OFFERED, WorkKind.HANDOVER_UNANSWERED})
#: Handovers looked at in one sweep.
_BATCH = 500


class NobodyToHandOver(ValueError):
    """The victim has no contact: they are given to an officer, not handed over."""


class AlreadyOffered(Exception):
    """The victim is offered to somebody, who has not answered yet."""


class AlreadyTheirs(ValueError):
    """The officer is the victim's contact already."""


class NotOpen(Exception):
    """The handover was answered, taken back or overtaken before."""


class NoReason(ValueError):
    """A refusal says why."""


@transaction.atomic
def offer(
    *,
    victim_id: uuid.UUID,
    to_officer: StaffUser,
    reason: HandoverReason,
    note: str,
    times: tuple[AnswerTime, ...],
    actor: Actor,
    at: dt.datetime,
) -> Handover:
    """Offer a victim to another officer, who has it on their list with a date (HO-1); nothing moves yet.

    ``note`` is what the record does not say; ``times`` are the dated rows, newest published first.

    Raises:
        NotPermitted: the actor may not allocate victims of this case.
        NobodyToHandOver: the victim has no contact.
        AlreadyTheirs: it is their contact already.
        UnableToHold: the officer may not keep in touch with people of this case.
        AlreadyOffered: an offer stands.
        BeyondHorizon: the bank-holiday calendar does not reach the date.
    """
    victim = allocation.locked(victim_id=victim_id)
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=victim.case)
    if victim.officer is None:
        raise NobodyToHandOver("This person has no contact yet")
    if victim.officer_id == to_officer.pk:
        raise AlreadyTheirs("They are their contact already")
    if not allocation.may_hold(officer=to_officer, case=victim.case, at=at):
        raise UnableToHold("This officer does not work on this case")
    due_on = rules.answer_due_on(offered_on=london_date(at=at), times=times, calendar=reference.load_calendar())
    handover = Handover(
        victim=victim,
        from_officer=victim.officer,
        to_officer=to_officer,
        reason=reason,
        note=note.strip(),
        answer_due_on=due_on,
        offered_at=at,
        offered_by=actor.label,
    )
    try:
        with transaction.atomic():
            handover.save(force_insert=True)
    except IntegrityError as refused:
        raise AlreadyOffered("They are offered to somebody already") from refused
    work.settle_kinds(
        victim_id=victim.pk, kinds={WorkKind.HANDOVER_DECLINED}, outcome="Offered again", actor=actor, at=at
    )
    work.raise_item(
        kind=WorkKind.HANDOVER_OFFERED,
        key=f"handover:{handover.pk}",
        summary="A colleague asks you to be this person’s contact. Accept, or decline and say why.",
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        officer=to_officer,
        about=f"handover:{handover.pk}",
        due_at=end_of_day(due_on=due_on),
    )
    _record(handover, Verb.PROPOSED, actor=actor, at=at)
    return handover


@transaction.atomic
def accept(*, handover_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Handover:
    """Become the contact of a victim who was offered; their open work comes along in the same transaction.

    Raises:
        NotPermitted: it was not offered to the actor, or they may not keep in touch with people of this case any more.
        NotOpen: it was answered, taken back or overtaken.
    """
    handover = _open_for_answer(handover_id, actor=actor)
    victim = handover.victim
    policies.require(actor=actor, permission=Permission.MAKE_PROMISE, case=victim.case)
    _answer(handover, HandoverState.ACCEPTED, words="", actor=actor, at=at)
    allocation.give(
        victim=victim, officer=handover.to_officer, reason=HandoverReason(handover.reason).label, actor=actor, at=at
    )
    _record(handover, Verb.CONFIRMED, actor=actor, at=at)
    return handover


@transaction.atomic
def decline(*, handover_id: uuid.UUID, words: str, actor: Actor, at: dt.datetime) -> Handover:
    """Leave a victim with their present contact, who learns of it as work and reads why.

    Raises:
        NotPermitted: it was not offered to the actor.
        NotOpen: it was answered, taken back or overtaken.
        NoReason: nothing says why.
    """
    if not words.strip():
        raise NoReason("Say why")
    handover = _open_for_answer(handover_id, actor=actor)
    _answer(handover, HandoverState.DECLINED, words=words, actor=actor, at=at)
    _settle_waiting(handover, "Declined", actor=actor, at=at)
    work.raise_item(
        kind=WorkKind.HANDOVER_DECLINED,
        key=f"handover-declined:{handover.pk}",
        summary="A handover was declined and the person stays with you. Read why, and offer them again if need be.",
        actor=actor,
        at=at,
        case=handover.victim.case,
        victim=handover.victim,
        officer=handover.from_officer,
        about=f"handover:{handover.pk}",
        due_at=end_of_day(due_on=london_date(at=at)),
    )
    _record(handover, Verb.REJECTED, actor=actor, at=at)
    return handover


@transaction.atomic
def withdraw(*, handover_id: uuid.UUID, words: str, actor: Actor, at: dt.datetime) -> Handover:
    """Take back an offer that nobody has answered; the victim stays where they are.

    Raises:
        NotPermitted: the actor may not allocate victims of this case.
        NotOpen: it was answered, taken back or overtaken.
        NoReason: nothing says why.
    """
    if not words.strip():
        raise NoReason("Say why")
    handover = _locked(handover_id)
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=handover.victim.case)
    _require_open(handover)
    _answer(handover, HandoverState.WITHDRAWN, words=words, actor=actor, at=at)
    _settle_waiting(handover, "Taken back", actor=actor, at=at)
    _record(handover, Verb.CANCELLED, actor=actor, at=at)
    return handover


@transaction.atomic
def give(
    *,
    victim_id: uuid.UUID,
    seen_officer_id: uuid.UUID,
    to_officer: StaffUser,
    reason: HandoverReason,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Handover:
    """Name another contact without waiting for an answer; open work goes along, and an open offer is over (M4).

    ``seen_officer_id`` is whom the page showed as the contact.

    Raises:
        NotPermitted: the actor may not allocate victims of this case.
        ChangedMeanwhile: somebody else is their contact by now.
        AlreadyTheirs: the officer is it already.
        UnableToHold: the officer may not keep in touch with people of this case.
    """
    victim = allocation.locked(victim_id=victim_id)
    receiver = actors.staff(user=to_officer, at=at)
    require_givable(
        victim=victim, from_officer_id=seen_officer_id, to_officer=to_officer, receiver=receiver, actor=actor
    )
    allocation.give(victim=victim, officer=to_officer, reason=note.strip(), actor=actor, at=at)
    handover = Handover(
        victim=victim,
        from_officer_id=seen_officer_id,
        to_officer=to_officer,
        reason=reason,
        note=note.strip(),
        state=HandoverState.GIVEN,
        answer_due_on=london_date(at=at),
        offered_at=at,
        offered_by=actor.label,
        answered_at=at,
        answered_by=actor.label,
    )
    handover.save(force_insert=True)
    _record(handover, Verb.HANDED_ON, actor=actor, at=at)
    return handover


def require_givable(
    *, victim: Victim, from_officer_id: uuid.UUID, to_officer: StaffUser, receiver: Actor, actor: Actor
) -> None:
    """Refuse unless the actor may give this victim of one officer to another; no query.

    ``receiver`` is the other officer as an actor, made once for many.

    Raises:
        NotPermitted, AlreadyTheirs, ChangedMeanwhile, UnableToHold: as `give`.
    """
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=victim.case)
    if victim.officer_id == to_officer.pk:
        raise AlreadyTheirs("They are their contact already")
    if victim.officer_id != from_officer_id:
        raise ChangedMeanwhile("Somebody else is their contact by now")
    if not policies.can(actor=receiver, permission=Permission.MAKE_PROMISE, case=victim.case):
        raise UnableToHold("This officer does not work on this case")


def ask_managers(*, at: dt.datetime) -> int:
    """Put before a manager every handover whose day for an answer has passed, once; return how many (HO-1).

    Safe to run twice, at once or late.
    """
    actor = actors.system(SystemProcess.DEADLINES)
    today = london_date(at=at)
    asked = WorkItem.objects.filter(victim=OuterRef("victim"), kind=WorkKind.HANDOVER_UNANSWERED, state=WorkState.OPEN)
    waiting = Handover.objects.filter(~Exists(asked), state=HandoverState.OFFERED, answer_due_on__lt=today)
    ids = list(waiting.order_by("answer_due_on", "pk").values_list("pk", flat=True)[:_BATCH])
    return sum(_ask_manager(handover_id, actor=actor, at=at) for handover_id in ids)


@transaction.atomic
def _ask_manager(handover_id: uuid.UUID, *, actor: Actor, at: dt.datetime) -> bool:
    handover = _locked(handover_id)
    if handover.state != HandoverState.OFFERED:
        return False
    item = work.raise_item(
        kind=WorkKind.HANDOVER_UNANSWERED,
        key=f"handover-unanswered:{handover.pk}",
        summary="Nobody has answered a handover in time. The person is still with the first officer: decide who it is.",
        actor=actor,
        at=at,
        case=handover.victim.case,
        victim=handover.victim,
        about=f"handover:{handover.pk}",
        due_at=end_of_day(due_on=london_date(at=at)),
        is_for_manager=True,
    )
    audit.record(actor=actor, verb=Verb.WARNED, subject=item, at=at, case_id=item.case_id, victim_id=handover.victim_id)
    return True


def _locked(handover_id: uuid.UUID) -> Handover:
    """Lock the victim first and then the handover, as everybody does who gives a victim away."""
    victim_id = Handover.objects.values_list("victim_id", flat=True).get(pk=handover_id)
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("from_officer", "to_officer")
        .get(pk=handover_id)
    )
    handover.victim = victim
    return handover


def _open_for_answer(handover_id: uuid.UUID, *, actor: Actor) -> Handover:
    handover = _locked(handover_id)
    if actor.kind is not ActorKind.STAFF or actor.identifier != str(handover.to_officer_id):
        raise NotPermitted(actor=actor, permission=Permission.MAKE_PROMISE, is_about_an_object=True)
    _require_open(handover)
    return handover


def _require_open(handover: Handover) -> None:
    if handover.state != HandoverState.OFFERED:
        raise NotOpen(f"This handover is over: {HandoverState(handover.state).label.lower()}")


def _answer(handover: Handover, state: HandoverState, *, words: str, actor: Actor, at: dt.datetime) -> None:
    handover.state = state
    handover.answer = words.strip()
    handover.answered_at = at
    handover.answered_by = actor.label
    handover.save(update_fields=["state", "answer", "answered_at", "answered_by"])


def _settle_waiting(handover: Handover, outcome: str, *, actor: Actor, at: dt.datetime) -> None:
    work.settle_kinds(victim_id=handover.victim_id, kinds=_WAITING, outcome=outcome, actor=actor, at=at)


def _record(handover: Handover, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=handover,
        at=at,
        case_id=handover.victim.case_id,
        victim_id=handover.victim_id,
        reason=handover.reason,
        detail={"from": handover.from_officer_id, "to": handover.to_officer_id, "state": handover.state},
    )
