"""What the courts send seldom: fields wrong in themselves, results in odd places, shares that lose something."""

import csv
import importlib.resources
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cases.rules.court_feed import CourtMessage, Unreadable, parse
from cases.rules.court_feed.differences import Difference, Matter, differences
from cases.rules.court_feed.event_map import FollowUp, rows
from cases.rules.court_feed.fields import MOST_ITEMS, Fields
from cases.rules.court_feed.happenings import Happening, happenings
from cases.rules.court_feed.known_facts import KnownCharge, KnownFacts
from cases.rules.court_feed.messages import Problem
from cases.rules.court_feed.offence_groups import guess_category
from cases.rules.court_feed.stages import stage_after
from cases.rules.vocabulary import CaseEventKind, DecisionCode, JourneyStage, OffenceCategory

PAYLOADS = Path(__file__).parents[3] / "payloads"
SECOND_CHARGE_ID = "5f2f0a67-6f8e-4f0f-8a53-0d2f4d0c7b11"
Change = Callable[[dict[str, Any]], None]


def payload(name: str = "discontinued") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def case_of(content: dict[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = content["hearing"]["prosecutionCases"][0]
    return case


def defendant_of(content: dict[str, Any]) -> dict[str, Any]:
    defendant: dict[str, Any] = case_of(content)["defendants"][0]
    return defendant


def charge_of(content: dict[str, Any]) -> dict[str, Any]:
    charge: dict[str, Any] = defendant_of(content)["offences"][0]
    return charge


def another_case(content: dict[str, Any]) -> dict[str, Any]:
    """Give the case of the message again under ids of its own."""
    copy: dict[str, Any] = json.loads(json.dumps(case_of(content)))
    copy["id"] = "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c001"
    copy["defendants"][0] |= {
        "id": "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c002",
        "masterDefendantId": "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c003",
    }
    copy["defendants"][0]["offences"][0]["id"] = "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c004"
    return copy


def readable(content: dict[str, Any]) -> CourtMessage:
    message = parse(content)
    assert isinstance(message, CourtMessage)
    return message


def told(message: CourtMessage) -> dict[CaseEventKind, Happening]:
    """Tell the news of a message whose charges were all known before."""
    known = KnownFacts(
        charges={
            (defendant.id, charge.id): KnownCharge(case_id=case.id)
            for case in message.cases
            if case.id
            for defendant in case.defendants
            for charge in defendant.charges
        }
    )
    return {happening.kind: happening for happening in happenings(message, known=known)}


class TestDifferences:
    @staticmethod
    def between(*, first: Change, second: Change) -> list[Difference]:
        earlier, later = payload(), payload()
        first(earlier)
        second(later)
        return list(differences(earlier=readable(earlier), later=readable(later)))

    def test_of_the_date_of_the_hearing_are_for_a_person(self) -> None:
        def sits_a_day_later(content: dict[str, Any]) -> None:
            content["hearing"]["hearingDays"][0]["sittingDay"] = "2026-03-06T10:00:00.000Z"

        [found] = self.between(first=lambda _: None, second=sits_a_day_later)

        assert found.matter is Matter.HEARING_DATE
        assert (found.before, found.after) == ("2026-03-05T10:00:00+00:00", "2026-03-06T10:00:00+00:00")

    def test_name_a_charge_that_the_later_share_leaves_out(self) -> None:
        def has_a_second_charge(content: dict[str, Any]) -> None:
            defendant_of(content)["offences"].append({"id": SECOND_CHARGE_ID, "offenceTitle": "Criminal damage"})

        [found] = self.between(first=has_a_second_charge, second=lambda _: None)

        assert found.matter is Matter.CHARGE_MISSING
        assert found.charge == (found.defendant_id, uuid.UUID(SECOND_CHARGE_ID))

    def test_name_a_plea_that_was_shared_as_another(self) -> None:
        def pleads(value: str) -> Change:
            return lambda content: charge_of(content).update(plea={"pleaValue": value, "pleaDate": "2026-03-05"})

        [found] = self.between(first=pleads("NOT_GUILTY"), second=pleads("GUILTY"))

        assert (found.matter, found.before, found.after) == (Matter.PLEA, "NOT_GUILTY", "GUILTY")

    @pytest.mark.parametrize(("later", "after"), [("NOT_GUILTY", "NOT_GUILTY"), ("", "None")])
    def test_name_a_verdict_that_changed_or_is_gone(self, later: str, after: str) -> None:
        def verdict_is(value: str) -> Change:
            return lambda content: charge_of(content).update(verdict={"verdictType": {"categoryType": value}})

        [found] = self.between(first=verdict_is("GUILTY"), second=verdict_is(later))

        assert (found.matter, found.before, found.after) == (Matter.VERDICT, "GUILTY", after)


class TestFields:
    @pytest.mark.parametrize("count", [-1, 32_768, "1", True, 1.5])
    def test_of_a_number_out_of_range_cost_that_number_alone(self, count: object) -> None:
        content = payload()
        charge_of(content)["count"] = count

        message = readable(content)

        assert message.cases[0].defendants[0].charges[0].count is None
        assert [(note.field.rpartition(".")[2], note.reason) for note in message.notes] == [
            ("count", "should be a whole number from 0 to 32767")
        ]

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("isDiscontinued", "yes", "should be true or false"),
            ("plea", "NOT_GUILTY", "should be an object"),
            ("judicialResults", "F40", "should be a list"),
        ],
    )
    def test_of_another_shape_cost_themselves_alone(self, name: str, value: object, reason: str) -> None:
        content = payload()
        charge_of(content)[name] = value

        message = readable(content)

        assert (name, reason) in [(note.field.rpartition(".")[2], note.reason) for note in message.notes]
        assert message.cases[0].defendants[0].charges

    @pytest.mark.parametrize("date", ["2026-02-30", "last Tuesday", 20260105])
    def test_of_a_date_that_is_none_cost_that_date_alone(self, date: object) -> None:
        content = payload()
        charge_of(content)["startDate"] = date

        message = readable(content)

        assert message.cases[0].defendants[0].charges[0].offence_on is None
        assert [note.field.rpartition(".")[2] for note in message.notes] == ["startDate"]

    def test_of_a_list_of_ids_leave_out_the_member_that_is_none(self) -> None:
        content = payload("events/offences_changed")
        removed = content["deletedDefendantCaseOffences"][0]["offences"]
        removed.extend(["not an id", 7])

        message = readable(content)

        charges = [charge for case in message.cases for person in case.defendants for charge in person.charges]
        assert [str(charge.id) for charge in charges if charge.is_removed] == removed[:1]
        assert [note.field for note in message.notes] == [
            "deletedDefendantCaseOffences[0].offences[1]",
            "deletedDefendantCaseOffences[0].offences[2]",
        ]

    def test_of_a_list_without_end_are_cut_and_said_to_be_cut(self) -> None:
        content = payload()
        case_of(content)["caseMarkers"] = [{"markerTypeCode": "DV"}] * (MOST_ITEMS + 1)

        message = readable(content)

        assert len(message.cases[0].markers) == MOST_ITEMS
        assert [note.reason for note in message.notes] == [f"has more than {MOST_ITEMS} members; the rest was left out"]

    @pytest.mark.parametrize("marker", [2053, "2053"])
    def test_a_code_that_a_sender_writes_as_a_number_is_the_same_code(self, marker: object) -> None:
        content = payload()
        case_of(content)["caseMarkers"] = [{"markerTypeCode": marker}]

        assert readable(content).cases[0].markers == ("2053",)

    @pytest.mark.parametrize("marker", [True, 10**12])
    def test_what_is_no_code_is_noted(self, marker: object) -> None:
        content = payload()
        case_of(content)["caseMarkers"] = [{"markerTypeCode": marker}]

        message = readable(content)

        assert message.cases[0].markers == ()
        assert [note.reason for note in message.notes] == ["should be text"]


