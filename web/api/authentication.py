"""Who calls the API: a client that signs each message, or one that shows its secret. Nobody comes in by a cookie."""

import abc
import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts import actors, api_keys
from accounts.actors import Actor
from accounts.models import ApiClient
from web import middleware
from web.api.problems import Problem

SIGNATURE_SCHEME = "VCS1-HMAC-SHA256"
_SIGNED = re.compile(r"^VCS1-HMAC-SHA256 key_id=(?P<key_id>[A-Za-z0-9_]{1,40}), signature=(?P<signature>[0-9a-f]{64})$")
_BEARER = re.compile(r"^Bearer (?P<key_id>[A-Za-z0-9_]{1,40})\.(?P<secret>[A-Za-z0-9_-]{20,100})$")
_TIMESTAMP = re.compile(r"^[0-9]{9,11}$")
_NONCE = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
_MINUTE = 60


class ApiUser:
    """The client behind a request, in the shape in which Django REST framework passes users around."""

    is_authenticated = True
    is_active = True

    def __init__(self, *, client: ApiClient, actor: Actor) -> None:
        self.client = client
        self.actor = actor
        self.pk = client.pk


def caller_of(user: object) -> ApiUser:
    """Return the client that the user of a request is.

    Raises:
        Problem: nobody has proved who sends it.
    """
    if not isinstance(user, ApiUser):
        raise Problem("not-authenticated")
    return user


class ClientAuthentication(BaseAuthentication):
    """What both ways share: HTTPS, one admission per call, and a limit of calls in a minute."""

    @abc.abstractmethod
    def caller(self, request: HttpRequest) -> ApiUser | None:
        """Return the client that sends this; None where it shows another kind of proof, or none.

        Raises:
            Problem: the proof is not good.
        """

    def authenticate(self, request: Request) -> tuple[ApiUser, str] | None:
        """Return the client and its key id, as the framework asks for them.

        Raises:
            Problem: the proof is not good.
        """
        user = self.caller(request._request)
        return None if user is None else (user, user.client.key_id)

    def _admit(self, request: HttpRequest, *, key_id: str, nonce: str | None) -> ApiUser:
        at = timezone.now()
        admission = api_keys.admit(key_id=key_id, nonce=nonce, at=at)
        if admission is None:
            raise Problem("not-authenticated")
        if not admission.is_fresh:
            raise Problem("request-repeated")
        if admission.calls_this_minute > settings.API_CALLS_PER_MINUTE:
            raise Problem("throttled", retry_after=_MINUTE - at.second)
        actor = actors.api_client(client=admission.client)
        middleware.set_actor(request, actor)
        return ApiUser(client=admission.client, actor=actor)

    def authenticate_header(self, request: Request) -> str:
        """Name the schemes, so that a refusal is a 401."""
        return SIGNATURE_SCHEME


def _header(request: HttpRequest) -> str:
    if settings.API_REQUIRES_HTTPS and not request.is_secure():
        raise Problem("https-required")
    header = request.META.get("HTTP_AUTHORIZATION", "")
    return header if isinstance(header, str) else ""


class SignedMessage(ClientAuthentication):
    """A signature over method, path, time, nonce and body: each message proves itself, and none counts twice.

    Older or newer than five minutes, altered by one byte, or seen before: refused (ASVS 4.1.5).
    """

    def caller(self, request: HttpRequest) -> ApiUser | None:
        """Check the signature before anything is asked of the database.

        Raises:
            Problem: with the code of what is wrong.
        """
        found = _SIGNED.match(_header(request))
        if found is None:
            return None
        timestamp, nonce = request.META.get("HTTP_X_TIMESTAMP", ""), request.META.get("HTTP_X_NONCE", "")
        if not _TIMESTAMP.match(timestamp) or not _NONCE.match(nonce):
            raise Problem("not-authenticated", detail="X-Timestamp or X-Nonce is missing or has another form")
        sent_at = dt.datetime.fromtimestamp(int(timestamp), tz=dt.UTC)
        if abs(timezone.now() - sent_at) > api_keys.CLOCK_TOLERANCE:
            raise Problem("timestamp-refused")
        try:
            body = request.body
        except RequestDataTooBig:
            raise Problem("too-large") from None
        text = api_keys.text_to_sign(
            method=request.method or "", path=request.get_full_path(), timestamp=timestamp, nonce=nonce, body=body
        )
        if not api_keys.is_signed_by(key_id=found["key_id"], signature=found["signature"], text=text):
            raise Problem("signature-refused")
        return self._admit(request, key_id=found["key_id"], nonce=nonce)


class ShownSecret(ClientAuthentication):
    """Key id and secret with each call: for reading, and for providers that can sign nothing."""

    def caller(self, request: HttpRequest) -> ApiUser | None:
        """Compare the secret in constant time before anything is asked of the database.

        Raises:
            Problem: the secret is not the client's.
        """
        found = _BEARER.match(_header(request))
        if found is None:
            return None
        if not api_keys.knows_secret(key_id=found["key_id"], secret=found["secret"]):
            raise Problem("not-authenticated")
        return self._admit(request, key_id=found["key_id"], nonce=None)


class SignedMessageScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # untyped library
    """Describes the signature in the OpenAPI document."""

    target_class = "web.api.authentication.SignedMessage"
    name = "signedMessage"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme with how to sign."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": (
                "`VCS1-HMAC-SHA256 key_id=<key id>, signature=<hex>` with the headers `X-Timestamp` (seconds since "
                "1970) and `X-Nonce` (16 to 64 letters, digits, `_` or `-`, never used before). The signature is the "
                "HMAC-SHA256, keyed with the secret, of method, path with query, timestamp, nonce and the hex SHA-256 "
                "of the body, joined by line feeds."
            ),
        }


class ShownSecretScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # untyped library
    """Describes the bearer secret in the OpenAPI document."""

    target_class = "web.api.authentication.ShownSecret"
    name = "shownSecret"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "<key id>.<secret>"}
