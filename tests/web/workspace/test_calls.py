"""The pages of telephone calls: one page with everything, one form, nothing typed lost (L3 to L6, V15)."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import ContactPoint, Obligation, WorkItem
from communications.models import CallSeries, CallText, ContactAttempt, IdentityCheck, OutboxMessage
from tests.factories.cases import ContactPointFactory, PersonFactory, SafeContactProfileFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    ReaderWishFactory,
)
from tests.web.workspace.conftest import NOW, owed_to, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def mobile(victim):
    return ContactPointFactory(person=victim.person, mobile=True, value="+447700900456", key="+447700900456")


@pytest.fixture
def owed(victim, charge):
    return owed_to(victim, due_at=NOW + dt.timedelta(days=3))


@pytest.fixture
def series(victim, charge, mobile):
    return CallSeriesFactory(victim=victim, opened_at=NOW, next_from=NOW)


def page_of(series):
    return reverse("workspace:call", args=[series.pk])


def answers(mobile, **changes):
    return {
        "answer": "log", "key": "form-1", "direction": "OUTBOUND", "number": str(mobile.pk),
        "called_on_day": "11", "called_on_month": "3", "called_on_year": "2026", "called_time": "9:30am",
        "outcome": "NO_ANSWER", **changes,
    }  # fmt: skip


def told(mobile, **changes):
    said = {
        "outcome": "INFORMED",
        "identity": "AGREED_WORDS",
        "checked_time": "9:31am",
        "told": "Where the case stands.",
    }
    return answers(mobile, **{**said, **changes})


def knows_who_it_is(client, series):
    client.post(page_of(series), {"answer": "identity", "identity": "AGREED_WORDS"})


class TestBeginning:
    def test_offers_what_is_owed_and_an_update(self, as_writer, victim, owed):
        shown = text(as_writer.get(reverse("workspace:calls", args=[victim.case_id, victim.pk])))

        assert "All charges discontinued: letter due 14 March 2026" in shown
        assert "An update on where the case stands" in shown

    def test_leads_to_the_call(self, as_writer, victim, owed, mobile):
        address = reverse("workspace:calls", args=[victim.case_id, victim.pk])

        response = as_writer.post(address, {"about": str(owed.pk)})

        series = CallSeries.objects.get()
        assert response["Location"] == page_of(series)
        assert series.obligation == owed
        assert "Ring Ms Hughes" in text(as_writer.get(page_of(series)))

    def test_asks_what_it_is_about(self, as_writer, victim, charge):
        response = as_writer.post(reverse("workspace:calls", args=[victim.case_id, victim.pk]), {})

        assert "Select what it is about" in text(response)

    def test_is_not_offered_to_those_who_do_not_ring(self, as_prosecutor, victim, charge):
        address = reverse("workspace:calls", args=[victim.case_id, victim.pk])

        assert "Begin calls" not in text(as_prosecutor.get(address))
        assert as_prosecutor.post(address, {"about": "update"}).status_code == 404

    def test_is_found_from_the_people_of_the_case(self, as_writer, victim, charge):
        shown = as_writer.get(reverse("workspace:case-people", args=[victim.case_id])).content.decode()

        assert reverse("workspace:calls", args=[victim.case_id, victim.pk]) in shown


class TestTheScreen:
    def test_says_first_what_could_harm_them(self, as_writer, series):
        shown = text(as_writer.get(page_of(series)))

        assert shown.index("Must not learn that we are in touch: Her former partner") < shown.index("Numbers")

    def test_shows_needs_script_questions_and_services_together(self, as_writer, series):
        knows_who_it_is(as_writer, series)

        shown = text(as_writer.get(page_of(series)))

        for words in (
            "Nobody has asked about an interpreter",
            "Safe times",
            "May I speak to Ms Hughes, please?",
            "They may ask",
            "Victim Support",
        ):
            assert words in shown

    def test_says_which_words_they_chose_and_the_words_agreed(self, as_writer, series, victim):
        """V32: whoever rings uses the person's own words; L5: and asks for those agreed, never says them."""
        SafeContactProfileFactory(person=victim.person, code_phrase="yellow kettle", recorded_at=NOW)
        ReaderWishFactory(victim=victim, own_word="SURVIVOR", recorded_at=NOW)

        page = text(as_writer.get(page_of(series)))

        assert "Their word for themselves Survivor Say “you” wherever you can." in page
        assert "The person accused Say “the person accused”." in page
        assert "The words you agreed on yellow kettle" in page

    @pytest.mark.parametrize(
        ("accused", "words"), [("NAME", "Say their name, but only"), ("INITIALS", "Say their initials, but only")]
    )
    def test_says_whether_a_name_may_be_said(self, as_writer, series, victim, accused, words):
        ReaderWishFactory(victim=victim, accused=accused, recorded_at=NOW)

        page = text(as_writer.get(page_of(series)))

        assert words in page
        assert "Their word for themselves" not in page

    def test_says_no_words_that_somebody_else_or_nobody_chose(self, as_writer, series, victim):
        ReaderWishFactory(victim=victim, person=PersonFactory(), own_word="SURVIVOR", recorded_at=NOW)
        ReaderWishFactory(victim=victim, accused="BY_STAGE", recorded_at=NOW)

        page = text(as_writer.get(page_of(series)))

        assert "Their word for themselves" not in page
        assert "Say “the person accused”" not in page

    def test_holds_nothing_that_may_be_told_until_identity_is_recorded(self, as_writer, victim, mobile, charge):
        owed = owed_to(victim, due_at=NOW + dt.timedelta(days=3), state="SUPERSEDED")
        words = [{"key": "opening", "heading": "", "text": "Dear Ms Hughes\n\nThe case has stopped.", "locked": False}]
        CommunicationFactory(victim=victim, obligation=owed, approved=True, words=words)
        series = CallSeriesFactory(
            victim=victim, obligation=owed, purpose="TELL_DECISION", about=f"obligation:{owed.pk}", opened_at=NOW
        )
        hidden = (
            "The case has stopped.",
            "They may ask",
            "Then tell them",
            "After you have told them",
            "Victim Support",
        )

        before = text(as_writer.get(page_of(series)))
        knows_who_it_is(as_writer, series)
        after = text(as_writer.get(page_of(series)))

        assert [words for words in hidden if words in before] == []
        assert [words for words in hidden if words not in after] == []
        assert "May I speak to Ms Hughes, please?" in before
        assert "Tell them nothing about the case" in before
        assert "Tell them nothing about the case" not in after
        assert "You recorded at 10am that it is them (agreed words)." in after

    def test_holds_it_back_again_for_the_next_call_and_for_a_colleague(self, as_writer, manager, series, mobile):
        knows_who_it_is(as_writer, series)
        colleague = text(signed_in(manager).get(page_of(series)))
        as_writer.post(page_of(series), answers(mobile, outcome="NOT_SAFE_TO_TALK"))

        assert "Then tell them" not in colleague
        assert "Then tell them" not in text(as_writer.get(page_of(series)))

    def test_shows_a_number_that_may_be_rung_and_says_that_it_did(self, as_writer, series, writer):
        assert "+447700900456" in text(as_writer.get(page_of(series)))
        assert AuditEvent.objects.filter(verb="REVEALED", actor=f"staff:{writer.pk}").count() == 1

    def test_hides_a_number_that_may_not_be_rung_now_and_says_when(self, writer, series, clock):
        clock.move_to(dt.datetime(2026, 3, 11, 21, 0, tzinfo=dt.UTC))

        shown = text(signed_in(writer).get(page_of(series)))

        assert "+447700900456" not in shown
        assert "From 12 March 2026 at 8am." in shown
        assert not AuditEvent.objects.filter(verb="REVEALED").exists()

    def test_hides_every_number_of_somebody_told_through_an_adviser(self, as_writer, series, victim):
        SafeContactProfileFactory(person=victim.person, preferred_method="VIA_ISVA", recorded_at=NOW)

        shown = text(as_writer.get(page_of(series)))

        assert "+447700900456" not in shown
        assert "Only via ISVA, never directly." in shown

    def test_says_whether_a_message_may_be_left(self, as_writer, series, mobile):
        assert "Do not leave a message" in text(as_writer.get(page_of(series)))

        ContactPoint.objects.filter(pk=mobile.pk).update(may_leave_voicemail=True)
        assert "You may leave the message below" in text(as_writer.get(page_of(series)))

    def test_reads_out_no_draft(self, as_writer, victim, owed, mobile):
        series = CallSeriesFactory(
            victim=victim, obligation=owed, purpose="TELL_DECISION", about=f"obligation:{owed.pk}", opened_at=NOW
        )

        assert "It is not approved yet. Do not read it out." in text(as_writer.get(page_of(series)))

    def test_shows_the_letter_in_its_approved_words(self, as_writer, victim, mobile, charge):
        owed = owed_to(victim, due_at=NOW + dt.timedelta(days=3), state="SUPERSEDED")
        words = [{"key": "opening", "heading": "", "text": "Dear Ms Hughes\n\nI am sorry.", "locked": False}]
        CommunicationFactory(victim=victim, obligation=owed, approved=True, words=words)
        series = CallSeriesFactory(
            victim=victim, obligation=owed, purpose="TELL_DECISION", about=f"obligation:{owed.pk}", opened_at=NOW
        )
        knows_who_it_is(as_writer, series)

        shown = text(as_writer.get(page_of(series)))

        assert "Its words, as approved" in shown
        assert "Dear Ms Hughes I am sorry." in shown

    def test_is_about_a_relative_where_a_relative_is_told(self, as_writer, victim, charge, mobile):
        relative = PersonFactory(full_name="Gwen Hughes")

        shown = text(as_writer.get(page_of(CallSeriesFactory(victim=victim, person=relative, opened_at=NOW))))

        assert "You ring Gwen Hughes, who is told for Rhian Hughes." in shown

    def test_offers_no_form_to_those_who_do_not_ring(self, as_prosecutor, series, mobile):
        shown = text(as_prosecutor.get(page_of(series)))

        assert "Record the call" not in shown
        assert "+447700900456" not in shown
        assert as_prosecutor.post(page_of(series), answers(mobile)).status_code == 404

    def test_is_not_there_for_another_area(self, as_stranger, series):
        assert as_stranger.get(page_of(series)).status_code == 404

    def test_leaves_a_trace(self, as_writer, series, writer):
        as_writer.get(page_of(series))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=series.victim_id, actor=f"staff:{writer.pk}").exists()


