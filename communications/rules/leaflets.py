"""Choose which leaflets go with a letter, and say why: by letter, crime, reader, and what the reader already had.

Which leaflet is for which crime, and after how many days it may go again, are dated rows. Nothing is chosen that could
harm: where somebody must not know, no leaflet that tells of the crime goes unasked. A writer may leave one out or add
one with a reason; that is a person's judgement and stands above these rules.

Source: peers.md W4 (leaflet pack by crime type); domain reference 2.5 (prototype: an information pack is sent), 9.1.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import Addressee, OffenceCategory, ReviewText, VpsStatus
from communications.rules.letter_requirements import DECISION_LETTERS, PARTIAL_LETTERS
from communications.rules.vocabulary import Leaflet, LetterType

#: More paper than this is a bundle that nobody reads.
MOST_LEAFLETS = 4
#: The shortest reason that says anything.
LEAST_REASON = 10
CHILD_BELOW = 18

#: What lies behind a letter. The easy-read page stands before it, and goes by need alone (EASY-1).
BEHIND: tuple[Leaflet, ...] = tuple(each for each in Leaflet if each is not Leaflet.EASY_READ)
#: Letters with which leaflets go: those that explain a decision. Others may be given some by whoever writes them.
PACK_LETTERS = DECISION_LETTERS | {LetterType.CHARGING_DECISION}
#: After these the case goes on in court.
_GOES_ON = PARTIAL_LETTERS | {LetterType.CHARGING_DECISION}
#: Leaflets whose words or title tell somebody who finds them what happened.
TELLING_OF_THE_CRIME = frozenset({Leaflet.SEXUAL_OFFENCES, Leaflet.DOMESTIC_ABUSE, Leaflet.HATE_CRIME})
_THE_VICTIM = frozenset({Addressee.VICTIM, Addressee.VIA_POLICE, Addressee.VIA_ISVA})
#: Nobody has made a statement, or said that they want none.
_STATEMENT_OPEN = frozenset({VpsStatus.NOT_RECEIVED, VpsStatus.OFFERING_SUPPORT, VpsStatus.NEEDS_UPDATE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeafletRow:
    """Whether a leaflet is in use, for which crimes, and after how many days it may go again, from a day on."""

    leaflet: Leaflet
    is_in_use: bool = True
    #: For the leaflets that are for some crimes only.
    categories: frozenset[OffenceCategory] = frozenset()
    #: Calendar days.
    again_after_days: int
    starts_on: dt.date
    source: str


_FROM = dt.date(2021, 4, 1)
_PLANNED = "Planning value: peers.md W4, to be confirmed"
_ROWS: tuple[tuple[Leaflet, frozenset[OffenceCategory], int], ...] = (
    (Leaflet.BEREAVED, frozenset(), 180),
    (Leaflet.SEXUAL_OFFENCES, frozenset({OffenceCategory.RAPE_RASSO, OffenceCategory.SEXUAL_OTHER}), 90),
    (Leaflet.DOMESTIC_ABUSE, frozenset({OffenceCategory.DOMESTIC_ABUSE, OffenceCategory.HONOUR_BASED}), 90),
    (Leaflet.HATE_CRIME, frozenset({OffenceCategory.HATE_CRIME}), 90),
    (Leaflet.CHILDREN, frozenset(), 90),
    (Leaflet.REVIEW, frozenset(), 14),
    (Leaflet.COURT, frozenset(), 90),
    (Leaflet.STATEMENT, frozenset(), 90),
    (Leaflet.RIGHTS, frozenset(), 180),
)
DEFAULT_ROWS: tuple[LeafletRow, ...] = tuple(
    LeafletRow(leaflet=leaflet, categories=categories, again_after_days=days, starts_on=_FROM, source=_PLANNED)
    for leaflet, categories, days in _ROWS
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeafletFacts:
    """What the choice rests on."""

    #: The London date of the letter.
    on: dt.date
    letter_type: LetterType
    addressee: Addressee
    review_text: ReviewText
    categories: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    #: Age of the victim in whole years; None when not known.
    age: int | None = None
    vps_status: VpsStatus = VpsStatus.NOT_RECEIVED
    #: It is on record that somebody near the reader must not know.
    is_secret_at_home: bool = False
    #: The London date on which the reader last got each leaflet from us.
    had_on: Mapping[Leaflet, dt.date] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One leaflet that is for this letter, whether it goes with it, and why."""

    leaflet: Leaflet
    is_enclosed: bool
    reason: str
    is_by_writer: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WriterChoice:
    """What whoever writes the letter said about one leaflet."""

    leaflet: Leaflet
    is_enclosed: bool
    reason: str


