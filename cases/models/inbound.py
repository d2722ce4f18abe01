"""What came in: every message and file as received, with its hash and what became of it."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from accounts.models import Unit
from cases.models.case import Case
from cases.rules.vocabulary import CaseEventKind, InboundState


class InboundFile(models.Model):
    """A file given to ``import_cases``: its hash, its counts and the verdict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    rows_applied = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id source digest rows_read rows_applied rows_unchanged rows_quarantined received_at received_by"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Control totals add up: no row is lost."""

        constraints = [
            models.CheckConstraint(
                name="cases_inboundfile_totals_add_up",
                condition=models.Q(
                    rows_read=models.F("rows_applied") + models.F("rows_unchanged") + models.F("rows_quarantined")
                ),
            ),
            paired(table="cases_inboundfile", stem="received"),
        ]


class InboundMessage(models.Model):
    """One message or row as received. The same key with other content is a conflict, never applied."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    payload = models.JSONField()
    #: The court's hearing, day and sharing time, by which shares of one hearing are ordered (trap 4).
    order_key = models.CharField(max_length=200, blank=True, default="")
    shared_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=30, choices=InboundState.choices())
    #: Named problems: [{"line": 3, "field": "urn", "reason": "..."}], free of personal data.
    problems = models.JSONField(default=list, blank=True)
    #: Without an index: a file's bad rows are found by their state, and its good ones are never listed.
    file = models.ForeignKey(
        InboundFile, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    #: The unit of the Area that a message names which could not be taken in; null where it names none.
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id source key digest order_key shared_at state problems file unit received_at received_by",
        sensitive="payload",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One content per source and key; a conflicting content is kept beside it, quarantined."""

        constraints = [
            models.UniqueConstraint(fields=["source", "key", "digest"], name="cases_inboundmessage_one_per_content"),
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=models.Q(state__in=[InboundState.APPLIED, InboundState.STORED_NOT_APPLIED]),
                name="cases_inboundmessage_one_accepted_per_key",
            ),
            one_of(table="cases_inboundmessage", field="state", values=InboundState),
            paired(table="cases_inboundmessage", stem="received"),
        ]
        indexes = [
            # Partial, because a hundred thousand applied rows of a file need neither (P5).
            models.Index(
                fields=["order_key", "-shared_at"], name="cases_inbound_newest_share", condition=~models.Q(order_key="")
            ),
            models.Index(
                fields=["state", "received_at"],
                name="cases_inbound_by_state",
                condition=~models.Q(state=InboundState.APPLIED),
            ),
        ]


class CaseEvent(models.Model):
    """What happened in a case, in order of happening; append-only. The timeline and the holder are read from it."""

    id = models.BigAutoField(primary_key=True)
    #: Found by the constraint below, which begins with it: a case has dozens of events, sorted as they are read.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=40, choices=CaseEventKind.choices())
    key = models.CharField(max_length=200)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    #: Without an index: whoever looks for the event of a message knows the case.
    message = models.ForeignKey(
        InboundMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    #: Ids and codes of what changed: charges, hearing, result code, before and after.
    detail = models.JSONField(default=dict, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case kind key occurred_at recorded_at recorded_by message", sensitive="detail"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """An event is recorded once."""

        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_caseevent_recorded_once"),
            one_of(table="cases_caseevent", field="kind", values=CaseEventKind),
            paired(table="cases_caseevent", stem="recorded"),
        ]
        triggers = [append_only()]
