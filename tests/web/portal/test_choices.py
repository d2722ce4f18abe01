"""How we keep in touch, chosen by the person themselves (V9, V11, V13, V30)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgreedAnswer, SafeContactProfile, Victim
from cases.rules.vocabulary import AgreedPoint, ContactMethod, OwnWay
from cases.services import people
from cases.services.people import ProfileChange
from communications.models import ContactWish, Promise
from communications.rules.vocabulary import PromiseState
from tests.factories.accounts import staff_with
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory
from tests.factories.communications import PromiseFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def address(signed_in: SignedIn, name: str) -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk})


def seen(response) -> str:
    """What a reader sees of a page."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def version_on(response) -> str:
    found = re.search(r'name="seen"(?: value="([^"]*)")?', response.content.decode())
    return found.group(1) or "" if found is not None else ""


def answer(signed_in: SignedIn, name: str, **answers: object):
    page = signed_in.browser.get(address(signed_in, name))
    return signed_in.browser.post(address(signed_in, name), {"seen": version_on(page), **answers}, follow=True)


def in_force(signed_in: SignedIn) -> SafeContactProfile:
    return SafeContactProfile.objects.filter(person=signed_in.victim.person).latest("recorded_at", "id")


def officer_of(victim: Victim):
    return actors.staff(user=staff_with(Role.VLU_OFFICER, unit=victim.case.unit), at=NOW)


class TestOverview:
    def test_says_what_is_usual_to_somebody_who_was_never_asked(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(address(signed_in, "choices")))

        assert "As often as is usual for a case like yours" in page
        assert "In the usual way" in page
        assert "There is no date at present" in page

    def test_says_what_is_in_force_and_since_when(self, signed_in: SignedIn) -> None:
        person = signed_in.victim.person
        days = dt.timedelta(days=1)
        SafeContactProfileFactory(person=person, rhythm_days=14, recorded_at=NOW - 9 * days)
        SafeContactProfileFactory(person=person, rhythm_days=14, never_text=True, recorded_at=NOW - 2 * days)
        PromiseFactory(victim=signed_in.victim, due_on=dt.date(2026, 3, 25))

        page = seen(signed_in.browser.get(address(signed_in, "choices")))

        assert "Every 2 weeks Since 2 March 2026" in page
        assert "Wednesday 25 March 2026" in page

    def test_leaves_a_trace_and_costs_the_same_for_one_version_and_for_fifty(
        self, signed_in: SignedIn, django_assert_num_queries
    ) -> None:
        SafeContactProfileFactory(person=signed_in.victim.person)
        url = address(signed_in, "choices")
        signed_in.browser.get(url)
        with django_assert_num_queries(12) as few:
            signed_in.browser.get(url)
        for _ in range(49):
            SafeContactProfileFactory(person=signed_in.victim.person)
            ContactPointFactory(person=signed_in.victim.person)

        with django_assert_num_queries(len(few)):
            signed_in.browser.get(url)
        assert AuditEvent.objects.filter(verb="VIEWED", subject_kind="choices").exists()

    def test_is_nobody_elses(self, signed_in: SignedIn) -> None:
        other = SignedIn(victim=make_victim(), browser=signed_in.browser)

        for name in ("choices", "often", "pause", "ways"):
            assert signed_in.browser.get(address(other, name)).status_code == 404
        for name in ("often", "pause", "ways"):
            assert signed_in.browser.post(address(other, name), {"often": "7"}).status_code == 404


