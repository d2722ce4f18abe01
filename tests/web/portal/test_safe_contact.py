"""When and how it is safe to reach somebody, said by themselves: it holds from the moment of saving (V13, V14; T4)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import AgreedAnswer, SafeContactProfile, WorkItem
from cases.rules.vocabulary import AgreedPoint, WorkKind
from cases.services import people
from cases.services.people import ProfileChange
from communications.models import OutboxMessage
from communications.outbox import relay
from communications.rules.safe_contact import Refusal
from communications.rules.vocabulary import Channel, MessageState
from communications.services import safe_calls, safe_contact
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.sending import an_approved_letter, an_obligation, queued
from tests.web.portal.conftest import NOW, SignedIn
from tests.web.portal.test_choices import address, in_force, officer_of, seen

pytestmark = pytest.mark.django_db

MORNINGS = {"days": [0, 2], "from": "09:00", "to": "12:00"}
PHRASE, SECRET = "canary teapot", "The canary next door"


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def carried(response) -> dict[str, str]:
    """What a page carries to the next."""
    page = response.content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]*)"', page) for name in ("kept", "step")}
    return {name: match.group(1) for name, match in found.items() if match is not None}


class Walk:
    """Somebody who answers one question after another."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.page = signed_in.browser.get(address(signed_in, "safe"))

    def says(self, **answers: Any) -> "Walk":
        self.page = self.signed_in.browser.post(
            address(self.signed_in, "safe"), {"act": "next", **carried(self.page), **answers}, follow=True
        )
        return self

    @property
    def step(self) -> str:
        return carried(self.page).get("step", "")

    def to_the_check(self, **answers: Any) -> "Walk":
        """Answer every question, with what is given for one of them."""
        usual: dict[str, dict[str, Any]] = {
            "times": {}, "avoid": {}, "voicemail": {"voicemail": "no"}, "never": {},
            "phrase": {"answer": "keep"}, "secret": {"answer": "keep"},
        }  # fmt: skip
        for step, answer in usual.items():
            assert self.step == step
            self.says(**answers.get(step, answer))
        assert self.step == "check"
        return self


@pytest.fixture
def walk(signed_in: SignedIn) -> Walk:
    return Walk(signed_in)


WINDOW = {"days": ["0", "2"], "since": "9am", "until": "midday"}


