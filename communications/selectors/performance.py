"""VCL timeliness for managers: by due date, open-late counted, so that sitting on a letter improves nothing (M1)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet

from accounts import policies
from accounts.actors import Actor
from accounts.models import Area
from accounts.permissions import Permission
from cases.models import Obligation
from cases.rules.vocabulary import ObligationState
from communications.models import LetterCorrection, TimelinessCell
from communications.rules.letter_corrections import CorrectionOutcome
from communications.rules.vocabulary import TimelinessBand

_LATE = dt.timedelta(hours=48)
#: The first day of the month of a due date. ``TruncMonth`` would carry every date into a time zone and back (P8).
_MONTH = Func(F("due_on"), template="date_trunc('month', %(expressions)s::timestamp)::date", output_field=DateField())


@dataclass(slots=True, kw_only=True)
class Figures:
    """Counts of one cell, row or total. Every obligation due in the period is in exactly one of them."""

    on_time: int = 0
    late_48h: int = 0
    late_over_48h: int = 0
    #: Open and overdue: never sent so far.
    never_sent: int = 0
    #: Open and not yet due: not part of the rate.
    pending: int = 0
    #: Exempt with a reason and an approver: shown beside the rate, so that exemption cannot improve it unseen.
    exempt: int = 0

    @property
    def owed(self) -> int:
        """Letters whose due date has passed or that were sent: what the rate is counted over (O' of domain.md 14)."""
        return self.on_time + self.late_48h + self.late_over_48h + self.never_sent

    @property
    def on_time_share(self) -> float | None:
        """Share sent on time among those owed, or None when none was owed."""
        return self.on_time / self.owed if self.owed else None

    def add(self, other: "Figures") -> None:
        """Add the counts of another cell."""
        self.on_time += other.on_time
        self.late_48h += other.late_48h
        self.late_over_48h += other.late_over_48h
        self.never_sent += other.never_sent
        self.pending += other.pending
        self.exempt += other.exempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What the figures are about. Empty means all of it."""

    #: First days of the first and last month, by due date.
    first_month: dt.date
    last_month: dt.date
    area_code: str = ""
    letter_type: str = ""
    #: 1 or 5 working days; None for both.
    limit_working_days: int | None = None


@dataclass(slots=True, kw_only=True)
class Timeliness:
    """Figures of a cut, and the same by Area, month, letter type and limit."""

    total: Figures = field(default_factory=Figures)
    by_area: dict[str, Figures] = field(default_factory=dict)
    by_month: dict[dt.date, Figures] = field(default_factory=dict)
    by_type: dict[str, Figures] = field(default_factory=dict)
    by_limit: dict[int, Figures] = field(default_factory=dict)
    #: When the ended obligations were last counted; open ones are counted now.
    counted_at: dt.datetime | None = None

    def add(self, *, area_code: str, month: dt.date, letter_type: str, limit: int, figures: Figures) -> None:
        """Add one cell to every row it belongs to."""
        self.total.add(figures)
        self.by_area.setdefault(area_code, Figures()).add(figures)
        self.by_month.setdefault(month, Figures()).add(figures)
        self.by_type.setdefault(letter_type, Figures()).add(figures)
        self.by_limit.setdefault(limit, Figures()).add(figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One obligation behind a figure. The case is named only to those who may open it."""

    obligation_id: uuid.UUID
    case_id: uuid.UUID | None
    urn: str
    area_name: str
    letter_type: str
    limit_working_days: int
    decided_at: dt.datetime
    due_at: dt.datetime
    sent_at: dt.datetime | None
    band: TimelinessBand
    #: The letter counts by when it left, and was wrong: another one put it right.
    was_wrong: bool


def areas_visible_to(*, viewer: Actor) -> list[Area]:
    """List the Areas whose figures the viewer may see, by name."""
    return list(Area.objects.filter(_area_condition(viewer, "code")).order_by("name"))


def timeliness(*, viewer: Actor, cut: Cut, at: dt.datetime) -> Timeliness:
    """Return the figures of a cut that the viewer may see: two queries, from counted cells and live open obligations.

    Raises:
        NotPermitted: the viewer may see no Area's figures.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    result = Timeliness()
    cells = _narrow(
        TimelinessCell.objects.filter(
            _area_condition(viewer, "area_code"), month__gte=cut.first_month, month__lte=cut.last_month
        ),
        cut,
    )
    for area_code, month, letter_type, limit, on_time, late_48h, late_over_48h, exempt, counted_at in cells.values_list(
        "area_code",
        "month",
        "letter_type",
        "limit_working_days",
        "on_time",
        "late_48h",
        "late_over_48h",
        "exempt",
        "counted_at",
    ):
        figures = Figures(on_time=on_time, late_48h=late_48h, late_over_48h=late_over_48h, exempt=exempt)
        result.add(area_code=area_code, month=month, letter_type=letter_type, limit=limit, figures=figures)
        result.counted_at = max(result.counted_at or counted_at, counted_at)
    open_cells = (
        _narrow(_due_in(Obligation.objects.filter(state=ObligationState.OPEN), cut), cut)
        .filter(_area_condition(viewer, "area_code"))
        .annotate(month=_MONTH)
        .values("area_code", "month", "letter_type", "limit_working_days")
        .annotate(never_sent=Count("id", filter=Q(due_at__lt=at)), pending=Count("id", filter=Q(due_at__gte=at)))
        .order_by()
    )
    for row in open_cells:
        result.add(
            area_code=row["area_code"],
            month=row["month"],
            letter_type=row["letter_type"],
            limit=row["limit_working_days"],
            figures=Figures(never_sent=row["never_sent"], pending=row["pending"]),
        )
    return result


def letters_behind(
    *,
    viewer: Actor,
    cut: Cut,
    band: TimelinessBand | None,
    at: dt.datetime,
    limit: int,
    after: tuple[dt.datetime, uuid.UUID] | None = None,
) -> list[LetterRow]:
    """List the obligations behind a figure, by due date, one page from ``after`` (due time and id of the last row).

    The URN and the link stand only on rows whose case the viewer may open. One query.

    Raises:
        NotPermitted: the viewer may see no Area's figures.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = _behind(viewer=viewer, cut=cut, band=band, at=at).order_by("due_at", "id")
    if after is not None:
        due_at, last_id = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last_id))
    return [_letter_row(row, at) for row in _with_case(rows, viewer)[:limit]]


