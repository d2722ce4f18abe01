"""Receipts in: checked, stored as they came, answered 204, and nothing else (P7, F16, reliability 2.5)."""

from typing import Any

import pytest

from communications.models import OutboxMessage, Receipt
from communications.rules.vocabulary import MessageState
from tests.factories.communications import OutboxMessageFactory
from tests.web.api.calling import RECEIPTS, Caller, new_client
from web.api import examples

pytestmark = pytest.mark.django_db


def receipt(**changes: Any) -> dict[str, Any]:
    return {**examples.A_RECEIPT, **changes}


class TestPost:
    def test_stores_the_body_as_it_came_and_answers_204(self, caller: Caller) -> None:
        response = caller.shown("POST", RECEIPTS, receipt())

        assert (response.status_code, response.content) == (204, b"")
        stored = Receipt.objects.get()
        assert stored.body == receipt()
        assert stored.provider == caller.credentials.client.key_id
        assert stored.applied_at is None

    def test_stores_a_repeated_one_once_and_answers_the_same(self, caller: Caller) -> None:
        answers = [caller.shown("POST", RECEIPTS, receipt()).status_code for _ in range(3)]

        assert answers == [204, 204, 204]
        assert Receipt.objects.count() == 1

    def test_moves_no_message_by_itself(self, caller: Caller) -> None:
        message = OutboxMessageFactory()

        caller.shown("POST", RECEIPTS, receipt(reference=str(message.send_ref)))

        assert OutboxMessage.objects.get().state == MessageState.QUEUED

    def test_costs_one_statement_to_let_in_and_one_to_store(
        self, caller: Caller, django_assert_num_queries: Any
    ) -> None:
        # The first call of a connection prepares both statements.
        caller.shown("POST", RECEIPTS, receipt())

        with django_assert_num_queries(2):
            caller.shown("POST", RECEIPTS, receipt())

    def test_takes_one_without_our_reference(self, caller: Caller) -> None:
        assert caller.shown("POST", RECEIPTS, receipt(reference=None)).status_code == 204

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"id": ""}, "id"),
            ({"id": 5}, "id"),
            ({"id": "a\x00b"}, "id"),
            ({"reference": "x"}, "reference"),
            ({"status": "lost"}, "status"),
            ({"status": None}, "status"),
            ({"completed_at": "2026-03-04T08:30:00"}, "completed_at"),
            ({"completed_at": "soon"}, "completed_at"),
            ({"to": "somebody@example.org"}, "to"),
        ],
    )
    def test_refuses_what_is_no_receipt_by_field(self, caller: Caller, changes: dict[str, Any], field: str) -> None:
        response = caller.shown("POST", RECEIPTS, receipt(**changes))

        assert response.status_code == 422
        assert [error["field"] for error in response.json()["errors"]] == [field]
        assert not Receipt.objects.exists()

    @pytest.mark.parametrize("body", [[], "x", 5])
    def test_refuses_what_is_no_object(self, caller: Caller, body: object) -> None:
        assert caller.shown("POST", RECEIPTS, body).status_code == 422

    def test_refuses_a_forged_one(self) -> None:
        forger = Caller(new_client())
        forger.credentials = type(forger.credentials)(forger.credentials.client, "A" * 43)

        assert forger.shown("POST", RECEIPTS, receipt()).status_code == 401
        assert not Receipt.objects.exists()
