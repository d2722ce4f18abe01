"""Versions of letters and leaflets. Their words are files under version control; a row publishes one, for ever."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired


class TemplateVersion(models.Model):
    """One published version of a letter type's or leaflet's words.

    The files are under ``templates/letters`` and ``templates/leaflets``.
    """

    id = models.BigAutoField(primary_key=True)
    #: Whose words: of a letter type, or else of a leaflet ("COURT", of the easy-read page "EASY_READ/CHARGED").
    letter_type = models.CharField(max_length=40, blank=True, default="")
    leaflet = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, default="EN")
    version = models.PositiveIntegerField()
    #: SHA-256 over the template's files: published words that change are found out.
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id letter_type leaflet language version digest published_at published_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A version is published once, of a letter type or of a leaflet."""

        constraints = [
            models.UniqueConstraint(
                fields=["letter_type", "leaflet", "language", "version"],
                name="communications_templateversion_published_once",
            ),
            models.CheckConstraint(
                name="communications_templateversion_of_one_thing",
                condition=models.Q(letter_type="") ^ models.Q(leaflet=""),
            ),
            paired(table="communications_templateversion", stem="published"),
        ]
        triggers = [append_only()]

    @property
    def name(self) -> str:
        """Name the version as its files are named: ``DISCONTINUE_ALL/v1/en``, ``EASY_READ/CHARGED/v1/cy``."""
        return f"{self.letter_type or self.leaflet}/v{self.version}/{self.language.lower()}"
