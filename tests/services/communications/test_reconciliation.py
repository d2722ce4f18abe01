"""Each reconciliation is one question with one number; a person is asked once (R1 to R7, R9, R10, R13)."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import InboundState, ObligationState, WorkKind
from cases.services.reference import load_calendar
from communications.models import OutboxMessage, RenderedDocument, SweepRun
from communications.outbox import asking, handlers, relay
from communications.rules.outcomes import CannotLookUp, Found, Listing, ProviderStatus
from communications.rules.vocabulary import Channel, CommunicationState, MessageState
from communications.rules.wake_ups import ALARMS, INTERVALS
from communications.services import deadline_warnings, polling, reconciliation, sweeps
from tests.factories.cases import InboundMessageFactory
from tests.factories.communications import CommunicationFactory, RenderedDocumentFactory
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import (
    NOW,
    a_calendar,
    an_approved_letter,
    an_obligation,
    fresh,
    queued,
    rendered,
    the_clock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch, tmp_path):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = settings.SENDER_TEXT = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    settings.PRINT_FOLDER = tmp_path
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


def age(message, **shift):
    """Make everything about a message older by the database's clock."""
    by = dt.timedelta(**shift)
    with connection.cursor() as cursor:
        cursor.execute(
            "update communications_outboxmessage set not_before = now() - %s, state_changed_at = now() - %s "
            "where id = %s",
            [by, by, message.pk],
        )


def put(message, state, **changes):
    OutboxMessage.objects.filter(pk=message.pk).update(state=state, **changes)
    return message


def work(kind, about):
    return WorkItem.objects.filter(kind=kind, about=about).count()


class TestOwedAndNotWritten:
    """R1."""

    def test_finds_what_nobody_writes_and_asks_once(self):
        obligation = an_obligation()

        counts = [reconciliation.obligations_without_communication(at=NOW) for _ in range(2)]

        assert counts == [1, 1]
        assert work(WorkKind.RECONCILIATION, f"obligation:{obligation.pk}") == 1

    @pytest.mark.parametrize("state", ["DRAFT", "APPROVED"])
    def test_is_content_while_somebody_writes(self, state):
        obligation = an_obligation()
        approved = {"approved": True} if state == "APPROVED" else {}
        CommunicationFactory(obligation=obligation, victim=obligation.victim, **approved)

        assert reconciliation.obligations_without_communication(at=NOW) == 0

    @pytest.mark.parametrize("state", [CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED])
    def test_is_not_content_with_what_was_taken_back(self, state):
        obligation = an_obligation()
        letter = CommunicationFactory(obligation=obligation, victim=obligation.victim)
        letter.state = state
        letter.save()

        assert reconciliation.obligations_without_communication(at=NOW) == 1

    def test_finds_the_letter_about_a_provisional_stop_which_is_due_like_any_other(self):
        an_obligation(is_blocked=True, letter_type="PROVISIONAL_STOP")

        assert reconciliation.obligations_without_communication(at=NOW) == 1

    def test_leaves_what_is_blocked_ended_or_already_before_a_person(self):
        an_obligation(is_blocked=True)
        an_obligation(state=ObligationState.MET, met_at=NOW)
        asked = an_obligation()
        WorkItem.objects.create(
            kind=WorkKind.ADDRESSEE_UNCLEAR,
            key="addressee",
            unit=asked.case.unit,
            about=f"obligation:{asked.pk}",
            summary="Who?",
            raised_at=NOW,
            raised_by="system:test",
        )

        assert reconciliation.obligations_without_communication(at=NOW) == 0

    def test_looks_only_at_what_was_opened_lately_when_asked_to(self):
        an_obligation()

        assert reconciliation.obligations_without_communication(at=NOW, opened_since=NOW) == 0


class TestQueuedTooLong:
    """R2."""

    def test_counts_after_a_quarter_of_an_hour_and_asks_after_an_hour(self):
        fresh_one, slow, stuck = queued(), queued(), queued()
        age(fresh_one, minutes=5)
        age(slow, minutes=20)
        age(stuck, minutes=61)

        assert reconciliation.queued_too_long(at=NOW) == 2
        assert reconciliation.queued_too_long(at=NOW) == 2
        assert work(WorkKind.RECONCILIATION, f"message:{stuck.pk}") == 1
        assert work(WorkKind.RECONCILIATION, f"message:{slow.pk}") == 0


