"""Short forms for what is settled with a victim: one thing each."""

import datetime as dt
from typing import Any

from django import forms

from cases.rules.vocabulary import ConnectionKind, Language, MayBeTold, RiskLevel, SummaryGiven, VpsStatus
from communications.rules.promises import LONGEST_OWN_RHYTHM, SHORTEST_OWN_RHYTHM
from web.forms import fields
from web.forms.base import GovukForm
from web.workspace.forms.rhythm import clean_rhythm_days

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORMATS = (
    ("LARGE_PRINT", "Large print"),
    ("EASY_READ", "Easy read"),
    ("BRAILLE", "Braille"),
    ("BSL", "British Sign Language"),
    ("READ_TO_ME", "Read to them: they cannot or do not want to read"),
)
#: Ways in which staff give somebody a paper; the service records by itself what it sends.
_BY_HAND = (SummaryGiven.IN_PERSON, SummaryGiven.READ_OUT, SummaryGiven.BY_SUPPORTER)
FULL = "full"
SAFE, AVOID, AVOID_DAY = "safe", "avoid", "avoid_day"


class TimesForm(GovukForm):
    """One window of the week that suits or that does not, or one day to avoid."""

    needed_by_answer = frozenset({"days", "since", "until", "on"})

    sort = fields.RadiosField(
        label="What do they want to add?",
        choices=[
            (SAFE, "Times at which we may ring or write"),
            (AVOID, "Times of the week to avoid"),
            (AVOID_DAY, "A day to avoid"),
        ],
        missing="Select what they want to add",
        hints={AVOID_DAY: "A birthday, an anniversary, a day at the doctor’s. We never ask why."},
    )
    days = fields.CheckboxesField(
        label="On which days of the week?", choices=[(str(day), name) for day, name in enumerate(WEEKDAYS)]
    )
    since = fields.TimeField(label="From", hint="For example, 9am")
    until = fields.TimeField(label="To", hint="For example, 5:30pm")
    on = fields.DateField(label="Which day is to be avoided?", what="the day to avoid", is_required=False)
    #: The version of the profile that the page showed.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Ask for what the answer needs, and for times in their order."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("sort") == AVOID_DAY:
            if not answers.get("on") and "on" not in self.errors:
                self.add_error("on", "Enter the day to avoid")
            return answers
        if answers.get("sort"):
            if not answers.get("days"):
                self.add_error("days", "Select at least one day")
            for name, words in (("since", "Enter from when"), ("until", "Enter until when")):
                if answers.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
            since, until = answers.get("since"), answers.get("until")
            if since is not None and until is not None and until <= since and until != dt.time(0, 0):
                self.add_error("until", "The end must be later than the beginning, on the same day")
        return answers

    @property
    def window(self) -> dict[str, object]:
        """Return what was entered as the profile keeps it; only of a valid form."""
        answers = self.cleaned_data
        if answers["sort"] == AVOID_DAY:
            return {"on": answers["on"].isoformat()}
        until = answers["until"]
        return {
            "days": sorted(int(day) for day in answers["days"]),
            "from": f"{answers['since']:%H:%M}",
            "to": "24:00" if until == dt.time(0, 0) else f"{until:%H:%M}",
        }


