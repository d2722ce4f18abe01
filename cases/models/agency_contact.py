"""What staff learned of another agency's contact with a victim: made or planned, who, when, and what was told (L15)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from cases.models.case import Case
from cases.models.victim import Victim
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome


class AgencyContact(models.Model):
    """One contact of police, witness care or others with a victim about the case. Ours stand elsewhere.

    Kept so that nobody rings the same person on the same day with different facts. What was told is compared with the
    record where it is a hearing date or how the case stands; the rest is for whoever rings to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Of the form it was recorded with: sending that twice is one contact.
    key = models.CharField(max_length=80)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="agency_contacts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_contacts")
    agency = models.CharField(max_length=20, choices=Agency.choices())
    stage = models.CharField(max_length=10, choices=AgencyContactStage.choices())
    way = models.CharField(max_length=10, choices=AgencyContactWay.choices())
    #: London date, and time of day where it was noted.
    contact_on = models.DateField()
    contact_time = models.TimeField(null=True, blank=True)
    #: The day of the hearing that they told them or will tell them; null where they speak of none.
    told_hearing_on = models.DateField(null=True, blank=True)
    #: How they say that the case stands; empty where they say nothing of it.
    told_outcome = models.CharField(max_length=10, choices=ToldOutcome.choices(), blank=True, default="")
    told = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    #: It does not take place, or was recorded by mistake.
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id key victim case agency stage way recorded_at recorded_by called_off_at called_off_by",
        sensitive="told_hearing_on told_outcome told",
        location_safe="contact_on contact_time",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Every value is a known one; found by victim and day."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "key"], name="cases_agencycontact_one_per_form"),
            one_of(table="cases_agencycontact", field="agency", values=Agency),
            one_of(table="cases_agencycontact", field="stage", values=AgencyContactStage),
            one_of(table="cases_agencycontact", field="way", values=AgencyContactWay),
            models.CheckConstraint(
                name="cases_agencycontact_told_outcome_is_one",
                condition=models.Q(told_outcome__in=["", *(outcome.value for outcome in ToldOutcome)]),
            ),
            paired(table="cases_agencycontact", stem="recorded"),
            paired(table="cases_agencycontact", stem="called_off"),
        ]
        indexes = [models.Index(fields=["victim", "-contact_on"], name="cases_agencycontact_newest")]
