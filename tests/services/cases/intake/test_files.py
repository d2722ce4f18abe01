"""Our own formats: control totals, quarantine with line and field, the same file twice, a dry run (F15, I4)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import (
    Case,
    CaseEvent,
    Charge,
    ChargeVictim,
    ContactPoint,
    Decision,
    DecisionProposal,
    InboundFile,
    InboundMessage,
    SafeContactProfile,
    Victim,
    WorkItem,
)
from cases.rules.import_formats import FileRefused
from cases.rules.vocabulary import CaseEventKind, DecisionCode, InboundState, JourneyStage, WorkKind
from cases.selectors.facts import facts_changed_at
from cases.services.intake import files
from cases.services.intake.files import Report
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory, DecisionFactory, ObligationFactory, VictimFactory, WorkItemFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
IMPORT = actors.system(SystemProcess.CASE_IMPORT)
AT = dt.datetime(2026, 3, 6, 12, 0, tzinfo=dt.UTC)
TABLES = (
    Case, Victim, Charge, ChargeVictim, ContactPoint, SafeContactProfile, CaseEvent, DecisionProposal, WorkItem,
    InboundFile, InboundMessage,
)  # fmt: skip


def take_in(path: Path, *, at: dt.datetime = AT, dry_run: bool = False) -> Report:
    return files.take_in_rows(path=path, actor=IMPORT, at=at, dry_run=dry_run)


def everything() -> dict[str, list[Any]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


@pytest.fixture(autouse=True)
def areas() -> None:
    for code in ("SOUTH_EAST", "CYMRU_WALES"):
        UnitFactory(area=AreaFactory(code=code))


@pytest.fixture
def known_cases() -> None:
    for name in ("cases", "victims", "charges"):
        take_in(EXAMPLES / f"{name}.csv")


def events_file(tmp_path: Path, *events: dict[str, Any], name: str = "events.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    return path


def an_event(**changes: Any) -> dict[str, Any]:
    return {
        "event_id": "cms-1",
        "occurred_at": "2026-03-03T11:00:00Z",
        "recorded_at": "2026-03-03T11:10:00Z",
        "source": "CMS",
        "case_urn": "45AA2000126",
        "kind": "VERDICT",
    } | changes


class TestTextThatMeansSomethingToTheDatabase:
    """What ends a value or a row, or stands for another, in what COPY reads arrives as it was written."""

    @pytest.mark.parametrize("signs", ["\\", "\\\\", "\\N", "\\.", "\t", "\n", "\r\n", "\\t", '"', '"",', "{}", "'"])
    @pytest.mark.parametrize("place", ["note", "case_urn", "person_ref"])
    def test_is_kept_as_it_came(self, known_cases: None, tmp_path: Path, signs: str, place: str) -> None:
        text = f"a{signs}b{signs}"
        strange = an_event(payload={"note": text}) if place == "note" else an_event(**{place: text})
        after = an_event(event_id="cms-2")

        report = take_in(events_file(tmp_path, strange, after))

        kept = InboundMessage.objects.get(key="cms-1")
        assert (kept.payload["payload"]["note"] if place == "note" else kept.payload[place]) == text
        assert kept.state == (InboundState.APPLIED if place == "note" else InboundState.QUARANTINED)
        assert InboundMessage.objects.get(key="cms-2").state == InboundState.APPLIED
        assert report.rows_read == 2


class TestCases:
    def test_are_opened_in_the_liaison_unit_of_their_area(self) -> None:
        report = take_in(EXAMPLES / "cases.csv")

        assert (report.rows_read, report.rows_applied, report.rows_quarantined) == (3, 3, 0)
        rasso = Case.objects.get(urn="45AA2000226")
        assert rasso.is_rasso
        assert rasso.unit.area_id == "SOUTH_EAST"
        assert rasso.stage == JourneyStage.TRIAL_PREP

    def test_follow_a_later_statement_and_keep_an_earlier_one_without_applying_it(self, tmp_path: Path) -> None:
        header, first, *_ = (EXAMPLES / "cases.csv").read_text(encoding="utf-8").splitlines()
        later = first.replace("CHARGED", "FIRST_HEARING").replace("2026-03-02", "2026-03-05")
        earlier = first.replace("CHARGED", "REPORTED").replace("2026-03-02", "2026-01-15")
        path = tmp_path / "cases.csv"
        path.write_text("\n".join([header, later, first, earlier]), encoding="utf-8")

        report = take_in(path)

        assert report.rows_applied == 1
        assert Case.objects.get().stage == JourneyStage.FIRST_HEARING
        assert InboundMessage.objects.filter(state=InboundState.STORED_NOT_APPLIED).count() == 2

    def test_that_go_to_another_area_take_along_what_is_still_to_be_done(self, tmp_path: Path) -> None:
        """Promise 1: nothing owed is invisible, whoever has the case now. What has ended is counted where it ended."""
        take_in(EXAMPLES / "cases.csv")
        case = Case.objects.get(urn="45AA2000126")
        victim = VictimFactory(case=case)
        still_owed = ObligationFactory(victim=victim)
        met = ObligationFactory(victim=victim, state="MET", met_at=AT)
        to_do = WorkItemFactory(case=case)
        done = WorkItemFactory(case=case, state="DONE", done_at=AT, done_by="staff:test")
        header, first, *_ = (EXAMPLES / "cases.csv").read_text(encoding="utf-8").splitlines()
        path = tmp_path / "cases.csv"
        path.write_text(f"{header}\n{first.replace('SOUTH_EAST', 'CYMRU_WALES').replace('2026-03-02', '2026-03-05')}\n")

        take_in(path)

        for row in (case, still_owed, met, to_do, done):
            row.refresh_from_db()
        assert case.area_id == "CYMRU_WALES"
        assert (still_owed.area_code, still_owed.unit_id) == ("CYMRU_WALES", case.unit_id)
        assert (to_do.area_code, to_do.unit_id) == ("CYMRU_WALES", case.unit_id)
        assert met.area_code == done.area_code == "SOUTH_EAST"
        assert AuditEvent.objects.filter(
            case_id=case.pk, verb="CHANGED", detail__obligations=1, detail__work=1
        ).exists()

    def test_of_the_same_moment_with_other_content_are_a_conflict(self, tmp_path: Path) -> None:
        take_in(EXAMPLES / "cases.csv")
        text = (EXAMPLES / "cases.csv").read_text(encoding="utf-8").replace("GREEN", "RED")
        path = tmp_path / "cases.csv"
        path.write_text(text, encoding="utf-8")

        report = take_in(path)

        assert (report.rows_unchanged, report.rows_quarantined) == (2, 1)
        assert report.reasons[0].field == "recorded_at"
        assert Case.objects.get(urn="45AA2000126").charging_type == "GREEN"

    def test_of_an_area_that_is_not_known_are_quarantined(self, tmp_path: Path) -> None:
        path = tmp_path / "cases.csv"
        path.write_text(
            (EXAMPLES / "cases.csv").read_text(encoding="utf-8").replace("CYMRU_WALES", "NARNIA"), encoding="utf-8"
        )

        report = take_in(path)

        assert report.rows_applied == 2
        assert [(reason.line, reason.field) for reason in report.reasons] == [(4, "area")]


class TestVictims:
    def test_come_with_contact_points_that_nobody_has_verified_as_safe(self, known_cases: None) -> None:
        assert ContactPoint.objects.count() == 6
        assert not ContactPoint.objects.filter(is_safe=True).exists()
        assert ContactPoint.objects.get(value="1 Example Street\nAnytown\nZZ99 1ZZ").key.startswith("ZZ991ZZ|1|")
        assert SafeContactProfile.objects.get(person__full_name="Sam Placeholder").preferred_method == "EMAIL"

    def test_keep_what_was_not_assessed_as_not_assessed(self, known_cases: None) -> None:
        alex = Victim.objects.get(person__full_name="Alex Placeholder")

        assert alex.is_vulnerable is None
        assert alex.is_intimidated is True

    def test_get_a_new_version_of_a_changed_address_and_keep_the_old_one(
        self, known_cases: None, tmp_path: Path
    ) -> None:
        text = (EXAMPLES / "victims.csv").read_text(encoding="utf-8")
        text = text.replace("sam.placeholder@", "sam.new@").replace("2026-03-02", "2026-03-05")
        path = tmp_path / "victims.csv"
        path.write_text(text, encoding="utf-8")

        take_in(path)

        old = ContactPoint.objects.get(value="sam.placeholder@example.org")
        assert old.superseded_at == AT
        assert ContactPoint.objects.get(value="sam.new@example.org").superseded_at is None

    def test_never_take_away_what_a_person_verified_as_safe(self, known_cases: None, tmp_path: Path) -> None:
        ContactPoint.objects.filter(value="sam.placeholder@example.org").update(
            is_safe=True, verified_at=AT, verified_by="staff:1"
        )
        text = (EXAMPLES / "victims.csv").read_text(encoding="utf-8")
        path = tmp_path / "victims.csv"
        path.write_text(
            text.replace("sam.placeholder@", "sam.new@").replace("2026-03-02", "2026-03-05"), encoding="utf-8"
        )

        take_in(path)

        assert ContactPoint.objects.get(value="sam.placeholder@example.org").superseded_at is None
        assert not ContactPoint.objects.get(value="sam.new@example.org").is_safe

    def test_shorten_an_open_clock_when_a_ground_of_enhanced_rights_becomes_known(
        self, known_cases: None, tmp_path: Path
    ) -> None:
        lay_reference_data()
        sam = Victim.objects.get(person__full_name="Sam Placeholder")
        decision = DecisionFactory(case=sam.case, decided_at=AT, recorded_at=AT)
        obligation = ObligationFactory(
            victim=sam, case=sam.case, decision=decision, due_on=dt.date(2026, 3, 13),
            due_at=dt.datetime(2026, 3, 13, 23, 59, 59, tzinfo=dt.UTC),
        )  # fmt: skip
        text = (EXAMPLES / "victims.csv").read_text(encoding="utf-8")
        path = tmp_path / "victims.csv"
        path.write_text(
            text.replace("EMAIL,false,false,false", "EMAIL,true,false,false").replace("2026-03-02", "2026-03-05"),
            encoding="utf-8",
        )

        take_in(path)

        obligation.refresh_from_db()
        assert obligation.due_on == dt.date(2026, 3, 9)

    def test_of_a_case_that_is_not_known_are_quarantined_and_taken_in_once_it_is(self) -> None:
        first = take_in(EXAMPLES / "victims.csv")
        take_in(EXAMPLES / "cases.csv")
        then = take_in(EXAMPLES / "victims.csv")

        assert first.rows_quarantined == 3
        assert then.rows_applied == 3
        assert InboundFile.objects.get(source="CSV_VICTIMS").rows_applied == 3
        assert InboundFile.objects.get(source="CSV_VICTIMS").rows_quarantined == 0


class TestCharges:
    def test_are_linked_with_the_victims_they_concern(self, known_cases: None) -> None:
        robbery = Charge.objects.get(category="ROBBERY")

        assert [victim.person.full_name for victim in robbery.victims.all()] == ["Sam Placeholder"]
        assert Charge.objects.get(category="THEFT_FRAUD").hate_strands == ["RACE", "RELIGION"]

    def test_that_name_an_unknown_victim_are_quarantined(self, tmp_path: Path) -> None:
        take_in(EXAMPLES / "cases.csv")

        report = take_in(EXAMPLES / "charges.csv")

        assert {reason.field for reason in report.reasons} == {"victim_refs"}
        assert not Charge.objects.exists()


class TestEvents:
    def test_are_recorded_and_open_what_a_person_must_do(self, known_cases: None) -> None:
        report = take_in(EXAMPLES / "events.jsonl")

        assert (report.rows_read, report.rows_applied) == (3, 3)
        assert CaseEvent.objects.count() == 3
        proposal = DecisionProposal.objects.get()
        assert proposal.code == DecisionCode.DISCONTINUE_ALL
        assert proposal.charges.get().category == "ROBBERY"
        assert proposal.decided_at == dt.datetime(2026, 3, 3, 14, 20, tzinfo=dt.UTC)
        assert WorkItem.objects.get(kind=WorkKind.CONFIRM_PROPOSAL).key == f"proposal:{proposal.pk}"
        assert WorkItem.objects.filter(kind=WorkKind.SAFETY_MESSAGE).count() == 1
        assert not Decision.objects.exists()

    def test_are_the_same_events_in_json_lines_and_in_csv(self, known_cases: None) -> None:
        take_in(EXAMPLES / "events.jsonl")
        before = CaseEvent.objects.count()

        report = take_in(EXAMPLES / "events.csv")

        assert (report.rows_applied, report.rows_unchanged) == (0, 3)
        assert CaseEvent.objects.count() == before

    def test_make_the_senders_hold_what_was_about_to_leave(self, known_cases: None) -> None:
        later = AT + dt.timedelta(hours=1)
        told = [case for case in Case.objects.all() if facts_changed_at(case=case) == later]
        assert not told

        take_in(EXAMPLES / "events.jsonl", at=later)

        told = [case for case in Case.objects.all() if facts_changed_at(case=case) == later]
        assert len(told) == 3

    def test_rewrite_no_case(self, known_cases: None) -> None:
        """P5: a file of a hundred thousand events appends; it changes no case in all its indexes."""
        before = list(Case.objects.order_by("pk").values())

        take_in(EXAMPLES / "events.jsonl", at=AT + dt.timedelta(hours=1))

        assert list(Case.objects.order_by("pk").values()) == before

    def test_put_one_bad_row_apart_with_line_field_and_reason_and_take_in_the_rest(self, known_cases: None) -> None:
        report = take_in(EXAMPLES / "one_bad_row.csv")

        assert (report.rows_read, report.rows_applied, report.rows_quarantined) == (3, 2, 1)
        [reason] = report.reasons
        assert (reason.line, reason.field) == (3, "occurred_at")
        assert reason.reason == "needs its offset from UTC, such as Z"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"case_urn": "45AA9999926"}, "case_urn"),
            ({"person_ref": "V9"}, "person_ref"),
            ({"payload": {"charge_ids": ["0f0b8a52-6a3e-4c46-9f0e-0a5f6f8f0002"]}}, "payload.charge_ids"),
        ],
    )
    def test_that_name_what_is_not_known_are_quarantined(
        self, known_cases: None, tmp_path: Path, changes: dict[str, Any], field: str
    ) -> None:
        report = take_in(events_file(tmp_path, an_event(**changes)))

        assert [reason.field for reason in report.reasons] == [field]
        assert InboundMessage.objects.get(source="CMS").state == InboundState.QUARANTINED
        assert not CaseEvent.objects.exists()

    def test_with_the_same_id_and_other_content_are_a_conflict(self, known_cases: None, tmp_path: Path) -> None:
        take_in(events_file(tmp_path, an_event()))

        report = take_in(events_file(tmp_path, an_event(kind="SENTENCE"), name="later.jsonl"))

        assert [reason.field for reason in report.reasons] == ["event_id"]
        assert CaseEvent.objects.get().kind == CaseEventKind.VERDICT
        assert InboundMessage.objects.filter(source="CMS", state=InboundState.CONFLICT).count() == 1

    def test_that_stand_twice_in_one_file_are_taken_in_once_and_contradicting_ones_named(
        self, known_cases: None, tmp_path: Path
    ) -> None:
        path = events_file(tmp_path, an_event(), an_event(), an_event(kind="SENTENCE"))

        report = take_in(path)

        assert (report.rows_applied, report.rows_unchanged, report.rows_quarantined) == (1, 1, 1)

    def test_find_a_case_by_its_normalised_reference_only_where_one_alone_fits(
        self, known_cases: None, tmp_path: Path
    ) -> None:
        one = take_in(events_file(tmp_path, an_event(case_urn="45 aa 2000126")))
        CaseFactory(urn="45aa2000126", urn_key="45AA2000126")
        two = take_in(events_file(tmp_path, an_event(event_id="cms-2", case_urn="45 aa 2000126"), name="b.jsonl"))

        assert one.rows_applied == 1
        assert two.reasons[0].reason == "fits more than one case"

    def test_about_one_person_find_the_victim(self, tmp_path: Path) -> None:
        VictimFactory(case=CaseFactory(urn="45AA2000126"), reference="V7")

        report = take_in(events_file(tmp_path, an_event(person_ref="V7")))

        assert report.rows_applied == 1


class TestTheSameFileAgain:
    @pytest.mark.parametrize("name", ["cases.csv", "victims.csv", "charges.csv", "events.jsonl", "one_bad_row.csv"])
    def test_changes_nothing(self, known_cases: None, name: str) -> None:
        """F15."""
        take_in(EXAMPLES / name)
        before = everything()

        report = take_in(EXAMPLES / name, at=AT + dt.timedelta(days=1))

        assert report.rows_applied == 0
        assert everything() == before

    def test_in_halves_changes_nothing_either(self, known_cases: None, tmp_path: Path) -> None:
        take_in(EXAMPLES / "events.jsonl")
        before = CaseEvent.objects.count()
        path = tmp_path / "half.jsonl"
        text = (EXAMPLES / "events.jsonl").read_text(encoding="utf-8")
        path.write_text(text[: len(text) // 2], encoding="utf-8")

        report = take_in(path)

        assert report.reasons[0].reason == "ends too early"
        assert report.rows_applied == 0
        assert CaseEvent.objects.count() == before


class TestDryRun:
    @pytest.mark.parametrize(
        ("name", "after"),
        [
            ("cases.csv", ()),
            ("victims.csv", ("cases",)),
            ("charges.csv", ("cases", "victims")),
            ("events.jsonl", ("cases", "victims", "charges")),
            ("one_bad_row.csv", ("cases",)),
        ],
    )
    def test_tells_what_would_happen_and_keeps_none_of_it(self, name: str, after: tuple[str, ...]) -> None:
        for table in after:
            take_in(EXAMPLES / f"{table}.csv")
        before, trail = everything(), AuditEvent.objects.count()

        report = take_in(EXAMPLES / name, dry_run=True)

        assert report.rows_applied >= 2
        assert everything() == before
        assert AuditEvent.objects.count() == trail


class TestControlTotals:
    def test_add_up_and_are_kept_with_the_file(self, known_cases: None) -> None:
        take_in(EXAMPLES / "one_bad_row.csv")

        file = InboundFile.objects.get(source="EVENTS")
        assert (file.rows_read, file.rows_applied, file.rows_quarantined) == (3, 2, 1)

    def test_are_written_to_the_trail(self, known_cases: None) -> None:
        take_in(EXAMPLES / "one_bad_row.csv")

        entry = AuditEvent.objects.filter(verb="IMPORTED").latest("at", "pk")
        assert entry.detail == {"source": "EVENTS", "read": 3, "applied": 2, "quarantined": 1}


class TestRefusals:
    def test_nobody_without_the_permission_may_import(self) -> None:
        with pytest.raises(NotPermitted):
            files.take_in_rows(path=EXAMPLES / "cases.csv", actor=actors.system(SystemProcess.DELIVERY), at=AT)
        assert not InboundFile.objects.exists()

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.txt", b"x", "should end in"),
            ("a.csv", b"", "is empty"),
            ("a.csv", b"<?xml version='1.0'?><a/>", "XML"),
            ("a.csv", "event_id,kind\n".encode("utf-16"), "UTF-16"),
            ("a.csv", b"event_id;kind;source\n", "semicolons"),
            ("a.csv", b"colour,shape\n", "none of ours"),
            ("a.csv", b"event_id,event_id,kind,surprise\n", "stands twice"),
            ("a.csv", b"caf\xe9,event_id\n", "UTF-8"),
        ],
    )
    def test_of_a_whole_file_name_the_fault(self, tmp_path: Path, name: str, content: bytes, words: str) -> None:
        path = tmp_path / name
        path.write_bytes(content)

        with pytest.raises(FileRefused) as refusal:
            take_in(path)

        assert any(words in problem.reason for problem in refusal.value.problems)
        assert not InboundFile.objects.exists()
