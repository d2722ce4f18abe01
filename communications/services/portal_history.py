"""A person signed in to the portal opens what has happened in their case: allowed, read and noted in one step."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.rules.case_history import Happened, HistoryPlace
from communications.selectors import portal, portal_history
from communications.services import own_record


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenHistory:
    """One page of what has happened, opened to be read."""

    happened: tuple[Happened, ...]
    #: Where the next page begins; None on the last.
    next: HistoryPlace | None


def open_history(
    *, viewer: Actor, at: dt.datetime, language: Language, after: HistoryPlace | None = None
) -> OpenHistory:
    """Open one page of what has happened in the viewer's own case, as far as they were told (V2).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    today = london_date(at=at)
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        letters = portal.own_letters(viewer=viewer, at=at)
        happened, has_more = portal_history.own_history(
            viewer=viewer, record=record, letters=letters, on=today, language=language, after=after
        )
        own_record.note_look(record=record, page="history", viewer=viewer, at=at)
    return OpenHistory(happened=happened, next=happened[-1].place if has_more else None)
