"""A decided case with everyone a letter needs: victim, officer, writer and approver, set up as it really happens."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from accounts import actors
from accounts.actors import Actor
from accounts.roles import Role
from cases.models import Case, Obligation, Victim
from cases.rules.vocabulary import DecisionCode, TestFailed
from cases.services.decisions import DecisionEntry
from communications.models import Communication
from communications.services import duties
from tests.factories.accounts import StaffUserFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)

LONDON = ZoneInfo("Europe/London")
#: Thursday 26 March 2026, 11:00 in London.
DECIDED_AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=LONDON)
AT = DECIDED_AT + dt.timedelta(minutes=30)
REASONS = """\
You told the police that somebody broke the lock of your back door while you were at work. You noticed that your laptop
and your mother's ring were gone.

To prove who did it we would need something that shows one person at your house. The police took fingerprints from the
door and asked all your neighbours. Nothing led to one person."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One victim's obligation and draft, and the people who work on it."""

    case: Case
    victim: Victim
    obligation: Obligation
    draft: Communication
    writer: Actor
    approver: Actor


def member(case: Case, role: Role) -> Actor:
    return actors.staff(user=UnitMembershipFactory(unit=case.unit, role=role.value).user, at=AT)


def decided(
    code: DecisionCode = DecisionCode.DISCONTINUE_ALL,
    *,
    person: dict[str, object] | None = None,
    preferred: str = "EMAIL",
    with_officer: bool = True,
    points: tuple[str, ...] = ("email", "post"),
    profile: dict[str, object] | None = None,
    entry: dict[str, object] | None = None,
    category: str = "BURGLARY",
    case: Case | None = None,
    family: Callable[[Victim], None] | None = None,
    **victim_fields: object,
) -> Decided:
    """Record a decision about one victim, at `DECIDED_AT`; ``family`` puts others beside them before."""
    case = case or CaseFactory()
    victim = VictimFactory(
        case=case,
        person=PersonFactory(**{"full_name": "Rhian Hughes", "preferred_name": "Ms Hughes", **(person or {})}),
        officer=StaffUserFactory(full_name="Siân Parry") if with_officer else None,
        **victim_fields,
    )
    if "email" in points:
        ContactPointFactory(person=victim.person, value="rhian@example.org")
    if "post" in points:
        ContactPointFactory(person=victim.person, post=True, value="14 Heol y Gŵr\nExampletown\nEX1 1EX")
    SafeContactProfileFactory(person=victim.person, preferred_method=preferred, **(profile or {}))
    ChargeFactory(
        case=case,
        defendant=DefendantFactory(case=case, name="Gethin Prosser"),
        category=category,
        concerning=[victim],
    )
    if family is not None:
        family(victim)
    said = {"reasons": REASONS, "test_failed": TestFailed.EVIDENTIAL, **(entry or {})}
    duties.record_decision(
        case_id=case.pk,
        entry=DecisionEntry(key="the-decision", code=code, decided_at=DECIDED_AT, **said),
        actor=member(case, Role.PROSECUTOR),
        at=DECIDED_AT + dt.timedelta(minutes=5),
    )
    obligation = Obligation.objects.get(victim=victim)
    return Decided(
        case=case,
        victim=victim,
        obligation=obligation,
        draft=Communication.objects.get(obligation=obligation),
        writer=member(case, Role.VLU_OFFICER),
        approver=member(case, Role.VLU_MANAGER),
    )
