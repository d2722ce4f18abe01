"""Hearings as the court lists them: a day, a week, or still to be fixed (trap 10)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify
from cases.models.case import Case


class Hearing(models.Model):
    """One hearing of a case. Provisional until the court confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    external_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=120)
    court_name = models.CharField(max_length=200)
    court_name_welsh = models.CharField(max_length=200, blank=True, default="")
    court_code = models.CharField(max_length=20, blank=True, default="")
    jurisdiction = models.CharField(max_length=20, blank=True, default="")
    is_in_welsh = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    week_commencing = models.DateField(null=True, blank=True)
    is_to_be_fixed = models.BooleanField(default=False)
    is_provisional = models.BooleanField(default=False)
    is_vacated = models.BooleanField(default=False)
    vacated_reason = models.CharField(max_length=200, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case external_id kind court_name court_name_welsh court_code jurisdiction is_in_welsh "
        "is_to_be_fixed is_provisional",
        sensitive="starts_at week_commencing is_vacated vacated_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """The date comes in exactly one of three forms."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "external_id"],
                condition=models.Q(external_id__isnull=False),
                name="cases_hearing_one_per_external_id",
            ),
            models.CheckConstraint(
                name="cases_hearing_date_in_one_form",
                condition=models.Q(starts_at__isnull=False, week_commencing__isnull=True, is_to_be_fixed=False)
                | models.Q(starts_at__isnull=True, week_commencing__isnull=False, is_to_be_fixed=False)
                | models.Q(starts_at__isnull=True, week_commencing__isnull=True, is_to_be_fixed=True),
            ),
        ]
        indexes = [models.Index(fields=["case", "starts_at"], name="cases_hearing_by_date")]


class HearingDay(models.Model):
    """One sitting day of a hearing."""

    id = models.BigAutoField(primary_key=True)
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="days")
    sits_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id hearing is_cancelled", sensitive="sits_at")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A sitting day stands once."""

        constraints = [models.UniqueConstraint(fields=["hearing", "sits_at"], name="cases_hearingday_once_per_time")]