class TestRhythm:
    """V9: weekly to two-monthly, a pause, and back; the promise moves at once."""

    def test_moves_the_promise_at_once_and_says_the_new_date(self, signed_in: SignedIn) -> None:
        before = PromiseFactory(victim=signed_in.victim, due_on=dt.date(2026, 4, 8))

        response = answer(signed_in, "often", often="7")

        before.refresh_from_db()
        now = Promise.objects.get(victim=signed_in.victim, state=PromiseState.OPEN)
        assert (before.state, now.due_on) == (PromiseState.REPLACED, dt.date(2026, 3, 18))
        assert "Wednesday 18 March 2026" in seen(response)
        assert "The letters that the law says you must have still come" in seen(response)
        assert in_force(signed_in).rhythm_days == 7
        assert AgreedAnswer.objects.filter(victim=signed_in.victim, point=AgreedPoint.RHYTHM).exists()

    def test_goes_back_to_what_is_usual(self, signed_in: SignedIn) -> None:
        SafeContactProfileFactory(person=signed_in.victim.person, rhythm_days=7)

        answer(signed_in, "often", often="usual")

        assert in_force(signed_in).rhythm_days is None

    def test_a_break_moves_the_date_and_ending_it_brings_it_back(self, signed_in: SignedIn) -> None:
        page = seen(answer(signed_in, "pause", pause="yes", until_day="1", until_month="6", until_year="2026"))
        assert "Monday 1 June 2026" in page
        assert "Break from updates: Until 1 June 2026." in page

        answer(signed_in, "pause", pause="no")
        assert in_force(signed_in).updates_paused_until is None
        assert Promise.objects.get(victim=signed_in.victim, state=PromiseState.OPEN).due_on == dt.date(2026, 4, 8)

    def test_a_new_rhythm_does_not_end_a_break(self, signed_in: SignedIn) -> None:
        answer(signed_in, "pause", pause="yes", until_day="1", until_month="6", until_year="2026")

        answer(signed_in, "often", often="14")

        assert in_force(signed_in).updates_paused_until == dt.date(2026, 6, 1)

    @pytest.mark.parametrize(
        ("answers", "error"),
        [
            ({}, "Select yes if you want a break"),
            ({"pause": "yes"}, "Enter the day from which you want updates again"),
            ({"pause": "yes", "until_day": "31", "until_month": "2", "until_year": "2026"}, "Enter a real date"),
            ({"pause": "yes", "until_day": "1", "until_month": "2", "until_year": "2026"}, "within one year"),
            ({"pause": "yes", "until_day": "1", "until_month": "2", "until_year": "2036"}, "within one year"),
            ({"pause": "yes", "until_day": "1"}, "Enter a date with a day, a month and a year"),
        ],
    )
    def test_says_what_is_wrong(self, signed_in: SignedIn, answers: dict[str, str], error: str) -> None:
        response = answer(signed_in, "pause", **answers)

        assert error in seen(response)
        assert "<title>Error:" in response.content.decode()
        assert not SafeContactProfile.objects.exists()

    def test_is_asked_for_and_only_what_is_offered_is_taken(self, signed_in: SignedIn) -> None:
        assert "Select how often you want to hear from us" in seen(answer(signed_in, "often"))
        assert "Select how often you want to hear from us" in seen(answer(signed_in, "often", often="1"))

    def test_is_not_promised_to_somebody_whose_case_is_closed(self, signed_in: SignedIn) -> None:
        signed_in.victim.contact_ended_on = NOW.date()
        signed_in.victim.save()

        assert "there is nothing to change" in seen(answer(signed_in, "often", often="7"))

    def test_what_staff_changed_meanwhile_is_not_lost_and_neither_is_the_answer(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "often"))
        people.change_profile(
            case_id=signed_in.victim.case_id, person_id=signed_in.victim.person_id,
            change=ProfileChange(rhythm_days=56), actor=officer_of(signed_in.victim), at=NOW,
        )  # fmt: skip

        refused = signed_in.browser.post(
            address(signed_in, "often"), {"seen": version_on(page), "often": "7"}, follow=True
        )

        assert "This was changed by somebody else while you had the page open" in seen(refused)
        assert "Every 8 weeks" in seen(refused)
        assert 'value="7" checked' in re.sub(r"\s+", " ", refused.content.decode())
        assert in_force(signed_in).rhythm_days == 56

        signed_in.browser.post(address(signed_in, "often"), {"seen": version_on(refused), "often": "7"})
        assert in_force(signed_in).rhythm_days == 7

    def test_what_staff_changed_beside_it_stays(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "often"))
        people.change_profile(
            case_id=signed_in.victim.case_id, person_id=signed_in.victim.person_id,
            change=ProfileChange(never_post=True), actor=officer_of(signed_in.victim), at=NOW,
        )  # fmt: skip

        signed_in.browser.post(address(signed_in, "often"), {"seen": version_on(page), "often": "7"})

        assert (in_force(signed_in).rhythm_days, in_force(signed_in).never_post) == (7, True)


