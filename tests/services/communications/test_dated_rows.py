"""Leads and rhythms are dated rows: published, never edited, in force from their day (LEAD-1, PRO-1)."""

import dataclasses
import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from communications.rules import dated_tables
from communications.rules.dispatch_lead import DEFAULT_LEADS, lead_for
from communications.rules.promises import DEFAULT_RHYTHMS, TierRhythm, rhythm_for
from communications.rules.vocabulary import Channel
from communications.services import dated_rows

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
APRIL = dt.date(2026, 4, 1)
REFERENCE = actors.system(SystemProcess.REFERENCE_DATA)
DELIVERY = actors.system(SystemProcess.DELIVERY)
EARLIER_CUT_OFF = dataclasses.replace(DEFAULT_LEADS[0], cut_off=dt.time(15, 0), starts_on=APRIL, source="New contract")


def post_cut_off(on: dt.date) -> dt.time | None:
    return lead_for(channel=Channel.POST, on=on, leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS)).cut_off


def universal_days(on: dt.date) -> int:
    return rhythm_for(tier="UNIVERSAL", own_days=None, rows=dated_rows.rows(of=dated_tables.RHYTHMS), on=on).days


class TestChannelLeads:
    def test_begin_with_the_defaults(self) -> None:
        assert dated_rows.rows(of=dated_tables.CHANNEL_LEADS) == DEFAULT_LEADS

    def test_a_published_lead_counts_from_its_day_and_leaves_a_trace(self) -> None:
        dated_rows.publish(table=dated_tables.CHANNEL_LEADS, row=EARLIER_CUT_OFF, actor=REFERENCE, at=AT)

        assert post_cut_off(dt.date(2026, 3, 31)) == dt.time(17, 30)
        assert post_cut_off(APRIL) == dt.time(15, 0)
        assert AuditEvent.objects.get().verb == "PUBLISHED"

    def test_of_two_for_one_day_the_later_published_counts(self) -> None:
        dated_rows.publish(table=dated_tables.CHANNEL_LEADS, row=EARLIER_CUT_OFF, actor=REFERENCE, at=AT)
        corrected = dataclasses.replace(EARLIER_CUT_OFF, cut_off=dt.time(16, 0))
        dated_rows.publish(
            table=dated_tables.CHANNEL_LEADS, row=corrected, actor=REFERENCE, at=AT + dt.timedelta(hours=1)
        )

        assert post_cut_off(APRIL) == dt.time(16, 0)

    def test_a_channel_without_a_print_run_keeps_its_minutes(self) -> None:
        slower = dataclasses.replace(DEFAULT_LEADS[1], minutes=60, starts_on=APRIL)
        dated_rows.publish(table=dated_tables.CHANNEL_LEADS, row=slower, actor=REFERENCE, at=AT)

        assert lead_for(channel=Channel.EMAIL, on=APRIL, leads=dated_rows.rows(of=dated_tables.CHANNEL_LEADS)) == slower

    @pytest.mark.parametrize("change", [{"minutes": -1}, {"working_days": -1}])
    def test_a_lead_of_less_than_nothing_is_refused(self, change: dict[str, int]) -> None:
        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(
                table=dated_tables.CHANNEL_LEADS,
                row=dataclasses.replace(DEFAULT_LEADS[0], **change),
                actor=REFERENCE,
                at=AT,
            )

    def test_only_who_may_publish_reference_data(self) -> None:
        with pytest.raises(NotPermitted):
            dated_rows.publish(table=dated_tables.CHANNEL_LEADS, row=EARLIER_CUT_OFF, actor=DELIVERY, at=AT)


class TestRhythms:
    def test_begin_with_the_defaults(self) -> None:
        assert dated_rows.rows(of=dated_tables.RHYTHMS) == DEFAULT_RHYTHMS

    def test_of_two_for_one_day_the_later_published_counts(self) -> None:
        for hours, days in ((0, 21), (1, 35)):
            dated_rows.publish(
                table=dated_tables.RHYTHMS,
                row=TierRhythm(tier="UNIVERSAL", days=days, starts_on=APRIL, source="Policy"),
                actor=REFERENCE,
                at=AT + dt.timedelta(hours=hours),
            )

        assert universal_days(dt.date(2026, 3, 31)) == 28
        assert universal_days(APRIL) == 35

    @pytest.mark.parametrize("days", [6, 57])
    def test_a_rhythm_outside_a_week_to_two_months_is_refused(self, days: int) -> None:
        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(
                table=dated_tables.RHYTHMS,
                row=TierRhythm(tier="UNIVERSAL", days=days, starts_on=APRIL, source="Policy"),
                actor=REFERENCE,
                at=AT,
            )

    def test_only_who_may_publish_reference_data(self) -> None:
        with pytest.raises(NotPermitted):
            dated_rows.publish(
                table=dated_tables.RHYTHMS,
                row=TierRhythm(tier="UNIVERSAL", days=21, starts_on=APRIL, source="Policy"),
                actor=DELIVERY,
                at=AT,
            )
