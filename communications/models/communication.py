"""A communication: one thing we say to one person for one purpose, from draft to sent."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case, Obligation, Person, ReviewRequest, ReviewStage, Victim
from cases.rules.vocabulary import Language
from communications.models import following
from communications.models.template import TemplateVersion
from communications.rules.lifecycle import COMMUNICATION_TRANSITIONS
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, Purpose

#: Asked only when a letter is approved: what was approved before somebody chose Welsh stays as it was sent.
_REFUSE_ENGLISH_ALONE = (
    "IF (TG_OP = 'INSERT' OR OLD.approved_at IS NULL) AND EXISTS (SELECT FROM cases_person p "
    f"WHERE p.id = NEW.recipient_id AND p.language = '{Language.CY.value}') "
    "THEN RAISE EXCEPTION 'a reader of Welsh gets Welsh and English together'; END IF; RETURN NEW;"
)

#: Asked only when a correction is approved. What corrects nothing has no row there.
_REFUSE_TIRED_EYES = (
    "IF (TG_OP = 'INSERT' OR OLD.approved_at IS NULL) AND EXISTS (SELECT FROM communications_lettercorrection k "
    "JOIN communications_communication w ON w.id = k.wrong_id WHERE k.letter_id = NEW.id "
    "AND NEW.approved_by IN (w.written_by, w.submitted_by, w.approved_by)) "
    "THEN RAISE EXCEPTION 'a correction is approved by somebody who had no hand in what was wrong'; END IF; RETURN NEW;"
)


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
    #: The request for a review that it answers, and the stage of it, where one had begun.
    review = models.ForeignKey(
        ReviewRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="communications"
    )
    review_stage = models.ForeignKey(
        ReviewStage, null=True, blank=True, on_delete=models.PROTECT, related_name="communications"
    )
    #: A correction or a letter sent again names what it replaces.
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    #: The letter to a family's main contact, of which this is the own letter of another relative. It meets nothing.
    copy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    template = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="communications"
    )
    words = models.JSONField(default=list, blank=True)
    #: The values the words were written from, so that the check compares letter and record.
    context = models.JSONField(default=dict, blank=True)
    #: The Welsh side of a letter to somebody who reads Welsh, in the same shape; approved, frozen and sent with the
    #: English as one. Empty for everybody else.
    template_cy = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="communications_in_welsh"
    )
    words_cy = models.JSONField(default=list, blank=True)
    context_cy = models.JSONField(default=dict, blank=True)
    #: When the reader, who asked for Welsh, said that English alone will do for this letter, and who took it down.
    english_alone_at = models.DateTimeField(null=True, blank=True)
    english_alone_by = models.CharField(max_length=80, blank=True, default="")
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
        public="id dedupe_key reference purpose letter_type case victim obligation review review_stage replaces "
        "copy_of template template_cy channel state due_at latest_safe_approval_at is_hard_news opened_at opened_by "
        "written_at written_by submitted_at submitted_by approved_at approved_by sent_at published_at first_read_at "
        "english_alone_at english_alone_by",
        personal="recipient",
        sensitive="words words_cy",
        location_safe="context context_cy",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Nobody approves their own letter; approved words never change; only allowed transitions happen.

        To somebody who reads Welsh nothing is approved without its Welsh, unless they said that English alone will do.
        Whoever wrote or approved a letter that was wrong does not approve its correction.
        """

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
            models.CheckConstraint(
                name="communications_communication_welsh_is_whole",
                condition=models.Q(template_cy__isnull=True, words_cy=[], context_cy={})
                | models.Q(template_cy__isnull=False, template__isnull=False)
                & ~models.Q(words_cy=[])
                & ~models.Q(context_cy={}),
            ),
            models.CheckConstraint(
                name="communications_communication_stage_of_its_review",
                condition=models.Q(review_stage__isnull=True) | models.Q(review__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_communication_answers_one_thing",
                condition=models.Q(review__isnull=True) | models.Q(obligation__isnull=True),
            ),
            models.UniqueConstraint(
                name="communications_communication_one_agreement_in_writing",
                fields=["victim"],
                condition=models.Q(
                    letter_type=LetterType.WHAT_WE_AGREED,
                    state__in=[
                        CommunicationState.DRAFT,
                        CommunicationState.UNDER_REVIEW,
                        CommunicationState.AMENDMENTS,
                    ],
                ),
            ),
            models.CheckConstraint(
                name="communications_communication_copy_meets_nothing",
                condition=models.Q(copy_of__isnull=True) | models.Q(obligation__isnull=True, review__isnull=True),
            ),
            one_of(table="communications_communication", field="purpose", values=Purpose),
            one_of(table="communications_communication", field="state", values=CommunicationState),
            *(
                paired(table="communications_communication", stem=s)
                for s in ("opened", "written", "submitted", "approved", "english_alone")
            ),
        ]
        indexes = [
            models.Index(fields=["victim", "-opened_at"], name="communications_by_victim"),
            # The letter by which an obligation stands: lists ask it of thousands at once (P10).
            models.Index(
                fields=["obligation", "-opened_at", "-id"],
                include=["state"],
                name="communications_current",
                condition=~models.Q(state__in=["SUPERSEDED", "NOT_REQUIRED"]),
            ),
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
                    "OLD.context IS DISTINCT FROM NEW.context OR OLD.approved_by IS DISTINCT FROM NEW.approved_by OR "
                    "OLD.words_cy IS DISTINCT FROM NEW.words_cy OR OLD.context_cy IS DISTINCT FROM NEW.context_cy OR "
                    "OLD.template_cy_id IS DISTINCT FROM NEW.template_cy_id OR "
                    "OLD.english_alone_at IS DISTINCT FROM NEW.english_alone_at)"
                ),
                func="RAISE EXCEPTION 'approved words, template and recipient are frozen';",
            ),
            pgtrigger.Trigger(
                name="pair_for_welsh_readers",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "NEW.approved_at IS NOT NULL AND NEW.template_id IS NOT NULL AND NEW.template_cy_id IS NULL "
                    "AND NEW.english_alone_at IS NULL"
                ),
                func=_REFUSE_ENGLISH_ALONE,
            ),
            pgtrigger.Trigger(
                name="fresh_eyes_for_corrections",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "NEW.approved_at IS NOT NULL AND NEW.replaces_id IS NOT NULL "
                    "AND NEW.approved_by NOT LIKE 'system:%'"
                ),
                func=_REFUSE_TIRED_EYES,
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            *following.last_contact_follows(),
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