def choose(*, rows: tuple[LeafletRow, ...], facts: LeafletFacts) -> tuple[PackLine, ...]:
    """List the leaflets that are for this letter, and which of them go (LEAF-1 to LEAF-4).

    LEAF-1: which are for it, by letter, crime, reader, age, right to review and statement. LEAF-2: one that the reader
    had within so many days stays away. LEAF-3: where somebody must not know, none that tells of the crime goes unasked.
    LEAF-4: no more than `MOST_LEAFLETS`, the most particular first.
    """
    found: list[PackLine] = []
    for leaflet in BEHIND:
        row = newest(rows=(each for each in rows if each.leaflet is leaflet), on=facts.on)
        why = _WHY[leaflet](facts, row) if row is not None and row.is_in_use else ""
        if row is None or not why:
            continue
        against = _against(leaflet, row, facts)
        if not against and sum(line.is_enclosed for line in found) == MOST_LEAFLETS:
            against = f"{MOST_LEAFLETS} others go already: more is a bundle that nobody reads."
        found.append(PackLine(leaflet=leaflet, is_enclosed=not against, reason=against or why))
    return tuple(found)


def with_choices(*, lines: tuple[PackLine, ...], choices: tuple[WriterChoice, ...]) -> tuple[PackLine, ...]:
    """Put what the writer said above the rules, in the leaflets' order (LEAF-5); of two choices the later counts."""
    said = {choice.leaflet: choice for choice in choices}
    by_rule = {line.leaflet: line for line in lines}
    return tuple(
        PackLine(leaflet=leaflet, is_enclosed=choice.is_enclosed, reason=choice.reason, is_by_writer=True)
        if (choice := said.get(leaflet)) is not None
        else by_rule[leaflet]
        for leaflet in BEHIND
        if leaflet in said or leaflet in by_rule
    )


def pack_key(*, lines: tuple[PackLine, ...]) -> str:
    """Name what goes with a letter, for whoever approves it: the same leaflets, the same key (LEAF-6).

    What stays away is no part of it: nobody approves that.
    """
    return "+".join(line.leaflet.value for line in lines if line.is_enclosed) or "NONE"


def _against(leaflet: Leaflet, row: LeafletRow, facts: LeafletFacts) -> str:
    if facts.is_secret_at_home and leaflet in TELLING_OF_THE_CRIME:
        return "Somebody must not know, and this could be found. Ask the person before you add it."
    had = facts.had_on.get(leaflet)
    if had is not None and facts.on < had + dt.timedelta(days=row.again_after_days):
        return f"They had it on {had.day} {had:%B %Y}. It does not go again within {row.again_after_days} days."
    return ""


_Why = Callable[[LeafletFacts, LeafletRow], str]


def _in_pack(why: _Why) -> _Why:
    return lambda facts, row: why(facts, row) if facts.letter_type in PACK_LETTERS else ""


def _of_crime(reason: str) -> _Why:
    def why(facts: LeafletFacts, row: LeafletRow) -> str:
        is_of_it = bool(row.categories & facts.categories)
        return reason if is_of_it and facts.addressee in _THE_VICTIM else ""

    return why


def _hate(facts: LeafletFacts, row: LeafletRow) -> str:
    is_of_it = bool(facts.strands or row.categories & facts.categories)
    return "The case is recorded as hate crime." if is_of_it and facts.addressee in _THE_VICTIM else ""


def _bereaved(facts: LeafletFacts, _row: LeafletRow) -> str:
    is_family = facts.addressee is Addressee.BEREAVED_FAMILY_VIA_FLO
    return "The letter goes to a bereaved family." if is_family else ""


def _children(facts: LeafletFacts, _row: LeafletRow) -> str:
    if facts.addressee is Addressee.BEREAVED_FAMILY_VIA_FLO:
        return ""
    is_child = facts.age is not None and facts.age < CHILD_BELOW
    is_about_one = is_child or facts.addressee is Addressee.PARENT_GUARDIAN
    return "The victim is under 18." if is_about_one else ""


def _review(facts: LeafletFacts, _row: LeafletRow) -> str:
    may_change = facts.review_text is ReviewText.STANDARD
    return "The letter offers a review that can change the decision." if may_change else ""


def _court(facts: LeafletFacts, _row: LeafletRow) -> str:
    may_go = facts.letter_type in _GOES_ON and facts.addressee in {*_THE_VICTIM, Addressee.PARENT_GUARDIAN}
    return "The case goes on in court, and they may give evidence." if may_go else ""


def _statement(facts: LeafletFacts, _row: LeafletRow) -> str:
    is_open = facts.letter_type in _GOES_ON and facts.vps_status in _STATEMENT_OPEN
    return (
        "The case goes on, and no finished statement of theirs is on record." if is_open and _is_victim(facts) else ""
    )


def _is_victim(facts: LeafletFacts) -> bool:
    return facts.addressee in _THE_VICTIM


def _rights(_facts: LeafletFacts, _row: LeafletRow) -> str:
    return "It goes with every letter that explains a decision."


_WHY: dict[Leaflet, _Why] = {
    Leaflet.BEREAVED: _in_pack(_bereaved),
    Leaflet.SEXUAL_OFFENCES: _in_pack(_of_crime("The case is about a sexual offence.")),
    Leaflet.DOMESTIC_ABUSE: _in_pack(_of_crime("The case is recorded as domestic or honour-based abuse.")),
    Leaflet.HATE_CRIME: _in_pack(_hate),
    Leaflet.CHILDREN: _in_pack(_children),
    Leaflet.REVIEW: _in_pack(_review),
    Leaflet.COURT: _in_pack(_court),
    Leaflet.STATEMENT: _in_pack(_statement),
    Leaflet.RIGHTS: _in_pack(_rights),
}
