"""Asking the other side by ourselves: about messages of which no news came, and for its list of a day (2.5, R5).

Also closes the day's print run, and wipes from it the codes of letters that have been posted. Nothing here sends.
"""

import datetime as dt
import uuid

from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.services import reference
from communications.outbox import handlers
from communications.outbox.handlers import Clock
from communications.rules import dated_tables
from communications.rules.outcomes import CannotLookUp, Found, Listing
from communications.rules.print_runs import is_closed
from communications.rules.vocabulary import Channel
from communications.services import dated_rows, polling, printed_codes

#: Channels with another side that may be asked.
_WITH_ANOTHER_SIDE = (Channel.EMAIL, Channel.TEXT, Channel.POST)


def poll(*, clock: Clock, limit: int = 500) -> int:
    """Ask about accepted messages that have been silent for longer than their channel needs; return how many moved."""
    moved = 0
    for channel in _WITH_ANOTHER_SIDE:
        sender = handlers.channel_for(channel)
        for message_id, send_ref in polling.claim_silent(channel=channel, limit=limit):
            answer = handlers.ask_about(send_ref=send_ref, channel=sender)
            if isinstance(answer, CannotLookUp):
                # No news ever comes by this channel; asking about the others is no use either.
                break
            if isinstance(answer, Found):
                moved += polling.apply_answer(message_id=message_id, found=answer, at=clock())
    return moved


def compare_yesterday(*, clock: Clock) -> int:
    """Compare yesterday's lists of the other sides with ours, both ways; return how many messages differ (R5)."""
    at = clock()
    day = london_date(at=at) - dt.timedelta(days=1)
    calendar = reference.load_calendar()
    differences = 0
    for channel in _WITH_ANOTHER_SIDE:
        listed = _listed(channel, day, calendar)
        if listed is not None:
            differences += polling.settle_listed(channel=channel, send_refs=listed, at=at)
            differences += polling.raise_unlisted(channel=channel, day=day, listed=listed, at=at)
    return differences


def close_print_runs(*, clock: Clock) -> int:
    """Close the print runs whose cut-off has come, of the last week; return the letters in them (R8)."""
    at = clock()
    today = london_date(at=at)
    leads = dated_rows.rows(of=dated_tables.CHANNEL_LEADS)
    letters = 0
    for days_ago in range(7):
        run_on = today - dt.timedelta(days=days_ago)
        if is_closed(run_on=run_on, at=at, leads=leads):
            run = handlers.close_print_run(run_on=run_on)
            letters += run.letters if run is not None else 0
    return letters


def wipe_printed_codes(*, clock: Clock) -> int:
    """Empty the letters with invitations that the print folder no longer needs; return how many were emptied."""
    wiped = 0
    for invitation_id, send_ref in printed_codes.to_wipe(at=clock()):
        if not handlers.wipe_letter(send_ref=send_ref):
            break
        printed_codes.note(invitation_id=invitation_id, at=clock())
        wiped += 1
    return wiped


def _listed(channel: Channel, day: dt.date, calendar: WorkingDayCalendar) -> frozenset[uuid.UUID] | None:
    """Return the references on the other side's list; a letter taken after the cut-off is on the next run's."""
    days = [day, calendar.next(after=day)] if channel is Channel.POST else [day]
    lists = [handlers.list_day(channel=channel, day=each) for each in days]
    if not all(isinstance(each, Listing) for each in lists):
        return None
    return frozenset(send_ref for each in lists if isinstance(each, Listing) for send_ref in each.send_refs)