class TestResultsBesideTheCases:
    def test_are_given_to_the_defendant_they_name_in_whichever_case(self) -> None:
        content = payload()
        first, second = case_of(content), another_case(content)
        content["hearing"]["prosecutionCases"].append(second)
        of_nobody = {"id": "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c005", "offences": []}
        second["defendants"].insert(0, of_nobody)
        content["hearing"]["defendantJudicialResults"] = [
            {
                "masterDefendantId": second["defendants"][1]["masterDefendantId"],
                "judicialResult": {"cjsCode": "4576", "resultText": "Warrant"},
            }
        ]

        message = readable(content)

        assert str(message.cases[0].id) == first["id"]
        held = [[len(defendant.results) for defendant in case.defendants] for case in message.cases]
        assert held == [[0], [0, 1]]
        assert message.notes == ()

    @pytest.mark.parametrize("master_id", ["0b7f4b13-0a55-4a4f-9b54-2f2b33a7c009", None])
    def test_are_named_when_they_are_about_nobody_of_the_hearing(self, master_id: str | None) -> None:
        content = payload()
        content["hearing"]["defendantJudicialResults"] = [
            {"masterDefendantId": master_id, "judicialResult": {"cjsCode": "4576"}}
        ]

        message = readable(content)

        assert not any(defendant.results for case in message.cases for defendant in case.defendants)
        assert [note.reason for note in message.notes] == ["is no defendant of this hearing"]


