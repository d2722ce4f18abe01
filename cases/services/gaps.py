"""Keep how much is not settled with a victim, so that lists find it, and close the work when nothing is left (L7)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.actors import Actor
from cases.models import AgreedAnswer, Victim, VictimStanding
from cases.rules.vocabulary import AgreedPoint
from cases.selectors import agreed
from cases.services import work


def work_key_stem() -> str:
    """Return what the keys of these work items begin with; the id of the victim follows."""
    return "onboarding:"


def work_key(*, victim_id: uuid.UUID) -> str:
    """Name the work item that asks to settle what is missing with a victim."""
    return f"{work_key_stem()}{victim_id}"


@transaction.atomic
def officer_named(*, victim: Victim, actor: Actor, at: dt.datetime) -> None:
    """Note that a victim has another contact, or none: what they were given names the one before."""
    AgreedAnswer.objects.create(victim=victim, point=AgreedPoint.OFFICER, answered_at=at, answered_by=actor.label)
    look_again(victims=[victim], actor=actor, at=at)


@transaction.atomic
def look_again(*, victims: Iterable[Victim], actor: Actor, at: dt.datetime) -> int:
    """Count again what is not settled with these victims; return with how many of them something is missing."""
    looked_at = list(victims)
    gaps = agreed.gaps_of(looked_at) if looked_at else {}
    with_gaps = 0
    for victim in looked_at:
        count = len(gaps[victim.pk])
        with_gaps += bool(count)
        VictimStanding.objects.filter(pk=victim.pk).exclude(missing_count=count).update(missing_count=count)
        if not count:
            work.settle(key=work_key(victim_id=victim.pk), outcome="Everything is settled", actor=actor, at=at)
    return with_gaps
