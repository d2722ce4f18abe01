"""A person signed in to the portal opens what has happened in their case: allowed, read and noted in one step."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.rules.case_history import Happened, HistoryPlace
from communications.selectors import portal, portal_history
from communications.services.portal_reading import NotThere


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
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    today = london_date(at=at)
    with transaction.atomic():
        try:
            record = portal.own_record(viewer=viewer, on=today)
        except Victim.DoesNotExist as missing:
            raise NotThere from missing
        letters = portal.own_letters(viewer=viewer, at=at)
        happened, has_more = portal_history.own_history(
            viewer=viewer, record=record, letters=letters, on=today, language=language, after=after
        )
        victim = record.victim
        subject = ("history", str(victim.pk))
        audit.record(
            actor=viewer, verb=Verb.VIEWED, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at
        )
    return OpenHistory(happened=happened, next=happened[-1].place if has_more else None)
