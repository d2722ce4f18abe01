"""A request for a review as its own pages show it: what was asked, every stage with its clock, what can be done now."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.urls import reverse

from cases.models import Obligation, ReviewRequest, ReviewTelling
from cases.rules.vocabulary import (
    DecisionCode,
    RequestStanding,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewReceipt,
    ReviewStageKind,
    ReviewState,
    ToldBy,
)
from cases.selectors.reviews import ReviewRecord, StageRecord
from cases.services.review_rights import ReviewRight
from communications.models import Communication
from communications.rules.letter_requirements import REVIEW_TELLINGS
from communications.rules.vocabulary import CommunicationState, LetterType
from web import formatting
from web.components import Link, Row, Tag
from web.workspace import words
from web.workspace.presenters.case import Clock, ShownDecision, counted_days
from web.workspace.presenters.review_card import REVIEW_STATES, ReviewCard

OUTCOMES: dict[ReviewOutcome, Tag] = {
    ReviewOutcome.UPHELD: Tag(text="The decision was right", colour="grey"),
    ReviewOutcome.OVERTURNED: Tag(text="The decision was wrong and is changed", colour="green"),
    ReviewOutcome.WRONG_BUT_NO_REMEDY: Tag(text="The decision was wrong and cannot be put right", colour="orange"),
}
_NOT_GONE = frozenset(
    {
        CommunicationState.DRAFT,
        CommunicationState.UNDER_REVIEW,
        CommunicationState.AMENDMENTS,
        CommunicationState.APPROVED,
        CommunicationState.FAILED,
    }
)
_FURTHER = frozenset({ReviewState.LOCAL_ANSWERED, ReviewState.WRONG_NO_REMEDY})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownStage:
    """One stage: its clock, who looks, what came of it."""

    title: str
    tag: Tag | None
    rows: tuple[Row, ...]
    clock: Clock


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLetter:
    """A letter about the request: which, how it stands, and to whom it goes."""

    link: Link
    tag: Tag
    #: That it should have left by now; None where it has, or still may.
    late: Tag | None
    detail: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownReview:
    """A request for review on its page."""

    title: str
    tag: Tag
    rows: tuple[Row, ...]
    reasons: tuple[str, ...]
    rule: str
    stages: tuple[ShownStage, ...]
    letters: tuple[ShownLetter, ...]
    actions: tuple[Link, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What the viewer may do with reviews in this case; the services ask again."""

    log: bool
    arrange: bool
    review: bool
    tell: bool
    label: str


def attach(decisions: Iterable[ShownDecision], cards: Mapping[uuid.UUID, ReviewCard]) -> tuple[ShownDecision, ...]:
    """Put the card of each obligation on the page of decisions."""
    return tuple(
        dataclasses.replace(
            decision,
            obligations=tuple(dataclasses.replace(owed, review=cards.get(owed.id)) for owed in decision.obligations),
        )
        for decision in decisions
    )


def about(owed: Obligation) -> list[Row]:
    """Say about whom and what a request is."""
    return [
        Row(key="Victim", value=owed.victim.person.full_name),
        Row(
            key="Decision",
            value=(
                DecisionCode(owed.decision.code).label,
                f"Decided on {formatting.weekday_words(formatting.london_date(at=owed.decided_at))}",
            ),
        ),
    ]


def answer_rows(right: ReviewRight) -> list[Row]:
    """Say what the rule answers to the request that is being logged."""
    answer = right.answer
    said = answer.standing.label if answer.standing is not None else "Not a decision that can be reviewed"
    follows = (
        f"It is taken, and {answer.first_stage.label.lower()} begins"
        if answer.is_plain
        else "Somebody who arranges reviews must say whether it is taken"
    )
    return [Row(key="What the rule says", value=(said, *answer.reasons)), Row(key="What follows", value=follows)]


def review(
    record: ReviewRecord, *, names: dict[str, str], may: May, letters: tuple[Communication, ...], at: dt.datetime
) -> ShownReview:
    """Show a request with its stages, its letters and what the viewer can do at an aware instant."""
    request = record.request
    told = _told_by(letters)
    return ShownReview(
        title=f"Review of a decision: {DecisionCode(request.decision.code).label.lower()}",
        tag=REVIEW_STATES[ReviewState(request.state)],
        rows=tuple(_rows(record, names, told.get(None))),
        reasons=tuple(request.answer_reasons),
        rule=f"Rule {request.rule_id}, version {request.rule_version}.",
        stages=tuple(_stage(record, each, names, told.get(each.stage.pk), at=at) for each in record.stages),
        letters=tuple(_letter(letter, request, at=at) for letter in letters),
        actions=tuple(_actions(record, may, is_told=_is_told(record, told))),
    )


