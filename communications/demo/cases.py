"""Builds the facts of demo cases: people, charges, contact points, hearings. Sends and decides nothing."""

import datetime as dt
import random
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Area, Unit, UnitKind
from cases.models import (
    Case,
    CaseEvent,
    Charge,
    ChargeVictim,
    Connection,
    ContactPoint,
    Defendant,
    Hearing,
    Person,
    SafeContactProfile,
    Victim,
)
from cases.rules import contact_keys
from cases.rules.urn import normalise_urn
from cases.rules.vocabulary import (
    CaseEventKind,
    ChargeState,
    ConnectionKind,
    ContactMethod,
    ContactPointKind,
    JourneyStage,
    Language,
    RiskLevel,
    ServiceTier,
    VictimKind,
)
from cases.rules.working_days import LONDON
from communications.demo import families
from communications.demo.offences import Kind
from communications.demo.people import Invented, People
from communications.demo.places import court, forces_of
from communications.demo.staff import Team
from communications.demo.working_days import last_working_day, next_working_day

#: Of how many cases something was decided, and of these how many in the last days.
_DECIDED = 0.72
_DECIDED_LATELY = 0.3
_BY = "system:demo-caseload"
_STAGES = (
    JourneyStage.CPS_REVIEW,
    JourneyStage.CHARGED,
    JourneyStage.FIRST_HEARING,
    JourneyStage.SENT_TO_CROWN,
    JourneyStage.PTPH,
    JourneyStage.TRIAL_PREP,
    JourneyStage.TRIAL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCase:
    """One case of the demo, and what it is about."""

    case: Case
    kind: Kind
    victims: tuple[Victim, ...]
    charges: tuple[Charge, ...]
    #: The working day on which something will be decided; None for a case in which nothing was decided yet.
    decided_on: dt.date | None


class CaseBuilder:
    """Builds one case from a seeded source of chance; its number tells its reference from those of all others."""

    def __init__(self, *, chance: random.Random, people: People, number: int, now: dt.datetime) -> None:
        self._chance = chance
        self._people = people
        self._now = now
        self._today = now.date()
        self._number = number

    @transaction.atomic
    def build(self, *, area: Area, kind: Kind, team: Team) -> DemoCase:
        """Build the case with its people, in a stage that fits its age."""
        age = min(int(kind.median_days * self._chance.uniform(0.1, 1.3)), 500)
        opened_on = self._today - dt.timedelta(days=age + 3)
        decided_on = self._decided_on(age)
        case = self._case(area, kind, opened_on, age, decided_on)
        defendants = [
            Defendant.objects.create(
                case=case,
                name=self._people.defendant_name(),
                born_on=dt.date(1970 + self._number % 30, 1 + self._number % 12, 1 + self._number % 28),
            )
            for _ in range(self._chance.choices((1, 2, 3), (80, 16, 4))[0])
        ]
        count = 1 if kind.is_fatal else self._chance.choices((1, 2, 3), (78, 17, 5))[0]
        victims = tuple(self._victim(case, kind, team, number) for number in range(count))
        charges = tuple(self._charge(case, kind, defendant, victims, opened_on) for defendant in defendants)
        if count == 1 and self._chance.random() < 0.25:
            charges += (self._charge(case, kind, defendants[0], victims, opened_on),)
        self._what_happened(case, opened_on, decided_on)
        return DemoCase(case=case, kind=kind, victims=victims, charges=charges, decided_on=decided_on)

    def _decided_on(self, age: int) -> dt.date | None:
        """Draw whether and when a decision is made, before anything else of the case: nothing follows what ends it.

        A chance of its own, by the number of the case alone: every day lays the same cases with a decision.
        """
        chance = random.Random(f"answered:{self._number}")
        is_decided, is_new = chance.random() < _DECIDED, chance.random() < _DECIDED_LATELY
        days_ago = chance.randrange(0, 12) if is_new else chance.randrange(0, max(age - 9, 1))
        return last_working_day(self._today - dt.timedelta(days=min(days_ago, max(age - 9, 0)))) if is_decided else None

    def _case(self, area: Area, kind: Kind, opened_on: dt.date, age: int, decided_on: dt.date | None) -> Case:
        unit_kind = UnitKind.RASSO if kind.is_rasso else UnitKind.CROWN_COURT
        progress = min(age / kind.median_days, 0.999)
        stage = _STAGES[int(progress * len(_STAGES))]
        forces = forces_of(area=area.code)
        force = forces[self._chance.randrange(10, 64) % len(forces)]
        urn = f"{force}DM{self._number:05d}{opened_on.year % 100:02d}"
        drawn = self._today - dt.timedelta(days=self._chance.randrange(3, 80))
        # A decision may end the case: no step of it begins after that.
        stage_since = max(opened_on, min(drawn, decided_on or drawn))
        case = Case.objects.create(
            urn=urn,
            urn_key=normalise_urn(received=urn).key,
            area=area,
            unit=Unit.objects.get(area=area, kind=unit_kind),
            stage=_STAGES[0],
            stage_since=opened_on,
            is_rasso=kind.is_rasso,
            is_bereaved_family_case=kind.is_fatal,
            opened_on=opened_on,
            facts_changed_at=self._at(opened_on),
        )
        self._pass_steps(case, until=stage, on=stage_since)
        return case

    def _pass_steps(self, case: Case, *, until: JourneyStage, on: dt.date) -> None:
        """Take the case from its first step to the one it is at, so that its past tells how long steps take (V10)."""
        # A chance of its own: how long steps took must not decide what else happens in the demo.
        chance = random.Random(f"steps:{case.urn}")
        steps = _STAGES[1 : _STAGES.index(until) + 1]
        charged_on = self._charged_on(opened_on=case.opened_on, stage_since=on)
        span = (on - charged_on).days
        later = sorted(charged_on + dt.timedelta(days=chance.randint(0, span)) for _ in steps[2:])
        for step, begin in zip(steps, [*[charged_on, *later][: len(steps) - 1], on], strict=False):
            case.stage, case.stage_since = step, begin
            case.save(update_fields=["stage", "stage_since"])

    def _charged_on(self, *, opened_on: dt.date, stage_since: dt.date) -> dt.date:
        """No step that follows the charge came before it."""
        return min(opened_on + dt.timedelta(days=5), stage_since)

    def _victim(self, case: Case, kind: Kind, team: Team, number: int) -> Victim:
        is_child = kind.is_child_abuse or (not kind.is_fatal and self._chance.random() < 0.06)
        is_company = kind.code == "TH68010" and self._chance.random() < 0.3
        invented = (
            self._people.child(today=self._today)
            if is_child
            else self._people.adult(today=self._today, is_woman=True if kind.is_against_women else None)
        )
        died_on = case.opened_on if kind.is_fatal else None
        person = self._person(case, invented, died_on=died_on)
        is_assessed = self._chance.random() < 0.85
        victim = Victim.objects.create(
            case=case,
            person=person,
            reference=f"V{number + 1}",
            kind=VictimKind.BUSINESS if is_company else VictimKind.PERSON,
            is_vulnerable=is_child or (self._chance.random() < 0.1) if is_assessed else None,
            is_intimidated=(kind.is_rasso or self._chance.random() < 0.1) if is_assessed else None,
            is_persistently_targeted=self._chance.random() < 0.05 if is_assessed else None,
            risk_level=self._chance.choice(list(RiskLevel)) if kind.is_domestic_abuse else RiskLevel.UNKNOWN,
            service_tier=self._tier(kind),
            officer=team.rasso_officer if kind.is_rasso else self._chance.choice(team.officers),
        )
        if kind.is_fatal:
            self._family(case, victim)
        elif is_child:
            self._connect(case, victim, ConnectionKind.PARENT_GUARDIAN, self._people.adult(today=self._today))
        elif not is_company:
            self._contact(case, person, invented, kind)
            if kind.is_rasso and self._chance.random() < 0.5:
                self._connect(case, victim, ConnectionKind.ISVA, self._people.professional())
            elif kind.is_domestic_abuse and self._chance.random() < 0.4:
                self._connect(case, victim, ConnectionKind.IDVA, self._people.professional())
        self._connect(case, victim, ConnectionKind.OIC, self._people.professional())
        return victim

    def _person(self, case: Case, invented: Invented, *, died_on: dt.date | None = None) -> Person:
        is_welsh = case.area.is_welsh and self._chance.random() < 0.35
        return Person.objects.create(
            full_name=invented.full_name,
            preferred_name=invented.preferred_name,
            born_on=invented.born_on,
            died_on=died_on,
            language=Language.CY if is_welsh else Language.EN,
            needs_interpreter=self._chance.random() < 0.05,
            formats=self._formats(self._chance.random()),
        )

    def _formats(self, drawn: float) -> list[str]:
        """Say in which forms somebody needs what we write: some everywhere, and of each kind in the Area that is shown.

        Every twentieth case, from one that lies in that Area; ``drawn`` lies between 0 and 1.
        """
        by_turn = {5: "EASY_READ", 9: "LARGE_PRINT"}.get(self._number % 20, "")
        if by_turn:
            return [by_turn]
        return ["LARGE_PRINT"] if drawn < 0.04 else ["EASY_READ"] if drawn < 0.06 else []

    def _contact(self, case: Case, person: Person, invented: Invented, kind: Kind) -> None:
        """Give a person the points by which they can be reached; some are not safe, and a few people have none."""
        lives_with_danger = kind.is_domestic_abuse and self._chance.random() < 0.4
        at = self._at(case.opened_on)
        for point_kind, value, is_safe in (
            (ContactPointKind.EMAIL, invented.email, self._chance.random() < 0.85),
            (ContactPointKind.MOBILE, invented.mobile, not lives_with_danger),
            (ContactPointKind.POST, invented.address, not lives_with_danger and self._chance.random() < 0.9),
        ):
            if self._chance.random() < 0.92:
                self._point(person, point_kind, value, is_safe=is_safe, at=at)
        SafeContactProfile.objects.create(
            person=person,
            preferred_method=self._chance.choice(
                (ContactMethod.EMAIL, ContactMethod.EMAIL, ContactMethod.POST, ContactMethod.MOBILE, "")
            ),
            never_post=lives_with_danger,
            uses_portal=self._chance.random() < 0.5,
            safe_windows=[{"days": [0, 1, 2, 3, 4], "from": "09:30", "to": "14:30"}] if lives_with_danger else [],
            opted_out_at=at if self._chance.random() < 0.02 else None,
            rhythm_days=self._chance.choice((None, None, None, 7, 14, 42)),
            confirmed_on=case.opened_on,
            recorded_at=at,
            recorded_by=_BY,
        )

    def _point(self, person: Person, kind: ContactPointKind, value: str, *, is_safe: bool, at: dt.datetime) -> None:
        stored = contact_keys.phone_key(value=value) if kind is ContactPointKind.MOBILE else value
        ContactPoint.objects.create(
            person=person,
            kind=kind,
            value=stored,
            key=contact_keys.key_for(kind=kind, value=value),
            is_safe=is_safe,
            source="ONBOARDING" if is_safe else "POLICE",
            verified_at=at if is_safe else None,
            verified_by=_BY if is_safe else "",
            recorded_at=at,
            recorded_by=_BY,
        )

    def _connect(self, case: Case, victim: Victim, kind: ConnectionKind, invented: Invented) -> None:
        person = Person.objects.create(full_name=invented.full_name, born_on=None)
        parent = "father" if invented.is_man else "mother"
        at = self._at(case.opened_on)
        self._point(person, ContactPointKind.EMAIL, invented.email, is_safe=True, at=at)
        if kind in {ConnectionKind.PARENT_GUARDIAN, ConnectionKind.CLOSE_RELATIVE}:
            self._point(person, ContactPointKind.POST, invented.address, is_safe=True, at=at)
        Connection.objects.create(
            victim=victim,
            person=person,
            kind=kind,
            relationship=parent if kind is ConnectionKind.PARENT_GUARDIAN else "",
            is_primary=True,
            is_suspect_or_lives_with_suspect=None if self._chance.random() < 0.1 else False,
            has_consent=True,
            recorded_at=at,
            recorded_by=_BY,
        )

    def _family(self, case: Case, victim: Victim) -> None:
        self._connect(case, victim, ConnectionKind.FLO, self._people.professional())
        self._connect(case, victim, ConnectionKind.CLOSE_RELATIVE, self._people.adult(today=self._today))
        at = dt.datetime(case.opened_on.year, case.opened_on.month, case.opened_on.day, 11, tzinfo=dt.UTC)
        families.gather(case=case, victim=victim, number=self._number, at=at, today=self._today)

    def _charge(
        self, case: Case, kind: Kind, defendant: Defendant, victims: tuple[Victim, ...], opened_on: dt.date
    ) -> Charge:
        is_before_charge = case.stage == JourneyStage.CPS_REVIEW
        charge = Charge.objects.create(
            case=case,
            defendant=defendant,
            offence_code=kind.code,
            title=kind.title,
            plain_description=kind.plain,
            category=kind.category,
            hate_strands=[strand.value for strand in kind.strands],
            is_domestic_abuse=kind.is_domestic_abuse,
            is_child_abuse=kind.is_child_abuse,
            offence_on=opened_on - dt.timedelta(days=self._chance.randrange(1, 30)),
            charged_on=None
            if is_before_charge
            else self._charged_on(opened_on=opened_on, stage_since=case.stage_since),
            state=ChargeState.ALLEGED if is_before_charge else ChargeState.CHARGED,
        )
        ChargeVictim.objects.bulk_create(ChargeVictim(charge=charge, victim=victim) for victim in victims)
        return charge

    def _what_happened(self, case: Case, opened_on: dt.date, decided_on: dt.date | None) -> None:
        self._event(case, CaseEventKind.CASE_OPENED, opened_on)
        if case.stage == JourneyStage.CPS_REVIEW:
            return
        charged_on = self._charged_on(opened_on=opened_on, stage_since=case.stage_since)
        self._event(case, CaseEventKind.CHARGED, charged_on)
        court_name, welsh = court(area=case.area_id, is_crown=case.stage in _STAGES[3:])
        ahead = self._chance.randrange(3, 120)
        sits_on = next_working_day(self._today + dt.timedelta(days=ahead))
        Hearing.objects.create(
            case=case,
            kind="Trial" if case.stage in _STAGES[5:] else "Hearing",
            court_name=court_name,
            court_name_welsh=welsh,
            starts_at=self._at(sits_on).astimezone(LONDON).replace(hour=10, minute=0),
        )
        listed_on = min(self._today, decided_on or self._today) - dt.timedelta(days=20)
        self._event(case, CaseEventKind.HEARING_LISTED, max(charged_on, listed_on))

    def _event(self, case: Case, kind: CaseEventKind, on: dt.date) -> None:
        CaseEvent.objects.create(
            case=case, kind=kind, key=f"demo:{kind}", occurred_at=self._at(on), recorded_at=self._now, recorded_by=_BY
        )

    def _at(self, on: dt.date) -> dt.datetime:
        return dt.datetime(on.year, on.month, on.day, 10, self._chance.randrange(60), tzinfo=dt.UTC)

    def _tier(self, kind: Kind) -> ServiceTier:
        if kind.is_fatal:
            return ServiceTier.BEREAVED_FAMILY
        if kind.is_rasso:
            return ServiceTier.RASSO
        if kind.is_domestic_abuse or kind.is_child_abuse or kind.strands:
            return ServiceTier.ENHANCED
        return self._chance.choice((ServiceTier.UNIVERSAL, ServiceTier.UNIVERSAL, ServiceTier.NOT_ALIGNED))
