"""The family of a victim who died, as staff read it: each relative with how to reach them, and who speaks for all."""

import dataclasses
import uuid

from cases.models import Connection, ContactPoint, MainContactChange, SafeContactProfile, Victim
from cases.rules.vocabulary import ConnectionKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RelativeRecord:
    """One relative: who they are to the victim, and how they may be reached."""

    connection: Connection
    #: The profile in force; None when nobody has asked yet how to reach them safely.
    profile: SafeContactProfile | None
    #: Current contact points.
    points: tuple[ContactPoint, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Everybody of one family."""

    #: In touch with us, main contact first.
    relatives: tuple[RelativeRecord, ...]
    #: No longer told anything, newest first.
    former: tuple[Connection, ...]
    #: Family Liaison Officers, the one to use first.
    officers: tuple[Connection, ...]
    #: Every change of who speaks for the family, newest first.
    changes: tuple[MainContactChange, ...]

    @property
    def main_contact(self) -> Connection | None:
        """Name who speaks for the family; None where nobody is chosen."""
        first = next(iter(self.relatives), None)
        return first.connection if first is not None and first.connection.is_primary else None


def family_of(*, victim: Victim) -> Family:
    """Read the family of one victim; the caller has read the case for the viewer. Four queries, however large it is."""
    found = list(
        Connection.objects.filter(victim=victim, kind__in=[ConnectionKind.CLOSE_RELATIVE, ConnectionKind.FLO])
        .select_related("person")
        .order_by("-is_primary", "recorded_at", "id")
    )
    relatives = [each for each in found if each.kind == ConnectionKind.CLOSE_RELATIVE]
    records = _records([each for each in relatives if each.ended_at is None])
    former = sorted((each for each in relatives if each.ended_at is not None), key=_ended_at, reverse=True)
    return Family(
        relatives=records,
        former=tuple(former),
        officers=tuple(each for each in found if each.kind == ConnectionKind.FLO and each.ended_at is None),
        changes=tuple(
            MainContactChange.objects.filter(victim=victim)
            .select_related("before__person", "after__person")
            .order_by("-changed_at", "-id")
        ),
    )


def relative_of(*, victim: Victim, connection_id: uuid.UUID) -> RelativeRecord:
    """Read one relative who is in touch with us; the caller has read the case for the viewer.

    Raises:
        Connection.DoesNotExist: nobody of this family, or no longer told anything.
    """
    connection = Connection.objects.select_related("person").get(
        pk=connection_id, victim=victim, kind=ConnectionKind.CLOSE_RELATIVE, ended_at__isnull=True
    )
    return _records([connection])[0]


def _ended_at(connection: Connection) -> str:
    return connection.ended_at.isoformat() if connection.ended_at is not None else ""


def _records(connections: list[Connection]) -> tuple[RelativeRecord, ...]:
    people = [each.person_id for each in connections]
    profiles = {
        profile.person_id: profile
        for profile in SafeContactProfile.objects.filter(person_id__in=people)
        .order_by("person_id", "-recorded_at", "-id")
        .distinct("person_id")
    }
    points: dict[uuid.UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(person_id__in=people, superseded_at__isnull=True).order_by("kind", "id"):
        points.setdefault(point.person_id, []).append(point)
    return tuple(
        RelativeRecord(
            connection=each,
            profile=profiles.get(each.person_id),
            points=tuple(points.get(each.person_id, ())),
        )
        for each in connections
    )
