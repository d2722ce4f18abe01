"""The right to review online: whether, why, until when; asking, following, never before a letter told (V23)."""

import dataclasses
import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ReviewRequest, WorkItem
from cases.rules.vocabulary import (
    ConnectionKind,
    DecisionCode,
    ObligationState,
    ReviewAsker,
    ReviewOutcome,
    ReviewReceipt,
    ReviewState,
    ReviewText,
    ToldBy,
    WorkKind,
)
from communications.models import Communication
from communications.rules import portal_codes
from communications.rules.vocabulary import Channel
from communications.services import portal_invitations, portal_secrets, reviews
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    DecisionFactory,
    ObligationFactory,
    PersonFactory,
)
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications import reviewing
from tests.services.communications.reviewing import Reviewing, begun, entry, given
from tests.web.portal.conftest import invitation_code, make_victim, newest_one_time_code
from tests.web.portal.test_reading import letter_to, seen

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
REASONS = "The first decision did not ask what your neighbour saw."


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()
    lay_templates()


@dataclasses.dataclass(frozen=True)
class Asking:
    """A person who has read the letter about a decision, in their browser, and the office behind it."""

    case: Reviewing
    browser: Client
    letter: Communication

    @property
    def victim(self):
        return self.case.made.victim

    def address(self, name: str, **more: object) -> str:
        names = {"victim_id": self.victim.pk}
        if name not in {"rights", "reviews", "home"}:
            names["told_id"] = self.case.obligation.pk
        return reverse(f"portal:{name}", kwargs={**names, **more})

    def page(self, name: str = "review", query: str = ""):
        return self.browser.get(self.address(name) + query)

    def sends(self, **fields: str):
        values = {"key": "form-1", "said": "Nobody asked my neighbour.", "step": "send", **fields}
        return self.browser.post(self.address("review_ask"), values, follow=True)


def asking(
    clock, *, at: dt.datetime = reviewing.AT, is_read: bool = True, code=DecisionCode.DISCONTINUE_ALL, **changes
) -> Asking:
    """A decision told by a letter that has arrived; its reader signs in at ``at``."""
    case = reviewing.told(code, **changes)
    victim = case.made.victim
    if not victim.person.contact_points.filter(kind="EMAIL").exists():
        ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    letter = letter_to(
        victim,
        obligation=case.obligation,
        letter_type=case.obligation.letter_type,
        sent_at=reviewing.COMMUNICATED_AT,
        channel=Channel.EMAIL,
        is_hard_news=True,
        first_read_at=reviewing.COMMUNICATED_AT + DAY if is_read else None,
    )
    clock.move_to(at)
    return Asking(case=case, browser=comes_in(victim, at=at), letter=letter)


def comes_in(victim, *, at: dt.datetime) -> Client:
    browser = Client()
    browser.post(reverse("portal:come_in"), {"code": invitation_code(victim, at=at)})
    browser.post(reverse("portal:code"), {"code": newest_one_time_code()})
    browser.post(reverse("portal:how_to_leave"))
    return browser


def comes_in_as(connection, *, at: dt.datetime) -> Client:
    """The person of a connection comes in with an invitation of their own."""
    victim = connection.victim
    officer = staff_of(victim)
    invitation = portal_invitations.invite(actor=officer, victim=victim, person=connection.person, at=at)
    code = portal_codes.in_groups(code=portal_secrets.invitation_code(invitation_id=invitation.pk))
    browser = Client()
    browser.post(reverse("portal:come_in"), {"code": code})
    browser.post(reverse("portal:code"), {"code": newest_one_time_code()})
    browser.post(reverse("portal:how_to_leave"))
    return browser


def staff_of(victim) -> Actor:
    grant = Grant(
        role=Role.VLU_OFFICER, area_code=victim.case.area_id, unit_id=victim.case.unit_id, works_on_restricted=True
    )
    return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))


def parent_of(case: Reviewing, **changes) -> object:
    """A guardian of the victim with a mailbox and a telephone of their own."""
    connection = ConnectionFactory(
        victim=case.made.victim, kind=ConnectionKind.PARENT_GUARDIAN, is_suspect_or_lives_with_suspect=False, **changes
    )
    ContactPointFactory(person=connection.person)
    ContactPointFactory(person=connection.person, mobile=True)
    return connection


