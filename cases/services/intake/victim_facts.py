"""Write victims of our own CSV table: the person, the victim's facts, and contact points that nobody has verified."""

import datetime as dt
import uuid
from collections.abc import Sequence

from accounts.actors import Actor
from cases.models import Case, ContactPoint, Person, SafeContactProfile, Victim
from cases.rules import contact_keys
from cases.rules.import_formats import VictimRow
from cases.rules.vocabulary import ContactPointKind, ObligationState
from cases.services import clocks

#: Where an imported contact point says it comes from.
IMPORTED = "IMPORT"
ADDRESS_LINE_SEPARATOR = "|"


class VictimWriter:
    """Writes victims of the cases of one part of a file."""

    def __init__(self, *, cases: Sequence[Case], actor: Actor, at: dt.datetime) -> None:
        self._actor, self._at = actor, at
        self._victims: dict[tuple[uuid.UUID, str], Victim] = {
            (victim.case_id, victim.reference): victim
            for victim in Victim.objects.filter(case__in=cases).exclude(reference="").select_related("person")
        }

    def write(self, row: VictimRow, case: Case | None) -> tuple[str, str] | None:
        """Write one victim of a known case. A fact that the row leaves open does not undo one that is known."""
        if case is None:
            return "urn", "names no case that is known"
        victim = self._victims.get((case.pk, row.victim_ref))
        person = self._write_person(row, victim.person if victim else Person())
        victim = victim or Victim(case=case, person=person, reference=row.victim_ref)
        victim.kind = row.kind
        has_new_grounds = self._set_grounds(row, victim)
        victim.has_withdrawn_support = row.has_withdrawn_support
        victim.has_declined_contact = row.has_declined_contact
        victim.risk_level = row.risk_level
        victim.service_tier = row.service_tier
        victim.save()
        self._victims[case.pk, row.victim_ref] = victim
        self._write_contact_points(row, person)
        self._write_preference(row, person)
        case.facts_changed_at = self._at
        case.save(update_fields=["facts_changed_at"])
        if has_new_grounds and victim.obligations.filter(state=ObligationState.OPEN).exists():
            clocks.count_again_for(victim=victim, actor=self._actor, at=self._at)
        return None

    def _set_grounds(self, row: VictimRow, victim: Victim) -> bool:
        """Take over the grounds of enhanced rights that the row states; return whether any changed."""
        changed = False
        for name in ("is_vulnerable", "is_intimidated", "is_persistently_targeted"):
            stated = getattr(row, name)
            if stated is not None and stated != getattr(victim, name):
                setattr(victim, name, stated)
                changed = True
        return changed

    def _write_person(self, row: VictimRow, person: Person) -> Person:
        person.full_name = row.full_name
        person.preferred_name = row.preferred_name or person.preferred_name
        person.born_on = row.born_on or person.born_on
        person.died_on = row.died_on or person.died_on
        person.language = row.language
        person.save()
        return person

    def _write_contact_points(self, row: VictimRow, person: Person) -> None:
        """Add a new version of what changed. What a person verified as safe is superseded only by another value."""
        stated = {
            ContactPointKind.EMAIL: row.email,
            ContactPointKind.MOBILE: row.mobile,
            ContactPointKind.HOME_PHONE: row.home_phone,
            ContactPointKind.POST: "\n".join(part.strip() for part in row.address.split(ADDRESS_LINE_SEPARATOR)),
        }
        for kind, value in stated.items():
            if not value:
                continue
            key = contact_keys.key_for(kind=kind, value=value)[:254]
            current = ContactPoint.objects.filter(person=person, kind=kind, superseded_at__isnull=True)
            if current.filter(key=key).exists():
                continue
            # Only what an import said before is replaced: a staff member's entry stands beside what the file says.
            current.filter(source=IMPORTED, is_safe=False).update(
                superseded_at=self._at, superseded_by=self._actor.label
            )
            ContactPoint.objects.create(
                person=person,
                kind=kind,
                value=value,
                key=key,
                source=IMPORTED,
                recorded_at=self._at,
                recorded_by=self._actor.label,
            )

    def _write_preference(self, row: VictimRow, person: Person) -> None:
        """Keep the preferred way of contact where nobody has recorded how the person may safely be reached."""
        if row.preferred_method is None or SafeContactProfile.objects.filter(person=person).exists():
            return
        SafeContactProfile.objects.create(
            person=person,
            preferred_method=row.preferred_method,
            recorded_at=self._at,
            recorded_by=self._actor.label,
        )
