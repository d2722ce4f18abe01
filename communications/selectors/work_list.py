"""The work list of a unit: every letter owed and everything else that waits for a person, soonest first.

A line is either an open obligation, whose next step follows from its letter, or an open work item. Work items that only
warn about an obligation already on the list are left out: the obligation's own line is red by then.
"""

import dataclasses
import datetime as dt
import enum
import heapq
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery

from accounts.actors import Actor
from accounts.models import Unit
from accounts.permissions import Permission
from accounts.policies import Scope, holds_anywhere, require_anywhere, scope_of
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import DecisionCode, ObligationState, WorkKind, WorkState
from cases.rules.working_days import end_of_day, london_date
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState

#: Lines on one page.
PAGE_SIZE = 50

_RESTRICTED = Q(case__is_rasso=True) | Q(case__is_restricted=True)
_ABOUT_A_LISTED_OBLIGATION = (WorkKind.DRAFT_LETTER, WorkKind.DEADLINE_NEAR, WorkKind.DEADLINE_MISSED)
_ENDED = (CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED)


class Due(enum.StrEnum):
    """The groups of the list, in order."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    NEXT = "NEXT"


class Sort(enum.StrEnum):
    """What sort of work a line is; a filter of the list."""

    WRITE = "WRITE"
    APPROVE = "APPROVE"
    SENDING = "SENDING"
    COURT = "COURT"
    DELIVERY = "DELIVERY"
    PROMISES = "PROMISES"
    OTHER = "OTHER"


class Whose(enum.StrEnum):
    """Whose work a line is; a filter of the list."""

    MINE = "MINE"
    NOBODYS = "NOBODYS"


_LETTER_STATES: dict[Sort, tuple[CommunicationState, ...]] = {
    Sort.WRITE: (CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.FAILED),
    Sort.APPROVE: (CommunicationState.UNDER_REVIEW,),
    Sort.SENDING: (CommunicationState.APPROVED, CommunicationState.SENT),
}
_ITEM_KINDS: dict[Sort, tuple[WorkKind, ...]] = {
    Sort.COURT: (WorkKind.CONFIRM_PROPOSAL, WorkKind.CORRECTION, WorkKind.UNKNOWN_RESULT),
    Sort.DELIVERY: (
        WorkKind.DELIVERY_FAILED,
        WorkKind.UNDECIDED_DELIVERY,
        WorkKind.HELD_COMMUNICATION,
        WorkKind.NO_SAFE_CHANNEL,
        WorkKind.NO_CONTACT_DETAILS,
        WorkKind.RECONCILIATION,
    ),
    Sort.PROMISES: (WorkKind.PROMISE_DUE, WorkKind.PROMISE_MISSED),
}
_SORTED_ITEM_KINDS = tuple(kind for kinds in _ITEM_KINDS.values() for kind in kinds)


#: What a line shows besides the row itself.
_SHOWN: dict[type[Model], tuple[str, ...]] = {
    Obligation: ("case", "victim__person", "victim__officer", "decision"),
    WorkItem: ("case", "victim__person", "officer"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """What to show: any of the values within a group, all groups together; an empty group leaves nothing out."""

    due: frozenset[Due] = frozenset()
    sorts: frozenset[Sort] = frozenset()
    whose: frozenset[Whose] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A place in the list, after or before which a page begins: a time and an id, nothing personal."""

    order_at: dt.datetime
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.order_at.astimezone(dt.UTC).isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Read a place from an address; None when it is not one."""
        moment, _, key = text.partition("~")
        try:
            order_at = dt.datetime.fromisoformat(moment)
            return cls(order_at=order_at, id=uuid.UUID(key)) if order_at.tzinfo else None
        except ValueError:
            return None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """One line of the list."""

    place: Place
    due: Due
    #: None where nobody set a date: such work is for today.
    due_at: dt.datetime | None
    case_id: uuid.UUID | None
    victim_id: uuid.UUID | None
    urn: str
    victim_name: str
    officer_name: str
    #: Of an obligation: which one, for which decision, and how its letter stands.
    obligation_id: uuid.UUID | None = None
    decision_code: DecisionCode | None = None
    is_blocked: bool = False
    limit_working_days: int = 0
    letter_id: uuid.UUID | None = None
    letter_state: CommunicationState | None = None
    latest_safe_approval_at: dt.datetime | None = None
    #: Of a work item: which one, what kind and in whose words.
    item_id: uuid.UUID | None = None
    item_kind: WorkKind | None = None
    summary: str = ""
    about: str = ""
    is_for_manager: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """One page of the list, with the counts of the whole of it."""

    lines: tuple[WorkLine, ...]
    counts: dict[Due, int]
    #: Where the neighbouring pages begin; None where there is none.
    previous: Place | None
    next: Place | None

    @property
    def total(self) -> int:
        """Count every line of the list."""
        return sum(self.counts.values())


def work_for(
    *,
    viewer: Actor,
    at: dt.datetime,
    chosen: WorkFilter,
    after: Place | None = None,
    before: Place | None = None,
    size: int = PAGE_SIZE,
) -> WorkPage:
    """List the work that the viewer may see, a page at a time, in a constant number of queries.

    Raises:
        NotPermitted: the viewer may see no work list anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_WORK)
    today_ends = end_of_day(due_on=london_date(at=at)).replace(microsecond=999_999)
    obligations = _obligations(viewer, chosen)
    items = _items(viewer, chosen)
    dated, undated = items.filter(due_at__isnull=False), items.filter(due_at__isnull=True)
    counts = _counts(obligations, dated, undated, at=at, today_ends=today_ends)
    counts = {due: count if not chosen.due or due in chosen.due else 0 for due, count in counts.items()}

    backwards = after is None and before is not None
    start = before if backwards else after
    branches = [
        _branch(obligations, chosen, start, backwards=backwards, size=size, at=at, today_ends=today_ends),
        _branch(dated, chosen, start, backwards=backwards, size=size, at=at, today_ends=today_ends),
        _undated_branch(undated, chosen, start, backwards=backwards, size=size, today_ends=today_ends),
    ]
    found = list(heapq.merge(*branches, key=lambda row: row[0], reverse=backwards))
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    rows = [row for _, row in found]
    letters = _letters(row for row in rows if isinstance(row, Obligation))
    lines = tuple(
        _obligation_line(place, row, letters.get(row.pk), at=at, today_ends=today_ends)
        if isinstance(row, Obligation)
        else _item_line(place, row, at=at, today_ends=today_ends)
        for place, row in found
    )
    return WorkPage(
        lines=lines,
        counts=counts,
        previous=lines[0].place if lines and (has_more if backwards else after is not None) else None,
        next=lines[-1].place if lines and (backwards or has_more) else None,
    )


Row = tuple[Place, Any]


def _obligations(viewer: Actor, chosen: WorkFilter) -> "QuerySet[Obligation]":
    scope = scope_of(actor=viewer, permission=Permission.VIEW_WORK)
    rows = Obligation.objects.filter(state=ObligationState.OPEN).filter(
        scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED)
    )
    if chosen.sorts:
        rows = rows.annotate(
            letter_state=Subquery(_current_letters().filter(obligation=OuterRef("pk")).values("state")[:1])
        )
        wanted = Q(pk__in=[])
        for sort in chosen.sorts & _LETTER_STATES.keys():
            wanted |= Q(letter_state__in=_LETTER_STATES[sort])
            if sort is Sort.WRITE:
                wanted |= Q(letter_state__isnull=True)
        rows = rows.filter(wanted)
    return rows.filter(_whose(viewer, chosen, "victim__officer"))


def _items(viewer: Actor, chosen: WorkFilter) -> "QuerySet[WorkItem]":
    scope = scope_of(actor=viewer, permission=Permission.VIEW_WORK)
    rows = (
        WorkItem.objects.filter(state=WorkState.OPEN)
        .exclude(kind__in=_ABOUT_A_LISTED_OBLIGATION)
        .filter(scope.as_filter(area="unit__area_id", unit="unit_id", is_restricted=_RESTRICTED))
    )
    if not (scope.is_national or scope.is_national_for_restricted):
        # Narrows nothing further; but only by units named one by one are the open items of other Areas never read.
        rows = rows.filter(unit_id__in=_units_of(scope))
    if not holds_anywhere(actor=viewer, permission=Permission.APPROVE_EXEMPTION):
        rows = rows.filter(is_for_manager=False)
    if chosen.sorts:
        wanted = Q(pk__in=[])
        for sort in chosen.sorts & _ITEM_KINDS.keys():
            wanted |= Q(kind__in=_ITEM_KINDS[sort])
        if Sort.OTHER in chosen.sorts:
            wanted |= ~Q(kind__in=_SORTED_ITEM_KINDS)
        rows = rows.filter(wanted)
    return rows.filter(_whose(viewer, chosen, "officer"))


def _units_of(scope: Scope) -> list[uuid.UUID]:
    within = Q(area__in=scope.area_codes | scope.restricted_area_codes)
    named = Q(pk__in=scope.unit_ids | scope.restricted_unit_ids)
    return list(Unit.objects.filter(within | named).values_list("pk", flat=True))


def _whose(viewer: Actor, chosen: WorkFilter, path: str) -> Q:
    if not chosen.whose:
        return Q()
    wanted = Q(pk__in=[])
    if Whose.MINE in chosen.whose:
        wanted |= Q(**{f"{path}_id": uuid.UUID(viewer.identifier)})
    if Whose.NOBODYS in chosen.whose:
        wanted |= Q(**{f"{path}__isnull": True})
    return wanted


def _counts(
    obligations: "QuerySet[Obligation]",
    dated: "QuerySet[WorkItem]",
    undated: "QuerySet[WorkItem]",
    *,
    at: dt.datetime,
    today_ends: dt.datetime,
) -> dict[Due, int]:
    groups = {
        Due.OVERDUE.value: Count("pk", filter=Q(due_at__lt=at)),
        Due.TODAY.value: Count("pk", filter=Q(due_at__gte=at, due_at__lte=today_ends)),
        Due.NEXT.value: Count("pk", filter=Q(due_at__gt=today_ends)),
    }
    sums = [rows.order_by().aggregate(**groups) for rows in (obligations, dated)]
    totals = {due: sum(found[due.value] for found in sums) for due in Due}
    totals[Due.TODAY] += undated.count()
    return totals


