"""A call of the API goes straight to its view: what people with a browser have is not looked at, and not missing."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.web.api.calling import EVENTS, RECEIPTS, Caller

pytestmark = pytest.mark.django_db

PATHS = [EVENTS, RECEIPTS, "/api/v1/events/not-taken-in", "/api/v1/nothing"]


class TestAnswers:
    @pytest.mark.parametrize("path", PATHS)
    def test_are_kept_by_nobody_and_run_and_framed_by_nobody(self, path: str) -> None:
        answer = Client().get(path)

        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Request-ID"]
        assert int(answer["Content-Length"]) == len(answer.content)

    def test_of_success_carry_the_same_headers(self, caller: Caller) -> None:
        answer = caller.signed({"events": [{}]})

        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert int(answer["Content-Length"]) == len(answer.content)

    @pytest.mark.parametrize("path", PATHS)
    def test_set_no_cookie_and_read_none(self, path: str) -> None:
        client = Client(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=abc; csrftoken=def"})

        assert not client.post(path, b"{}", content_type="application/json").cookies

    def test_are_english_whomever_the_thread_served_before(self, caller: Caller) -> None:
        with translation.override("cy"):
            caller.signed({"events": []})

            assert translation.get_language() == "en"

    def test_refuse_a_host_that_is_not_ours(self, caller: Caller, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["ours.example.org"]

        assert caller.http.post(EVENTS, headers={"Host": "other.example.org"}).status_code == 400


class TestWishes:
    @pytest.mark.parametrize(
        "accept", ["", "*/*", "application/json", "text/html, application/json;q=0.5", "text/*, */*"]
    )
    def test_that_json_meets_are_met(self, caller: Caller, accept: str) -> None:
        answer = caller.signed({"events": [{}]}, Accept=accept)

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")

    def test_for_anything_else_are_refused(self, caller: Caller) -> None:
        answer = caller.signed({"events": [{}]}, Accept="text/html")

        assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
