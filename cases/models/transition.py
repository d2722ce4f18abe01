"""Stop, restart, extend and not required: asked for by one person, answered by another; only ever added (W3)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.obligation import Obligation
from cases.rules.vocabulary import TransitionKind, TransitionOutcome


class TransitionRequest(models.Model):
    """Somebody asks for a change in how something owed is worked on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="transition_requests")
    kind = models.CharField(max_length=20, choices=TransitionKind.choices())
    #: A code: TransitionReason, or of NOT_REQUIRED an ExemptionReason.
    reason = models.CharField(max_length=40)
    words = models.TextField()
    #: The target that was in force, and for an extension the one asked for.
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id obligation kind reason from_at to_at requested_at requested_by", sensitive="words"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """An extension, and nothing else, has a new target, which is later."""

        constraints = [
            models.CheckConstraint(
                name="cases_transitionrequest_extension_has_later_target",
                condition=models.Q(kind=TransitionKind.EXTEND.value, to_at__isnull=False, to_at__gt=models.F("from_at"))
                | ~models.Q(kind=TransitionKind.EXTEND.value) & models.Q(to_at__isnull=True),
            ),
            one_of(table="cases_transitionrequest", field="kind", values=TransitionKind),
            paired(table="cases_transitionrequest", stem="requested"),
        ]
        triggers = [append_only()]


class ObligationTransition(models.Model):
    """What became of a request: approved or refused by somebody other than who asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(TransitionRequest, on_delete=models.PROTECT, related_name="transition")
    outcome = models.CharField(max_length=10, choices=TransitionOutcome.choices())
    note = models.TextField(blank=True, default="")
    #: Copied from the request, so that the database itself asks for a second person.
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id request outcome requested_at requested_by answered_at answered_by", sensitive="note"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Nobody answers their own request."""

        constraints = [
            models.CheckConstraint(
                name="cases_obligationtransition_second_person",
                condition=~models.Q(answered_by=models.F("requested_by")),
            ),
            one_of(table="cases_obligationtransition", field="outcome", values=TransitionOutcome),
            paired(table="cases_obligationtransition", stem="requested"),
            paired(table="cases_obligationtransition", stem="answered"),
        ]
        triggers = [append_only()]
