"""The work list of a unit: every letter owed and everything else that waits for a person, soonest first.

A line is either an open obligation, whose next step follows from its letter, or an open work item. Work items that only
warn about an obligation already on the list are left out: the obligation's own line is red by then.

Whom a row may be shown to and when it is due stand on the row itself, so that lists and counts read one index
(P10: `cases_obligation_area_open` and the like; `accounts.copies` keeps the copies true).
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from accounts.actors import Actor
from accounts.nested import Nested
from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere, scope_of
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind, WorkState
from cases.rules.working_days import london_date
from cases.selectors import leaves
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState
from communications.selectors.work_lines import (
    SHOWN,
    Day,
    Due,
    Place,
    Sort,
    Whose,
    WorkFilter,
    WorkPage,
    item_line,
    obligation_line,
)

#: Lines on one page.
PAGE_SIZE = 50

_RESTRICTED = Q(is_rasso=True) | Q(is_restricted=True)
_ABOUT_A_LISTED_OBLIGATION = (WorkKind.DRAFT_LETTER, WorkKind.DEADLINE_NEAR, WorkKind.DEADLINE_MISSED)
_ENDED = (CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED)


_LETTER_STATES: dict[Sort, tuple[CommunicationState, ...]] = {
    Sort.WRITE: (CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.FAILED),
    Sort.APPROVE: (CommunicationState.UNDER_REVIEW,),
    Sort.SENDING: (CommunicationState.APPROVED, CommunicationState.SENT),
}
_ITEM_KINDS: dict[Sort, tuple[WorkKind, ...]] = {
    Sort.WRITE: (
        WorkKind.OWED_NOT_OPENED,
        WorkKind.OWED_NOT_WRITTEN,
        WorkKind.REVIEW_NOT_WRITTEN,
        WorkKind.DRAFT_UNATTENDED,
    ),
    Sort.COURT: (
        WorkKind.CONFIRM_PROPOSAL,
        WorkKind.CORRECTION,
        WorkKind.UNKNOWN_RESULT,
        WorkKind.NOT_TAKEN_IN,
    ),
    Sort.DELIVERY: (
        WorkKind.DELIVERY_FAILED,
        WorkKind.UNDECIDED_DELIVERY,
        WorkKind.HELD_COMMUNICATION,
        WorkKind.NO_SAFE_CHANNEL,
        WorkKind.NO_CONTACT_DETAILS,
        WorkKind.TELL_THROUGH_INTERMEDIARY,
        WorkKind.TELL_RELATIVE,
        WorkKind.RECONCILIATION,
    ),
    Sort.PROMISES: (WorkKind.PROMISE_DUE, WorkKind.PROMISE_MISSED),
    Sort.MESSAGES: (
        WorkKind.ANSWER_MESSAGE,
        WorkKind.FORWARD_TO_POLICE,
        WorkKind.COMPLAINT_ACKNOWLEDGE,
        WorkKind.COMPLAINT_ANSWER,
        WorkKind.COMPLAINT_TELL,
        WorkKind.COMPLAINT_NEAR,
        WorkKind.COMPLAINT_OVERDUE,
    ),
}
_SORTED_ITEM_KINDS = tuple(kind for kinds in _ITEM_KINDS.values() for kind in kinds)


#: Where the officer of a line stands.
_OFFICER: dict[type[Obligation | WorkItem], str] = {Obligation: "victim__officer_id", WorkItem: "officer_id"}
_JOINED: dict[type[Obligation | WorkItem], tuple[str, ...]] = {
    Obligation: ("case", "victim__person", "victim__officer", "decision"),
    WorkItem: ("case", "victim__person", "officer"),
}


def work_for(
    *,
    viewer: Actor,
    at: dt.datetime,
    chosen: WorkFilter,
    after: Place | None = None,
    before: Place | None = None,
    size: int = PAGE_SIZE,
) -> WorkPage:
    """List the work that the viewer may see, a page at a time: four queries, however much there is (P10).

    Raises:
        NotPermitted: the viewer may see no work list anywhere.
    """
    if not holds_anywhere(actor=viewer, permission=Permission.IMPORT_CASES):
        require_anywhere(actor=viewer, permission=Permission.VIEW_WORK)
    day = Day.of(at)
    today = london_date(at=at)
    obligations = _obligations(viewer, chosen, today=today).filter(_when(chosen, day))
    items = _items(viewer, chosen, today=today).filter(_when(chosen, day))
    counts = _counts(obligations, items, day=day)

    backwards = after is None and before is not None
    start = before if backwards else after
    keys = _keys(obligations, items, chosen=chosen, start=start, backwards=backwards, size=size, day=day)
    has_more = len(keys) > size
    keys = keys[:size]
    rows = _rows(keys, today=today)
    lines = tuple(
        obligation_line(rows[place.id], place=place, letter=next(iter(rows[place.id].current_letter), None), day=day)
        if is_obligation
        else item_line(rows[place.id], place=place, day=day)
        for place, is_obligation in (reversed(keys) if backwards else keys)
    )
    return WorkPage(
        lines=lines,
        counts=counts,
        previous=lines[0].place if lines and (has_more if backwards else after is not None) else None,
        next=lines[-1].place if lines and (backwards or has_more) else None,
    )


def _obligations(viewer: Actor, chosen: WorkFilter, *, today: dt.date) -> "QuerySet[Obligation]":
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
    return rows.filter(_whose(viewer, chosen, "victim__officer", today=today), _of_tier(chosen))


def _items(viewer: Actor, chosen: WorkFilter, *, today: dt.date) -> "QuerySet[WorkItem]":
    scope = scope_of(actor=viewer, permission=Permission.VIEW_WORK)
    seen = scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED)
    if not holds_anywhere(actor=viewer, permission=Permission.APPROVE_EXEMPTION):
        seen &= Q(is_for_manager=False)
    if holds_anywhere(actor=viewer, permission=Permission.IMPORT_CASES):
        # Whoever brings in cases sees what could not be brought in, of whatever Area; it belongs to no case.
        seen |= Q(kind=WorkKind.NOT_TAKEN_IN)
    rows = WorkItem.objects.filter(state=WorkState.OPEN).exclude(kind__in=_ABOUT_A_LISTED_OBLIGATION).filter(seen)
    if chosen.sorts:
        wanted = Q(pk__in=[])
        for sort in chosen.sorts & _ITEM_KINDS.keys():
            wanted |= Q(kind__in=_ITEM_KINDS[sort])
        if Sort.OTHER in chosen.sorts:
            wanted |= ~Q(kind__in=_SORTED_ITEM_KINDS)
        rows = rows.filter(wanted)
    return rows.filter(_whose(viewer, chosen, "officer", today=today), _of_tier(chosen))


def _whose(viewer: Actor, chosen: WorkFilter, path: str, *, today: dt.date) -> Q:
    if not chosen.whose:
        return Q()
    wanted = Q(pk__in=[])
    if Whose.MINE in chosen.whose:
        wanted |= leaves.theirs_or_covered(officer_id=uuid.UUID(viewer.identifier), path=f"{path}_id", on=today)
    if Whose.NOBODYS in chosen.whose:
        wanted |= Q(**{f"{path}__isnull": True})
    return wanted


def _of_tier(chosen: WorkFilter) -> Q:
    return Q(victim__service_tier__in=sorted(chosen.tiers)) if chosen.tiers else Q()


def _when(chosen: WorkFilter, day: Day) -> Q:
    """Keep what belongs to the chosen groups; what has no date is for today."""
    if not chosen.due:
        return Q()
    wanted = Q(due_at__isnull=True) if Due.TODAY in chosen.due else Q(pk__in=[])
    for due in chosen.due:
        wanted |= _within(due, day)
    return wanted


def _counts(obligations: "QuerySet[Obligation]", items: "QuerySet[WorkItem]", *, day: Day) -> dict[Due, int]:
    """Count every line of the list by its group: one query over both indexes."""
    groups = {
        due.value: Count(
            "pk", filter=_within(due, day) | Q(due_at__isnull=True) if due is Due.TODAY else _within(due, day)
        )
        for due in Due
    }
    sums = [
        rows.order_by().annotate(every=Value(1)).values("every").annotate(**groups).values_list(*groups)
        for rows in (obligations, items)
    ]
    counted = list(sums[0].union(sums[1], all=True))
    return {due: sum(row[place] for row in counted) for place, due in enumerate(Due)}


def _within(due: Due, day: Day) -> Q:
    """Keep what has a date in this group."""
    return {
        Due.OVERDUE: Q(due_at__lt=day.now),
        Due.TODAY: Q(due_at__gte=day.now, due_at__lte=day.ends),
        Due.TOMORROW: Q(due_at__gt=day.ends, due_at__lte=day.tomorrow_ends),
        Due.WEEK: Q(due_at__gt=day.tomorrow_ends, due_at__lte=day.week_ends),
        Due.LATER: Q(due_at__gt=day.week_ends),
    }[due]


def _keys(
    obligations: "QuerySet[Obligation]",
    items: "QuerySet[WorkItem]",
    *,
    chosen: WorkFilter,
    start: Place | None,
    backwards: bool,
    size: int,
    day: Day,
) -> list[tuple[Place, bool]]:
    """Choose the lines of one page and one line more: where each stands, and whether it is an obligation.

    Work without a date stands at the end of today. Each source is read in the order of its index and no further than
    one page; only then are they put together.
    """
    beyond = "lt" if backwards else "gt"
    order = ("-order_at", "-pk") if backwards else ("order_at", "pk")

    def part(rows: "QuerySet[Any]", *, order_at: "F | Value", is_obligation: bool) -> "QuerySet[Any]":
        placed: QuerySet[Any] = rows.annotate(order_at=order_at, is_obligation=Value(is_obligation)).order_by(*order)
        return placed.values_list("order_at", "pk", "is_obligation")[: size + 1]

    def dated(rows: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = rows.filter(due_at__isnull=False)
        if start is not None:
            # The first condition is where the index is entered: without it all pages before would be read through.
            rows = rows.filter(
                Q(**{f"due_at__{beyond}e": start.order_at}),
                Q(**{f"due_at__{beyond}": start.order_at}) | Q(**{f"pk__{beyond}": start.id}),
            )
        return rows

    parts = [
        part(dated(obligations), order_at=F("due_at"), is_obligation=True),
        part(dated(items), order_at=F("due_at"), is_obligation=False),
    ]
    if not chosen.due or Due.TODAY in chosen.due:
        undated = items.filter(due_at__isnull=True)
        if start is not None and start.order_at == day.ends:
            undated = undated.filter(**{f"pk__{beyond}": start.id})
        if start is None or start.order_at == day.ends or (start.order_at > day.ends) is backwards:
            parts.append(part(undated, order_at=Value(day.ends), is_obligation=False))
    found = parts[0].union(*parts[1:], all=True).order_by(*order)[: size + 1]
    return [(Place(order_at=order_at, id=key), is_obligation) for order_at, key, is_obligation in found]


def _rows(keys: Iterable[tuple[Place, bool]], *, today: dt.date) -> dict[uuid.UUID, Any]:
    """Read who and what the chosen lines are about, only once they are chosen (P10)."""
    chosen = list(keys)
    found: dict[uuid.UUID, Any] = {}
    for model in (Obligation, WorkItem):
        ids = [place.id for place, is_obligation in chosen if is_obligation is (model is Obligation)]
        rows: QuerySet[Any] = model.objects.filter(pk__in=ids).select_related(*_JOINED[model]).only(*SHOWN[model])
        rows = rows.annotate(cover_name=leaves.cover_name(path=_OFFICER[model], on=today))
        if model is Obligation:
            letters = _current_letters().filter(obligation=OuterRef("pk")).only("state", "latest_safe_approval_at")
            rows = rows.annotate(current_letter=Nested(letters[:1]))
        found |= {row.pk: row for row in rows}
    return found


def _current_letters() -> "QuerySet[Communication]":
    return Communication.objects.exclude(state__in=_ENDED).order_by("-opened_at", "-id")
