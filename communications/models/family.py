"""What is done for the other relatives of a bereaved family, beside the letter to their main contact."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, classify, keep_history, one_of, paired
from cases.models import Connection
from cases.rules.vocabulary import RelativeOutcome, RelativeWay
from communications.models.communication import Communication


@keep_history(model_name="RelativeTellingHistory")
class RelativeTelling(models.Model):
    """One relative is to learn what a letter to the main contact says; open until it is known that they have (FAM-2).

    It is no obligation: what the law owes is owed once, and the letter to the main contact meets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The letter to the main contact.
    letter = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="relative_tellings")
    relative = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="told_as_relative")
    way = models.CharField(max_length=30, choices=RelativeWay.choices())
    #: Why it is this way, in words without names.
    reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    #: Their own letter, once somebody has begun it.
    copy = models.OneToOneField(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="relative_telling"
    )
    due_at = models.DateTimeField()
    #: London date on which they were told: by whoever told them, or when their own letter left.
    told_on = models.DateField(null=True, blank=True)
    #: What they said, or what the next person should know; may be empty.
    note = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=20, choices=RelativeOutcome.choices(), blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id letter copy due_at told_on outcome opened_at opened_by settled_at settled_by",
        personal="relative way",
        sensitive="reasons note",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Once for a letter and a relative; settled has an outcome, and told has a day."""

        constraints = [
            models.UniqueConstraint(
                fields=["letter", "relative"], name="communications_relativetelling_once_per_letter_and_relative"
            ),
            models.CheckConstraint(
                name="communications_relativetelling_settled_has_outcome",
                condition=models.Q(outcome="", settled_at__isnull=True)
                | models.Q(outcome__in=[each.value for each in RelativeOutcome], settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_relativetelling_told_has_day",
                condition=models.Q(outcome=RelativeOutcome.TOLD, told_on__isnull=False)
                | ~models.Q(outcome=RelativeOutcome.TOLD) & models.Q(told_on__isnull=True),
            ),
            models.CheckConstraint(
                name="communications_relativetelling_never_told_of_a_suspect",
                condition=~models.Q(way=RelativeWay.NEVER) | ~models.Q(outcome=RelativeOutcome.TOLD),
            ),
            one_of(table="communications_relativetelling", field="way", values=RelativeWay),
            paired(table="communications_relativetelling", stem="opened"),
            paired(table="communications_relativetelling", stem="settled"),
        ]
        indexes = [
            models.Index(
                fields=["relative"],
                name="communications_relatives_open",
                condition=models.Q(settled_at__isnull=True),
            )
        ]
