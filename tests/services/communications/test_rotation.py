"""Too many of the hardest files for too long: noted, put before a manager once, and never moved by itself (L16)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from cases.models import ExposureSpell, Victim, WorkItem
from cases.rules.exposure import ExposureLimit
from cases.rules.vocabulary import HardFile, ServiceTier, WorkKind
from cases.selectors import exposure as selector
from cases.services import work
from communications.rules import dated_tables
from communications.services import dated_rows, rotation
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, ChargeFactory, DefendantFactory, HearingFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=10)


class Office:
    """A manager, an officer with three files of a death, and a colleague; one may have two, for ten days."""

    def __init__(self) -> None:
        lay_reference_data()
        limit = ExposureLimit(
            kind=HardFile.BEREAVEMENT, files=2, days=10, starts_on=dt.date(2026, 1, 1), source="Area policy"
        )
        dated_rows.publish(table=dated_tables.EXPOSURE_LIMITS, row=limit, actor=REFERENCE, at=AT)
        self.unit = UnitFactory()
        self.manager = actors.staff(user=staff_with(Role.VLU_MANAGER, self.unit), at=AT)
        self.prosecutor = actors.staff(user=staff_with(Role.PROSECUTOR, self.unit), at=AT)
        self.laden = staff_with(Role.VLU_OFFICER, self.unit)
        self.free = staff_with(Role.VLU_OFFICER, self.unit)
        self.people = [self.somebody() for _ in range(3)]

    def somebody(self, *, category: str = "HOMICIDE", is_child_abuse: bool = False, **changes: object) -> Victim:
        victim = VictimFactory(
            **{"case": CaseFactory(unit=self.unit), "officer": self.laden, "in_contact_since": AT.date(), **changes}
        )
        defendant = DefendantFactory(case=victim.case)
        ChargeFactory(defendant=defendant, category=category, is_child_abuse=is_child_abuse, concerning=[victim])
        return victim

    def item(self) -> WorkItem:
        return WorkItem.objects.get(kind=WorkKind.ROTATION)


@pytest.fixture
def office() -> Office:
    return Office()


class TestCounting:
    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({"category": "FATAL_DRIVING"}, HardFile.BEREAVEMENT),
            ({"category": "THEFT_FRAUD", "service_tier": ServiceTier.BEREAVED_FAMILY}, HardFile.BEREAVEMENT),
            ({"category": "SEXUAL_OTHER", "is_child_abuse": True}, HardFile.CHILD_SEXUAL_ABUSE),
            ({"category": "RAPE_RASSO"}, HardFile.RAPE),
            ({"category": "SEXUAL_OTHER"}, None),
            ({"category": "THEFT_FRAUD", "is_child_abuse": True}, None),
        ],
    )
    def test_counts_what_the_rule_counts(self, office, changes, kind) -> None:
        officer = staff_with(Role.VLU_OFFICER, office.unit)
        office.somebody(officer=officer, **changes)

        found = selector.files_by_officer(viewer=office.manager)

        assert found.get(officer.pk, {}) == ({kind: 1} if kind is not None else {})

    def test_counts_nobody_with_whom_contact_has_ended(self, office) -> None:
        Victim.objects.filter(pk=office.people[0].pk).update(contact_ended_on=AT.date())

        assert selector.files_by_officer(viewer=office.manager)[office.laden.pk] == {HardFile.BEREAVEMENT: 2}

    @pytest.mark.parametrize("count", [1, 20])
    def test_costs_one_query_however_many_they_are(self, office, count, django_assert_num_queries) -> None:
        for _ in range(count):
            office.somebody()

        with django_assert_num_queries(1):
            selector.files_by_officer(viewer=office.manager)

    def test_is_for_those_who_share_out_work(self, office) -> None:
        with pytest.raises(NotPermitted):
            selector.files_by_officer(viewer=office.prosecutor)


class TestTheSweep:
    def test_notes_who_is_over_and_asks_only_when_it_has_lasted(self, office) -> None:
        assert rotation.look(at=AT) == 0
        assert rotation.look(at=LATER - dt.timedelta(days=1)) == 0
        assert rotation.look(at=LATER) == 1

        item, spell = office.item(), ExposureSpell.objects.get()
        assert (spell.officer, spell.kind, spell.began_on) == (office.laden, HardFile.BEREAVEMENT, AT.date())
        assert (item.unit, item.about, item.is_for_manager) == (office.unit, f"officer:{office.laden.pk}", True)
        assert office.laden.full_name not in item.summary
        assert "more than 2 such files for 10 days" in item.summary

    def test_asks_once_a_spell_also_when_somebody_has_dealt_with_it(self, office) -> None:
        rotation.look(at=AT)
        rotation.look(at=LATER)
        key = rotation.work_key(spell_id=ExposureSpell.objects.get().pk)
        work.settle(key=key, outcome="They want to keep them", actor=actors.system(SystemProcess.DEADLINES), at=LATER)

        assert rotation.look(at=LATER + dt.timedelta(days=40)) == 0
        assert WorkItem.objects.filter(kind=WorkKind.ROTATION).count() == 1

    def test_ends_the_spell_and_the_work_when_they_are_within_again(self, office) -> None:
        rotation.look(at=AT)
        rotation.look(at=LATER)
        Victim.objects.filter(pk=office.people[0].pk).update(officer=office.free)

        rotation.look(at=LATER + dt.timedelta(days=1))

        assert ExposureSpell.objects.get().ended_on == (LATER + dt.timedelta(days=1)).date()
        assert (office.item().state, office.item().outcome) == ("DONE", "Within the limit again")

    def test_begins_anew_when_it_comes_back(self, office) -> None:
        rotation.look(at=AT)
        Victim.objects.filter(pk=office.people[0].pk).update(officer=office.free)
        rotation.look(at=LATER)
        Victim.objects.filter(pk=office.people[0].pk).update(officer=office.laden)

        assert rotation.look(at=LATER) == 0
        assert ExposureSpell.objects.filter(ended_on__isnull=True).get().began_on == LATER.date()

    def test_moves_nobody(self, office) -> None:
        rotation.look(at=AT)
        rotation.look(at=LATER)

        assert set(Victim.objects.values_list("officer", flat=True)) == {office.laden.pk}

    def test_the_database_keeps_one_lasting_spell(self, office) -> None:
        rotation.look(at=AT)

        with pytest.raises(IntegrityError, match="one_lasting_per_kind"), transaction.atomic():
            ExposureSpell.objects.create(officer=office.laden, kind=HardFile.BEREAVEMENT, began_on=LATER.date())

    def test_an_officer_is_not_forgotten_while_a_spell_names_them(self, office) -> None:
        rotation.look(at=AT)
        Victim.objects.update(officer=None)

        with pytest.raises(ProtectedError):
            office.laden.delete()


class TestProposals:
    def test_are_none_for_whoever_is_within_the_limit(self, office) -> None:
        assert rotation.propose(viewer=office.manager, officer_id=office.free.pk, at=AT) is None

    def test_say_whom_and_why_and_change_nothing(self, office) -> None:
        rotation.look(at=AT)

        found = rotation.propose(viewer=office.manager, officer_id=office.laden.pk, at=AT)

        (move,) = found.moves
        assert found.since == {HardFile.BEREAVEMENT: AT.date()}
        assert move.to_officer_id == office.free.pk
        assert move.why == "Contact began today, and the colleague has 0 of these files"
        assert len(found.stays) == 2
        assert set(Victim.objects.values_list("officer", flat=True)) == {office.laden.pk}

    def test_leave_whoever_knows_their_officer_or_is_in_court_soon(self, office) -> None:
        known, in_court, new = office.people
        Victim.objects.filter(pk=known.pk).update(in_contact_since=AT.date() - dt.timedelta(days=90))
        HearingFactory(case=in_court.case, starts_at=AT + dt.timedelta(days=7))

        found = rotation.propose(viewer=office.manager, officer_id=office.laden.pk, at=AT)

        assert [move.victim_id for move in found.moves] == [new.pk]
        assert {stay.victim_id: stay.why for stay in found.stays} == {
            known.pk: "They know their contact: only if they agree, or you decide otherwise",
            in_court.pk: "They are in court soon",
        }

    def test_propose_nobody_who_may_not_open_the_case(self, office) -> None:
        for victim in office.people:
            victim.case.is_rasso = True
            victim.case.save()

        found = rotation.propose(viewer=office.manager, officer_id=office.laden.pk, at=AT)

        assert found is None or not found.moves

    def test_are_for_those_who_share_out_work(self, office) -> None:
        with pytest.raises(NotPermitted):
            rotation.propose(viewer=office.prosecutor, officer_id=office.laden.pk, at=AT)
