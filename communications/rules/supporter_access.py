"""What a supporter with a sign-in of their own is shown, and what a consent to it must hold (SHOW-1, SHOW-2).

A victim agrees, for one supporter, to parts of their record and to a last day. Nothing is shown without that, nothing
after it, and nothing that the victim was not told before: whoever is told first where the victim asks for it is told by
telephone (PLAN-3). Whoever is a suspect, lives with one, or was never asked about is shown nothing.
Source: peers.md rows S1, S3 and S6; domain reference 11.3 (recorded consent, scope and end date) [R].
"""

import calendar
import dataclasses
import datetime as dt
import enum
from collections.abc import Collection

from cases.rules.vocabulary import ConnectionKind, ShownPart, SupporterKind, Vocabulary

#: SHOW-2. Days from the day on which a person agrees to the last that they can name: they are asked again in a year.
LONGEST_CONSENT = 366
#: SHOW-2. Months that a person is offered; nobody has to count days.
OFFERED_MONTHS: tuple[int, ...] = (1, 3, 6, 12)
#: SHOW-3. So many days before the last one the person reads that it ends.
ENDS_SOON = 7
#: SHOW-3. As whom the case knows somebody with a supporter's sign-in.
STANDS_AS: dict[SupporterKind, ConnectionKind] = {
    SupporterKind.ISVA: ConnectionKind.ISVA,
    SupporterKind.IDVA: ConnectionKind.IDVA,
    SupporterKind.ISAC: ConnectionKind.SUPPORTER,
    SupporterKind.SOLICITOR: ConnectionKind.SUPPORTER,
    SupporterKind.OTHER_SERVICE: ConnectionKind.SUPPORTER,
    SupporterKind.FAMILY_OR_FRIEND: ConnectionKind.SUPPORTER,
}
#: SHOW-3. Who may have a supporter's sign-in. The police have none, and whoever is written to in the person's place
#: (a parent, a relative of somebody who died) has the person's own pages or nothing.
MAY_STAND_BESIDE = frozenset(STANDS_AS.values())


class AccessRefusal(enum.StrEnum):
    """SHOW-1. Why a supporter is shown nothing of somebody's record. The words are for staff."""

    NOT_REGISTERED = "NOT_REGISTERED"
    NOT_CHECKED = "NOT_CHECKED"
    NOT_BESIDE = "NOT_BESIDE"
    SOMEBODY_HAS_DIED = "SOMEBODY_HAS_DIED"
    NEAR_SUSPECT = "NEAR_SUSPECT"
    SUSPECT_NOT_CHECKED = "SUSPECT_NOT_CHECKED"
    NO_CONSENT = "NO_CONSENT"
    CONSENT_OVER = "CONSENT_OVER"

    @property
    def words(self) -> str:
        """Say why in a sentence for staff, without anything personal."""
        return _WORDS[self]


_WORDS: dict[AccessRefusal, str] = {
    AccessRefusal.NOT_REGISTERED: "They have no sign-in as a supporter, or it was ended.",
    AccessRefusal.NOT_CHECKED: "Nobody has checked that they are who they say and that these details are theirs.",
    AccessRefusal.NOT_BESIDE: "They no longer stand beside the person.",
    AccessRefusal.SOMEBODY_HAS_DIED: "The person or the supporter has died: what was agreed has ended.",
    AccessRefusal.NEAR_SUSPECT: "They are a suspect or live with one: they are shown nothing, ever.",
    AccessRefusal.SUSPECT_NOT_CHECKED: "Nobody has checked whether they are a suspect or live with one.",
    AccessRefusal.NO_CONSENT: "The person has not agreed that they see anything, or has ended it.",
    AccessRefusal.CONSENT_OVER: "The time for which the person agreed is over.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """What is recorded about a supporter beside one person."""

    #: They are on the register of supporters, and have not left it.
    is_registered: bool
    #: Somebody checked that they are who they say; of family and friends, that the person named them.
    is_checked: bool
    #: The connection had not ended.
    stands_beside: bool
    has_died: bool
    victim_has_died: bool
    #: None where nobody has checked.
    is_suspect_or_lives_with_suspect: bool | None
    #: What the person agreed to and has not ended; empty where there is nothing.
    parts: frozenset[ShownPart]
    #: London date, the last on which it holds; None where nothing was agreed.
    ends_on: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """SHOW-1. What a supporter is shown of one record; nothing, with the reason, where ``refusal`` is given."""

    parts: frozenset[ShownPart]
    refusal: AccessRefusal | None


def access(*, facts: AccessFacts, on: dt.date) -> Access:
    """Say what a supporter is shown on a London date (SHOW-1)."""
    against = (
        (not facts.is_registered, AccessRefusal.NOT_REGISTERED),
        (not facts.is_checked, AccessRefusal.NOT_CHECKED),
        (facts.has_died or facts.victim_has_died, AccessRefusal.SOMEBODY_HAS_DIED),
        (not facts.stands_beside, AccessRefusal.NOT_BESIDE),
        (facts.is_suspect_or_lives_with_suspect is True, AccessRefusal.NEAR_SUSPECT),
        (facts.is_suspect_or_lives_with_suspect is None, AccessRefusal.SUSPECT_NOT_CHECKED),
        (facts.ends_on is None or not facts.parts, AccessRefusal.NO_CONSENT),
        (facts.ends_on is not None and facts.ends_on < on, AccessRefusal.CONSENT_OVER),
    )
    refusal = next((why for is_so, why in against if is_so), None)
    return Access(parts=frozenset() if refusal else facts.parts, refusal=refusal)


def last_day(*, months: int, on: dt.date) -> dt.date:
    """Return the last day of a consent given on a London date for so many months (SHOW-2): the same day of the month.

    A shorter month ends it on its own last day.
    """
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return dt.date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def ends_soon(*, ends_on: dt.date, on: dt.date) -> bool:
    """Say whether a consent that still holds ends within a week of a London date (SHOW-3)."""
    return 0 <= (ends_on - on).days <= ENDS_SOON


class UnusableConsent(Vocabulary):
    """SHOW-2. Why a consent cannot be recorded as it stands."""

    WITHOUT_CONTACT = "WITHOUT_CONTACT"
    ENDS_TOO_EARLY = "ENDS_TOO_EARLY"
    ENDS_TOO_LATE = "ENDS_TOO_LATE"

    @property
    def words(self) -> str:
        """Say in a sentence for staff what is to be chosen otherwise."""
        return _UNUSABLE[self]


_UNUSABLE: dict[UnusableConsent, str] = {
    UnusableConsent.WITHOUT_CONTACT: "What everybody beside them sees is part of it: choose it, or nothing at all",
    UnusableConsent.ENDS_TOO_EARLY: "The last day must not have passed",
    UnusableConsent.ENDS_TOO_LATE: "The last day must be within a year: they are asked again then",
}


def why_unusable(*, parts: Collection[ShownPart], ends_on: dt.date, on: dt.date) -> UnusableConsent | None:
    """Say why a consent given on a London date cannot stand (SHOW-2); None where it can.

    Every consent holds the least, and ends on a day that has not passed and lies within a year.
    """
    if ShownPart.CONTACT not in parts:
        return UnusableConsent.WITHOUT_CONTACT
    if ends_on < on:
        return UnusableConsent.ENDS_TOO_EARLY
    if (ends_on - on).days > LONGEST_CONSENT:
        return UnusableConsent.ENDS_TOO_LATE
    return None
