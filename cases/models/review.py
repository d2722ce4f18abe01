"""Requests for a review of a decision, the stages they go through, who looks, and what came of each."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from accounts.models import StaffUser
from cases.models.case import Case
from cases.models.decision import Decision
from cases.models.victim import Person, Victim
from cases.rules.review_stages import ASK_AGAIN_STATES, OPEN_STATES, REVIEW_TRANSITIONS
from cases.rules.vocabulary import (
    RequestStanding,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewReceipt,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    ToldBy,
)

_OPEN = sorted(state.value for state in OPEN_STATES)
_LOOKED_AT = sorted(state.value for state in set(ReviewState) - ASK_AGAIN_STATES)
_REFUSED = [ReviewState.OUT_OF_TIME.value, ReviewState.NOT_QUALIFYING.value]

#: RR-9, held by the database as well: whoever recorded the decision, was given an earlier stage of the request or
#: answered one cannot be given this one. Who had a hand in letters is asked by the service.
_REFUSE_UNFRESH = """
IF NEW.reviewer_id IS NOT NULL AND EXISTS (
    SELECT FROM cases_reviewstage s
      JOIN cases_reviewrequest r ON r.id = s.request_id
      JOIN cases_decision d ON d.id = r.decision_id
     WHERE s.id = NEW.stage_id AND (
           d.recorded_by = 'staff:' || NEW.reviewer_id
        OR EXISTS (SELECT FROM cases_reviewstage e
                     LEFT JOIN cases_reviewassignment a ON a.stage_id = e.id
                     LEFT JOIN cases_reviewanswer w ON w.stage_id = e.id
                    WHERE e.request_id = r.id AND e.id <> s.id
                      AND (a.reviewer_id = NEW.reviewer_id OR w.recorded_by = 'staff:' || NEW.reviewer_id))))
