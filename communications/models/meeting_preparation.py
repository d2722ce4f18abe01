"""What goes before and after a meeting: times to choose from, what the person needs, their questions, and the notes."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from accounts.models import StaffUser
from communications.models.meeting import Meeting
from communications.rules.meeting_words import MeetingFormat, MeetingPlace, MeetingWay

#: The most that a person writes at once, and the longest notes.
LONGEST_QUESTION = 1000
LONGEST_NOTES = 8000


class MeetingSlot(models.Model):
    """A time that we can offer for a meeting. Chosen by one person, or taken back; never both unseen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="slots")
    #: Whose time it is: nobody is at two meetings at once. Empty where no officer is named.
    host = models.ForeignKey(StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    format = models.CharField(max_length=20, choices=MeetingFormat.choices())
    place = models.CharField(max_length=20, choices=MeetingPlace.choices(), blank=True, default="")
    place_detail = models.CharField(max_length=300, blank=True, default="")
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=80, blank=True, default="")
    #: Taken back by us, or given up for another time: nobody can choose it any more.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting host format offered_at offered_by taken_at taken_by ended_at ended_by",
        location_safe="starts_at place place_detail",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One time once, one choice for each meeting, one meeting at a time for whoever leads it."""

        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "starts_at"],
                condition=models.Q(ended_at__isnull=True),
                name="communications_meetingslot_offered_once",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(taken_at__isnull=False, ended_at__isnull=True),
                name="communications_meetingslot_one_taken",
            ),
            models.UniqueConstraint(
                fields=["host", "starts_at"],
                condition=models.Q(taken_at__isnull=False, ended_at__isnull=True, host__isnull=False),
                name="communications_meetingslot_host_in_one_place",
            ),
            models.CheckConstraint(
                name="communications_meetingslot_has_place",
                condition=models.Q(format=MeetingFormat.VIRTUAL.value) | ~models.Q(place=""),
            ),
            one_of(table="communications_meetingslot", field="format", values=MeetingFormat),
            paired(table="communications_meetingslot", stem="offered"),
            paired(table="communications_meetingslot", stem="taken"),
            paired(table="communications_meetingslot", stem="ended"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]


class MeetingWishes(models.Model):
    """What a person said they need for a meeting and who comes with them. The newest row counts, the others stay."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="wishes", db_index=False)
    number = models.PositiveSmallIntegerField()
    companions = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    companion_note = models.CharField(max_length=200, blank=True, default="")
    needs = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    needs_note = models.CharField(max_length=500, blank=True, default="")
    #: Which times would suit them, in their words, where none of ours does.
    times_note = models.CharField(max_length=500, blank=True, default="")
    way = models.CharField(max_length=20, choices=MeetingWay.choices())
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting number way said_at said_by",
        personal="companions companion_note",
        sensitive="needs needs_note",
        location_safe="times_note",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Append-only; numbered, so that two who write at once do not miss each other."""

        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="communications_meetingwishes_numbered"),
            one_of(table="communications_meetingwishes", field="way", values=MeetingWay),
            paired(table="communications_meetingwishes", stem="said"),
        ]
        triggers = [append_only()]


class MeetingQuestion(models.Model):
    """A question that a person asked before a meeting, in their own words; append-only."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions", db_index=False)
    #: Made by the page: the same key again is the same question.
    key = models.CharField(max_length=80)
    text = models.CharField(max_length=LONGEST_QUESTION)
    tells_what_happened = models.BooleanField(default=False)
    way = models.CharField(max_length=20, choices=MeetingWay.choices())
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting key way asked_at asked_by", sensitive="text tells_what_happened"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Asked once per key, and not blank."""

        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="communications_meetingquestion_once_per_key"),
            models.CheckConstraint(
                name="communications_meetingquestion_has_words", condition=models.Q(text__regex=r"\S")
            ),
            one_of(table="communications_meetingquestion", field="way", values=MeetingWay),
            paired(table="communications_meetingquestion", stem="asked"),
        ]
        triggers = [append_only()]


class MeetingNotes(models.Model):
    """The notes of a meeting as the person reads them, released by us; a correction is a further row."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_NOTES)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting number released_at released_by", sensitive="text"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Append-only; the highest number is read."""

        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="communications_meetingnotes_numbered"),
            models.CheckConstraint(name="communications_meetingnotes_has_words", condition=models.Q(text__regex=r"\S")),
            paired(table="communications_meetingnotes", stem="released"),
        ]
        triggers = [append_only()]
