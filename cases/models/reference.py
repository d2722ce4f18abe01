"""Dated reference data: non-working days, time limits, pilot Areas, offence rules. Published, never edited."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired


class CalendarVersion(models.Model):
    """One published England and Wales calendar: every working-day answer names the version it used."""

    id = models.BigAutoField(primary_key=True)
    known_from = models.DateField()
    known_to = models.DateField()
    source = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id known_from known_to source published_at published_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A calendar covers a range of dates and computes nothing outside it."""

        constraints = [
            models.CheckConstraint(
                name="cases_calendarversion_range_in_order", condition=models.Q(known_to__gt=models.F("known_from"))
            ),
            paired(table="cases_calendarversion", stem="published"),
        ]
        triggers = [append_only()]


class NonWorkingDay(models.Model):
    """A bank holiday of England and Wales in one calendar version."""

    id = models.BigAutoField(primary_key=True)
    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="non_working_days")
    day = models.DateField()
    name = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id calendar day name")
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A day stands once in a calendar."""

        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="cases_nonworkingday_once_per_calendar")
        ]
        triggers = [append_only()]


class RuleRow(models.Model):
    """One effective-dated value that policy may change. Rows are published and ended, never edited.

    ``kind`` says which table of the rules it belongs to (time limit, pilot Area, offence flag, channel lead, ...),
    ``key`` which entry, ``value`` what is in force, as the pure rules read it (``cases.services.reference``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    value = models.JSONField()
    starts_on = models.DateField()
    source = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id kind key value starts_on source published_at published_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The row in force on a day is the newest that has started; a null value ends an entry."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "starts_on", "published_at"], name="cases_rulerow_once_per_day"
            ),
            paired(table="cases_rulerow", stem="published"),
        ]
        indexes = [models.Index(fields=["kind", "key", "starts_on"], name="cases_rulerow_in_force")]
        triggers = [append_only()]