def export_letters(*, viewer: Actor, cut: Cut, band: TimelinessBand | None, at: dt.datetime) -> Iterator[LetterRow]:
    """Stream every obligation behind a figure, for a download, in a constant amount of memory.

    Raises:
        NotPermitted: the viewer may export no Area's figures.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.EXPORT_PERFORMANCE)
    rows = _with_case(_behind(viewer=viewer, cut=cut, band=band, at=at).order_by("due_at", "id"), viewer)
    # Checked above, before the first line is asked for: a generator would refuse only after the download had begun.
    return (_letter_row(row, at) for row in rows.iterator(chunk_size=2000))


def _behind(
    *, viewer: Actor, cut: Cut, band: TimelinessBand | None, at: dt.datetime
) -> "QuerySet[Obligation, Obligation]":
    rows = _narrow(_due_in(Obligation.objects.exclude(state=ObligationState.SUPERSEDED), cut), cut)
    rows = rows.filter(_area_condition(viewer, "area_code"))
    return rows.filter(_in_band(band, at)) if band is not None else rows


def _in_band(band: TimelinessBand, at: dt.datetime) -> Q:
    met, opened = Q(state=ObligationState.MET), Q(state=ObligationState.OPEN)
    return {
        TimelinessBand.ON_TIME: met & Q(met_at__lte=F("due_at")),
        TimelinessBand.LATE_48H: met & Q(met_at__gt=F("due_at"), met_at__lte=F("due_at") + _LATE),
        TimelinessBand.LATE_OVER_48H: met & Q(met_at__gt=F("due_at") + _LATE),
        TimelinessBand.NOT_SENT_OVERDUE: opened & Q(due_at__lt=at),
        TimelinessBand.PENDING: opened & Q(due_at__gte=at),
        TimelinessBand.EXEMPT: Q(state=ObligationState.EXEMPT),
    }[band]


def _band_of(row: Obligation, at: dt.datetime) -> TimelinessBand:
    if row.state == ObligationState.EXEMPT:
        return TimelinessBand.EXEMPT
    if row.met_at is None:
        return TimelinessBand.NOT_SENT_OVERDUE if row.due_at < at else TimelinessBand.PENDING
    if row.met_at <= row.due_at:
        return TimelinessBand.ON_TIME
    return TimelinessBand.LATE_48H if row.met_at <= row.due_at + _LATE else TimelinessBand.LATE_OVER_48H


def _with_case(rows: "QuerySet[Obligation, Obligation]", viewer: Actor) -> "QuerySet[Obligation, Obligation]":
    scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_CASE)
    may_open = scope.as_filter(
        area="case__area_id",
        unit="case__unit_id",
        is_restricted=Q(case__is_rasso=True) | Q(case__is_restricted=True),
    )
    wrong = LetterCorrection.objects.filter(obligation=OuterRef("pk"), outcome=CorrectionOutcome.SENT)
    return rows.select_related("case__area").annotate(may_open=Count("id", filter=may_open), was_wrong=Exists(wrong))


def _letter_row(row: Obligation, at: dt.datetime) -> LetterRow:
    may_open = bool(getattr(row, "may_open", 0))
    return LetterRow(
        obligation_id=row.pk,
        case_id=row.case_id if may_open else None,
        urn=row.case.urn if may_open else "",
        area_name=row.case.area.name,
        letter_type=row.letter_type,
        limit_working_days=row.limit_working_days,
        decided_at=row.decided_at,
        due_at=row.due_at,
        sent_at=row.met_at,
        band=_band_of(row, at),
        was_wrong=bool(getattr(row, "was_wrong", False)),
    )


def _area_condition(viewer: Actor, path: str) -> Q:
    """Keep what lies in an Area whose figures the viewer may see. Figures count restricted cases, and name none."""
    scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    if scope.is_national or scope.is_national_for_restricted:
        return ~Q(pk__in=[])
    return Q(**{f"{path}__in": sorted(scope.area_codes | scope.restricted_area_codes)})


def _due_in(rows: "QuerySet[Obligation, Obligation]", cut: Cut) -> "QuerySet[Obligation, Obligation]":
    return rows.filter(due_on__gte=cut.first_month, due_on__lt=_month_after(cut.last_month))


def _narrow(rows: "QuerySet", cut: Cut) -> "QuerySet":  # type: ignore[type-arg] # cells and obligations alike
    if cut.area_code:
        rows = rows.filter(area_code=cut.area_code)
    if cut.letter_type:
        rows = rows.filter(letter_type=cut.letter_type)
    if cut.limit_working_days is not None:
        rows = rows.filter(limit_working_days=cut.limit_working_days)
    return rows


def _month_after(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
