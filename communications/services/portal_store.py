"""A person signed in to the portal opens the list of everything that was said between them and us (V19).

The look stands in the trail; what may be shown and when is decided where it is read (`selectors.contact_store`).
"""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts.actors import Actor
from cases.rules.working_days import london_date
from communications.rules.contact_store import ContactKind
from communications.selectors import contact_store
from communications.selectors import feedback as feedback_reading
from communications.selectors.contact_store import StorePage, StorePlace
from communications.services import feedback, own_record


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenStore:
    """One page of everything said, opened to be read."""

    page: StorePage
    #: Who may be named as having rung: the person's own contact, by the label under which they act; else empty.
    contact_label: str
    contact_name: str
    unit_name: str
    #: Places of the entries about which the person may say how they were (FEED-1).
    asked: frozenset[StorePlace] = frozenset()


def open_store(
    *, viewer: Actor, kinds: Collection[ContactKind], at: dt.datetime, after: StorePlace | None = None
) -> OpenStore:
    """Open one page of everything said between the viewer and us about their own record, and note that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        victim = record.victim
        today = london_date(at=at)
        given = feedback_reading.given_by(viewer=viewer, today=today)
        page = contact_store.page_of(viewer=viewer, kinds=kinds, at=at, after=after)
        own_record.note_look(record=record, page="letters", viewer=viewer, at=at)
    return OpenStore(
        page=page,
        contact_label=f"staff:{victim.officer_id}" if victim.officer_id is not None else "",
        contact_name=victim.officer.full_name if victim.officer is not None else "",
        unit_name=victim.case.unit.public_name,
        asked=frozenset(
            entry.place
            for entry in page.entries
            if (entry.kind, entry.subject_id) not in given and feedback.is_asked(entry, today=today)
        ),
    )