class TestWhetherAndWhy:
    def test_says_whether_why_until_when_and_how_the_day_was_worked_out(self, clock):
        page = seen(asking(clock).page())

        assert "You can ask us to look again at this decision." in page
        assert "We stopped the whole case, and no other part of it goes on for you." in page
        assert "Tuesday 14 April 2026" in page
        assert "Days left, weekends included 12" in page
        assert "Our letter left on Friday 27 March 2026. From the day after, we counted 10 working days." in page
        assert "Bank holidays that we did not count: 3 April 2026, 6 April 2026." in page
        assert "You can still ask until Saturday 27 June 2026." in page

    def test_list_names_each_decision_by_its_letter_and_leads_to_it(self, clock):
        who = asking(clock)
        page = who.page("reviews")

        assert "The decision in our letter of 27 March 2026" in seen(page)
        assert "You can ask us to look again, by Tuesday 14 April 2026." in seen(page)
        assert who.address("review") in page.content.decode()

    def test_says_that_the_case_cannot_restart_where_no_evidence_was_offered(self, clock):
        page = seen(asking(clock, code=DecisionCode.NO_EVIDENCE_ALL, review_text=ReviewText.NO_RESTART).page())

        assert "This case cannot start again." in page
        assert "the case can start again" not in page

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (ReviewText.POLICE_SCHEME, "We cannot look again at this decision, because the police made it."),
            (ReviewText.NONE, "Another part of the case still goes on for you."),
        ],
    )
    def test_is_never_offered_where_it_does_not_exist_and_says_why(self, clock, text, words):
        who = asking(clock, review_text=text)

        page = who.page()

        assert words in seen(page)
        assert who.address("review_ask") not in page.content.decode()
        assert who.page("review_ask").status_code == 302
        assert who.sends().status_code == 404
        assert not ReviewRequest.objects.exists()

    def test_warns_on_the_last_day(self, clock):
        page = seen(asking(clock, at=dt.datetime(2026, 4, 14, 18, 0, tzinfo=dt.UTC)).page())

        assert "Today is the last day of the ordinary time." in page

    def test_a_provisional_decision_can_be_asked_about_before_it_is_final(self, clock):
        """V23: the expedited review of the pilot Areas, with its own last day."""
        who = asking(clock, code=DecisionCode.DISCONTINUE_ALL, review_text=ReviewText.EXPEDITED_PILOT)

        page = seen(who.page())

        assert "You can ask for this decision to be looked at again before it becomes final." in page
        assert "If you ask, we wait for the answer." in page
        assert "Tuesday 14 April 2026" in page
        who.sends()
        assert ReviewRequest.objects.get().state == ReviewState.EXPEDITED_REVIEW

    def test_speaks_welsh(self, clock):
        who = asking(clock)
        who.browser.get(reverse("portal:in_welsh"))

        page = seen(who.page())

        assert "Gallwch ofyn i ni edrych eto ar y penderfyniad hwn." in page
        assert "Dydd Mawrth 14 Ebrill 2026" in page
        assert "working days" not in page


class TestNothingBeforeALetterTold:
    def test_a_letter_on_its_way_by_post_shows_no_decision(self, clock):
        who = asking(clock)
        Communication.objects.filter(pk=who.letter.pk).update(channel=Channel.POST, sent_at=reviewing.AT - DAY)

        assert who.page().status_code == 404
        assert "There is no decision here that you could ask about." in seen(who.page("reviews"))
        assert who.sends().status_code == 404

    def test_a_second_letter_on_its_way_about_the_same_decision_hides_it_until_it_has_arrived(self, clock):
        who = asking(clock)
        letter_to(
            who.victim, obligation=who.case.obligation, channel=Channel.POST, sent_at=reviewing.AT - DAY,
            replaces=who.letter, letter_type=who.case.obligation.letter_type,
        )  # fmt: skip

        assert who.page().status_code == 404

    def test_a_letter_not_opened_here_is_not_told_by_this_page(self, clock):
        """V29: hard news waits for the person; on paper they may have read it already and say so."""
        who = asking(clock, is_read=False)

        page = seen(who.page())

        assert "You have not opened this letter here." in page
        assert "stopped" not in page
        assert "stopped" not in seen(who.page("reviews"))
        assert "We stopped the whole case" in seen(who.page(query="?read"))

    def test_another_victims_decision_reads_like_one_that_does_not_exist(self, clock):
        who = asking(clock)
        stranger = make_victim()
        browser = comes_in(stranger, at=reviewing.AT)

        own = reverse("portal:review", kwargs={"victim_id": stranger.pk, "told_id": who.case.obligation.pk})
        assert browser.get(own).status_code == 404
        assert browser.get(who.address("review")).status_code == 404


