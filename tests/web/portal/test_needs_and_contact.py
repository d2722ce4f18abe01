"""Needs in the person's own words, no contact and contact again, and not being sure about going on (V30, TRI-3)."""

import datetime as dt
import re
from typing import Any

import pytest

from accounts import actors
from audit.models import AuditEvent
from cases.models import Person, Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.services import agreeing
from cases.services.people import ProfileChange, Seen
from communications.models import OutboxMessage, Promise
from communications.rules.own_choices import Weight
from communications.rules.safe_contact import Refusal
from communications.rules.vocabulary import PromiseState
from communications.services import own_choices, safe_contact
from tests.factories.cases import SafeContactProfileFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.sending import an_approved_letter, an_obligation, queued
from tests.web.portal.conftest import NOW, SignedIn
from tests.web.portal.test_choices import address, answer, in_force, officer_of, seen, version_on
from triage import selectors as triage
from triage import services as triage_services
from triage.rules.defaults import ENHANCED

pytestmark = pytest.mark.django_db

NEEDS: dict[str, Any] = {
    "language": "OTHER", "other_language": "Polish", "interpreter": "yes", "formats": ["LARGE_PRINT", "READ_TO_ME"],
    "access_needs": "Ring twice", "own_view": "MORE_SUPPORT",
}  # fmt: skip
NOTHING: dict[str, Any] = {"language": "EN", "interpreter": "no", "own_view": "ABOUT_RIGHT"}


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def recorded(signed_in: SignedIn) -> Person:
    return Person.objects.get(pk=signed_in.victim.person_id)


def tier_of(signed_in: SignedIn) -> str:
    return str(triage.tier_in_force(victim=Victim.objects.get(pk=signed_in.victim.pk)).tier)


class TestNeeds:
    def test_are_kept_and_said_back(self, signed_in: SignedIn) -> None:
        page = seen(answer(signed_in, "needs", **NEEDS))

        person = recorded(signed_in)
        assert (person.language, person.other_language, person.needs_interpreter, person.formats) == (
            "OTHER", "Polish", True, ["LARGE_PRINT", "READ_TO_ME"],
        )  # fmt: skip
        assert "Polish" in page
        assert "Large print" in page

    @pytest.mark.parametrize(
        ("answers", "error"),
        [
            ({**NEEDS, "other_language": ""}, "Write which language"),
            ({**NEEDS, "language": ""}, "Select the language"),
            ({**NEEDS, "own_view": ""}, "Select whether it is enough"),
            ({**NEEDS, "access_needs": "x" * 501}, "500"),
        ],
    )
    def test_say_what_is_wrong(self, signed_in: SignedIn, answers: dict[str, Any], error: str) -> None:
        assert error in seen(answer(signed_in, "needs", **answers))
        assert not recorded(signed_in).formats

    def test_raise_the_tier_at_once(self, signed_in: SignedIn) -> None:
        signed_in.victim.is_vulnerable = signed_in.victim.is_intimidated = False
        signed_in.victim.save()

        answer(signed_in, "needs", **NEEDS)

        assert tier_of(signed_in) == ENHANCED
        card = triage.newest_assessment(victim=signed_in.victim)
        assert {"VICTIM_ASKED", "COMMUNICATION_NEED"} <= {reason["rule"] for reason in card.reasons}

    def test_never_lower_it(self, signed_in: SignedIn) -> None:
        answer(signed_in, "needs", **NEEDS)
        before = tier_of(signed_in)

        answer(signed_in, "needs", **NOTHING)

        assert not recorded(signed_in).formats
        assert tier_of(signed_in) == before
        card = triage.newest_assessment(victim=signed_in.victim)
        assert {"VICTIM_ASKED", "COMMUNICATION_NEED"} <= {reason["rule"] for reason in card.reasons}
        triage_services.assess(
            victim=Victim.objects.get(pk=signed_in.victim.pk), actor=officer_of(signed_in.victim), at=NOW
        )
        assert tier_of(signed_in) == before

    def test_what_staff_changed_meanwhile_is_not_lost_and_neither_is_the_answer(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "needs"))
        theirs = agreeing.needs_of(person=recorded(signed_in))
        agreeing.agree_needs(
            victim_id=signed_in.victim.pk, actor=officer_of(signed_in.victim), at=NOW,
            needs=agreeing.Needs(**{**{name: getattr(theirs, name) for name in theirs.__slots__}, "formats": ("BSL",)}),
        )  # fmt: skip

        refused = signed_in.browser.post(address(signed_in, "needs"), {"seen": version_on(page), **NEEDS})

        assert "This was changed by somebody else" in seen(refused)
        assert "British Sign Language" in seen(refused)
        assert recorded(signed_in).formats == ["BSL"]
        signed_in.browser.post(address(signed_in, "needs"), {"seen": version_on(refused), **NEEDS})
        assert recorded(signed_in).formats == ["LARGE_PRINT", "READ_TO_ME"]

    def test_a_forged_page_saves_nothing(self, signed_in: SignedIn) -> None:
        signed_in.browser.post(address(signed_in, "needs"), {"seen": "forged", **NEEDS})

        assert not recorded(signed_in).formats


