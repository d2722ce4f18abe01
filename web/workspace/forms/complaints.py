"""Complaints: take one down, answer it, record that the person was told, take it further or back for them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from cases.models import Person
from cases.rules.vocabulary import ReviewReceipt
from communications.models.complaint import LONGEST_TEXT
from communications.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintTold
from web.forms import fields
from web.forms.base import GovukForm

#: The person reads the answer themselves, or somebody tells them.
ONLINE, SPOKEN = "online", "spoken"
_GIVEN = (ComplaintOutcome.UPHELD, ComplaintOutcome.PARTLY, ComplaintOutcome.NOT_UPHELD)


class TakeDownForm(GovukForm):
    """What somebody complained of by telephone, by letter or in person."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=70)
    person = fields.RadiosField(label="Who complains?", choices=[], missing="Select who complains")
    received_on = fields.DateField(
        label="When did it reach us?",
        what="the date on which it reached us",
        hint="The day it arrived. The time for our answer begins here. For example, 12 5 2026",
    )
    receipt = fields.RadiosField(
        label="How did it reach us?",
        choices=[each for each in ReviewReceipt.choices() if each[0] != ReviewReceipt.ONLINE_PAGE.value],
        missing="Select how it reached us",
    )
    about = fields.RadiosField(
        label="What is it about?",
        hint="Where it is about a decision, tell them of the right to review and its time limit. Take it down all the "
        "same.",
        choices=ComplaintAbout.choices(),
        missing="Select what it is about",
    )
    text = fields.LongTextField(
        label="What did they say?",
        hint="In their words, read back to them. What happened to them belongs with the police, not here.",
        missing="Write what they said",
        max_length=LONGEST_TEXT,
        rows=8,
    )
    tells_what_happened = fields.YesNoField(
        label="Does it tell what happened to them?",
        hint="If so, work is raised to pass it to the officer in the case.",
        missing="Select yes if it tells what happened to them",
    )

    def __init__(self, *args: Any, people: Iterable[Person], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["person"].choices = [(str(each.pk), each.full_name) for each in people]  # type: ignore[attr-defined]
        self.helper.layout = Layout(*self.fields)

    def clean_received_on(self) -> dt.date:
        """Refuse a day that has not come."""
        received_on: dt.date = self.cleaned_data["received_on"]
        if received_on > self._today:
            raise forms.ValidationError("The date on which it reached us must be today or in the past")
        return received_on


class AnswerForm(GovukForm):
    """What came of it, in words for the person, and how they have it."""

    needed_by_answer = frozenset({"what_we_do", "what_we_do_cy"})

    outcome = fields.RadiosField(
        label="What did you find?",
        choices=[(each.value, each.label) for each in _GIVEN],
        missing="Select what you found",
    )
    text = fields.LongTextField(
        label="Your answer to them",
        hint="What you looked at, what you found and why. Say sorry where we were wrong. No blame, no office words.",
        missing="Write the answer",
        max_length=LONGEST_TEXT,
        rows=10,
    )
    what_we_do = fields.LongTextField(
        label="What do we do about it?",
        hint="For them to read. Needed wherever they are right, wholly or in part.",
        max_length=LONGEST_TEXT,
        rows=4,
    )
    way = fields.RadiosField(
        label="How do they have the answer?", choices=[], missing="Select how they have the answer"
    )

    text_cy = fields.LongTextField(
        label="Your answer to them, in Welsh",
        hint="They read Welsh: both languages go to them together.",
        missing="Write the answer in Welsh",
        max_length=LONGEST_TEXT,
        rows=10,
    )
    what_we_do_cy = fields.LongTextField(label="What do we do about it, in Welsh?", max_length=LONGEST_TEXT, rows=4)

    def __init__(self, *args: Any, reads_online: bool, reads_welsh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reads_welsh:
            del self.fields["text_cy"], self.fields["what_we_do_cy"]
        ways = [(SPOKEN, "Somebody tells them, by telephone, by letter or in person, and records it here")]
        if reads_online:
            ways.insert(0, (ONLINE, "They read it on their online page; a safe notice says only that there is news"))
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask what we do about it wherever they are right."""
        answers: dict[str, Any] = super().clean() or {}
        if (
            answers.get("outcome") in {ComplaintOutcome.UPHELD.value, ComplaintOutcome.PARTLY.value}
            and not (answers.get("what_we_do") or "").strip()
        ):
            self.add_error("what_we_do", "Write what we do about it")
        english, welsh = (bool((answers.get(name) or "").strip()) for name in ("what_we_do", "what_we_do_cy"))
        if "what_we_do_cy" in self.fields and english is not welsh:
            self.add_error("what_we_do_cy", "Write in Welsh what we do about it, and only where it stands in English")
        return answers


class ToldForm(GovukForm):
    """That the person has the answer."""

    told_on = fields.DateField(label="When were they told?", what="the date on which they were told")
    how = fields.RadiosField(
        label="How were they told?",
        choices=[each for each in ComplaintTold.choices() if each[0] != ComplaintTold.ONLINE_PAGE.value],
        missing="Select how they were told",
    )
    note = fields.LongTextField(
        label="What was said?", hint="For colleagues.", missing="Write what was said", max_length=1000, rows=3
    )


class FurtherForm(GovukForm):
    """That the person wants somebody more senior to look."""

    needed_by_answer = frozenset({"late_reason"})

    said = fields.LongTextField(label="What was not right about the first answer?", max_length=LONGEST_TEXT, rows=4)
    late_reason = fields.LongTextField(
        label="Why is it taken after the last day?", hint="Only where that day has passed.", max_length=500, rows=2
    )


class WithdrawForm(GovukForm):
    """That the person takes it back."""

    is_sure = fields.StatementField(
        label="They said so themselves, and nobody was heard to press them",
        missing="Tick to confirm that they said so themselves",
    )
