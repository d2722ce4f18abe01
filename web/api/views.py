"""The API: events in, receipts in, and what was not taken in. Each view makes one service call."""

import datetime as dt
import hashlib
import re
import uuid
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import NOBODY
from accounts.api_keys import ApiScope
from cases.models import InboundMessage
from cases.selectors import inbound
from communications.services import api_calls, intake, receipts
from communications.services.api_calls import Reply
from communications.services.intake import EventAnswer
from web.api import direct, examples, problems
from web.api.authentication import ApiUser, ShownSecret, SignedMessage
from web.api.direct import Call, DirectView
from web.api.paging import ByCursor
from web.api.permissions import HoldsScope
from web.api.problems import Problem
from web.api.serializers import (
    EventAnswerSerializer,
    EventAnswersSerializer,
    EventBatchSerializer,
    EventSerializer,
    InboundMessageSerializer,
    ProblemSerializer,
    ReceiptSerializer,
)

MOST_EVENTS = 500
_IDEMPOTENCY_KEY = re.compile(r"^[A-Za-z0-9_.:-]{8,80}$")
#: HTTP status of the answer to a single event.
_STATUS_OF = {"applied": 201, "unchanged": 200, "quarantined": 202, "conflict": 409, "busy": 409, "refused": 422}


def _refusals(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe the problems that a view may answer with."""
    titles = dict(problems.PROBLEMS.values())
    return {
        (status, problems.CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=titles[status])
        for status in statuses
    }


class EventsView(DirectView):
    """Events in: one, or a batch with an answer for each."""

    authentication_classes = [SignedMessage]
    scopes = {"POST": ApiScope.EVENTS_WRITE}

    @extend_schema(
        operation_id="postEvents",
        summary="Tell what happened in cases",
        description=(
            "One event or a batch of up to 500. Written before it is answered. The same event again is answered "
            "`unchanged`; the same id with other content is a conflict; an event about a case that is not known is "
            "kept for a person. A bad event of a batch stops none of the others. With an `Idempotency-Key` the same "
            "call again gets the same answer."
        ),
        parameters=[
            OpenApiParameter("X-Timestamp", OpenApiTypes.INT, OpenApiParameter.HEADER, required=True),
            OpenApiParameter("X-Nonce", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True),
            OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER),
        ],
        request=PolymorphicProxySerializer(
            "EventOrEvents", serializers=[EventSerializer, EventBatchSerializer], resource_type_field_name=None
        ),
        examples=[
            OpenApiExample("One event", value=examples.ONE_EVENT, request_only=True),
            OpenApiExample("A batch", value=examples.A_BATCH, request_only=True),
        ],
        responses={
            200: PolymorphicProxySerializer(
                "EventAnswerOrAnswers",
                serializers=[EventAnswersSerializer, EventAnswerSerializer],
                resource_type_field_name=None,
            ),
            201: OpenApiResponse(EventAnswerSerializer, description="The event was taken in."),
            202: OpenApiResponse(EventAnswerSerializer, description="The event was kept for a person."),
            **_refusals(400, 401, 403, 405, 409, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Take in the events and answer for each."""
        return self.answer_by_framework(request)

    def answer(self, call: Call) -> HttpResponse:
        """Take in the events and answer for each."""
        user, at = call.user, timezone.now()
        events, is_batch = _events_of(call.data)
        reply, is_repeated = api_calls.once(
            client=user.client,
            key=_idempotency_key(call.http),
            digest=hashlib.sha256(call.http.body).hexdigest(),
            at=at,
            answer=lambda: _answer(events, is_batch=is_batch, user=user, at=at),
        )
        is_problem = "code" in reply.body
        response = direct.in_json(
            reply.body, status=reply.status, **({"content_type": problems.CONTENT_TYPE} if is_problem else {})
        )
        if is_repeated:
            response["Idempotent-Replayed"] = "true"
        return response


def _events_of(data: object) -> tuple[list[object], bool]:
    if isinstance(data, dict) and "events" in data:
        events = data["events"]
        if len(data) != 1 or not isinstance(events, list) or not events:
            raise Problem("invalid", detail="A batch is an object with the one field `events`, a list with members.")
        if len(events) > MOST_EVENTS:
            raise Problem("too-large", detail=f"A batch holds at most {MOST_EVENTS} events.")
        return events, True
    return [data], False


def _idempotency_key(request: HttpRequest) -> str:
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if key and not _IDEMPOTENCY_KEY.match(key):
        raise Problem("invalid", detail="Idempotency-Key should be 8 to 80 letters, digits or the signs _ . : -")
    return str(key)


def _answer(events: list[object], *, is_batch: bool, user: ApiUser, at: dt.datetime) -> Reply:
    answers = intake.receive_events(
        events=events, actor=user.actor, at=at, area_code=user.client.area_id, is_kept=not user.client.is_sandbox
    )
    if is_batch:
        return Reply(200, {"results": [_as_json(answer) for answer in answers]})
    [answer] = answers
    status = _STATUS_OF[answer.status]
    if status >= problems.PROBLEMS["event-conflict"][0]:
        code = "event-refused" if answer.status == "refused" else "event-conflict"
        return Reply(status, problems.document(code, errors=[{"field": answer.field, "reason": answer.reason}]))
    return Reply(status, _as_json(answer))


def _as_json(answer: EventAnswer) -> dict[str, Any]:
    return {
        "index": answer.index,
        "event_id": answer.event_id,
        "status": answer.status,
        "field": answer.field,
        "reason": answer.reason,
    }


class EventsNotTakenInView(ListAPIView[InboundMessage]):
    """The caller's own messages that were kept and not applied, newest first."""

    authentication_classes = [SignedMessage, ShownSecret]
    permission_classes = [HoldsScope]
    serializer_class = InboundMessageSerializer
    pagination_class = ByCursor
    http_method_names = ["get"]
    scopes = {"GET": ApiScope.EVENTS_READ}

    def get_queryset(self) -> Any:
        """Start from what the caller sent itself; nobody sent anything."""
        user: object = self.request.user
        return inbound.not_taken_in(viewer=user.actor if isinstance(user, ApiUser) else NOBODY)

    @extend_schema(
        operation_id="listEventsNotTakenIn",
        summary="List your events that were kept and not applied",
        responses={200: InboundMessageSerializer(many=True), **_refusals(401, 403, 405, 429)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List one page."""
        return super().get(request, *args, **kwargs)


class ReceiptsView(DirectView):
    """Delivery receipts in: checked, stored as they came, answered. Nothing else happens here (P7)."""

    authentication_classes = [ShownSecret]
    scopes = {"POST": ApiScope.RECEIPTS_WRITE}

    @extend_schema(
        operation_id="postReceipt",
        summary="Tell what became of a message that we handed over",
        request=ReceiptSerializer,
        examples=[OpenApiExample("Delivered", value=examples.A_RECEIPT, request_only=True)],
        responses={
            204: OpenApiResponse(description="Stored."),
            **_refusals(400, 401, 403, 405, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Store one receipt."""
        return self.answer_by_framework(request)

    def answer(self, call: Call) -> HttpResponse:
        """Store one receipt."""
        user, receipt = call.user, _receipt_of(call.data)
        try:
            api_calls.take_receipt(actor=user.actor, provider=user.client.key_id, at=timezone.now(), **receipt)
        except receipts.UnknownStatus:
            raise Problem("invalid", errors=[{"field": "status", "reason": "is none of the values allowed"}]) from None
        return direct.without_content()


_RECEIPT_FIELDS = {"id", "reference", "status", "completed_at"}


def _receipt_of(data: object) -> dict[str, Any]:
    """Read a receipt by hand: it is the most frequent call and has four fields."""
    if not isinstance(data, dict):
        raise Problem("invalid", detail="A receipt is a JSON object.")
    errors = [
        {"field": str(name)[:60], "reason": "is not a field of a receipt"} for name in data.keys() - _RECEIPT_FIELDS
    ]
    provider_id, status = data.get("id"), data.get("status")
    if not isinstance(provider_id, str) or not 1 <= len(provider_id) <= 120 or "\x00" in provider_id:
        errors.append({"field": "id", "reason": "should be text of 1 to 120 characters"})
    if not isinstance(status, str):
        errors.append({"field": "status", "reason": "is none of the values allowed"})
    reference = _uuid(data.get("reference"))
    if data.get("reference") is not None and reference is None:
        errors.append({"field": "reference", "reason": "should be a UUID"})
    completed_at = _moment(data.get("completed_at"))
    if completed_at is None:
        errors.append({"field": "completed_at", "reason": "should be a date and time with its offset"})
    if errors:
        raise Problem("invalid", errors=errors)
    return {
        "body": data,
        "provider_id": provider_id,
        "send_ref": reference,
        "status": status,
        "provider_at": completed_at,
    }


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
