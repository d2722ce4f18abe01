"""Several people change the same family at the same moment: one main contact, one relative of one form (B.10)."""

import uuid

import pytest

from accounts import actors
from accounts.roles import Role
from cases.models import Connection, MainContactChange
from cases.rules.vocabulary import ConnectionKind, MainContactReason
from cases.services import family
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.accounts import staff_with
from tests.factories.cases import ConnectionFactory
from tests.services.cases.test_family import AT, add, bereaved, entry, officer

pytestmark = pytest.mark.django_db(transaction=True)


class TestAtOnce:
    def test_of_two_who_choose_the_main_contact_one_does_and_the_other_learns_of_it(self) -> None:
        victim = bereaved()
        first = add(victim)
        others = [
            ConnectionFactory(victim=victim, kind=ConnectionKind.CLOSE_RELATIVE, is_primary=False)
            for _ in range(PEOPLE)
        ]
        people = [actors.staff(user=staff_with(Role.VLU_OFFICER, victim.case.unit), at=AT) for _ in range(PEOPLE)]
        refused: list[int] = []

        def choose(number: int) -> None:
            try:
                family.choose_main_contact(
                    connection_id=others[number].pk,
                    seen_id=first.pk,
                    reason=MainContactReason.FAMILY_ASKED,
                    note="",
                    actor=people[number],
                    at=AT,
                )
            except family.ChangedMeanwhile:
                refused.append(number)

        at_once(choose)

        assert len(refused) == PEOPLE - 1
        assert Connection.objects.filter(victim=victim, is_primary=True, ended_at__isnull=True).count() == 1
        assert MainContactChange.objects.filter(victim=victim, before=first).count() == 1

    def test_one_form_pressed_twice_is_one_relative_and_one_main_contact(self) -> None:
        victim, key = bereaved(), uuid.uuid4()
        actor = officer(victim)

        at_once(lambda _: family.add_relative(victim_id=victim.pk, key=key, entry=entry(), actor=actor, at=AT))

        assert Connection.objects.filter(victim=victim).count() == 1
        assert MainContactChange.objects.filter(victim=victim).count() == 1
