"""Forms about reviews: log a request, say whether it is taken, give it to a reviewer, record what came of it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from accounts.models import StaffUser
from cases.models import Connection
from cases.rules.review_stages import PossibleOutcome
from cases.rules.vocabulary import ReviewAsker, ReviewBody, ReviewOutcome, ReviewReceipt, ReviewState, ToldBy
from cases.services.reviews import ReviewEntry
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group

#: Somebody who is not in the record.
SOMEBODY_ELSE = "else"
#: The letter with an answer goes all the same.
FOLLOWS = "follows"
_SUSPECT = {"no": False, "yes": True}


class LogReviewForm(GovukForm):
    """Who asks for a review, when and how it reached us, and what they said."""

    needed_by_answer = frozenset({"person", "person_name", "lives_with_suspect", "authority", "authority_seen_on"})

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    received_on = fields.DateField(
        label="When did it reach us?",
        what="the date on which it reached us",
        hint="The day it arrived, not the day it was read. The time for our answer begins here. For example, 12 5 2026",
    )
    receipt = fields.RadiosField(
        label="How did it reach us?", choices=ReviewReceipt.choices(), missing="Select how it reached us"
    )
    asker = fields.RadiosField(label="Who asks?", choices=ReviewAsker.choices(), missing="Select who asks")
    person = fields.RadiosField(label="Which person is it?", choices=[])
    person_name = fields.TextField(label="What is their name?", hint="If they are not in the list above.")
    lives_with_suspect = fields.RadiosField(
        label="Are they a suspect or defendant in the case, or do they live with one?",
        hint="For somebody who is not in the list above.",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Nobody has asked yet")],
    )
    authority = fields.TextField(
        label="What written authority have they shown?",
        hint="For example, a letter that the victim signed. Leave empty if none is needed or none was shown.",
        max_length=300,
    )
    authority_seen_on = fields.DateField(
        label="When did you see it?", what="the date on which you saw the authority", is_required=False
    )
    said = fields.LongTextField(
        label="What did they say?",
        hint="In their words. They need not give a reason.",
        max_length=4000,
        rows=5,
    )

    def __init__(
        self, *args: Any, connections: Iterable[Connection], decided_on: dt.date, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._decided_on, self._today = decided_on, today
        known = [(str(each.person_id), f"{each.person.full_name}: {_kind(each)}") for each in connections]
        self.fields["person"].choices = [*known, (SOMEBODY_ELSE, "Somebody else")]  # type: ignore[attr-defined]
        else_asks = ["person", "person_name", "lives_with_suspect", "authority", "authority_seen_on"]
        self.helper.layout = Layout(
            "key",
            Group("The request", "received_on", "receipt", "said"),
            Group("Who asks", "asker"),
            Group(
                "If it is not the victim",
                *else_asks,
                intro="Leave these empty if the victim asks in person.",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what somebody other than the victim must show, and refuse days that cannot be."""
        answers: dict[str, Any] = super().clean() or {}
        received_on = answers.get("received_on")
        if received_on is not None and received_on > self._today:
            self.add_error("received_on", "The date on which it reached us must be today or in the past")
        if received_on is not None and received_on < self._decided_on:
            self.add_error("received_on", "The date on which it reached us must be on or after the day of the decision")
        seen_on = answers.get("authority_seen_on")
        if seen_on is not None and seen_on > self._today:
            self.add_error("authority_seen_on", "The date on which you saw the authority must be today or in the past")
        if answers.get("authority", "").strip() and seen_on is None and "authority_seen_on" not in self.errors:
            self.add_error("authority_seen_on", "Enter the date on which you saw the authority")
        if answers.get("asker") in {"", None, ReviewAsker.VICTIM.value}:
            return answers
        if not answers.get("person"):
            self.add_error("person", "Select which person asks, or somebody else")
        if answers.get("person") == SOMEBODY_ELSE:
            if not answers.get("person_name", "").strip():
                self.add_error("person_name", "Enter the name of the person who asks")
            if not answers.get("lives_with_suspect"):
                self.add_error("lives_with_suspect", "Select whether they are, or live with, a suspect")
        return answers

    def entry(self) -> ReviewEntry:
        """Return the answers as the service takes them. Only for a valid form."""
        answers = self.cleaned_data
        asker = ReviewAsker(answers["asker"])
        is_victim = asker is ReviewAsker.VICTIM
        is_known = not is_victim and answers["person"] != SOMEBODY_ELSE
        return ReviewEntry(
            key=answers["key"],
            asker=asker,
            asker_person_id=uuid.UUID(answers["person"]) if is_known else None,
            asker_name="" if is_victim or is_known else answers["person_name"],
            authority="" if is_victim else answers["authority"],
            authority_seen_on=None if is_victim else answers["authority_seen_on"],
            is_suspect_or_lives_with_suspect=_SUSPECT.get(answers["lives_with_suspect"]),
            received_on=answers["received_on"],
            receipt=ReviewReceipt(answers["receipt"]),
            said=answers["said"],
        )


def _kind(connection: Connection) -> str:
    if connection.relationship:
        return connection.relationship
    label = connection.get_kind_display()
    return f"{label[:1].lower()}{label[1:]}"


class CheckReviewForm(GovukForm):
    """Say whether a request to which the rule did not plainly say yes is taken."""

    answer = fields.RadiosField(
        label="Can this request be taken?",
        choices=[
            ("take", "Yes, take it"),
            (ReviewState.OUT_OF_TIME.value, "No, it is out of time and there is no exceptional reason"),
            (ReviewState.NOT_QUALIFYING.value, "No, this decision cannot be reviewed by us, or not for this person"),
        ],
        missing="Select whether it can be taken",
    )
    reason = fields.LongTextField(
        label="Why?",
        missing="Enter why",
        hint="It is kept with your name. If it is not taken, these are the words with which the person is told.",
        max_length=1000,
        rows=4,
    )


