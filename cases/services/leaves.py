"""Record when an officer is away and who stands in for them, or call it off (L8, COV-1, COV-2)."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import NotPermitted
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import OfficerLeave
from cases.rules import leave as rules
from cases.rules.leave import LeaveDates
from cases.rules.working_days import london_date
from cases.selectors import leaves


class UnableToRecord(ValueError):
    """These days cannot be recorded as leave; the text says why."""


class UnableToCover(ValueError):
    """The colleague may not keep in touch with the people of the officer, or is away themselves; the text says why."""


@transaction.atomic
def record(*, officer: StaffUser, cover: StaffUser, dates: LeaveDates, actor: Actor, at: dt.datetime) -> OfficerLeave:
    """Record a leave with the colleague who stands in for the officer from its first to its last day.

    Raises:
        NotPermitted: it is not the actor's own leave, nor that of staff whose people they may give away.
        UnableToRecord: the days are over, too many, or some are recorded already.
        UnableToCover: the colleague may not keep in touch with people of the officer's units, or is away then.
    """
    # Of two who record leave of one officer at once, one comes after the other.
    StaffUser.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    _require(actor, officer, at=at)
    known = OfficerLeave.objects.filter(officer__in=[officer, cover], ended_at__isnull=True)
    own = tuple(
        LeaveDates(starts_on=one.starts_on, ends_on=one.ends_on) for one in known if one.officer_id == officer.pk
    )
    fault = rules.fault_in(leave=dates, others=own, today=london_date(at=at))
    if fault:
        raise UnableToRecord(fault)
    if cover not in leaves.covers_for(officer=officer, at=at):
        raise UnableToCover("This colleague does not work in the same units")
    if any(
        one.officer_id == cover.pk and one.starts_on <= dates.ends_on and dates.starts_on <= one.ends_on
        for one in known
    ):
        raise UnableToCover("This colleague is away on some of these days")
    leave = OfficerLeave(
        officer=officer,
        cover=cover,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        recorded_at=at,
        recorded_by=actor.label,
    )
    leave.save(force_insert=True)
    _note(leave, Verb.CREATED, actor=actor, at=at)
    return leave


@transaction.atomic
def call_off(*, leave_id: uuid.UUID, actor: Actor, at: dt.datetime) -> OfficerLeave:
    """End a leave before its last day, or before it began; called off before, nothing changes.

    Raises:
        NotPermitted: as `record`.
    """
    leave = OfficerLeave.objects.select_for_update(of=("self",)).select_related("officer", "cover").get(pk=leave_id)
    _require(actor, leave.officer, at=at)
    if leave.ended_at is None:
        leave.ended_at = at
        leave.ended_by = actor.label
        leave.save(update_fields=["ended_at", "ended_by"])
        _note(leave, Verb.CANCELLED, actor=actor, at=at)
    return leave


def _require(actor: Actor, officer: StaffUser, *, at: dt.datetime) -> None:
    if not leaves.may_record(actor=actor, officer=officer, at=at):
        raise NotPermitted(actor=actor, permission=Permission.ALLOCATE_VICTIM, is_about_an_object=True)


def _note(leave: OfficerLeave, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=leave, at=at, detail={"officer": leave.officer_id, "cover": leave.cover_id}
    )
