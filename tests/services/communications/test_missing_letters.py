"""The missing-letter detector: same day, once, and gone by itself when cured (W12)."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts import actors
from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Case, Decision, DutyCheck, Obligation, Victim, WorkItem
from cases.rules.vocabulary import DecisionCode, ObligationState, OffenceCategory, WorkKind
from cases.services import duty_checks
from cases.services.decisions import DecisionEntry
from communications.models import Communication
from communications.rules import dated_tables
from communications.rules.missing_letters import IdleLimit
from communications.rules.vocabulary import CommunicationState
from communications.services import dated_rows, duties, missing_letters, reconciliation
from tests.factories.accounts import StaffUserFactory, UnitFactory, UnitMembershipFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data, lay_templates

LONDON = ZoneInfo("Europe/London")
#: Thursday 26 March 2026, noon.
AT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=LONDON)
TODAY_AT_FIVE = AT.replace(hour=17)

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
    ChargeFactory(
        case=made, defendant=DefendantFactory(case=made), category=OffenceCategory.BURGLARY, concerning=[victim]
    )
    return made


@pytest.fixture
def victim(case: Case) -> Victim:
    return case.victims.get()


def a_decision(case: Case, **changes: Any) -> Decision:
    """A decision that came in past the door: nothing was opened for it."""
    decided_at = changes.pop("decided_at", AT - dt.timedelta(hours=1))
    return DecisionFactory(case=case, decided_at=decided_at, recorded_at=decided_at, **changes)


def owed(victim: Victim, **changes: Any) -> Obligation:
    """An obligation of a five-day letter decided on Monday noon, half gone this Thursday at half past ten."""
    decided_at = changes.pop("decided_at", AT - dt.timedelta(days=3))
    due_at = changes.pop("due_at", (AT + dt.timedelta(days=4)).replace(hour=23, minute=59))
    decision = DecisionFactory(case=victim.case, decided_at=decided_at, recorded_at=decided_at)
    return ObligationFactory(victim=victim, decision=decision, due_at=due_at, due_on=due_at.date(), **changes)


def items(kind: WorkKind) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind, state="OPEN"))


def somebody(case: Case, role: Role = Role.VLU_OFFICER) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=case.unit, role=role).user, at=AT)


class TestADecisionWithoutAnObligation:
    def test_is_on_the_list_of_the_unit_the_same_day(self, case: Case, victim: Victim) -> None:
        decision = a_decision(case)

        assert missing_letters.look(at=AT) == 1

        [item] = items(WorkKind.OWED_NOT_OPENED)
        assert (item.unit_id, item.case_id, item.victim_id) == (case.unit_id, case.pk, victim.pk)
        assert item.about == f"decision:{decision.pk}"
        assert (item.due_at, item.is_for_manager) == (TODAY_AT_FIVE, False)
        assert AuditEvent.objects.filter(verb="WARNED", subject_id=str(decision.pk), victim_id=victim.pk).count() == 1

    def test_is_asked_about_once_however_often_the_sweep_runs(self, case: Case) -> None:
        a_decision(case)

        assert [missing_letters.look(at=AT) for _ in range(3)] == [1, 1, 1]

        assert len(items(WorkKind.OWED_NOT_OPENED)) == 1
        assert AuditEvent.objects.filter(verb="WARNED").count() == 1

    def test_is_overdue_at_once_where_its_deadline_has_passed(self, case: Case) -> None:
        a_decision(case, decided_at=AT - dt.timedelta(days=30))

        missing_letters.look(at=AT)

        [item] = items(WorkKind.OWED_NOT_OPENED)
        assert item.due_at is not None
        assert item.due_at < AT

    @pytest.mark.parametrize(
        "changes",
        [
            {"code": DecisionCode.MINOR_AMENDMENT},
            {"code": DecisionCode.DISCONTINUE_ALL, "made_by": "POLICE"},
            {"code": DecisionCode.ALTER_DOWN, "is_substantial": False},
            {"code": DecisionCode.COURT_ENDED},
        ],
    )
    def test_that_owes_nothing_is_not_work(self, case: Case, changes: dict[str, object]) -> None:
        a_decision(case, **changes)

        assert missing_letters.look(at=AT) == 0

        assert DutyCheck.objects.get().is_owed is False

    def test_that_was_recorded_through_the_door_is_not_work(self, case: Case) -> None:
        duties.record_decision(
            case_id=case.pk,
            entry=DecisionEntry(key="1", code=DecisionCode.DISCONTINUE_ALL, decided_at=AT, reasons="Because of it."),
            actor=somebody(case, Role.PROSECUTOR),
            at=AT,
        )

        assert missing_letters.look(at=AT) == 0
        assert not DutyCheck.objects.exists()

    def test_is_asked_again_only_when_the_facts_changed(self, case: Case, django_assert_num_queries: Any) -> None:
        a_decision(case, code=DecisionCode.MINOR_AMENDMENT)
        checker = actors.system(SystemProcess.RECONCILIATION)

        assert duty_checks.check_some(limit=10, actor=checker, at=AT) == 1
        with django_assert_num_queries(1):
            assert duty_checks.check_some(limit=10, actor=checker, at=AT) == 0
        Case.objects.filter(pk=case.pk).update(facts_changed_at=AT)
        assert duty_checks.check_some(limit=10, actor=checker, at=AT) == 1

    def test_is_found_for_a_victim_who_was_entered_late(self, case: Case, victim: Victim) -> None:
        obligation = owed(victim)
        missing_letters.look(at=AT)
        late = VictimFactory(case=case)
        ChargeFactory(case=case, defendant=DefendantFactory(case=case), concerning=[late])
        Case.objects.filter(pk=case.pk).update(facts_changed_at=AT)

        missing_letters.look(at=AT)

        [item] = items(WorkKind.OWED_NOT_OPENED)
        assert (item.about, item.victim_id) == (f"decision:{obligation.decision_id}", late.pk)

    def test_before_every_published_rule_is_put_before_a_person(self, case: Case) -> None:
        a_decision(case, decided_at=dt.datetime(1999, 3, 1, 12, 0, tzinfo=LONDON))

        missing_letters.look(at=AT)

        [item] = items(WorkKind.OWED_NOT_OPENED)
        assert item.due_at == TODAY_AT_FIVE
        assert DutyCheck.objects.get().due_at is None

    def test_takes_many_in_several_goes(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(missing_letters, "BATCH", 1)
        for _ in range(3):
            a_decision(case)

        assert missing_letters.look(at=AT) == 3

    def test_leaves_the_list_when_it_is_opened(self, case: Case, victim: Victim) -> None:
        decision = a_decision(case)
        missing_letters.look(at=AT)

        ObligationFactory(victim=victim, decision=decision)
        missing_letters.look(at=AT)

        assert items(WorkKind.OWED_NOT_OPENED) == []
        assert WorkItem.objects.get(kind=WorkKind.OWED_NOT_OPENED).outcome == "It is no longer missing"

    def test_leaves_the_list_when_it_is_corrected(self, case: Case, victim: Victim) -> None:
        decision = a_decision(case)
        missing_letters.look(at=AT)
        a_decision(case, corrects=decision, code=DecisionCode.MINOR_AMENDMENT)

        missing_letters.look(at=AT)

        assert items(WorkKind.OWED_NOT_OPENED) == []

    def test_leaves_the_list_when_the_facts_say_that_nothing_is_owed(self, case: Case, victim: Victim) -> None:
        decision = a_decision(case)
        charge = ChargeFactory(case=case, defendant=DefendantFactory(case=case), concerning=[victim])
        decision.decision_charges.create(charge=charge, state_before="CHARGED", state_after="STOPPED")
        missing_letters.look(at=AT)
        charge.charge_victims.all().delete()
        charge.charge_victims.create(victim=VictimFactory(case=CaseFactory()))
        Case.objects.filter(pk=case.pk).update(facts_changed_at=AT)

        missing_letters.look(at=AT)

        assert items(WorkKind.OWED_NOT_OPENED) == []


class TestOpeningIt:
    def test_opens_the_obligation_with_its_true_clock_its_draft_and_its_triage(
        self, case: Case, victim: Victim
    ) -> None:
        decision = a_decision(case, decided_at=AT - dt.timedelta(days=10))
        missing_letters.look(at=AT)
        writer = somebody(case)

        obligation = missing_letters.open_letter(decision_id=decision.pk, victim_id=victim.pk, actor=writer, at=AT)

        assert obligation.decided_at == decision.decided_at
        assert obligation.due_at < AT
        assert Communication.objects.get(obligation=obligation).state == CommunicationState.DRAFT
        assert victim.triage_assessments.exists()
        assert items(WorkKind.OWED_NOT_OPENED) == []
        assert AuditEvent.objects.filter(verb="OPENED", subject_id=str(obligation.pk), actor=writer.label).exists()

    def test_twice_opens_one(self, case: Case, victim: Victim) -> None:
        decision = a_decision(case)
        names = {"decision_id": decision.pk, "victim_id": victim.pk, "actor": somebody(case), "at": AT}
        missing_letters.open_letter(**names)

        with pytest.raises(duty_checks.AlreadyOpened):
            missing_letters.open_letter(**names)

        assert Obligation.objects.count() == 1

    def test_is_refused_where_nothing_is_owed(self, case: Case, victim: Victim) -> None:
        amendment = a_decision(case, code=DecisionCode.MINOR_AMENDMENT)
        corrected = a_decision(case)
        a_decision(case, corrects=corrected)

        for decision in (amendment, corrected):
            with pytest.raises(duty_checks.NothingOwed):
                missing_letters.open_letter(decision_id=decision.pk, victim_id=victim.pk, actor=somebody(case), at=AT)

    def test_is_refused_for_a_victim_of_another_case(self, case: Case) -> None:
        with pytest.raises(Victim.DoesNotExist):
            missing_letters.open_letter(
                decision_id=a_decision(case).pk, victim_id=VictimFactory().pk, actor=somebody(case), at=AT
            )

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AREA_MANAGER])
    def test_is_refused_to_who_writes_to_nobody(self, case: Case, victim: Victim, role: Role) -> None:
        with pytest.raises(NotPermitted):
            missing_letters.open_letter(
                decision_id=a_decision(case).pk, victim_id=victim.pk, actor=somebody(case, role), at=AT
            )

    def test_is_refused_to_a_writer_of_another_area(self, case: Case, victim: Victim) -> None:
        stranger = somebody(CaseFactory(unit=UnitFactory(area__code="WESSEX")))

        with pytest.raises(NotPermitted):
            missing_letters.open_letter(decision_id=a_decision(case).pk, victim_id=victim.pk, actor=stranger, at=AT)


class TestAnObligationWithoutALetter:
    def test_is_on_the_list_from_half_of_its_working_time(self, victim: Victim) -> None:
        """Decided on Monday noon, due the next Monday: half of 45 working hours is over on Thursday at 10:30."""
        obligation = owed(victim, decided_at=AT - dt.timedelta(days=3))
        half = AT.replace(hour=10, minute=30)

        assert missing_letters.look(at=half - dt.timedelta(minutes=1)) == 0
        assert missing_letters.look(at=half) == 1

        [item] = items(WorkKind.OWED_NOT_WRITTEN)
        assert (item.about, item.due_at) == (f"obligation:{obligation.pk}", half.replace(hour=17, minute=0))

    def test_is_not_work_while_there_is_a_letter(self, victim: Victim) -> None:
        obligation = owed(victim)
        CommunicationFactory(obligation=obligation, victim=victim, opened_at=AT)

        assert missing_letters.look(at=AT) == 0

    @pytest.mark.parametrize("state", [CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED])
    def test_is_work_when_its_letter_was_taken_out_of_use(self, victim: Victim, state: CommunicationState) -> None:
        CommunicationFactory(obligation=owed(victim), victim=victim, state=state)

        assert missing_letters.look(at=AT) == 1

    def test_is_work_for_the_letter_about_a_provisional_stop_which_is_due_like_any_other(self, victim: Victim) -> None:
        owed(victim, is_blocked=True, letter_type="PROVISIONAL_STOP")

        assert missing_letters.look(at=AT) == 1

    def test_is_not_work_while_it_is_blocked_ended_or_a_person_is_asked(self, case: Case, victim: Victim) -> None:
        owed(victim, is_blocked=True)
        owed(victim, state=ObligationState.MET, met_at=AT)
        asked = owed(victim)
        WorkItem.objects.create(
            kind=WorkKind.EXEMPTION_APPROVAL,
            key=f"exemption:{asked.pk}",
            unit=case.unit,
            about=f"obligation:{asked.pk}",
            summary="Approve or refuse",
            raised_at=AT,
            raised_by="system:test",
        )

        assert missing_letters.look(at=AT) == 0

    def test_leaves_the_list_by_itself_and_takes_the_alarm_of_the_managers_along(self, victim: Victim) -> None:
        obligation = owed(victim)
        reconciliation.obligations_without_communication(at=AT)
        missing_letters.look(at=AT)
        assert len(items(WorkKind.RECONCILIATION)) == 1

        CommunicationFactory(obligation=obligation, victim=victim, written_by="staff:1", written_at=AT, opened_at=AT)
        missing_letters.look(at=AT)

        assert items(WorkKind.OWED_NOT_WRITTEN) == items(WorkKind.RECONCILIATION) == []
        assert AuditEvent.objects.filter(verb="SETTLED", subject_kind="cases.workitem").count() == 2

    def test_other_reconciliations_stay_where_they_are(self, case: Case) -> None:
        WorkItem.objects.create(
            kind=WorkKind.RECONCILIATION,
            key="R4:message:1",
            unit=case.unit,
            about="message:1",
            summary="Never posted",
            raised_at=AT,
            raised_by="system:test",
        )

        missing_letters.look(at=AT)

        assert len(items(WorkKind.RECONCILIATION)) == 1


class TestStartingIt:
    def test_opens_the_draft_and_settles_the_work(self, case: Case, victim: Victim) -> None:
        obligation = owed(victim)
        missing_letters.look(at=AT)

        letter = missing_letters.start_letter(obligation_id=obligation.pk, actor=somebody(case), at=AT)

        assert (letter.obligation_id, letter.state) == (obligation.pk, CommunicationState.DRAFT)
        assert items(WorkKind.OWED_NOT_WRITTEN) == []

    def test_twice_gives_the_same_letter(self, case: Case, victim: Victim) -> None:
        obligation, writer = owed(victim), somebody(case)

        first = missing_letters.start_letter(obligation_id=obligation.pk, actor=writer, at=AT)
        second = missing_letters.start_letter(obligation_id=obligation.pk, actor=writer, at=AT)

        assert first.pk == second.pk

    def test_names_the_letter_that_was_taken_out_of_use(self, case: Case, victim: Victim) -> None:
        obligation = owed(victim)
        old = CommunicationFactory(obligation=obligation, victim=victim, state=CommunicationState.SUPERSEDED)

        letter = missing_letters.start_letter(obligation_id=obligation.pk, actor=somebody(case), at=AT)

        assert letter.replaces_id == old.pk

    @pytest.mark.parametrize("changes", [{"is_blocked": True}, {"state": ObligationState.MET, "met_at": AT}])
    def test_is_refused_where_none_is_to_be_written(
        self, case: Case, victim: Victim, changes: dict[str, object]
    ) -> None:
        with pytest.raises(duty_checks.NothingOwed):
            missing_letters.start_letter(obligation_id=owed(victim, **changes).pk, actor=somebody(case), at=AT)

    def test_is_refused_to_who_writes_to_nobody(self, case: Case, victim: Victim) -> None:
        with pytest.raises(NotPermitted):
            missing_letters.start_letter(obligation_id=owed(victim).pk, actor=somebody(case, Role.INSPECTOR), at=AT)


class TestADraftWithNobodyOnIt:
    def a_draft(self, victim: Victim, **changes: Any) -> Communication:
        """Opened four working hours ago."""
        opened_at = changes.pop("opened_at", dt.datetime(2026, 3, 25, 16, 0, tzinfo=LONDON))
        obligation = owed(victim, decided_at=opened_at)
        return CommunicationFactory(
            obligation=obligation, victim=victim, opened_at=opened_at, due_at=obligation.due_at, **changes
        )

    def test_is_on_the_list_after_the_working_hours_of_the_row(self, victim: Victim) -> None:
        letter = self.a_draft(victim)

        assert missing_letters.look(at=AT - dt.timedelta(minutes=1)) == 0
        assert missing_letters.look(at=AT) == 1

        [item] = items(WorkKind.DRAFT_UNATTENDED)
        assert (item.about, item.due_at) == (f"communication:{letter.pk}", TODAY_AT_FIVE)

    def test_is_found_sooner_where_the_published_row_says_so(self, victim: Victim) -> None:
        row = IdleLimit(working_hours=1, starts_on=dt.date(2026, 3, 1), source="test")
        dated_rows.publish(
            table=dated_tables.IDLE_LIMITS, row=row, actor=actors.system(SystemProcess.REFERENCE_DATA), at=AT
        )
        self.a_draft(victim, opened_at=AT - dt.timedelta(hours=1))

        assert missing_letters.look(at=AT) == 1

    @pytest.mark.parametrize("stem", ["written", "submitted"])
    def test_is_not_work_while_somebody_has_it(self, victim: Victim, stem: str) -> None:
        writer = StaffUserFactory()
        self.a_draft(victim, **{f"{stem}_by": f"staff:{writer.pk}", f"{stem}_at": AT})

        assert missing_letters.look(at=AT) == 0
        writer.is_active = False
        writer.save()
        assert missing_letters.look(at=AT) == 1, "who left has nothing in hand"

    def test_is_not_work_while_an_officer_has_the_victim(self, victim: Victim) -> None:
        officer = StaffUserFactory()
        Victim.objects.filter(pk=victim.pk).update(officer=officer)
        self.a_draft(victim)

        assert missing_letters.look(at=AT) == 0
        officer.is_active = False
        officer.save()
        assert missing_letters.look(at=AT) == 1

    @pytest.mark.parametrize("state", [CommunicationState.UNDER_REVIEW, CommunicationState.NOT_REQUIRED])
    def test_is_not_work_in_another_state(self, victim: Victim, state: CommunicationState) -> None:
        self.a_draft(victim, state=state)

        assert missing_letters.look(at=AT) == 0

    def test_leaves_the_list_when_somebody_takes_it_up(self, victim: Victim) -> None:
        self.a_draft(victim)
        missing_letters.look(at=AT)

        Victim.objects.filter(pk=victim.pk).update(officer=StaffUserFactory())
        missing_letters.look(at=AT)

        assert items(WorkKind.DRAFT_UNATTENDED) == []

    def test_of_less_than_an_hour_no_row_is_published(self) -> None:
        row = IdleLimit(working_hours=0, starts_on=dt.date(2026, 3, 1), source="test")

        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(
                table=dated_tables.IDLE_LIMITS, row=row, actor=actors.system(SystemProcess.REFERENCE_DATA), at=AT
            )
