"""How often somebody may try to come into the portal. Counted in one step, so that two at once are two (ASVS 6.1).

Counters live in the shared cache under hashed names: nobody's address stands there. They are a second line; that a
code cannot be guessed rests on its length and its five tries. Where the cache is away, nobody comes in.
"""

import dataclasses
import datetime as dt

from django.core.cache import cache

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
#: Codes sent to one person: a telephone that buzzes all evening is a danger of its own.
PER_PERSON = Limit(name="person", most=5, within=dt.timedelta(hours=1))
PER_PERSON_A_DAY = Limit(name="person-day", most=15, within=dt.timedelta(days=1))
#: Codes for somebody who is signed in. Counted apart: a stranger at the door must not use them up.
PER_PERSON_AGAIN = Limit(name="person-again", most=6, within=dt.timedelta(hours=1))


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
