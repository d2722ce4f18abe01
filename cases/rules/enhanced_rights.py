"""Whether a victim has enhanced rights, on which grounds and why; never confuses them with a service or triage tier."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.rules.case_rules import CaseRules
from cases.rules.facts import ChargeFacts, VictimFacts
from cases.rules.vocabulary import (
    EnhancedGround,
    EnhancedStatus,
    LimitKind,
    OffenceCategory,
    OffenceFlag,
    VictimKind,
)

ENHANCED_RULE = "ER-1"
AGE_RULE = "ER-2"
UNKNOWN_RULE = "ER-3"

ADULT_AT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundAnswer:
    """One ground: true, false, or unknown (None), and why."""

    ground: EnhancedGround
    applies: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancedRights:
    """Whether a victim has enhanced rights, and the time limit that follows."""

    status: EnhancedStatus
    #: The grounds that apply, in the order of the Code; empty unless the status is ENHANCED.
    grounds: tuple[EnhancedGround, ...]
    #: All four grounds with their reasons.
    answers: tuple[GroundAnswer, ...]
    #: VCL_ENHANCED unless it is certain that no ground applies (ER-3).
    limit_kind: LimitKind
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str

    @property
    def has_short_limit(self) -> bool:
        """Whether the one-day limit applies."""
        return self.limit_kind is LimitKind.VCL_ENHANCED


def assess_enhanced_rights(
    *, victim: VictimFacts, charges: Iterable[ChargeFacts], on: dt.date, rules: CaseRules
) -> EnhancedRights:
    """Assess the four grounds as known on the London date `on` of the decision (ER-1, ER-2, ER-3; domain.md 4.3).

    `charges` are all charges and allegations ever made in the case, those since replaced or stopped included: the
    ground rests on the most serious allegation made about this victim, so that altering a charge downwards never
    lengthens the limit (domain.md 14b, scenario 8). A charge that nobody has linked to a victim yet can make the
    status unknown, never standard. A business has no enhanced rights (domain.md 2.3). Unknown keeps one working day.
    """
    if victim.kind is VictimKind.BUSINESS:
        return EnhancedRights(
            status=EnhancedStatus.STANDARD,
            grounds=(),
            answers=(),
            limit_kind=LimitKind.VCL_STANDARD,
            reasons=("A business or charity has no enhanced rights.",),
            rule_id=ENHANCED_RULE,
            rule_version=rules.version,
        )
    every_charge = tuple(charges)
    own = tuple(charge for charge in every_charge if charge.concerns(victim))
    unlinked = tuple(charge for charge in every_charge if charge.is_unlinked)
    answers = (
        _vulnerable(victim, own),
        _stated(EnhancedGround.INTIMIDATED, victim.is_intimidated, "intimidated"),
        _serious_crime(victim, own, unlinked, on, rules),
        _persistently_targeted(victim, own, unlinked, on, rules),
    )
    grounds = tuple(answer.ground for answer in answers if answer.applies)
    if grounds:
        status = EnhancedStatus.ENHANCED
        reasons = tuple(reason for answer in answers if answer.applies for reason in answer.reasons)
    elif any(answer.applies is None for answer in answers):
        status = EnhancedStatus.UNKNOWN
        unknown = [reason for answer in answers if answer.applies is None for reason in answer.reasons]
        reasons = (*unknown, "Until this is known, the limit is one working day.")
    else:
        status = EnhancedStatus.STANDARD
        reasons = ("None of the four grounds applies.",)
    return EnhancedRights(
        status=status,
        grounds=grounds,
        answers=answers,
        limit_kind=LimitKind.VCL_STANDARD if status is EnhancedStatus.STANDARD else LimitKind.VCL_ENHANCED,
        reasons=reasons,
        rule_id=UNKNOWN_RULE if status is EnhancedStatus.UNKNOWN else ENHANCED_RULE,
        rule_version=rules.version,
    )


def age_on(*, born_on: dt.date, on: dt.date) -> int:
    """Give the age in whole years on the London date `on` (ER-2).

    A person is a year older from the start of the birthday; one born on 29 February, from 1 March of other years.

    Raises:
        ValueError: when `on` lies before the birth.
    """
    if on < born_on:
        raise ValueError("Nobody has an age before birth.")
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_under_18(*, victim: VictimFacts, on: dt.date) -> bool | None:
    """Say whether the victim is under 18 on the London date `on`; None when no date of birth is recorded (ER-2).

    Without a date of birth, the police mark for a child counts as yes; its absence is not a no.
    """
    if victim.date_of_birth is None or on < victim.date_of_birth:
        return True if victim.is_marked_child else None
    return age_on(born_on=victim.date_of_birth, on=on) < ADULT_AT


def is_under_18_at_offence(*, victim: VictimFacts, charge: ChargeFacts) -> bool | None:
    """Say whether the victim was under 18 when the offence happened; None when that cannot be told (ER-2).

    An offence over a range of dates counts from its first day: any part of it before the 18th birthday is enough. With
    only the last day known, under 18 on that day is certain, and 18 or over is not. An adult who reports abuse
    suffered in childhood is therefore vulnerable (domain.md 4.3).
    """
    if charge.offence_from is not None:
        return is_under_18(victim=victim, on=charge.offence_from)
    if charge.offence_to is not None and is_under_18(victim=victim, on=charge.offence_to):
        return True
    return True if victim.date_of_birth is None and victim.is_marked_child else None


def bereaved_categories(
    *, charges: Iterable[ChargeFacts], victim: VictimFacts, on: dt.date, rules: CaseRules
) -> frozenset[OffenceCategory]:
    """List the offence groups about this victim that bring in the Bereaved Family Scheme; empty unless the victim died.

    Rule OF-1 (domain.md 2.9).
    """
    if not victim.is_deceased:
        return frozenset()
    listed = rules.offences.categories(flag=OffenceFlag.BEREAVED, on=on)
    return frozenset(
        category for charge in charges if charge.concerns(victim) for category in charge.categories & listed
    )


def _vulnerable(victim: VictimFacts, own: Sequence[ChargeFacts]) -> GroundAnswer:
    """Answer the first ground: under 18 at the offence, lacking capacity, or found vulnerable."""
    reasons: list[str] = []
    ages = [is_under_18_at_offence(victim=victim, charge=charge) for charge in own]
    if any(ages):
        reasons.append("The victim was under 18 at the date of the offence.")
    if victim.lacks_capacity:
        reasons.append("The victim cannot communicate or lacks capacity.")
    if victim.is_vulnerable:
        reasons.append("The victim was found to be vulnerable.")
    if reasons:
        return GroundAnswer(ground=EnhancedGround.VULNERABLE, applies=True, reasons=tuple(reasons))
    if not ages or None in ages:
        reasons.append("It is not known whether the victim was under 18 at the date of the offence.")
    if victim.is_vulnerable is None:
        reasons.append("It is not known whether the victim is vulnerable.")
    if reasons:
        return GroundAnswer(ground=EnhancedGround.VULNERABLE, applies=None, reasons=tuple(reasons))
    return GroundAnswer(
        ground=EnhancedGround.VULNERABLE,
        applies=False,
        reasons=("The victim was an adult at the offence and was not found to be vulnerable.",),
    )


def _stated(ground: EnhancedGround, value: bool | None, word: str) -> GroundAnswer:  # noqa: FBT001  (a fact, not a switch)
    """Answer a ground that rests on what somebody recorded."""
    words = {
        True: f"The victim was found to be {word}.",
        False: f"The victim was not found to be {word}.",
        None: f"It is not known whether the victim is {word}.",
    }
    return GroundAnswer(ground=ground, applies=value, reasons=(words[value],))


def _serious_crime(
    victim: VictimFacts, own: Sequence[ChargeFacts], unlinked: Sequence[ChargeFacts], on: dt.date, rules: CaseRules
) -> GroundAnswer:
    """Answer the third ground from the most serious allegation ever made about this victim."""
    reasons = [
        f"The victim was bereaved by {_label(category)}: a close relative has enhanced rights."
        for category in sorted(bereaved_categories(charges=own, victim=victim, on=on, rules=rules))
    ]
    serious = sorted({label for charge in own for label in _flagged(charge, OffenceFlag.ENHANCED_SERIOUS, on, rules)})
    if serious:
        reasons.append(f"The allegation is one of the most serious crimes: {', '.join(serious)}.")
    if reasons:
        return GroundAnswer(ground=EnhancedGround.SERIOUS_CRIME, applies=True, reasons=tuple(reasons))
    return _from_charges(EnhancedGround.SERIOUS_CRIME, OffenceFlag.ENHANCED_SERIOUS, own, unlinked, on, rules)


def _persistently_targeted(
    victim: VictimFacts, own: Sequence[ChargeFacts], unlinked: Sequence[ChargeFacts], on: dt.date, rules: CaseRules
) -> GroundAnswer:
    """Answer the fourth ground from what was recorded and from stalking or harassment."""
    ground = EnhancedGround.PERSISTENTLY_TARGETED
    flagged = sorted({label for c in own for label in _flagged(c, OffenceFlag.PERSISTENTLY_TARGETED, on, rules)})
    if flagged:
        return GroundAnswer(
            ground=ground, applies=True, reasons=(f"The allegation means persistent targeting: {', '.join(flagged)}.",)
        )
    stated = _stated(ground, victim.is_persistently_targeted, "persistently targeted")
    if stated.applies is not False:
        return stated
    return _from_charges(ground, OffenceFlag.PERSISTENTLY_TARGETED, own, unlinked, on, rules)


def _from_charges(
    ground: EnhancedGround,
    flag: OffenceFlag,
    own: Sequence[ChargeFacts],
    unlinked: Sequence[ChargeFacts],
    on: dt.date,
    rules: CaseRules,
) -> GroundAnswer:
    """Answer a ground that no linked charge brings: unknown while a flagged charge may concern this victim."""
    if not own:
        return GroundAnswer(ground=ground, applies=None, reasons=("No charge has been linked to this victim yet.",))
    if any(_flagged(charge, flag, on, rules) for charge in unlinked):
        return GroundAnswer(
            ground=ground,
            applies=None,
            reasons=("A charge that would bring enhanced rights has not been linked to any victim yet.",),
        )
    return GroundAnswer(ground=ground, applies=False, reasons=("No allegation about this victim brings this ground.",))


def _flagged(charge: ChargeFacts, flag: OffenceFlag, on: dt.date, rules: CaseRules) -> frozenset[str]:
    """Name what about the charge carries the flag on the date."""
    categories = charge.categories & rules.offences.categories(flag=flag, on=on)
    strands = charge.strands & rules.offences.strands(flag=flag, on=on)
    return frozenset(
        [_label(category) for category in categories] + [f"hate crime ({strand.label.lower()})" for strand in strands]
    )


def _label(category: OffenceCategory) -> str:
    """Name an offence group inside a sentence."""
    return category.label[0].lower() + category.label[1:]
