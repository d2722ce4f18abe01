"""What the liaison units were told of decisions, and how well: by unit and month (M7 to M9, W5)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import Decision, Obligation, ReasonsReturn, ReasonsSupplement
from cases.rules.working_days import LONDON


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedMonth:
    """One unit and one month of decisions that owe a letter."""

    unit_id: uuid.UUID
    unit: str
    area: str
    #: First day of the London month in which the decisions were made.
    month: dt.date
    #: Decisions that owe a letter.
    owing: int
    #: Of these, how many the liaison unit was told of, and how many on the day of the decision.
    told: int
    told_same_day: int
    #: Of these, how many came with reasons that no rule finds wanting (M9).
    sufficient: int
    #: Of these, how many had their reasons sent back at least once, and how many times in all.
    sent_back: int
    returns: int
    #: Of those times, how many were answered by the date that was asked for.
    answered_in_time: int

    @property
    def sent_back_share(self) -> float | None:
        """Return the share of decisions told whose reasons were sent back; None where none was told."""
        return self.sent_back / self.told if self.told else None

    @property
    def told_share(self) -> float | None:
        """Return the share of decisions owing a letter of which the unit was told; None where none owes one."""
        return self.told / self.owing if self.owing else None


def by_unit_and_month(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> tuple[NotifiedMonth, ...]:
    """Count the notifications of the Areas whose figures the viewer may see, newest month first: two queries.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    return tuple(_counted(viewer, first_month, last_month))


def export(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> tuple[NotifiedMonth, ...]:
    """Count the same for a download.

    Raises:
        NotPermitted: the viewer may export no Area's figures.
    """
    require_anywhere(actor=viewer, permission=Permission.EXPORT_PERFORMANCE)
    return by_unit_and_month(viewer=viewer, first_month=first_month, last_month=last_month)


def _counted(viewer: Actor, first_month: dt.date, last_month: dt.date) -> Iterator[NotifiedMonth]:
    rows = _decisions(viewer, first_month, last_month)
    told = Q(notification__isnull=False)
    counts = (
        rows.order_by()
        .values("case__unit_id", "case__unit__name", "case__area__name", month=TruncMonth("decided_at", tzinfo=LONDON))
        .annotate(
            owing=Count("pk"),
            told=Count("pk", filter=told),
            told_same_day=Count("pk", filter=told & Q(told_on=F("decided_on"))),
            sufficient=Count("pk", filter=Q(notification__has_sufficient_reasons=True)),
            sent_back=Count("pk", filter=told & Q(is_sent_back=True)),
        )
        .order_by("-month", "case__area__name", "case__unit__name", "case__unit_id")
    )
    in_time = ReasonsSupplement.objects.filter(answers=OuterRef("pk"), supplemented_at__lte=OuterRef("due_at"))
    returns = {
        (unit_id, month): (count, answered)
        for unit_id, month, count, answered in ReasonsReturn.objects.filter(decision__in=rows.values("pk"))
        .annotate(month=TruncMonth("decision__decided_at", tzinfo=LONDON), is_in_time=Exists(in_time))
        .order_by()
        .values("decision__case__unit_id", "month")
        .annotate(count=Count("pk"), answered=Count("pk", filter=Q(is_in_time=True)))
        .values_list("decision__case__unit_id", "month", "count", "answered")
    }
    for row in counts:
        count, answered = returns.get((row["case__unit_id"], row["month"]), (0, 0))
        yield NotifiedMonth(
            unit_id=row["case__unit_id"],
            unit=row["case__unit__name"],
            area=row["case__area__name"],
            month=row["month"].date(),
            owing=row["owing"],
            told=row["told"],
            told_same_day=row["told_same_day"],
            sufficient=row["sufficient"],
            sent_back=row["sent_back"],
            returns=count,
            answered_in_time=answered,
        )


def _decisions(viewer: Actor, first_month: dt.date, last_month: dt.date) -> "QuerySet[Decision]":
    """Find the decisions of some months that owe a letter, with the London days of decision and telling."""
    after = (last_month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    rows = Decision.objects.filter(
        Exists(Obligation.objects.filter(decision=OuterRef("pk"))),
        decided_at__gte=dt.datetime.combine(first_month, dt.time(), tzinfo=LONDON),
        decided_at__lt=dt.datetime.combine(after, dt.time(), tzinfo=LONDON),
    ).annotate(
        decided_on=TruncDate("decided_at", tzinfo=LONDON),
        told_on=TruncDate("notification__vlu_notified_at", tzinfo=LONDON),
        is_sent_back=Exists(ReasonsReturn.objects.filter(decision=OuterRef("pk"))),
    )
    scope = scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    if scope.is_national or scope.is_national_for_restricted:
        return rows
    return rows.filter(case__area_id__in=sorted(scope.area_codes | scope.restricted_area_codes))
