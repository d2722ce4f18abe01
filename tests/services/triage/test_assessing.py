"""Assessing, overriding and publishing triage (TRI-1 to TRI-5, M6)."""

import dataclasses
import datetime as dt

import pytest
from django.db import InternalError, connection

from accounts import actors
from accounts.actors import Actor
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Case, Victim
from cases.rules.vocabulary import ConnectionKind, JourneyStage, OffenceCategory, RiskLevel, VictimKind
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    VictimFactory,
)
from triage import selectors, services
from triage.models import RuleSetVersion, TierOverride, TriageAssessment
from triage.rules.defaults import BEREAVED_FAMILY, DEFAULT_RULESET, ENHANCED, NOT_ALIGNED, RASSO, UNIVERSAL
from triage.rules.facts import Answer, OwnView, TierKey
from triage.rules.tiers import UnableToOverrideError

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
TRIAGE = actors.system(SystemProcess.TRIAGE)
REFERENCE = actors.system(SystemProcess.REFERENCE_DATA)
REASON = "The family asked for one named officer."


def officer_of(case: Case, role: Role = Role.VLU_OFFICER) -> Actor:
    membership = UnitMembershipFactory(unit=case.unit, role=role.value)
    return actors.staff(user=membership.user, at=AT)


def stranger() -> Actor:
    elsewhere = UnitFactory(area=AreaFactory(code="SOUTH_WEST"))
    return actors.staff(user=UnitMembershipFactory(user=StaffUserFactory(), unit=elsewhere).user, at=AT)


def victim_of(category: OffenceCategory = OffenceCategory.BURGLARY, **changes: object) -> Victim:
    victim = VictimFactory(**changes)
    ChargeFactory(defendant=DefendantFactory(case=victim.case), category=category, concerning=[victim])
    return victim


def tier_of(victim: Victim) -> TierKey:
    in_force = selectors.tier_in_force(victim=victim)
    assert in_force is not None
    return in_force.tier


class TestAssess:
    def test_appends_the_tier_with_every_reason_and_its_source_and_leaves_a_trace(self) -> None:
        victim = victim_of(OffenceCategory.ROBBERY, is_vulnerable=True, witness_codes=["L"])

        row = services.assess(victim=victim, actor=TRIAGE, at=AT)

        assert row.tier == ENHANCED
        assert [reason["rule"] for reason in row.reasons] == ["VULNERABLE", "CASE_WITH_THE_CPS"]
        assert row.reasons[0]["facts"] == [
            {"field": "vulnerable", "label": "Vulnerable", "values": ["YES"], "source": "police witness marker L"}
        ]
        event = AuditEvent.objects.get(verb="ASSESSED")
        assert (event.subject_id, event.victim_id, event.actor) == (str(row.pk), victim.pk, "system:triage")

    def test_names_the_rule_set_it_used_and_publishes_the_default_one_on_the_first_day(self) -> None:
        row = services.assess(victim=victim_of(), actor=TRIAGE, at=AT)

        assert row.ruleset.version == DEFAULT_RULESET.version
        assert RuleSetVersion.objects.count() == 1

    def test_a_fact_that_went_missing_lowers_nothing(self) -> None:
        """TRI-2."""
        victim = victim_of(is_vulnerable=True)
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        victim.is_vulnerable = None
        victim.save()

        row = services.assess(victim=victim, actor=TRIAGE, at=LATER)

        assert row.tier == ENHANCED
        assert row.reasons[0]["is_carried"] is True

    def test_a_fact_known_to_be_otherwise_does(self) -> None:
        victim = victim_of(is_vulnerable=True)
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        victim.is_vulnerable = False
        victim.save()

        assert services.assess(victim=victim, actor=TRIAGE, at=LATER).tier == UNIVERSAL

    def test_history_is_rows_that_nobody_can_rewrite(self) -> None:
        row = services.assess(victim=victim_of(), actor=TRIAGE, at=AT)

        with pytest.raises(InternalError, match="append_only"), connection.cursor():
            TriageAssessment.objects.filter(pk=row.pk).update(tier="GOLD")


