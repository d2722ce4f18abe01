"""The audit trail: who did what, to whom, when. Append-only, without foreign keys, so that it outlives its subject."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify


class AuditEvent(models.Model):
    """One act or one look. It names ids only, never what the record says (domain.md 11.1, logging s.62)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    #: ``staff:<uuid>``, ``victim:<uuid>``, ``client:<uuid>`` or ``system:<process>``.
    actor = models.CharField(max_length=80)
    #: The role or relation in which the actor acted, for the victim's own access log.
    acted_as = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    case_id = models.UUIDField(null=True, blank=True)
    victim_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    #: Ids and codes only.
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id at actor acted_as verb subject_kind subject_id case_id victim_id detail request_id",
        sensitive="reason",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Read by case and by victim, newest first."""

        indexes = [
            models.Index(fields=["case_id", "-at"], name="audit_event_by_case"),
            models.Index(fields=["victim_id", "-at"], name="audit_event_by_victim"),
            models.Index(fields=["actor", "-at"], name="audit_event_by_actor"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_auditevent_never_nameless", condition=~models.Q(actor="")),
        ]
        triggers = [append_only()]
