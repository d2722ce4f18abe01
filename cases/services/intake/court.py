"""Take in one message of the courts: store it, put it in order, write its facts, and ask a person about the rest."""

import datetime as dt
import json
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import DataError, IntegrityError, transaction

from accounts import policies
from accounts.actors import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Case, InboundFile, InboundMessage
from cases.rules.court_feed import CourtMessage, MessageKind, Unreadable, identity, parse
from cases.rules.court_feed.differences import Difference, differences
from cases.rules.court_feed.event_map import FollowUp
from cases.rules.court_feed.happenings import happenings
from cases.rules.court_feed.known_facts import ChargeKey
from cases.rules.court_feed.stages import stage_after
from cases.rules.vocabulary import InboundState, JourneyStage, WorkKind
from cases.selectors.inbound import WAITS_FOR_CASE
from cases.services import work
from cases.services.intake import court_facts, follow_up, placing, storing
from cases.services.intake.court_facts import LONDON, ReferenceTaken, Resolved, Unplaceable
from cases.services.intake.outcomes import Correction, Outcome, Reason

log = logging.getLogger(__name__)

#: Messages that may open a case that is not known; events only add to one that is.
_MAY_OPEN_A_CASE = {MessageKind.HEARING_RESULTED, MessageKind.BARE_HEARING, MessageKind.PROSECUTION_CASE}


@transaction.atomic
def receive(
    *,
    payload: Mapping[str, Any],
    source: str,
    actor: Actor,
    at: dt.datetime,
    fallback_unit: Unit | None = None,
    file: InboundFile | None = None,
) -> Outcome:
    """Take in one court message; safe to call twice, at once, late and out of order (F14, I2).

    Stored before anything is made of it. The same message again changes nothing; the same key with other content is
    kept as a conflict and put before a person; a share older than one already applied is stored and not applied.
    If the facts cannot be written, nothing of the message is, and it is quarantined with the reason. Runs in the
    caller's transaction, or its own.

    Raises:
        NotPermitted: the actor may not bring in facts.
    """
    policies.require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    message = parse(payload)
    if isinstance(message, Unreadable):
        return _quarantine_unreadable(message, payload, source=source, actor=actor, at=at, file=file)
    storing.lock(*_names(message))
    same, accepted = storing.earlier_of(source=source, key=message.key, digest=message.digest)
    if same is not None and not _may_be_tried_again(same):
        return Outcome(state=InboundState(same.state), is_new=False, message_id=same.pk)
    order_key = _order_key(message)
    if same is not None:
        inbound = same
    else:
        inbound = storing.store(
            source=source,
            key=message.key,
            digest=message.digest,
            payload=payload,
            state=InboundState.CONFLICT if accepted else InboundState.QUARANTINED,
            actor=actor,
            at=at,
            reasons=tuple(Reason(note.field, note.reason) for note in message.notes),
            order_key=order_key,
            shared_at=message.shared_at,
            file=file,
        )
    if accepted is not None and same is None:
        return _report_conflict(inbound, accepted, message, actor=actor, at=at)
    if order_key and storing.is_overtaken(order_key=order_key, shared_at=message.shared_at):
        return _settle(inbound, InboundState.STORED_NOT_APPLIED, "overtaken by a later share of the same hearing")
    return _apply_or_quarantine(message, inbound, actor=actor, at=at, fallback_unit=fallback_unit)


def retry_waiting(*, actor: Actor, at: dt.datetime, fallback_unit: Unit | None = None) -> list[Outcome]:
    """Try again the messages that came before their case did, oldest first; return those that were applied."""
    waiting = InboundMessage.objects.filter(
        state=InboundState.STORED_NOT_APPLIED, problems__contains=[{"reason": WAITS_FOR_CASE}]
    ).order_by("id")
    outcomes = []
    for inbound in waiting:
        outcome = receive(
            payload=inbound.payload, source=inbound.source, actor=actor, at=at, fallback_unit=fallback_unit
        )
        if outcome.state is InboundState.APPLIED:
            outcomes.append(outcome)
    return outcomes


def _apply_or_quarantine(
    message: CourtMessage, inbound: InboundMessage, *, actor: Actor, at: dt.datetime, fallback_unit: Unit | None
) -> Outcome:
    """Apply inside a savepoint, so that a message that cannot be written leaves its own row and nothing else."""
    try:
        with transaction.atomic():
            return _apply(message, inbound, actor=actor, at=at, fallback_unit=fallback_unit)
    except (Unplaceable, ReferenceTaken) as refusal:
        return _settle(inbound, InboundState.QUARANTINED, str(refusal), message=message)
    except (DataError, IntegrityError) as error:
        # The text of a database error may quote a value, so only its kind is kept.
        log.warning("court message refused by the database", extra={"inbound_id": inbound.pk})
        reason = f"refused by the database ({type(error).__name__})"
        return _settle(inbound, InboundState.QUARANTINED, reason, message=message)


