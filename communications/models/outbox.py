"""The outbox: what must still leave, what left and how each attempt ended. PostgreSQL remembers; Redis only wakes."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import ContactPoint
from communications.models.addendum import Addendum
from communications.models.communication import Communication
from communications.models.document import RenderedDocument
from communications.rules.lifecycle import MESSAGE_TRANSITIONS
from communications.rules.vocabulary import Channel, ContentLevel, MessageState, Purpose


class OutboxMessage(models.Model):
    """One transmission: one communication to one contact point by one channel, with one reference for ever."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    purpose = models.CharField(max_length=40, choices=Purpose.choices())
    channel = models.CharField(max_length=30, choices=Channel.choices())
    #: The version of the address it goes to, frozen; null for the portal.
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    content_level = models.CharField(max_length=10, choices=ContentLevel.choices())
    #: For messages without a communication of their own (codes, notices): the template file and its values, ids only.
    template_name = models.CharField(max_length=60, blank=True, default="")
    template_values = models.JSONField(default=dict, blank=True)
    #: One UUID for ever, the provider's reference and the print job's name. Never derived from personal data.
    send_ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    #: Asking twice for the same transmission is one message.
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=MessageState.choices(), default=MessageState.QUEUED)
    #: Orders the queue; the statutory deadline where there is one.
    deadline = models.DateTimeField()
    not_before = models.DateTimeField()
    #: Raised at each claim; every later write must name it (reliability 2.3).
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    #: Set by the last check just before a call, cleared by a certain answer. While it is set the provider may have the
    #: message although we cannot say so, and it is asked by reference before anything is sent again (reliability 2.4).
    undecided_since = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    #: The words that left or leave where they are not the approved ones as they stand, but with an apology (LATE-2).
    addendum = models.ForeignKey(
        Addendum, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    provider_id = models.CharField(max_length=120, blank=True, default="")
    #: Why it is held or failed, in words without personal data.
    reason = models.CharField(max_length=300, blank=True, default="")
    #: The safe channel tried before this one failed.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    #: A batch above the usual volume waits here for a second person (F26).
    held_for_volume = models.BooleanField(default=False)
    #: The second person who let it go; the guard does not hold it again.
    volume_released_at = models.DateTimeField(null=True, blank=True)
    volume_released_by = models.CharField(max_length=80, blank=True, default="")
    #: Whoever let it go after it was held has seen that its words are still true: later changes of facts count anew.
    words_checked_at = models.DateTimeField(null=True, blank=True)
    words_checked_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=80)
    accepted_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    state_changed_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication purpose channel content_level template_name send_ref dedupe_key state deadline "
        "not_before fence attempts lease_until lease_owner undecided_since document addendum provider_id reason "
        "follows held_for_volume volume_released_at volume_released_by words_checked_at words_checked_by queued_at "
        "queued_by accepted_at dispatched_at delivered_at state_changed_at",
        sensitive="template_values",
        location_safe="contact_point",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Only allowed transitions; a lease has an owner; never deleted."""

        constraints = [
            models.CheckConstraint(
                name="communications_outboxmessage_lease_has_owner",
                condition=(models.Q(lease_until__isnull=True) & models.Q(lease_owner=""))
                | (models.Q(lease_until__isnull=False) & ~models.Q(lease_owner="")),
            ),
            models.CheckConstraint(
                name="communications_outboxmessage_post_has_address",
                condition=models.Q(channel=Channel.PORTAL) | models.Q(contact_point__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_outboxmessage_rendered_has_document",
                condition=~models.Q(state=MessageState.RENDERED) | models.Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_outboxmessage_undecided_never_queued",
                condition=models.Q(undecided_since__isnull=True)
                | ~models.Q(state__in=[MessageState.QUEUED, MessageState.RENDERING, MessageState.RENDERED]),
            ),
            one_of(table="communications_outboxmessage", field="state", values=MessageState),
            one_of(table="communications_outboxmessage", field="channel", values=Channel),
            paired(table="communications_outboxmessage", stem="queued"),
            paired(table="communications_outboxmessage", stem="volume_released"),
            paired(table="communications_outboxmessage", stem="words_checked"),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "deadline", "id"],
                name="outbox_due",
                condition=models.Q(state__in=["QUEUED", "RENDERED", "AMBIGUOUS"]),
            ),
            models.Index(
                fields=["lease_until", "id"],
                name="outbox_leased",
                condition=models.Q(state__in=["RENDERING", "SENDING"]),
            ),
            models.Index(
                fields=["state_changed_at", "id"], name="outbox_accepted_silent", condition=models.Q(state="ACCEPTED")
            ),
            models.Index(fields=["communication"], name="outbox_by_communication"),
            models.Index(fields=["queued_at"], name="outbox_by_queued"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="allowed_transitions",
                field="state",
                transitions=[(str(start), str(end)) for start, end in MESSAGE_TRANSITIONS],
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]


class DeliveryAttempt(models.Model):
    """One attempt to send or to look up: append-only, one per fence."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(OutboxMessage, on_delete=models.PROTECT, related_name="delivery_attempts")
    fence = models.PositiveIntegerField()
    #: SEND, LOOK_UP or RENDER.
    action = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    #: ACCEPTED, ALREADY_SENT, NOT_FOUND or a FailureKind.
    outcome = models.CharField(max_length=20)
    #: The provider's answer with everything personal removed.
    answer = models.CharField(max_length=300, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id message fence action started_at ended_at outcome answer"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A fence is used once for each action."""

        constraints = [
            models.UniqueConstraint(
                fields=["message", "fence", "action"], name="communications_deliveryattempt_one_per_fence"
            )
        ]
        triggers = [append_only()]


class Receipt(models.Model):
    """A delivery receipt exactly as it came, stored before it is answered; applied later, in any order (2.5)."""

    id = models.BigAutoField(primary_key=True)
    provider = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=120)
    send_ref = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=40)
    provider_at = models.DateTimeField()
    body = models.JSONField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    #: APPLIED, IGNORED (lower rank), UNKNOWN (nobody sent this) once applied.
    outcome = models.CharField(max_length=20, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id provider provider_id send_ref status provider_at received_at applied_at outcome",
        location_safe="body",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """The same receipt twice is one row."""

        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id", "status", "provider_at"], name="communications_receipt_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="communications_receipt_unread", condition=models.Q(applied_at__isnull=True)
            )
        ]


