"""Supporters with a sign-in of their own: the register, and what each victim agreed that one of them is shown."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from cases.models import Connection, Person, Victim
from cases.rules.vocabulary import ConsentEnd, ConsentWay, ShownPart, SupporterKind


class RegisteredSupporter(models.Model):
    """Somebody who stands beside victims and may have a sign-in: one row and one person for all whom they support (S3).

    Whoever works for a service is checked with that service before they are let in; a relative or friend is checked
    with the victim who named them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="registered_supporter")
    kind = models.CharField(max_length=20, choices=SupporterKind.choices())
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    #: When somebody made sure that they are who they say, and that the address and number are theirs.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id kind recorded_at recorded_by checked_at checked_by ended_at ended_by", personal="person"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Whoever checked or ended it is named."""

        constraints = [
            one_of(table="communications_registeredsupporter", field="kind", values=SupporterKind),
            paired(table="communications_registeredsupporter", stem="recorded"),
            paired(table="communications_registeredsupporter", stem="checked"),
            paired(table="communications_registeredsupporter", stem="ended"),
        ]


class SupporterConsent(models.Model):
    """A victim agreed that one supporter is shown parts of their record until a day (SHOW-1, SHOW-2).

    A change ends the row and writes a new one, so that what was agreed when can be told; only the end is ever added.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="supporter_consents")
    supporter = models.ForeignKey(RegisteredSupporter, on_delete=models.PROTECT, related_name="consents")
    #: The same two people, as the case knows them: who they are to each other, and whether they may be told at all.
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="supporter_consents")
    parts = ArrayField(models.CharField(max_length=20, choices=ShownPart.choices()))
    #: London date, the last on which it holds.
    ends_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80)
    agreed_how = models.CharField(max_length=20, choices=ConsentWay.choices())
    #: Ended before its day; null while it stands (its day may have passed all the same).
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    end_reason = models.CharField(max_length=20, choices=ConsentEnd.choices(), blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim supporter connection parts ends_on agreed_at agreed_by agreed_how ended_at ended_by",
        sensitive="end_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One that stands for each victim and supporter; the least is always in it; an end has a reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "supporter"],
                condition=models.Q(ended_at__isnull=True),
                name="communications_supporterconsent_one_stands",
            ),
            models.CheckConstraint(
                name="communications_supporterconsent_parts_hold_the_least",
                condition=models.Q(parts__contained_by=[part.value for part in ShownPart])
                & models.Q(parts__contains=[ShownPart.CONTACT.value]),
            ),
            models.CheckConstraint(
                name="communications_supporterconsent_end_has_reason",
                condition=models.Q(ended_at__isnull=True, end_reason="")
                | models.Q(ended_at__isnull=False, end_reason__in=[reason.value for reason in ConsentEnd]),
            ),
            one_of(table="communications_supporterconsent", field="agreed_how", values=ConsentWay),
            paired(table="communications_supporterconsent", stem="agreed"),
            paired(table="communications_supporterconsent", stem="ended"),
        ]
        indexes = [models.Index(fields=["supporter", "ends_on"], name="communications_caseload")]
