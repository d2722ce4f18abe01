"""What the rules answered where a decision opened nothing for a victim: the memory of the missing-letter detector."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, paired
from cases.models.decision import Decision
from cases.models.victim import Victim


class DutyCheck(models.Model):
    """The answer of table A for one decision and one victim without an obligation (W12).

    It is asked again when the facts of the case have changed since: a victim who is entered late, or a charge linked
    to another one, may be owed a letter that nobody opened.
    """

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="duty_checks")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="duty_checks")
    #: True also where no rule can answer: then a person must.
    is_owed = models.BooleanField()
    #: When the letter would be due; None where nothing is owed or nobody can say.
    due_at = models.DateTimeField(null=True, blank=True)
    #: The mark of the case (``facts_changed_at``) as it stood before its facts were read.
    facts_as_of = models.DateTimeField()
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id decision victim is_owed due_at facts_as_of checked_at checked_by"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One answer for each decision and victim; only what is owed has a deadline."""

        constraints = [
            models.UniqueConstraint(fields=["decision", "victim"], name="cases_dutycheck_one_per_victim_and_decision"),
            models.CheckConstraint(
                name="cases_dutycheck_due_only_if_owed",
                condition=models.Q(is_owed=True) | models.Q(due_at__isnull=True),
            ),
            paired(table="cases_dutycheck", stem="checked"),
        ]
        indexes = [models.Index(fields=["id"], name="cases_dutycheck_owed", condition=models.Q(is_owed=True))]
