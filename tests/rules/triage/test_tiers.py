"""Triage tiers: the reviewed tables, and the properties that no table can show (TRI-1 to TRI-5)."""

import csv
import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import HateStrand, OffenceCategory, RiskLevel
from triage.rules.defaults import (
    BEREAVED_FAMILY,
    DEFAULT_RULESET,
    DEFAULT_TIERS,
    ENHANCED,
    NOT_ALIGNED,
    RASSO,
    UNIVERSAL,
)
from triage.rules.facts import FACT_KINDS, FACT_LABELS, Answer, FactKind, OwnView, TierKey, TriageFacts
from triage.rules.ruleset import Condition, Operator, Rule, RuleSet, Tier
from triage.rules.tiers import UnableToOverrideError, assess, validate_override

TABLES = Path(__file__).parents[2] / "decision_tables"
TODAY = dt.date(2026, 11, 20)

#: A plain case about which everything is known and nothing is out of the ordinary.
ORDINARY = TriageFacts(
    under_18_at_offence=Answer.NO,
    under_18_now=Answer.NO,
    vulnerable=Answer.NO,
    intimidated=Answer.NO,
    persistently_targeted=Answer.NO,
    bereaved_close_relative=Answer.NO,
    rasso=Answer.NO,
    shares_home_with_suspect=Answer.NO,
    communication_need=Answer.NO,
    case_reached_cps=Answer.YES,
    business_without_contact=Answer.NO,
    domestic_abuse_risk=RiskLevel.STANDARD,
    own_view=OwnView.ABOUT_RIGHT,
    offence_categories=frozenset({OffenceCategory.THEFT_FRAUD}),
    hate_strands=frozenset(),
    area="WEST_MIDLANDS",
)


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(newline="") as file:
        return list(csv.DictReader(file))


def value_of(fact: str, text: str) -> object:
    match FACT_KINDS[fact]:
        case FactKind.RISK:
            return RiskLevel(text)
        case FactKind.OWN_VIEW:
            return OwnView(text)
        case FactKind.STRANDS:
            return frozenset({HateStrand(text)})
        case _:
            return Answer(text)


def facts_from(row: dict[str, str]) -> TriageFacts:
    answers = {"yes": Answer.YES, "no": Answer.NO, "not known": Answer.UNKNOWN}
    age = {"adult": Answer.NO, "under 18": Answer.YES, "not known": Answer.UNKNOWN}[row["age"]]
    needs = {"none": Answer.NO, "not assessed": Answer.UNKNOWN}
    offence = row["offence"]
    return dataclasses.replace(
        ORDINARY,
        offence_categories=None if offence == "not recorded" else frozenset({OffenceCategory(offence)}),
        bereaved_close_relative=answers[row["bereaved_relative"]],
        under_18_at_offence=age,
        under_18_now=age,
        vulnerable=needs.get(row["vulnerable_or_intimidated"], Answer.YES),
        intimidated=needs.get(row["vulnerable_or_intimidated"], Answer.NO),
        own_view=OwnView.MORE_SUPPORT if row["victims_own_view"] == "more support" else OwnView.ABOUT_RIGHT,
        case_reached_cps=answers[row["reached_cps"]],
    )


def tier_of(facts: TriageFacts, previously_fired: frozenset[str] = frozenset()) -> TierKey:
    return assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY, previously_fired=previously_fired).tier


def at_least(high: TierKey, low: TierKey) -> bool:
    return DEFAULT_RULESET.rank_of(high) >= DEFAULT_RULESET.rank_of(low)


ANSWERS = st.sampled_from(Answer)
FACTS = st.builds(
    TriageFacts,
    **{field: ANSWERS for field, kind in FACT_KINDS.items() if kind is FactKind.ANSWER},
    domestic_abuse_risk=st.sampled_from(RiskLevel),
    own_view=st.sampled_from(OwnView),
    offence_categories=st.none() | st.frozensets(st.sampled_from(OffenceCategory), max_size=3),
    hate_strands=st.none() | st.frozensets(st.sampled_from(HateStrand), max_size=2),
    area=st.none() | st.sampled_from(["WEST_MIDLANDS", "CYMRU_WALES"]),
)


