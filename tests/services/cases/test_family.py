"""Relatives as people with one main contact: exactly one, changed with a reason, never a suspect (B.10, FAM-1)."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.actors import Actor
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Connection, MainContactChange, Person, Victim
from cases.rules.vocabulary import (
    ConnectionKind,
    Language,
    MainContactReason,
    MayBeTold,
    RelativeEnd,
    RelativeWish,
)
from cases.selectors import families
from cases.services import agreeing, family
from cases.services.family import RelativeEntry
from communications.services import families as family_acts
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ConnectionFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import PortalAccountFactory

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def entry(**changes: object) -> RelativeEntry:
    """A grown-up sister, checked, who agreed and wants a letter of her own."""
    known: dict[str, object] = {
        "full_name": "Efua Mensah",
        "preferred_name": "Efua",
        "relationship": "sister",
        "wish": RelativeWish.BY_US,
        "has_consent": True,
        "is_suspect_or_lives_with_suspect": False,
        **changes,
    }
    return RelativeEntry(**known)  # type: ignore[arg-type]


def bereaved(**changes: object) -> Victim:
    """A victim who died, without any relative on record."""
    return VictimFactory(person=PersonFactory(full_name="Ama Mensah", died_on=dt.date(2026, 1, 2)), **changes)


def officer(victim: Victim, role: Role = Role.VLU_OFFICER) -> Actor:
    return actors.staff(user=staff_with(role, victim.case.unit), at=AT)


def add(victim: Victim, **changes: object) -> Connection:
    return family.add_relative(
        victim_id=victim.pk, key=uuid.uuid4(), entry=entry(**changes), actor=officer(victim), at=AT
    )


def main(victim: Victim) -> Connection | None:
    return families.family_of(victim=victim).main_contact


class TestAdding:
    def test_each_relative_is_a_person_with_their_own_wish_language_and_needs(self) -> None:
        victim = bereaved()

        add(victim)
        brother = add(
            victim,
            full_name=" Kofi Mensah ",
            relationship="brother",
            wish=RelativeWish.THROUGH_FLO,
            has_consent=None,
            language=Language.OTHER,
            other_language="Twi",
            needs_interpreter=True,
            formats=("LARGE_PRINT",),
            access_needs="Ring twice",
            born_on=dt.date(1990, 5, 1),
        )

        brother.refresh_from_db()
        person = brother.person
        assert (person.full_name, person.language, person.other_language) == ("Kofi Mensah", "OTHER", "Twi")
        assert (person.formats, person.access_needs, person.needs_interpreter) == (["LARGE_PRINT"], "Ring twice", True)
        assert (brother.wish, brother.has_consent, brother.may_be_told) == (
            RelativeWish.THROUGH_FLO, False, MayBeTold.NOT_ASKED,
        )  # fmt: skip
        assert Person.objects.filter(connections__victim=victim).count() == 2

    def test_the_first_who_can_speaks_for_the_family_and_the_next_does_not_take_it(self) -> None:
        victim = bereaved()

        unchecked = add(victim, is_suspect_or_lives_with_suspect=None)
        first = add(victim)
        add(victim)

        unchecked.refresh_from_db()
        assert not unchecked.is_primary
        assert main(victim) == first
        change = MainContactChange.objects.get()
        assert (change.before, change.after, change.reason) == (None, first, MainContactReason.FIRST_ON_RECORD)

    def test_sending_the_form_twice_is_one_relative(self) -> None:
        victim, key = bereaved(), uuid.uuid4()
        actor = officer(victim)

        made = [family.add_relative(victim_id=victim.pk, key=key, entry=entry(), actor=actor, at=AT) for _ in range(2)]

        assert made[0] == made[1]
        assert victim.connections.count() == 1

    def test_only_of_a_victim_who_died(self) -> None:
        with pytest.raises(family.NotBereaved):
            add(VictimFactory())

    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.INSPECTOR])
    def test_not_by_somebody_who_may_not_change_contact_details(self, role: Role) -> None:
        victim = bereaved()
        with pytest.raises(NotPermitted):
            family.add_relative(
                victim_id=victim.pk, key=uuid.uuid4(), entry=entry(), actor=officer(victim, role), at=AT
            )

    def test_not_by_somebody_of_another_area(self) -> None:
        stranger = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)
        with pytest.raises(NotPermitted):
            family.add_relative(victim_id=bereaved().pk, key=uuid.uuid4(), entry=entry(), actor=stranger, at=AT)
        assert not Connection.objects.exists()

    def test_a_supporter_page_never_takes_the_place_of_whoever_speaks_for_the_family(self) -> None:
        victim = bereaved()
        first = add(victim)

        agreeing.add_supporter(
            victim_id=victim.pk,
            supporter=agreeing.Supporter(
                kind=ConnectionKind.CLOSE_RELATIVE,
                full_name="Kofi Mensah",
                organisation="",
                relationship="brother",
                email="",
                phone="",
                may_be_told=MayBeTold.EVERYTHING,
                consent_ends_on=None,
                is_suspect_or_lives_with_suspect=False,
            ),
            actor=officer(victim),
            at=AT,
        )

        assert main(victim) == first


class TestMainContact:
    def choose(self, relative: Connection, *, seen: Connection | None) -> MainContactChange | None:
        return family.choose_main_contact(
            connection_id=relative.pk,
            seen_id=seen.pk if seen is not None else None,
            reason=MainContactReason.FAMILY_ASKED,
            note=" After the funeral ",
            actor=officer(relative.victim),
            at=AT,
        )

    def test_changes_with_a_reason_and_both_names_kept(self) -> None:
        victim = bereaved()
        before, after = add(victim), add(victim)

        change = self.choose(after, seen=before)

        assert main(victim) == after
        assert change is not None
        assert (change.before, change.after, change.note) == (before, after, "After the funeral")
        assert AuditEvent.objects.filter(verb="CHANGED", subject_id=str(change.pk)).exists()
        assert before.earlier_versions.filter(is_primary=True).exists()

    def test_whoever_chose_on_an_old_page_learns_of_it(self) -> None:
        victim = bereaved()
        first, second, third = add(victim), add(victim), add(victim)
        self.choose(second, seen=first)

        with pytest.raises(family.ChangedMeanwhile):
            self.choose(third, seen=first)

        assert main(victim) == second

    def test_choosing_them_again_changes_nothing(self) -> None:
        first = add(bereaved())

        assert self.choose(first, seen=first) is None

    def test_a_suspect_cannot_be_chosen(self) -> None:
        victim = bereaved()
        first, suspect = add(victim), add(victim, is_suspect_or_lives_with_suspect=True)

        with pytest.raises(family.UnfitAsMainContact) as refused:
            self.choose(suspect, seen=first)

        assert refused.value.reasons == ("They are a suspect or live with one",)

    def test_the_database_refuses_a_suspect_and_a_second_one(self) -> None:
        victim = bereaved()
        add(victim)
        for wrong in ({"is_suspect_or_lives_with_suspect": True, "victim": bereaved()}, {"victim": victim}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ConnectionFactory(kind=ConnectionKind.CLOSE_RELATIVE, is_primary=True, **wrong)

    def test_the_database_lets_nobody_but_a_relative_wish(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            ConnectionFactory(kind=ConnectionKind.FLO, wish=RelativeWish.BY_US)


class TestChanging:
    def change(self, relative: Connection, **changes: object) -> Connection:
        return family_acts.change_relative(
            connection_id=relative.pk, entry=entry(**changes), actor=officer(relative.victim), at=AT
        )

    def test_a_main_contact_who_is_found_to_live_with_a_suspect_stops_being_it(self) -> None:
        victim = bereaved()
        first = add(victim)

        self.change(first, is_suspect_or_lives_with_suspect=True)

        assert main(victim) is None
        assert MainContactChange.objects.latest("id").reason == MainContactReason.NOT_SAFE

    def test_a_main_contact_who_wants_to_hear_nothing_stops_being_it(self) -> None:
        victim = bereaved()

        self.change(add(victim), wish=RelativeWish.NOT_AT_ALL)

        assert main(victim) is None
        assert MainContactChange.objects.latest("id").reason == MainContactReason.NOT_FIT

    def test_another_need_leaves_the_place_where_it_is(self) -> None:
        victim = bereaved()
        first = add(victim)

        self.change(first, preferred_name="Mrs Mensah", has_consent=False)

        first.refresh_from_db()
        assert (first.person.preferred_name, first.may_be_told) == ("Mrs Mensah", MayBeTold.NOTHING)
        assert main(victim) == first

    @pytest.mark.parametrize(
        "changes",
        [{"is_suspect_or_lives_with_suspect": True}, {"wish": RelativeWish.NOT_AT_ALL}, {"has_consent": False}],
    )
    def test_whoever_may_no_longer_be_told_loses_their_online_page(self, changes: dict[str, object]) -> None:
        relative = add(bereaved())
        account = PortalAccountFactory(person=relative.person)

        self.change(relative, **changes)

        account.refresh_from_db()
        assert account.closed_at == AT

    def test_a_changed_need_leaves_the_online_page_open(self) -> None:
        relative = add(bereaved())
        account = PortalAccountFactory(person=relative.person)

        self.change(relative, preferred_name="Mrs Mensah")

        account.refresh_from_db()
        assert account.closed_at is None


class TestEnding:
    def end(self, relative: Connection, reason: RelativeEnd = RelativeEnd.ASKED_TO_LEAVE) -> Connection:
        return family_acts.end_relative(connection_id=relative.pk, reason=reason, actor=officer(relative.victim), at=AT)

    def test_says_why_and_closes_their_online_page(self) -> None:
        victim = bereaved()
        add(victim)
        leaving = add(victim)
        account = PortalAccountFactory(person=leaving.person)

        self.end(leaving)

        leaving.refresh_from_db()
        account.refresh_from_db()
        assert (leaving.ended_at, leaving.end_reason) == (AT, RelativeEnd.ASKED_TO_LEAVE)
        assert account.closed_at == AT
        assert [each.pk for each in families.family_of(victim=victim).former] == [leaving.pk]

    def test_twice_is_no_error(self) -> None:
        relative = add(bereaved())
        self.end(relative)

        assert self.end(relative, RelativeEnd.DIED).end_reason == RelativeEnd.ASKED_TO_LEAVE

    def test_a_main_contact_leaves_only_after_another_was_chosen(self) -> None:
        victim = bereaved()
        first = add(victim)
        add(victim)

        with pytest.raises(family.NeedsAnother):
            self.end(first)

        assert main(victim) == first

    def test_a_main_contact_who_is_not_safe_leaves_at_once(self) -> None:
        victim = bereaved()
        first = add(victim)
        add(victim)

        self.end(first, RelativeEnd.NOT_SAFE)

        first.refresh_from_db()
        assert first.is_suspect_or_lives_with_suspect is True
        assert main(victim) is None
        assert MainContactChange.objects.latest("id").reason == MainContactReason.NOT_SAFE

    def test_the_last_of_the_family_may_leave(self) -> None:
        victim = bereaved()

        self.end(add(victim))

        assert main(victim) is None
        assert MainContactChange.objects.latest("id").reason == MainContactReason.LEFT

    def test_who_has_left_is_not_changed_and_not_chosen(self) -> None:
        relative = add(bereaved())
        self.end(relative)

        with pytest.raises(family.NotInFamily):
            family.change_relative(connection_id=relative.pk, entry=entry(), actor=officer(relative.victim), at=AT)

    def test_nobody_but_a_relative_is_ended_here(self) -> None:
        flo = ConnectionFactory(kind=ConnectionKind.FLO)

        with pytest.raises(family.NotInFamily):
            self.end(flo)


class TestReading:
    def test_costs_the_same_for_one_relative_and_for_fifty(self, django_assert_num_queries) -> None:
        victim = VictimFactory(case=CaseFactory(), person__died_on=dt.date(2026, 1, 2))
        for count in (1, 49):
            for _ in range(count):
                each = ConnectionFactory(victim=victim, kind=ConnectionKind.CLOSE_RELATIVE, is_primary=False)
                SafeContactProfileFactory(person=each.person)
            with django_assert_num_queries(4):
                found = families.family_of(victim=victim)

        assert len(found.relatives) == 50