class TestNeverPosted:
    """R4, F18: accepted is not sent."""

    def test_asks_after_two_working_days_while_the_clock_still_runs(self):
        a_calendar()
        monday, tuesday, wednesday = (dt.datetime(2026, 3, day, 16, tzinfo=dt.UTC) for day in (23, 24, 25))
        late = put(rendered(), MessageState.ACCEPTED, accepted_at=monday)
        in_time = put(rendered(), MessageState.ACCEPTED, accepted_at=tuesday)

        found = reconciliation.letters_never_posted(at=wednesday, calendar=load_calendar())

        assert found == 1
        assert work(WorkKind.RECONCILIATION, f"message:{late.pk}") == 1
        assert work(WorkKind.RECONCILIATION, f"message:{in_time.pk}") == 0
        assert fresh(late).communication.obligation.state == ObligationState.OPEN

    def test_a_weekend_does_not_count(self):
        a_calendar()
        friday, tuesday = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC), dt.datetime(2026, 3, 23, 16, tzinfo=dt.UTC)
        put(rendered(), MessageState.ACCEPTED, accepted_at=friday)

        assert reconciliation.letters_never_posted(at=tuesday, calendar=load_calendar()) == 0


class TestTheOtherSidesList:
    """R5."""

    def test_settles_what_they_have_and_we_do_not_know_of(self, channel):
        """F10: a commit that a failing database lost is found on the other side's list and not sent again."""
        a_calendar()
        message = queued()
        channel.listing = Listing(frozenset({message.send_ref}))

        differences = asking.compare_yesterday(clock=the_clock)

        assert differences == 1
        assert fresh(message).state == MessageState.ACCEPTED
        assert asking.compare_yesterday(clock=the_clock) == 0

    def test_asks_about_what_we_hold_as_accepted_and_they_do_not_know(self, channel):
        a_calendar()
        message = put(queued(), MessageState.ACCEPTED, accepted_at=NOW - dt.timedelta(days=1))
        channel.listing = Listing(frozenset())

        assert asking.compare_yesterday(clock=the_clock) == 1
        assert work(WorkKind.RECONCILIATION, f"message:{message.pk}") == 1

    def test_is_alarmed_by_what_nobody_of_us_sent(self, channel, caplog):
        a_calendar()
        channel.listing = Listing(frozenset({uuid.uuid4()}))

        assert asking.compare_yesterday(clock=the_clock) >= 1
        assert "reconciliation.not_ours" in caplog.text


class TestDamagedDocuments:
    """R6."""

    def test_finds_bytes_that_are_not_those_their_name_says(self):
        RenderedDocumentFactory(rendered_at=timezone.now())
        RenderedDocumentFactory(rendered_at=timezone.now(), digest="0" * 64)

        assert reconciliation.damaged_documents() == 1
        assert RenderedDocument.objects.count() == 2


class TestInbound:
    """R7."""

    @pytest.mark.parametrize(
        ("state", "counted"),
        [(InboundState.QUARANTINED, 1), (InboundState.CONFLICT, 1), (InboundState.APPLIED, 0)],
    )
    def test_counts_what_waits_for_longer_than_five_minutes(self, state, counted):
        InboundMessageFactory(state=state, received_at=NOW - dt.timedelta(minutes=6))
        InboundMessageFactory(state=state, received_at=NOW - dt.timedelta(minutes=4))

        assert reconciliation.inbound_not_applied(at=NOW) == counted


class TestHeld:
    """R13."""

    def test_gives_every_held_message_an_owner_and_tells_a_manager_after_a_day(self):
        new, old = put(queued(), MessageState.HELD), put(queued(), MessageState.HELD)
        age(new, minutes=1)
        age(old, hours=25)

        counts = [reconciliation.held_without_owner(at=NOW) for _ in range(2)]

        assert counts == [2, 1]
        assert work(WorkKind.HELD_COMMUNICATION, f"message:{new.pk}") == 1
        assert WorkItem.objects.get(about=f"message:{old.pk}", kind=WorkKind.RECONCILIATION).is_for_manager

    def test_puts_every_undecided_one_before_a_person(self):
        message = put(queued(), MessageState.HELD, undecided_since=NOW)

        counts = [reconciliation.undecided_without_owner(at=NOW) for _ in range(2)]

        assert counts == [1, 0]
        assert work(WorkKind.UNDECIDED_DELIVERY, f"message:{message.pk}") == 1


