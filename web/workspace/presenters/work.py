"""The work list as the page shows it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from cases.rules.vocabulary import ServiceTier
from communications.models import SavedView
from communications.rules.vocabulary import CommunicationState
from communications.selectors.work_lines import Due, Sort, Whose, WorkFilter, WorkLine, WorkPage
from web import formatting
from web.components import FilterGroup, Tag
from web.workspace import words
from web.workspace.presenters import filters as filtering


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
    views: tuple[filtering.ShownView, ...]
    previous_href: str
    next_href: str


def read_filter(query: QueryDict) -> WorkFilter:
    """Read the chosen filters from an address; a value that is not one is left out."""
    return WorkFilter(
        due=filtering.members(Due, query.getlist("due")),
        sorts=filtering.members(Sort, query.getlist("sort")),
        tiers=filtering.members(ServiceTier, query.getlist("tier")),
        whose=filtering.members(Whose, query.getlist("whose")),
    )


def present(*, page: WorkPage, chosen: WorkFilter, saved: Iterable[SavedView], at: dt.datetime) -> ShownWork:
    """Turn a page of work into what is shown at an aware instant."""
    base = reverse("workspace:work")
    pairs = pairs_of(chosen)
    counted = [
        f"{page.counts[due]:,} {word}"
        for due, word in (
            (Due.OVERDUE, "overdue"),
            (Due.TODAY, "due today"),
            (Due.TOMORROW, "due tomorrow"),
            (Due.WEEK, "due in the next 7 days"),
            (Due.LATER, "later"),
        )
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
            filtering.group("due", "Due", words.DUE, chosen.due, pairs, base),
            filtering.group("sort", "Kind of work", words.SORTS, chosen.sorts, pairs, base),
            filtering.group("tier", "Service", words.SERVICES, chosen.tiers, pairs, base),
            filtering.group("whose", "Whose", words.WHOSE, chosen.whose, pairs, base),
        ),
        has_filters=bool(pairs),
        clear_href=base,
        views=filtering.views(saved, pairs=pairs, base=base),
        previous_href=filtering.page_href(base, pairs, "before", page.previous),
        next_href=filtering.page_href(base, pairs, "after", page.next),
    )


def pairs_of(chosen: WorkFilter) -> filtering.Pairs:
    """List the filters in force as they stand in an address, in the order of the page."""
    return filtering.pairs_of(
        (
            ("due", Due, chosen.due),
            ("sort", Sort, chosen.sorts),
            ("tier", ServiceTier, chosen.tiers),
            ("whose", Whose, chosen.whose),
        )
    )


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
    if line.is_stopped:
        tags.append(Tag(text="Stopped", colour="orange"))
    if line.target_at is not None:
        tags.append(Tag(text=f"Agreed for {formatting.date_words(formatting.london_date(at=line.target_at))}"))
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
        approve_by=words.approve_by(latest, at=at) if is_writing and line.due is not Due.OVERDUE else "",
        officer=line.officer_name,
    )


def _limit(days: int) -> str:
    return f"Limit: {formatting.count_words(days, 'working day')}"
