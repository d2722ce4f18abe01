"""Messages as the portal shows them: newest first, each with our answers and the day by which we answer."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.models import VictimMessage
from communications.rules.vocabulary import MessageEnd, MessageStanding
from communications.services.portal_reading import OpenMessages
from web.formatting import date_time_words, weekday_words
from web.portal.presenters import late_answer_words

#: What a person reads of a message that was ended without a written answer.
_ENDS = {
    MessageEnd.BY_TELEPHONE: gettext_lazy("We spoke with you about this."),
    MessageEnd.WILL_CALL: gettext_lazy("We will ring you about this, at a time that is safe for you."),
    MessageEnd.WILL_MEET: gettext_lazy("We would like to meet you about this and will suggest a time."),
    MessageEnd.NO_ANSWER_NEEDED: gettext_lazy("We have read this. Thank you for telling us."),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """One answer of ours."""

    text: str
    written: str
    written_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message of theirs, and what became of it."""

    text: str
    received: str
    received_at: dt.datetime
    answers: tuple[ShownAnswer, ...]
    #: How it stands, where there is no answer in writing.
    standing: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPage:
    """The page."""

    #: To whom the person writes.
    reader: str
    phone: str
    #: By when a message written now is answered, and whether somebody is there now.
    answer_by: str
    is_out_of_hours: bool
    thread: tuple[ShownMessage, ...]


def page(opened: OpenMessages, *, today: dt.date) -> MessagesPage:
    """Turn what was opened into what is shown on a London date."""
    contact = opened.contact
    name = contact.present_name
    return MessagesPage(
        reader=f"{name}, {contact.unit_name}" if name else contact.unit_name,
        phone=contact.phone,
        answer_by=weekday_words(opened.if_written_now.due_on),
        is_out_of_hours=opened.if_written_now.is_out_of_hours,
        thread=tuple(shown(message, today=today) for message in opened.messages),
    )


def shown(message: VictimMessage, *, today: dt.date) -> ShownMessage:
    """Show one message with our answers, or how it stands on a London date."""
    answers = tuple(
        ShownAnswer(text=each.text, written=date_time_words(each.written_at), written_at=each.written_at)
        for each in message.answers.all()
    )
    standing = ""
    if message.standing == MessageStanding.CLOSED:
        standing = str(_ENDS[MessageEnd(message.ended_as)])
    elif not answers and today > message.answer_due_on:
        standing = late_answer_words(due_on=message.answer_due_on)
    elif not answers:
        standing = _("We will answer by the end of %(day)s.") % {"day": weekday_words(message.answer_due_on)}
    return ShownMessage(
        text=message.text,
        received=date_time_words(message.received_at),
        received_at=message.received_at,
        answers=answers,
        standing=standing,
    )
