"""When a person tells us that they did not understand a letter: whether they may ask, and the words we keep.

Not to understand us is our fault and never theirs: one press is enough, words are welcome and not needed. The same
letter is explained to the same person a few times in writing; after that a person rings, because more letters of the
same kind would not help. Source: peers.md V27; issue 4, points 4 and 5.
"""

import datetime as dt
import enum

from cases.rules.vocabulary import Language
from communications.rules.dates_in_words import in_words

#: So often the same letter is explained in writing before we ask them to ring instead (or to be rung).
MOST_ABOUT_ONE_LETTER = 3


class Asking(enum.StrEnum):
    """Whether a person may say now that a letter was not clear."""

    MAY = "MAY"
    #: We owe them an explanation of this letter already.
    WAITING = "WAITING"
    #: Writing has not helped so far: somebody should talk with them.
    TALK = "TALK"


_ENGLISH = ("I did not understand your letter of {date}.", "I mean this part: {part}.")
_WELSH = ("Nid wyf wedi deall eich llythyr dyddiedig {date}.", "Rwy’n golygu’r rhan hon: {part}.")


def asking(*, asked: int, is_waiting: bool) -> Asking:
    """Say whether a person may tell us that a letter was not clear (CLEAR-1).

    ``asked`` is how often they have said so of this letter; ``is_waiting`` whether we still owe an explanation of it.
    """
    if is_waiting:
        return Asking.WAITING
    return Asking.TALK if asked >= MOST_ABOUT_ONE_LETTER else Asking.MAY


def words_for(*, sent_on: dt.date, part: str, own_words: str, language: Language) -> str:
    """Write the message that a press of the button sends, in the language in which the person reads (CLEAR-2).

    ``part`` is the heading of the part they mean, or empty for the whole letter; their own words follow, if any.
    """
    first, about = _WELSH if language is Language.CY else _ENGLISH
    parts = [first.format(date=in_words(day=sent_on, language=language))]
    if part:
        parts.append(about.format(part=part.rstrip(".?")))
    sentence = " ".join(parts)
    return f"{sentence}\n\n{own_words.strip()}" if own_words.strip() else sentence
