"""Who speaks for a bereaved family, and every change of that with its reason."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.victim import Connection, Victim
from cases.rules.vocabulary import MainContactReason


class MainContactChange(models.Model):
    """A relative became the family's main contact, or stopped being it. The newest says who it is."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="main_contact_changes")
    #: Who it was before; null where the family had none.
    before = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="stopped_being_main_contact"
    )
    #: Who it is from now on; null where the family has none.
    after = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="became_main_contact"
    )
    reason = models.CharField(max_length=30, choices=MainContactReason.choices())
    #: What the next person should know; may be empty.
    note = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim before after changed_at changed_by", sensitive="reason note"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Kept as it was; from somebody to somebody else."""

        constraints = [
            models.CheckConstraint(
                name="cases_maincontactchange_is_a_change",
                condition=models.Q(before__isnull=True, after__isnull=False)
                | models.Q(before__isnull=False, after__isnull=True)
                | ~models.Q(before=models.F("after")) & models.Q(before__isnull=False, after__isnull=False),
            ),
            one_of(table="cases_maincontactchange", field="reason", values=MainContactReason),
            paired(table="cases_maincontactchange", stem="changed"),
        ]
        indexes = [models.Index(fields=["victim", "-changed_at"], name="cases_maincontact_newest")]
        triggers = [append_only()]
