"""Complaints as staff see them: what caused each, how each stage stands, and what can be done now (M11)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from cases.rules.vocabulary import ReviewReceipt
from cases.rules.working_days import end_of_day
from communications.models import Complaint, ComplaintStage
from communications.rules.complaints import (
    FIRST,
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    ComplaintTold,
    WhyNotAnswer,
    is_about_a_decision,
    standing_of,
)
from communications.selectors.complaints import ComplaintPage, facts_of, stages_of
from communications.services.complaint_letters import Postal, reference_of
from web import formatting
from web.components import Row, Tag
from web.workspace import words

_TAGS: dict[ComplaintStanding, Tag] = {
    ComplaintStanding.RECEIVED: Tag(text="Not acknowledged", colour="orange"),
    ComplaintStanding.LOOKED_AT: Tag(text="To be answered", colour="blue"),
    ComplaintStanding.TO_BE_TOLD: Tag(text="To be told the answer", colour="orange"),
    ComplaintStanding.ANSWERED: Tag(text="Answered", colour="green"),
    ComplaintStanding.WITHDRAWN: Tag(text="Taken back", colour="grey"),
}
_WHY_NOT: dict[WhyNotAnswer, str] = {
    WhyNotAnswer.HAD_A_PART: "You had a part in what this is about, so somebody else answers it.",
    WhyNotAnswer.IS_THEIR_CONTACT: "You are their contact, so somebody else answers it.",
    WhyNotAnswer.ANSWERED_FIRST: "You gave the first answer, so somebody else gives the second.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLine:
    """One complaint of a list."""

    href: str
    title: str
    who: str
    tag: Tag
    due_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """A page of the complaints that wait."""

    lines: tuple[ComplaintLine, ...]
    next_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownStage:
    """One stage with its dates and what came of it."""

    title: str
    tag: Tag
    rows: tuple[Row, ...]
    answer: str
    what_we_do: str
    said: str
    how_counted: tuple[str, ...]
    #: The answer as a letter to print; empty while there is none.
    letter_href: str
    answer_cy: str
    what_we_do_cy: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownComplaint:
    """One complaint as its page shows it."""

    title: str
    tag: Tag
    text: str
    rows: tuple[Row, ...]
    stages: tuple[ShownStage, ...]
    due_at: dt.datetime | None
    tells_what_happened: bool
    is_about_a_decision: bool
    is_about_safety: bool
    case_href: str


def page_of(found: ComplaintPage) -> ShownList:
    """Turn a page of the list into what is shown."""
    base = reverse("workspace:complaints")
    return ShownList(
        lines=tuple(line(each, who=each.person.full_name) for each in found.complaints),
        next_href=f"{base}?{urlencode({'after': str(found.next)})}" if found.next is not None else "",
    )


def line(complaint: Complaint, *, who: str) -> ComplaintLine:
    """Turn one complaint into a line; its stages were read with it."""
    newest = stages_of(complaint)[-1]
    about = ComplaintAbout(complaint.about).label
    return ComplaintLine(
        href=reverse("workspace:complaint", args=[complaint.pk]),
        title=f"{about}, {formatting.date_words(complaint.received_on)}",
        who=who,
        tag=_TAGS[standing_of(stage=facts_of(newest))],
        due_at=_due_at(newest),
    )


def postal_words(found: Postal) -> tuple[str, ...]:
    """Say how the printed answer reaches the person, and how it is printed."""
    way = (
        "It bears their address. Post it in a plain window envelope."
        if found.point is not None
        else "No address of theirs is safe, so it bears none. Hand it over, send it through somebody they chose, or "
        "read it out."
    )
    return (way, found.print_reason)


def why_not_words(why: WhyNotAnswer) -> str:
    """Say why the viewer does not answer it."""
    return _WHY_NOT[why]


def complaint(found: Complaint, *, names: Mapping[str, str], is_long_ago: bool) -> ShownComplaint:
    """Turn one complaint into what its page shows."""
    rows_of_stages = stages_of(found)
    newest = rows_of_stages[-1]
    about = ComplaintAbout(found.about)
    rows = [Row(key="What it is about", value=about.label), Row(key="Victim", value=found.victim.person.full_name)]
    if found.person_id != found.victim.person_id:
        rows.append(Row(key="Who complains", value=found.person.full_name))
    rows += [
        Row(key="Reached us", value=formatting.date_words(found.received_on)),
        Row(key="How", value=ReviewReceipt(found.receipt).label),
        Row(key="Reference on our letters", value=reference_of(found)),
        _cause(found),
    ]
    if is_long_ago:
        rows.append(Row(key="Long ago", value="More than six months before they complained. Answer it all the same."))
    return ShownComplaint(
        title=f"Complaint from {found.person.full_name}",
        tag=_TAGS[standing_of(stage=facts_of(newest))],
        text=found.text,
        rows=tuple(rows),
        stages=tuple(_stage(each, names=names) for each in rows_of_stages),
        due_at=_due_at(newest),
        tells_what_happened=found.tells_what_happened,
        is_about_a_decision=is_about_a_decision(about=about),
        is_about_safety=about is ComplaintAbout.PRIVACY,
        case_href=reverse("workspace:case", args=[found.case_id]),
    )


def labels_in(found: Complaint) -> list[str]:
    """List who did something with a complaint, so that their names are read at once."""
    return [
        label
        for each in stages_of(found)
        for label in (each.acknowledged_by, each.settled_by, each.told_by)
        if label.startswith("staff:")
    ]


def happened_on(found: Complaint) -> dt.date | None:
    """Give the London date of what caused it; None where they chose nothing."""
    if found.letter is not None:
        return formatting.london_date(at=found.letter.sent_at or found.letter.opened_at)
    if found.call is not None:
        return found.call.called_on
    if found.meeting is not None and found.meeting.starts_at is not None:
        return formatting.london_date(at=found.meeting.starts_at)
    return None


def letter_lines(complaints: Iterable[Complaint]) -> list[ComplaintLine]:
    """List what a letter caused, for its page."""
    return [line(each, who="") for each in complaints]


def _cause(found: Complaint) -> Row:
    on = happened_on(found)
    day = formatting.date_words(on) if on is not None else ""
    if found.letter is not None:
        href = reverse("workspace:letter", args=[found.letter_id])
        return Row(key="What caused it", value=f"Our letter of {day}, {found.letter.reference}", href=href)
    if found.call is not None:
        href = reverse("workspace:call", args=[found.call.series_id])
        return Row(key="What caused it", value=f"Our call of {day}", href=href)
    if found.meeting is not None:
        href = reverse("workspace:meeting", args=[found.meeting_id])
        return Row(key="What caused it", value=f"Our meeting of {day}" if day else "Our meeting", href=href)
    return Row(key="What caused it", value="They named no letter, call or meeting")


def _stage(stage: ComplaintStage, *, names: Mapping[str, str]) -> ShownStage:
    rows = [
        Row(key="Asked for", value=formatting.date_words(stage.asked_on)),
        Row(key="They know that we have it", value=_acknowledged(stage, names)),
        Row(key="Answer due", value=formatting.weekday_words(stage.answer_due_on)),
    ]
    if stage.late_reason:
        rows.append(Row(key="Taken late because", value=stage.late_reason))
    if stage.outcome and stage.settled_at is not None:
        who = words.who(stage.settled_by, dict(names))
        rows.append(
            Row(key="Found", value=(ComplaintOutcome(stage.outcome).label, f"{who}, {_when(stage.settled_at)}"))
        )
    if stage.told_on is not None:
        how = ComplaintTold(stage.told_how).label
        rows.append(Row(key="They have it", value=(f"{how}, {formatting.date_words(stage.told_on)}", stage.told_note)))
    return ShownStage(
        title="First answer" if stage.number == FIRST else "Second answer, by somebody more senior",
        tag=_TAGS[standing_of(stage=facts_of(stage))],
        rows=tuple(rows),
        answer=stage.answer,
        what_we_do=stage.what_we_do,
        said=stage.said,
        how_counted=tuple(stage.explanation),
        letter_href=reverse("workspace:complaint-letter", args=[stage.complaint_id, stage.number])
        if stage.answer
        else "",
        answer_cy=stage.answer_cy,
        what_we_do_cy=stage.what_we_do_cy,
    )


def _acknowledged(stage: ComplaintStage, names: Mapping[str, str]) -> str:
    if stage.acknowledged_at is None:
        return f"Not yet; due {formatting.weekday_words(stage.acknowledge_due_on)}"
    return f"{words.who(stage.acknowledged_by, dict(names))}, {_when(stage.acknowledged_at)}"


def _when(at: dt.datetime) -> str:
    return formatting.date_time_words(at)


def _due_at(stage: ComplaintStage) -> dt.datetime | None:
    standing = standing_of(stage=facts_of(stage))
    if standing in {ComplaintStanding.ANSWERED, ComplaintStanding.WITHDRAWN}:
        return None
    is_new = standing is ComplaintStanding.RECEIVED
    return end_of_day(due_on=stage.acknowledge_due_on if is_new else stage.answer_due_on)
