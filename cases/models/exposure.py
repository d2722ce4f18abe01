"""Since when an officer has had more of the hardest files than one should have: files are counted, nobody judged."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of
from accounts.models import StaffUser
from cases.rules.vocabulary import HardFile


class ExposureSpell(models.Model):
    """A time during which an officer was over the limit for one kind of file (L16)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="exposure_spells")
    kind = models.CharField(max_length=20, choices=HardFile.choices())
    #: London dates; ``ended_on`` is null while it lasts.
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id kind began_on ended_on", personal="officer")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One that lasts for each officer and kind; it ends after it began."""

        constraints = [
            models.UniqueConstraint(
                name="cases_exposurespell_one_lasting_per_kind",
                fields=["officer", "kind"],
                condition=models.Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="cases_exposurespell_ends_after_it_began",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("began_on")),
            ),
            one_of(table="cases_exposurespell", field="kind", values=HardFile),
        ]
