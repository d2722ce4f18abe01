"""Reading the trail. For investigation and for the access log only: no feature decides anything by it."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Area, Unit
from accounts.permissions import Permission
from accounts.policies import require
from audit.models import AuditEvent
from audit.vocabulary import Verb


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """One line of the trail as a page shows it."""

    at: dt.datetime
    #: ``staff:<uuid>`` and the like; turned into a name only where the viewer may see names.
    actor: str
    #: Role codes in which the actor acted.
    acted_as: str
    #: What was done, in words.
    did: str
    #: Model label and key of what it was done to.
    subject_kind: str
    subject_id: str
    reason: str
    request_id: str


def trail_for_case(
    *, viewer: Actor, case_id: uuid.UUID, area: Area | str, unit: Unit | uuid.UUID, restricted: bool, limit: int = 500
) -> list[TrailEntry]:
    """List what was done and looked at in one case, newest first, at most ``limit`` lines.

    Area, unit and restriction are those of the case: this floor knows no cases, so the caller says them.

    Raises:
        NotPermitted: the viewer may not see the trail of this case.
    """
    require(actor=viewer, permission=Permission.VIEW_AUDIT_TRAIL, area=area, unit=unit, restricted=restricted)
    return _lines(AuditEvent.objects.filter(case_id=case_id), limit=limit)


def _lines(events: "QuerySet[AuditEvent]", *, limit: int) -> list[TrailEntry]:
    """Turn rows into lines, newest first."""
    labels = {verb.value: verb.label for verb in Verb}
    return [
        TrailEntry(
            at=event.at,
            actor=event.actor,
            acted_as=event.acted_as,
            did=labels.get(event.verb, event.verb),
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            reason=event.reason,
            request_id=event.request_id,
        )
        for event in events.order_by("-at", "-id")[:limit]
    ]
