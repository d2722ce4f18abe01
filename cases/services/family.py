"""The family of a victim who died: each relative as a person, one main contact, and an end with a reason (B.10).

Every change locks the victim first, so that two people who change the same family do so one after the other, and the
second sees what the first did.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, MainContactChange, Person, SafeContactProfile, Victim
from cases.rules import family as rules
from cases.rules.family import RelativeFacts
from cases.rules.vocabulary import (
    ConnectionKind,
    Language,
    MainContactReason,
    MayBeTold,
    RelativeEnd,
    RelativeWish,
)
from cases.rules.working_days import london_date
from cases.services import people


class NotBereaved(ValueError):
    """The victim has not died: others who stand beside them are recorded as supporters."""


class NotInFamily(LookupError):
    """Nobody of this family, or somebody who is no longer told anything."""


class UnfitAsMainContact(ValueError):
    """The relative cannot speak for the family; ``reasons`` say why."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class ChangedMeanwhile(Exception):
    """Somebody else changed who speaks for the family since the page was opened."""


class NeedsAnother(Exception):
    """The main contact is ended only after another relative, who could be it, has become it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeEntry:
    """One relative as somebody records them. What identifies them stays out of ``repr``."""

    full_name: str = field(repr=False)
    preferred_name: str = field(repr=False)
    relationship: str = field(repr=False)
    wish: RelativeWish
    #: None where nobody has asked them.
    has_consent: bool | None
    #: None where nobody has checked.
    is_suspect_or_lives_with_suspect: bool | None
    language: Language = Language.EN
    other_language: str = ""
    needs_interpreter: bool | None = None
    formats: tuple[str, ...] = ()
    access_needs: str = field(default="", repr=False)
    born_on: dt.date | None = field(default=None, repr=False)


@transaction.atomic
def add_relative(
    *, victim_id: uuid.UUID, key: uuid.UUID, entry: RelativeEntry, actor: Actor, at: dt.datetime
) -> Connection:
    """Record a relative of a victim who died as a person of their own. The first who can be becomes the main contact.

    ``key`` is of the form, and becomes the person's: sending it twice is one relative.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotBereaved: the victim has not died.
    """
    victim = _locked(victim_id, actor=actor)
    if victim.person.died_on is None:
        raise NotBereaved("The victim has not died")
    known = Connection.objects.filter(victim=victim, person_id=key).first()
    if known is not None:
        return known
    person = Person(pk=key)
    _put_person(person, entry)
    person.save(force_insert=True)
    relative = Connection(
        victim=victim, person=person, kind=ConnectionKind.CLOSE_RELATIVE, recorded_at=at, recorded_by=actor.label
    )
    _put_relative(relative, entry)
    relative.save(force_insert=True)
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=relative,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"kind": ConnectionKind.CLOSE_RELATIVE.value},
    )
    settle_first(relative=relative, actor=actor, at=at)
    people.facts_changed(person=victim.person, actor=actor, at=at)
    return relative


def settle_first(*, relative: Connection, actor: Actor, at: dt.datetime) -> None:
    """Make a relative who was just recorded the main contact, where the family has none and they can be it.

    Runs in the caller's transaction, which holds the victim and has checked the permission.
    """
    if main_contact_of(victim=relative.victim) is not None:
        return
    if rules.unfit_as_main_contact(relative=facts_of(relative=relative), on=london_date(at=at)):
        return
    _put_main_contact(relative.victim, None, relative, MainContactReason.FIRST_ON_RECORD, note="", actor=actor, at=at)


@transaction.atomic
def change_relative(*, connection_id: uuid.UUID, entry: RelativeEntry, actor: Actor, at: dt.datetime) -> Connection:
    """Record what became known of a relative: their name, needs, wish, consent, and whether they are safe to tell.

    A main contact who can no longer be one stops being it; the family then has none until somebody is chosen.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotInFamily: nobody of a family, or no longer in touch.
    """
    relative = _relative(connection_id, actor=actor)
    _put_person(relative.person, entry)
    relative.person.save()
    was_main_contact = relative.is_primary
    _put_relative(relative, entry)
    unfit = rules.unfit_as_main_contact(relative=facts_of(relative=relative), on=london_date(at=at))
    # What nobody has checked yet does not take the place from whoever has it: a person settles it.
    is_lost = was_main_contact and bool(unfit) and relative.is_suspect_or_lives_with_suspect is not None
    relative.is_primary = was_main_contact and not is_lost
    relative.save()
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=relative,
        at=at,
        case_id=relative.victim.case_id,
        victim_id=relative.victim_id,
        detail={"wish": entry.wish.value},
    )
    if is_lost:
        is_unsafe = bool(relative.is_suspect_or_lives_with_suspect)
        reason = MainContactReason.NOT_SAFE if is_unsafe else MainContactReason.NOT_FIT
        _note_change(relative.victim, relative, None, reason, note="", actor=actor, at=at)
    people.facts_changed(person=relative.person, actor=actor, at=at)
    return relative


@transaction.atomic
def choose_main_contact(
    *,
    connection_id: uuid.UUID,
    seen_id: uuid.UUID | None,
    reason: MainContactReason,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> MainContactChange | None:
    """Make a relative the family's main contact in place of the one before; None where they are it already.

    ``seen_id`` is the main contact whom the page showed: of two people who choose at once the second learns of it.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotInFamily: nobody of a family, or no longer in touch.
        UnfitAsMainContact: the rule says who cannot be it (FAM-1).
        ChangedMeanwhile: somebody else is the main contact by now.
    """
    relative = _relative(connection_id, actor=actor)
    if relative.is_primary:
        return None
    before = main_contact_of(victim=relative.victim)
    if (before.pk if before is not None else None) != seen_id:
        raise ChangedMeanwhile("Somebody else has just changed who speaks for the family")
    unfit = rules.unfit_as_main_contact(relative=facts_of(relative=relative), on=london_date(at=at))
    if unfit:
        raise UnfitAsMainContact(unfit)
    change = _put_main_contact(relative.victim, before, relative, reason, note=note, actor=actor, at=at)
    people.facts_changed(person=relative.victim.person, actor=actor, at=at)
    return change


@transaction.atomic
def end_relative(*, connection_id: uuid.UUID, reason: RelativeEnd, actor: Actor, at: dt.datetime) -> Connection:
    """Record that a relative is told nothing more, and why; twice is no error.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotInFamily: nobody of a family.
        NeedsAnother: they are the main contact, and somebody else could be it: that is settled first.
    """
    relative = _relative(connection_id, actor=actor, is_open=False)
    if relative.ended_at is not None:
        return relative
    victim = relative.victim
    was_main_contact = relative.is_primary
    if was_main_contact and reason is not RelativeEnd.NOT_SAFE and _others_fit(relative, on=london_date(at=at)):
        raise NeedsAnother("Say first who speaks for the family from now on")
    relative.ended_at, relative.ended_by, relative.end_reason = at, actor.label, reason
    relative.is_primary = False
    if reason is RelativeEnd.NOT_SAFE:
        relative.is_suspect_or_lives_with_suspect = True
    relative.save(
        update_fields=["ended_at", "ended_by", "end_reason", "is_primary", "is_suspect_or_lives_with_suspect"]
    )
    audit.record(
        actor=actor,
        verb=Verb.REVOKED,
        subject=relative,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"reason": reason.value},
    )
    if was_main_contact:
        why = MainContactReason.NOT_SAFE if reason is RelativeEnd.NOT_SAFE else MainContactReason.LEFT
        _note_change(victim, relative, None, why, note="", actor=actor, at=at)
    people.facts_changed(person=victim.person, actor=actor, at=at)
    return relative


def main_contact_of(*, victim: Victim) -> Connection | None:
    """Return who speaks for the family of a victim who died; None where nobody is chosen."""
    return (
        Connection.objects.filter(
            victim=victim, kind=ConnectionKind.CLOSE_RELATIVE, is_primary=True, ended_at__isnull=True
        )
        .select_related("person")
        .first()
    )


def facts_of(*, relative: Connection, profile: SafeContactProfile | None = None) -> RelativeFacts:
    """Put what is recorded about a relative before the rules; without a profile it is read. The person is loaded."""
    if profile is None:
        profile = (
            SafeContactProfile.objects.filter(person_id=relative.person_id).order_by("-recorded_at", "-id").first()
        )
    return RelativeFacts(
        reference=str(relative.pk),
        is_main_contact=relative.is_primary,
        wish=RelativeWish(relative.wish),
        has_consent=relative.has_consent,
        is_suspect_or_lives_with_suspect=relative.is_suspect_or_lives_with_suspect,
        has_died=relative.person.died_on is not None,
        has_opted_out=profile is not None and profile.opted_out_at is not None,
        born_on=relative.person.born_on,
    )


def _locked(victim_id: uuid.UUID, *, actor: Actor) -> Victim:
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    return victim


def _relative(connection_id: uuid.UUID, *, actor: Actor, is_open: bool = True) -> Connection:
    found = Connection.objects.filter(pk=connection_id, kind=ConnectionKind.CLOSE_RELATIVE)
    victim_id = found.values_list("victim_id", flat=True).first()
    if victim_id is None:
        raise NotInFamily("Nobody of a family")
    victim = _locked(victim_id, actor=actor)
    relative = found.select_for_update(of=("self",)).select_related("person").get()
    if is_open and relative.ended_at is not None:
        raise NotInFamily("They are no longer told anything")
    relative.victim = victim
    return relative


def _others_fit(relative: Connection, *, on: dt.date) -> bool:
    others = (
        Connection.objects.filter(
            victim_id=relative.victim_id, kind=ConnectionKind.CLOSE_RELATIVE, ended_at__isnull=True
        )
        .exclude(pk=relative.pk)
        .select_related("person")
    )
    return any(not rules.unfit_as_main_contact(relative=facts_of(relative=other), on=on) for other in others)


def _put_person(person: Person, entry: RelativeEntry) -> None:
    person.full_name = entry.full_name.strip()
    person.preferred_name = entry.preferred_name.strip()
    person.born_on = entry.born_on
    person.language = entry.language
    person.other_language = entry.other_language.strip() if entry.language is Language.OTHER else ""
    person.needs_interpreter = entry.needs_interpreter
    person.formats = list(entry.formats)
    person.access_needs = entry.access_needs.strip()


def _put_relative(relative: Connection, entry: RelativeEntry) -> None:
    relative.relationship = entry.relationship.strip()
    relative.wish = entry.wish
    relative.is_suspect_or_lives_with_suspect = entry.is_suspect_or_lives_with_suspect
    relative.has_consent = entry.has_consent is True
    relative.consent_ends_on = None
    told = {True: MayBeTold.EVERYTHING, False: MayBeTold.NOTHING, None: MayBeTold.NOT_ASKED}
    relative.may_be_told = told[entry.has_consent]


def _put_main_contact(
    victim: Victim,
    before: Connection | None,
    after: Connection,
    reason: MainContactReason,
    *,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> MainContactChange:
    """Move the place from one relative to another, the older first: the database allows one at a time."""
    if before is not None:
        before.is_primary = False
        before.save(update_fields=["is_primary"])
    after.is_primary = True
    after.save(update_fields=["is_primary"])
    return _note_change(victim, before, after, reason, note=note, actor=actor, at=at)


def _note_change(
    victim: Victim,
    before: Connection | None,
    after: Connection | None,
    reason: MainContactReason,
    *,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> MainContactChange:
    change = MainContactChange.objects.create(
        victim=victim,
        before=before,
        after=after,
        reason=reason,
        note=note.strip(),
        changed_at=at,
        changed_by=actor.label,
    )
    audit.record(actor=actor, verb=Verb.CHANGED, subject=change, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return change
