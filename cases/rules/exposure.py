"""Say which files are the hardest, when somebody has too many, and what could change (LOAD-3, LOAD-4, LOAD-5; L16).

It counts files, never how a person bears them: nobody is scored, and nobody is moved by a rule. No source sets a limit;
ours are starting values that an Area replaces by dated rows.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import HardFile, OffenceCategory

#: LOAD-3. Offences by which a file is one of a death, of sexual abuse where the victim was a child, or of rape.
DEATHS = frozenset({OffenceCategory.HOMICIDE, OffenceCategory.FATAL_DRIVING})
SEXUAL = frozenset({OffenceCategory.RAPE_RASSO, OffenceCategory.SEXUAL_OTHER, OffenceCategory.CHILD_ABUSE})
RAPES = frozenset({OffenceCategory.RAPE_RASSO})
#: LOAD-3. Why each weighs on whoever is in touch with the people, in a sentence for staff.
WHY: dict[HardFile, str] = {
    HardFile.CHILD_SEXUAL_ABUSE: "Accounts of sexual abuse of a child stay with whoever reads and hears them.",
    HardFile.BEREAVEMENT: "Whoever is in touch with a bereaved family carries their grief for months.",
    HardFile.RAPE: "Calls about rape are long, and what is said in them is hard to put down.",
}
#: LOAD-5. Days of contact after which a person is used to their officer: they keep them, unless a person decides.
KNOW_EACH_OTHER_AFTER = 28

_EVER = dt.date(2021, 4, 1)
_OURS = "No source sets a limit; to be replaced by what an Area agrees with its staff"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ExposureLimit:
    """How many files of a kind one officer has at most, and how long more of them may last, from ``starts_on`` on."""

    kind: HardFile
    files: int
    #: Days over the limit after which a manager is asked to offer a rotation.
    days: int
    starts_on: dt.date
    source: str


#: LOAD-4. The rows the service starts with, newest published first.
DEFAULT_LIMITS: tuple[ExposureLimit, ...] = (
    ExposureLimit(kind=HardFile.CHILD_SEXUAL_ABUSE, files=12, days=60, starts_on=_EVER, source=_OURS),
    ExposureLimit(kind=HardFile.BEREAVEMENT, files=12, days=60, starts_on=_EVER, source=_OURS),
    ExposureLimit(kind=HardFile.RAPE, files=25, days=60, starts_on=_EVER, source=_OURS),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What decides whether a file is among the hardest."""

    #: The family gets the service for bereaved families, or a charge is about a death.
    is_death: bool
    #: A charge is a sexual one, and about abuse of a child.
    is_child_sexual: bool
    is_rape: bool


def hardest(facts: FileFacts) -> HardFile | None:
    """Say as what a file counts among the hardest, None for one that does not (LOAD-3): the heaviest kind alone."""
    if facts.is_child_sexual:
        return HardFile.CHILD_SEXUAL_ABUSE
    if facts.is_death:
        return HardFile.BEREAVEMENT
    return HardFile.RAPE if facts.is_rape else None


@dataclasses.dataclass(frozen=True, slots=True)
class Over:
    """More files of a kind than one officer should have."""

    kind: HardFile
    files: int
    limit: ExposureLimit

    def is_lasting(self, *, began_on: dt.date, on: dt.date) -> bool:
        """Say whether it has lasted since a London date for longer than it may (LOAD-4)."""
        return (on - began_on).days >= self.limit.days


