"""When a person wants to be helped to read a letter with hard news, and by whom (V29)."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Connection, Person
from communications.models.communication import Communication
from communications.rules.reading_times import Beside, CallBy, DayPart, ReadingHelp


class ReadingTime(models.Model):
    """What a person chose for one letter: a time, a call or a reminder. The newest row counts, the others stay."""

    id = models.BigAutoField(primary_key=True)
    letter = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="reading_times", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    #: First, second, third choice: two devices at once see each other's.
    number = models.PositiveSmallIntegerField()
    help = models.CharField(max_length=10, choices=ReadingHelp.choices())
    #: London date and the part of it; empty for what was taken back.
    day = models.DateField(null=True, blank=True)
    part = models.CharField(max_length=20, choices=DayPart.choices(), blank=True, default="")
    #: For a call only: who rings, and who is with the person.
    caller = models.CharField(max_length=10, choices=CallBy.choices(), blank=True, default="")
    beside = models.CharField(max_length=10, choices=Beside.choices(), blank=True, default="")
    #: Which of those who stand beside them, where they named one.
    supporter = models.ForeignKey(Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id letter number help caller chosen_at chosen_by",
        personal="person beside supporter",
        location_safe="day part",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Numbered; a time unless taken back; who rings and who is there for a call and for nothing else."""

        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="communications_readingtime_numbered"),
            models.CheckConstraint(
                name="communications_readingtime_has_time",
                condition=models.Q(help="NOTHING", day__isnull=True, part="")
                | (~models.Q(help="NOTHING") & models.Q(day__isnull=False) & ~models.Q(part="")),
            ),
            models.CheckConstraint(
                name="communications_readingtime_call_has_people",
                condition=~models.Q(help="CALL") | (~models.Q(caller="") & ~models.Q(beside="")),
            ),
            models.CheckConstraint(
                name="communications_readingtime_people_for_a_call",
                condition=models.Q(caller="", beside="") | ~models.Q(help__in=["REMINDER", "NOTHING"]),
            ),
            models.CheckConstraint(
                name="communications_readingtime_named_supporter",
                condition=models.Q(beside="SUPPORTER", supporter__isnull=False)
                | (~models.Q(beside="SUPPORTER") & models.Q(supporter__isnull=True)),
            ),
            one_of(table="communications_readingtime", field="help", values=ReadingHelp),
            models.CheckConstraint(
                name="communications_readingtime_part_known",
                condition=models.Q(part__in=["", *(one.value for one in DayPart)]),
            ),
            models.CheckConstraint(
                name="communications_readingtime_caller_known",
                condition=models.Q(caller__in=["", *(one.value for one in CallBy)]),
            ),
            models.CheckConstraint(
                name="communications_readingtime_beside_known",
                condition=models.Q(beside__in=["", *(one.value for one in Beside)]),
            ),
            paired(table="communications_readingtime", stem="chosen"),
        ]
        triggers = [append_only()]
