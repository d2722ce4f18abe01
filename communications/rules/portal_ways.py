"""Which two ways together may let somebody into the portal: one for the invitation, another for the codes (PORT-3).

Whoever reads one way must not thereby read the other, and neither may pass through somebody else's hands. Source:
reliability bar 3.1 (ASVS 6.3.3, 6.4.1, 6.5), domain reference 11.3, peers.md V1 and V33.
"""

import dataclasses

from communications.rules.vocabulary import Channel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A way for the invitation and a way for the six-digit codes."""

    invitation: Channel
    codes: Channel


#: Every pair that is allowed, with what staff should know before they choose it. Where all are safe, the first is the
#: quickest. PORT-3.
ALLOWED: dict[Pair, str] = {
    Pair(invitation=Channel.EMAIL, codes=Channel.TEXT): (
        "Arrives within minutes. One phone may show both: choose it only where nobody else uses their phone."
    ),
    Pair(invitation=Channel.TEXT, codes=Channel.EMAIL): (
        "Arrives within minutes. One phone may show both: choose it only where nobody else uses their phone."
    ),
    Pair(invitation=Channel.POST, codes=Channel.TEXT): (
        "Takes about a week. Somebody who has only their phone, or only their letters, gets no further."
    ),
    Pair(invitation=Channel.POST, codes=Channel.EMAIL): (
        "Takes about a week. Somebody who has only their mailbox, or only their letters, gets no further."
    ),
}

_CODES_TOO_SLOW = "A code lasts ten minutes and no letter is that quick."
_SAME_WAY = "The invitation and the codes must go by different ways: whoever reads one must not read the other."
_NOT_INTO_ITSELF = "Nobody can be let into the online page by the page itself."
_NOT_THROUGH_OTHERS = "The codes open one person's page: they go to that person and never through somebody else."

_NO_ELECTRONIC_WAY = (
    "Only post is safe for this person, so they cannot have an online page: each visit needs a code that lasts ten "
    "minutes, and no letter is that quick. They lose nothing by it. Everything the page shows, they get in letters and "
    "from their contact by telephone: the same facts, the same promises, on the same dates."
)
_ONE_WAY = (
    "Only {way} is safe for this person, and one way alone lets in whoever reads it. Ask whether another way is safe: "
    "an email address, a mobile number or a postal address. Until then they get everything from their contact and in "
    "the ways that are safe: the same facts, the same promises, on the same dates."
)
_NO_WAY = (
    "No way to this person is known to be safe, so they cannot be invited. Ask them what is safe. They are kept "
    "informed by their contact all the same."
)


def why_not(*, pair: Pair) -> str:
    """Say why a pair of ways must not be used, in a sentence for staff; empty where it may be (PORT-3)."""
    ways = {pair.invitation, pair.codes}
    if Channel.INTERMEDIARY_EMAIL in ways:
        return _NOT_THROUGH_OTHERS
    if Channel.PORTAL in ways:
        return _NOT_INTO_ITSELF
    if pair.codes is Channel.POST:
        return _CODES_TOO_SLOW
    return _SAME_WAY if pair.invitation is pair.codes else ""


def open_to(*, safe: frozenset[Channel]) -> tuple[Pair, ...]:
    """List the pairs for somebody who can be reached by the ways in ``safe``, the quickest first (PORT-3)."""
    return tuple(pair for pair in ALLOWED if {pair.invitation, pair.codes} <= safe)


def why_none(*, safe: frozenset[Channel]) -> str:
    """Say why nobody can be invited by the ways in ``safe``, and what remains; empty where they can be (PORT-3)."""
    if open_to(safe=safe):
        return ""
    own = [channel for channel in (Channel.EMAIL, Channel.TEXT, Channel.POST) if channel in safe]
    if not own:
        return _NO_WAY
    if own == [Channel.POST]:
        return _NO_ELECTRONIC_WAY
    return _ONE_WAY.format(way="email" if own == [Channel.EMAIL] else "texting")
