"""A communication: one thing we say to one person for one purpose, from draft to sent."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case, Obligation, Person, Victim
from communications.models.template import TemplateVersion
from communications.rules.lifecycle import COMMUNICATION_TRANSITIONS
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, Purpose


class Communication(models.Model):
    """What we say to one person about one victim's case. Sending it is the work of its outbox messages.

    Words are ordered blocks: [{"key", "heading", "text", "locked"}] (communications.documents). Approval freezes
    words, template version, recipient and channel; the database refuses to change them afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Opening the same communication twice is one communication.
    dedupe_key = models.CharField(max_length=200, unique=True)
    #: What the recipient may quote to us, for example "VCS-7K2M-9QXD"; on every letter and in its PDF.
    reference = models.CharField(max_length=20, unique=True)
    purpose = models.CharField(max_length=40, choices=Purpose.choices())
    letter_type = models.CharField(max_length=40, choices=LetterType.choices(), blank=True, default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="communications")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="communications")
    #: Whom we address: the victim, or a relative, guardian, spokesperson, ISVA or officer for them.
    recipient = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="communications_received"
    )
    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="communications"
    )
    #: A correction or a letter sent again names what it replaces.
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    template = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="communications"
    )
    words = models.JSONField(default=list, blank=True)
    #: The values the words were written from, so that the check compares letter and record.
    context = models.JSONField(default=dict, blank=True)
    channel = models.CharField(max_length=30, choices=Channel.choices(), blank=True, default="")
    state = models.CharField(max_length=20, choices=CommunicationState.choices(), default=CommunicationState.DRAFT)
    due_at = models.DateTimeField(null=True, blank=True)
    #: Due by dispatch: approved after this, the chosen channel would be late (W2).
    latest_safe_approval_at = models.DateTimeField(null=True, blank=True)
    is_hard_news = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.CharField(max_length=80, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=80, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True, default="")
    #: First successful dispatch of any of its messages.
    sent_at = models.DateTimeField(null=True, blank=True)
    #: From when it may be read in the portal; null means not in the portal.
    published_at = models.DateTimeField(null=True, blank=True)
    first_read_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id dedupe_key reference purpose letter_type case victim obligation replaces template channel state "
        "due_at latest_safe_approval_at is_hard_news opened_at opened_by written_at written_by submitted_at "
        "submitted_by approved_at approved_by sent_at published_at first_read_at",
        personal="recipient",
        sensitive="words",
        location_safe="context",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Nobody approves their own letter; approved words never change; only allowed transitions happen."""

        constraints = [
            models.CheckConstraint(
                name="communications_communication_nobody_approves_own",
                condition=models.Q(approved_by="")
                | models.Q(approved_by__startswith="system:")
                | ~models.Q(approved_by=models.F("submitted_by")) & ~models.Q(approved_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="communications_communication_approved_is_complete",
                condition=~models.Q(state__in=[CommunicationState.APPROVED, CommunicationState.SENT])
                | models.Q(approved_at__isnull=False, recipient__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_communication_sent_has_time",
                condition=~models.Q(state=CommunicationState.SENT) | models.Q(sent_at__isnull=False),
            ),
            one_of(table="communications_communication", field="purpose", values=Purpose),
            one_of(table="communications_communication", field="state", values=CommunicationState),
            *(
                paired(table="communications_communication", stem=s)
                for s in ("opened", "written", "submitted", "approved")
            ),
        ]
        indexes = [
            models.Index(fields=["victim", "-opened_at"], name="communications_by_victim"),
            models.Index(fields=["obligation"], name="communications_by_obligation"),
            models.Index(
                fields=["due_at", "id"],
                name="communications_unsent_by_due",
                condition=models.Q(state__in=["DRAFT", "UNDER_REVIEW", "AMENDMENTS", "APPROVED"]),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="allowed_transitions",
                field="state",
                transitions=[(str(start), str(end)) for start, end in COMMUNICATION_TRANSITIONS],
            ),
            pgtrigger.Trigger(
                name="approved_words_frozen",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.approved_at IS NOT NULL AND (OLD.words IS DISTINCT FROM NEW.words OR "
                    "OLD.template_id IS DISTINCT FROM NEW.template_id OR "
                    "OLD.recipient_id IS DISTINCT FROM NEW.recipient_id OR "
                    "OLD.context IS DISTINCT FROM NEW.context OR OLD.approved_by IS DISTINCT FROM NEW.approved_by)"
                ),
                func="RAISE EXCEPTION 'approved words, template and recipient are frozen';",
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]


class StatusChange(models.Model):
    """One step in a communication's life: who moved it, when and why."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="status_changes")
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20)
    comment = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication before after changed_at changed_by", sensitive="comment"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Append-only trail of one communication."""

        constraints = [paired(table="communications_statuschange", stem="changed")]
        indexes = [models.Index(fields=["communication", "changed_at", "id"], name="communications_status_trail")]
        triggers = [append_only()]
