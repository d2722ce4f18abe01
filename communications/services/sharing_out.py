"""Give several people of one officer to another at once: permission asked for each, and nobody left out unsaid (M4).

Each person changes hands in a transaction of their own, so that one who cannot go keeps nobody back. They are told who
and why as after a handover (V18); nobody's answer is waited for, because whoever shares out the work answers for it.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.policies import NotPermitted
from cases.models import Victim
from cases.rules.vocabulary import HandoverReason
from cases.selectors import load as selector
from cases.services import allocation
from cases.services import handovers as service
from communications.services import handovers
from communications.services.handovers import ContactChanged


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who was chosen and stays where they are, and why."""

    #: None where the viewer may not know who it is.
    victim: Victim | None
    why: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What comes, or came, of giving several people to another officer."""

    going: tuple[Victim, ...]
    left_out: tuple[LeftOut, ...]


def foresee(
    *, victim_ids: Iterable[uuid.UUID], from_officer_id: uuid.UUID, to_officer: StaffUser, actor: Actor, at: dt.datetime
) -> Sharing:
    """Say who would go and who would stay, and why. Changes nothing; a constant number of queries."""
    wanted = list(dict.fromkeys(victim_ids))
    receiver = actors.staff(user=to_officer, at=at)
    known = selector.chosen_people(viewer=actor, victim_ids=wanted)
    going, left_out = [], []
    for victim in known:
        try:
            service.require_givable(
                victim=victim, from_officer_id=from_officer_id, to_officer=to_officer, receiver=receiver, actor=actor
            )
        except _REFUSALS as refused:
            left_out.append(LeftOut(victim=victim, why=_why(refused)))
        else:
            going.append(victim)
    left_out += [LeftOut(victim=None, why=_UNKNOWN)] * (len(wanted) - len(known))
    return Sharing(going=tuple(going), left_out=tuple(left_out))


def share_out(
    *,
    victim_ids: Iterable[uuid.UUID],
    from_officer_id: uuid.UUID,
    to_officer: StaffUser,
    reason: HandoverReason,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Sharing:
    """Give each of these people to another officer, as far as it may be done; return who went and who stayed, and why.

    ``from_officer_id`` is whose people the page showed: whoever has another contact by now stays with them.
    """
    wanted = list(dict.fromkeys(victim_ids))
    known = selector.chosen_people(viewer=actor, victim_ids=wanted)
    going, left_out = [], []
    for victim in known:
        try:
            give(
                victim_id=victim.pk,
                seen_officer_id=from_officer_id,
                to_officer=to_officer,
                reason=reason,
                note=note,
                actor=actor,
                at=at,
            )
        except _REFUSALS as refused:
            left_out.append(LeftOut(victim=victim, why=_why(refused)))
        else:
            going.append(victim)
    left_out += [LeftOut(victim=None, why=_UNKNOWN)] * (len(wanted) - len(known))
    return Sharing(going=tuple(going), left_out=tuple(left_out))


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
) -> ContactChanged:
    """Name another contact without waiting for an answer, and open the letter that tells the victim who and why.

    Raises:
        NotPermitted, ChangedMeanwhile, AlreadyTheirs, UnableToHold: as `cases.services.handovers.give`.
    """
    handover = service.give(
        victim_id=victim_id,
        seen_officer_id=seen_officer_id,
        to_officer=to_officer,
        reason=reason,
        note=note,
        actor=actor,
        at=at,
    )
    return ContactChanged(handover=handover, is_victim_told=handovers.follow(handover=handover, at=at))


_UNKNOWN = "You may not open their case"
_REFUSALS = (NotPermitted, allocation.ChangedMeanwhile, allocation.UnableToHold, service.AlreadyTheirs)


def _why(refused: Exception) -> str:
    if isinstance(refused, NotPermitted):
        return "You may not give away people of this case"
    return str(refused)
