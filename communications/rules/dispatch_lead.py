"""Say by when a letter must be approved so that it leaves in time: the deadline is met by dispatch (LEAD-1 to LEAD-3).

What "post, dispatched" means: a letter approved before the print cut-off (17:30 London) on working day D is printed on
D and posted on the next working day. Approved at 17:30 or later, or on a day that is no working day, it joins the next
working day's print run. Leads are data: a local print room that posts the same day is another row, not another rule.
Source: peers.md 3, leap 5 and row W2; reliability bar 2.2.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from cases.rules.dated_rows import newest
from cases.rules.working_days import LONDON, WorkingDayCalendar, london_date
from communications.rules.vocabulary import Channel


class NoLeadInForceError(LookupError):
    """No row says how long this channel takes on this date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLead:
    """How long a channel takes from approval to dispatch, from ``starts_on`` until a later row replaces it."""

    channel: Channel
    #: For print runs: approved before this London time of day, it is in that day's run. None for channels without one.
    cut_off: dt.time | None
    #: Working days from the print run to posting.
    working_days: int
    #: London time of day by which that day's post has left.
    posted_by: dt.time
    #: For channels without a print run: minutes from approval to the provider's acceptance.
    minutes: int
    starts_on: dt.date
    #: Where the figure comes from.
    source: str


#: No channel waits for a safe time.
_AT_ONCE: Mapping[Channel, dt.datetime] = MappingProxyType({})
_EVER = dt.date(2021, 4, 1)
_NOTIFY = "GOV.UK Notify: printed at 17:30, posted the next working day"
_MINUTES = "Planning value: queue, last checks and one retry"


def _in_minutes(channel: Channel, minutes: int) -> ChannelLead:
    return ChannelLead(
        channel=channel,
        cut_off=None,
        working_days=0,
        posted_by=dt.time(0, 0),
        minutes=minutes,
        starts_on=_EVER,
        source=_MINUTES,
    )


#: The rows the service starts with.
DEFAULT_LEADS: tuple[ChannelLead, ...] = (
    ChannelLead(
        channel=Channel.POST,
        cut_off=dt.time(17, 30),
        working_days=1,
        posted_by=dt.time(17, 30),
        minutes=0,
        starts_on=_EVER,
        source=_NOTIFY,
    ),
    _in_minutes(Channel.EMAIL, 15),
    _in_minutes(Channel.TEXT, 15),
    _in_minutes(Channel.PORTAL, 5),
    # Somebody must still read it and pass it on; the time limit counts our own dispatch.
    _in_minutes(Channel.INTERMEDIARY_EMAIL, 15),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DispatchOutlook:
    """What approving now, for one channel, would mean."""

    channel: Channel
    #: Whether it would leave after the deadline.
    is_late: bool
    #: When it would leave if approved now.
    dispatched_at: dt.datetime
    #: The last instant before which it had to be approved.
    latest_safe_approval: dt.datetime
    #: Channels, of those asked about, that would still make it; in the order asked. Empty when not late.
    channels_in_time: tuple[Channel, ...]


def lead_for(*, channel: Channel, on: dt.date, leads: tuple[ChannelLead, ...]) -> ChannelLead:
    """Return the newest lead of a channel that has started on a London date (LEAD-1).

    Raises:
        NoLeadInForceError: there is none.

    """
    lead = newest(rows=[each for each in leads if each.channel is channel], on=on)
    if lead is None:
        raise NoLeadInForceError(f"No lead for {channel} on {on.isoformat()}")
    return lead


def expected_dispatch(
    *, approved_at: dt.datetime, channel: Channel, calendar: WorkingDayCalendar, leads: tuple[ChannelLead, ...]
) -> dt.datetime:
    """Return when something approved at an aware instant leaves the building (LEAD-2).

    Raises:
        NoLeadInForceError: no row for the channel.
        BeyondHorizon: the calendar ends before the posting day.

    """
    day = london_date(at=approved_at)
    lead = lead_for(channel=channel, on=day, leads=leads)
    if lead.cut_off is None:
        return approved_at + dt.timedelta(minutes=lead.minutes)
    is_in_todays_run = calendar.is_working_day(day=day) and approved_at.astimezone(LONDON).time() < lead.cut_off
    printed_on = day if is_in_todays_run else calendar.next(after=day)
    posted_on = calendar.add(day=printed_on, n=lead.working_days)
    return dt.datetime.combine(posted_on, lead.posted_by, tzinfo=LONDON)


def latest_safe_approval(
    *, due_at: dt.datetime, channel: Channel, calendar: WorkingDayCalendar, leads: tuple[ChannelLead, ...]
) -> dt.datetime:
    """Return the instant before which something must be approved to leave by ``due_at`` (LEAD-2).

    For post it is the cut-off of the last print run that is still posted in time, and approving at that very instant is
    too late. For the other channels it is the deadline less the channel's minutes.

    Raises:
        NoLeadInForceError: no row for the channel.
        BeyondHorizon: the calendar does not reach back far enough.

    """
    due_on = london_date(at=due_at)
    lead = lead_for(channel=channel, on=due_on, leads=leads)
    if lead.cut_off is None:
        return due_at - dt.timedelta(minutes=lead.minutes)
    posted_on = due_on
    is_posted_in_time = due_at.astimezone(LONDON).time() >= lead.posted_by
    if not (calendar.is_working_day(day=due_on) and is_posted_in_time):
        posted_on = calendar.subtract(day=due_on, n=1)
    printed_on = calendar.subtract(day=posted_on, n=lead.working_days)
    return dt.datetime.combine(printed_on, lead.cut_off, tzinfo=LONDON)


def outlook(
    *,
    at: dt.datetime,
    due_at: dt.datetime,
    channel: Channel,
    others: tuple[Channel, ...],
    calendar: WorkingDayCalendar,
    leads: tuple[ChannelLead, ...],
    not_before: Mapping[Channel, dt.datetime] = _AT_ONCE,
    leaves_by: dt.datetime | None = None,
) -> DispatchOutlook:
    """Say whether approving at ``at`` would be too late, and which other channel would still make it (LEAD-3).

    ``others`` are the channels that are safe for this person, in the order of preference. ``not_before`` says of a
    channel that waits for a safe time when that begins: nothing leaves before it, whenever it was approved.
    ``leaves_by`` is the last moment up to ``due_at`` that is safe for the channel, where that is earlier. A one-day
    letter approved for post at 17:45 is late before it is approved.

    Raises:
        NoLeadInForceError: no row for one of the channels.
        BeyondHorizon: the calendar does not reach the dates.

    """

    def leaves_at(one: Channel) -> dt.datetime:
        ready_at = max(at, not_before.get(one, at))
        return expected_dispatch(approved_at=ready_at, channel=one, calendar=calendar, leads=leads)

    dispatched_at = leaves_at(channel)
    is_late = dispatched_at > due_at
    return DispatchOutlook(
        channel=channel,
        is_late=is_late,
        dispatched_at=dispatched_at,
        latest_safe_approval=latest_safe_approval(
            due_at=leaves_by or due_at, channel=channel, calendar=calendar, leads=leads
        ),
        channels_in_time=tuple(one for one in others if is_late and one is not channel and leaves_at(one) <= due_at),
    )
