"""Several members of staff at the register of supporters at the same moment: one person, one row (S1, S3)."""

import pytest

from cases.models import Connection, ContactPoint, Person
from communications.models import RegisteredSupporter
from communications.services import supporter_details
from communications.services.supporter_register import NotOnRegister
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.cases import VictimFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.test_supporters import AT, officer, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    lay_reference_data()


class TestAtOnce:
    def test_s3_the_same_adviser_put_beside_several_victims_is_one_person(self) -> None:
        victims = [VictimFactory() for _ in range(PEOPLE)]

        at_once(lambda number: put(victims[number]))

        supporter = RegisteredSupporter.objects.get()
        assert {each.person_id for each in Connection.objects.filter(victim__in=victims)} == {supporter.person_id}
        assert Person.objects.filter(full_name="Sian Placeholder").count() == 1
        assert ContactPoint.objects.filter(person=supporter.person, superseded_at__isnull=True).count() == 2

    def test_s1_beside_one_victim_they_are_put_once_and_the_others_learn_of_it(self) -> None:
        victim = VictimFactory()
        refused: list[int] = []

        def register(number: int) -> None:
            try:
                put(victim)
            except NotOnRegister:
                refused.append(number)

        at_once(register)

        assert len(refused) == PEOPLE - 1
        assert victim.connections.count() == 1
        assert RegisteredSupporter.objects.count() == 1

    def test_s1_of_several_who_change_a_number_one_at_a_time_does_and_one_number_is_left(self) -> None:
        victim = VictimFactory()
        beside = put(victim)

        def change(number: int) -> None:
            supporter_details.change(
                victim_id=victim.pk, connection_id=beside.pk, email="sian@example.org", mobile=f"07700 90045{number}",
                actor=officer(victim), at=AT,
            )  # fmt: skip

        at_once(change)

        points = ContactPoint.objects.filter(person=beside.person, superseded_at__isnull=True)
        assert sorted(points.values_list("kind", flat=True)) == ["EMAIL", "MOBILE"]
