"""From when on a sign is one: rows that begin with the defaults of the rule and are replaced, never edited (SIGN-2)."""

import datetime as dt

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import RuleRow
from cases.services import reference
from communications.rules.warning_signs import DEFAULT_LIMITS, SignLimit, WarningSignal
from communications.selectors.warning_signs import LOOK_BACK_DAYS
from communications.services.dated_rows import UnableToPublishRow

_KIND = "WARNING_SIGN"


def in_force() -> tuple[SignLimit, ...]:
    """Return every row, newest published first: of two from one day the later published counts. One query."""
    return reference.read(key=_KIND, by=_read)


def _read() -> tuple[SignLimit, ...]:
    published = [
        SignLimit(
            signal=WarningSignal(row.key),
            count=int(row.value["count"]),
            days=int(row.value["days"]),
            starts_on=row.starts_on,
            source=row.source,
        )
        for row in RuleRow.objects.filter(kind=_KIND).order_by("-published_at", "-id")
    ]
    return (*published, *DEFAULT_LIMITS)


@transaction.atomic
def publish(*, limit: SignLimit, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish from how many times and days on a sign is one, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: a sign needs at least one fact, and nothing older than a year is looked at.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    if limit.count < 1 or not 1 <= limit.days < LOOK_BACK_DAYS:
        raise UnableToPublishRow(f"A sign needs one fact or more, within 1 to {LOOK_BACK_DAYS - 1} days")
    reference.forget()
    row = RuleRow.objects.create(
        kind=_KIND,
        key=limit.signal.value,
        value={"count": limit.count, "days": limit.days},
        starts_on=limit.starts_on,
        source=limit.source,
        published_at=at,
        published_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.PUBLISHED,
        subject=row,
        at=at,
        detail={"kind": _KIND, "key": limit.signal.value, "starts_on": limit.starts_on},
    )
    return row
