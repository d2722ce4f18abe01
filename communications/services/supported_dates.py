"""A signed-in supporter opens the hearings and meetings of somebody who agreed to that (S6), with calendar entries.

The hearings are those that the person themselves reads, by the same rules: none gives a decision away. Of a meeting it
is shown that it takes place, when and how; not where, who else is there, what was asked or what was said.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language, ShownPart
from communications.models import Meeting
from communications.rules.calendar_file import calendar_file
from communications.rules.meeting_words import MeetingState
from communications.selectors import portal_hearings, portal_meetings
from communications.selectors.portal import PortalContact
from communications.selectors.portal_hearings import OwnHearings
from communications.services import portal_hearings as own_hearings
from communications.services import supported_record
from communications.services.own_record import NotThere
from communications.services.portal_meetings import SHOWN_LENGTH
from communications.services.supported_record import NotShown, SupportedRecord

_PAGE = "supported-dates"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenDates:
    """The hearings and meetings of one person, opened to be read."""

    victim_id: uuid.UUID
    name: str
    hearings: OwnHearings
    #: Meetings with us that are arranged and still to come, the earliest first.
    meetings: tuple[Meeting, ...]
    contact: PortalContact


def open_dates(*, viewer: Actor, at: dt.datetime) -> OpenDates:
    """Open the dates of the person beside whom the viewer stands, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, or it has ended.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.DATES, at=at)
        own = supported_record.as_told(record=record, at=at)
        found = portal_hearings.own_hearings(viewer=record.told, record=own, at=at)
        meetings = _meetings(record, at=at)
        supported_record.note_look(record=record, page=_PAGE, viewer=viewer, at=at)
    return OpenDates(
        victim_id=record.victim.pk,
        name=record.victim.person.full_name,
        hearings=found,
        meetings=meetings,
        contact=own.contact,
    )


def hearing_calendar(*, viewer: Actor, hearing_id: uuid.UUID, language: Language, at: dt.datetime) -> str:
    """Write the calendar entry of a hearing to come, which says nothing (MEET-4), and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, or there is none with a time that holds.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.DATES, at=at)
        own = supported_record.as_told(record=record, at=at)
        found = portal_hearings.own_hearings(viewer=record.told, record=own, at=at)
        try:
            text = own_hearings.entry_of(found=found, hearing_id=hearing_id, language=language, at=at)
        except NotThere as missing:
            raise NotShown from missing
        supported_record.note_look(record=record, page=_PAGE, viewer=viewer, at=at, verb=Verb.EXPORTED)
    return text


def meeting_calendar(*, viewer: Actor, meeting_id: uuid.UUID, language: Language, at: dt.datetime) -> str:
    """Write the calendar entry of an arranged meeting: a time and no place (MEET-4), and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, or there is none that is arranged and still to come.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.DATES, at=at)
        meeting = next((each for each in _meetings(record, at=at) if each.pk == meeting_id), None)
        if meeting is None or meeting.starts_at is None:
            raise NotShown
        own = portal_meetings.own_meeting(viewer=record.told, meeting_id=meeting_id, at=at)
        supported_record.note_look(record=record, page=_PAGE, viewer=viewer, at=at, verb=Verb.EXPORTED)
    return calendar_file(
        uid=meeting.pk,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + SHOWN_LENGTH,
        place="",
        version=own.version,
        at=at,
        is_welsh=language is Language.CY,
    )


def _meetings(record: SupportedRecord, *, at: dt.datetime) -> tuple[Meeting, ...]:
    found = portal_meetings.own_meetings(viewer=record.told, at=at)
    coming = [
        (meeting.starts_at, meeting)
        for meeting in found
        if meeting.state == MeetingState.ARRANGED and meeting.starts_at is not None and meeting.starts_at > at
    ]
    return tuple(meeting for _, meeting in sorted(coming, key=lambda pair: pair[0]))