def _apply(
    message: CourtMessage, inbound: InboundMessage, *, actor: Actor, at: dt.datetime, fallback_unit: Unit | None
) -> Outcome:
    resolved, unknown = court_facts.find_cases(message)
    if message.kind in _MAY_OPEN_A_CASE:
        for court_case in unknown:
            court_facts.create_case(court_case, message=message, resolved=resolved, fallback=fallback_unit, at=at)
    court_facts.load_charges(resolved, message)
    if not resolved.cases and not resolved.charges:
        return _settle(inbound, InboundState.STORED_NOT_APPLIED, WAITS_FOR_CASE, message=message)
    known = court_facts.known_facts(resolved, message)
    told = happenings(message, known=known)
    earlier = (
        storing.applied_before(order_key=inbound.order_key, shared_at=message.shared_at)
        if (inbound.order_key)
        else None
    )
    court_facts.write(
        resolved,
        message,
        held_back=frozenset(
            key for happening in told if happening.follow_up is FollowUp.PROPOSAL for key in happening.charges
            if happening.row.row != 1
        ),
        with_hearing=message.hearing is not None and message.hearing.id is not None,
        at=at,
    )  # fmt: skip
    recorded = follow_up.record(told, resolved=resolved, message=message, inbound=inbound, actor=actor, at=at)
    corrections = _correct(message, inbound, earlier, resolved, actor=actor, at=at)
    _move_on(message, resolved, told, at=at)
    follow_up.ask_for_links(resolved, actor=actor, at=at)
    inbound.state = InboundState.APPLIED
    inbound.problems = [problem for problem in inbound.problems if problem.get("reason") != WAITS_FOR_CASE]
    inbound.save(update_fields=["state", "problems"])
    cases = _cases_of(resolved)
    for case in cases:
        audit.record(
            actor=actor,
            verb=Verb.IMPORTED,
            subject=inbound,
            at=at,
            case_id=case.pk,
            detail={"kind": message.kind.value, "events": recorded},
        )
    return Outcome(
        state=InboundState.APPLIED,
        is_new=True,
        message_id=inbound.pk,
        reasons=tuple(Reason(note.field, note.reason) for note in message.notes),
        corrections=corrections,
        case_ids=tuple(case.pk for case in cases),
        events_recorded=recorded,
    )


def _cases_of(resolved: Resolved) -> list[Case]:
    by_id = {case.pk: case for case in resolved.cases.values()}
    if not by_id:
        by_id = {charge.case_id: charge.case for charge in resolved.charges.values()}
    return [by_id[pk] for pk in sorted(by_id)]


def _move_on(message: CourtMessage, resolved: Resolved, told: tuple[Any, ...], *, at: dt.datetime) -> None:
    for court_id, case in resolved.cases.items():
        own = [happening for happening in told if happening.case_id == court_id]
        stage = stage_after(current=JourneyStage(case.stage), message=message, told=own)
        if stage != case.stage:
            case.stage = stage
            case.stage_since = (message.shared_at or at).astimezone(LONDON).date()
            case.save(update_fields=["stage", "stage_since"])


def _correct(
    message: CourtMessage,
    inbound: InboundMessage,
    earlier: InboundMessage | None,
    resolved: Resolved,
    *,
    actor: Actor,
    at: dt.datetime,
) -> tuple[Correction, ...]:
    """Compare with the share before: record what differs, and keep the next hearings in step with what is ordered."""
    before = parse(earlier.payload) if earlier is not None else None
    before = before if isinstance(before, CourtMessage) else None
    found = differences(earlier=before, later=message) if before else ()
    corrections = []
    for court_id, case in resolved.cases.items():
        ordered = court_facts.next_hearings(message, court_id)
        old = court_facts.next_hearings(before, court_id) if before else []
        kept = {(one.date, one.court_name) for one in ordered}
        court_facts.write_next_hearings(
            case,
            ordered=ordered,
            no_longer_ordered=[one for one in old if (one.date, one.court_name) not in kept],
        )
        own = tuple(one for one in found if one.case_id in {court_id, None})
        if own and earlier is not None:
            charge_ids = _charges_of(own, resolved)
            follow_up.record_correction(
                case=case, found=own, charge_ids=charge_ids, inbound=inbound, actor=actor, at=at
            )
            corrections.append(
                Correction(
                    case_id=case.pk,
                    message_id=inbound.pk,
                    since=earlier.received_at,
                    charge_ids=charge_ids,
                    differences=own,
                )
            )
    return tuple(corrections)


