"""What was done about the special measures of a victim: one row for each step, never changed."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.victim import Victim
from cases.rules.vocabulary import MeasureStep, SpecialMeasure


class MeasureRecord(models.Model):
    """One step about one special measure of one victim. The newest of a measure counts; the court decides."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="measures")
    measure = models.CharField(max_length=30, choices=SpecialMeasure.choices())
    step = models.CharField(max_length=20, choices=MeasureStep.choices())
    #: London date of the step, where it was not the day on which it was recorded too.
    taken_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim recorded_at recorded_by", sensitive="measure step taken_on"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Append-only."""

        constraints = [
            one_of(table="cases_measurerecord", field="measure", values=SpecialMeasure),
            one_of(table="cases_measurerecord", field="step", values=MeasureStep),
            paired(table="cases_measurerecord", stem="recorded"),
        ]
        indexes = [models.Index(fields=["victim", "measure", "id"], name="cases_measurerecord_newest")]
        triggers = [append_only()]
