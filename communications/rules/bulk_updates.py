"""Say who of many people gets a routine update now, and of everybody else why not (BULK-1, BULK-2).

Many at once is many people, each with a safety of their own: nobody gets anything because others do. Every person is
asked about when they are shown, and once more, alone, at the moment of sending.

Source: peers.md row L13; domain reference 11.3; reliability and performance bar 2.3.
"""

import dataclasses
import datetime as dt
import enum

from communications.rules.collisions import Verdict

#: At most so many people in one go: a page that one can read before saying yes.
MOST_AT_ONCE = 25
#: An update keeps a promise that is due within so many days; sooner, it would be one more letter than was agreed.
DUE_WITHIN_DAYS = 7


class Skip(enum.StrEnum):
    """Why somebody gets no update now."""

    NOT_PERMITTED = "NOT_PERMITTED"
    NOT_IN_CONTACT = "NOT_IN_CONTACT"
    OPTED_OUT = "OPTED_OUT"
    STOPPED = "STOPPED"
    NOTHING_PROMISED = "NOTHING_PROMISED"
    UNDER_WAY = "UNDER_WAY"
    BAD_NEWS = "BAD_NEWS"
    SOMETHING_HAPPENED = "SOMETHING_HAPPENED"
    NOT_DUE = "NOT_DUE"
    OTHER_LANGUAGE = "OTHER_LANGUAGE"
    UNSAFE = "UNSAFE"
    FACTS_DIFFER = "FACTS_DIFFER"
    COLLISION = "COLLISION"
    #: Only at the moment of sending: the letter could not be approved as it stands.
    INCOMPLETE = "INCOMPLETE"


#: In the words of the page.
WORDS: dict[Skip, str] = {
    Skip.NOT_PERMITTED: "You may not write letters in this case.",
    Skip.NOT_IN_CONTACT: "We are not in contact with them.",
    Skip.OPTED_OUT: "They asked not to be contacted.",
    Skip.STOPPED: "Their case was stopped, or may be: an update that says “no change” would not be true.",
    Skip.NOTHING_PROMISED: "No update is promised to them.",
    Skip.UNDER_WAY: "An update that keeps this promise is written already.",
    Skip.BAD_NEWS: "A decision waits to be explained to them: an update that says “no change” would not be true.",
    Skip.SOMETHING_HAPPENED: "Something has happened since the promise was made: tell them yourself.",
    Skip.NOT_DUE: "Their update is not due yet.",
    Skip.OTHER_LANGUAGE: "They read neither English nor Welsh: write to them in their language.",
    Skip.UNSAFE: "No way to write to them is safe now.",
    Skip.FACTS_DIFFER: "Another agency told them something that differs from our record: settle it first.",
    Skip.COLLISION: "They hear from somebody else today: send it tomorrow.",
    Skip.INCOMPLETE: "A part that every letter needs is missing, for example a named contact.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFacts:
    """What is known about one person and a routine update on a London day."""

    today: dt.date
    may_write: bool
    is_in_contact: bool
    has_opted_out: bool
    #: The case ended, or may be about to: whatever else is known, nobody is told that nothing has changed.
    is_stopped: bool
    #: London date of the open promise; None where nothing is promised.
    promised_on: dt.date | None
    is_under_way: bool
    has_bad_news: bool
    #: Nothing has happened since the promise was made, and nothing is owed, asked or being written.
    is_unchanged: bool
    reads_english_or_welsh: bool
    has_safe_way: bool
    #: What other contacts of the day mean for a routine update (COL-2).
    collision: Verdict


def skips(*, facts: UpdateFacts) -> tuple[Skip, ...]:
    """List why somebody gets no routine update now, what weighs most first; empty where they do (BULK-1).

    Where the reader may not write in the case, nothing more is said about the person.
    """
    if not facts.may_write:
        return (Skip.NOT_PERMITTED,)
    found = {
        Skip.OPTED_OUT: facts.has_opted_out,
        Skip.NOT_IN_CONTACT: not facts.is_in_contact and not facts.has_opted_out,
        Skip.STOPPED: facts.is_stopped,
        Skip.NOTHING_PROMISED: facts.promised_on is None,
        Skip.UNDER_WAY: facts.is_under_way,
        Skip.BAD_NEWS: facts.has_bad_news,
        Skip.SOMETHING_HAPPENED: not facts.is_unchanged
        and not (facts.has_bad_news or facts.is_stopped)
        and facts.promised_on is not None,
        Skip.NOT_DUE: facts.promised_on is not None and not is_due(promised_on=facts.promised_on, today=facts.today),
        Skip.OTHER_LANGUAGE: not facts.reads_english_or_welsh,
        Skip.UNSAFE: not facts.has_safe_way,
        Skip.FACTS_DIFFER: facts.collision is Verdict.SETTLE,
        Skip.COLLISION: facts.collision is Verdict.WAIT,
    }
    return tuple(skip for skip in Skip if found.get(skip, False))


def is_due(*, promised_on: dt.date, today: dt.date) -> bool:
    """Say whether an update may keep a promise on a London day (BULK-2): a week before at the earliest, late always."""
    return promised_on <= today + dt.timedelta(days=DUE_WITHIN_DAYS)