def _branch(
    rows: "QuerySet[Any]",
    chosen: WorkFilter,
    start: Place | None,
    *,
    backwards: bool,
    size: int,
    at: dt.datetime,
    today_ends: dt.datetime,
) -> list[Row]:
    """Fetch one page and one row more of one source, ordered by due time and id."""
    if chosen.due:
        bounds = {
            Due.OVERDUE: Q(due_at__lt=at),
            Due.TODAY: Q(due_at__gte=at, due_at__lte=today_ends),
            Due.NEXT: Q(due_at__gt=today_ends),
        }
        wanted = Q(pk__in=[])
        for due in chosen.due:
            wanted |= bounds[due]
        rows = rows.filter(wanted)
    if start is not None:
        beyond = "lt" if backwards else "gt"
        rows = rows.filter(
            Q(**{f"due_at__{beyond}": start.order_at}) | Q(**{"due_at": start.order_at, f"id__{beyond}": start.id})
        )
    order = ("-due_at", "-id") if backwards else ("due_at", "id")
    return [(Place(order_at=row.due_at, id=row.pk), row) for row in _page(rows, order=order, size=size)]


def _undated_branch(
    rows: "QuerySet[WorkItem]",
    chosen: WorkFilter,
    start: Place | None,
    *,
    backwards: bool,
    size: int,
    today_ends: dt.datetime,
) -> list[Row]:
    """Fetch work without a date as if it were due at the end of today."""
    if chosen.due and Due.TODAY not in chosen.due:
        return []
    if start is not None and start.order_at != today_ends:
        if (start.order_at > today_ends) is not backwards:
            return []
    elif start is not None:
        rows = rows.filter(id__lt=start.id) if backwards else rows.filter(id__gt=start.id)
    order = ("-id",) if backwards else ("id",)
    return [(Place(order_at=today_ends, id=row.pk), row) for row in _page(rows, order=order, size=size)]


def _page(rows: "QuerySet[Any]", *, order: tuple[str, ...], size: int) -> "QuerySet[Any]":
    """Choose the lines of the page first, and only then read who and what they are about (P10)."""
    chosen = rows.order_by(*order).values("pk")[: size + 1]
    page: QuerySet[Any] = rows.model._default_manager.filter(pk__in=chosen)
    return page.select_related(*_SHOWN[rows.model]).order_by(*order)


def _current_letters() -> "QuerySet[Communication]":
    return Communication.objects.exclude(state__in=_ENDED).order_by("-opened_at", "-id")


def _letters(obligations: Iterable[Obligation]) -> dict[uuid.UUID, Communication]:
    """Find the current letter of each obligation: one query for the page."""
    keys: Sequence[uuid.UUID] = [obligation.pk for obligation in obligations]
    found: dict[uuid.UUID, Communication] = {}
    for letter in _current_letters().filter(obligation_id__in=keys).defer("words", "context"):
        if letter.obligation_id is not None:
            found.setdefault(letter.obligation_id, letter)
    return found


def _due(due_at: dt.datetime | None, *, at: dt.datetime, today_ends: dt.datetime) -> Due:
    if due_at is None:
        return Due.TODAY
    if due_at < at:
        return Due.OVERDUE
    return Due.TODAY if due_at <= today_ends else Due.NEXT


def _obligation_line(
    place: Place, row: Obligation, letter: Communication | None, *, at: dt.datetime, today_ends: dt.datetime
) -> WorkLine:
    return WorkLine(
        place=place,
        due=_due(row.due_at, at=at, today_ends=today_ends),
        due_at=row.due_at,
        case_id=row.case_id,
        victim_id=row.victim_id,
        urn=row.case.urn,
        victim_name=row.victim.person.full_name,
        officer_name=row.victim.officer.full_name if row.victim.officer else "",
        obligation_id=row.pk,
        decision_code=DecisionCode(row.decision.code),
        is_blocked=row.is_blocked,
        limit_working_days=row.limit_working_days,
        letter_id=letter.pk if letter else None,
        letter_state=CommunicationState(letter.state) if letter else None,
        latest_safe_approval_at=letter.latest_safe_approval_at if letter else None,
    )


def _item_line(place: Place, row: WorkItem, *, at: dt.datetime, today_ends: dt.datetime) -> WorkLine:
    return WorkLine(
        place=place,
        due=_due(row.due_at, at=at, today_ends=today_ends),
        due_at=row.due_at,
        case_id=row.case_id,
        victim_id=row.victim_id,
        urn=row.case.urn if row.case else "",
        victim_name=row.victim.person.full_name if row.victim else "",
        officer_name=row.officer.full_name if row.officer else "",
        item_id=row.pk,
        item_kind=WorkKind(row.kind),
        summary=row.summary,
        about=row.about,
        is_for_manager=row.is_for_manager,
    )
