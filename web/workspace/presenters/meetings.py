"""Meetings as their pages show them: the list of one victim, one meeting with what is next, and answers to check."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse

from communications.models import Meeting, MeetingAction, MeetingChange
from communications.rules.meeting_words import (
    CancelReason,
    FamilyPoint,
    MeetingAttendee,
    MeetingFormat,
    MeetingMeasure,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
    NotHeldReason,
    RescheduleReason,
    ResearchConsent,
)
from communications.rules.meetings import ACTIVE, steps_from
from communications.selectors.meetings import MeetingRecord
from web import formatting
from web.components import Event, Link, Row, Tag, Task
from web.forms.base import GovukForm
from web.workspace import words

#: What stands on every page on which notes are made or sent (domain reference 2.6, 7.3 [S12]).
DISCLOSURE_WARNING = (
    "What the victim says about what happened may have to be disclosed to the defence. Tell them so at the start. "
    "Do not discuss their evidence. If they speak about it all the same, write it down as they said it and pass it on "
    "to the police."
)

STATES: dict[MeetingState, Tag] = {
    MeetingState.TO_OFFER: Tag(text="To be offered", colour="yellow"),
    MeetingState.NOT_OFFERED: Tag(text="Not offered", colour="grey"),
    MeetingState.OFFERED: Tag(text="Offered", colour="teal"),
    MeetingState.ACCEPTED: Tag(text="Accepted", colour="teal"),
    MeetingState.DECLINED: Tag(text="Declined", colour="grey"),
    MeetingState.NO_RESPONSE: Tag(text="No response", colour="grey"),
    MeetingState.REQUESTED: Tag(text="To be arranged", colour="yellow"),
    MeetingState.ARRANGED: Tag(text="Arranged", colour="teal"),
    MeetingState.CANCELLED: Tag(text="Cancelled", colour="grey"),
    MeetingState.NOT_HELD: Tag(text="Did not take place", colour="grey"),
    MeetingState.HELD: Tag(text="Took place", colour="green"),
    MeetingState.NOTES_SENT: Tag(text="Notes sent", colour="green"),
}

_DONE: dict[MeetingStep, str] = {
    MeetingStep.OPEN: "Meeting begun",
    MeetingStep.OFFER: "Offered",
    MeetingStep.OFFER_LOST: "The letter with the offer did not arrive",
    MeetingStep.DO_NOT_OFFER: "Not offered",
    MeetingStep.ACCEPT: "Accepted",
    MeetingStep.DECLINE: "Declined",
    MeetingStep.NO_ANSWER: "No response",
    MeetingStep.ARRANGE: "Arranged",
    MeetingStep.RESCHEDULE: "Another time or place",
    MeetingStep.CANCEL: "Cancelled",
    MeetingStep.HOLD: "Took place",
    MeetingStep.DID_NOT_HAPPEN: "Did not take place",
    MeetingStep.SEND_NOTES: "Notes sent",
}
_ANSWER = "Record the answer"
_STEP_LINKS: dict[MeetingStep, tuple[str, str]] = {
    MeetingStep.OFFER: ("Record the offer", "workspace:meeting-offer"),
    MeetingStep.ACCEPT: (_ANSWER, "workspace:meeting-answer"),
    MeetingStep.DECLINE: (_ANSWER, "workspace:meeting-answer"),
    MeetingStep.NO_ANSWER: (_ANSWER, "workspace:meeting-answer"),
    MeetingStep.ARRANGE: ("Arrange the meeting", "workspace:meeting-arrange"),
    MeetingStep.HOLD: ("Record what came of it", "workspace:meeting-outcome"),
    MeetingStep.SEND_NOTES: ("Record that the notes were sent", "workspace:meeting-notes"),
    MeetingStep.RESCHEDULE: ("Change the time or place", "workspace:meeting-reschedule"),
    MeetingStep.DO_NOT_OFFER: ("Record that it is not offered", "workspace:meeting-not-offered"),
    MeetingStep.CANCEL: ("Cancel the meeting", "workspace:meeting-cancel"),
}
#: A coded reason of a step in words; a reason that is no code is words already.
_REASONS: dict[MeetingStep, Mapping[str, str]] = {
    MeetingStep.RESCHEDULE: {one.value: one.label for one in RescheduleReason},
    MeetingStep.CANCEL: {one.value: one.label for one in CancelReason},
    MeetingStep.DID_NOT_HAPPEN: {one.value: one.label for one in NotHeldReason},
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownAction:
    """Something that was agreed."""

    rows: tuple[Row, ...]
    title: str
    #: Where it is recorded as done; empty once it is, or where the viewer may not.
    done_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeeting:
    """One meeting as its page."""

    title: str
    state: Tag
    rows: tuple[Row, ...]
    #: The next step, and what else may be done.
    next: Link | None
    others: tuple[Link, ...]
    actions: tuple[ShownAction, ...]
    history: tuple[Event, ...]
    add_action_href: str
    calendar_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeeting:
    """One meeting in the list of a victim."""

    title: str
    href: str
    state: Tag
    rows: tuple[Row, ...]


def title(meeting: Meeting) -> str:
    """Say what a meeting is for."""
    if meeting.family_point:
        return FamilyPoint(meeting.family_point).label
    if meeting.purpose == MeetingPurpose.OTHER:
        return meeting.purpose_note
    return MeetingPurpose(meeting.purpose).label


def listed(meetings: Iterable[Meeting]) -> list[ListedMeeting]:
    """List the meetings of a victim."""
    return [
        ListedMeeting(
            title=title(meeting),
            href=reverse("workspace:meeting", args=[meeting.pk]),
            state=STATES[MeetingState(meeting.state)],
            rows=tuple(_when(meeting)),
        )
        for meeting in meetings
    ]


def family_checklist(meetings: Sequence[Meeting], *, start_href: str) -> list[Task]:
    """Show the eight points at which a bereaved family is offered a meeting, and how each stands (MEET-3)."""
    newest: dict[str, Meeting] = {}
    for meeting in meetings:
        newest.setdefault(meeting.family_point, meeting)
    tasks = []
    for point in FamilyPoint:
        known = newest.get(point)
        tasks.append(
            Task(
                title=point.label,
                href=reverse("workspace:meeting", args=[known.pk]) if known else f"{start_href}?about={point}",
                status=STATES[MeetingState(known.state)] if known else None,
                status_text="" if known else "Nothing recorded",
            )
        )
    return tasks


def present(record: MeetingRecord, *, may_arrange: bool, names: Mapping[str, str]) -> ShownMeeting:
    """Turn one meeting into its page."""
    meeting = record.meeting
    state = MeetingState(meeting.state)
    links = _links(meeting) if may_arrange else []
    waits = state in ACTIVE or state is MeetingState.HELD
    is_over = state in {MeetingState.HELD, MeetingState.NOTES_SENT}
    return ShownMeeting(
        title=title(meeting),
        state=STATES[state],
        rows=(*_who(meeting), *_when(meeting), *_arrangement(meeting), *_outcome(meeting)),
        next=links[0] if links and waits else None,
        others=tuple(links[1:] if waits else links),
        actions=tuple(_action(action, may_arrange=may_arrange, names=names) for action in record.actions),
        history=tuple(_event(change, names=names) for change in reversed(record.changes)),
        add_action_href=reverse("workspace:meeting-action", args=[meeting.pk]) if may_arrange and is_over else "",
        calendar_href=reverse("workspace:meeting-calendar", args=[meeting.pk])
        if state is MeetingState.ARRANGED
        else "",
    )


def is_possible(meeting: Meeting, steps: Iterable[MeetingStep]) -> bool:
    """Whether any of these steps may be taken now."""
    return bool(set(steps) & set(steps_from(state=MeetingState(meeting.state))))


def arrangement_answers(meeting: Meeting) -> dict[str, object]:
    """Give what is arranged now, to begin a change from."""
    if meeting.starts_at is None:
        return {}
    local = meeting.starts_at.astimezone(formatting.LONDON)
    return {
        "starts_on": [str(local.day), str(local.month), str(local.year)],
        "starts_time": f"{local:%H:%M}",
        **{
            name: getattr(meeting, name)
            for name in ("format", "place", "place_detail", "calendar_place", "attendees", "other_attendees", "chair",
                         "support", "support_detail")
        },
    }  # fmt: skip


def answers(form: GovukForm) -> list[Row]:
    """List the answers of a valid form in words, to be checked before they are recorded."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", []):
            continue
        rows.append(Row(key=str(field.label), value=_words(value, dict(getattr(field, "choices", [])))))
    return rows