class TestFactsFromRows:
    """Which stored facts a tier rests on."""

    @pytest.mark.parametrize(
        ("category", "tier"),
        [
            (OffenceCategory.BURGLARY, UNIVERSAL),
            (OffenceCategory.DOMESTIC_ABUSE, ENHANCED),
            (OffenceCategory.RAPE_RASSO, RASSO),
            (OffenceCategory.HATE_CRIME, ENHANCED),
        ],
    )
    def test_the_offence_comes_from_the_charges_that_concern_the_victim(
        self, category: OffenceCategory, tier: TierKey
    ) -> None:
        victim = victim_of(category)
        services.assess(victim=victim, actor=TRIAGE, at=AT)

        assert tier_of(victim) == tier

    def test_a_charge_about_another_victim_does_not_count(self) -> None:
        victim = victim_of(OffenceCategory.BURGLARY)
        other = VictimFactory(case=victim.case)
        ChargeFactory(
            defendant=DefendantFactory(case=victim.case), category=OffenceCategory.RAPE_RASSO, concerning=[other]
        )

        assert services.assess(victim=victim, actor=TRIAGE, at=AT).tier == UNIVERSAL

    def test_a_charge_that_nobody_has_linked_yet_counts_for_everybody(self) -> None:
        victim = victim_of(OffenceCategory.BURGLARY)
        ChargeFactory(defendant=DefendantFactory(case=victim.case), category=OffenceCategory.RAPE_RASSO)

        assert services.assess(victim=victim, actor=TRIAGE, at=AT).tier == RASSO

    def test_without_any_charge_the_offence_is_not_known_and_we_are_careful(self) -> None:
        facts = selectors.triage_facts(victim=VictimFactory(), on=AT.date())

        assert (facts.offence_categories, facts.hate_strands) == (None, None)

    def test_a_death_makes_it_a_bereaved_familys_case(self) -> None:
        victim = victim_of(OffenceCategory.HOMICIDE, person=PersonFactory(died_on=dt.date(2026, 1, 2)))

        assert services.assess(victim=victim, actor=TRIAGE, at=AT).tier == BEREAVED_FAMILY

    @pytest.mark.parametrize(
        ("born_on", "codes", "now", "then"),
        [
            (dt.date(1985, 6, 1), [], Answer.NO, Answer.NO),
            (dt.date(2012, 6, 1), [], Answer.YES, Answer.YES),
            (dt.date(2008, 2, 1), [], Answer.NO, Answer.YES),
            (None, ["C"], Answer.YES, Answer.YES),
            (None, [], Answer.UNKNOWN, Answer.UNKNOWN),
        ],
    )
    def test_age_is_judged_at_the_offence_and_today(
        self, born_on: dt.date | None, codes: list[str], now: Answer, then: Answer
    ) -> None:
        victim = victim_of(person=PersonFactory(born_on=born_on), witness_codes=codes)

        facts = selectors.triage_facts(victim=victim, on=AT.date())

        assert (facts.under_18_now, facts.under_18_at_offence) == (now, then)

    def test_an_organisation_without_a_contact_is_not_aligned_to_a_service(self) -> None:
        shop = victim_of(kind=VictimKind.BUSINESS, is_vulnerable=None, is_intimidated=None)
        assert services.assess(victim=shop, actor=TRIAGE, at=AT).tier == NOT_ALIGNED

        ConnectionFactory(victim=shop, kind=ConnectionKind.BUSINESS_CONTACT)
        assert services.assess(victim=shop, actor=TRIAGE, at=LATER).tier == UNIVERSAL

    @pytest.mark.parametrize(
        ("theirs", "expected"),
        [(["EX12EX|7||EXAMPLE STREET"], Answer.YES), (["EX12EX|8||EXAMPLE STREET"], Answer.NO), ([], Answer.UNKNOWN)],
    )
    def test_a_home_shared_with_a_defendant_is_found(self, theirs: list[str], expected: Answer) -> None:
        """T7."""
        victim = victim_of()
        ContactPointFactory(person=victim.person, post=True, key="EX12EX|7||EXAMPLE STREET")
        DefendantFactory(case=victim.case, address_keys=theirs)

        assert selectors.triage_facts(victim=victim, on=AT.date()).shares_home_with_suspect is expected

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"needs_interpreter": True}, Answer.YES),
            ({"formats": ["LARGE_PRINT"]}, Answer.YES),
            ({"access_needs": "Reads lips"}, Answer.YES),
            ({"language": "OTHER"}, Answer.YES),
            ({"needs_interpreter": False}, Answer.NO),
            ({}, Answer.UNKNOWN),
        ],
    )
    def test_a_need_in_communication_is_read_from_the_person(
        self, changes: dict[str, object], expected: Answer
    ) -> None:
        victim = victim_of(person=PersonFactory(**changes))

        assert selectors.triage_facts(victim=victim, on=AT.date()).communication_need is expected

    @pytest.mark.parametrize(
        ("stored", "view"), [("MORE_SUPPORT", OwnView.MORE_SUPPORT), ("", OwnView.UNKNOWN), ("?", OwnView.UNKNOWN)]
    )
    def test_the_victims_own_view_is_taken_as_given(self, stored: str, view: OwnView) -> None:
        victim = victim_of(own_view_of_need=stored)

        assert selectors.triage_facts(victim=victim, on=AT.date()).own_view is view

    def test_stage_risk_and_flag_come_from_the_case_record(self) -> None:
        victim = victim_of(
            case=CaseFactory(stage=JourneyStage.INVESTIGATION, stage_since=AT.date(), is_rasso=True),
            risk_level=RiskLevel.HIGH,
        )

        facts = selectors.triage_facts(victim=victim, on=AT.date())

        assert (facts.case_reached_cps, facts.rasso) == (Answer.NO, Answer.YES)
        assert facts.domestic_abuse_risk is RiskLevel.HIGH
        assert facts.area == victim.case.area_id


