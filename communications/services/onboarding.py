"""The beginning of contact: an officer, a tier, a first promise and a letter that says who we are."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts import actors
from accounts.actors import Actor, ActorKind
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from cases import policies
from cases.models import Victim
from cases.rules.vocabulary import AgreedPoint, ServiceTier
from cases.rules.working_days import london_date
from cases.services import agreeing, people, reference
from cases.services.people import Seen
from communications.models import Communication, Promise
from communications.rules.vocabulary import LetterType
from communications.services import approval, opening, promises
from communications.services.letter_facts import Given
from triage import services as triage


class AlreadyInContact(Exception):
    """Contact with this person began before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What began with contact."""

    victim: Victim
    #: None when nobody may be promised anything: opted out, or nobody is recorded to whom we may write.
    promise: Promise | None
    #: The acknowledgement; approved, or left as a draft because a person must add something.
    acknowledgement: Communication | None


@reference.read_once()
@transaction.atomic
def start_contact(
    *, victim_id: uuid.UUID, officer: StaffUser, service_tier: ServiceTier, actor: Actor, at: dt.datetime
) -> Beginning:
    """Begin contact: name the officer, assess triage, promise the first update, acknowledge (V6, V18, L7).

    Raises:
        NotPermitted: the actor may not enter facts or write letters in this case.
        AlreadyInContact: contact began before.
    """
    victim = people.assign(victim_id=victim_id, officer=officer, service_tier=service_tier, actor=actor, at=at)
    if victim.in_contact_since is not None:
        raise AlreadyInContact("Contact with this person began before")
    victim.in_contact_since = london_date(at=at)
    victim.save(update_fields=["in_contact_since"])
    triage.assess(victim=victim, actor=actor, at=at)
    person = promises.contact_person(victim=victim, at=at)
    promise = promises.open_for(victim=victim, person=person, actor=actor, at=at) if person is not None else None
    acknowledgement = _acknowledge(victim, promise, actor=actor, at=at) if promise is not None else None
    return Beginning(victim=victim, promise=promise, acknowledgement=acknowledgement)


@transaction.atomic
def agree_rhythm(
    *,
    victim_id: uuid.UUID,
    rhythm_days: int | None,
    paused_until: dt.date | None,
    actor: Actor,
    at: dt.datetime,
    seen: Seen | None = None,
) -> Promise:
    """Record how often a victim wants to hear from us, and promise the date that follows from it (L7, V9).

    ``rhythm_days`` is None for the usual rhythm of their tier. Whoever is kept informed about the case may say it
    themselves on the portal; nobody else signed in there may.

    Raises:
        NotPermitted: the actor may not make promises or change contact details in this case.
        NotInContact: nobody is recorded who may be promised anything, or it is not the person signed in.
        RhythmOutOfRangeError: the rhythm is outside 7 to 56 days.
        UnableToPromise: the pause ends in the past or more than a year away.
        ChangedMeanwhile: somebody else changed it since the page that ``seen`` names was opened.
    """
    victim = Victim.objects.select_related("case", "person").get(pk=victim_id)
    person = promises.contact_person(victim=victim, at=at)
    asker_id = actor.person_id if actor.kind is ActorKind.VICTIM else None
    whose = person.pk if person is not None else victim.person_id
    policies.require_for_person(
        actor=actor,
        permission=Permission.CHANGE_CONTACT_DETAILS,
        case=victim.case,
        person_id=asker_id or whose,
    )
    if person is None or (asker_id is not None and asker_id != person.pk):
        raise promises.NotInContact("Nobody is recorded whom we may keep informed")
    promise = promises.change_rhythm(
        victim_id=victim_id,
        person_id=person.pk,
        rhythm_days=rhythm_days,
        paused_until=paused_until,
        actor=actor,
        at=at,
        seen=seen,
    )
    agreeing.answered_themselves(victim=victim, point=AgreedPoint.RHYTHM, actor=actor, at=at)
    return promise


def _acknowledge(victim: Victim, promise: Promise, *, actor: Actor, at: dt.datetime) -> Communication:
    letter = opening.open_update(
        victim_id=victim.pk,
        letter_type=LetterType.ACKNOWLEDGEMENT,
        given=Given(next_update_on=promise.due_on),
        key=f"acknowledgement:{victim.pk}",
        actor=actor,
        at=at,
    )
    try:
        # Its words are fixed from end to end, so the service lets it go by itself.
        with transaction.atomic():
            return approval.approve_unattended(
                communication_id=letter.pk, actor=actors.system(SystemProcess.PROMISES), at=at
            )
    except approval.NotComplete:
        return letter
