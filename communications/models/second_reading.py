"""A letter with its second reader: what was asked of whom by when, and the comments beside the words."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, classify, paired
from accounts.grades import Grade
from accounts.models import StaffUser
from communications.models.communication import Communication
from communications.rules.second_reading import CommentAnswer, ReadingOutcome


class SecondReading(models.Model):
    """A letter handed to a grade, a person, or whoever may approve, with a note and the reader's own deadline (W8)."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="second_readings")
    #: Empty where any grade may read it.
    grade = models.CharField(max_length=10, choices=Grade.choices(), blank=True, default="")
    #: Who in particular was asked; anybody of the grade may take it all the same.
    reader = models.ForeignKey(
        StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="second_readings"
    )
    note = models.TextField(blank=True, default="")
    due_at = models.DateTimeField()
    due_reasons = ArrayField(models.CharField(max_length=200), default=list)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=ReadingOutcome.choices(), blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication grade reader due_at due_reasons asked_at asked_by settled_at settled_by outcome",
        sensitive="note",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open request for each letter; a settled one says how it ended."""

        constraints = [
            models.UniqueConstraint(
                fields=["communication"],
                condition=models.Q(settled_at__isnull=True),
                name="communications_secondreading_one_open",
            ),
            models.CheckConstraint(
                name="communications_secondreading_grade_known",
                condition=models.Q(grade__in=["", *(grade.value for grade in Grade)]),
            ),
            models.CheckConstraint(
                name="communications_secondreading_settled_has_outcome",
                condition=models.Q(settled_at__isnull=True, outcome="")
                | models.Q(settled_at__isnull=False, outcome__in=[each.value for each in ReadingOutcome]),
            ),
            models.CheckConstraint(
                name="communications_secondreading_due_after_asked",
                condition=models.Q(due_at__gte=models.F("asked_at")),
            ),
            paired(table="communications_secondreading", stem="asked"),
            paired(table="communications_secondreading", stem="settled"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="communications_reading_queue",
                condition=models.Q(settled_at__isnull=True),
            )
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]


class LetterComment(models.Model):
    """What somebody said beside the words of a letter. It stays, with the words it was about, whatever they become."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="comments")
    #: The part of the letter (communications.rules.letter_words.BlockKey).
    block = models.CharField(max_length=40)
    #: The paragraph as it was; empty for the whole part.
    quote = models.TextField(blank=True, default="")
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True, default="")
    answer = models.CharField(max_length=20, choices=CommentAnswer.choices(), blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication block made_at made_by answered_at answered_by answer", sensitive="quote text"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A comment says something; an answered one says how."""

        constraints = [
            models.CheckConstraint(
                name="communications_lettercomment_says_something", condition=~models.Q(text__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="communications_lettercomment_answered_says_how",
                condition=models.Q(answered_at__isnull=True, answer="")
                | models.Q(answered_at__isnull=False, answer__in=[each.value for each in CommentAnswer]),
            ),
            paired(table="communications_lettercomment", stem="made"),
            paired(table="communications_lettercomment", stem="answered"),
        ]
        indexes = [models.Index(fields=["communication", "id"], name="communications_comments")]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_said_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.communication_id IS DISTINCT FROM NEW.communication_id OR OLD.text IS DISTINCT FROM NEW.text "
                    "OR OLD.block IS DISTINCT FROM NEW.block OR OLD.quote IS DISTINCT FROM NEW.quote "
                    "OR OLD.made_at IS DISTINCT FROM NEW.made_at OR OLD.made_by IS DISTINCT FROM NEW.made_by"
                ),
                func="RAISE EXCEPTION 'what was said beside a letter stays as it was said';",
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]
