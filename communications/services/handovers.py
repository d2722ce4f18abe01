"""Hand a victim over and see that they are told who their contact is now and why, in one transaction (L8, V18)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Handover
from cases.rules.vocabulary import HandoverReason
from cases.services import handovers as service
from communications.models import VictimMessage
from communications.rules import dated_tables
from communications.rules.vocabulary import MessageStanding
from communications.services import dated_rows, new_contact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged:
    """What came of a victim getting another contact."""

    handover: Handover
    #: Whether a letter to the victim was opened; one who is not in contact yet is written to when contact begins.
    is_victim_told: bool


def offer(
    *,
    victim_id: uuid.UUID,
    to_officer: StaffUser,
    reason: HandoverReason,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Handover:
    """Offer a victim to another officer by the dated rows in force; as `cases.services.handovers.offer`.

    Raises:
        NotPermitted, NobodyToHandOver, AlreadyTheirs, UnableToHold, AlreadyOffered, BeyondHorizon: as there.
    """
    return service.offer(
        victim_id=victim_id,
        to_officer=to_officer,
        reason=reason,
        note=note,
        times=dated_rows.rows(of=dated_tables.HANDOVER_TIMES),
        actor=actor,
        at=at,
    )


@transaction.atomic
def accept(*, handover_id: uuid.UUID, actor: Actor, at: dt.datetime) -> ContactChanged:
    """Become the contact of a victim: work and unanswered messages come along, and the letter to them is opened.

    Raises:
        NotPermitted: it was not offered to the actor, or they may not keep in touch with people of this case any more.
        NotOpen: it was answered, taken back or overtaken.
    """
    handover = service.accept(handover_id=handover_id, actor=actor, at=at)
    return ContactChanged(handover=handover, is_victim_told=follow(handover=handover, at=at))


def follow(*, handover: Handover, at: dt.datetime) -> bool:
    """Let messages that wait follow to the new contact and open the letter to the victim; say whether there is one.

    Runs in the transaction in which the victim changed hands.
    """
    VictimMessage.objects.filter(
        victim=handover.victim, standing=MessageStanding.WAITING, officer=handover.from_officer
    ).update(officer=handover.to_officer)
    return new_contact.open_letter(handover=handover, at=at) is not None