class TestRecording:
    def test_takes_one_page_and_one_form(self, as_writer, series, mobile, writer):
        as_writer.get(page_of(series))
        response = as_writer.post(page_of(series), told(mobile), follow=True)

        attempt = ContactAttempt.objects.get()
        assert (attempt.outcome, attempt.told, attempt.logged_by) == (
            "INFORMED", "Where the case stands.", f"staff:{writer.pk}",
        )  # fmt: skip
        assert attempt.called_at == dt.datetime(2026, 3, 11, 9, 30, tzinfo=dt.UTC)
        assert "Call recorded. They have been told." in text(response)

    def test_begins_with_today_now_and_the_only_number(self, as_writer, series):
        shown = as_writer.get(page_of(series)).content.decode()

        assert 'value="10:00"' in shown
        assert 'value="11"' in shown
        assert len(re.findall(r"<input[^>]* checked", shown)) == 2

    def test_says_everything_that_is_missing_and_keeps_what_was_typed(self, as_writer, series, mobile):
        response = as_writer.post(
            page_of(series), told(mobile, identity="", notes="Likes short calls", next_on_day="12")
        )

        shown = response.content.decode()
        assert "<title>Error:" in shown
        assert "must include a month" in shown
        assert "Likes short calls" in shown
        assert "Where the case stands." in shown
        assert not ContactAttempt.objects.exists()

    def test_asks_how_they_were_known_beside_the_question(self, as_writer, series, mobile):
        shown = text(as_writer.post(page_of(series), told(mobile, identity="")))

        assert shown.count("Select how you checked who they are") == 2

    def test_asks_for_both_parts_of_the_next_contact(self, as_writer, series, mobile):
        date = {"next_on_day": "12", "next_on_month": "3", "next_on_year": "2026"}

        assert "Enter the time of the next contact" in text(as_writer.post(page_of(series), answers(mobile, **date)))
        assert "Enter the date of the next contact" in text(
            as_writer.post(page_of(series), answers(mobile, next_time="2pm"))
        )

    def test_agrees_when_to_speak_again(self, as_writer, series, mobile):
        date = {"next_on_day": "12", "next_on_month": "3", "next_on_year": "2026", "next_time": "2pm"}

        response = as_writer.post(
            page_of(series), answers(mobile, outcome="ASKED_FOR_ANOTHER_TIME", **date), follow=True
        )

        assert ContactAttempt.objects.get().next_contact_at == dt.datetime(2026, 3, 12, 14, 0, tzinfo=dt.UTC)
        assert "They asked to be rung then." in text(response)

    def test_marks_a_wrong_number(self, as_writer, series, mobile, victim):
        response = as_writer.post(page_of(series), answers(mobile, outcome="WRONG_NUMBER"), follow=True)

        shown = text(response)
        assert "What remains is to write to them." in shown
        assert "Nobody has checked that this address or number is safe." in shown
        assert WorkItem.objects.filter(kind="NO_CONTACT_DETAILS", state="OPEN").exists()

    def test_shows_a_call_outside_what_is_safe_as_such(self, as_writer, series, mobile):
        response = as_writer.post(page_of(series), answers(mobile, outcome="MESSAGE_LEFT"), follow=True)

        assert "Outside what is safe" in text(response)

    def test_twice_is_one_call(self, as_writer, series, mobile):
        for _ in range(2):
            as_writer.post(page_of(series), answers(mobile))

        assert ContactAttempt.objects.count() == 1

    def test_that_have_ended_tell_nobody_to_ring(self, as_writer, series):
        assert '<h1 class="govuk-heading-l">Ring Ms Hughes</h1>' in as_writer.get(page_of(series)).content.decode()

        CallSeries.objects.update(state="TOLD", ended_at=NOW, ended_by="staff:x")

        shown = text(as_writer.get(page_of(series)))
        assert "Calls to Ms Hughes" in shown
        assert "Ring Ms Hughes" not in shown

    def test_after_somebody_ended_the_calls_says_so(self, as_writer, series, mobile):
        CallSeries.objects.update(state="TOLD", ended_at=NOW, ended_by="staff:x")

        response = as_writer.post(page_of(series), answers(mobile), follow=True)

        assert "These calls have ended meanwhile." in text(response)
        assert not ContactAttempt.objects.exists()


