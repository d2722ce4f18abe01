"""Where a new case goes: the Area that its reference points to, else the one that whoever runs the intake names."""

from accounts.models import Unit, UnitKind
from cases.rules import urn
from cases.rules.police_areas import area_of_force


def unit_for(*, reference: str, force: str = "", fallback: Unit | None = None) -> Unit | None:
    """Return the Victim Liaison Unit of the Area that the reference or the police force points to.

    ``fallback`` is used where the reference tells no single Area (other prosecutors, London), or where there is none:
    an event of the court may name its case by the court's id alone. None means that a person must say where the case
    belongs.
    """
    for hint in (*_forces_of(reference), force):
        area_code = area_of_force(force=hint)
        if area_code is None:
            continue
        unit = liaison_unit_of(area_code=area_code)
        if unit is not None:
            return unit
    return fallback


def liaison_unit_of(*, area_code: str) -> Unit | None:
    """Return the Victim Liaison Unit of an Area, or None where it has none."""
    return Unit.objects.filter(area_id=area_code, kind=UnitKind.VLU.value).order_by("name").first()


def _forces_of(reference: str) -> list[str]:
    if urn.names_nothing(reference=reference):
        return []
    normalised = urn.normalise_urn(received=reference)
    return [normalised.key[:2]] if normalised.force_hint else []
