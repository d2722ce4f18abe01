"""The shapes of the API, field by field, as its OpenAPI document shows them.

Events are read by ``cases.rules.import_formats``, the one schema of files and API; tests hold that both name the same
fields, values and limits.
"""

from typing import Any

from rest_framework import serializers

from cases.rules.import_formats.rows import IMPORTABLE_KINDS
from cases.rules.vocabulary import CaseEventKind, DecisionCode, Plea
from communications.services.receipts import STATUSES

_KINDS = [(kind.value, kind.label) for kind in CaseEventKind if kind in IMPORTABLE_KINDS]
_FORMULA = r"^(?![=+\-@\t\r\n])[^\x00]*$"


class EventPayloadSerializer(serializers.Serializer[Any]):
    """What the sender knows about the event besides its kind."""

    decision_code = serializers.ChoiceField(
        choices=DecisionCode.choices(), required=False, help_text="The decision to propose to a person."
    )
    charge_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)
    note = serializers.RegexField(_FORMULA, required=False, max_length=2000)
    hearing_at = serializers.DateTimeField(required=False)
    court_name = serializers.RegexField(_FORMULA, required=False, max_length=200)
    plea = serializers.ChoiceField(choices=Plea.choices(), required=False, help_text="Only of a plea.")


class EventSerializer(serializers.Serializer[Any]):
    """One thing that happened in one case."""

    event_id = serializers.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_.:/-]*$", max_length=120, help_text="The sender's own id: the same id is one event."
    )
    occurred_at = serializers.DateTimeField(help_text="When it happened, with its offset from UTC.")
    recorded_at = serializers.DateTimeField(help_text="When the sender recorded it.")
    source = serializers.RegexField(  # type: ignore[assignment] # the API names it so
        r"^[A-Z][A-Z0-9_]*$", max_length=40, help_text="Which system says so."
    )
    case_urn = serializers.RegexField(_FORMULA, max_length=60)
    person_ref = serializers.RegexField(
        _FORMULA, required=False, max_length=60, help_text="The victim's reference at the sender."
    )
    kind = serializers.ChoiceField(choices=_KINDS)
    payload = EventPayloadSerializer(required=False)


class EventBatchSerializer(serializers.Serializer[Any]):
    """Up to 500 events."""

    events = serializers.ListField(child=EventSerializer(), min_length=1, max_length=500)


class EventAnswerSerializer(serializers.Serializer[Any]):
    """What became of one event."""

    index = serializers.IntegerField(help_text="Its place in the call, from 0.")
    event_id = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(
        choices=["applied", "unchanged", "conflict", "quarantined", "busy", "refused"],
        help_text=(
            "applied: taken in. unchanged: taken in before. quarantined: kept for a person. conflict: the id was used "
            "for another event. busy: being taken in at the same moment, send again. refused: cannot be read."
        ),
    )
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class EventAnswersSerializer(serializers.Serializer[Any]):
    """The answers to a batch, in its order."""

    results = EventAnswerSerializer(many=True)


class NamedProblemSerializer(serializers.Serializer[Any]):
    """One fault: where and what."""

    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.URLField()
    code = serializers.CharField(help_text="Stable: programs should look at this.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = NamedProblemSerializer(many=True, required=False)  # type: ignore[assignment] # the API names it so


class InboundProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a message that was kept and not applied."""

    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class InboundMessageSerializer(serializers.Serializer[Any]):
    """A message of the caller that was kept and not applied. Its content is not told back."""

    event_id = serializers.CharField(source="key")
    source = serializers.CharField()  # type: ignore[assignment] # the API names it so
    state = serializers.ChoiceField(choices=["STORED_NOT_APPLIED", "QUARANTINED", "CONFLICT"])
    problems = InboundProblemSerializer(many=True)
    received_at = serializers.DateTimeField()


class ReceiptSerializer(serializers.Serializer[Any]):
    """What a delivery provider did with one message."""

    id = serializers.CharField(max_length=120, help_text="The provider's own id of the message.")
    reference = serializers.UUIDField(allow_null=True, required=False, help_text="The reference we sent it under.")
    status = serializers.ChoiceField(choices=sorted(STATUSES))
    completed_at = serializers.DateTimeField(help_text="When the provider came to this status.")
