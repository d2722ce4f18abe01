"""Several people change hands at once: permission asked for each, and who stays is said with the reason (M4)."""

import uuid

import pytest

from accounts import actors
from accounts.models import UnitKind
from accounts.policies import NotPermitted
from accounts.roles import Role
from cases.models import Handover, Victim
from cases.rules.load import LoadLimit, TierMinutes
from cases.rules.vocabulary import HandoverReason, HandoverState, ServiceTier
from cases.selectors import load as selector
from communications.models import Communication
from communications.rules import dated_tables
from communications.services import dated_rows, sharing_out
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, HandoverFactory, VictimFactory, WorkItemFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE

pytestmark = pytest.mark.django_db


class Office:
    """A manager, an officer with three people, and one who has room."""

    def __init__(self) -> None:
        lay_reference_data()
        self.unit = UnitFactory()
        self.manager = actors.staff(user=staff_with(Role.VLU_MANAGER, self.unit), at=AT)
        self.busy = staff_with(Role.VLU_OFFICER, self.unit)
        self.free = staff_with(Role.VLU_OFFICER, self.unit)
        self.people = [self.somebody() for _ in range(3)]

    def somebody(self, **changes: object) -> Victim:
        values = {"case": CaseFactory(unit=self.unit), "officer": self.busy, "in_contact_since": AT.date(), **changes}
        return VictimFactory(**values)

    def share_out(self, victims: list[Victim], *, act=sharing_out.share_out, **changes: object) -> sharing_out.Sharing:
        more = {"reason": HandoverReason.AWAY, "note": "She is ill"} if act is sharing_out.share_out else {}
        values = {
            "victim_ids": [victim.pk for victim in victims],
            "from_officer_id": self.busy.pk,
            "to_officer": self.free,
            "actor": self.manager,
            "at": AT,
            **more,
            **changes,
        }
        return act(**values)


@pytest.fixture
def office() -> Office:
    return Office()


def reasons(sharing: sharing_out.Sharing) -> dict[uuid.UUID | None, str]:
    return {each.victim.pk if each.victim else None: each.why for each in sharing.left_out}


class TestSharingOut:
    def test_gives_each_to_the_other_with_their_work_and_tells_them(self, office: Office) -> None:
        waiting = WorkItemFactory(case=office.people[0].case, victim=office.people[0], officer=office.busy)

        sharing = office.share_out(office.people)

        waiting.refresh_from_db()
        assert set(sharing.going) == set(office.people)
        assert set(Victim.objects.values_list("officer", flat=True)) == {office.free.pk}
        assert waiting.officer == office.free
        assert set(Handover.objects.values_list("state", "reason", "note")) == {
            (HandoverState.GIVEN, HandoverReason.AWAY, "She is ill")
        }
        assert Communication.objects.filter(purpose="NEW_CONTACT").count() == 3

    def test_ends_an_offer_that_waits(self, office: Office) -> None:
        offer = HandoverFactory(victim=office.people[0], from_officer=office.busy)

        office.share_out(office.people[:1])

        offer.refresh_from_db()
        assert offer.state == HandoverState.WITHDRAWN

    @pytest.mark.parametrize("act", [sharing_out.foresee, sharing_out.share_out])
    def test_leaves_out_with_the_reason_whoever_cannot_go(self, office: Office, act) -> None:
        rasso = UnitFactory(area=office.unit.area, kind=UnitKind.RASSO, name="RASSO unit")
        elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))
        other = staff_with(Role.VLU_OFFICER, office.unit)
        gone, already = office.somebody(officer=other), office.somebody(officer=office.free)
        restricted = office.somebody(case=CaseFactory(unit=rasso, is_rasso=True))
        strange = office.somebody(case=CaseFactory(unit=elsewhere))

        sharing = office.share_out([*office.people, gone, already, restricted, strange], act=act)

        found = reasons(sharing)
        assert set(sharing.going) == set(office.people)
        assert found[gone.pk] == "Somebody else is their contact by now"
        assert found[already.pk] == "They are their contact already"
        # Whom the manager may not see is counted, and not named.
        assert found[None] == "You may not open their case"
        assert len(sharing.left_out) == 4
        for victim, officer in ((gone, other), (already, office.free), (restricted, office.busy)):
            victim.refresh_from_db()
            assert victim.officer == officer

    @pytest.mark.parametrize("act", [sharing_out.foresee, sharing_out.share_out])
    def test_leaves_everybody_out_where_the_other_does_not_work_on_the_case(self, office: Office, act) -> None:
        stranger = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")))

        sharing = office.share_out(office.people, act=act, to_officer=stranger)

        assert set(reasons(sharing).values()) == {"This officer does not work on this case"}
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("act", [sharing_out.foresee, sharing_out.share_out])
    def test_asks_the_permission_for_each(self, office: Office, act) -> None:
        """An inspector may read every case and give nobody away: the hole that others had (M4)."""
        inspector = actors.staff(user=staff_with(Role.INSPECTOR, office.unit), at=AT)

        sharing = office.share_out(office.people, act=act, actor=inspector)

        assert set(reasons(sharing).values()) == {"You may not give away people of this case"}
        assert set(Victim.objects.values_list("officer", flat=True)) == {office.busy.pk}

    def test_foreseen_costs_the_same_for_one_and_for_fifty(self, office: Office, django_assert_num_queries) -> None:
        people = [office.somebody() for _ in range(50)]

        # The receiver's memberships, and who was chosen.
        for chosen in (people[:1], people):
            with django_assert_num_queries(2):
                office.share_out(chosen, act=sharing_out.foresee)

    def test_twice_is_once(self, office: Office) -> None:
        office.share_out(office.people)

        again = office.share_out(office.people)

        assert again.going == ()
        assert Handover.objects.count() == 3


