"""Stopping, restarting and extending what is owed: two people, at once where it is for safety, never the clock (W3)."""

import datetime as dt
from typing import Any

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Obligation, ObligationTransition, TransitionRequest, WorkItem
from cases.rules.transitions import NotNow, UnfitTarget
from cases.rules.vocabulary import (
    ExemptionReason,
    TransitionKind,
    TransitionOutcome,
    TransitionReason,
    WorkKind,
)
from cases.services import transitions
from communications.models import OutboxMessage
from communications.outbox import handlers
from communications.rules.vocabulary import MessageState
from communications.services import calling, claims, exemptions, missing_letters
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import CaseFactory, ObligationFactory
from tests.factories.reference import lay_reference_data
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import NOW, a_calendar, an_approved_letter, an_obligation, drain, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed() -> Obligation:
    found: Obligation = an_obligation()
    return found


def somebody(owed: Obligation, role: Role = Role.VLU_OFFICER) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=owed.case.unit, role=role).user, at=NOW)


def ask(owed: Obligation, actor: actors.Actor, kind: TransitionKind = TransitionKind.STOP, **changes: Any) -> Any:
    reason = {
        TransitionKind.STOP: TransitionReason.SAFETY_CONCERN,
        TransitionKind.RESTART: TransitionReason.CONCERN_SETTLED,
        TransitionKind.EXTEND: TransitionReason.TOLD_LATE,
    }[kind]
    to_at = owed.due_at + dt.timedelta(days=3) if kind is TransitionKind.EXTEND else None
    values = {"reason": reason, "words": "The police called about the address.", "to_at": to_at, **changes}
    return transitions.ask(obligation_id=owed.pk, kind=kind, actor=actor, at=NOW, **values)


def answer(asked: TransitionRequest, actor: actors.Actor, outcome: TransitionOutcome = TransitionOutcome.APPROVED):
    return transitions.answer(request_id=asked.pk, outcome=outcome, note="Agreed.", actor=actor, at=NOW)


