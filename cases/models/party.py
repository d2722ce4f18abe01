"""The people prosecuted and the charges: the minimum needed to explain a decision to each victim it concerns."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, keep_history, one_of
from cases.models.case import Case
from cases.rules.vocabulary import ChargeState, OffenceCategory


class Defendant(models.Model):
    """A suspect before charge, a defendant after. The name is for staff and never in a letter's opening."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="defendants")
    external_id = models.UUIDField(null=True, blank=True)
    master_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    #: Normalised keys (cases.rules.contact_keys) to find a contact point shared with this person (T7).
    address_keys = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    phone_keys = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    email_keys = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    custody_time_limit_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case external_id master_id",
        personal="name born_on",
        sensitive="custody_time_limit_on died_on",
        location_safe="address_keys phone_keys email_keys",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One row per defendant as the court knows them."""

        constraints = [
            models.UniqueConstraint(
                fields=["case", "external_id"],
                condition=models.Q(external_id__isnull=False),
                name="cases_defendant_one_per_external_id",
            )
        ]


class BailState(models.Model):
    """A defendant's bail or custody at a time. A new row on each change; the newest is in force."""

    id = models.BigAutoField(primary_key=True)
    defendant = models.ForeignKey(Defendant, on_delete=models.PROTECT, related_name="bail_states")
    code = models.CharField(max_length=10)
    description = models.CharField(max_length=120, blank=True, default="")
    conditions = models.TextField(blank=True, default="")
    stated_at = models.DateTimeField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id defendant stated_at", sensitive="code description conditions"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Never rewritten: what was in force when we wrote must stay provable."""

        indexes = [models.Index(fields=["defendant", "-stated_at"], name="cases_bailstate_newest")]
        triggers = [append_only()]


@keep_history(model_name="ChargeHistory")
class Charge(models.Model):
    """A charge, or before charge an allegation, against one defendant, concerning one or more victims."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charges")
    defendant = models.ForeignKey(Defendant, on_delete=models.PROTECT, related_name="charges")
    external_id = models.UUIDField(null=True, blank=True)
    offence_code = models.CharField(max_length=20, blank=True, default="")
    title = models.CharField(max_length=300)
    title_welsh = models.CharField(max_length=300, blank=True, default="")
    #: How we put it to the victim, for example "the charge about what happened on 3 May 2026".
    plain_description = models.CharField(max_length=300, blank=True, default="")
    category = models.CharField(max_length=40, choices=OffenceCategory.choices())
    hate_strands = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    is_domestic_abuse = models.BooleanField(default=False)
    is_child_abuse = models.BooleanField(default=False)
    offence_on = models.DateField(null=True, blank=True)
    charged_on = models.DateField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    is_added_later = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=ChargeState.choices())
    plea = models.CharField(max_length=60, blank=True, default="")
    verdict = models.CharField(max_length=60, blank=True, default="")
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    victims: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "cases.Victim", through="cases.ChargeVictim", related_name="charges"
    )

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case defendant external_id replaced_by count is_added_later victims",
        sensitive="offence_code title title_welsh plain_description category hate_strands is_domestic_abuse "
        "is_child_abuse offence_on charged_on state plea verdict",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One row per charge as the court knows it."""

        constraints = [
            models.UniqueConstraint(
                # Per defendant: a joint charge can arrive under one id for two defendants.
                fields=["defendant", "external_id"],
                condition=models.Q(external_id__isnull=False),
                name="cases_charge_one_per_external_id",
            ),
            one_of(table="cases_charge", field="state", values=ChargeState),
            one_of(table="cases_charge", field="category", values=OffenceCategory),
        ]


class ChargeVictim(models.Model):
    """Which victims a charge concerns. Made by police data or staff, never by the court feed (trap 9)."""

    id = models.BigAutoField(primary_key=True)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="charge_victims")
    victim = models.ForeignKey("cases.Victim", on_delete=models.PROTECT, related_name="charge_victims")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id", sensitive="charge victim")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A victim stands once on a charge."""

        constraints = [models.UniqueConstraint(fields=["charge", "victim"], name="cases_chargevictim_once_per_charge")]
