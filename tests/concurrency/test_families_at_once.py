"""Several people change the same family at the same moment: one main contact, one relative of one form (B.10)."""

import uuid

import pytest

from accounts import actors
from accounts.roles import Role
from cases.models import Connection, MainContactChange
from cases.rules.vocabulary import ConnectionKind, MainContactReason, RelativeWish
from cases.services import family
from communications.models import Communication, RelativeTelling, Telling
from communications.services import relative_tellings
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.accounts import staff_with
from tests.factories.cases import ConnectionFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.cases.test_family import AT, add, bereaved, entry, officer
from tests.services.communications.grieving import TOLD_AT, left, told

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

    def test_one_answer_about_several_is_recorded_once(self) -> None:
        lay_reference_data()
        lay_templates()
        made = left(kofi=RelativeWish.THROUGH_FLO, yaw=RelativeWish.THROUGH_FLO)
        keys = list(RelativeTelling.objects.values_list("pk", flat=True))
        refused: list[int] = []

        def confirm(number: int) -> None:
            try:
                relative_tellings.confirm(
                    letter_id=made.draft.pk,
                    telling_ids=keys,
                    with_main_contact=True,
                    told_on=TOLD_AT.date(),
                    note=str(number),
                    actor=made.writer,
                    at=TOLD_AT,
                )
            except relative_tellings.NotByWord:
                refused.append(number)

        at_once(confirm)

        assert len(refused) == PEOPLE - 1
        assert len(set(RelativeTelling.objects.values_list("note", flat=True))) == 1
        assert Telling.objects.count() == 1

    def test_a_relatives_letter_begun_by_two_is_one(self) -> None:
        lay_reference_data()
        lay_templates()
        made = told(kofi=RelativeWish.BY_US)
        row = RelativeTelling.objects.get()

        at_once(lambda _: relative_tellings.start_letter(telling_id=row.pk, actor=made.writer, at=TOLD_AT))

        assert Communication.objects.filter(copy_of=made.draft).count() == 1

    def test_one_form_pressed_twice_is_one_relative_and_one_main_contact(self) -> None:
        victim, key = bereaved(), uuid.uuid4()
        actor = officer(victim)

        at_once(lambda _: family.add_relative(victim_id=victim.pk, key=key, entry=entry(), actor=actor, at=AT))

        assert Connection.objects.filter(victim=victim).count() == 1
        assert MainContactChange.objects.filter(victim=victim).count() == 1