def hidden(posted: QueryDict) -> list[tuple[str, str]]:
    """Carry what was typed through the page on which it is checked."""
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in {"csrfmiddlewaretoken", "stage"}
        for value in values
    ]


def meetings_href(case_id: uuid.UUID, victim_id: uuid.UUID) -> str:
    """Lead to the meetings of a victim."""
    return reverse("workspace:meetings", args=[case_id, victim_id])


def _words(value: object, choices: Mapping[object, object]) -> str | tuple[str, ...]:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return tuple(str(choices.get(one, one)) for one in value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.date):
        return formatting.weekday_words(value)
    text = str(choices.get(value, value))
    return tuple(text.splitlines()) if "\n" in text else text


def _links(meeting: Meeting) -> list[Link]:
    """List the steps that may be taken, the usual one first, each page once."""
    found: dict[str, Link] = {}
    possible = steps_from(state=MeetingState(meeting.state))
    for step, (text, route) in _STEP_LINKS.items():
        if step in possible:
            found.setdefault(route, Link(text=text, href=reverse(route, args=[meeting.pk])))
    return list(found.values())


def _who(meeting: Meeting) -> list[Row]:
    rows = [Row(key="Victim", value=meeting.victim.person.full_name)]
    if meeting.person_id != meeting.victim.person_id:
        rows.append(Row(key="Invited", value=meeting.person.full_name))
    rows.append(Row(key="How it came about", value=MeetingOrigin(meeting.origin).label))
    return rows


