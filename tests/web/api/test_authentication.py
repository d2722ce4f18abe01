"""Who may call: signatures, secrets, replays, old and altered messages, scopes, limits (ASVS 4.1.5, 8.2, 11.5)."""

import base64
import datetime as dt
import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts import actors, api_keys
from accounts.api_keys import ApiScope
from accounts.models import ApiClient, ApiNonce
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import CaseEvent, InboundMessage
from communications.models import Receipt
from communications.services import api_clients
from tests.factories.accounts import StaffUserFactory
from tests.web.api.calling import EVENTS, NOT_TAKEN_IN, RECEIPTS, Caller, new_client
from web.api import examples

pytestmark = pytest.mark.django_db


def refused(response: Any, *, status: int, code: str) -> None:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert response.json()["type"].endswith(f"/api/v1/problems/{code}")
    assert not InboundMessage.objects.exists()
    assert not CaseEvent.objects.exists()
    assert not Receipt.objects.exists()


class TestSignedMessage:
    def test_is_let_in(self, caller: Caller, known_case: object) -> None:
        assert caller.signed(examples.ONE_EVENT).status_code == 201

    def test_is_refused_a_second_time(self, caller: Caller) -> None:
        content = json.dumps({"events": []}).encode()
        headers = caller.signature(content)

        first = caller.http.post(EVENTS, content, content_type="application/json", headers=headers)
        second = caller.http.post(EVENTS, content, content_type="application/json", headers=headers)

        assert first.status_code == 422
        refused(second, status=401, code="request-repeated")

    def test_is_refused_when_one_byte_of_its_body_is_altered(self, caller: Caller) -> None:
        content = json.dumps(examples.ONE_EVENT).encode()
        headers = caller.signature(content)

        response = caller.http.post(
            EVENTS, content.replace(b"126", b"127"), content_type="application/json", headers=headers
        )

        refused(response, status=401, code="signature-refused")

    @pytest.mark.parametrize("minutes", [-10, 10, -5.1, 5.1])
    def test_is_refused_when_its_time_is_far_from_ours(self, caller: Caller, minutes: float) -> None:
        response = caller.signed(examples.ONE_EVENT, at=timezone.now() + dt.timedelta(minutes=minutes))

        refused(response, status=401, code="timestamp-refused")

    @pytest.mark.parametrize("header", ["X-Timestamp", "X-Nonce"])
    def test_is_refused_when_its_time_or_nonce_is_another_than_the_signed_one(
        self, caller: Caller, header: str
    ) -> None:
        other = {"X-Timestamp": str(int(timezone.now().timestamp()) + 3), "X-Nonce": "f" * 32}

        response = caller.signed(examples.ONE_EVENT, **{header: other[header]})

        refused(response, status=401, code="signature-refused")

    @pytest.mark.parametrize("changes", [{"X-Timestamp": "yesterday"}, {"X-Timestamp": "-1"}, {"X-Nonce": "short"}])
    def test_is_refused_when_its_headers_have_another_form(self, caller: Caller, changes: dict[str, str]) -> None:
        refused(caller.signed(examples.ONE_EVENT, **changes), status=401, code="not-authenticated")

    def test_is_refused_on_another_path_than_the_signed_one(self, caller: Caller) -> None:
        content = json.dumps(examples.ONE_EVENT).encode()
        headers = caller.signature(content)

        response = caller.http.post(f"{EVENTS}?x=1", content, content_type="application/json", headers=headers)

        refused(response, status=401, code="signature-refused")

    def test_of_one_client_is_refused_under_the_name_of_another(self, caller: Caller) -> None:
        other = new_client()
        headers = caller.signature(b"{}")
        headers["Authorization"] = headers["Authorization"].replace(
            caller.credentials.client.key_id, other.client.key_id
        )

        response = caller.http.post(EVENTS, b"{}", content_type="application/json", headers=headers)

        refused(response, status=401, code="signature-refused")

    def test_is_refused_before_anything_is_asked_of_the_database_when_it_is_forged(
        self, caller: Caller, django_assert_num_queries: Any
    ) -> None:
        headers = caller.signature(b"{}")
        headers["Authorization"] = headers["Authorization"][:-4] + "0000"

        with django_assert_num_queries(0):
            response = caller.http.post(EVENTS, b"{}", content_type="application/json", headers=headers)

        refused(response, status=401, code="signature-refused")

    def test_of_a_revoked_client_is_refused_on_the_next_request(self, caller: Caller) -> None:
        api_clients.revoke(
            key_id=caller.credentials.client.key_id,
            actor=actors.system(SystemProcess.OPERATOR_CONSOLE),
            at=timezone.now(),
        )

        refused(caller.signed(examples.ONE_EVENT), status=401, code="not-authenticated")

    def test_still_works_after_the_services_own_secret_was_renewed_with_the_old_one_kept(
        self, caller: Caller, settings: LazySettings, known_case: object
    ) -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "a-new-secret-of-the-service"

        assert caller.signed(examples.ONE_EVENT).status_code == 201