class TestCalendarHorizon:
    def test_counts_the_days_by_which_the_calendar_is_short(self):
        assert reconciliation.calendar_horizon_days_short(at=NOW) == 180
        a_calendar()

        assert reconciliation.calendar_horizon_days_short(at=NOW) == 0
        last_good = dt.datetime(2027, 7, 4, 12, tzinfo=dt.UTC)
        assert reconciliation.calendar_horizon_days_short(at=last_good) == 0
        assert reconciliation.calendar_horizon_days_short(at=last_good + dt.timedelta(days=1)) == 1


class TestDeadlineWarnings:
    """R9, and the warnings at half the time and at the last safe approval."""

    DECIDED = dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC)
    DUE = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)

    def stems(self, obligation):
        keys = WorkItem.objects.filter(about=f"obligation:{obligation.pk}").values_list("key", flat=True)
        return {key.partition(":")[0] for key in keys}

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (dt.datetime(2026, 3, 27, 12, tzinfo=dt.UTC), set()),
            (dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC), {"deadline-half"}),
            (dt.datetime(2026, 4, 2, 11, 59, tzinfo=dt.UTC), {"deadline-half"}),
            (dt.datetime(2026, 4, 2, 12, 0, tzinfo=dt.UTC), {"deadline-half", "deadline-escalated"}),
            (dt.datetime(2026, 4, 3, 8, 0, tzinfo=dt.UTC), {"deadline-missed"}),
        ],
    )
    def test_warns_of_what_the_time_says(self, at, expected):
        obligation = an_obligation()

        deadline_warnings.warn(at=at)

        assert self.stems(obligation) == expected

    def test_warns_at_the_last_safe_approval_of_the_channel(self):
        letter = CommunicationFactory(
            obligation=(obligation := an_obligation()),
            victim=obligation.victim,
            latest_safe_approval_at=dt.datetime(2026, 3, 27, 17, 30, tzinfo=dt.UTC),
        )

        deadline_warnings.warn(at=letter.latest_safe_approval_at - dt.timedelta(minutes=1))
        before = self.stems(obligation)
        deadline_warnings.warn(at=letter.latest_safe_approval_at)

        assert before == set()
        assert self.stems(obligation) == {"deadline-last-approval"}

    def test_warns_once_and_not_again_when_a_person_has_dealt_with_it(self):
        obligation = an_obligation()
        at = dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC)
        first = deadline_warnings.warn(at=at)
        WorkItem.objects.filter(about=f"obligation:{obligation.pk}").update(
            state="DONE", done_at=at, done_by="staff:test"
        )

        assert (first, deadline_warnings.warn(at=at)) == (1, 0)

    @pytest.mark.parametrize(
        ("at", "verb"),
        [
            (dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC), "WARNED"),
            (dt.datetime(2026, 4, 3, 8, 0, tzinfo=dt.UTC), "MISSED"),
        ],
    )
    def test_each_warning_stands_in_the_trail_once(self, at, verb):
        obligation = an_obligation()

        deadline_warnings.warn(at=at)
        deadline_warnings.warn(at=at)

        event = AuditEvent.objects.get()
        assert (event.verb, event.subject_kind, event.subject_id) == (verb, "cases.obligation", str(obligation.pk))
        assert (event.actor, event.at) == ("system:deadlines", at)
        assert (event.case_id, event.victim_id) == (obligation.case_id, obligation.victim_id)

    def test_says_nothing_of_half_the_time_when_the_letter_is_approved(self):
        letter = an_approved_letter()

        deadline_warnings.warn(at=dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC))

        assert self.stems(letter.obligation) == set()


