"""Whom a letter greets: as the obligation says, nobody unsafe, and nobody guessed (domain.md 2.3, 2.9, 2.10)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Addressee, ConnectionKind, VictimKind
from communications.services import recipients
from tests.factories.cases import ConnectionFactory, ObligationFactory, PersonFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=dt.UTC)


class TestRecipientOf:
    @pytest.mark.parametrize("addressee", [Addressee.VICTIM, Addressee.VIA_POLICE, Addressee.VIA_ISVA])
    def test_is_the_victim_even_where_somebody_else_hands_it_over(self, addressee):
        victim = VictimFactory()

        assert recipients.recipient_of(victim=victim, addressee=addressee).person == victim.person

    def test_is_nobody_until_a_person_has_settled_it(self):
        assert recipients.recipient_of(victim=VictimFactory(), addressee=Addressee.NONE).person is None

    @pytest.mark.parametrize(
        ("addressee", "kind"),
        [
            (Addressee.PARENT_GUARDIAN, ConnectionKind.PARENT_GUARDIAN),
            (Addressee.SPOKESPERSON, ConnectionKind.SPOKESPERSON),
            (Addressee.SPOKESPERSON, ConnectionKind.POWER_OF_ATTORNEY),
            (Addressee.BUSINESS_CONTACT, ConnectionKind.BUSINESS_CONTACT),
            (Addressee.BEREAVED_FAMILY_VIA_FLO, ConnectionKind.CLOSE_RELATIVE),
        ],
    )
    def test_is_the_primary_connected_person_of_the_right_kind(self, addressee, kind):
        victim = VictimFactory()
        ConnectionFactory(victim=victim, kind=kind, is_primary=False)
        primary = ConnectionFactory(victim=victim, kind=kind)
        ConnectionFactory(victim=victim, kind=ConnectionKind.OIC)

        assert recipients.recipient_of(victim=victim, addressee=addressee).person == primary.person

    @pytest.mark.parametrize("kind", [ConnectionKind.PARENT_GUARDIAN, ConnectionKind.SPOKESPERSON])
    @pytest.mark.parametrize("answer", [True, None])
    def test_is_never_somebody_who_may_be_the_suspect(self, kind, answer):
        victim = VictimFactory()
        ConnectionFactory(victim=victim, kind=kind, is_suspect_or_lives_with_suspect=answer)
        addressee = Addressee.PARENT_GUARDIAN if kind is ConnectionKind.PARENT_GUARDIAN else Addressee.SPOKESPERSON

        assert recipients.recipient_of(victim=victim, addressee=addressee).person is None

    def test_is_nobody_whose_connection_has_ended(self):
        victim = VictimFactory()
        ConnectionFactory(victim=victim, ended_at=AT, ended_by="staff:x")

        assert recipients.recipient_of(victim=victim, addressee=Addressee.PARENT_GUARDIAN).person is None

    @pytest.mark.parametrize(
        ("relationship", "victim_is"), [("Mother", "your child"), ("wife", "your husband"), ("", "")]
    )
    def test_knows_who_the_victim_is_to_them_or_says_nothing(self, relationship, victim_is):
        victim = VictimFactory()
        ConnectionFactory(victim=victim, relationship=relationship)

        assert recipients.recipient_of(victim=victim, addressee=Addressee.PARENT_GUARDIAN).victim_is == victim_is

    def test_of_a_bereaved_family_comes_with_the_officer_who_brings_the_letter(self):
        victim = VictimFactory()
        ConnectionFactory(victim=victim, kind=ConnectionKind.CLOSE_RELATIVE)
        ConnectionFactory(victim=victim, kind=ConnectionKind.FLO, person=PersonFactory(full_name="Carys Bevan"))

        found = recipients.recipient_of(victim=victim, addressee=Addressee.BEREAVED_FAMILY_VIA_FLO)

        assert found.officer_name == "Carys Bevan"


class TestAddresseeOf:
    @pytest.fixture(autouse=True)
    def _reference_data(self) -> None:
        lay_reference_data()

    def test_is_what_the_obligation_settled(self):
        obligation = ObligationFactory(addressee=Addressee.VIA_ISVA)

        found = recipients.addressee_of(victim=obligation.victim, obligation=obligation, at=AT)

        assert found is Addressee.VIA_ISVA

    def test_is_asked_anew_where_the_obligation_left_it_open(self):
        victim = VictimFactory(person=PersonFactory(born_on=dt.date(2014, 1, 1)))
        ConnectionFactory(victim=victim)
        obligation = ObligationFactory(victim=victim, addressee=Addressee.NONE)

        assert recipients.addressee_of(victim=victim, obligation=obligation, at=AT) is Addressee.PARENT_GUARDIAN

    @pytest.mark.parametrize(
        ("born_on", "found"),
        [(dt.date(2008, 3, 26), Addressee.VICTIM), (dt.date(2008, 3, 27), Addressee.PARENT_GUARDIAN)],
    )
    def test_of_an_update_changes_on_the_eighteenth_birthday(self, born_on, found):
        victim = VictimFactory(person=PersonFactory(born_on=born_on))
        ConnectionFactory(victim=victim)

        assert recipients.addressee_of(victim=victim, obligation=None, at=AT) is found

    def test_of_a_business_without_a_contact_is_nobody(self):
        victim = VictimFactory(kind=VictimKind.BUSINESS)

        assert recipients.addressee_of(victim=victim, obligation=None, at=AT) is Addressee.NONE
