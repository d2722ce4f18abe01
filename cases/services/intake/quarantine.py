"""Put what could not be taken in before a person, batch by batch, and close the work once nothing of a batch waits.

A batch is what came from one source on one London day, of one file or of one Area: a feed that goes wrong is one line
on somebody's list, not a thousand. What names no Area goes to the national Area, CPS Direct.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import TruncDate

from accounts import policies
from accounts.actors import Actor
from accounts.models import Unit, UnitKind
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import WorkItem
from cases.rules.vocabulary import InboundState, WorkKind, WorkState
from cases.rules.working_days import LONDON, end_of_day, london_date
from cases.selectors import inbound
from cases.selectors.inbound import Batch
from cases.services import work

_SUMMARY = "Messages or rows could not be taken in, and nothing follows from them until somebody has looked"


def ask(*, before: dt.datetime, actor: Actor, at: dt.datetime) -> int:
    """Raise work for every batch of which something has waited since ``before``; return how many batches there are.

    Safe to run twice, at once or late: one open item for each batch. A conflict about which its case's own unit is
    asked is left to them. Due by the end of the day.
    """
    batches = _waiting(before=before)
    if batches:
        units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={batch.unit_id for batch in batches})}
        national = _national_unit()
        for batch in batches:
            unit = units.get(batch.unit_id) if batch.unit_id is not None else national
            if unit is None:
                continue
            work.raise_for_unit(
                kind=WorkKind.NOT_TAKEN_IN,
                key=batch.key,
                summary=_SUMMARY,
                unit=unit,
                actor=actor,
                at=at,
                due_at=end_of_day(due_on=london_date(at=at)),
                is_for_manager=True,
            )
    close_finished(actor=actor, at=at)
    return len(batches)


def close_finished(*, actor: Actor, at: dt.datetime) -> int:
    """Close the work about batches of which nothing waits any more; return how many were closed."""
    waiting = {batch.key for batch in _waiting(before=None)}
    keys = WorkItem.objects.filter(kind=WorkKind.NOT_TAKEN_IN, state=WorkState.OPEN).values_list("key", flat=True)
    gone = [key for key in keys if key not in waiting]
    return sum(work.settle(key=key, outcome="Taken in or set aside", actor=actor, at=at) for key in gone)


@transaction.atomic
def set_aside(*, item_id: uuid.UUID, message_ids: Sequence[int], reason: str, actor: Actor, at: dt.datetime) -> int:
    """Record that some messages of a batch need not be taken in; return how many there were.

    They are kept as they came. The same message with the same problem is then no news; with another it is.

    Raises:
        NotPermitted: the actor may not bring in facts.
        AlreadyDone: nothing of the batch waits any more.

    """
    policies.require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item_id, kind=WorkKind.NOT_TAKEN_IN)
    batch = Batch.parse(item.key)
    if item.state != WorkState.OPEN or batch is None:
        raise work.AlreadyDone("This work was already finished")
    chosen = list(inbound.waiting_in(batch=batch).filter(pk__in=message_ids).select_for_update(of=("self",)))
    for message in chosen:
        message.state = InboundState.SET_ASIDE
        message.save(update_fields=["state"])
        audit.record(actor=actor, verb=Verb.SETTLED, subject=message, at=at, reason=reason)
    close_finished(actor=actor, at=at)
    return len(chosen)


def _waiting(*, before: dt.datetime | None) -> list[Batch]:
    rows = inbound.waiting_for_a_person().exclude(state=InboundState.CONFLICT, pk__in=_asked_about_their_case())
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    found = rows.order_by().values_list(TruncDate("received_at", tzinfo=LONDON), "unit_id", "file_id", "source")
    return [
        Batch(received_on=on, unit_id=unit_id, file_id=file_id, source=source)
        for on, unit_id, file_id, source in found.distinct()
    ]


def _asked_about_their_case() -> list[int]:
    """List the conflicts that stand on the list of their case's own unit."""
    about = WorkItem.objects.filter(kind=WorkKind.RECONCILIATION, key__startswith="conflict:", state=WorkState.OPEN)
    return [int(key.split(":")[1]) for key in about.values_list("key", flat=True)]


def _national_unit() -> Unit | None:
    units = Unit.objects.order_by("-area__is_direct", "name")
    return units.filter(area__is_direct=True).first() or units.filter(kind=UnitKind.VLU).first() or units.first()
