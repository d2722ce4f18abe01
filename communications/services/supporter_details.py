"""A supporter has another email address or number: kept, and checked like that of somebody new (S1)."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import ContactPoint, Person, Victim
from communications.models import PortalInvitation, RegisteredSupporter
from communications.selectors import supporters
from communications.services import supporter_register as register
from communications.services.supporter_register import NotOnRegister


@transaction.atomic
def change(
    *, victim_id: uuid.UUID, connection_id: uuid.UUID, email: str, mobile: str, actor: Actor, at: dt.datetime
) -> RegisteredSupporter:
    """Keep another email address and number of a supporter, for all whom they stand beside (S1, S3).

    A new telephone may be somebody else's, and may be named by somebody who wants to come in as them: every browser and
    device of theirs is out at once, an invitation that is out ends, and nobody is shown anything until somebody made
    sure of them again and they were invited anew. What the victims agreed to stays as it was.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        RegisteredSupporter.DoesNotExist: nobody beside this victim is on the register by this key.
        NotOnRegister: the details are a victim's whom they support, somebody else's on the register, or the same; or
            the supporter has a record of their own, where they change them themselves.
        UnusableContactPoint: the email address or the number is none.
    """
    victim = register.locked(victim_id, actor=actor)
    register.one_after_another()
    supporter, beside = register.on_register(victim=victim, connection_id=connection_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=supporter.person_id)
    email_key, mobile_key = register.keys(email=email, mobile=mobile)
    _require_changed(person, email=email_key, mobile=mobile_key)
    _require_no_own_record(person)
    supported = Victim.objects.filter(connections__person=person, connections__ended_at__isnull=True)
    register.require_not_the_victims(
        list(supported.values_list("person_id", flat=True)), email=email_key, mobile=mobile_key
    )
    if supporters.person_ids_with_key(email_key=email_key, mobile_key=mobile_key) - {person.pk}:
        raise NotOnRegister("email", "The email address or the number is somebody else's on the register")
    register.close_sign_in(supporter, actor=actor, at=at)
    register.add_points(victim=victim, person=person, email=email, mobile=mobile, actor=actor, at=at)
    supporter.checked_at, supporter.checked_by = None, ""
    supporter.save(update_fields=["checked_at", "checked_by"])
    register.ask_to_check(victim=victim, supporter=supporter, beside=beside, actor=actor, at=at)
    audit.record(
        actor=actor, verb=Verb.CHANGED, subject=supporter, at=at, case_id=victim.case_id, victim_id=victim.pk,
        detail={"contact": "another"},
    )  # fmt: skip
    return supporter


def _require_changed(person: Person, *, email: str, mobile: str) -> None:
    held = set(ContactPoint.objects.filter(person=person, superseded_at__isnull=True).values_list("key", flat=True))
    if {email, mobile} <= held:
        raise NotOnRegister("email", "These are the address and number that we have")


def _require_no_own_record(person: Person) -> None:
    """Refuse for somebody who reads a record of their own: their address and number are that record's too."""
    own = PortalInvitation.objects.filter(
        person=person, supporter__isnull=True, redeemed_at__isnull=False, revoked_at__isnull=True
    )
    if own.exists() or Victim.objects.filter(person=person).exists():
        raise NotOnRegister("email", "They read a record of their own. Change their details there, as for any person")
