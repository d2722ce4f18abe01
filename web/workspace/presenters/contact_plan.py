"""Contact plans as they are shown: what a person wants in words, and what happens next with one letter and why."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse

from cases.models import Connection
from cases.rules.vocabulary import ConnectionKind, ContactPointKind
from communications.models import CallSeries, SupporterTelling
from communications.rules.calls.supporters import SupporterOutcome
from communications.rules.contact_plan import NEWS_SORTS, ContactPlan, NewsSort, PlanLine, PlanStep, StepStanding
from communications.services.contact_plans import Planned, SupporterNow
from communications.services.news_plans import ShownNewsPlan
from communications.services.plan_steps import ShownPlan
from web import formatting
from web.components import Event, Link, Row, Tag
from web.workspace import words

#: How somebody wants to be told, and who beside them, as the form asks.
USUAL, LETTER, CALL = "usual", "letter", "call"
NOBODY = "nobody"

STANDINGS: dict[StepStanding, Tag] = {
    StepStanding.DONE: Tag(text="Done", colour="green"),
    StepStanding.NEXT: Tag(text="Next"),
    StepStanding.WAITING: Tag(text="Waiting", colour="grey"),
    StepStanding.LEFT_OUT: Tag(text="Left out", colour="yellow"),
}
SAFETY = (
    "News about safety, such as bail, an order or a release, waits for nobody: we ring at once, and where that fails "
    "the officer in the case goes to them."
)
_NEWS_STEPS: dict[PlanStep, str] = {PlanStep.WRITTEN: "In writing", PlanStep.PORTAL: "Their online page"}


def wish_rows(plans: Mapping[NewsSort, Planned], *, case_id: uuid.UUID, victim_id: uuid.UUID) -> list[Row]:
    """Say for each kind of news in which order the person is told."""
    change = reverse("workspace:agree-plan-news", args=[case_id, victim_id])
    return [
        Row(
            key=sort.label,
            value=tuple(order_words(planned.plan, supporter=planned.supporter)),
            tag=Tag(text="Their own wish", colour="blue") if planned.plan.is_own else None,
            actions=(
                Link(text="Change", href=f"{change}?news={sort.value}", hidden_text=f"how they are told: {sort.label}"),
            ),
        )
        for sort, planned in plans.items()
    ]


def order_words(plan: ContactPlan, *, supporter: Connection | None) -> list[str]:
    """Say a plan in sentences, one for each step."""
    said = {
        PlanStep.AGENCY: "Witness care tell them. We make sure of it.",
        PlanStep.SUPPORTER: _supporter_words(plan, supporter),
        PlanStep.CALL: "A person rings.",
        PlanStep.WRITTEN: "Then the letter, by the way that is safe."
        if plan.rings_first
        else "The letter comes first.",
        PlanStep.OFFICER: "Not reached: the officer in the case goes to them.",
        PlanStep.PORTAL: "A copy online, once they have been told.",
    }
    if plan.sort in NEWS_SORTS:
        said |= {
            PlanStep.WRITTEN: "In writing, by the way that they chose, if nobody has told them.",
            PlanStep.PORTAL: "The day stands on their online page by itself.",
        }
    if plan.sort is NewsSort.SAFETY:
        said |= {
            PlanStep.CALL: "A person rings at once, without a text before it.",
            PlanStep.WRITTEN: "An email at once, and at the same time:",
        }
    lines = [said[step] for step in plan.steps]
    return lines if plan.sort in NEWS_SORTS or plan.copies_to_portal else [*lines, "No copy online."]


def _supporter_words(plan: ContactPlan, supporter: Connection | None) -> str:
    name = supporter.person.full_name if supporter is not None else "Somebody beside them"
    return f"{name} is told {_lead_words(plan.lead_minutes or 0)} before."


def _lead_words(minutes: int) -> str:
    return {30: "half an hour", 60: "an hour", 120: "two hours"}.get(minutes, f"{minutes} minutes")


def usual_words(plan: ContactPlan) -> str:
    """Say what is usual for people with this service."""
    if plan.sort is NewsSort.SAFETY:
        return "A person rings at once."
    if plan.sort in NEWS_SORTS:
        return (
            "Witness care tell them; for people with a liaison officer a person rings as well."
            if plan.rings_first
            else "Witness care tell them; we write if they have not."
        )
    if plan.rings_first:
        return "For people with a liaison officer: a person rings first, then the letter."
    return "The letter, without a call before it."


def wish_now(planned: Planned) -> dict[str, object]:
    """Put what is agreed into the form."""
    plan, wish = planned.plan, planned.wish
    if wish is None:
        return {"order": USUAL}
    return {
        "order": CALL if plan.rings_first else LETTER,
        "supporter": str(wish.supporter_id or NOBODY),
        "lead": str(plan.lead_minutes or ""),
        "copy": "yes" if plan.copies_to_portal else "no",
    }


def supporter_choices(connections: Sequence[Connection]) -> list[tuple[str, str]]:
    """Offer who stands beside the person; whether each may be told is asked when it is recorded."""
    return [
        (str(one.pk), f"{one.person.full_name} ({one.relationship or ConnectionKind(one.kind).label})")
        for one in connections
        if not one.is_suspect_or_lives_with_suspect
    ]


def _to_the_calls(series: CallSeries | None) -> Link | None:
    if series is None:
        return None
    return Link(text="Go to the calls", href=reverse("workspace:call", args=[series.pk]))


def plan(shown: ShownPlan | None) -> dict[str, object] | None:
    """Show what happens next with one letter, and why."""
    if shown is None:
        return None
    return {
        "rows": [_line_row(line) for line in shown.lines],
        "whose": "As they asked for this kind of news." if shown.planned.plan.is_own else "As usual for their service.",
        "link": _to_the_calls(shown.series),
    }


def news_plan(shown: ShownNewsPlan | None) -> dict[str, object] | None:
    """Show by which steps a piece of news reaches its person, how each stands, and which is next (L11)."""
    if shown is None:
        return None
    return {
        "rows": [
            dataclasses.replace(_line_row(line), key=_NEWS_STEPS.get(line.step, line.step.label))
            for line in shown.lines
        ],
        "whose": "As they asked for this kind of news." if shown.planned.plan.is_own else "As usual for their service.",
        "link": _to_the_calls(shown.series),
        "record": Link(
            text="Record that they were told by witness care, police or a colleague",
            href=reverse("workspace:agency-contacts", args=[shown.victim.case_id, shown.victim.pk]),
        ),
    }


def _line_row(line: PlanLine) -> Row:
    when = {
        StepStanding.DONE: "On {}.",
        StepStanding.NEXT: "Not before {}.",
        StepStanding.WAITING: "Until {} at the latest." if line.step is PlanStep.WRITTEN else "From {}.",
    }.get(line.standing, "")
    said = [line.why]
    if line.at is not None and when:
        said.append(when.format(formatting.date_time_words(line.at)))
    return Row(key=line.step.label, value=tuple(said), tag=STANDINGS[line.standing])


def supporter_rows(now: SupporterNow, *, at: dt.datetime) -> list[Row]:
    """Say who is told, and on which number; no number is shown of somebody who may not be told."""
    connection = now.connection
    rows = [
        Row(key="Who", value=connection.person.full_name),
        Row(key="Who they are", value=connection.relationship or ConnectionKind(connection.kind).label),
        Row(key="May be told", value=connection.get_may_be_told_display()),
        Row(key="How long before", value=_lead_words(int(now.first.lead.total_seconds() // 60)).capitalize()),
    ]
    if now.refused is not None:
        return [
            *rows,
            Row(key="Do not ring them", value=now.refused.words, tag=Tag(text="Not to be told", colour="red")),
        ]
    for phone in now.phones.usable:
        later = phone.decision.retry_at
        value = phone.point.value if phone.decision.is_allowed or later is None else "Not at this hour."
        lines = (value,) if later is None else (value, f"From {formatting.date_time_words(later)}.")
        rows.append(Row(key=ContactPointKind(phone.point.kind).label, value=lines))
    return rows


def telling_event(telling: SupporterTelling, *, names: Mapping[str, str]) -> Event:
    """Tell one try to tell a supporter."""
    lines = []
    if telling.there_from is not None:
        lines.append(f"Can be there from {formatting.date_time_words(telling.there_from)}.")
    if telling.note:
        lines.append(f"Note: {telling.note}")
    return Event(
        title=f"Supporter: {SupporterOutcome(telling.outcome).label.lower()}",
        when=formatting.date_time_words(telling.told_at),
        timestamp=telling.told_at.isoformat(timespec="minutes"),
        by=words.who(telling.recorded_by, dict(names)),
        lines=tuple(lines),
        tag=Tag(text="Outside what is safe", colour="red") if telling.against else None,
    )


def steps_to_leave_out(plan: ShownPlan | ShownNewsPlan | None) -> list[tuple[str, str]]:
    """Offer the steps before the letter, or before the call with news, that are not done or left out."""
    if plan is None:
        return []
    offered = {PlanStep.SUPPORTER: "Nobody is told first: ring them without"}
    if isinstance(plan, ShownPlan):
        offered[PlanStep.CALL] = "The letter does not wait for the calls"
    return [
        (line.step.value, offered[line.step])
        for line in plan.lines
        if line.step in offered and line.standing in {StepStanding.NEXT, StepStanding.WAITING}
    ]
