"""What can be recorded of another agency's contact (COL-4): made is past, planned is not, nothing beyond reason."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.agency_contacts import ContactEntryFacts, faults
from cases.rules.vocabulary import AgencyContactStage

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
MADE = ContactEntryFacts(
    stage=AgencyContactStage.MADE, contact_on=TODAY, contact_at=None, told_hearing_on=None, today=TODAY, now=NOW
)
PLANNED = dataclasses.replace(MADE, stage=AgencyContactStage.PLANNED)


@pytest.mark.parametrize(
    "facts",
    [
        MADE,
        dataclasses.replace(MADE, contact_at=NOW),
        dataclasses.replace(MADE, contact_on=TODAY - dt.timedelta(days=30)),
        PLANNED,
        dataclasses.replace(PLANNED, contact_at=NOW - dt.timedelta(hours=1)),
        dataclasses.replace(PLANNED, contact_on=TODAY + dt.timedelta(days=366)),
        dataclasses.replace(MADE, told_hearing_on=TODAY + dt.timedelta(days=700)),
    ],
)
def test_col_4_takes_what_can_be(facts):
    assert faults(facts=facts) == ()


@pytest.mark.parametrize(
    ("facts", "part", "words"),
    [
        (dataclasses.replace(MADE, contact_on=TODAY + dt.timedelta(days=1)), "contact_on", "in the past"),
        (dataclasses.replace(MADE, contact_at=NOW + dt.timedelta(minutes=1)), "contact_on", "in the past"),
        (dataclasses.replace(PLANNED, contact_on=TODAY - dt.timedelta(days=1)), "contact_on", "today or later"),
        (dataclasses.replace(PLANNED, contact_on=TODAY + dt.timedelta(days=367)), "contact_on", "within a year"),
        (dataclasses.replace(MADE, told_hearing_on=TODAY + dt.timedelta(days=800)), "told_hearing_on", "two years"),
    ],
)
def test_col_4_says_what_cannot_be_and_where(facts, part, words):
    [fault] = faults(facts=facts)

    assert fault.part == part
    assert words in fault.words
