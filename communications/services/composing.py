"""What exactly leaves: the frozen words of a message turned into subject and body, for the channel it goes by.

Nothing here chooses what may be revealed; the message says how much (its content level), decided by the safe-contact
rules when it was queued and asked again before the call. An email without full content is a bare notice.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from cases.services import reference
from communications.documents.context import LetterContext
from communications.documents.leaflets import LeafletWords
from communications.documents.messages import EmailName, EmailWords, TextName, compose_email, compose_text
from communications.documents.rendering import RenderedLetter
from communications.models import Addendum, Communication, Enclosure, OutboxMessage
from communications.rules import dated_tables
from communications.rules.dispatch_lead import expected_dispatch
from communications.rules.letter_words import LetterWords
from communications.rules.print_formats import asked_of_bearer
from communications.rules.print_runs import print_run_on
from communications.rules.vocabulary import Channel, ContentLevel, Leaflet, LetterType, PrintFormat
from communications.services import dated_rows, enclosed, portal_messages, print_forms

#: Between the languages of a letter in plain text.
_BETWEEN = f"\n\n{'-' * 40}\n\n"


class NothingToSay(Exception):
    """A message has neither words of its own nor a communication whose words it could carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What is handed to the channel. Personal fields stay out of ``repr``."""

    recipient: str = field(repr=False, default="")
    subject: str = field(repr=False, default="")
    text: str = field(repr=False, default="")
    document: bytes = field(repr=False, default=b"")
    document_digest: str = ""
    page_count: int = 0
    print_run_on: dt.date | None = None
    #: Aware; when it leaves the building if it is handed over now: at once, or with its print run (LATE-1).
    leaves_at: dt.datetime


def compose(*, message: OutboxMessage, at: dt.datetime, letter: RenderedLetter | None = None) -> Composed:
    """Compose one message as it leaves at the aware instant `at`, which settles the print run of a letter.

    `letter` is one that was made for this call because it is never stored.

    Raises:
        NothingToSay: there are no words for it.
        NoWords: there are none in the recipient's language.
        BeyondHorizon: the calendar does not reach the print run.

    """
    match Channel(message.channel):
        case Channel.POST:
            return _letter(message, letter, at=at)
        case Channel.PORTAL:
            return Composed(leaves_at=at)
        case Channel.TEXT:
            return Composed(recipient=_recipient(message), text=_text(message), leaves_at=at)
        case Channel.EMAIL | Channel.INTERMEDIARY_EMAIL:
            return _email(message, at=at)


def addendum_of(*, communication: Communication) -> Addendum | None:
    """Return what was put into the approved words because they leave late, None for nearly every letter (LATE-2)."""
    try:
        return communication.addendum
    except Addendum.DoesNotExist:
        return None


def letter_words(
    *, communication: Communication, addendum: Addendum | None = None, language: Language = Language.EN
) -> LetterWords:
    """Read the frozen words of a communication, or its Welsh side, back from the shape in which they are stored.

    As they were approved, or with an ``addendum`` as they leave late.

    Raises:
        NothingToSay: it has none in this language.
    """
    is_welsh = language is Language.CY
    template = communication.template_cy if is_welsh else communication.template
    approved = communication.words_cy if is_welsh else communication.words
    if template is None or not approved:
        raise NothingToSay("The communication has no words")
    letter_type = LetterType(communication.letter_type)
    language = Language(template.language)
    late = None if addendum is None else addendum.words_cy if is_welsh else addendum.words
    return LetterWords.from_json(
        late or approved,
        letter_type=letter_type,
        language=language,
        template_version=f"{letter_type.value}/v{template.version}/{language.value.lower()}",
    )


def letter_sides(*, communication: Communication, addendum: Addendum | None = None) -> tuple[LetterWords, ...]:
    """Read everything that a letter says: its words, or for a reader of Welsh both sides, Welsh first.

    Raises:
        NothingToSay: it has no words.
    """
    english = letter_words(communication=communication, addendum=addendum)
    if communication.template_cy_id is None:
        return (english,)
    return (letter_words(communication=communication, addendum=addendum, language=Language.CY), english)


def letter_context(
    *, communication: Communication, addendum: Addendum | None = None, language: Language = Language.EN
) -> LetterContext:
    """Read the frozen values around the words; a letter with an addendum bears the date of that day.

    How it is printed is never frozen: what the reader needs today counts, whatever was on record at approval (FORM-3).
    """
    context = LetterContext.from_json(communication.context_cy if language is Language.CY else communication.context)
    context = replace(context, print_format=print_forms.choice_for(person=communication.recipient).print_format)
    return context if addendum is None else replace(context, letter_on=london_date(at=addendum.added_at))


def input_digest(
    *,
    communication: Communication,
    addendum: Addendum | None = None,
    print_format: PrintFormat = PrintFormat.STANDARD,
    enclosures: Iterable[Enclosure] | None = None,
) -> str:
    """Return the SHA-256 of the words and values that a document was made from, and how it was printed.

    ``enclosures`` are the rows of what goes with it, where they have been read already.
    """
    frozen_parts = [communication.words if addendum is None else addendum.words, communication.context]
    if communication.template_cy_id is not None:
        welsh = communication.words_cy if addendum is None else addendum.words_cy
        frozen_parts += [welsh, communication.context_cy]
    rows = enclosed.rows_of(communication=communication) if enclosures is None else enclosures
    frozen_parts += [[row.words, row.words_cy] for row in rows]
    if addendum is not None and addendum.easy_read:
        frozen_parts.append(list(addendum.easy_read_pages))
    if print_format is not PrintFormat.STANDARD:
        frozen_parts.append(print_format.value)
    frozen = json.dumps(frozen_parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(frozen.encode()).hexdigest()


def _letter(message: OutboxMessage, letter: RenderedLetter | None, *, at: dt.datetime) -> Composed:
    if message.document is not None:
        stored = message.document
        letter = RenderedLetter(pdf=bytes(stored.content), digest=stored.digest, pages=stored.pages)
    if letter is None:
        raise NothingToSay("The letter has not been made")
    calendar, leads = reference.load_calendar(), dated_rows.rows(of=dated_tables.CHANNEL_LEADS)
    return Composed(
        document=letter.pdf,
        document_digest=letter.digest,
        page_count=letter.pages,
        print_run_on=print_run_on(at=at, calendar=calendar, leads=leads),
        leaves_at=expected_dispatch(approved_at=at, channel=Channel.POST, calendar=calendar, leads=leads),
    )


def letter_email(*, sides: Iterable[LetterWords], leaflets: Iterable[LeafletWords] = ()) -> EmailWords:
    """Compose the email that carries a letter: each side wholly in its own language, one after the other.

    The easy-read page of a language stands above the letter in that language, its leaflets below.
    """
    behind = tuple(leaflets)
    emails = [
        compose_email(name=EmailName.LETTER, language=side.language, values={"letter": _with_leaflets(side, behind)})
        for side in sides
    ]
    return EmailWords(
        subject=" / ".join(email.subject for email in emails), body=_BETWEEN.join(email.body for email in emails)
    )


def _with_leaflets(side: LetterWords, leaflets: tuple[LeafletWords, ...]) -> str:
    own = [leaflet for leaflet in leaflets if leaflet.language is side.language]
    first = [leaflet.as_text() for leaflet in own if leaflet.leaflet is Leaflet.EASY_READ]
    behind = [leaflet.as_text() for leaflet in own if leaflet.leaflet is not Leaflet.EASY_READ]
    return _BETWEEN.join((*first, side.as_text().strip(), *behind))


def _email(message: OutboxMessage, *, at: dt.datetime) -> Composed:
    words = _email_words(message, at=at)
    return Composed(recipient=_recipient(message), subject=words.subject, text=words.body, leaves_at=at)


def _email_words(message: OutboxMessage, *, at: dt.datetime) -> EmailWords:
    language = _language(message)
    if message.template_name:
        return compose_email(name=EmailName(message.template_name), language=language, values=_values(message))
    communication = message.communication
    if communication is None:
        raise NothingToSay("The email has no template and no communication")
    if message.content_level != ContentLevel.FULL:
        return compose_email(name=EmailName.NEWS_NOTICE, language=language, values={})
    sides = letter_sides(communication=communication, addendum=message.addendum)
    leaflets = enclosed.with_letter(
        communication=communication, languages=[side.language for side in sides], addendum=message.addendum
    )
    if message.channel != Channel.INTERMEDIARY_EMAIL:
        return letter_email(sides=sides, leaflets=leaflets)
    context = communication.context
    contact = context.get("contact") or {}
    values = {
        "letter": _BETWEEN.join(_with_leaflets(side, leaflets) for side in sides),
        "reference": communication.reference,
        "recipient_name": str(context.get("recipient_name", "")),
        # Late, the day to hand it over is the day it leaves: a day that has passed would only puzzle.
        "hand_over_by": _in_words(max(communication.due_at or message.deadline, at)),
        "contact_name": str(contact.get("name", "")),
        "contact_phone": str(contact.get("phone", "")),
        "print_as": asked_of_bearer(print_format=print_forms.choice_for(person=communication.recipient).print_format),
    }
    return compose_email(name=EmailName.LETTER_TO_HAND_OVER, language=language, values=values)


def _text(message: OutboxMessage) -> str:
    name = TextName(message.template_name) if message.template_name else TextName.NEWS_NOTICE
    return compose_text(name=name, language=_language(message), values=_values(message))


def _values(message: OutboxMessage) -> dict[str, str]:
    """Return the template's own values, a code worked out now among them; ids are not for the words."""
    values = {name: str(value) for name, value in message.template_values.items() if not name.endswith("_id")}
    return values | portal_messages.values_of(message=message)


def _language(message: OutboxMessage) -> Language:
    """Return the language to write in: the words' own, else the recipient's where we have words in it."""
    communication = message.communication
    if communication is not None and communication.template is not None and message.content_level == ContentLevel.FULL:
        return Language(communication.template.language)
    person = communication.recipient if communication is not None else None
    if person is None and message.contact_point is not None:
        person = message.contact_point.person
    return Language.CY if person is not None and person.language == Language.CY else Language.EN


def _recipient(message: OutboxMessage) -> str:
    if message.contact_point is None:
        raise NothingToSay("The message has no address")
    return message.contact_point.value


def _in_words(moment: dt.datetime) -> str:
    day = london_date(at=moment)
    return f"{day.day} {day:%B %Y}"
