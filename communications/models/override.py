"""Why words stay although the gate warned of them: who said so, when and for which words."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired
from communications.models.communication import Communication


class WarningOverride(models.Model):
    """A warning of the letter gate that somebody answered with a reason (GATE-24). Stops have none, ever."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="overrides")
    #: The rule that warned, for example "GATE-7", and the part of the letter; empty for the whole letter.
    rule = models.CharField(max_length=20)
    block = models.CharField(max_length=40, blank=True, default="")
    #: The words it was about; the answer holds while they stay (communications.rules.gate.findings.Finding.key).
    words = models.TextField(blank=True, default="")
    finding_key = models.CharField(max_length=16)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication rule block finding_key made_at made_by", sensitive="words reason"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """One answer for each finding of a letter; never rewritten, and never without a reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["communication", "finding_key"], name="communications_warningoverride_once_per_finding"
            ),
            models.CheckConstraint(
                name="communications_warningoverride_has_reason", condition=~models.Q(reason__regex=r"^\s*$")
            ),
            paired(table="communications_warningoverride", stem="made"),
        ]
        triggers = [append_only()]