class TestStrangers:
    @pytest.mark.parametrize("path", [EVENTS, RECEIPTS])
    @pytest.mark.parametrize(
        "authorization",
        [
            "",
            "Bearer",
            "Bearer x.y",
            "Bearer vcs_00.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "Basic " + base64.b64encode(b"vcs:secret").decode(),
            "VCS1-HMAC-SHA256 key_id=x, signature=y",
            "VCS1-HMAC-SHA256 key_id=' or 1=1 --, signature=" + "0" * 64,
            "\x00" * 10,
        ],
    )
    def test_are_refused(self, path: str, authorization: str) -> None:
        response = Client().post(path, b"{}", content_type="application/json", headers={"Authorization": authorization})

        refused(response, status=401, code="not-authenticated")
        assert "WWW-Authenticate" in response

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-For": "127.0.0.1"},
            {"X-Forwarded-Proto": "https"},
            {"X-Forwarded-Host": "localhost"},
            {"X-Remote-User": "admin"},
            {"X-Original-URL": "/api/v1/events"},
        ],
    )
    def test_gain_nothing_by_headers_of_a_proxy(self, headers: dict[str, str]) -> None:
        response = Client().post(EVENTS, b"{}", content_type="application/json", headers=headers)

        refused(response, status=401, code="not-authenticated")

    def test_gain_nothing_by_being_signed_in_as_staff(self) -> None:
        client = Client()
        client.force_login(StaffUserFactory(is_superuser=True, is_staff=True))

        refused(client.post(EVENTS, b"{}", content_type="application/json"), status=401, code="not-authenticated")

    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
    def test_get_a_problem_and_no_page_for_an_address_that_is_none(self, method: str) -> None:
        response = Client(enforce_csrf_checks=True).generic(method, "/api/v1/cases")

        refused(response, status=404, code="not-found")

    def test_never_hear_whether_a_key_id_exists(self, caller: Caller) -> None:
        wrong_secret = "A" * 43
        known = Client().get(
            NOT_TAKEN_IN, headers={"Authorization": f"Bearer {caller.credentials.client.key_id}.{wrong_secret}"}
        )
        unknown = Client().get(NOT_TAKEN_IN, headers={"Authorization": f"Bearer {'vcs_0' * 5}.{wrong_secret}"})

        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


