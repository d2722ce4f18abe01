"""A person signed in to the portal opens their meetings: each look is allowed, made and put into the trail at once."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from communications.models import Meeting
from communications.rules.calendar_file import calendar_file
from communications.rules.meeting_words import MeetingState
from communications.selectors import portal_meetings
from communications.selectors.portal import PortalContact
from communications.selectors.portal_meetings import OwnMeeting
from communications.services import own_record
from communications.services.own_record import NotThere

#: What a calendar shows as the length of a meeting; nobody is held to it.
SHOWN_LENGTH = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeetings:
    """The list of meetings, opened to be read."""

    meetings: tuple[Meeting, ...]
    contact: PortalContact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting:
    """One meeting, opened to be read."""

    own: OwnMeeting
    contact: PortalContact


def open_meetings(*, viewer: Actor, at: dt.datetime) -> OpenMeetings:
    """Open the list of the meetings to which the viewer is invited, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        found = portal_meetings.own_meetings(viewer=viewer, at=at)
        own_record.note_look(record=record, page="meetings", viewer=viewer, at=at)
    return OpenMeetings(meetings=found, contact=record.contact)


def open_meeting(*, viewer: Actor, meeting_id: uuid.UUID, at: dt.datetime) -> OpenMeeting:
    """Open one meeting to which the viewer is invited, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is none, it is not theirs, or not yet theirs to see.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        own = _own(viewer, meeting_id, verb=Verb.VIEWED, at=at)
    return OpenMeeting(own=own, contact=record.contact)


def meeting_calendar(*, viewer: Actor, meeting_id: uuid.UUID, language: Language, at: dt.datetime) -> str:
    """Write the calendar entry of an arranged meeting, which says nothing (MEET-4), and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is none, it is not theirs, or it has no time now.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    with transaction.atomic():
        own = _own(viewer, meeting_id, verb=Verb.EXPORTED, at=at)
    meeting = own.meeting
    if meeting.state != MeetingState.ARRANGED or meeting.starts_at is None:
        raise NotThere
    return calendar_file(
        uid=meeting.pk,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + SHOWN_LENGTH,
        place=meeting.calendar_place,
        version=own.version,
        at=at,
        is_welsh=language is Language.CY,
    )


def _own(viewer: Actor, meeting_id: uuid.UUID, *, verb: Verb, at: dt.datetime) -> OwnMeeting:
    try:
        own = portal_meetings.own_meeting(viewer=viewer, meeting_id=meeting_id, at=at)
    except Meeting.DoesNotExist as missing:
        raise NotThere from missing
    found = own.meeting
    audit.record(actor=viewer, verb=verb, subject=found, case_id=found.case_id, victim_id=found.victim_id, at=at)
    return own
