"""Whom a letter names: the officer or whoever covers, the unit, and where people write to. Reads only.

Everything here is read by people outside, as the unit and its people call themselves to them.
"""

import datetime as dt

from django.db.models import CharField

from accounts import written
from accounts.models import StaffUser, Unit, UnitKind
from accounts.public_words import tells_the_offence, title_for_the_public
from cases.models import Case, Victim
from cases.selectors import leaves
from communications.documents.context import NamedContact


def liaison_unit(*, case: Case) -> Unit:
    """Return the Victim Liaison Unit of the case's Area, else the case's own unit."""
    return _LIAISON_UNIT.first(area=case.area_id) or case.unit


_LIAISON_UNIT = written.Written(
    lambda: Unit.objects.filter(area=written.Given("area", CharField()), kind=UnitKind.VLU).order_by("name")[:1]
)


def named(*, victim: Victim, writer: StaffUser | None) -> StaffUser | None:
    """Find the member of staff whom a letter names: the victim's officer, else whoever writes it."""
    officer = victim.officer
    return officer if officer is not None and officer.is_active else writer


#: What stands beneath the name of a unit where a letter names nobody.
ROLE_OF_UNIT = "Victim Liaison Unit"


def contact_for(*, victim: Victim, on: dt.date, writer: StaffUser | None = None) -> NamedContact:
    """Name whom a victim can turn to on a day: the officer or whoever covers, else the writer, else the unit."""
    unit = victim.case.unit
    officer = named(victim=victim, writer=writer)
    person = leaves.stand_in_for(officer=officer, on=on) if officer is not None else None
    if person is None:
        return NamedContact(
            name=unit.public_name,
            role=ROLE_OF_UNIT,
            phone=unit.phone,
            email=unit.email,
            hours=unit.opening_hours,
        )
    return NamedContact(
        name=person.full_name,
        role=title_for_the_public(title=person.job_title, otherwise="Victim Liaison Officer"),
        phone=person.phone or unit.phone,
        # Nobody chose this address with a letter on the kitchen table in mind.
        email=unit.email if tells_the_offence(text=person.email) else person.email,
        hours=unit.opening_hours,
    )
