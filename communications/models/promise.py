"""The promise ledger: for every person in contact with us, when they will next hear from us (peers.md 3, leap 1)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from cases.models import Case, Person, Victim
from communications.models import following
from communications.models.communication import Communication
from communications.models.contact import ContactAttempt
from communications.rules.vocabulary import PromiseKind, PromiseState


class Promise(models.Model):
    """One promise to one person. Exactly one open next-update promise exists per person in contact (V6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="promises")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="promises")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=20, choices=PromiseKind.choices(), default=PromiseKind.NEXT_UPDATE)
    due_on = models.DateField()
    rhythm_days = models.PositiveSmallIntegerField()
    #: Why this date: tier, the person's own rhythm, an apology.
    basis = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=PromiseState.choices(), default=PromiseState.OPEN)
    kept_by = models.ForeignKey(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="promises_kept"
    )
    #: The call in which the person was told something, where it was not a letter.
    kept_by_call = models.OneToOneField(
        ContactAttempt, null=True, blank=True, on_delete=models.PROTECT, related_name="promise_kept"
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    warned_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim case kind due_on rhythm_days basis state kept_by kept_by_call made_at made_by "
        "warned_at settled_at follows",
        personal="person",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open per person and victim; settled means it is no longer open."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "person", "kind"],
                condition=models.Q(state="OPEN"),
                name="communications_promise_one_open_per_person",
            ),
            models.CheckConstraint(
                name="communications_promise_settled_has_time",
                condition=(models.Q(state="OPEN") & models.Q(settled_at__isnull=True))
                | (~models.Q(state="OPEN") & models.Q(settled_at__isnull=False)),
            ),
            one_of(table="communications_promise", field="state", values=PromiseState),
            paired(table="communications_promise", stem="made"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="communications_promise_due", condition=models.Q(state="OPEN")),
            models.Index(fields=["victim", "-made_at"], name="communications_promise_newest"),
        ]
        triggers = [*following.next_promise_follows()]