THEN RAISE EXCEPTION 'a reviewer had no part in the decision or an earlier stage'; END IF; RETURN NEW;
"""


class ReviewRequest(models.Model):
    """Somebody asks us to look again at one decision about one victim (domain.md 3).

    Logged whatever the rule says of it, so that nobody who asks goes without an answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="reviews")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reviews")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    #: Logging the same request twice is one request: the form's token.
    key = models.CharField(max_length=120)
    asker = models.CharField(max_length=20, choices=ReviewAsker.choices())
    #: Whoever asks, where the record knows them; else their name as they gave it.
    asker_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_asked_for"
    )
    asker_name = models.CharField(max_length=200, blank=True, default="")
    #: The victim's written authority for whoever asks: what it is, and the day on which somebody saw it.
    authority = models.CharField(max_length=300, blank=True, default="")
    authority_seen_on = models.DateField(null=True, blank=True)
    #: The London date on which the request reached us, which is day 0 of the first answer.
    received_on = models.DateField()
    receipt = models.CharField(max_length=20, choices=ReviewReceipt.choices())
    said = models.TextField(blank=True, default="")
    #: Why they ask after the ordinary time, in their words; never demanded inside the outer window.
    late_reason = models.TextField(blank=True, default="", db_default="")
    #: What the rule answered when it was logged: the right, the windows, where the request falls in them, and why.
    review_text = models.CharField(max_length=20, choices=ReviewText.choices())
    communicated_on = models.DateField(null=True, blank=True)
    ordinary_window_ends_on = models.DateField(null=True, blank=True)
    outer_window_ends_on = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=20, choices=RequestStanding.choices(), blank=True, default="")
    is_plain = models.BooleanField()
    answer_reasons = models.JSONField(default=list)
    rule_id = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=40)
    #: Whether a person took it; where the rule did not plainly say yes, with their reason.
    is_taken = models.BooleanField(null=True, blank=True)
    taken_reason = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=20, choices=ReviewState.choices(), default=ReviewState.REQUESTED)
    closing_reason = models.TextField(blank=True, default="")
    logged_at = models.DateTimeField()
    logged_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim decision case key receipt received_on authority_seen_on review_text communicated_on "
        "ordinary_window_ends_on outer_window_ends_on standing is_plain rule_id rule_version is_taken checked_at "
        "checked_by state logged_at logged_by",
        personal="asker asker_person asker_name authority",
        sensitive="said late_reason answer_reasons taken_reason closing_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One request per victim and decision, unless nobody looked; only allowed steps; never deleted."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "decision", "key"], name="cases_reviewrequest_logged_once"),
            models.UniqueConstraint(
                fields=["victim", "decision"],
                condition=models.Q(state__in=_LOOKED_AT),
                name="cases_reviewrequest_one_per_victim_and_decision",
            ),
            models.CheckConstraint(
                name="cases_reviewrequest_asker_is_named",
                condition=models.Q(asker_person__isnull=False, asker_name="")
                | models.Q(asker_person__isnull=True) & ~models.Q(asker_name=""),
            ),
            models.CheckConstraint(
                name="cases_reviewrequest_authority_was_seen",
                condition=models.Q(authority="", authority_seen_on__isnull=True)
                | ~models.Q(authority="") & models.Q(authority_seen_on__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_reviewrequest_doubt_needs_a_reason",
                condition=models.Q(is_taken__isnull=True, checked_at__isnull=True)
                | models.Q(is_taken__isnull=False, checked_at__isnull=False)
                & (models.Q(is_plain=True, is_taken=True) | ~models.Q(taken_reason="")),
            ),
            models.CheckConstraint(
                name="cases_reviewrequest_taken_before_a_stage",
                condition=models.Q(state=ReviewState.REQUESTED, is_taken__isnull=True)
                | models.Q(state__in=_REFUSED, is_taken=False)
                | models.Q(state=ReviewState.WITHDRAWN)
                | (~models.Q(state__in=[ReviewState.REQUESTED.value, *_REFUSED]) & models.Q(is_taken=True)),
            ),
            models.CheckConstraint(
                name="cases_reviewrequest_withdrawn_has_reason",
                condition=~models.Q(state=ReviewState.WITHDRAWN) | ~models.Q(closing_reason=""),
            ),
            one_of(table="cases_reviewrequest", field="asker", values=ReviewAsker),
            one_of(table="cases_reviewrequest", field="receipt", values=ReviewReceipt),
            one_of(table="cases_reviewrequest", field="review_text", values=ReviewText),
            one_of(table="cases_reviewrequest", field="state", values=ReviewState),
            paired(table="cases_reviewrequest", stem="checked"),
            paired(table="cases_reviewrequest", stem="logged"),
        ]
        indexes = [
            models.Index(fields=["case", "logged_at"], name="cases_reviewrequest_of_case"),
            models.Index(fields=["victim"], name="cases_reviewrequest_open", condition=models.Q(state__in=_OPEN)),
        ]
        triggers = [
            pgtrigger.FSM(
                name="allowed_transitions",
                field="state",
                transitions=sorted((str(start), str(end)) for start, end in REVIEW_TRANSITIONS),
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]


class ReviewStage(models.Model):
    """One stage of a review, with the clock of its answer and every day that it counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="stages")
    kind = models.CharField(max_length=20, choices=ReviewStageKind.choices())
    #: Day 0: the London date on which the person asked for this stage.
    started_on = models.DateField()
    #: What the person said when they asked for it, where it is not the first.
    said = models.TextField(blank=True, default="")
    limit_working_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    explanation = models.JSONField()
    rule_id = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id request kind started_on limit_working_days due_on due_at explanation rule_id rule_version "
        "calendar_version opened_at opened_by",
        sensitive="said",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Each stage once in a request."""

        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="cases_reviewstage_once_per_request"),
            models.CheckConstraint(
                name="cases_reviewstage_due_after_start", condition=models.Q(due_on__gt=models.F("started_on"))
            ),
            one_of(table="cases_reviewstage", field="kind", values=ReviewStageKind),
            paired(table="cases_reviewstage", stem="opened"),
        ]
        triggers = [append_only()]


