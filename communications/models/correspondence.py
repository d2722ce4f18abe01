"""What people write to us, and what we write back: every word kept, every message waiting until somebody answers."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from accounts.models import StaffUser
from cases.models import Case, Person, Victim
from communications.models import following
from communications.models.communication import Communication
from communications.rules.vocabulary import MessageEnd, MessageMark, MessageStanding

#: Longest message and longest answer, in characters.
LONGEST_TEXT = 5_000


class VictimMessage(models.Model):
    """A message that a person wrote to their named contact (V16). Its words are never changed; how it stands is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="victim_messages")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="messages")
    #: Who wrote it: the victim, or who was invited in their place.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    #: Sending the same form twice is one message.
    key = models.CharField(max_length=80)
    text = models.TextField()
    #: The person's own answer when they were asked whether it tells what happened.
    tells_what_happened = models.BooleanField(default=False)
    #: The letter that they did not understand, and which part of it (a block's key); null and empty for other messages.
    unclear_letter = models.ForeignKey(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    unclear_part = models.CharField(max_length=40, blank=True, default="", db_default="")
    received_at = models.DateTimeField()
    #: London date by whose end we have promised to answer; shown to the person.
    answer_due_on = models.DateField()
    standing = models.CharField(max_length=10, choices=MessageStanding.choices(), default=MessageStanding.WAITING)
    ended_as = models.CharField(max_length=20, choices=MessageEnd.choices(), blank=True, default="")
    end_note = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True, default="")
    #: Who answers; at first the victim's own officer.
    officer = models.ForeignKey(StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: What the officer before wanted the next one to know.
    hand_on_note = models.TextField(blank=True, default="")
    mark = models.CharField(max_length=30, choices=MessageMark.choices(), blank=True, default="")
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case victim key unclear_letter unclear_part received_at answer_due_on standing ended_as settled_at "
        "settled_by officer marked_at marked_by",
        personal="person",
        sensitive="text tells_what_happened end_note hand_on_note mark",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One message per form; settled means somebody did it, and without an answer only with a reason."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "key"], name="communications_victimmessage_sent_once"),
            models.CheckConstraint(
                name="communications_victimmessage_has_words", condition=~models.Q(text__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="communications_victimmessage_settled_has_time",
                condition=(models.Q(standing="WAITING") & models.Q(settled_at__isnull=True))
                | (~models.Q(standing="WAITING") & models.Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="communications_victimmessage_closed_has_reason",
                condition=(models.Q(standing="CLOSED") & models.Q(ended_as__in=[end.value for end in MessageEnd]))
                | (~models.Q(standing="CLOSED") & models.Q(ended_as="")),
            ),
            models.CheckConstraint(
                name="communications_victimmessage_mark_known",
                condition=models.Q(mark__in=["", *(mark.value for mark in MessageMark)]),
            ),
            models.CheckConstraint(
                name="communications_victimmessage_part_of_a_letter",
                condition=models.Q(unclear_part="") | models.Q(unclear_letter__isnull=False),
            ),
            one_of(table="communications_victimmessage", field="standing", values=MessageStanding),
            paired(table="communications_victimmessage", stem="settled"),
            paired(table="communications_victimmessage", stem="marked"),
        ]
        indexes = [
            models.Index(fields=["victim", "-received_at"], name="communications_victim_messages"),
            # The inbox: what waits longest comes first.
            models.Index(
                fields=["received_at", "id"],
                name="communications_messages_wait",
                condition=models.Q(standing="WAITING"),
            ),
        ]


class MessageAnswer(models.Model):
    """What we wrote back. Never rewritten: a mistake is put right by another answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(VictimMessage, on_delete=models.PROTECT, related_name="answers")
    #: First, second, third answer: two officers who answer at once see each other's.
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id message number written_at written_by", sensitive="text"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Numbered, with words."""

        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="communications_messageanswer_numbered"),
            models.CheckConstraint(
                name="communications_messageanswer_has_words", condition=~models.Q(text__regex=r"^\s*$")
            ),
            paired(table="communications_messageanswer", stem="written"),
        ]
        triggers = [append_only(), following.last_contact_follows_answer()]
