"""Everything said in a case, and one letter, as the pages show them."""

from collections.abc import Iterable

from django.urls import reverse

from cases.models import CaseEvent
from cases.rules.vocabulary import Addressee, CaseEventKind
from communications.models import Communication, ContactAttempt, OutboxMessage, PortalInvitation
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, Purpose
from communications.selectors.letters import LetterRecord
from web import formatting
from web.components import Cell, Column, Event, Link, Row
from web.workspace import words
from web.workspace.presenters import calls, corrections


def timeline(
    said: Iterable[Communication],
    rung: Iterable[ContactAttempt],
    read_out: Iterable[PortalInvitation],
    *,
    names: dict[str, str],
) -> list[Event]:
    """Tell everything said, newest first: letters with how each message fared, calls, and codes that were read out."""
    told = [(letter.sent_at or letter.opened_at, _event(letter, names)) for letter in said]
    told += [(attempt.called_at or attempt.logged_at, _call(attempt, names)) for attempt in rung]
    told += [(invitation.invited_at, _code(invitation, names)) for invitation in read_out]
    return [event for _, event in sorted(told, key=lambda each: each[0], reverse=True)]


def _code(invitation: PortalInvitation, names: dict[str, str]) -> Event:
    used = "It was used." if invitation.redeemed_at is not None else "It has not been used."
    return Event(
        title="A code to come in was read out on the telephone",
        when=formatting.date_time_words(invitation.invited_at),
        timestamp=invitation.invited_at.isoformat(timespec="minutes"),
        by=words.who(invitation.invited_by, names),
        lines=(
            f"To {invitation.person.full_name}, about {invitation.victim.person.full_name}.",
            f"Made sure who they were: {IdentityKind(invitation.identity).label.lower()}. {used}",
        ),
    )


def _call(attempt: ContactAttempt, names: dict[str, str]) -> Event:
    link = Link(
        text="Open the calls",
        href=reverse("workspace:call", args=[attempt.series_id]),
        hidden_text=f"of {formatting.date_words(attempt.called_on)}",
    )
    return calls.attempt_event(attempt, names=names, link=link)


def _event(letter: Communication, names: dict[str, str]) -> Event:
    moment = letter.sent_at or letter.opened_at
    recipient = letter.recipient.full_name if letter.recipient else "nobody yet"
    on = formatting.date_words(formatting.london_date(at=moment))
    return Event(
        title=title(letter),
        when=formatting.date_time_words(moment),
        timestamp=moment.isoformat(timespec="minutes"),
        by=words.who(letter.approved_by or letter.opened_by, names),
        lines=(
            f"To {recipient}, about {letter.victim.person.full_name}. Reference {letter.reference}.",
            *(message_words(message) for message in letter.messages.all()),
            *(corrections.line(each) for each in letter.corrections.all()),
        ),
        tag=words.LETTER_STATES[CommunicationState(letter.state)],
        link=Link(
            text="Open",
            href=reverse("workspace:letter", args=[letter.pk]),
            hidden_text=f"{title(letter).lower()} of {on}",
        ),
    )


def message_words(message: OutboxMessage) -> str:
    """Say in a line by which way a message goes and how it fared."""
    state = words.MESSAGE_STATES[MessageState(message.state)].text
    at = message.delivered_at or message.dispatched_at or message.accepted_at or message.state_changed_at
    reason = f" {message.reason}" if message.reason else ""
    return f"{words.CHANNELS[Channel(message.channel)]}: {state.lower()}, {formatting.date_time_words(at)}.{reason}"


def happened(events: Iterable[CaseEvent], *, names: dict[str, str]) -> list[Event]:
    """Tell what happened in the case, newest first."""
    return [
        Event(
            title=CaseEventKind(event.kind).label,
            when=formatting.date_time_words(event.occurred_at),
            timestamp=event.occurred_at.isoformat(timespec="minutes"),
            by=words.who(event.recorded_by, names),
        )
        for event in events
    ]


MESSAGE_COLUMNS = [
    Column(text="By"),
    Column(text="State"),
    Column(text="When"),
    Column(text="Attempts", is_numeric=True),
]