class TestQuestions:
    def test_come_one_at_a_time_and_end_in_a_check_and_a_confirmation(self, walk: Walk) -> None:
        walk.to_the_check(times=WINDOW, phrase={"answer": "new", "words": PHRASE}, never={"never": ["never_post"]})

        page = seen(walk.page)
        assert "Mondays and Wednesdays, 9am to midday" in page
        assert "Until now: Any day from 8am to 8pm" in page
        assert not SafeContactProfile.objects.exists()

        assert "They hold from now on" in seen(walk.says(act="save").page)
        now = in_force(walk.signed_in)
        assert (now.safe_windows, now.voicemail, now.never_post, now.code_phrase, now.confirmed_on) == (
            [MORNINGS], False, True, PHRASE, NOW.date(),
        )  # fmt: skip
        assert AgreedAnswer.objects.filter(victim=walk.signed_in.victim, point=AgreedPoint.TIMES).exists()

    def test_go_back_and_keep_what_was_answered(self, walk: Walk) -> None:
        walk.says(**WINDOW)
        assert walk.step == "avoid"

        walk.says(act="back")

        assert walk.step == "times"
        assert "Mondays and Wednesdays, 9am to midday" in seen(walk.page)

    def test_lead_from_the_check_to_one_and_back(self, walk: Walk) -> None:
        walk.to_the_check().says(act="change:voicemail")
        assert walk.step == "voicemail"

        walk.says(voicemail="yes")

        assert walk.step == "check"
        assert "We may leave a message" in seen(walk.page)

    def test_several_times_are_added_and_taken_out_again(self, walk: Walk) -> None:
        walk.says(act="add", **WINDOW).says(act="add", days=["5"], since="10am", until="4pm")
        assert walk.step == "times"
        assert "Saturdays, 10am to 4pm" in seen(walk.page)

        walk.says(act="remove:0")

        assert "Mondays" not in seen(walk.page).replace("Monday ", "")
        assert "Saturdays, 10am to 4pm" in seen(walk.page)

    def test_a_day_of_peace_is_taken_with_times_to_avoid(self, walk: Walk) -> None:
        walk.to_the_check(avoid={**WINDOW, "on_day": "12", "on_month": "5", "on_year": "2026"}).says(act="save")

        assert in_force(walk.signed_in).times_to_avoid == [MORNINGS, {"on": "2026-05-12"}]

    @pytest.mark.parametrize(
        ("answers", "error"),
        [
            ({"days": ["0"]}, "Enter from when"),
            ({"since": "9am", "until": "10am"}, "Select at least one day"),
            ({"days": ["0"], "since": "10am", "until": "9am"}, "The end must be later"),
            ({"days": ["0"], "since": "later", "until": "9pm"}, "Enter a time like 9am"),
        ],
    )
    def test_say_what_is_wrong_and_keep_the_rest(self, walk: Walk, answers: dict[str, Any], error: str) -> None:
        walk.says(**answers)

        assert walk.step == "times"
        assert error in seen(walk.page)
        assert "<title>Error:" in walk.page.content.decode()

    def test_ask_for_the_words_of_a_new_phrase(self, walk: Walk) -> None:
        walk.says().says().says(voicemail="no").says().says(answer="new", words=" ")

        assert "Write the words that we should keep" in seen(walk.page)

    def test_warn_of_what_leaves_no_time_and_no_way(self, walk: Walk) -> None:
        every = {"never": ["never_post", "never_email", "never_text", "never_phone"]}

        walk.to_the_check(times={"days": ["0"], "since": "9pm", "until": "11pm"}, never=every)

        assert "there is no moment at which we may ring or text you" in seen(walk.page)
        assert "there is no way left to reach you, except this page" in seen(walk.page)

    def test_begin_anew_where_what_they_carry_is_not_theirs(self, walk: Walk) -> None:
        walk.says(kept="forged")

        assert walk.step == "times"

    def test_what_staff_changed_meanwhile_is_shown_beside_the_answers_and_not_lost(self, walk: Walk) -> None:
        victim = walk.signed_in.victim
        walk.to_the_check(times=WINDOW)
        people.change_profile(
            case_id=victim.case_id, person_id=victim.person_id, change=ProfileChange(never_text=True),
            actor=officer_of(victim), at=NOW,
        )  # fmt: skip

        walk.says(act="save")

        assert "This was changed by somebody else while you answered" in seen(walk.page)
        assert "Nothing Until now: Text messages" in seen(walk.page)
        assert "Mondays and Wednesdays" in seen(walk.page)
        assert in_force(walk.signed_in).never_text

        walk.says(act="change:never").says(never=["never_text"]).says(act="save")
        assert (in_force(walk.signed_in).never_text, in_force(walk.signed_in).safe_windows) == (True, [MORNINGS])

    def test_what_staff_changed_beside_it_stays(self, walk: Walk) -> None:
        victim = walk.signed_in.victim
        walk.to_the_check(times=WINDOW)
        people.change_profile(
            case_id=victim.case_id, person_id=victim.person_id, change=ProfileChange(preferred_method="EMAIL"),
            actor=officer_of(victim), at=NOW,
        )  # fmt: skip

        walk.says(act="save")

        assert (in_force(walk.signed_in).preferred_method, in_force(walk.signed_in).safe_windows) == (
            "EMAIL", [MORNINGS],
        )  # fmt: skip


class TestObeyed:
    """V14: whatever leaves from now on follows it, also what was waiting."""

    @pytest.fixture
    def waiting(self, signed_in: SignedIn) -> OutboxMessage:
        """A letter by email that is due now."""
        letter = an_approved_letter(obligation=an_obligation(victim=signed_in.victim))
        SafeContactProfileFactory(
            person=signed_in.victim.person, preferred_method="EMAIL", recorded_at=NOW - dt.timedelta(days=1)
        )
        return queued(letter=letter, deadline=NOW + dt.timedelta(days=9), not_before=NOW)

    def test_what_is_waiting_is_held_back_by_the_dispatch_until_the_new_time(
        self, signed_in: SignedIn, waiting: OutboxMessage
    ) -> None:
        assert safe_contact.ask(message=waiting, at=NOW).is_allowed
        Walk(signed_in).to_the_check(times={"days": ["4"], "since": "2pm", "until": "4pm"}).says(act="save")

        decision = safe_contact.ask(message=waiting, at=NOW)
        relay.drain(clock=lambda: NOW, budget_seconds=20)

        waiting.refresh_from_db()
        friday = dt.datetime(2026, 3, 13, 14, 0, tzinfo=dt.UTC)
        assert Refusal.OUTSIDE_SAFE_TIME in decision.refusals
        assert (waiting.state, decision.retry_at) == (MessageState.QUEUED, friday)
        assert waiting.attempts == 0
        assert waiting.not_before > NOW

    def test_a_way_that_was_closed_is_closed_at_once(self, signed_in: SignedIn, waiting: OutboxMessage) -> None:
        Walk(signed_in).to_the_check(never={"never": ["never_email"]}).says(act="save")

        assert Refusal.CHANNEL_NOT_ALLOWED in safe_contact.ask(message=waiting, at=NOW).refusals

    @pytest.mark.parametrize(("agreed", "said", "may"), [(True, "no", False), (False, "yes", True)])
    def test_voicemail_is_what_they_said_for_every_number(
        self, signed_in: SignedIn, agreed: bool, said: str, may: bool
    ) -> None:
        victim = signed_in.victim
        ContactPointFactory(person=victim.person, kind="HOME_PHONE", may_leave_voicemail=agreed)

        Walk(signed_in).to_the_check(voicemail={"voicemail": said}).says(act="save")

        phones = safe_calls.phones(victim=victim, person=victim.person, at=NOW).all
        assert {phone.may_leave_voicemail for phone in phones} == {may}

    def test_a_way_for_a_kind_of_news_comes_first_for_it_alone(self, signed_in: SignedIn) -> None:
        victim = signed_in.victim
        ContactPointFactory(person=victim.person, post=True)
        SafeContactProfileFactory(
            person=victim.person, preferred_method="EMAIL", decision_way="POST", routine_way="ONLINE", uses_portal=True
        )
        decision = an_approved_letter(obligation=an_obligation(victim=victim), purpose="VCL_LETTER")
        update = an_approved_letter(obligation=an_obligation(victim=victim), purpose="NO_CHANGE_UPDATE")

        assert safe_contact.choose(communication=decision, at=NOW).channel is Channel.POST
        assert safe_contact.choose(communication=update, at=NOW).channel is Channel.PORTAL


