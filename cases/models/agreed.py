"""That somebody asked: for each thing to settle with a victim, when and by whom. What was said stands elsewhere."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.victim import Victim
from cases.rules.vocabulary import AgreedPoint


class AgreedAnswer(models.Model):
    """A victim was asked about one thing and answered. An empty field alone does not say whether anybody asked."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="agreed_answers")
    point = models.CharField(max_length=20, choices=AgreedPoint.choices())
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id victim point answered_at answered_by")
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The newest of a point counts."""

        constraints = [
            one_of(table="cases_agreedanswer", field="point", values=AgreedPoint),
            paired(table="cases_agreedanswer", stem="answered"),
        ]
        indexes = [models.Index(fields=["victim", "point", "-answered_at"], name="cases_agreedanswer_newest")]
        triggers = [append_only()]
