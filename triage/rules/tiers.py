"""Assess a triage tier: facts in, tier and every reason out, in words. No score, no learning, no clock."""

import dataclasses
import datetime as dt

from triage.rules.facts import FACT_LABELS, TierKey, TriageFacts
from triage.rules.ruleset import Condition, Operator, Rule, RuleSet, known_values

#: A reason for an override must say something; below this it is a formality.
MINIMUM_OVERRIDE_REASON = 15


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FactUsed:
    """A fact that a fired rule rests on."""

    #: Field of `TriageFacts`.
    field: str
    #: The field in words.
    label: str
    #: What is known, as stored values in order; empty when not known.
    values: tuple[str, ...]
    #: Where it came from, in words.
    source: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that fired."""

    #: Id of the rule in the rule set.
    rule_id: str
    #: The tier it holds the victim to.
    floor: TierKey
    #: The plain sentence.
    words: str
    #: What it rests on.
    facts: tuple[FactUsed, ...]
    #: True when the rule fired before and the fact has since become unknown: it still counts (TRI-2).
    is_carried: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PossibleChange:
    """What would move the tier, so that staff know which question is worth asking."""

    #: The rule that would begin or cease to count.
    rule_id: str
    #: The tier that would follow.
    tier: TierKey
    #: A plain sentence.
    words: str
    #: True when the answer is simply not known yet; false when it is known to be otherwise.
    is_open_question: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A tier with everything that explains it."""

    #: The highest floor of all rules that fired, else the base tier (TRI-1).
    tier: TierKey
    #: Every rule that fired, in the rule set's order, not only the decisive one.
    reasons: tuple[Reason, ...]
    #: What would raise it, then what would lower it.
    what_would_change: tuple[PossibleChange, ...]
    #: Version of the rule set.
    ruleset_version: str

    @property
    def fired(self) -> frozenset[str]:
        """Ids of the rules that counted, to be handed to the next assessment."""
        return frozenset(reason.rule_id for reason in self.reasons)


class UnableToOverrideError(ValueError):
    """An override that must not be recorded."""


def assess(
    *, facts: TriageFacts, ruleset: RuleSet, on: dt.date, previously_fired: frozenset[str] = frozenset()
) -> Assessment:
    """Return the tier of one victim on a London date, with every reason (TRI-1).

    ``previously_fired`` holds the rule ids of the assessment that this one follows. A rule that fired then keeps
    counting while nothing known speaks against it, so a fact that went missing never lowers a tier (TRI-2). The
    victim's own view is a fact like any other and can therefore only raise (TRI-3). The order of the tiers comes from
    the rule set (TRI-5).

    Source: peers.md 3, leap 10; domain reference 2.11.
    """
    in_force = ruleset.in_force(on=on)
    reasons = tuple(
        _reason(rule=rule, facts=facts, is_carried=not rule.holds(facts=facts))
        for rule in in_force
        if rule.holds(facts=facts) or (rule.id in previously_fired and _is_merely_unknown(rule=rule, facts=facts))
    )
    tier = _highest(ruleset=ruleset, reasons=reasons)
    return Assessment(
        tier=tier,
        reasons=reasons,
        what_would_change=(
            *_what_would_raise(ruleset=ruleset, rules=in_force, facts=facts, tier=tier, reasons=reasons),
            *_what_would_lower(ruleset=ruleset, tier=tier, reasons=reasons),
        ),
        ruleset_version=ruleset.version,
    )


def validate_override(*, assessed: TierKey, chosen: TierKey, reason: str, ruleset: RuleSet) -> str:
    """Return the reason, tidied, when a person may replace the assessed tier by another (TRI-4).

    Raises:
        UnableToOverrideError: the tier does not exist, nothing would change, or no real reason is given.

    """
    if not ruleset.has_tier(chosen):
        raise UnableToOverrideError("Choose one of the tiers of the rules in force")
    if chosen == assessed:
        raise UnableToOverrideError("That is the assessed tier already")
    return tidy_reason(reason=reason)


def tidy_reason(*, reason: str) -> str:
    """Return a reason without stray blanks, if it says something (TRI-4).

    Raises:
        UnableToOverrideError: it is a formality, not a reason.

    """
    tidy = " ".join(reason.split())
    if len(tidy) < MINIMUM_OVERRIDE_REASON:
        raise UnableToOverrideError("Give the reason in a sentence; it will be reviewed")
    return tidy


def _is_merely_unknown(*, rule: Rule, facts: TriageFacts) -> bool:
    """Say whether a rule fails only for want of data, not because of anything known."""
    return all(condition.holds(facts=facts) or not facts.is_known(condition.field) for condition in rule.conditions)


def _reason(*, rule: Rule, facts: TriageFacts, is_carried: bool) -> Reason:
    return Reason(
        rule_id=rule.id,
        floor=rule.floor,
        words=rule.reason,
        facts=tuple(
            FactUsed(
                field=condition.field,
                label=FACT_LABELS[condition.field],
                values=tuple(sorted(known_values(facts=facts, field=condition.field))),
                source=facts.source_of(condition.field),
            )
            for condition in rule.conditions
        ),
        is_carried=is_carried,
    )


def _highest(*, ruleset: RuleSet, reasons: tuple[Reason, ...]) -> TierKey:
    return max((ruleset.base_tier, *(reason.floor for reason in reasons)), key=ruleset.rank_of)


def _what_would_raise(
    *, ruleset: RuleSet, rules: tuple[Rule, ...], facts: TriageFacts, tier: TierKey, reasons: tuple[Reason, ...]
) -> tuple[PossibleChange, ...]:
    fired = {reason.rule_id for reason in reasons}
    changes = []
    for rule in rules:
        if rule.id in fired or ruleset.rank_of(rule.floor) <= ruleset.rank_of(tier):
            continue
        unmet = [condition for condition in rule.conditions if not condition.holds(facts=facts)]
        needs = " and ".join(_in_words(condition) for condition in unmet)
        changes.append(
            PossibleChange(
                rule_id=rule.id,
                tier=rule.floor,
                words=f"It would be {ruleset.label_of(rule.floor)} if {needs}.",
                is_open_question=all(not facts.is_known(condition.field) for condition in unmet),
            )
        )
    # Questions nobody has answered come first: those are the ones worth asking.
    return tuple(sorted(changes, key=lambda change: not change.is_open_question))


def _what_would_lower(*, ruleset: RuleSet, tier: TierKey, reasons: tuple[Reason, ...]) -> tuple[PossibleChange, ...]:
    decisive = [reason for reason in reasons if reason.floor == tier]
    if len(decisive) != 1 or tier == ruleset.base_tier:
        return ()
    (only,) = decisive
    without = _highest(ruleset=ruleset, reasons=tuple(reason for reason in reasons if reason is not only))
    return (
        PossibleChange(
            rule_id=only.rule_id,
            tier=without,
            words=f"It would be {ruleset.label_of(without)} if this did not apply: {only.words}",
            is_open_question=only.is_carried,
        ),
    )


def _in_words(condition: Condition) -> str:
    label = FACT_LABELS[condition.field]
    if condition.operator is Operator.IS_UNKNOWN:
        return f"“{label}” were not known"
    values = " or ".join(value.replace("_", " ").lower() for value in sorted(condition.values))
    return f"“{label}” were {values}" if condition.operator is Operator.ANY_OF else f"“{label}” were not {values}"
