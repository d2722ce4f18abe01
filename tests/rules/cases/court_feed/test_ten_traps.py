"""The ten traps of the court feed (CPS prototype document 5.1), one class each."""

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from cases.rules.court_feed import CourtMessage, Unreadable, parse
from cases.rules.court_feed.differences import Matter, differences
from cases.rules.court_feed.event_map import meaning_of_result
from cases.rules.court_feed.happenings import happenings
from cases.rules.vocabulary import CaseEventKind

PAYLOADS = Path(__file__).parents[3] / "payloads"


def payload(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def understood(content: dict[str, Any]) -> CourtMessage:
    message = parse(content)
    assert isinstance(message, CourtMessage)
    return message


def kinds(content: dict[str, Any]) -> set[CaseEventKind]:
    return {told.kind for told in happenings(understood(content))}


def first_offence(content: dict[str, Any]) -> dict[str, Any]:
    offence: dict[str, Any] = content["hearing"]["prosecutionCases"][0]["defendants"][0]["offences"][0]
    return offence


class TestTrap1NoShortCode:
    def test_reads_a_result_by_its_type_whatever_its_label_says(self) -> None:
        content = payload("restraining_order_ended")
        first_offence(content)["judicialResults"][0]["label"] = "Community order amended"

        assert CaseEventKind.PROTECTIVE_ORDER in kinds(content)

    def test_tells_apart_two_orders_that_share_one_code_by_their_type(self) -> None:
        restraining = payload("restraining_order_ended")
        row = first_offence(restraining)["judicialResults"][0]
        assert row["cjsCode"] == "1029"
        football = copy.deepcopy(restraining)
        first_offence(football)["judicialResults"][0]["judicialResultTypeId"] = "adf86eb7-2eb7-4575-bab5-63001eb23382"

        assert CaseEventKind.PROTECTIVE_ORDER in kinds(restraining)
        assert CaseEventKind.PROTECTIVE_ORDER not in kinds(football)

    def test_treats_the_shared_code_without_a_known_type_as_the_order_that_protects(self) -> None:
        content = payload("restraining_order_ended")
        del first_offence(content)["judicialResults"][0]["judicialResultTypeId"]

        assert CaseEventKind.PROTECTIVE_ORDER in kinds(content)


class TestTrap2CodeMissingOnAncillaryRows:
    def test_reads_a_bail_condition_that_carries_no_code(self) -> None:
        content = payload("bail_conditions_varied")
        rows = first_offence(content)["judicialResults"]
        first_offence(content)["judicialResults"] = [row for row in rows if "cjsCode" not in row]

        [bail] = [told for told in happenings(understood(content)) if told.kind is CaseEventKind.BAIL_CHANGE]

        assert "Bail condition: must not contact a named person" in bail.meanings

    def test_puts_a_row_with_neither_code_nor_known_type_before_a_person(self) -> None:
        content = payload("code_not_known")
        del first_offence(content)["judicialResults"][0]["cjsCode"]

        assert CaseEventKind.UNKNOWN in kinds(content)


class TestTrap3SeveralShares:
    def test_finds_what_a_re_share_says_otherwise(self) -> None:
        earlier = understood(payload("shares/1_withdrawn"))
        later = understood(payload("shares/2_corrected_to_sent_for_trial"))

        found = {difference.matter: difference for difference in differences(earlier=earlier, later=later)}

        assert later.is_correction
        assert found[Matter.RESULT].before == "Withdrawn by the prosecution"
        assert found[Matter.RESULT].after.endswith("Sent to the Crown Court on conditional bail")
        assert found[Matter.BAIL].before == "Not applicable"

    def test_finds_nothing_when_a_share_is_repeated(self) -> None:
        once = understood(payload("shares/1_withdrawn"))

        assert differences(earlier=once, later=once) == ()

    def test_does_not_take_a_deleted_row_as_standing(self) -> None:
        assert CaseEventKind.STOPPED_BY_PROSECUTION not in kinds(payload("shares/2_corrected_to_sent_for_trial"))

    def test_does_not_take_the_amendment_flag_of_a_first_share_as_a_correction(self) -> None:
        first = payload("shares/1_withdrawn")
        assert first_offence(first)["judicialResults"][0]["isNewAmendment"]

        assert not understood(first).is_correction

    def test_finds_a_next_hearing_that_moved_between_two_shares(self) -> None:
        earlier = understood(payload("shares/2_corrected_to_sent_for_trial"))
        later = understood(payload("shares/3_next_hearing_moved"))

        [difference] = differences(earlier=earlier, later=later)

        assert "2026-05-05" in difference.before
        assert "2026-06-09" in difference.after

    def test_finds_a_defendant_who_is_no_longer_named(self) -> None:
        earlier = understood(payload("several_charges_stopped"))
        later = dataclasses.replace(
            earlier,
            cases=(dataclasses.replace(earlier.cases[0], defendants=earlier.cases[0].defendants[:1]),),
        )

        assert [found.matter for found in differences(earlier=earlier, later=later)] == [Matter.CHARGE_MISSING]


class TestTrap4OnlyTheTimeOfSharingOrders:
    def test_keeps_an_order_date_that_lies_after_the_sharing(self) -> None:
        content = payload("discontinued")
        first_offence(content)["judicialResults"][0]["orderedDate"] = "2026-03-09"

        message = understood(content)

        assert message.shared_at is not None
        assert message.cases[0].defendants[0].charges[0].results[0].ordered_on > message.shared_at.date()  # type: ignore[operator]

    @pytest.mark.parametrize("shared", [None, "", "yesterday", "2026-03-05T15:30:00", 1_772_724_600, ["2026"]])
    def test_refuses_a_share_whose_time_cannot_be_read(self, shared: object) -> None:
        content = payload("discontinued") | {"sharedTime": shared}

        answer = parse(content)

        assert isinstance(answer, Unreadable)
        assert answer.problems[0].field == "sharedTime"

    def test_names_two_shares_of_one_hearing_by_different_keys(self) -> None:
        keys = {understood(payload(f"shares/{name}")).key for name in ("1_withdrawn", "3_next_hearing_moved")}

        assert len(keys) == 2


class TestTrap5TerminatesIsNotStopped:
    def test_reads_imprisonment_that_terminates_proceedings_as_a_sentence_alone(self) -> None:
        content = payload("imprisonment")
        assert first_offence(content)["judicialResults"][0]["terminatesOffenceProceedings"] is True

        assert CaseEventKind.SENTENCE in kinds(content)
        assert CaseEventKind.STOPPED_BY_PROSECUTION not in kinds(content)

    def test_ignores_the_flag_on_every_known_result(self) -> None:
        for terminates in (True, False):
            content = payload("dismissed_by_the_court")
            first_offence(content)["judicialResults"][0]["terminatesOffenceProceedings"] = terminates
            assert CaseEventKind.COURT_ENDED in kinds(content)


class TestTrap6VerdictWordsContradict:
    def test_goes_by_the_category_type_and_says_that_the_words_contradict_it(self) -> None:
        message = understood(payload("verdict_words_contradict"))

        verdict = message.cases[0].defendants[0].charges[0].verdict
        assert verdict is not None
        assert verdict.is_not_guilty
        assert [note.field.rsplit(".", 1)[-1] for note in message.notes] == ["category"]


class TestTrap7AcquittedWithADischarge:
    def test_is_put_before_a_person_and_never_told_as_a_sentence(self) -> None:
        told = kinds(payload("acquitted_with_a_discharge_row"))

        assert CaseEventKind.VERDICT in told
        assert CaseEventKind.UNKNOWN in told
        assert CaseEventKind.SENTENCE not in told


class TestTrap8DiscontinuedFlag:
    def test_alone_on_a_hearing_is_put_before_a_person(self) -> None:
        told = kinds(payload("only_flagged_discontinued"))

        assert CaseEventKind.UNKNOWN in told
        assert CaseEventKind.STOPPED_BY_PROSECUTION not in told

    def test_beside_a_result_that_says_so_adds_nothing(self) -> None:
        content = payload("discontinued")
        first_offence(content)["isDiscontinued"] = True

        assert kinds(content) == kinds(payload("discontinued"))

    def test_in_an_offences_changed_event_is_a_stop(self) -> None:
        content = payload("events/offences_changed")
        content["updatedOffences"] = [
            {key: value for key, value in content["addedOffences"][0].items() if key != "offences"}
            | {"offences": [content["addedOffences"][0]["offences"][0] | {"isDiscontinued": True}]}
        ]
        content["addedOffences"] = []
        content["deletedDefendantCaseOffences"] = []

        assert CaseEventKind.STOPPED_BY_PROSECUTION in kinds(content)


class TestTrap9VictimsAndAddresses:
    def test_counts_the_victims_listed_and_reads_nothing_about_them(self) -> None:
        message = understood(payload("victims_listed_on_an_offence"))

        assert message.cases[0].defendants[0].charges[0].victims_listed == 1
        assert message.notes[0].field.endswith("offences[0].victims")
        assert "Canary" not in repr(message)

    @pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
    def test_reads_no_address_phone_number_or_email_of_anybody(self, name: str) -> None:
        read = repr(parse(payload(name)))

        for marker in ("example.org", "07700", "ZZ99", "Canary Row", "Court Street"):
            assert marker not in read


class TestTrap10NextHearingInThreeForms:
    def test_reads_a_date_a_week_and_a_hearing_still_to_be_fixed(self) -> None:
        told = [
            one.hearing_date
            for one in happenings(understood(payload("next_hearing_in_three_forms")))
            if one.kind is CaseEventKind.HEARING_LISTED
        ]

        assert sum(1 for date in told if date and date.starts_at) == 1
        assert sum(1 for date in told if date and date.week_commencing) == 1
        assert sum(1 for date in told if date and date.is_to_be_fixed) == 1


class TestResultCodes:
    @pytest.mark.parametrize(
        ("code", "row"),
        [
            ("2051", 8), ("2053", 8), ("2063", 8), ("2050", 8), ("2060", 11), ("4010", 12), ("2006", 13), ("2064", 13),
            ("2061", 13), ("2008", 14), ("1002", 15), ("1116", 15), ("3047", 16), ("3260", 16), ("3307", 16),
            ("3326", 16), ("1177", 16), ("1179", 16), ("1030", 16), ("1029", 16), ("4027", 17), ("4047", 17),
            ("4028", 17), ("4574", 17), ("4575", 18), ("4576", 18), ("4577", 18), ("2065", 19), ("2503", 19),
            ("4506", 5),
        ],
    )  # fmt: skip
    def test_stand_in_the_row_that_the_map_gives_them(self, code: str, row: int) -> None:
        meaning = meaning_of_result(type_id=None, cjs_code=code)

        assert meaning is not None
        assert meaning.row == row

    def test_are_told_in_our_own_words_with_none_left_empty(self) -> None:
        for code in ("2063", "4558", "3012"):
            meaning = meaning_of_result(type_id=None, cjs_code=code)
            assert meaning is not None
            assert meaning.meaning
