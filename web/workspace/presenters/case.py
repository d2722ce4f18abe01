"""A case as its pages show it: the facts, the charges, what was decided and what is owed."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.urls import reverse

from cases.models import Case, Charge, Deadline, Decision, Hearing, Obligation, WorkItem
from cases.rules.vocabulary import (
    Addressee,
    ChargeState,
    ChargingRoute,
    ChargingType,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    JourneyStage,
    ObligationState,
    OffenceCategory,
    ReviewText,
    WorkKind,
)
from cases.selectors.reasons import ReasonsTrail, now_of
from cases.selectors.records import CaseRecord, ChargeRecord, ObligationRecord
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState
from web import formatting
from web.components import Cell, Column, CountedDay, Link, Row, Tag, Task
from web.workspace import words
from web.workspace.presenters import reasons
from web.workspace.presenters.review_card import ReviewCard

REVIEW_WORDS: dict[ReviewText, str] = {
    ReviewText.STANDARD: "Offered: the victim may ask for a review",
    ReviewText.NO_RESTART: "Offered, saying that the case cannot be started again",
    ReviewText.EXPEDITED_PILOT: "Offered before the final decision (pilot)",
    ReviewText.ALREADY_OFFERED: "Offered already, before the decision was final (pilot)",
    ReviewText.POLICE_SCHEME: "Not ours: the police scheme applies",
    ReviewText.NONE: "Not offered",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A deadline with every day it counted."""

    summary: str
    days: tuple[CountedDay, ...]
    rule: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownObligation:
    """Something owed to one victim, as a card."""

    id: uuid.UUID
    title: str
    state: Tag
    is_open: bool
    due_at: dt.datetime
    #: The state, or while it is owed how soon it is due.
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]
    review_reasons: tuple[str, ...]
    meeting_reasons: tuple[str, ...]
    clock: Clock | None
    links: tuple[Link, ...]
    #: The right to review, on the page of decisions.
    review: ReviewCard | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownDecision:
    """A decision with what it owes each victim."""

    title: str
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]
    obligations: tuple[ShownObligation, ...]


def identity(case: Case) -> dict[str, object]:
    """Say on every page of the case which case it is."""
    tags = []
    if case.is_rasso:
        tags.append(Tag(text="RASSO", colour="purple"))
    if case.is_restricted:
        tags.append(Tag(text="Restricted", colour="purple"))
    if case.is_bereaved_family_case:
        tags.append(Tag(text="Bereaved family", colour="teal"))
    if case.closed_on:
        tags.append(Tag(text="Closed", colour="grey"))
    return {"title": formatting.urn_words(case.urn), "tags": tags}


def sections(case: Case, current: str) -> list[Link]:
    """List the pages of a case."""
    pages = (
        ("Overview", "workspace:case"),
        ("People", "workspace:case-people"),
        ("Decisions", "workspace:case-decisions"),
        ("Everything said", "workspace:case-said"),
    )
    return [Link(text=text, href=reverse(route, args=[case.pk]), is_current=route == current) for text, route in pages]


def facts(case: Case) -> list[Row]:
    """State the facts of the case itself."""
    rows = [
        Row(key="Reference (URN)", value=formatting.urn_words(case.urn)),
        Row(key="Area and unit", value=(case.area.name, case.unit.name)),
        Row(
            key="Stage",
            value=f"{JourneyStage(case.stage).label}, since {formatting.date_words(case.stage_since)}",
        ),
        Row(key="Charging decision by", value=ChargingRoute(case.charging_route).label),
        Row(key="With the CPS since", value=formatting.date_words(case.opened_on)),
    ]
    if case.charging_type:
        rows.insert(4, Row(key="Charging type", value=ChargingType(case.charging_type).label))
    if case.closed_on:
        rows.append(Row(key="Closed", value=formatting.date_words(case.closed_on)))
    if case.markers:
        rows.append(Row(key="Markers", value=tuple(str(marker) for marker in case.markers)))
    return rows


