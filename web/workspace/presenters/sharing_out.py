"""Sharing people out among officers, as the pages show it."""

import dataclasses
from collections.abc import Iterable, Mapping

from accounts.models import StaffUser
from cases.models import Victim
from cases.rules import exposure
from cases.rules.vocabulary import HandoverReason, ServiceTier
from communications.services.rotation import Rotation
from communications.services.sharing_out import LeftOut, Sharing
from web import formatting
from web.components import Row


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownRotation:
    """What could bring an officer back to the limits."""

    #: What there is too much of, since when, and why it counts.
    lines: tuple[str, ...]
    moves: tuple[str, ...]
    stays: tuple[str, ...]


def rotation(found: Rotation, *, people: Iterable[Victim], receivers: Mapping[str, StaffUser]) -> ShownRotation:
    """Show the proposals with their reasons; somebody whom this page does not list is counted, not named."""
    named = {victim.pk: f"{victim.person.full_name}, {_about(victim)}" for victim in people}
    lines = []
    for one in found.over:
        since = found.since.get(one.kind)
        lasting = f", since {formatting.date_words(since)}" if since is not None else ""
        lines.append(
            f"{one.kind.label}: {one.files} files{lasting}. One officer has at most {one.limit.files}. "
            f"{exposure.WHY[one.kind]}"
        )
    return ShownRotation(
        lines=tuple(lines),
        moves=tuple(
            f"{named.get(each.victim_id, 'Somebody')}, to {_name(receivers, str(each.to_officer_id))}. {each.why}."
            for each in found.moves
        ),
        stays=tuple(f"{named.get(each.victim_id, 'Somebody')}. {each.why}." for each in found.stays),
    )


def _name(receivers: Mapping[str, StaffUser], key: str) -> str:
    officer = receivers.get(key)
    return officer.full_name if officer is not None else "a colleague"


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
