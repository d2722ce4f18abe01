"""Devices that people unlock instead of typing six digits (V1, PORT-9, T22): with real signatures of a soft device."""

import datetime as dt
import json
import logging

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from communications.models import OutboxMessage, PortalAccount, PortalPasskey, PortalSession
from communications.rules import portal_codes
from communications.rules import portal_passkeys as rules
from communications.rules.portal_proof import Need
from communications.rules.vocabulary import DeviceKind, Purpose
from communications.selectors import portal_readers
from communications.services import (
    portal_invitations,
    portal_limits,
    portal_passkeys,
    portal_secrets,
    portal_sessions,
    portal_sign_in,
    portal_step_up,
)
from communications.services.portal_passkeys import NotAdded
from communications.services.portal_sign_in import WrongCode
from tests.factories.cases import ContactPointFactory, VictimFactory
from tests.fakes.passkeys import SoftDevice
from tests.services.communications.test_portal_access import come_in, invitation_code, invite, officer

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(minutes=1)
HERE = "https://updates.example.org"
HERS, HIS, HOME = "browser-of-hers", "browser-of-his", "198.51.100.7"


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.PUBLIC_URL = HERE


def somebody():
    victim = VictimFactory()
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


@pytest.fixture
def victim(db):
    return somebody()


def signed_in(victim, at=AT):
    """Come in for the first time, as the visitor of that session."""
    return portal_sessions.visitor(token=come_in(invitation_code(invite(victim, at=at)), at=at).token, at=at)


@pytest.fixture
def visitor(victim):
    return signed_in(victim)


def number_of(victim) -> str:
    account = PortalAccount.objects.get(person=victim.person)
    return portal_secrets.sign_in_number(account_id=account.pk, since=account.number_since)


def added(visitor, device=None, at=AT, **lies) -> SoftDevice:
    device = device or SoftDevice(origin=HERE)
    answer = device.adds(portal_passkeys.ask_to_add(visitor=visitor, at=at), **lies)
    portal_passkeys.add(visitor=visitor, answer=answer, device=DeviceKind.ANDROID, at=at)
    return device


def asks(typed, browser=HERS, at=LATER):
    return portal_passkeys.ask_at_the_door(typed=typed, browser=browser, address=HOME, at=at)


def answers(answer, browser=HERS, at=LATER):
    return portal_passkeys.sign_in(answer=answer, browser=browser, address=HOME, device=DeviceKind.ANDROID, at=at)


class TestAdding:
    def test_keeps_what_checks_a_signature_and_what_kind_it_is(self, visitor):
        device = added(visitor)

        row = PortalPasskey.objects.get()
        assert (row.account_id, row.device, row.added_at) == (visitor.account_id, DeviceKind.ANDROID, AT)
        assert device.credential_id.hex() not in serializers.serialize("json", [row])
        assert [one.kind for one in portal_passkeys.devices(visitor=visitor)] == [DeviceKind.ANDROID]

    def test_shows_the_device_a_neutral_name_and_nothing_of_the_person(self, visitor, victim):
        asked = portal_passkeys.ask_to_add(visitor=visitor, at=AT)["publicKey"]

        assert asked["rp"] == {"id": "updates.example.org", "name": "Your updates"}
        assert asked["user"]["name"] == asked["user"]["displayName"] == "Your updates"
        assert victim.person.full_name not in json.dumps(asked)
        assert asked["authenticatorSelection"]["userVerification"] == "required"

    def test_leaves_a_trace_and_no_name_of_the_device_in_the_log(self, visitor, victim, caplog):
        caplog.set_level(logging.DEBUG)

        device = added(visitor)

        entry = AuditEvent.objects.get(verb="CREATED", victim_id=victim.pk)
        assert entry.detail == {"device": "ANDROID"}
        assert device.credential_id.hex() not in caplog.text

    @pytest.mark.parametrize("lie", [{"is_verified": False}, {"origin": "https://updates.example.net"}])
    def test_takes_no_device_that_was_not_unlocked_or_answers_another_address(self, visitor, lie):
        with pytest.raises(NotAdded):
            added(visitor, **lie)
        assert not PortalPasskey.objects.exists()

    def test_takes_an_answer_once(self, visitor):
        device = SoftDevice(origin=HERE)
        answer = device.adds(portal_passkeys.ask_to_add(visitor=visitor, at=AT))
        portal_passkeys.add(visitor=visitor, answer=answer, device=DeviceKind.MAC, at=AT)

        with pytest.raises(NotAdded):
            portal_passkeys.add(visitor=visitor, answer=answer, device=DeviceKind.MAC, at=AT)

    def test_takes_a_device_once(self, visitor):
        device = added(visitor)

        with pytest.raises(NotAdded):
            added(visitor, device, at=LATER)

    def test_takes_no_answer_to_somebody_elses_question(self, visitor):
        other = signed_in(somebody())
        answer = SoftDevice(origin=HERE).adds(portal_passkeys.ask_to_add(visitor=other, at=AT))

        with pytest.raises(NotAdded):
            portal_passkeys.add(visitor=visitor, answer=answer, device=DeviceKind.MAC, at=AT)

    @pytest.mark.parametrize(
        "answer", ["", "{}", "[]", "1", "null", '{"rawId": 5}', "x" * 9000, '{"rawId":"a","response":{}}']
    )
    def test_takes_no_nonsense(self, visitor, answer):
        portal_passkeys.ask_to_add(visitor=visitor, at=AT)

        with pytest.raises(NotAdded):
            portal_passkeys.add(visitor=visitor, answer=answer, device=DeviceKind.MAC, at=AT)

    def test_ends_at_five(self, visitor):
        for _ in range(rules.MOST):
            added(visitor)

        with pytest.raises(portal_passkeys.TooMany):
            portal_passkeys.ask_to_add(visitor=visitor, at=AT)


