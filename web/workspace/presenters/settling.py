"""A message that somebody must settle, and a letter that nothing carries, as their pages show them.

What each answer does is said before it is chosen: a possible second letter, or a letter that stays owed.
"""

import dataclasses
import datetime as dt
import enum

from django.urls import reverse

from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import ContactPointKind, ObligationState
from communications.models import Communication, DeliveryAttempt, OutboxMessage, Receipt
from communications.rules.last_check import LastVerdict
from communications.rules.vocabulary import Channel, MessageState, Purpose
from communications.selectors.deliveries import DeliveryRecord
from communications.services.settling import Prospects
from web import formatting
from web.components import Event, Link, Row
from web.workspace import words


class Next(enum.StrEnum):
    """What a person can choose on these pages; the value travels in the form."""

    WAS_SENT = "WAS_SENT"
    SEND_AGAIN = "SEND_AGAIN"
    DO_NOT_SEND = "DO_NOT_SEND"
    RELEASE = "RELEASE"
    SEND_ANEW = "SEND_ANEW"
    CANCEL = "CANCEL"
    WRITE_AGAIN = "WRITE_AGAIN"
    SEND_NOW = "SEND_NOW"
    CLOSE = "CLOSE"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer and what it does."""

    answer: Next
    text: str
    hint: str


#: What each answer is confirmed with, on the page that follows.
DONE: dict[Next, str] = {
    Next.WAS_SENT: "Settled: it was sent. Nothing more goes out.",
    Next.SEND_AGAIN: "Settled: it is sent again once every check has been made.",
    Next.DO_NOT_SEND: "Settled: it is not sent again.",
    Next.RELEASE: "Let go. It leaves once every check has been made.",
    Next.SEND_ANEW: "A new message is on its way by the safe way of today. The old one is cancelled.",
    Next.CANCEL: "Cancelled. It is not sent.",
    Next.WRITE_AGAIN: "A new draft is ready. The earlier letter is out of use.",
    Next.SEND_NOW: "The letter is on its way. It leaves once every check has been made.",
    Next.CLOSE: "Work closed. What is owed stays owed.",
}
#: How an outcome that a service keeps with finished work reads on a page.
_OUTCOMES: dict[str, str] = {
    "WAS_SENT": "it was sent",
    "SEND_AGAIN": "send it again",
    "DO_NOT_SEND": "do not send it again",
    "AS_IT_IS": "let it go as it is",
    "NOT_SENT": "do not send it",
}
_ATTEMPTS: dict[str, str] = {
    "SEND": "Tried to send it",
    "LOOK_UP": "Asked the provider about it",
    "RENDER": "Made the letter into a PDF",
    "LEASE": "Began to work on it and was cut off",
}
_ANSWERS: dict[str, str] = {
    "ACCEPTED": "The provider took it.",
    "ALREADY_SENT": "The provider had it already.",
    "REFUSED": "The provider refused it. It was certainly not sent.",
    "THROTTLED": "The provider asked us to slow down. It was certainly not sent.",
    "NOT_SENT": "The provider could not be reached. It was certainly not sent.",
    "AMBIGUOUS": "No clear answer came back. It may have been sent.",
    "RENDER": "It could not be made.",
    "RENDERED": "It was made.",
    "FOUND": "The provider knows it.",
    "NOT_FOUND": "The provider does not know it.",
    "FAILED": "The provider could not be asked.",
    "UNSUPPORTED": "This provider cannot be asked.",
}
_POINTS: dict[ContactPointKind, str] = {
    ContactPointKind.EMAIL: "email address",
    ContactPointKind.MOBILE: "mobile number",
    ContactPointKind.HOME_PHONE: "home phone number",
    ContactPointKind.POST: "postal address",
}
_REPORTS: dict[str, str] = {"APPLIED": "", "IGNORED": "It brought nothing new.", "CONTRADICTS": "It contradicts us."}


def title(record: DeliveryRecord) -> str:
    """Ask the question that the page answers."""
    message = record.message
    if message.state == MessageState.HELD:
        return "Was this sent?" if message.undecided_since else "Decide what becomes of a held message"
    return "What became of a message"


def facts(record: DeliveryRecord) -> list[Row]:
    """State what the message is, to whom and by which way it goes, and when it is due; never what it says."""
    message, letter = record.message, record.letter
    recipient = letter.recipient if letter is not None else message.contact_point and message.contact_point.person
    rows = [
        Row(key="What", value=words.PURPOSES[Purpose(message.purpose)]),
        Row(key="To", value=recipient.full_name if recipient else "Nobody yet"),
        Row(key="By", value=_way(message)),
        Row(key="State", tag=words.MESSAGE_STATES[MessageState(message.state)]),
    ]
    name = record.victim.person.full_name
    if recipient is None or recipient.pk != record.victim.person_id:
        rows.insert(2, Row(key="About", value=name))
    if letter is not None:
        link = Link(text="Open", href=reverse("workspace:letter", args=[letter.pk]), hidden_text="the letter")
        rows.append(Row(key="Letter", value=f"Reference {letter.reference}", actions=(link,)))
        rows.append(Row(key="Owed", value=_owed(letter.obligation)))
    return rows


def _way(message: OutboxMessage) -> tuple[str, ...]:
    channel = words.CHANNELS[Channel(message.channel)]
    point = message.contact_point
    if point is None:
        return (channel,)
    kind = _POINTS[ContactPointKind(point.kind)]
    if point.superseded_at is not None:
        on = formatting.date_words(formatting.london_date(at=point.superseded_at))
        return channel, f"This {kind} has not been in use since {on}."
    if not point.is_safe:
        return channel, f"This {kind} is not marked safe."
    return channel, f"This {kind} is in use and marked safe."


def _owed(obligation: Obligation | None) -> str:
    if obligation is None:
        return "Not by law: it keeps somebody up to date"
    if obligation.state != ObligationState.OPEN:
        return "Not any more: it was sent, replaced, or need not be sent"
    return f"Yes, by {formatting.date_time_words(obligation.due_at)}"


def why(record: DeliveryRecord) -> tuple[str, ...]:
    """Say in plain words why a person is asked."""
    message = record.message
    lines = [message.reason] if message.reason else []
    lines += [item.summary for item in record.open_work if item.summary not in lines]
    if message.undecided_since is not None:
        since = formatting.date_time_words(message.undecided_since)
        lines.append(f"It was handed over on {since}, and no clear answer came back.")
    return tuple(_sentence(line) for line in lines)


def _sentence(line: str) -> str:
    return line if line.endswith((".", "?", "!")) else f"{line}."


def happened(record: DeliveryRecord) -> list[Event]:
    """Tell every attempt and every report of the provider, newest first."""
    message = record.message
    found = [
        *((attempt.started_at, _attempt(attempt)) for attempt in record.attempts),
        *((receipt.provider_at, _receipt(receipt)) for receipt in record.receipts),
        (message.queued_at, _event("Made ready to send", message.queued_at)),
    ]
    return [event for _, event in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _attempt(attempt: DeliveryAttempt) -> Event:
    answer = _ANSWERS.get(attempt.outcome, "")
    return _event(_ATTEMPTS.get(attempt.action, "Worked on it"), attempt.started_at, answer)


def _receipt(receipt: Receipt) -> Event:
    status = receipt.status.replace("-", " ")
    return _event(f"The provider reported: {status}", receipt.provider_at, _REPORTS.get(receipt.outcome, ""))


def _event(what: str, at: dt.datetime, *lines: str) -> Event:
    return Event(
        title=what,
        when=formatting.date_time_words(at),
        timestamp=at.isoformat(timespec="minutes"),
        lines=tuple(line for line in lines if line),
    )


def undecided_choices(record: DeliveryRecord) -> list[Choice]:
    """Offer the three answers about a message of which nobody can say whether it was sent."""
    message = record.message
    since = formatting.date_time_words(message.undecided_since or message.state_changed_at)
    if message.channel == Channel.POST:
        counts = "It counts as taken by the print room. The clock stops when they report that it was posted."
    else:
        counts = f"It counts as sent on {since}."
    return [
        Choice(
            answer=Next.WAS_SENT,
            text="It was sent",
            hint=f"The provider, the print room or the person says so. {counts} Nothing more goes out.",
        ),
        Choice(
            answer=Next.SEND_AGAIN,
            text="Send it again",
            hint="The person may get it twice. It goes the same way once every check has been made again.",
        ),
        Choice(answer=Next.DO_NOT_SEND, text="Do not send it again", hint=_stays_owed(record.letter)),
    ]


def held_choices(record: DeliveryRecord, prospects: Prospects, *, may_write: bool) -> list[Choice]:
    """Offer what can become of a message that was certainly not sent, and nothing that would only be held again."""
    choices = []
    letter = record.letter
    verdict = prospects.if_released.verdict
    if prospects.way is not None and verdict in {LastVerdict.HOLD, LastVerdict.SEND, LastVerdict.WAIT}:
        way = words.CHANNELS[prospects.way].lower()
        choices.append(
            Choice(
                answer=Next.SEND_ANEW,
                text=f"Send it by {way}, to the address of today",
                hint="You say that the words are still true. This message is cancelled and a new one takes its place.",
            )
        )
    if verdict in {LastVerdict.SEND, LastVerdict.WAIT}:
        later = f" It leaves later. {_sentence(prospects.if_released.reason)}" if verdict is LastVerdict.WAIT else ""
        choices.append(
            Choice(
                answer=Next.RELEASE,
                text="Let it go as it is",
                hint=f"You say that the words are still true. Every other check is made again.{later}",
            )
        )
    if letter is not None and may_write and _is_owed(letter):
        choices.append(_write_again())
    choices.append(Choice(answer=Next.CANCEL, text="Do not send it", hint=_stays_owed(letter)))
    return choices


def against(prospects: Prospects) -> str:
    """Say why the message is not offered to be let go as it is, or nothing where it is."""
    found = prospects.if_released
    if found.verdict is LastVerdict.HOLD:
        return f"Let go as it is, it would only be held again. {_sentence(found.reason)}"
    if found.verdict in {LastVerdict.CANCEL, LastVerdict.SUPERSEDE}:
        return f"It will not leave any more. {_sentence(found.reason)}"
    return ""


def letter_choices(
    letter: Communication, *, way: Channel | None, may_write: bool, may_settle: bool, work: tuple[WorkItem, ...]
) -> list[Choice]:
    """Offer what can be done about a letter that nothing carries."""
    choices = []
    if may_settle and way is not None and (letter.obligation is None or _is_owed(letter)):
        choices.append(
            Choice(
                answer=Next.SEND_NOW,
                text=f"Send it by {words.CHANNELS[way].lower()}",
                hint=(
                    "To the address of today, as soon as it is safe. You say that the words are still true. "
                    "Every other check is made again."
                ),
            )
        )
    if may_write and _is_owed(letter):
        choices.append(_write_again())
    if may_settle and work:
        hint = "This work is closed with your words."
        if _is_owed(letter):
            hint += " The letter stays owed until it is sent, or until a manager approves that nothing need be sent."
        choices.append(Choice(answer=Next.CLOSE, text="They are told in another way", hint=hint))
    return choices


def letter_rows(letter: Communication) -> list[Row]:
    """State what the letter is, to whom it goes and whether it is owed."""
    recipient = letter.recipient
    rows = [
        Row(key="What", value=words.PURPOSES[Purpose(letter.purpose)]),
        Row(key="To", value=recipient.full_name if recipient else "Nobody yet"),
        Row(key="Owed", value=_owed(letter.obligation)),
        Row(
            key="Letter",
            value=f"Reference {letter.reference}",
            actions=(Link(text="Open", href=reverse("workspace:letter", args=[letter.pk]), hidden_text="the letter"),),
        ),
    ]
    if recipient is None or recipient.pk != letter.victim.person_id:
        rows.insert(2, Row(key="About", value=letter.victim.person.full_name))
    return rows


def settled(record: DeliveryRecord, names: dict[str, str]) -> str:
    """Say who settled it, when and how, where that is on record."""
    item = record.settled
    if item is None or item.done_at is None:
        return ""
    outcome = _OUTCOMES.get(item.outcome, item.outcome)
    if item.outcome.startswith("followed-by:"):
        outcome = "send it anew by the safe way of that day"
    by = words.who(item.done_by, names)
    return f"Settled by {by} on {formatting.date_time_words(item.done_at)}: {_sentence(outcome)}"


def next_page(answer: Next, record: DeliveryRecord) -> str:
    """Say where to go after an answer: to what is still to be done, else back to the list of work."""
    letter = record.letter
    if answer in {Next.DO_NOT_SEND, Next.CANCEL} and letter is not None:
        return reverse("workspace:other-way", args=[letter.pk])
    return reverse("workspace:work")


def exemption_href(letter: Communication) -> str:
    """Lead to the page where somebody says why nothing need be sent, while the letter is owed."""
    return reverse("workspace:exemption", args=[letter.obligation_id]) if _is_owed(letter) else ""


def _is_owed(letter: Communication) -> bool:
    return letter.obligation is not None and letter.obligation.state == ObligationState.OPEN


def _stays_owed(letter: Communication | None) -> str:
    if letter is not None and letter.obligation is not None and _is_owed(letter):
        due = formatting.date_time_words(letter.obligation.due_at)
        return f"Nothing leaves. The letter stays owed by {due}, and the next page asks for another way."
    return "Nothing leaves. Tell the person in another way if they are waiting for it."


def _write_again() -> Choice:
    return Choice(
        answer=Next.WRITE_AGAIN,
        text="Write the letter again",
        hint=(
            "This letter is taken out of use. A draft opens with what was written and the facts of today. It is "
            "checked and approved like any other, and the deadline stays."
        ),
    )
