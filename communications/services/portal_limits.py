"""How often somebody may try to come into the portal. Counted in one step, so that two at once are two (ASVS 6.1).

Counters live in the shared cache under hashed names: nobody's address stands there. They are a second line; that a
code cannot be guessed rests on its length and its five tries. Where the cache is away, nobody comes in.
"""

import dataclasses
import datetime as dt

from django.core.cache import cache

from communications.rules import portal_allowances, portal_spoken
from communications.services import portal_secrets


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many within so long."""

    name: str
    most: int
    within: dt.timedelta


#: A household, an office or a library may share an address; a browser is one person's.
PER_ADDRESS = Limit(name="address", most=60, within=dt.timedelta(hours=1))
PER_BROWSER = Limit(name="browser", most=20, within=dt.timedelta(hours=1))
#: Codes sent on what was typed, from a network of the person's own, and from others (PORT-8).
PER_OWN_NETWORK = Limit(name="own-network", most=portal_allowances.KNOWN_AN_HOUR, within=portal_allowances.HOUR)
PER_OWN_NETWORK_A_DAY = Limit(name="own-network-day", most=portal_allowances.KNOWN_A_DAY, within=portal_allowances.DAY)
PER_OTHER_NETWORK = Limit(
    name="other-network", most=portal_allowances.STRANGE_AN_HOUR_EACH, within=portal_allowances.HOUR
)
PER_NUMBER = Limit(name="number", most=portal_allowances.STRANGE_AN_HOUR, within=portal_allowances.HOUR)
PER_NUMBER_A_DAY = Limit(name="number-day", most=portal_allowances.STRANGE_A_DAY, within=portal_allowances.DAY)
#: Codes for somebody who is signed in. Counted apart: a stranger at the door must not use them up.
PER_PERSON_AGAIN = Limit(name="person-again", most=6, within=dt.timedelta(hours=1))
#: Codes that one member of staff reads out on the telephone.
PER_STAFF_SPOKEN = Limit(name="staff-spoken", most=portal_spoken.MOST_BY_ONE_MEMBER, within=portal_spoken.WITHIN)


def may_send(*, number_digest: str, address: str) -> bool:
    """Count one more code that is asked for with what was typed, from one network address, and say whether it may go.

    ``number_digest`` is the hash of what was typed, whether or not it is anybody's (PORT-8).
    """
    network = portal_allowances.network_of(address=address)
    here = f"{number_digest}:{network}"
    # What one counter refuses is not counted by the next: a stranger who goes on asking uses up nothing but his own.
    if cache.get(_own_network(here)):
        return is_within(limit=PER_OWN_NETWORK, of=here) and is_within(limit=PER_OWN_NETWORK_A_DAY, of=here)
    return (
        is_within(limit=PER_OTHER_NETWORK, of=here)
        and is_within(limit=PER_NUMBER, of=number_digest)
        and is_within(limit=PER_NUMBER_A_DAY, of=number_digest)
    )


def remember_network(*, number_digest: str, address: str) -> None:
    """Note that the person with this sign-in number came in from this network. Known by nobody but by asking for it."""
    here = f"{number_digest}:{portal_allowances.network_of(address=address)}"
    cache.set(_own_network(here), 1, timeout=int(portal_allowances.KNOWN_FOR.total_seconds()))


def _own_network(here: str) -> str:
    return f"portal-network:{portal_secrets.digest(purpose='network', secret=here)}"


def is_within(*, limit: Limit, of: str) -> bool:
    """Count one more for ``of`` and say whether that is still allowed."""
    key = f"portal-limit:{limit.name}:{portal_secrets.digest(purpose='limit', secret=of)}"
    seconds = int(limit.within.total_seconds())
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:
        # It ran out between the two steps; the window begins anew.
        cache.set(key, 1, timeout=seconds)
        count = 1
    return count <= limit.most
