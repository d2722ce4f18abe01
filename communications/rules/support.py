"""Choose which support services a letter names: local first, matched to the crime and the person, never more than five.

Source: domain reference 9.1. Lines for people who harm (the Respect phoneline, Stop It Now) are never among them, and a
row whose name is one of those is refused.
"""

import dataclasses
import datetime as dt

#: More than this is a list nobody reads.
MOST_SERVICES = 5
#: Services for people worried about their own behaviour. A victim must never be sent there.
NEVER_FOR_VICTIMS = frozenset({"respect phoneline", "respect", "stop it now"})
CHILDLINE_BELOW = 19
OLDER_FROM = 60
ADULT_FROM = 16


class NotForVictims(ValueError):
    """A row would send a victim to a service for people who harm."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One support service and for whom it is."""

    name: str
    offers: str
    phone: str = ""
    hours: str = ""
    website: str = ""
    #: The same in Welsh; a service without a Welsh name keeps its own.
    name_cy: str = ""
    offers_cy: str = ""
    hours_cy: str = ""
    #: CPS Areas that it serves; empty for a national service, ``*`` for a local one in every Area.
    areas: frozenset[str] = frozenset()
    #: Police forces that it serves, by code.
    forces: frozenset[str] = frozenset()
    #: Kinds of crime and strands of hate crime that it is for; both empty for any.
    categories: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    #: ADULT, UNDER_19, OVER_60, BEREAVED; empty for anyone.
    groups: frozenset[str] = frozenset()
    #: Lower comes first.
    rank: int = 50
    #: Languages in which somebody answers without an interpreter, by code.
    languages: frozenset[str] = frozenset({"en"})
    #: When somebody last rang the number or opened the address.
    verified_on: dt.date | None = None
    #: What stands for it where its name must not.
    code: str = ""
    #: It takes a name from us and gets in touch itself (REF-1); others are rung by whoever needs them.
    takes_names: bool = False

    def __post_init__(self) -> None:
        if self.name.lower() in NEVER_FOR_VICTIMS:
            raise NotForVictims(self.name)

    @property
    def is_local(self) -> bool:
        """Whether it serves an Area or a force rather than everyone."""
        return bool(self.areas or self.forces)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportFacts:
    """What the choice rests on."""

    area: str
    #: Police force of the case, by code; empty when not known.
    force: str = ""
    categories: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    #: Age of the victim in whole years; None when not known.
    age: int | None = None
    is_bereaved: bool = False


def choose_services(*, rows: tuple[ServiceRow, ...], facts: SupportFacts) -> tuple[ServiceRow, ...]:
    """Choose at most `MOST_SERVICES`: local before national, matched before general, always one for everyone (SUP-1).

    The service of the victim's own police force takes the place of the general one for the Area.
    """
    fitting = sorted((row for row in rows if _fits(row, facts)), key=lambda row: row.rank)
    local = _local(fitting, facts)
    national = [row for row in fitting if not row.is_local]
    matched = [row for row in national if _is_matched(row)]
    general = [row for row in national if not _is_matched(row)]
    room = MOST_SERVICES - len(local[:2]) - len(general[:1])
    return (*local[:2], *matched[:room], *general[:1])


def list_services(*, rows: tuple[ServiceRow, ...], facts: SupportFacts) -> tuple[ServiceRow, ...]:
    """List every service for a place, a kind of crime and a person, for whoever looks for themselves (HELP-1).

    Local first, then those for this crime or person, then those for everyone; none is left out for want of room.
    """
    fitting = sorted((row for row in rows if _fits(row, facts)), key=lambda row: row.rank)
    national = sorted((row for row in fitting if not row.is_local), key=lambda row: not _is_matched(row))
    return (*_local(fitting, facts), *national)


def fits_the_person(*, row: ServiceRow, facts: SupportFacts) -> bool:
    """Say whether a service is for somebody of this age, or for a family after a death; wherever they are (REF-1)."""
    return not row.groups or any(_belongs(group, facts) for group in row.groups)


def unfit_services(*, rows: tuple[ServiceRow, ...], facts: SupportFacts) -> tuple[str, ...]:
    """Name the services that are for another crime, person or place, so that the gate finds them in a letter."""
    fitting = {row.name for row in rows if _fits(row, facts)}
    return tuple(dict.fromkeys(row.name for row in rows if row.name not in fitting))


def _local(fitting: list[ServiceRow], facts: SupportFacts) -> list[ServiceRow]:
    """Give the local services; one that serves this very place stands for the one that each place has."""
    local = [row for row in fitting if row.is_local]
    if any(facts.force in row.forces or (facts.area in row.areas and not row.categories) for row in local):
        return [row for row in local if "*" not in row.areas]
    return local


def _is_matched(row: ServiceRow) -> bool:
    return bool(row.categories or row.strands or row.groups)


def _fits(row: ServiceRow, facts: SupportFacts) -> bool:
    if row.is_local and not ("*" in row.areas or facts.area in row.areas or facts.force in row.forces):
        return False
    if (row.categories or row.strands) and not (row.categories & facts.categories or row.strands & facts.strands):
        return False
    return fits_the_person(row=row, facts=facts)


def _belongs(group: str, facts: SupportFacts) -> bool:
    if group == "BEREAVED":
        return facts.is_bereaved
    if facts.is_bereaved:
        return False
    if group == "ADULT":
        return facts.age is None or facts.age >= ADULT_FROM
    if group == "UNDER_19":
        return facts.age is not None and facts.age < CHILDLINE_BELOW
    return facts.age is not None and facts.age >= OLDER_FROM