class TestPolling:
    def test_asks_about_a_letter_and_learns_that_it_was_posted(self, settings, tmp_path):
        a_calendar()
        message = put(rendered(), MessageState.RENDERED)
        relay.drain(clock=the_clock, budget_seconds=20)
        age(message, minutes=15)
        folder = tmp_path / "posted"
        folder.mkdir()
        (folder / f"{NOW.date()}.csv").write_text(f"send_ref,posted_at\n{message.send_ref},2026-03-27T09:00:00+00:00\n")

        moved = asking.poll(clock=the_clock)

        message = fresh(message)
        assert moved == 1
        assert message.state == MessageState.DISPATCHED
        assert message.communication.obligation.met_at == dt.datetime(2026, 3, 27, 9, tzinfo=dt.UTC)

    def test_asks_each_silent_message_once_an_hour_at_most(self, channel):
        message = put(queued(channel=Channel.TEXT), MessageState.ACCEPTED, accepted_at=NOW)
        age(message, minutes=31)
        channel.look_ups = [Found(provider_id="p", status=ProviderStatus.ACCEPTED)]

        asking.poll(clock=the_clock)
        asking.poll(clock=the_clock)

        assert channel.asked == [message.send_ref]
        assert fresh(message).state == MessageState.ACCEPTED

    def test_learns_of_a_delivery_whose_receipts_never_came(self, channel):
        """F17."""
        message = put(queued(), MessageState.ACCEPTED, accepted_at=NOW)
        age(message, hours=5)
        channel.look_ups = [Found(provider_id="p", status=ProviderStatus.DELIVERED, happened_at=NOW)]

        assert asking.poll(clock=the_clock) == 1
        assert fresh(message).state == MessageState.DELIVERED

    def test_does_not_go_on_asking_a_channel_that_cannot_say(self, channel):
        for _ in range(3):
            age(put(queued(), MessageState.ACCEPTED, accepted_at=NOW), hours=5)
        channel.look_ups = [CannotLookUp()]

        asking.poll(clock=the_clock)

        assert len(channel.asked) == 1

    def test_leaves_what_is_not_silent_yet(self):
        age(put(queued(), MessageState.ACCEPTED, accepted_at=NOW), minutes=10)

        assert polling.claim_silent(channel=Channel.EMAIL, limit=10) == []


class TestPrintRuns:
    def test_closes_a_run_at_its_cut_off_and_not_before(self, settings):
        a_calendar()
        rendered()
        relay.drain(clock=the_clock, budget_seconds=20)
        before = asking.close_print_runs(clock=lambda: dt.datetime(2026, 3, 27, 17, 29, tzinfo=dt.UTC))

        after = asking.close_print_runs(clock=lambda: dt.datetime(2026, 3, 27, 17, 30, tzinfo=dt.UTC))

        assert (before, after) == (0, 1)


class TestHeartbeats:
    """R10."""

    def test_records_what_a_sweep_found(self):
        sweeps.run(sweep="communications.send.drain", every_seconds=5, work=lambda: 7, clock=the_clock)

        row = SweepRun.objects.get()
        assert (row.found, row.succeeded_at, row.consecutive_failures) == (7, NOW, 0)

    def test_records_a_failure_and_lets_it_be_seen(self):
        def explode():
            raise ZeroDivisionError

        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                sweeps.run(sweep="communications.send.drain", every_seconds=5, work=explode, clock=the_clock)

        row = SweepRun.objects.get()
        assert (row.failed_at, row.consecutive_failures, row.succeeded_at) == (NOW, 2, None)

    def test_a_nightly_sweep_that_ran_lately_sleeps_on(self):
        ran = []
        for _ in range(2):
            sweeps.run(
                sweep="communications.sweeps.damaged",
                every_seconds=86_400,
                work=lambda: ran.append(1) or 0,
                clock=timezone.now,
            )

        assert ran == [1]

    def test_names_the_silent_ones(self):
        at = timezone.now() + dt.timedelta(days=5)
        SweepRun.objects.create(
            sweep="communications.send.drain", every_seconds=5, started_at=at, succeeded_at=at - dt.timedelta(minutes=3)
        )
        SweepRun.objects.create(sweep="communications.sweeps.leases", every_seconds=15, started_at=at, succeeded_at=at)
        expected = {name: INTERVALS[name] for name in ("communications.send.drain", "communications.sweeps.leases")}

        assert [row.sweep for row in sweeps.overdue(expected=expected, at=at)] == ["communications.send.drain"]

    def test_a_service_just_installed_is_not_silent_yet(self):
        with connection.cursor() as cursor:
            cursor.execute("update django_migrations set applied = now()")

        assert sweeps.overdue(expected=dict(INTERVALS), at=timezone.now()) == []

    def test_every_alarm_is_a_sweep(self):
        assert set(ALARMS) <= set(INTERVALS)
