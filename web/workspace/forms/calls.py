"""Recording calls: one form, quick to fill in, in which nothing typed is lost when only the identity is recorded."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict

from communications.rules.calls.vocabulary import (
    CallDirection,
    CallOutcome,
    IdentityKind,
    LetterWish,
    SeriesEnd,
    Signpost,
)
from communications.services.contact import AttemptEntry
from web.formatting import LONDON
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group, Reveal

UPDATE = "update"

_IDENTITY = [
    (IdentityKind.AGREED_WORDS.value, "They said the words we agreed on"),
    (IdentityKind.BIRTH_AND_ADDRESS.value, "They gave their date of birth and the first line of their address"),
    (IdentityKind.SECURITY_QUESTIONS.value, "They answered other questions that only they can answer"),
    (IdentityKind.RANG_BACK.value, "They rang back, or I rang back, on the number recorded as safe"),
]
_OUTCOMES: dict[CallOutcome, tuple[str, str]] = {
    CallOutcome.INFORMED: ("They answered, and I told them", "Only when you were sure who they are."),
    CallOutcome.TOLD_UNCHECKED: (
        "They answered, and I told them before I was sure who they are",
        "It can happen. A manager looks at whether anybody is in danger.",
    ),
    CallOutcome.ASKED_FOR_ANOTHER_TIME: ("They answered, and asked to be rung another time", ""),
    CallOutcome.ASKED_FOR_LETTER: ("They answered, and asked to have it in writing", ""),
    CallOutcome.NOT_SAFE_TO_TALK: ("They answered, but it was not safe to talk", "You told them nothing."),
    CallOutcome.IDENTITY_NOT_CONFIRMED: (
        "Somebody answered as them, but I could not be sure",
        "You told them nothing.",
    ),
    CallOutcome.SOMEBODY_ELSE_ANSWERED: ("Somebody else answered", "You told them nothing."),
    CallOutcome.WRONG_NUMBER: ("It is a wrong number", "It will not be rung again until somebody asks for a safe one."),
    CallOutcome.MESSAGE_LEFT: ("I left a message", "Only the words of the script, and only where we may."),
    CallOutcome.NO_ANSWER: ("Nobody answered", "Or a machine did, and you left no message."),
    CallOutcome.NUMBER_NOT_IN_USE: ("The number is not in use", "It will not be rung again."),
}
_SIGNPOSTS = [
    (Signpost.ISVA.value, "Independent sexual violence adviser (ISVA)"),
    (Signpost.IDVA.value, "Independent domestic violence adviser (IDVA)"),
    (Signpost.LOCAL_SUPPORT.value, "Local support"),
    (Signpost.WITNESS_CARE.value, "Witness care"),
    (Signpost.OFFICER_IN_CASE.value, "Officer in the case"),
    (Signpost.OTHER.value, "Other"),
    (Signpost.NONE.value, "None"),
]
#: Which field a fault of the rules belongs beside.
FAULT_FIELDS = {
    "identity": "identity",
    "checked_time": "checked_time",
    "told": "told",
    "outcome": "outcome",
    "called_on": "called_on",
    "next_contact": "next_on",
    "number": "number",
    "still_safe": "still_safe",
}


class CallLogForm(GovukForm):
    """One call: when, which number, who was on the phone, what came of it and what was agreed."""

    needed_by_answer = frozenset({"identity", "checked_time", "told", "still_safe", "number"})

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    identity = fields.RadiosField(
        label="How did you make sure who they are?",
        choices=_IDENTITY,
        hint="Only that you checked, and how, is kept. Never write down a question or an answer.",
    )
    direction = fields.RadiosField(
        label="Who rang?",
        choices=[(CallDirection.OUTBOUND.value, "I rang"), (CallDirection.INBOUND.value, "They rang us")],
        missing="Select who rang",
        is_inline=True,
    )
    number = fields.RadiosField(label="Which number was rung?", choices=[])
    called_on = fields.DateField(label="When was the call?", what="the date of the call")
    called_time = fields.TimeField(
        label="At what time?", hint="For example, 2:30pm. Leave empty if you do not know it any more."
    )
    outcome = fields.RadiosField(
        label="Who answered, and what came of it?",
        choices=[(outcome.value, words) for outcome, (words, _) in _OUTCOMES.items()],
        missing="Select what came of the call",
        hints={outcome.value: hint for outcome, (_, hint) in _OUTCOMES.items() if hint},
    )
    told = fields.LongTextField(
        label="What did you tell them?",
        hint="In a sentence or two. Leave it empty if you told them nothing about the case.",
        max_length=2000,
        rows=3,
    )
    checked_time = fields.TimeField(
        label="If you told them: at what time did you make sure who they are?",
        hint="It is not on record yet, so say above how you knew. The record shows that it was added later.",
    )
    still_safe = fields.RadiosField(
        label="If somebody else answered, is the number still safe?",
        choices=[("yes", "Yes"), ("no", "No, do not ring it again")],
        is_inline=True,
    )
    signposted = fields.CheckboxesField(label="Which support did you tell them about?", choices=_SIGNPOSTS)
    questions = fields.LongTextField(
        label="What did they ask?",
        hint="Questions that you could not answer, too. Not what they say happened to them.",
        max_length=2000,
        rows=3,
    )
    letter_wish = fields.RadiosField(
        label="How do they want to have it in writing?",
        choices=[
            (LetterWish.EMAIL.value, "By email"),
            (LetterWish.POST.value, "By post"),
            (LetterWish.NONE.value, "They want no letter"),
        ],
        hint="Without one, an update that nothing has changed is not sent. What is owed by law goes out all the same.",
    )
    next_on = fields.DateField(
        label="When did you agree to speak again?", what="the date of the next contact", is_required=False
    )
    next_time = fields.TimeField(label="At what time will you speak again?")
    notes = fields.LongTextField(
        label="Anything else that the next person must know?",
        hint="About reaching and supporting them. Do not write an address or a phone number.",
        max_length=2000,
        rows=3,
    )

    def __init__(self, *args: Any, numbers: Iterable[tuple[str, str]], is_identified: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(numbers)
        self.fields["number"].choices = listed  # type: ignore[attr-defined]
        if is_identified:
            del self.fields["identity"]
            del self.fields["checked_time"]
        if not listed:
            del self.fields["number"]
        self.helper.layout = Layout(
            "key",
            Group(
                "The call",
                "direction",
                *(["number"] if listed else []),
                "called_on",
                "called_time",
                Reveal(
                    "outcome",
                    SOMEBODY_ELSE_ANSWERED="still_safe",
                    **({} if is_identified else {CallOutcome.INFORMED.value: "checked_time"}),
                ),
            ),
            Group(
                "What was said and agreed",
                "told",
                "signposted",
                "questions",
                "letter_wish",
                "next_on",
                "next_time",
                "notes",
            ),
        )

    @staticmethod
    def beginning(*, now: dt.datetime, numbers: list[tuple[str, str]]) -> dict[str, object]:
        """Give the answers with which an empty form begins: today, now, and the number where there is only one."""
        local = now.astimezone(LONDON)
        return {
            "key": f"call:{uuid.uuid4()}",
            "direction": CallDirection.OUTBOUND.value,
            "number": numbers[0][0] if len(numbers) == 1 else "",
            "called_on": local.date(),
            "called_time": f"{local:%H:%M}",
        }

    def as_typed(self) -> "CallLogForm":
        """Show what was typed without judging it: the call goes on, and nothing typed is lost."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self

    def clean_next_time(self) -> dt.time | None:
        """Ask for a time where a day was agreed, and the other way round."""
        time: dt.time | None = self.cleaned_data["next_time"]
        has_day = self.cleaned_data.get("next_on") is not None
        if has_day and time is None:
            self.add_error("next_time", "Enter the time of the next contact")
        if time is not None and not has_day and "next_on" not in self.errors:
            self.add_error("next_on", "Enter the date of the next contact")
        return time

    def entry(self) -> AttemptEntry:
        """Give the call as the service takes it."""
        answers = self.cleaned_data
        is_outbound = answers["direction"] == CallDirection.OUTBOUND
        return AttemptEntry(
            key=answers["key"],
            direction=CallDirection(answers["direction"]),
            outcome=CallOutcome(answers["outcome"]),
            called_on=answers["called_on"],
            called_time=answers["called_time"],
            contact_point_id=uuid.UUID(answers["number"]) if is_outbound and answers.get("number") else None,
            identity=IdentityKind(answers["identity"]) if answers.get("identity") else None,
            checked_time=answers.get("checked_time"),
            told=answers["told"],
            signposted=tuple(Signpost(each) for each in answers["signposted"]),
            questions=answers["questions"],
            letter_wish=LetterWish(answers["letter_wish"]) if answers["letter_wish"] else None,
            next_contact_at=_instant(answers["next_on"], answers["next_time"]),
            is_number_still_safe={"yes": True, "no": False}.get(answers["still_safe"]),
            notes=answers["notes"],
        )


