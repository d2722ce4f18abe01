"""The door for what other systems tell us: facts below, and above them the comparison with what was already said."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import policies
from accounts.actors import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from cases.models import InboundFile
from cases.rules.import_formats import EventRow, GoodRow, RowProblem, reading
from cases.rules.urn import normalise_urn
from cases.rules.vocabulary import InboundState, Plea
from cases.selectors import inbound
from cases.services.intake import bulk_events, court, files, placing, quarantine
from cases.services.intake.files import Report
from cases.services.intake.outcomes import Outcome
from communications.services import corrections, meeting_offers

#: Name of the courts' system as the source of a message.
COMMON_PLATFORM = "COMMON_PLATFORM"
_NOT_GUILTY = (Plea.NOT_GUILTY,)


def receive_court_message(
    *,
    payload: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    source: str = COMMON_PLATFORM,
    fallback_unit: Unit | None = None,
    file: InboundFile | None = None,
) -> Outcome:
    """Take in one message of the courts and open a correction wherever it contradicts what was said (P6, F14, I2).

    One transaction: the message, its facts, its events, its proposals and its correction tasks stand together or not
    at all. See ``cases.services.intake.court.receive``.

    Raises:
        NotPermitted: the actor may not bring in facts.
    """
    with transaction.atomic():
        outcome = court.receive(
            payload=payload, source=source, actor=actor, at=at, fallback_unit=fallback_unit, file=file
        )
        _open_corrections(outcome, actor=actor, at=at)
        if outcome.events_recorded:
            meeting_offers.open_pre_trial(pleaded=Q(case__in=outcome.case_ids), actor=actor, at=at)
    return outcome


def import_court_file(
    *, path: Path, actor: Actor, at: dt.datetime, fallback_unit: Unit | None = None, dry_run: bool = False
) -> Report:
    """Take in a file that holds one message of the courts; ``dry_run`` does everything and keeps none of it.

    Raises:
        FileRefused: the file holds no JSON object.
        NotPermitted: the actor may not bring in facts.
    """
    payload = files.read_document(path=path)
    with transaction.atomic():
        outcome = receive_court_message(payload=payload, actor=actor, at=at, fallback_unit=fallback_unit)
        if dry_run:
            transaction.set_rollback(True)
    accepted = outcome.state in {InboundState.APPLIED, InboundState.STORED_NOT_APPLIED}
    return Report(
        rows_read=1,
        rows_applied=int(accepted and outcome.is_new),
        rows_unchanged=int(accepted and not outcome.is_new),
        rows_quarantined=int(not accepted),
        reasons=outcome.reasons,
    )


def import_rows_file(*, path: Path, actor: Actor, at: dt.datetime, dry_run: bool = False) -> Report:
    """Take in a file of our own formats; see ``cases.services.intake.files.take_in_rows``.

    Raises:
        FileRefused: the file as a whole is none of ours.
        NotPermitted: the actor may not bring in facts.
    """
    report = files.take_in_rows(path=path, actor=actor, at=at, dry_run=dry_run)
    if not dry_run:
        meeting_offers.open_pre_trial(pleaded=Q(), actor=actor, at=at)
    return report


@transaction.atomic
def take_in_again(*, message_ids: Sequence[int], actor: Actor, at: dt.datetime, fallback_area: str = "") -> int:
    """Try kept messages of the courts once more, oldest first; return how many could be applied now.

    ``fallback_area`` is the code of the Area to whose liaison unit a case goes whose reference tells none. What fails
    again stays as it was.

    Raises:
        NotPermitted: the actor may not bring in facts.
    """
    policies.require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    fallback_unit = placing.liaison_unit_of(area_code=fallback_area) if fallback_area else None
    kept = inbound.waiting_for_a_person().filter(pk__in=message_ids, source=COMMON_PLATFORM).order_by("id")
    outcomes = [
        receive_court_message(payload=message.payload, actor=actor, at=at, fallback_unit=fallback_unit)
        for message in kept
    ]
    quarantine.close_finished(actor=actor, at=at)
    return sum(outcome.state is InboundState.APPLIED for outcome in outcomes)


@dataclasses.dataclass(frozen=True, slots=True)
class EventAnswer:
    """What became of one event of a call, in the order of the call."""

    index: int
    event_id: str
    #: applied, unchanged, conflict, quarantined, busy or refused.
    status: str
    field: str = ""
    reason: str = ""


def receive_events(
    *,
    events: Sequence[object],
    actor: Actor,
    at: dt.datetime,
    area_code: str | None = None,
    is_kept: bool = True,
) -> list[EventAnswer]:
    """Take in the events of one call and answer for each; a bad one stops none of the others (P6).

    ``events`` is JSON already parsed, read by the same schema as files. ``area_code`` limits whose cases the caller
    knows. With ``is_kept`` False everything is done and then undone: the way of a sandbox client. What is taken in
    is written by one statement, and so in one transaction, before the answer.

    Raises:
        NotPermitted: the actor may not bring in facts.
    """
    policies.require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    answers: dict[int, EventAnswer] = {}
    good: list[GoodRow[EventRow]] = []
    for index, value in enumerate(events):
        row = reading.read_event(value, at=at)
        if isinstance(row, RowProblem):
            answers[index] = EventAnswer(index, "", "refused", row.field, row.reason)
        else:
            good.append(GoodRow(index, row))
    if is_kept:
        taken = bulk_events.take_in_batch(good, area_code=area_code, actor=actor, at=at)
        if pleaded := {
            normalise_urn(received=one.row.case_urn).key for one in good if one.row.payload.plea in _NOT_GUILTY
        }:
            meeting_offers.open_pre_trial(pleaded=Q(case__urn_key__in=pleaded), actor=actor, at=at)
    else:
        with transaction.atomic():
            taken = bulk_events.take_in_batch(good, area_code=area_code, actor=actor, at=at)
            transaction.set_rollback(True)
    names = {one.line: one.row.event_id for one in good}
    for answer in taken.rows:
        answers[answer.line] = EventAnswer(
            answer.line, names[answer.line], answer.verdict.lower(), answer.field, answer.reason
        )
    return [answers[index] for index in sorted(answers)]


def retry_waiting(*, actor: Actor, at: dt.datetime, fallback_unit: Unit | None = None) -> int:
    """Apply messages that came before their case was known; return how many could be applied now."""
    with transaction.atomic():
        outcomes = court.retry_waiting(actor=actor, at=at, fallback_unit=fallback_unit)
        for outcome in outcomes:
            _open_corrections(outcome, actor=actor, at=at)
            meeting_offers.open_pre_trial(pleaded=Q(case__in=outcome.case_ids), actor=actor, at=at)
    return len(outcomes)


def _open_corrections(outcome: Outcome, *, actor: Actor, at: dt.datetime) -> None:
    for correction in outcome.corrections:
        corrections.open_for(correction=correction, actor=actor, at=at)
