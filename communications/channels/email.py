"""Email by SMTP: text and HTML, our reference as the Message-ID, nothing in it that reports back to us.

SMTP cannot be asked whether it has a message. A break after the message had begun to leave is therefore given to a
person, never sent again by the service itself.
"""

import datetime as dt
import email.policy
import smtplib
import ssl
import uuid
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self

from django.conf import settings

from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import (
    Accepted,
    Ambiguous,
    CannotLookUp,
    ListingOutcome,
    LookUpOutcome,
    NoListing,
    NotSent,
    Refused,
    SendOutcome,
)

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
_PERMANENT = 500
_TEMPORARY = 400


class SmtpChannel:
    """Hands one email at a time to an SMTP server."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        reference_domain: str,
        username: str = "",
        password: str = "",
        use_tls: bool = False,
        connect_timeout: float = CONNECT_TIMEOUT_SECONDS,
        read_timeout: float = READ_TIMEOUT_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._reference_domain = reference_domain
        self._username = username
        self._password = password
        self._use_tls = use_tls
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout

    @classmethod
    def from_settings(cls) -> Self:
        """Build from Django's own email settings."""
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            sender=settings.DEFAULT_FROM_EMAIL,
            reference_domain=settings.EMAIL_REFERENCE_DOMAIN,
            username=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            use_tls=settings.EMAIL_USE_TLS,
        )

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Send one email. Anything that breaks before the message began to leave is certainly not sent."""
        try:
            envelope = self._compose(message)
        except (ValueError, MessageError):
            # A line break or a malformed address inside a header: an injection attempt or a damaged record.
            return Refused(code="malformed-header")
        try:
            smtp = smtplib.SMTP(
                self._host, self._port, local_hostname=self._reference_domain, timeout=self._connect_timeout
            )
        except (OSError, smtplib.SMTPException):
            return NotSent(code="no-connection")
        try:
            return self._converse(smtp, message.recipient, envelope)
        finally:
            smtp.close()

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Say that SMTP cannot be asked, whatever the reference."""
        del send_ref
        return CannotLookUp()

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """Say that SMTP keeps no list we could ask for."""
        del day
        return NoListing(is_for_now=False)

    def _compose(self, message: OutgoingMessage) -> bytes:
        if not message.recipient.isascii():
            # Addresses beyond ASCII need an extension few servers have; refusing beats a mangled address.
            raise ValueError("recipient is not ASCII")
        # Seven bits need nothing of the servers on the way, so no character of a name can be mangled there.
        mail = EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
        mail["Message-ID"] = f"<{message.send_ref}@{self._reference_domain}>"
        mail["Date"] = format_datetime(message.composed_at)
        mail["From"] = self._sender
        mail["To"] = Address(addr_spec=message.recipient)
        mail["Subject"] = message.subject
        # Asks holiday replies and mailing-list robots to stay quiet: an answer to us could be seen by others.
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(message.text)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        return mail.as_bytes()

    def _converse(self, smtp: smtplib.SMTP, recipient: str, envelope: bytes) -> SendOutcome:
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._read_timeout)
            smtp.ehlo_or_helo_if_needed()
            if self._use_tls:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._username:
                smtp.login(self._username, self._password)
            for code, _ in (smtp.mail(self._bare_sender()), smtp.rcpt(recipient)):
                if code >= _TEMPORARY:
                    return _refusal(code, refused_as="bad-recipient")
            code, _ = smtp.docmd("DATA")
            if code >= _TEMPORARY:
                return _refusal(code, refused_as="refused")
        except (OSError, smtplib.SMTPException):
            return NotSent(code="broke-before-data")
        try:
            smtp.send(_dot_stuffed(envelope))
            code, _ = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            return Ambiguous(code="broke-after-data")
        if code >= _TEMPORARY:
            # The server answered the whole message with a refusal: it did not take responsibility (RFC 5321 4.2.5).
            return _refusal(code, refused_as="refused")
        return Accepted()

    def _bare_sender(self) -> str:
        return self._sender.rpartition("<")[2].rstrip("> ")


def _refusal(code: int, *, refused_as: str) -> SendOutcome:
    if code >= _PERMANENT:
        return Refused(code=refused_as)
    return NotSent(code="smtp-try-later")


def _dot_stuffed(envelope: bytes) -> bytes:
    """Prepare a message for DATA: a leading dot is doubled, a lone dot ends it (RFC 5321 4.5.2)."""
    body = envelope.replace(b"\r\n.", b"\r\n..")
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return body + b".\r\n"
