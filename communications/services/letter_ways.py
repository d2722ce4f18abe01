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

    ``ways`` are those of the letter now. By email it leaves within the hours that are safe for its reader (SAFE-5), and
    what the channel needs is counted back from the last of them: approved as the night begins, it would wait until the
    morning.
    """
    if communication.due_at is None:
        return None
    channel = Channel(communication.channel) if communication.channel else Channel.POST
    return dispatch_lead.latest_safe_approval(
        due_at=ways.last_moment(channel=channel, until=communication.due_at),
        channel=channel,
        calendar=reference.load_calendar(),
        leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS),
    )