class TestWhoeverHoldsThePhone:
    """T4: a partner who has the phone reads no secret here, and what they change is looked at."""

    @pytest.fixture(autouse=True)
    def _secrets(self, signed_in: SignedIn) -> None:
        SafeContactProfileFactory(
            person=signed_in.victim.person, code_phrase=PHRASE, must_not_know=SECRET, never_post=True,
            recorded_at=NOW - dt.timedelta(days=9),
        )  # fmt: skip

    def test_reads_neither_the_phrase_nor_who_must_not_know(self, signed_in: SignedIn) -> None:
        pages = [signed_in.browser.get(address(signed_in, "choices")).content.decode()]
        walk = Walk(signed_in)
        for answer in ({}, {}, {"voicemail": "no"}, {}, {"answer": "keep"}, {"answer": "keep"}):
            pages.append(walk.page.content.decode())
            walk.says(**answer)
        pages.append(walk.page.content.decode())

        assert not [page for page in pages if "canary" in page.lower()]
        assert "You have one. It is not shown here." in seen(walk.page)

    def test_reads_no_address_and_no_number(self, signed_in: SignedIn) -> None:
        ContactPointFactory(person=signed_in.victim.person, post=True)
        page = signed_in.browser.get(address(signed_in, "choices")).content.decode()

        for point in signed_in.victim.person.contact_points.all():
            for line in point.value.splitlines():
                assert line not in page

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"never": {"never": []}}, "opened a way that was closed"),
            ({"phrase": {"answer": "new", "words": "mine now"}}, "changed or took back the code phrase"),
            ({"phrase": {"answer": "none"}}, "changed or took back the code phrase"),
            ({"secret": {"answer": "none"}}, "changed or took back who must not know"),
            ({"voicemail": {"voicemail": "yes"}}, "allowed messages on voicemail"),
            ({"never": {"never": ["never_post", "never_email"]}}, "closed a way by which we reach them"),
        ],
    )
    def test_what_they_change_is_put_before_the_contact_of_the_victim(
        self, signed_in: SignedIn, answers: dict[str, dict[str, Any]], words: str
    ) -> None:
        Walk(signed_in).to_the_check(**{"never": {"never": ["never_post"]}, **answers}).says(act="save")

        item = WorkItem.objects.get(kind=WorkKind.OWN_CHOICES)
        assert words in item.summary
        assert "canary" not in item.summary
        assert item.due_at is not None

    def test_what_only_narrows_asks_nobody(self, signed_in: SignedIn) -> None:
        Walk(signed_in).to_the_check(never={"never": ["never_post"]}, times=WINDOW).says(act="save")

        assert not WorkItem.objects.filter(kind=WorkKind.OWN_CHOICES).exists()

    def test_the_trail_says_that_it_changed_and_never_to_what(self, signed_in: SignedIn) -> None:
        Walk(signed_in).to_the_check(phrase={"answer": "new", "words": "canary kettle"}).says(act="save")

        changed = AuditEvent.objects.filter(verb="CHANGED", subject_kind="cases.safecontactprofile")
        assert changed.exists()
        assert not AuditEvent.objects.filter(detail__icontains="canary").exists()

    def test_after_a_pause_they_get_no_further_without_six_digits(self, signed_in: SignedIn, clock) -> None:
        clock.shift(dt.timedelta(minutes=11))

        for name in ("safe", "often", "pause", "ways", "choices"):
            response = signed_in.browser.get(address(signed_in, name))
            assert response.status_code == 302
            assert reverse("portal:once_more") in response["Location"]
