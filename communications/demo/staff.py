"""Demo staff: one known sign-in for each role, and liaison officers in every Area."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.grades import Grade
from accounts.models import Area, StaffUser, Unit, UnitKind, UnitMembership
from accounts.roles import Role

#: Printed at start, only ever set on example.org accounts of the demo.
PASSWORD = "demonstration-only"  # noqa: S105 (a demo account's password is meant to be read)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in to print."""

    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people of one Area whom the demo lets act."""

    prosecutor: StaffUser
    rasso_prosecutor: StaffUser
    #: Has no part in the decisions of the demo, and so may look at them again.
    fresh_prosecutor: StaffUser
    officers: tuple[StaffUser, ...]
    rasso_officer: StaffUser
    manager: StaffUser
    rasso_manager: StaffUser


#: (address, name, job title, role, kind of unit) of the sign-ins that are printed; all of one Area.
_KNOWN = (
    ("prosecutor@example.org", "Robin Prosecutor", "Crown Prosecutor", Role.PROSECUTOR, UnitKind.CROWN_COURT),
    ("letters@example.org", "Sam Letters", "Victim Liaison Officer", Role.VLU_OFFICER, UnitKind.VLU),
    ("manager@example.org", "Alex Manager", "Victim Liaison Unit manager", Role.VLU_MANAGER, UnitKind.VLU),
    ("rasso@example.org", "Jo Liaison", "Victim Liaison Officer (RASSO)", Role.VLO_RASSO, UnitKind.RASSO),
    ("area@example.org", "Kim Area", "Area manager", Role.AREA_MANAGER, UnitKind.VLU),
    ("inspector@example.org", "Pat Inspector", "Inspector", Role.INSPECTOR, UnitKind.VLU),
    ("admin@example.org", "Lee Admin", "Administrator", Role.ADMINISTRATOR, UnitKind.VLU),
)


def known_sign_ins() -> list[SignIn]:
    """List the sign-ins that exist, one for each role."""
    existing = set(StaffUser.objects.filter(email__in=[row[0] for row in _KNOWN]).values_list("email", flat=True))
    return [
        SignIn(role=role.label, email=email, password=PASSWORD) for email, _, _, role, _ in _KNOWN if email in existing
    ]


def hire(*, area: Area, is_known_area: bool, at: dt.datetime) -> Team:
    """Create the team of one Area; in the known Area the printed sign-ins are part of it."""
    units = {unit.kind: unit for unit in Unit.objects.filter(area=area)}
    slug = area.code.lower().replace("_", "-")
    if is_known_area:
        for email, name, title, role, kind in _KNOWN:
            user = _employ(email, name, title, role, units[kind], at)
            if role is Role.ADMINISTRATOR:
                user.is_staff = user.is_superuser = True
                user.save(update_fields=["is_staff", "is_superuser"])
        # Everybody may read this password, so one hash does for all; each further one would take a quarter of a second.
        StaffUser.objects.filter(email__in=[row[0] for row in _KNOWN]).update(password=make_password(PASSWORD))

    def one(local: str, name: str, title: str, role: Role, kind: UnitKind) -> StaffUser:
        return _employ(f"{local}.{slug}@example.org", name, title, role, units[kind], at)

    known = {row[0]: row for row in _KNOWN} if is_known_area else {}
    return Team(
        prosecutor=StaffUser.objects.get(email="prosecutor@example.org")
        if known
        else one("prosecutor", "Casey Prosecutor", "Crown Prosecutor", Role.PROSECUTOR, UnitKind.CROWN_COURT),
        rasso_prosecutor=one("rasso.prosecutor", "Drew Lawyer", "Crown Prosecutor", Role.PROSECUTOR, UnitKind.RASSO),
        fresh_prosecutor=[
            one("second.prosecutor", "Robin Ashdown", "Senior Crown Prosecutor", Role.PROSECUTOR, kind)
            for kind in (UnitKind.CROWN_COURT, UnitKind.RASSO)
        ][-1],
        officers=tuple(
            one(f"officer{number}", name, "Victim Liaison Officer", Role.VLU_OFFICER, UnitKind.VLU)
            for number, name in ((1, "Morgan Reed"), (2, "Ali Hartley"))
        )
        + ((StaffUser.objects.get(email="letters@example.org"),) if known else ()),
        rasso_officer=StaffUser.objects.get(email="rasso@example.org")
        if known
        else one("rasso.officer", "Jude Marlow", "Victim Liaison Officer (RASSO)", Role.VLO_RASSO, UnitKind.RASSO),
        manager=_of_grade(
            Grade.MANAGER,
            StaffUser.objects.get(email="manager@example.org")
            if known
            else one("manager", "Frankie Dunmore", "Victim Liaison Unit manager", Role.VLU_MANAGER, UnitKind.VLU),
        ),
        rasso_manager=_of_grade(
            Grade.SENIOR_MANAGER,
            one("rasso.manager", "Ashley Whitcombe", "Victim Liaison Unit manager", Role.VLU_MANAGER, UnitKind.RASSO),
        ),
    )


def _of_grade(grade: Grade, user: StaffUser) -> StaffUser:
    """Give somebody the grade in which they read other people's letters."""
    user.grade = grade.value
    user.save(update_fields=["grade"])
    return user


def _employ(email: str, name: str, title: str, role: Role, unit: Unit, at: dt.datetime) -> StaffUser:
    user = StaffUser.objects.filter(email=email).first()
    if user is None:
        user = StaffUser.objects.create_user(email, full_name=name, job_title=title, phone="01632 960200")
    UnitMembership.objects.get_or_create(
        user=user,
        unit=unit,
        role=role.value,
        ended_at=None,
        defaults={"granted_at": at, "granted_by": "system:demo-caseload"},
    )
    return user
