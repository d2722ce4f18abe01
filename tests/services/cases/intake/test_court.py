"""Taking in court messages: F14 (twice, late, amended), the ten traps as rows, and never an address to send to."""

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from cases.models import (
    BailState,
    Case,
    CaseEvent,
    Charge,
    ChargeVictim,
    ContactPoint,
    Decision,
    DecisionProposal,
    Defendant,
    Hearing,
    InboundMessage,
    Person,
    Victim,
    WorkItem,
)
from cases.rules.vocabulary import (
    CaseEventKind,
    ChargeState,
    DecisionCode,
    DecisionMaker,
    InboundState,
    JourneyStage,
    ProposalState,
    WorkKind,
    WorkState,
)
from cases.services.intake import court
from cases.services.intake.outcomes import Outcome
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parents[3] / "payloads"
SHARED = Path(__file__).parents[5] / "shared" / "fixtures" / "common_platform"
FEED = actors.system(SystemProcess.COURT_FEED)
AT = dt.datetime(2026, 3, 6, 12, 0, tzinfo=dt.UTC)


def payload(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def receive(content: dict[str, Any], *, at: dt.datetime = AT, fallback: Any = None) -> Outcome:
    return court.receive(payload=content, source="COMMON_PLATFORM", actor=FEED, at=at, fallback_unit=fallback)


@pytest.fixture(autouse=True)
def surrey_is_in_the_south_east() -> None:
    UnitFactory(area=AreaFactory(code="SOUTH_EAST"))


class TestReceive:
    def test_writes_case_defendant_charge_and_hearing_in_the_area_of_the_police_force(self) -> None:
        outcome = receive(payload("imprisonment"))

        assert outcome.state is InboundState.APPLIED
        case = Case.objects.get()
        assert (case.urn, case.urn_key, case.area_id) == ("45AA1001226", "45AA1001226", "SOUTH_EAST")
        assert case.stage == JourneyStage.SENTENCE
        charge = Charge.objects.get()
        assert charge.state == ChargeState.CONVICTED
        assert charge.title_welsh == "Ymosodiad cyffredin"
        assert Defendant.objects.get().name == "Martin Placeholder"
        hearing = Hearing.objects.get()
        assert hearing.starts_at == dt.datetime(2026, 3, 5, 10, 0, tzinfo=dt.UTC)
        assert hearing.days.count() == 1

    def test_proposes_one_decision_for_several_charges_stopped_in_one_hearing(self) -> None:
        receive(payload("several_charges_stopped"))

        proposal = DecisionProposal.objects.get()
        assert proposal.code == DecisionCode.WITHDRAW_ALL
        assert proposal.charges.count() == 3
        assert proposal.decided_at == dt.datetime(2026, 3, 5, 10, 0, tzinfo=dt.UTC)
        item = WorkItem.objects.get(kind=WorkKind.CONFIRM_PROPOSAL)
        assert item.key == f"proposal:{proposal.pk}"

    @pytest.mark.parametrize(
        "name", ["discontinued", "no_evidence_offered", "lie_on_file", "dismissed_by_the_court", "charged"]
    )
    def test_never_records_a_decision_by_itself(self, name: str) -> None:
        receive(payload(name))

        assert DecisionProposal.objects.get().state == ProposalState.OPEN
        assert not Decision.objects.exists()

    def test_leaves_a_charge_standing_until_a_person_confirms_that_it_was_stopped(self) -> None:
        receive(payload("no_evidence_offered"))

        assert Charge.objects.get().state == ChargeState.CHARGED

    def test_says_that_the_court_and_not_the_prosecution_ended_a_dismissed_charge(self) -> None:
        receive(payload("dismissed_by_the_court"))

        assert DecisionProposal.objects.get().made_by == DecisionMaker.COURT

    def test_proposes_nothing_for_a_charge_to_be_brought_elsewhere_and_asks_a_person(self) -> None:
        receive(payload("recharged_elsewhere"))

        assert not DecisionProposal.objects.exists()
        assert WorkItem.objects.filter(kind=WorkKind.UNKNOWN_RESULT).count() == 1

    @pytest.mark.parametrize(
        "name", ["bail_conditions_varied", "restraining_order_on_acquittal", "restraining_order_ended"]
    )
    def test_asks_a_person_to_send_a_safety_message_within_the_hour(self, name: str) -> None:
        receive(payload(name))

        item = WorkItem.objects.get(kind=WorkKind.SAFETY_MESSAGE)
        assert item.due_at == AT + dt.timedelta(hours=1)

    def test_keeps_an_unknown_code_and_puts_it_before_a_person(self) -> None:
        outcome = receive(payload("code_not_known"))

        assert outcome.state is InboundState.APPLIED
        assert WorkItem.objects.filter(kind=WorkKind.UNKNOWN_RESULT).exists()
        assert CaseEvent.objects.filter(kind=CaseEventKind.UNKNOWN).exists()

    def test_keeps_the_history_of_bail_and_adds_a_row_only_on_a_change(self) -> None:
        receive(payload("shares/1_withdrawn"))
        receive(payload("shares/2_corrected_to_sent_for_trial"))
        receive(payload("shares/3_next_hearing_moved"))

        assert [state.code for state in BailState.objects.order_by("stated_at")] == ["A", "B"]

    def test_writes_next_hearings_in_all_three_forms_as_provisional(self) -> None:
        receive(payload("next_hearing_in_three_forms"))

        ordered = Hearing.objects.filter(is_provisional=True)
        assert ordered.filter(starts_at__isnull=False).count() == 1
        assert ordered.filter(week_commencing=dt.date(2026, 5, 11)).count() == 1
        assert ordered.filter(is_to_be_fixed=True).count() == 1

    def test_takes_an_order_dated_in_the_future_as_made_when_it_was_received(self) -> None:
        content = payload("discontinued")
        offence = content["hearing"]["prosecutionCases"][0]["defendants"][0]["offences"][0]
        offence["judicialResults"][0]["orderedDate"] = "2026-03-30"

        receive(content)

        assert DecisionProposal.objects.get().decided_at == AT

    def test_asks_whom_new_charges_concern_and_links_nobody_itself(self) -> None:
        receive(payload("victims_listed_on_an_offence"))

        assert WorkItem.objects.filter(kind=WorkKind.CHECK_DUTY).count() == 1
        assert not ChargeVictim.objects.exists()
        problems = InboundMessage.objects.get().problems
        assert any("lists victims" in problem["reason"] for problem in problems)

    def test_refuses_whoever_may_not_bring_in_facts(self) -> None:
        with pytest.raises(NotPermitted):
            court.receive(
                payload=payload("discontinued"),
                source="COMMON_PLATFORM",
                actor=actors.system(SystemProcess.DELIVERY),
                at=AT,
            )
        assert not InboundMessage.objects.exists()


class TestAddressesInCourtMessages:
    @pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
    def test_never_become_a_person_or_a_contact_point(self, name: str) -> None:
        receive(payload(name), fallback=UnitFactory())

        assert not Person.objects.exists()
        assert not Victim.objects.exists()
        assert not ContactPoint.objects.exists()

    def test_of_a_defendant_are_kept_as_keys_to_compare_with(self) -> None:
        receive(payload("charged"))

        defendant = Defendant.objects.get()
        assert defendant.phone_keys == ["+447700900123"]
        assert defendant.email_keys == ["defendant@example.org"]
        assert defendant.address_keys[0].startswith("ZZ999ZZ|")


class TestTheSameMessageAgain:
    def test_changes_nothing(self) -> None:
        receive(payload("several_charges_stopped"))
        before = _everything()

        again = receive(payload("several_charges_stopped"), at=AT + dt.timedelta(days=1))

        assert not again.is_new
        assert _everything() == before

    def test_with_other_content_is_a_conflict_kept_apart_and_put_before_a_person(self) -> None:
        receive(payload("shares/1_withdrawn"))

        outcome = receive(payload("shares/1_withdrawn_with_other_content_under_the_same_key"))

        assert outcome.state is InboundState.CONFLICT
        assert InboundMessage.objects.filter(state=InboundState.APPLIED).count() == 1
        assert DecisionProposal.objects.get().code == DecisionCode.WITHDRAW_ALL
        assert WorkItem.objects.filter(kind=WorkKind.RECONCILIATION).count() == 1

    def test_with_other_content_a_second_time_is_still_one_conflict(self) -> None:
        receive(payload("shares/1_withdrawn"))
        conflicting = payload("shares/1_withdrawn_with_other_content_under_the_same_key")

        receive(conflicting)
        again = receive(conflicting)

        assert not again.is_new
        assert InboundMessage.objects.filter(state=InboundState.CONFLICT).count() == 1


class TestLaterShares:
    def test_record_a_correction_and_take_back_the_open_proposal(self) -> None:
        receive(payload("shares/1_withdrawn"))

        outcome = receive(payload("shares/2_corrected_to_sent_for_trial"))

        proposal = DecisionProposal.objects.get()
        assert proposal.state == ProposalState.REJECTED
        assert WorkItem.objects.get(kind=WorkKind.CONFIRM_PROPOSAL).state == WorkState.DONE
        assert CaseEvent.objects.filter(kind=CaseEventKind.CORRECTION).count() == 1
        [correction] = outcome.corrections
        assert correction.charge_ids == {Charge.objects.get().pk}
        assert Case.objects.get().stage == JourneyStage.SENT_TO_CROWN

    def test_move_the_next_hearing_instead_of_adding_a_second(self) -> None:
        receive(payload("shares/2_corrected_to_sent_for_trial"))
        receive(payload("shares/3_next_hearing_moved"))

        standing = Hearing.objects.filter(is_provisional=True, is_vacated=False)
        assert [hearing.starts_at for hearing in standing] == [dt.datetime(2026, 6, 9, 9, 0, tzinfo=dt.UTC)]

    def test_that_arrive_before_the_earlier_one_make_that_one_stored_and_not_applied(self) -> None:
        receive(payload("shares/3_next_hearing_moved"))
        before = CaseEvent.objects.count()

        late = receive(payload("shares/1_withdrawn"))

        assert late.state is InboundState.STORED_NOT_APPLIED
        assert "overtaken" in late.reasons[-1].reason
        assert CaseEvent.objects.count() == before
        assert not DecisionProposal.objects.filter(code=DecisionCode.WITHDRAW_ALL).exists()

    @pytest.mark.parametrize(
        "order", list(itertools.permutations(["1_withdrawn", "2_corrected_to_sent_for_trial", "3_next_hearing_moved"]))
    )
    def test_end_in_the_same_facts_in_any_order_of_arrival(self, order: tuple[str, ...]) -> None:
        """F14: later truth supersedes, whatever the order."""
        for name in order:
            receive(payload(f"shares/{name}"))

        assert Case.objects.get().stage == JourneyStage.SENT_TO_CROWN
        assert not DecisionProposal.objects.filter(state=ProposalState.OPEN, code=DecisionCode.WITHDRAW_ALL).exists()
        newest = BailState.objects.order_by("-stated_at").first()
        assert newest is not None
        assert newest.code == "B"
        standing = Hearing.objects.filter(is_provisional=True, is_vacated=False)
        assert [hearing.starts_at for hearing in standing] == [dt.datetime(2026, 6, 9, 9, 0, tzinfo=dt.UTC)]

    def test_of_a_hearing_without_a_time_of_sharing_give_way_to_one_that_has(self) -> None:
        receive(payload("discontinued"))

        bare = receive(payload("discontinued")["hearing"])

        assert bare.state is InboundState.STORED_NOT_APPLIED


class TestFindingTheCase:
    def test_takes_our_own_record_when_its_reference_is_the_same_to_the_letter(self) -> None:
        own = CaseFactory(urn="45AA1000126")

        receive(payload("discontinued"))

        assert Case.objects.get().pk == own.pk
        own.refresh_from_db()
        assert str(own.external_id) == payload("discontinued")["hearing"]["prosecutionCases"][0]["id"]

    def test_never_joins_two_cases_because_the_normalised_references_agree(self) -> None:
        CaseFactory(urn="45 aa 1000126", urn_key="45AA1000126")

        receive(payload("discontinued"))

        assert Case.objects.count() == 2
        assert WorkItem.objects.filter(key__startswith="similar-reference:").count() == 1

    def test_quarantines_a_new_case_of_which_nothing_tells_the_area_and_applies_it_once_told(self) -> None:
        content = payload("discontinued")
        content["hearing"]["prosecutionCases"][0]["prosecutionCaseIdentifier"]["caseURN"] = "TFL 122 222"

        first = receive(content)
        then = receive(content, fallback=UnitFactory())

        assert first.state is InboundState.QUARANTINED
        assert "No Area" in first.reasons[-1].reason
        assert then.state is InboundState.APPLIED
        assert InboundMessage.objects.count() == 1

    def test_quarantines_a_case_whose_reference_names_nothing(self) -> None:
        content = payload("charged")
        content["prosecutionCaseIdentifier"]["caseURN"] = " / "

        outcome = receive(content, fallback=UnitFactory())

        assert outcome.state is InboundState.QUARANTINED
        assert "holds neither a caseURN" in outcome.reasons[-1].reason
        assert not Case.objects.exists()

    @pytest.mark.parametrize(("reference", "area"), [("", None), (" / ", None), ("45AA1001226", "SOUTH_EAST")])
    def test_puts_an_event_that_waits_for_its_case_before_the_area_that_it_names_if_any(
        self, reference: str, area: str | None
    ) -> None:
        event = payload("events/trial_vacated")
        event["caseDetails"][0]["caseUrn"] = reference

        outcome = receive(event)

        assert outcome.state is InboundState.STORED_NOT_APPLIED
        unit = InboundMessage.objects.get().unit
        assert (unit.area_id if unit else None) == area

    def test_keeps_an_event_that_comes_before_its_case_and_applies_it_afterwards(self) -> None:
        early = receive(payload("events/plea_updated"))
        receive(payload("charged"))

        applied = court.retry_waiting(actor=FEED, at=AT)

        assert early.state is InboundState.STORED_NOT_APPLIED
        assert len(applied) == 1
        assert Charge.objects.get().plea == "NOT_GUILTY"
        assert CaseEvent.objects.filter(kind=CaseEventKind.PLEA).count() == 1

    def test_finds_the_charge_of_a_verdict_that_names_neither_case_nor_defendant(self) -> None:
        receive(payload("charged"))

        outcome = receive(payload("events/verdict_updated"))

        assert outcome.state is InboundState.APPLIED
        assert Charge.objects.get().state == ChargeState.CONVICTED
        assert CaseEvent.objects.filter(kind=CaseEventKind.VERDICT).count() == 1

    def test_writes_a_replaced_charge_beside_the_one_it_replaces_and_proposes_the_substitution(self) -> None:
        receive(payload("charged"))

        receive(payload("events/offences_changed"))

        assert Charge.objects.count() == 2
        assert DecisionProposal.objects.filter(code=DecisionCode.SUBSTITUTE).count() == 1

    def test_marks_the_hearing_of_a_vacated_trial(self) -> None:
        receive(payload("charged"))

        receive(payload("events/trial_vacated"))

        assert Hearing.objects.get().is_vacated
        stopped = DecisionProposal.objects.exclude(code=DecisionCode.DECISION_TO_CHARGE).get()
        assert stopped.code == DecisionCode.DISCONTINUE_ALL
        assert stopped.charges.count() == 1


class TestBadMessages:
    @pytest.mark.parametrize(
        "content",
        [{}, {"hearing": {}, "sharedTime": "2026-03-05T10:00:00Z"}, {"hearing": {"id": "x"}, "sharedTime": "z"}],
    )
    def test_are_quarantined_with_their_reasons_and_leave_nothing_else(self, content: dict[str, Any]) -> None:
        outcome = receive(content)
        again = receive(content)

        assert outcome.state is InboundState.QUARANTINED
        assert outcome.reasons
        assert not again.is_new
        assert InboundMessage.objects.count() == 1
        assert not Case.objects.exists()

    def test_with_characters_the_database_cannot_hold_are_stored_without_them(self) -> None:
        content = payload("discontinued")
        defendant = content["hearing"]["prosecutionCases"][0]["defendants"][0]
        defendant["personDefendant"]["personDetails"]["lastName"] = "Place\x00holder\ud800"

        outcome = receive(content)

        assert outcome.state is InboundState.APPLIED
        assert Defendant.objects.get().name.startswith("Martin Placeholder")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared fixtures of Common Platform are not on this machine")
class TestSharedFixtures:
    def test_are_all_ingested_and_a_second_time_change_nothing(self) -> None:
        fallback = UnitFactory()
        files = sorted(SHARED.glob("*.json")) + sorted(SHARED.glob("events/*.json"))

        for file in files:
            outcome = receive(json.loads(file.read_text(encoding="utf-8")), fallback=fallback)
            assert outcome.state in {InboundState.APPLIED, InboundState.STORED_NOT_APPLIED}, file.name
        before = _everything()
        for file in files:
            receive(json.loads(file.read_text(encoding="utf-8")), fallback=fallback)

        assert len(files) == 12
        assert _everything() == before
        assert not ContactPoint.objects.exists()


def _everything() -> dict[str, list[Any]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (
            Case, Charge, Defendant, Hearing, BailState, CaseEvent, DecisionProposal, WorkItem, InboundMessage,
        )
    }  # fmt: skip