def _charges_of(found: tuple[Difference, ...], resolved: Resolved) -> frozenset[uuid.UUID]:
    keys: set[ChargeKey] = {one.charge for one in found if one.charge is not None}
    gone = {one.defendant_id for one in found if one.charge is None and one.matter.value == "CHARGE_MISSING"}
    return frozenset(
        charge.pk for key, charge in resolved.charges.items() if key in keys or (key[0] is not None and key[0] in gone)
    )


def _names(message: CourtMessage) -> list[str]:
    """Name what a message touches, so that two messages about the same are taken in one after the other."""
    names = [f"message:{message.key}", *(f"case:{case.id}" for case in message.cases if case.id)]
    if message.hearing is not None:
        names.append(f"hearing:{message.hearing.id}")
    return names


def _order_key(message: CourtMessage) -> str:
    if message.kind in {MessageKind.HEARING_RESULTED, MessageKind.BARE_HEARING} and message.hearing is not None:
        return f"hearing:{message.hearing.id}"
    return ""


def _may_be_tried_again(same: InboundMessage) -> bool:
    """Whether something that stood in the way may be gone: its case is known now, or its Area was given."""
    waits = any(problem.get("reason") == WAITS_FOR_CASE for problem in same.problems)
    stopped = {InboundState.QUARANTINED, InboundState.SET_ASIDE}
    return same.state in stopped or (same.state == InboundState.STORED_NOT_APPLIED and waits)


def _settle(
    inbound: InboundMessage, state: InboundState, reason: str, *, message: CourtMessage | None = None
) -> Outcome:
    named = Reason("", reason)
    is_said = named.as_json() in inbound.problems
    if inbound.state == InboundState.SET_ASIDE and is_said:
        # Somebody has looked at this very problem: the same message again is no news.
        return Outcome(state=InboundState.SET_ASIDE, is_new=False, message_id=inbound.pk, reasons=(named,))
    inbound.unit = _unit_named_by(message) if message is not None else inbound.unit
    is_new = not is_said or inbound.state != state
    inbound.state = state
    inbound.problems = inbound.problems if is_said else [*inbound.problems, named.as_json()]
    inbound.save(update_fields=["state", "problems", "unit"])
    return Outcome(state=state, is_new=is_new, message_id=inbound.pk, reasons=(named,))


def _unit_named_by(message: CourtMessage) -> Unit | None:
    """Find whose Area a message names, so that they too see that it was not taken in."""
    for case in message.cases:
        unit = placing.unit_for(reference=case.reference, force=case.force)
        if unit is not None:
            return unit
    return None


def _report_conflict(
    inbound: InboundMessage, accepted: InboundMessage, message: CourtMessage, *, actor: Actor, at: dt.datetime
) -> Outcome:
    resolved, _ = court_facts.find_cases(message)
    for case in resolved.cases.values():
        work.raise_item(
            kind=WorkKind.RECONCILIATION,
            key=f"conflict:{inbound.pk}:{case.pk}",
            summary="Two different messages came under one identity. Neither changed the other; ask the sender.",
            actor=actor,
            at=at,
            case=case,
            about=f"inbound:{inbound.pk}",
        )
    log.error("conflicting inbound message", extra={"inbound_id": inbound.pk, "accepted_inbound_id": accepted.pk})
    return _settle(inbound, InboundState.CONFLICT, "another message with this identity was accepted before")


def _quarantine_unreadable(
    answer: Unreadable,
    payload: Mapping[str, Any],
    *,
    source: str,
    actor: Actor,
    at: dt.datetime,
    file: InboundFile | None,
) -> Outcome:
    digest = identity.content_digest(json.loads(json.dumps(payload)))
    storing.lock(f"message:{digest}")
    same, _ = storing.earlier_of(source=source, key=f"unreadable:{digest}", digest=digest)
    reasons = tuple(Reason(problem.field, problem.reason) for problem in answer.problems)
    if same is not None:
        return Outcome(state=InboundState.QUARANTINED, is_new=False, message_id=same.pk, reasons=reasons)
    inbound = storing.store(
        source=source,
        key=f"unreadable:{digest}",
        digest=digest,
        payload=payload,
        state=InboundState.QUARANTINED,
        actor=actor,
        at=at,
        reasons=reasons,
        file=file,
    )
    return Outcome(state=InboundState.QUARANTINED, is_new=True, message_id=inbound.pk, reasons=reasons)
