"""A handover as its pages show it: who offers, why, and from the record what the next officer must know."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from cases.models import Handover, WorkItem
from cases.rules.agreed import Missing
from cases.rules.vocabulary import HandoverReason, HandoverState, WorkKind
from cases.selectors.records import VictimRecord
from communications.models import Promise
from communications.services.handovers import ContactChanged
from web import formatting
from web.components import Row, Tag
from web.workspace import words
from web.workspace.presenters import people

_COLOURS: dict[HandoverState, str] = {
    HandoverState.OFFERED: "yellow",
    HandoverState.ACCEPTED: "green",
    HandoverState.GIVEN: "green",
    HandoverState.DECLINED: "grey",
    HandoverState.WITHDRAWN: "grey",
}
_ABOUT_HANDOVERS = frozenset({WorkKind.HANDOVER_OFFERED, WorkKind.HANDOVER_DECLINED, WorkKind.HANDOVER_UNANSWERED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """What whoever takes a victim over must know, from the record: nobody types it again."""

    warnings: tuple[str, ...]
    rows: tuple[Row, ...]
    #: What waits to be done about the person, soonest first.
    work: tuple[Row, ...]


def offered_rows(handover: Handover, *, names: dict[str, str], today: dt.date) -> list[Row]:
    """Say who offers whom to whom and why, and how it stands."""
    state = HandoverState(handover.state)
    rows = [
        Row(key="How it stands", tag=Tag(text=state.label, colour=_COLOURS[state])),
        Row(key="Contact until now", value=handover.from_officer.full_name),
        Row(key="Offered to", value=handover.to_officer.full_name),
        Row(
            key="Offered",
            value=f"{formatting.date_time_words(handover.offered_at)} by {words.who(handover.offered_by, names)}",
        ),
        Row(key="Why", value=HandoverReason(handover.reason).label),
        Row(key="What the record does not say", value=tuple(handover.note.splitlines()) or "Nothing"),
    ]
    if state is HandoverState.OFFERED:
        late = Tag(text="Overdue", colour="red") if handover.answer_due_on < today else None
        rows.append(Row(key="Answer by", value=formatting.weekday_words(handover.answer_due_on), tag=late))
    elif handover.answered_at is not None:
        how = f"{formatting.date_time_words(handover.answered_at)} by {words.who(handover.answered_by, names)}"
        rows.append(Row(key="Answered", value=(how, *handover.answer.splitlines())))
    return rows


def labels(handover: Handover) -> list[str]:
    """List whose names the page needs."""
    return [handover.offered_by, *([handover.answered_by] if handover.answered_by else [])]


def record(
    known: VictimRecord, *, promise: Promise | None, missing: Sequence[Missing], work: Sequence[WorkItem]
) -> ShownRecord:
    """Show from the record how to reach the person, what was promised and what waits."""
    promised = formatting.weekday_words(promise.due_on) if promise is not None else "No promise is in force"
    open_points = tuple(each.words for each in missing)
    victim = known.victim
    rows = [
        Row(key="Next update promised by", value=promised),
        *people.profile_rows(known.profile),
        Row(
            key="Not settled yet",
            value=open_points or "Everything is settled",
            href=reverse("workspace:agreed", args=[victim.case_id, victim.pk]) if not open_points else "",
        ),
    ]
    return ShownRecord(warnings=people.warnings(known), rows=tuple(rows), work=tuple(_work_rows(work)))


def _work_rows(work: Sequence[WorkItem]) -> list[Row]:
    return [
        Row(
            key=words.NEXT_STEPS[WorkKind(item.kind)],
            value=(
                f"By {formatting.date_time_words(item.due_at)}" if item.due_at else "No date",
                item.officer.full_name if item.officer else "Nobody yet",
            ),
        )
        for item in work
        if item.kind not in _ABOUT_HANDOVERS
    ]


def offer_words(handover: Handover) -> str:
    """Say what was offered and until when an answer is awaited."""
    due = formatting.weekday_words(handover.answer_due_on)
    return f"Offered to {handover.to_officer.full_name}, who answers by {due}. Until then nothing changes."


def accepted_words(changed: ContactChanged) -> str:
    """Say that the person is theirs now, and whether they are told."""
    if changed.is_victim_told:
        return "You are their contact now. A letter is being written that tells them who you are and why it changed."
    return "You are their contact now. They have not heard from us yet: the first letter will name you."


def given_words(changed: ContactChanged) -> str:
    """Say that somebody else is their contact now, and whether they are told."""
    if changed.is_victim_told:
        return "Recorded. Their open work goes with them. A letter tells them who their contact is now and why."
    return "Recorded. Their open work goes with them. The first letter that they get will name their contact."
