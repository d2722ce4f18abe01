"""Which of the hardest files each officer has, counted by the rule (LOAD-3)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import Charge, ExposureSpell, Hearing, VictimStanding
from cases.rules.exposure import DEATHS, RAPES, SEXUAL, FileFacts, HardVictim, hardest
from cases.rules.vocabulary import HardFile, ServiceTier
from cases.rules.working_days import london_date

#: Files of each kind.
Files = dict[HardFile, int]
_RESTRICTED = Q(is_rasso=True) | Q(is_restricted=True)


def files_by_officer(*, viewer: Actor) -> dict[uuid.UUID, Files]:
    """Count the hardest files of each officer, of those whom the viewer may give away. One query.

    Raises:
        NotPermitted: the viewer may give nobody away.
    """
    return {officer: files for (officer, _), files in _counted(_givable(viewer)).items()}


def files_everywhere() -> dict[tuple[uuid.UUID, uuid.UUID], Files]:
    """Count the hardest files of each officer in each unit, for a process that looks at all. One query."""
    return _counted(VictimStanding.objects.all(), by_unit=True)


def hard_victims_of(*, viewer: Actor, officer_id: uuid.UUID, at: dt.datetime) -> tuple[HardVictim, ...]:
    """List who stands in one of an officer's hardest files, of those whom the viewer may give away. Two queries.

    Raises:
        NotPermitted: the viewer may give nobody away.
    """
    found = list(
        _givable(viewer)
        .filter(is_live=True, officer_id=officer_id)
        .order_by("pk")
        .values("pk", "case_id", "victim__in_contact_since", "service_tier", **_marks())
    )
    hearings = dict(
        Hearing.objects.filter(case__in={row["case_id"] for row in found}, is_vacated=False, starts_at__gt=at)
        .order_by()
        .values_list("case")
        .annotate(first=Min("starts_at"))
    )
    victims = []
    for row in found:
        kind = _kind(row)
        starts_at = hearings.get(row["case_id"])
        if kind is not None:
            victims.append(
                HardVictim(
                    victim_id=row["pk"],
                    kind=kind,
                    in_contact_since=row["victim__in_contact_since"],
                    next_hearing_on=london_date(at=starts_at) if starts_at is not None else None,
                )
            )
    return tuple(victims)


def lasting_spells(*, officer_ids: Iterable[uuid.UUID]) -> dict[tuple[uuid.UUID, HardFile], dt.date]:
    """Say since when officers are over the limit, by officer and kind. One query."""
    rows = ExposureSpell.objects.filter(officer__in=list(officer_ids), ended_on__isnull=True)
    return {(row.officer_id, HardFile(row.kind)): row.began_on for row in rows}


def _givable(viewer: Actor) -> "QuerySet[VictimStanding]":
    require_anywhere(actor=viewer, permission=Permission.ALLOCATE_VICTIM)
    scope = scope_of(actor=viewer, permission=Permission.ALLOCATE_VICTIM)
    return VictimStanding.objects.filter(scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED))


def _marks() -> dict[str, Exists]:
    """Mark whether a charge that concerns the victim of a standing is of a kind that counts (LOAD-3)."""
    charges = Charge.objects.filter(charge_victims__victim=OuterRef("pk"))
    return {
        "has_death": Exists(charges.filter(category__in=DEATHS)),
        "has_sexual": Exists(charges.filter(category__in=SEXUAL, is_child_abuse=True)),
        "has_rape": Exists(charges.filter(category__in=RAPES)),
    }


def _counted(
    standings: "QuerySet[VictimStanding]", *, by_unit: bool = False
) -> dict[tuple[uuid.UUID, uuid.UUID], Files]:
    rows = (
        standings.filter(is_live=True, officer_id__isnull=False)
        .order_by()
        .values("officer_id", "unit_id", "service_tier", **_marks())
        .annotate(people=Count("pk"))
    )
    found: dict[tuple[uuid.UUID, uuid.UUID], Files] = {}
    for row in rows:
        kind, officer = _kind(row), row["officer_id"]
        if kind is not None and officer is not None:
            files = found.setdefault((officer, row["unit_id"] if by_unit else officer), {})
            files[kind] = files.get(kind, 0) + row["people"]
    return found


def _kind(row: Mapping[str, object]) -> HardFile | None:
    return hardest(
        FileFacts(
            is_death=bool(row["has_death"]) or row["service_tier"] == ServiceTier.BEREAVED_FAMILY,
            is_child_sexual=bool(row["has_sexual"]),
            is_rape=bool(row["has_rape"]),
        )
    )
