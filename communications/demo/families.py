"""Gives victims of the demo who died more than one relative: each with a wish, a way and a language of their own."""

import datetime as dt
import random
from collections.abc import Callable

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Case, Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.rules import contact_keys
from cases.rules.vocabulary import (
    ConnectionKind,
    ContactMethod,
    ContactPointKind,
    Language,
    MayBeTold,
    RelativeWay,
    RelativeWish,
)
from cases.rules.working_days import london_date
from communications.demo.people import Invented, People
from communications.models import Communication
from communications.rules.vocabulary import Channel
from communications.services import relative_tellings

_BY = "system:demo"
_OTHERS = (
    ("sister", RelativeWish.BY_US),
    ("father", RelativeWish.THROUGH_FLO),
    ("brother", RelativeWish.NOT_AT_ALL),
    ("aunt", RelativeWish.THROUGH_MAIN_CONTACT),
    ("cousin", RelativeWish.NOT_ASKED),
)

_IS_WOMAN = {"sister": True, "aunt": True, "father": False, "brother": False}


def gather(*, case: Case, victim: Victim, number: int, at: dt.datetime, today: dt.date) -> None:
    """Record two or three relatives beside the main contact; the same ones each time."""
    # A chance of its own, so that these people change nothing else of the demo.
    chance = random.Random(f"family:{number}")
    people = People(chance=chance, invented_before=number, is_in_wales=case.area.is_welsh)
    for relationship, wish in chance.sample(_OTHERS, chance.choice((2, 3))):
        invented = people.adult(today=today, is_woman=_IS_WOMAN.get(relationship))
        _relative(case, victim, invented, relationship=relationship, wish=wish, at=at, chance=chance)


def tell(*, case: Case, now: dt.datetime, actor_of: Callable[[StaffUser], Actor]) -> None:
    """Let liaison officers say of some families who has been told; of the others nobody has asked yet."""
    chance = random.Random(f"told:{case.urn}")
    letters = Communication.objects.filter(
        case=case, relative_tellings__isnull=False, channel=Channel.INTERMEDIARY_EMAIL, telling__isnull=True
    ).distinct()
    for letter in letters.select_related("victim__officer").order_by("opened_at"):
        officer, sent_at = letter.victim.officer, letter.sent_at
        if officer is None or sent_at is None or chance.random() < 0.4:
            continue
        by_word = letter.relative_tellings.filter(
            settled_at__isnull=True, way__in=[RelativeWay.THROUGH_FLO, RelativeWay.THROUGH_MAIN_CONTACT]
        )
        relative_tellings.confirm(
            letter_id=letter.pk,
            telling_ids=list(by_word.values_list("pk", flat=True)),
            with_main_contact=True,
            told_on=london_date(at=sent_at),
            note="The liaison officer sat with them while they read it.",
            actor=actor_of(officer),
            at=now,
        )


def _relative(
    case: Case,
    victim: Victim,
    invented: Invented,
    *,
    relationship: str,
    wish: RelativeWish,
    at: dt.datetime,
    chance: random.Random,
) -> None:
    is_willing = wish not in {RelativeWish.NOT_AT_ALL, RelativeWish.NOT_ASKED}
    person = Person.objects.create(
        full_name=invented.full_name,
        preferred_name=invented.preferred_name,
        language=Language.CY if case.area.is_welsh and chance.random() < 0.5 else Language.EN,
        formats=["LARGE_PRINT"] if chance.random() < 0.2 else [],
    )
    Connection.objects.create(
        victim=victim,
        person=person,
        kind=ConnectionKind.CLOSE_RELATIVE,
        relationship=relationship,
        is_suspect_or_lives_with_suspect=False if is_willing else None,
        has_consent=is_willing,
        may_be_told=MayBeTold.EVERYTHING if is_willing else MayBeTold.NOT_ASKED,
        wish=wish,
        recorded_at=at,
        recorded_by=_BY,
    )
    if wish is not RelativeWish.BY_US:
        return
    method = chance.choice((ContactMethod.EMAIL, ContactMethod.POST))
    by_post = method is ContactMethod.POST
    kind, value = (ContactPointKind.POST, invented.address) if by_post else (ContactPointKind.EMAIL, invented.email)
    ContactPoint.objects.create(
        person=person,
        kind=kind,
        value=value,
        key=contact_keys.key_for(kind=kind, value=value),
        is_safe=True,
        source="RELATIVE",
        verified_at=at,
        verified_by=_BY,
        recorded_at=at,
        recorded_by=_BY,
    )
    SafeContactProfile.objects.create(
        person=person,
        preferred_method=method,
        confirmed_on=at.date(),
        recorded_at=at,
        recorded_by=_BY,
    )