class TestOverride:
    """TRI-4."""

    def test_a_person_sets_another_tier_with_a_reason_and_the_trace_keeps_it(self) -> None:
        victim = victim_of()
        services.assess(victim=victim, actor=TRIAGE, at=AT)

        services.override(victim=victim, tier=ENHANCED, reason=REASON, actor=officer_of(victim.case), at=LATER)

        assert tier_of(victim) == ENHANCED
        assert AuditEvent.objects.get(verb="OVERRODE").reason == REASON

    def test_without_a_reason_nothing_is_stored(self) -> None:
        victim = victim_of()

        with pytest.raises(UnableToOverrideError):
            services.override(victim=victim, tier=ENHANCED, reason=" ", actor=officer_of(victim.case), at=AT)

        assert TierOverride.objects.count() == 0

    def test_an_officer_of_another_area_is_refused(self) -> None:
        with pytest.raises(NotPermitted):
            services.override(victim=victim_of(), tier=ENHANCED, reason=REASON, actor=stranger(), at=AT)

    def test_a_prosecutor_may_not_set_a_tier(self) -> None:
        victim = victim_of()

        with pytest.raises(NotPermitted):
            services.override(
                victim=victim, tier=ENHANCED, reason=REASON, actor=officer_of(victim.case, Role.PROSECUTOR), at=AT
            )

    def test_a_victim_never_assessed_is_assessed_first(self) -> None:
        victim = victim_of()

        services.override(victim=victim, tier=ENHANCED, reason=REASON, actor=officer_of(victim.case), at=AT)

        assert TriageAssessment.objects.filter(victim=victim).count() == 1

    def test_a_lowering_override_lapses_once_the_rules_answer_higher_than_its_maker_knew(self) -> None:
        victim = victim_of(is_vulnerable=True)
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        services.override(victim=victim, tier=UNIVERSAL, reason=REASON, actor=officer_of(victim.case), at=LATER)
        assert tier_of(victim) == UNIVERSAL

        ChargeFactory(
            defendant=DefendantFactory(case=victim.case), category=OffenceCategory.RAPE_RASSO, concerning=[victim]
        )
        services.assess(victim=victim, actor=TRIAGE, at=LATER + dt.timedelta(hours=1))

        assert tier_of(victim) == RASSO

    def test_a_raising_override_stands_whatever_the_rules_say_later(self) -> None:
        victim = victim_of()
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        services.override(victim=victim, tier=RASSO, reason=REASON, actor=officer_of(victim.case), at=LATER)
        services.assess(victim=victim, actor=TRIAGE, at=LATER + dt.timedelta(hours=1))

        assert tier_of(victim) == RASSO

    def test_it_can_be_withdrawn_with_a_reason_and_the_rules_stand_again(self) -> None:
        victim = victim_of()
        officer = officer_of(victim.case)
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        services.override(victim=victim, tier=ENHANCED, reason=REASON, actor=officer, at=AT)

        services.withdraw_override(victim=victim, reason="No longer needed by the family.", actor=officer, at=LATER)

        assert tier_of(victim) == UNIVERSAL
        with pytest.raises(services.NothingToWithdraw):
            services.withdraw_override(victim=victim, reason="No longer needed by anybody.", actor=officer, at=LATER)

    def test_before_the_first_assessment_there_is_no_tier(self) -> None:
        assert selectors.tier_in_force(victim=victim_of()) is None