class TestAsking:
    def test_goes_from_words_to_check_to_confirmation_with_the_day_of_the_answer(self, clock):
        who = asking(clock)

        checked = who.sends(step="")
        assert "Check, then send" in seen(checked)
        assert "Nobody asked my neighbour." in seen(checked)
        assert not ReviewRequest.objects.exists()

        changed = who.sends(step="change")
        assert "Nobody asked my neighbour." in changed.content.decode()

        sent = who.sends()
        assert sent.redirect_chain[-1][0] == who.address("review_asked")
        assert "We have your request" in seen(sent)
        assert "We answer by Monday 20 April 2026." in seen(sent)

    def test_is_the_request_that_staff_would_have_logged(self, clock):
        who = asking(clock)

        who.sends()

        request = ReviewRequest.objects.get()
        assert (request.asker, request.receipt, request.state) == (
            ReviewAsker.VICTIM, ReviewReceipt.ONLINE_PAGE, ReviewState.LOCAL_RESOLUTION,
        )  # fmt: skip
        assert request.asker_person == who.victim.person
        assert request.logged_by == f"victim:{who.victim.person_id}"
        assert WorkItem.objects.filter(kind=WorkKind.REVIEW_ANSWER, state="OPEN").count() == 1
        assert Communication.objects.filter(review=request, letter_type="REVIEW_ACKNOWLEDGEMENT").count() == 1
        assert AuditEvent.objects.filter(actor=request.logged_by, verb="CREATED").exists()

    def test_nothing_has_to_be_written(self, clock):
        who = asking(clock)

        who.sends(said="")

        assert ReviewRequest.objects.get().said == ""

    def test_the_same_form_twice_is_one_request(self, clock):
        who = asking(clock)

        who.sends()
        again = who.sends()

        assert again.redirect_chain[-1][0] == who.address("review_asked")
        assert ReviewRequest.objects.count() == 1

    def test_what_staff_took_down_meanwhile_is_not_asked_twice(self, clock):
        who = asking(clock)
        begun(who.case)

        page = who.sends(key="form-2")

        assert "Nothing was sent twice." in seen(page)
        assert ReviewRequest.objects.count() == 1

    def test_words_that_are_too_long_are_kept_and_said(self, clock):
        who = asking(clock)

        page = who.sends(said="x" * 4001)

        assert "must be 4000 characters or fewer" in seen(page)
        assert "x" * 4001 in page.content.decode()

    def test_late_is_still_taken_and_the_reason_is_asked_not_demanded(self, clock):
        """RR-4: inside the outer window a late request is accepted."""
        who = asking(clock, at=dt.datetime(2026, 5, 20, 10, 0, tzinfo=dt.UTC))

        assert "You can still ask: we take your request all the same." in seen(who.page())
        form = who.page("review_ask")
        assert "Why do you ask now, and not sooner?" in seen(form)
        who.sends(late_reason="I was not safe.")

        request = ReviewRequest.objects.get()
        assert (request.standing, request.late_reason, request.is_taken) == (
            "LATE_BUT_ACCEPTED", "I was not safe.", True,
        )  # fmt: skip

    def test_after_the_outer_window_a_person_looks_first_and_says_so(self, clock):
        who = asking(clock, at=dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC))

        assert "Somebody here looks first at whether we can take the request" in seen(who.page())
        sent = seen(who.sends())

        assert "Somebody checks first whether we can take it." in sent
        assert WorkItem.objects.filter(kind=WorkKind.REVIEW_CHECK, state="OPEN").count() == 1

    def test_reason_for_asking_late_is_read_by_staff(self, clock, client):
        who = asking(clock, at=dt.datetime(2026, 5, 20, 10, 0, tzinfo=dt.UTC))
        who.sends(late_reason="I was not safe.")
        officer = who.victim.officer.__class__.objects.get(pk=who.case.officer.identifier)
        client.force_login(officer)

        page = client.get(reverse("workspace:review", args=[ReviewRequest.objects.get().pk])).content.decode()

        assert "Why they ask later" in page
        assert "I was not safe." in page


