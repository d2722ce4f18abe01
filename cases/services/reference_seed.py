"""Lays the ground the service stands on: Areas, units, calendar and rules. Adds what is missing, edits nothing."""

import csv
import dataclasses
import datetime as dt
import io
import pathlib

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.models import Area, Unit, UnitKind
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import CalendarVersion
from cases.rules import bank_holidays, defaults
from cases.rules.stored_rules import PublishableRow, stored_rows
from cases.services import reference

BUNDLED = pathlib.Path(__file__).parents[1] / "reference_data"
BUNDLED_HOLIDAYS = BUNDLED / "bank_holidays_england_and_wales.csv"
BUNDLED_AREAS = BUNDLED / "areas.csv"

#: One of each in every Area. CPS Direct decides on charges and has a liaison unit only.
UNIT_KINDS = (UnitKind.VLU, UnitKind.RASSO, UnitKind.CROWN_COURT, UnitKind.MAGISTRATES)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """How much was added; all nought when everything was there."""

    areas: int
    units: int
    calendars: int
    rules: int


@transaction.atomic
def seed(*, actor: Actor, at: dt.datetime) -> Seeded:
    """Add every Area, unit, rule and calendar of the bundled lists that is not there yet.

    Running it again adds nothing and changes nothing that staff have changed since. The contact details of the units
    are placeholders from ranges that reach nobody; they are replaced in the administration site before real use.

    Raises:
        NotPermitted: the actor may not publish reference data.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    areas, units = _areas_and_units(actor=actor, at=at)
    return Seeded(
        areas=areas,
        units=units,
        calendars=_calendar(actor=actor, at=at),
        rules=_rules(actor=actor, at=at),
    )


def _areas_and_units(*, actor: Actor, at: dt.datetime) -> tuple[int, int]:
    """Add the Areas and their units; return how many of each. As many queries for all as for one."""
    areas = {area.pk: area for area in Area.objects.all()}
    there = set(Unit.objects.values_list("area_id", "kind"))
    new_areas: list[Area] = []
    new_units: list[Unit] = []
    rows = csv.DictReader(io.StringIO(BUNDLED_AREAS.read_text(encoding="utf-8")))
    for number, row in enumerate(rows, start=1):
        is_direct = row["is_direct"] == "yes"
        area = areas.get(row["code"])
        if area is None:
            area = Area(code=row["code"], name=row["name"], is_welsh=row["is_welsh"] == "yes", is_direct=is_direct)
            new_areas.append(area)
        new_units += [
            _unit(area, kind, number=number * 10 + position)
            for position, kind in enumerate((UnitKind.VLU,) if is_direct else UNIT_KINDS)
            # Any unit of the kind will do: staff may have given theirs another name.
            if (area.pk, kind.value) not in there
        ]
    Area.objects.bulk_create(new_areas)
    Unit.objects.bulk_create(new_units)
    audit.record_each(actor=actor, verb=Verb.CREATED, subjects=dict.fromkeys([*new_areas, *new_units]), at=at)
    return len(new_areas), len(new_units)


def _unit(area: Area, kind: UnitKind, *, number: int) -> Unit:
    # Victims read the address: it no more tells the offence than the public name does.
    mailbox = "liaison-team" if kind is UnitKind.RASSO else kind.value.lower().replace("_", "-")
    return Unit(
        area=area,
        kind=kind.value,
        name=f"{area.name} {kind.label}",
        public_name=f"{area.name} {kind.public_label}",
        phone=f"01632 960{number:03d}",
        email=f"{mailbox}.{area.code.lower().replace('_', '-')}@example.org",
        opening_hours="Monday to Friday, 9am to 5pm",
        return_address=f"PO Box {number}\nExampletown\nEX1 1EX",
    )


def _calendar(*, actor: Actor, at: dt.datetime) -> int:
    """Publish the bundled bank holidays unless some calendar was published before."""
    if CalendarVersion.objects.exists():
        return 0
    holidays = bank_holidays.parse_csv(text=BUNDLED_HOLIDAYS.read_text(encoding="utf-8"))
    reference.publish_bank_holidays(holidays=holidays, source="Bundled list", actor=actor, at=at)
    return 1


def _rules(*, actor: Actor, at: dt.datetime) -> int:
    """Publish each default row whose entry was never published."""
    there = reference.published_entries()
    defaults_in_order: tuple[PublishableRow, ...] = (
        *defaults.default_time_limits(),
        *defaults.default_pilot_areas(),
        *defaults.default_offence_rules(),
        *defaults.default_charging_routes(),
    )
    missing = [
        row
        for row in defaults_in_order
        if not there.intersection((part.kind.value, part.key) for part in stored_rows(row=row))
    ]
    return len(reference.publish(rows=missing, actor=actor, at=at))
