"""Complaints in the workspace: the list, one with what may be done, taking one down, the letter's page (M11, V33)."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Person, Victim
from communications.models import Communication, Complaint
from communications.rules.complaints import ComplaintOutcome
from communications.selectors.complaints import PAGE
from tests.factories.accounts import staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, ComplaintFactory
from tests.web.portal.test_reading import seen
from tests.web.workspace.conftest import NOW, signed_in
from tests.web.workspace.test_contact_plans import WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data", "clock")]
LIST = reverse("workspace:complaints")


def complained(victim: Victim, **changes: object) -> Complaint:
    return ComplaintFactory(victim=victim, **{"received_on": dt.date(2026, 3, 9), "logged_at": NOW, **changes})


def address(complaint: Complaint) -> str:
    return reverse("workspace:complaint", args=[complaint.pk])


def sent_letter(victim: Victim) -> Communication:
    return CommunicationFactory(victim=victim, sent=True, sent_at=NOW - dt.timedelta(days=5), words=WORDS)


@pytest.fixture
def as_manager_too(manager):
    return signed_in(manager)


@pytest.fixture
def as_area_manager(unit):
    return signed_in(staff_with(Role.AREA_MANAGER, unit, full_name="Alex Area"))


ANSWER = {
    "action": "answer", "outcome": "UPHELD", "text": "You are right.", "what_we_do": "We ring the same day.",
    "way": "spoken",
}  # fmt: skip
TOLD = {
    "action": "told", "told_on_day": "11", "told_on_month": "3", "told_on_year": "2026", "how": "PHONE",
    "note": "Rang them.",
}  # fmt: skip


class TestTheList:
    def test_shows_what_waits_and_leads_on(self, as_writer, victim) -> None:
        complaint = complained(victim)

        page = as_writer.get(LIST)

        assert victim.person.full_name in seen(page)
        assert address(complaint) in page.content.decode()
        assert LIST in as_writer.get(reverse("workspace:inbox")).content.decode()

    def test_has_whoever_has_waited_longest_first(self, as_writer, victim) -> None:
        newer = complained(victim)
        older = complained(victim, logged_at=NOW - dt.timedelta(days=3))

        page = as_writer.get(LIST).content.decode()

        assert page.index(address(older)) < page.index(address(newer))

    def test_goes_on_with_the_next_page_where_the_first_ends(self, as_writer, victim) -> None:
        made = [complained(victim, logged_at=NOW - dt.timedelta(days=days)) for days in range(PAGE + 1)]
        first = as_writer.get(LIST).content.decode()
        after = re.search(r'href="([^"]*after=[^"]*)"', first)

        assert address(made[0]) not in first
        assert after is not None
        assert (
            address(made[0]) in as_writer.get(html.unescape(LIST + after.group(1).removeprefix(LIST))).content.decode()
        )

    def test_hides_what_is_not_the_viewers(self, as_stranger, as_writer, victim) -> None:
        complained(victim)
        restricted = complained(VictimFactory(case=CaseFactory(unit=victim.case.unit, is_rasso=True)))

        assert "No complaint waits here." in seen(as_stranger.get(LIST))
        assert address(restricted) not in as_writer.get(LIST).content.decode()

    def test_queries_do_not_grow_with_what_there_is(
        self, as_writer, victim, django_assert_max_num_queries: object
    ) -> None:
        letter = sent_letter(victim)
        for wanted in (1, 49):
            for _ in range(wanted):
                complained(victim, letter=letter)
            with django_assert_max_num_queries(9):  # type: ignore[operator]
                assert as_writer.get(LIST).status_code == 200


class TestOne:
    def test_is_404_in_another_area_and_looks_are_kept(self, as_stranger, as_writer, victim) -> None:
        complaint = complained(victim)

        assert as_stranger.get(address(complaint)).status_code == 404
        assert as_writer.get(address(complaint)).status_code == 200
        assert AuditEvent.objects.filter(verb="VIEWED", subject_id=str(complaint.pk)).count() == 1

    def test_leads_to_the_letter_that_caused_it_and_back(self, as_writer, victim) -> None:
        """M11: the letter's page names what it caused."""
        letter = sent_letter(victim)
        complaint = complained(victim, letter=letter)
        of_letter = reverse("workspace:letter", args=[letter.pk])

        assert of_letter in as_writer.get(address(complaint)).content.decode()
        page = as_writer.get(of_letter)
        assert address(complaint) in page.content.decode()
        assert "Complaints about it" in seen(page)

    def test_an_officer_acknowledges_and_does_not_answer(self, as_writer, victim) -> None:
        complaint = complained(victim)
        assert "Answer it" not in seen(as_writer.get(address(complaint)))

        page = as_writer.post(address(complaint), {"action": "acknowledge"}, follow=True)

        assert "they know that we have it" in seen(page)
        assert complaint.stages.get().acknowledged_at == NOW
        again = as_writer.post(address(complaint), {"action": "acknowledge"})
        assert "Somebody else did this meanwhile." in seen(again)

    def test_a_manager_answers_an_officer_tells_and_records_it(self, as_manager_too, as_writer, victim) -> None:
        """V33: who has no online page hears it from somebody, and the work ends when that is on record."""
        complaint = complained(victim)

        assert "Now somebody tells them." in seen(as_manager_too.post(address(complaint), ANSWER, follow=True))
        assert "They have the answer" not in seen(as_writer.get(address(complaint)))
        page = as_writer.post(address(complaint), TOLD, follow=True)

        assert "they have the answer" in seen(page)
        stage = complaint.stages.get()
        assert (stage.outcome, stage.told_on) == (ComplaintOutcome.UPHELD, dt.date(2026, 3, 11))

    def test_v33_the_answer_can_be_printed_and_the_page_says_how_it_reaches_them(
        self, as_manager_too, as_writer, as_stranger, victim
    ) -> None:
        complaint = complained(victim)
        letter = reverse("workspace:complaint-letter", args=[complaint.pk, 1])
        assert as_writer.get(letter)["Location"] == address(complaint)
        assert letter not in as_writer.get(address(complaint)).content.decode()
        as_manager_too.post(address(complaint), ANSWER)

        page = as_writer.get(address(complaint))
        assert letter in page.content.decode()
        assert "The answer as a letter" in seen(page)
        made = as_writer.get(letter)
        assert made["Content-Type"] == "application/pdf"
        assert made.content.startswith(b"%PDF")
        assert victim.person.full_name not in made["Content-Disposition"]
        assert as_stranger.get(letter).status_code == 404
        assert as_writer.get(reverse("workspace:complaint-letter", args=[complaint.pk, 2])).status_code == 404

    def test_v22_for_whoever_reads_welsh_both_languages_are_asked_for(self, as_manager_too, victim) -> None:
        Person.objects.filter(pk=victim.person_id).update(language="CY")
        complaint = complained(victim)

        asked = as_manager_too.post(address(complaint), ANSWER)
        assert "Write the answer in Welsh" in seen(asked)
        assert "Write in Welsh what we do about it" in seen(asked)

        as_manager_too.post(
            address(complaint), {**ANSWER, "text_cy": "Rydych yn iawn.", "what_we_do_cy": "Byddwn yn ffonio."}
        )
        assert complaint.stages.get().answer_cy == "Rydych yn iawn."
        assert "Our answer in Welsh" in seen(as_manager_too.get(address(complaint)))

    def test_what_is_missing_is_said_and_nothing_is_lost(self, as_manager_too, victim) -> None:
        complaint = complained(victim)

        page = as_manager_too.post(address(complaint), {**ANSWER, "what_we_do": " ", "way": ""})

        for words in ("Write what we do about it", "Select how they have the answer", "You are right."):
            assert words in seen(page)
        assert not complaint.stages.get().outcome

    def test_online_is_offered_only_to_whoever_comes_in(self, as_manager_too, victim) -> None:
        page = seen(as_manager_too.get(address(complained(victim))))

        assert "Somebody tells them" in page
        assert "They read it on their online page" not in page

    def test_whom_it_is_about_reads_why_they_do_not_answer(self, as_manager_too, manager, victim) -> None:
        """COMP-2."""
        letter = sent_letter(victim)
        Communication.objects.filter(pk=letter.pk).update(written_by=f"staff:{manager.pk}", written_at=NOW)
        complaint = complained(victim, letter=letter)

        assert "You had a part in what this is about" in seen(as_manager_too.get(address(complaint)))
        assert "You had a part in what this is about" in seen(as_manager_too.post(address(complaint), ANSWER))
        assert not complaint.stages.get().outcome

    def test_the_second_answer_is_for_somebody_more_senior(
        self, as_manager_too, as_writer, as_area_manager, victim
    ) -> None:
        complaint = complained(victim)
        as_manager_too.post(address(complaint), ANSWER)
        as_writer.post(address(complaint), TOLD)
        page = as_writer.post(address(complaint), {"action": "further", "said": "No.", "late_reason": ""}, follow=True)
        assert "Somebody more senior answers." in seen(page)

        assert as_manager_too.post(address(complaint), ANSWER).status_code in {403, 404}
        as_area_manager.post(address(complaint), {**ANSWER, "outcome": "NOT_UPHELD", "what_we_do": ""})
        assert complaint.stages.get(number=2).outcome == ComplaintOutcome.NOT_UPHELD

    def test_is_taken_back_only_as_the_persons_own_word(self, as_writer, victim) -> None:
        complaint = complained(victim)

        assert "Tick to confirm" in seen(as_writer.post(address(complaint), {"action": "withdraw"}))
        as_writer.post(address(complaint), {"action": "withdraw", "is_sure": "on"})
        assert complaint.stages.get().outcome == ComplaintOutcome.WITHDRAWN

    def test_about_a_decision_or_long_ago_says_so(self, as_writer, victim) -> None:
        """COMP-5."""
        letter = CommunicationFactory(
            victim=victim, sent=True, opened_at=NOW - dt.timedelta(days=301), sent_at=NOW - dt.timedelta(days=300)
        )

        page = seen(as_writer.get(address(complained(victim, letter=letter, about="DECISION"))))

        assert "a review looks at decisions" in page
        assert "More than six months" in page


