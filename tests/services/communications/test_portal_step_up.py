"""Six digits once more, before what is not for other eyes (V1, PORT-5), and what a new device shows first (PORT-6)."""

import datetime as dt
import threading

import pytest
from django.db import connections

from audit.models import AuditEvent
from communications.models import OutboxMessage, PortalAccount, PortalSession
from communications.rules.portal_proof import Need
from communications.rules.vocabulary import DeviceKind, MessageState, Purpose
from communications.services import portal_limits, portal_secrets, portal_sessions, portal_sign_in, portal_step_up
from communications.services.portal_sessions import Visitor
from tests.services.communications.test_portal_access import (
    AT,
    HERS,
    HIS,
    ask,
    code_in,
    come_in,
    invitation_code,
    invite,
    number_of,
    sent,
    victim_with_two_ways,
)

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def victim(db):
    return victim_with_two_ways()


@pytest.fixture
def token(victim) -> str:
    return come_in(invitation_code(invite(victim))).token


def seen(token: str, at: dt.datetime = AT) -> Visitor:
    visitor = portal_sessions.visitor(token=token, at=at)
    assert visitor is not None
    return visitor


def newest_code() -> str:
    return code_in(sent(Purpose.PORTAL_CODE)[0])


def may_read(token: str, at: dt.datetime) -> bool:
    return portal_step_up.has_proved(visitor=seen(token, at), need=Need.READING, at=at)


def may_change(token: str, at: dt.datetime) -> bool:
    return portal_step_up.has_proved(visitor=seen(token, at), need=Need.CHANGING, at=at)


class TestSignIn:
    def test_is_a_proof_itself(self, token):
        assert may_read(token, AT)
        assert may_change(token, AT)

    def test_counts_ten_minutes_for_a_change_and_thirty_for_reading_while_they_go_on(self, token):
        answers = [(may_read(token, AT + minutes * MINUTE), may_change(token, AT + minutes * MINUTE))
                   for minutes in (5, 9, 14, 22, 29, 30)]  # fmt: skip

        assert answers == [(True, True), (True, True), (True, False), (True, False), (True, False), (False, False)]

    def test_counts_no_more_after_ten_minutes_in_which_nothing_was_asked_for(self, token):
        assert not may_read(token, AT + 10 * MINUTE)

    def test_does_not_count_again_with_the_next_page_after_a_pause(self, token):
        """A partner who picks the telephone up and clicks about must not bring her proof back to life."""
        seen(token, AT + 12 * MINUTE)

        assert not may_read(token, AT + 13 * MINUTE)


class TestAskAgain:
    def test_sends_six_digits_where_those_of_the_sign_in_went_and_says_nothing_else(self, token, victim):
        first = sent(Purpose.PORTAL_CODE).get()

        portal_step_up.ask_again(visitor=seen(token), at=AT)

        again = sent(Purpose.PORTAL_CODE)[0]
        assert again.pk != first.pk
        assert again.contact_point == first.contact_point
        assert set(again.template_values) == {"victim_id", "code_id", "minutes"}

    def test_stands_in_the_trail_of_the_record(self, token, victim):
        portal_step_up.ask_again(visitor=seen(token), at=AT)

        event = AuditEvent.objects.filter(verb="CODE_SENT", actor=f"victim:{victim.person_id}").get()
        assert (event.victim_id, event.case_id, event.detail) == (victim.pk, victim.case_id, {})

    def test_ends_at_six_an_hour(self, token):
        for _ in range(portal_limits.PER_PERSON_AGAIN.most):
            portal_step_up.ask_again(visitor=seen(token), at=AT)
        before = OutboxMessage.objects.count()

        with pytest.raises(portal_step_up.TooManyCodes):
            portal_step_up.ask_again(visitor=seen(token), at=AT)

        assert OutboxMessage.objects.count() == before

    def test_is_not_used_up_by_a_stranger_at_the_door(self, token, victim):
        for _ in range(10):
            ask(number_of(victim), browser=HIS)

        before = sent(Purpose.PORTAL_CODE).count()
        portal_step_up.ask_again(visitor=seen(token), at=AT)

        assert sent(Purpose.PORTAL_CODE).count() == before + 1

    def test_says_where_there_is_no_place_left_to_send_to(self, token):
        PortalAccount.objects.update(code_contact_point=None)

        with pytest.raises(portal_step_up.UnableToSend):
            portal_step_up.ask_again(visitor=seen(token), at=AT)

    def test_wakes_the_sender(self, token, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as woken:
            portal_step_up.ask_again(visitor=seen(token), at=AT)

        assert len(woken) == 1
        assert sent(Purpose.PORTAL_CODE)[0].state == MessageState.QUEUED


class TestProve:
    LATER = AT + 12 * MINUTE

    @pytest.fixture
    def visitor(self, token) -> Visitor:
        visitor = seen(token, self.LATER)
        portal_step_up.ask_again(visitor=visitor, at=self.LATER)
        return visitor

    def prove(self, visitor: Visitor, typed: str, at: dt.datetime | None = None) -> None:
        portal_step_up.prove(visitor=visitor, typed=typed, at=at or self.LATER)

    def test_lets_the_session_read_and_change_again(self, visitor, token):
        self.prove(visitor, newest_code())

        assert may_change(token, self.LATER + 9 * MINUTE)
        assert AuditEvent.objects.filter(verb="PROVED").count() == 1

    @pytest.mark.parametrize("typed", ["", "000000x", "12", "9" * 40])
    def test_refuses_what_is_wrong(self, visitor, typed, token):
        with pytest.raises(portal_sign_in.WrongCode):
            self.prove(visitor, typed)

        assert not may_read(token, self.LATER)

    def test_refuses_the_right_one_after_five_wrong_ones(self, visitor):
        right = newest_code()
        for _ in range(5):
            with pytest.raises(portal_sign_in.WrongCode):
                self.prove(visitor, "000000" if right != "000000" else "000001")

        with pytest.raises(portal_sign_in.WrongCode):
            self.prove(visitor, right)

    def test_refuses_one_that_is_ten_minutes_old(self, visitor):
        with pytest.raises(portal_sign_in.WrongCode):
            self.prove(visitor, newest_code(), at=self.LATER + 10 * MINUTE)

    def test_refuses_one_that_was_used(self, visitor):
        self.prove(visitor, newest_code())

        with pytest.raises(portal_sign_in.WrongCode):
            self.prove(visitor, newest_code())

    def test_refuses_one_of_a_sign_in_and_one_of_another_session(self, visitor, victim):
        """What a stranger at the door makes us send opens nothing in a session, and the other way round."""
        hers = newest_code()
        ask(number_of(victim), browser=HIS, at=self.LATER)
        of_the_door = newest_code()

        with pytest.raises(portal_sign_in.WrongCode):
            self.prove(visitor, of_the_door)
        with pytest.raises(portal_sign_in.WrongCode):
            portal_sign_in.confirm(typed=hers, browser=HIS, at=self.LATER)

    def test_gives_nothing_back_to_a_session_that_has_ended(self, visitor, token):
        portal_sessions.leave(token=token, at=self.LATER)
        self.prove(visitor, newest_code())

        assert PortalSession.objects.get().proved_at is None
        assert portal_sessions.visitor(token=token, at=self.LATER) is None


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_one_right_code_in_five_tabs_is_used_once(self):
        victim = victim_with_two_ways()
        visitor = seen(come_in(invitation_code(invite(victim))).token)
        portal_step_up.ask_again(visitor=visitor, at=AT)
        code, start, answers = newest_code(), threading.Barrier(5), []

        def prove():
            start.wait()
            try:
                portal_step_up.prove(visitor=visitor, typed=code, at=AT)
                answers.append("proved")
            except portal_sign_in.WrongCode:
                answers.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=prove) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(answers) == ["proved", *["refused"] * 4]


class TestNewDevice:
    """PORT-6: what kind of device it is, and whether the page on leaving comes first."""

    def sign_in(self, victim, device: DeviceKind, at: dt.datetime = AT) -> Visitor:
        ask(number_of(victim), at=at)
        signed_in = portal_sign_in.confirm(typed=newest_code(), browser=HERS, device=device, at=at)
        return seen(signed_in.token, at)

    def test_is_the_first_one_of_all(self, token):
        assert seen(token).is_to_be_warned

    def test_is_one_of_a_kind_that_they_never_came_in_with(self, token, victim):
        assert self.sign_in(victim, DeviceKind.IPHONE).is_to_be_warned
        assert not self.sign_in(victim, DeviceKind.IPHONE).is_to_be_warned
        assert self.sign_in(victim, DeviceKind.WINDOWS).is_to_be_warned

    def test_is_not_so_any_more_once_they_have_read_it_in_this_session(self, token):
        portal_sessions.note_warned(visitor=seen(token), at=AT)

        assert not seen(token).is_to_be_warned

    def test_stands_in_the_trail_by_its_kind_alone(self, token, victim):
        self.sign_in(victim, DeviceKind.ANDROID)

        event = AuditEvent.objects.filter(verb="SIGNED_IN").latest("id")
        assert event.detail == {"device": "ANDROID"}


class TestElsewhere:
    def test_ends_every_other_session_of_the_same_person_and_keeps_this_one(self, token, victim):
        other = come_in(number_of(victim), browser=HIS).token
        somebody_else = come_in(invitation_code(invite(victim_with_two_ways())), browser="third").token

        assert portal_sessions.leave_elsewhere(visitor=seen(token), at=AT) == 1

        assert portal_sessions.visitor(token=other, at=AT) is None
        assert seen(token)
        assert seen(somebody_else)
        assert AuditEvent.objects.filter(verb="SIGNED_OUT", victim_id=victim.pk).count() == 1

    def test_is_no_error_where_there_is_none(self, token):
        assert portal_sessions.leave_elsewhere(visitor=seen(token), at=AT) == 0


class TestDiscreet:
    def test_is_what_the_person_says_and_holds_on_every_device(self, token, victim):
        portal_sessions.set_discreet(visitor=seen(token), is_discreet=True, at=AT)

        assert seen(come_in(number_of(victim), browser=HIS).token).is_discreet
        assert AuditEvent.objects.filter(verb="CHANGED", subject_kind="communications.portalaccount").count() == 1

    def test_leaves_no_trace_where_nothing_changes(self, token):
        portal_sessions.set_discreet(visitor=seen(token), is_discreet=False, at=AT)

        assert not AuditEvent.objects.filter(verb="CHANGED", subject_kind="communications.portalaccount").exists()


def test_the_hash_of_a_session_is_not_that_of_a_browser():
    assert portal_secrets.digest(purpose="session-again", secret="x") != portal_secrets.digest(
        purpose="browser", secret="x"
    )