class TestForSomebodyElse:
    """domain.md 3.4: a parent may ask for a child; whoever is not yet checked is looked at first."""

    def made(self, clock, **connection) -> Asking:
        case = reviewing.told()
        victim = case.made.victim
        victim.person.born_on = dt.date(2012, 1, 1)
        victim.person.save()
        parent = parent_of(case, **connection)
        letter = letter_to(
            victim, obligation=case.obligation, letter_type=case.obligation.letter_type, recipient=parent.person,
            sent_at=reviewing.COMMUNICATED_AT, channel=Channel.EMAIL,
        )  # fmt: skip
        clock.move_to(reviewing.AT)
        return Asking(case=case, browser=comes_in_as(parent, at=reviewing.AT), letter=letter)

    def test_a_parent_asks_in_their_own_name(self, clock):
        who = self.made(clock)

        who.sends()

        request = ReviewRequest.objects.get()
        assert (request.asker, request.is_taken) == (ReviewAsker.PARENT_GUARDIAN, True)
        assert request.asker_person == who.victim.connections.get().person


class TestFollowing:
    def test_shows_the_stage_and_its_day_and_not_what_was_found_before_the_person_is_told(self, clock):
        """PORT-2: the reviewer has answered, the letter has not left; the page reads as before."""
        who = asking(clock)
        who.sends()
        stage = ReviewRequest.objects.get().stages.get()
        before = seen(who.page())
        given(who.case, stage)
        reviews.record_outcome(
            stage_id=stage.pk, outcome=ReviewOutcome.OVERTURNED, reasons=REASONS, what_follows="The police will ask.",
            actor=who.case.reviewer, at=reviewing.AT + DAY,
        )  # fmt: skip

        assert "First look by a prosecutor who had no part in the decision" in before
        assert "We answer by Monday 20 April 2026." in before
        assert seen(who.page()) == before

    def told(self, who: Asking, outcome=ReviewOutcome.UPHELD, **telling) -> None:
        stage = ReviewRequest.objects.get().stages.get()
        given(who.case, stage)
        reviews.record_outcome(
            stage_id=stage.pk, outcome=outcome, reasons=REASONS, what_follows="We explain.", actor=who.case.reviewer,
            at=reviewing.AT + DAY / 24,
        )  # fmt: skip
        reviews.record_telling(
            request_id=stage.request_id, told_on=reviewing.ASKED_ON, actor=who.case.officer,
            at=reviewing.AT + DAY / 12, **{"how": ToldBy.PHONE, "note": "Canary note of staff.", **telling},
        )  # fmt: skip

    def test_what_was_said_on_the_telephone_can_be_read_again_and_taken_further(self, clock):
        who = asking(clock)
        who.sends()
        self.told(who)

        page = who.page()

        assert "The review came to the same view, so the decision stays as it is." in seen(page)
        assert escape(REASONS) in page.content.decode()
        assert "Canary" not in page.content.decode()
        assert who.address("review_further") in page.content.decode()

        clock.move_to(reviewing.AT + DAY / 8)
        who = dataclasses.replace(who, browser=comes_in(who.victim, at=reviewing.AT + DAY / 8))
        sent = who.browser.post(who.address("review_further"), {"said": "Please ask her."}, follow=True)
        assert "We have your request" in seen(sent)
        assert ReviewRequest.objects.get().state == ReviewState.INDEPENDENT_REVIEW
        assert "2. Independent review by somebody who had no part" in seen(who.page())
        again = who.browser.post(who.address("review_further"), {"said": ""}, follow=True)
        assert "Nothing was sent twice." in seen(again)

    def test_a_telling_by_letter_waits_until_the_letter_has_arrived(self, clock):
        who = asking(clock)
        who.sends()
        self.told(who, how=ToldBy.LETTER)

        assert "came to the same view" not in seen(who.page())
        clock.move_to(reviewing.AT + 5 * DAY)
        who = dataclasses.replace(who, browser=comes_in(who.victim, at=reviewing.AT + 5 * DAY))
        assert "came to the same view" in seen(who.page())

    def test_the_letter_with_the_answer_is_led_to_and_its_news_not_said_first(self, clock):
        who = asking(clock)
        who.sends()
        request = ReviewRequest.objects.get()
        stage = request.stages.get()
        given(who.case, stage)
        reviews.record_outcome(
            stage_id=stage.pk, outcome=ReviewOutcome.UPHELD, reasons=REASONS, what_follows="",
            actor=who.case.reviewer, at=reviewing.AT + DAY / 24,
        )  # fmt: skip
        letter = letter_to(
            who.victim, review=request, review_stage=stage, letter_type="REVIEW_UPHELD", sent_at=reviewing.AT,
            channel=Channel.EMAIL, is_hard_news=True,
        )  # fmt: skip

        unopened = who.page()
        address = reverse("portal:letter", kwargs={"victim_id": who.victim.pk, "letter_id": letter.pk})
        assert address in unopened.content.decode()
        assert "came to the same view" not in seen(unopened)

        Communication.objects.filter(pk=letter.pk).update(first_read_at=reviewing.AT)
        assert "came to the same view" in seen(who.page())

    def test_a_request_that_is_not_taken_is_shown_once_they_were_told(self, clock):
        who = asking(clock, at=dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC))
        who.sends()
        request = ReviewRequest.objects.get()
        at = dt.datetime(2026, 9, 1, 11, 0, tzinfo=dt.UTC)
        reviews.refuse(
            request_id=request.pk, because=ReviewState.OUT_OF_TIME, reason="Nothing kept it.", actor=who.case.manager,
            at=at,
        )  # fmt: skip
        assert "We could not take your request" not in seen(who.page())

        reviews.record_telling(
            request_id=request.pk, told_on=at.date(), how=ToldBy.PHONE, note="Rang.", actor=who.case.officer, at=at
        )
        assert "We could not take your request" in seen(who.page())

    def test_somebody_elses_request_shows_its_course_and_neither_words_nor_name(self, clock):
        """A parent and the victim both read here; what one wrote is not the other's to read."""
        who = asking(clock)
        sister = ConnectionFactory(
            victim=who.victim, kind=ConnectionKind.SPOKESPERSON, is_suspect_or_lives_with_suspect=False,
            person=PersonFactory(full_name="Canary Sister"),
        )  # fmt: skip
        reviews.log_request(
            obligation_id=who.case.obligation.pk,
            entry=entry(
                asker=ReviewAsker.SPOKESPERSON, asker_person_id=sister.person_id, said="Canary words",
                authority="A letter", authority_seen_on=reviewing.ASKED_ON,
            ),
            actor=who.case.officer,
            at=reviewing.AT,
        )  # fmt: skip

        page = who.page()

        assert "We are looking at it again." in seen(page)
        assert "Canary" not in page.content.decode()
        assert who.page("review_asked").status_code == 302

    def test_costs_the_same_for_one_decision_and_for_ten(self, clock, django_assert_max_num_queries):
        who = asking(clock)

        def cost() -> int:
            with django_assert_max_num_queries(40) as queries:
                who.page("reviews")
            return len(queries)

        cost()
        with_one = cost()
        for _ in range(9):
            other = ObligationFactory(
                victim=who.victim,
                decision=DecisionFactory(case=who.victim.case, code=DecisionCode.DISCONTINUE_ALL),
                state=ObligationState.MET,
                met_at=reviewing.COMMUNICATED_AT,
                review_text=ReviewText.STANDARD,
            )
            letter_to(who.victim, obligation=other, channel=Channel.EMAIL, sent_at=reviewing.COMMUNICATED_AT)

        assert seen(who.page("reviews")).count("The decision in our letter") > 9
        assert cost() == with_one