class ReviewerForm(GovukForm):
    """Give a stage to somebody who had no part in the decision."""

    needed_by_answer = frozenset({"reviewer", "outside_name"})

    body = fields.RadiosField(label="Who looks at it?", choices=[], missing="Select who looks at it")
    reviewer = fields.RadiosField(label="Which prosecutor?", choices=[])
    outside_name = fields.TextField(label="What is the name of the reviewer in the other office?")
    had_no_part = fields.StatementField(
        label="They were asked, and had no part in the decision: not by advice, and not at an earlier stage",
        missing="Ask them, and confirm that they had no part in the decision",
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[StaffUser, tuple[str, ...]]], is_independent: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = list(people)
        fresh = [(str(user.pk), user.full_name) for user, why_not in listed if not why_not]
        bodies = [body for body in ReviewBody if is_independent or body is ReviewBody.THIS_SERVICE]
        self.fields["body"].choices = [(body.value, body.label) for body in bodies]  # type: ignore[attr-defined]
        self.fields["reviewer"].choices = fresh  # type: ignore[attr-defined]
        if not is_independent:
            del self.fields["body"], self.fields["outside_name"]
            self.helper.layout = Layout("reviewer", "had_no_part")
        self._is_independent = is_independent

    def clean(self) -> dict[str, Any]:
        """Ask for the reviewer that the chosen office needs."""
        answers: dict[str, Any] = super().clean() or {}
        body = answers.get("body", "") if self._is_independent else ReviewBody.THIS_SERVICE.value
        if body == ReviewBody.THIS_SERVICE.value and not answers.get("reviewer") and "reviewer" not in self.errors:
            self.add_error("reviewer", "Select which prosecutor looks at it")
        if body and body != ReviewBody.THIS_SERVICE.value and not answers.get("outside_name", "").strip():
            self.add_error("outside_name", "Enter the name of the reviewer")
        return answers

    @property
    def chosen_body(self) -> ReviewBody:
        """Return where the reviewer sits. Only for a valid form."""
        return ReviewBody(self.cleaned_data["body"]) if self._is_independent else ReviewBody.THIS_SERVICE


class OutcomeForm(GovukForm):
    """Record what the reviewer found, and why."""

    needed_by_answer = frozenset({"what_follows"})

    outcome = fields.RadiosField(label="What did the review find?", choices=[], missing="Select what the review found")
    reasons = fields.LongTextField(
        label="Why?",
        missing="Enter the reasons",
        hint="For this person and this case, as you would say it to them. With these words they are told.",
        max_length=4000,
        rows=8,
    )
    what_follows = fields.LongTextField(
        label="What happens next, or why can it not be put right?",
        hint="Needed unless the decision was right. The person is told it with the answer.",
        max_length=2000,
        rows=4,
    )

    def __init__(self, *args: Any, possible: Iterable[PossibleOutcome], words: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(possible)
        field = self.fields["outcome"]
        field.choices = [(each.outcome.value, words[each.outcome.value]) for each in offered]  # type: ignore[attr-defined]
        field.widget.hints = {each.outcome.value: each.means for each in offered}

    def clean(self) -> dict[str, Any]:
        """Ask what follows where the decision was wrong."""
        answers: dict[str, Any] = super().clean() or {}
        found = answers.get("outcome")
        if found and found != ReviewOutcome.UPHELD.value and not answers.get("what_follows", "").strip():
            self.add_error("what_follows", "Enter what happens next, or why it cannot be put right")
        return answers


class FurtherReviewForm(GovukForm):
    """The person is not satisfied with the first answer and asks for an independent review."""

    asked_on = fields.DateField(
        label="When did they ask for it?",
        what="the date on which they asked",
        hint="The day it reached us. The time for the second answer begins here. For example, 12 5 2026",
    )
    said = fields.LongTextField(label="What did they say?", hint="In their words.", max_length=4000, rows=5)


class TellingForm(GovukForm):
    """Record that the person was told what came of their request, and what becomes of a letter that has not left."""

    told_on = fields.DateField(label="When were they told?", what="the date on which they were told")
    how = fields.RadiosField(label="How were they told?", choices=ToldBy.choices(), missing="Select how they were told")
    note = fields.LongTextField(
        label="What were they told, and what did they say?",
        missing="Enter what they were told",
        hint="For a letter, its reference and what it said. Do not write an address or a phone number.",
        max_length=2000,
        rows=5,
    )
    letter = fields.RadiosField(
        label="Is the letter with the answer still to be sent?",
        choices=[
            (FOLLOWS, "Yes, it confirms what they were told"),
            ("none", "No, take it out of use: they have it in writing, or do not want it"),
        ],
        missing="Select whether the letter is still to be sent",
    )

    def __init__(self, *args: Any, has_letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_letter:
            del self.fields["letter"]
            self.helper.layout = Layout("told_on", "how", "note")

    @property
    def letter_follows(self) -> bool:
        """Whether the letter that has not left still goes. Only for a valid form."""
        return bool(self.cleaned_data.get("letter", FOLLOWS) == FOLLOWS)


class WithdrawReviewForm(GovukForm):
    """The person takes the request back."""

    reason = fields.LongTextField(
        label="What did they tell us?",
        missing="Enter what they told us",
        hint="Nobody is asked to take a request back. Say how they told us.",
        max_length=1000,
        rows=4,
    )
