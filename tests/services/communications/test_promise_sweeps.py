"""The sweeps over the promise ledger, each run twice, late and over many rows (V6 to V8, PRO-5)."""

import datetime as dt
from typing import Any

import pytest

from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import JourneyStage, WorkKind
from communications.models import Communication, Promise, StatusChange
from communications.rules.references import REFERENCE
from communications.rules.vocabulary import CommunicationState, LetterType, PromiseState, Purpose
from communications.services import promise_sweeps, promises
from tests.factories.cases import (
    CaseEventFactory,
    DecisionProposalFactory,
    ObligationFactory,
    SafeContactProfileFactory,
    WorkItemFactory,
)
from tests.factories.communications import CommunicationFactory
from tests.services.communications.ledger import AT, TODAY, promise_due, publish_calendar, victim_in_contact

pytestmark = pytest.mark.django_db

TOMORROW = dt.date(2026, 3, 12)
FRIDAY = dt.date(2026, 3, 13)
MONDAY = dt.date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _calendar() -> None:
    publish_calendar()


def gone(reason: str) -> Promise:
    """Make a promise due today to somebody who is no longer in contact."""
    changes: dict[str, Any] = {
        "died": {"person__died_on": TODAY},
        "declined": {"has_declined_contact": True},
        "contact ended": {"contact_ended_on": TODAY},
        "case closed": {"case__closed_on": TODAY},
        "opted out": {},
    }[reason]
    victim = victim_in_contact(**changes)
    if reason == "opted out":
        SafeContactProfileFactory(person=victim.person, opted_out_at=AT)
    return promise_due(TODAY, victim=victim)


GONE = ["died", "declined", "contact ended", "case closed", "opted out"]


class TestEnd:
    @pytest.mark.parametrize("reason", GONE)
    def test_ends_promises_to_people_no_longer_in_contact_and_closes_the_work(self, reason: str) -> None:
        promise = gone(reason)
        WorkItemFactory(key=promises.work_key(promise_id=promise.pk), case=promise.case)

        assert promise_sweeps.end_promises(at=AT) == 1

        promise.refresh_from_db()
        assert (promise.state, promise.settled_at) == (PromiseState.ENDED, AT)
        assert WorkItem.objects.get().state == "DONE"
        assert promise_sweeps.end_promises(at=AT) == 0

    def test_leaves_everybody_else_alone(self) -> None:
        promise_due(TODAY)
        opted_in_again = promise_due(TODAY)
        SafeContactProfileFactory(person=opted_in_again.person, opted_out_at=AT, recorded_at=AT - dt.timedelta(days=2))
        SafeContactProfileFactory(person=opted_in_again.person, recorded_at=AT - dt.timedelta(days=1))

        assert promise_sweeps.end_promises(at=AT) == 0


class TestWarn:
    """Due in two working days shows on the officer's list."""

    def test_puts_it_on_the_list_once_with_its_day_as_the_due_time(self) -> None:
        promise = promise_due(FRIDAY)

        assert promise_sweeps.warn_due_promises(at=AT) == 1
        assert promise_sweeps.warn_due_promises(at=AT) == 0

        item = WorkItem.objects.get()
        assert (item.kind, item.key, item.unit_id) == (
            WorkKind.PROMISE_DUE,
            promises.work_key(promise_id=promise.pk),
            promise.case.unit_id,
        )
        assert item.due_at == dt.datetime(2026, 3, 13, 23, 59, 59, tzinfo=dt.UTC)
        assert (item.is_for_manager, item.victim_id) == (False, promise.victim_id)

    def test_looks_two_working_days_ahead_and_no_further(self) -> None:
        promise_due(MONDAY)

        assert promise_sweeps.warn_due_promises(at=AT) == 0
        assert promise_sweeps.warn_due_promises(at=AT + dt.timedelta(days=1)) == 1

    def test_is_not_raised_again_for_work_that_somebody_finished(self) -> None:
        promise_due(FRIDAY)
        promise_sweeps.warn_due_promises(at=AT)
        WorkItem.objects.update(state="DONE", done_at=AT, done_by="staff:x")

        assert promise_sweeps.warn_due_promises(at=AT) == 0
        assert WorkItem.objects.count() == 1

    def test_goes_on_past_the_first_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(promise_sweeps, "BATCH", 2)
        for _ in range(5):
            promise_due(TOMORROW)

        assert promise_sweeps.warn_due_promises(at=AT) == 5


