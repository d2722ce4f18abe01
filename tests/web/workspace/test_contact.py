"""Working with one person: begin contact, contact points, rights (L7, V6, V13)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from audit.models import AuditEvent
from cases.models import ContactPoint, Victim
from cases.services import people
from communications.models import Communication, Promise
from tests.factories.cases import SafeContactProfileFactory, WorkItemFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    lay_templates()


def address(name: str, victim: Victim, *more: object) -> str:
    return reverse(f"workspace:{name}", args=[victim.case_id, victim.pk, *more])


class TestBeginContact:
    def test_names_the_officer_promises_a_date_and_says_so(self, as_writer, writer, victim, charge) -> None:
        response = as_writer.post(
            address("begin-contact", victim), {"officer": str(writer.pk), "service_tier": "UNIVERSAL"}, follow=True
        )

        victim.refresh_from_db()
        promise = Promise.objects.get()
        assert victim.officer == writer
        assert victim.in_contact_since == dt.date(2026, 3, 11)
        assert promise.due_on == dt.date(2026, 4, 8)
        assert "8 April 2026" in response.content.decode()
        assert Communication.objects.get(letter_type="ACKNOWLEDGEMENT").state == "APPROVED"

    def test_is_offered_until_it_has_begun(self, as_writer, writer, victim) -> None:
        page = reverse("workspace:case-people", args=[victim.case_id])

        assert "Begin contact" in as_writer.get(page).content.decode()

        as_writer.post(address("begin-contact", victim), {"officer": str(writer.pk), "service_tier": "UNIVERSAL"})
        assert "has not begun" not in as_writer.get(page).content.decode()

    def test_says_what_is_missing(self, as_writer, victim) -> None:
        page = as_writer.post(address("begin-contact", victim), {}).content.decode()

        assert "Select who will be their contact" in page
        assert "<title>Error:" in page

    def test_says_when_somebody_else_began_first(self, as_writer, writer, victim) -> None:
        answers = {"officer": str(writer.pk), "service_tier": "UNIVERSAL"}
        as_writer.post(address("begin-contact", victim), answers)

        page = as_writer.post(address("begin-contact", victim), answers).content.decode()

        assert "began before" in page
        assert Promise.objects.count() == 1

    def test_is_not_there_for_another_area(self, as_stranger, victim) -> None:
        assert as_stranger.get(address("begin-contact", victim)).status_code == 404


class TestContactPoints:
    ANSWERS = {"kind": "MOBILE", "value": "07700 900 456", "is_safe": "yes", "may_leave_voicemail": "no"}

    def test_adds_a_number_in_one_form(self, as_writer, victim) -> None:
        as_writer.post(address("add-contact-point", victim), self.ANSWERS)

        point = ContactPoint.objects.get(person=victim.person, kind="MOBILE")
        assert (point.value, point.is_safe, point.may_leave_voicemail) == ("+447700900456", True, False)

    def test_keeps_what_was_typed_when_it_cannot_be_used(self, as_writer, victim) -> None:
        page = as_writer.post(
            address("add-contact-point", victim), {**self.ANSWERS, "kind": "EMAIL", "value": "not an address"}
        ).content.decode()

        assert "correct format" in page
        assert "not an address" in page

    def test_stops_using_one(self, as_writer, victim) -> None:
        point = ContactPoint.objects.filter(person=victim.person, kind="EMAIL").get()

        as_writer.post(address("end-contact-point", victim, point.pk))

        point.refresh_from_db()
        assert point.superseded_at is not None

    def test_hides_every_address_until_it_is_asked_for(self, as_writer, victim) -> None:
        assert "rhian@example.org" not in as_writer.get(address("safe-contact", victim)).content.decode()


class TestRights:
    def test_records_what_is_known(self, as_writer, victim) -> None:
        as_writer.post(
            address("rights", victim),
            {"is_vulnerable": "yes", "is_intimidated": "no", "is_persistently_targeted": "unknown"},
        )

        victim.refresh_from_db()
        assert (victim.is_vulnerable, victim.is_intimidated) == (True, False)

    def test_opens_with_what_is_known(self, as_writer, victim) -> None:
        page = as_writer.get(address("rights", victim)).content.decode()

        assert page.count("checked") == 3


class TestWhatTheySaidOnline:
    """V11, V13: staff see what a person chose for themselves, and two who change the same thing are told."""

    @pytest.fixture
    def chosen(self, victim):
        newest = victim.person.safe_contact_profiles.order_by("recorded_at", "id").last()
        fields = {"code_phrase": "green harbour", "voicemail": False, "decision_way": "EMAIL"}
        return SafeContactProfileFactory(
            person=victim.person, recorded_at=newest.recorded_at if newest else NOW, preferred_method="MOBILE", **fields
        )

    def test_shows_the_ways_and_keeps_the_phrase_until_it_is_asked_for(self, as_writer, victim, chosen) -> None:
        page = as_writer.get(address("safe-contact", victim)).content.decode()
        shown = as_writer.post(address("safe-contact", victim), {"answer": "reveal"}).content.decode()

        assert "Decisions (their choice)" in page
        assert "Leave no message" in page
        assert "green harbour" not in page
        assert "green harbour" in shown
        assert AuditEvent.objects.filter(verb="REVEALED").exists()

    def test_what_they_changed_meanwhile_is_not_lost_and_neither_is_the_answer(self, as_writer, victim, chosen) -> None:
        answers = {"answer": "change", "preferred_method": "EMAIL", "must_not_know": "", "rhythm_days": ""}
        people.change_profile(
            case_id=victim.case_id, person_id=victim.person_id, change=people.ProfileChange(never_email=True), at=NOW,
            actor=actors.victim(victim_id=victim.pk, person_id=victim.person_id),
        )  # fmt: skip

        page = as_writer.post(address("safe-contact", victim), {**answers, "seen": chosen.pk}).content.decode()

        assert "Somebody else has changed this since you opened the page" in page
        assert victim.person.safe_contact_profiles.latest("recorded_at", "id").never_email
        again = re.search(r'name="seen" value="(\d+)"', page)
        assert again is not None
        as_writer.post(address("safe-contact", victim), {**answers, "seen": again.group(1)})
        assert victim.person.safe_contact_profiles.latest("recorded_at", "id").preferred_method == "EMAIL"

    @pytest.mark.parametrize(
        ("kind", "page"),
        [("OWN_CHOICES", "safe-contact"), ("CONTACT_CHANGE", "safe-contact"), ("SUPPORT_IN_DOUBT", "calls")],
    )
    def test_their_work_leads_to_where_it_is_done(self, as_writer, victim, kind, page) -> None:
        item = WorkItemFactory(case=victim.case, victim=victim, kind=kind, about=f"victim:{victim.pk}")

        shown = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert address(page, victim) in shown
