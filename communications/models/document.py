"""Finished letters, kept byte for byte in the transaction that says they exist (F23)."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of
from communications.models.communication import Communication
from communications.rules.vocabulary import PrintFormat


class RenderedDocument(models.Model):
    """The PDF of one communication as it was or will be printed. Its name is its digest."""

    digest = models.CharField(primary_key=True, max_length=64)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="documents")
    content = models.BinaryField()
    pages = models.PositiveSmallIntegerField()
    #: SHA-256 of the words and values it was made from.
    input_digest = models.CharField(max_length=64)
    #: How large it is printed: a reader whose need changed meanwhile gets another document (FORM-3).
    print_format = models.CharField(
        max_length=20,
        choices=PrintFormat.choices(),
        default=PrintFormat.STANDARD,
        db_default=PrintFormat.STANDARD.value,
    )
    rendered_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="digest communication pages input_digest rendered_at", sensitive="print_format", location_safe="content"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Bytes are never replaced."""

        constraints = [
            one_of(table="communications_rendereddocument", field="print_format", values=PrintFormat),
        ]
        triggers = [append_only()]
