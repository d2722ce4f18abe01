"""Work for people: raised once per key while open, finished by name."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.models import StaffUser, Unit
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Case, Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState

#: Work that ends only when what it asks for has happened: an answer that was sent, a request that was answered.
ENDS_BY_ITSELF = frozenset(
    {
        WorkKind.REVIEW_CHECK,
        WorkKind.REVIEW_ANSWER,
        WorkKind.REVIEW_LETTER,
        WorkKind.HANDOVER_OFFERED,
        WorkKind.HANDOVER_UNANSWERED,
        WorkKind.CORRECTING_LETTER,
        WorkKind.COMPLAINT_ACKNOWLEDGE,
        WorkKind.COMPLAINT_ANSWER,
        WorkKind.COMPLAINT_TELL,
        WorkKind.REFERRAL_START,
        WorkKind.REFERRAL_OUTCOME,
    }
)


class AlreadyDone(Exception):
    """Somebody else finished the work first."""


class EndsByItself(Exception):
    """This work is not finished by saying so: a person is owed an answer, and it ends when they have it."""


def raise_item(
    *,
    kind: WorkKind,
    key: str,
    summary: str,
    actor: Actor,
    at: dt.datetime,
    case: Case,
    victim: Victim | None = None,
    officer: StaffUser | None = None,
    about: str = "",
    due_at: dt.datetime | None = None,
    is_for_manager: bool = False,
) -> WorkItem:
    """Put one item on the list of the case's unit, unless the same key is already open; return the open item.

    ``summary`` says what to do and why, in words without names or addresses. ``due_at`` and ``at`` are aware. Safe to
    call at once from several processes: the database keeps one open item per key. Runs in the caller's transaction.
    """
    item = WorkItem(
        id=uuid.uuid4(),
        kind=kind,
        key=key,
        unit_id=case.unit_id,
        officer=officer if officer is not None else (victim.officer if victim is not None else None),
        case=case,
        victim=victim,
        about=about,
        summary=summary,
        is_for_manager=is_for_manager,
        due_at=due_at,
        raised_at=at,
        raised_by=actor.label,
    )
    WorkItem.objects.bulk_create([item], ignore_conflicts=True)
    return WorkItem.objects.get(key=key, state=WorkState.OPEN)


def raise_for_unit(
    *,
    kind: WorkKind,
    key: str,
    summary: str,
    unit: Unit,
    actor: Actor,
    at: dt.datetime,
    about: str = "",
    due_at: dt.datetime | None = None,
    is_for_manager: bool = False,
) -> WorkItem:
    """Put something that belongs to no case on the list of a unit; otherwise as ``raise_item``."""
    item = WorkItem(
        id=uuid.uuid4(),
        kind=kind,
        key=key,
        unit=unit,
        about=about,
        summary=summary,
        is_for_manager=is_for_manager,
        due_at=due_at,
        raised_at=at,
        raised_by=actor.label,
    )
    WorkItem.objects.bulk_create([item], ignore_conflicts=True)
    return WorkItem.objects.get(key=key, state=WorkState.OPEN)


@transaction.atomic
def finish(*, item_id: uuid.UUID, outcome: str, actor: Actor, at: dt.datetime) -> WorkItem:
    """Record that a person did the work, and what came of it.

    Raises:
        NotPermitted: the actor may not do work in that unit.
        AlreadyDone: it is no longer open.
        EndsByItself: only what it asks for ends it.
    """
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("case", "unit").get(pk=item_id)
    policies.require(
        actor=actor,
        permission=Permission.DO_WORK,
        area=item.unit.area_id,
        unit=item.unit_id,
        restricted=item.case is not None and (item.case.is_rasso or item.case.is_restricted),
    )
    if item.state != WorkState.OPEN:
        raise AlreadyDone("This work was already finished")
    if item.kind in ENDS_BY_ITSELF:
        raise EndsByItself(item.kind)
    _close(item, outcome=outcome, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.SETTLED, subject=item, at=at, case_id=item.case_id, victim_id=item.victim_id)
    return item


def settle(*, key: str, outcome: str, actor: Actor, at: dt.datetime) -> int:
    """Close the open item of this key because what it asked for has happened; return how many were open (0 or 1)."""
    return WorkItem.objects.filter(key=key, state=WorkState.OPEN).update(
        state=WorkState.DONE, done_at=at, done_by=actor.label, outcome=outcome[:300]
    )


def settle_kinds(
    *, victim_id: uuid.UUID, kinds: Collection[WorkKind], outcome: str, actor: Actor, at: dt.datetime
) -> int:
    """Close the open items of these kinds about a victim, as ``settle``; return how many were open."""
    return WorkItem.objects.filter(victim_id=victim_id, kind__in=sorted(kinds), state=WorkState.OPEN).update(
        state=WorkState.DONE, done_at=at, done_by=actor.label, outcome=outcome[:300]
    )


def hand_over(*, key: str, officer: StaffUser | None) -> int:
    """Give the open item of this key to another officer; return how many were open (0 or 1). Caller's transaction.

    None leaves it to the unit.
    """
    return WorkItem.objects.filter(key=key, state=WorkState.OPEN).update(officer=officer)


def raised_by(*, key: str) -> str:
    """Return who raised the open item of this key, or an empty string when none is open."""
    return WorkItem.objects.filter(key=key, state=WorkState.OPEN).values_list("raised_by", flat=True).first() or ""


def _close(item: WorkItem, *, outcome: str, actor: Actor, at: dt.datetime) -> None:
    item.state = WorkState.DONE
    item.done_at = at
    item.done_by = actor.label
    item.outcome = outcome[:300]
    item.save(update_fields=["state", "done_at", "done_by", "outcome"])
