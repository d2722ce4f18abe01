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
from communications.rules import correction_chains
from communications.rules.correction_chains import Correcting
from communications.rules.letter_corrections import CorrectionOutcome, CorrectionReason

#: What a chain is not asked for.
_HEAVY = ("words", "context", "words_cy", "context_cy")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedLetter:
    """One letter of those that belong together."""

    letter: Communication
    #: Aware; when the latest letter that corrects it left. None while its own words hold.
    corrected_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTrail:
    """How a letter stands to those before and after it."""

    #: What was begun to correct it and not given up, the newest first.
    corrected: tuple[LetterCorrection, ...]
    #: What it corrects itself; None for most letters.
    corrects: LetterCorrection | None
    #: The letter whose words hold now, where this one was corrected by one that left.
    holds: Communication | None = None
    #: Every letter of the chain, the newest first, with this one; empty for a letter that was right (CORR-7).
    chain: tuple[ChainedLetter, ...] = ()


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
    return LetterCorrection.objects.exclude(outcome=CorrectionOutcome.GIVEN_UP).order_by("-opened_at", "-id")


def trail_of(*, letter: Communication) -> CorrectionTrail:
    """Read what corrects a letter and what it corrects, with the whole chain of them: one query, however long it is.

    The letter was read by whoever may see it; those that belong to it are of the same victim.
    """
    rows = tuple(
        _standing()
        .filter(wrong__victim=letter.victim_id)
        .select_related("letter", "wrong")
        .defer(*(f"{side}__{words}" for side in ("letter", "wrong") for words in _HEAVY))
    )
    known = [correcting(each) for each in rows]
    letters = {found.pk: found for each in rows for found in (each.wrong, each.letter)}
    after = correction_chains.later(of=letter.pk, corrections=known)
    return CorrectionTrail(
        corrected=tuple(each for each in rows if each.wrong_id == letter.pk),
        corrects=getattr(letter, "correction", None) if letter.replaces_id is not None else None,
        holds=letters[after[0].letter] if after else None,
        chain=tuple(
            ChainedLetter(letter=letters[link.letter], corrected_at=link.corrected_at)
            for link in correction_chains.chain(of=letter.pk, corrections=known)
        ),
    )


def correcting(correction: LetterCorrection) -> Correcting:
    """Say of a correction what its rule asks; its letter was read with it."""
    return Correcting(wrong=correction.wrong_id, letter=correction.letter_id, left_at=correction.letter.sent_at)


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