def forget(facts: TriageFacts, fields: frozenset[str]) -> TriageFacts:
    nothing = TriageFacts()
    return dataclasses.replace(facts, **{field: getattr(nothing, field) for field in fields})


class TestDecisionTables:
    def test_every_combination_of_the_main_facts_has_the_reviewed_tier(self) -> None:
        wrong = [
            (row, tier_of(facts_from(row)))
            for row in rows("triage_tiers.csv")
            if tier_of(facts_from(row)) != row["tier"]
        ]

        assert wrong == []

    def test_the_table_covers_every_offence_and_every_tier(self) -> None:
        table = rows("triage_tiers.csv")

        assert {row["offence"] for row in table} == {*OffenceCategory, "not recorded"}
        assert {row["tier"] for row in table} == {tier.key for tier in DEFAULT_TIERS}

    @pytest.mark.parametrize("row", rows("triage_single_facts.csv"), ids=lambda row: f"{row['fact']}-{row['value']}")
    def test_each_fact_alone_has_the_reviewed_tier_and_rule(self, row: dict[str, str]) -> None:
        facts = dataclasses.replace(ORDINARY, **{row["fact"]: value_of(row["fact"], row["value"])})

        assessment = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY)

        assert assessment.tier == row["tier"]
        assert not row["rule"] or row["rule"] in assessment.fired

    def test_every_default_rule_is_seen_to_fire_in_one_of_the_tables(self) -> None:
        fired = set()
        for row in rows("triage_tiers.csv"):
            fired |= assess(facts=facts_from(row), ruleset=DEFAULT_RULESET, on=TODAY).fired
        fired |= {row["rule"] for row in rows("triage_single_facts.csv")}
        fired |= assess(facts=dataclasses.replace(ORDINARY, rasso=Answer.YES), ruleset=DEFAULT_RULESET, on=TODAY).fired

        assert {rule.id for rule in DEFAULT_RULESET.rules} <= fired


class TestMissingDataNeverLowers:
    """TRI-2."""

    def test_knowing_nothing_at_all_is_treated_as_enhanced(self) -> None:
        assert tier_of(TriageFacts()) == ENHANCED

    @given(facts=FACTS, fields=st.frozensets(st.sampled_from(sorted(FACT_KINDS))))
    def test_forgetting_any_facts_after_an_assessment_keeps_the_tier(
        self, facts: TriageFacts, fields: frozenset[str]
    ) -> None:
        before = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY)

        after = assess(facts=forget(facts, fields), ruleset=DEFAULT_RULESET, on=TODAY, previously_fired=before.fired)

        assert at_least(after.tier, before.tier)
        assert before.fired <= after.fired

    @given(facts=FACTS, field=st.sampled_from(sorted(f for f, k in FACT_KINDS.items() if k is FactKind.ANSWER)))
    def test_not_knowing_is_never_worse_than_knowing_that_it_is_not_so(self, facts: TriageFacts, field: str) -> None:
        known_no = dataclasses.replace(facts, **{field: Answer.NO})

        assert at_least(tier_of(forget(facts, frozenset({field}))), tier_of(known_no))

    def test_a_carried_reason_says_that_it_is_carried(self) -> None:
        before = assess(facts=dataclasses.replace(ORDINARY, vulnerable=Answer.YES), ruleset=DEFAULT_RULESET, on=TODAY)

        after = assess(
            facts=dataclasses.replace(ORDINARY, vulnerable=Answer.UNKNOWN),
            ruleset=DEFAULT_RULESET,
            on=TODAY,
            previously_fired=before.fired,
        )

        assert [(reason.rule_id, reason.is_carried) for reason in after.reasons] == [
            ("VULNERABLE", True),
            ("CASE_WITH_THE_CPS", False),
        ]

    def test_a_fact_known_to_be_otherwise_ends_a_carried_reason(self) -> None:
        assert tier_of(ORDINARY, previously_fired=frozenset({"VULNERABLE", "SERIOUS_OFFENCE"})) == UNIVERSAL

    def test_an_adult_whose_age_is_not_known_keeps_the_rasso_tier(self) -> None:
        flagged = dataclasses.replace(ORDINARY, rasso=Answer.YES, under_18_now=Answer.UNKNOWN)

        assert tier_of(flagged) == RASSO

    def test_a_bereaved_family_whose_offence_is_not_recorded_is_not_left_out_of_the_scheme(self) -> None:
        family = dataclasses.replace(ORDINARY, bereaved_close_relative=Answer.YES, offence_categories=None)

        assert tier_of(family) == BEREAVED_FAMILY


