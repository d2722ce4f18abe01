"""A code on the telephone as staff give it (V33): whom to ring, what to ask, and the code that is shown once."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import ContactPoint, Victim
from cases.rules.vocabulary import ContactPointKind
from communications.models import PortalInvitation
from communications.rules import portal_spoken
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory
from tests.web.workspace.conftest import NOW

pytestmark = pytest.mark.django_db

HOME = "+441632960001"


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Everything that a page of this case needs."""


def address(name: str, victim: Victim) -> str:
    return reverse(f"workspace:{name}", args=[victim.case_id, victim.pk])


@pytest.fixture
def at_home(victim):
    """The same victim, whom one may ring at home and text on a mobile, and who has no email."""
    ContactPoint.objects.filter(person=victim.person).update(superseded_at=NOW, superseded_by="staff:1")
    ContactPointFactory(person=victim.person, kind=ContactPointKind.HOME_PHONE, value=HOME)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def answers(victim, **changes) -> dict[str, object]:
    number = ContactPoint.objects.get(person=victim.person, kind=ContactPointKind.HOME_PHONE)
    return {
        "key": str(uuid.uuid4()),
        "way": f"{number.pk}+TEXT",
        "check": "SECURITY_QUESTIONS",
        "is_rung": ["rung", "alone"],
        **changes,
    }


def give(browser, victim, **changes):
    return browser.post(address("code-by-telephone", victim), answers(victim, **changes))


def groups_on(page: str) -> list[str]:
    return re.findall(r'govuk-!-font-size-27">([0-9A-Z]{4})</th>', page)


class TestBefore:
    def test_is_reached_from_safe_contact(self, as_writer, at_home) -> None:
        page = text_of(as_writer.get(address("safe-contact", at_home)))

        assert f'href="{address("code-by-telephone", at_home)}"' in page

    def test_says_first_that_nobody_who_rang_in_hears_a_code(self, as_writer, at_home) -> None:
        page = text_of(as_writer.get(address("code-by-telephone", at_home)))

        assert "Never read a code out to somebody who rang in" in page
        assert "A date of birth, an address or the case number is not enough" in page

    def test_shows_the_number_to_ring_and_notes_it(self, as_writer, at_home) -> None:
        assert HOME in text_of(as_writer.get(address("code-by-telephone", at_home)))
        assert AuditEvent.objects.filter(verb="REVEALED", victim_id=at_home.pk).count() == 1

    def test_shows_the_words_to_ask_for_only_to_whoever_may_ring(self, as_writer, as_stranger, at_home) -> None:
        SafeContactProfileFactory(person=at_home.person, code_phrase="two grey herons", recorded_at=NOW)

        page = text_of(as_writer.get(address("code-by-telephone", at_home)))

        assert "two grey herons" in page
        assert "Never say them yourself" in page
        assert as_stranger.get(address("code-by-telephone", at_home)).status_code == 404

    def test_offers_only_checks_that_others_cannot_pass(self, as_writer, at_home) -> None:
        page = text_of(as_writer.get(address("code-by-telephone", at_home)))

        assert "They answered questions that only they can answer" in page
        assert "date of birth and the first line" not in page
        assert "They said the words we agreed on" not in page

    def test_says_what_remains_where_only_the_telephone_is_safe(self, as_writer, at_home) -> None:
        ContactPoint.objects.filter(kind=ContactPointKind.MOBILE).update(is_safe=False)

        page = text_of(as_writer.get(address("code-by-telephone", at_home)))

        assert "Only the telephone is safe for this person" in page
        assert "the same facts, the same promises, on the same dates" in page
        assert "Show me the code" not in page
        assert HOME not in page

    def test_does_not_exist_for_staff_of_another_area(self, as_stranger, at_home) -> None:
        assert give(as_stranger, at_home).status_code == 404
        assert not PortalInvitation.objects.exists()


class TestCode:
    def test_is_shown_letter_by_letter_with_what_to_say(self, as_writer, at_home) -> None:
        page = text_of(give(as_writer, at_home))

        assert len(groups_on(page)) == 4
        assert page.count('<td class="govuk-table__cell">') == 4
        assert "Six digits come by text" in page
        assert "/portal/" in page
        assert "10:30am" in page

    def test_is_kept_by_no_browser_and_stands_in_no_address(self, as_writer, at_home) -> None:
        response = give(as_writer, at_home)

        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response.request["PATH_INFO"] == address("code-by-telephone", at_home)
        assert response.request["QUERY_STRING"] == ""

    def test_is_not_shown_again_by_loading_the_page_anew(self, as_writer, at_home) -> None:
        same = answers(at_home)
        first = as_writer.post(address("code-by-telephone", at_home), same)

        again = text_of(as_writer.post(address("code-by-telephone", at_home), same))

        assert "That code was shown once and is not shown again" in again
        assert not any(group in again for group in groups_on(text_of(first)))
        assert PortalInvitation.objects.count() == 1

    def test_is_nowhere_on_the_page_about_safe_contact(self, as_writer, at_home) -> None:
        groups = groups_on(text_of(give(as_writer, at_home)))

        page = text_of(as_writer.get(address("safe-contact", at_home)))

        assert "Read out on the telephone" in page
        assert "Code read out on the telephone, codes by text" in page
        assert not any(group in page for group in groups)

    def test_can_be_cancelled_from_there(self, as_writer, at_home) -> None:
        give(as_writer, at_home)

        as_writer.post(address("cancel-invitation", at_home))

        assert PortalInvitation.objects.get().revoked_at == NOW


class TestErrors:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"way": ""}, "Select the number you have rung"),
            ({"way": "1+TEXT"}, "Select the number you have rung"),
            ({"check": ""}, "Select how you made sure who they are"),
            ({"check": "BIRTH_AND_ADDRESS"}, "Select how you made sure who they are"),
            ({"is_rung": []}, "Tick both, or ring off and give no code"),
            ({"is_rung": ["rung"]}, "Tick both, or ring off and give no code"),
            ({"is_rung": ["rung", "rung"]}, "Tick both, or ring off and give no code"),
        ],
    )
    def test_say_what_is_missing_and_give_no_code(self, as_writer, at_home, changes, words) -> None:
        page = text_of(give(as_writer, at_home, **changes))

        assert words in page
        assert "<title>Error:" in page
        assert not PortalInvitation.objects.exists()

    def test_say_that_too_many_were_given(self, as_writer, at_home) -> None:
        for _ in range(portal_spoken.MOST_TO_ONE_PERSON):
            give(as_writer, at_home)

        page = text_of(give(as_writer, at_home))

        assert "Something may be wrong: speak with your manager" in page
        assert groups_on(page) == []

    def test_keep_what_was_picked(self, as_writer, at_home) -> None:
        page = text_of(give(as_writer, at_home, is_rung=[]))

        assert re.search(r'value="SECURITY_QUESTIONS"[^>]*checked', page)

    def test_give_no_code_where_the_number_is_not_safe_any_more(self, as_writer, at_home) -> None:
        sent = answers(at_home)
        ContactPoint.objects.filter(kind=ContactPointKind.HOME_PHONE).update(recorded_at=NOW - dt.timedelta(hours=1))

        page = text_of(as_writer.post(address("code-by-telephone", at_home), sent))

        assert "less than two days ago" in page
        assert not PortalInvitation.objects.exists()