class TestIdentity:
    def test_is_recorded_during_the_call_and_loses_nothing_that_was_typed(self, as_writer, series, mobile):
        response = as_writer.post(
            page_of(series),
            told(mobile, answer="identity", notes="She is at her sister’s", called_on_month=""),
        )

        shown = text(response)
        assert IdentityCheck.objects.get().kind == "AGREED_WORDS"
        assert "She is at her sister’s" in shown
        assert "There is a problem" not in shown
        assert not ContactAttempt.objects.exists()

    def test_recorded_before_is_not_asked_again(self, as_writer, series, mobile):
        as_writer.post(page_of(series), {"answer": "identity", "identity": "RANG_BACK"})

        as_writer.post(page_of(series), told(mobile, identity=""))

        assert ContactAttempt.objects.get().identity == IdentityCheck.objects.get()

    def test_asks_how(self, as_writer, series):
        response = as_writer.post(page_of(series), {"answer": "identity", "notes": "typed"})

        assert "Select how you made sure who they are" in text(response)
        assert "typed" in text(response)
        assert not IdentityCheck.objects.exists()


class TestLateCheck:
    """CALL-10."""

    def test_says_when_it_was_made_and_is_shown_as_late(self, as_writer, series, mobile):
        response = as_writer.post(page_of(series), told(mobile), follow=True)

        assert ContactAttempt.objects.get().is_check_late
        assert "The check was recorded after the call; whoever rang says that it was made at 9:31am." in text(response)

    def test_without_its_time_is_asked_for_it_and_nothing_typed_is_lost(self, as_writer, series, mobile):
        shown = text(as_writer.post(page_of(series), told(mobile, checked_time="")))

        assert shown.count("Enter at what time you made sure who they are") == 2
        assert "Where the case stands." in shown
        assert not ContactAttempt.objects.exists()

    def test_that_was_never_made_is_said_without_a_lie(self, as_writer, series, mobile):
        response = as_writer.post(
            page_of(series),
            answers(mobile, outcome="TOLD_UNCHECKED", told="That the case goes on."),
            follow=True,
        )

        assert "Told: That the case goes on." in text(response)
        assert WorkItem.objects.filter(kind="UNSAFE_CONTACT", state="OPEN").count() == 1


