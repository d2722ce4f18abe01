"""The triage rules the service starts with, as data. Policy changes them by publishing a new version, not by editing.

Sources: domain reference 2.11 (tiers), 4.3 and 13 (offence groups), 2.9 (bereaved families); peers.md 3, leap 10.
"""

import datetime as dt

from cases.rules.vocabulary import HateStrand, OffenceCategory, RiskLevel
from triage.rules.facts import Answer, OwnView, TierKey
from triage.rules.ruleset import Condition, Operator, Rule, RuleSet, Tier

NOT_ALIGNED = TierKey("NOT_ALIGNED")
UNIVERSAL = TierKey("UNIVERSAL")
ENHANCED = TierKey("ENHANCED")
RASSO = TierKey("RASSO")
BEREAVED_FAMILY = TierKey("BEREAVED_FAMILY")

#: Most careful last. Ranks leave room, so that a further need tier can be put between two others.
DEFAULT_TIERS: tuple[Tier, ...] = (
    Tier(key=NOT_ALIGNED, label="Not aligned to a service", rank=0),
    Tier(key=UNIVERSAL, label="Universal", rank=100),
    Tier(key=ENHANCED, label="Enhanced", rank=200),
    Tier(key=RASSO, label="RASSO", rank=300),
    Tier(key=BEREAVED_FAMILY, label="Bereaved Family", rank=400),
)

#: Deaths that bring a family into the Bereaved Family Scheme.
_DEATHS = frozenset({OffenceCategory.HOMICIDE, OffenceCategory.FATAL_DRIVING})

#: Offence groups whose victims have the greatest needs as published or planned (domain reference 2.11 and 4.3).
_ENHANCED_OFFENCES = frozenset(
    {
        OffenceCategory.HOMICIDE,
        OffenceCategory.FATAL_DRIVING,
        OffenceCategory.ATTEMPTED_MURDER,
        OffenceCategory.GBH_WITH_INTENT,
        OffenceCategory.KIDNAP_FALSE_IMPRISONMENT,
        OffenceCategory.ARSON_ENDANGER_LIFE,
        OffenceCategory.RAPE_RASSO,
        OffenceCategory.SEXUAL_OTHER,
        OffenceCategory.CHILD_ABUSE,
        OffenceCategory.DOMESTIC_ABUSE,
        OffenceCategory.STALKING_HARASSMENT,
        OffenceCategory.HATE_CRIME,
        OffenceCategory.MODERN_SLAVERY,
        OffenceCategory.TERRORISM,
        OffenceCategory.HONOUR_BASED,
    }
)


def _yes(field: str) -> Condition:
    return Condition(field=field, operator=Operator.ANY_OF, values=frozenset({Answer.YES}))


def _not_yes(field: str) -> Condition:
    return Condition(field=field, operator=Operator.NONE_OF, values=frozenset({Answer.YES}), unknown_counts=True)


def _not_known(field: str) -> Condition:
    return Condition(field=field, operator=Operator.IS_UNKNOWN)


def _offence(offences: frozenset[OffenceCategory], *, unknown_counts: bool = False) -> Condition:
    return Condition(
        field="offence_categories",
        operator=Operator.ANY_OF,
        values=frozenset(offences),
        unknown_counts=unknown_counts,
    )


DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        id="BEREAVED_BY_A_QUALIFYING_DEATH",
        conditions=(_yes("bereaved_close_relative"), _offence(_DEATHS, unknown_counts=True)),
        floor=BEREAVED_FAMILY,
        reason="A close relative died, and the Bereaved Family Scheme covers the offence or may cover it.",
    ),
    Rule(
        id="RASSO_FLAG",
        conditions=(_yes("rasso"), _not_yes("under_18_now")),
        floor=RASSO,
        reason="The case is flagged as rape or a serious sexual offence, and the victim is an adult.",
    ),
    Rule(
        id="RASSO_OFFENCE",
        conditions=(_offence(frozenset({OffenceCategory.RAPE_RASSO})), _not_yes("under_18_now")),
        floor=RASSO,
        reason="The offence is rape or a serious sexual offence, and the victim is an adult.",
    ),
    Rule(
        id="RASSO_FLAG_AT_ANY_AGE",
        conditions=(_yes("rasso"),),
        floor=ENHANCED,
        reason="The case is flagged as rape or a serious sexual offence.",
    ),
    Rule(
        id="SERIOUS_OFFENCE",
        conditions=(_offence(_ENHANCED_OFFENCES),),
        floor=ENHANCED,
        reason="The offence is one whose victims have the greatest needs.",
    ),
    Rule(
        id="HATE_CRIME",
        conditions=(Condition(field="hate_strands", operator=Operator.ANY_OF, values=frozenset(HateStrand)),),
        floor=ENHANCED,
        reason="The crime was motivated by hostility.",
    ),
    Rule(
        id="UNDER_18",
        conditions=(_yes("under_18_at_offence"),),
        floor=ENHANCED,
        reason="The victim was under 18 at the date of the offence.",
    ),
    Rule(
        id="CHILD_NOW",
        conditions=(_yes("under_18_now"),),
        floor=ENHANCED,
        reason="The victim is under 18.",
    ),
    Rule(
        id="VULNERABLE",
        conditions=(_yes("vulnerable"),),
        floor=ENHANCED,
        reason="The victim is vulnerable.",
    ),
    Rule(
        id="INTIMIDATED",
        conditions=(_yes("intimidated"),),
        floor=ENHANCED,
        reason="The victim is intimidated.",
    ),
    Rule(
        id="PERSISTENTLY_TARGETED",
        conditions=(_yes("persistently_targeted"),),
        floor=ENHANCED,
        reason="The victim was targeted more than once over time.",
    ),
    Rule(
        id="BEREAVED",
        conditions=(_yes("bereaved_close_relative"),),
        floor=ENHANCED,
        reason="A close relative of the victim died.",
    ),
    Rule(
        id="HIGH_RISK",
        conditions=(
            Condition(field="domestic_abuse_risk", operator=Operator.ANY_OF, values=frozenset({RiskLevel.HIGH})),
        ),
        floor=ENHANCED,
        reason="The domestic abuse risk is high.",
    ),
    Rule(
        id="SHARES_HOME",
        conditions=(_yes("shares_home_with_suspect"),),
        floor=ENHANCED,
        reason="The victim shares a home or contact details with a suspect or defendant.",
    ),
    Rule(
        id="COMMUNICATION_NEED",
        conditions=(_yes("communication_need"),),
        floor=ENHANCED,
        reason="The victim needs an interpreter, another format or help with reading.",
    ),
    Rule(
        id="VICTIM_ASKED",
        conditions=(Condition(field="own_view", operator=Operator.ANY_OF, values=frozenset({OwnView.MORE_SUPPORT})),),
        floor=ENHANCED,
        reason="The victim told us that they need more support.",
    ),
    Rule(
        id="OFFENCE_NOT_RECORDED",
        conditions=(_not_known("offence_categories"),),
        floor=ENHANCED,
        reason="The offence is not recorded yet, so we are careful until it is.",
    ),
    Rule(
        id="NEEDS_NOT_ASSESSED",
        conditions=(
            _not_known("vulnerable"),
            _not_known("intimidated"),
            _not_yes("business_without_contact"),
        ),
        floor=ENHANCED,
        reason="Nobody has assessed yet whether the victim is vulnerable or intimidated, so we are careful until then.",
    ),
    Rule(
        id="CASE_WITH_THE_CPS",
        conditions=(
            Condition(
                field="case_reached_cps",
                operator=Operator.ANY_OF,
                values=frozenset({Answer.YES}),
                unknown_counts=True,
            ),
            _not_yes("business_without_contact"),
        ),
        floor=UNIVERSAL,
        reason="The case has reached the CPS.",
    ),
)

DEFAULT_RULESET = RuleSet(
    version="2026-11",
    starts_on=dt.date(2021, 4, 1),
    tiers=DEFAULT_TIERS,
    base_tier=NOT_ALIGNED,
    rules=DEFAULT_RULES,
)
