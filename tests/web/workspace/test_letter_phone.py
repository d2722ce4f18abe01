"""W9: before anybody approves, they see what will stand on the reader's phone, made as it will be made."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import StaffUser
from audit.models import AuditEvent
from communications.models import Communication
from communications.services import approval
from tests.factories.cases import ContactPointFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, Decided, decided
from tests.web.workspace.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data(clock: time_machine.Traveller) -> None:
    clock.move_to(AT)
    lay_reference_data()
    lay_templates()


def desk_of(case: Decided) -> Client:
    return signed_in(StaffUser.objects.get(pk=case.writer.identifier))


def address(case: Decided) -> str:
    return reverse("workspace:letter-phone", args=[case.draft.pk])


def seen(case: Decided) -> str:
    response = desk_of(case).get(address(case))
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def portal_reader(**profile: Any) -> Decided:
    """Make somebody who has no address or email for letters, and reads in the portal."""
    return decided(points=(), profile={"uses_portal": True, **profile})


def test_an_email_is_shown_as_it_will_leave() -> None:
    case = decided()

    page = seen(case)

    assert "The letter goes by email." in page
    assert "A letter for you" in page
    assert "Dear Ms Hughes" in page
    assert "If it were approved now: 26 March 2026 at 11:30am" in page


def test_a_letter_by_post_lights_up_no_screen() -> None:
    page = seen(decided(preferred="POST"))

    assert "Nothing appears on their phone because of it." in page
    assert "Dear Ms Hughes" not in page


def test_a_letter_by_post_with_a_copy_in_the_portal_says_when_it_can_be_read_there() -> None:
    page = seen(decided(preferred="POST", profile={"uses_portal": True}))

    assert "four days after the letter was posted" in page
    assert "they are asked whether they want to read it now" in page
    assert "Dear Ms Hughes" in page


def test_the_notice_by_text_has_no_content() -> None:
    case = portal_reader()
    ContactPointFactory(person=case.victim.person, mobile=True)

    page = seen(case)

    assert "Text message" in page
    assert "There is new information for you." in page
    assert "Only a notice without content reaches the phone itself." in page


def test_the_notice_by_email_where_no_text_is_safe_is_shown_with_its_subject() -> None:
    case = decided(points=("email",), profile={"uses_portal": True, "content_levels": {"EMAIL": "NOTHING"}})

    page = seen(case)

    assert "Email" in page
    assert "There is new information for you" in page


def test_where_nothing_can_tell_them_it_says_so() -> None:
    assert "so nobody tells them that it is there" in seen(portal_reader())


def test_through_somebody_nothing_reaches_their_own_phone() -> None:
    assert "No way of sending this letter is safe at present" in seen(decided(preferred="VIA_ISVA"))


def test_a_letter_without_a_reader_reaches_no_phone() -> None:
    case = decided()
    Communication.objects.update(recipient=None)

    assert "No way of sending this letter is safe at present" in seen(case)


def test_an_approved_letter_is_shown_with_its_messages_instead() -> None:
    case = decided()
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    approval.approve(communication_id=case.draft.pk, actor=case.approver, at=AT)

    response = desk_of(case).get(address(case))

    assert response["Location"] == reverse("workspace:letter", args=[case.draft.pk])


def test_a_look_leaves_a_trace_and_writes_nothing_else() -> None:
    case = decided()
    before = Communication.objects.values().get()

    seen(case)

    assert AuditEvent.objects.filter(verb="VIEWED", victim_id=case.victim.pk).count() == 1
    assert Communication.objects.values().get() == before


def test_somebody_elses_is_not_found(stranger: StaffUser) -> None:
    assert signed_in(stranger).get(address(decided())).status_code == 404
