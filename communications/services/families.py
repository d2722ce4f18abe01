"""A bereaved family as staff change it: what a relative may no longer read ends in the same moment (B.10, PORT).

The record of the family is `cases.services.family`. Here is what follows for what we send and show.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from cases.models import Connection
from cases.rules.vocabulary import RelativeEnd, RelativeWish
from cases.services import family
from cases.services.family import RelativeEntry
from communications.services import portal_invitations, relative_tellings


@transaction.atomic
def change_relative(*, connection_id: uuid.UUID, entry: RelativeEntry, actor: Actor, at: dt.datetime) -> Connection:
    """Record what became known of a relative; whoever may no longer be told loses their online page with it.

    Raises:
        NotPermitted, NotInFamily: as ``cases.services.family.change_relative``.
    """
    relative = family.change_relative(connection_id=connection_id, entry=entry, actor=actor, at=at)
    relative_tellings.look_again(relative=relative, actor=actor, at=at)
    is_silenced = relative.is_suspect_or_lives_with_suspect or entry.wish is RelativeWish.NOT_AT_ALL
    if is_silenced or entry.has_consent is False:
        portal_invitations.end_access(
            victim=relative.victim,
            person=relative.person,
            actor=actor,
            at=at,
            reason="The relative may not be told, or does not want it",
        )
    return relative


@transaction.atomic
def end_relative(*, connection_id: uuid.UUID, reason: RelativeEnd, actor: Actor, at: dt.datetime) -> Connection:
    """Record that a relative is told nothing more, by no way: their online page ends with it.

    Raises:
        NotPermitted, NotInFamily, NeedsAnother: as ``cases.services.family.end_relative``.
    """
    relative = family.end_relative(connection_id=connection_id, reason=reason, actor=actor, at=at)
    relative_tellings.look_again(relative=relative, actor=actor, at=at)
    portal_invitations.end_access(
        victim=relative.victim, person=relative.person, actor=actor, at=at, reason="The relative is told nothing more"
    )
    return relative
