"""Whoever does or looks at something: staff, a signed-in victim, somebody beside one, a machine client or a process.

An actor is a frozen value made once per request, task or command. It carries what the actor holds, so that asking
whether something is allowed costs no query, and a label for the audit trail that holds ids only.
"""

import dataclasses
import datetime as dt
import enum
import uuid

from accounts.models import ApiClient, StaffUser, UnitKind, UnitMembership
from accounts.permissions import Permission
from accounts.roles import Role, SystemProcess


class ActorKind(enum.StrEnum):
    """What sort of actor it is; the first word of its label."""

    STAFF = "staff"
    VICTIM = "victim"
    SUPPORTER = "supporter"
    CLIENT = "client"
    SYSTEM = "system"
    NOBODY = "nobody"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role held in one place."""

    role: Role
    #: The Area in which it is held; None only where the role is held everywhere.
    area_code: str | None = None
    #: The unit in which it is held, where it is held in one.
    unit_id: uuid.UUID | None = None
    #: Whether that unit, or the role itself, works on RASSO-restricted cases.
    works_on_restricted: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. Build it with ``staff``, ``victim``, ``supporter``, ``api_client``, ``system`` or ``nobody``."""

    kind: ActorKind
    #: A key or a process name; never a name, an address or anything else that says who a person is.
    identifier: str
    #: Roles held, for everyone but a process of the service.
    grants: frozenset[Grant] = frozenset()
    #: What a process of the service may do; empty for everyone else.
    process_permissions: frozenset[Permission] = frozenset()
    #: Of a signed-in victim: the one victim record that is theirs to read. Of somebody who stands beside victims: the
    #: one of whose record they are shown a part.
    victim_id: uuid.UUID | None = None
    #: Of a signed-in victim (or relative, or supporter): the person the invitation was bound to.
    person_id: uuid.UUID | None = None

    @property
    def label(self) -> str:
        """Name the actor for the audit trail and the ``_by`` columns, for example ``system:delivery``."""
        return f"{self.kind.value}:{self.identifier}"

    @property
    def acts_as(self) -> str:
        """Say in which roles the actor acts, as codes: what a victim is told about who looked at their record."""
        if self.kind is ActorKind.SYSTEM:
            return "SYSTEM"
        return "+".join(sorted({grant.role.value for grant in self.grants})) or "NONE"

    @property
    def is_known(self) -> bool:
        """Whether this is anybody at all."""
        return self.kind is not ActorKind.NOBODY

    def __str__(self) -> str:
        return self.label


NOBODY = Actor(kind=ActorKind.NOBODY, identifier="anonymous")


def staff(*, user: StaffUser, at: dt.datetime) -> Actor:
    """Return the actor for a member of staff, with the memberships in force at the aware datetime ``at``.

    One query, or none for the member of staff behind a session, who comes with their memberships
    (`accounts.backends.StaffBackend`). A leaver (inactive account) is an actor who may do nothing. A membership with a
    role this version of the service does not know gives nothing either.
    """
    if not user.is_active:
        return Actor(kind=ActorKind.STAFF, identifier=str(user.pk))
    memberships: list[UnitMembership] | None = getattr(user, "memberships_read", None)
    if memberships is None:
        memberships = list(user.memberships.select_related("unit"))
    known = {role.value: role for role in Role if role.definition.for_staff}
    grants = frozenset(
        Grant(
            role=known[each.role],
            area_code=each.unit.area_id,
            unit_id=each.unit_id,
            works_on_restricted=known[each.role].definition.works_on_restricted or each.unit.kind == UnitKind.RASSO,
        )
        for each in memberships
        if each.role in known and each.granted_at <= at and (each.ended_at is None or each.ended_at > at)
    )
    return Actor(kind=ActorKind.STAFF, identifier=str(user.pk), grants=grants)


def victim(*, victim_id: uuid.UUID, person_id: uuid.UUID) -> Actor:
    """Return the actor for a person signed in to the portal: they may read this one victim's record.

    ``person_id`` names who is signed in (the victim, or the relative or representative invited in their place), so
    that the trail tells a parent's look from the victim's own.
    """
    return Actor(
        kind=ActorKind.VICTIM,
        identifier=str(person_id),
        grants=frozenset({Grant(role=Role.VICTIM, works_on_restricted=True)}),
        victim_id=victim_id,
        person_id=person_id,
    )


def supporter(*, victim_id: uuid.UUID, person_id: uuid.UUID) -> Actor:
    """Return the actor for somebody signed in who stands beside a victim: they see what that victim agreed to.

    What of the record they are shown is the victim's consent's to say (SHOW-1); nothing that is the victim's own to
    read or do is allowed to them.
    """
    return Actor(
        kind=ActorKind.SUPPORTER,
        identifier=str(person_id),
        grants=frozenset({Grant(role=Role.SUPPORTER, works_on_restricted=True)}),
        victim_id=victim_id,
        person_id=person_id,
    )


def api_client(*, client: ApiClient) -> Actor:
    """Return the actor for a machine client; one bound to an Area reaches no other, and a revoked one nothing."""
    if client.revoked_at is not None:
        return Actor(kind=ActorKind.CLIENT, identifier=str(client.pk))
    grant = Grant(role=Role.INTEGRATOR, area_code=client.area_id, works_on_restricted=True)
    return Actor(kind=ActorKind.CLIENT, identifier=str(client.pk), grants=frozenset({grant}))


def system(process: SystemProcess) -> Actor:
    """Return the actor for a named process of the service, for example ``actors.system(SystemProcess.DELIVERY)``."""
    return Actor(kind=ActorKind.SYSTEM, identifier=process.value, process_permissions=process.permissions)
