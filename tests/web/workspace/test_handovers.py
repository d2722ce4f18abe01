"""The pages on which a victim is handed over and the handover is answered (L8)."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Handover
from cases.rules.vocabulary import HandoverState
from cases.services import handovers as service
from tests.factories.accounts import staff_with
from tests.factories.cases import HandoverFactory, WorkItemFactory
from tests.factories.communications import PromiseFactory
from tests.web.workspace.conftest import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def colleague(unit):
    return staff_with(Role.VLU_OFFICER, unit, full_name="Cal Colleague")


@pytest.fixture
def theirs(victim, writer):
    victim.officer, victim.in_contact_since = writer, NOW.date()
    victim.save()
    return victim


@pytest.fixture
def offered(theirs, writer, colleague):
    return HandoverFactory(
        victim=theirs, from_officer=writer, to_officer=colleague, note="Rings after six", offered_at=NOW,
        offered_by=f"staff:{writer.pk}", answer_due_on=NOW.date(),
    )  # fmt: skip


def offer_page(victim):
    return reverse("workspace:hand-over", args=[victim.case_id, victim.pk])


def page_of(handover):
    return reverse("workspace:handover", args=[handover.pk])


class TestTheOffer:
    def test_asks_to_whom_and_why_and_shows_the_record(self, as_writer, theirs, colleague):
        PromiseFactory(victim=theirs, due_on=NOW.date())
        WorkItemFactory(case=theirs.case, victim=theirs)

        shown = text(as_writer.get(offer_page(theirs)))

        assert "Hand over Rhian Hughes" in shown
        assert "Cal Colleague, Victim Liaison Officer" in shown
        assert "Robin Writer, Victim Liaison Officer" not in shown
        assert "Never write by post. " in shown
        assert "Must not learn that we are in touch: Her former partner" in shown
        assert "Next update promised by Wednesday 11 March 2026" in shown
        assert "Write a letter No date" in shown

    def test_leads_to_the_page_of_the_handover(self, as_writer, theirs, colleague):
        answers = {"officer": str(colleague.pk), "reason": "LEAVING", "note": "Rings after six"}

        response = as_writer.post(offer_page(theirs), answers, follow=True)

        handover = Handover.objects.get()
        assert response.redirect_chain == [(page_of(handover), 302)]
        assert "Offered to Cal Colleague, who answers by Friday 13 March 2026." in text(response)
        assert "Rings after six" in text(response)

    def test_keeps_what_was_typed_and_says_what_is_missing(self, as_writer, theirs, colleague):
        response = as_writer.post(offer_page(theirs), {"officer": "", "reason": "", "note": "Kept words"})

        assert text(response).count("Select an officer") == 2
        assert text(response).count("Select why their contact changes") == 2
        assert "Kept words" in text(response)

    def test_refuses_beside_the_field_what_the_service_refuses(self, as_writer, theirs, colleague, monkeypatch):
        # Somebody else offered them between opening the page and sending it.
        def offered_meanwhile(**_):
            raise service.AlreadyOffered("They are offered to somebody already")

        monkeypatch.setattr("web.workspace.views.handovers.service.offer", offered_meanwhile)
        response = as_writer.post(offer_page(theirs), {"officer": str(colleague.pk), "reason": "AWAY", "note": ""})

        assert text(response).count("They are offered to somebody already") == 2

    def test_leads_to_the_open_one_where_there_is_one(self, as_writer, offered):
        assert as_writer.get(offer_page(offered.victim)).url == page_of(offered)

    def test_leads_to_giving_where_nobody_is_their_contact(self, as_writer, victim):
        assert as_writer.get(offer_page(victim)).url == reverse("workspace:allocate", args=[victim.case_id, victim.pk])

    def test_is_not_for_whoever_may_not_allocate(self, as_prosecutor, as_stranger, theirs):
        assert as_prosecutor.get(offer_page(theirs)).status_code == 404
        assert as_stranger.get(offer_page(theirs)).status_code == 404


class TestTheAnswer:
    def test_is_asked_of_the_receiver_with_note_and_record_and_leaves_a_trace(self, offered, colleague):
        shown = text(signed_in(colleague).get(page_of(offered)))

        assert "Waiting for an answer" in shown
        assert "Rings after six" in shown
        assert "Must not learn that we are in touch: Her former partner" in shown
        assert "Will you be their contact?" in shown
        assert "Take the offer back" not in shown
        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=offered.victim_id).exists()

    def test_yes_makes_them_the_contact(self, offered, colleague):
        response = signed_in(colleague).post(
            page_of(offered), {"what": "answer", "answer": "accept", "why": ""}, follow=True
        )

        offered.victim.refresh_from_db()
        assert offered.victim.officer == colleague
        assert "A letter is being written that tells them who you are and why it changed." in text(response)
        assert "Will you be their contact?" not in text(response)

    def test_yes_says_where_nobody_is_written_to_yet(self, offered, colleague):
        offered.victim.in_contact_since = None
        offered.victim.save()

        response = signed_in(colleague).post(page_of(offered), {"what": "answer", "answer": "accept"}, follow=True)

        assert "the first letter will name you" in text(response)

    def test_no_needs_a_reason(self, offered, colleague, as_writer, writer):
        browser = signed_in(colleague)
        refused = browser.post(page_of(offered), {"what": "answer", "answer": "decline", "why": " "})
        browser.post(page_of(offered), {"what": "answer", "answer": "decline", "why": "I know the family"})

        offered.refresh_from_db()
        offered.victim.refresh_from_db()
        assert text(refused).count("Enter why you cannot be their contact") == 2
        assert (offered.state, offered.victim.officer) == (HandoverState.DECLINED, writer)
        shown = text(as_writer.get(page_of(offered)))
        assert "I know the family" in shown
        assert "Offer Rhian Hughes to somebody else" in shown

    def test_of_nothing_asks_for_one(self, offered, colleague):
        response = signed_in(colleague).post(page_of(offered), {"what": "answer", "answer": "", "why": ""})

        assert text(response).count("Select whether you will be their contact") == 2

    def test_of_somebody_else_changes_nothing(self, offered, as_manager, writer):
        response = as_manager.post(page_of(offered), {"what": "answer", "answer": "accept"})

        offered.victim.refresh_from_db()
        assert response.status_code == 404
        assert offered.victim.officer == writer

    def test_that_comes_too_late_says_so_and_keeps_what_was_typed(self, offered, colleague, as_writer):
        as_writer.post(page_of(offered), {"what": "withdraw", "taken_back": "I stay after all"})

        response = signed_in(colleague).post(
            page_of(offered), {"what": "answer", "answer": "decline", "why": "Kept words"}
        )

        assert "This handover is over: taken back" in text(response)
        assert "Kept words" in text(response)


class TestTakingBack:
    def test_says_why(self, offered, as_writer, colleague):
        asked = as_writer.post(page_of(offered), {"what": "withdraw", "taken_back": ""})
        done = as_writer.post(page_of(offered), {"what": "withdraw", "taken_back": "I stay after all"}, follow=True)

        offered.refresh_from_db()
        assert text(asked).count("Enter why you take it back") == 2
        assert offered.state == HandoverState.WITHDRAWN
        assert "Taken back. Nothing has changed for the person." in text(done)
        assert "I stay after all" in text(done)

    def test_is_not_offered_to_whoever_may_not(self, offered, as_prosecutor):
        shown = text(as_prosecutor.get(page_of(offered)))

        assert "Handover of Rhian Hughes" in shown
        assert "Take the offer back" not in shown


class TestElsewhere:
    def test_the_list_says_to_whom_they_are_offered(self, offered, as_writer):
        html = as_writer.get(reverse("workspace:victims"), {"whose": "MINE"})

        assert "Robin Writer Offered to Cal Colleague on 11 March 2026" in text(html)
        assert offer_page(offered.victim) in html.content.decode()

    def test_the_work_item_leads_to_it_and_is_not_finished_by_hand(self, theirs, writer, colleague):
        browser = signed_in(colleague)
        signed_in(writer).post(offer_page(theirs), {"officer": str(colleague.pk), "reason": "AWAY", "note": ""})
        item = theirs.work_items.get(kind="HANDOVER_OFFERED")

        shown = browser.get(reverse("workspace:work-item", args=[item.pk]))

        assert "Answer a handover" in text(shown)
        assert page_of(Handover.objects.get()) in shown.content.decode()
        assert "What was done?" not in text(shown)
