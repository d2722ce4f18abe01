"""Recording what police, witness care or others have told a victim, or are about to."""

import datetime as dt
import uuid
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome
from cases.services.agency_contacts import AgencyContactEntry
from web.formatting import LONDON
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group

#: Which field a fault of the rules belongs beside.
FAULT_FIELDS = {"contact_on": "contact_on", "told_hearing_on": "told_hearing_on"}
_NOTHING = "NOTHING"


class AgencyContactForm(GovukForm):
    """One contact by another agency: who, when, by which way, and the facts that they told."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    agency = fields.RadiosField(label="Who?", choices=Agency.choices(), missing="Select who contacts them")
    stage = fields.RadiosField(
        label="Have they been in touch already?",
        choices=[
            (AgencyContactStage.MADE.value, "Yes, they have"),
            (AgencyContactStage.PLANNED.value, "No, it is planned"),
        ],
        missing="Select whether they have been in touch already",
        is_inline=True,
    )
    way = fields.RadiosField(
        label="How?",
        choices=AgencyContactWay.choices(),
        missing="Select how they are in touch, or that you do not know",
    )
    contact_on = fields.DateField(label="On which day?", what="the day of the contact")
    contact_time = fields.TimeField(label="At what time?", hint="For example, 2:30pm. Leave empty if you do not know.")
    told_hearing_on = fields.DateField(
        label="Which day of a hearing did they tell, or will they?", what="the day of the hearing", is_required=False
    )
    told_outcome = fields.RadiosField(
        label="How did they say that the case stands?",
        choices=[(_NOTHING, "They say nothing about it, or I do not know"), *ToldOutcome.choices()],
        missing="Select how they said that the case stands, or that they said nothing",
    )
    told = fields.LongTextField(
        label="What else was told, or will be?",
        hint="In a sentence or two. Do not write an address or a phone number, and nothing about the offence.",
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "key",
            Group("The contact", "agency", "stage", "way", "contact_on", "contact_time"),
            Group("What they tell", "told_hearing_on", "told_outcome", "told"),
        )

    @staticmethod
    def beginning(*, now: dt.datetime) -> dict[str, object]:
        """Give the answers with which an empty form begins: today, and a key of its own."""
        return {"key": f"agency:{uuid.uuid4()}", "contact_on": now.astimezone(LONDON).date()}

    def entry(self) -> AgencyContactEntry:
        """Give the contact as the service takes it; only of a valid form."""
        answers = self.cleaned_data
        outcome = answers["told_outcome"]
        return AgencyContactEntry(
            key=answers["key"],
            agency=Agency(answers["agency"]),
            stage=AgencyContactStage(answers["stage"]),
            way=AgencyContactWay(answers["way"]),
            contact_on=answers["contact_on"],
            contact_time=answers["contact_time"],
            told_hearing_on=answers["told_hearing_on"],
            told_outcome=None if outcome == _NOTHING else ToldOutcome(outcome),
            told=answers["told"],
        )