class TestLoad:
    """L16."""

    def test_counts_people_by_officer_and_service_and_names_who_has_room(self, office: Office) -> None:
        office.somebody(service_tier=ServiceTier.ENHANCED)
        office.somebody(contact_ended_on=AT.date())

        found = {each.officer: each.people for each in selector.people_by_officer(viewer=office.manager, at=AT)}

        assert found[office.busy] == {ServiceTier.NOT_ALIGNED: 3, ServiceTier.ENHANCED: 1}
        assert found[office.free] == {}

    def test_counts_only_whom_the_viewer_may_give_away(self, office: Office) -> None:
        elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))
        strange = staff_with(Role.VLU_OFFICER, elsewhere)
        office.somebody(case=CaseFactory(unit=elsewhere), officer=strange)

        found = {each.officer for each in selector.people_by_officer(viewer=office.manager, at=AT)}

        assert strange not in found
        assert selector.people_of(viewer=office.manager, officer_id=strange.pk) == ()

    def test_is_not_for_whoever_gives_nobody_away(self, office: Office) -> None:
        inspector = actors.staff(user=staff_with(Role.INSPECTOR, office.unit), at=AT)

        with pytest.raises(NotPermitted):
            selector.people_by_officer(viewer=inspector, at=AT)
        with pytest.raises(NotPermitted):
            selector.people_of(viewer=inspector, officer_id=office.busy.pk)


class TestRows:
    """LOAD-1, LOAD-2."""

    def test_are_published_and_counted_first(self) -> None:
        minutes = TierMinutes(tier=ServiceTier.RASSO, minutes=240, starts_on=AT.date(), source="Measured")
        limit = LoadLimit(hours=90, starts_on=AT.date(), source="Area policy")

        dated_rows.publish(table=dated_tables.LOAD_MINUTES, row=minutes, actor=REFERENCE, at=AT)
        dated_rows.publish(table=dated_tables.LOAD_LIMITS, row=limit, actor=REFERENCE, at=AT)

        assert dated_rows.rows(of=dated_tables.LOAD_MINUTES)[0] == minutes
        assert dated_rows.rows(of=dated_tables.LOAD_LIMITS)[0] == limit

    def test_of_nothing_cannot_be_published(self) -> None:
        minutes = TierMinutes(tier=ServiceTier.RASSO, minutes=0, starts_on=AT.date(), source="?")
        limit = LoadLimit(hours=0, starts_on=AT.date(), source="?")

        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(table=dated_tables.LOAD_MINUTES, row=minutes, actor=REFERENCE, at=AT)
        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(table=dated_tables.LOAD_LIMITS, row=limit, actor=REFERENCE, at=AT)
