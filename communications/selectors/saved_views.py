"""The views that a member of staff saved of a list."""

import uuid

from accounts.actors import Actor, ActorKind
from communications.models import SavedView
from communications.rules.vocabulary import ListName


def views_of(*, viewer: Actor, list_name: ListName) -> list[SavedView]:
    """List the viewer's own saved views of one list, by name: one query; nobody sees those of another."""
    if viewer.kind is not ActorKind.STAFF:
        return []
    return list(SavedView.objects.filter(user_id=uuid.UUID(viewer.identifier), list_name=list_name).order_by("name"))
