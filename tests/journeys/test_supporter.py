"""Somebody beside victims comes in, looks at who is next, reads, leaves; then one of them ends it (S1, S3, S6).

Given, when, then. Every page is checked against axe's rules for WCAG 2.2 AA where it is reached.
"""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.rules.vocabulary import JourneyStage, ShownPart
from communications.models import Communication
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, Purpose
from communications.services import portal_secrets
from tests.architecture.routes import printable
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import CaseFactory, ContactPointFactory, HearingFactory, PersonFactory, VictimFactory
from tests.factories.communications import (
    CommunicationFactory,
    MeetingFactory,
    PortalAccountFactory,
    PromiseFactory,
    RegisteredSupporterFactory,
    SupporterConsentFactory,
)
from tests.factories.reference import lay_reference_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375}
SMALL = {"width": 320, "scripts": False}
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Rhian", "locked": False},
    {"key": BlockKey.STAGE_NOW.value, "heading": "Where your case is", "locked": False,
     "text": "Both sides are preparing.\n\n- The trial has a date."},
]  # fmt: skip


class Adviser:
    """An adviser with three people: one whose hearing is near, one to whom we owe word, one who agreed to little."""

    def __init__(self) -> None:
        lay_reference_data()
        self.now = timezone.now()
        self.supporter = RegisteredSupporterFactory()
        key = uuid.uuid4()
        opened_at = self.now - dt.timedelta(days=60)
        account = PortalAccountFactory(
            id=key,
            person=self.supporter.person,
            opened_at=opened_at,
            number_since=opened_at,
            sign_in_digest=portal_secrets.number_digest(account_id=key, since=opened_at),
            code_contact_point=ContactPointFactory(person=self.supporter.person, mobile=True),
        )
        self.number = portal_secrets.sign_in_number(account_id=account.pk, since=opened_at)
        self.near = self.person("Rhian Example", days=20)
        self.owed = self.person("Sam Example", days=-2)
        self.little = self.person("Alex Example", days=40, parts=[ShownPart.CONTACT.value])
        HearingFactory(
            case=self.near.case, kind="Trial", court_name="Exampletown Crown Court",
            starts_at=self.now + dt.timedelta(days=5),
        )  # fmt: skip
        MeetingFactory(victim=self.near, arranged=True, starts_at=self.now + dt.timedelta(days=12))
        self.letter = CommunicationFactory(
            victim=self.near, sent=True, sent_at=self.now - dt.timedelta(days=9), channel=Channel.POST,
            purpose=Purpose.NO_CHANGE_UPDATE, **{**printable(), "words": WORDS},
        )  # fmt: skip

    def person(self, name: str, *, days: int, **consent: object):
        case = CaseFactory(stage=JourneyStage.TRIAL_PREP, stage_since=self.now.date() - dt.timedelta(days=70))
        victim = VictimFactory(
            case=case, person=PersonFactory(full_name=name), officer=StaffUserFactory(full_name="Olu Officer")
        )
        PromiseFactory(
            victim=victim,
            due_on=self.now.date() + dt.timedelta(days=days),
            made_at=self.now - dt.timedelta(days=30),
        )
        SupporterConsentFactory(
            victim=victim,
            supporter=self.supporter,
            ends_on=self.now.date() + dt.timedelta(days=200),
            agreed_at=self.now - dt.timedelta(days=40),
            **consent,
        )
        return victim


@pytest.fixture
def adviser(transactional_db) -> Adviser:
    return Adviser()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert visitor.page.title().endswith("Your updates")
    for name in ("Rhian", "Sam", "Alex"):
        assert name not in visitor.page.title()


@pytest.mark.parametrize("visitor", [{}, PHONE, SMALL], indirect=True, ids=["desk", "phone", "small and plain"])
def test_s3_an_adviser_finds_who_is_next_reads_what_was_agreed_and_leaves(visitor, adviser):
    visitor.comes_in(adviser.number)
    visitor.sees("People you support")
    text = visitor.page.inner_text("main")
    assert text.index("Sam Example") < text.index("Rhian Example") < text.index("Alex Example")
    visitor.sees("We are late")
    checks(visitor)
    visitor.follows("Needs attention")
    visitor.sees("Sam Example")
    checks(visitor)

    visitor.follows("Rhian Example")
    visitor.sees("Both sides are preparing for the trial.")
    visitor.sees("Olu Officer")
    checks(visitor)
    visitor.follows("Hearings and meetings")
    visitor.sees("Exampletown Crown Court")
    checks(visitor)
    visitor.follows("Back to the person")
    visitor.follows("Letters")
    visitor.follows("An update")
    visitor.sees("The trial has a date.")
    checks(visitor)
    visitor.follows("Back to the letters")
    visitor.sees("Not opened here")
    checks(visitor)
    assert Communication.objects.get(pk=adviser.letter.pk).first_read_at is None

    visitor.follows("Back to the person")
    visitor.follows("Back to the list")
    visitor.follows("Alex Example")
    visitor.sees("They did not agree to this")
    visitor.does_not_see("Both sides are preparing")
    checks(visitor)
    # On a phone the sections are behind a button.
    visitor.goes_to(reverse("portal:supporting_safety"))
    visitor.sees("What you look at is noted")
    checks(visitor)

    visitor.presses("Sign out")
    visitor.sees("You are signed out")


def test_s1_what_a_person_ends_is_gone_with_the_next_page(visitor, adviser):
    visitor.comes_in(adviser.number)
    visitor.follows("Rhian Example")
    visitor.sees("Both sides are preparing for the trial.")

    adviser.near.supporter_consents.update(
        ended_at=timezone.now(), ended_by=f"victim:{adviser.near.person_id}", end_reason="VICTIM_SAID_SO"
    )
    answer = visitor.page.reload()
    assert answer is not None
    assert answer.status == 404
    visitor.does_not_see("Rhian")
    visitor.problems.clear()

    visitor.goes_to(reverse("portal:supporting"))
    visitor.sees("Rhian Example: ask them. We show nothing more.")
    visitor.does_not_see("ended")
    checks(visitor)


def test_s3_an_adviser_gets_to_a_letter_by_keyboard(visitor, adviser):
    visitor.comes_in(adviser.number)
    page = visitor.page

    page.get_by_role("link", name="Rhian Example").press("Enter")
    visitor.sees("When we are in touch")
    page.get_by_role("link", name="Letters", exact=True).press("Enter")
    visitor.sees("An update")
    page.get_by_role("link", name="An update").press("Enter")
    visitor.sees("The trial has a date.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    assert page.evaluate("document.activeElement.textContent.trim()") in {
        "Skip to main content",
        "Exit this page quickly",
    }
