"""Decisions: immutable once recorded, with the charges they concern and when the liaison unit was told."""

import uuid
from typing import Any, ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.case import Case
from cases.models.inbound import InboundMessage
from cases.models.party import Charge
from cases.rules.vocabulary import DecisionCode, DecisionMaker, ProposalState, TestFailed


class Decision(models.Model):
    """What was decided about a case, by whom and why. A correction is a new decision that names the old one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    #: Recording the same decision twice is one decision: the caller's key (form token, feed message) is unique.
    key = models.CharField(max_length=120)
    code = models.CharField(max_length=40, choices=DecisionCode.choices())
    made_by = models.CharField(max_length=10, choices=DecisionMaker.choices(), default=DecisionMaker.CPS)
    #: When the prosecutor decided (or announced it in court). The clock starts here, not at notification.
    decided_at = models.DateTimeField()
    charges: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        Charge, through="cases.DecisionCharge", related_name="decisions"
    )
    because_victim_withdrew = models.BooleanField(default=False)
    test_failed = models.CharField(max_length=20, choices=TestFailed.choices(), default=TestFailed.NONE)
    #: The specific reasons of that stage, as codes (`cases.rules.vocabulary.SpecificReason`).
    specific_reasons = models.JSONField(default=list, blank=True)
    #: Reasons specific to this case, in plain words, for the letter.
    reasons = models.TextField(blank=True, default="")
    new_information = models.TextField(blank=True, default="")
    victim_views = models.TextField(blank=True, default="")
    what_continues = models.TextField(blank=True, default="")
    sensitivities = models.TextField(blank=True, default="")
    #: The prosecutor's own answer; never an automatic comparison of offence codes (pitfall 10).
    is_substantial = models.BooleanField(null=True, blank=True)
    substantial_reason = models.TextField(blank=True, default="")
    meeting_not_appropriate_reason = models.TextField(blank=True, default="")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case key code made_by decided_at charges corrects recorded_at recorded_by "
        "is_substantial test_failed",
        sensitive="because_victim_withdrew specific_reasons reasons new_information victim_views what_continues "
        "sensitivities substantial_reason meeting_not_appropriate_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A decision is recorded once and was made before it was recorded."""

        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_decision_recorded_once"),
            models.CheckConstraint(
                name="cases_decision_made_before_recorded", condition=models.Q(decided_at__lte=models.F("recorded_at"))
            ),
            one_of(table="cases_decision", field="code", values=DecisionCode),
            one_of(table="cases_decision", field="made_by", values=DecisionMaker),
            one_of(table="cases_decision", field="test_failed", values=TestFailed),
            paired(table="cases_decision", stem="recorded"),
        ]
        indexes = [models.Index(fields=["case", "-decided_at"], name="cases_decision_newest")]
        triggers = [append_only()]


class DecisionCharge(models.Model):
    """A charge that a decision concerns, and how the charge stood before and after."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="decision_charges")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="decision_charges")
    state_before = models.CharField(max_length=20)
    state_after = models.CharField(max_length=20)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id decision charge", sensitive="state_before state_after"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A charge stands once in a decision."""

        constraints = [
            models.UniqueConstraint(fields=["decision", "charge"], name="cases_decisioncharge_once_per_decision")
        ]
        triggers = [append_only()]


class Notification(models.Model):
    """When the Victim Liaison Unit was told of a decision. Measured apart from the clock, which it never moves."""

    id = models.BigAutoField(primary_key=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="notification")
    vlu_notified_at = models.DateTimeField()
    vlu_notified_by = models.CharField(max_length=80)
    has_sufficient_reasons = models.BooleanField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id decision vlu_notified_at vlu_notified_by has_sufficient_reasons"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """One notification per decision."""

        constraints = [paired(table="cases_notification", stem="vlu_notified")]
        triggers = [append_only()]


class DecisionProposal(models.Model):
    """A decision that the court feed suggests. Nothing follows from it until a person confirms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Found by the constraint below, which begins with it.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    #: Without an index: nobody looks for proposals by their message.
    message = models.ForeignKey(InboundMessage, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    #: Stable over re-shares of one hearing, so that one stop is proposed once.
    key = models.CharField(max_length=200)
    code = models.CharField(max_length=40, choices=DecisionCode.choices())
    made_by = models.CharField(max_length=10, choices=DecisionMaker.choices(), default=DecisionMaker.CPS)
    decided_at = models.DateTimeField()
    charges: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(Charge, related_name="proposals")
    #: Why the feed suggests it, in words: which row of the map, which result.
    why = models.TextField()
    state = models.CharField(max_length=20, choices=ProposalState.choices(), default=ProposalState.OPEN)
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True, default="")
    rejection_reason = models.CharField(max_length=300, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case message key code made_by decided_at charges state decision proposed_at answered_at answered_by",
        sensitive="why rejection_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Proposed once; confirmed means there is a decision; rejected means there is a reason."""

        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_decisionproposal_proposed_once"),
            models.CheckConstraint(
                name="cases_decisionproposal_confirmed_has_decision",
                condition=~models.Q(state=ProposalState.CONFIRMED) | models.Q(decision__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_decisionproposal_rejected_has_reason",
                condition=~models.Q(state=ProposalState.REJECTED) | ~models.Q(rejection_reason=""),
            ),
            one_of(table="cases_decisionproposal", field="state", values=ProposalState),
            paired(table="cases_decisionproposal", stem="answered"),
        ]
