"""Telephone calls: a series to one person about one thing, each attempt, how they were known, and the text before."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case, ContactPoint, Obligation, Person, Victim, WorkItem
from communications.models import following
from communications.models.outbox import OutboxMessage
from communications.rules.calls.vocabulary import (
    CallAnswer,
    CallDirection,
    CallOutcome,
    CallPurpose,
    CallStep,
    IdentityKind,
    LetterWish,
    SeriesEnd,
    SeriesState,
    Signpost,
)

#: Outcomes of calls in which something was told.
TELLINGS = (CallOutcome.INFORMED.value, CallOutcome.TOLD_UNCHECKED.value)
#: Purposes of calls that tell the news of an item of work.
NEWS_PURPOSES = (CallPurpose.COURT_NEWS.value, CallPurpose.SAFETY_NEWS.value)
_WITH_ANSWER = models.Q(who_answered=CallAnswer.PERSON)


class CallSeries(models.Model):
    """What we ring one person about, until they were told, were written to, or a person ended it with a reason (L4).

    While it is open, exactly one item of work stands for it on the unit's list (``communications.services.call_steps``
    keeps it so, and a sweep repairs what was closed by hand).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="call_series")
    #: Whom we ring: the victim, or the relative or representative to whom a letter would be addressed.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="call_series")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="call_series")
    purpose = models.CharField(max_length=20, choices=CallPurpose.choices())
    #: The explanation that is owed; null for an update.
    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="call_series"
    )
    #: The work of the news that is told; null for a decision and for an update.
    news = models.ForeignKey(WorkItem, null=True, blank=True, on_delete=models.PROTECT, related_name="call_series")
    #: ``update``, ``obligation:<id>`` or ``news:<id>``: one open series about one thing.
    about = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=SeriesState.choices(), default=SeriesState.OPEN)
    #: The next step as it was last counted; the page counts it anew.
    next_step = models.CharField(max_length=10, choices=CallStep.choices(), default=CallStep.CALL)
    next_from = models.DateTimeField()
    next_until = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=30, choices=SeriesEnd.choices(), blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim case purpose obligation news about state next_step next_from next_until end_reason opened_at "
        "opened_by ended_at ended_by",
        personal="person",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open series about one thing; ended has a time, and by hand a reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "about"],
                condition=models.Q(state="OPEN"),
                name="communications_callseries_one_open_about_one_thing",
            ),
            models.CheckConstraint(
                name="communications_callseries_decision_has_obligation",
                condition=models.Q(purpose=CallPurpose.TELL_DECISION, obligation__isnull=False)
                | (~models.Q(purpose=CallPurpose.TELL_DECISION) & models.Q(obligation__isnull=True)),
            ),
            models.CheckConstraint(
                name="communications_callseries_news_has_work",
                condition=models.Q(purpose__in=NEWS_PURPOSES, news__isnull=False)
                | (~models.Q(purpose__in=NEWS_PURPOSES) & models.Q(news__isnull=True)),
            ),
            models.CheckConstraint(
                name="communications_callseries_ended_has_time",
                condition=(models.Q(state="OPEN") & models.Q(ended_at__isnull=True))
                | (~models.Q(state="OPEN") & models.Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="communications_callseries_ended_by_hand_has_reason",
                condition=(models.Q(state=SeriesState.ENDED) & ~models.Q(end_reason=""))
                | (~models.Q(state=SeriesState.ENDED) & models.Q(end_reason="")),
            ),
            one_of(table="communications_callseries", field="purpose", values=CallPurpose),
            one_of(table="communications_callseries", field="state", values=SeriesState),
            one_of(table="communications_callseries", field="next_step", values=CallStep),
            paired(table="communications_callseries", stem="opened"),
            paired(table="communications_callseries", stem="ended"),
        ]
        indexes = [
            models.Index(fields=["id"], name="communications_callseries_open", condition=models.Q(state="OPEN")),
            models.Index(fields=["victim", "-opened_at"], name="communications_calls_newest"),
        ]


class IdentityCheck(models.Model):
    """It was made sure who is on the phone: that, how, when and by whom. Never a question or an answer (L5)."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(CallSeries, on_delete=models.PROTECT, related_name="identity_checks")
    kind = models.CharField(max_length=20, choices=IdentityKind.choices())
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id series kind checked_at checked_by")
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Kept as it was."""

        constraints = [
            one_of(table="communications_identitycheck", field="kind", values=IdentityKind),
            paired(table="communications_identitycheck", stem="checked"),
        ]
        triggers = [append_only()]


