"""One event of a call is taken in by a short statement; what it does is what the statement for many would do (P6)."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actors
from accounts.prepared import Prepared
from accounts.roles import SystemProcess
from cases.models import Case, CaseEvent, DecisionProposal, InboundMessage, Victim, WorkItem
from cases.rules.event_work import ONLY_FOR_NAMED_OFFICERS
from cases.rules.import_formats.rows import IMPORTABLE_KINDS
from cases.rules.vocabulary import Plea, ServiceTier
from cases.services import reference
from cases.services.intake import event_statements
from communications.services import intake
from tests.factories.accounts import AreaFactory
from tests.factories.cases import CaseFactory, ChargeFactory, DefendantFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
ACTOR = actors.system(SystemProcess.CASE_IMPORT)
#: Thursday 26 March 2026, 10:00.
AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)
URN = "06AA1234526"
WITH_OFFICER = {ServiceTier.ENHANCED, ServiceTier.RASSO, ServiceTier.BEREAVED_FAMILY}
OURS, THEIRS, OF_ANOTHER_CASE = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
#: One that a person is asked about, one that raises work, one that raises it for named officers only, one of safety,
#: and one that only stands in the record.
KINDS = ["STOPPED_BY_PROSECUTION", "SENTENCE", "HEARING_LISTED", "BAIL_CHANGE", "CHARGED"]


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    reference.forget()
    lay_reference_data()


@pytest.fixture
def case() -> Case:
    """A case of two victims, one of whom asked not to be contacted, with a charge known by two ids."""
    case: Case = CaseFactory(urn=URN, urn_key=URN, urn_split="", area=AreaFactory(code="NORTH"))
    ChargeFactory(defendant=DefendantFactory(case=case), id=OURS, external_id=THEIRS)
    VictimFactory(case=case, reference="V1")
    silent = VictimFactory(case=case, reference="V2")
    SafeContactProfileFactory(person=silent.person, opted_out_at=AT)
    ChargeFactory(defendant=DefendantFactory(), id=OF_ANOTHER_CASE)
    VictimFactory(reference="V8")
    return case


def event(*, kind: str, name: str = "e1", **changes: Any) -> dict[str, Any]:
    when = (AT - dt.timedelta(hours=1)).isoformat()
    return {
        "event_id": name,
        "occurred_at": when,
        "recorded_at": when,
        "source": "CMS",
        "case_urn": URN,
        "kind": kind,
        "payload": {"note": "Told by the court"},
        **changes,
    }


def tell(value: dict[str, Any], *, area: str | None = None) -> intake.EventAnswer:
    [answer] = intake.receive_events(events=[value], actor=ACTOR, at=AT, area_code=area)
    return answer


def nothing(case: Case) -> None:
    """No situation but that of the case."""


def split_in_two(case: Case) -> None:
    CaseFactory(urn=f"{URN}/2", urn_key=URN, urn_split="2")


def written_with_a_blank_twice(case: Case) -> None:
    """Two cases of the key, neither of which is written as the events say."""
    Case.objects.filter(pk=case.pk).update(urn="06AA 1234526")
    CaseFactory(urn="06 AA1234526", urn_key=URN, urn_split="")


def told_already(case: Case) -> None:
    for kind in KINDS:
        tell(event(kind=kind, name=kind))


def told_otherwise(case: Case) -> None:
    for kind in KINDS:
        tell(event(kind="VERDICT", name=kind))


def in_conflict_already(case: Case) -> None:
    told_otherwise(case)
    told_already(case)


def quarantined_before_the_case_was_known(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(urn_key="ANOTHER", urn="ANOTHER")
    told_already(case)
    Case.objects.filter(pk=case.pk).update(urn_key=URN, urn=URN)


def quarantined_with_another_content(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(urn_key="ANOTHER", urn="ANOTHER")
    told_otherwise(case)
    Case.objects.filter(pk=case.pk).update(urn_key=URN, urn=URN)


def recorded_without_its_message(case: Case) -> None:
    for kind in KINDS:
        message = InboundMessage.objects.create(
            source="OTHER", key=kind, digest=kind, payload={}, state="APPLIED", received_at=AT, received_by="system:x"
        )
        CaseEvent.objects.create(
            case=case, kind="VERDICT", key=f"event:CMS:{kind}", occurred_at=AT, recorded_at=AT, recorded_by="system:x",
            message=message, detail={},
        )  # fmt: skip


SITUATIONS: list[Callable[[Case], None]] = [
    nothing,
    split_in_two,
    written_with_a_blank_twice,
    told_already,
    told_otherwise,
    in_conflict_already,
    quarantined_before_the_case_was_known,
    quarantined_with_another_content,
    recorded_without_its_message,
]
#: What an event may say besides, and from which Area its sender is.
WORDINGS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({}, "NORTH"),
    ({}, "SOUTH"),
    ({"case_urn": " 06aa1234526 "}, None),
    ({"case_urn": f"{URN}/2"}, None),
    ({"case_urn": "99ZZ9999926"}, None),
    ({"person_ref": "V1"}, None),
    ({"person_ref": "V8"}, None),
    ({"person_ref": "V9"}, None),
    ({"payload": {"charge_ids": [str(OF_ANOTHER_CASE)]}}, None),
    ({"payload": {"charge_ids": [str(OURS)]}}, None),
    ({"payload": {"charge_ids": [str(THEIRS)]}}, None),
    ({"payload": {"charge_ids": [str(OURS), str(uuid.UUID(int=9))]}}, None),
    ({"person_ref": "V2", "payload": {"charge_ids": [str(OURS)], "hearing_at": "2026-05-01T09:00:00Z"}}, "NORTH"),
]


def left_behind() -> dict[str, list[dict[str, Any]]]:
    """Say what stands in the database, by what it says: ids that were given out on the way are told by their rows."""
    messages = {one.pk: f"{one.key}:{one.digest}" for one in InboundMessage.objects.all()}
    proposals = {one.pk: one.key for one in DecisionProposal.objects.all()}
    names = {f"inbound:{pk}": f"inbound:{name}" for pk, name in messages.items()}
    names |= {f"proposal:{pk}": f"proposal:{name}" for pk, name in proposals.items()}
    found = {}
    for model in (InboundMessage, CaseEvent, DecisionProposal, DecisionProposal.charges.through, WorkItem):
        rows = list(model._default_manager.values())
        for row in rows:
            del row["id"]
            row |= {name: names[row[name]] for name in ("key", "about") if row.get(name) in names}
            row |= {"message_id": messages[row["message_id"]]} if row.get("message_id") else {}
            row |= {"decisionproposal_id": proposals[row["decisionproposal_id"]]} if "charge_id" in row else {}
        found[model.__name__] = sorted(rows, key=repr)
    return found


def by(way: Callable[[], intake.EventAnswer]) -> tuple[intake.EventAnswer, dict[str, list[dict[str, Any]]]]:
    """Go one way, see what it leaves behind, and undo it."""
    with transaction.atomic():
        answer = way()
        rows = left_behind()
        transaction.set_rollback(True)
    return answer, rows


def both_ways(
    monkeypatch: pytest.MonkeyPatch, value: dict[str, Any], *, area: str | None = None
) -> tuple[intake.EventAnswer, dict[str, list[dict[str, Any]]]]:
    """Take one event in by the short statement and by the one for many; return what came of it, which is the same."""
    short = by(lambda: tell(value, area=area))
    with monkeypatch.context() as patch:
        patch.setattr(event_statements, "OF_ONE_PLAIN", dict.fromkeys(event_statements.OF_ONE_PLAIN, _NOT_PLAIN))
        patch.setattr(event_statements, "OF_ONE_THAT_RAISES_NOTHING", _NOT_PLAIN)
        whole = by(lambda: tell(value, area=area))
    assert short == whole
    return short


#: Finds that no event is plain, so that each is left to the statement for many.
_NOT_PLAIN = Prepared(name="not_plain", parameters={"key": "text"}, text="select 1 where %(key)s is null")


class TestBothWays:
    @pytest.mark.parametrize("situation", SITUATIONS)
    def test_do_the_same_in_every_situation(
        self, monkeypatch: pytest.MonkeyPatch, case: Case, situation: Callable[[Case], None]
    ) -> None:
        situation(case)

        for kind in KINDS:
            for changes, area in WORDINGS:
                both_ways(monkeypatch, event(kind=kind, name=kind, **changes), area=area)

    def test_do_the_same_with_every_kind(self, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
        pleas = [event(kind="PLEA", payload={"plea": plea}) for plea in Plea]

        for value in [*(event(kind=kind) for kind in sorted(IMPORTABLE_KINDS)), *pleas]:
            answer, rows = both_ways(monkeypatch, value)
            assert (answer.status, [one["kind"] for one in rows["CaseEvent"]]) == ("applied", [value["kind"]])

    @pytest.mark.parametrize("kind", sorted(ONLY_FOR_NAMED_OFFICERS))
    @pytest.mark.parametrize(
        ("of_case", "of_victim", "told"),
        [
            ({}, {}, []),
            ({"is_rasso": True}, {}, ["V1"]),
            ({"is_bereaved_family_case": True}, {}, ["V1"]),
            *(({}, {"service_tier": tier}, ["V1"] if tier in WITH_OFFICER else []) for tier in ServiceTier),
        ],
    )
    def test_raise_work_for_whoever_has_a_named_officer(
        self, monkeypatch: pytest.MonkeyPatch, case: Case, kind: str, of_case: Any, of_victim: Any, told: list[str]
    ) -> None:
        """EW-3; the other victim, who wants no contact, has none of it."""
        Case.objects.filter(pk=case.pk).update(**of_case)
        case.victims.filter(reference="V1").update(**of_victim)

        _, rows = both_ways(monkeypatch, event(kind=kind))

        assert [Victim.objects.get(pk=one["victim_id"]).reference for one in rows["WorkItem"]] == told

    def test_are_compared_by_all_that_an_event_writes(self, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
        about = {"payload": {"charge_ids": [str(THEIRS)]}}
        _, asked = both_ways(monkeypatch, event(kind="STOPPED_BY_PROSECUTION", **about))
        _, raised = both_ways(monkeypatch, event(kind="SENTENCE"))

        assert [one["charge_id"] for one in asked["DecisionProposal_charges"]] == [OURS]
        assert [one["key"] for one in asked["WorkItem"]] == ["proposal:event:CMS:e1"]
        assert [one["kind"] for one in raised["WorkItem"]] == ["SENTENCE_NEWS"]
        assert all(one["about"].startswith("inbound:e1:") for one in raised["WorkItem"])


class TestShortStatement:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"case_urn": " 06aa1234526 "},
            {"person_ref": "V1"},
            {"payload": {"charge_ids": [str(OURS), str(THEIRS)]}},
        ],
    )
    def test_is_all_that_a_plain_event_costs(self, case: Case, changes: dict[str, Any]) -> None:
        tell(event(kind="SENTENCE", name="warm"))

        with CaptureQueriesContext(connection) as queries:
            tell(event(kind="SENTENCE", **changes))

        assert [each["sql"].partition("(")[0].strip() for each in queries] == ["execute take_in_one_event_raising"]

    def test_is_shorter_still_where_nobody_has_a_named_officer(self, case: Case) -> None:
        tell(event(kind="HEARING_LISTED", name="warm"))

        with CaptureQueriesContext(connection) as queries:
            tell(event(kind="HEARING_LISTED"))

        assert [each["sql"].partition("(")[0].strip() for each in queries] == ["execute take_in_one_event_nobodys_work"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_planned_once_for_all_events(self, case: Case, kind: str) -> None:
        """The database plans a statement a few times before it keeps a plan, and keeps none that looks dear to it."""
        for number in range(12):
            tell(event(kind=kind, name=f"e{number}"))

        with connection.cursor() as cursor:
            cursor.execute("select sum(generic_plans) from pg_prepared_statements where name like 'take_in_one_event%'")
            assert cursor.fetchone()[0] >= 1