class TestPleasAndVerdicts:
    def test_an_indicated_plea_is_read_as_no_more_than_that(self) -> None:
        content = payload()
        charge_of(content)["indicatedPlea"] = {
            "indicatedPleaValue": "INDICATED_GUILTY",
            "indicatedPleaDate": "2026-02-01",
        }

        plea = readable(content).cases[0].defendants[0].charges[0].plea

        assert plea is not None
        assert plea.is_indicated
        assert plea.value == "INDICATED_GUILTY"

    def test_words_of_not_guilty_never_win_over_the_type_guilty(self) -> None:
        content = payload()
        charge_of(content)["verdict"] = {"verdictType": {"categoryType": "GUILTY", "category": "Not guilty"}}

        message = readable(content)

        verdict = message.cases[0].defendants[0].charges[0].verdict
        assert verdict is not None
        assert verdict.is_guilty
        assert [note.reason for note in message.notes] == ["contradicts categoryType, which was used"]

    def test_a_verdict_on_a_lesser_offence_is_also_a_changed_charge(self) -> None:
        content = payload("events/verdict_updated")
        content["verdicts"]["lesserOrAlternativeOffence"] = {"offenceCode": "OF61131"}

        found = told(readable(content))

        assert found[CaseEventKind.VERDICT].meanings == ("GUILTY",)
        assert found[CaseEventKind.REPLACED_CHARGE].suggested_decision is DecisionCode.ALTER_DOWN

    def test_a_plea_without_a_charge_is_unreadable(self) -> None:
        content = payload("events/plea_updated")
        del content["pleaModel"]["offenceId"], content["pleaModel"]["plea"]["offenceId"]

        answer = parse(content)

        assert isinstance(answer, Unreadable)
        assert [problem.field for problem in answer.problems] == ["pleaModel.offenceId"]

    def test_a_list_of_verdicts_that_holds_none_is_unreadable(self) -> None:
        answer = parse({"hearingId": "d8b57864-eb2e-513d-ab90-dd99301ad736", "verdicts": ["GUILTY"]})

        assert isinstance(answer, Unreadable)
        assert {(problem.field, problem.reason) for problem in answer.problems} == {
            ("verdicts", "holds no verdict"),
            ("verdicts[0]", "should be an object"),
        }


