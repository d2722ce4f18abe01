"""How often it was on record who listens before something was told on the telephone: figures for managers (L5)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from accounts import policies
from accounts.actors import Actor
from accounts.models import UnitKind
from accounts.permissions import Permission
from communications.models import ContactAttempt
from communications.models.contact import TELLINGS
from communications.rules.calls.vocabulary import CallOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedMonth:
    """The calls of one unit and month in which something was told."""

    #: First day of the month, in London.
    month: dt.date
    unit: str
    area: str
    told: int
    #: The check is on record only since after the telling.
    late: int
    #: Something was told before anybody made sure who listened.
    unchecked: int

    @property
    def in_time(self) -> int:
        """Count the calls in which it was on record first who listens."""
        return self.told - self.late - self.unchecked


def by_unit_and_month(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> tuple[CheckedMonth, ...]:
    """Count the calls that told something, in the units whose figures the viewer may see: one query.

    By the London month of the call, newest first, then by unit. Both months are first days.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = (
        ContactAttempt.objects.filter(
            scope.as_filter(
                area="series__case__area_id",
                unit="series__case__unit_id",
                is_restricted=Q(series__case__unit__kind=UnitKind.RASSO),
            ),
            outcome__in=TELLINGS,
            called_on__gte=first_month,
            called_on__lt=_month_after(last_month),
        )
        .annotate(month=TruncMonth("called_on"))
        .values(
            "month",
            unit_id=F("series__case__unit_id"),
            unit=F("series__case__unit__name"),
            area=F("series__case__area__name"),
        )
        .annotate(
            told=Count("pk"),
            late=Count("pk", filter=Q(is_check_late=True)),
            unchecked=Count("pk", filter=Q(outcome=CallOutcome.TOLD_UNCHECKED.value)),
        )
        .order_by("-month", "area", "unit", "unit_id")
    )
    return tuple(
        CheckedMonth(
            month=row["month"],
            unit=row["unit"],
            area=row["area"],
            told=row["told"],
            late=row["late"],
            unchecked=row["unchecked"],
        )
        for row in rows
    )


def _month_after(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