class TestStopping:
    def test_holds_at_once_and_asks_a_second_person(self, owed: Obligation) -> None:
        writer = somebody(owed)

        asked = ask(owed, writer)

        owed.refresh_from_db()
        assert (owed.is_stopped, owed.state) == (True, "OPEN")
        item = WorkItem.objects.get(kind=WorkKind.TRANSITION_APPROVAL)
        assert (item.is_for_manager, item.about) == (True, f"obligation:{owed.pk}")
        assert AuditEvent.objects.filter(verb="PROPOSED", subject_id=str(asked.pk), actor=writer.label).exists()

    def test_stays_when_it_is_approved_and_ends_when_it_is_refused(self, owed: Obligation) -> None:
        manager = somebody(owed, Role.VLU_MANAGER)
        answer(ask(owed, somebody(owed)), manager)
        owed.refresh_from_db()
        assert owed.is_stopped is True
        other = an_obligation()

        answer(ask(other, somebody(other)), somebody(other, Role.VLU_MANAGER), TransitionOutcome.REFUSED)

        other.refresh_from_db()
        assert other.is_stopped is False
        assert not WorkItem.objects.filter(kind=WorkKind.TRANSITION_APPROVAL, state="OPEN").exists()

    def test_never_moves_the_clock(self, owed: Obligation) -> None:
        before = (owed.due_at, owed.due_on, owed.limit_working_days)

        answer(ask(owed, somebody(owed)), somebody(owed, Role.VLU_MANAGER))

        owed.refresh_from_db()
        assert (owed.due_at, owed.due_on, owed.limit_working_days) == before

    def test_keeps_a_queued_letter_from_leaving_until_it_is_restarted(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        ScriptedChannel.reset()
        settings.SENDER_EMAIL = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
        monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
        a_calendar()
        message = queued()
        owed = message.communication.obligation
        writer, manager = somebody(owed), somebody(owed, Role.VLU_MANAGER)
        answer(ask(owed, writer), manager)

        drain()
        message.refresh_from_db()
        assert (message.state, message.reason) == (MessageState.QUEUED, "A person stopped this letter")

        answer(ask(owed, writer, TransitionKind.RESTART), manager)
        OutboxMessage.objects.update(not_before=NOW)
        drain()
        message.refresh_from_db()
        assert message.state == MessageState.ACCEPTED


class TestRestarting:
    def test_takes_hold_only_when_it_is_approved(self, owed: Obligation) -> None:
        writer, manager = somebody(owed), somebody(owed, Role.VLU_MANAGER)
        answer(ask(owed, writer), manager)

        asked = ask(owed, writer, TransitionKind.RESTART)

        owed.refresh_from_db()
        assert owed.is_stopped is True
        answer(asked, manager)
        owed.refresh_from_db()
        assert owed.is_stopped is False


class TestExtending:
    def test_agrees_a_target_and_leaves_the_deadline(self, owed: Obligation) -> None:
        due_at = owed.due_at

        asked = ask(owed, somebody(owed), TransitionKind.EXTEND)

        owed.refresh_from_db()
        assert owed.target_at is None
        answer(asked, somebody(owed, Role.VLU_MANAGER))
        owed.refresh_from_db()
        assert (owed.target_at, owed.due_at) == (due_at + dt.timedelta(days=3), due_at)
        assert (asked.from_at, asked.to_at) == (due_at, owed.target_at)

    def test_refused_leaves_the_target(self, owed: Obligation) -> None:
        asked = ask(owed, somebody(owed), TransitionKind.EXTEND)

        answer(asked, somebody(owed, Role.VLU_MANAGER), TransitionOutcome.REFUSED)

        owed.refresh_from_db()
        assert owed.target_at is None
        assert ObligationTransition.objects.get().outcome == "REFUSED"

    def test_to_an_earlier_day_is_refused(self, owed: Obligation) -> None:
        with pytest.raises(UnfitTarget):
            ask(owed, somebody(owed), TransitionKind.EXTEND, to_at=owed.due_at)


class TestTwoPeople:
    def test_whoever_asked_may_not_answer(self, owed: Obligation) -> None:
        manager = somebody(owed, Role.VLU_MANAGER)

        with pytest.raises(transitions.NeedsSecondPerson):
            answer(ask(owed, manager), manager)

    def test_the_second_answer_is_refused(self, owed: Obligation) -> None:
        asked, manager = ask(owed, somebody(owed)), somebody(owed, Role.VLU_MANAGER)
        answer(asked, manager)

        with pytest.raises(transitions.AlreadyAnswered):
            answer(asked, manager, TransitionOutcome.REFUSED)

    def test_nothing_more_is_asked_for_while_one_waits(self, owed: Obligation) -> None:
        writer = somebody(owed)
        ask(owed, writer)

        with pytest.raises(NotNow):
            ask(owed, writer, TransitionKind.EXTEND)

    def test_words_are_asked_for(self, owed: Obligation) -> None:
        with pytest.raises(transitions.NeedsWords):
            ask(owed, somebody(owed), words="  ")

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
    def test_who_may_not_propose_may_not_ask(self, owed: Obligation, role: Role) -> None:
        with pytest.raises(NotPermitted):
            ask(owed, somebody(owed, role))

    def test_who_may_not_approve_may_not_answer(self, owed: Obligation) -> None:
        with pytest.raises(NotPermitted):
            answer(ask(owed, somebody(owed)), somebody(owed))

    def test_another_area_may_do_neither(self, owed: Obligation) -> None:
        elsewhere = ObligationFactory(victim__case=CaseFactory(unit=UnitFactory(area__code="WESSEX")))

        with pytest.raises(NotPermitted):
            ask(owed, somebody(elsewhere))
        with pytest.raises(NotPermitted):
            answer(ask(owed, somebody(owed)), somebody(elsewhere, Role.VLU_MANAGER))


class TestNotRequired:
    def test_an_approved_exemption_stands_among_the_changes_with_both_people(self, owed: Obligation) -> None:
        writer, manager = somebody(owed), somebody(owed, Role.VLU_MANAGER)
        exemptions.ask(
            obligation_id=owed.pk, reason=ExemptionReason.OPTED_OUT, note="They told us.", actor=writer, at=NOW
        )
        exemptions.approve(
            obligation_id=owed.pk, reason=ExemptionReason.OPTED_OUT, note="They told us.", actor=manager, at=NOW
        )

        kept = ObligationTransition.objects.select_related("request").get()
        assert (kept.request.kind, kept.request.reason) == ("NOT_REQUIRED", "OPTED_OUT")
        assert (kept.requested_by, kept.answered_by) == (writer.label, manager.label)

    def test_what_waits_leaves_the_list_once_nothing_is_owed(self, owed: Obligation) -> None:
        lay_reference_data()
        ask(owed, somebody(owed))
        Obligation.objects.update(state="MET", met_at=NOW)

        missing_letters.look(at=NOW)

        assert not WorkItem.objects.filter(kind=WorkKind.TRANSITION_APPROVAL, state="OPEN").exists()


def test_a_message_that_is_claimed_sees_a_stop_that_came_before_its_call() -> None:
    message = queued(letter=an_approved_letter())
    owed = message.communication.obligation
    [claim] = claims.claim_to_send(channel=message.channel, limit=1, worker="test")
    ask(owed, somebody(owed))

    assert calling.begin(claim=claim, at=NOW) is None