class TestVictimsOwnView:
    """TRI-3."""

    @given(facts=FACTS, view=st.sampled_from(OwnView))
    def test_no_answer_of_the_victim_ever_lowers_a_tier(self, facts: TriageFacts, view: OwnView) -> None:
        silent = dataclasses.replace(facts, own_view=OwnView.UNKNOWN)
        spoken = dataclasses.replace(facts, own_view=view)

        assert at_least(tier_of(spoken), tier_of(silent))

    def test_asking_for_more_support_raises_universal_to_enhanced(self) -> None:
        assert tier_of(dataclasses.replace(ORDINARY, own_view=OwnView.MORE_SUPPORT)) == ENHANCED

    def test_asking_for_less_contact_leaves_a_bereaved_family_where_it_is(self) -> None:
        family = dataclasses.replace(
            ORDINARY,
            bereaved_close_relative=Answer.YES,
            offence_categories=frozenset({OffenceCategory.HOMICIDE}),
            own_view=OwnView.LESS_CONTACT,
        )

        assert tier_of(family) == BEREAVED_FAMILY


class TestReasons:
    """TRI-1."""

    def test_every_rule_that_fired_is_given_not_only_the_decisive_one(self) -> None:
        facts = dataclasses.replace(
            ORDINARY,
            offence_categories=frozenset({OffenceCategory.RAPE_RASSO, OffenceCategory.DOMESTIC_ABUSE}),
            vulnerable=Answer.YES,
            sources=(("vulnerable", "police witness marker L"),),
        )

        assessment = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY)

        assert assessment.tier == RASSO
        assert [reason.rule_id for reason in assessment.reasons] == [
            "RASSO_OFFENCE",
            "SERIOUS_OFFENCE",
            "VULNERABLE",
            "CASE_WITH_THE_CPS",
        ]

    def test_a_reason_names_the_fact_its_value_and_its_source(self) -> None:
        facts = dataclasses.replace(
            ORDINARY, vulnerable=Answer.YES, sources=(("vulnerable", "police witness marker L"),)
        )

        (reason, _) = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY).reasons

        (used,) = reason.facts
        assert (used.label, used.values, used.source) == ("Vulnerable", ("YES",), "police witness marker L")
        assert reason.words == "The victim is vulnerable."

    def test_a_fact_without_a_stated_source_comes_from_the_case_record(self) -> None:
        assert ORDINARY.source_of("vulnerable") == "case record"

    def test_the_version_of_the_rules_is_part_of_the_answer(self) -> None:
        assert assess(facts=ORDINARY, ruleset=DEFAULT_RULESET, on=TODAY).ruleset_version == "2026-11"

    def test_a_child_in_a_rasso_case_is_enhanced_and_told_why_twice(self) -> None:
        child = dataclasses.replace(ORDINARY, rasso=Answer.YES, under_18_now=Answer.YES, under_18_at_offence=Answer.YES)

        assessment = assess(facts=child, ruleset=DEFAULT_RULESET, on=TODAY)

        assert assessment.tier == ENHANCED
        assert {"RASSO_FLAG_AT_ANY_AGE", "UNDER_18", "CHILD_NOW"} <= assessment.fired

    def test_a_rule_counts_on_its_first_and_last_day_and_not_outside(self) -> None:
        pilot = Rule(
            id="PILOT",
            conditions=(Condition(field="area", operator=Operator.ANY_OF, values=frozenset({"WEST_MIDLANDS"})),),
            floor=ENHANCED,
            reason="The Area runs a pilot.",
            starts_on=dt.date(2026, 11, 2),
            ends_on=dt.date(2026, 11, 30),
        )
        ruleset = dataclasses.replace(DEFAULT_RULESET, rules=(*DEFAULT_RULESET.rules, pilot))

        def tier_on(day: dt.date) -> TierKey:
            return assess(facts=ORDINARY, ruleset=ruleset, on=day).tier

        assert tier_on(dt.date(2026, 11, 1)) == UNIVERSAL
        assert tier_on(dt.date(2026, 11, 2)) == ENHANCED
        assert tier_on(dt.date(2026, 11, 30)) == ENHANCED
        assert tier_on(dt.date(2026, 12, 1)) == UNIVERSAL


