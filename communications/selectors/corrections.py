"""Which letters were wrong, what corrects them, and how often that was so, by unit, month and reason (W14)."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import CharField, Count, F, Func, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from cases.rules.working_days import LONDON
from communications.models import Communication, LetterCorrection
from communications.rules.letter_corrections import CorrectionOutcome, CorrectionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTrail:
    """How a letter stands to those before and after it."""

    #: What was begun to correct it and not given up, the oldest first.
    corrected: tuple[LetterCorrection, ...]
    #: What it corrects itself; None for most letters.
    corrects: LetterCorrection | None


@dataclass(slots=True, kw_only=True)
class CorrectedMonth:
    """The letters of one unit that turned out to be wrong in one month."""

    #: First day of the month, in London.
    month: dt.date
    unit: str
    area: str
    #: Letters, each counted once however often it was corrected in the month.
    letters: int
    #: Corrections by what was wrong; one correction may have several reasons.
    reasons: dict[CorrectionReason, int] = field(default_factory=dict)


def _standing() -> "QuerySet[LetterCorrection]":
    return LetterCorrection.objects.exclude(outcome=CorrectionOutcome.GIVEN_UP).order_by("opened_at", "id")


def trail_of(*, letter: Communication) -> CorrectionTrail:
    """Read what corrects a letter, and what it corrects: one query, or two where the letter was read without it.

    The letter was read by whoever may see it; those that belong to it are of the same victim.
    """
    corrects = None
    if letter.replaces_id is not None:
        corrects = getattr(letter, "correction", None)
    return CorrectionTrail(
        corrected=tuple(_standing().filter(wrong=letter).select_related("letter")), corrects=corrects
    )


def prefetch_of_list() -> "Prefetch[str]":
    """Give what a list of letters reads besides, to say which were corrected: one query for all of them."""
    return Prefetch("corrections", queryset=_standing().select_related("letter"))


def by_unit_and_month(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> list[CorrectedMonth]:
    """Count the letters that turned out to be wrong in the Areas whose figures the viewer may see: two queries.

    By the London month in which the correction was begun, newest first, then by unit. What was given up because the
    letter was right is not counted.

    Raises:
        NotPermitted: the viewer may see no Area's figures.
    """
    policies.require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = (
        _standing()
        .order_by()
        .filter(_area_condition(viewer))
        .annotate(month=TruncMonth("opened_at", tzinfo=LONDON))
        .filter(
            month__gte=dt.datetime.combine(first_month, dt.time(), LONDON),
            month__lte=dt.datetime.combine(last_month, dt.time(), LONDON),
        )
        .values("month", unit=F("wrong__case__unit__name"), area=F("wrong__case__area__name"))
    )
    found = {
        (row["month"], row["unit"], row["area"]): CorrectedMonth(
            month=row["month"].astimezone(LONDON).date(), unit=row["unit"], area=row["area"], letters=row["letters"]
        )
        for row in rows.annotate(letters=Count("wrong", distinct=True))
    }
    reasons = rows.annotate(reason=Func(F("reasons"), function="unnest", output_field=CharField()))
    for row in reasons.annotate(times=Count("pk")):
        month = found[row["month"], row["unit"], row["area"]]
        month.reasons[CorrectionReason(row["reason"])] = row["times"]
    return sorted(found.values(), key=lambda each: (-each.month.toordinal(), each.area, each.unit))


def _area_condition(viewer: Actor) -> Q:
    """Keep what lies in an Area whose figures the viewer may see. Figures count restricted cases, and name none."""
    scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    if scope.is_national or scope.is_national_for_restricted:
        return ~Q(pk__in=[])
    return Q(wrong__case__area__in=sorted(scope.area_codes | scope.restricted_area_codes))