class SendingControl(models.Model):
    """The stop switch: the newest row says whether sending runs, for all channels or one."""

    id = models.BigAutoField(primary_key=True)
    #: Empty means every channel.
    channel = models.CharField(max_length=30, blank=True, default="")
    is_stopped = models.BooleanField()
    reason = models.CharField(max_length=300)
    switched_at = models.DateTimeField()
    switched_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id channel is_stopped reason switched_at switched_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Every switch leaves a trace."""

        constraints = [paired(table="communications_sendingcontrol", stem="switched")]
        triggers = [append_only()]


class PacingBucket(models.Model):
    """Tokens of one channel, shared by all workers: how many sends the provider still allows right now (2.4)."""

    channel = models.CharField(primary_key=True, max_length=30)
    tokens = models.FloatField()
    rate_per_second = models.FloatField()
    burst = models.FloatField()
    refilled_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="channel tokens rate_per_second burst refilled_at")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Never below zero."""

        constraints = [
            models.CheckConstraint(name="communications_pacingbucket_not_negative", condition=models.Q(tokens__gte=0))
        ]


class VolumeHour(models.Model):
    """How many messages were queued in one hour: what the volume guard calls usual (F26)."""

    #: Start of the hour.
    hour_at = models.DateTimeField(primary_key=True)
    queued = models.PositiveIntegerField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="hour_at queued")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE


class SweepRun(models.Model):
    """The heartbeat of one sweep: when it last began and ended and what it found. Silence turns /health red (I9)."""

    sweep = models.CharField(primary_key=True, max_length=60)
    every_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    found = models.IntegerField(default=0)
    consecutive_failures = models.PositiveIntegerField(default=0)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="sweep every_seconds started_at succeeded_at failed_at found consecutive_failures"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE
