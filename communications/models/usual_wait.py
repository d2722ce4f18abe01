"""How long cases usually wait at a step, as counted on a day, and who was promised a reason for a longer wait."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of
from cases.models import Case, Victim
from cases.rules.vocabulary import JourneyStage


class UsualWait(models.Model):
    """The waiting times of one group of cases at one step, counted on one day from our own record (WAIT-1, V10).

    Kept from every counting, so that what a person read on a day can be found again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    counted_on = models.DateField()
    step = models.CharField(max_length=30, choices=JourneyStage.choices())
    #: Of which offences, service and court; empty for all of them.
    offence = models.CharField(max_length=40, blank=True, default="")
    tier = models.CharField(max_length=20, blank=True, default="")
    court = models.CharField(max_length=20, blank=True, default="")
    #: Calendar days after which so many of the cases had left the step.
    quarter_days = models.FloatField()
    half_days = models.FloatField()
    three_quarters_days = models.FloatField()
    long_days = models.FloatField()
    closed = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id counted_on step offence tier court quarter_days half_days three_quarters_days long_days "
        "closed waiting"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """One row per group and counting; the marks stand in their order."""

        constraints = [
            models.UniqueConstraint(
                fields=["counted_on", "step", "offence", "tier", "court"], name="communications_usualwait_counted_once"
            ),
            models.CheckConstraint(
                name="communications_usualwait_marks_in_order",
                condition=models.Q(
                    quarter_days__gte=0,
                    half_days__gte=models.F("quarter_days"),
                    three_quarters_days__gte=models.F("half_days"),
                    long_days__gte=models.F("three_quarters_days"),
                ),
            ),
            one_of(table="communications_usualwait", field="step", values=JourneyStage),
        ]
        triggers = [append_only()]


class LongWait(models.Model):
    """Somebody waits longer than usual at a step, was found to, and is promised to hear why by a day (WAIT-5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="long_waits")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="long_waits")
    step = models.CharField(max_length=30, choices=JourneyStage.choices())
    #: London date since when the case stands at the step.
    step_since = models.DateField()
    found_at = models.DateTimeField()
    #: London date by which they hear why.
    answer_due_on = models.DateField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim case step step_since found_at answer_due_on"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Once per victim and stay at a step."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "step", "step_since"], name="communications_longwait_once_per_stay"
            ),
            one_of(table="communications_longwait", field="step", values=JourneyStage),
        ]
        triggers = [append_only()]