class TestFurtherTierAsData:
    """TRI-5, peers.md 3 leap 19: a pilot can run a third need tier without a release."""

    def test_a_need_tier_between_two_others_is_assessed_without_a_change_of_code(self) -> None:
        intensive = TierKey("INTENSIVE")
        ruleset = dataclasses.replace(
            DEFAULT_RULESET,
            version="pilot",
            tiers=(*DEFAULT_TIERS, Tier(key=intensive, label="Intensive", rank=250)),
            rules=(
                *DEFAULT_RULESET.rules,
                Rule(
                    id="INTENSIVE_PILOT",
                    conditions=(
                        Condition(field="vulnerable", operator=Operator.ANY_OF, values=frozenset({Answer.YES})),
                        Condition(field="domestic_abuse_risk", operator=Operator.ANY_OF, values=frozenset({"HIGH"})),
                    ),
                    floor=intensive,
                    reason="The victim is vulnerable and the domestic abuse risk is high.",
                ),
            ),
        )
        facts = dataclasses.replace(ORDINARY, vulnerable=Answer.YES, domestic_abuse_risk=RiskLevel.HIGH)

        assert assess(facts=facts, ruleset=ruleset, on=TODAY).tier == intensive
        assert assess(facts=ORDINARY, ruleset=ruleset, on=TODAY).tier == UNIVERSAL
        rasso_too = dataclasses.replace(facts, rasso=Answer.YES)
        assert assess(facts=rasso_too, ruleset=ruleset, on=TODAY).tier == RASSO


