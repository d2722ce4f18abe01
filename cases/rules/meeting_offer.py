"""Whether a meeting is offered after a decision; the prosecutor may decide otherwise and must say why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import enhanced_rights
from cases.rules.case_rules import CaseRules
from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import (
    DecisionCode,
    DecisionMaker,
    HateStrand,
    OffenceCategory,
    OffenceFlag,
    VictimKind,
    Vocabulary,
)
from cases.rules.working_days import london_date

MEETING_RULE = "MO-1"
MEETING_OVERRIDE_RULE = "MO-2"

#: The decisions after which the list of offences settles whether a meeting is offered (domain.md 2.6).
_TESTED = frozenset(
    {
        DecisionCode.NFA_EVIDENTIAL,
        DecisionCode.NFA_PUBLIC_INTEREST,
        DecisionCode.NFA_PARTIAL,
        DecisionCode.DISCONTINUE_ALL,
        DecisionCode.WITHDRAW_ALL,
        DecisionCode.NO_EVIDENCE_ALL,
        DecisionCode.LIE_ON_FILE_ALL,
        DecisionCode.LIE_ON_FILE_SOME,
        DecisionCode.STOP_SOME,
        DecisionCode.SUBSTITUTE,
        DecisionCode.ALTER_DOWN,
        DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
        DecisionCode.PROVISIONAL_STOP,
    }
)

#: Further decisions after which bereaved families are offered a meeting (domain.md 2.9).
_FAMILY_ONLY = frozenset({DecisionCode.DECISION_TO_CHARGE, DecisionCode.ALTER_UP, DecisionCode.COURT_ENDED})


class MeetingNeed(Vocabulary):
    """Whether a meeting is to be offered (domain.md 2.6)."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    NOT_NEEDED = "NOT_NEEDED"
    NOT_APPROPRIATE = "NOT_APPROPRIATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOverride:
    """The prosecutor or a manager decides otherwise, and says why."""

    #: True adds an offer that the list does not ask for; False records "meeting not appropriate".
    is_offered: bool
    reason: str

    def __post_init__(self) -> None:
        """Refuse an override without a reason.

        Raises:
            ValueError: when the reason is blank.
        """
        if not self.reason.strip():
            raise ValueError("Deciding otherwise about a meeting needs a reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOffer:
    """Whether a meeting is offered, and why. The decision is explained in any case."""

    need: MeetingNeed
    #: A fact is missing that somebody should add.
    needs_person: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


def assess_meeting_offer(
    *,
    decision: DecisionFacts,
    victim: VictimFacts,
    charges: Iterable[ChargeFacts],
    rules: CaseRules,
    override: MeetingOverride | None = None,
) -> MeetingOffer:
    """Say whether a meeting is offered to this victim after this decision (MO-1, MO-2; domain.md 2.6 and 2.9).

    REQUIRED when the family is of the Bereaved Family Scheme, or when the CPS decided one of the listed decisions and
    an allegation ever made about this victim is on the list; OPTIONAL when the case stopped because the victim
    withdrew. A hate crime whose strand nobody recorded counts as listed if every strand is, because missing data must
    not take an offer away.
    The override wins, except that nobody who asked not to be contacted is offered anything.
    """
    known = tuple(charges)
    on = london_date(at=decision.decided_at)
    is_family = bool(enhanced_rights.bereaved_categories(charges=known, victim=victim, on=on, rules=rules))
    is_listed, why, needs_person = _listed(victim, known, on, rules)
    need, reasons = _need(decision, victim, is_family=is_family, is_listed=is_listed, why=why)
    rule_id = MEETING_RULE
    if override is not None and not victim.has_opted_out:
        rule_id = MEETING_OVERRIDE_RULE
        reasons = (*reasons, f"Decided otherwise: {override.reason.strip()}")
        need = MeetingNeed.REQUIRED if override.is_offered else MeetingNeed.NOT_APPROPRIATE
    return MeetingOffer(
        need=need,
        needs_person=needs_person and need is MeetingNeed.REQUIRED,
        reasons=reasons,
        rule_id=rule_id,
        rule_version=rules.version,
    )


def _need(
    decision: DecisionFacts, victim: VictimFacts, *, is_family: bool, is_listed: bool, why: tuple[str, ...]
) -> tuple[MeetingNeed, tuple[str, ...]]:
    """Answer without any override."""
    if victim.has_opted_out:
        return MeetingNeed.NOT_NEEDED, ("The victim asked not to be contacted.",)
    if victim.kind is VictimKind.BUSINESS:
        return MeetingNeed.NOT_NEEDED, ("Meetings are offered to people, not to a business.",)
    if decision.maker is DecisionMaker.POLICE:
        return MeetingNeed.NOT_NEEDED, ("The police decided, so the CPS offers no meeting.",)
    if decision.code not in _TESTED | _FAMILY_ONLY:
        return MeetingNeed.NOT_NEEDED, ("No meeting is offered after this decision.",)
    if is_family:
        return MeetingNeed.REQUIRED, ("Families of the Bereaved Family Scheme are offered a meeting.",)
    if decision.maker is DecisionMaker.COURT or decision.code in _FAMILY_ONLY:
        return MeetingNeed.NOT_NEEDED, ("After this decision only bereaved families are offered a meeting.",)
    if decision.is_because_victim_withdrew or decision.code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL:
        return MeetingNeed.OPTIONAL, ("The case stopped because the victim withdrew: a meeting may be offered.",)
    if is_listed:
        return MeetingNeed.REQUIRED, why
    return MeetingNeed.NOT_NEEDED, why


def _listed(
    victim: VictimFacts, charges: tuple[ChargeFacts, ...], on: dt.date, rules: CaseRules
) -> tuple[bool, tuple[str, ...], bool]:
    """Say whether the list of offences asks for an offer, why, and whether a fact is missing."""
    own = tuple(charge for charge in charges if charge.concerns(victim))
    categories = rules.offences.categories(flag=OffenceFlag.MEETING, on=on)
    strands = rules.offences.strands(flag=OffenceFlag.MEETING, on=on)
    found = sorted(
        {category.label for charge in own for category in charge.categories & categories}
        | {f"Hate crime ({strand.label.lower()})" for charge in own for strand in charge.strands & strands}
    )
    if found:
        return True, (f"The meeting list names: {', '.join(found)}.",), False
    is_strand_missing = any(OffenceCategory.HATE_CRIME in charge.categories and not charge.strands for charge in own)
    if is_strand_missing and strands == frozenset(HateStrand):
        return True, ("A hate crime whose strand is not recorded: every strand is on the meeting list.",), True
    return False, ("Nothing alleged about this victim is on the meeting list.",), is_strand_missing
