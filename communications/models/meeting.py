"""Meetings with a victim or a bereaved family: offered, answered, arranged, held, and what was agreed there."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from cases.models import Case, Person, Victim
from communications.models import following
from communications.models.communication import Communication
from communications.rules.meeting_words import (
    FamilyPoint,
    MeetingFormat,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingWay,
    ResearchConsent,
)
from communications.rules.meetings import ACTIVE, HAS_TIME, NEEDS_REASON, TRANSITIONS

_ACTIVE = sorted(state.value for state in ACTIVE)
_OFFERED = [
    state.value
    for state in (MeetingState.OFFERED, MeetingState.ACCEPTED, MeetingState.DECLINED, MeetingState.NO_RESPONSE)
]
_TOOK_PLACE = [MeetingState.HELD.value, MeetingState.NOTES_SENT.value]


class Meeting(models.Model):
    """One meeting about one victim's case, from the first thought of it to the notes. A new time keeps the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="meetings")
    #: Who is invited: the victim, or who speaks for the family or for them.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meetings")
    purpose = models.CharField(max_length=30, choices=MeetingPurpose.choices())
    #: What another purpose is.
    purpose_note = models.CharField(max_length=200, blank=True, default="")
    #: Which of the eight points of a bereaved family it is; empty for everybody else.
    family_point = models.CharField(max_length=30, choices=FamilyPoint.choices(), blank=True, default="")
    origin = models.CharField(max_length=30, choices=MeetingOrigin.choices())
    state = models.CharField(max_length=20, choices=MeetingState.choices())
    #: London date by which it is to be offered, where a rule says so.
    offer_due_on = models.DateField(null=True, blank=True)
    offered_way = models.CharField(max_length=20, choices=MeetingWay.choices(), blank=True, default="")
    offered_on = models.DateField(null=True, blank=True)
    #: The letter that made the offer.
    offered_in = models.ForeignKey(
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings_offered"
    )
    responded_way = models.CharField(max_length=20, choices=MeetingWay.choices(), blank=True, default="")
    responded_on = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    format = models.CharField(max_length=20, choices=MeetingFormat.choices(), blank=True, default="")
    place = models.CharField(max_length=20, choices=MeetingPlace.choices(), blank=True, default="")
    place_detail = models.CharField(max_length=300, blank=True, default="")
    #: What the person chose to have in their calendar about the place; usually nothing.
    calendar_place = models.CharField(max_length=120, blank=True, default="")
    attendees = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    other_attendees = models.TextField(blank=True, default="")
    chair = models.CharField(max_length=120, blank=True, default="")
    support = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    support_detail = models.CharField(max_length=500, blank=True, default="")
    #: What came of it. Everything below is set when it took place.
    duration_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attended = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    other_attended = models.TextField(blank=True, default="")
    did_counsel_attend = models.BooleanField(null=True, blank=True)
    is_eligible_for_expenses = models.BooleanField(null=True, blank=True)
    research_consent = models.CharField(max_length=20, choices=ResearchConsent.choices(), blank=True, default="")
    measures_agreed = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    are_notes_on_cms = models.BooleanField(default=False)
    notes_to_officer_on = models.DateField(null=True, blank=True)
    notes_to_victim_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case victim purpose origin state offer_due_on offered_way offered_on offered_in responded_way "
        "responded_on format duration_minutes attended did_counsel_attend is_eligible_for_expenses research_consent "
        "are_notes_on_cms notes_to_officer_on notes_to_victim_on attendees opened_at opened_by",
        personal="person other_attendees other_attended chair",
        sensitive="purpose_note family_point support support_detail measures_agreed",
        location_safe="starts_at place place_detail calendar_place",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One active meeting of a purpose for a victim (a family: of a point); each state has what it rests on."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "purpose", "family_point"],
                condition=models.Q(state__in=_ACTIVE),
                name="communications_meeting_one_active_per_purpose",
            ),
            models.CheckConstraint(
                name="communications_meeting_other_purpose_is_named",
                condition=~models.Q(purpose=MeetingPurpose.OTHER.value, purpose_note="", family_point=""),
            ),
            models.CheckConstraint(
                name="communications_meeting_offered_has_way_and_date",
                condition=~models.Q(state__in=_OFFERED)
                | models.Q(offered_on__isnull=False) & ~models.Q(offered_way=""),
            ),
            models.CheckConstraint(
                name="communications_meeting_answered_not_before_offered",
                condition=models.Q(responded_on__isnull=True)
                | models.Q(offered_on__isnull=True)
                | models.Q(responded_on__gte=models.F("offered_on")),
            ),
            models.CheckConstraint(
                name="communications_meeting_arranged_has_time",
                condition=~models.Q(state__in=sorted(state.value for state in HAS_TIME))
                | models.Q(starts_at__isnull=False) & ~models.Q(format=""),
            ),
            models.CheckConstraint(
                name="communications_meeting_held_has_outcome",
                condition=~models.Q(state__in=_TOOK_PLACE)
                | models.Q(
                    duration_minutes__gt=0,
                    did_counsel_attend__isnull=False,
                    is_eligible_for_expenses__isnull=False,
                    research_consent__in=[consent.value for consent in ResearchConsent],
                ),
            ),
            models.CheckConstraint(
                name="communications_meeting_notes_sent_has_date",
                condition=models.Q(state=MeetingState.NOTES_SENT.value, notes_to_victim_on__isnull=False)
                | ~models.Q(state=MeetingState.NOTES_SENT.value) & models.Q(notes_to_victim_on__isnull=True),
            ),
            one_of(table="communications_meeting", field="purpose", values=MeetingPurpose),
            one_of(table="communications_meeting", field="origin", values=MeetingOrigin),
            one_of(table="communications_meeting", field="state", values=MeetingState),
            paired(table="communications_meeting", stem="opened"),
        ]
        indexes = [models.Index(fields=["victim", "-opened_at"], name="communications_meeting_newest")]
        triggers = [
            following.last_contact_follows_meeting(),
            pgtrigger.FSM(
                name="allowed_steps",
                field="state",
                transitions=sorted(
                    {(start.value, end.value) for (start, _), end in TRANSITIONS.items() if start is not end}
                ),
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]


class MeetingChange(models.Model):
    """One step in the life of a meeting: who took it, when and why, and which time it had before."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=20, choices=MeetingStep.choices())
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20)
    #: A coded reason, or for an offer that was not made the reason in words.
    reason = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    #: The time it had before a change of time.
    earlier_starts_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting step before after changed_at changed_by",
        sensitive="reason note",
        location_safe="earlier_starts_at",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Append-only; what takes something away from a person has a reason."""

        constraints = [
            models.CheckConstraint(
                name="communications_meetingchange_has_reason",
                condition=~models.Q(step__in=sorted(step.value for step in NEEDS_REASON))
                | models.Q(reason__regex=r"\S"),
            ),
            one_of(table="communications_meetingchange", field="step", values=MeetingStep),
            paired(table="communications_meetingchange", stem="changed"),
        ]
        indexes = [models.Index(fields=["meeting", "id"], name="communications_meeting_trail")]
        triggers = [append_only()]


class MeetingAction(models.Model):
    """Something that a meeting agreed: what, who does it and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=300)
    #: Who does it, by what they are to the case.
    owner = models.CharField(max_length=60)
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id meeting owner due_on agreed_at agreed_by done_at done_by", sensitive="what outcome"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Done says what came of it."""

        constraints = [
            models.CheckConstraint(
                name="communications_meetingaction_done_has_outcome",
                condition=models.Q(done_at__isnull=True, outcome="")
                | models.Q(done_at__isnull=False) & models.Q(outcome__regex=r"\S"),
            ),
            paired(table="communications_meetingaction", stem="agreed"),
            paired(table="communications_meetingaction", stem="done"),
        ]
