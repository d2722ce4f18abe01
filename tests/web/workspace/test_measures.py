"""Special measures as staff record them: the list, each step, its errors, and who may (V25)."""

import pytest
from django.urls import reverse

from cases.models import MeasureRecord
from tests.factories.cases import CaseFactory, VictimFactory

pytestmark = pytest.mark.django_db
ON = {"taken_on_day": "11", "taken_on_month": "3", "taken_on_year": "2026"}


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Wednesday 11 March 2026, 10:00."""


def address(victim) -> str:
    return reverse("workspace:measures", args=[victim.case_id, victim.pk])


def text(response) -> str:
    return response.content.decode()


def test_a_step_is_recorded_and_listed(as_writer, victim):
    assert "Nothing is recorded." in text(as_writer.get(address(victim)))

    response = as_writer.post(address(victim), {"measure": "SCREENS", "step": "ASKED", **ON}, follow=True)

    assert "Recorded." in text(response)
    assert "Asked, 11 March 2026" in text(response)
    assert MeasureRecord.objects.get().victim == victim


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"measure": ""}, "Select the special measure"),
        ({"step": ""}, "Select what was done"),
        ({"taken_on_day": ""}, "The date must include a day"),
        ({"taken_on_year": "2027"}, "The date must be today or in the past"),
        ({"step": "GRANTED"}, "This does not follow what is recorded about it"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(as_writer, victim, changes, error):
    response = as_writer.post(address(victim), {"measure": "SCREENS", "step": "ASKED", **ON, **changes})

    assert error in text(response)
    assert not MeasureRecord.objects.exists()


def test_the_meetings_of_a_victim_lead_there(as_writer, victim):
    page = text(as_writer.get(reverse("workspace:meetings", args=[victim.case_id, victim.pk])))

    assert address(victim) in page


def test_a_restricted_case_is_not_there_for_others(as_writer):
    assert as_writer.get(address(VictimFactory(case=CaseFactory(is_rasso=True)))).status_code == 404