class TestTextBefore:
    WHEN = {
        "answer": "text", "announce_on_day": "11", "announce_on_month": "3", "announce_on_year": "2026",
        "announce_time": "2pm",
    }  # fmt: skip

    def test_goes_out_through_the_outbox_without_a_name_by_default(self, as_writer, series):
        response = as_writer.post(page_of(series), self.WHEN, follow=True)

        message = OutboxMessage.objects.get()
        assert (message.purpose, message.channel, message.template_name) == ("CALL_NOTICE", "TEXT", "call_ahead_bare")
        assert "Robin" not in str(message.template_values)
        assert "It announces a call for 11 March 2026 at 2pm." in text(response)
        assert "The text says that the call comes then." in text(response)

    def test_is_left_out_where_no_text_is_safe_and_says_why(self, as_writer, series, victim):
        SafeContactProfileFactory(person=victim.person, never_text=True, recorded_at=NOW)

        response = as_writer.post(page_of(series), self.WHEN, follow=True)

        assert not OutboxMessage.objects.exists()
        assert CallText.objects.get().left_out_because == "The person does not want to be reached in this way."
        assert "No text is sent; the reason is recorded." in text(response)

    def test_is_refused_for_a_time_that_cannot_be(self, as_writer, series):
        shown = text(as_writer.post(page_of(series), {**self.WHEN, "announce_time": "9am"}))

        assert "Enter a time at least 10 minutes from now" in shown
        assert 'value="9am"' not in shown