class TestNoContact:
    @pytest.fixture
    def waiting(self, signed_in: SignedIn) -> OutboxMessage:
        letter = an_approved_letter(obligation=an_obligation(victim=signed_in.victim))
        SafeContactProfileFactory(
            person=signed_in.victim.person, preferred_method="EMAIL", recorded_at=NOW - dt.timedelta(days=1)
        )
        return queued(letter=letter, not_before=NOW)

    def test_explains_first_and_offers_a_break_and_a_person(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "stop"))

        assert "There is a time limit for asking us to look at a decision again" in seen(page)
        assert "If you would rather talk, ring" in seen(page)
        assert answer(signed_in, "stop", wish="pause").redirect_chain[-1][0] == address(signed_in, "pause")

    def test_holds_at_once_and_a_person_makes_sure_that_it_was_they(
        self, signed_in: SignedIn, waiting: OutboxMessage
    ) -> None:
        page = seen(answer(signed_in, "stop", wish="stop"))

        assert "You do not hear from us now" in page
        assert in_force(signed_in).opted_out_at == NOW
        assert Refusal.OPTED_OUT in safe_contact.ask(message=waiting, at=NOW).refusals
        item = WorkItem.objects.get(kind=WorkKind.OWN_CHOICES)
        assert "do not write and do not ring" in item.summary
        assert len(item.summary) <= 300

    def test_is_taken_back_by_one_press_and_something_is_promised_again(self, signed_in: SignedIn) -> None:
        signed_in.victim.in_contact_since = NOW.date()
        signed_in.victim.save()
        answer(signed_in, "stop", wish="stop")

        page = seen(answer(signed_in, "start_again"))

        assert in_force(signed_in).opted_out_at is None
        promise = Promise.objects.get(victim=signed_in.victim, state=PromiseState.OPEN)
        assert f"{promise.due_on.day} April 2026" in page
        assert WorkItem.objects.get(kind=WorkKind.OWN_CHOICES).state == WorkState.DONE

    def test_asked_for_twice_is_once(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "stop"))
        for _ in range(2):
            signed_in.browser.post(address(signed_in, "stop"), {"seen": version_on(page), "wish": "stop"})

        assert WorkItem.objects.filter(kind=WorkKind.OWN_CHOICES).count() == 1

    def test_there_is_nothing_to_take_back_where_nothing_was_stopped(self, signed_in: SignedIn) -> None:
        response = signed_in.browser.get(address(signed_in, "start_again"))

        assert response["Location"] == address(signed_in, "choices")


class TestDoubt:
    def test_explains_what_can_happen_without_blame(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(address(signed_in, "doubt")))

        assert "You have done nothing wrong, and nobody here will blame you." in page
        assert "you may not be able to have that decision looked at again" in page
        assert "If somebody tells you to stop, or makes you afraid" in page

    @pytest.mark.parametrize("said", ["talk", "stop"])
    def test_becomes_work_with_a_date_and_changes_nothing_in_the_record(self, signed_in: SignedIn, said: str) -> None:
        before = Victim.objects.filter(pk=signed_in.victim.pk).values().get()

        page = seen(answer(signed_in, "doubt", doubt=said))

        assert "will ring you by the end of Thursday 12 March 2026" in page
        assert "Nothing has been stopped" in page
        assert Victim.objects.filter(pk=signed_in.victim.pk).values().get() == before
        item = WorkItem.objects.get(kind=WorkKind.SUPPORT_IN_DOUBT)
        assert item.due_at.date() == dt.date(2026, 3, 12)

    def test_both_answers_are_kept_and_the_same_twice_is_one(self, signed_in: SignedIn) -> None:
        for said in ("talk", "stop", "stop"):
            answer(signed_in, "doubt", doubt=said)

        assert WorkItem.objects.filter(kind=WorkKind.SUPPORT_IN_DOUBT).count() == 2

    def test_nobody_is_told_of_a_call_who_asked_for_none(self, signed_in: SignedIn) -> None:
        answer(signed_in, "stop", wish="stop")

        assert "so we wait for you" in seen(answer(signed_in, "doubt", doubt="talk"))

    def test_an_answer_is_needed_and_its_page_leads_back_without_one(self, signed_in: SignedIn) -> None:
        assert "Select what would help you" in seen(answer(signed_in, "doubt"))
        assert signed_in.browser.get(address(signed_in, "doubt_said"))["Location"] == address(signed_in, "doubt")