CHARGE_COLUMNS = [Column(text="Charge"), Column(text="Defendant"), Column(text="Concerns"), Column(text="State")]

_CHARGE_TAGS: dict[ChargeState, str] = {
    ChargeState.CHARGED: "",
    ChargeState.ALLEGED: "yellow",
    ChargeState.UNDER_REVIEW: "yellow",
    ChargeState.CONVICTED: "purple",
}


def charge_rows(charges: Iterable[ChargeRecord]) -> list[list[str | Cell]]:
    """List the charges, whom each concerns and how it stands."""
    return [_charge_row(each.charge, [victim.person.full_name for victim in each.victims]) for each in charges]


def _charge_row(charge: Charge, names: list[str]) -> list[str | Cell]:
    state = ChargeState(charge.state)
    return [
        Cell(text=charge.title, note=OffenceCategory(charge.category).label),
        charge.defendant.name,
        formatting.and_list(names) or "Not linked to a victim yet",
        Cell(tag=Tag(text=state.label, colour=_CHARGE_TAGS.get(state, "grey"))),
    ]


HEARING_COLUMNS = [Column(text="Hearing"), Column(text="When"), Column(text="Where")]


def hearing_rows(case: Case, hearings: Iterable[Hearing], *, at: dt.datetime) -> list[list[str | Cell]]:
    """List the hearings in the three ways a court sets them, and say of those that a stop has overtaken that it has."""
    is_over = JourneyStage(case.stage).is_over
    return [
        [
            Cell(text=hearing.kind, tag=_hearing_tag(hearing, is_over=is_over, at=at)),
            _hearing_when(hearing),
            hearing.court_name,
        ]
        for hearing in hearings
    ]


def _hearing_tag(hearing: Hearing, *, is_over: bool, at: dt.datetime) -> Tag | None:
    if hearing.is_vacated:
        return Tag(text="Vacated", colour="grey")
    if is_over and _is_to_come(hearing, at=at):
        return _OVERTAKEN
    return Tag(text="Provisional", colour="yellow") if hearing.is_provisional else None


#: The court has not taken it off its list, or has not told us.
_OVERTAKEN = Tag(text="Not expected: the case has ended", colour="orange")


def _is_to_come(hearing: Hearing, *, at: dt.datetime) -> bool:
    """Say whether a hearing lies ahead, or has no day yet."""
    if hearing.starts_at is not None:
        return hearing.starts_at > at
    return hearing.week_commencing is None or hearing.week_commencing > formatting.london_date(at=at)


def _hearing_when(hearing: Hearing) -> str:
    if hearing.starts_at:
        return formatting.date_time_words(hearing.starts_at)
    if hearing.week_commencing:
        return f"Week of {formatting.date_words(hearing.week_commencing)}"
    return "Date to be fixed"


def tasks(record: CaseRecord) -> list[Task]:
    """List what waits for a person in this case."""
    return [_task(item) for item in record.work_items]


def _task(item: WorkItem) -> Task:
    name = item.victim.person.full_name if item.victim else ""
    return Task(
        title=words.NEXT_STEPS[WorkKind(item.kind)] + (f" ({name})" if name else ""),
        href=reverse("workspace:work-item", args=[item.pk]),
        hint=item.summary,
        status=Tag(text="For a manager", colour="purple") if item.is_for_manager else None,
        status_text="" if item.is_for_manager else "To do",
    )


