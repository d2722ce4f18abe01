"""The pages of calls as they are shown: what to mind first, the next step in words, each call that was made."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from cases.models import ContactPoint, Obligation
from cases.rules.vocabulary import ContactPointKind, DecisionCode, Language, RiskLevel, WorkKind
from communications.models import CallSeries, CallText, ContactAttempt, ReaderWish
from communications.rules.calls.outcomes import voicemail_rule
from communications.rules.calls.vocabulary import (
    CallDirection,
    CallOutcome,
    CallPurpose,
    CallStep,
    IdentityKind,
    LetterWish,
    SeriesEnd,
    SeriesState,
    Signpost,
)
from communications.rules.contact_plan import NEWS_OF_WORK
from communications.rules.reader_words import AccusedWords, OwnWord
from communications.rules.vocabulary import CommunicationState
from communications.selectors.calls import VictimCalls
from communications.services.call_screen import APPROVED, CallScreen
from communications.services.safe_calls import Phone
from web import formatting
from web.components import Cell, Column, Event, Link, Row, Tag
from web.workspace import words
from web.workspace.presenters import people

STATES: dict[SeriesState, Tag] = {
    SeriesState.OPEN: Tag(text="Going on"),
    SeriesState.TOLD: Tag(text="Told", colour="green"),
    SeriesState.WRITTEN: Tag(text="Written to", colour="green"),
    SeriesState.ENDED: Tag(text="Ended", colour="grey"),
}
COLUMNS = [Column(text="About"), Column(text="State"), Column(text="Calls", is_numeric=True), Column(text="Next")]
_STEPS: dict[CallStep, str] = {
    CallStep.SUPPORTER: "Tell somebody beside them first",
    CallStep.TEXT: "Send a text before the call",
    CallStep.CALL: "Ring them",
    CallStep.WRITE: "Write to them",
    CallStep.NOTHING: "Nothing more to do",
}
_INTERPRETER: dict[bool | None, str] = {
    True: "Needs an interpreter",
    False: "Needs no interpreter",
    None: "Nobody has asked about an interpreter",
}
_ENDS: dict[SeriesEnd, str] = {
    SeriesEnd.ASKED_NOT_TO_BE_RUNG: "They asked not to be rung.",
    SeriesEnd.NOT_SAFE: "Ringing is not safe.",
    SeriesEnd.SOMEBODY_ELSE_TELLS: "Somebody else tells them.",
    SeriesEnd.OPENED_IN_ERROR: "They were opened in error.",
    SeriesEnd.TOLD_OTHERWISE: "The work was finished in another way, or newer news took its place.",
}


def about(series: CallSeries) -> str:
    """Say what a series is about."""
    if series.news is not None:
        label = NEWS_OF_WORK[WorkKind(series.news.kind)].label
        return f"News: {label[:1].lower()}{label[1:]}"
    if series.purpose == CallPurpose.UPDATE or series.obligation is None:
        return "An update on where the case stands"
    return f"Decision: {DecisionCode(series.obligation.decision.code).label}"


def title(series: CallSeries) -> str:
    """Name the page: what to do, or what was done once the calls have ended."""
    name = series.person.preferred_name or series.person.full_name
    return f"Ring {name}" if series.state == SeriesState.OPEN else f"Calls to {name}"


def owed(obligations: Iterable[Obligation]) -> list[tuple[str, str]]:
    """Offer what is owed as something to ring about."""
    return [
        (
            str(one.pk),
            f"{DecisionCode(one.decision.code).label}: letter due {formatting.date_words(one.due_on)}",
        )
        for one in obligations
    ]


def numbers(screen: CallScreen) -> list[tuple[str, str]]:
    """List the numbers as answers, by their last three figures."""
    return [(str(phone.point.pk), masked(phone.point)) for phone in screen.phones.all]


def masked(point: ContactPoint) -> str:
    """Name a number without giving it away."""
    return f"{ContactPointKind(point.kind).label} ending {point.value[-3:]}"


def series_rows(calls: VictimCalls) -> list[list[str | Cell]]:
    """List the series of a victim."""
    return [
        [
            Cell(text=about(one), href=reverse("workspace:call", args=[one.pk])),
            Cell(tag=STATES[SeriesState(one.state)]),
            str(len(one.attempts.all())),
            _STEPS[CallStep(one.next_step)] if one.state == SeriesState.OPEN else "",
        ]
        for one in calls.series
    ]


def warnings(screen: CallScreen) -> list[str]:
    """Say first what could harm whoever is rung, beside how they are reached (`web.workspace.reached`)."""
    said = []
    if screen.victim.victim.risk_level == RiskLevel.HIGH:
        said.append("High risk: domestic abuse.")
    person = screen.series.person
    if person.needs_interpreter:
        said.append(f"Needs an interpreter: {person.other_language or Language(person.language).label}.")
    if person.pk != screen.victim.victim.person_id:
        said.append(f"You ring {person.full_name}, who is told for {screen.victim.victim.person.full_name}.")
    return said


def next_step(screen: CallScreen, *, at: dt.datetime) -> dict[str, object] | None:
    """Say what comes next, from when, and why."""
    step = screen.step
    if step is None:
        return None
    lines = list(step.reasons)
    if step.not_before > at:
        lines.append(f"Not before {formatting.date_time_words(step.not_before)}.")
    if step.by is not None:
        by = formatting.date_time_words(step.by)
        is_news = screen.series.news is not None
        lines.append(
            f"They should know by {by}." if is_news else f"A letter must be approved by {by} to leave in time."
        )
    is_writing = step.kind is CallStep.WRITE
    return {"title": _STEPS[step.kind], "lines": lines, "kind": "warning" if is_writing else "information"}


def number_rows(screen: CallScreen) -> list[Row]:
    """Show each number where it may be rung now, and where not, why not and from when."""
    return [_number_row(phone) for phone in screen.phones.all]


def _number_row(phone: Phone) -> Row:
    kind = ContactPointKind(phone.point.kind).label
    if phone.decision.is_allowed:
        return Row(
            key=kind,
            value=(phone.point.value, voicemail_rule(may_leave_voicemail=phone.may_leave_voicemail)),
            tag=Tag(text="Safe to ring now", colour="green"),
        )
    lines = list(phone.decision.reasons)
    if phone.decision.retry_at is not None:
        lines.append(f"From {formatting.date_time_words(phone.decision.retry_at)}.")
    return Row(key=kind, value=tuple(lines), tag=Tag(text="Do not ring now", colour="red"))


def need_rows(screen: CallScreen) -> list[Row]:
    """State what the caller must be ready for."""
    person, victim = screen.series.person, screen.victim.victim
    language = person.other_language if person.language == Language.OTHER else Language(person.language).label
    needs = [*(str(one).replace("_", " ").capitalize() for one in person.formats), person.access_needs]
    rows = [
        Row(key="Wants to be called", value=person.preferred_name or person.full_name),
        Row(key="Language", value=(language or "Not known", _INTERPRETER[person.needs_interpreter])),
        Row(key="Needs", value=tuple(need for need in needs if need) or ("None recorded",)),
        Row(key="Domestic abuse risk", value=RiskLevel(victim.risk_level).label),
    ]
    rows += _word_rows(screen.chosen_words)
    if screen.promise is not None:
        rows.append(Row(key="Next update promised by", value=formatting.weekday_words(screen.promise.due_on)))
    if screen.victim.profile is not None and person.pk == victim.person_id and screen.victim.profile.code_phrase:
        rows.append(Row(key="The words you agreed on", value=(screen.victim.profile.code_phrase, _NEVER_SAY)))
    own = [row for row in people.profile_rows(screen.victim.profile) if row.key in _SHOWN_OF_PROFILE]
    return [*rows, *own]


def _word_rows(chosen: ReaderWish | None) -> list[Row]:
    """Say which words they chose, for whoever speaks with them (V32); nothing where the usual words will do."""
    if chosen is None:
        return []
    rows = []
    own, accused = OwnWord(chosen.own_word), AccusedWords(chosen.accused)
    if own is not OwnWord.NO_WORD:
        rows.append(Row(key="Their word for themselves", value=(own.label, "Say “you” wherever you can.")))
    if accused is not AccusedWords.BY_STAGE:
        rows.append(Row(key="The person accused", value=_ACCUSED[accused]))
    return rows


_ACCUSED = {
    AccusedWords.PERSON_ACCUSED: "Say “the person accused”. They do not want to hear “suspect” or “defendant”.",
    AccusedWords.INITIALS: "Say their initials, but only of somebody who was charged and is 18 or older.",
    AccusedWords.NAME: "Say their name, but only of somebody who was charged and is 18 or older.",
}
_NEVER_SAY = "Ask for them. Never say them yourself, nor give a hint."
_SHOWN_OF_PROFILE = frozenset(
    {
        "Preferred way",
        "What cannot wait (their choice)",
        "Voicemail",
        "Safe times",
        "Times to avoid",
        "Last asked",
        "Safe contact",
    }
)


def letter(screen: CallScreen) -> dict[str, object] | None:
    """Show the letter in its approved words; of a draft only that there is one."""
    if screen.letter is None:
        return None
    return {
        "link": Link(text="Open the letter", href=reverse("workspace:letter", args=[screen.letter.pk])),
        "tag": words.LETTER_STATES[CommunicationState(screen.letter.state)],
        "is_approved": screen.letter.state in APPROVED,
        "paragraphs": [part.split("\n") for part in screen.letter_text.strip().split("\n\n") if part.strip()],
    }


def support_rows(screen: CallScreen) -> list[Row]:
    """List the services that may be named to this person."""
    return [
        Row(key=service.name, value=tuple(part for part in (service.offers, service.phone, service.hours) if part))
        for service in screen.support
    ]


def identity_words(screen: CallScreen) -> str:
    """Say that it was recorded who is on the phone; empty where it was not."""
    if screen.identity is None:
        return ""
    kind = IdentityKind(screen.identity.kind).label.lower()
    return f"You recorded at {formatting.time_words(screen.identity.checked_at)} that it is them ({kind})."


def history(attempts: Iterable[ContactAttempt], texts: Iterable[CallText], *, names: dict[str, str]) -> list[Event]:
    """Tell the calls and texts of a series, newest first."""
    told = [(attempt.logged_at, attempt_event(attempt, names=names)) for attempt in attempts]
    told += [(text.recorded_at, _text_event(text, names)) for text in texts]
    return [event for _, event in sorted(told, key=lambda each: each[0], reverse=True)]


def attempt_event(attempt: ContactAttempt, *, names: dict[str, str], link: Link | None = None) -> Event:
    """Tell one call."""
    when = (
        formatting.date_time_words(attempt.called_at)
        if attempt.called_at is not None
        else f"{formatting.date_words(attempt.called_on)}, time not noted"
    )
    who = "They rang us" if attempt.direction == CallDirection.INBOUND else f"Call {attempt.number}"
    return Event(
        title=f"{who}: {CallOutcome(attempt.outcome).label.lower()}",
        when=when,
        timestamp=(attempt.called_at or attempt.logged_at).isoformat(timespec="minutes"),
        by=words.who(attempt.logged_by, names),
        lines=tuple(_attempt_lines(attempt)),
        tag=Tag(text="Outside what is safe", colour="red") if attempt.against else None,
        link=link,
    )


def _attempt_lines(attempt: ContactAttempt) -> list[str]:
    lines = []
    if attempt.identity is not None:
        lines.append(f"Identity checked: {IdentityKind(attempt.identity.kind).label.lower()}.")
    if attempt.identity is not None and attempt.is_check_late:
        made_at = formatting.time_words(attempt.identity.checked_at)
        lines.append(f"The check was recorded after the call; whoever rang says that it was made at {made_at}.")
    if attempt.told:
        lines.append(f"Told: {attempt.told}")
    if attempt.signposted:
        named = [Signpost(each).label for each in attempt.signposted]
        lines.append(f"Support named: {formatting.and_list(named)}.")
    if attempt.questions:
        lines.append(f"Asked: {attempt.questions}")
    if attempt.letter_wish:
        lines.append(f"In writing: {LetterWish(attempt.letter_wish).label.lower()}.")
    if attempt.next_contact_at is not None:
        lines.append(f"Agreed to speak again: {formatting.date_time_words(attempt.next_contact_at)}.")
    if attempt.notes:
        lines.append(f"Note: {attempt.notes}")
    return lines


def _text_event(text: CallText, names: dict[str, str]) -> Event:
    is_sent = text.message is not None
    line = (
        f"It announces a call for {formatting.date_time_words(text.announces_at)}."
        if text.announces_at is not None
        else text.left_out_because
    )
    return Event(
        title="Text before the call" if is_sent else "No text before the call",
        when=formatting.date_time_words(text.recorded_at),
        timestamp=text.recorded_at.isoformat(timespec="minutes"),
        by=words.who(text.recorded_by, names),
        lines=(line,),
    )


def ended_words(series: CallSeries) -> str:
    """Say how a series ended; empty while it goes on."""
    if series.state == SeriesState.OPEN:
        return ""
    if series.state == SeriesState.ENDED:
        return f"These calls have ended. {_ENDS[SeriesEnd(series.end_reason)]}"
    return (
        "These calls have ended: they were told."
        if series.state == SeriesState.TOLD
        else ("These calls have ended: it was sent to them in writing.")
    )


def logged_words(step: CallStep | None) -> str:
    """Say what follows from a call that was recorded."""
    if step is None:
        return "Call recorded."
    return {
        CallStep.CALL: "Call recorded. Ring again as shown below.",
        CallStep.SUPPORTER: "Call recorded. Somebody beside them is told before the next call.",
        CallStep.TEXT: "Call recorded. Send a text before the next call.",
        CallStep.WRITE: "Call recorded. What remains is to write to them.",
        CallStep.NOTHING: "Call recorded. They have been told.",
    }[step]


def labels(screen: CallScreen) -> list[str]:
    """List the actors named on the page."""
    return [attempt.logged_by for attempt in screen.attempts] + [text.recorded_by for text in screen.texts]
