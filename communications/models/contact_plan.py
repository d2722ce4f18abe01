"""Contact plans: what a person wants for one kind of news, who beside them was told, and which step staff left out."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Connection, Victim
from communications.models.contact import CallSeries
from communications.rules.calls.supporters import SupporterOutcome, SupporterRefusal
from communications.rules.contact_plan import LONGEST_LEAD, SHORTEST_LEAD, NewsSort, PlanStep


class ContactWish(models.Model):
    """In which order a victim wants to be told one kind of news. Each change is a row; the newest is in force (V12).

    How a plan is carried out is not kept here: calls, letters and copies online say themselves how they stand.
    """

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="contact_wishes")
    sort = models.CharField(max_length=20, choices=NewsSort.choices())
    #: They have no wish of their own (any more): what is usual for their service applies.
    is_usual = models.BooleanField()
    rings_first = models.BooleanField()
    #: Who is told before the call, and so many minutes before (S2).
    supporter = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_wishes"
    )
    lead_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    copies_to_portal = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim sort is_usual recorded_at recorded_by",
        personal="rings_first supporter lead_minutes copies_to_portal",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Nobody is told first where nobody rings, and whoever is, is told a stated time before."""

        constraints = [
            models.CheckConstraint(
                name="communications_contactwish_supporter_has_hour",
                condition=models.Q(supporter__isnull=True, lead_minutes__isnull=True)
                | models.Q(
                    supporter__isnull=False,
                    lead_minutes__isnull=False,
                    lead_minutes__gte=SHORTEST_LEAD,
                    lead_minutes__lte=LONGEST_LEAD,
                    rings_first=True,
                    is_usual=False,
                ),
            ),
            one_of(table="communications_contactwish", field="sort", values=NewsSort),
            paired(table="communications_contactwish", stem="recorded"),
        ]
        indexes = [models.Index(fields=["victim", "sort", "-recorded_at"], name="communications_wish_newest")]
        triggers = [append_only()]


class SupporterTelling(models.Model):
    """One try to tell somebody beside a victim that we will ring, as it was recorded (S2)."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(CallSeries, on_delete=models.PROTECT, related_name="supporter_tellings")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="tellings")
    #: Of the form it was recorded with: sending that twice is one telling.
    key = models.CharField(max_length=80, unique=True)
    outcome = models.CharField(max_length=20, choices=SupporterOutcome.choices())
    told_at = models.DateTimeField()
    #: From when they can be with the victim, where they named a time.
    there_from = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    #: What stood against telling them at that time, as codes; empty where nothing did.
    against = ArrayField(models.CharField(max_length=30, choices=[(one.value, one.value) for one in SupporterRefusal]))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id series connection key outcome told_at there_from against recorded_at recorded_by", sensitive="note"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Only who was told can be there."""

        constraints = [
            models.CheckConstraint(
                name="communications_supportertelling_only_told_is_there",
                condition=models.Q(there_from__isnull=True) | models.Q(outcome=SupporterOutcome.TOLD),
            ),
            one_of(table="communications_supportertelling", field="outcome", values=SupporterOutcome),
            paired(table="communications_supportertelling", stem="recorded"),
        ]
        indexes = [models.Index(fields=["series", "told_at"], name="communications_supporter_tries")]
        triggers = [append_only()]


class PlanDeviation(models.Model):
    """Staff left one step of a plan out this time, and why."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(CallSeries, on_delete=models.PROTECT, related_name="deviations")
    step = models.CharField(max_length=10, choices=PlanStep.choices())
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id series step made_at made_by", sensitive="reason"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Once for a step, with a reason; what is owed in writing is never left out here."""

        constraints = [
            models.UniqueConstraint(fields=["series", "step"], name="communications_plandeviation_once_for_a_step"),
            models.CheckConstraint(name="communications_plandeviation_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="communications_plandeviation_step_known",
                condition=models.Q(step__in=[PlanStep.SUPPORTER, PlanStep.CALL]),
            ),
            paired(table="communications_plandeviation", stem="made"),
        ]
        triggers = [append_only()]
