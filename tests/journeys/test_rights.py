"""A person in the portal: sees their rights, asks us to look again, and follows it to the answer (V23, V24).

Given, when, then. Every page is checked for accessibility where it is reached, at a desk and on a screen 375 wide.
"""

import datetime as dt

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.models import UnitKind
from cases.models import Obligation, ReviewRequest
from cases.rules.vocabulary import ReviewBody, ReviewOutcome, ReviewState, ToldBy
from cases.rules.working_days import london_date
from communications.rules.vocabulary import Channel
from communications.services import reviews
from tests.factories.cases import ContactPointFactory
from tests.factories.communications import CommunicationFactory, PromiseFactory
from tests.journeys.test_portal import WORDS
from tests.journeys.test_review import FOUND, Office
from tests.web.portal.conftest import invitation_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 375}


class Asked(Office):
    """The office of the staff journey, and its victim with a letter that they have read and a way into the portal."""

    def __init__(self) -> None:
        super().__init__()
        assert self.unit.kind == UnitKind.RASSO
        now = timezone.now()
        ContactPointFactory(person=self.victim.person, mobile=True)
        self.owed = Obligation.objects.get()
        CommunicationFactory(
            victim=self.victim, obligation=self.owed, letter_type=self.owed.letter_type, sent=True,
            sent_at=now - dt.timedelta(days=1), channel=Channel.EMAIL, is_hard_news=True, words=WORDS,
            first_read_at=now - dt.timedelta(hours=20),
        )  # fmt: skip
        if not self.victim.promises.exists():
            PromiseFactory(victim=self.victim, due_on=london_date(at=now) + dt.timedelta(days=9), made_at=now)
        self.code = invitation_code(self.victim, at=now)

    def tells(self) -> None:
        """Give it to a fresh reviewer, record what came of it, and ring the person."""
        now = timezone.now()
        manager, reviewer, officer = (
            actors.staff(user=user, at=now) for user in (self.manager, self.reviewer, self.officer)
        )
        stage = ReviewRequest.objects.get().stages.get()
        reviews.assign(
            stage_id=stage.pk, body=ReviewBody.THIS_SERVICE, reviewer_id=self.reviewer.pk, outside_name="",
            had_no_part=True, actor=manager, at=now,
        )  # fmt: skip
        reviews.record_outcome(
            stage_id=stage.pk, outcome=ReviewOutcome.UPHELD, reasons=FOUND, what_follows="", actor=reviewer, at=now
        )
        reviews.record_telling(
            request_id=stage.request_id, told_on=london_date(at=now), how=ToldBy.PHONE, note="I rang her.",
            actor=officer, at=now,
        )  # fmt: skip


@pytest.fixture
def office(transactional_db) -> Asked:
    return Asked()


class TestRightToReview:
    @pytest.mark.parametrize(
        "visitor",
        [{}, TELEPHONE, {"scripts": False}],
        indirect=True,
        ids=["at a desk", "on a telephone", "without scripts"],
    )
    def test_is_seen_asked_for_and_followed_to_the_answer(self, visitor, office):
        # Given a person who has come in and sees what they can expect, and what was done
        visitor.is_let_in(office.code)
        visitor.goes_to(reverse("portal:rights", kwargs={"victim_id": office.victim.pk}))
        visitor.sees("What you can expect, and what was done")
        visitor.sees("You can ask us to look again at a decision, by")
        self.checks(visitor)

        # When they read whether they may ask, why and until when
        visitor.follows("See whether you can ask us to look again, and by when")
        self.checks(visitor)
        visitor.follows("See what you can ask, and why")
        visitor.sees("We decided not to take this to court")
        visitor.sees("Days left, weekends included")
        self.checks(visitor)

        # And ask, check, and send
        visitor.presses("Ask us to look again")
        self.checks(visitor)
        visitor.fills(said="Nobody asked my sister.")
        visitor.presses("Continue")
        visitor.sees("Check, then send")
        self.checks(visitor)
        visitor.presses("Send my request")
        visitor.sees("We have your request")
        visitor.sees("We answer by")
        self.checks(visitor)

        # Then they follow it: what the review found is not there before somebody has told them
        visitor.follows("Follow your request")
        visitor.sees("We are looking at it again.")
        visitor.does_not_see("came to the same view")
        self.checks(visitor)

        # And once they were told they can read it again, and go further
        office.tells()
        visitor.goes_to(reverse("portal:review", kwargs={"victim_id": office.victim.pk, "told_id": office.owed.pk}))
        visitor.sees("The review came to the same view, so the decision stays as it is.")
        self.checks(visitor)
        visitor.presses("Ask for an independent review")
        self.checks(visitor)
        visitor.presses("Send my request")
        visitor.sees("We have your request")
        assert ReviewRequest.objects.get().state == ReviewState.INDEPENDENT_REVIEW

    @pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["at a desk", "on a telephone"])
    @pytest.mark.parametrize("language", ["in_english", "in_welsh"])
    def test_what_is_explained_beside_it_is_accessible_in_both_languages(self, visitor, office, language):
        visitor.is_let_in(office.code)
        visitor.goes_to(reverse(f"portal:{language}"))

        for name in ("rights", "reviews", "compensation", "statement", "complaining"):
            address = reverse(f"portal:{name}", kwargs={"victim_id": office.victim.pk})
            visitor.goes_to(address)
            assert visitor.page.url.endswith(address)
            self.checks(visitor)

    def checks(self, visitor) -> None:
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        assert django_settings.PORTAL_COOKIE_NAME not in visitor.page.url
