"""A person's name passed on to a support service: what they agreed to, and each step to its outcome (S5)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import ContactPoint, Person, Victim
from communications.rules.help_near import HelpKind
from communications.rules.referrals import (
    OPEN,
    AskedBy,
    PassedBy,
    ReferralReason,
    ReferralState,
    SomebodyElse,
)

#: Longest code phrase, in characters.
LONGEST_PHRASE = 60


class Referral(models.Model):
    """What one person agreed that one service is told, until when, and how it stands. What happened is not here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="referrals")
    #: Whose name is passed on: who asked for themselves. In a bereaved family a relative, never the one who died.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    #: Of the form: sending it twice is one referral.
    key = models.CharField(max_length=80)
    #: Code of the service in the directory.
    service = models.CharField(max_length=40)
    asked_how = models.CharField(max_length=10, choices=AskedBy.choices())
    #: The version of the number or email by which the service may get in touch; another version is another one (T5).
    point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="referrals")
    may_leave_message = models.BooleanField(default=False)
    somebody_else = models.CharField(max_length=20, choices=SomebodyElse.choices())
    #: By which the person knows the service; not the one that they have with us.
    code_phrase = models.CharField(max_length=LONGEST_PHRASE, blank=True, default="")
    #: The service is told which language they speak and what they need to talk.
    tells_needs = models.BooleanField(default=False)
    #: The kind of help that the service is told of, where the person wants that; empty for nothing at all.
    help_kind = models.CharField(max_length=20, choices=HelpKind.choices(), blank=True, default="")
    #: Nothing of it stands on any page, copy or letter that the person could be watched with.
    is_hidden = models.BooleanField(default=False)
    consented_at = models.DateTimeField()
    #: Who said so: the person themselves online, or the officer who had them on the telephone.
    consented_by = models.CharField(max_length=80)
    #: Last London date on which it may be passed on.
    consent_until = models.DateField()
    state = models.CharField(max_length=20, choices=ReferralState.choices(), default=ReferralState.ASKED)
    #: London date by whose end staff take the next step; null where none is due, or no limit is published.
    due_on = models.DateField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim key asked_how may_leave_message somebody_else tells_needs is_hidden consented_at "
        "consented_by consent_until state due_on",
        personal="person",
        sensitive="service help_kind",
        location_safe="point code_phrase",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One referral per form; one open to a service, and beside it one that leaves no trace (REF-5)."""

        constraints = [
            models.UniqueConstraint(fields=["victim", "person", "key"], name="communications_referral_asked_once"),
            models.UniqueConstraint(
                fields=["victim", "person", "service", "is_hidden"],
                condition=models.Q(state__in=sorted(state.value for state in OPEN)),
                name="communications_referral_one_open_to_a_service",
            ),
            models.CheckConstraint(
                name="communications_referral_help_kind_known",
                condition=models.Q(help_kind__in=["", *(kind.value for kind in HelpKind)]),
            ),
            models.CheckConstraint(
                name="communications_referral_ended_is_due_nothing",
                condition=models.Q(due_on__isnull=True) | models.Q(state__in=sorted(state.value for state in OPEN)),
            ),
            one_of(table="communications_referral", field="asked_how", values=AskedBy),
            one_of(table="communications_referral", field="somebody_else", values=SomebodyElse),
            one_of(table="communications_referral", field="state", values=ReferralState),
            paired(table="communications_referral", stem="consented"),
        ]
        indexes = [
            models.Index(fields=["victim", "-consented_at"], name="communications_referral_newest"),
            models.Index(fields=["consented_at"], name="communications_referral_month"),
        ]


class ReferralStep(models.Model):
    """One step: that it was asked for, passed on, answered or ended, when, by whom and why. Never changed."""

    id = models.BigAutoField(primary_key=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=ReferralState.choices())
    #: Of passing on alone.
    passed_how = models.CharField(max_length=20, choices=PassedBy.choices(), blank=True, default="")
    reason = models.CharField(max_length=20, choices=ReferralReason.choices(), blank=True, default="")
    #: London date of the step, where it was not the day on which it was recorded too.
    taken_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id referral step passed_how reason taken_on recorded_at recorded_by"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """What was passed on says how; nothing else does. What ends it without help says why."""

        constraints = [
            models.CheckConstraint(
                name="communications_referralstep_passed_on_says_how",
                condition=(
                    models.Q(step=ReferralState.PASSED_ON.value)
                    & models.Q(passed_how__in=[way.value for way in PassedBy])
                )
                | (~models.Q(step=ReferralState.PASSED_ON.value) & models.Q(passed_how="")),
            ),
            models.CheckConstraint(
                name="communications_referralstep_ended_says_why",
                condition=(
                    models.Q(
                        step__in=[ReferralState.WITHDRAWN.value, ReferralState.DECLINED_BY_SERVICE.value],
                        reason__in=[reason.value for reason in ReferralReason],
                    )
                )
                | (
                    ~models.Q(step__in=[ReferralState.WITHDRAWN.value, ReferralState.DECLINED_BY_SERVICE.value])
                    & models.Q(reason="")
                ),
            ),
            one_of(table="communications_referralstep", field="step", values=ReferralState),
            paired(table="communications_referralstep", stem="recorded"),
        ]
        indexes = [models.Index(fields=["referral", "id"], name="communications_referral_steps")]
        triggers = [append_only()]
