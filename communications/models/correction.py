"""That a letter which was sent was wrong, in what, and by which letter it is put right. The first letter stays."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from cases.models import Obligation
from communications.models.communication import Communication
from communications.rules.letter_corrections import CorrectionOutcome, CorrectionReason, CorrectionWay


class LetterCorrection(models.Model):
    """One correction of one letter (W14): what was wrong as codes, and the letter that says what is right.

    What is right stands in the correcting letter, and nowhere else: where another person's facts were sent, nothing of
    them is written down again. A letter may be corrected more than once, and a correction may be corrected, but each
    only once at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: The letter that was wrong.
    wrong = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="corrections")
    #: The letter that puts it right.
    letter = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="correction")
    #: The explanation that was owed, of which the first letter of the chain told; None for an update or an answer.
    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    way = models.CharField(max_length=20, choices=CorrectionWay.choices())
    reasons = ArrayField(models.CharField(max_length=20, choices=CorrectionReason.choices()))
    #: Whether the time for asking for a review counts from the correcting letter (CORR-3).
    restarts_review = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    #: When the correcting letter left, or was taken out of use. Open again when it did not arrive.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=CorrectionOutcome.choices(), blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id wrong letter obligation way reasons restarts_review opened_at opened_by ended_at ended_by outcome"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One at a time for each letter; never of itself; with what was wrong; ended with an outcome."""

        constraints = [
            models.UniqueConstraint(
                fields=["wrong"],
                name="communications_lettercorrection_one_at_a_time",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="communications_lettercorrection_of_another_letter",
                condition=~models.Q(wrong=models.F("letter")),
            ),
            models.CheckConstraint(
                name="communications_lettercorrection_says_what_was_wrong",
                condition=models.Q(reasons__len__gte=1),
            ),
            models.CheckConstraint(
                name="communications_lettercorrection_reasons_from_the_list",
                condition=models.Q(reasons__contained_by=[reason.value for reason in CorrectionReason]),
            ),
            models.CheckConstraint(
                name="communications_lettercorrection_ended_with_an_outcome",
                condition=models.Q(ended_at__isnull=True, outcome="")
                | models.Q(ended_at__isnull=False, outcome__in=[outcome.value for outcome in CorrectionOutcome]),
            ),
            one_of(table="communications_lettercorrection", field="way", values=CorrectionWay),
            paired(table="communications_lettercorrection", stem="opened"),
            paired(table="communications_lettercorrection", stem="ended"),
        ]
        indexes = [
            models.Index(fields=["wrong", "opened_at"], name="communications_corrections_of"),
            models.Index(fields=["opened_at"], name="communications_corrections_on"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]
