"""Signs that somebody may be losing touch with us, for staff who look after them and for nobody else (L12)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of
from cases.models import Case, Victim
from communications.rules.warning_signs import WarningSignal


class WarningSign(models.Model):
    """One sign about one victim, from when it was noticed until it is one no more. No number says how many or how bad.

    The work that it raises is raised once: whoever has dealt with it is not asked again while the same sign lasts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="warning_signs")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="warning_signs")
    signal = models.CharField(max_length=30, choices=WarningSignal.choices())
    #: Why it is one, in words with dates and without names.
    reason = models.CharField(max_length=300)
    #: London date of the first fact that it rests on.
    since = models.DateField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim case noticed_at ended_at", sensitive="signal reason since"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One that lasts per victim and signal."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "signal"],
                condition=models.Q(ended_at__isnull=True),
                name="communications_warningsign_one_that_lasts",
            ),
            models.CheckConstraint(
                name="communications_warningsign_ends_after_it_began",
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("noticed_at")),
            ),
            one_of(table="communications_warningsign", field="signal", values=WarningSignal),
        ]
