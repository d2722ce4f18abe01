"""Leave on the pages: recorded by the officer or a manager, and what the colleague then finds among their own (L8)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import UnitKind
from accounts.roles import Role
from cases.models import OfficerLeave
from communications.models import Communication
from communications.services import letter_contacts
from tests.factories.accounts import staff_with
from tests.factories.cases import OfficerLeaveFactory, WorkItemFactory
from tests.factories.communications import VictimMessageFactory
from tests.web.workspace.conftest import NOW, owed_to, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

TODAY = NOW.date()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(officer):
    return reverse("workspace:leave", args=[officer.pk])


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def answers(cover, *, first=0, last=6):
    return {
        "what": "record",
        "cover": str(cover.pk),
        **day("starts_on", TODAY + dt.timedelta(days=first)),
        **day("ends_on", TODAY + dt.timedelta(days=last)),
    }


@pytest.fixture
def colleague(unit):
    return staff_with(Role.VLU_OFFICER, unit, full_name="Cal Colleague")


@pytest.fixture
def theirs(victim, writer):
    victim.officer, victim.in_contact_since = writer, TODAY
    victim.save()
    return victim


@pytest.fixture
def away(writer, colleague):
    return OfficerLeaveFactory(officer=writer, cover=colleague, starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=6))


class TestThePage:
    def test_is_reached_from_the_account_and_records_leave(self, as_writer, writer, colleague):
        assert url(writer) in as_writer.get(reverse("workspace:account")).content.decode()

        response = as_writer.post(url(writer), answers(colleague), follow=True)

        assert "Cal Colleague stands in from 11 March 2026 to 17 March 2026." in text(response)
        assert "Away from 11 March 2026 to 17 March 2026. Cal Colleague stands in." in text(response)
        assert "You stand in for Robin Writer from 11 March 2026 to 17 March 2026 Now" in text(
            signed_in(colleague).get(url(colleague))
        )

    def test_says_what_is_missing_and_keeps_the_rest(self, as_writer, writer, colleague):
        response = as_writer.post(url(writer), {"what": "record", **day("starts_on", TODAY)})

        assert text(response).count("Enter the last day away") == 2
        assert text(response).count("Select who stands in") == 2
        assert 'value="2026"' in response.content.decode()

    def test_puts_what_is_refused_beside_the_field(self, as_writer, writer, colleague):
        days = as_writer.post(url(writer), answers(colleague, first=3, last=2))
        OfficerLeaveFactory(officer=colleague, starts_on=TODAY, ends_on=TODAY)
        cover = as_writer.post(url(writer), answers(colleague))

        assert text(days).count("The last day must be the first day or later") == 2
        assert text(cover).count("This colleague is away on some of these days") == 2
        assert not OfficerLeave.objects.filter(officer=writer).exists()

    def test_calls_it_off(self, as_manager, writer, away):
        response = as_manager.post(url(writer), {"what": f"call-off:{away.pk}"}, follow=True)

        away.refresh_from_db()
        assert away.ended_at is not None
        assert "Called off. Nobody stands in any more." in text(response)

    def test_is_not_for_others(self, as_prosecutor, as_stranger, writer, away):
        for browser in (as_prosecutor, as_stranger):
            assert browser.get(url(writer)).status_code == 404
            assert browser.post(url(writer), {"what": f"call-off:{away.pk}"}).status_code == 404


class TestTheColleague:
    def test_finds_the_people_among_their_own_and_sees_that_they_are_covered(self, theirs, colleague, away):
        shown = text(signed_in(colleague).get(reverse("workspace:victims"), {"whose": "MINE"}))

        assert "My victims (1)" in shown
        assert "Robin Writer Away: Cal Colleague covers until 17 March 2026" in shown

    def test_finds_work_and_letters_among_their_own(self, theirs, writer, colleague, away):
        WorkItemFactory(case=theirs.case, victim=theirs, officer=writer)
        WorkItemFactory(case=theirs.case, victim=theirs, kind="CALL_VICTIM", officer=writer)
        owed_to(theirs, due_at=NOW + dt.timedelta(days=2))

        shown = text(signed_in(colleague).get(reverse("workspace:work"), {"whose": "MINE"}))

        assert "Ring the victim" in shown
        assert "Write the letter" in shown
        assert shown.count("Robin Writer (away: Cal Colleague covers)") == 2

    def test_finds_messages_among_their_own(self, theirs, writer, colleague, away):
        VictimMessageFactory(victim=theirs, officer=writer)

        shown = text(signed_in(colleague).get(reverse("workspace:inbox"), {"folder": "MINE"}))

        assert "Rhian Hughes" in shown

    def test_finds_nothing_of_it_before_and_after(self, theirs, writer, colleague, away):
        away.starts_on = away.ends_on = TODAY + dt.timedelta(days=1)
        away.save()

        shown = text(signed_in(colleague).get(reverse("workspace:victims"), {"whose": "MINE"}))

        assert "My victims (0)" in shown


class TestLetters:
    def test_name_the_colleague_while_the_officer_is_away(self, theirs, away):
        during = letter_contacts.contact_for(victim=theirs, on=TODAY)
        after = letter_contacts.contact_for(victim=theirs, on=TODAY + dt.timedelta(days=7))

        assert (during.name, after.name) == ("Cal Colleague", "Robin Writer")
        assert during.email != after.email
        assert not Communication.objects.exists()

    def test_tell_nothing_of_the_offence_by_whom_they_name(self, theirs, writer):
        """A letter lies on the kitchen table: neither title nor address in it says what was done to its reader."""
        writer.job_title, writer.email = "Victim Liaison Officer (RASSO)", "rasso.writer@example.org"
        unit = theirs.case.unit
        unit.kind, unit.name = UnitKind.RASSO, "Wessex RASSO unit"
        theirs.officer = writer

        by_officer = letter_contacts.contact_for(victim=theirs, on=TODAY)
        theirs.officer = None
        by_unit = letter_contacts.contact_for(victim=theirs, on=TODAY)

        assert (by_officer.role, by_officer.email) == ("Victim Liaison Officer", unit.email)
        assert by_unit.name == unit.public_name
