"""What a court message raises for the victims of its case, and the meeting before a trial (L11, L9)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.services import reference
from communications.models import Meeting
from communications.services import intake
from tests.factories.cases import CaseFactory, PersonFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
PAYLOADS = Path(__file__).parents[2] / "payloads"
FEED = actors.system(SystemProcess.COURT_FEED)
#: Friday 6 March 2026.
AT = dt.datetime(2026, 3, 6, 12, 0, tzinfo=dt.UTC)
#: A special measure, as the court's reference data names it.
SCREENS = "ee74631f-c144-4a25-8a93-0253b98a7642"


@pytest.fixture(autouse=True)
def _published() -> None:
    reference.forget()
    lay_reference_data()


def payload(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return content


def receive(name: str, *, at: dt.datetime = AT):
    return intake.receive_court_message(payload=payload(name), actor=FEED, at=at)


def work(kind: WorkKind):
    return WorkItem.objects.filter(kind=kind, state="OPEN")


@pytest.fixture
def charged() -> Case:
    """The case of the plea, known from its first message, with an adult victim."""
    receive("charged", at=AT - dt.timedelta(days=1))
    case = Case.objects.get()
    VictimFactory(case=case, person=PersonFactory(born_on=dt.date(1990, 1, 1)))
    return case


class TestAPlea:
    def test_of_not_guilty_in_a_rasso_case_opens_the_meeting_within_fourteen_days(self, charged):
        Case.objects.update(is_rasso=True)

        receive("events/plea_updated")

        meeting = Meeting.objects.get()
        assert meeting.offer_due_on == dt.date(2026, 3, 19)
        assert work(WorkKind.MEETING_OFFER).get().about == f"meeting:{meeting.pk}"
        assert work(WorkKind.PLEA_NEWS).get().summary.startswith("A plea of not guilty")

    def test_elsewhere_opens_none(self, charged):
        receive("events/plea_updated")

        assert not Meeting.objects.exists()
        assert work(WorkKind.PLEA_NEWS).count() == 1

    def test_shared_again_raises_nothing_again(self, charged):
        Case.objects.update(is_rasso=True)
        receive("events/plea_updated")
        WorkItem.objects.update(state="DONE", done_at=AT, done_by="staff:1")

        receive("events/plea_updated", at=AT + dt.timedelta(hours=1))

        assert not WorkItem.objects.filter(state="OPEN").exists()
        assert Meeting.objects.count() == 1


class TestAHearing:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("imprisonment", WorkKind.SENTENCE_NEWS),
            ("verdict_not_guilty", WorkKind.VERDICT_NEWS),
            ("bail_conditions_varied", WorkKind.SAFETY_MESSAGE),
            ("restraining_order_on_acquittal", WorkKind.SAFETY_MESSAGE),
            ("adjourned_without_a_date", WorkKind.HEARING_NEWS),
        ],
    )
    def test_raises_the_work_of_what_happened_for_each_victim(self, name, kind):
        court_case = payload(name)["hearing"]["prosecutionCases"][0]
        case = CaseFactory(
            external_id=court_case["id"],
            urn=court_case["prosecutionCaseIdentifier"]["caseURN"],
        )
        victims = {VictimFactory(case=case) for _ in range(2)}

        receive(name)

        assert {item.victim for item in work(kind)} == victims

    def test_that_directs_special_measures_says_so(self):
        content = payload("imprisonment")
        court_case = content["hearing"]["prosecutionCases"][0]
        results = court_case["defendants"][0]["offences"][0]["judicialResults"]
        results[:] = [{**results[0], "judicialResultTypeId": SCREENS, "cjsCode": "", "label": "Special measures"}]
        VictimFactory(
            case=CaseFactory(
                external_id=court_case["id"],
                urn=court_case["prosecutionCaseIdentifier"]["caseURN"],
            )
        )

        intake.receive_court_message(payload=content, actor=FEED, at=AT)

        assert work(WorkKind.SPECIAL_MEASURES_NEWS).count() == 1
