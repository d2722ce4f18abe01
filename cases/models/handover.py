"""A victim goes from one officer to another: offered, answered, and why."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, keep_history, one_of, paired
from accounts.models import StaffUser
from cases.models.victim import Victim
from cases.rules.vocabulary import HandoverReason, HandoverState


@keep_history(model_name="HandoverHistory")
class Handover(models.Model):
    """One officer offers a victim to another. Until it is accepted the victim stays with the first (L8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="handovers")
    from_officer = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="victims_handed_over")
    to_officer = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="victims_offered")
    #: What the victim is told as the reason.
    reason = models.CharField(max_length=20, choices=HandoverReason.choices())
    #: What the next officer should know besides the record; never shown to the victim.
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=20, choices=HandoverState.choices(), default=HandoverState.OFFERED)
    #: London date by which it is answered (HO-1).
    answer_due_on = models.DateField()
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True, default="")
    #: Why it was declined or taken back.
    answer = models.TextField(blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim from_officer to_officer reason state answer_due_on offered_at offered_by answered_at "
        "answered_by",
        sensitive="note answer",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open handover per victim, between two people; what is not open was answered, and a refusal says why."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim"],
                condition=models.Q(state=HandoverState.OFFERED),
                name="cases_handover_one_open_per_victim",
            ),
            models.CheckConstraint(
                name="cases_handover_between_two", condition=~models.Q(from_officer=models.F("to_officer"))
            ),
            models.CheckConstraint(
                name="cases_handover_answered_has_time",
                condition=models.Q(state=HandoverState.OFFERED, answered_at__isnull=True)
                | ~models.Q(state=HandoverState.OFFERED) & models.Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_handover_declined_has_reason",
                condition=~models.Q(state=HandoverState.DECLINED) | models.Q(answer__regex=r"\S"),
            ),
            one_of(table="cases_handover", field="reason", values=HandoverReason),
            one_of(table="cases_handover", field="state", values=HandoverState),
            paired(table="cases_handover", stem="offered"),
            paired(table="cases_handover", stem="answered"),
        ]
        indexes = [
            models.Index(fields=["victim", "-answered_at"], name="cases_handover_newest"),
            models.Index(
                fields=["answer_due_on"],
                condition=models.Q(state=HandoverState.OFFERED),
                name="cases_handover_waiting",
            ),
        ]
