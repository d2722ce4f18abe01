"""A line of the work list, its place and its page: values that the list is made of and the page shows."""

import dataclasses
import datetime as dt
import enum
import uuid

from accounts.models import StaffUser
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import DecisionCode, ServiceTier, WorkKind
from cases.rules.working_days import end_of_day, london_date
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState, LetterType


class Due(enum.StrEnum):
    """The groups of the list, in order."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    TOMORROW = "TOMORROW"
    #: From the day after tomorrow to seven days from today.
    WEEK = "WEEK"
    LATER = "LATER"


class Sort(enum.StrEnum):
    """What sort of work a line is; a filter of the list."""

    WRITE = "WRITE"
    APPROVE = "APPROVE"
    SENDING = "SENDING"
    COURT = "COURT"
    DELIVERY = "DELIVERY"
    PROMISES = "PROMISES"
    MESSAGES = "MESSAGES"
    OTHER = "OTHER"


class Whose(enum.StrEnum):
    """Whose work a line is; a filter of the list."""

    MINE = "MINE"
    NOBODYS = "NOBODYS"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """What to show: any of the values within a group, all groups together; an empty group leaves nothing out."""

    due: frozenset[Due] = frozenset()
    sorts: frozenset[Sort] = frozenset()
    whose: frozenset[Whose] = frozenset()
    tiers: frozenset[ServiceTier] = frozenset()


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
    is_stopped: bool = False
    #: A later target that was agreed; None where the statutory deadline is all there is.
    target_at: dt.datetime | None = None
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The instants that part the groups: now, and the ends of today, of tomorrow and of the seventh day from today."""

    now: dt.datetime
    ends: dt.datetime
    tomorrow_ends: dt.datetime
    week_ends: dt.datetime

    @classmethod
    def of(cls, at: dt.datetime) -> "Day":
        """Return the London day of an aware instant."""
        today = london_date(at=at)
        ends = [end_of_day(due_on=today + dt.timedelta(days=days)).replace(microsecond=999_999) for days in (0, 1, 7)]
        return cls(now=at, ends=ends[0], tomorrow_ends=ends[1], week_ends=ends[2])

    def due(self, due_at: dt.datetime | None) -> Due:
        """Say in which group something belongs; what has no date is for today."""
        if due_at is None:
            return Due.TODAY
        if due_at < self.now:
            return Due.OVERDUE
        parts = ((self.ends, Due.TODAY), (self.tomorrow_ends, Due.TOMORROW), (self.week_ends, Due.WEEK))
        return next((due for ends, due in parts if due_at <= ends), Due.LATER)


#: What the lines below are made of, and all that need be read: the page has no use for the texts beside it.
SHOWN: dict[type[Obligation | WorkItem], tuple[str, ...]] = {
    Obligation: (
        "due_at", "is_blocked", "is_stopped", "target_at", "letter_type", "limit_working_days", "case__urn",
        "victim__person__full_name", "victim__officer__full_name", "decision__code",
    ),
    WorkItem: (
        "due_at", "kind", "summary", "about", "is_for_manager", "case__urn", "victim__person__full_name",
        "officer__full_name",
    ),
}  # fmt: skip


def _officer_name(row: Obligation | WorkItem, officer: StaffUser | None) -> str:
    """Name the officer, and who stands in for them while they are away, where the list has read it with the row."""
    cover = getattr(row, "cover_name", None)
    name = officer.full_name if officer is not None else ""
    return f"{name} (away: {cover} covers)" if name and cover else name


def obligation_line(row: Obligation, *, place: Place, letter: Communication | None, day: Day) -> WorkLine:
    """Make the line of an open obligation from the row and its current letter."""
    return WorkLine(
        place=place,
        due=day.due(row.due_at),
        due_at=row.due_at,
        case_id=row.case_id,
        victim_id=row.victim_id,
        urn=row.case.urn,
        victim_name=row.victim.person.full_name,
        officer_name=_officer_name(row, row.victim.officer),
        obligation_id=row.pk,
        decision_code=DecisionCode(row.decision.code),
        # The letter that tells of a provisional stop is itself due; only the ordinary one waits.
        is_blocked=row.is_blocked and row.letter_type != LetterType.PROVISIONAL_STOP,
        is_stopped=row.is_stopped,
        target_at=row.target_at,
        limit_working_days=row.limit_working_days,
        letter_id=letter.pk if letter else None,
        letter_state=CommunicationState(letter.state) if letter else None,
        latest_safe_approval_at=letter.latest_safe_approval_at if letter else None,
    )


def item_line(row: WorkItem, *, place: Place, day: Day) -> WorkLine:
    """Make the line of an open item of work."""
    return WorkLine(
        place=place,
        due=day.due(row.due_at),
        due_at=row.due_at,
        case_id=row.case_id,
        victim_id=row.victim_id,
        urn=row.case.urn if row.case else "",
        victim_name=row.victim.person.full_name if row.victim else "",
        officer_name=_officer_name(row, row.officer),
        item_id=row.pk,
        item_kind=WorkKind(row.kind),
        summary=row.summary,
        about=row.about,
        is_for_manager=row.is_for_manager,
    )