def answer_due(record: ReviewRecord, *, letters: tuple[Communication, ...]) -> dt.datetime | None:
    """Return by when whoever asked is to be told what came of the stage that runs; None once they were, or never."""
    current = record.current
    if current is None or not _is_owed(record, current, _told_by(letters).get(current.stage.pk)):
        return None
    return current.stage.due_at


def _told_by(letters: tuple[Communication, ...]) -> dict[uuid.UUID | None, Communication]:
    """Find the letters that told something, by the stage that they are about."""
    return {
        letter.review_stage_id: letter
        for letter in letters
        if letter.letter_type in REVIEW_TELLINGS and letter.sent_at is not None
    }


def _is_owed(record: ReviewRecord, stage: StageRecord, letter: Communication | None) -> bool:
    """Whether what comes of a stage is still to be told: an answer in our files has answered nobody."""
    if stage.answer is None:
        return record.is_open
    return stage.telling is None and not _has_reached(record, letter)


def _has_reached(record: ReviewRecord, letter: Communication | None) -> bool:
    return letter is not None and letter.recipient_id == record.request.asker_person_id


def asker_words(request: ReviewRequest) -> str:
    """Name whoever asks, and as whom."""
    name = request.asker_person.full_name if request.asker_person is not None else request.asker_name
    asker = ReviewAsker(request.asker)
    return name if asker is ReviewAsker.VICTIM else f"{name}: {asker.label[:1].lower()}{asker.label[1:]}"


def _letter(letter: Communication, request: ReviewRequest, *, at: dt.datetime) -> ShownLetter:
    has_to_leave = letter.sent_at is None and letter.state in _NOT_GONE
    is_late = has_to_leave and letter.due_at is not None and letter.due_at < at
    to = letter.recipient.full_name if letter.recipient is not None else "nobody yet"
    is_for_asker = letter.recipient_id is not None and letter.recipient_id == request.asker_person_id
    note = "" if is_for_asker else ", who did not ask: record how whoever asked was told"
    sent = f"Sent {formatting.date_words(formatting.london_date(at=letter.sent_at))}. " if letter.sent_at else ""
    return ShownLetter(
        link=Link(text=LetterType(letter.letter_type).label, href=reverse("workspace:letter", args=[letter.pk])),
        tag=words.LETTER_STATES[CommunicationState(letter.state)],
        late=_overdue(letter.due_at, at=at) if is_late and letter.due_at is not None else None,
        detail=f"{sent}To {to}{note}",
    )


def _is_told(record: ReviewRecord, told: Mapping[uuid.UUID | None, Communication]) -> bool:
    """Whether everything that came of the request has been told, by its letter or in another way."""
    is_refusal_told = record.refusal_telling is not None or _has_reached(record, told.get(None))
    return (record.request.is_taken is not False or is_refusal_told) and all(
        each.answer is None or not _is_owed(record, each, told.get(each.stage.pk)) for each in record.stages
    )


def _rows(record: ReviewRecord, names: dict[str, str], letter: Communication | None) -> list[Row]:
    request = record.request
    receipt = ReviewReceipt(request.receipt)
    rows = [
        Row(key="Victim", value=request.victim.person.full_name),
        Row(key="Asked by", value=asker_words(request)),
        Row(key="Reached us", value=(formatting.weekday_words(request.received_on), receipt.label)),
    ]
    if request.standing:
        rows.append(Row(key="In time?", value=RequestStanding(request.standing).label))
    if request.authority_seen_on:
        seen = f"Seen on {formatting.date_words(request.authority_seen_on)}"
        rows.append(Row(key="Written authority", value=(request.authority, seen)))
    if request.said:
        rows.append(Row(key="What they said", value=tuple(request.said.splitlines())))
    if request.late_reason:
        rows.append(Row(key="Why they ask later", value=tuple(request.late_reason.splitlines())))
    if request.taken_reason and request.checked_at:
        who = f"{words.who(request.checked_by, names)}, {formatting.date_time_words(request.checked_at)}"
        key = "Why it is taken" if request.is_taken else "Why it is not taken"
        rows.append(Row(key=key, value=(request.taken_reason, who)))
    if request.is_taken is False:
        rows.append(_told_row(record.refusal_telling, names, letter))
    if request.closing_reason:
        rows.append(Row(key="Why it was taken back", value=request.closing_reason))
    logged = f"{formatting.date_time_words(request.logged_at)} by {words.who(request.logged_by, names)}"
    rows.append(Row(key="Logged", value=logged))
    return rows


def _overdue(due_at: dt.datetime, *, at: dt.datetime) -> Tag:
    return Tag(text=formatting.due_words(due_at=due_at, at=at).text, colour="red")


