"""Codes that a stranger asks for with somebody's sign-in number leave her enough of her own (PORT-8, V1, T3)."""

import datetime as dt
import uuid

import pytest

from audit.models import AuditEvent
from communications.models import PortalAccount
from communications.rules import portal_allowances, portal_codes
from communications.rules.vocabulary import Purpose
from communications.services import (
    portal_invitations,
    portal_limits,
    portal_secrets,
    portal_sessions,
    portal_sign_in,
)
from tests.factories.cases import ContactPointFactory, VictimFactory
from tests.services.communications.test_portal_access import invitation_code, invite, officer, sent

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
AT_HOME, AT_WORK, AT_HIS = "198.51.100.7", "198.51.100.8", "203.0.113.9"


@pytest.fixture
def victim(db):
    victim = VictimFactory()
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def ask(typed, *, address, browser="") -> bool:
    """Ask for a code and say whether one was sent."""
    before = sent(Purpose.PORTAL_CODE).count()
    portal_sign_in.ask_for_code(typed=typed, browser=browser or uuid.uuid4().hex, address=address, at=AT)
    return sent(Purpose.PORTAL_CODE).count() > before


def comes_in(typed, *, address, browser="hers", at=AT):
    assert ask(typed, address=address, browser=browser)
    values = sent(Purpose.PORTAL_CODE)[0].template_values
    digits = portal_secrets.one_time_code(code_id=uuid.UUID(values["code_id"]))
    return portal_sign_in.confirm(typed=digits, browser=browser, address=address, at=at)


def number_of(victim) -> str:
    account = PortalAccount.objects.get(person=victim.person)
    return portal_secrets.sign_in_number(account_id=account.pk, since=account.number_since)


def how_many(typed, *, addresses) -> int:
    return sum(ask(typed, address=address) for address in addresses)


@pytest.fixture
def signed_in(victim):
    """She came in at home; her session."""
    token = comes_in(invitation_code(invite(victim, at=AT)), address=AT_HOME).token
    return portal_sessions.visitor(token=token, at=AT)


class TestStranger:
    def test_gets_four_codes_an_hour_sent_from_where_he_is(self, victim, signed_in):
        assert how_many(number_of(victim), addresses=[AT_HIS] * 12) == portal_allowances.STRANGE_AN_HOUR_EACH

    def test_gets_six_from_wherever_he_is(self, victim, signed_in):
        everywhere = [f"203.0.113.{each}" for each in range(20)]

        assert how_many(number_of(victim), addresses=everywhere) == portal_allowances.STRANGE_AN_HOUR

    def test_does_not_lock_her_out_where_she_has_been_before(self, victim, signed_in):
        how_many(number_of(victim), addresses=[f"203.0.113.{each}" for each in range(20)])

        assert comes_in(number_of(victim), address=AT_HOME).token

    def test_does_not_lock_her_out_of_a_new_place_from_one_of_his(self, victim, signed_in):
        how_many(number_of(victim), addresses=[AT_HIS] * 12)

        assert comes_in(number_of(victim), address=AT_WORK).token

    def test_is_counted_for_a_number_that_is_nobodys_too(self, db):
        how_many("NOBODYS-CODE", addresses=[AT_HIS] * portal_allowances.STRANGE_AN_HOUR_EACH)

        nobodys = portal_secrets.digest(purpose="sign-in", secret=portal_codes.as_typed(text="NOBODYS-CODE"))
        assert not portal_limits.may_send(number_digest=nobodys, address=AT_HIS)
        assert portal_limits.may_send(number_digest=nobodys, address=AT_WORK)

    def test_with_a_household_of_addresses_is_one(self, victim, signed_in):
        assert how_many(number_of(victim), addresses=[f"2001:db8::{each}" for each in range(1, 13)]) == 4

    def test_with_a_household_of_addresses_is_one_at_the_door_too(self, db):
        for each in range(portal_limits.PER_ADDRESS.most):
            ask("NOBODYS-CODE", address=f"2001:db8::{each + 1:x}")

        with pytest.raises(portal_sign_in.TooOften):
            ask("NOBODYS-CODE", address="2001:db8::ffff")


