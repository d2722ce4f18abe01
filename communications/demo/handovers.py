"""Lets some officers of the demo hand people over to colleagues, and some colleagues answer (L8)."""

import datetime as dt
import random
import uuid

from accounts import actors
from accounts.models import StaffUser
from cases.models import Victim
from cases.rules.vocabulary import HandoverReason
from cases.services import allocation
from cases.services import handovers as case_service
from communications.services import handovers

_NOTES = (
    "She would rather be rung after six, and likes to hear the date first.",
    "His sister usually answers. He has said that she may know everything.",
    "",
)
_REFUSAL = "I know somebody in this family. Please ask somebody else."
_OFFERED = 18


def let_some_be_handed_over(*, seed: int, now: dt.datetime) -> int:
    """Lay offers of the last days: one in three accepted, one in six declined, the rest waiting; return how many."""
    chance = random.Random(f"{seed}:handovers")
    victims = list(
        Victim.objects.filter(officer__isnull=False, in_contact_since__isnull=False, case__closed_on__isnull=True)
        .select_related("officer", "case")
        .order_by("case__urn", "reference")
    )
    offered = 0
    for victim in chance.sample(victims, k=min(_OFFERED, len(victims))):
        officer = victim.officer
        at = now - dt.timedelta(days=chance.randrange(0, 5), hours=chance.randrange(1, 8))
        colleagues = [one for one in allocation.officers_for(case=victim.case, at=at) if one.pk != victim.officer_id]
        if officer is None or not colleagues:
            continue
        to_officer = chance.choice(colleagues)
        handover = handovers.offer(
            victim_id=victim.pk,
            to_officer=to_officer,
            reason=chance.choice(list(HandoverReason)),
            note=chance.choice(_NOTES),
            actor=actors.staff(user=officer, at=now),
            at=at,
        )
        offered += 1
        _answer(handover.pk, to_officer, chance.random(), at=min(at + dt.timedelta(hours=3), now), now=now)
    return offered


def _answer(handover_id: uuid.UUID, officer: StaffUser, drawn: float, *, at: dt.datetime, now: dt.datetime) -> None:
    actor = actors.staff(user=officer, at=now)
    if drawn < 1 / 3:
        handovers.accept(handover_id=handover_id, actor=actor, at=at)
    elif drawn < 1 / 2:
        case_service.decline(handover_id=handover_id, words=_REFUSAL, actor=actor, at=at)
