"""By which two ways a person may be invited to the portal, read from the safe-contact rules; and why not by others.

Post counts like any other way: it must be allowed, safe and not shared. A letter that came back from an address closes
it for invitations until the person has confirmed an address anew: somebody else may be opening the letters.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from cases.models import ContactPoint, Person, Victim
from cases.rules.vocabulary import Language
from communications.models import OutboxMessage
from communications.rules import portal_ways
from communications.rules.portal_ways import Pair
from communications.rules.safe_contact import SendRequest, may_send
from communications.rules.vocabulary import Channel, ContentLevel, MessageState
from communications.services import safe_contact

#: Ways by which an invitation or a code can go, with what each must be able to say. A text and an email say nothing; a
#: letter names the service that writes, as every letter of ours does.
CONTENT: dict[Channel, ContentLevel] = {
    Channel.EMAIL: ContentLevel.NOTHING,
    Channel.TEXT: ContentLevel.NOTHING,
    Channel.POST: ContentLevel.FULL,
}
#: By which pairs a supporter is invited, the usual first. Both places are theirs; no letter, which others at their desk
#: may open.
FOR_SUPPORTERS: tuple[Pair, ...] = (
    Pair(invitation=Channel.EMAIL, codes=Channel.TEXT),
    Pair(invitation=Channel.TEXT, codes=Channel.EMAIL),
)
_CAME_BACK = "A letter to this address came back. Record the address again once they have confirmed it."


class UnableToReach(Exception):
    """The person cannot be reached by two safe ways, or not by those chosen; the text says why, for staff."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A safe way to a person."""

    channel: Channel
    point: ContactPoint
    #: Aware; now, or when the person's next safe time begins.
    not_before: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TwoWays:
    """Where the invitation goes, and where the one-time codes will go."""

    for_invitation: Way
    for_codes: ContactPoint


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What staff may choose from, and what stands against the rest."""

    #: The quickest first.
    pairs: tuple[Pair, ...]
    #: Ways that are closed, each with its reasons in sentences.
    closed: tuple[tuple[Channel, tuple[str, ...]], ...]
    #: Why there is nothing to choose from, and what remains; empty where there is.
    why_none: str


def outlook(*, person: Person, victim: Victim, at: dt.datetime) -> Outlook:
    """Say by which pairs of ways a person may be invited at an aware instant, and why not by others (PORT-3)."""
    found = list(_ways(person=person, victim=victim, at=at))
    safe = frozenset(channel for channel, way, _ in found if way is not None)
    return Outlook(
        pairs=portal_ways.open_to(safe=safe),
        closed=tuple((channel, reasons) for channel, way, reasons in found if way is None),
        why_none=portal_ways.why_none(safe=safe),
    )


def two_ways_to(*, person: Person, victim: Victim, wanted: Pair | None = None, at: dt.datetime) -> TwoWays:
    """Choose two different safe ways to a person: those that staff want, or else the quickest (PORT-3).

    Raises:
        UnableToReach: there are not two, or those wanted are not both safe or not allowed together.

    """
    ways = safe_ways(person=person, victim=victim, at=at)
    pairs = portal_ways.open_to(safe=frozenset(ways))
    if not pairs:
        raise UnableToReach(portal_ways.why_none(safe=frozenset(ways)))
    pair = pairs[0] if wanted is None else wanted
    if pair not in pairs:
        raise UnableToReach(
            portal_ways.why_not(pair=pair) or "One of these two ways is not safe any more: choose anew."
        )
    return TwoWays(for_invitation=ways[pair.invitation], for_codes=ways[pair.codes].point)


def safe_ways(*, person: Person, victim: Victim, at: dt.datetime) -> dict[Channel, Way]:
    """List the ways by which an invitation or a code may go to a person, now or at their next safe time."""
    return {channel: way for channel, way, _ in _ways(person=person, victim=victim, at=at) if way is not None}


def _ways(*, person: Person, victim: Victim, at: dt.datetime) -> Iterator[tuple[Channel, Way | None, tuple[str, ...]]]:
    """Give each channel with the way it offers, or with the reasons why it offers none."""
    known = safe_contact.known_about(victim=victim, person=person, at=at)
    for channel, level in CONTENT.items():
        request = SendRequest(channel=channel, languages=frozenset(Language), least_content=level)
        decision = may_send(request=request, profile=known.profile, at=at)
        safe_point = known.profile.point_for(channel=channel)
        if safe_point is None or not (decision.is_allowed or decision.retry_at is not None):
            yield channel, None, decision.reasons
            continue
        point = known.points[safe_point.id]
        if channel is Channel.POST and _has_come_back(point):
            yield channel, None, (_CAME_BACK,)
            continue
        yield channel, Way(channel=channel, point=point, not_before=decision.retry_at or at), ()


def _has_come_back(point: ContactPoint) -> bool:
    return OutboxMessage.objects.filter(contact_point=point, channel=Channel.POST, state=MessageState.RETURNED).exists()