class TestScopes:
    @pytest.mark.parametrize(
        ("scopes", "call"),
        [
            ([ApiScope.EVENTS_READ, ApiScope.RECEIPTS_WRITE], lambda caller: caller.signed(examples.ONE_EVENT)),
            ([ApiScope.EVENTS_WRITE, ApiScope.RECEIPTS_WRITE], lambda caller: caller.shown("GET", NOT_TAKEN_IN)),
            (
                [ApiScope.EVENTS_WRITE, ApiScope.EVENTS_READ],
                lambda caller: caller.shown("POST", RECEIPTS, examples.A_RECEIPT),
            ),
            ([], lambda caller: caller.signed(examples.ONE_EVENT)),
        ],
    )
    def test_that_a_client_lacks_are_refused(self, scopes: list[ApiScope], call: Any) -> None:
        refused(call(Caller(new_client(scopes=scopes))), status=403, code="scope-missing")

    def test_do_not_let_a_shown_secret_stand_for_a_signature(self, caller: Caller) -> None:
        response = caller.shown("POST", EVENTS, examples.ONE_EVENT)

        refused(response, status=401, code="not-authenticated")


class TestMethods:
    @pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"])
    def test_that_a_resource_does_not_know_answer_405(self, caller: Caller, method: str) -> None:
        response = caller.signed(None, method=method, raw=b"")

        assert response.status_code == 405
        assert response["Allow"] == "POST"
        assert not InboundMessage.objects.exists()

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_unused_on_receipts_answer_405(self, caller: Caller, method: str) -> None:
        response = caller.shown(method, RECEIPTS)

        assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")

    def test_of_a_stranger_tell_nothing_of_what_a_resource_knows(self) -> None:
        refused(Client().put(EVENTS), status=401, code="not-authenticated")


class TestLimits:
    def test_tell_a_client_that_calls_too_often_to_wait(self, caller: Caller, settings: LazySettings) -> None:
        settings.API_CALLS_PER_MINUTE = 2

        answers = [caller.shown("GET", NOT_TAKEN_IN) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["code"] == "throttled"
        assert 0 < int(answers[2]["Retry-After"]) <= 60

    def test_count_each_client_by_itself(self, caller: Caller, settings: LazySettings) -> None:
        settings.API_CALLS_PER_MINUTE = 1
        caller.shown("GET", NOT_TAKEN_IN)

        assert Caller(new_client()).shown("GET", NOT_TAKEN_IN).status_code == 200

    def test_begin_again_with_the_next_minute(self, caller: Caller, settings: LazySettings, clock: Any) -> None:
        settings.API_CALLS_PER_MINUTE = 1
        caller.shown("GET", NOT_TAKEN_IN)
        clock.shift(dt.timedelta(minutes=1))

        assert caller.shown("GET", NOT_TAKEN_IN).status_code == 200


class TestHttps:
    def test_is_required_where_the_settings_say_so(self, caller: Caller, settings: LazySettings) -> None:
        settings.API_REQUIRES_HTTPS = True

        refused(caller.signed(examples.ONE_EVENT), status=403, code="https-required")


class TestClients:
    def test_are_created_with_a_secret_that_the_database_does_not_hold(self) -> None:
        new = new_client()

        stored = ApiClient.objects.get(pk=new.client.pk)
        assert new.secret not in repr(stored.__dict__)
        assert stored.secret_hash == api_keys.hash_of(secret=new.secret)
        assert new.secret not in repr(new)
        assert len(base64.urlsafe_b64decode(new.secret + "=")) == 32

    def test_are_written_to_the_trail_without_the_secret(self) -> None:
        new = new_client()

        entry = AuditEvent.objects.get(verb="GRANTED", subject_id=str(new.client.pk))
        assert new.secret not in json.dumps(entry.detail)

    def test_are_created_by_nobody_who_may_not_give_access(self) -> None:
        with pytest.raises(NotPermitted):
            api_clients.create(
                name="System",
                scopes=[ApiScope.EVENTS_WRITE],
                area=None,
                is_sandbox=False,
                actor=actors.system(SystemProcess.DELIVERY),
                at=timezone.now(),
            )

    def test_leave_no_nonce_behind_once_it_can_no_longer_be_used(self, caller: Caller, clock: Any) -> None:
        caller.signed({"events": []})
        clock.shift(dt.timedelta(minutes=11))

        caller.signed({"events": []})

        assert ApiNonce.objects.count() == 1
