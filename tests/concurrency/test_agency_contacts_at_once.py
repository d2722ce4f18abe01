"""Two presses of one button at the same moment, and two people who call the same contact off (L15)."""

import pytest

from accounts import actors
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgencyContact
from cases.services import agency_contacts
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.accounts import staff_with
from tests.factories.cases import AgencyContactFactory, VictimFactory
from tests.services.cases.test_agency_contacts import AT, ENTRY

pytestmark = pytest.mark.django_db(transaction=True)


class TestAtOnce:
    def test_one_form_is_one_contact(self) -> None:
        victim = VictimFactory()
        actor = actors.staff(user=staff_with(Role.VLU_OFFICER, victim.case.unit), at=AT)

        at_once(lambda _: agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=actor, at=AT))

        assert AgencyContact.objects.count() == 1
        assert AuditEvent.objects.filter(verb="CREATED", victim_id=victim.pk).count() == 1

    def test_a_contact_is_called_off_once_and_the_others_learn_of_it(self) -> None:
        contact = AgencyContactFactory()
        people = [actors.staff(user=staff_with(Role.VLU_OFFICER, contact.case.unit), at=AT) for _ in range(PEOPLE)]
        refused: list[int] = []

        def call_off(number: int) -> None:
            try:
                agency_contacts.call_off(
                    victim_id=contact.victim_id, contact_id=contact.pk, actor=people[number], at=AT
                )
            except agency_contacts.AlreadyCalledOff:
                refused.append(number)

        at_once(call_off)

        assert len(refused) == PEOPLE - 1
        assert AuditEvent.objects.filter(verb="CANCELLED", subject_id=str(contact.pk)).count() == 1
