"""How people may be reached: versions, never overwritten; clocks only ever shorter (V13, T5, T16, F22)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Case, ContactPoint, Obligation, SafeContactProfile
from cases.rules.vocabulary import ConnectionKind, ContactPointKind, OffenceCategory, ServiceTier
from cases.services import contact_points, people
from cases.services.people import ProfileChange, RightsChange
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    PersonFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data

AT = dt.datetime(2026, 3, 27, 12, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def officer(case: Case) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=case.unit, role=Role.VLU_OFFICER).user, at=AT)


def add(victim, *, kind=ContactPointKind.EMAIL, value="new@example.com", is_safe=True) -> ContactPoint:
    return contact_points.add_contact_point(
        case_id=victim.case_id,
        person_id=victim.person_id,
        kind=kind,
        value=value,
        is_safe=is_safe,
        source="ONBOARDING",
        actor=officer(victim.case),
        at=AT,
    )


class TestAddContactPoint:
    def test_supersedes_the_version_before_and_never_overwrites_it(self) -> None:
        victim = VictimFactory()
        old = ContactPointFactory(person=victim.person, value="same@example.com", key="same@example.com")

        new = add(victim, value="Same@example.com", is_safe=False)

        old.refresh_from_db()
        assert old.superseded_at == AT
        assert old.value == "same@example.com"
        assert new.is_safe is False
        assert new.verified_at is None

    def test_tells_senders_that_facts_changed(self) -> None:
        victim = VictimFactory()

        add(victim)

        victim.case.refresh_from_db()
        assert victim.case.facts_changed_at == AT

    def test_leaves_a_trace_without_the_value(self) -> None:
        """T5: writing about an address must not spread it."""
        victim = VictimFactory()

        add(victim, value="secret@example.com")

        trail = AuditEvent.objects.get()
        assert "secret" not in f"{trail.detail}{trail.reason}{trail.subject_id}"

    @pytest.mark.parametrize(
        ("kind", "value", "words"),
        [
            (ContactPointKind.EMAIL, "nobody", "email address"),
            (ContactPointKind.EMAIL, "two words@example.com", "email address"),
            (ContactPointKind.POST, "one line", "at least two lines"),
            (ContactPointKind.MOBILE, "not a number", "phone number"),
        ],
    )
    def test_says_what_is_missing(self, kind: ContactPointKind, value: str, words: str) -> None:
        with pytest.raises(contact_points.UnusableContactPoint, match=words):
            add(VictimFactory(), kind=kind, value=value)

    def test_keeps_a_number_in_one_form(self) -> None:
        assert add(VictimFactory(), kind=ContactPointKind.MOBILE, value="07700 900123").value == "+447700900123"

    def test_refuses_a_person_of_another_case(self) -> None:
        victim = VictimFactory()

        with pytest.raises(people.NotThisPerson):
            contact_points.add_contact_point(
                case_id=victim.case_id,
                person_id=PersonFactory().pk,
                kind=ContactPointKind.EMAIL,
                value="x@example.com",
                is_safe=True,
                source="ONBOARDING",
                actor=officer(victim.case),
                at=AT,
            )

    def test_refuses_somebody_of_another_area(self) -> None:
        victim = VictimFactory()
        stranger = officer(CaseFactory(unit=UnitFactory(area__code="WESSEX")))

        with pytest.raises(NotPermitted):
            contact_points.add_contact_point(
                case_id=victim.case_id,
                person_id=victim.person_id,
                kind=ContactPointKind.EMAIL,
                value="x@example.com",
                is_safe=True,
                source="ONBOARDING",
                actor=stranger,
                at=AT,
            )


class TestWithdrawContactPoint:
    def test_stops_using_it_once(self) -> None:
        victim = VictimFactory()
        point = ContactPointFactory(person=victim.person)
        actor = officer(victim.case)

        contact_points.withdraw_contact_point(case_id=victim.case_id, contact_point_id=point.pk, actor=actor, at=AT)
        later = AT + dt.timedelta(hours=1)
        contact_points.withdraw_contact_point(case_id=victim.case_id, contact_point_id=point.pk, actor=actor, at=later)

        point.refresh_from_db()
        assert (point.superseded_at, point.superseded_by) == (AT, actor.label)


class TestChangeProfile:
    def test_appends_a_version_that_keeps_what_did_not_change(self) -> None:
        victim = VictimFactory()
        actor = officer(victim.case)
        first = ProfileChange(preferred_method="POST", code_phrase="blue door", never_text=True)
        people.change_profile(case_id=victim.case_id, person_id=victim.person_id, change=first, actor=actor, at=AT)

        people.change_profile(
            case_id=victim.case_id,
            person_id=victim.person_id,
            change=ProfileChange(rhythm_days=14),
            actor=actor,
            at=AT + dt.timedelta(minutes=1),
        )

        versions = list(SafeContactProfile.objects.filter(person=victim.person).order_by("recorded_at"))
        assert len(versions) == 2
        assert (versions[1].preferred_method, versions[1].code_phrase, versions[1].never_text) == (
            "POST",
            "blue door",
            True,
        )
        assert (versions[0].rhythm_days, versions[1].rhythm_days) == (None, 14)

    def test_opting_out_and_back_in_are_both_versions(self) -> None:
        victim = VictimFactory()
        actor = officer(victim.case)

        for minute, has_opted_out in enumerate((True, False)):
            people.set_opt_out(
                case_id=victim.case_id,
                person_id=victim.person_id,
                has_opted_out=has_opted_out,
                actor=actor,
                at=AT + dt.timedelta(minutes=minute),
            )

        states = SafeContactProfile.objects.order_by("recorded_at").values_list("opted_out_at", flat=True)
        assert list(states) == [AT, None]


class TestRecordDeath:
    def test_marks_the_person_and_every_case_of_theirs(self) -> None:
        victim = VictimFactory()

        people.record_death(
            case_id=victim.case_id,
            person_id=victim.person_id,
            died_on=dt.date(2026, 3, 20),
            actor=officer(victim.case),
            at=AT,
        )

        victim.person.refresh_from_db()
        victim.case.refresh_from_db()
        assert victim.person.died_on == dt.date(2026, 3, 20)
        assert victim.case.facts_changed_at == AT


class TestChangeRights:
    @pytest.fixture(autouse=True)
    def _reference_data(self) -> None:
        lay_reference_data()

    def owed(self) -> Obligation:
        case = CaseFactory()
        victim = VictimFactory(case=case)
        ChargeFactory(
            case=case,
            defendant=DefendantFactory(case=case),
            category=OffenceCategory.BURGLARY,
            concerning=[victim],
        )
        decision = DecisionFactory(case=case, decided_at=dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC))
        return ObligationFactory(victim=victim, decision=decision)

    def test_a_ground_found_later_shortens_the_clock_and_keeps_both_counts(self) -> None:
        """domain.md 2.4: recompute and shorten; never lengthen silently."""
        obligation = self.owed()

        people.change_rights(
            victim_id=obligation.victim_id,
            change=RightsChange(is_vulnerable=True),
            actor=officer(obligation.case),
            at=AT,
        )

        obligation.refresh_from_db()
        assert (obligation.limit_working_days, obligation.due_on) == (1, dt.date(2026, 3, 27))
        assert obligation.enhanced_grounds == ["VULNERABLE"]
        assert obligation.deadlines.count() == 1

    def test_a_ground_that_falls_away_lengthens_nothing(self) -> None:
        obligation = self.owed()
        actor = officer(obligation.case)
        for value in (True, False):
            people.change_rights(
                victim_id=obligation.victim_id, change=RightsChange(is_vulnerable=value), actor=actor, at=AT
            )

        obligation.refresh_from_db()
        assert obligation.due_on == dt.date(2026, 3, 27)
        assert obligation.is_enhanced is False


class TestAssignAndConnect:
    def test_names_the_officer_and_the_tier_that_a_person_chose(self) -> None:
        victim = VictimFactory()
        actor = officer(victim.case)
        contact = UnitMembershipFactory(unit=victim.case.unit).user

        people.assign(victim_id=victim.pk, officer=contact, service_tier=ServiceTier.ENHANCED, actor=actor, at=AT)

        victim.refresh_from_db()
        assert (victim.officer, victim.service_tier) == (contact, ServiceTier.ENHANCED)

    def test_a_new_primary_takes_the_place_of_the_old_one(self) -> None:
        victim = VictimFactory()
        actor = officer(victim.case)
        first, second = (
            people.connect(
                victim_id=victim.pk,
                person_id=PersonFactory().pk,
                kind=ConnectionKind.ISVA,
                relationship="",
                is_primary=True,
                is_suspect_or_lives_with_suspect=False,
                has_consent=True,
                actor=actor,
                at=AT,
            )
            for _ in range(2)
        )

        first.refresh_from_db()
        assert (first.is_primary, first.ended_at, second.is_primary) == (False, None, True)
