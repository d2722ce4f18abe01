"""Provisional stops whose time for a review has passed: a prosecutor is asked to decide, once (PS-4; domain.md 3.5)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from audit.models import AuditEvent
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import ReviewOutcome, ReviewText, WorkKind
from cases.services import provisional_windows
from communications.services import reviews
from tests.factories.cases import DecisionFactory, ObligationFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.reviewing import AT, begun, entry, given, told

pytestmark = pytest.mark.django_db
#: The letter left on 27 March 2026, so that the last day for asking is 14 April, after Easter.
LAST_DAY = dt.datetime(2026, 4, 14, 12, 0, tzinfo=dt.UTC)
AFTER = LAST_DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def asked() -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=WorkKind.REVIEW_FOLLOW_UP, state="OPEN"))


def provisional():
    return told(review_text=ReviewText.EXPEDITED_PILOT)


def final_decision(case) -> None:
    decision = DecisionFactory(case=case.made.case, decided_at=AFTER, recorded_at=AFTER)
    ObligationFactory(
        victim=case.made.victim,
        decision=decision,
        decided_at=AFTER,
        due_on=AFTER.date() + dt.timedelta(days=7),
        due_at=AFTER + dt.timedelta(days=7),
    )


class TestLook:
    def test_asks_for_the_final_decision_on_the_day_after_the_last_and_not_before(self):
        case = provisional()

        assert provisional_windows.look(at=LAST_DAY) == 0
        assert provisional_windows.look(at=AFTER) == 1

        (item,) = asked()
        assert (item.about, item.victim) == (f"obligation:{case.obligation.pk}", case.made.victim)
        assert "records the final decision" in item.summary
        assert AuditEvent.objects.filter(verb="WARNED", subject_id=str(case.obligation.pk)).count() == 1

    def test_asks_once_also_after_somebody_has_done_it(self):
        provisional()
        assert [provisional_windows.look(at=AFTER) for _ in range(2)] == [1, 0]
        WorkItem.objects.filter(kind=WorkKind.REVIEW_FOLLOW_UP).update(
            state="DONE", done_at=AFTER, done_by="staff:1", outcome="Done"
        )

        assert provisional_windows.look(at=AFTER + dt.timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"review_text": ReviewText.STANDARD},
            {"state": "OPEN", "met_at": None},
            {"state": "SUPERSEDED", "met_at": None},
        ],
    )
    def test_asks_nothing_about_another_right_or_a_letter_that_has_not_left(self, changes):
        told(**{"review_text": ReviewText.EXPEDITED_PILOT, **changes})

        assert provisional_windows.look(at=AFTER) == 0

    def test_asks_nothing_while_a_different_prosecutor_looks_or_has_answered(self):
        case = provisional()
        stage = begun(case)
        assert provisional_windows.look(at=AFTER) == 0
        given(case, stage)
        reviews.record_outcome(
            stage_id=stage.pk,
            outcome=ReviewOutcome.UPHELD,
            reasons="Why",
            what_follows="",
            actor=case.reviewer,
            at=AFTER,
        )

        assert provisional_windows.look(at=AFTER + dt.timedelta(days=1)) == 0

    def test_asks_after_a_request_that_was_taken_back(self):
        case = provisional()
        stage = begun(case)
        reviews.withdraw(request_id=stage.request_id, reason="They rang to say so", actor=case.officer, at=AT)

        assert provisional_windows.look(at=AFTER) == 1

    def test_asks_nothing_once_the_final_decision_is_recorded_and_closes_what_was_asked(self):
        case = provisional()
        provisional_windows.look(at=AFTER)

        final_decision(case)
        assert provisional_windows.look(at=AFTER + dt.timedelta(hours=1)) == 0

        assert not asked()

    def test_closes_what_was_asked_when_somebody_asks_for_a_review_after_all(self):
        case = provisional()
        provisional_windows.look(at=AFTER)
        from_late = reviews.log_request(
            obligation_id=case.obligation.pk,
            entry=entry(received_on=dt.date(2026, 4, 15)),
            actor=case.officer,
            at=AFTER + dt.timedelta(hours=1),
        )
        assert from_late.stage is None

        provisional_windows.look(at=AFTER + dt.timedelta(hours=2))

        assert not asked()

    def test_goes_on_to_the_next_where_the_time_cannot_be_counted(self):
        # The calendar does not reach back to the first; it is looked at before the second.
        told(review_text=ReviewText.EXPEDITED_PILOT, met_at=dt.datetime(2001, 1, 5, 12, 0, tzinfo=dt.UTC))
        second = provisional()

        assert provisional_windows.look(at=AFTER) == 1
        assert [item.victim for item in asked()] == [second.made.victim]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_ask_once_between_them(self):
        provisional()
        found: list[int] = []

        def look() -> None:
            try:
                found.append(provisional_windows.look(at=AFTER))
            finally:
                connection.close()

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sum(found) == 1
        assert len(asked()) == 1
        assert Obligation.objects.count() == 1