class TestHappenings:
    def test_tell_the_standing_result_of_an_application_and_not_the_deleted_one(self) -> None:
        content = payload("application_to_vary_bail")
        content["hearing"]["courtApplications"][0]["judicialResults"] = [
            {"judicialResultId": "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c006", "cjsCode": "4028", "isDeleted": True},
            {"judicialResultId": "0b7f4b13-0a55-4a4f-9b54-2f2b33a7c007", "cjsCode": "4574", "isDeleted": False},
        ]

        assert told(readable(content))[CaseEventKind.BAIL_CHANGE].meanings == ("Bail conditions changed",)

    def test_suggest_that_some_lies_on_file_when_another_charge_goes_on(self) -> None:
        content = payload("lie_on_file")
        defendant_of(content)["offences"].append({"id": SECOND_CHARGE_ID, "offenceTitle": "Criminal damage"})

        found = told(readable(content))[CaseEventKind.LIE_ON_FILE]

        assert found.suggested_decision is DecisionCode.LIE_ON_FILE_SOME

    def test_suggest_that_all_was_stopped_when_only_another_case_of_the_hearing_goes_on(self) -> None:
        content = payload()
        goes_on = another_case(content)
        del goes_on["defendants"][0]["offences"][0]["judicialResults"]
        content["hearing"]["prosecutionCases"].insert(0, goes_on)

        found = told(readable(content))[CaseEventKind.STOPPED_BY_PROSECUTION]

        assert str(found.case_id) != goes_on["id"]
        assert found.suggested_decision is DecisionCode.DISCONTINUE_ALL

    @pytest.mark.parametrize("table", ["result_codes.csv", "trial_end_codes.csv"])
    def test_name_a_decision_for_every_code_that_is_put_to_a_person_as_a_proposal(self, table: str) -> None:
        text = importlib.resources.files("cases.rules.court_feed").joinpath(table).read_text(encoding="utf-8")
        proposing = [
            record
            for record in csv.DictReader(text.splitlines())
            if record["map_row"] and rows()[int(record["map_row"])].follow_up is FollowUp.PROPOSAL
        ]

        assert proposing
        assert [record["meaning"] for record in proposing if not record["decision_if_all"]] == []


class TestGuessCategory:
    @pytest.mark.parametrize(
        ("title", "category"),
        [
            ("Murder", OffenceCategory.HOMICIDE),
            ("Attempted murder", OffenceCategory.ATTEMPTED_MURDER),
            ("Conspiracy to murder", OffenceCategory.ATTEMPTED_MURDER),
            ("Attempt burglary", OffenceCategory.BURGLARY),
            ("Affray", OffenceCategory.PUBLIC_ORDER),
        ],
    )
    def test_tells_an_attempted_murder_from_a_murder(self, title: str, category: OffenceCategory) -> None:
        assert guess_category(title=title) is category


class TestStageAfter:
    @pytest.mark.parametrize(
        ("current", "after"),
        [
            (JourneyStage.STOPPED, JourneyStage.STOPPED),
            (JourneyStage.PROVISIONAL_STOP, JourneyStage.PROVISIONAL_STOP),
            (JourneyStage.CLOSED, JourneyStage.CLOSED),
            (JourneyStage.APPEAL, JourneyStage.APPEAL),
            (JourneyStage.CHARGED, JourneyStage.SENTENCE),
        ],
    )
    def test_never_moves_a_case_out_of_a_stage_that_only_people_set(
        self, current: JourneyStage, after: JourneyStage
    ) -> None:
        message = readable(payload("imprisonment"))

        assert stage_after(current=current, message=message, told=happenings(message)) is after


class TestIdentifiers:
    @pytest.mark.parametrize("value", ["not-an-id", "", 7, ["5f2f0a67-6f8e-4f0f-8a53-0d2f4d0c7b11"]])
    def test_that_are_none_are_named_with_their_place(self, value: object) -> None:
        problems: list[Problem] = []
        fields = Fields({"caseId": value}, path="hearing", problems=problems)

        assert fields.identifier("caseId") is None
        assert [(problem.field, problem.reason) for problem in problems] == [("hearing.caseId", "should be a UUID")]
