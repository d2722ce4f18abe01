"""Events in over the API: answers per event, the same schema as files, idempotency, Area and sandbox (P6, I1, I2)."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.conf import LazySettings

from accounts.models import ApiAnswer
from cases.models import Case, CaseEvent, Decision, DecisionProposal, InboundMessage, WorkItem
from cases.rules.import_formats import BadRow, reading
from cases.rules.vocabulary import DecisionCode, InboundState, WorkKind
from tests.factories.accounts import AreaFactory
from tests.web.api.calling import EVENTS, NOT_TAKEN_IN, Caller, new_client
from web.api import examples

pytestmark = pytest.mark.django_db


def event(**changes: Any) -> dict[str, Any]:
    return {**examples.ONE_EVENT, "kind": "VERDICT", "payload": {}} | changes


class TestOneEvent:
    def test_is_taken_in_and_proposes_a_decision_without_recording_it(self, caller: Caller, known_case: Case) -> None:
        response = caller.signed(examples.ONE_EVENT)

        assert response.status_code == 201
        assert response.json()["status"] == "applied"
        assert DecisionProposal.objects.get().code == DecisionCode.DISCONTINUE_ALL
        assert WorkItem.objects.filter(kind=WorkKind.CONFIRM_PROPOSAL).count() == 1
        assert not Decision.objects.exists()
        assert CaseEvent.objects.get().recorded_by == f"client:{caller.credentials.client.pk}"

    def test_is_unchanged_when_it_comes_again(self, caller: Caller, known_case: Case) -> None:
        caller.signed(event())

        again = caller.signed(event())

        assert (again.status_code, again.json()["status"]) == (200, "unchanged")
        assert CaseEvent.objects.count() == 1

    def test_is_a_conflict_when_its_id_was_used_for_another(self, caller: Caller, known_case: Case) -> None:
        caller.signed(event())

        other = caller.signed(event(kind="SENTENCE"))

        assert other.status_code == 409
        assert other["Content-Type"] == "application/problem+json"
        assert other.json()["errors"][0]["field"] == "event_id"
        assert InboundMessage.objects.filter(state=InboundState.CONFLICT).count() == 1

    def test_about_a_case_that_is_not_known_is_kept_for_a_person(self, caller: Caller) -> None:
        response = caller.signed(event())

        assert response.status_code == 202
        assert response.json() == {
            "index": 0,
            "event_id": "cms-000001",
            "status": "quarantined",
            "field": "case_urn",
            "reason": "names no case that is known",
        }
        assert InboundMessage.objects.get().state == InboundState.QUARANTINED

    @pytest.mark.parametrize("kind", ["BAIL_CHANGE", "STOPPED_BY_PROSECUTION", "VERDICT"])
    def test_costs_one_statement_to_let_in_and_one_to_take_in(
        self, caller: Caller, known_case: Case, kind: str, django_assert_num_queries: Any
    ) -> None:
        """What a connection has prepared is asked for by name; old nonces are cleared away with every eighth call."""
        for number in range(2):
            caller.signed(event(event_id=f"warm-{number}", kind=kind))

        with django_assert_num_queries(2):
            response = caller.signed(event(kind=kind))

        assert response.status_code == 201

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"surprise": 1}, "surprise"),
            ({"kind": "GUILTY"}, "kind"),
            ({"kind": "CORRECTION"}, "kind"),
            ({"occurred_at": "2026-03-03"}, "occurred_at"),
            ({"occurred_at": "2026-03-04T00:00:00Z"}, "occurred_at"),
            ({"recorded_at": "2999-01-01T00:00:00Z"}, "recorded_at"),
            ({"case_urn": "=1+1"}, "case_urn"),
            ({"case_urn": "/"}, "case_urn"),
            ({"case_urn": 5}, "case_urn"),
            ({"payload": {"is_admin": True}}, "payload.is_admin"),
            ({"payload": {"decision_code": "DISCONTINUE_ALL"}}, "payload.decision_code"),
        ],
    )
    def test_that_cannot_be_read_is_refused_by_field(
        self, caller: Caller, known_case: Case, changes: dict[str, Any], field: str
    ) -> None:
        response = caller.signed(event(**changes))

        assert response.status_code == 422
        assert response.json()["code"] == "event-refused"
        assert response.json()["errors"][0]["field"] == field
        assert not InboundMessage.objects.exists()

    @pytest.mark.parametrize("body", [[], "text", 5, None, True, [[]]])
    def test_that_is_no_object_is_refused(self, caller: Caller, body: object) -> None:
        assert caller.signed(body).status_code == 422


class TestBody:
    @pytest.mark.parametrize(
        ("raw", "status", "code"),
        [
            (b"", 422, "event-refused"),
            (b"{", 400, "not-json"),
            (b"<event/>", 400, "not-json"),
            (b'{"event_id": "a", "event_id": "b"}', 400, "not-json"),
            (b"[" * 10_000 + b"]" * 10_000, 400, "not-json"),
            (b'{"a": NaN}', 400, "not-json"),
            (b'{"a": "\xff"}', 400, "not-json"),
            (b'{"a": "' + b"x" * (3 * 1024 * 1024) + b'"}', 413, "too-large"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_that_cannot_be_read_is_refused_by_name(self, caller: Caller, raw: bytes, status: int, code: str) -> None:
        response = caller.signed(None, raw=raw)

        assert (response.status_code, response.json()["code"]) == (status, code)
        assert not InboundMessage.objects.exists()

    def test_of_another_type_than_json_is_refused(self, caller: Caller) -> None:
        headers = caller.signature(b"a=b")

        response = caller.http.generic(
            "POST", EVENTS, b"a=b", content_type="application/x-www-form-urlencoded", headers=headers
        )

        assert (response.status_code, response.json()["code"]) == (415, "unsupported-media-type")

    def test_is_never_quoted_in_the_answer(self, caller: Caller) -> None:
        response = caller.signed(event(kind="CANARY", case_urn="=CANARY"))

        assert b"CANARY" not in response.content


class TestBatch:
    def test_is_answered_event_by_event_and_a_bad_one_stops_none(self, caller: Caller, known_case: Case) -> None:
        batch = [event(event_id="a-1"), event(event_id="a-2", kind="GUILTY"), event(event_id="a-3", case_urn="x")]

        response = caller.signed({"events": [*batch, event(event_id="a-1")]})

        assert response.status_code == 200
        results = response.json()["results"]
        assert [result["status"] for result in results] == ["applied", "refused", "quarantined", "unchanged"]
        assert [result["index"] for result in results] == [0, 1, 2, 3]
        assert results[1]["field"] == "kind"
        assert CaseEvent.objects.count() == 1

    def test_of_five_hundred_is_taken_in_and_one_more_refused(self, caller: Caller, known_case: Case) -> None:
        many = [event(event_id=f"a-{number}") for number in range(500)]

        taken = caller.signed({"events": many})
        refused = caller.signed({"events": [*many, event(event_id="a-500")]})

        assert taken.status_code == 200
        assert CaseEvent.objects.count() == 500
        assert (refused.status_code, refused.json()["code"]) == (413, "too-large")

    @pytest.mark.parametrize("body", [{"events": []}, {"events": {}}, {"events": [{}], "more": 1}, {"events": None}])
    def test_of_another_shape_is_refused(self, caller: Caller, body: object) -> None:
        response = caller.signed(body)

        assert (response.status_code, response.json()["code"]) == (422, "invalid")


class TestIdempotencyKey:
    KEY = "call-0001"

    def test_gives_the_same_call_the_same_answer_and_does_nothing_again(self, caller: Caller, known_case: Case) -> None:
        first = caller.signed(event(), **{"Idempotency-Key": self.KEY})

        again = caller.signed(event(), **{"Idempotency-Key": self.KEY})

        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first
        assert CaseEvent.objects.count() == 1

    def test_with_another_body_is_refused(self, caller: Caller, known_case: Case) -> None:
        caller.signed(event(), **{"Idempotency-Key": self.KEY})

        other = caller.signed(event(event_id="cms-2"), **{"Idempotency-Key": self.KEY})

        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
        assert CaseEvent.objects.count() == 1

    def test_of_one_client_is_not_that_of_another(self, caller: Caller, known_case: Case) -> None:
        caller.signed(event(), **{"Idempotency-Key": self.KEY})

        other = Caller(new_client()).signed(event(event_id="cms-2"), **{"Idempotency-Key": self.KEY})

        assert other.status_code == 201
        assert ApiAnswer.objects.count() == 2

    def test_is_forgotten_after_a_week(self, caller: Caller, known_case: Case, clock: Any) -> None:
        caller.signed(event(), **{"Idempotency-Key": self.KEY})
        clock.shift(dt.timedelta(days=8))

        again = caller.signed(event(), **{"Idempotency-Key": self.KEY})

        # The event itself is still known by its own id.
        assert (again.status_code, again.json()["status"]) == (200, "unchanged")

    @pytest.mark.parametrize("key", ["short", "x" * 81, "with blank in it"])
    def test_of_another_form_is_refused(self, caller: Caller, key: str) -> None:
        assert caller.signed(event(), **{"Idempotency-Key": key}).status_code == 422


class TestArea:
    def test_of_a_client_hides_the_cases_of_others(self, known_case: Case) -> None:
        elsewhere = Caller(new_client(area=AreaFactory(code="SOUTH_WEST")))

        response = elsewhere.signed(event())

        assert response.status_code == 202
        assert response.json()["reason"] == "names no case that is known"
        assert not CaseEvent.objects.exists()

    def test_of_a_client_opens_its_own(self, known_case: Case) -> None:
        here = Caller(new_client(area=known_case.area))

        assert here.signed(event()).status_code == 201


class TestSandbox:
    def test_answers_like_any_other_and_forgets(self, known_case: Case) -> None:
        sandbox = Caller(new_client(is_sandbox=True))

        response = sandbox.signed(examples.ONE_EVENT)

        assert (response.status_code, response.json()["status"]) == (201, "applied")
        assert not InboundMessage.objects.exists()
        assert not CaseEvent.objects.exists()
        assert not WorkItem.objects.exists()


class TestOneSchema:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"surprise": 1},
            {"kind": "GUILTY"},
            {"occurred_at": "2026-03-03"},
            {"case_urn": "=1+1"},
            {"case_urn": None},
            {"payload": {"charge_ids": ["x"]}},
            {"payload": {"hearing_at": "2026-03-03T10:00:00"}},
            {"event_id": ""},
            {"event_id": "x" * 121},
            {"source": "cms"},
        ],
    )
    def test_reads_an_event_of_the_api_as_it_reads_a_line_of_a_file(
        self, caller: Caller, known_case: Case, changes: dict[str, Any]
    ) -> None:
        value = event(**changes)
        [row] = reading.read_event_lines(
            io.BytesIO(json.dumps(value).encode()), at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        )

        response = caller.signed(value)

        if isinstance(row, BadRow):
            [problem] = row.problems
            assert response.json()["errors"] == [{"field": problem.field, "reason": problem.reason}]
        else:
            assert response.status_code == 201


class TestNotTakenIn:
    def test_lists_the_callers_own_events_that_were_kept_newest_first(self, caller: Caller, known_case: Case) -> None:
        caller.signed(event(event_id="good"))
        caller.signed(event(event_id="first", case_urn="x"))
        caller.signed(event(event_id="second", case_urn="x"))
        Caller(new_client()).signed(event(event_id="of-another", case_urn="x"))

        response = caller.shown("GET", NOT_TAKEN_IN)

        assert [result["event_id"] for result in response.json()["results"]] == ["second", "first"]
        assert response.json()["results"][0]["problems"][0]["field"] == "case_urn"
        assert "payload" not in response.json()["results"][0]

    def test_pages_by_cursor_and_skips_none_while_others_come_in(self, caller: Caller) -> None:
        for number in range(5):
            caller.signed(event(event_id=f"a-{number}", case_urn="x"))

        first = caller.shown("GET", f"{NOT_TAKEN_IN}?limit=2").json()
        caller.signed(event(event_id="a-late", case_urn="x"))
        second = caller.shown("GET", first["next"].removeprefix("http://testserver")).json()

        seen = [result["event_id"] for page in (first, second) for result in page["results"]]
        assert seen == ["a-4", "a-3", "a-2", "a-1"]

    @pytest.mark.parametrize("query", ["?cursor=zzz", "?cursor=%00", "?limit=-1", "?limit=abc"])
    def test_answers_a_bad_page_without_failing(self, caller: Caller, query: str) -> None:
        assert caller.shown("GET", f"{NOT_TAKEN_IN}{query}").status_code in {200, 404}

    def test_costs_the_same_with_many_rows(self, caller: Caller, django_assert_max_num_queries: Any) -> None:
        caller.signed({"events": [event(event_id=f"a-{number}", case_urn="x") for number in range(60)]})
        caller.shown("GET", NOT_TAKEN_IN)  # the first call of a connection also prepares its statement

        # One to let the client in, one for the page.
        with django_assert_max_num_queries(2):
            response = caller.shown("GET", NOT_TAKEN_IN)

        assert len(response.json()["results"]) == 50


class TestFailures:
    def test_leave_nothing_behind_and_show_nothing(
        self, caller: Caller, known_case: Case, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        caller.http.raise_request_exception = False
        monkeypatch.setattr("cases.services.intake.bulk_events.event_digest", lambda event: 1 / 0)

        response = caller.signed(examples.ONE_EVENT)

        assert response.status_code == 500
        assert b"ZeroDivision" not in response.content
        assert not InboundMessage.objects.exists()
