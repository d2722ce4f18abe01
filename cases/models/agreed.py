"""That somebody asked: for each thing to settle with a victim, when and by whom. What was said stands elsewhere."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.victim import Victim
from cases.rules.vocabulary import AgreedPoint, SummaryGiven


class AgreedAnswer(models.Model):
    """A victim was asked about one thing and answered. An empty field alone does not say whether anybody asked."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="agreed_answers")
    point = models.CharField(max_length=20, choices=AgreedPoint.choices())
    #: How they were given what was agreed; empty for every other point, and where nobody wrote it down at the time.
    how = models.CharField(max_length=20, choices=SummaryGiven.choices(), blank=True, default="", db_default="")
    #: Of a paper: the instant as of which it says what was agreed, which may be before it arrived.
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id victim point how answered_at answered_by")
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The newest of a point counts."""

        constraints = [
            one_of(table="cases_agreedanswer", field="point", values=AgreedPoint),
            models.CheckConstraint(
                name="cases_agreedanswer_how_known",
                condition=models.Q(how__in=["", *(each.value for each in SummaryGiven)]),
            ),
            models.CheckConstraint(
                name="cases_agreedanswer_only_a_paper_is_given",
                condition=models.Q(how="") | models.Q(point=AgreedPoint.SUMMARY.value),
            ),
            paired(table="cases_agreedanswer", stem="answered"),
        ]
        indexes = [models.Index(fields=["victim", "point", "-answered_at"], name="cases_agreedanswer_newest")]
        triggers = [append_only()]