class TestSendDueUpdates:
    """V8."""

    def test_opens_one_update_a_working_day_ahead_so_that_post_leaves_on_the_day(self) -> None:
        promise = promise_due(TOMORROW)

        assert promise_sweeps.send_due_updates(at=AT) == 1

        update = Communication.objects.get()
        assert (update.purpose, update.letter_type, update.state) == (
            Purpose.NO_CHANGE_UPDATE,
            LetterType.NO_CHANGE_UPDATE,
            CommunicationState.DRAFT,
        )
        assert (update.recipient, update.victim, update.case) == (promise.person, promise.victim, promise.case)
        assert update.due_at == dt.datetime(2026, 3, 12, 23, 59, 59, tzinfo=dt.UTC)
        assert REFERENCE.fullmatch(update.reference)

    def test_leaves_what_is_due_later(self) -> None:
        promise_due(FRIDAY)

        assert promise_sweeps.send_due_updates(at=AT) == 0

    def test_run_twice_or_late_there_is_still_one(self) -> None:
        promise_due(TOMORROW)
        promise_sweeps.send_due_updates(at=AT)

        assert promise_sweeps.send_due_updates(at=AT) == 0
        assert promise_sweeps.send_due_updates(at=AT + dt.timedelta(hours=20)) == 0
        assert Communication.objects.count() == 1

    def test_every_reference_of_a_batch_is_another(self) -> None:
        for _ in range(12):
            promise_due(TOMORROW)

        assert promise_sweeps.send_due_updates(at=AT) == 12
        assert len(set(Communication.objects.values_list("reference", flat=True))) == 12

    def test_takes_every_promise_once_over_several_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(promise_sweeps, "BATCH", 2)
        for _ in range(5):
            promise_due(TOMORROW)

        assert promise_sweeps.send_due_updates(at=AT) == 5

    @pytest.mark.parametrize("reason", GONE)
    def test_nothing_for_people_no_longer_in_contact(self, reason: str) -> None:
        gone(reason)

        assert promise_sweeps.send_due_updates(at=AT) == 0

    def test_never_says_no_change_while_a_decision_waits_to_be_explained(self) -> None:
        promise = promise_due(TOMORROW)
        ObligationFactory(victim=promise.victim)

        assert promise_sweeps.send_due_updates(at=AT) == 0

    def test_nor_while_the_court_feed_proposes_a_decision(self) -> None:
        promise = promise_due(TOMORROW)
        DecisionProposalFactory(case=promise.case)

        assert promise_sweeps.send_due_updates(at=AT) == 0

    def test_nor_when_something_happened_since_the_promise(self) -> None:
        promise = promise_due(TOMORROW)
        CaseEventFactory(case=promise.case, recorded_at=AT - dt.timedelta(days=1))
        before = promise_due(TOMORROW)
        CaseEventFactory(case=before.case, recorded_at=before.made_at - dt.timedelta(days=1))

        assert promise_sweeps.send_due_updates(at=AT) == 1
        assert Communication.objects.get().victim == before.victim

    @pytest.mark.parametrize(
        ("stage", "since", "opened"),
        [
            (JourneyStage.TRIAL_PREP, dt.date(2026, 1, 10), 1),
            (JourneyStage.TRIAL_PREP, dt.date(2026, 3, 10), 0),
            (JourneyStage.STOPPED, dt.date(2026, 1, 10), 0),
            (JourneyStage.PROVISIONAL_STOP, dt.date(2026, 1, 10), 0),
        ],
    )
    def test_nor_when_the_stage_moved_or_the_case_is_stopping(
        self, stage: JourneyStage, since: dt.date, opened: int
    ) -> None:
        promise_due(TOMORROW, victim=victim_in_contact(case__stage=stage, case__stage_since=since))

        assert promise_sweeps.send_due_updates(at=AT) == opened

    def test_nor_while_an_officer_is_writing_to_the_person(self) -> None:
        promise = promise_due(TOMORROW)
        CommunicationFactory(victim=promise.victim, purpose=Purpose.VCL_LETTER)

        assert promise_sweeps.send_due_updates(at=AT) == 0


