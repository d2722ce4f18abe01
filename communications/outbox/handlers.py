"""Message kind -> channel call -> settle. The only importer of the delivery channels.

Each function does three steps: a short transaction that says the call begins, the call with no transaction open, and
a short transaction that writes down what came of it. Whatever dies in between is found by its lease and its fence.
"""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from cases.services import reference
from communications.channels.base import DeliveryChannel, OutgoingMessage
from communications.channels.letter import ClosedRun, PrintFolderChannel
from communications.channels.portal import PortalChannel
from communications.rules.outcomes import ListingOutcome, LookUpOutcome, SendOutcome
from communications.rules.vocabulary import Channel
from communications.services import calling, claims, delivery, invitation_letters
from communications.services.claims import Claim
from communications.services.composing import Composed

_LOGGER = logging.getLogger(__name__)
_SETTING_OF = {
    Channel.EMAIL: "SENDER_EMAIL",
    Channel.INTERMEDIARY_EMAIL: "SENDER_EMAIL",
    Channel.TEXT: "SENDER_TEXT",
    Channel.POST: "SENDER_LETTER",
}
#: Share of its lease for which a worker may stand still between its last check and its call. After that it does not
#: make the call any more: its lease may have run out, and somebody else may have asked the provider meanwhile.
_LONGEST_PAUSE = 0.25

#: Pauses between attempts to write down what a provider answered while the database restarts (F9).
_PATIENCE_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)

Clock = Callable[[], dt.datetime]


class TransactionOpen(RuntimeError):
    """A provider was about to be called while a transaction was open; that would hold locks for its whole answer."""


def channel_for(channel: Channel) -> DeliveryChannel:
    """Build the channel that the settings name for a kind of message."""
    if channel is Channel.PORTAL:
        return PortalChannel.from_settings()
    sender = import_string(getattr(settings, _SETTING_OF[channel]))
    return cast("DeliveryChannel", sender.from_settings())


@reference.read_once()
def send_batch(*, batch: list[Claim], kind: Channel, clock: Clock) -> int:
    """Send claimed messages one after the other; return how many were worked on. One that fails stops no other.

    Raises:
        DatabaseError: the database is away. What was not begun has been given back or is found by its lease.

    """
    channel = channel_for(kind)
    left = list(batch)
    try:
        while left:
            claim = left.pop(0)
            try:
                send_one(claim=claim, channel=channel, clock=clock)
            except DatabaseError:
                raise
            except Exception:
                # Its lease ends by itself; whether anything left is settled then. The others go on (F20).
                _LOGGER.exception("delivery.attempt_failed", extra={"message_id": claim.message_id})
    finally:
        if left and connection.is_usable():
            claims.give_back(claims=left)
    return len(batch) - len(left)


def send_one(*, claim: Claim, channel: DeliveryChannel, clock: Clock) -> None:
    """Send one claimed message, after asking the provider about it where an earlier attempt may have arrived."""
    if claim.must_look_up and not _is_unknown_there(claim, channel, clock=clock):
        return
    letter = None
    if claim.is_made_when_sent:
        letter = invitation_letters.make(claim=claim, clock=clock)
        if letter is None:
            return
    begun = calling.begin(claim=claim, at=clock(), letter=letter)
    if begun is None:
        return
    checked = time.monotonic()
    started_at = clock()
    outgoing = _outgoing(claim, begun.composed, composed_at=started_at)
    _require_no_transaction()
    if time.monotonic() - checked > claims.send_lease().total_seconds() * _LONGEST_PAUSE:
        # Nothing has left. The lease ends, the quarantine passes and the provider is asked, as after a crash.
        _LOGGER.warning("delivery.paused_too_long", extra={"message_id": claim.message_id})
        return
    outcome = channel.send(message=outgoing)
    _settle(claim, outcome, started_at=started_at, clock=clock)


def ask_about(*, send_ref: uuid.UUID, channel: DeliveryChannel) -> LookUpOutcome:
    """Ask the provider how far an accepted message has got, for want of a receipt (2.5, R4)."""
    _require_no_transaction()
    return channel.look_up(send_ref=send_ref)


def list_day(*, channel: Channel, day: dt.date) -> ListingOutcome:
    """Ask the other side of a channel for its list of one London day (R5)."""
    _require_no_transaction()
    return channel_for(channel).list_day(day=day)


def close_print_run(*, run_on: dt.date) -> ClosedRun | None:
    """Close one print run where letters go to our own print folder; None where a provider prints.

    Raises:
        OSError: the folder cannot be written; the run stays open until the next sweep.

    """
    channel = channel_for(Channel.POST)
    return channel.close_run(run_on=run_on) if isinstance(channel, PrintFolderChannel) else None


def wipe_letter(*, send_ref: uuid.UUID) -> bool:
    """Empty the file of one letter in our own print folder; False where a provider prints and there is none.

    Raises:
        OSError: the folder cannot be written; the file is as it was.

    """
    channel = channel_for(Channel.POST)
    if isinstance(channel, PrintFolderChannel):
        channel.wipe(send_ref=send_ref)
        return True
    return False


def _is_unknown_there(claim: Claim, channel: DeliveryChannel, *, clock: Clock) -> bool:
    if not claims.renew(claim=claim):
        return False
    started_at = clock()
    _require_no_transaction()
    outcome = channel.look_up(send_ref=claim.send_ref)
    return delivery.settle_look_up(claim=claim, outcome=outcome, started_at=started_at, at=clock())


def _settle(claim: Claim, outcome: SendOutcome, *, started_at: dt.datetime, clock: Clock) -> None:
    """Write the outcome down, with some patience: what we know now, nobody may be able to find out again."""
    for pause in (*_PATIENCE_SECONDS, None):
        try:
            settled = delivery.settle_send(claim=claim, outcome=outcome, started_at=started_at, at=clock())
        except DatabaseError:
            if pause is None:
                raise
            connection.close()
            time.sleep(pause)
        else:
            if not settled:
                _LOGGER.warning("delivery.overtaken", extra={"message_id": claim.message_id, "fence": claim.fence})
            return


def _outgoing(claim: Claim, composed: Composed, *, composed_at: dt.datetime) -> OutgoingMessage:
    return OutgoingMessage(
        send_ref=claim.send_ref,
        channel=claim.channel,
        composed_at=composed_at,
        recipient=composed.recipient,
        subject=composed.subject,
        text=composed.text,
        document=composed.document,
        document_digest=composed.document_digest,
        page_count=composed.page_count,
        print_run_on=composed.print_run_on,
    )


def _require_no_transaction() -> None:
    if connection.in_atomic_block:
        raise TransactionOpen("No transaction may be open while a provider is called")
