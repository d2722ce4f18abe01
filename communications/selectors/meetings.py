"""What staff read about meetings: those of one victim, and everything about one of them."""

import dataclasses
import uuid

from accounts.actors import Actor
from cases.models import Victim
from cases.selectors.records import cases_visible_to
from communications.models import (
    Meeting,
    MeetingAction,
    MeetingChange,
    MeetingNotes,
    MeetingQuestion,
    MeetingSlot,
    MeetingWishes,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """One meeting with its trail and what was agreed there."""

    meeting: Meeting
    #: Oldest first.
    changes: tuple[MeetingChange, ...]
    #: In the order in which they fall due.
    actions: tuple[MeetingAction, ...]
    #: Every time that was offered, by when it begins.
    slots: tuple[MeetingSlot, ...]
    #: What the person said last that they need; None while they have said nothing.
    wishes: MeetingWishes | None
    #: Oldest first.
    questions: tuple[MeetingQuestion, ...]
    #: What they can read, newest first.
    notes: tuple[MeetingNotes, ...]


def meetings_of(*, viewer: Actor, victim: Victim) -> tuple[Meeting, ...]:
    """List the meetings about a victim, newest first; none where the case is not the viewer's to see. One query."""
    return tuple(
        Meeting.objects.filter(victim=victim, case__in=cases_visible_to(viewer=viewer))
        .select_related("person")
        .order_by("-opened_at", "-id")
    )


def meeting_record(*, viewer: Actor, meeting_id: uuid.UUID) -> MeetingRecord:
    """Read one meeting. Seven queries.

    Raises:
        Meeting.DoesNotExist: there is none, or it is not theirs to see; the two are not told apart.
    """
    meeting = (
        Meeting.objects.filter(case__in=cases_visible_to(viewer=viewer))
        .select_related("case__area", "case__unit", "victim__person", "person")
        .get(pk=meeting_id)
    )
    return MeetingRecord(
        meeting=meeting,
        changes=tuple(MeetingChange.objects.filter(meeting=meeting).order_by("id")),
        actions=tuple(MeetingAction.objects.filter(meeting=meeting).order_by("due_on", "agreed_at", "id")),
        slots=tuple(MeetingSlot.objects.filter(meeting=meeting).order_by("starts_at", "offered_at")),
        wishes=MeetingWishes.objects.filter(meeting=meeting).order_by("-number").first(),
        questions=tuple(MeetingQuestion.objects.filter(meeting=meeting).order_by("id")),
        notes=tuple(MeetingNotes.objects.filter(meeting=meeting).order_by("-number")),
    )


def record_of_action(*, viewer: Actor, action_id: uuid.UUID) -> MeetingRecord:
    """Read the meeting that agreed something. Eight queries.

    Raises:
        MeetingAction.DoesNotExist: there is none.
        Meeting.DoesNotExist: it is not theirs to see.
    """
    meeting_id = MeetingAction.objects.values_list("meeting_id", flat=True).get(pk=action_id)
    return meeting_record(viewer=viewer, meeting_id=meeting_id)
