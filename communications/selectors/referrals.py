"""Referrals to support services: what the person reads of their own, what staff read, and counts for managers.

Online a person reads their own and nobody else's, and nothing of what is to leave no trace (REF-5).
"""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import Victim
from cases.rules.working_days import LONDON
from cases.selectors.records import cases_visible_to
from communications.models import Referral, ReferralStep
from communications.rules.referrals import ReferralReason, ReferralState, is_shown_online
from communications.rules.small_counts import LEAST_SHOWN, shown_of


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFigure:
    """How many asked for a service in one Area and London month, and what came of it by now. No names, no ids."""

    area: str
    month: dt.date
    asked: int
    passed_on: int
    taken_up: int

    @property
    def shown_asked(self) -> int | None:
        """How many asked; None where too few did to be shown, and then nothing else is (FEED-2)."""
        return self.asked if self.asked >= LEAST_SHOWN else None

    @property
    def shown_passed_on(self) -> int | None:
        """How many names were passed on; None where those, or those that were not, are too few to be shown."""
        return None if self.shown_asked is None else shown_of(count=self.passed_on, whole=self.asked)

    @property
    def shown_taken_up(self) -> int | None:
        """How many get help; None where those, or those left of any figure beside it, are too few to be shown."""
        wholes = [each for each in (self.shown_asked, self.shown_passed_on) if each is not None]
        found = [shown_of(count=self.taken_up, whole=whole) for whole in wholes]
        return self.taken_up if found and None not in found else None


def own_referrals(*, viewer: Actor) -> tuple[Referral, ...]:
    """List the viewer's own referrals that show online, newest first, with their steps. Two queries."""
    if viewer.victim_id is None or viewer.person_id is None:
        return ()
    return tuple(
        each
        for each in _with_steps().filter(victim_id=viewer.victim_id)
        if is_shown_online(is_hidden=each.is_hidden, is_own=each.person_id == viewer.person_id)
    )


def referrals_of(*, viewer: Actor, victim: Victim) -> tuple[Referral, ...]:
    """List every referral of a victim's record for staff, newest first; none where the case is not theirs to see."""
    return tuple(_visible(viewer=viewer).filter(victim=victim))


def referral(*, viewer: Actor, referral_id: uuid.UUID) -> Referral:
    """Return one referral with its steps, its person and its case, for staff.

    Raises:
        Referral.DoesNotExist: there is none, or its case is not the viewer's to see.
    """
    return _visible(viewer=viewer).select_related("victim__case__unit", "victim__person", "point").get(pk=referral_id)


def figures(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> tuple[ReferralFigure, ...]:
    """Count the referrals asked for in each Area whose figures the viewer may see, by London month: one query.

    What was asked for again counts once: what it replaced is left out.

    Raises:
        accounts.policies.NotPermitted: the viewer sees no figures anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    scope = scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    restricted = Q(victim__case__is_rasso=True) | Q(victim__case__is_restricted=True)
    begins = dt.datetime.combine(first_month, dt.time(0), LONDON)
    ends = dt.datetime.combine((last_month.replace(day=28) + dt.timedelta(days=4)).replace(day=1), dt.time(0), LONDON)
    replaced = ReferralStep.objects.filter(referral=OuterRef("pk"), reason=ReferralReason.ASKED_AGAIN)
    passed_on = ReferralStep.objects.filter(referral=OuterRef("pk"), step=ReferralState.PASSED_ON)
    rows = (
        Referral.objects.filter(
            scope.as_filter(area="victim__case__area_id", unit="victim__case__unit_id", is_restricted=restricted),
            ~Exists(replaced),
            consented_at__gte=begins,
            consented_at__lt=ends,
        )
        .alias(was_passed_on=Exists(passed_on))
        .annotate(month=TruncMonth("consented_at", tzinfo=LONDON))
        .order_by("victim__case__area__name", "month")
        .values_list("victim__case__area__name", "month")
        .annotate(
            asked=Count("pk"),
            passed_on=Count("pk", filter=Q(was_passed_on=True)),
            taken_up=Count("pk", filter=Q(state=ReferralState.TAKEN_UP)),
        )
    )
    return tuple(
        ReferralFigure(area=area, month=month.date(), asked=asked, passed_on=passed, taken_up=taken)
        for area, month, asked, passed, taken in rows
    )


def _visible(*, viewer: Actor) -> QuerySet[Referral]:
    return _with_steps().filter(victim__case__in=cases_visible_to(viewer=viewer)).select_related("person")


def _with_steps() -> QuerySet[Referral]:
    steps = Prefetch("steps", queryset=ReferralStep.objects.order_by("id"))
    return Referral.objects.order_by("-consented_at", "-pk").prefetch_related(steps)