class TestAtTheDoor:
    def test_lets_the_person_in_with_number_and_device_and_sends_nothing(self, victim, visitor):
        device = added(visitor)
        before = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count()

        came_in = answers(device.unlocks(asks(number_of(victim))))

        assert portal_sessions.visitor(token=came_in.token, at=LATER).person_id == victim.person_id
        assert OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count() == before
        assert PortalPasskey.objects.get().used_at == LATER
        assert PortalPasskey.objects.get().sign_count == 1

    def test_lets_nobody_in_with_the_device_alone(self, victim, visitor):
        device = added(visitor)

        with pytest.raises(WrongCode):
            answers(device.unlocks(asks("NOBODYS-CODE")))

    def test_lets_nobody_in_with_somebody_elses_device(self, victim, visitor):
        other = somebody()
        theirs = added(signed_in(other))

        with pytest.raises(WrongCode):
            answers(theirs.unlocks(asks(number_of(victim))))

    @pytest.mark.parametrize(
        "lie",
        [
            {"is_verified": False},
            {"origin": "https://updates.example.net"},
            {"origin": "http://updates.example.org"},
            {"rp_id": "example.org"},
            {"kind": "webauthn.create"},
        ],
        ids=["locked", "other-address", "not-encrypted", "other-service", "other-question"],
    )
    def test_believes_no_answer_that_was_not_given_unlocked_and_here(self, victim, visitor, lie):
        device = added(visitor)

        with pytest.raises(WrongCode):
            answers(device.unlocks(asks(number_of(victim)), **lie))

    def test_takes_an_answer_once(self, victim, visitor):
        device = added(visitor)
        answer = device.unlocks(asks(number_of(victim)))
        answers(answer)

        with pytest.raises(WrongCode):
            answers(answer)
        asks(number_of(victim))
        with pytest.raises(WrongCode):
            answers(answer)

    def test_takes_an_answer_only_where_it_was_asked_for_and_within_ten_minutes(self, victim, visitor):
        device = added(visitor)
        answer = device.unlocks(asks(number_of(victim)))

        with pytest.raises(WrongCode):
            answers(answer, browser=HIS)
        with pytest.raises(WrongCode):
            answers(answer, at=LATER + portal_codes.ONE_TIME_LIFE)

    def test_takes_no_six_digits_for_an_answer_nor_the_other_way_round(self, victim, visitor):
        device = added(visitor)
        asked = asks(number_of(victim))

        with pytest.raises(WrongCode):
            portal_sign_in.confirm(typed="000000", browser=HERS, at=LATER)
        assert answers(device.unlocks(asked)).token

    def test_shuts_out_a_device_of_which_there_are_two(self, victim, visitor):
        device = added(visitor)
        for _ in range(3):
            answers(device.unlocks(asks(number_of(victim))))
        device.counter = 1

        with pytest.raises(WrongCode):
            answers(device.unlocks(asks(number_of(victim))))

        passkey = PortalPasskey.objects.get()
        assert (passkey.removed_at, passkey.shut_out_at) == (LATER, LATER)
        assert portal_readers.devices_shut_out(person_ids=[victim.person_id]) == {victim.person_id: LATER}
        assert AuditEvent.objects.filter(verb="REFUSED", subject_id=str(PortalPasskey.objects.get().pk)).exists()
        device.counter = 9
        with pytest.raises(WrongCode):
            answers(device.unlocks(asks(number_of(victim))))

    def test_believes_a_device_that_does_not_count(self, victim, visitor):
        device = added(visitor, SoftDevice(origin=HERE, counts=False))

        for _ in range(2):
            assert answers(device.unlocks(asks(number_of(victim)))).token

    def test_is_shut_to_a_device_that_was_taken_away(self, victim, visitor):
        device = added(visitor)
        assert portal_passkeys.remove(visitor=visitor, passkey_id=PortalPasskey.objects.get().pk, at=AT)

        with pytest.raises(WrongCode):
            answers(device.unlocks(asks(number_of(victim))))
        assert portal_passkeys.devices(visitor=visitor) == ()

    def test_is_shut_to_every_device_once_staff_end_the_access(self, victim, visitor):
        device = added(visitor)
        asked = asks(number_of(victim))
        portal_invitations.revoke(actor=officer(victim), victim=victim, person=victim.person, at=LATER)

        with pytest.raises(WrongCode):
            answers(device.unlocks(asked))
        comes_back = signed_in(victim, at=LATER)
        assert portal_passkeys.devices(visitor=comes_back) == ()

    def test_is_shut_to_devices_from_before_the_sign_in_was_closed_and_opened_again(self, victim, visitor):
        added(visitor)
        PortalAccount.objects.update(closed_at=AT)

        comes_back = signed_in(victim, at=LATER)

        assert portal_passkeys.devices(visitor=comes_back) == ()

    def test_is_shut_to_the_device_of_somebody_who_died(self, victim, visitor):
        device = added(visitor)
        asked = asks(number_of(victim))
        victim.person.died_on = AT.date()
        victim.person.save()

        with pytest.raises(WrongCode):
            answers(device.unlocks(asked))

    @pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"rawId": "a", "response": 1}'])
    def test_takes_no_nonsense(self, victim, visitor, answer):
        added(visitor)
        asks(number_of(victim))

        with pytest.raises(WrongCode):
            answers(answer)
        assert PortalSession.objects.count() == 1


