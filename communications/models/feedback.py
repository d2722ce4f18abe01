"""What people told us of a contact: that they did, and apart from it how often each answer was given."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of
from accounts.models import Unit
from cases.models import Person, Victim
from communications.rules.contact_store import ContactKind
from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion


class FeedbackGiven(models.Model):
    """A person answered the questions about one contact: so that nobody is asked twice. What they said is not here."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="feedback_given")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="feedback_given")
    kind = models.CharField(max_length=10, choices=ContactKind.choices())
    #: Key of the letter, the call or the meeting.
    subject = models.CharField(max_length=40)
    #: London date, and no more: the hour could tie an answer to them.
    given_on = models.DateField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim kind subject given_on", personal="person"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Once for a contact and a person."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "subject"], name="communications_feedbackgiven_once_per_contact"
            ),
            one_of(table="communications_feedbackgiven", field="kind", values=ContactKind),
        ]
        triggers = [append_only()]


class FeedbackCount(models.Model):
    """How often one answer was given in one unit and month. No row says whose answers it counts (M9)."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="feedback_counts")
    #: First day of the London month.
    month = models.DateField()
    kind = models.CharField(max_length=10, choices=ContactKind.choices())
    question = models.CharField(max_length=20, choices=FeedbackQuestion.choices())
    answer = models.CharField(max_length=10, choices=FeedbackAnswer.choices())
    count = models.PositiveIntegerField(default=0)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id unit month kind question answer count")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One cell per unit, month, sort of contact, question and answer."""

        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "kind", "question", "answer"],
                name="communications_feedbackcount_one_per_cell",
            ),
            one_of(table="communications_feedbackcount", field="kind", values=ContactKind),
            one_of(table="communications_feedbackcount", field="question", values=FeedbackQuestion),
            one_of(table="communications_feedbackcount", field="answer", values=FeedbackAnswer),
        ]
