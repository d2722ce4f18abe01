"""Which words a reader chose for the person accused and for themselves, and when a name may stand on a page (V32).

Nobody's name is shown unless the reader asked for it, and never that of a child or of somebody who was not charged:
before a charge a suspect may expect that their name is kept back, and a child's name is protected by law.
Source: domain reference 2.10 and 8 (no defendant's name in openings); peers.md V32.
"""

import dataclasses
import datetime as dt
import enum

from cases.rules.vocabulary import Vocabulary

GROWN_UP_AT = 18


class AccusedWords(Vocabulary):
    """How a reader wants us to call the person accused."""

    #: "The suspect" before a charge, "the defendant" after it: what nobody chose.
    BY_STAGE = "BY_STAGE"
    PERSON_ACCUSED = "PERSON_ACCUSED"
    INITIALS = "INITIALS"
    NAME = "NAME"


class OwnWord(Vocabulary):
    """The word a reader chose for themselves; we say "you" wherever that is possible."""

    NO_WORD = "NO_WORD"
    VICTIM = "VICTIM"
    SURVIVOR = "SURVIVOR"
    WITNESS = "WITNESS"


class Called(enum.StrEnum):
    """What stands for one person accused on the page of charges."""

    SUSPECT = "SUSPECT"
    DEFENDANT = "DEFENDANT"
    PERSON_ACCUSED = "PERSON_ACCUSED"
    #: Their initials or their name.
    THEMSELVES = "THEMSELVES"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccusedLabel:
    """What one person accused is called."""

    called: Called
    #: Initials or the name, where they are called so; else empty. Stays out of ``repr``.
    text: str = dataclasses.field(default="", repr=False)


def may_be_named(*, is_charged: bool, born_on: dt.date | None, on: dt.date) -> bool:
    """Say whether the name of a person accused may be shown to whoever asked for it on a London date (ACC-1).

    Only of somebody who was charged and is known to be 18 or older. Without a date of birth nobody is named.
    """
    if not is_charged or born_on is None:
        return False
    birthday_is_ahead = (on.month, on.day) < (born_on.month, born_on.day)
    return on.year - born_on.year - int(birthday_is_ahead) >= GROWN_UP_AT


def accused_label(*, wish: AccusedWords, name: str, is_named: bool, is_charged: bool) -> AccusedLabel:
    """Say what one person accused is called for a reader with this wish (ACC-2).

    ``is_named`` is the answer of `may_be_named`: without it a wish for initials or the name gives the usual words.
    """
    if wish is AccusedWords.PERSON_ACCUSED:
        return AccusedLabel(called=Called.PERSON_ACCUSED)
    if is_named and name.strip():
        if wish is AccusedWords.NAME:
            return AccusedLabel(called=Called.THEMSELVES, text=name.strip())
        if wish is AccusedWords.INITIALS:
            return AccusedLabel(called=Called.THEMSELVES, text=" ".join(f"{part[0].upper()}." for part in name.split()))
    return AccusedLabel(called=Called.DEFENDANT if is_charged else Called.SUSPECT)
