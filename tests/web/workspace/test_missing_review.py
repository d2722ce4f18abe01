"""Taking up a letter about a review that is missing, from the work list to the letter (W12, MISS-4)."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import StaffUser
from accounts.roles import Role
from cases.models import ReviewStage, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState
from communications.services import missing_letters
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.reviewing import begun, told
from tests.services.communications.test_review_missing import LATER
from tests.services.communications.writing import Decided
from tests.web.workspace.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    lay_reference_data()
    lay_templates()
    with time_machine.travel(LATER, tick=False):
        yield


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def lost() -> tuple[Decided, ReviewStage, Client]:
    """A request for a review whose receipt was taken out of use."""
    case = told()
    stage = begun(case)
    Communication.objects.update(state=CommunicationState.NOT_REQUIRED)
    missing_letters.look(at=LATER)
    return case, stage, signed_in(StaffUser.objects.get(pk=case.officer.identifier))


def test_w12_leads_from_the_list_to_the_letter() -> None:
    _case, stage, browser = lost()
    item = WorkItem.objects.get(kind=WorkKind.REVIEW_NOT_WRITTEN)
    page = reverse("workspace:review-unwritten", args=[stage.request_id])
    assert "Start a letter about a review that is missing" in text(browser.get(reverse("workspace:work")))
    shown = browser.get(reverse("workspace:work-item", args=[item.pk])).content.decode()
    assert page in shown
    assert "What came of it" not in shown, "it is not finished by hand"
    assert "What they are owed by now is in no letter" in text(browser.get(page))

    done = browser.post(page)

    letter = Communication.objects.exclude(state=CommunicationState.NOT_REQUIRED).get()
    assert done["Location"] == reverse("workspace:letter", args=[letter.pk])
    assert "This letter is not missing any more." in text(browser.get(page))
    assert "it was started, or they were told, meanwhile" in text(browser.post(page))


def test_w12_is_not_there_for_another_area() -> None:
    _case, stage, _browser = lost()
    stranger = signed_in(staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))))

    assert stranger.get(reverse("workspace:review-unwritten", args=[stage.request_id])).status_code == 404
