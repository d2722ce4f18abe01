"""What staff may type or paste into a letter: plain text in letters that our typeface has, and not too much of it.

A letter is plain text. Mark-up pasted with it would be printed as it is, a sign that the typeface lacks would stop the
PDF of an approved letter, and scripts that run from right to left would be set the wrong way round. Each is refused
while it is typed, with the sign, its place and what to do; the words stay in the box.
"""

import dataclasses
import enum
import re
import unicodedata
from collections.abc import Iterator

from communications.rules.letter_words import tidy

#: Characters in one part of a letter. The longest that was ever needed had fewer than 2,000.
LONGEST_PART = 6000
#: Of words around a sign, so that it is found in a long text.
_AROUND = 20
#: At most so many signs are named in one message.
_MOST_NAMED = 5

#: Mark-up of word processors and web pages. A bare "<" is a sign like any other.
_MARK_UP = re.compile(
    r"<!--|<!\[|<!doctype\b|</?(?:o:p|w:\w+|html|head|body|meta|link|style|script|xml|div|span|p|br|hr|a|b|i|u|em|strong|"
    r"font|ul|ol|li|table|tbody|tr|td|th|h[1-6]|img|blockquote|pre|code|center|sup|sub)\b[^<>]*/?>|&nbsp;|\bmso-[\w-]+:",
    re.IGNORECASE,
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


class FaultKind(enum.Enum):
    """Why typed words cannot stand in a letter."""

    TOO_LONG = "too long"
    MARK_UP = "mark-up"
    RIGHT_TO_LEFT = "right to left"
    NOT_IN_TYPEFACE = "not in the typeface"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TypedFault:
    """One reason why typed words cannot stand."""

    kind: FaultKind
    #: What it is about: the mark-up, or the signs that we have no letters for; for length, how many too many.
    signs: tuple[str, ...]
    #: The words in which the first of them stands.
    place: str


def faults_in(text: str, *, printable: frozenset[str]) -> tuple[TypedFault, ...]:
    """List why a typed text cannot stand in a letter; nothing when it can (TYPED-1 to TYPED-4).

    ``printable`` are the characters that the letters' typeface has. The text is judged as it would be stored, so that
    control characters and invisible marks, which are left out on storing, are no fault.

    Source: issue 3 C (bad input).
    """
    return tuple(_faults(tidy(text), printable))


def _faults(text: str, printable: frozenset[str]) -> Iterator[TypedFault]:
    if len(text) > LONGEST_PART:
        # TYPED-1
        yield TypedFault(kind=FaultKind.TOO_LONG, signs=(str(len(text) - LONGEST_PART),), place="")
    mark_up = _MARK_UP.search(text)
    if mark_up is not None:
        # TYPED-2
        yield TypedFault(kind=FaultKind.MARK_UP, signs=(mark_up[0][:40],), place=_around(text, mark_up.start()))
    foreign = [place for place, sign in enumerate(text) if sign not in printable and sign != "\n"]
    leftward = [place for place in foreign if unicodedata.bidirectional(text[place]) in _RIGHT_TO_LEFT]
    others = [place for place in foreign if unicodedata.bidirectional(text[place]) not in _RIGHT_TO_LEFT]
    # TYPED-3 and TYPED-4
    for kind, places in ((FaultKind.RIGHT_TO_LEFT, leftward), (FaultKind.NOT_IN_TYPEFACE, others)):
        if places:
            signs = tuple(dict.fromkeys(text[place] for place in places))[:_MOST_NAMED]
            yield TypedFault(kind=kind, signs=signs, place=_around(text, places[0]))


def _around(text: str, place: int) -> str:
    """Give the words around a place, on its own line."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line_end = len(text) if end == -1 else end
    return text[max(start, place - _AROUND) : min(line_end, place + _AROUND)].strip()
