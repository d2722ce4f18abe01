"""How many codes are sent on one sign-in number or invitation, and to whom a stranger leaves none (PORT-8).

Whoever holds somebody's sign-in number can ask for codes with it. They must not make a telephone buzz all evening, and
must not use up what its owner needs. Nothing marks a device of theirs (PORT-6), so what tells the two apart is the
network: one from which the person came in before has an allowance of its own, and of all others one network never takes
everything. What is counted is what was typed, whether or not it is anybody's; a new number begins anew.
Source: peers.md V1, reliability bar 3.1 (ASVS 2.4.1, 6.3.1), domain reference 11.3.
"""

import datetime as dt
import ipaddress

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
#: From a network from which the person came in before.
KNOWN_AN_HOUR = 5
KNOWN_A_DAY = 15
#: From any one other network, and from all of them together: so a third place is left when a stranger used up his.
STRANGE_AN_HOUR_EACH = 4
STRANGE_AN_HOUR = 6
STRANGE_A_DAY = 15
#: A network is known for so long after the last sign-in from there.
KNOWN_FOR = dt.timedelta(days=30)
#: A household or a telephone has a whole network of this many bits of the newer addresses to itself.
_PREFIX = 64
_LONGEST = 60


def network_of(*, address: str) -> str:
    """Return the network of an address: one of the older kind stands for itself, of the newer the part of a household.

    Otherwise whoever has a household's worth of addresses could try from each. What is no address stands for itself.
    """
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:_LONGEST]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(read), _PREFIX), strict=False))
