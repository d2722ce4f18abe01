"""What we owe: one obligation per victim and decision, its deadline, and how it ended."""

import uuid
from typing import ClassVar

from django.db import models

from accounts import copies
from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models.case import Case
from cases.models.decision import Decision
from cases.models.victim import Victim
from cases.rules.vocabulary import Addressee, ExemptionReason, ObligationState, ReviewText


class Obligation(models.Model):
    """The explanation owed to one victim for one decision (promise 1: nothing owed is invisible).

    Opened in the transaction that records the decision. The current deadline stands here for fast lists; every
    deadline that was ever in force, with its explanation, stands in ``Deadline``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="obligations")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="obligations")
    #: Copied from the case, because every list and every figure is by Area and unit.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations")
    area_code = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    #: Those of the case, filled and kept true by the database: every list must know whom it may show to.
    is_rasso = models.BooleanField(default=False, editable=False)
    is_restricted = models.BooleanField(default=False, editable=False)
    #: Which words are owed (communications.rules.vocabulary.LetterType).
    letter_type = models.CharField(max_length=40)
    rule_id = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=40)
    #: Copied from the decision: the clock's start.
    decided_at = models.DateTimeField()
    limit_working_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    is_enhanced = models.BooleanField(null=True)
    enhanced_grounds = models.JSONField(default=list)
    addressee = models.CharField(max_length=40, choices=Addressee.choices())
    review_text = models.CharField(max_length=20, choices=ReviewText.choices())
    review_reasons = models.JSONField(default=list)
    meeting_offer = models.BooleanField(default=False)
    meeting_reasons = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=ObligationState.choices(), default=ObligationState.OPEN)
    #: First successful dispatch of a communication that contains the explanation.
    met_at = models.DateTimeField(null=True, blank=True)
    #: When a letter left that put right what an earlier one said of the right to review: its windows count from there.
    review_counts_from_at = models.DateTimeField(null=True, blank=True)
    exemption_reason = models.CharField(max_length=40, blank=True, default="")
    exemption_note = models.CharField(max_length=300, blank=True, default="")
    exempted_at = models.DateTimeField(null=True, blank=True)
    exempted_by = models.CharField(max_length=80, blank=True, default="")
    #: A provisional stop blocks the ordinary letter until the decision is final (domain.md 3.5).
    is_blocked = models.BooleanField(default=False)
    #: A person stopped it: nothing leaves while this stands. It stays owed and its clock runs (W3).
    is_stopped = models.BooleanField(default=False)
    #: A later date that was agreed for working on it. Never the clock: on time is what leaves by ``due_at``.
    target_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim decision case area_code unit_id letter_type rule_id rule_version decided_at "
        "limit_working_days due_on due_at addressee state met_at exemption_reason exempted_at exempted_by is_blocked "
        "is_stopped target_at review_counts_from_at "
        "opened_at opened_by review_text meeting_offer",
        sensitive="is_rasso is_restricted is_enhanced enhanced_grounds review_reasons meeting_reasons exemption_note",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One per victim and decision; it ends only in a dispatch or a recorded, approved exemption."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "decision"], name="cases_obligation_one_per_victim_and_decision"),
            models.CheckConstraint(
                name="cases_obligation_met_has_dispatch",
                condition=(models.Q(state=ObligationState.MET) & models.Q(met_at__isnull=False))
                | (~models.Q(state=ObligationState.MET) & models.Q(met_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cases_obligation_exempt_has_reason_and_approver",
                condition=(
                    models.Q(state=ObligationState.EXEMPT)
                    & models.Q(exemption_reason__in=[reason.value for reason in ExemptionReason])
                    & models.Q(exempted_at__isnull=False)
                )
                | (~models.Q(state=ObligationState.EXEMPT) & models.Q(exemption_reason="", exempted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cases_obligation_due_after_decision", condition=models.Q(due_at__gt=models.F("decided_at"))
            ),
            copies.SameAs(
                name="cases_obligation_restricted_as_its_case",
                table="cases_case",
                columns={"case_id": "id", "is_rasso": "is_rasso", "is_restricted": "is_restricted"},
            ),
            one_of(table="cases_obligation", field="state", values=ObligationState),
            one_of(table="cases_obligation", field="review_text", values=ReviewText),
            one_of(table="cases_obligation", field="addressee", values=Addressee),
            paired(table="cases_obligation", stem="exempted"),
            paired(table="cases_obligation", stem="opened"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="cases_obligation_open_by_due", condition=models.Q(state="OPEN")
            ),
            models.Index(
                fields=["unit_id", "due_at", "id"],
                include=["is_rasso", "is_restricted"],
                name="cases_obligation_unit_open",
                condition=models.Q(state="OPEN"),
            ),
            # Read for the list of an Area, and for the figures of what is open, which change with the clock.
            models.Index(
                fields=["area_code", "due_at", "id"],
                include=["is_rasso", "is_restricted", "due_on", "letter_type", "limit_working_days"],
                name="cases_obligation_area_open",
                condition=models.Q(state="OPEN"),
            ),
            models.Index(
                fields=["area_code", "due_at"],
                include=["letter_type", "state", "met_at", "limit_working_days"],
                name="cases_obligation_figures",
            ),
            # Which months have obligations that ended lately, so that their figures must be counted again.
            models.Index(fields=["met_at"], name="cases_obligation_met", condition=models.Q(met_at__isnull=False)),
            models.Index(
                fields=["exempted_at"],
                name="cases_obligation_exempted",
                condition=models.Q(exempted_at__isnull=False),
            ),
        ]
        triggers = [
            copies.fills_copies(
                copies.Owner(
                    table="cases_case",
                    by="case_id",
                    copies={"is_rasso": "is_rasso", "is_restricted": "is_restricted"},
                )
            )
        ]


class Deadline(models.Model):
    """One computation of when an obligation falls due, with every day explained.

    A change of facts may only make a later one earlier (DL-2); only an explicit recount for a newly published calendar
    or limit may move it either way (DL-3).
    """

    id = models.BigAutoField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="deadlines")
    limit_working_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    rule_id = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=40)
    #: Every day from the decision to the due date: counted or why not (cases.rules.working_days.explain).
    explanation = models.JSONField()
    reason = models.CharField(max_length=300)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id obligation limit_working_days due_on due_at rule_id rule_version calendar_version explanation "
        "reason computed_at computed_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """History of the clock."""

        constraints = [paired(table="cases_deadline", stem="computed")]
        indexes = [models.Index(fields=["obligation", "-computed_at"], name="cases_deadline_newest")]
        triggers = [append_only()]
