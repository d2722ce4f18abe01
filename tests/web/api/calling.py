"""Call the API as its clients do: signed, or with the secret shown."""

import dataclasses
import datetime as dt
import json
import secrets
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import actors, api_keys
from accounts.api_keys import ApiScope
from accounts.models import Area
from accounts.roles import SystemProcess
from communications.services import api_clients
from communications.services.api_clients import NewClient

EVENTS = "/api/v1/events"
NOT_TAKEN_IN = "/api/v1/events/not-taken-in"
RECEIPTS = "/api/v1/receipts"


def new_client(
    *, scopes: list[ApiScope] | None = None, area: Area | None = None, is_sandbox: bool = False
) -> NewClient:
    return api_clients.create(
        name=f"System {secrets.token_hex(4)}",
        scopes=list(ApiScope) if scopes is None else scopes,
        area=area,
        is_sandbox=is_sandbox,
        actor=actors.system(SystemProcess.OPERATOR_CONSOLE),
        at=timezone.now(),
    )


@dataclasses.dataclass
class Caller:
    """A client of the API. Every part of a signed call can be changed, to see that it is refused."""

    credentials: NewClient
    http: Client = dataclasses.field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def signed(
        self,
        body: object,
        *,
        path: str = EVENTS,
        method: str = "POST",
        nonce: str | None = None,
        at: dt.datetime | None = None,
        raw: bytes | None = None,
        **changes: str,
    ) -> Any:
        content = raw if raw is not None else json.dumps(body).encode()
        headers = self.signature(content, path=path, method=method, nonce=nonce, at=at) | changes
        return self.http.generic(method, path, content, content_type="application/json", headers=headers)

    def signature(
        self,
        content: bytes,
        *,
        path: str = EVENTS,
        method: str = "POST",
        nonce: str | None = None,
        at: dt.datetime | None = None,
    ) -> dict[str, str]:
        timestamp = str(int((at or timezone.now()).timestamp()))
        nonce = nonce or secrets.token_hex(16)
        text = api_keys.text_to_sign(method=method, path=path, timestamp=timestamp, nonce=nonce, body=content)
        signature = api_keys.sign(secret=self.credentials.secret, text=text)
        return {
            "Authorization": f"VCS1-HMAC-SHA256 key_id={self.credentials.client.key_id}, signature={signature}",
            "X-Timestamp": timestamp,
            "X-Nonce": nonce,
        }

    def shown(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        bearer = {"Authorization": f"Bearer {self.credentials.client.key_id}.{self.credentials.secret}"}
        content = b"" if body is None else json.dumps(body).encode()
        return self.http.generic(method, path, content, content_type="application/json", headers=bearer | headers)
