"""What people choose for themselves on the portal, and what of it a person looks at afterwards (CHO-1 to CHO-7).

Whoever holds somebody's phone may have their pages too. What narrows how we reach a person holds at once, whoever said
it. What opens something, or takes the place of a secret, holds as well, and a member of staff asks the person about it
before anything of weight is told. Source: peers.md rows V9, V11, V13, V14 and V30; domain reference 11.3; reliability
bar 3.3 (T1, T4).
"""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from cases.rules.vocabulary import ContactPointKind, OwnWay
from communications.rules.vocabulary import Purpose

Value = TypeVar("Value")

#: CHO-5. Days between updates that a person is offered; weekly to two-monthly, as PRO-2 allows.
OFFERED_RHYTHMS: tuple[int, ...] = (7, 14, 28, 42, 56)


class NewsKind(enum.StrEnum):
    """A kind of news for which a person may choose a way (V11). The value names the field of the profile."""

    DECISION = "decision_way"
    HEARING = "hearing_way"
    ROUTINE = "routine_way"
    URGENT = "urgent_way"


#: CHO-3. Which of our letters are which kind of news. News of hearings and what is urgent is told by a person, who sees
#: the choice on the page on which they tell it.
_KIND_OF: dict[Purpose, NewsKind] = {
    Purpose.VCL_LETTER: NewsKind.DECISION,
    Purpose.CHARGING_DECISION: NewsKind.DECISION,
    Purpose.PROVISIONAL_DECISION: NewsKind.DECISION,
    Purpose.CORRECTION: NewsKind.DECISION,
    Purpose.REVIEW_ANSWER: NewsKind.DECISION,
    Purpose.ACKNOWLEDGEMENT: NewsKind.ROUTINE,
    Purpose.NO_CHANGE_UPDATE: NewsKind.ROUTINE,
    Purpose.APOLOGY_MISSED_PROMISE: NewsKind.ROUTINE,
    Purpose.NEW_CONTACT: NewsKind.ROUTINE,
    Purpose.WHAT_WE_AGREED: NewsKind.ROUTINE,
}
#: CHO-3. What is urgent cannot wait until somebody looks at a page or a letter.
_WAYS: dict[NewsKind, tuple[OwnWay, ...]] = {
    NewsKind.DECISION: (OwnWay.PHONE, OwnWay.EMAIL, OwnWay.POST, OwnWay.ONLINE),
    NewsKind.HEARING: (OwnWay.PHONE, OwnWay.EMAIL, OwnWay.POST, OwnWay.ONLINE),
    NewsKind.ROUTINE: (OwnWay.EMAIL, OwnWay.POST, OwnWay.ONLINE, OwnWay.PHONE),
    NewsKind.URGENT: (OwnWay.PHONE, OwnWay.EMAIL),
}


#: What must be known to be safe before a way can be chosen; the online page is there for whoever chooses on it.
_NEEDS: dict[OwnWay, frozenset[ContactPointKind]] = {
    OwnWay.PHONE: frozenset({ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE}),
    OwnWay.EMAIL: frozenset({ContactPointKind.EMAIL}),
    OwnWay.POST: frozenset({ContactPointKind.POST}),
}
_NEVER: dict[OwnWay, str] = {
    OwnWay.PHONE: "never_phone",
    OwnWay.EMAIL: "never_email",
    OwnWay.POST: "never_post",
}


def closed_ways(
    *, never: Collection[str], safe: Collection[ContactPointKind], is_through_somebody: bool
) -> frozenset[OwnWay]:
    """Say which ways a person cannot choose: those they closed, and those without a place known to be safe (CHO-3).

    ``never`` names the fields of the profile that close a way. Whoever is told through somebody chooses none: then
    never also directly (SAFE-1).
    """
    if is_through_somebody:
        return frozenset(OwnWay)
    without_place = {way for way, kinds in _NEEDS.items() if kinds.isdisjoint(safe)}
    return frozenset(without_place | {way for way, name in _NEVER.items() if name in never})


def kind_of(*, purpose: Purpose) -> NewsKind | None:
    """Say which kind of news a letter of this purpose brings; None for codes, invitations and notices (CHO-3)."""
    return _KIND_OF.get(purpose)


def ways_for(*, kind: NewsKind, closed: Collection[OwnWay]) -> tuple[OwnWay, ...]:
    """List the ways that a person is offered for a kind of news: those that they have not closed (CHO-3)."""
    return tuple(way for way in _WAYS[kind] if way not in closed)


def held_since(*, versions: Iterable[tuple[Value, dt.datetime]], at_first: Value) -> dt.datetime | None:
    """Return since when what holds now has held, or None where it never was anything else (CHO-1).

    ``versions`` are every version with the aware instant from which it held, the oldest first. ``at_first`` is what
    holds for somebody who was never asked.
    """
    current, since = at_first, None
    for value, recorded_at in versions:
        if value != current:
            current, since = value, recorded_at
    return since


