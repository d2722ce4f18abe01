"""Events raise work by rule: once per event and victim, newest first, safety always (L11; EW-1 to EW-3)."""

import datetime as dt
import json
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actors
from accounts.models import Unit
from accounts.roles import SystemProcess
from cases.models import Case, CaseEvent, DecisionProposal, InboundMessage, WorkItem
from cases.rules.import_formats.rows import IMPORTABLE_KINDS
from cases.rules.vocabulary import WorkKind
from cases.services import reference
from communications.models import Meeting
from communications.services import intake
from tests.factories.accounts import AreaFactory
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
BORN_ON = dt.date(1990, 1, 1)
LONDON = ZoneInfo("Europe/London")
ACTOR = actors.system(SystemProcess.CASE_IMPORT)
#: Thursday 26 March 2026, 10:00.
AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)
NEXT_DAY = dt.datetime(2026, 3, 27, 23, 59, 59, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _published(db) -> None:
    reference.forget()
    lay_reference_data()


@pytest.fixture
def case():
    return CaseFactory(urn="06AA1234526", is_rasso=True)


@pytest.fixture
def victim(case):
    return VictimFactory(case=case, reference="V1", person=PersonFactory(born_on=BORN_ON))


def event(kind: str, *, name: str = "e1", case_urn: str = "06AA1234526", hours_ago: int = 1, **changes) -> dict:
    payload = changes.pop("payload", {})
    when = (AT - dt.timedelta(hours=hours_ago)).isoformat()
    return {
        "event_id": name,
        "occurred_at": when,
        "recorded_at": when,
        "source": "CMS",
        "case_urn": case_urn,
        "kind": kind,
        "payload": payload,
        **changes,
    }


def tell(*events: dict, at: dt.datetime = AT) -> list[str]:
    return [answer.status for answer in intake.receive_events(events=events, actor=ACTOR, at=at)]


def what_followed(case) -> dict[str, list[str]]:
    """Say what an event about a case left behind, by kind."""
    return {
        "events": list(case.events.order_by("id").values_list("kind", flat=True)),
        "proposals": sorted(DecisionProposal.objects.filter(case=case).values_list("code", flat=True)),
        "work": sorted(open_work(case=case).values_list("kind", flat=True)),
    }


def open_work(**filters):
    return WorkItem.objects.filter(state="OPEN", **filters)


class TestOneEvent:
    @pytest.mark.parametrize(
        ("kind", "work"),
        [
            ("HEARING_LISTED", WorkKind.HEARING_NEWS),
            ("HEARING_MOVED", WorkKind.HEARING_NEWS),
            ("HEARING_VACATED", WorkKind.HEARING_NEWS),
            ("ADJOURNED", WorkKind.HEARING_NEWS),
            ("PLEA", WorkKind.PLEA_NEWS),
            ("VERDICT", WorkKind.VERDICT_NEWS),
            ("SENTENCE", WorkKind.SENTENCE_NEWS),
            ("APPLICATION", WorkKind.APPLICATION_NEWS),
            ("SPECIAL_MEASURES", WorkKind.SPECIAL_MEASURES_NEWS),
        ],
    )
    def test_raises_its_own_work_for_the_next_working_day(self, victim, kind, work):
        assert tell(event(kind)) == ["applied"]

        item = open_work().get()
        assert (item.kind, item.victim, item.due_at) == (work, victim, NEXT_DAY)
        assert item.about == f"inbound:{CaseEvent.objects.get().message_id}"

    @pytest.mark.parametrize("kind", ["BAIL_CHANGE", "PROTECTIVE_ORDER"])
    def test_of_safety_raises_work_within_the_hour(self, victim, kind):
        tell(event(kind))

        item = open_work().get()
        assert (item.kind, item.victim, item.due_at) == (
            WorkKind.SAFETY_MESSAGE,
            victim,
            AT + dt.timedelta(hours=1),
        )

    def test_twice_raises_once(self, victim):
        told = event("VERDICT")

        assert tell(told) == ["applied"]
        assert tell(told) == ["unchanged"]
        WorkItem.objects.update(state="DONE", done_at=AT, done_by="staff:1")
        assert tell(told) == ["unchanged"]

        assert WorkItem.objects.count() == 1

    def test_raises_work_for_each_victim(self, victim):
        other = VictimFactory(case=victim.case)

        tell(event("SENTENCE"))

        assert {item.victim for item in open_work()} == {victim, other}

    def test_goes_to_the_officer_of_the_victim(self, victim):
        from_the_start = victim.officer

        tell(event("SENTENCE"))

        assert open_work().get().officer == from_the_start


class TestForWhom:
    def test_an_event_about_one_person_is_for_that_person(self, victim):
        VictimFactory(case=victim.case, reference="V2")

        tell(event("VERDICT", person_ref="V1"))

        assert open_work().get().victim == victim

    def test_an_event_about_charges_is_for_those_they_concern(self, victim):
        VictimFactory(case=victim.case)
        charge = ChargeFactory(defendant=DefendantFactory(case=victim.case), concerning=[victim])

        tell(event("VERDICT", payload={"charge_ids": [str(charge.pk)]}))

        assert open_work().get().victim == victim

    def test_a_charge_linked_with_nobody_may_concern_anybody(self, victim):
        other = VictimFactory(case=victim.case)
        charge = ChargeFactory(defendant=DefendantFactory(case=victim.case))

        tell(event("VERDICT", payload={"charge_ids": [str(charge.pk)]}))

        assert {item.victim for item in open_work()} == {victim, other}

    @pytest.mark.parametrize(
        ("case_facts", "tier", "is_raised"),
        [
            ({}, "NOT_ALIGNED", False),
            ({}, "UNIVERSAL", False),
            ({}, "ENHANCED", True),
            ({"is_rasso": True}, "NOT_ALIGNED", True),
            ({"is_bereaved_family_case": True}, "NOT_ALIGNED", True),
        ],
    )
    def test_a_date_alone_is_for_those_with_a_named_officer(self, case_facts, tier, is_raised):
        VictimFactory(case=CaseFactory(urn="06AA7654326", **case_facts), service_tier=tier)

        tell(
            event("HEARING_LISTED", case_urn="06AA7654326"),
        )

        assert open_work().exists() is is_raised

    @pytest.mark.parametrize("how", ["declined", "opted out", "ended"])
    def test_somebody_who_wants_to_hear_nothing_is_told_of_safety_only(self, victim, how):
        if how == "declined":
            victim.has_declined_contact = True
        elif how == "opted out":
            SafeContactProfileFactory(person=victim.person, opted_out_at=AT)
        else:
            victim.contact_ended_on = AT.date()
        victim.save()

        tell(event("VERDICT", name="e1"), event("BAIL_CHANGE", name="e2"))

        item = open_work().get()
        assert item.kind == WorkKind.SAFETY_MESSAGE
        assert "decide with the police" in item.summary

    def test_the_newest_profile_counts(self, victim):
        SafeContactProfileFactory(person=victim.person, opted_out_at=AT, recorded_at=AT - dt.timedelta(days=9))
        SafeContactProfileFactory(person=victim.person, recorded_at=AT - dt.timedelta(days=1))

        tell(event("VERDICT"))

        assert open_work().get().victim == victim

    def test_safety_in_a_case_without_victims_is_work_of_the_case(self, case):
        tell(event("BAIL_CHANGE"), event("VERDICT", name="e2"))

        item = open_work().get()
        assert (item.kind, item.victim, item.case) == (WorkKind.SAFETY_MESSAGE, None, case)


class TestNewerNews:
    def test_takes_the_place_of_older_news_and_keeps_its_date(self, victim):
        tell(event("HEARING_LISTED"))
        later = AT + dt.timedelta(days=5)

        tell(event("HEARING_MOVED", name="e2", hours_ago=0), at=later)

        old, new = WorkItem.objects.order_by("raised_at")
        assert (old.state, old.outcome) == ("DONE", "Newer news took its place")
        assert new.summary.startswith("A hearing has another date")
        assert new.due_at == NEXT_DAY

    def test_that_comes_together_is_one_item(self, victim):
        tell(
            event("HEARING_VACATED", name="e1"),
            event("HEARING_LISTED", name="e2"),
            event("HEARING_MOVED", name="e3"),
        )

        assert open_work().get().summary.startswith("A hearing will not take place")

    def test_of_another_sort_stands_beside(self, victim):
        tell(event("HEARING_LISTED", name="e1"), event("VERDICT", name="e2"))

        assert {item.kind for item in open_work()} == {WorkKind.HEARING_NEWS, WorkKind.VERDICT_NEWS}

    def test_of_safety_never_takes_the_place_of_other_safety(self, victim):
        tell(event("BAIL_CHANGE", name="e1"), event("BAIL_CHANGE", name="e2"), event("PROTECTIVE_ORDER", name="e3"))

        assert open_work(kind=WorkKind.SAFETY_MESSAGE).count() == 3


class TestPleas:
    def test_of_guilty_says_what_follows(self, victim):
        tell(event("PLEA", payload={"plea": "GUILTY"}))

        assert open_work().get().summary.startswith("A plea of guilty")

    def test_that_the_sender_does_not_tell_are_read_by_a_person(self, victim):
        tell(event("PLEA"))

        assert open_work().get().summary.startswith("A plea was entered")

    def test_of_not_guilty_open_the_pre_trial_meeting_fourteen_days_on(self, victim):
        tell(event("PLEA", payload={"plea": "NOT_GUILTY"}, hours_ago=48))

        meeting = Meeting.objects.get()
        assert (meeting.victim, meeting.purpose, meeting.state) == (victim, "PRE_TRIAL", "TO_OFFER")
        assert meeting.offer_due_on == dt.date(2026, 4, 7)
        offer = open_work(kind=WorkKind.MEETING_OFFER).get()
        assert offer.about == f"meeting:{meeting.pk}"
        assert offer.due_at == dt.datetime(2026, 4, 7, 23, 59, 59, tzinfo=LONDON)
        assert open_work(kind=WorkKind.PLEA_NEWS).count() == 1

    def test_of_not_guilty_by_two_defendants_open_one_meeting(self, victim):
        tell(
            event("PLEA", name="e1", payload={"plea": "NOT_GUILTY"}),
            event("PLEA", name="e2", payload={"plea": "NOT_GUILTY"}),
        )
        tell(event("PLEA", name="e3", payload={"plea": "NOT_GUILTY"}))

        assert Meeting.objects.count() == 1
        assert open_work(kind=WorkKind.MEETING_OFFER).count() == 1

    @pytest.mark.parametrize("why", ["a child", "died", "not RASSO", "guilty", "a business"])
    def test_open_no_meeting_elsewhere(self, victim, why):
        if why == "a child":
            victim.person.born_on = dt.date(2010, 1, 1)
        if why == "died":
            victim.person.died_on = dt.date(2026, 1, 1)
        if why == "a business":
            victim.kind = "BUSINESS"
        if why == "not RASSO":
            victim.case.is_rasso = False
        for row in (victim.person, victim, victim.case):
            row.save()

        tell(event("PLEA", payload={"plea": "GUILTY" if why == "guilty" else "NOT_GUILTY"}))

        assert not Meeting.objects.exists()

    def test_do_not_go_with_another_kind(self, victim):
        assert tell(event("VERDICT", payload={"plea": "GUILTY"})) == ["refused"]

    def test_left_out_leave_the_event_as_it_always_was(self, victim):
        """An event sent before pleas were known is the same event when it is sent again."""
        tell(event("VERDICT"))

        assert "plea" not in CaseEvent.objects.get().message.payload["payload"]


class TestAFile:
    def test_raises_what_calls_raise(self, victim, tmp_path: Path):
        path = tmp_path / "events.jsonl"
        rows = [event("PLEA", payload={"plea": "NOT_GUILTY"}), event("BAIL_CHANGE", name="e2")]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

        report = intake.import_rows_file(path=path, actor=ACTOR, at=AT)

        assert report.rows_applied == 2
        assert {item.kind for item in open_work()} == {
            WorkKind.PLEA_NEWS,
            WorkKind.SAFETY_MESSAGE,
            WorkKind.MEETING_OFFER,
        }
        assert Meeting.objects.get().victim == victim


class TestOneAlone:
    """One event of a call takes a shorter statement than many: only what its kind leads to (P6)."""

    @pytest.mark.parametrize("kind", sorted(IMPORTABLE_KINDS))
    def test_leads_to_what_it_leads_to_among_others(self, victim, kind):
        other = VictimFactory(
            case=CaseFactory(urn="06AA7654326", is_rasso=True), reference="V1", person=PersonFactory(born_on=BORN_ON)
        )

        assert tell(event(kind)) == ["applied"]
        told = [
            event(kind, name="b1", case_urn=other.case.urn),
            event("VERDICT", name="b2", case_urn="99ZZ0000000"),
        ]
        assert tell(*told) == ["applied", "quarantined"]

        alone, among_others = what_followed(victim.case), what_followed(other.case)
        assert alone == among_others
        assert alone["events"] == [kind]

    def test_that_came_before_its_case_is_applied_when_it_comes_again(self, victim):
        early = event("BAIL_CHANGE", case_urn="06AA7654326")
        assert tell(early) == ["quarantined"]
        CaseFactory(urn="06AA7654326")

        assert tell(early) == ["applied"]
        assert tell(early) == ["unchanged"]

        assert InboundMessage.objects.get().state == "APPLIED"
        assert open_work(kind=WorkKind.SAFETY_MESSAGE).count() == 1

    def test_with_the_id_of_another_is_set_apart(self, victim):
        tell(event("BAIL_CHANGE"))

        assert tell(event("STOPPED_BY_PROSECUTION")) == ["conflict"]

        assert not DecisionProposal.objects.exists()
        assert sorted(InboundMessage.objects.values_list("state", flat=True)) == ["APPLIED", "CONFLICT"]


class TestCost:
    def test_of_an_event_is_one_statement_whether_or_not_it_raises_work(self, victim):
        """P6: events come by thousands; the clocks are read once a minute."""
        tell(event("VERDICT", name="warm"))
        tell(*(event("VERDICT", name=f"w{number}") for number in range(2)))

        with CaptureQueriesContext(connection) as one:
            tell(event("VERDICT", name="e1"))
        with CaptureQueriesContext(connection) as fifty:
            tell(*(event("VERDICT", name=f"f{number}") for number in range(50)))

        assert len(one) == len(fifty) == 1

    def test_is_never_a_refusal_where_nothing_is_published(self, victim):
        connection.cursor().execute("TRUNCATE cases_rulerow")
        reference.forget()

        assert tell(event("VERDICT")) == ["applied"]

        assert open_work().get().due_at is None


class TestTheCopiesOnTheWork:
    """The statement says them itself, for every way in which an event leads to work."""

    @pytest.mark.parametrize("kind", ["VERDICT", "BAIL_CHANGE", "STOPPED_BY_PROSECUTION", "DEFENDANT_DIED"])
    @pytest.mark.parametrize(("is_rasso", "is_restricted"), [(False, False), (True, False), (False, True)])
    def test_are_those_of_its_unit_and_its_case(self, case, victim, kind, is_rasso, is_restricted):
        Case.objects.filter(pk=case.pk).update(is_rasso=is_rasso, is_restricted=is_restricted)

        assert tell(event(kind), event(kind, name="e2")) == ["applied", "applied"]

        for item in open_work():
            assert (item.unit, item.area_code) == (case.unit, case.unit.area_id)
            assert (item.is_rasso, item.is_restricted) == (is_rasso, is_restricted)
        assert open_work().exists()

    @pytest.mark.parametrize("kind", ["VERDICT", "STOPPED_BY_PROSECUTION"])
    def test_are_the_areas_that_the_unit_is_in_now(self, case, victim, kind):
        Unit.objects.filter(pk=case.unit_id).update(area=AreaFactory(code="MOVED_HERE"))

        assert tell(event(kind)) == ["applied"]

        assert open_work().get().area_code == "MOVED_HERE"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["VERDICT", "STOPPED_BY_PROSECUTION"])
def test_an_event_taken_in_while_its_case_becomes_restricted_raises_restricted_work(case, victim, kind):
    """It waits for whoever changes the case, and sees what they changed."""
    answers = []

    def take_in():
        try:
            answers.extend(tell(event(kind)))
        finally:
            connection.close()

    other = threading.Thread(target=take_in)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(is_restricted=True)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()

    assert answers == ["applied"]
    assert open_work().get().is_restricted
