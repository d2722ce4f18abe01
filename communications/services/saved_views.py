"""Saved views: keep the filters of a list under a name, or stop keeping them. Everybody has their own (L1)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import require_anywhere
from communications.models import SavedView
from communications.rules.vocabulary import ListName

#: More than these nobody finds again.
MOST_VIEWS = 12


class NothingToSave(ValueError):
    """No filter is chosen, or the view has no name; the message says which."""


class TooManyViews(ValueError):
    """The person has as many views of this list as anybody may have."""


@transaction.atomic
def keep(
    *, list_name: ListName, name: str, filters: Iterable[tuple[str, str]], actor: Actor, at: dt.datetime
) -> SavedView:
    """Keep the filters of a list under a name of the actor's own; the same name again replaces what it held.

    Raises:
        NotPermitted: the actor may see no list of work, or is not a member of staff.
        NothingToSave: no filter or no name was given.
        TooManyViews: there are ``MOST_VIEWS`` of this list already.
    """
    user_id = _own(actor)
    chosen = [list(pair) for pair in filters]
    if not chosen:
        raise NothingToSave("Choose at least one filter first")
    if not name.strip():
        raise NothingToSave("Enter a name for this view")
    others = SavedView.objects.filter(user_id=user_id, list_name=list_name).exclude(name=name.strip())
    if others.count() >= MOST_VIEWS:
        raise TooManyViews(f"You have {MOST_VIEWS} saved views. Remove one first")
    view, _ = SavedView.objects.update_or_create(
        user_id=user_id,
        list_name=list_name,
        name=name.strip(),
        defaults={"filters": chosen, "saved_at": at, "saved_by": actor.label},
    )
    return view


@transaction.atomic
def remove(*, view_id: uuid.UUID, actor: Actor) -> None:
    """Stop keeping a view of the actor's own; nobody else's is touched, and one that is gone already is no error.

    Raises:
        NotPermitted: the actor may see no list of work, or is not a member of staff.
    """
    SavedView.objects.filter(pk=view_id, user_id=_own(actor)).delete()


def _own(actor: Actor) -> uuid.UUID:
    require_anywhere(actor=actor, permission=Permission.VIEW_WORK)
    if actor.kind is not ActorKind.STAFF:
        raise NothingToSave("Only members of staff keep views")
    return uuid.UUID(actor.identifier)
