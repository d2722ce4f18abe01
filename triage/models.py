"""Triage rows: published rule sets, immutable assessments and reasoned overrides."""

from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired
from cases.models import Victim


class RuleSetVersion(models.Model):
    """A published set of dated triage conditions. Never edited: a change is a new version (M6)."""

    id = models.BigAutoField(primary_key=True)
    version = models.CharField(max_length=40, unique=True)
    #: As ``triage.rules.ruleset.RuleSet`` serialises itself: tiers in order, conditions, floors, plain reasons.
    content = models.JSONField()
    starts_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id version content starts_on published_at published_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The version in force on a day is the newest that has started."""

        constraints = [paired(table="triage_rulesetversion", stem="published")]
        triggers = [append_only()]


class TriageAssessment(models.Model):
    """What the rules answered for one victim at one time: the tier and every reason."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="triage_assessments")
    ruleset = models.ForeignKey(RuleSetVersion, on_delete=models.PROTECT, related_name="assessments")
    tier = models.CharField(max_length=40)
    #: Every condition that fired: [{"rule": ..., "field": ..., "value": ..., "source": ..., "reason": ...}].
    reasons = models.JSONField()
    what_would_change = models.JSONField(default=list)
    assessed_at = models.DateTimeField()
    assessed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim ruleset assessed_at assessed_by", sensitive="tier reasons what_would_change"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The newest is in force unless an override stands."""

        constraints = [paired(table="triage_triageassessment", stem="assessed")]
        indexes = [models.Index(fields=["victim", "-assessed_at", "-id"], name="triage_assessment_newest")]
        triggers = [append_only()]


class TierOverride(models.Model):
    """A person's answer instead of the rules', with a reason. The newest stands until it is withdrawn by another."""

    id = models.BigAutoField(primary_key=True)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="tier_overrides")
    #: Empty withdraws the override: the rules' own answer stands again.
    tier = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField()
    overridden_at = models.DateTimeField()
    overridden_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim overridden_at overridden_by", sensitive="tier reason"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """No override without a reason."""

        constraints = [
            models.CheckConstraint(name="triage_tieroverride_has_reason", condition=~models.Q(reason="")),
            paired(table="triage_tieroverride", stem="overridden"),
        ]
        indexes = [models.Index(fields=["victim", "-overridden_at", "-id"], name="triage_override_newest")]
        triggers = [append_only()]