class TestCard:
    def test_shows_the_tier_every_reason_what_would_change_it_and_the_choices(self) -> None:
        victim = victim_of(is_vulnerable=True)
        officer = officer_of(victim.case)
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        services.assess(victim=victim, actor=TRIAGE, at=LATER)

        card = selectors.card(viewer=officer, victim_id=victim.pk)

        assert card.in_force == selectors.TierInForce(tier=ENHANCED, label="Enhanced", is_overridden=False)
        assert [reason["reason"] for reason in card.reasons] == [
            "The victim is vulnerable.",
            "The case has reached the CPS.",
        ]
        assert card.what_would_change[-1]["tier_label"] == "Universal"
        assert len(card.history) == 1
        assert [label for _, label in card.choices] == [
            "Not aligned to a service",
            "Universal",
            "Enhanced",
            "RASSO",
            "Bereaved Family",
        ]
        assert card.can_override

    def test_an_inspector_reads_it_and_may_not_override(self) -> None:
        victim = victim_of()
        services.assess(victim=victim, actor=TRIAGE, at=AT)

        assert not selectors.card(viewer=officer_of(victim.case, Role.INSPECTOR), victim_id=victim.pk).can_override

    def test_before_the_first_assessment_it_is_empty(self) -> None:
        victim = victim_of()

        card = selectors.card(viewer=officer_of(victim.case), victim_id=victim.pk)

        assert (card.in_force, card.assessed_tier, card.reasons, card.choices) == (None, None, (), ())

    def test_an_officer_of_another_area_does_not_learn_that_it_exists(self) -> None:
        with pytest.raises(NotPermitted) as caught:
            selectors.card(viewer=stranger(), victim_id=victim_of().pk)

        assert caught.value.is_about_an_object


