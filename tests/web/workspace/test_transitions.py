"""Stop, restart and extend on the pages; what is stopped stays on every list (W3)."""

import re

import pytest
from django.urls import reverse

from cases.models import Obligation, TransitionRequest, WorkItem
from tests.web.workspace.conftest import NOW, owed_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

TONIGHT = NOW.replace(hour=23, minute=59, second=59)
WORDS = "The police called about the address."


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def owed(victim, charge):
    return owed_to(victim, due_at=TONIGHT)


def url(owed):
    return reverse("workspace:transitions", args=[owed.pk])


def ask(client, owed, **changes):
    answers = {"kind": "STOP", "stop_reason": "SAFETY_CONCERN", "words": WORDS, **changes}
    return client.post(url(owed), answers, follow=True)


def answer(client, owed, outcome="APPROVED"):
    return client.post(url(owed), {"outcome": outcome, "note": ""}, follow=True)


EXTEND = {
    "kind": "EXTEND", "extend_reason": "TOLD_LATE", "target_on_day": "20", "target_on_month": "3",
    "target_on_year": "2026",
}  # fmt: skip


def test_a_stop_asked_for_and_approved_stays_on_the_list_with_its_clock(as_writer, as_manager, owed):
    assert "Stop, restart or extend" in text(as_writer.get(reverse("workspace:case-decisions", args=[owed.case_id])))

    page = text(ask(as_writer, owed))

    assert "Stopped. Nothing leaves until somebody else answers. The clock goes on." in page
    assert "Nothing leaves until somebody restarts it." in page
    assert "This waits for somebody else to answer." in text(as_writer.get(url(owed)))
    work = text(as_writer.get(reverse("workspace:work")))
    assert "Stopped" in work
    assert "Due today" in work
    item = WorkItem.objects.get()
    assert url(owed) in as_manager.get(reverse("workspace:work-item", args=[item.pk])).content.decode()
    asked = text(as_manager.get(url(owed)))
    assert "Contact may put somebody at risk. The police called about the address." in asked
    assert "Asked for by Robin Writer" in asked
    assert "Approved. It is on record with both names." in text(answer(as_manager, owed))
    assert "Approved by Morgan Manager" in text(as_writer.get(url(owed)))
    assert "Restart it" in text(as_writer.get(url(owed)))


def test_an_extension_says_plainly_that_the_deadline_stays(as_writer, as_manager, owed):
    page = text(as_writer.get(url(owed)))
    assert "It never moves. A letter sent after it counts as late." in page

    ask(as_writer, owed, **EXTEND)
    answer(as_manager, owed)

    owed.refresh_from_db()
    assert owed.due_at == TONIGHT
    page = text(as_writer.get(url(owed)))
    assert "Agreed target 20 March 2026 at 5pm" in page
    assert "From 11 March 2026 at 11:59pm to 20 March 2026 at 5pm" in page
    assert "Agreed for 20 March 2026" in text(as_writer.get(reverse("workspace:work")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": ""}, "Select what you want to do"),
        ({"stop_reason": ""}, "Select why"),
        ({"words": " "}, "Enter what you know about it"),
        ({**EXTEND, "target_on_day": "", "target_on_month": "", "target_on_year": ""}, "Enter the agreed new date"),
        ({**EXTEND, "target_on_day": "10"}, "The new date must be after the present target"),
        ({**EXTEND, "target_on_day": "31", "target_on_month": "2"}, "must be a real date"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(as_writer, owed, changes, expected):
    response = ask(as_writer, owed, **changes)

    assert expected in text(response)
    assert changes.get("words", WORDS).strip() in text(response)
    assert not TransitionRequest.objects.exists()


def test_nothing_is_asked_about_what_has_ended(as_writer, owed):
    Obligation.objects.update(state="MET", met_at=NOW)

    assert "Nothing is owed here any more." in text(as_writer.get(url(owed)))
    ask(as_writer, owed)
    assert not TransitionRequest.objects.exists()


def test_another_area_finds_nothing(as_stranger, owed):
    assert as_stranger.get(url(owed)).status_code == 404
    assert as_stranger.post(url(owed)).status_code == 404
