"""The 23 rows of the map, each from a payload of the shape that Common Platform sends (domain: court feed 5.5)."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from cases.rules.court_feed import CourtMessage, parse
from cases.rules.court_feed.event_map import DeadlineBasis, FollowUp, row_of, rows
from cases.rules.court_feed.happenings import Happening, happenings
from cases.rules.court_feed.known_facts import KnownCharge, KnownFacts, KnownHearing
from cases.rules.court_feed.messages import HearingDate
from cases.rules.vocabulary import CaseEventKind, DecisionCode

PAYLOADS = Path(__file__).parents[3] / "payloads"
KINDS_OF_STAFF = {CaseEventKind.DECISION_RECORDED, CaseEventKind.CASE_OPENED, CaseEventKind.CASE_CLOSED}


def read(name: str) -> CourtMessage:
    message = parse(json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8")))
    assert isinstance(message, CourtMessage)
    return message


def knowing_the_charges(message: CourtMessage, **facts: Any) -> KnownFacts:
    """Everything the message names was known before, so that only its news is told."""
    return KnownFacts(
        charges={
            (defendant.id, charge.id): KnownCharge(case_id=case.id)
            for case in message.cases
            if case.id
            for defendant in case.defendants
            for charge in defendant.charges
        },
        **facts,
    )


def news(name: str) -> list[Happening]:
    message = read(name)
    return list(happenings(message, known=knowing_the_charges(message)))


class TestTheMap:
    def test_has_a_row_for_every_event_kind_that_staff_do_not_record_themselves(self) -> None:
        assert {row.kind for row in rows().values()} == set(CaseEventKind) - KINDS_OF_STAFF
        assert sorted(rows()) == list(range(1, 24))

    def test_measures_every_ended_charge_by_the_limit_of_the_scheme(self) -> None:
        with_limit = {row.kind for row in rows().values() if row.deadline_basis is DeadlineBasis.VCL_LIMIT}

        assert with_limit == {
            CaseEventKind.STOPPED_BY_PROSECUTION,
            CaseEventKind.STOPPED_AT_TRIAL,
            CaseEventKind.STOPPED_VICTIM_WITHDREW,
            CaseEventKind.REPLACED_CHARGE,
        }

    @pytest.mark.parametrize(
        ("payload", "kind", "meaning"),
        [
            ("charged", "CHARGED", "Charged"),
            ("discontinued", "STOPPED_BY_PROSECUTION", "Discontinued by the prosecution"),
            ("no_evidence_offered", "STOPPED_BY_PROSECUTION", "The prosecution offered no evidence"),
            ("several_charges_stopped", "STOPPED_BY_PROSECUTION", "Withdrawn by the prosecution"),
            ("withdrawn_for_another_charge", "REPLACED_CHARGE", "Withdrawn in favour of another charge"),
            ("trial_cracked_plea_to_another_charge", "REPLACED_CHARGE", "Guilty plea to a new or different charge"),
            ("recharged_elsewhere", "RECHARGED_ELSEWHERE", "Withdrawn, to be charged again at another court"),
            ("dismissed_by_the_court", "COURT_ENDED", "Dismissed by the court"),
            ("lie_on_file", "LIE_ON_FILE", "Left to lie on the file"),
            ("imprisonment", "SENTENCE", "Prison sentence"),
            ("restraining_order_on_acquittal", "PROTECTIVE_ORDER", "Restraining order after an acquittal"),
            ("restraining_order_ended", "PROTECTIVE_ORDER", "Restraining order ended"),
            ("bail_conditions_varied", "BAIL_CHANGE", "Bail conditions changed"),
            ("warrant_without_bail", "WARRANT", "Warrant for arrest, without bail"),
            ("defendant_died", "DEFENDANT_DIED", "The defendant has died"),
            ("application_to_vary_bail", "APPLICATION", "Application"),
            ("verdict_not_guilty", "VERDICT", "NOT_GUILTY"),
            ("adjourned_without_a_date", "ADJOURNED", "Adjourned"),
            ("trial_cracked_public_interest", "STOPPED_AT_TRIAL", "The prosecution ended the case: public interest"),
            ("trial_vacated_by_the_prosecution", "HEARING_VACATED", "The prosecution ended the case before the trial"),
            ("all_days_cancelled", "HEARING_VACATED", "No reason was given"),
            ("code_not_known", "UNKNOWN", "Result with code 9999"),
            ("events/trial_vacated", "HEARING_VACATED", "The prosecution ended the case before the trial"),
            ("events/plea_updated", "PLEA", "NOT_GUILTY"),
            ("events/verdict_updated", "VERDICT", "GUILTY"),
            ("events/offences_changed", "REPLACED_CHARGE", "Replaced by another charge"),
        ],
    )
    def test_tells_each_signal_as_its_event(self, payload: str, kind: str, meaning: str) -> None:
        told = happenings(read(payload)) if payload == "charged" else news(payload)

        meanings = {word for happening in told if happening.kind == kind for word in happening.meanings}
        assert any(word.startswith(meaning) for word in meanings)

    def test_never_lets_the_feed_say_that_the_victim_withdrew(self) -> None:
        assert row_of(CaseEventKind.STOPPED_VICTIM_WITHDREW).follow_up is FollowUp.STAFF_ONLY
        for table in ("result_codes.csv", "trial_end_codes.csv"):
            path = Path(happenings.__code__.co_filename).with_name(table)
            with path.open(encoding="utf-8", newline="") as records:
                assert "10" not in {record["map_row"] for record in csv.DictReader(records)}

    def test_takes_a_cracked_trial_with_an_absent_witness_as_a_hint_only(self) -> None:
        [stopped] = [told for told in news("trial_cracked_witness_absent") if told.follow_up is FollowUp.PROPOSAL]

        assert stopped.kind is CaseEventKind.STOPPED_AT_TRIAL
        assert stopped.suggested_decision is DecisionCode.NO_EVIDENCE_ALL
        assert "Ask whether it was the victim" in stopped.meanings[0]


class TestProposals:
    def test_lists_every_charge_stopped_in_one_hearing_in_one_happening(self) -> None:
        proposals = [told for told in news("several_charges_stopped") if told.follow_up is FollowUp.PROPOSAL]

        assert len(proposals) == 1
        assert len(proposals[0].charges) == 3
        assert len(proposals[0].defendant_ids) == 2
        assert proposals[0].suggested_decision is DecisionCode.WITHDRAW_ALL
        assert proposals[0].occurred_on == dt.date(2026, 3, 5)

    def test_suggests_that_some_was_stopped_when_a_co_defendant_goes_on(self) -> None:
        [stopped] = [
            told for told in news("one_stopped_one_continues") if told.kind is CaseEventKind.STOPPED_BY_PROSECUTION
        ]

        assert stopped.suggested_decision is DecisionCode.STOP_SOME

    def test_suggests_that_some_was_stopped_when_a_charge_known_before_goes_on(self) -> None:
        message = read("discontinued")
        case_id = message.cases[0].id
        assert case_id is not None
        elsewhere = (case_id, case_id)
        known = KnownFacts(charges={elsewhere: KnownCharge(case_id=case_id)})

        [stopped] = [
            told for told in happenings(message, known=known) if told.kind is CaseEventKind.STOPPED_BY_PROSECUTION
        ]

        assert stopped.suggested_decision is DecisionCode.STOP_SOME

    def test_proposes_no_charging_decision_for_a_charge_first_heard_of_at_its_end(self) -> None:
        told = happenings(read("discontinued"))

        [charged] = [one for one in told if one.kind is CaseEventKind.CHARGED]
        assert charged.suggested_decision is None

    def test_asks_only_once_when_a_trial_cracked_and_its_charges_carry_the_same_end(self) -> None:
        payload = json.loads((PAYLOADS / "several_charges_stopped.json").read_text(encoding="utf-8"))
        payload["hearing"]["crackedIneffectiveTrial"] = {"type": "Cracked", "code": "K"}
        message = parse(payload)
        assert isinstance(message, CourtMessage)

        told = happenings(message, known=knowing_the_charges(message))

        assert [one.kind for one in told if one.follow_up is FollowUp.PROPOSAL] == [
            CaseEventKind.STOPPED_BY_PROSECUTION
        ]

    def test_holds_a_charge_that_will_be_brought_elsewhere_and_proposes_nothing(self) -> None:
        [held] = news("recharged_elsewhere")

        assert held.follow_up is FollowUp.PERSON
        assert held.suggested_decision is None
        assert held.row.deadline_basis is DeadlineBasis.PAUSE


class TestHearings:
    def test_are_moved_when_date_or_court_differ_from_what_is_stored(self) -> None:
        message = read("verdict_not_guilty")
        assert message.hearing is not None
        assert message.hearing.id is not None
        stored = KnownHearing(
            date=HearingDate(starts_at=dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)), court=message.hearing.court_name
        )

        told = happenings(message, known=knowing_the_charges(message, hearings={message.hearing.id: stored}))

        [moved] = [one for one in told if one.kind is CaseEventKind.HEARING_MOVED]
        assert moved.hearing_date == message.hearing.date

    def test_are_not_told_again_when_nothing_about_them_changed(self) -> None:
        message = read("verdict_not_guilty")
        assert message.hearing is not None
        assert message.hearing.id is not None
        stored = KnownHearing(date=message.hearing.date, court=message.hearing.court_name)

        told = happenings(message, known=knowing_the_charges(message, hearings={message.hearing.id: stored}))

        assert {one.kind for one in told} == {CaseEventKind.PLEA, CaseEventKind.VERDICT}


class TestBail:
    def test_is_no_news_when_status_and_conditions_are_those_stored(self) -> None:
        message = read("charged")
        defendant = message.cases[0].defendants[0]
        assert defendant.id is not None
        assert defendant.bail is not None
        stored = {defendant.id: (defendant.bail.code, defendant.bail.conditions)}

        told = happenings(message, known=knowing_the_charges(message, bail=stored))

        assert told == ()

    def test_is_news_when_only_the_words_of_the_conditions_changed(self) -> None:
        message = read("charged")
        defendant = message.cases[0].defendants[0]
        assert defendant.id is not None
        stored = {defendant.id: ("B", "Other words")}

        [told] = happenings(message, known=knowing_the_charges(message, bail=stored))

        assert told.kind is CaseEventKind.BAIL_CHANGE
        assert told.follow_up is FollowUp.SAFETY_MESSAGE
        assert told.row.deadline_basis is DeadlineBasis.IMMEDIATE
