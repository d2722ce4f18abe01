"""Rows of the communications rules that policy may change: how long a channel takes, how often people hear from us.

They begin with the defaults of the rules and are replaced from a day on by published rows, which are never edited.
The tables are those of ``communications.rules.dated_tables``; administrators publish at the administration site.
"""

import datetime as dt

from django.db import transaction
from django.db.models import CharField

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.written import Given, Written
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import RuleRow
from cases.services import reference
from communications.rules.dated_tables import Row, Table, UnreadableRow


class UnableToPublishRow(ValueError):
    """The row says something that cannot be applied."""


def rows(*, of: Table[Row]) -> tuple[Row, ...]:
    """Return every row of a table, newest published first: of two from one day the later published counts. One query.

    Behind the published ones stand those with which the rule begins.
    """
    return reference.read(key=of.kind, by=lambda: (*_published(of), *of.defaults))


def _published(table: Table[Row]) -> tuple[Row, ...]:
    return tuple(
        table.read(key=row.key, value=row.value, starts_on=row.starts_on, source=row.source)
        for row in _OF_KIND.rows(kind=table.kind)
    )


_OF_KIND = Written(lambda: RuleRow.objects.filter(kind=Given("kind", CharField())).order_by("-published_at", "-id"))


@transaction.atomic
def publish(*, table: Table[Row], row: Row, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish a row of a table; it holds from its ``starts_on`` on, and no row is ever edited.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: it says something that no rule could follow.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    key, value = table.stored(row=row)
    try:
        table.read(key=key, value=value, starts_on=row.starts_on, source=row.source)
    except UnreadableRow as problem:
        raise UnableToPublishRow(str(problem)) from problem
    reference.forget()
    published = RuleRow.objects.create(
        kind=table.kind,
        key=key,
        value=value,
        starts_on=row.starts_on,
        source=row.source,
        published_at=at,
        published_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.PUBLISHED,
        subject=published,
        at=at,
        detail={"kind": table.kind, "key": key, "starts_on": row.starts_on},
    )
    return published