class NeedsForm(GovukForm):
    """What a person needs so that they can read, hear and come."""

    needed_by_answer = frozenset({"other_language"})

    preferred_name = fields.TextField(
        label="How do they want to be addressed?", hint="For example, Ms Okafor, or Sam.", max_length=120
    )
    language = fields.RadiosField(
        label="In which language do we write?", choices=Language.choices(), missing="Select the language"
    )
    other_language = fields.TextField(label="Which other language?", max_length=60, width="20")
    needs_interpreter = fields.YesNoField(
        label="Do they need an interpreter when we speak?", missing="Select whether they need an interpreter"
    )
    formats = fields.CheckboxesField(label="In which form do they need letters?", choices=FORMATS)
    access_needs = fields.LongTextField(
        label="What else do they need?",
        hint="For example, ring twice before speaking, or a step-free room. Do not write why.",
        max_length=500,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """Ask which other language."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("language") == Language.OTHER and not answers.get("other_language"):
            self.add_error("other_language", "Enter which language")
        return answers


class RiskForm(GovukForm):
    """The risk of domestic abuse."""

    level = fields.RadiosField(
        label="What is the risk of domestic abuse?",
        choices=RiskLevel.choices(),
        missing="Select the risk",
        hint="As the police recorded it and the person says. It is shown to whoever writes or rings.",
    )


class StatementForm(GovukForm):
    """How it stands with the Victim Personal Statement."""

    status = fields.RadiosField(
        label="How does it stand with their Victim Personal Statement?",
        choices=VpsStatus.choices(),
        missing="Select how it stands",
        hint="In it they may say how the crime affected them. It is their choice, and they may add to it later.",
    )


class SupporterForm(GovukForm):
    """Somebody who stands beside a victim, and what they may be told."""

    kind = fields.RadiosField(
        label="Who are they to the person?",
        choices=[
            (kind.value, kind.label)
            for kind in (
                ConnectionKind.ISVA,
                ConnectionKind.IDVA,
                ConnectionKind.FLO,
                ConnectionKind.OIC,
                ConnectionKind.CLOSE_RELATIVE,
                ConnectionKind.SPOKESPERSON,
            )
        ],
        missing="Select who they are",
    )
    full_name = fields.TextField(label="Their name", missing="Enter their name")
    organisation = fields.TextField(label="Their organisation")
    relationship = fields.TextField(
        label="Their relationship to the person", max_length=60, hint="For example, sister."
    )
    email = fields.EmailField(label="Their email address")
    phone = fields.TextField(label="Their telephone number", width="20", max_length=30)
    may_be_told = fields.RadiosField(
        label="What did the person agree that they may be told?",
        choices=[(told.value, told.label) for told in (MayBeTold.EVERYTHING, MayBeTold.DATES_ONLY, MayBeTold.NOTHING)],
        missing="Select what they may be told",
        hint="Ask the person themselves. They may change their mind at any time.",
    )
    consent_ends_on = fields.DateField(
        label="Until when?", what="until when", hint="Leave empty if they set no end.", is_required=False
    )
    is_near_suspect = fields.RadiosField(
        label="Are they a suspect, or do they live with one?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        missing="Select whether they are a suspect or live with one",
        hint="Nothing is sent to anybody who is or does.",
        is_inline=True,
    )


class RhythmForm(GovukForm):
    """How often somebody wants to hear from us."""

    rhythm_days = fields.TextField(
        label="How many days between updates?",
        hint=f"From {SHORTEST_OWN_RHYTHM} to {LONGEST_OWN_RHYTHM}. Leave empty for the usual.",
        width="3",
        max_length=2,
    )
    paused_until = fields.DateField(
        label="Do they want a pause, and until when?",
        what="until when",
        hint="Leave empty for no pause. What must be told is told all the same.",
        is_required=False,
    )

    clean_rhythm_days = clean_rhythm_days


class SummaryGivenForm(GovukForm):
    """How a person was given what was agreed."""

    how = fields.RadiosField(
        label="How did they get it?",
        choices=[(each.value, each.label) for each in _BY_HAND],
        missing="Select how they got it",
    )


class SendAgreedForm(GovukForm):
    """What may stand in the letter with what was agreed."""

    detail = fields.RadiosField(
        label="May the ways, times and names that you agreed stand in it?",
        hint="Ask them first. Whoever else opens or finds the letter can read them.",
        choices=(
            ("short", "No: leave them out. It says who you are, how often they hear from you and what to do"),
            (FULL, "Yes: they want them written out, and nobody else reads their letters"),
        ),
        missing="Select whether the ways, times and names may stand in it",
    )
