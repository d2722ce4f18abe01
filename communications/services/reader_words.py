"""A reader chooses the words for the person accused and for themselves, and how they are addressed (V32)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Person, Victim
from cases.services import addressing
from cases.services.addressing import NotAName as NotAName
from communications.models import ReaderWish
from communications.rules.reader_words import AccusedWords, OwnWord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a reader chose; what stands where they chose nothing."""

    accused: AccusedWords
    own_word: OwnWord
    #: How they want to be addressed; empty means by their full name. Stays out of ``repr``.
    addressed_as: str = dataclasses.field(repr=False)


def open_words(*, viewer: Actor, at: dt.datetime) -> OwnWords:
    """Open what a person who is signed in to the portal chose, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer has no record of their own.
    """
    victim_id, person_id = _own(viewer)
    with transaction.atomic():
        victim = Victim.objects.get(pk=victim_id)
        person = Person.objects.get(pk=person_id)
        wish = newest(victim=victim, person=person)
        subject = ("words", str(victim.pk))
        audit.record(
            actor=viewer, verb=Verb.VIEWED, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at
        )
    return OwnWords(
        accused=AccusedWords(wish.accused) if wish is not None else AccusedWords.BY_STAGE,
        own_word=OwnWord(wish.own_word) if wish is not None else OwnWord.NO_WORD,
        addressed_as=person.preferred_name,
    )


@transaction.atomic
def choose_words(*, words: OwnWords, actor: Actor, at: dt.datetime) -> bool:
    """Take down what a person who is signed in to the portal chose; return whether it changed anything.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NotAName: they cannot be addressed so.
    """
    victim_id, person_id = _own(actor)
    # Two presses of one button arrive together; the second finds what the first took down.
    victim = Victim.objects.select_for_update(of=("self",), no_key=True).get(pk=victim_id)
    person = Person.objects.get(pk=person_id)
    is_renamed = addressing.address_as(victim=victim, person_id=person.pk, name=words.addressed_as, actor=actor, at=at)
    before = newest(victim=victim, person=person)
    was = (before.accused, before.own_word) if before is not None else (AccusedWords.BY_STAGE, OwnWord.NO_WORD)
    if was == (words.accused, words.own_word):
        return is_renamed
    wish = ReaderWish.objects.create(
        victim=victim,
        person=person,
        accused=words.accused,
        own_word=words.own_word,
        recorded_at=at,
        recorded_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=wish,
        case_id=victim.case_id,
        victim_id=victim.pk,
        at=at,
        detail={"accused": words.accused.value},
    )
    return True


def _own(actor: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    """Give the keys of the actor's own record and person."""
    require(actor=actor, permission=Permission.CHOOSE_OWN_WORDS, victim_id=actor.victim_id)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_WORDS, is_about_an_object=True)
    return actor.victim_id, actor.person_id


def newest(*, victim: Victim, person: Person) -> ReaderWish | None:
    """Return what is in force for one reader of one record; None where they chose nothing. Asks for no permission."""
    return ReaderWish.objects.filter(victim=victim, person=person).order_by("-recorded_at", "-id").first()
