"""When an officer is away, and who stands in for them."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, paired
from accounts.models import StaffUser


class OfficerLeave(models.Model):
    """One leave of one officer with one colleague who stands in: begins and ends by itself, may be called off (L8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="leaves")
    cover = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="leaves_covered")
    #: First and last day, London dates; both count (COV-1).
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    #: Called off, or ended early: from then on nobody stands in.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id officer cover recorded_at recorded_by ended_at ended_by", personal="starts_on ends_on"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Somebody else stands in; a leave ends no earlier than it began; no two begin on one day."""

        constraints = [
            models.CheckConstraint(
                name="cases_officerleave_covered_by_another", condition=~models.Q(officer=models.F("cover"))
            ),
            models.CheckConstraint(
                name="cases_officerleave_ends_after_it_began",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["officer", "starts_on"],
                condition=models.Q(ended_at__isnull=True),
                name="cases_officerleave_one_from_a_day",
            ),
            paired(table="cases_officerleave", stem="recorded"),
            paired(table="cases_officerleave", stem="ended"),
        ]
        indexes = [
            models.Index(
                fields=["cover", "ends_on"],
                condition=models.Q(ended_at__isnull=True),
                name="cases_officerleave_by_cover",
            ),
        ]