def _when(meeting: Meeting) -> list[Row]:
    rows = []
    if meeting.offer_due_on and meeting.state == MeetingState.TO_OFFER:
        rows.append(Row(key="To be offered by", value=formatting.weekday_words(meeting.offer_due_on)))
    if meeting.offered_on:
        way = MeetingWay(meeting.offered_way).label
        rows.append(Row(key="Offered", value=f"{formatting.date_words(meeting.offered_on)}, {_inside(way)}"))
    if meeting.responded_on:
        way = MeetingWay(meeting.responded_way).label
        rows.append(Row(key="Answered", value=f"{formatting.date_words(meeting.responded_on)}, {_inside(way)}"))
    if meeting.starts_at:
        on = formatting.weekday_words(formatting.london_date(at=meeting.starts_at))
        rows.append(Row(key="Time", value=f"{on} at {formatting.time_words(meeting.starts_at)}"))
    return rows


def _arrangement(meeting: Meeting) -> list[Row]:
    if not meeting.format:
        return []
    rows = [Row(key="How people meet", value=MeetingFormat(meeting.format).label)]
    place = [MeetingPlace(meeting.place).label] if meeting.place else []
    if place or meeting.place_detail:
        rows.append(Row(key="Place", value=(*place, *meeting.place_detail.splitlines())))
    rows.append(Row(key="Place in their calendar", value=meeting.calendar_place or "Nothing"))
    people = ["The victim", *(MeetingAttendee(one).label for one in meeting.attendees)]
    rows.append(Row(key="Who comes", value=(*people, *meeting.other_attendees.splitlines())))
    if meeting.chair:
        rows.append(Row(key="Led by", value=meeting.chair))
    needs = [*(MeetingSupport(one).label for one in meeting.support), meeting.support_detail]
    if any(needs):
        rows.append(Row(key="Needs", value=tuple(need for need in needs if need)))
    return rows


def _outcome(meeting: Meeting) -> list[Row]:
    if meeting.duration_minutes is None:
        return []
    came = ["The victim", *(MeetingAttendee(one).label for one in meeting.attended)]
    measures = tuple(MeetingMeasure(one).label for one in meeting.measures_agreed)
    rows = [
        Row(key="Lasted", value=formatting.count_words(meeting.duration_minutes, "minute")),
        Row(key="Who came", value=(*came, *meeting.other_attended.splitlines())),
        Row(key="Counsel came", value="Yes" if meeting.did_counsel_attend else "No"),
        Row(key="Can claim expenses", value="Yes" if meeting.is_eligible_for_expenses else "No"),
        Row(key="Special measures agreed", value=measures or "None"),
        Row(key="May be asked for research", value=ResearchConsent(meeting.research_consent).label),
        Row(key="Notes on CMS", value="Yes" if meeting.are_notes_on_cms else "Not yet"),
    ]
    if meeting.notes_to_victim_on:
        rows.append(Row(key="Notes sent to them", value=formatting.date_words(meeting.notes_to_victim_on)))
        officer = formatting.date_words(meeting.notes_to_officer_on) if meeting.notes_to_officer_on else "Not yet"
        rows.append(Row(key="Notes to the officer in the case", value=officer))
    return rows


def _action(action: MeetingAction, *, may_arrange: bool, names: Mapping[str, str]) -> ShownAction:
    rows = [
        Row(key="Who", value=action.owner),
        Row(key="By", value=formatting.weekday_words(action.due_on)),
    ]
    if action.done_at:
        by = words.who(action.done_by, dict(names))
        rows.append(Row(key="Done", value=(f"{formatting.date_time_words(action.done_at)}, by {by}", action.outcome)))
    is_open = action.done_at is None and may_arrange
    return ShownAction(
        title=action.what,
        rows=tuple(rows),
        done_href=reverse("workspace:meeting-action-done", args=[action.pk]) if is_open else "",
    )


def _event(change: MeetingChange, *, names: Mapping[str, str]) -> Event:
    step = MeetingStep(change.step)
    lines = []
    if change.earlier_starts_at:
        lines.append(f"Before: {formatting.date_time_words(change.earlier_starts_at)}.")
    if change.reason:
        lines.append(f"Why: {_REASONS.get(step, {}).get(change.reason, change.reason)}")
    if change.note:
        lines.append(change.note)
    return Event(
        title=_DONE[step],
        when=formatting.date_time_words(change.changed_at),
        timestamp=change.changed_at.isoformat(timespec="minutes"),
        by=words.who(change.changed_by, dict(names)),
        lines=tuple(lines),
    )


def _inside(label: str) -> str:
    """Put a label inside a sentence; abbreviations stay as they are."""
    return label if label.isupper() else label[:1].lower() + label[1:]