def message_rows(record: LetterRecord) -> list[list[str | Cell]]:
    """List the messages that carried or will carry a letter."""
    return [
        [
            Cell(
                text=words.CHANNELS[Channel(message.channel)],
                href=reverse("workspace:delivery", args=[message.pk]),
                hidden_text=": what happened",
            ),
            Cell(tag=words.MESSAGE_STATES[MessageState(message.state)], note=message.reason),
            formatting.date_time_words(message.state_changed_at),
            str(message.attempts),
        ]
        for message in record.messages
    ]


def steps(record: LetterRecord, names: dict[str, str]) -> list[Event]:
    """Tell who moved the letter, when and with what comment, newest first."""
    return [
        Event(
            title=words.LETTER_STATES[CommunicationState(step.after)].text,
            when=formatting.date_time_words(step.changed_at),
            timestamp=step.changed_at.isoformat(timespec="minutes"),
            by=words.who(step.changed_by, names),
            lines=tuple(filter(None, [step.comment])),
        )
        for step in record.steps
    ]


def letter_facts(record: LetterRecord, names: dict[str, str]) -> list[Row]:
    """State what the letter is, to whom, and how it stands."""
    letter = record.letter
    rows = [
        Row(key="State", tag=words.LETTER_STATES[CommunicationState(letter.state)]),
        Row(key="To", value=letter.recipient.full_name if letter.recipient else "Nobody yet"),
        Row(key="About", value=letter.victim.person.full_name),
        Row(key="Our reference", value=letter.reference),
    ]
    if letter.channel:
        rows.append(Row(key="Goes by", value=words.CHANNELS[Channel(letter.channel)]))
    if letter.due_at:
        rows.append(Row(key="Due", value=formatting.date_time_words(letter.due_at)))
    if letter.submitted_at:
        rows.append(
            Row(
                key="Submitted",
                value=f"{formatting.date_time_words(letter.submitted_at)} by {words.who(letter.submitted_by, names)}",
            )
        )
    if letter.approved_at:
        rows.append(
            Row(
                key="Approved",
                value=f"{formatting.date_time_words(letter.approved_at)} by {words.who(letter.approved_by, names)}",
            )
        )
    if letter.sent_at:
        rows.append(Row(key="Sent", value=formatting.date_time_words(letter.sent_at)))
    if letter.channel == Channel.INTERMEDIARY_EMAIL and letter.sent_at:
        rows.append(_told_row(letter))
    if letter.copy_of_id is not None:
        href = reverse("workspace:letter", args=[letter.copy_of_id])
        rows.append(Row(key="Beside", value="The letter to the family’s main contact", href=href))
    if letter.sent_at and letter.obligation and letter.obligation.addressee == Addressee.BEREAVED_FAMILY_VIA_FLO:
        href = reverse("workspace:family-told", args=[letter.pk])
        rows.append(Row(key="The others of the family", value="See who has been told", href=href))
    if letter.first_read_at:
        rows.append(Row(key="First read online", value=formatting.date_time_words(letter.first_read_at)))
    return rows


def _told_row(letter: Communication) -> Row:
    """Say when the person was told, or lead to where that is recorded."""
    if awaits_telling(letter):
        href = reverse("workspace:letter-told", args=[letter.pk])
        return Row(key="Told", value="Record that they were told", href=href)
    return Row(key="Told", value=formatting.date_words(letter.telling.told_on))


def awaits_telling(letter: Communication) -> bool:
    """Say whether a letter is with somebody who hands it over, and nobody has recorded that the person was told."""
    return (
        letter.channel == Channel.INTERMEDIARY_EMAIL and letter.sent_at is not None and not hasattr(letter, "telling")
    )


def handed_over_rows(letter: Communication) -> list[Row]:
    """State what was handed over and when it left."""
    rows = [
        Row(key="Letter", value=title(letter)),
        Row(key="Our reference", value=letter.reference),
        Row(key="About", value=letter.victim.person.full_name),
    ]
    if letter.sent_at:
        rows.append(Row(key="Left on", value=formatting.date_time_words(letter.sent_at)))
    return rows


def title(letter: Communication) -> str:
    """Name a letter by what it is for."""
    return words.PURPOSES[Purpose(letter.purpose)]


def labels(record: LetterRecord) -> list[str]:
    """List the actors named on the letter's page."""
    letter = record.letter
    return [letter.opened_by, letter.written_by, letter.submitted_by, letter.approved_by] + [
        step.changed_by for step in record.steps
    ]
