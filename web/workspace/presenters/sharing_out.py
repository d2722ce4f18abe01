"""Sharing people out among officers, as the pages show it."""

from collections.abc import Iterable

from cases.models import Victim
from cases.rules.vocabulary import HandoverReason, ServiceTier
from communications.services.sharing_out import LeftOut, Sharing
from web import formatting
from web.components import Row


def choices(victims: Iterable[Victim]) -> list[tuple[str, str, str]]:
    """List the people to choose from: key, name, and the case and service that tell them apart."""
    return [(str(victim.pk), victim.person.full_name, _about(victim)) for victim in victims]


def answers(*, to_name: str, reason: str, note: str) -> list[Row]:
    """Show what was answered, before it is done."""
    return [
        Row(key="To", value=to_name),
        Row(key="Why, as they are told", value=HandoverReason(reason).label),
        Row(key="What the next officer should know", value=tuple(note.splitlines())),
    ]


def going(sharing: Sharing) -> list[str]:
    """Name who goes."""
    return [f"{victim.person.full_name}, {_about(victim)}" for victim in sharing.going]


def left_out(sharing: Sharing) -> list[str]:
    """Name who stays, and why; whom the viewer may not know is counted, not named."""
    return [_stays(each) for each in sharing.left_out]


def going_words(sharing: Sharing) -> str:
    """Say how many go."""
    return f"{formatting.count_words(len(sharing.going), 'person', 'people')}"


def left_out_words(sharing: Sharing) -> str:
    """Say how many stay."""
    return f"{formatting.count_words(len(sharing.left_out), 'person', 'people')} left out, and why"


def _stays(each: LeftOut) -> str:
    named = "Somebody" if each.victim is None else f"{each.victim.person.full_name}, {_about(each.victim)}"
    return f"{named}: {each.why}"


def _about(victim: Victim) -> str:
    tier = ServiceTier(victim.service_tier)
    service = tier.label if tier is ServiceTier.NOT_ALIGNED else f"{tier.label} service"
    return f"{formatting.urn_words(victim.case.urn)}, {service}"
