"""The case: one URN of one prosecuting authority."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, keep_history, one_of
from accounts.models import Area, Unit
from cases.models import following
from cases.rules.vocabulary import ChargingRoute, JourneyStage


@keep_history(model_name="CaseHistory")
class Case(models.Model):
    """A prosecution, or a file sent for a charging decision. A case may have many victims (domain.md 6.3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Exactly as received, blanks and case included.
    urn = models.CharField(max_length=60)
    #: Normalised for matching only: upper case, no blanks, no split suffix. Never a reason to merge two cases.
    urn_key = models.CharField(max_length=60, db_index=True)
    urn_split = models.CharField(max_length=8, blank=True, default="")
    prosecutor = models.CharField(max_length=20, default="CPS")
    external_id = models.UUIDField(null=True, blank=True, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    stage = models.CharField(max_length=30, choices=JourneyStage.choices())
    stage_since = models.DateField()
    charging_route = models.CharField(max_length=20, choices=ChargingRoute.choices(), default=ChargingRoute.AREA)
    charging_type = models.CharField(max_length=20, blank=True, default="")
    #: Set by police or CPS, never derived from the offence alone (domain.md 13, RASSO unit scope).
    is_rasso = models.BooleanField(default=False)
    #: Only named roles may open a restricted case, RASSO or not.
    is_restricted = models.BooleanField(default=False)
    is_bereaved_family_case = models.BooleanField(default=False)
    markers = models.JSONField(default=list, blank=True)
    court_status = models.CharField(max_length=60, blank=True, default="")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    #: Set whenever a fact changed that a message may rest on. Senders compare it, and the newest reported event, with
    #: what they read (T18, cases.selectors.facts.facts_changed_at).
    facts_changed_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id area unit prosecutor stage stage_since charging_route charging_type opened_on closed_on "
        "facts_changed_at external_id court_status",
        personal="urn urn_key urn_split",
        sensitive="is_rasso is_restricted is_bereaved_family_case markers",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """The reference of a case is unique per prosecuting authority, split suffix included."""

        constraints = [
            models.UniqueConstraint(fields=["prosecutor", "urn"], name="cases_case_one_per_reference"),
            # What obligations and work items copy, so that their lists need no join (accounts.copies).
            models.UniqueConstraint(
                fields=["id", "is_rasso", "is_restricted"], name="cases_case_restriction_can_be_copied"
            ),
            one_of(table="cases_case", field="stage", values=JourneyStage),
            one_of(table="cases_case", field="charging_route", values=ChargingRoute),
            models.CheckConstraint(
                name="cases_case_closed_after_opened",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "unit", "stage"], name="cases_case_by_unit"),
            # The cases of an Area that changed last, without sorting all of them.
            models.Index(fields=["area", "-facts_changed_at", "id"], name="cases_case_changed_last"),
        ]
        triggers = [following.follows_case()]
