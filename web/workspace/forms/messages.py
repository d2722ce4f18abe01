"""Answer a message, hand it on, say what it is to the prosecution, or end it otherwise."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import StaffUser
from communications.models.correspondence import LONGEST_TEXT
from communications.rules.answers import PARAGRAPHS
from communications.rules.vocabulary import MessageEnd, MessageMark
from web.forms.base import GovukForm
from web.forms.fields import LongTextField, RadiosField, SelectField

_MARK_HINTS = {
    MessageMark.ADMINISTRATIVE.value: "About dates, contact or how we work.",
    MessageMark.TO_POLICE.value: "It tells what happened or brings something new. Work to pass it on is raised.",
    MessageMark.POSSIBLE_UNUSED_MATERIAL.value: "The disclosure officer must be able to find it.",
}


class AnswerForm(GovukForm):
    """The words of an answer; an approved paragraph can be put behind them."""

    answers_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = LongTextField(
        label="Your answer",
        hint="In your own words, to this person. They read it after signing in; the text or email says nothing of it.",
        missing="Write the answer",
        max_length=LONGEST_TEXT,
        rows=10,
    )
    paragraph = SelectField(
        label="Put in an approved paragraph",
        hint="It is added to the end of what you have written, for you to fit to this person.",
        choices=[(each.key, each.title) for each in PARAGRAPHS],
    )


class HandOnForm(GovukForm):
    """Who answers instead."""

    officer = SelectField(label="Who answers it?", choices=[], missing="Select who answers it")
    hand_on_note = LongTextField(
        label="What should they know?", hint="They see this beside the message.", max_length=500, rows=3
    )

    def __init__(self, *args: Any, officers: Iterable[StaffUser], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices += [(str(each.pk), each.full_name) for each in officers]  # type: ignore[attr-defined]


class MarkForm(GovukForm):
    """What the message is to the prosecution."""

    mark = RadiosField(
        label="What is this message?", choices=MessageMark.choices(), missing="Select what it is", hints=_MARK_HINTS
    )


class EndForm(GovukForm):
    """How the message ends without a written answer."""

    how = RadiosField(
        label="How does it end?",
        choices=MessageEnd.choices(),
        missing="Select how it ends",
        hints={
            MessageEnd.WILL_CALL.value: "Raises work to ring them, by the day we promised an answer.",
            MessageEnd.WILL_MEET.value: "Raises work to arrange a meeting, by the day we promised an answer.",
        },
    )
    end_note = LongTextField(
        label="Why, and what was said?",
        hint="For colleagues. The person reads only how it ended.",
        missing="Write why, and what was said",
        max_length=1000,
        rows=3,
    )
