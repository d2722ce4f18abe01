"""Read the support services from the bundled list and put those that fit a person into the form a letter takes."""

import csv
import dataclasses
import datetime as dt
import functools
from pathlib import Path

from cases.rules.vocabulary import Language
from communications.documents.context import SupportService
from communications.rules.referrals import takes_names
from communications.rules.support import ServiceRow, SupportFacts, choose_services, list_services, unfit_services

BUNDLED = Path(__file__).parents[1] / "reference_data" / "support_services.csv"
_MANY = ("areas", "forces", "categories", "strands", "groups")
#: In the list a national service has this in place of Areas: an empty cell is never taken for "everywhere".
_NATIONAL = "!"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedService:
    """A service as the directory shows it, in one language."""

    name: str
    offers: str
    phone: str
    hours: str
    website: str
    #: Languages in which somebody answers without an interpreter, by code.
    languages: frozenset[str]
    #: London date on which somebody last rang the number or opened the address; None while nobody has.
    verified_on: dt.date | None
    is_local: bool
    code: str = ""
    #: A name may be passed on to it (REF-1).
    takes_names: bool = False


@functools.cache
def support_rows() -> tuple[ServiceRow, ...]:
    """Read every row of the bundled list.

    Raises:
        NotForVictims: a row names a service for people who harm.
    """
    with BUNDLED.open(encoding="utf-8", newline="") as file:
        return tuple(_row(cells) for cells in csv.DictReader(file))


def services_for(*, facts: SupportFacts, language: Language = Language.EN) -> tuple[SupportService, ...]:
    """Choose the services that a letter to this person names, local first, in Welsh or in English."""
    is_welsh = language is Language.CY
    return tuple(
        SupportService(
            name=row.name_cy if is_welsh else row.name,
            offers=row.offers_cy if is_welsh else row.offers,
            phone=row.phone,
            hours=row.hours_cy if is_welsh else row.hours,
            website=row.website,
            is_local=row.is_local,
        )
        for row in choose_services(rows=support_rows(), facts=facts)
    )


def directory_for(*, facts: SupportFacts, language: Language) -> tuple[ListedService, ...]:
    """List every service for these facts, local first, in Welsh or in English (HELP-1)."""
    return tuple(_listed(row, language) for row in list_services(rows=support_rows(), facts=facts))


def services_that_take_names(*, facts: SupportFacts | None, language: Language) -> tuple[ListedService, ...]:
    """List the services to which a name may be passed on, for this person or for anybody (REF-1)."""
    return tuple(_listed(row, language) for row in takes_names(rows=support_rows(), facts=facts))


def service_of(*, code: str, language: Language) -> ListedService | None:
    """Find a service of the list by its code; None where none has it any more."""
    return next((_listed(row, language) for row in support_rows() if row.code == code), None)


def _listed(row: ServiceRow, language: Language) -> ListedService:
    is_welsh = language is Language.CY
    return ListedService(
        name=row.name_cy if is_welsh else row.name,
        offers=row.offers_cy if is_welsh else row.offers,
        phone=row.phone,
        hours=row.hours_cy if is_welsh else row.hours,
        website=row.website,
        languages=row.languages,
        verified_on=row.verified_on,
        is_local=row.is_local,
        code=row.code,
        takes_names=row.takes_names,
    )


def names_not_for(*, facts: SupportFacts) -> tuple[str, ...]:
    """Name the services on the list that are for another crime, person or place."""
    return unfit_services(rows=support_rows(), facts=facts)


def _row(cells: dict[str, str]) -> ServiceRow:
    many = {name: frozenset(filter(None, cells[name].split("|"))) - {_NATIONAL} for name in _MANY}
    return ServiceRow(
        name=cells["name"],
        offers=cells["offers"],
        phone=cells["phone"],
        hours=cells["hours"],
        website=cells["website"],
        name_cy=cells["name_cy"],
        offers_cy=cells["offers_cy"],
        hours_cy=cells["hours_cy"],
        rank=int(cells["rank"]),
        languages=frozenset(cells["languages"].split("|")),
        verified_on=dt.date.fromisoformat(cells["verified_on"]) if cells["verified_on"] else None,
        code=cells["code"],
        takes_names=cells["takes_names"] == "yes",
        **many,
    )
