"""Triage rules as dated data: what a person published, checked whole before it can be used.

A rule set names its own tiers and their order, so that a further need tier is a matter of data (TRI-5). It validates
itself when it is built: a rule set that exists is one that can be applied.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from triage.rules.facts import ALLOWED_VALUES, FACT_KINDS, FactKind, TierKey, TriageFacts


class InvalidRuleSetError(ValueError):
    """A rule set that must not be published, with everything that is wrong with it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Operator(enum.StrEnum):
    """How a condition compares a fact with its values."""

    ANY_OF = "ANY_OF"
    NONE_OF = "NONE_OF"
    IS_UNKNOWN = "IS_UNKNOWN"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison with one fact."""

    #: A field of `TriageFacts`.
    field: str
    #: How to compare.
    operator: Operator
    #: What to compare with; empty for IS_UNKNOWN.
    values: frozenset[str] = frozenset()
    #: Whether a fact that is not known satisfies the condition. Always so for NONE_OF (TRI-2).
    unknown_counts: bool = False

    def holds(self, *, facts: TriageFacts) -> bool:
        """Say whether the condition is met by these facts."""
        if not facts.is_known(self.field):
            return self.unknown_counts or self.operator is Operator.IS_UNKNOWN
        if self.operator is Operator.IS_UNKNOWN:
            return False
        matches = not self.values.isdisjoint(known_values(facts=facts, field=self.field))
        return matches if self.operator is Operator.ANY_OF else not matches


def known_values(*, facts: TriageFacts, field: str) -> frozenset[str]:
    """Return what is known about a fact as a set of stored values; empty when nothing is known."""
    value = getattr(facts, field)
    if not facts.is_known(field):
        return frozenset()
    return frozenset(str(item) for item in value) if isinstance(value, frozenset) else frozenset({str(value)})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """If all conditions hold, the tier is at least this one. A rule can raise a tier; none can lower one."""

    #: Stable id, shown to staff and kept with every assessment.
    id: str
    #: All must hold.
    conditions: tuple[Condition, ...]
    #: The tier below which the victim then never falls.
    floor: TierKey
    #: A whole plain sentence that says why, fit to be shown on the triage card.
    reason: str
    #: First day on which the rule applies; None means since ever.
    starts_on: dt.date | None = None
    #: Last day on which the rule applies; None means until further notice.
    ends_on: dt.date | None = None

    def is_in_force(self, *, on: dt.date) -> bool:
        """Say whether the rule applies on a London date."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)

    def holds(self, *, facts: TriageFacts) -> bool:
        """Say whether every condition is met."""
        return all(condition.holds(facts=facts) for condition in self.conditions)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One triage tier as the rule set defines it."""

    #: Stable key, stored with every assessment.
    key: TierKey
    #: Shown to staff.
    label: str
    #: Higher means more careful. Order is data, not code.
    rank: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A published version of the triage rules.

    Raises:
        InvalidRuleSetError: when built with anything that could not be applied or would lower a tier for want of data.

    """

    #: Kept with every assessment, so that any past answer can be explained.
    version: str
    #: In any order; `rank` settles theirs.
    tiers: tuple[Tier, ...]
    #: The tier when no rule fires.
    base_tier: TierKey
    #: In the order in which staff should read the reasons.
    rules: tuple[Rule, ...]
    #: First day of this version.
    starts_on: dt.date

    def __post_init__(self) -> None:
        problems = tuple(_problems(self))
        if problems:
            raise InvalidRuleSetError(problems)

    def rank_of(self, tier: TierKey) -> int:
        """Return a tier's place in the order.

        Raises:
            KeyError: the rule set does not define this tier.

        """
        return {known.key: known.rank for known in self.tiers}[tier]

    def label_of(self, tier: TierKey) -> str:
        """Return a tier's name for staff.

        Raises:
            KeyError: the rule set does not define this tier.

        """
        return {known.key: known.label for known in self.tiers}[tier]

    def has_tier(self, tier: TierKey) -> bool:
        """Say whether the rule set defines this tier."""
        return any(known.key == tier for known in self.tiers)

    def in_force(self, *, on: dt.date) -> tuple[Rule, ...]:
        """Return the rules that apply on a London date, in order."""
        return tuple(rule for rule in self.rules if rule.is_in_force(on=on))

    def to_json(self) -> dict[str, Any]:
        """Return the rule set as plain JSON values, for storing as a row and for reading in a diff."""
        return {
            "version": self.version,
            "starts_on": self.starts_on.isoformat(),
            "base_tier": self.base_tier,
            "tiers": [{"key": tier.key, "label": tier.label, "rank": tier.rank} for tier in self.tiers],
            "rules": [
                {
                    "id": rule.id,
                    "when": [
                        {
                            "field": condition.field,
                            "operator": condition.operator.value,
                            "values": sorted(condition.values),
                            "unknown_counts": condition.unknown_counts,
                        }
                        for condition in rule.conditions
                    ],
                    "floor": rule.floor,
                    "reason": rule.reason,
                    "starts_on": rule.starts_on.isoformat() if rule.starts_on else None,
                    "ends_on": rule.ends_on.isoformat() if rule.ends_on else None,
                }
                for rule in self.rules
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RuleSet":
        """Build a rule set from what `to_json` returned.

        Raises:
            InvalidRuleSetError: a part is missing, of the wrong shape, or not fit to be applied.

        """
        try:
            return cls(
                version=data["version"],
                starts_on=dt.date.fromisoformat(data["starts_on"]),
                base_tier=TierKey(data["base_tier"]),
                tiers=tuple(
                    Tier(key=TierKey(tier["key"]), label=tier["label"], rank=int(tier["rank"]))
                    for tier in data["tiers"]
                ),
                rules=tuple(_rule_from_json(rule) for rule in data["rules"]),
            )
        except InvalidRuleSetError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidRuleSetError((f"The rule set cannot be read: {type(error).__name__}: {error}",)) from error


def _rule_from_json(data: Mapping[str, Any]) -> Rule:
    return Rule(
        id=data["id"],
        conditions=tuple(
            Condition(
                field=condition["field"],
                operator=Operator(condition["operator"]),
                values=frozenset(condition["values"]),
                unknown_counts=bool(condition["unknown_counts"]),
            )
            for condition in data["when"]
        ),
        floor=TierKey(data["floor"]),
        reason=data["reason"],
        starts_on=dt.date.fromisoformat(data["starts_on"]) if data["starts_on"] else None,
        ends_on=dt.date.fromisoformat(data["ends_on"]) if data["ends_on"] else None,
    )


def _problems(ruleset: RuleSet) -> list[str]:
    return [*_tier_problems(ruleset), *_rule_problems(ruleset)]


def _tier_problems(ruleset: RuleSet) -> list[str]:
    problems = []
    keys = [tier.key for tier in ruleset.tiers]
    if not ruleset.version.strip():
        problems.append("A version is needed")
    if len(set(keys)) != len(keys):
        problems.append("Two tiers have one key")
    if len({tier.rank for tier in ruleset.tiers}) != len(ruleset.tiers):
        problems.append("Two tiers have one rank, so their order is not settled")
    if ruleset.base_tier not in keys:
        problems.append(f"The base tier {ruleset.base_tier} is not defined")
    elif ruleset.rank_of(ruleset.base_tier) != min(tier.rank for tier in ruleset.tiers):
        problems.append(f"The base tier {ruleset.base_tier} is not the lowest")
    return problems


def _rule_problems(ruleset: RuleSet) -> list[str]:
    problems: list[str] = []
    ids = [rule.id for rule in ruleset.rules]
    problems.extend(f"{id_}: used by more than one rule" for id_ in sorted({i for i in ids if ids.count(i) > 1}))
    for rule in ruleset.rules:
        if not ruleset.has_tier(rule.floor):
            problems.append(f"{rule.id}: the tier {rule.floor} is not defined")
        if not rule.reason.strip().endswith("."):
            problems.append(f"{rule.id}: the reason must be a whole sentence")
        if not rule.conditions:
            problems.append(f"{rule.id}: at least one condition is needed")
        if rule.starts_on and rule.ends_on and rule.ends_on < rule.starts_on:
            problems.append(f"{rule.id}: ends before it starts")
        for condition in rule.conditions:
            problems.extend(f"{rule.id}: {problem}" for problem in _condition_problems(condition))
    return problems


def _condition_problems(condition: Condition) -> list[str]:
    kind = FACT_KINDS.get(condition.field)
    if kind is None:
        return [f"{condition.field} is not a fact that triage may rest on"]
    if condition.operator is Operator.IS_UNKNOWN:
        return [f"{condition.field}: nothing to compare an unknown fact with"] if condition.values else []
    if not condition.values:
        return [f"{condition.field}: nothing to compare with"]
    problems: list[str] = []
    if kind is not FactKind.AREA:
        problems.extend(
            f"{condition.field}: {value} is not one of its values"
            for value in sorted(condition.values - ALLOWED_VALUES[kind])
        )
    if condition.operator is Operator.NONE_OF and not condition.unknown_counts:
        problems.append(f"{condition.field}: a fact that is not known must not keep a tier down")
    return problems
