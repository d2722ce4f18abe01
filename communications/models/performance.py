"""Counted figures for the dashboards: rebuildable from the obligations at any time, and proved equal to them (R12)."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify


class TimelinessCell(models.Model):
    """Obligations that have ended, counted by Area, month of their due date, letter type and limit.

    Open obligations are never counted here: whether one is late changes with the clock, so they are counted live.
    """

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=40)
    #: First day of the month (London) in which the obligations fell due.
    month = models.DateField()
    letter_type = models.CharField(max_length=40)
    limit_working_days = models.PositiveSmallIntegerField()
    on_time = models.PositiveIntegerField()
    late_48h = models.PositiveIntegerField()
    late_over_48h = models.PositiveIntegerField()
    exempt = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id area_code month letter_type limit_working_days on_time late_48h late_over_48h exempt counted_at"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One cell per Area, month, type and limit."""

        constraints = [
            models.UniqueConstraint(
                fields=["month", "area_code", "letter_type", "limit_working_days"],
                name="communications_timelinesscell_one_per_cell",
            )
        ]
