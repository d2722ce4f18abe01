"""Meetings as the portal shows them: what each is for, how it stands, what can be done now, and the notes."""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from communications.models import Meeting, MeetingSlot, MeetingWishes
from communications.rules import meeting_texts
from communications.rules.letter_words import Piece, pieces
from communications.rules.meeting_words import (
    FamilyPoint,
    MeetingAttendee,
    MeetingCompanion,
    MeetingFormat,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingSupport,
)
from communications.rules.meetings import MAY_ASK_AGAIN, MAY_CHOOSE, MAY_PREPARE
from communications.selectors.portal import PortalContact
from communications.selectors.portal_meetings import OwnMeeting
from communications.services.portal_meetings import OpenMeeting
from web.components import Row
from web.formatting import date_words, london_date, page_language, time_words, weekday_words
from web.portal import forms_meetings
from web.portal.presenters import hours_words

#: Where saying no calls off what was agreed, and where it answers an offer.
_AGREED = frozenset({MeetingState.ACCEPTED, MeetingState.REQUESTED, MeetingState.ARRANGED})
_ASKED = frozenset({MeetingState.OFFERED, MeetingState.NO_RESPONSE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting in the list."""

    title: str
    href: str
    now: str
    #: The time, where it has one that is still to come; else empty.
    when: str
    #: Whether the person is asked something.
    is_for_you: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotes:
    """The notes of a meeting."""

    released: str
    released_at: dt.datetime
    pieces: tuple[Piece, ...]
    is_newest: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting."""

    title: str
    about: str
    now: str
    next: str
    rows: tuple[Row, ...]
    #: What they told us, in rows of its own; empty while they have said nothing.
    said: tuple[Row, ...]
    questions: tuple[str, ...]
    notes: tuple[ShownNotes, ...]
    #: Each empty where it is not possible now.
    choose_href: str
    choose_text: str
    choose_kind: str
    needs_href: str
    questions_href: str
    again_href: str
    calendar_href: str
    reader: str
    phone: str
    opening_hours: str


def line(meeting: Meeting, *, at: dt.datetime) -> MeetingLine:
    """Show one meeting in the list."""
    state = MeetingState(meeting.state)
    is_past = _is_past(meeting, at=at)
    is_coming = state is MeetingState.ARRANGED and not is_past
    return MeetingLine(
        title=_text(meeting).title,
        href=_href("meeting", meeting),
        now=meeting_texts.state_text(state=state, language=page_language(), is_past=is_past).now,
        when=moment_words(meeting.starts_at) if is_coming and meeting.starts_at else "",
        is_for_you=state in _ASKED,
    )


def meeting_page(opened: OpenMeeting, *, at: dt.datetime) -> MeetingPage:
    """Show one meeting with everything that can be done about it at an aware instant."""
    own, contact = opened.own, opened.contact
    meeting = own.meeting
    state = MeetingState(meeting.state)
    text = _text(meeting)
    is_past = _is_past(meeting, at=at)
    standing = meeting_texts.state_text(state=state, language=page_language(), is_past=is_past)
    return MeetingPage(
        title=text.title,
        about=text.about,
        now=standing.now,
        next=standing.next,
        rows=_rows(meeting) if state in {MeetingState.ARRANGED, MeetingState.HELD, MeetingState.NOTES_SENT} else (),
        said=_said(own.wishes),
        questions=tuple(question.text for question in own.questions),
        notes=tuple(
            ShownNotes(
                released=date_words(london_date(at=each.released_at)),
                released_at=each.released_at,
                pieces=pieces(each.text),
                is_newest=each == own.notes[0],
            )
            for each in own.notes
        ),
        choose_href=_href("meeting_choose", meeting) if state in MAY_CHOOSE and not is_past else "",
        choose_text=_choose_text(own),
        choose_kind="secondary" if _is_answered(own) else "",
        needs_href=_href("meeting_needs", meeting) if state in MAY_PREPARE and not is_past else "",
        questions_href=_href("meeting_questions", meeting) if state in MAY_PREPARE and not is_past else "",
        again_href=_href("meeting_again", meeting) if state in MAY_ASK_AGAIN else "",
        calendar_href=_href("meeting_calendar", meeting) if state is MeetingState.ARRANGED and not is_past else "",
        **by_telephone(contact),
    )


def _is_past(meeting: Meeting, *, at: dt.datetime) -> bool:
    """Whether the time that was agreed is over, and nobody has written down yet whether it was held."""
    return meeting.state == MeetingState.ARRANGED and meeting.starts_at is not None and meeting.starts_at <= at


def times(own: OwnMeeting) -> list[tuple[str, str]]:
    """Offer each time that can be chosen now, with how and where people meet."""
    return [(str(slot.pk), _time_words(slot)) for slot in own.times]


def no_words(own: OwnMeeting) -> str:
    """Name the answer that says no, where there is something to say no to; else empty."""
    state = MeetingState(own.meeting.state)
    if state in _ASKED:
        return _("No, not now. I can change my mind later")
    return _("I do not want this meeting any more. I can ask for it again") if state in _AGREED else ""


def needs_answers(wishes: MeetingWishes | None) -> dict[str, object]:
    """Give what they told us last, to begin a change from."""
    if wishes is None:
        return {"seen": 0}
    return {
        "seen": wishes.number,
        "companions": wishes.companions,
        "companion_note": wishes.companion_note,
        "needs": wishes.needs,
        "needs_note": wishes.needs_note,
    }


def by_telephone(contact: PortalContact) -> dict[str, str]:
    """Say whom to ring, and when somebody is there."""
    return {"reader": _reader(contact), "phone": contact.phone, "opening_hours": hours_words(contact.opening_hours)}


def _reader(contact: PortalContact) -> str:
    return ", ".join(part for part in (contact.present_name, contact.unit_name) if part)


def moment_words(at: dt.datetime) -> str:
    """Write when something begins, with the weekday, as a line of its own: Welsh writes the weekday small elsewhere."""
    return capfirst(_("%(date)s at %(time)s") % {"date": weekday_words(london_date(at=at)), "time": time_words(at)})


def title_of(meeting: Meeting) -> str:
    """Say what a meeting is for, in a few words."""
    return _text(meeting).title


def how_words(meeting: Meeting) -> str:
    """Say in which way a meeting is held; empty where that is not settled."""
    return _format_words(MeetingFormat(meeting.format)) if meeting.format else ""


def _text(meeting: Meeting) -> meeting_texts.PurposeText:
    return meeting_texts.purpose_text(
        purpose=MeetingPurpose(meeting.purpose),
        point=FamilyPoint(meeting.family_point) if meeting.family_point else None,
        language=page_language(),
    )


def _choose_text(own: OwnMeeting) -> str:
    if own.meeting.state == MeetingState.ARRANGED:
        return _("Change the time, or say that you do not want to come")
    if _is_answered(own):
        return _("Change your answer")
    return _("Choose a time or answer") if own.times else _("Answer")


def _is_answered(own: OwnMeeting) -> bool:
    """Whether there is nothing to answer: a time is agreed, or they said yes and we have offered no time since."""
    state = MeetingState(own.meeting.state)
    return state is MeetingState.ARRANGED or (state in _AGREED and not own.times)


def _rows(meeting: Meeting) -> tuple[Row, ...]:
    rows = []
    if meeting.starts_at is not None:
        rows.append(Row(key=_("When"), value=moment_words(meeting.starts_at)))
    if meeting.format:
        rows.append(Row(key=_("How"), value=_format_words(MeetingFormat(meeting.format))))
    where = [_place_words(MeetingPlace(meeting.place))] if meeting.place else []
    if where or meeting.place_detail:
        rows.append(Row(key=_("Where"), value=(*where, *meeting.place_detail.splitlines())))
    if meeting.attendees or meeting.other_attendees:
        people = [_attendee_words(MeetingAttendee(one)) for one in meeting.attendees]
        rows.append(Row(key=_("Who is there besides you"), value=(*people, *meeting.other_attendees.splitlines())))
    return tuple(rows)


def _said(wishes: MeetingWishes | None) -> tuple[Row, ...]:
    if wishes is None:
        return ()
    companions, known = forms_meetings.companions(), forms_meetings.needs()
    company = [companions[MeetingCompanion(one)] for one in wishes.companions]
    needs = [known[MeetingSupport(one)] for one in wishes.needs if one in known]
    nobody, nothing = _("You come alone"), _("Nothing special")
    rows = [
        Row(key=_("Who comes with you"), value=tuple(filter(None, (*company, wishes.companion_note))) or nobody),
        Row(key=_("What you need"), value=tuple(filter(None, (*needs, wishes.needs_note))) or nothing),
    ]
    if wishes.times_note:
        rows.append(Row(key=_("Times that suit you"), value=wishes.times_note))
    return tuple(rows)


def _time_words(slot: MeetingSlot) -> str:
    where = _place_words(MeetingPlace(slot.place)) if slot.place else ""
    how = _format_words(MeetingFormat(slot.format))
    return ", ".join(part for part in (moment_words(slot.starts_at), how.lower(), where.lower()) if part)


def _format_words(how: MeetingFormat) -> str:
    return {
        MeetingFormat.IN_PERSON: _("In person"),
        MeetingFormat.VIRTUAL: _("By video"),
        MeetingFormat.HYBRID: _("In person, and some people join by video"),
    }[how]


def _place_words(place: MeetingPlace) -> str:
    return {
        MeetingPlace.CPS: _("At our office"),
        MeetingPlace.MAGISTRATES_COURT: _("At a magistrates' court"),
        MeetingPlace.CROWN_COURT: _("At a Crown Court"),
        MeetingPlace.POLICE_STATION: _("At a police station"),
        MeetingPlace.OTHER: _("At a place that we agree with you"),
    }[place]


def _attendee_words(who: MeetingAttendee) -> str:
    return {
        MeetingAttendee.VLO: _("Your Victim Liaison Officer"),
        MeetingAttendee.REVIEWING_LAWYER: _("The prosecutor who looked at your case"),
        MeetingAttendee.COUNSEL: _("The barrister who presents the case in court"),
        MeetingAttendee.HIGH_COURT_ADVOCATE: _("The lawyer who presents the case in court"),
        MeetingAttendee.PARALEGAL_OFFICER: _("A member of our team who prepares the case"),
        MeetingAttendee.OFFICER_IN_CHARGE: _("The police officer in your case"),
        MeetingAttendee.FLO: _("Your Family Liaison Officer"),
        MeetingAttendee.ISVA: _("Your independent sexual violence adviser (ISVA)"),
        MeetingAttendee.IDVA: _("Your independent domestic violence adviser (IDVA)"),
    }[who]


def _href(name: str, meeting: Meeting) -> str:
    names: dict[str, uuid.UUID] = {"victim_id": meeting.victim_id, "meeting_id": meeting.pk}
    return reverse(f"portal:{name}", kwargs=names)
