"""Whose victim somebody is: the officer who is their contact. Every earlier officer stays in the history of the row."""

import datetime as dt
import uuid

from django.db import transaction

from accounts import actors
from accounts import selectors as accounts
from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Handover, Victim, WorkItem
from cases.rules.vocabulary import HandoverState, WorkKind, WorkState
from cases.services import gaps, work

#: Work about a handover, which ends when it does.
HANDOVER_WORK = frozenset({WorkKind.HANDOVER_OFFERED, WorkKind.HANDOVER_DECLINED, WorkKind.HANDOVER_UNANSWERED})


class UnableToHold(ValueError):
    """The officer may not keep in touch with people of this case, so they cannot be a victim's contact."""


class ChangedMeanwhile(Exception):
    """Somebody else allocated the victim since the page was opened."""


def may_hold(*, officer: StaffUser, case: Case, at: dt.datetime) -> bool:
    """Whether an officer may be the contact of a victim of this case: restricted ones need such work."""
    return policies.can(actor=actors.staff(user=officer, at=at), permission=Permission.MAKE_PROMISE, case=case)


def officers_for(*, case: Case, at: dt.datetime) -> list[StaffUser]:
    """List, by name, the officers who may be the contact of this case's victims: one query."""
    return accounts.staff_who_may(
        permission=Permission.MAKE_PROMISE,
        area_code=case.area_id,
        unit_id=case.unit_id,
        restricted=policies.is_restricted(case=case),
        at=at,
    )


@transaction.atomic
def allocate(
    *,
    victim_id: uuid.UUID,
    officer: StaffUser | None,
    seen_officer_id: uuid.UUID | None,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> Victim:
    """Name the officer who is the victim's contact from now on, or nobody; their open work goes with the victim.

    A handover that nobody has answered yet is over with it. ``seen_officer_id`` is whom the page showed, so that of two
    people who allocate at once only the first does. ``reason`` is kept in the trail. Naming the officer who is named
    already changes nothing.

    Raises:
        NotPermitted: the actor may not allocate victims of this case.
        UnableToHold: the officer may not keep in touch with people of this case.
        ChangedMeanwhile: somebody else allocated the victim first.
    """
    victim = locked(victim_id=victim_id)
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=victim.case)
    before = victim.officer_id
    if before != seen_officer_id:
        raise ChangedMeanwhile("Somebody else has allocated this person")
    if officer is not None and not may_hold(officer=officer, case=victim.case, at=at):
        raise UnableToHold("This officer does not work on this case")
    if before == (officer.pk if officer is not None else None):
        return victim
    give(victim=victim, officer=officer, reason=reason, actor=actor, at=at)
    return victim


def locked(*, victim_id: uuid.UUID) -> Victim:
    """Lock a victim, so that of two people who give them away at once one comes after the other."""
    return Victim.objects.select_for_update(of=("self",)).select_related("case", "person", "officer").get(pk=victim_id)


def end_offers(*, victim: Victim, actor: Actor, at: dt.datetime) -> None:
    """End what is offered of a locked victim and asked about it, because their contact has been named."""
    Handover.objects.filter(victim=victim, state=HandoverState.OFFERED).update(
        state=HandoverState.WITHDRAWN,
        answered_at=at,
        answered_by=actor.label,
        answer="Somebody was named meanwhile",
    )
    work.settle_kinds(victim_id=victim.pk, kinds=HANDOVER_WORK, outcome="Their contact was named", actor=actor, at=at)


def give(*, victim: Victim, officer: StaffUser | None, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Name the contact of a locked victim, and let open work, and what was to be answered about it, follow.

    Runs in the transaction of a caller that has asked whether the actor may and whether the officer can.
    """
    before = victim.officer_id
    victim.officer = officer
    victim.save(update_fields=["officer"])
    end_offers(victim=victim, actor=actor, at=at)
    gaps.officer_named(victim=victim, actor=actor, at=at)
    # Work that was given to somebody else on purpose stays theirs.
    WorkItem.objects.filter(victim=victim, state=WorkState.OPEN, officer_id=before).update(officer=officer)
    audit.record(
        actor=actor,
        verb=Verb.ALLOCATED,
        subject=victim,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        reason=reason,
        detail={"before": before, "after": officer.pk if officer is not None else None},
    )
