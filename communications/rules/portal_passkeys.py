"""A device that a person unlocks instead of typing six digits: how many, for how long asked, and when it is a copy.

A passkey stands for the six digits and never for the sign-in number: a telephone that somebody else can unlock opens
nothing by itself, as it does not today (PORT-9). Source: peers.md V1 (optional passkey), reliability bar 3.1 (ASVS
6.3.3, 6.5.8), docs/adr/0016.
"""

#: Devices of one person. More than a few is a sign that somebody else adds theirs.
MOST = 5
#: An answer longer than this is none: keys and signatures are a few hundred bytes.
LONGEST_ANSWER = 8000


def is_copy(*, known: int, seen: int) -> bool:
    """Say whether a device whose counter stood at ``known`` and now says ``seen`` is one of two (PORT-9).

    A device that counts never repeats itself. Those that keep their keys in several places do not count: always nought.
    """
    return (known, seen) != (0, 0) and seen <= known


def may_add(*, already: int) -> bool:
    """Say whether a person with so many devices may add another (PORT-9)."""
    return already < MOST
