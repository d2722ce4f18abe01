"""From what somebody picks on the page about help to the facts by which services are listed (HELP-2).

Whoever looks says as little as they like: a kind of help, a place, how old they are, each of them or none. Nothing of
it is about their case, and nothing is kept. Source: peers.md S5; domain reference 9.1.
"""

import dataclasses

from cases.rules.police_areas import area_of_force
from cases.rules.vocabulary import HateStrand, OffenceCategory, Vocabulary
from communications.rules.support import SupportFacts

#: The forces of London, which lies in two Areas with the same services.
_LONDON = frozenset({"01", "48"})
_LONDON_AREA = "LONDON_NORTH"
#: No Area: only what is for everywhere is listed.
_NOWHERE = ""


class HelpKind(Vocabulary):
    """What somebody looks for help with, in their own words."""

    ANYTHING = "ANYTHING"
    PARTNER_OR_FAMILY = "PARTNER_OR_FAMILY"
    SEXUAL = "SEXUAL"
    CHILDHOOD = "CHILDHOOD"
    STALKING = "STALKING"
    HATE = "HATE"
    HONOUR = "HONOUR"
    EXPLOITED = "EXPLOITED"
    DEATH = "DEATH"


class AgeGroup(Vocabulary):
    """How old somebody is, where a service asks."""

    UNDER_16 = "UNDER_16"
    TO_18 = "TO_18"
    ADULT = "ADULT"
    OVER_60 = "OVER_60"


_OF_ANY_KIND = frozenset({OffenceCategory.ASSAULT_OTHER, OffenceCategory.THEFT_FRAUD, OffenceCategory.ROBBERY})
_CATEGORIES: dict[HelpKind, frozenset[OffenceCategory]] = {
    HelpKind.ANYTHING: _OF_ANY_KIND,
    HelpKind.PARTNER_OR_FAMILY: frozenset({OffenceCategory.DOMESTIC_ABUSE}),
    HelpKind.SEXUAL: frozenset({OffenceCategory.RAPE_RASSO, OffenceCategory.SEXUAL_OTHER}),
    HelpKind.CHILDHOOD: frozenset({OffenceCategory.CHILD_ABUSE}),
    HelpKind.STALKING: frozenset({OffenceCategory.STALKING_HARASSMENT}),
    HelpKind.HATE: frozenset({OffenceCategory.HATE_CRIME}),
    HelpKind.HONOUR: frozenset({OffenceCategory.HONOUR_BASED}),
    HelpKind.EXPLOITED: frozenset({OffenceCategory.MODERN_SLAVERY}),
    HelpKind.DEATH: frozenset({OffenceCategory.HOMICIDE, OffenceCategory.FATAL_DRIVING}),
}
_AGES: dict[AgeGroup, int] = {AgeGroup.UNDER_16: 12, AgeGroup.TO_18: 17, AgeGroup.ADULT: 30, AgeGroup.OVER_60: 60}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HelpWish:
    """What somebody picked."""

    kind: HelpKind = HelpKind.ANYTHING
    #: Police force of the place, by code; empty for none.
    force: str = ""
    age: AgeGroup | None = None
    is_lgbt: bool = False


def facts_of(*, wish: HelpWish) -> SupportFacts:
    """Give the facts by which services are listed for what somebody picked (HELP-2)."""
    area = _LONDON_AREA if wish.force in _LONDON else area_of_force(force=wish.force) or _NOWHERE
    strands = frozenset({HateStrand.SEXUAL_ORIENTATION, HateStrand.TRANSGENDER}) if wish.is_lgbt else frozenset()
    return SupportFacts(
        area=area,
        force=wish.force,
        categories=frozenset(_CATEGORIES[wish.kind]),
        strands=strands,
        age=None if wish.age is None else _AGES[wish.age],
        is_bereaved=wish.kind is HelpKind.DEATH,
    )
