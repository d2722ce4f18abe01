"""Two people who send routine updates to the same person at the same moment: one letter (L13)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.roles import Role
from communications.models import Communication, OutboxMessage
from communications.services import bulk_updates, templates
from tests.concurrency.test_calls_at_once import at_once
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE
from tests.services.communications.test_bulk_updates import somebody

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_letter_is_sent() -> None:
    lay_reference_data()
    templates.publish(actor=REFERENCE, at=AT - dt.timedelta(days=60))
    unit = UnitFactory()
    victim = somebody(unit)
    senders = [actors.staff(user=staff_with(Role.VLU_OFFICER, unit), at=AT) for _ in range(3)]
    sent: list[int] = []

    at_once(
        lambda number: sent.append(len(bulk_updates.send(victim_ids=[victim.pk], actor=senders[number], at=AT).sent))
    )

    assert sorted(sent) == [0, 0, 1]
    assert Communication.objects.count() == OutboxMessage.objects.count() == 1
