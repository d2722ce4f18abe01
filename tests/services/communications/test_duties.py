"""The door for decisions: everything that follows, or nothing; proposals; corrections; exemptions; onboarding."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts import actors
from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Case, Charge, Decision, DecisionProposal, Obligation, WorkItem
from cases.rules.vocabulary import (
    ConnectionKind,
    DecisionCode,
    ExemptionReason,
    OffenceCategory,
    ServiceTier,
    TestFailed,
    WorkKind,
)
from cases.rules.working_days import BeyondHorizon
from cases.services import decisions, work
from cases.services.decisions import DecisionEntry
from communications.models import Communication, OutboxMessage, Promise
from communications.services import duties, exemptions, onboarding
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DecisionProposalFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import OutboxMessageFactory
from tests.factories.reference import lay_reference_data, lay_templates

LONDON = ZoneInfo("Europe/London")
AT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=LONDON)
REASONS = "The camera did not record that evening, and nobody else saw what happened at the house."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


@pytest.fixture
def case() -> Case:
    unit = Unit.objects.get(area_id="NORTH_EAST", kind="CROWN_COURT")
    made = CaseFactory(unit=unit, area=unit.area)
    victim = VictimFactory(case=made)
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, post=True)
    SafeContactProfileFactory(person=victim.person, preferred_method="EMAIL")
    ChargeFactory(
        case=made, defendant=DefendantFactory(case=made), category=OffenceCategory.BURGLARY, concerning=[victim]
    )
    return made


def somebody(case: Case, role: Role, at: dt.datetime = AT) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=case.unit, role=role).user, at=at)


def entry(key: str = "form-1", **fields: object) -> DecisionEntry:
    values = {
        "code": DecisionCode.DISCONTINUE_ALL,
        "decided_at": AT - dt.timedelta(hours=1),
        "reasons": REASONS,
        "test_failed": TestFailed.EVIDENTIAL,
        **fields,
    }
    return DecisionEntry(key=key, **values)


class TestRecordDecision:
    def test_leaves_a_trace_of_the_decision_and_of_each_thing_that_followed(self, case: Case) -> None:
        prosecutor = somebody(case, Role.PROSECUTOR)

        duties.record_decision(case_id=case.pk, entry=entry(), actor=prosecutor, at=AT)

        verbs = set(AuditEvent.objects.filter(case_id=case.pk, actor=prosecutor.label).values_list("verb", flat=True))
        assert "DECIDED" in verbs
        case.refresh_from_db()
        assert (case.stage, case.facts_changed_at) == ("STOPPED", AT)

    def test_tells_the_unit_at_once_and_measures_whether_the_reasons_suffice(self, case: Case) -> None:
        """M7, M9: notification is measured apart from the clock."""
        prosecutor = somebody(case, Role.PROSECUTOR)

        recorded = duties.record_decision(case_id=case.pk, entry=entry(reasons="Not enough."), actor=prosecutor, at=AT)

        notification = recorded.decision.notification
        assert (notification.vlu_notified_at, notification.has_sufficient_reasons) == (AT, False)
        assert Obligation.objects.get().decided_at == AT - dt.timedelta(hours=1)

    def test_records_nothing_at_all_when_the_calendar_does_not_reach(self, case: Case) -> None:
        future = dt.datetime(2031, 12, 20, 12, 0, tzinfo=LONDON)
        prosecutor = somebody(case, Role.PROSECUTOR, at=future)

        with pytest.raises(BeyondHorizon):
            duties.record_decision(case_id=case.pk, entry=entry(decided_at=future), actor=prosecutor, at=future)

        assert not Decision.objects.exists()
        assert not Obligation.objects.exists()

    @pytest.mark.parametrize("role", [Role.VLU_OFFICER, Role.INSPECTOR, Role.AREA_MANAGER])
    def test_refuses_who_may_not_decide(self, case: Case, role: Role) -> None:
        with pytest.raises(NotPermitted):
            duties.record_decision(case_id=case.pk, entry=entry(), actor=somebody(case, role), at=AT)

    def test_refuses_a_prosecutor_of_another_unit(self, case: Case) -> None:
        stranger = somebody(CaseFactory(unit=UnitFactory(area__code="WESSEX")), Role.PROSECUTOR)

        with pytest.raises(NotPermitted):
            duties.record_decision(case_id=case.pk, entry=entry(), actor=stranger, at=AT)

    def test_refuses_a_decision_of_tomorrow(self, case: Case) -> None:
        with pytest.raises(decisions.DecidedInFuture):
            duties.record_decision(
                case_id=case.pk,
                entry=entry(decided_at=AT + dt.timedelta(seconds=1)),
                actor=somebody(case, Role.PROSECUTOR),
                at=AT,
            )

    def test_refuses_a_charge_of_another_case(self, case: Case) -> None:
        with pytest.raises(decisions.UnknownCharge):
            duties.record_decision(
                case_id=case.pk,
                entry=entry(charge_ids=frozenset({ChargeFactory().pk})),
                actor=somebody(case, Role.PROSECUTOR),
                at=AT,
            )

    @pytest.mark.parametrize(
        "change",
        [
            {"code": DecisionCode.NO_EVIDENCE_ALL},
            {"new_information": "A witness has come forward and says something else."},
            {"sensitivities": "She does not know that her brother was asked."},
            {"meeting_not_appropriate_reason": "She asked not to meet anybody."},
            {"charge_ids": "the second"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_refuses_a_used_key_with_other_content(self, case: Case, change: dict[str, Any]) -> None:
        prosecutor = somebody(case, Role.PROSECUTOR)
        first = Charge.objects.get(case=case)
        second = ChargeFactory(case=case, defendant=first.defendant)
        about = frozenset({first.pk})
        duties.record_decision(case_id=case.pk, entry=entry(charge_ids=about), actor=prosecutor, at=AT)
        if "charge_ids" in change:
            change = {"charge_ids": frozenset({second.pk})}

        with pytest.raises(decisions.ConflictingDecision):
            duties.record_decision(
                case_id=case.pk, entry=entry(**{"charge_ids": about, **change}), actor=prosecutor, at=AT
            )


class TestCorrectingADecision:
    def test_takes_back_the_draft_and_what_was_owed_and_opens_the_true_one(self, case: Case) -> None:
        """F14: a later truth supersedes."""
        prosecutor = somebody(case, Role.PROSECUTOR)
        wrong = duties.record_decision(case_id=case.pk, entry=entry(), actor=prosecutor, at=AT)

        duties.record_decision(
            case_id=case.pk,
            entry=entry("form-2", code=DecisionCode.NO_EVIDENCE_ALL, corrects=wrong.decision.pk),
            actor=prosecutor,
            at=AT + dt.timedelta(minutes=20),
        )

        states = dict(Obligation.objects.values_list("decision__code", "state"))
        assert states == {"DISCONTINUE_ALL": "SUPERSEDED", "NO_EVIDENCE_ALL": "OPEN"}
        drafts = dict(Communication.objects.values_list("letter_type", "state"))
        assert drafts == {"DISCONTINUE_ALL": "SUPERSEDED", "NO_EVIDENCE_ALL": "DRAFT"}

    def test_supersedes_what_is_queued_and_asks_a_person_about_what_was_sent(self, case: Case) -> None:
        prosecutor = somebody(case, Role.PROSECUTOR)
        wrong = duties.record_decision(case_id=case.pk, entry=entry(), actor=prosecutor, at=AT)
        letter = Communication.objects.get()
        for state in ("UNDER_REVIEW", "APPROVED", "SENT"):
            Communication.objects.filter(pk=letter.pk).update(
                state=state,
                approved_at=AT if state != "UNDER_REVIEW" else None,
                approved_by="staff:approver" if state != "UNDER_REVIEW" else "",
                sent_at=AT if state == "SENT" else None,
            )
        letter.refresh_from_db()
        message = OutboxMessageFactory(communication=letter)

        duties.record_decision(
            case_id=case.pk,
            entry=entry("form-2", code=DecisionCode.NO_EVIDENCE_ALL, corrects=wrong.decision.pk),
            actor=prosecutor,
            at=AT + dt.timedelta(minutes=20),
        )

        assert WorkItem.objects.filter(kind=WorkKind.CORRECTION, state="OPEN").count() == 1
        letter.refresh_from_db()
        assert letter.state == "SENT"
        assert OutboxMessage.objects.get(pk=message.pk).state == "QUEUED"


class TestProposals:
    def test_a_proposal_owes_nothing_until_a_person_confirms(self, case: Case) -> None:
        proposal = DecisionProposalFactory(case=case)

        assert not Obligation.objects.exists()

        duties.confirm_proposal(proposal_id=proposal.pk, entry=entry(), actor=somebody(case, Role.PROSECUTOR), at=AT)

        proposal.refresh_from_db()
        assert proposal.state == "CONFIRMED"
        assert proposal.decision == Decision.objects.get()
        assert Obligation.objects.count() == 1

    def test_is_answered_once(self, case: Case) -> None:
        proposal = DecisionProposalFactory(case=case)
        prosecutor = somebody(case, Role.PROSECUTOR)
        duties.reject_proposal(proposal_id=proposal.pk, reason="Recharged elsewhere", actor=prosecutor, at=AT)

        with pytest.raises(duties.AlreadyAnswered):
            duties.confirm_proposal(proposal_id=proposal.pk, entry=entry(), actor=prosecutor, at=AT)

        assert DecisionProposal.objects.get().rejection_reason == "Recharged elsewhere"

    def test_is_not_rejected_without_a_reason(self, case: Case) -> None:
        with pytest.raises(duties.RejectionNeedsReason):
            duties.reject_proposal(
                proposal_id=DecisionProposalFactory(case=case).pk,
                reason="  ",
                actor=somebody(case, Role.PROSECUTOR),
                at=AT,
            )

    def test_closes_the_work_that_put_it_before_a_person(self, case: Case) -> None:
        proposal = DecisionProposalFactory(case=case)
        prosecutor = somebody(case, Role.PROSECUTOR)
        work.raise_item(
            kind=WorkKind.CONFIRM_PROPOSAL,
            key=duties.proposal_work_key(proposal_id=proposal.pk),
            summary="Confirm",
            actor=prosecutor,
            at=AT,
            case=case,
        )

        duties.reject_proposal(proposal_id=proposal.pk, reason="A listing error", actor=prosecutor, at=AT)

        assert WorkItem.objects.get().state == "DONE"


class TestExemptions:
    def owed(self, case: Case) -> Obligation:
        duties.record_decision(case_id=case.pk, entry=entry(), actor=somebody(case, Role.PROSECUTOR), at=AT)
        return Obligation.objects.get()

    def ask(self, obligation: Obligation, actor: actors.Actor) -> None:
        exemptions.ask(
            obligation_id=obligation.pk, reason=ExemptionReason.UNSAFE, note="No safe way", actor=actor, at=AT
        )

    def test_the_clock_runs_on_until_a_manager_approves(self, case: Case) -> None:
        obligation = self.owed(case)

        self.ask(obligation, somebody(case, Role.VLU_OFFICER))

        obligation.refresh_from_db()
        assert obligation.state == "OPEN"
        item = WorkItem.objects.get(kind=WorkKind.EXEMPTION_APPROVAL)
        assert item.is_for_manager is True
        assert '"There is no safe way to reach them"' in item.summary

    def test_nobody_approves_what_they_proposed(self, case: Case) -> None:
        obligation = self.owed(case)
        manager = somebody(case, Role.VLU_MANAGER)
        self.ask(obligation, manager)

        with pytest.raises(exemptions.NeedsSecondPerson):
            exemptions.approve(
                obligation_id=obligation.pk, reason=ExemptionReason.UNSAFE, note="", actor=manager, at=AT
            )

    def test_approval_ends_the_draft_and_cancels_what_is_queued(self, case: Case) -> None:
        obligation = self.owed(case)
        letter = Communication.objects.get()
        Communication.objects.filter(pk=letter.pk).update(state="UNDER_REVIEW")
        Communication.objects.filter(pk=letter.pk).update(
            state="APPROVED", approved_at=AT, approved_by="staff:approver"
        )
        message = OutboxMessageFactory(communication=Communication.objects.get())

        exemptions.approve(
            obligation_id=obligation.pk,
            reason=ExemptionReason.UNSAFE,
            note="Agreed with the officer in the case",
            actor=somebody(case, Role.VLU_MANAGER),
            at=AT,
        )

        letter.refresh_from_db()
        message.refresh_from_db()
        assert (letter.state, message.state) == ("NOT_REQUIRED", "CANCELLED")

    def test_refusing_leaves_it_owed(self, case: Case) -> None:
        obligation = self.owed(case)
        self.ask(obligation, somebody(case, Role.VLU_OFFICER))

        exemptions.refuse(
            obligation_id=obligation.pk, note="Write to the ISVA", actor=somebody(case, Role.VLU_MANAGER), at=AT
        )

        obligation.refresh_from_db()
        assert obligation.state == "OPEN"
        assert WorkItem.objects.get(kind=WorkKind.EXEMPTION_APPROVAL).state == "DONE"

    def test_a_letter_writer_cannot_approve(self, case: Case) -> None:
        obligation = self.owed(case)

        with pytest.raises(NotPermitted):
            exemptions.approve(
                obligation_id=obligation.pk,
                reason=ExemptionReason.UNSAFE,
                note="",
                actor=somebody(case, Role.VLU_OFFICER),
                at=AT,
            )

    def test_what_has_ended_cannot_be_exempted(self, case: Case) -> None:
        obligation = self.owed(case)
        Obligation.objects.update(state="MET", met_at=AT)

        with pytest.raises(exemptions.AlreadyEnded):
            self.ask(obligation, somebody(case, Role.VLU_OFFICER))


class TestStartContact:
    def begin(self, case: Case) -> onboarding.Beginning:
        victim = case.victims.get()
        officer = UnitMembershipFactory(unit=case.unit, role=Role.VLU_OFFICER).user
        return onboarding.start_contact(
            victim_id=victim.pk,
            officer=officer,
            service_tier=ServiceTier.UNIVERSAL,
            actor=actors.staff(user=officer, at=AT),
            at=AT,
        )

    def test_promises_the_first_update_and_acknowledges(self, case: Case) -> None:
        """V6: exactly one promise is in force from the first day."""
        beginning = self.begin(case)

        promise = Promise.objects.get()
        assert beginning.promise == promise
        assert promise.state == "OPEN"
        assert promise.due_on == dt.date(2026, 4, 23)
        assert beginning.acknowledgement is not None
        assert beginning.acknowledgement.state == "APPROVED"

    def test_begins_once(self, case: Case) -> None:
        self.begin(case)

        with pytest.raises(onboarding.AlreadyInContact):
            self.begin(case)

        assert Promise.objects.count() == 1

    def test_promises_nothing_to_who_wants_no_contact(self, case: Case) -> None:
        victim = case.victims.get()
        SafeContactProfileFactory(
            person=victim.person, opted_out_at=AT - dt.timedelta(days=1), recorded_at=AT - dt.timedelta(days=1)
        )

        beginning = self.begin(case)

        assert (beginning.promise, beginning.acknowledgement) == (None, None)

    def test_promises_a_childs_guardian_and_not_the_child(self, case: Case) -> None:
        victim = case.victims.get()
        victim.person.born_on = dt.date(2012, 1, 1)
        victim.person.save(update_fields=["born_on"])
        guardian = PersonFactory()
        ContactPointFactory(person=guardian)
        ConnectionFactory(victim=victim, person=guardian, kind=ConnectionKind.PARENT_GUARDIAN)

        beginning = self.begin(case)

        assert beginning.promise is not None
        assert beginning.promise.person == guardian
