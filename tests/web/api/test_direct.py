"""What a view answers directly it answers as the framework would: a usual call the same as any other (P6, P7)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from rest_framework.authentication import BasicAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from accounts.api_keys import ApiScope
from cases.models import Case
from tests.web.api.calling import EVENTS, RECEIPTS, Caller, new_client
from web.api import direct, examples
from web.api.authentication import ShownSecret
from web.api.direct import DirectView

pytestmark = pytest.mark.django_db

#: The same to say, and read by the framework's own parsing of it.
UNUSUAL = "application/json; charset=utf-8"


def event(**changes: Any) -> bytes:
    return json.dumps({**examples.ONE_EVENT, **changes}).encode()


def receipt(**changes: Any) -> bytes:
    return json.dumps({**examples.A_RECEIPT, **changes}).encode()


EVERYTHING = [
    (EVENTS, event()),
    (EVENTS, event(kind="NONE")),
    (EVENTS, event(case_urn="99ZZ9999999")),
    (EVENTS, event(**{"not\u2028asked": 1})),
    (EVENTS, json.dumps({"events": [json.loads(event()), {}]}).encode()),
    (EVENTS, b""),
    (EVENTS, b"[]"),
    (EVENTS, b"{"),
    (EVENTS, b'"' + b"a" * 2 * 1024 * 1024 + b'"'),
    (EVENTS, b'"' + b"a" * 3 * 1024 * 1024 + b'"'),
    (RECEIPTS, receipt()),
    (RECEIPTS, receipt(status="lost")),
    (RECEIPTS, b""),
    (RECEIPTS, b"5"),
    (RECEIPTS, b"<a/>"),
    (RECEIPTS, b'"' + b"a" * 2 * 1024 * 1024 + b'"'),
    (RECEIPTS, b'"' + b"a" * 3 * 1024 * 1024 + b'"'),
]


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which way each call goes."""
    gone: list[str] = []
    by_framework = APIView.dispatch

    def note(self: APIView, request: WSGIRequest, *args: Any, **kwargs: Any) -> Any:
        gone.append("framework")
        return by_framework(self, request, *args, **kwargs)

    monkeypatch.setattr(APIView, "dispatch", note)
    return gone


def send(caller: Caller, *, path: str, content: bytes, content_type: str, **headers: str) -> Any:
    key = caller.credentials
    proof = (
        caller.signature(content) if path == EVENTS else {"Authorization": f"Bearer {key.client.key_id}.{key.secret}"}
    )
    return caller.http.generic("POST", path, content, content_type=content_type, headers=proof | headers)


def said(response: Any) -> tuple[int, dict[str, str], bytes]:
    """Return all of an answer but the id that each request has of its own."""
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
    return response.status_code, headers, response.content


class TestUsualCalls:
    @pytest.mark.parametrize(("path", "content"), EVERYTHING)
    def test_are_answered_as_the_framework_answers_them(
        self, caller: Caller, known_case: Case, path: str, content: bytes
    ) -> None:
        # What is told for the first time is answered otherwise than what is told again.
        send(caller, path=path, content=content, content_type=UNUSUAL)

        for who in (caller, Caller(new_client(scopes=[ApiScope.EVENTS_READ]))):
            for proof in ({}, {"Authorization": ""}, {"Authorization": "Bearer no.secret"}):
                usual = send(who, path=path, content=content, content_type="application/json", **proof)
                unusual = send(who, path=path, content=content, content_type=UNUSUAL, **proof)
                assert said(usual) == said(unusual)

    @pytest.mark.parametrize(("path", "content"), [(EVENTS, event()), (RECEIPTS, receipt())])
    @pytest.mark.parametrize("accept", ["", "*/*", "application/json"])
    def test_go_directly(
        self, caller: Caller, known_case: Case, ways: list[str], path: str, content: bytes, accept: str
    ) -> None:
        answer = send(caller, path=path, content=content, content_type="application/json", Accept=accept)

        assert (answer.status_code in {201, 204}, ways) == (True, [])

    @pytest.mark.parametrize(
        "call",
        [
            lambda caller: send(caller, path=EVENTS, content=event(), content_type=UNUSUAL),
            lambda caller: send(caller, path=EVENTS, content=event(), content_type="text/plain"),
            lambda caller: send(caller, path=EVENTS, content=b"", content_type="application/json"),
            lambda caller: send(
                caller, path=RECEIPTS, content=receipt(), content_type="application/json", Accept="a/b"
            ),
            lambda caller: caller.shown("GET", RECEIPTS),
            lambda caller: caller.shown("OPTIONS", RECEIPTS),
        ],
    )
    def test_alone_do(self, caller: Caller, known_case: Case, ways: list[str], call: Callable[[Caller], Any]) -> None:
        call(caller)

        assert ways == ["framework"]


class TestDirectView:
    @pytest.mark.parametrize(
        "changes",
        [
            {"permission_classes": [AllowAny]},
            {"permission_classes": []},
            {"parser_classes": [JSONParser]},
            {"throttle_classes": [UserRateThrottle]},
            {"http_method_names": ["post", "get"]},
            {"authentication_classes": [ShownSecret, BasicAuthentication]},
            {"scopes": {}},
        ],
    )
    def test_cannot_be_made_to_ask_for_what_it_does_not_ask(self, changes: dict[str, Any]) -> None:
        asked = {"authentication_classes": [ShownSecret], "scopes": {"POST": ApiScope.EVENTS_READ}}
        type("Good", (DirectView,), asked)

        with pytest.raises(TypeError, match="does not ask"):
            type("Bad", (DirectView,), asked | changes)

    def test_opens_to_nobody_without_a_way_in(self, caller: Caller, rf: Any) -> None:
        class Shut(DirectView):
            authentication_classes = []
            scopes = {"POST": ApiScope.EVENTS_WRITE}

            def post(self, request: Request) -> Any:
                return self.answer_by_framework(request)

            def answer(self, call: direct.Call) -> Any:
                raise AssertionError("was let in")

        for content_type in ("application/json", UNUSUAL):
            response = Shut.as_view()(rf.post("/", {}, content_type=content_type))
            assert response.status_code == 401