def decisions(
    record: CaseRecord,
    *,
    letters: Mapping[uuid.UUID, Communication],
    trails: Mapping[uuid.UUID, ReasonsTrail],
    names: dict[str, str],
    may_exempt: bool,
    at: dt.datetime,
) -> tuple[ShownDecision, ...]:
    """Show each decision with what it owes each victim; `letters` are by obligation, `trails` by decision."""
    by_decision: dict[uuid.UUID, list[ObligationRecord]] = {}
    for owed in record.obligations:
        by_decision.setdefault(owed.obligation.decision_id, []).append(owed)
    return tuple(
        ShownDecision(
            title=DecisionCode(decision.code).label,
            tags=_decision_tags(decision),
            rows=tuple(_decision_rows(decision, trails[decision.pk], names)),
            obligations=tuple(
                obligation(owed, letter=letters.get(owed.obligation.pk), names=names, may_exempt=may_exempt, at=at)
                for owed in by_decision.get(decision.pk, ())
            ),
        )
        for decision in record.decisions
    )


def _decision_tags(decision: Decision) -> tuple[Tag, ...]:
    return (Tag(text="Corrects an earlier decision", colour="yellow"),) if decision.corrects_id else ()


def _decision_rows(decision: Decision, trail: ReasonsTrail, names: dict[str, str]) -> list[Row]:
    charges = tuple(link.charge.title for link in decision.decision_charges.all())
    rows = [
        Row(
            key="Decided",
            value=f"{formatting.date_time_words(decision.decided_at)} by the {DecisionMaker(decision.made_by).label}",
        ),
        Row(
            key="Recorded",
            value=f"{formatting.date_time_words(decision.recorded_at)} by {words.who(decision.recorded_by, names)}",
        ),
        Row(key="Charges", value=charges or "The whole case"),
    ]
    rows += reasons.given_rows(now_of(decision=decision, trail=trail))
    if decision.meeting_not_appropriate_reason:
        rows.append(Row(key="Why no meeting is offered", value=decision.meeting_not_appropriate_reason))
    if decision.is_substantial is not None:
        answer = "Yes" if decision.is_substantial else "No"
        rows.append(Row(key="Substantial for the victim", value=(answer, *filter(None, [decision.substantial_reason]))))
    if decision.because_victim_withdrew:
        rows.append(Row(key="Because the victim withdrew support", value="Yes"))
    return [*rows, *reasons.trail_rows(trail, names), reasons.told_row(decision)]


def obligation(
    owed: ObligationRecord, *, letter: Communication | None, names: dict[str, str], may_exempt: bool, at: dt.datetime
) -> ShownObligation:
    """Show one thing owed at an aware instant: how it stands, why the clock says what it says, what can be done."""
    row = owed.obligation
    state = ObligationState(row.state)
    is_open = state is ObligationState.OPEN
    links = []
    if letter is not None:
        links.append(Link(text="Open the letter", href=reverse("workspace:letter", args=[letter.pk])))
    if is_open and may_exempt:
        links.append(Link(text="Nothing need be sent", href=reverse("workspace:exemption", args=[row.pk])))
        links.append(Link(text="Stop, restart or extend", href=reverse("workspace:transitions", args=[row.pk])))
    return ShownObligation(
        id=row.pk,
        title=row.victim.person.full_name,
        state=words.OBLIGATION_STATES[state],
        is_open=is_open,
        due_at=row.due_at,
        tags=(due_tag(row.due_at, at=at),) if is_open else (words.OBLIGATION_STATES[state],),
        rows=tuple(_obligation_rows(row, letter, names)),
        review_reasons=tuple(row.review_reasons),
        meeting_reasons=tuple(row.meeting_reasons),
        clock=clock(row, owed.deadline),
        links=tuple(links),
    )


_DUE_COLOURS = {formatting.Urgency.OVERDUE: "red", formatting.Urgency.TODAY: "orange", formatting.Urgency.NEXT: "grey"}


def due_tag(due_at: dt.datetime, *, at: dt.datetime) -> Tag:
    """Say how soon something is due."""
    due = formatting.due_words(due_at=due_at, at=at)
    return Tag(text=due.text, colour=_DUE_COLOURS[due.urgency])


