"""A signed-in supporter opens the list of everybody they stand beside (S3): allowed, read, and in every trail."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts import actors
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from communications.selectors import supported
from communications.selectors.supported import SupportedLine
from communications.services.portal_sessions import Visitor
from communications.services.supported_record import NotShown

#: People on one page.
PAGE = 25


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """One page of the list, opened to be read."""

    lines: tuple[SupportedLine, ...]
    #: How many there are on all pages of the list as it was asked for, and whether it was narrowed.
    count: int
    needs_attention: int
    everybody: int
    is_narrowed: bool
    #: From 1.
    number: int
    pages: int
    #: Names of people of whom nothing is shown any more.
    ended: tuple[str, ...]


def open_list(*, visitor: Visitor, only_attention: bool, number: int, at: dt.datetime) -> OpenList:
    """Open a page of the list, and note in the trail of everybody on it that the supporter looked.

    Raises:
        accounts.policies.NotPermitted: somebody on it did not agree that this supporter sees anything.
        NotShown: the visitor is no supporter.
    """
    if not visitor.is_supporter:
        raise NotShown
    with transaction.atomic():
        everybody = supported.caseload(person_id=visitor.person_id, at=at)
        pressing = tuple(line for line in everybody if line.why)
        found = pressing if only_attention else everybody
        pages = max(1, -(-len(found) // PAGE))
        number = min(max(1, number), pages)
        lines = found[(number - 1) * PAGE : number * PAGE]
        for line in lines:
            viewer = actors.supporter(victim_id=line.victim_id, person_id=visitor.person_id)
            require(actor=viewer, permission=Permission.VIEW_SUPPORTED_RECORD, victim_id=line.victim_id)
        if lines:
            audit.record_list(
                actor=viewer,
                subject=("supported-list", str(visitor.person_id)),
                at=at,
                shown=[(line.case_id, line.victim_id) for line in lines],
            )
        ended = supported.ended(person_id=visitor.person_id, at=at)
    return OpenList(
        lines=lines,
        count=len(found),
        needs_attention=len(pressing),
        everybody=len(everybody),
        is_narrowed=only_attention,
        number=number,
        pages=pages,
        ended=ended,
    )