class ReviewAssignment(models.Model):
    """Who is to look at a stage, from when. The newest is in force; every earlier one stays."""

    id = models.BigAutoField(primary_key=True)
    stage = models.ForeignKey(ReviewStage, on_delete=models.PROTECT, related_name="assignments")
    body = models.CharField(max_length=30, choices=ReviewBody.choices())
    reviewer = models.ForeignKey(
        StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="review_assignments"
    )
    #: A reviewer who does not work in this service.
    outside_name = models.CharField(max_length=200, blank=True, default="")
    #: The reviewer was asked, and had no part in the decision, by advice or otherwise, that no record shows.
    had_no_part = models.BooleanField()
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id stage body reviewer had_no_part assigned_at assigned_by", personal="outside_name"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A reviewer is fresh, and one of us or named from elsewhere (RR-9)."""

        constraints = [
            models.CheckConstraint(
                name="cases_reviewassignment_one_reviewer",
                condition=models.Q(body=ReviewBody.THIS_SERVICE, reviewer__isnull=False, outside_name="")
                | ~models.Q(body=ReviewBody.THIS_SERVICE)
                & models.Q(reviewer__isnull=True)
                & ~models.Q(outside_name=""),
            ),
            models.CheckConstraint(name="cases_reviewassignment_had_no_part", condition=models.Q(had_no_part=True)),
            one_of(table="cases_reviewassignment", field="body", values=ReviewBody),
            paired(table="cases_reviewassignment", stem="assigned"),
        ]
        indexes = [models.Index(fields=["stage", "-assigned_at"], name="cases_reviewassignment_newest")]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="fresh_reviewer", operation=pgtrigger.Insert, when=pgtrigger.Before, func=_REFUSE_UNFRESH
            ),
        ]


class ReviewAnswer(models.Model):
    """What a reviewer found at one stage, and why. Recorded once; the letter tells the person who asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.OneToOneField(ReviewStage, on_delete=models.PROTECT, related_name="answer")
    assignment = models.ForeignKey(ReviewAssignment, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices())
    #: For the person, in plain words: they go into the letter.
    reasons = models.TextField()
    #: What happens next, where something does; why nothing can, where the decision was wrong and stands.
    what_follows = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id stage assignment outcome recorded_at recorded_by", sensitive="reasons what_follows"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """An outcome has reasons, and says what follows unless the decision stands."""

        constraints = [
            models.CheckConstraint(name="cases_reviewanswer_has_reasons", condition=~models.Q(reasons="")),
            models.CheckConstraint(
                name="cases_reviewanswer_says_what_follows",
                condition=models.Q(outcome=ReviewOutcome.UPHELD) | ~models.Q(what_follows=""),
            ),
            one_of(table="cases_reviewanswer", field="outcome", values=ReviewOutcome),
            paired(table="cases_reviewanswer", stem="recorded"),
        ]
        triggers = [append_only()]


class ReviewTelling(models.Model):
    """That somebody who asked was told what came of it: of one stage, or that their request is not taken."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="tellings")
    #: None where the request was not taken, so that no stage began.
    stage = models.OneToOneField(ReviewStage, null=True, blank=True, on_delete=models.PROTECT, related_name="telling")
    #: The London date on which they were told.
    told_on = models.DateField()
    how = models.CharField(max_length=20, choices=ToldBy.choices())
    #: What was said or sent, by whom, and what they said to it.
    note = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id request stage told_on how recorded_at recorded_by", sensitive="note"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Each answer is told once, and it is written down what was said."""

        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(stage__isnull=True),
                name="cases_reviewtelling_refusal_told_once",
            ),
            models.CheckConstraint(name="cases_reviewtelling_has_note", condition=~models.Q(note="")),
            one_of(table="cases_reviewtelling", field="how", values=ToldBy),
            paired(table="cases_reviewtelling", stem="recorded"),
        ]
        triggers = [append_only()]
