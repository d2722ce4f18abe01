"""Which charge takes the place of one that was altered or substituted, so that a letter can say what it is now."""

import datetime as dt
import uuid
from collections.abc import Iterable

from cases.models import Case, Charge, ChargeVictim
from cases.rules.vocabulary import ChargeState


class UnusableReplacement(ValueError):
    """The charge named as the new one is not of the case, or is itself one of those that were changed."""


def find(*, case: Case, charges: Iterable[Charge], replaced_by: uuid.UUID | None) -> Charge | None:
    """Return the charge of the record that takes the place of ``charges``; None where none is named.

    Raises:
        UnusableReplacement: it is not of this case, or one of ``charges``.
    """
    if replaced_by is None:
        return None
    if replaced_by in {charge.pk for charge in charges}:
        raise UnusableReplacement("A charge cannot take its own place")
    found = Charge.objects.filter(case=case, pk=replaced_by).first()
    if found is None:
        raise UnusableReplacement("The new charge does not belong to this case")
    return found


def take_place(*, charges: Iterable[Charge], found: Charge | None, title: str, on: dt.date) -> None:
    """Put one charge in the place of others: ``found``, or where there is none a new one of that ``title``.

    A new charge keeps everything but the name from the one it follows, its group of offence too: what somebody lived
    through, and the service owed for it, do not shrink with a legal label (domain.md 2.2). It concerns the same
    victims. ``on`` is the London date of the decision. In the caller's transaction.
    """
    for charge in charges:
        new = found or _following(charge, title=title, on=on)
        charge.replaced_by = new
        charge.save(update_fields=["replaced_by"])
        concerned = ChargeVictim.objects.filter(charge=charge).values_list("victim_id", flat=True)
        ChargeVictim.objects.bulk_create(
            (ChargeVictim(charge=new, victim_id=victim_id) for victim_id in concerned), ignore_conflicts=True
        )


def _following(charge: Charge, *, title: str, on: dt.date) -> Charge:
    return Charge.objects.create(
        case_id=charge.case_id,
        defendant_id=charge.defendant_id,
        title=title,
        category=charge.category,
        hate_strands=charge.hate_strands,
        is_domestic_abuse=charge.is_domestic_abuse,
        is_child_abuse=charge.is_child_abuse,
        offence_on=charge.offence_on,
        charged_on=on,
        is_added_later=True,
        state=ChargeState.CHARGED,
    )
