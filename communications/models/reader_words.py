"""The words that a reader chose for the person accused and for themselves (V32)."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Person, Victim
from communications.rules.reader_words import AccusedWords, OwnWord


class ReaderWish(models.Model):
    """How one reader of one record wants us to speak. Each change is a row; the newest is in force.

    Of the reader, not of the case: two relatives of one family may choose different words.
    """

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="reader_wishes", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reader_wishes")
    accused = models.CharField(max_length=20, choices=AccusedWords.choices())
    own_word = models.CharField(max_length=20, choices=OwnWord.choices())
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim recorded_at recorded_by", personal="person accused own_word"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Never rewritten: why a name stood on a page at a time must stay provable."""

        constraints = [
            one_of(table="communications_readerwish", field="accused", values=AccusedWords),
            one_of(table="communications_readerwish", field="own_word", values=OwnWord),
            paired(table="communications_readerwish", stem="recorded"),
        ]
        indexes = [models.Index(fields=["victim", "person", "-recorded_at"], name="communications_wish_of_reader")]
        triggers = [append_only()]
