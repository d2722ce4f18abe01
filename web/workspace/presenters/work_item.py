"""One item of work as its page shows it."""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse

from cases.models import WorkItem
from cases.rules.vocabulary import ConnectionKind, WorkKind
from communications.models import ReadingTime
from communications.rules.reading_times import Beside, CallBy
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
    WorkKind.REVIEW_NOT_WRITTEN: "Start the letter",
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
    WorkKind.COMPLAINT_ACKNOWLEDGE: "Open the complaint",
    WorkKind.COMPLAINT_ANSWER: "Open the complaint",
    WorkKind.COMPLAINT_TELL: "Open the complaint",
    WorkKind.COMPLAINT_NEAR: "Open the complaint",
    WorkKind.COMPLAINT_OVERDUE: "Open the complaint",
    WorkKind.HANDOVER_OFFERED: "Read and answer it",
    WorkKind.HANDOVER_UNANSWERED: "See the handover",
    WorkKind.WRITE_AFTER_CALLS: "See what was tried",
    WorkKind.TELL_SUPPORTER: "Go to the call",
    WorkKind.REFERRAL_START: "See what they agreed to, and pass it on",
    WorkKind.REFERRAL_OUTCOME: "Record what came of it",
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
    "complaint": "Open the complaint",
    "referral": "See how it stands",
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
    WorkKind.PERSON_BESIDE_THEM: ("See who stands beside them", "workspace:beside"),
}


def present(item: WorkItem, *, chosen: ReadingTime | None = None) -> ShownItem:
    """Turn an item of work into what is shown; ``chosen`` is the call that they asked for (V29)."""
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
        rows += _behind_rows(item.about)
    rows += _chosen_rows(chosen)
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


def _behind_rows(about: str) -> list[Row]:
    """Lead to the message, the complaint or the letter from which a call or a meeting came, where it came from one."""
    subject, _, key = about.partition(":")
    if subject == "written":
        return [Row(key="What they wrote", value="Read the message", href=reverse("workspace:message", args=[key]))]
    if subject == "complaint":
        return [Row(key="What it is about", value="The complaint", href=reverse("workspace:complaint", args=[key]))]
    if subject == "communication":
        return [Row(key="What it is about", value="Read the letter", href=reverse("workspace:letter", args=[key]))]
    return []


def _chosen_rows(chosen: ReadingTime | None) -> list[Row]:
    """Say who is to ring and who is to be with the person, as they chose; nothing where they chose nothing."""
    if chosen is None:
        return []
    asked_for = {CallBy.CONTACT: "Their contact", CallBy.COLLEAGUE: "Anybody who is there"}[CallBy(chosen.caller)]
    rows = [Row(key="Who is to ring", value=asked_for)]
    if chosen.supporter is not None:
        kind = ConnectionKind(chosen.supporter.kind).label
        rows.append(Row(key="With them", value=f"{chosen.supporter.person.full_name}, {kind}"))
    elif chosen.beside == Beside.SOMEBODY:
        rows.append(Row(key="With them", value="Somebody of their own choice"))
    return rows


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
        "complaint": "workspace:complaint",
        "calls": "workspace:call",
        "handover": "workspace:handover",
        "officer": "workspace:share-out",
        "referral": "workspace:referral",
    }
    route = routes.get(subject)
    if subject == "obligation" and kind is WorkKind.EXEMPTION_APPROVAL:
        route = "workspace:exemption"
    if subject == "obligation" and kind is WorkKind.TRANSITION_APPROVAL:
        route = "workspace:transitions"
    if subject == "obligation" and kind is WorkKind.OWED_NOT_WRITTEN:
        route = "workspace:owed-unwritten"
    if subject == "review" and kind is WorkKind.REVIEW_NOT_WRITTEN:
        route = "workspace:review-unwritten"
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