class ContactAttempt(models.Model):
    """One call, as somebody recorded it: who rang, who answered, what came of it, and what was agreed (L3)."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(CallSeries, on_delete=models.PROTECT, related_name="attempts")
    #: Which call of the series, from 1.
    number = models.PositiveSmallIntegerField()
    #: Of the form it was recorded with: sending that twice is one call.
    key = models.CharField(max_length=80, unique=True)
    direction = models.CharField(max_length=10, choices=CallDirection.choices())
    #: The number that was rung; null where they rang us.
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    #: London date of the call, and when exactly where that was noted.
    called_on = models.DateField()
    called_at = models.DateTimeField(null=True, blank=True)
    who_answered = models.CharField(max_length=20, choices=CallAnswer.choices())
    outcome = models.CharField(max_length=30, choices=CallOutcome.choices())
    identity = models.OneToOneField(
        IdentityCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="attempt"
    )
    #: The check was put on record only with the call, after something was told; whoever rang says when it was made.
    is_check_late = models.BooleanField(default=False, db_default=False)
    told = models.TextField(blank=True, default="")
    signposted = ArrayField(models.CharField(max_length=20, choices=Signpost.choices()), default=list, blank=True)
    questions = models.TextField(blank=True, default="")
    letter_wish = models.CharField(max_length=10, choices=LetterWish.choices(), blank=True, default="")
    next_contact_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")
    #: What the safe-contact rules said against this call when it was made, as codes; empty where nothing did (M21).
    against = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id series number key direction called_on called_at who_answered outcome identity letter_wish "
        "is_check_late "
        "next_contact_at against logged_at logged_by",
        sensitive="told signposted questions notes",
        location_safe="contact_point",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Nobody is told who did not answer in person and was not known to be themselves; nothing else is told."""

        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="communications_contactattempt_numbered_once"),
            models.CheckConstraint(
                name="communications_contactattempt_informed_was_identified",
                condition=~models.Q(outcome=CallOutcome.INFORMED)
                | (_WITH_ANSWER & models.Q(identity__isnull=False) & ~models.Q(told="")),
            ),
            models.CheckConstraint(
                name="communications_contactattempt_told_only_when_informed",
                condition=models.Q(told="") | models.Q(outcome__in=TELLINGS),
            ),
            models.CheckConstraint(
                name="communications_contactattempt_unchecked_says_what",
                condition=~models.Q(outcome=CallOutcome.TOLD_UNCHECKED.value)
                | (
                    models.Q(who_answered=CallAnswer.PERSON.value)
                    & models.Q(identity__isnull=True)
                    & ~models.Q(told="")
                ),
            ),
            models.CheckConstraint(
                name="communications_contactattempt_late_check_of_a_telling",
                condition=models.Q(is_check_late=False)
                | models.Q(outcome=CallOutcome.INFORMED.value, identity__isnull=False),
            ),
            one_of(table="communications_contactattempt", field="direction", values=CallDirection),
            one_of(table="communications_contactattempt", field="who_answered", values=CallAnswer),
            one_of(table="communications_contactattempt", field="outcome", values=CallOutcome),
            paired(table="communications_contactattempt", stem="logged"),
        ]
        indexes = [
            # The figures of identity checks: only the calls in which something was told.
            models.Index(
                fields=["called_on"],
                name="communications_attempt_told",
                condition=models.Q(outcome__in=TELLINGS),
            ),
        ]
        triggers = [append_only(), following.last_contact_follows_call()]


class CallText(models.Model):
    """The text before a call: the message that leaves, or why there is none (V15)."""

    id = models.BigAutoField(primary_key=True)
    series = models.ForeignKey(CallSeries, on_delete=models.PROTECT, related_name="texts")
    message = models.OneToOneField(
        OutboxMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="call_text"
    )
    #: When the text says that the call comes.
    announces_at = models.DateTimeField(null=True, blank=True)
    #: Why none is sent, in words without personal data.
    left_out_because = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id series message announces_at left_out_because recorded_at recorded_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A message, or the reason why there is none."""

        constraints = [
            models.CheckConstraint(
                name="communications_calltext_sent_or_reason",
                condition=models.Q(message__isnull=False, announces_at__isnull=False, left_out_because="")
                | (models.Q(message__isnull=True) & ~models.Q(left_out_because="")),
            ),
            paired(table="communications_calltext", stem="recorded"),
        ]
        triggers = [append_only()]