def over(*, files: Mapping[HardFile, int], limits: tuple[ExposureLimit, ...], on: dt.date) -> tuple[Over, ...]:
    """List the kinds of which there are more files than one officer should have on a London date (LOAD-4).

    ``limits`` are newest published first: of two rows of a kind from one day the later published counts.
    """
    found = []
    for kind in HardFile:
        rows = [row for row in limits if row.kind is kind]
        limit = newest(rows=rows, on=on) or rows[-1]
        if files.get(kind, 0) > limit.files:
            found.append(Over(kind, files[kind], limit))
    return tuple(found)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HardVictim:
    """Somebody in one of the hardest files of an officer who has too many."""

    victim_id: uuid.UUID
    kind: HardFile
    #: London date; None before contact began.
    in_contact_since: dt.date | None
    #: The nearest hearing; None where none is listed.
    next_hearing_on: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who could look after more people of a kind."""

    officer_id: uuid.UUID
    files: Mapping[HardFile, int]
    #: They carry more hours already than one person can give (LOAD-2).
    has_no_time: bool
    #: Whose contact they may be.
    may_hold: frozenset[uuid.UUID]


@dataclasses.dataclass(frozen=True, slots=True)
class Proposed:
    """One move that a manager could decide, and why this person and this colleague."""

    victim_id: uuid.UUID
    kind: HardFile
    to_officer_id: uuid.UUID
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Stays:
    """Somebody who keeps their officer, and why."""

    victim_id: uuid.UUID
    kind: HardFile
    why: str


#: Days before a hearing in which nobody gets another contact by a proposal.
_BEFORE_A_HEARING = 28


def rotation(
    *, victims: Sequence[HardVictim], found: tuple[Over, ...], colleagues: Sequence[Colleague], on: dt.date
) -> tuple[tuple[Proposed, ...], tuple[Stays, ...]]:
    """Propose whom an officer could hand on so that they come back to the limits, and say who stays (LOAD-5).

    The victim's continuity goes first: whoever knows their officer stays, and whoever is in court soon. Those with
    whom contact is newest are proposed first, no more of them than are over the limit, and only to colleagues whom it
    does not bring over theirs. Whether anybody moves is decided by a person.
    """
    excess = {one.kind: one.files - one.limit.files for one in found}
    limits = {one.kind: one.limit.files for one in found}
    taken = {each.officer_id: dict(each.files) for each in colleagues}
    moves: list[Proposed] = []
    stays: list[Stays] = []
    for victim in sorted((each for each in victims if each.kind in excess), key=_newest_first):
        kind = victim.kind
        kept = _keeps_them(victim, on=on)
        room = [
            each
            for each in colleagues
            if victim.victim_id in each.may_hold
            and not each.has_no_time
            and taken[each.officer_id].get(kind, 0) < limits[kind]
        ]
        if kept or excess[kind] <= 0 or not room:
            why = kept or ("Enough others are proposed" if excess[kind] <= 0 else "No colleague has room for them")
            stays.append(Stays(victim.victim_id, kind, why))
            continue
        to = min(room, key=lambda each: (taken[each.officer_id].get(kind, 0), str(each.officer_id)))
        has = taken[to.officer_id].get(kind, 0)
        moves.append(Proposed(victim.victim_id, kind, to.officer_id, _why(victim, has=has, on=on)))
        taken[to.officer_id][kind] = has + 1
        excess[kind] -= 1
    return tuple(moves), tuple(stays)


def _newest_first(victim: HardVictim) -> tuple[int, str]:
    since = victim.in_contact_since
    return (-since.toordinal() if since is not None else -dt.date.max.toordinal(), str(victim.victim_id))


def _keeps_them(victim: HardVictim, *, on: dt.date) -> str:
    since, hearing = victim.in_contact_since, victim.next_hearing_on
    if hearing is not None and (hearing - on).days <= _BEFORE_A_HEARING:
        return "They are in court soon"
    if since is not None and (on - since).days >= KNOW_EACH_OTHER_AFTER:
        return "They know their contact: only if they agree, or you decide otherwise"
    return ""


def _why(victim: HardVictim, *, has: int, on: dt.date) -> str:
    since = victim.in_contact_since
    days = (on - since).days if since is not None else None
    begun = "Contact has not begun" if days is None else f"Contact began {_days(days)}"
    return f"{begun}, and the colleague has {has} of these files"


def _days(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