class TestTakingDown:
    def take(self, client, victim: Victim, *, letter: Communication | None = None, **answers: str):
        where = reverse("workspace:take-complaint", args=[victim.case_id, victim.pk])
        values = {
            "key": "k", "person": str(victim.person_id), "received_on_day": "10", "received_on_month": "3",
            "received_on_year": "2026", "receipt": "PHONE", "about": "SPOKEN_TO", "text": "They were short with me.",
            "tells_what_happened": "no", **answers,
        }  # fmt: skip
        return client.post(where if letter is None else f"{where}?letter={letter.pk}", values)

    def test_by_telephone_stands_on_the_letter(self, as_writer, victim) -> None:
        """V33, M11."""
        letter = sent_letter(victim)
        on_letter = as_writer.get(reverse("workspace:letter", args=[letter.pk])).content.decode()
        assert (
            f"{reverse('workspace:take-complaint', args=[victim.case_id, victim.pk])}?letter={letter.pk}" in on_letter
        )

        response = self.take(as_writer, victim, letter=letter)

        complaint = Complaint.objects.get()
        assert response["Location"] == address(complaint)
        assert (complaint.letter, complaint.receipt) == (letter, "PHONE")
        assert complaint.stages.get().acknowledged_at == NOW

    def test_says_what_is_missing(self, as_writer, victim) -> None:
        page = seen(self.take(as_writer, victim, text="", person="", received_on_day="12"))

        for words in ("Write what they said", "Select who complains", "must be today or in the past"):
            assert words in page
        assert not Complaint.objects.exists()

    def test_is_not_for_readers_or_another_area(self, as_stranger, unit, victim) -> None:
        inspector = signed_in(staff_with(Role.INSPECTOR, unit))

        for client in (as_stranger, inspector):
            assert self.take(client, victim).status_code in {403, 404}
        assert not Complaint.objects.exists()
