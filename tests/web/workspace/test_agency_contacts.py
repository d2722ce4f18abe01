"""The page of other agencies' contacts, and where it stands before whoever rings or writes (L15)."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgencyContact
from cases.rules.vocabulary import Agency, AgencyContactStage, ToldOutcome
from communications.rules.vocabulary import LetterType
from tests.factories.accounts import staff_with
from tests.factories.cases import (
    AgencyContactFactory,
    ContactPointFactory,
    DecisionFactory,
    HearingFactory,
    ObligationFactory,
)
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    VictimMessageFactory,
)
from tests.letters.samples import a_letter
from tests.web.workspace.conftest import NOW, signed_in
from tests.web.workspace.test_meetings import ARRANGED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


def text(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(victim):
    return reverse("workspace:agency-contacts", args=[victim.case_id, victim.pk])


def answers(**changes):
    return {
        "key": "form-1", "agency": "WITNESS_CARE", "stage": "MADE", "way": "PHONE",
        "contact_on_day": "11", "contact_on_month": "3", "contact_on_year": "2026", "contact_time": "9:30am",
        "told_hearing_on_day": "9", "told_hearing_on_month": "4", "told_hearing_on_year": "2026",
        "told_outcome": "GOES_ON", "told": "That she need not come.", **changes,
    }  # fmt: skip


class TestRecording:
    def test_shows_what_was_recorded_and_what_it_means_today(self, as_writer, victim, charge):
        HearingFactory(case=victim.case, starts_at=dt.datetime(2026, 4, 7, 9, 0, tzinfo=dt.UTC))

        response = as_writer.post(address(victim), answers(), follow=True)

        shown = text(response)
        assert "Recorded. Whoever rings or writes to them sees it first." in shown
        assert "They were told something that differs from our record" in shown
        assert "Witness care unit: a hearing on Thursday 9 April 2026. Our record: Tuesday 7 April 2026." in shown
        assert "Witness care unit: telephone call today at 9:30am, made." in shown
        assert "Settle with the agency which is right before you ring." in shown
        assert "That she need not come." in shown
        assert "Robin Writer" in shown

    def test_an_answer_left_out_is_asked_for_and_nothing_typed_is_lost(self, as_writer, victim):
        response = as_writer.post(address(victim), answers(agency="", stage="", told_outcome=""))

        shown = text(response)
        assert "Select who contacts them" in shown
        assert "Select whether they have been in touch already" in shown
        assert "That she need not come." in shown
        assert not AgencyContact.objects.exists()

    def test_a_day_that_cannot_be_is_said_at_its_field(self, as_writer, victim):
        response = as_writer.post(address(victim), answers(contact_on_day="12"))

        assert "A contact that was made must be in the past" in text(response)
        assert 'href="#id_contact_on_0"' in response.content.decode()

    def test_nothing_need_be_known_of_what_was_told(self, as_writer, victim):
        bare = dict.fromkeys(("told", "contact_time", "told_hearing_on_day", "told_hearing_on_month"), "")

        as_writer.post(address(victim), answers(told_outcome="NOTHING", told_hearing_on_year="", **bare))

        contact = AgencyContact.objects.get()
        assert (contact.told_hearing_on, contact.told_outcome, contact.contact_time) == (None, "", None)

    def test_pressing_twice_records_once(self, as_writer, victim):
        for _ in range(2):
            as_writer.post(address(victim), answers())

        assert AgencyContact.objects.count() == 1

    def test_markup_that_was_typed_is_shown_as_text(self, as_writer, victim):
        response = as_writer.post(address(victim), answers(told="<script>alert(1)</script>"), follow=True)

        assert b"<script>alert(1)</script>" not in response.content

    def test_whoever_only_reads_sees_them_and_records_none(self, as_prosecutor, victim):
        AgencyContactFactory(victim=victim, contact_on=NOW.date())

        shown = text(as_prosecutor.get(address(victim)))

        assert "Witness care unit, Wednesday 11 March 2026" in shown
        assert "Record a contact by another agency" not in shown
        assert "Call it off" not in shown
        assert as_prosecutor.post(address(victim), answers()).status_code == 404

    def test_looking_leaves_a_trace(self, as_writer, victim):
        as_writer.get(address(victim))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=victim.pk).exists()

    def test_is_found_from_the_people_of_the_case(self, as_writer, victim):
        shown = as_writer.get(reverse("workspace:case-people", args=[victim.case_id])).content.decode()

        assert address(victim) in shown

    def test_is_no_page_for_people_of_another_area(self, as_stranger, victim):
        assert as_stranger.get(address(victim)).status_code == 404
        assert as_stranger.post(address(victim), answers()).status_code == 404


class TestCallingOff:
    def test_it_stands_against_nothing_any_more(self, as_writer, victim):
        contact = AgencyContactFactory(victim=victim, contact_on=NOW.date())
        where = reverse("workspace:call-off-contact", args=[victim.case_id, victim.pk, contact.pk])

        shown = text(as_writer.post(where, follow=True))

        assert "Called off. It stays in the record" in shown
        assert "Nothing stands against getting in touch today." in shown
        assert "Call it off" not in shown

    def test_the_second_person_is_told_so(self, as_writer, victim):
        contact = AgencyContactFactory(victim=victim, called_off_at=NOW, called_off_by="staff:1")
        where = reverse("workspace:call-off-contact", args=[victim.case_id, victim.pk, contact.pk])

        assert "Somebody has called this contact off already." in text(as_writer.post(where, follow=True))

    def test_of_another_victim_is_not_found(self, as_writer, victim):
        other = AgencyContactFactory()
        where = reverse("workspace:call-off-contact", args=[victim.case_id, victim.pk, other.pk])

        assert as_writer.post(where).status_code == 404
        other.refresh_from_db()
        assert other.called_off_at is None

    def test_is_refused_to_those_who_do_not_ring(self, as_prosecutor, victim):
        contact = AgencyContactFactory(victim=victim)
        where = reverse("workspace:call-off-contact", args=[victim.case_id, victim.pk, contact.pk])

        assert as_prosecutor.post(where).status_code == 404


class TestBeforeTheCall:
    @pytest.fixture
    def series(self, victim, charge):
        ContactPointFactory(person=victim.person, mobile=True, value="+447700900456", key="+447700900456")
        return CallSeriesFactory(victim=victim, opened_at=NOW, next_from=NOW)

    def test_the_screen_says_who_has_been_in_touch_and_who_is_about_to(self, as_writer, series):
        AgencyContactFactory(victim=series.victim, contact_on=NOW.date(), contact_time=dt.time(9, 0))
        AgencyContactFactory(
            victim=series.victim,
            contact_on=NOW.date(),
            agency=Agency.POLICE,
            stage=AgencyContactStage.PLANNED,
            way="VISIT",
        )

        shown = text(as_writer.get(reverse("workspace:call", args=[series.pk])))

        assert "There is other contact with them today" in shown
        assert "Witness care unit: telephone call today at 9am, made." in shown
        assert "Police: visit today, planned." in shown
        assert "Ring another day if it can wait" in shown

    def test_the_screen_says_how_others_say_that_the_case_stands(self, as_writer, series):
        AgencyContactFactory(
            victim=series.victim, contact_on=NOW.date() - dt.timedelta(days=2), told_outcome=ToldOutcome.STOPPED
        )

        shown = text(as_writer.get(reverse("workspace:call", args=[series.pk])))

        assert "Witness care unit: the case has stopped. Our record: the case goes on." in shown

    def test_a_quiet_day_says_nothing_and_leads_to_the_page(self, as_writer, series):
        shown = as_writer.get(reverse("workspace:call", args=[series.pk])).content.decode()

        assert "somebody else today" not in shown
        assert address(series.victim) in shown

    def test_the_page_of_a_letter_says_that_the_time_limit_wins(self, victim, as_writer):
        letter = self.letter(victim, approved=True)

        shown = text(as_writer.get(reverse("workspace:letter", args=[letter.pk])))

        assert "A time limit of the law runs: it goes all the same." in shown

    def test_the_page_of_a_letter_that_has_left_says_nothing_of_it(self, victim, as_writer):
        letter = self.letter(victim, sent=True)

        assert "somebody else today" not in text(as_writer.get(reverse("workspace:letter", args=[letter.pk])))

    def letter(self, victim, **state):
        """A letter that is owed to somebody whom witness care has rung today."""
        AgencyContactFactory(victim=victim, contact_on=NOW.date())
        words, context = a_letter(LetterType.DISCONTINUE_ALL)
        decision = DecisionFactory(case=victim.case)
        return CommunicationFactory(
            victim=victim,
            obligation=ObligationFactory(victim=victim, decision=decision),
            words=words.as_json(),
            context=context.as_json(),
            **state,
        )


def test_a_rasso_case_shows_nothing_to_those_who_do_not_work_on_them(victim, writer):
    victim.case.is_rasso = True
    victim.case.save()

    assert signed_in(writer).get(address(victim)).status_code == 404


class TestBeforeASecondContact:
    """L15: at the moment of calling, sending or planning, who was in touch today, when, and what they said."""

    @pytest.fixture
    def colleague(self, victim, unit):
        user = staff_with(Role.VLU_OFFICER, unit, full_name="Jo Colleague")
        series = CallSeriesFactory(victim=victim, state="TOLD", ended_at=NOW, ended_by=f"staff:{user.pk}")
        return ContactAttemptFactory(
            series=series,
            outcome="TOLD_UNCHECKED",
            who_answered="PERSON",
            called_on=NOW.date(),
            called_at=NOW,
            told="The trial is on Monday.",
            logged_by=f"staff:{user.pk}",
        )

    SAID = "We: spoke with them on the telephone today at 10am. Said: “The trial is on Monday.” (Jo Colleague)"

    def test_stands_before_whoever_begins_calls_or_rings(self, as_writer, victim, colleague):
        begin = reverse("workspace:calls", args=[victim.case_id, victim.pk])
        assert self.SAID in text(as_writer.get(begin))

        another = CallSeriesFactory(victim=victim)
        assert self.SAID in text(as_writer.get(reverse("workspace:call", args=[another.pk])))

    def test_stands_before_whoever_answers_a_message(self, as_writer, victim, colleague):
        written = VictimMessageFactory(victim=victim, received_at=NOW)

        shown = text(as_writer.get(reverse("workspace:message", args=[written.pk])))

        assert self.SAID in shown
        assert "They: wrote to us today" not in shown

    def test_stands_before_whoever_plans_a_meeting_for_a_day_on_which_police_come(self, as_writer, victim):
        day = dt.date(2026, 3, 18)
        AgencyContactFactory(victim=victim, agency=Agency.POLICE, contact_on=day, stage=AgencyContactStage.PLANNED)
        meeting = MeetingFactory(victim=victim)

        shown = text(as_writer.post(reverse("workspace:meeting-arrange", args=[meeting.pk]), ARRANGED))

        assert "There is other contact with them on Wednesday 18 March 2026" in shown

    def test_a_long_word_is_quoted_in_part(self, as_writer, victim):
        AgencyContactFactory(victim=victim, contact_on=NOW.date(), told="word " * 100)

        assert "word word…”" in text(as_writer.get(reverse("workspace:calls", args=[victim.case_id, victim.pk])))