class TestWhatWouldChange:
    def test_questions_nobody_has_answered_come_first(self) -> None:
        facts = dataclasses.replace(ORDINARY, vulnerable=Answer.UNKNOWN, own_view=OwnView.UNKNOWN)

        changes = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change

        open_questions = [change.rule_id for change in changes if change.is_open_question]
        assert open_questions == ["VULNERABLE", "VICTIM_ASKED"]
        assert [change.rule_id for change in changes[:2]] == open_questions

    def test_a_rule_that_lacks_two_facts_names_both(self) -> None:
        changes = assess(facts=ORDINARY, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change

        (bereaved,) = [change for change in changes if change.rule_id == "BEREAVED_BY_A_QUALIFYING_DEATH"]
        assert bereaved.words == (
            "It would be Bereaved Family if “Bereaved close relative” were yes and "
            "“Offence” were fatal driving or homicide."
        )
        assert bereaved.tier == BEREAVED_FAMILY

    def test_the_one_reason_that_holds_the_tier_is_named_with_what_would_be_without_it(self) -> None:
        facts = dataclasses.replace(ORDINARY, own_view=OwnView.MORE_SUPPORT)

        changes = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change

        assert changes[-1].words == (
            "It would be Universal if this did not apply: The victim told us that they need more support."
        )

    def test_two_reasons_for_one_tier_mean_that_neither_alone_would_lower_it(self) -> None:
        facts = dataclasses.replace(ORDINARY, own_view=OwnView.MORE_SUPPORT, vulnerable=Answer.YES)

        changes = assess(facts=facts, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change

        assert all(DEFAULT_RULESET.rank_of(change.tier) > DEFAULT_RULESET.rank_of(ENHANCED) for change in changes)

    def test_a_negative_or_unknown_condition_is_put_into_words_too(self) -> None:
        child = dataclasses.replace(
            ORDINARY,
            offence_categories=frozenset({OffenceCategory.RAPE_RASSO}),
            under_18_now=Answer.YES,
            under_18_at_offence=Answer.YES,
        )
        at_police = dataclasses.replace(ORDINARY, case_reached_cps=Answer.NO)

        words_for_child = {
            c.rule_id: c.words for c in assess(facts=child, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change
        }
        words_at_police = {
            c.rule_id: c.words for c in assess(facts=at_police, ruleset=DEFAULT_RULESET, on=TODAY).what_would_change
        }

        assert words_for_child["RASSO_OFFENCE"] == "It would be RASSO if “Under 18 today” were not yes."
        assert words_at_police["OFFENCE_NOT_RECORDED"] == "It would be Enhanced if “Offence” were not known."
        assert tier_of(at_police) == NOT_ALIGNED


class TestOverride:
    """TRI-4."""

    def test_an_override_with_a_reason_gives_back_the_reason_without_stray_blanks(self) -> None:
        reason = validate_override(
            assessed=UNIVERSAL,
            chosen=ENHANCED,
            reason="  The family asked\n for one named officer. ",
            ruleset=DEFAULT_RULESET,
        )

        assert reason == "The family asked for one named officer."

    @pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 14])
    def test_an_override_without_a_real_reason_is_refused(self, reason: str) -> None:
        with pytest.raises(UnableToOverrideError, match="Give the reason"):
            validate_override(assessed=UNIVERSAL, chosen=ENHANCED, reason=reason, ruleset=DEFAULT_RULESET)

    def test_a_reason_of_exactly_the_least_length_is_enough(self) -> None:
        assert validate_override(assessed=UNIVERSAL, chosen=ENHANCED, reason="x" * 15, ruleset=DEFAULT_RULESET)

    def test_an_override_to_a_tier_that_the_rules_do_not_know_is_refused(self) -> None:
        with pytest.raises(UnableToOverrideError, match="one of the tiers"):
            validate_override(
                assessed=UNIVERSAL, chosen=TierKey("GOLD"), reason="A sentence of reason.", ruleset=DEFAULT_RULESET
            )

    def test_an_override_to_the_assessed_tier_changes_nothing_and_is_refused(self) -> None:
        with pytest.raises(UnableToOverrideError, match="already"):
            validate_override(
                assessed=UNIVERSAL, chosen=UNIVERSAL, reason="A sentence of reason.", ruleset=DEFAULT_RULESET
            )


class TestFacts:
    def test_every_fact_has_a_kind_and_words_for_staff(self) -> None:
        fields = {field.name for field in dataclasses.fields(TriageFacts)} - {"sources"}

        assert fields == set(FACT_KINDS) == set(FACT_LABELS)

    def test_neither_enhanced_rights_nor_the_service_tier_is_a_triage_fact(self) -> None:
        names = {field.name for field in dataclasses.fields(TriageFacts)}

        assert not any("tier" in name or "enhanced" in name or "rights" in name for name in names)

    def test_a_ruleset_without_tiers_beyond_the_base_still_answers(self) -> None:
        bare = RuleSet(
            version="bare",
            starts_on=TODAY,
            tiers=(Tier(key=NOT_ALIGNED, label="None", rank=0),),
            base_tier=NOT_ALIGNED,
            rules=(),
        )

        assessment = assess(facts=ORDINARY, ruleset=bare, on=TODAY)

        assert (assessment.tier, assessment.reasons, assessment.what_would_change) == (NOT_ALIGNED, (), ())
