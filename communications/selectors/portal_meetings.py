"""What a person signed in to the portal reads about the meetings to which they are invited, and nothing of others."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import QuerySet

from communications.models import Meeting, MeetingChange, MeetingNotes, MeetingQuestion, MeetingSlot, MeetingWishes
from communications.rules.meeting_words import MeetingState, MeetingStep
from communications.rules.meetings import MAY_CHOOSE, UNSEEN, is_seen
from communications.selectors import portal
from communications.selectors.portal import Addressee

_NOBODY = uuid.UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """One meeting with everything around it that is the person's to see."""

    meeting: Meeting
    #: Times that can be chosen now, the earliest first; the one chosen is not among them.
    times: tuple[MeetingSlot, ...]
    #: The time that was chosen; None where none is.
    chosen: MeetingSlot | None
    #: What they said they need, the newest; None while they have said nothing.
    wishes: MeetingWishes | None
    #: Oldest first.
    questions: tuple[MeetingQuestion, ...]
    #: Newest first; empty until we have released them.
    notes: tuple[MeetingNotes, ...]
    #: How often the time or place has changed: the version of the calendar entry.
    version: int


def own_meetings(*, viewer: Addressee, at: dt.datetime) -> tuple[Meeting, ...]:
    """List the meetings to which the viewer is invited, newest first. One query."""
    return tuple(meeting for meeting in _of(viewer).order_by("-opened_at", "-id") if _is_seen(meeting, at=at))


def own_meeting(*, viewer: Addressee, meeting_id: uuid.UUID, at: dt.datetime) -> OwnMeeting:
    """Read one meeting to which the viewer is invited. Six queries.

    Raises:
        Meeting.DoesNotExist: there is none, it is not theirs, or not yet theirs to see; they are not told apart.
    """
    meeting = _of(viewer).get(pk=meeting_id)
    if not _is_seen(meeting, at=at):
        raise Meeting.DoesNotExist
    slots = MeetingSlot.objects.filter(meeting=meeting, ended_at__isnull=True).order_by("starts_at")
    is_open = meeting.state in MAY_CHOOSE
    return OwnMeeting(
        meeting=meeting,
        times=tuple(slot for slot in slots if slot.taken_at is None and slot.starts_at > at) if is_open else (),
        chosen=next((slot for slot in slots if slot.taken_at is not None), None),
        wishes=MeetingWishes.objects.filter(meeting=meeting).order_by("-number").first(),
        questions=tuple(MeetingQuestion.objects.filter(meeting=meeting).order_by("id")),
        notes=tuple(MeetingNotes.objects.filter(meeting=meeting).order_by("-number")),
        version=MeetingChange.objects.filter(meeting=meeting, step=MeetingStep.RESCHEDULE).count(),
    )


def _of(viewer: Addressee) -> "QuerySet[Meeting]":
    return (
        Meeting.objects.filter(victim_id=viewer.victim_id or _NOBODY, person_id=viewer.person_id or _NOBODY)
        .exclude(state__in=[state.value for state in UNSEEN])
        .select_related("offered_in__telling", "person", "victim")
    )


def _is_seen(meeting: Meeting, *, at: dt.datetime) -> bool:
    return is_seen(state=MeetingState(meeting.state), is_letter_unread=_is_letter_unread(meeting, at=at))


def _is_letter_unread(meeting: Meeting, *, at: dt.datetime) -> bool:
    """Whether the letter that made the offer may not be read yet; once they have answered, they know of it."""
    letter = meeting.offered_in
    if letter is None or meeting.responded_on is not None:
        return False
    return not portal.is_readable(letter=letter, at=at)
