"""Reasons sent back to the prosecutor, and what was supplemented: rows that are only ever added (W5)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.decision import Decision
from cases.rules.vocabulary import TestFailed


class ReasonsReturn(models.Model):
    """The letter writer says that a letter cannot be written from the reasons of a decision: a measured event."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reasons_returns")
    #: 1 for the first time, 2 for the second.
    number = models.PositiveSmallIntegerField()
    #: What is missing, as codes (`cases.rules.vocabulary.MissingReason`).
    missing = models.JSONField()
    #: What exactly, in words for the prosecutor.
    words = models.TextField()
    #: By when the supplement is wanted: before the letter's clock, which does not move.
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField()
    returned_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id decision number missing due_at returned_at returned_by", sensitive="words"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Numbered within a decision; each says what is missing and in which words."""

        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="cases_reasonsreturn_numbered"),
            models.CheckConstraint(
                name="cases_reasonsreturn_says_what_is_missing",
                condition=~models.Q(missing=[]) & ~models.Q(words=""),
            ),
            paired(table="cases_reasonsreturn", stem="returned"),
        ]
        triggers = [append_only()]


class ReasonsSupplement(models.Model):
    """What the prosecutor added to the reasons of a decision, which is itself never changed.

    A part that is empty here stays as it was in the decision or an earlier supplement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = models.OneToOneField(ReasonsReturn, on_delete=models.PROTECT, related_name="supplement")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reasons_supplements")
    test_failed = models.CharField(max_length=20, choices=TestFailed.choices(), default=TestFailed.NONE)
    #: Codes (`cases.rules.vocabulary.SpecificReason`).
    specific_reasons = models.JSONField(default=list, blank=True)
    reasons = models.TextField(blank=True, default="")
    new_information = models.TextField(blank=True, default="")
    victim_views = models.TextField(blank=True, default="")
    what_continues = models.TextField(blank=True, default="")
    sensitivities = models.TextField(blank=True, default="")
    supplemented_at = models.DateTimeField()
    supplemented_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id answers decision test_failed supplemented_at supplemented_by",
        sensitive="specific_reasons reasons new_information victim_views what_continues sensitivities",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """One for each time the reasons were sent back; it says something."""

        constraints = [
            models.CheckConstraint(
                name="cases_reasonssupplement_says_something",
                condition=~models.Q(
                    specific_reasons=[],
                    reasons="",
                    new_information="",
                    victim_views="",
                    what_continues="",
                    sensitivities="",
                ),
            ),
            one_of(table="cases_reasonssupplement", field="test_failed", values=TestFailed),
            paired(table="cases_reasonssupplement", stem="supplemented"),
        ]
        triggers = [append_only()]
