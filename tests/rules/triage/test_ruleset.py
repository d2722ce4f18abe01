"""A triage rule set validates itself and survives being stored (TRI-5)."""

import copy
import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from triage.rules.defaults import DEFAULT_RULES, DEFAULT_RULESET, DEFAULT_TIERS, ENHANCED, UNIVERSAL
from triage.rules.facts import Answer, TierKey
from triage.rules.ruleset import Condition, InvalidRuleSetError, Operator, Rule, RuleSet

TODAY = dt.date(2026, 11, 20)


def rule_with(**changes: Any) -> Rule:
    rule = Rule(
        id="R",
        conditions=(Condition(field="vulnerable", operator=Operator.ANY_OF, values=frozenset({Answer.YES})),),
        floor=ENHANCED,
        reason="The victim is vulnerable.",
    )
    return dataclasses.replace(rule, **changes)


def problems_of(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidRuleSetError) as caught:
        dataclasses.replace(DEFAULT_RULESET, **changes)
    return caught.value.problems


class TestStoring:
    def test_comes_back_from_json_as_it_was(self) -> None:
        stored = json.loads(json.dumps(DEFAULT_RULESET.to_json()))

        assert RuleSet.from_json(stored) == DEFAULT_RULESET

    def test_keeps_the_dates_of_a_dated_rule(self) -> None:
        dated = rule_with(id="DATED", starts_on=TODAY, ends_on=TODAY)
        ruleset = dataclasses.replace(DEFAULT_RULESET, rules=(dated,))

        assert RuleSet.from_json(json.loads(json.dumps(ruleset.to_json()))).rules == (dated,)

    def test_is_the_same_text_every_time_so_that_versions_can_be_compared(self) -> None:
        assert json.dumps(DEFAULT_RULESET.to_json()) == json.dumps(
            RuleSet.from_json(DEFAULT_RULESET.to_json()).to_json()
        )

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda data: data.pop("version"),
            lambda data: data.update(starts_on="soon"),
            lambda data: data.update(tiers=None),
            lambda data: data["rules"][0].update(when=[{"field": "vulnerable"}]),
            lambda data: data["rules"][0]["when"][0].update(operator="GUESS"),
            lambda data: data.update(version=7),
        ],
    )
    def test_refuses_json_of_another_shape_with_one_named_error(self, spoil: Any) -> None:
        data = copy.deepcopy(DEFAULT_RULESET.to_json())
        spoil(data)

        with pytest.raises(InvalidRuleSetError, match="cannot be read"):
            RuleSet.from_json(data)

    def test_refuses_stored_rules_that_could_not_be_applied(self) -> None:
        data = copy.deepcopy(DEFAULT_RULESET.to_json())
        data["base_tier"] = "GOLD"

        with pytest.raises(InvalidRuleSetError, match="base tier GOLD is not defined"):
            RuleSet.from_json(data)


class TestValidation:
    def test_needs_a_version(self) -> None:
        assert problems_of(version=" ") == ("A version is needed",)

    def test_refuses_two_tiers_with_one_key(self) -> None:
        twin = dataclasses.replace(DEFAULT_TIERS[0], rank=999)

        assert "Two tiers have one key" in problems_of(tiers=(*DEFAULT_TIERS, twin))

    def test_refuses_two_tiers_with_one_rank(self) -> None:
        twin = dataclasses.replace(DEFAULT_TIERS[0], key=TierKey("OTHER"))

        assert problems_of(tiers=(*DEFAULT_TIERS, twin)) == ("Two tiers have one rank, so their order is not settled",)

    def test_refuses_a_base_tier_that_is_not_the_lowest(self) -> None:
        assert problems_of(base_tier=UNIVERSAL) == ("The base tier UNIVERSAL is not the lowest",)

    def test_refuses_one_id_for_two_rules(self) -> None:
        assert problems_of(rules=(rule_with(), rule_with())) == ("R: used by more than one rule",)

    @pytest.mark.parametrize(
        ("rule", "problem"),
        [
            (rule_with(floor=TierKey("GOLD")), "R: the tier GOLD is not defined"),
            (rule_with(reason="vulnerable"), "R: the reason must be a whole sentence"),
            (rule_with(conditions=()), "R: at least one condition is needed"),
            (
                rule_with(starts_on=TODAY, ends_on=TODAY - dt.timedelta(days=1)),
                "R: ends before it starts",
            ),
            (
                rule_with(
                    conditions=(Condition(field="service_tier", operator=Operator.ANY_OF, values=frozenset("X")),)
                ),
                "R: service_tier is not a fact that triage may rest on",
            ),
            (
                rule_with(
                    conditions=(Condition(field="rasso", operator=Operator.IS_UNKNOWN, values=frozenset({Answer.YES})),)
                ),
                "R: rasso: nothing to compare an unknown fact with",
            ),
            (
                rule_with(conditions=(Condition(field="rasso", operator=Operator.ANY_OF),)),
                "R: rasso: nothing to compare with",
            ),
            (
                rule_with(
                    conditions=(Condition(field="rasso", operator=Operator.ANY_OF, values=frozenset({"PERHAPS"})),)
                ),
                "R: rasso: PERHAPS is not one of its values",
            ),
            (
                rule_with(
                    conditions=(Condition(field="rasso", operator=Operator.NONE_OF, values=frozenset({Answer.NO})),)
                ),
                "R: rasso: a fact that is not known must not keep a tier down",
            ),
        ],
    )
    def test_refuses_a_rule_that_could_not_be_applied_and_says_what_is_wrong(self, rule: Rule, problem: str) -> None:
        assert problems_of(rules=(rule,)) == (problem,)

    def test_says_everything_that_is_wrong_at_once(self) -> None:
        assert len(problems_of(version="", rules=(rule_with(conditions=(), reason=""),))) == 3

    def test_an_area_may_be_any_code_because_areas_are_reference_data(self) -> None:
        pilot = rule_with(
            conditions=(Condition(field="area", operator=Operator.ANY_OF, values=frozenset({"NEW_AREA"})),)
        )

        assert dataclasses.replace(DEFAULT_RULESET, rules=(pilot,)).rules == (pilot,)

    def test_every_default_rule_has_its_own_id_and_reason(self) -> None:
        assert len({rule.reason for rule in DEFAULT_RULES}) == len(DEFAULT_RULES)

    def test_asking_for_a_tier_that_is_not_defined_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            DEFAULT_RULESET.rank_of(TierKey("GOLD"))
        with pytest.raises(KeyError):
            DEFAULT_RULESET.label_of(TierKey("GOLD"))