class TestStranger:
    def test_is_asked_the_same_whatever_was_typed(self, victim, visitor):
        added(visitor)

        hers, nobodys = asks(number_of(victim), browser="a")["publicKey"], asks("NOBODY", browser="b")["publicKey"]

        assert len(hers.pop("challenge")) == len(nobodys.pop("challenge"))
        assert hers == nobodys
        assert not hers.get("allowCredentials")

    def test_causes_the_same_statements(self, victim, visitor):
        added(visitor)

        def work(typed, browser):
            with CaptureQueriesContext(connection) as queries:
                asks(typed, browser=browser)
            return [query["sql"].split(" ")[0] for query in queries]

        assert work(number_of(victim), "a") == work("NOBODY", "b")

    def test_is_asked_to_wait_after_many_tries(self, db):
        for _ in range(portal_limits.PER_BROWSER.most):
            asks("NOBODY")

        with pytest.raises(portal_sign_in.TooOften):
            asks("NOBODY")


class TestOnceMore:
    def test_counts_as_six_digits_typed_now(self, visitor):
        device = added(visitor)
        later = AT + dt.timedelta(minutes=14)

        portal_passkeys.prove(
            visitor=visitor, answer=device.unlocks(portal_passkeys.ask_again(visitor=visitor, at=later)), at=later
        )

        proved_at = PortalSession.objects.get().proved_at
        assert proved_at == later
        assert portal_step_up.is_fresh(proved_at=proved_at, need=Need.CHANGING, at=later)

    def test_takes_no_answer_from_the_door(self, victim, visitor):
        device = added(visitor)
        answer = device.unlocks(asks(number_of(victim)))
        portal_passkeys.ask_again(visitor=visitor, at=LATER)

        with pytest.raises(WrongCode):
            portal_passkeys.prove(visitor=visitor, answer=answer, at=LATER)

    def test_takes_no_device_of_somebody_else(self, visitor):
        theirs = added(signed_in(somebody()))

        with pytest.raises(WrongCode):
            portal_passkeys.prove(
                visitor=visitor, answer=theirs.unlocks(portal_passkeys.ask_again(visitor=visitor, at=AT)), at=AT
            )


class TestTakingAway:
    def test_is_for_ones_own_devices_only(self, visitor):
        other = signed_in(somebody())
        added(other)

        assert not portal_passkeys.remove(visitor=visitor, passkey_id=PortalPasskey.objects.get().pk, at=AT)
        assert len(portal_passkeys.devices(visitor=other)) == 1

    def test_leaves_a_trace_and_happens_once(self, visitor, victim):
        added(visitor)
        passkey = PortalPasskey.objects.get()

        assert portal_passkeys.remove(visitor=visitor, passkey_id=passkey.pk, at=AT)
        assert not portal_passkeys.remove(visitor=visitor, passkey_id=passkey.pk, at=AT)
        assert AuditEvent.objects.filter(verb="REVOKED", victim_id=victim.pk).count() == 1
