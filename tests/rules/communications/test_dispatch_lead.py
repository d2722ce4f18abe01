"""Due by dispatch: print cut-off, posting day and the channel that would still make it (LEAD-1 to LEAD-3, W2)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.working_days import LONDON, BeyondHorizon, end_of_day
from communications.rules.dispatch_lead import (
    DEFAULT_LEADS,
    ChannelLead,
    DispatchOutlook,
    NoLeadInForceError,
    expected_dispatch,
    latest_safe_approval,
    lead_for,
    outlook,
)
from communications.rules.vocabulary import Channel
from tests.rules.communications.calendars import CALENDAR


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def posted(approved: str, leads: tuple[ChannelLead, ...] = DEFAULT_LEADS) -> dt.datetime:
    return expected_dispatch(approved_at=london(approved), channel=Channel.POST, calendar=CALENDAR, leads=leads)


def latest(
    due_on: dt.date, channel: Channel = Channel.POST, leads: tuple[ChannelLead, ...] = DEFAULT_LEADS
) -> dt.datetime:
    return latest_safe_approval(due_at=end_of_day(due_on=due_on), channel=channel, calendar=CALENDAR, leads=leads)


SAME_DAY_PRINT_ROOM = (
    ChannelLead(
        channel=Channel.POST,
        cut_off=dt.time(15, 0),
        working_days=0,
        posted_by=dt.time(17, 0),
        minutes=0,
        starts_on=dt.date(2026, 1, 1),
        source="Local print room",
    ),
)


class TestExpectedDispatch:
    """LEAD-2."""

    @pytest.mark.parametrize(
        ("approved", "posted_on"),
        [
            ("2026-11-18T17:29:59", "2026-11-19"),
            ("2026-11-18T17:30:00", "2026-11-20"),
            ("2026-11-18T17:45:00", "2026-11-20"),
            ("2026-11-20T10:00:00", "2026-11-23"),
            ("2026-11-20T18:00:00", "2026-11-24"),
            ("2026-11-21T10:00:00", "2026-11-24"),
            ("2026-12-24T10:00:00", "2026-12-29"),
            ("2026-12-24T18:00:00", "2026-12-30"),
            ("2026-12-25T10:00:00", "2026-12-30"),
            ("2026-04-02T10:00:00", "2026-04-07"),
        ],
    )
    def test_a_letter_before_the_cut_off_is_posted_on_the_next_working_day(self, approved: str, posted_on: str) -> None:
        assert posted(approved).date() == dt.date.fromisoformat(posted_on)

    def test_the_cut_off_is_london_time_in_summer_too(self) -> None:
        before = dt.datetime(2026, 7, 1, 16, 29, tzinfo=dt.UTC)
        after = dt.datetime(2026, 7, 1, 16, 30, tzinfo=dt.UTC)

        def posted_on(approved_at: dt.datetime) -> dt.date:
            return expected_dispatch(
                approved_at=approved_at, channel=Channel.POST, calendar=CALENDAR, leads=DEFAULT_LEADS
            ).date()

        assert (posted_on(before), posted_on(after)) == (dt.date(2026, 7, 2), dt.date(2026, 7, 3))

    @pytest.mark.parametrize("night", ["2026-03-29T00:30:00", "2026-10-25T01:30:00"])
    def test_an_email_leaves_in_minutes_on_the_nights_when_the_clocks_change(self, night: str) -> None:
        approved_at = london(night).astimezone(dt.UTC)

        dispatched = expected_dispatch(
            approved_at=approved_at, channel=Channel.EMAIL, calendar=CALENDAR, leads=DEFAULT_LEADS
        )

        assert dispatched - approved_at == dt.timedelta(minutes=15)

    def test_a_local_print_room_that_posts_the_same_day_is_another_row(self) -> None:
        assert posted("2026-11-18T14:59:00", SAME_DAY_PRINT_ROOM) == london("2026-11-18T17:00:00")
        assert posted("2026-11-18T15:00:00", SAME_DAY_PRINT_ROOM) == london("2026-11-19T17:00:00")

    def test_beyond_the_known_calendar_nothing_is_promised(self) -> None:
        with pytest.raises(BeyondHorizon):
            posted("2027-12-31T18:00:00")


class TestLatestSafeApproval:
    """LEAD-2."""

    @pytest.mark.parametrize(
        ("due_on", "approve_before"),
        [
            ("2026-11-20", "2026-11-19T17:30:00"),
            ("2026-11-23", "2026-11-20T17:30:00"),
            ("2026-04-07", "2026-04-02T17:30:00"),
            ("2026-12-29", "2026-12-24T17:30:00"),
            ("2026-11-22", "2026-11-19T17:30:00"),
        ],
    )
    def test_a_letter_must_be_approved_before_the_cut_off_of_the_working_day_before(
        self, due_on: str, approve_before: str
    ) -> None:
        assert latest(dt.date.fromisoformat(due_on)) == london(approve_before)

    def test_an_email_may_be_approved_until_minutes_before_the_deadline(self) -> None:
        assert latest(dt.date(2026, 11, 20), Channel.EMAIL) == london("2026-11-20T23:44:59")

    def test_a_deadline_in_the_morning_needs_the_post_of_the_day_before(self) -> None:
        noon = london("2026-11-20T12:00:00")

        answer = latest_safe_approval(due_at=noon, channel=Channel.POST, calendar=CALENDAR, leads=DEFAULT_LEADS)

        assert answer == london("2026-11-18T17:30:00")

    @given(
        due_on=st.dates(dt.date(2026, 1, 5), dt.date(2027, 12, 1)),
        channel=st.sampled_from(Channel),
        leads=st.sampled_from([DEFAULT_LEADS, (*SAME_DAY_PRINT_ROOM, *DEFAULT_LEADS)]),
    )
    def test_a_moment_before_makes_it_and_that_moment_itself_is_too_late_for_post(
        self, due_on: dt.date, channel: Channel, leads: tuple[ChannelLead, ...]
    ) -> None:
        due_at = end_of_day(due_on=due_on)
        approve_before = latest_safe_approval(due_at=due_at, channel=channel, calendar=CALENDAR, leads=leads)

        def leaves(approved_at: dt.datetime) -> dt.datetime:
            return expected_dispatch(approved_at=approved_at, channel=channel, calendar=CALENDAR, leads=leads)

        assert leaves(approve_before - dt.timedelta(seconds=1)) <= due_at
        too_late = approve_before if channel is Channel.POST else approve_before + dt.timedelta(seconds=1)
        assert leaves(too_late) > due_at


class TestOutlook:
    """LEAD-3."""

    def test_a_one_day_letter_approved_for_post_at_quarter_to_six_is_late_and_email_would_still_make_it(self) -> None:
        """W2: decided Wednesday, due Thursday; approved for post on Wednesday at 17:45 it is posted on Friday."""
        answer = outlook(
            at=london("2026-11-18T17:45:00"),
            due_at=end_of_day(due_on=dt.date(2026, 11, 19)),
            channel=Channel.POST,
            others=(Channel.EMAIL, Channel.POST, Channel.INTERMEDIARY_EMAIL),
            calendar=CALENDAR,
            leads=DEFAULT_LEADS,
        )

        assert answer.is_late
        assert answer.dispatched_at.date() == dt.date(2026, 11, 20)
        assert answer.latest_safe_approval == london("2026-11-18T17:30:00")
        assert answer.channels_in_time == (Channel.EMAIL, Channel.INTERMEDIARY_EMAIL)

    def test_a_quarter_of_an_hour_earlier_the_same_letter_is_in_time(self) -> None:
        answer = outlook(
            at=london("2026-11-18T17:29:00"),
            due_at=end_of_day(due_on=dt.date(2026, 11, 19)),
            channel=Channel.POST,
            others=(Channel.EMAIL,),
            calendar=CALENDAR,
            leads=DEFAULT_LEADS,
        )

        assert not answer.is_late
        assert answer.channels_in_time == ()

    def test_nothing_leaves_before_it_is_safe_for_the_person_whenever_it_is_approved(self) -> None:
        """SAFE-5: a channel that waits for its hours leaves then, and is late where they come after the deadline."""

        def with_email_from(opens: str) -> DispatchOutlook:
            return outlook(
                at=london("2026-11-18T09:00:00"),
                due_at=end_of_day(due_on=dt.date(2026, 11, 19)),
                channel=Channel.EMAIL,
                others=(Channel.EMAIL, Channel.POST),
                calendar=CALENDAR,
                leads=DEFAULT_LEADS,
                not_before={Channel.EMAIL: london(opens)},
            )

        in_time, late = with_email_from("2026-11-19T18:00:00"), with_email_from("2026-11-20T08:00:00")

        assert (in_time.is_late, in_time.dispatched_at) == (False, london("2026-11-19T18:15:00"))
        assert (late.is_late, late.channels_in_time) == (True, (Channel.POST,))

    def test_w2_counts_back_from_the_last_moment_that_is_safe_for_the_channel(self):
        answer = outlook(
            at=london("2026-11-18T09:00:00"),
            due_at=end_of_day(due_on=dt.date(2026, 11, 19)),
            channel=Channel.EMAIL,
            others=(),
            calendar=CALENDAR,
            leads=DEFAULT_LEADS,
            leaves_by=london("2026-11-19T20:00:00"),
        )

        assert answer.latest_safe_approval == london("2026-11-19T19:45:00")

    def test_after_the_deadline_no_channel_would_make_it(self) -> None:
        answer = outlook(
            at=london("2026-11-20T09:00:00"),
            due_at=end_of_day(due_on=dt.date(2026, 11, 19)),
            channel=Channel.POST,
            others=(Channel.EMAIL,),
            calendar=CALENDAR,
            leads=DEFAULT_LEADS,
        )

        assert answer.is_late
        assert answer.channels_in_time == ()


class TestLeadRows:
    """LEAD-1."""

    def test_every_channel_has_a_lead_from_the_start(self) -> None:
        assert {lead.channel for lead in DEFAULT_LEADS} == set(Channel)

    def test_a_newer_row_counts_from_its_first_day(self) -> None:
        changed = dataclasses.replace(DEFAULT_LEADS[0], cut_off=dt.time(15, 0), starts_on=dt.date(2026, 12, 1))
        leads = (changed, *DEFAULT_LEADS)

        assert lead_for(channel=Channel.POST, on=dt.date(2026, 11, 30), leads=leads).cut_off == dt.time(17, 30)
        assert lead_for(channel=Channel.POST, on=dt.date(2026, 12, 1), leads=leads).cut_off == dt.time(15, 0)

    def test_without_a_row_there_is_no_guess(self) -> None:
        with pytest.raises(NoLeadInForceError, match="POST on 2020-01-01"):
            lead_for(channel=Channel.POST, on=dt.date(2020, 1, 1), leads=DEFAULT_LEADS)
