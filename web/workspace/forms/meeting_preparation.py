"""Forms around a meeting: times to offer, and what somebody said on the telephone; the notes that they read."""

import datetime as dt
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from communications.models.meeting_preparation import LONGEST_NOTES, LONGEST_QUESTION
from communications.rules.meeting_words import (
    MeetingCompanion,
    MeetingFormat,
    MeetingPlace,
    MeetingSupport,
    MeetingWay,
)
from communications.services.meeting_preparation import Wishes
from communications.services.meeting_slots import OfferedTime
from web import formatting
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group

_TIMES = (1, 2, 3)
#: What somebody needs; that they bring somebody is said beside it.
_NEEDS = [(one.value, one.label) for one in MeetingSupport if one is not MeetingSupport.SUPPORTER]
_SAID_BY = [(one.value, one.label) for one in MeetingWay if one is not MeetingWay.ONLINE_PAGE]


class OfferTimesForm(GovukForm):
    """Up to three times at once, all at the same place."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"place", "time_1", "on_1"})

    on_1 = fields.DateField(label="First time: on which day?", what="the day of the first time")
    time_1 = fields.TimeField(label="At what time?", missing="Enter the first time")
    on_2 = fields.DateField(label="Second time: on which day?", what="the day of the second time", is_required=False)
    time_2 = fields.TimeField(label="At what time, the second?")
    on_3 = fields.DateField(label="Third time: on which day?", what="the day of the third time", is_required=False)
    time_3 = fields.TimeField(label="At what time, the third?")
    format = fields.RadiosField(
        label="How do people meet?", choices=MeetingFormat.choices(), missing="Select how people meet"
    )
    place = fields.RadiosField(label="Where do people meet?", choices=MeetingPlace.choices())
    place_detail = fields.TextField(
        label="Address, room or how to join", hint="They read this once they have chosen.", max_length=300
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of a time, and where people meet unless they meet by video."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("format") in {MeetingFormat.IN_PERSON, MeetingFormat.HYBRID} and not answers.get("place"):
            self.add_error("place", "Select where people meet")
        for number in _TIMES[1:]:
            day, time = f"on_{number}", f"time_{number}"
            if answers.get(day) and not answers.get(time) and time not in self.errors:
                self.add_error(time, "Enter the time, or take the day away")
            if answers.get(time) and not answers.get(day) and day not in self.errors:
                self.add_error(day, "Enter the day, or take the time away")
        return answers

    @property
    def times(self) -> tuple[OfferedTime, ...]:
        """The times of a valid form; wall-clock times in London."""
        answers = self.cleaned_data
        return tuple(
            OfferedTime(
                starts_at=dt.datetime.combine(
                    answers[f"on_{number}"], answers[f"time_{number}"], tzinfo=formatting.LONDON
                ),
                format=MeetingFormat(answers["format"]),
                place=MeetingPlace(answers["place"]) if answers["place"] else None,
                place_detail=answers["place_detail"],
            )
            for number in _TIMES
            if answers[f"on_{number}"]
        )


class ChooseTimeForThemForm(GovukForm):
    """The time that somebody chose, and how they told us."""

    slot = fields.RadiosField(label="Which time did they choose?", choices=[], missing="Select the time they chose")
    way = fields.RadiosField(label="How did they tell us?", choices=_SAID_BY, missing="Select how they told us")

    def __init__(self, *args: Any, times: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = times  # type: ignore[attr-defined]


class WishesForm(GovukForm):
    """What somebody told us that they need, and who comes with them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    companions = fields.CheckboxesField(label="Who comes with them?", choices=MeetingCompanion.choices())
    companion_note = fields.TextField(label="First name of whoever comes, if they told us", max_length=200)
    needs = fields.CheckboxesField(label="What do they need to take part?", choices=_NEEDS)
    needs_note = fields.LongTextField(
        label="What exactly?", hint="For example, which language.", max_length=500, rows=3
    )
    way = fields.RadiosField(label="How did they tell us?", choices=_SAID_BY, missing="Select how they told us")

    @property
    def wishes(self) -> Wishes:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Wishes(
            companions=tuple(MeetingCompanion(one) for one in answers["companions"]),
            companion_note=answers["companion_note"],
            needs=tuple(MeetingSupport(one) for one in answers["needs"]),
            needs_note=answers["needs_note"],
        )


class QuestionForThemForm(GovukForm):
    """A question that somebody asked on the telephone, for the meeting."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = fields.LongTextField(
        label="What do they want to ask?",
        hint="In their own words.",
        missing="Enter the question",
        max_length=LONGEST_QUESTION,
        rows=4,
    )
    tells_what_happened = fields.YesNoField(
        label="Does it tell what happened, or bring something new about it?",
        missing="Select whether it tells what happened",
        hint="If so, it is put on the list to be passed to the officer in the case.",
    )
    way = fields.RadiosField(label="How did they tell us?", choices=_SAID_BY, missing="Select how they told us")


class ReleaseNotesForm(GovukForm):
    """The notes as the person reads them."""

    text = fields.LongTextField(
        label="Notes for them to read",
        hint="Plain words, “you” and “we”. Leave out their own account of what happened, and whatever is about others.",
        missing="Write the notes",
        max_length=LONGEST_NOTES,
        rows=14,
    )
    to_officer_on = fields.DateField(
        label="When did the officer in the case get them?",
        what="the date the officer got them",
        hint="Leave empty if the officer has not got them yet. For example, 12 5 2026",
        is_required=False,
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_first:
            self.fields.pop("to_officer_on")
        self.helper.layout = Layout(Group("Notes", *self.fields))
