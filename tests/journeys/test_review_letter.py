"""The answer to a request for a review, from the reviewer's words to the letter that the person reads online (W7).

Given, when, then, in a browser. Each page is checked for accessibility as it opens, at a desk and on a telephone.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import ReviewAsker, ReviewBody, ReviewReceipt
from cases.rules.working_days import london_date
from cases.services.reviews import ReviewEntry
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState, MessageState
from communications.services import reviews
from tests.factories.cases import ContactPointFactory
from tests.journeys.test_review import Office
from tests.services.communications.correcting import goes
from tests.web.portal.conftest import invitation_code, newest_one_time_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELEPHONE = {"width": 375}
FELT = "You asked about your sister, and you waited for this answer. I know how much depends on it for both of you."


@pytest.fixture
def office(transactional_db):
    """A RASSO unit in which a prosecutor looks afresh at a decision, because the victim asked for it."""
    office = Office()
    now = timezone.now()
    ContactPointFactory(person=office.victim.person, mobile=True)
    logged = reviews.log_request(
        obligation_id=Obligation.objects.get().pk,
        entry=ReviewEntry(
            key="journey",
            asker=ReviewAsker.VICTIM,
            received_on=london_date(at=now),
            receipt=ReviewReceipt.PHONE,
            said="Nobody asked my sister.",
        ),
        actor=actors.staff(user=office.officer, at=now),
        at=now,
    )
    reviews.assign(
        stage_id=logged.stage.pk,
        body=ReviewBody.THIS_SERVICE,
        reviewer_id=office.reviewer.pk,
        outside_name="",
        had_no_part=True,
        actor=actors.staff(user=office.manager, at=now),
        at=now,
    )
    office.review = logged.request
    return office


@pytest.fixture(autouse=True)
def _elsewhere(settings, live_server) -> None:
    settings.PORTAL_EXIT_URL = f"{live_server.url}/ping"


@pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone"])
@pytest.mark.parametrize(
    ("outcome", "found", "follows", "told"),
    [
        (
            "UPHELD",
            "I looked at everything afresh. Your sister has now been asked. She was asleep and heard nothing.",
            "",
            "the decision stays as it is",
        ),
        (
            "OVERTURNED",
            "I looked at everything afresh. Nobody had asked your sister what she heard. She heard all of it.",
            "The police will take down what your sister heard, and then a prosecutor decides again.",
            "The decision was wrong, and it no longer stands.",
        ),
    ],
    ids=["upheld", "overturned"],
)
def test_from_the_reviewers_words_to_the_letter_online(visitor, office, outcome, found, follows, told):
    # Given a reviewer who records what the review found, with reasons for the person
    visitor.signs_in_as(office.reviewer)
    visitor.goes_to(reverse("workspace:review-outcome", args=[office.review.pk]))
    visitor.picks("outcome", outcome)
    visitor.fills(reasons=found, what_follows=follows)
    visitor.presses("Continue")
    visitor.presses("Record the outcome")
    visitor.sees("and its letter opened.")
    letter = Communication.objects.get(review_stage__request=office.review, dedupe_key__startswith="review-answered:")

    # When the officer finds those reasons in the letter, adds words of her own and hands it over
    visitor.signs_in_as(office.officer)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    assert found in visitor.page.input_value('[name="reason_specific"]')
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.page.fill('[name="acknowledge_feelings"]', FELT)
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")

    # And the manager reads and approves it, and it leaves
    visitor.signs_in_as(office.manager)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    visitor.sees(FELT)
    visitor.finds_the_page_accessible()
    visitor.presses("Approve and send")
    visitor.sees("Letter approved.")
    goes(letter, MessageState.ACCEPTED, at=timezone.now())
    letter.refresh_from_db()
    assert letter.state == CommunicationState.SENT
    assert not WorkItem.objects.filter(kind="REVIEW_ANSWER", state="OPEN").exists()

    # Then the person reads it online, once they have said that they want to
    visitor.page.context.clear_cookies()
    visitor.goes_to(reverse("portal:come_in"))
    visitor.fills(code=invitation_code(office.victim, at=timezone.now()))
    visitor.presses("Continue")
    visitor.fills(code=newest_one_time_code())
    visitor.presses("Continue")
    visitor.goes_to(reverse("portal:letter", kwargs={"victim_id": office.victim.pk, "letter_id": letter.pk}) + "?now")
    visitor.sees(told)
    visitor.sees(found)
    visitor.sees(FELT)
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