class TestPlaces:
    """CHO-7, T4: nobody leads letters elsewhere by holding a phone."""

    def test_no_address_and_no_number_can_be_typed(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "places")).content.decode()

        assert 'type="text"' not in page
        assert 'type="email"' not in page
        assert "<textarea" not in page

    def test_what_has_changed_is_asked_for_by_a_person_and_nothing_is_written_to_the_old_place(
        self, signed_in: SignedIn
    ) -> None:
        messages = OutboxMessage.objects.count()

        page = seen(answer(signed_in, "places", changed=["POST", "MOBILE"]))

        assert "will ring you by the end of Thursday 12 March 2026" in page
        item = WorkItem.objects.get(kind=WorkKind.CONTACT_CHANGE)
        assert "new address, mobile" in item.summary
        assert OutboxMessage.objects.count() == messages
        assert signed_in.victim.person.contact_points.filter(superseded_at__isnull=True).count() == 2

    def test_what_is_not_safe_any_more_is_not_used_from_that_moment(self, signed_in: SignedIn) -> None:
        answer(signed_in, "places", unsafe=["EMAIL"])

        left = signed_in.victim.person.contact_points.filter(superseded_at__isnull=True)
        assert {point.kind for point in left} == {"MOBILE"}

    def test_says_so_where_no_safe_phone_is_left(self, signed_in: SignedIn) -> None:
        page = seen(answer(signed_in, "places", unsafe=["MOBILE"]))

        assert "We have no phone left that is safe." in page
        assert "No safe number is left" in WorkItem.objects.get(kind=WorkKind.CONTACT_CHANGE).summary

    def test_told_again_the_newest_counts_and_nothing_is_lost_from_the_trail(self, signed_in: SignedIn) -> None:
        for changed in ("POST", "EMAIL"):
            answer(signed_in, "places", changed=[changed])

        items = WorkItem.objects.filter(kind=WorkKind.CONTACT_CHANGE)
        assert {item.state for item in items} == {WorkState.OPEN, WorkState.DONE}
        assert AuditEvent.objects.filter(verb="RECEIVED", detail__new_post=True).exists()

    def test_an_answer_is_needed(self, signed_in: SignedIn) -> None:
        assert "Select what has changed, or what is not safe any more" in seen(answer(signed_in, "places"))
        assert signed_in.browser.get(address(signed_in, "places_said"))["Location"] == address(signed_in, "places")


def test_work_about_everything_at_once_still_fits_its_line(signed_in: SignedIn) -> None:
    SafeContactProfileFactory(
        person=signed_in.victim.person, never_post=True, code_phrase="one", must_not_know="two", voicemail=False,
        safe_windows=[{"days": [0], "from": "09:00", "to": "12:00"}], recorded_at=NOW - dt.timedelta(days=1),
    )  # fmt: skip
    _profile, weights = own_choices.choose_safe_contact(
        actor=actors.victim(victim_id=signed_in.victim.pk, person_id=signed_in.victim.person_id),
        change=ProfileChange(
            never_post=False, never_email=True, code_phrase="x", must_not_know="y", voicemail=True, safe_windows=[]
        ),
        seen=Seen(in_force(signed_in).pk),
        at=NOW,
    )

    assert set(weights) == set(Weight)
    assert len(WorkItem.objects.get(kind=WorkKind.OWN_CHOICES).summary) <= 300


@pytest.mark.parametrize("name", ["needs", "stop", "doubt", "doubt_said", "start_again", "choices", "safe"])
def test_titles_say_nothing_of_a_crime(signed_in: SignedIn, name: str) -> None:
    page = signed_in.browser.get(address(signed_in, name), follow=True).content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)

    assert title is not None
    assert not re.search("case|court|victim|police|crime", title.group(1), re.IGNORECASE)
