"""Record what staff learn of another agency's contact with a victim, and that it does not take place (L15)."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import AgencyContact, Victim
from cases.rules.agency_contacts import ContactEntryFacts, Fault, faults
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome
from cases.rules.working_days import LONDON, london_date


class UnusableContact(ValueError):
    """The contact cannot be recorded as it stands; each fault names its part of the record."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.part for fault in found))
        self.faults = found


class AlreadyCalledOff(Exception):
    """Somebody else has already recorded that the contact does not take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyContactEntry:
    """One contact as somebody records it. What was told stays out of ``repr``."""

    #: Of the form; the same again is the same contact.
    key: str
    agency: Agency
    stage: AgencyContactStage
    way: AgencyContactWay
    #: London date, and time of day where it is known.
    contact_on: dt.date
    contact_time: dt.time | None = None
    told_hearing_on: dt.date | None = field(default=None, repr=False)
    told_outcome: ToldOutcome | None = field(default=None, repr=False)
    told: str = field(default="", repr=False)


@transaction.atomic
def record(*, victim_id: uuid.UUID, entry: AgencyContactEntry, actor: Actor, at: dt.datetime) -> AgencyContact:
    """Record that another agency contacted a victim or plans to, and what it tells them; the same form twice is one.

    Raises:
        NotPermitted: the actor may not record contacts in this case.
        UnusableContact: the dates cannot be (COL-4).
    """
    # The victim is the lock: two presses of one button arrive together.
    victim = Victim.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    known = AgencyContact.objects.filter(key=entry.key, victim=victim).first()
    if known is not None:
        return known
    found = faults(
        facts=ContactEntryFacts(
            stage=entry.stage,
            contact_on=entry.contact_on,
            contact_at=_contact_at(entry),
            told_hearing_on=entry.told_hearing_on,
            today=london_date(at=at),
            now=at,
        )
    )
    if found:
        raise UnusableContact(found)
    contact = AgencyContact.objects.create(
        key=entry.key,
        victim=victim,
        case=victim.case,
        agency=entry.agency,
        stage=entry.stage,
        way=entry.way,
        contact_on=entry.contact_on,
        contact_time=entry.contact_time,
        told_hearing_on=entry.told_hearing_on,
        told_outcome=entry.told_outcome or "",
        told=entry.told.strip(),
        recorded_at=at,
        recorded_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=contact,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"agency": entry.agency.value, "stage": entry.stage.value},
    )
    return contact


@transaction.atomic
def call_off(*, victim_id: uuid.UUID, contact_id: uuid.UUID, actor: Actor, at: dt.datetime) -> AgencyContact:
    """Record that a contact does not take place, or was recorded by mistake. It stays in the record, marked so.

    Raises:
        AgencyContact.DoesNotExist: it is no contact with this victim.
        NotPermitted: the actor may not record contacts in this case.
        AlreadyCalledOff: it was called off before.
    """
    contacts = AgencyContact.objects.select_for_update(of=("self",)).select_related("case")
    contact = contacts.get(pk=contact_id, victim=victim_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=contact.case)
    if contact.called_off_at is not None:
        raise AlreadyCalledOff("This contact was called off before")
    contact.called_off_at, contact.called_off_by = at, actor.label
    contact.save(update_fields=["called_off_at", "called_off_by"])
    audit.record(
        actor=actor,
        verb=Verb.CANCELLED,
        subject=contact,
        at=at,
        case_id=contact.case_id,
        victim_id=contact.victim_id,
    )
    return contact


def _contact_at(entry: AgencyContactEntry) -> dt.datetime | None:
    if entry.contact_time is None:
        return None
    return dt.datetime.combine(entry.contact_on, entry.contact_time, tzinfo=LONDON)
