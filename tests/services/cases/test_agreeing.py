"""Settling things with a victim: kept where it is used, traced, refused to whoever may not, and counted (L7)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgreedAnswer, Connection, SafeContactProfile, VictimStanding
from cases.rules.vocabulary import (
    AgreedPoint,
    ConnectionKind,
    Language,
    MayBeTold,
    RiskLevel,
    SummaryGiven,
    VpsStatus,
)
from cases.selectors.agreed import gaps_of
from cases.services import agreeing, allocation, contact_points, people
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ConnectionFactory,
    ContactPointFactory,
    SafeContactProfileFactory,
    VictimFactory,
    WorkItemFactory,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
EVENINGS = [{"days": [0, 1], "from": "17:00", "to": "19:00"}]
NEEDS = agreeing.Needs(
    preferred_name="Ms Hughes",
    language=Language.OTHER,
    other_language="Polish",
    needs_interpreter=True,
    formats=("LARGE_PRINT",),
    access_needs="Ring twice",
)
SISTER = agreeing.Supporter(
    kind=ConnectionKind.CLOSE_RELATIVE,
    full_name="Sam Hughes",
    organisation="",
    relationship="sister",
    email="sam@example.org",
    phone="07700 900123",
    may_be_told=MayBeTold.DATES_ONLY,
    consent_ends_on=dt.date(2026, 9, 1),
    is_suspect_or_lives_with_suspect=False,
)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return staff_with(Role.VLU_OFFICER, unit)


@pytest.fixture
def actor(officer):
    return actors.staff(user=officer, at=AT)


@pytest.fixture
def victim(unit):
    return VictimFactory(case=CaseFactory(unit=unit))


def points(victim):
    victim.refresh_from_db()
    return {each.point for each in gaps_of([victim])[victim.pk]}


#: Every use case that changes something, as calls that differ in victim and actor alone.
ACTS = {
    "settle": lambda victim, actor: agreeing.settle(victim_id=victim.pk, point=AgreedPoint.TIMES, actor=actor, at=AT),
    "times": lambda victim, actor: agreeing.agree_times(
        victim_id=victim.pk, safe_windows=EVENINGS, times_to_avoid=[], seen_version=None, actor=actor, at=AT
    ),
    "needs": lambda victim, actor: agreeing.agree_needs(victim_id=victim.pk, needs=NEEDS, actor=actor, at=AT),
    "risk": lambda victim, actor: agreeing.agree_risk(victim_id=victim.pk, level=RiskLevel.HIGH, actor=actor, at=AT),
    "statement": lambda victim, actor: agreeing.agree_statement(
        victim_id=victim.pk, status=VpsStatus.RECEIVED, actor=actor, at=AT
    ),
    "supporter": lambda victim, actor: agreeing.add_supporter(
        victim_id=victim.pk, supporter=SISTER, actor=actor, at=AT
    ),
    "summary": lambda victim, actor: agreeing.record_summary(
        victim_id=victim.pk, how=SummaryGiven.READ_OUT, actor=actor, at=AT
    ),
}


class TestWhoMay:
    @pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
    def test_an_officer_of_the_area_and_it_no_longer_is_missing(self, act, victim, actor):
        before = len(points(victim))

        act(victim, actor)

        assert len(points(victim)) == before - 1
        assert VictimStanding.objects.get(pk=victim.pk).missing_count == before - 1
        assert AgreedAnswer.objects.get(victim=victim).answered_by == actor.label

    @pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
    def test_nobody_of_another_area_and_no_inspector(self, act, victim, unit):
        stranger = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")))

        for user in (stranger, staff_with(Role.INSPECTOR, unit)):
            with pytest.raises(NotPermitted):
                act(victim, actors.staff(user=user, at=AT))
        assert not AgreedAnswer.objects.exists()


class TestTimes:
    def test_stand_in_the_profile_that_every_sender_asks(self, victim, actor):
        SafeContactProfileFactory(person=victim.person, never_text=True)
        seen = SafeContactProfile.objects.get().pk

        agreeing.agree_times(
            victim_id=victim.pk,
            safe_windows=EVENINGS,
            times_to_avoid=[{"on": "2026-12-24"}],
            seen_version=seen,
            actor=actor,
            at=AT,
        )

        profile = SafeContactProfile.objects.latest("recorded_at")
        assert (profile.safe_windows, profile.times_to_avoid) == (EVENINGS, [{"on": "2026-12-24"}])
        assert profile.never_text
        assert profile.preferred_method == "EMAIL"

    def test_are_not_written_over_what_somebody_else_recorded_meanwhile(self, victim, actor):
        SafeContactProfileFactory(person=victim.person)

        with pytest.raises(agreeing.ChangedMeanwhile):
            ACTS["times"](victim, actor)

        assert SafeContactProfile.objects.get().safe_windows == []


class TestNeeds:
    def test_stand_with_the_person(self, victim, actor):
        ACTS["needs"](victim, actor)

        victim.person.refresh_from_db()
        person = victim.person
        assert (person.preferred_name, person.language, person.other_language) == ("Ms Hughes", "OTHER", "Polish")
        assert (person.needs_interpreter, person.formats, person.access_needs) == (True, ["LARGE_PRINT"], "Ring twice")
        assert AuditEvent.objects.filter(verb="CHANGED", subject_id=str(person.pk)).exists()


class TestSupporters:
    def test_are_recorded_with_what_they_may_be_told_and_how_to_reach_them(self, victim, actor):
        connection = ACTS["supporter"](victim, actor)

        connection.refresh_from_db()
        assert (connection.has_consent, connection.may_be_told) == (True, "DATES_ONLY")
        assert connection.consent_ends_on == dt.date(2026, 9, 1)
        assert set(connection.person.contact_points.values_list("value", flat=True)) == {
            "sam@example.org", "+447700900123",
        }  # fmt: skip

    def test_who_may_be_told_nothing_has_no_consent(self, victim, actor):
        nothing = SISTER.__class__(
            **{name: getattr(SISTER, name) for name in SISTER.__slots__} | {"may_be_told": MayBeTold.NOTHING}
        )

        agreeing.add_supporter(victim_id=victim.pk, supporter=nothing, actor=actor, at=AT)

        connection = Connection.objects.get()
        assert (connection.has_consent, connection.consent_ends_on) == (False, None)

    def test_a_number_that_is_none_records_nobody(self, victim, actor):
        wrong = SISTER.__class__(**{name: getattr(SISTER, name) for name in SISTER.__slots__} | {"phone": "soon"})

        with pytest.raises(contact_points.UnusableContactPoint):
            agreeing.add_supporter(victim_id=victim.pk, supporter=wrong, actor=actor, at=AT)

        assert not Connection.objects.exists()

    def test_are_told_nothing_more_once_it_is_ended_and_twice_is_no_error(self, victim, actor):
        connection = ConnectionFactory(victim=victim)

        for _ in range(2):
            agreeing.end_supporter(victim_id=victim.pk, connection_id=connection.pk, actor=actor, at=LATER)

        connection.refresh_from_db()
        assert (connection.ended_at, connection.ended_by) == (LATER, actor.label)
        assert AuditEvent.objects.filter(verb="REVOKED").count() == 1

    def test_nobody_of_another_victim_is_ended(self, victim, actor):
        with pytest.raises(Connection.DoesNotExist):
            agreeing.end_supporter(victim_id=victim.pk, connection_id=ConnectionFactory().pk, actor=actor, at=LATER)


class TestSummary:
    def test_leaves_how_it_was_given_in_the_trail(self, victim, actor):
        ACTS["summary"](victim, actor)

        assert AuditEvent.objects.get(verb="CONFIRMED").detail == {"how": "READ_OUT"}

    @pytest.mark.parametrize("change", ["answer", "profile", "officer"])
    def test_is_out_of_date_once_something_else_is_agreed(self, victim, officer, actor, change):
        ACTS["summary"](victim, actor)
        assert AgreedPoint.SUMMARY not in points(victim)

        if change == "answer":
            agreeing.agree_needs(victim_id=victim.pk, needs=NEEDS, actor=actor, at=LATER)
        elif change == "profile":
            people.change_profile(
                case_id=victim.case_id,
                person_id=victim.person_id,
                change=people.ProfileChange(preferred_method="POST"),
                actor=actor,
                at=LATER,
            )
        else:
            allocation.allocate(
                victim_id=victim.pk, officer=officer, seen_officer_id=None, reason="New", actor=actor, at=LATER
            )

        assert AgreedPoint.SUMMARY in points(victim)

    def test_what_does_not_stand_on_it_leaves_it_as_it_is(self, victim, actor):
        ACTS["summary"](victim, actor)

        agreeing.agree_risk(victim_id=victim.pk, level=RiskLevel.HIGH, actor=actor, at=LATER)

        assert AgreedPoint.SUMMARY not in points(victim)


class TestWhatCounts:
    def test_a_safe_point_of_their_own(self, victim):
        ContactPointFactory(person=victim.person, unsafe=True)
        assert AgreedPoint.SAFE_POINT in points(victim)

        ContactPointFactory(person=victim.person)
        assert AgreedPoint.SAFE_POINT not in points(victim)

    def test_of_whoever_is_told_through_somebody_the_point_of_that_person(self, victim):
        SafeContactProfileFactory(person=victim.person, preferred_method="VIA_ISVA")
        ContactPointFactory(person=victim.person)
        assert AgreedPoint.SAFE_POINT in points(victim)

        ContactPointFactory(person=ConnectionFactory(victim=victim, kind="ISVA").person)
        assert AgreedPoint.SAFE_POINT not in points(victim)

    def test_what_the_police_recorded_counts_wherever_it_came_from(self, victim, officer):
        victim.officer, victim.risk_level = officer, "STANDARD"
        victim.save()

        assert not {AgreedPoint.OFFICER, AgreedPoint.RISK} & points(victim)

    @pytest.mark.parametrize("count", [1, 20])
    def test_costs_one_query_however_many_they_are(self, unit, count, django_assert_num_queries):
        victims = [VictimFactory(case=CaseFactory(unit=unit)) for _ in range(count)]

        with django_assert_num_queries(1):
            gaps_of(victims)

    def test_work_about_it_ends_when_nothing_is_missing(self, victim, officer, actor):
        SafeContactProfileFactory(person=victim.person)
        ContactPointFactory(person=victim.person)
        item = WorkItemFactory(
            case=victim.case, victim=victim, kind="ONBOARDING", key=f"onboarding:{victim.pk}", due_at=AT
        )
        allocation.allocate(
            victim_id=victim.pk, officer=officer, seen_officer_id=None, reason="First", actor=actor, at=AT
        )

        for point in AgreedPoint:
            if point not in {AgreedPoint.OFFICER, AgreedPoint.METHOD, AgreedPoint.SAFE_POINT}:
                agreeing.settle(victim_id=victim.pk, point=point, actor=actor, at=LATER)

        item.refresh_from_db()
        assert points(victim) == set()
        assert (item.state, item.outcome) == ("DONE", "Everything is settled")
