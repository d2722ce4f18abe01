"""Lets some people of the demo choose for themselves how we keep in touch (V9, V11, V13, V30)."""

import datetime as dt
import random

from accounts import actors
from accounts.actors import Actor
from cases.models import Person, SafeContactProfile, Victim
from cases.rules.vocabulary import JourneyStage
from cases.services import agreeing
from cases.services.people import ProfileChange, Seen
from communications.rules.own_choices import OFFERED_RHYTHMS, Doubt
from communications.services import own_choices, own_contact, promises
from triage.rules.facts import OwnView

_CHOOSERS = 20
_AFTER_WORK: list[dict[str, object]] = [{"days": [0, 1, 2, 3, 4], "from": "17:00", "to": "19:30"}]
_SCHOOL_RUN: list[dict[str, object]] = [{"days": [0, 1, 2, 3, 4], "from": "08:00", "to": "09:15"}]
#: Two words each, as people choose them.
_PHRASES = ("green harbour", "paper lantern", "silver thimble", "quiet bicycle")
_NEEDS = ("LARGE_PRINT", "EASY_READ", "READ_TO_ME")


def let_some_choose(*, seed: int, now: dt.datetime) -> int:
    """Let people in contact choose in the last days; one stays unsure about going on. Return how many chose."""
    chance = random.Random(f"{seed}:choices")
    victims = list(
        Victim.objects.filter(
            officer__isnull=False,
            in_contact_since__isnull=False,
            contact_ended_on__isnull=True,
            has_declined_contact=False,
            case__closed_on__isnull=True,
            person__died_on__isnull=True,
        )
        .exclude(case__stage__in=[JourneyStage.CLOSED, JourneyStage.STOPPED])
        .select_related("person", "case")
        .order_by("case__urn", "reference")
    )
    chosen = chance.sample(victims, k=min(_CHOOSERS, len(victims)))
    for number, victim in enumerate(chosen):
        at = now - dt.timedelta(days=chance.randrange(0, 4), hours=chance.randrange(1, 9))
        actor = actors.victim(victim_id=victim.pk, person_id=victim.person_id)
        _often(actor, victim.person, chance, at=at)
        _safely(actor, victim.person, chance, at=at)
        if number % 3 == 0:
            _needs(actor, victim.person, chance, at=at)
    if chosen:
        first = chosen[0]
        own_contact.say_doubt(
            actor=actors.victim(victim_id=first.pk, person_id=first.person_id), doubt=Doubt.TALK, at=now
        )
    return len(chosen)


def _seen(person: Person) -> Seen:
    newest = SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id")
    return Seen(newest.values_list("pk", flat=True).first())


def _often(actor: Actor, person: Person, chance: random.Random, *, at: dt.datetime) -> None:
    paused_until = at.date() + dt.timedelta(days=60) if chance.random() < 0.15 else None
    try:
        own_choices.choose_rhythm(
            actor=actor, rhythm_days=chance.choice(OFFERED_RHYTHMS), paused_until=paused_until,
            seen=_seen(person), at=at,
        )  # fmt: skip
    except promises.NotInContact:
        # Somebody else is kept informed for them.
        return


def _safely(actor: Actor, person: Person, chance: random.Random, *, at: dt.datetime) -> None:
    change = ProfileChange(
        safe_windows=_AFTER_WORK if chance.random() < 0.4 else None,
        times_to_avoid=_SCHOOL_RUN if chance.random() < 0.4 else None,
        voicemail=chance.random() < 0.3,
        code_phrase=chance.choice(_PHRASES) if chance.random() < 0.5 else None,
    )
    own_choices.choose_safe_contact(actor=actor, change=change, seen=_seen(person), at=at)


def _needs(actor: Actor, person: Person, chance: random.Random, *, at: dt.datetime) -> None:
    known = agreeing.needs_of(person=Person.objects.get(pk=person.pk))
    needs = agreeing.Needs(
        preferred_name=known.preferred_name,
        language=known.language,
        other_language=known.other_language,
        needs_interpreter=known.needs_interpreter,
        formats=(*known.formats, *({chance.choice(_NEEDS)} - {*known.formats})),
        access_needs=known.access_needs,
    )
    view = chance.choice((OwnView.MORE_SUPPORT, OwnView.ABOUT_RIGHT))
    own_choices.choose_needs(actor=actor, needs=needs, own_view=view, seen=known, at=at)