WAYS = {"decision_way": "PHONE", "hearing_way": "EMAIL", "routine_way": "ONLINE", "urgent_way": "PHONE"}


class TestWays:
    """V11: a way for each kind of news."""

    def test_are_kept_and_said_back(self, signed_in: SignedIn) -> None:
        page = seen(answer(signed_in, "ways", **WAYS))

        now = in_force(signed_in)
        assert (now.decision_way, now.hearing_way, now.routine_way, now.urgent_way) == (
            OwnWay.PHONE, OwnWay.EMAIL, OwnWay.ONLINE, OwnWay.PHONE,
        )  # fmt: skip
        assert now.uses_portal is True
        assert "Decisions Ring me first, then write" in page

    def test_a_call_before_a_decision_is_a_plan_that_staff_keep(self, signed_in: SignedIn) -> None:
        answer(signed_in, "ways", **WAYS)

        wishes = ContactWish.objects.filter(victim=signed_in.victim)
        assert {(wish.sort, wish.rings_first) for wish in wishes} == {
            ("HARD_DECISION", True),
            ("OTHER_DECISION", True),
            ("OUTCOME", True),
            ("SAFETY", True),
        }

        answer(signed_in, "ways", **{**WAYS, "decision_way": "EMAIL"})
        assert wishes.filter(sort="HARD_DECISION").latest("id").is_usual

    def test_ways_for_court_dates_and_for_what_cannot_wait_are_plans_too(self, signed_in: SignedIn) -> None:
        """V12: an email for what cannot wait comes before the call, and the call comes all the same."""
        answer(signed_in, "ways", **{**WAYS, "hearing_way": "PHONE", "urgent_way": "EMAIL"})

        wishes = ContactWish.objects.filter(victim=signed_in.victim)
        assert wishes.get(sort="HEARING").rings_first
        assert not wishes.get(sort="SAFETY").rings_first

        answer(signed_in, "ways", **WAYS)
        assert wishes.filter(sort="HEARING").latest("id").is_usual
        assert wishes.filter(sort="SAFETY").latest("id").rings_first

    def test_offers_none_that_was_closed_and_none_without_a_safe_place(self, signed_in: SignedIn) -> None:
        SafeContactProfileFactory(person=signed_in.victim.person, never_email=True)

        page = signed_in.browser.get(address(signed_in, "ways"))

        assert "By email" not in seen(page)
        assert "By letter in the post" not in seen(page)
        assert "A way is missing here" in seen(page)
        assert "Select how we tell you dates" in seen(answer(signed_in, "ways", **WAYS))

    def test_who_is_told_through_somebody_is_offered_none(self, signed_in: SignedIn) -> None:
        SafeContactProfileFactory(person=signed_in.victim.person, preferred_method=ContactMethod.VIA_ISVA)

        assert "Ring me" not in seen(signed_in.browser.get(address(signed_in, "ways")))

    def test_what_staff_changed_meanwhile_is_not_lost(self, signed_in: SignedIn) -> None:
        page = signed_in.browser.get(address(signed_in, "ways"))
        people.change_profile(
            case_id=signed_in.victim.case_id, person_id=signed_in.victim.person_id,
            change=ProfileChange(urgent_way="EMAIL"), actor=officer_of(signed_in.victim), at=NOW,
        )  # fmt: skip

        refused = signed_in.browser.post(address(signed_in, "ways"), {"seen": version_on(page), **WAYS}, follow=True)

        assert "This was changed by somebody else" in seen(refused)
        assert in_force(signed_in).urgent_way == OwnWay.EMAIL


class TestInWelsh:
    def test_every_page_is_wholly_in_welsh(self, signed_in: SignedIn) -> None:
        signed_in.browser.get(reverse("portal:in_welsh"))

        assert "Sut rydym yn cadw mewn cysylltiad" in seen(signed_in.browser.get(address(signed_in, "choices")))
