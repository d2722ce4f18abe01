"""Counts open clocks again when a fact became known. A deadline only ever gets earlier, and every count stays."""

import datetime as dt

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation, Victim
from cases.rules import deadlines, enhanced_rights
from cases.rules.vocabulary import EnhancedStatus, LimitKind, ObligationState
from cases.rules.working_days import london_date
from cases.selectors import facts
from cases.services import decisions, reference


def count_again_for(*, victim: Victim, actor: Actor, at: dt.datetime) -> int:
    """Judge enhanced rights again for one victim and shorten the clocks of what is still owed; return how many moved.

    Runs in the caller's transaction. The rules and limits in force on the day of each decision apply (DL-2; domain.md
    2.4: a ground discovered later shortens, nothing lengthens silently).
    """
    known = facts.case_facts(case=victim.case)
    victim_facts = known.victims[victim.pk]
    calendar = reference.load_calendar()
    moved = 0
    for obligation in (
        Obligation.objects.select_for_update(of=("self",))
        .filter(victim=victim, state=ObligationState.OPEN)
        .order_by("id")
    ):
        on = london_date(at=obligation.decided_at)
        rules = reference.load_rules(on=on)
        enhanced = enhanced_rights.assess_enhanced_rights(
            victim=victim_facts, charges=known.charges, on=on, rules=rules
        )
        kind = _limit_kind(obligation, has_short_limit=enhanced.has_short_limit)
        new = deadlines.duty_deadline(limit_kind=kind, decided_at=obligation.decided_at, rules=rules, calendar=calendar)
        obligation.is_enhanced = {EnhancedStatus.ENHANCED: True, EnhancedStatus.STANDARD: False}.get(enhanced.status)
        obligation.enhanced_grounds = [ground.value for ground in enhanced.grounds]
        if new.due_at < obligation.due_at:
            moved += 1
            obligation.limit_working_days = new.limit_value
            obligation.due_on = new.due_on
            obligation.due_at = new.due_at
            decisions.append_deadline(
                obligation=obligation,
                deadline=new,
                reason="; ".join(("Facts about the victim changed", *enhanced.reasons))[:300],
                actor=actor,
                at=at,
            )
            audit.record(
                actor=actor,
                verb=Verb.CHANGED,
                subject=obligation,
                at=at,
                case_id=obligation.case_id,
                victim_id=victim.pk,
                detail={"due_on": new.due_on},
            )
        obligation.save(update_fields=["is_enhanced", "enhanced_grounds", "limit_working_days", "due_on", "due_at"])
    return moved


def _limit_kind(obligation: Obligation, *, has_short_limit: bool) -> LimitKind:
    if obligation.letter_type == "CHARGING_DECISION":
        return LimitKind.CHARGING_NEWS_ENHANCED if has_short_limit else LimitKind.CHARGING_NEWS_STANDARD
    if obligation.letter_type == "PROVISIONAL_STOP":
        return LimitKind.PROVISIONAL_NOTICE
    return LimitKind.VCL_ENHANCED if has_short_limit else LimitKind.VCL_STANDARD
