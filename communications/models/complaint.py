"""Complaints about how we treated somebody: what caused one, each answer, and that the person has it (V27, M11)."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case, Person, Victim
from cases.rules.vocabulary import ReviewReceipt
from communications.models.communication import Communication
from communications.models.contact import ContactAttempt
from communications.models.meeting import Meeting
from communications.rules.complaints import FIRST, SECOND, ComplaintAbout, ComplaintOutcome, ComplaintTold

#: Longest complaint and longest answer, in characters.
LONGEST_TEXT = 5_000
_BLANK = r"^\s*$"
_ANSWERED = [ComplaintOutcome.UPHELD.value, ComplaintOutcome.PARTLY.value, ComplaintOutcome.NOT_UPHELD.value]


class Complaint(models.Model):
    """One complaint of one person about how they were treated. Its words and its cause are never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="complaints")
    #: Who complains: the victim, or who was invited in their place.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="complaints")
    #: Sending the same form twice is one complaint.
    key = models.CharField(max_length=80)
    about = models.CharField(max_length=20, choices=ComplaintAbout.choices())
    text = models.TextField()
    #: The person's own answer when they were asked whether it tells what happened.
    tells_what_happened = models.BooleanField(default=False)
    #: What caused it, where they chose one: at most one of these.
    letter = models.ForeignKey(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints"
    )
    call = models.ForeignKey(ContactAttempt, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    #: London date on which it reached us, which is day 0 of the first answer.
    received_on = models.DateField()
    receipt = models.CharField(max_length=20, choices=ReviewReceipt.choices())
    logged_at = models.DateTimeField()
    logged_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case victim key letter call meeting received_on receipt logged_at logged_by",
        personal="person",
        sensitive="about text tells_what_happened",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """One complaint per form, with words, about one thing at most."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "key"], name="communications_complaint_made_once"),
            models.CheckConstraint(name="communications_complaint_has_words", condition=~models.Q(text__regex=_BLANK)),
            models.CheckConstraint(
                name="communications_complaint_one_cause",
                condition=models.Q(letter__isnull=True, call__isnull=True)
                | models.Q(letter__isnull=True, meeting__isnull=True)
                | models.Q(call__isnull=True, meeting__isnull=True),
            ),
            one_of(table="communications_complaint", field="about", values=ComplaintAbout),
            one_of(table="communications_complaint", field="receipt", values=ReviewReceipt),
            paired(table="communications_complaint", stem="logged"),
        ]
        indexes = [models.Index(fields=["victim", "-logged_at"], name="communications_complaint_of")]
        triggers = [append_only()]


class ComplaintStage(models.Model):
    """One answer to a complaint: by when, what came of it, and when the person had it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="stages")
    #: 1, or 2 where they asked for somebody more senior.
    number = models.PositiveSmallIntegerField()
    #: Day 0: the London date on which the person asked for it.
    asked_on = models.DateField()
    #: Why the first answer was not enough, in their words; and why they ask late, where they do.
    said = models.TextField(blank=True, default="")
    late_reason = models.TextField(blank=True, default="")
    acknowledge_due_on = models.DateField()
    answer_due_on = models.DateField()
    #: How the days were counted, and on which rows that rests.
    explanation = models.JSONField(default=list)
    rule_version = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=ComplaintOutcome.choices(), blank=True, default="")
    #: For the person, in plain words; and what we do about it.
    answer = models.TextField(blank=True, default="")
    what_we_do = models.TextField(blank=True, default="")
    #: The same in Welsh, for whoever reads Welsh: both languages go to them together.
    answer_cy = models.TextField(blank=True, default="")
    what_we_do_cy = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True, default="")
    #: London date on which the person had the answer, and how.
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=20, choices=ComplaintTold.choices(), blank=True, default="")
    told_note = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id complaint number asked_on acknowledge_due_on answer_due_on explanation rule_version opened_at "
        "opened_by acknowledged_at acknowledged_by outcome settled_at settled_by told_on told_how told_at told_by",
        sensitive="said late_reason answer what_we_do answer_cy what_we_do_cy told_note",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Two stages at most; an answer has words; nobody was told what is not there."""

        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "number"], name="communications_complaintstage_once_per_complaint"
            ),
            models.CheckConstraint(
                name="communications_complaintstage_first_or_second",
                condition=models.Q(number__in=[FIRST, SECOND]),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_due_after_asked",
                condition=models.Q(acknowledge_due_on__gt=models.F("asked_on"))
                & models.Q(answer_due_on__gte=models.F("acknowledge_due_on")),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_answer_has_words",
                condition=models.Q(outcome="", settled_at__isnull=True, answer="", what_we_do="")
                | models.Q(outcome=ComplaintOutcome.WITHDRAWN.value, settled_at__isnull=False, answer="", what_we_do="")
                | models.Q(outcome__in=_ANSWERED, settled_at__isnull=False) & ~models.Q(answer__regex=_BLANK),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_welsh_beside_english",
                condition=models.Q(answer_cy="", what_we_do_cy="")
                | (
                    ~models.Q(answer__regex=_BLANK)
                    & ~models.Q(answer_cy__regex=_BLANK)
                    & (
                        models.Q(what_we_do="", what_we_do_cy="")
                        | ~models.Q(what_we_do="") & ~models.Q(what_we_do_cy="")
                    )
                ),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_right_means_we_do",
                condition=~models.Q(outcome__in=[ComplaintOutcome.UPHELD.value, ComplaintOutcome.PARTLY.value])
                | ~models.Q(what_we_do__regex=_BLANK),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_told_an_answer",
                condition=models.Q(told_on__isnull=True, told_how="", told_note="", told_at__isnull=True)
                | models.Q(
                    told_on__isnull=False,
                    told_at__isnull=False,
                    outcome__in=_ANSWERED,
                    told_how__in=[how.value for how in ComplaintTold],
                ),
            ),
            models.CheckConstraint(
                name="communications_complaintstage_outcome_known",
                condition=models.Q(outcome__in=["", *(outcome.value for outcome in ComplaintOutcome)]),
            ),
            paired(table="communications_complaintstage", stem="opened"),
            paired(table="communications_complaintstage", stem="acknowledged"),
            paired(table="communications_complaintstage", stem="settled"),
            paired(table="communications_complaintstage", stem="told"),
        ]
        indexes = [
            # What staff have open: what is due first comes first.
            models.Index(
                fields=["answer_due_on", "id"],
                name="communications_complaints_open",
                condition=models.Q(outcome="") | (models.Q(told_on__isnull=True) & models.Q(outcome__in=_ANSWERED)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]