class CallTextForm(GovukForm):
    """When a text says that the call will come."""

    announce_on = fields.DateField(label="On which day will you ring?", what="the day of the call")
    announce_time = fields.TimeField(label="At about what time will you ring?", missing="Enter the time of the call")

    def call_at(self) -> dt.datetime:
        """Give the announced time, aware."""
        return dt.datetime.combine(self.cleaned_data["announce_on"], self.cleaned_data["announce_time"], tzinfo=LONDON)


class EndCallsForm(GovukForm):
    """Why nobody rings about this any more."""

    reason = fields.RadiosField(
        label="Why do the calls end?",
        choices=[
            (SeriesEnd.ASKED_NOT_TO_BE_RUNG.value, "They asked not to be rung"),
            (SeriesEnd.NOT_SAFE.value, "Ringing is not safe"),
            (SeriesEnd.SOMEBODY_ELSE_TELLS.value, "Somebody else tells them, for example their ISVA or the police"),
            (SeriesEnd.OPENED_IN_ERROR.value, "They were opened in error"),
        ],
        missing="Select why the calls end",
        hint="A letter that is owed stays owed.",
    )


class BeginCallsForm(GovukForm):
    """What to ring somebody about."""

    about = fields.RadiosField(label="What do you want to ring about?", choices=[], missing="Select what it is about")

    def __init__(self, *args: Any, owed: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        update = (UPDATE, "An update on where the case stands")
        self.fields["about"].choices = [*owed, update]  # type: ignore[attr-defined]

    def obligation_id(self) -> uuid.UUID | None:
        """Give the explanation that is owed; None for an update."""
        about = self.cleaned_data["about"]
        return None if about == UPDATE else uuid.UUID(about)


def _instant(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(day, time, tzinfo=LONDON) if day is not None and time is not None else None
