"""A code for the portal that staff read out on the telephone: to whom, on which number, and for how long (PORT-7).

For somebody whose way failed, or who has none but the telephone beside that of the six digits. A voice on the telephone
proves nothing, and who rings in may be anybody who knows the name, the case and the date of birth. So we ring, on a
number that was recorded as safe, and ask what only the person knows. Source: peers.md V33 and L5, domain reference
11.3, reliability bar 3.1 (ASVS 6.4.1, 6.6).
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence

from cases.rules.contact_keys import is_same_contact
from cases.rules.vocabulary import ContactPointKind
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.safe_contact import SafePoint
from communications.rules.vocabulary import Channel

#: As long as somebody stays on the telephone, finds the page and types, and no longer.
SPOKEN_LIFE = dt.timedelta(minutes=30)
#: Codes read out to one person within a day: a fourth is a sign that something is wrong.
MOST_TO_ONE_PERSON = 3
#: Codes that one member of staff reads out within a day: a whole unit's need, and far from a list of them.
MOST_BY_ONE_MEMBER = 10
WITHIN = dt.timedelta(days=1)
#: Whoever rings to have a number changed may not be who they say (T4). After two days its owner has had the letter or
#: the call about the change.
NUMBER_RESTS = dt.timedelta(hours=48)
#: Checks that are enough before a code is read out. A date of birth and an address are what an abuser knows, and having
#: rung the number says only who holds the telephone.
ENOUGH = (IdentityKind.AGREED_WORDS, IdentityKind.SECURITY_QUESTIONS)
#: Ways by which the six digits can follow, the one that shows on no telephone's locked screen first.
_CODES = (Channel.EMAIL, Channel.TEXT)


class WhyNone(enum.StrEnum):
    """Why no code can be read out to somebody now; the words are for staff."""

    NO_NUMBER = "NO_NUMBER"
    TOO_NEW = "TOO_NEW"
    NOT_NOW = "NOT_NOW"
    ONLY_TELEPHONE = "ONLY_TELEPHONE"
    ONE_TELEPHONE = "ONE_TELEPHONE"

    @property
    def words(self) -> str:
        """Say why, and what remains, in sentences for staff."""
        return _WORDS[self]


_ALL_THE_SAME = (
    "They lose nothing by it. Everything the page shows, they get from their contact by telephone and in letters: the "
    "same facts, the same promises, on the same dates."
)
_WORDS: dict[WhyNone, str] = {
    WhyNone.NO_NUMBER: (
        "No number of theirs is known to be safe to ring, so no code can be read out to them. A code is never read out "
        f"to somebody who rang in. {_ALL_THE_SAME}"
    ),
    WhyNone.TOO_NEW: (
        "Their number was recorded less than two days ago. Whoever has a number changed may not be who they say, so no "
        "code is read out on it until two days have passed."
    ),
    WhyNone.NOT_NOW: "Their number may not be rung at this time. Ring them when it is safe for them, and begin then.",
    WhyNone.ONLY_TELEPHONE: (
        "Only the telephone is safe for this person, so they cannot have an online page: each visit needs six digits "
        f"by email or text, which must not go to where the first code was heard. {_ALL_THE_SAME}"
    ),
    WhyNone.ONE_TELEPHONE: (
        "The call and the texts come to one telephone, and whoever holds it would have both. Ask whether an email "
        f"address, or another number that we may ring, is safe for them. {_ALL_THE_SAME}"
    ),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that may be rung, now or at a safe time."""

    may_ring_now: bool
    #: It is not too new.
    is_rested: bool
    #: By which ways the six digits may follow (`codes_after`).
    codes: tuple[Channel, ...]


def checks(*, has_agreed_words: bool) -> tuple[IdentityKind, ...]:
    """List the checks that let somebody hear a code: only what no one but the person knows (PORT-7).

    ``has_agreed_words``: words were agreed with them, for which they can be asked.
    """
    return tuple(check for check in ENOUGH if has_agreed_words or check is not IdentityKind.AGREED_WORDS)


def codes_after(*, rung: SafePoint, ways: Mapping[Channel, SafePoint]) -> tuple[Channel, ...]:
    """List by which ways the six digits may follow a code heard on the number ``rung``, the best first (PORT-7).

    ``ways`` are those that are safe for the person. Texts never go to the telephone that rang, nor to any mobile after
    a mobile: whoever holds it would have heard the one and read the other. A home telephone stays in its room.
    """
    return tuple(channel for channel in _CODES if channel in ways and not _is_one_way(rung, channel, ways[channel]))


def is_too_new(*, recorded_at: dt.datetime, at: dt.datetime) -> bool:
    """Say whether a number was recorded, aware, too short a time ago for a code to be read out on it (PORT-7)."""
    return at - recorded_at < NUMBER_RESTS


def why_none(*, numbers: Sequence[Number], ways: frozenset[Channel]) -> WhyNone | None:
    """Say why no code can be read out now to somebody with these numbers; None where it can (PORT-7).

    ``ways`` are those that are safe for the person.
    """
    if not numbers:
        return WhyNone.NO_NUMBER
    if not ways & set(_CODES):
        return WhyNone.ONLY_TELEPHONE
    apart = [number for number in numbers if number.codes]
    rested = [number for number in apart if number.is_rested]
    if not rested:
        return WhyNone.TOO_NEW if apart else WhyNone.ONE_TELEPHONE
    return None if any(number.may_ring_now for number in rested) else WhyNone.NOT_NOW


def is_one_too_many(*, given_to_person: int) -> bool:
    """Say whether so many codes were read out to a person within `WITHIN` that no other is (PORT-7)."""
    return given_to_person >= MOST_TO_ONE_PERSON


def _is_one_way(rung: SafePoint, channel: Channel, point: SafePoint) -> bool:
    if channel is not Channel.TEXT:
        return False
    if rung.kind is not ContactPointKind.HOME_PHONE:
        return True
    return is_same_contact(kind=rung.kind, key=rung.key, other=point.key)
