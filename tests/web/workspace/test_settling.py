"""The page of a message that somebody must settle, and of a letter that nothing carries."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from audit.models import AuditEvent
from cases.models import Case, ContactPoint, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication, DeliveryAttempt, OutboxMessage, Receipt
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, MessageState, Purpose
from communications.selectors import deliveries
from communications.services import consequences, settling
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory, VictimFactory, WorkItemFactory
from tests.factories.communications import CommunicationFactory, OutboxMessageFactory
from tests.letters.samples import a_letter
from tests.web.workspace.conftest import NOW, owed_to, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TOMORROW = NOW + dt.timedelta(days=1)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def letter(victim):
    SafeContactProfileFactory(person=victim.person, preferred_method="EMAIL", uses_portal=False)
    owed = owed_to(victim, due_at=TOMORROW)
    row = Communication.objects.get(obligation=owed)
    said, context = a_letter(LetterType.DISCONTINUE_ALL)
    Communication.objects.filter(pk=row.pk).update(words=said.as_json(), context=context.as_json())
    for state in (CommunicationState.UNDER_REVIEW, CommunicationState.APPROVED):
        Communication.objects.filter(pk=row.pk).update(
            state=state, approved_at=NOW - dt.timedelta(hours=1), approved_by="staff:approver"
        )
    Case.objects.filter(pk=victim.case_id).update(facts_changed_at=NOW - dt.timedelta(days=2))
    row.refresh_from_db()
    return row


def held(letter, *, undecided=False, **changes):
    message = OutboxMessageFactory(
        communication=letter,
        contact_point=ContactPoint.objects.get(person=letter.recipient, kind="EMAIL"),
        deadline=TOMORROW,
        **changes,
    )
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.HELD,
        reason="It cannot be settled whether it was sent" if undecided else "The address is no longer marked safe",
        undecided_since=NOW - dt.timedelta(hours=3) if undecided else None,
    )
    kind = WorkKind.UNDECIDED_DELIVERY if undecided else WorkKind.HELD_COMMUNICATION
    consequences.raise_work(message=message, kind=kind, summary="Settle it", at=NOW)
    message.refresh_from_db()
    return message


def url(message):
    return reverse("workspace:delivery", args=[message.pk])


def way_url(letter):
    return reverse("workspace:other-way", args=[letter.pk])


class TestWhatIsShown:
    def test_says_what_to_whom_by_which_way_and_what_happened_and_never_the_words(self, as_writer, letter):
        message = held(letter, undecided=True)
        DeliveryAttempt.objects.create(
            message=message, fence=1, action="SEND", started_at=NOW, ended_at=NOW, outcome="AMBIGUOUS"
        )

        shown = text(as_writer.get(url(message)))

        assert "Was this sent?" in shown
        assert "Letter explaining a decision" in shown
        assert "Rhian Hughes" in shown
        assert "This email address is in use and marked safe." in shown
        assert "Tried to send it" in shown
        assert "No clear answer came back. It may have been sent." in shown
        assert "Yes, by 12 March 2026 at 10am" in shown
        assert "rhian@example.org" not in shown

    def test_each_answer_says_what_it_leads_to(self, as_writer, letter):
        shown = text(as_writer.get(url(held(letter, undecided=True))))

        assert "The person may get it twice." in shown
        assert "It counts as sent on 11 March 2026 at 7am." in shown
        assert "The letter stays owed by 12 March 2026 at 10am" in shown

    def test_reports_of_the_provider_are_told_and_their_body_is_not(self, as_writer, letter):
        message = held(letter, undecided=True)
        OutboxMessage.objects.filter(pk=message.pk).update(provider_id="P-1")
        Receipt.objects.create(
            provider="simulator", provider_id="P-1", send_ref=message.send_ref, status="temporary-failure",
            provider_at=NOW, received_at=NOW, body={"to": "somebody@example.org"}, outcome="IGNORED", applied_at=NOW,
        )  # fmt: skip

        shown = text(as_writer.get(url(message)))

        assert "The provider reported: temporary failure" in shown
        assert "somebody@example.org" not in shown

    def test_a_changed_address_is_told_without_showing_it(self, as_writer, letter):
        message = held(letter)
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:x")

        shown = text(as_writer.get(url(message)))

        assert "This email address has not been in use since 11 March 2026." in shown
        assert "Let go as it is, it would only be held again. The address has changed since approval" in shown
        assert "Let it go as it is" not in shown

    def test_looking_leaves_a_trace(self, as_writer, letter):
        message = held(letter)

        as_writer.get(url(message))

        event = AuditEvent.objects.get(verb="VIEWED")
        assert (event.case_id, event.victim_id) == (letter.case_id, letter.victim_id)

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_however_often_it_was_tried(self, letter, writer, django_assert_num_queries, count):
        message = held(letter)
        DeliveryAttempt.objects.bulk_create(
            DeliveryAttempt(message=message, fence=n, action="SEND", started_at=NOW, ended_at=NOW, outcome="NOT_SENT")
            for n in range(count)
        )
        viewer = signed_in(writer)
        viewer.get(url(message))

        actor = actors.staff(user=writer, at=NOW)
        # The message with all it joins, whether the case is visible, attempts, the follower, work: no provider id yet.
        with django_assert_num_queries(5):
            deliveries.visible_delivery(viewer=actor, message_id=message.pk)


class TestWhoMay:
    def test_someone_elses_message_is_not_there(self, as_stranger, letter):
        message = held(letter)

        for method in (as_stranger.get, as_stranger.post):
            assert method(url(message)).status_code == 404
            assert method(way_url(letter)).status_code == 404

    def test_a_prosecutor_reads_and_may_not_answer(self, as_prosecutor, letter):
        message = held(letter)

        assert "A victim liaison officer or manager who works on this case can settle it." in text(
            as_prosecutor.get(url(message))
        )
        response = as_prosecutor.post(url(message), {"answer": "CANCEL", "reason": "?"})
        assert response.status_code == 404
        message.refresh_from_db()
        assert message.state == MessageState.HELD

    def test_a_restricted_case_is_for_those_who_work_on_it(self, as_writer, rasso_officer, letter):
        message = held(letter)
        Case.objects.filter(pk=letter.case_id).update(is_rasso=True, unit=rasso_officer.memberships.get().unit)

        assert as_writer.get(url(message)).status_code == 404
        assert signed_in(rasso_officer).get(url(message)).status_code == 200


class TestUndecided:
    @pytest.mark.parametrize(
        ("answer", "state", "banner"),
        [
            ("WAS_SENT", MessageState.ACCEPTED, "Settled: it was sent."),
            ("SEND_AGAIN", MessageState.QUEUED, "Settled: it is sent again"),
            ("DO_NOT_SEND", MessageState.CANCELLED, "Settled: it is not sent again."),
        ],
    )
    def test_each_answer_is_carried_out_and_confirmed(self, as_writer, letter, answer, state, banner):
        message = held(letter, undecided=True)

        response = as_writer.post(url(message), {"answer": answer, "reason": "She rang"}, follow=True)

        assert response.redirect_chain
        assert banner in text(response)
        message.refresh_from_db()
        assert message.state == state
        assert not WorkItem.objects.filter(state="OPEN", kind=WorkKind.UNDECIDED_DELIVERY).exists()

    def test_not_sending_leads_on_to_another_way(self, as_writer, letter):
        message = held(letter, undecided=True)

        response = as_writer.post(url(message), {"answer": "DO_NOT_SEND", "reason": "She rang"})

        assert response["Location"] == way_url(letter)

    @pytest.mark.parametrize(
        "data", [{}, {"answer": "SEND_AGAIN"}, {"reason": "x"}, {"answer": "CANCEL", "reason": "x"}]
    )
    def test_answer_and_reason_are_both_needed(self, as_writer, letter, data):
        message = held(letter, undecided=True)

        response = as_writer.post(url(message), data)

        assert "<title>Error: " in re.sub(r">\s+", ">", response.content.decode())
        message.refresh_from_db()
        assert message.undecided_since is not None

    def test_a_late_receipt_came_first_and_the_page_says_what_became_of_it(self, as_writer, letter):
        message = held(letter, undecided=True)
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MessageState.DELIVERED, undecided_since=None, reason="", accepted_at=NOW
        )
        WorkItem.objects.update(state="DONE", done_at=NOW, done_by="system:delivery", outcome="It has gone")

        response = as_writer.post(url(message), {"answer": "SEND_AGAIN", "reason": "No trace"})

        shown = text(response)
        assert "This was settled before you answered, so nothing was changed." in shown
        assert "Settled by the service on 11 March 2026 at 10am: It has gone." in shown
        assert "Delivered" in shown
        message.refresh_from_db()
        assert message.state == MessageState.DELIVERED

    def test_the_second_of_two_presses_changes_nothing(self, as_writer, letter):
        message = held(letter, undecided=True)
        answer = {"answer": "SEND_AGAIN", "reason": "No trace"}
        as_writer.post(url(message), answer)

        response = as_writer.post(url(message), answer)

        assert "This was settled before you answered" in text(response)
        assert AuditEvent.objects.filter(verb="SETTLED").count() == 1


class TestHeld:
    def test_it_is_released_sent_anew_or_cancelled(self, as_writer, letter):
        for answer, state in (("RELEASE", "QUEUED"), ("SEND_ANEW", "CANCELLED"), ("CANCEL", "CANCELLED")):
            message = held(letter)

            as_writer.post(url(message), {"answer": answer, "reason": "Looked at it"})

            message.refresh_from_db()
            assert (answer, message.state) == (answer, state)

    def test_facts_that_changed_are_settled_by_saying_that_the_words_are_still_true(self, as_writer, letter):
        message = held(letter)
        Case.objects.filter(pk=letter.case_id).update(facts_changed_at=NOW - dt.timedelta(minutes=10))

        shown = text(as_writer.get(url(message)))

        assert "You say that the words are still true. Every other check is made again." in shown

    def test_an_address_that_turned_unsafe_meanwhile_is_told_and_nothing_changes(self, as_writer, letter, monkeypatch):
        message = held(letter)
        ways = iter([ContactPoint.objects.filter(person=letter.recipient)])
        ask = settling.prospects

        def then_it_turns_unsafe(**facts):
            found = ask(**facts)
            for points in ways:
                points.update(is_safe=False)
            return found

        monkeypatch.setattr(settling, "prospects", then_it_turns_unsafe)

        response = as_writer.post(url(message), {"answer": "SEND_ANEW", "reason": "New address"})

        assert "No way to this person is known to be safe now, so nothing was changed." in text(response)
        assert "New address" in response.content.decode()
        message.refresh_from_db()
        assert message.state == MessageState.HELD

    def test_an_invitation_without_a_letter_can_be_settled_too(self, as_writer, victim):
        point = ContactPoint.objects.get(person=victim.person, kind="EMAIL")
        message = OutboxMessageFactory(
            communication=None,
            purpose=Purpose.PORTAL_INVITATION,
            contact_point=point,
            template_name="portal_invitation",
            template_values={"victim_id": str(victim.pk)},
        )
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD)

        assert "Invitation to the online page" in text(as_writer.get(url(message)))
        as_writer.post(url(message), {"answer": "CANCEL", "reason": "Not wanted"})

        message.refresh_from_db()
        assert message.state == MessageState.CANCELLED

    def test_work_that_only_informs_is_finished_here(self, as_writer, letter):
        """It failed by one way and goes on by another: there is nothing to settle, and somebody has seen it."""
        first = OutboxMessageFactory(
            communication=letter,
            contact_point=ContactPoint.objects.get(person=letter.recipient, kind="EMAIL"),
            state=MessageState.FAILED_PERM,
        )
        OutboxMessageFactory(
            communication=letter,
            channel=Channel.POST,
            contact_point=ContactPoint.objects.get(person=letter.recipient, kind="POST"),
            follows=first,
        )
        consequences.raise_work(message=first, kind=WorkKind.DELIVERY_FAILED, summary="It goes on by post", at=NOW)

        shown = text(as_writer.get(url(first)))
        as_writer.post(url(first), {"outcome": "Asked her for her new address"})

        assert "Another message has taken its place. Post: waiting to be sent" in shown
        assert WorkItem.objects.get().outcome == "Asked her for her new address"


class TestAnotherWay:
    @pytest.fixture
    def not_sent(self, letter, as_writer):
        message = held(letter)
        as_writer.post(url(message), {"answer": "CANCEL", "reason": "Not there"})
        letter.refresh_from_db()
        return letter

    def test_the_work_list_and_the_letter_lead_to_it(self, as_writer, not_sent):
        assert "Find another way to send the letter" in text(as_writer.get("/staff/"))
        assert way_url(not_sent) in as_writer.get(reverse("workspace:letter", args=[not_sent.pk])).content.decode()

    def test_sends_the_same_words_by_the_safe_way_of_today(self, as_writer, not_sent):
        response = as_writer.post(way_url(not_sent), {"answer": "SEND_NOW", "reason": "She confirmed it"}, follow=True)

        assert "The letter is on its way." in text(response)
        assert not_sent.messages.filter(state=MessageState.QUEUED).count() == 1

    def test_the_second_press_is_told_so(self, as_writer, not_sent):
        answer = {"answer": "SEND_NOW", "reason": "She confirmed it"}
        as_writer.post(way_url(not_sent), answer)

        assert "This was settled before you answered" in text(as_writer.post(way_url(not_sent), answer))

    def test_says_that_no_way_is_safe_and_where_to_repair_it(self, as_writer, not_sent):
        ContactPoint.objects.filter(person=not_sent.recipient).update(is_safe=False)

        response = as_writer.get(way_url(not_sent))

        shown = text(response)
        assert "No way is known to be safe now." in shown
        assert reverse("workspace:safe-contact", args=[not_sent.case_id, not_sent.victim_id]) in (
            response.content.decode()
        )
        assert "Send it by email" not in shown
        assert "Say why nothing need be sent" in shown

    def test_work_is_closed_with_how_they_were_told_and_the_letter_stays_owed(self, as_writer, not_sent):
        WorkItemFactory(case=not_sent.case, kind="NO_SAFE_CHANNEL", key="no-way", about=f"communication:{not_sent.pk}")

        response = as_writer.post(way_url(not_sent), {"answer": "CLOSE", "reason": "The officer told her"}, follow=True)

        assert "Work closed. What is owed stays owed." in text(response)
        assert WorkItem.objects.get(key="no-way").outcome == "The officer told her"
        assert "Work (1)" in text(response)

    def test_a_letter_on_its_way_needs_none(self, as_writer, letter):
        held(letter)

        assert "Nothing is to be decided here now." in text(as_writer.get(way_url(letter)))


class TestWorkItems:
    @pytest.mark.parametrize(
        ("kind", "about", "route"),
        [
            ("UNDECIDED_DELIVERY", "message", "workspace:delivery"),
            ("HELD_COMMUNICATION", "message", "workspace:delivery"),
            ("NO_SAFE_CHANNEL", "message", "workspace:delivery"),
            ("DELIVERY_FAILED", "message", "workspace:delivery"),
            ("NO_SAFE_CHANNEL", "communication", "workspace:other-way"),
        ],
    )
    def test_each_leads_to_the_page_that_settles_it(self, as_manager, letter, kind, about, route):
        message = held(letter)
        WorkItem.objects.all().delete()
        key = message.pk if about == "message" else letter.pk
        item = WorkItemFactory(case=letter.case, kind=kind, about=f"{about}:{key}")

        html = as_manager.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert reverse(route, args=[key]) in html

    def test_what_must_be_settled_cannot_be_closed_by_hand(self, as_manager, letter):
        message = held(letter, undecided=True)
        item = WorkItem.objects.get()

        as_manager.post(reverse("workspace:work-item", args=[item.pk]), {"outcome": "Looked at"})

        item.refresh_from_db()
        assert item.state == "OPEN"
        assert settling.prospects(message=message, at=NOW).way is Channel.EMAIL


def test_a_letter_of_somebody_else_has_no_work_here(writer, letter):

    other = CommunicationFactory(approved=True, victim=VictimFactory())
    ContactPointFactory(person=other.recipient)

    assert deliveries.open_work_about(viewer=actors.staff(user=writer, at=NOW), letter=other) == ()