class TestMissed:
    """V7: missed means an apology with a new date, and the manager told."""

    def test_settles_it_apologises_with_a_new_date_and_tells_the_manager(self) -> None:
        promise = promise_due(dt.date(2026, 3, 9))

        assert promise_sweeps.settle_missed_promises(at=AT) == 1

        promise.refresh_from_db()
        assert (promise.state, promise.settled_at) == (PromiseState.MISSED, AT)
        new = Promise.objects.get(follows=promise)
        assert (new.state, new.due_on, new.basis, new.person) == (
            PromiseState.OPEN,
            dt.date(2026, 3, 18),
            "apology",
            promise.person,
        )
        apology = Communication.objects.get()
        assert (apology.purpose, apology.recipient) == (Purpose.APOLOGY_MISSED_PROMISE, promise.person)
        assert apology.context == {"missed_on": "2026-03-09", "next_update_on": "2026-03-18"}
        item = WorkItem.objects.get()
        assert (item.kind, item.is_for_manager) == (WorkKind.PROMISE_MISSED, True)

    @pytest.mark.parametrize(("due_on", "missed"), [(dt.date(2026, 3, 9), 1), (dt.date(2026, 3, 10), 0)])
    def test_a_working_day_of_grace_is_given(self, due_on: dt.date, missed: int) -> None:
        promise_due(due_on)

        assert promise_sweeps.settle_missed_promises(at=AT) == missed

    def test_run_twice_there_is_one_apology_and_one_new_promise(self) -> None:
        promise = promise_due(dt.date(2026, 3, 9))
        promise_sweeps.settle_missed_promises(at=AT)

        assert promise_sweeps.settle_missed_promises(at=AT) == 0
        assert Communication.objects.count() == 1
        assert Promise.objects.filter(victim=promise.victim).count() == 2

    def test_an_update_that_did_not_make_it_is_replaced_by_the_apology(self) -> None:
        promise = promise_due(dt.date(2026, 3, 9))
        late = CommunicationFactory(
            victim=promise.victim,
            purpose=Purpose.NO_CHANGE_UPDATE,
            dedupe_key=f"no-change:{promise.pk}",
            approved=True,
        )

        promise_sweeps.settle_missed_promises(at=AT)

        late.refresh_from_db()
        assert late.state == CommunicationState.SUPERSEDED
        step = StatusChange.objects.get(communication=late)
        assert (step.before, step.after) == ("APPROVED", "SUPERSEDED")

    def test_the_officers_own_line_gives_way_to_the_managers(self) -> None:
        promise = promise_due(dt.date(2026, 3, 9))
        promise_sweeps.warn_due_promises(at=AT - dt.timedelta(days=2))

        promise_sweeps.settle_missed_promises(at=AT)

        assert WorkItem.objects.get(key=promises.work_key(promise_id=promise.pk)).state == "DONE"
        assert WorkItem.objects.get(state="OPEN").kind == WorkKind.PROMISE_MISSED

    def test_goes_on_past_the_first_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(promise_sweeps, "BATCH", 2)
        for _ in range(5):
            promise_due(dt.date(2026, 3, 9))

        assert promise_sweeps.settle_missed_promises(at=AT) == 5
        assert Promise.objects.filter(state=PromiseState.OPEN).count() == 5


class TestTraces:
    """Whatever a sweep changes of a person's record stands in the trail, once for each row, in the same statement."""

    def test_of_an_end_a_warning_and_an_opened_update(self) -> None:
        ended, warned = gone("opted out"), promise_due(TOMORROW)

        promise_sweeps.sweep(at=AT)
        promise_sweeps.sweep(at=AT)

        update = Communication.objects.get()
        assert traces() == {
            ("CLOSED", "communications.promise", str(ended.pk), ended.victim_id),
            ("WARNED", "communications.promise", str(warned.pk), warned.victim_id),
            ("OPENED", "communications.communication", str(update.pk), warned.victim_id),
        }

    def test_of_a_missed_promise_and_all_that_follows_from_it(self) -> None:
        missed = promise_due(dt.date(2026, 3, 6))
        too_late = CommunicationFactory(
            victim=missed.victim, purpose=Purpose.NO_CHANGE_UPDATE, dedupe_key=f"no-change:{missed.pk}"
        )

        assert promise_sweeps.settle_missed_promises(at=AT) == 1

        following = Promise.objects.get(follows=missed)
        apology = Communication.objects.get(purpose=Purpose.APOLOGY_MISSED_PROMISE)
        assert traces() == {
            ("MISSED", "communications.promise", str(missed.pk), missed.victim_id),
            ("PROMISED", "communications.promise", str(following.pk), missed.victim_id),
            ("SUPERSEDED", "communications.communication", str(too_late.pk), missed.victim_id),
            ("OPENED", "communications.communication", str(apology.pk), missed.victim_id),
        }


def traces() -> set[tuple[str, str, str, object]]:
    """List what the sweeps left in the trail, and see that nothing stands there twice."""
    entries = list(
        AuditEvent.objects.filter(actor=promise_sweeps.ACTOR.label).values_list(
            "verb", "subject_kind", "subject_id", "victim_id"
        )
    )
    assert len(entries) == len(set(entries))
    return set(entries)
