"""The work list as the page shows it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from communications.rules.vocabulary import CommunicationState
from communications.selectors.work_lines import Due, Place, Sort, Whose, WorkFilter, WorkLine, WorkPage
from web import formatting
from web.components import FilterGroup, FilterOption, Tag
from web.workspace import words


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line: the next step, for whom, why and by when."""

    step: str
    href: str
    who: str
    why: str
    due_at: dt.datetime | None
    tags: tuple[Tag, ...]
    #: When the letter must be approved to leave in time; empty where that is not the next step.
    approve_by: str
    officer: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """The lines of one urgency that stand on this page."""

    heading: str
    key: str
    lines: tuple[ShownLine, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownWork:
    """The whole page."""

    title: str
    counts: str
    groups: tuple[ShownGroup, ...]
    filters: tuple[FilterGroup, ...]
    has_filters: bool
    clear_href: str
    previous_href: str
    next_href: str


def read_filter(query: QueryDict) -> WorkFilter:
    """Read the chosen filters from an address; a value that is not one is left out."""
    return WorkFilter(
        due=frozenset(_members(Due, query.getlist("due"))),
        sorts=frozenset(_members(Sort, query.getlist("sort"))),
        whose=frozenset(_members(Whose, query.getlist("whose"))),
    )


def present(*, page: WorkPage, chosen: WorkFilter, at: dt.datetime) -> ShownWork:
    """Turn a page of work into what is shown at an aware instant."""
    base = reverse("workspace:work")
    pairs = _pairs(chosen)
    counted = [
        f"{page.counts[due]:,} {word}"
        for due, word in ((Due.OVERDUE, "overdue"), (Due.TODAY, "due today"), (Due.NEXT, "next"))
    ]
    return ShownWork(
        title=f"Work ({page.total:,})",
        counts=formatting.and_list(counted),
        groups=tuple(
            ShownGroup(
                heading=f"{words.DUE[due]} ({page.counts[due]:,})",
                key=due.value.lower(),
                lines=tuple(_line(line, at=at) for line in page.lines if line.due is due),
            )
            for due in Due
            if any(line.due is due for line in page.lines)
        ),
        filters=(
            _group("due", "Due", words.DUE, chosen.due, pairs, base),
            _group("sort", "Kind of work", words.SORTS, chosen.sorts, pairs, base),
            _group("whose", "Whose", words.WHOSE, chosen.whose, pairs, base),
        ),
        has_filters=bool(pairs),
        clear_href=base,
        previous_href=_page_href(base, pairs, "before", page.previous),
        next_href=_page_href(base, pairs, "after", page.next),
    )


_Choice = TypeVar("_Choice", Due, Sort, Whose)


def _members(kind: type[_Choice], values: Iterable[str]) -> list[_Choice]:
    return [member for member in kind if member.value in set(values)]


def _pairs(chosen: WorkFilter) -> list[tuple[str, str]]:
    """List the filters in force as they stand in an address, in the order of the page."""
    groups = (("due", Due, chosen.due), ("sort", Sort, chosen.sorts), ("whose", Whose, chosen.whose))
    return [(name, member.value) for name, kind, picked in groups for member in kind if member in picked]


def _group(
    name: str,
    legend: str,
    labels: Mapping[_Choice, str],
    picked: frozenset[_Choice],
    pairs: list[tuple[str, str]],
    base: str,
) -> FilterGroup:
    return FilterGroup(
        name=name,
        legend=legend,
        options=tuple(
            FilterOption(
                value=member.value,
                text=label,
                is_selected=member in picked,
                remove_href=_href(base, [pair for pair in pairs if pair != (name, member.value)]),
            )
            for member, label in labels.items()
        ),
    )


def _href(base: str, pairs: list[tuple[str, str]]) -> str:
    return f"{base}?{urlencode(pairs)}" if pairs else base


def _page_href(base: str, pairs: list[tuple[str, str]], name: str, place: Place | None) -> str:
    return _href(base, [*pairs, (name, str(place))]) if place else ""


_LETTER_STEPS: dict[CommunicationState | None, str] = {
    None: "Open the letter",
    CommunicationState.DRAFT: "Write the letter",
    CommunicationState.AMENDMENTS: "Change the letter",
    CommunicationState.UNDER_REVIEW: "Approve the letter",
    CommunicationState.APPROVED: "See why the letter has not left",
    CommunicationState.SENT: "See how the letter left",
    CommunicationState.FAILED: "Find another way to send the letter",
}


def _line(line: WorkLine, *, at: dt.datetime) -> ShownLine:
    who = " · ".join(part for part in (line.victim_name, formatting.urn_words(line.urn)) if part)
    if line.item_kind is not None:
        return ShownLine(
            step=words.NEXT_STEPS[line.item_kind],
            href=reverse("workspace:work-item", args=[line.item_id]),
            who=who,
            why=line.summary,
            due_at=line.due_at,
            tags=(Tag(text="For a manager", colour="purple"),) if line.is_for_manager else (),
            approve_by="",
            officer=line.officer_name,
        )
    return _letter_line(line, who, at=at)


def _letter_line(line: WorkLine, who: str, *, at: dt.datetime) -> ShownLine:
    is_writing = line.letter_state in {
        CommunicationState.DRAFT,
        CommunicationState.AMENDMENTS,
        CommunicationState.UNDER_REVIEW,
    }
    # What is still being written needs no tag: the step says it.
    tags = [words.LETTER_STATES[line.letter_state]] if line.letter_state and not is_writing else []
    if line.is_blocked:
        tags.append(Tag(text="Waiting for the final decision", colour="grey"))
    latest = line.latest_safe_approval_at
    return ShownLine(
        step="Wait for the final decision"
        if line.is_blocked
        else _LETTER_STEPS.get(line.letter_state, "Open the letter"),
        href=reverse("workspace:letter", args=[line.letter_id])
        if line.letter_id
        else reverse("workspace:case-decisions", args=[line.case_id]),
        who=who,
        why=f"{line.decision_code.label if line.decision_code else ''}. {_limit(line.limit_working_days)}",
        due_at=line.due_at,
        tags=tuple(tags),
        approve_by=_approve_by(latest, at=at) if is_writing and line.due is not Due.OVERDUE else "",
        officer=line.officer_name,
    )


def _approve_by(latest: dt.datetime | None, *, at: dt.datetime) -> str:
    if latest is None:
        return ""
    if latest <= at:
        return "Too late for the chosen way: see the letter"
    return f"Approve by {formatting.date_time_words(latest)}"


def _limit(days: int) -> str:
    return f"Limit: {formatting.count_words(days, 'working day')}"
