"""The records that one person may read, told apart by what gives nothing away (T8).

Since when we are in touch, whom they know with us, and when they will hear from us. Never what it is about, a
reference, a court, a unit (some are named after what they do) or another person of the case. One query for any number.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from cases.models import Victim
from communications.models import Promise
from communications.rules.vocabulary import PromiseState


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecordLine:
    """One record of a person who has several."""

    victim_id: uuid.UUID
    #: London date on which contact began, or the case was opened with us.
    since: dt.date
    #: Who is their contact; empty while nobody is named.
    contact_name: str
    #: London date by which they will hear from us; None where no date is promised, or it has passed.
    next_on: dt.date | None


def own_records(*, person_id: uuid.UUID, victim_ids: Collection[uuid.UUID], on: dt.date) -> tuple[OwnRecordLine, ...]:
    """List the records that a person may read, oldest first, on a London date; whose they are was asked before."""
    promised = Promise.objects.filter(
        victim=OuterRef("pk"), person=person_id, state=PromiseState.OPEN, due_on__gte=on
    ).order_by("due_on")
    rows = (
        Victim.objects.filter(pk__in=victim_ids)
        .select_related("case", "officer")
        .annotate(next_on=Subquery(promised.values("due_on")[:1]))
    )
    lines = [
        OwnRecordLine(
            victim_id=row.pk,
            since=row.in_contact_since or row.case.opened_on,
            contact_name=row.officer.full_name if row.officer is not None else "",
            next_on=row.next_on,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda each: (each.since, each.victim_id)))
