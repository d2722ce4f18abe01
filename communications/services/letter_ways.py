"""By which way a letter would go if it were approved now, and before when it must be approved to leave in time (W2).

Both rest on what the send check answers (`safe_contact.ways`): nothing is said of a way or a time that it would refuse.
"""

import datetime as dt

from cases.services import reference
from communications.models import Communication
from communications.rules import dated_tables, dispatch_lead
from communications.rules.vocabulary import Channel
from communications.services import dated_rows, safe_contact
from communications.services.safe_contact import Ways


def likely_channel(*, communication: Communication, at: dt.datetime) -> str:
    """Say by which channel the letter would go if it were approved now; empty when none is known to be safe."""
    likely = safe_contact.ways(communication=communication, at=at).likely
    return likely.value if likely is not None else ""


def latest_safe_approval(*, communication: Communication, ways: Ways) -> dt.datetime | None:
    """Say before when a letter must be approved to leave in time by its likely channel; None without a deadline.

    ``ways`` are those of the letter now; by email it leaves within the hours that are safe for its reader (SAFE-5).
    """
    if communication.due_at is None:
        return None
    channel = Channel(communication.channel) if communication.channel else Channel.POST
    return before_when(due_at=communication.due_at, channel=channel, ways=ways)


def before_when(*, due_at: dt.datetime, channel: Channel, ways: Ways) -> dt.datetime:
    """Say before when something must be approved to leave through a channel by ``due_at``, at a safe time (SAFE-5).

    What the channel needs before it leaves is counted back from the last safe moment: approved as the night begins, an
    email would wait until the morning.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach back far enough.
    """
    return dispatch_lead.latest_safe_approval(
        due_at=ways.last_moment(channel=channel, until=due_at),
        channel=channel,
        calendar=reference.load_calendar(),
        leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS),
    )
