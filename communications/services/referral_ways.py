"""By which of a person's own numbers and emails a support service may get in touch (REF-3). Reads, and decides nothing.

The numbers are those that we know, each asked of the same rules as whatever we send ourselves: nobody types one for a
service, so that whoever holds the phone cannot lead a service elsewhere (T4).
"""

import dataclasses
import datetime as dt

from cases.models import ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ContactPointKind
from communications.rules import referrals as rules
from communications.rules.safe_contact import Refusal
from communications.services.safe_contact import known_about

_KINDS = (ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE, ContactPointKind.EMAIL)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One number or email, and what is against telling it to a service."""

    point: ContactPoint
    #: Whether we ourselves may leave a message there; a service never may where we may not.
    may_leave_message: bool
    #: Empty where it may be passed on.
    against: tuple[Refusal, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Every number and email of a person, and when the service may use them."""

    all: tuple[Way, ...]
    #: As stored: windows of the week that are safe, and what is to be avoided.
    safe_windows: tuple[dict[str, object], ...]
    times_to_avoid: tuple[dict[str, object], ...]

    @property
    def usable(self) -> tuple[Way, ...]:
        """List those that may be passed on."""
        return tuple(way for way in self.all if not way.against)

    @property
    def why_none(self) -> tuple[Refusal, ...]:
        """Say why none may be passed on, each reason once; empty when one may."""
        if self.usable:
            return ()
        reasons = [refusal for way in self.all for refusal in way.against]
        return tuple(dict.fromkeys(reasons)) or (Refusal.NO_CONTACT_POINT,)

    def of(self, *, point_id: object) -> Way | None:
        """Find one by the version of the number or email; None where it is not current any more."""
        return next((way for way in self.all if way.point.pk == point_id), None)


def ways_of(*, victim: Victim, person: Person, at: dt.datetime) -> Ways:
    """Read the numbers and emails of a person at an aware instant, the mobile first, with what is against each."""
    known = known_about(victim=victim, person=person, at=at)
    row = SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id").first()
    voicemail = row.voicemail if row is not None else None
    points = [point for point in known.profile.points if point.kind in _KINDS]
    return Ways(
        all=tuple(
            Way(
                point=known.points[point.id],
                may_leave_message=point.kind is not ContactPointKind.EMAIL
                and (known.points[point.id].may_leave_voicemail if voicemail is None else voicemail),
                against=rules.against(point=point, profile=known.profile, at=at),
            )
            for point in sorted(points, key=lambda point: _KINDS.index(point.kind))
        ),
        safe_windows=tuple(row.safe_windows) if row is not None else (),
        times_to_avoid=tuple(row.times_to_avoid) if row is not None else (),
    )
