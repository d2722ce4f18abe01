"""A letter while it is written: every version of its words, and who is writing at this moment."""

from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from communications.models.communication import Communication
from communications.rules.draft_versions import VersionKind


class DraftVersion(models.Model):
    """The words of a letter as they stood at one save, submission or take-over, so that no word that was typed is lost.

    Words that somebody wrote and that could not be saved into the letter are kept as a version set aside.
    """

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="versions")
    #: Counts from 1 within a letter.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=VersionKind.choices())
    #: Blocks in the shape of `Communication.words`; the Welsh only once it is there.
    words = models.JSONField()
    words_cy = models.JSONField(default=list, blank=True)
    #: SHA-256 of the words of both languages (communications.rules.draft_versions.words_digest).
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication number kind digest made_at made_by", sensitive="words words_cy"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Numbered within a letter; never rewritten."""

        constraints = [
            models.UniqueConstraint(
                fields=["communication", "number"], name="communications_draftversion_numbered_once"
            ),
            models.CheckConstraint(
                name="communications_draftversion_number_counts_from_one", condition=models.Q(number__gte=1)
            ),
            one_of(table="communications_draftversion", field="kind", values=VersionKind),
            paired(table="communications_draftversion", stem="made"),
        ]
        triggers = [append_only()]


class EditLock(models.Model):
    """Who is writing a letter: since when, and until when unless they save again. An ended lock stays as a row."""

    communication = models.OneToOneField(
        Communication, primary_key=True, on_delete=models.PROTECT, related_name="edit_lock"
    )
    held_at = models.DateTimeField()
    held_by = models.CharField(max_length=80)
    until = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="communication held_at held_by until")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One holder at a time. A lock does not end before it began."""

        constraints = [
            models.CheckConstraint(
                name="communications_editlock_ends_after_it_began",
                condition=models.Q(until__gte=models.F("held_at")),
            ),
            paired(table="communications_editlock", stem="held"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]
