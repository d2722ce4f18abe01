"""Email by SMTP: what left, what certainly did not, and what nobody can say."""

import email
import email.policy
import socket

import pytest

from communications.channels.email import SmtpChannel
from communications.rules.outcomes import Accepted, Ambiguous, CannotLookUp, NotSent, Refused
from tests.channels.messages import outgoing
from tests.fakes.smtp import ScriptedSmtp


def channel_to(server: ScriptedSmtp, **changes) -> SmtpChannel:
    defaults = {
        "host": "127.0.0.1",
        "port": server.port,
        "sender": "Updates <updates@example.org>",
        "reference_domain": "mail.example.org",
        "connect_timeout": 2.0,
        "read_timeout": 1.0,
    }
    return SmtpChannel(**(defaults | changes))


class TestSend:
    def test_delivers_text_and_html_under_our_reference(self):
        message = outgoing()

        with ScriptedSmtp() as server:
            outcome = channel_to(server).send(message=message)

        received = email.message_from_bytes(server.messages[0], policy=email.policy.SMTP)
        assert outcome == Accepted()
        assert received["Message-ID"] == f"<{message.send_ref}@mail.example.org>"
        assert received["Subject"] == "There is an update for you"
        assert received.get_body(("plain",)).get_content().splitlines() == message.text.splitlines()
        assert "There is an update" in received.get_body(("html",)).get_content()

    def test_carries_nothing_that_reports_back(self):
        """T19: no remote content, no receipt requests, no tracking headers."""
        with ScriptedSmtp() as server:
            channel_to(server).send(message=outgoing())

        raw = server.messages[0].lower()
        for tracker in (b"http://", b"https://", b"disposition-notification", b"return-receipt", b"list-unsubscribe"):
            assert tracker not in raw

    def test_a_line_that_begins_with_a_dot_arrives_whole(self):
        with ScriptedSmtp() as server:
            outcome = channel_to(server).send(message=outgoing(text="..\n.hidden\n.\nlast\n", html=""))

        received = email.message_from_bytes(server.messages[0], policy=email.policy.SMTP)
        assert outcome == Accepted()
        assert received.get_content().splitlines() == ["..", ".hidden", ".", "last"]

    def test_a_refused_connection_is_certainly_not_sent(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            closed_port = listener.getsockname()[1]

        with ScriptedSmtp() as server:
            outcome = channel_to(server, port=closed_port).send(message=outgoing())

        assert outcome == NotSent(code="no-connection")

    @pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
    def test_a_break_before_the_message_began_to_leave_is_certainly_not_sent(self, command):
        with ScriptedSmtp(break_at=command) as server:
            outcome = channel_to(server).send(message=outgoing())

        assert outcome == NotSent(code="broke-before-data")
        assert server.messages == []

    def test_a_break_after_the_message_left_is_ambiguous(self):
        """F3: the server has the whole message and hangs up without an answer."""
        with ScriptedSmtp(break_at="BODY") as server:
            outcome = channel_to(server).send(message=outgoing())

        assert outcome == Ambiguous(code="broke-after-data")
        assert len(server.messages) == 1

    @pytest.mark.parametrize(
        ("command", "answer", "outcome"),
        [
            ("RCPT", "550 no such mailbox", Refused(code="bad-recipient")),
            ("RCPT", "451 try later", NotSent(code="smtp-try-later")),
            ("DATA", "554 no", Refused(code="refused")),
            ("BODY", "552 too big", Refused(code="refused")),
            ("BODY", "451 try later", NotSent(code="smtp-try-later")),
        ],
    )
    def test_a_refusal_is_read_by_its_class(self, command, answer, outcome):
        with ScriptedSmtp(answers={command: answer}) as server:
            assert channel_to(server).send(message=outgoing()) == outcome

    @pytest.mark.parametrize(
        "changes",
        [
            {"recipient": "alex@example.org\r\nBcc: other@example.org"},
            {"recipient": "not an address"},
            {"recipient": "alex@exämple.org"},
            {"subject": "News\r\nBcc: other@example.org"},
        ],
    )
    def test_a_header_that_hides_another_header_is_refused(self, changes):
        """ASVS 1.3.11: nothing of it leaves."""
        with ScriptedSmtp() as server:
            outcome = channel_to(server).send(message=outgoing(**changes))

        assert outcome == Refused(code="malformed-header")
        assert server.messages == []

    def test_never_falls_back_to_plain_text_where_tls_was_asked_for(self):
        with ScriptedSmtp() as server:
            outcome = channel_to(server, use_tls=True).send(message=outgoing())

        assert outcome == NotSent(code="broke-before-data")
        assert server.messages == []


class TestLookUp:
    def test_says_that_smtp_cannot_be_asked(self):
        with ScriptedSmtp() as server:
            assert channel_to(server).look_up(send_ref=outgoing().send_ref) == CannotLookUp()
