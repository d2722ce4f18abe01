"""The HTTP provider adapter against the simulator: every answer of the table in reliability 2.4."""

import socket
import threading

import pytest
from django.utils import timezone

from communications.channels.provider import HttpProviderChannel
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Ambiguous,
    CannotLookUp,
    Found,
    Listing,
    LookUpFailed,
    NoListing,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    Throttled,
)
from communications.rules.vocabulary import Channel
from tests.channels.messages import outgoing
from tests.fakes.provider import API_KEY, ProviderSimulator


@pytest.fixture(scope="module")
def running_simulator(tmp_path_factory):
    simulator = ProviderSimulator(folder=tmp_path_factory.mktemp("provider"))
    yield simulator
    simulator.stop()


@pytest.fixture
def simulator(running_simulator):
    running_simulator.reset()
    return running_simulator


def channel_to(simulator, **changes):
    defaults = {"base_url": simulator.base_url, "api_key": API_KEY, "connect_timeout": 2.0, "read_timeout": 0.4}
    return HttpProviderChannel(**(defaults | changes))


class TestSend:
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT, Channel.POST, Channel.INTERMEDIARY_EMAIL])
    def test_takes_a_message_of_every_kind_once(self, simulator, channel):
        message = outgoing(channel=channel)

        outcome = channel_to(simulator).send(message=message)

        assert isinstance(outcome, Accepted)
        assert outcome.provider_id
        assert simulator.accepted()["counts"] == {str(message.send_ref): 1}

    @pytest.mark.parametrize(
        ("fault", "outcome", "times_taken"),
        [
            ("refuse", Refused(code="http-400"), 0),
            ("throttle", Throttled(retry_after_seconds=1.0), 0),
            ("error_before", Ambiguous(code="http-500"), 0),
            ("error_after", Ambiguous(code="http-500"), 1),
            ("drop_before", Ambiguous(code="connection-broke"), 0),
            ("drop_after", Ambiguous(code="connection-broke"), 1),
        ],
    )
    def test_says_no_more_than_is_certain(self, simulator, fault, outcome, times_taken):
        """F3, F5, F6: a 500 or a lost answer proves nothing either way."""
        simulator.configure(script=[fault])
        message = outgoing()

        assert channel_to(simulator).send(message=message) == outcome
        assert simulator.accepted()["counts"].get(str(message.send_ref), 0) == times_taken

    def test_a_provider_slower_than_our_patience_is_ambiguous(self, simulator):
        """F4."""
        simulator.configure(script=["slow"], slow_seconds=0.8)

        assert channel_to(simulator).send(message=outgoing()) == Ambiguous(code="timeout")

    def test_a_known_reference_is_success(self, simulator):
        message = outgoing()
        first = channel_to(simulator).send(message=message)

        assert channel_to(simulator).send(message=message) == AlreadySent(provider_id=first.provider_id)
        assert simulator.accepted()["counts"] == {str(message.send_ref): 1}

    def test_nobody_listening_is_certainly_not_sent(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            closed_port = listener.getsockname()[1]
        channel = HttpProviderChannel(base_url=f"http://127.0.0.1:{closed_port}", api_key=API_KEY)

        assert channel.send(message=outgoing()) == NotSent(code="no-connection")

    def test_a_wrong_key_is_nobodys_fault_and_not_sent(self, simulator):
        assert channel_to(simulator, api_key="wrong").send(message=outgoing()) == NotSent(code="http-403")

    @pytest.mark.parametrize("status", [b"400 Bad Request", b"404 Not Found", b"409 Conflict", b"502 Bad Gateway"])
    def test_an_answer_that_does_not_say_why_proves_nothing(self, status):
        """RETRY-1: something between us and the provider may have answered in its name."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            channel = HttpProviderChannel(
                base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", api_key=API_KEY, read_timeout=2.0
            )
            answering = _answer_once(listener, b"HTTP/1.1 " + status + b"\r\nContent-Length: 4\r\n\r\nnope")
            outcome = channel.send(message=outgoing())
            answering.join(timeout=5)

        assert outcome == Ambiguous(code=f"http-{status.split()[0].decode()}")

    def test_does_not_follow_a_redirect(self):
        """A redirect would carry the letter and our key to an address nobody approved."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            channel = HttpProviderChannel(
                base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", api_key=API_KEY, read_timeout=2.0
            )
            answering = _answer_once(
                listener,
                b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
            )
            outcome = channel.send(message=outgoing())
            answering.join(timeout=5)

        assert outcome == NotSent(code="http-307")


class TestLookUp:
    def test_finds_what_was_taken_although_the_answer_was_lost(self, simulator):
        simulator.configure(script=["drop_after"])
        message = outgoing()
        channel_to(simulator).send(message=message)

        found = channel_to(simulator).look_up(send_ref=message.send_ref)

        assert isinstance(found, Found)
        assert found.status is ProviderStatus.ACCEPTED

    def test_reports_how_far_the_message_got_and_when(self, simulator):
        message = outgoing()
        channel_to(simulator).send(message=message)
        simulator.move(references=[str(message.send_ref)], status="delivered")

        found = channel_to(simulator).look_up(send_ref=message.send_ref)

        assert found.status is ProviderStatus.DELIVERED
        assert found.happened_at is not None

    def test_does_not_see_a_message_that_the_provider_does_not_show_yet(self, simulator):
        """Why the quarantine exists: asking too early looks exactly like not sent."""
        simulator.configure(visibility_delay=30)
        message = outgoing()
        channel_to(simulator).send(message=message)

        assert channel_to(simulator).look_up(send_ref=message.send_ref) == NotFound()

    def test_a_provider_that_cannot_be_asked_says_so(self, simulator):
        simulator.configure(lookup=False)

        assert channel_to(simulator).look_up(send_ref=outgoing().send_ref) == LookUpFailed(code="http-404")
        assert channel_to(simulator, can_look_up=False).look_up(send_ref=outgoing().send_ref) == CannotLookUp()


class TestListDay:
    def test_lists_every_reference_the_provider_took(self, simulator):
        """R5."""
        messages = [outgoing(), outgoing()]
        for message in messages:
            channel_to(simulator).send(message=message)

        listing = channel_to(simulator).list_day(day=timezone.localdate())

        assert listing == Listing(frozenset(message.send_ref for message in messages))

    def test_a_provider_that_is_away_gives_no_list_for_now(self):
        channel = HttpProviderChannel(base_url="http://127.0.0.1:9", api_key=API_KEY)

        assert channel.list_day(day=timezone.localdate()) == NoListing(is_for_now=True)


def _answer_once(listener, answer):
    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread
