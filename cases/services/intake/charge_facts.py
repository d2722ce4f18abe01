"""Write charges of our own CSV table, with the victims each concerns: the link that no court message makes."""

import datetime as dt
import uuid
from collections.abc import Sequence

from cases.models import Case, Charge, ChargeVictim, Defendant, Victim
from cases.rules.import_formats import ChargeRow


class ChargeWriter:
    """Writes charges of the cases of one part of a file."""

    def __init__(self, *, cases: Sequence[Case], at: dt.datetime) -> None:
        self._at = at
        self._defendants: dict[tuple[uuid.UUID, uuid.UUID | None], Defendant] = {
            (defendant.case_id, defendant.external_id): defendant
            for defendant in Defendant.objects.filter(case__in=cases, external_id__isnull=False)
        }
        self._charges: dict[tuple[uuid.UUID, uuid.UUID | None], Charge] = {
            (charge.defendant_id, charge.external_id): charge
            for charge in Charge.objects.filter(case__in=cases, external_id__isnull=False)
        }
        self._victims: dict[tuple[uuid.UUID, str], Victim] = {
            (victim.case_id, victim.reference): victim for victim in Victim.objects.filter(case__in=cases)
        }

    def write(self, row: ChargeRow, case: Case | None) -> tuple[str, str] | None:
        """Write one charge of a known case; every victim it names must be known in that case."""
        if case is None:
            return "urn", "names no case that is known"
        victims = [self._victims.get((case.pk, reference)) for reference in dict.fromkeys(row.victim_refs)]
        if None in victims:
            return "victim_refs", "names a victim that is not known in this case"
        defendant = self._defendants.get((case.pk, row.defendant_id))
        if defendant is None:
            defendant = Defendant.objects.create(case=case, external_id=row.defendant_id, name=row.defendant_name)
            self._defendants[case.pk, row.defendant_id] = defendant
        charge = self._charges.get((defendant.pk, row.charge_id))
        charge = charge or Charge(case=case, defendant=defendant, external_id=row.charge_id)
        charge.offence_code = row.offence_code
        charge.title = row.title
        charge.title_welsh = row.title_welsh or charge.title_welsh
        charge.plain_description = row.plain_description or charge.plain_description
        charge.category = row.category
        charge.hate_strands = [strand.value for strand in row.hate_strands]
        charge.is_domestic_abuse = row.is_domestic_abuse
        charge.is_child_abuse = row.is_child_abuse
        charge.offence_on = row.offence_on or charge.offence_on
        charge.charged_on = row.charged_on or charge.charged_on
        charge.state = row.state
        charge.save()
        self._charges[defendant.pk, row.charge_id] = charge
        self._link(charge, [victim for victim in victims if victim is not None])
        case.facts_changed_at = self._at
        case.save(update_fields=["facts_changed_at"])
        return None

    def _link(self, charge: Charge, victims: Sequence[Victim]) -> None:
        """Set whom the charge concerns, where the row says so; a row that names nobody leaves the links alone."""
        if not victims:
            return
        ChargeVictim.objects.filter(charge=charge).exclude(victim__in=victims).delete()
        ChargeVictim.objects.bulk_create(
            [ChargeVictim(charge=charge, victim=victim) for victim in victims], ignore_conflicts=True
        )
