"""The Welsh that people gave for what others wrote in English, and who checked our standard Welsh."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case
from communications.models.communication import Communication
from communications.models.template import TemplateVersion
from communications.rules.vocabulary import TranslationSource


class Translation(models.Model):
    """The Welsh of exactly one English text in one case. A changed text needs another row; none is ever rewritten."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="translations")
    #: The letter for which it was made; others of the case with the same English use it too.
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="translations")
    #: Which part of the letter: ``block:reason_specific``, ``phrase:plain:<charge>``.
    slot = models.CharField(max_length=120)
    english = models.TextField()
    english_digest = models.CharField(max_length=64)
    welsh = models.TextField()
    source = models.CharField(max_length=30, choices=TranslationSource.choices())
    #: Who translated, where it was not the person who entered it: the translation unit, with its own reference.
    translator = models.CharField(max_length=120, blank=True, default="")
    translated_at = models.DateTimeField()
    translated_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case communication slot english_digest source translated_at translated_by",
        personal="translator",
        sensitive="english welsh",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Nothing is translated into nothing."""

        constraints = [
            models.CheckConstraint(
                name="communications_translation_says_something", condition=~models.Q(english="") & ~models.Q(welsh="")
            ),
            models.CheckConstraint(
                name="communications_translation_unit_is_named",
                condition=~models.Q(source=TranslationSource.TRANSLATION_UNIT.value) | ~models.Q(translator=""),
            ),
            one_of(table="communications_translation", field="source", values=TranslationSource),
            paired(table="communications_translation", stem="translated"),
        ]
        indexes = [
            models.Index(fields=["case", "english_digest", "-id"], name="communications_translation_key"),
            models.Index(fields=["communication", "slot", "-id"], name="communications_translated_slot"),
        ]
        triggers = [append_only()]


class TranslationCheck(models.Model):
    """That a certified translator checked the standard Welsh of one published version; no row means that nobody has.

    Of a letter type or of a leaflet: nothing is held back for want of it, and staff read it beside what goes in Welsh.
    """

    id = models.BigAutoField(primary_key=True)
    template = models.OneToOneField(TemplateVersion, on_delete=models.PROTECT, related_name="translation_check")
    #: London date on which the translator finished.
    checked_on = models.DateField()
    #: Who checked it and where they are registered.
    translator = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id template checked_on recorded_at recorded_by", personal="translator"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A version is checked once; other words are another version."""

        constraints = [paired(table="communications_translationcheck", stem="recorded")]
        triggers = [append_only()]
