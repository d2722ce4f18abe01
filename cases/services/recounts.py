"""Counts deadlines again after bank holidays or time limits were published: only when asked, and with a trail (F25)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation
from cases.rules import deadlines
from cases.rules.case_rules import CaseRules
from cases.rules.deadlines import DutyDeadline
from cases.rules.vocabulary import LimitKind, ObligationState
from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.services import decisions, reference

#: Obligations are locked and written in batches of this many, so that the work list stays usable meanwhile.
BATCH = 500

#: By letter type, the limit of enhanced rights and the standard one; every other letter is a VCL letter.
_LIMITS = {
    "CHARGING_DECISION": (LimitKind.CHARGING_NEWS_ENHANCED, LimitKind.CHARGING_NEWS_STANDARD),
    "PROVISIONAL_STOP": (LimitKind.PROVISIONAL_NOTICE, LimitKind.PROVISIONAL_NOTICE),
}
_VCL_LIMITS = (LimitKind.VCL_ENHANCED, LimitKind.VCL_STANDARD)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One deadline that moved, or would move."""

    obligation_id: uuid.UUID
    old_due_on: dt.date
    new_due_on: dt.date
    reasons: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What counting again found."""

    checked: int
    moves: tuple[Move, ...]


def count_open_again(*, actor: Actor, at: dt.datetime, dry_run: bool = False) -> Recount:
    """Count every open obligation again with the calendar and limits now published (DL-3).

    A deadline may move either way, because it moves to the true date. What has been met, exempted or superseded is
    history and stays. Each move appends a ``Deadline`` and an audit entry. Safe to run twice: the second run moves
    nothing. With ``dry_run`` nothing is written.

    Raises:
        NotPermitted: the actor may not publish reference data.
        NothingPublished: there is no calendar.
        BeyondHorizon: the calendar does not reach to a due date.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    calendar = reference.load_calendar()
    rules_by_day: dict[dt.date, CaseRules] = {}
    ids = list(Obligation.objects.filter(state=ObligationState.OPEN).order_by("id").values_list("id", flat=True))
    moves: list[Move] = []
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rows = (
                Obligation.objects.select_for_update(of=("self",))
                .filter(id__in=ids[start : start + BATCH], state=ObligationState.OPEN)
                .order_by("id")
            )
            for obligation in rows:
                on = london_date(at=obligation.decided_at)
                if on not in rules_by_day:
                    rules_by_day[on] = reference.load_rules(on=on)
                move, deadline = _count(obligation, rules=rules_by_day[on], calendar=calendar)
                if move is not None:
                    moves.append(move)
                    if not dry_run:
                        _write(obligation, move, deadline, actor=actor, at=at)
    return Recount(checked=len(ids), moves=tuple(moves))


def _count(
    obligation: Obligation, *, rules: CaseRules, calendar: WorkingDayCalendar
) -> tuple[Move | None, DutyDeadline]:
    """Count one obligation again under the limit it stands under now."""
    enhanced, standard = _LIMITS.get(obligation.letter_type, _VCL_LIMITS)
    on = london_date(at=obligation.decided_at)
    # A ground that fell away left the short limit in place (DL-2), and it stays in place here.
    is_short = (
        obligation.is_enhanced is not False
        or obligation.limit_working_days == rules.limits.in_force(kind=enhanced, on=on).value
    )
    answer = deadlines.recount(
        current=DutyDeadline(
            limit_kind=enhanced if is_short else standard,
            limit_value=obligation.limit_working_days,
            decided_at=obligation.decided_at,
            due_on=obligation.due_on,
            due_at=obligation.due_at,
            days=(),
            reasons=(),
            calendar_version="",
            rule_id=obligation.rule_id,
            rule_version=obligation.rule_version,
        ),
        rules=rules,
        calendar=calendar,
    )
    if not answer.is_changed:
        return None, answer.deadline
    move = Move(
        obligation_id=obligation.pk,
        old_due_on=obligation.due_on,
        new_due_on=answer.deadline.due_on,
        reasons=answer.reasons,
    )
    return move, dataclasses.replace(answer.deadline, rule_id=answer.rule_id)


def _write(obligation: Obligation, move: Move, deadline: DutyDeadline, *, actor: Actor, at: dt.datetime) -> None:
    """Store the deadline and leave the trail."""
    obligation.limit_working_days = deadline.limit_value
    obligation.due_on = deadline.due_on
    obligation.due_at = deadline.due_at
    obligation.save(update_fields=["limit_working_days", "due_on", "due_at"])
    decisions.append_deadline(
        obligation=obligation, deadline=deadline, reason=" ".join(move.reasons)[:300], actor=actor, at=at
    )
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=obligation,
        at=at,
        case_id=obligation.case_id,
        victim_id=obligation.victim_id,
        detail={"due_on": deadline.due_on, "was_due_on": move.old_due_on, "calendar": deadline.calendar_version},
    )