class TestPublish:
    """M6, TRI-5."""

    def test_the_newest_rule_set_that_has_started_is_in_force(self) -> None:
        tomorrow = dataclasses.replace(DEFAULT_RULESET, version="tomorrow", starts_on=dt.date(2026, 3, 12))
        services.publish_ruleset(ruleset=DEFAULT_RULESET, actor=REFERENCE, at=AT)
        services.publish_ruleset(ruleset=tomorrow, actor=REFERENCE, at=AT)

        def version_on(day: dt.date) -> str:
            row = selectors.ruleset_in_force(on=day)
            assert row is not None
            return row.version

        assert version_on(dt.date(2026, 3, 11)) == "2026-11"
        assert version_on(dt.date(2026, 3, 12)) == "tomorrow"

    def test_publishing_the_same_again_changes_nothing(self) -> None:
        first = services.publish_ruleset(ruleset=DEFAULT_RULESET, actor=REFERENCE, at=AT)
        again = services.publish_ruleset(ruleset=DEFAULT_RULESET, actor=REFERENCE, at=LATER)

        assert first == again
        assert AuditEvent.objects.filter(verb="PUBLISHED").count() == 1

    def test_other_rules_under_the_same_version_are_refused(self) -> None:
        services.publish_ruleset(ruleset=DEFAULT_RULESET, actor=REFERENCE, at=AT)
        changed = dataclasses.replace(DEFAULT_RULESET, rules=DEFAULT_RULESET.rules[1:])

        with pytest.raises(services.AlreadyPublished):
            services.publish_ruleset(ruleset=changed, actor=REFERENCE, at=LATER)

    def test_an_officer_may_not_publish(self) -> None:
        with pytest.raises(NotPermitted):
            services.publish_ruleset(ruleset=DEFAULT_RULESET, actor=officer_of(CaseFactory()), at=AT)


class TestReassessOpen:
    def test_takes_those_never_assessed_or_whose_facts_changed_since(self) -> None:
        fresh, changed, unchanged = victim_of(), victim_of(), victim_of()
        for victim in (changed, unchanged):
            services.assess(victim=victim, actor=TRIAGE, at=AT)
        Case.objects.filter(pk=changed.case_id).update(facts_changed_at=LATER)

        done = services.reassess_open(actor=TRIAGE, at=LATER + dt.timedelta(hours=1))

        assert done == 2
        assert TriageAssessment.objects.filter(victim=fresh).count() == 1
        assert TriageAssessment.objects.filter(victim=changed).count() == 2
        assert TriageAssessment.objects.filter(victim=unchanged).count() == 1

    def test_running_twice_does_nothing_the_second_time(self) -> None:
        victim_of()
        services.reassess_open(actor=TRIAGE, at=LATER)

        assert services.reassess_open(actor=TRIAGE, at=LATER) == 0

    def test_new_rules_reach_everybody_once(self) -> None:
        victim = victim_of()
        services.assess(victim=victim, actor=TRIAGE, at=AT)
        services.publish_ruleset(
            ruleset=dataclasses.replace(DEFAULT_RULESET, version="next", starts_on=AT.date()),
            actor=REFERENCE,
            at=LATER,
        )

        assert services.reassess_open(actor=TRIAGE, at=LATER) == 1
        assert services.reassess_open(actor=TRIAGE, at=LATER) == 0

    def test_a_victim_who_has_turned_18_is_taken_on_the_birthday_and_once(self) -> None:
        birthday = dt.datetime(2026, 3, 15, 9, 0, tzinfo=dt.UTC)
        victim = victim_of(person=PersonFactory(born_on=dt.date(2008, 3, 15)))
        services.assess(victim=victim, actor=TRIAGE, at=AT)

        assert services.reassess_open(actor=TRIAGE, at=birthday - dt.timedelta(days=1)) == 0
        assert services.reassess_open(actor=TRIAGE, at=birthday) == 1
        assert services.reassess_open(actor=TRIAGE, at=birthday + dt.timedelta(days=1)) == 0

    def test_closed_cases_and_ended_contacts_are_left_alone(self) -> None:
        victim_of(case=CaseFactory(closed_on=dt.date(2026, 2, 1)))
        victim_of(contact_ended_on=dt.date(2026, 2, 1))

        assert services.reassess_open(actor=TRIAGE, at=LATER) == 0

    def test_goes_on_past_the_first_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services, "BATCH", 2)
        for _ in range(5):
            victim_of()

        assert services.reassess_open(actor=TRIAGE, at=LATER) == 5

    def test_an_officer_may_not_start_it(self) -> None:
        with pytest.raises(NotPermitted):
            services.reassess_open(actor=officer_of(CaseFactory()), at=LATER)
