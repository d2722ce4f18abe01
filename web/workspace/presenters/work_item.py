"""One item of work as its page shows it."""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse

from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from web import formatting
from web.components import Link, Row, Tag
from web.workspace import words


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item of work: what to do, why, and where it can be done."""

    title: str
    summary: str
    due_at: dt.datetime | None
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]
    #: Where the thing itself is answered, if there is such a page.
    action: Link | None
    #: Whether the item is finished by hand; some are settled by the action itself.
    is_finished_by_hand: bool


#: Kinds that their own page settles, so that finishing them by hand would hide something owed.
_SETTLED_ELSEWHERE = {
    WorkKind.CONFIRM_PROPOSAL: "Answer the proposal",
    WorkKind.EXEMPTION_APPROVAL: "Answer the exemption",
}


def present(item: WorkItem) -> ShownItem:
    """Turn an item of work into what is shown."""
    kind = WorkKind(item.kind)
    rows = []
    if item.victim is not None:
        rows.append(Row(key="Victim", value=item.victim.person.full_name))
    if item.case is not None:
        rows.append(
            Row(
                key="Case",
                value=formatting.urn_words(item.case.urn),
                href=reverse("workspace:case", args=[item.case_id]),
            )
        )
    rows += [
        Row(key="Unit", value=item.unit.name),
        Row(key="Officer", value=item.officer.full_name if item.officer else "Nobody yet"),
        Row(key="Since", value=formatting.date_time_words(item.raised_at)),
    ]
    if item.done_at:
        rows.append(Row(key="Finished", value=(formatting.date_time_words(item.done_at), item.outcome)))
    return ShownItem(
        title=words.NEXT_STEPS[kind],
        summary=item.summary,
        due_at=item.due_at,
        tags=(Tag(text="For a manager", colour="purple"),) if item.is_for_manager else (),
        rows=tuple(rows),
        action=_action(kind, item.about),
        is_finished_by_hand=kind not in _SETTLED_ELSEWHERE,
    )


def _action(kind: WorkKind, about: str) -> Link | None:
    subject, _, key = about.partition(":")
    routes = {"proposal": "workspace:proposal", "communication": "workspace:letter"}
    route = routes.get(subject)
    if subject == "obligation" and kind is WorkKind.EXEMPTION_APPROVAL:
        route = "workspace:exemption"
    try:
        identifier = uuid.UUID(key)
    except ValueError:
        return None
    if route is None:
        return None
    return Link(text=_SETTLED_ELSEWHERE.get(kind, "Open the letter"), href=reverse(route, args=[identifier]))
