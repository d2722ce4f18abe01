"""The page of a letter's leaflets: which go and why, their words, and what its writer changes (W4)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from audit.models import AuditEvent
from cases.rules.vocabulary import DecisionCode, TestFailed
from cases.services.decisions import DecisionEntry
from communications.models import Communication, LeafletChoice
from communications.services import duties
from tests.factories.accounts import staff_with
from tests.factories.cases import CaseFactory, ChargeFactory, DefendantFactory, VictimFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import NOW, signed_in
from tests.web.workspace.test_letters import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "published")]
WHY = "She has it from her adviser."


@pytest.fixture
def published(reference_data):
    lay_templates()


@pytest.fixture
def letter(unit, prosecutor, writer):
    """A draft about a stopped case of domestic abuse."""
    case = CaseFactory(unit=unit, area=unit.area)
    victim = VictimFactory(case=case, officer=writer)
    ChargeFactory(
        defendant=DefendantFactory(case=case), category="DOMESTIC_ABUSE", is_domestic_abuse=True, concerning=[victim]
    )
    entry = DecisionEntry(
        key="test",
        code=DecisionCode.DISCONTINUE_ALL,
        decided_at=NOW - dt.timedelta(hours=1),
        test_failed=TestFailed.EVIDENTIAL,
        reasons="The camera at your gate did not record that evening.",
    )
    duties.record_decision(case_id=case.pk, entry=entry, actor=actors.staff(user=prosecutor, at=NOW), at=NOW)
    return Communication.objects.get(victim=victim)


def address(letter, name="letter-leaflets"):
    return reverse(f"workspace:{name}", args=[letter.pk])


def change(browser, letter, change="leave-out:RIGHTS", reason=WHY):
    return browser.post(address(letter), {"change": change, "reason": reason}, follow=True)


class TestPage:
    def test_lists_what_goes_with_the_letter_and_why_with_all_its_words(self, as_writer, letter):
        shown = text(as_writer.get(address(letter)))

        assert "The case is recorded as domestic or honour-based abuse." in shown
        assert "An Independent Domestic Violence Adviser (IDVA) is a specialist" in shown
        assert "It goes with every letter that explains a decision." in shown

    def test_says_that_easy_read_goes_first_and_why_and_offers_no_way_to_leave_it_out(self, as_writer, letter):
        """EASY-1."""
        letter.recipient.formats = ["EASY_READ"]
        letter.recipient.save()

        of_letter = text(as_writer.get(address(letter, "letter")))
        page = as_writer.get(address(letter))

        assert "Easy read, before the letter" in of_letter
        assert "It is on record that they need easy read." in of_letter
        assert "The main points of our letter" in text(page)
        assert "We stopped the case." in text(page)
        assert "EASY_READ" not in page.content.decode()

    def test_is_said_on_the_page_of_the_letter(self, as_writer, letter):
        response = as_writer.get(address(letter, "letter"))

        assert "Leaflets with it Support for you, and staying safe" in text(response)
        assert address(letter) in response.content.decode()

    def test_takes_one_out_with_a_reason_and_shows_whose_word_it_is(self, as_writer, letter):
        shown = text(change(as_writer, letter))

        assert "Changed. It counts for this letter only." in shown
        assert f"The writer: {WHY}" in shown
        assert "Add “Your rights under the Victims’ Code”" in shown
        assert LeafletChoice.objects.get().is_enclosed is False

    def test_adds_one(self, as_writer, letter):
        shown = text(change(as_writer, letter, "add:COURT", "She asked about the courtroom."))

        assert "Leave out “If you go to court”" in shown

    @pytest.mark.parametrize(
        ("sent", "error"),
        [
            ({"change": "", "reason": WHY}, "Select a leaflet to leave out or to add"),
            ({"change": "leave-out:COURT", "reason": WHY}, "Select a leaflet to leave out or to add"),
            ({"change": "leave-out:RIGHTS", "reason": ""}, "Enter why"),
            ({"change": "leave-out:RIGHTS", "reason": "because"}, "Say why in 10 characters or more"),
        ],
    )
    def test_says_at_the_field_and_above_what_is_missing_and_keeps_what_was_typed(self, as_writer, letter, sent, error):
        response = as_writer.post(address(letter), sent)

        assert text(response).count(error) >= 2
        assert sent["reason"] in response.content.decode()
        assert not LeafletChoice.objects.exists()

    def test_says_when_somebody_else_is_writing(self, as_writer, letter, unit):
        change(as_writer, letter)
        other = signed_in(staff_with(Role.VLU_OFFICER, unit=unit))

        shown = text(change(other, letter, "leave-out:REVIEW"))

        assert "Somebody else is writing this letter at the moment, so nothing was changed" in shown
        assert LeafletChoice.objects.count() == 1

    def test_offers_nothing_once_the_letter_is_with_its_reader(self, letter, unit):
        reader = signed_in(staff_with(Role.VLU_MANAGER, unit=unit))
        change(reader, letter)
        Communication.objects.filter(pk=letter.pk).update(state="UNDER_REVIEW")

        response = reader.get(address(letter))

        assert response.status_code == 200
        assert "Change the leaflets" not in text(response)

    def test_of_another_area_is_not_found(self, as_stranger, letter):
        assert as_stranger.get(address(letter)).status_code == 404
        assert as_stranger.post(address(letter), {"change": "leave-out:RIGHTS", "reason": WHY}).status_code == 404

    def test_leaves_a_trace_of_each_look(self, as_writer, letter):
        as_writer.get(address(letter))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=letter.victim_id).exists()