class TestEnding:
    def test_needs_a_reason(self, as_writer, series):
        assert "Select why the calls end" in text(as_writer.post(page_of(series), {"answer": "end"}))

    def test_closes_the_series(self, as_writer, series):
        response = as_writer.post(page_of(series), {"answer": "end", "end-reason": "NOT_SAFE"}, follow=True)

        assert "These calls have ended. Ringing is not safe." in text(response)
        assert CallSeries.objects.get().state == "ENDED"


class TestWork:
    def test_leads_from_the_list_to_the_call(self, as_writer, victim, owed, mobile):
        as_writer.post(reverse("workspace:calls", args=[victim.case_id, victim.pk]), {"about": "update"})
        item = WorkItem.objects.get(kind="CALL_VICTIM")

        shown = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert "Ring the victim" in shown
        assert page_of(CallSeries.objects.get()) in shown
        assert "What was done?" not in shown


class TestTimeline:
    def test_tells_calls_among_everything_said(self, as_writer, series, mobile):
        as_writer.post(page_of(series), told(mobile, notes="For the next caller only"))

        shown = text(as_writer.get(reverse("workspace:case-said", args=[series.case_id])))

        assert "Call 1: informed" in shown
        assert "Where the case stands." in shown


class TestQueries:
    @pytest.mark.parametrize("name", ["call", "calls", "case-said"])
    def test_are_as_many_for_one_call_as_for_fifty(self, as_writer, series, name):
        place = {"call": [series.pk], "calls": [series.case_id, series.victim_id], "case-said": [series.case_id]}
        address = reverse(f"workspace:{name}", args=place[name])

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                as_writer.get(address)
            return len(asked)

        ContactAttemptFactory(series=series)
        cost()  # the first page of a session costs more, whatever it shows
        with_one = cost()
        ContactAttemptFactory.create_batch(49, series=series)

        assert cost() == with_one


def test_obligations_are_untouched_by_a_call(as_writer, victim, owed, mobile):
    as_writer.post(reverse("workspace:calls", args=[victim.case_id, victim.pk]), {"about": str(owed.pk)})
    as_writer.post(page_of(CallSeries.objects.get()), told(mobile))

    assert Obligation.objects.get().state == "OPEN"
