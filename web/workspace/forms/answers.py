"""Short forms: search, finish work, exemptions, triage, sending a letter back."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.rules.vocabulary import ContactMethod, ExemptionReason
from communications.rules.promises import LONGEST_OWN_RHYTHM, SHORTEST_OWN_RHYTHM
from web.forms import fields
from web.forms.base import GovukForm
from web.workspace import words
from web.workspace.forms.rhythm import clean_rhythm_days


class SearchForm(GovukForm):
    """Find a case by its URN, a victim's name or the reference of a letter."""

    words = fields.TextField(
        label="Find a case",
        missing="Enter a URN or a name",
        hint="A URN such as 45 AA 12345 26, a victim’s name, or our reference on a letter. Every search is recorded.",
        width="20",
    )

    def clean_words(self) -> str:
        """Refuse so few letters that the search would list half an Area."""
        text = str(self.cleaned_data["words"]).strip()
        if len(text) < 3:
            self.add_error("words", "Enter at least 3 characters")
        return text


class FinishWorkForm(GovukForm):
    """Say what came of an item of work."""

    outcome = fields.LongTextField(label="What was done?", missing="Enter what was done", max_length=300, rows=3)


class ExemptionForm(GovukForm):
    """Say why something owed need not be sent; somebody else must approve it."""

    reason = fields.RadiosField(
        label="Why need nothing be sent?",
        choices=[(reason.value, words.EXEMPTIONS[reason]) for reason in ExemptionReason],
        missing="Select why nothing need be sent",
    )
    note = fields.LongTextField(
        label="What do you know about it?",
        missing="Enter what you know about it",
        hint="The person who approves it reads this. Do not write an address or a phone number.",
        max_length=200,
        rows=3,
    )


class ExemptionAnswerForm(GovukForm):
    """Approve or refuse that nothing is sent."""

    answer = fields.RadiosField(
        label="Do you approve that nothing is sent?",
        choices=[("approve", "Yes, nothing need be sent"), ("refuse", "No, the letter is owed")],
        missing="Select whether you approve",
    )
    reason = fields.RadiosField(
        label="For which reason?",
        choices=[(reason.value, words.EXEMPTIONS[reason]) for reason in ExemptionReason],
        missing="Select the reason",
    )
    note = fields.LongTextField(label="Why?", missing="Enter why", max_length=300, rows=3)


class OverrideForm(GovukForm):
    """Set another triage tier than the rules say, with a reason; or let the rules' answer stand again."""

    tier = fields.RadiosField(label="Which tier should apply?", choices=[], missing="Select the tier")
    reason = fields.LongTextField(
        label="Why?",
        missing="Enter why another tier is right",
        hint="Your reason is kept with your name and is looked at when tiers are reviewed.",
        max_length=1000,
        rows=4,
    )

    def __init__(self, *args: Any, tiers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = list(tiers)  # type: ignore[attr-defined]


class SendBackForm(GovukForm):
    """Send a letter back to its writer with what should change."""

    comment = fields.LongTextField(
        label="What should change?", missing="Enter what should change", max_length=2000, rows=4
    )


class SafeContactForm(GovukForm):
    """How a person may be reached, as they said it when somebody asked."""

    preferred_method = fields.RadiosField(
        label="How do they want to be reached?",
        choices=ContactMethod.choices(),
        missing="Select how they want to be reached",
        hints={
            ContactMethod.VIA_POLICE.value: "Then never also directly.",
            ContactMethod.VIA_ISVA.value: "Then never also directly.",
            ContactMethod.VIA_FLO.value: "Then never also directly.",
        },
    )
    never = fields.CheckboxesField(
        label="What must never be used?",
        choices=[
            ("never_post", "Post"),
            ("never_email", "Email"),
            ("never_text", "Text messages"),
            ("never_phone", "Calls"),
        ],
    )
    must_not_know = fields.TextField(
        label="Who must not learn that we are in touch?", hint="As they said it.", max_length=300
    )
    rhythm_days = fields.TextField(
        label="How many days between updates?",
        hint=f"From {SHORTEST_OWN_RHYTHM} to {LONGEST_OWN_RHYTHM}. Leave empty for the usual.",
        width="3",
        max_length=2,
    )

    #: The version of the profile that the page showed.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def show_as_changed(self, *, now_in_force: int | None) -> None:
        """Say that somebody else, perhaps the person themselves, changed the same thing; what was answered stays."""
        self.data = {**dict(self.data.items()), "never": self["never"].data, "seen": now_in_force or ""}
        self.add_error(
            None,
            "Somebody else has changed this since you opened the page: a colleague, or the person on their online "
            "page. Look at what is recorded now, and record your answers again if they still hold.",
        )

    clean_rhythm_days = clean_rhythm_days


class SaveViewForm(GovukForm):
    """Keep the filters in force under a name."""

    name = fields.TextField(
        label="Name of this view",
        missing="Enter a name for this view",
        hint="Only you see it. Do not use a person’s name.",
        width="20",
        max_length=60,
    )


class FindVictimForm(GovukForm):
    """Find a person by their name or a reference: of their case, or of a letter about it."""

    words = fields.TextField(
        label="Find a person",
        missing="Enter a name or a reference",
        hint="A name, the URN of the case, or our reference on a letter. Every search is recorded.",
        width="20",
    )

    def clean_words(self) -> str:
        """Refuse so few letters that the search would list half an Area."""
        text = str(self.cleaned_data["words"]).strip()
        if len(text) < 3:
            self.add_error("words", "Enter at least 3 characters")
        return text
