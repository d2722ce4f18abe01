"""Letters that somebody hands over in our place: whether the person has been told, asked and put on record (W10).

An email to a liaison officer, the police or an adviser has left, and nobody knows yet whether the family was told. The
question is work from the moment it left, until somebody records the day (domain reference 2.3 and 11.3).
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import reference, work
from communications.models import Communication, Telling
from communications.rules.vocabulary import Channel
from communications.services import relative_steps

_DELIVERY = actors.system(SystemProcess.DELIVERY)


class NotHandedOver(Exception):
    """The letter has not gone to somebody who hands it over."""


class WrongDay(ValueError):
    """The person cannot have been told on this day: before the letter left, or after today."""


def expect(*, communication: Communication, at: dt.datetime) -> None:
    """Ask whether the person has been told, once a letter has left to whoever tells them.

    Due with the letter's own deadline, or by the end of the next working day where that is later.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach that far.
    """
    if communication.channel != Channel.INTERMEDIARY_EMAIL:
        return
    tomorrow = end_of_day(due_on=reference.load_calendar().next(after=london_date(at=at)))
    work.raise_item(
        kind=WorkKind.TELL_THROUGH_INTERMEDIARY,
        key=_key(communication),
        summary="A letter is with the person who tells them in our place. Ask whether they have been told, and when.",
        actor=_DELIVERY,
        at=at,
        case=communication.case,
        victim=communication.victim,
        about=f"communication:{communication.pk}",
        due_at=max(communication.due_at or tomorrow, tomorrow),
    )


def forget(*, communication: Communication, at: dt.datetime) -> None:
    """Ask no longer, because the letter did not reach whoever was to tell them."""
    work.settle(key=_key(communication), outcome="The letter did not reach them", actor=_DELIVERY, at=at)


@reference.read_once()
@transaction.atomic
def confirm(*, communication_id: uuid.UUID, told_on: dt.date, note: str, actor: Actor, at: dt.datetime) -> Telling:
    """Record that the person was told on a London date, and finish the work. Again it is the same record.

    Raises:
        accounts.policies.NotPermitted: the actor may not do work in this case.
        NotHandedOver: the letter did not go to somebody who hands it over, or has not left.
        WrongDay: before the letter left, or in the future.
    """
    letter = (
        Communication.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "victim")
        .get(pk=communication_id)
    )
    policies.require(actor=actor, permission=Permission.DO_WORK, case=letter.case)
    if letter.channel != Channel.INTERMEDIARY_EMAIL or letter.sent_at is None:
        raise NotHandedOver("The letter is not with somebody who hands it over")
    known = Telling.objects.filter(communication=letter).first()
    if known is not None:
        return known
    if not london_date(at=letter.sent_at) <= told_on <= london_date(at=at):
        raise WrongDay("Before the letter left, or after today")
    telling = Telling.objects.create(
        communication=letter, told_on=told_on, note=note.strip(), recorded_at=at, recorded_by=actor.label
    )
    audit.record(
        actor=actor,
        verb=Verb.CONFIRMED,
        subject=telling,
        at=at,
        case_id=letter.case_id,
        victim_id=letter.victim_id,
        detail={"told_on": told_on},
    )
    work.settle(key=_key(letter), outcome="They have been told", actor=actor, at=at)
    relative_steps.copy_left(copy=letter, told_on=told_on, actor=actor, at=at)
    return telling


def _key(communication: Communication) -> str:
    return f"told-through:{communication.pk}"
