"""A person signed in to the portal opens the hearings of their case: each look is allowed, made and in the trail."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit.vocabulary import Verb
from cases.rules.vocabulary import HearingStanding, Language
from communications.rules.calendar_file import calendar_file
from communications.selectors import portal_hearings
from communications.selectors.portal import OwnRecord, PortalContact
from communications.selectors.portal_hearings import OwnHearing, OwnHearings
from communications.services import own_record
from communications.services.own_record import NotThere

#: What a calendar shows as the length; a court holds itself to none.
SHOWN_LENGTH = dt.timedelta(hours=1)
#: Hearings with a time that holds, as far as anybody knows.
_HAS_TIME = frozenset({HearingStanding.COMING, HearingStanding.MOVED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenHearings:
    """The hearings of the person's case, opened to be read."""

    hearings: OwnHearings
    contact: PortalContact


def open_hearings(*, viewer: Actor, at: dt.datetime) -> OpenHearings:
    """Open the hearings of the viewer's own case, and note in the trail that they looked (V25).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = _record(viewer, verb=Verb.VIEWED, at=at)
        found = portal_hearings.own_hearings(viewer=viewer, record=record, at=at)
    return OpenHearings(hearings=found, contact=record.contact)


def hearing_calendar(*, viewer: Actor, hearing_id: uuid.UUID, language: Language, at: dt.datetime) -> str:
    """Write the calendar entry of a hearing to come, which says nothing (MEET-4), and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is none in their case, or it has no time that holds.
    """
    with transaction.atomic():
        record = _record(viewer, verb=Verb.EXPORTED, at=at)
        found = portal_hearings.own_hearings(viewer=viewer, record=record, at=at)
    return entry_of(found=found, hearing_id=hearing_id, language=language, at=at)


def entry_of(*, found: OwnHearings, hearing_id: uuid.UUID, language: Language, at: dt.datetime) -> str:
    """Write the calendar entry of one of the hearings that somebody is shown; it says nothing (MEET-4).

    Raises:
        NotThere: it is none of them, or has no time that holds.
    """
    hearing = next((each for each in found.coming if each.id == hearing_id), None)
    if hearing is None or not _has_time(hearing):
        raise NotThere
    return _entry(hearing, version=found.version, language=language, at=at)


def calendar_entries(
    *, viewer: Actor, record: OwnRecord, language: Language, at: dt.datetime
) -> tuple[tuple[dt.datetime, str], ...]:
    """Write the calendar entry of every hearing to come that has a time that holds, with that time, the earliest first.

    Each is the one that ``hearing_calendar`` hands over; whoever asks notes in the trail what was taken.
    """
    found = portal_hearings.own_hearings(viewer=viewer, record=record, at=at)
    return tuple(
        (hearing.starts_at, _entry(hearing, version=found.version, language=language, at=at))
        for hearing in found.coming
        if hearing.starts_at is not None and _has_time(hearing)
    )


def _has_time(hearing: OwnHearing) -> bool:
    return hearing.starts_at is not None and hearing.standing in _HAS_TIME


def _entry(hearing: OwnHearing, *, version: int, language: Language, at: dt.datetime) -> str:
    starts_at = hearing.starts_at or at
    return calendar_file(
        uid=hearing.id,
        starts_at=starts_at,
        ends_at=starts_at + SHOWN_LENGTH,
        place="",
        version=version,
        at=at,
        is_welsh=language is Language.CY,
    )


def _record(viewer: Actor, *, verb: Verb, at: dt.datetime) -> OwnRecord:
    record = own_record.opened(viewer=viewer, at=at)
    own_record.note_look(record=record, page="hearings", viewer=viewer, at=at, verb=verb)
    return record