class Weight(enum.StrEnum):
    """Why a choice made on the portal is put before a member of staff (CHO-2). The words are for staff."""

    CLOSED_A_WAY = "CLOSED_A_WAY"
    OPENED_A_WAY = "OPENED_A_WAY"
    OTHER_TIMES = "OTHER_TIMES"
    VOICEMAIL = "VOICEMAIL"
    OTHER_PHRASE = "OTHER_PHRASE"
    WHO_MUST_NOT_KNOW = "WHO_MUST_NOT_KNOW"

    @property
    def words(self) -> str:
        """Say what to look at, without anything personal."""
        return _WEIGHTS[self]


_WEIGHTS: dict[Weight, str] = {
    Weight.CLOSED_A_WAY: "closed a way by which we reach them",
    Weight.OPENED_A_WAY: "opened a way that was closed",
    Weight.OTHER_TIMES: "changed the times at which we may reach them",
    Weight.VOICEMAIL: "allowed messages on voicemail",
    Weight.OTHER_PHRASE: "changed or took back the code phrase",
    Weight.WHO_MUST_NOT_KNOW: "changed or took back who must not know",
}
_WAYS_CLOSED = ("never_post", "never_email", "never_text", "never_phone")
_TIMES = ("safe_windows", "times_to_avoid")
_SECRETS = (("code_phrase", Weight.OTHER_PHRASE), ("must_not_know", Weight.WHO_MUST_NOT_KNOW))


def weights_of(*, before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Weight, ...]:
    """List what of a change somebody looks at, between two versions of a profile as field and value (CHO-2).

    A first code phrase, and a first word about who must not know, only make somebody safer: they hold, and nobody needs
    to ask. Taking the place of one may be the work of the very person it was to keep out. ``may_leave_voicemail`` says
    whether any of the person's numbers takes messages.
    """
    found = []
    if any(after[name] and not before[name] for name in _WAYS_CLOSED):
        found.append(Weight.CLOSED_A_WAY)
    if any(before[name] and not after[name] for name in _WAYS_CLOSED):
        found.append(Weight.OPENED_A_WAY)
    # The first times of all narrow; what changes times that were agreed may open an hour that was feared.
    if any(before[name] and after[name] != before[name] for name in _TIMES):
        found.append(Weight.OTHER_TIMES)
    if after["may_leave_voicemail"] and not before["may_leave_voicemail"]:
        found.append(Weight.VOICEMAIL)
    found += [weight for name, weight in _SECRETS if before[name] and after[name] != before[name]]
    return tuple(found)


_PLACES: dict[ContactPointKind, str] = {
    ContactPointKind.POST: "address",
    ContactPointKind.MOBILE: "mobile",
    ContactPointKind.HOME_PHONE: "other phone",
    ContactPointKind.EMAIL: "email",
}


def places_summary(
    *, changed: Collection[ContactPointKind], unsafe: Collection[ContactPointKind], has_phone: bool
) -> str:
    """Say to staff what a person has told of where they are reached, without any address or number (CHO-7).

    ``has_phone`` is whether a number is left that is known to be safe.
    """
    new = ", ".join(words for kind, words in _PLACES.items() if kind in changed)
    gone = ", ".join(words for kind, words in _PLACES.items() if kind in unsafe)
    said = "; ".join(
        part
        for part in (f"new {new}" if new else "", f"not safe and not used any more: {gone}" if gone else "")
        if part
    )
    how = "Ring them" if has_phone else "No safe number is left: reach them through the officer in the case"
    return f"Said online: {said}. {how}, make sure who it is, and record it. Write nothing about it to an old place"


class Doubt(enum.StrEnum):
    """What a person who thinks of not going on says that they want (CHO-6)."""

    TALK = "talk"
    STOP = "stop"


#: CHO-6. What is put before their contact. Nothing of it is a withdrawal: that is recorded only by a person who has
#: spoken with them, because it takes rights away (domain 3.1).
DOUBTS: dict[Doubt, str] = {
    Doubt.TALK: "They are not sure that they want to go on. Ring them at a safe time: ask what would help, and whether "
    "anybody is putting pressure on them",
    Doubt.STOP: "They say online that they do not want to go on. Ring them at a safe time: make sure that it was they "
    "and that nobody is putting pressure on them, say what follows, and tell the prosecutor their wish",
}


def own_view_to_keep(*, before: str, said: str, raising: str) -> str:
    """Return which own view of need is kept when a person says ``said`` on the portal (CHO-4).

    Who asked for more (``raising``) keeps it until a person has spoken with them: the tier may rise by what is said
    here, and never falls by it.
    """
    return before if before == raising else said


def interpreter_to_keep(*, needed_something: bool, needs_something: bool, said: bool | None) -> bool | None:
    """Return what is kept of the answer whether they need an interpreter (CHO-4).

    Where somebody who needed something needs nothing any more, it counts as not asked until a person has spoken with
    them: letters follow at once, and the tier does not fall.
    """
    return None if needed_something and not needs_something else said