def _lateness(
    review: ReviewRecord, record: StageRecord, letter: Communication | None, *, at: dt.datetime
) -> Tag | None:
    """Say that an answer is overdue while it has not been told, and that it was late once it has."""
    if _is_owed(review, record, letter):
        return _overdue(record.stage.due_at, at=at) if record.stage.due_at < at else None
    told = [record.telling.told_on] if record.telling is not None else []
    if letter is not None and letter.sent_at is not None and _has_reached(review, letter):
        told.append(formatting.london_date(at=letter.sent_at))
    return Tag(text="Told late", colour="orange") if told and min(told) > record.stage.due_on else None


def _stage(
    review: ReviewRecord, record: StageRecord, names: dict[str, str], letter: Communication | None, *, at: dt.datetime
) -> ShownStage:
    stage, assignment, answer = record.stage, record.assignment, record.answer
    due = Row(
        key="Answer due by",
        value=formatting.weekday_words(stage.due_on),
        tag=_lateness(review, record, letter, at=at),
    )
    rows = [due]
    if assignment is None:
        rows.append(Row(key="Reviewer", value="Nobody yet"))
    else:
        name = assignment.reviewer.full_name if assignment.reviewer is not None else assignment.outside_name
        on = formatting.date_words(formatting.london_date(at=assignment.assigned_at))
        since = f"{ReviewBody(assignment.body).label}, since {on}"
        rows.append(Row(key="Reviewer", value=(name, since, "Had no part in the decision")))
    if stage.said:
        rows.append(Row(key="What they said", value=tuple(stage.said.splitlines())))
    if answer is not None:
        rows.append(Row(key="Reasons, for the letter", value=tuple(answer.reasons.splitlines())))
        if answer.what_follows:
            rows.append(Row(key="What follows", value=tuple(answer.what_follows.splitlines())))
        by = f"{formatting.date_time_words(answer.recorded_at)} by {words.who(answer.recorded_by, names)}"
        rows.append(Row(key="Recorded", value=by))
        rows.append(_told_row(record.telling, names, letter))
    days = formatting.count_words(stage.limit_working_days, "working day")
    return ShownStage(
        title=ReviewStageKind(stage.kind).label,
        tag=OUTCOMES[ReviewOutcome(answer.outcome)] if answer is not None else None,
        rows=tuple(rows),
        clock=Clock(
            summary=f"{days} from {formatting.weekday_words(stage.started_on)}, when the request reached us: "
            f"due by the end of {formatting.weekday_words(stage.due_on)}.",
            days=counted_days(stage.explanation),
            rule=f"Rule {stage.rule_id}, version {stage.rule_version}. Bank holidays: {stage.calendar_version}. "
            f"Worked out {formatting.date_time_words(stage.opened_at)}.",
        ),
    )


def _told_row(telling: ReviewTelling | None, names: dict[str, str], letter: Communication | None) -> Row:
    by_letter = (
        f"By letter {letter.reference}, which left on "
        f"{formatting.weekday_words(formatting.london_date(at=letter.sent_at))}"
        if letter is not None and letter.sent_at is not None
        else ""
    )
    if telling is None and by_letter:
        return Row(key="Told", value=by_letter)
    if telling is None:
        return Row(key="Told", tag=Tag(text="The person has not been told", colour="yellow"))
    how = f"{formatting.weekday_words(telling.told_on)}: {ToldBy(telling.how).label.lower()}"
    by = f"Recorded by {words.who(telling.recorded_by, names)}"
    return Row(key="Told", value=(how, *telling.note.splitlines(), by, *filter(None, [by_letter])))


def _actions(record: ReviewRecord, may: May, *, is_told: bool) -> Iterable[Link]:
    request, current = record.request, record.current
    state = ReviewState(request.state)

    def link(text: str, route: str) -> Link:
        return Link(text=text, href=reverse(f"workspace:{route}", args=[request.pk]))

    if state is ReviewState.REQUESTED and may.arrange:
        yield link("Say whether it can be taken", "review-check")
    if record.is_open and current is not None and current.answer is None:
        if may.arrange:
            given = "Give it to somebody else" if current.assignment else "Give it to a reviewer"
            yield link(given, "review-reviewer")
        if _may_answer(current, may):
            yield link("Record what came of it", "review-outcome")
    if may.tell and record.untold and not is_told:
        yield link("Record that they were told in another way", "review-tell")
    if (
        state in _FURTHER
        and may.log
        and all(each.stage.kind != ReviewStageKind.INDEPENDENT_REVIEW for each in record.stages)
    ):
        yield link("They ask for an independent review", "review-further")
    if record.is_open and may.log:
        yield link("They do not want the review any more", "review-withdraw")


def _may_answer(current: StageRecord, may: May) -> bool:
    assignment = current.assignment
    if assignment is None:
        return False
    if assignment.body != ReviewBody.THIS_SERVICE:
        return may.arrange
    return may.review and may.label == f"staff:{assignment.reviewer_id}"
