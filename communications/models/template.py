"""Versions of letter templates. Their words are files under version control; a row publishes one, for ever."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired


class TemplateVersion(models.Model):
    """One published version of one letter type's words (files under ``templates/letters``)."""

    id = models.BigAutoField(primary_key=True)
    letter_type = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="EN")
    version = models.PositiveIntegerField()
    #: SHA-256 over the template's files: published words that change are found out.
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id letter_type language version digest published_at published_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A version is published once."""

        constraints = [
            models.UniqueConstraint(
                fields=["letter_type", "language", "version"], name="communications_templateversion_published_once"
            ),
            paired(table="communications_templateversion", stem="published"),
        ]
        triggers = [append_only()]