def _obligation_rows(row: Obligation, letter: Communication | None, names: dict[str, str]) -> list[Row]:
    rows = [
        Row(key="Due", value=formatting.weekday_words(row.due_on)),
        Row(key="Addressed to", value=words.ADDRESSEES[Addressee(row.addressee)]),
        Row(key="Right to review", value=REVIEW_WORDS[ReviewText(row.review_text)]),
        Row(key="Meeting", value="Offered" if row.meeting_offer else "Not offered"),
    ]
    if letter is not None:
        rows.insert(1, Row(key="Letter", tag=words.LETTER_STATES[CommunicationState(letter.state)]))
    if row.met_at:
        rows.append(Row(key="Sent", value=formatting.date_time_words(row.met_at)))
    if row.is_stopped:
        rows.append(Row(key="Stopped", value="Nothing leaves until somebody restarts it. The clock goes on."))
    if row.target_at:
        rows.append(Row(key="Agreed target", value=formatting.date_time_words(row.target_at)))
    if row.is_blocked:
        waits = "The decision is provisional. This letter tells of it now; the ordinary one follows the final decision."
        rows.append(Row(key="Provisional", value=waits))
    if row.exempted_at:
        rows.append(
            Row(
                key="Nothing is sent because",
                value=(
                    words.EXEMPTIONS[ExemptionReason(row.exemption_reason)],
                    *filter(None, [row.exemption_note]),
                    f"Approved by {words.who(row.exempted_by, names)} on {formatting.date_time_words(row.exempted_at)}",
                ),
            )
        )
    return rows


def clock(row: Obligation, deadline: Deadline | None) -> Clock | None:
    """Explain a deadline day by day."""
    if deadline is None:
        return None
    limit = formatting.count_words(deadline.limit_working_days, "working day")
    return Clock(
        summary=(
            f"{limit} from {formatting.weekday_words(formatting.london_date(at=row.decided_at))}: "
            f"due by the end of {formatting.weekday_words(deadline.due_on)}. {deadline.reason.replace('.; ', '. ')}"
        ).strip(),
        days=counted_days(deadline.explanation),
        rule=(
            f"Rule {deadline.rule_id}, version {deadline.rule_version}. "
            f"Bank holidays: {deadline.calendar_version}. "
            f"Worked out {formatting.date_time_words(deadline.computed_at)}."
        ),
    )


def counted_days(explanation: Iterable[Mapping[str, object]]) -> tuple[CountedDay, ...]:
    """Show every day of a stored clock."""
    return tuple(_counted(day) for day in explanation)


def _counted(day: Mapping[str, object]) -> CountedDay:
    on = dt.date.fromisoformat(str(day["day"]))
    number = day["number"]
    why = str(day["why"])
    return CountedDay(
        on=on,
        text=formatting.weekday_words(on),
        is_counted=isinstance(number, int) and number > 0,
        reason=why[:1].upper() + why[1:],
    )


def current_letters(said: Iterable[Communication]) -> dict[uuid.UUID, Communication]:
    """Find the current letter of each obligation among everything said, newest first."""
    ended = {CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED}
    found: dict[uuid.UUID, Communication] = {}
    for letter in said:
        if letter.obligation_id is not None and letter.state not in ended:
            found.setdefault(letter.obligation_id, letter)
    return found


PROPOSAL_COLUMNS = [Column(text="Proposed"), Column(text="Why"), Column(text="Answer")]


def proposal_rows(record: CaseRecord) -> list[list[str | Cell]]:
    """List decisions that the court feed proposes and nobody has answered."""
    return [
        [
            Cell(
                text=DecisionCode(proposal.code).label,
                note=f"In court on {formatting.date_words(formatting.london_date(at=proposal.decided_at))}",
            ),
            proposal.why,
            Cell(
                text="Confirm or reject",
                href=reverse("workspace:proposal", args=[proposal.pk]),
                hidden_text=f": {DecisionCode(proposal.code).label}",
            ),
        ]
        for proposal in record.proposals
    ]
