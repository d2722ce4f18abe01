"""A correction by the court is compared with what was said, and never leads to anything being sent (row 21, F14)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case, Charge, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication, OutboxMessage
from communications.rules.vocabulary import CommunicationState
from communications.services import intake
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import DecisionFactory, ObligationFactory, VictimFactory, WorkItemFactory
from tests.factories.communications import CommunicationFactory

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parents[2] / "payloads"
FEED = actors.system(SystemProcess.COURT_FEED)
FIRST_AT = dt.datetime(2026, 3, 5, 16, 0, tzinfo=dt.UTC)
LATER_AT = dt.datetime(2026, 3, 6, 16, 0, tzinfo=dt.UTC)


def receive(name: str, *, at: dt.datetime) -> intake.Outcome:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return intake.receive_court_message(payload=content, actor=FEED, at=at)


@pytest.fixture
def told_case() -> Case:
    UnitFactory(area=AreaFactory(code="SOUTH_EAST"))
    receive("shares/1_withdrawn", at=FIRST_AT)
    return Case.objects.get()


class TestReceiveCourtMessage:
    def test_asks_for_a_correction_of_a_letter_already_sent_and_sends_nothing(self, told_case: Case) -> None:
        victim = VictimFactory(case=told_case)
        letter = CommunicationFactory(victim=victim, sent=True, opened_at=FIRST_AT + dt.timedelta(hours=1))

        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        item = WorkItem.objects.get(kind=WorkKind.CORRECTION)
        assert item.about == f"communication:{letter.pk}"
        assert "already" not in item.summary
        assert "after this was sent" in item.summary
        letter.refresh_from_db()
        assert letter.state == CommunicationState.SENT
        assert Communication.objects.count() == 1
        assert not OutboxMessage.objects.exists()

    def test_asks_to_compare_an_approved_letter_before_it_leaves(self, told_case: Case) -> None:
        CommunicationFactory(
            victim=VictimFactory(case=told_case), approved=True, opened_at=FIRST_AT + dt.timedelta(hours=1)
        )

        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        assert "before it is sent" in WorkItem.objects.get(kind=WorkKind.CORRECTION).summary

    def test_makes_the_last_check_before_sending_hold_what_has_not_left(self, told_case: Case) -> None:
        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        told_case.refresh_from_db()
        assert told_case.facts_changed_at == LATER_AT

    def test_leaves_alone_what_was_said_before_the_corrected_share_and_about_something_else(
        self, told_case: Case
    ) -> None:
        CommunicationFactory(
            victim=VictimFactory(case=told_case), sent=True, opened_at=FIRST_AT - dt.timedelta(days=30)
        )

        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        assert not WorkItem.objects.filter(kind=WorkKind.CORRECTION).exists()

    def test_finds_an_older_letter_that_explains_a_decision_about_the_corrected_charge(self, told_case: Case) -> None:
        victim = VictimFactory(case=told_case)
        decision = DecisionFactory(case=told_case)
        decision.decision_charges.create(charge=Charge.objects.get(), state_before="CHARGED", state_after="STOPPED")
        obligation = ObligationFactory(victim=victim, decision=decision, case=told_case)
        CommunicationFactory(
            victim=victim, obligation=obligation, sent=True, opened_at=FIRST_AT - dt.timedelta(days=30)
        )

        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        assert WorkItem.objects.filter(kind=WorkKind.CORRECTION).count() == 1

    def test_asks_for_a_correction_of_news_that_a_person_has_told_since(self, told_case: Case) -> None:
        """L11: what somebody was told by phone is corrected like a letter; what nobody has told is only newer news."""
        told = WorkItemFactory(
            case=told_case,
            victim=VictimFactory(case=told_case),
            kind=WorkKind.HEARING_NEWS,
            key="news:told",
            state="DONE",
            done_at=FIRST_AT + dt.timedelta(hours=2),
            done_by="staff:1",
        )
        WorkItemFactory(
            case=told_case, victim=VictimFactory(case=told_case), kind=WorkKind.HEARING_NEWS, key="news:open"
        )

        receive("shares/2_corrected_to_sent_for_trial", at=LATER_AT)

        item = WorkItem.objects.get(kind=WorkKind.CORRECTION)
        assert (item.victim, item.due_at) == (told.victim, LATER_AT + dt.timedelta(hours=1))
        assert "ring them and say sorry" in item.summary

    def test_asks_nothing_when_a_share_repeats_what_was_shared(self, told_case: Case) -> None:
        CommunicationFactory(
            victim=VictimFactory(case=told_case), sent=True, opened_at=FIRST_AT + dt.timedelta(hours=1)
        )
        content = json.loads((PAYLOADS / "shares/1_withdrawn.json").read_text(encoding="utf-8"))
        content |= {"sharedTime": "2026-03-06T09:00:00Z", "isReshare": True}

        intake.receive_court_message(payload=content, actor=FEED, at=LATER_AT)

        assert not WorkItem.objects.filter(kind=WorkKind.CORRECTION).exists()
