"""Which of a person's numbers may be rung now, asked of the same rules as every message (peers.md 3, leap 8)."""

import dataclasses
import datetime as dt

from cases.models import ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ContactMethod, ContactPointKind
from communications.rules import safe_contact
from communications.rules.safe_contact import Refusal, SendDecision
from communications.services.safe_contact import known_about

_PHONES = frozenset({ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number of a person, and whether it may be rung at the moment that was asked about."""

    point: ContactPoint
    decision: SendDecision
    #: What the person said for all their numbers, else what was agreed with this one.
    may_leave_voicemail: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """Every number of a person, the preferred one first, and what the rules know about them."""

    profile: safe_contact.SafeContactProfile
    all: tuple[Phone, ...]

    @property
    def usable(self) -> tuple[Phone, ...]:
        """List the numbers that may be rung now or once it is a safe time."""
        return tuple(one for one in self.all if one.decision.is_allowed or one.decision.retry_at is not None)

    @property
    def why_none(self) -> tuple[str, ...]:
        """Say why none may be rung, each reason once; empty when one may, or none is recorded."""
        if self.usable:
            return ()
        if not self.all:
            return (Refusal.NO_CONTACT_POINT.words,)
        return tuple(dict.fromkeys(reason for one in self.all for reason in one.decision.reasons))

    def phone(self, *, point_id: object) -> Phone | None:
        """Find one number."""
        return next((one for one in self.all if one.point.pk == point_id), None)


def phones(
    *, victim: Victim, person: Person, at: dt.datetime, addressee: str = "", deadline: dt.datetime | None = None
) -> Phones:
    """Ask about every number of a person at an aware instant; ``addressee`` as in ``safe_contact.known_about``."""
    known = known_about(victim=victim, person=person, at=at, addressee=addressee)
    preferred, voicemail = (
        SafeContactProfile.objects.filter(person=person)
        .order_by("-recorded_at", "-id")
        .values_list("preferred_method", "voicemail")
        .first()
    ) or ("", None)
    first = ContactPointKind.HOME_PHONE if preferred == ContactMethod.HOME_PHONE else ContactPointKind.MOBILE
    points = [point for point in known.profile.points if point.kind in _PHONES]
    return Phones(
        profile=known.profile,
        all=tuple(
            Phone(
                point=known.points[point.id],
                decision=safe_contact.may_call(point=point, profile=known.profile, at=at, deadline=deadline),
                may_leave_voicemail=(known.points[point.id].may_leave_voicemail if voicemail is None else voicemail),
            )
            for point in sorted(points, key=lambda point: point.kind is not first)
        ),
    )
