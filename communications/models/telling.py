"""That somebody told a person in our place what a letter says: the police, an adviser or the liaison officer."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired
from communications.models.communication import Communication


class Telling(models.Model):
    """A letter that went to an intermediary has reached the person it is for: until then only the officer has it."""

    id = models.BigAutoField(primary_key=True)
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="telling")
    #: London date on which they were told, by the word of whoever told them.
    told_on = models.DateField()
    #: What they said, or what the next person should know; may be empty.
    note = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication told_on recorded_at recorded_by", sensitive="note"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Once for a letter, by somebody."""

        constraints = [paired(table="communications_telling", stem="recorded")]
        triggers = [append_only()]
