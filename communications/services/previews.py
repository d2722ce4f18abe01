"""What of a letter will appear on its reader's phone, before anybody approves it (W9).

A phone lies on a table and lights up. Whoever approves sees exactly what stands on it, and when, made by the same
functions that make what leaves.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from cases.models import Person
from cases.rules.vocabulary import Language
from communications.documents.messages import EmailName, EmailWords, TextName, compose_email, compose_text
from communications.models import Communication
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import Channel
from communications.services import composing, dispatch, safe_contact, workshop
from communications.services.safe_contact import Choice
from communications.services.workshop import LetterToday


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PhoneScreen:
    """One message as it arrives."""

    channel: Channel
    #: Empty for a text.
    subject: str
    text: str
    #: Aware; when it would arrive if the letter were approved now.
    arrives_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OnThePhone:
    """Everything that reaches the reader's phone."""

    #: By which the letter itself would go; None where no way is safe.
    channel: Channel | None
    #: The letter in each of its languages, in the order in which they are read.
    sides: tuple[LetterWords, ...]
    #: What lights up the screen; none for a letter by post or through somebody.
    screens: tuple[PhoneScreen, ...]
    #: Whether the letter can be read where the person signs in.
    is_in_the_portal: bool
    #: The person says first when they want to read it there (V29).
    is_asked_first: bool


def on_the_phone(*, communication: Communication, at: dt.datetime) -> OnThePhone:
    """Say what a letter that is not approved yet will put on its reader's phone, as it stands at an aware instant.

    Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    today = workshop.letter_today(communication=communication, at=at)
    sides = tuple(words for words in (today.welsh, today.words) if words is not None)
    person = communication.recipient
    if person is None:
        return OnThePhone(channel=None, sides=sides, screens=(), is_in_the_portal=False, is_asked_first=False)
    choice = safe_contact.choose(communication=communication, at=at)
    is_in_the_portal = choice.channel is Channel.PORTAL or (
        choice.is_portal_allowed and choice.channel not in {None, Channel.INTERMEDIARY_EMAIL}
    )
    return OnThePhone(
        channel=choice.channel,
        sides=sides,
        screens=_screens(communication, person, choice, sides=sides, today=today, at=at),
        is_in_the_portal=is_in_the_portal,
        is_asked_first=is_in_the_portal and communication.is_hard_news,
    )


def _screens(
    communication: Communication,
    person: Person,
    choice: Choice,
    *,
    sides: Sequence[LetterWords],
    today: LetterToday,
    at: dt.datetime,
) -> tuple[PhoneScreen, ...]:
    if choice.channel is Channel.EMAIL:
        email = composing.letter_email(sides=sides, leaflets=today.leaflets)
        return (_email(email, arrives_at=choice.not_before),)
    if choice.channel is not Channel.PORTAL:
        return ()
    notice = safe_contact.notice(
        victim=communication.victim, person=person, at=at, channels=dispatch.NOTICE_CHANNELS, about=communication
    )
    language = Language.CY if person.language == Language.CY else Language.EN
    if notice.channel is Channel.TEXT:
        text = compose_text(name=TextName.NEWS_NOTICE, language=language, values={})
        return (PhoneScreen(channel=Channel.TEXT, subject="", text=text, arrives_at=notice.not_before),)
    if notice.channel is Channel.EMAIL:
        words = compose_email(name=EmailName.NEWS_NOTICE, language=language, values={})
        return (_email(words, arrives_at=notice.not_before),)
    return ()


def _email(words: EmailWords, *, arrives_at: dt.datetime) -> PhoneScreen:
    return PhoneScreen(channel=Channel.EMAIL, subject=words.subject, text=words.body, arrives_at=arrives_at)