class TestHerOwn:
    def test_place_has_five_an_hour_and_no_more(self, victim, signed_in):
        assert how_many(number_of(victim), addresses=[AT_HOME] * 12) == portal_allowances.KNOWN_AN_HOUR

    def test_place_is_not_known_for_somebody_elses_number(self, victim, signed_in):
        other = VictimFactory()
        ContactPointFactory(person=other.person)
        ContactPointFactory(person=other.person, mobile=True)
        comes_in(invitation_code(invite(other, at=AT)), address=AT_WORK, browser="theirs")

        assert how_many(number_of(other), addresses=[AT_HOME] * 12) == portal_allowances.STRANGE_AN_HOUR_EACH

    def test_invitation_has_an_allowance_that_her_number_did_not_use_up(self, victim, signed_in):
        how_many(number_of(victim), addresses=[AT_HIS] * 12)
        how_many(number_of(victim), addresses=[AT_HOME] * 12)

        assert comes_in(invitation_code(invite(victim, at=AT)), address=AT_HIS).is_first_time


class TestNumber:
    def test_can_be_changed_and_the_old_one_opens_nothing(self, victim, signed_in):
        old = number_of(victim)

        portal_sessions.change_number(visitor=signed_in, at=AT + dt.timedelta(minutes=1))

        assert number_of(victim) != old
        assert not ask(old, address=AT_HOME)
        assert comes_in(number_of(victim), address=AT_HOME).token

    def test_is_the_one_shown_from_then_on(self, victim, signed_in):
        before = portal_sessions.sign_in_number(visitor=signed_in)
        portal_sessions.change_number(visitor=signed_in, at=AT + dt.timedelta(minutes=1))
        token = comes_in(number_of(victim), address=AT_HOME).token

        after = portal_sessions.sign_in_number(visitor=portal_sessions.visitor(token=token, at=AT))

        assert after.replace("-", "") == number_of(victim)
        assert after != before

    def test_takes_digits_with_it_that_were_asked_for_with_the_old_one(self, victim, signed_in):
        ask(number_of(victim), address=AT_HIS, browser="his")
        digits = portal_secrets.one_time_code(
            code_id=uuid.UUID(sent(Purpose.PORTAL_CODE)[0].template_values["code_id"])
        )

        portal_sessions.change_number(visitor=signed_in, at=AT)

        with pytest.raises(portal_sign_in.WrongCode):
            portal_sign_in.confirm(typed=digits, browser="his", at=AT)

    def test_leaves_a_trace_without_itself(self, victim, signed_in):
        portal_sessions.change_number(visitor=signed_in, at=AT)

        entry = AuditEvent.objects.filter(verb="CHANGED", victim_id=victim.pk).get()
        assert entry.detail == {}
        assert str(signed_in.account_id) == entry.subject_id

    def test_begins_with_an_allowance_of_its_own(self, victim, signed_in):
        how_many(number_of(victim), addresses=[AT_HIS] * 12)
        portal_sessions.change_number(visitor=signed_in, at=AT + dt.timedelta(minutes=1))

        assert ask(number_of(victim), address=AT_HIS)

    def test_is_another_after_a_new_invitation_to_the_same_record(self, victim, signed_in):
        """She lost it, or somebody else has it: that is why there is a new invitation."""
        old = number_of(victim)

        again = comes_in(invitation_code(invite(victim, at=AT)), address=AT_HOME, at=AT + dt.timedelta(minutes=1))

        assert again.is_first_time
        assert number_of(victim) != old
        assert not ask(old, address=AT_WORK)

    def test_stays_after_an_invitation_to_another_record_of_hers(self, victim, signed_in):
        old = number_of(victim)
        second = VictimFactory(person=victim.person)

        comes_in(invitation_code(invite(second, at=AT)), address=AT_HOME)

        assert number_of(victim) == old

    def test_is_another_once_her_access_ended_and_began_again(self, victim, signed_in):
        old = number_of(victim)
        portal_invitations.revoke(actor=officer(victim), victim=victim, person=victim.person, at=AT)

        comes_in(invitation_code(invite(victim, at=AT)), address=AT_HOME, at=AT + dt.timedelta(minutes=1))

        assert number_of(victim) != old
