"""One item of work as its page shows it."""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse

from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from web import formatting
from web.components import Link, Row, Tag
from web.workspace import words


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item of work: what to do, why, and where it can be done."""

    title: str
    summary: str
    due_at: dt.datetime | None
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]
    #: Where the thing itself is answered, if there is such a page.
    action: Link | None
    #: Whether the item is finished by hand; some are settled by the action itself.
    is_finished_by_hand: bool


#: Kinds that their own page settles, so that finishing them by hand would hide something owed.
_SETTLED_ELSEWHERE = {
    WorkKind.CONFIRM_PROPOSAL: "Answer the proposal",
    WorkKind.EXEMPTION_APPROVAL: "Answer the exemption",
    WorkKind.UNDECIDED_DELIVERY: "Settle it",
    WorkKind.HELD_COMMUNICATION: "Settle it",
    WorkKind.NO_SAFE_CHANNEL: "Find another way",
    WorkKind.TELL_THROUGH_INTERMEDIARY: "Record that they were told",
    WorkKind.TELL_RELATIVE: "See who of the family has been told",
    WorkKind.NOT_TAKEN_IN: "See what was not taken in",
    WorkKind.TRANSLATION: "Put it into Welsh",
    WorkKind.CORRECTING_LETTER: "Open the letter",
    WorkKind.OWED_NOT_OPENED: "Open the letter",
    WorkKind.OWED_NOT_WRITTEN: "Start the letter",
    WorkKind.DRAFT_UNATTENDED: "Write the letter",
    **dict.fromkeys(
        (
            WorkKind.MEETING_OFFER,
            WorkKind.MEETING_ANSWER,
            WorkKind.MEETING_ARRANGE,
            WorkKind.MEETING_OUTCOME,
            WorkKind.MEETING_NOTES,
            WorkKind.MEETING_ACTION,
        ),
        "Open the meeting",
    ),
    WorkKind.ANSWER_MESSAGE: "Read and answer it",
    WorkKind.REASONS_WANTED: "Add to the reasons",
    WorkKind.TRANSITION_APPROVAL: "Answer it",
    WorkKind.REVIEW_CHECK: "Open the request",
    WorkKind.REVIEW_ANSWER: "Open the review",
    WorkKind.REVIEW_LETTER: "Open the letter",
    WorkKind.CALL_VICTIM: "Go to the call",
    WorkKind.HANDOVER_OFFERED: "Read and answer it",
    WorkKind.HANDOVER_UNANSWERED: "See the handover",
    WorkKind.WRITE_AFTER_CALLS: "See what was tried",
    WorkKind.TELL_SUPPORTER: "Go to the call",
}
#: Of these, one that names neither message nor letter can only be finished by hand.
_ABOUT_DELIVERY = {WorkKind.UNDECIDED_DELIVERY, WorkKind.HELD_COMMUNICATION, WorkKind.NO_SAFE_CHANNEL}


#: What a link to something of this sort says, where the kind of work does not say it better.
_OPEN = {
    "handover": "See the handover",
    "officer": "See the proposals",
    "calls": "See the calls",
    "written": "Read the message",
    "review": "Open the review",
}


#: What a message leads to instead of a written answer: what the link says, and where it is done.
_BESIDE_A_MESSAGE = {
    WorkKind.CALL_THE_PERSON: ("Ring them", "workspace:calls"),
    WorkKind.ARRANGE_MEETING: ("Record the meeting", "workspace:start-meeting"),
}

#: Work about how it stands with somebody, which their own page shows.
_HOW_IT_STANDS = frozenset({WorkKind.KEEP_IN_TOUCH, WorkKind.LONG_WAIT})


#: What somebody said on their online page: where it is seen, or where they are rung about it.
_ABOUT_A_PERSON = {
    WorkKind.OWN_CHOICES: ("See how to reach them", "workspace:safe-contact"),
    WorkKind.CONTACT_CHANGE: ("See how to reach them", "workspace:safe-contact"),
    WorkKind.SUPPORT_IN_DOUBT: ("Ring them", "workspace:calls"),
}


def present(item: WorkItem) -> ShownItem:
    """Turn an item of work into what is shown."""
    kind = WorkKind(item.kind)
    rows = []
    if item.victim is not None:
        rows.append(Row(key="Victim", value=item.victim.person.full_name))
    if item.case is not None:
        rows.append(
            Row(
                key="Case",
                value=formatting.urn_words(item.case.urn),
                href=reverse("workspace:case", args=[item.case_id]),
            )
        )
    rows += [
        Row(key="Unit", value=item.unit.name),
        Row(key="Officer", value=item.officer.full_name if item.officer else "Nobody yet"),
        Row(key="Since", value=formatting.date_time_words(item.raised_at)),
    ]
    if item.done_at:
        rows.append(Row(key="Finished", value=(formatting.date_time_words(item.done_at), item.outcome)))
    action = _action(kind, item.about)
    if kind in _BESIDE_A_MESSAGE and item.victim_id is not None and item.case_id is not None:
        text, route = _BESIDE_A_MESSAGE[kind]
        action = Link(text=text, href=reverse(route, args=[item.case_id, item.victim_id]))
        rows.append(Row(key="What they wrote", value="Read the message", href=_href_of_message(item.about)))
    if kind is WorkKind.OWED_NOT_OPENED and item.victim_id is not None:
        decision_id = uuid.UUID(item.about.removeprefix("decision:"))
        action = Link(
            text=_SETTLED_ELSEWHERE[kind], href=reverse("workspace:owed-unopened", args=[decision_id, item.victim_id])
        )
    if kind is WorkKind.MEETING_OFFER and action is None and item.victim_id is not None and item.case_id is not None:
        start = reverse("workspace:start-meeting", args=[item.case_id, item.victim_id])
        action = Link(text="Record the meeting", href=f"{start}?about=PRE_TRIAL")
    if kind in _HOW_IT_STANDS and item.victim_id is not None and item.case_id is not None:
        people = reverse("workspace:case-people", args=[item.case_id])
        action = Link(text="See how it stands with them", href=f"{people}#victim-{item.victim_id}")
    if kind in _ABOUT_A_PERSON and item.victim_id is not None and item.case_id is not None:
        text, route = _ABOUT_A_PERSON[kind]
        action = Link(text=text, href=reverse(route, args=[item.case_id, item.victim_id]))
    if kind is WorkKind.NOT_TAKEN_IN:
        action = Link(text=_SETTLED_ELSEWHERE[kind], href=reverse("workspace:not-taken-in", args=[item.pk]))
    return ShownItem(
        title=words.NEXT_STEPS[kind],
        summary=item.summary,
        due_at=item.due_at,
        tags=(Tag(text="For a manager", colour="purple"),) if item.is_for_manager else (),
        rows=tuple(rows),
        action=action,
        is_finished_by_hand=kind not in _SETTLED_ELSEWHERE or (action is None and kind in _ABOUT_DELIVERY),
    )


def _action(kind: WorkKind, about: str) -> Link | None:
    """Lead to the page on which the thing itself is answered, if there is one."""
    subject, _, key = about.partition(":")
    if subject == "message" and key.isdecimal():
        text = _SETTLED_ELSEWHERE.get(kind, "See what happened")
        return Link(text=text, href=reverse("workspace:delivery", args=[int(key)]))
    routes = {
        "proposal": "workspace:proposal",
        "communication": "workspace:letter",
        "meeting": "workspace:meeting",
        "written": "workspace:message",
        "reasons": "workspace:reasons-supplement",
        "review": "workspace:review",
        "calls": "workspace:call",
        "handover": "workspace:handover",
        "officer": "workspace:share-out",
    }
    route = routes.get(subject)
    if subject == "obligation" and kind is WorkKind.EXEMPTION_APPROVAL:
        route = "workspace:exemption"
    if subject == "obligation" and kind is WorkKind.TRANSITION_APPROVAL:
        route = "workspace:transitions"
    if subject == "obligation" and kind is WorkKind.OWED_NOT_WRITTEN:
        route = "workspace:owed-unwritten"
    if subject == "communication" and kind is WorkKind.NO_SAFE_CHANNEL:
        route = "workspace:other-way"
    if subject == "communication" and kind is WorkKind.TELL_THROUGH_INTERMEDIARY:
        route = "workspace:letter-told"
    if subject == "communication" and kind is WorkKind.TELL_RELATIVE:
        route = "workspace:family-told"
    if subject == "communication" and kind is WorkKind.TRANSLATION:
        route = "workspace:letter-welsh"
    try:
        identifier = uuid.UUID(key)
    except ValueError:
        return None
    if route is None:
        return None
    text = _SETTLED_ELSEWHERE.get(kind, _OPEN.get(subject, "Open the letter"))
    return Link(text=text, href=reverse(route, args=[identifier]))


def _href_of_message(about: str) -> str:
    return reverse("workspace:message", args=[about.removeprefix("written:")])
