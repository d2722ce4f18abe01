"""The answer to a request for a review, from the reviewer's words to the letter that the person reads online (W7).

Given, when, then, in a browser. Each page is checked for accessibility and for its width as it opens: at a desk, on a
telephone, and on a telephone without scripts.
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
from tests.web.portal.conftest import invitation_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = pytest.param({}, id="desk")
TELEPHONE = pytest.param({"width": 375}, id="telephone")
NO_SCRIPTS = pytest.param({"width": 375, "scripts": False}, id="telephone without scripts")
#: Fewer words than the gate asks of reasons: whoever writes the letter says more.
SHORT = "Your sister has now been asked."
UPHELD = (
    "You asked why nobody had spoken to your sister. She has now been asked. She was asleep in the next room that "
    "evening, she heard nothing, and nobody else was near."
)
OVERTURNED = (
    "You asked why nobody had spoken to your sister. You were right to ask. She was in the next room that evening, "
    "she heard all of it, and she is ready to tell a court."
)
FOLLOWS = "The police will take down what your sister heard, and then a prosecutor decides again."
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


def is_sound(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


def records(visitor, office, *, outcome: str, found: str, follows: str) -> Communication:
    """Let the reviewer record what the review found; give the letter that it opened."""
    visitor.signs_in_as(office.reviewer)
    visitor.goes_to(reverse("workspace:review-outcome", args=[office.review.pk]))
    is_sound(visitor)
    visitor.picks("outcome", outcome)
    visitor.fills(reasons=found, what_follows=follows)
    visitor.presses("Continue")
    visitor.sees("Once recorded, it cannot be changed.")
    is_sound(visitor)
    visitor.presses("Record the outcome")
    visitor.sees("and its letter opened.")
    return Communication.objects.get(review_stage__request=office.review, dedupe_key__startswith="review-answered:")


def reads_it_online(visitor, office, letter: Communication) -> None:
    """Let the person come in with their code and say that they want to read the letter now."""
    visitor.page.context.clear_cookies()
    visitor.is_let_in(invitation_code(office.victim, at=timezone.now()))
    visitor.goes_to(reverse("portal:letter", kwargs={"victim_id": office.victim.pk, "letter_id": letter.pk}) + "?now")


@pytest.mark.parametrize("visitor", [DESK, TELEPHONE, NO_SCRIPTS], indirect=True)
@pytest.mark.parametrize(
    ("outcome", "found", "follows", "told", "is_left"),
    [
        pytest.param(
            "OVERTURNED",
            OVERTURNED,
            FOLLOWS,
            "The decision was wrong, and it no longer stands.",
            FOLLOWS,
            id="overturned",
        ),
        pytest.param(
            "UPHELD",
            UPHELD,
            "",
            "They came to the same view, and the decision stays as it is.",
            "You can ask for a second, independent review.",
            id="upheld",
        ),
    ],
)
def test_from_the_reviewers_words_to_the_letter_online(visitor, office, outcome, found, follows, told, is_left):
    # Given a reviewer who recorded what the review found, with reasons for the person
    letter = records(visitor, office, outcome=outcome, found=found, follows=follows)

    # When the officer finds those reasons in the letter, adds words of her own and hands it over
    visitor.signs_in_as(office.officer)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    assert visitor.page.input_value('[name="reason_specific"]') == found
    visitor.sees(told)
    is_sound(visitor)
    visitor.page.fill('[name="acknowledge_feelings"]', FELT)
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")
    is_sound(visitor)

    # And the manager reads and approves it, and it leaves
    visitor.signs_in_as(office.manager)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    visitor.sees(FELT)
    is_sound(visitor)
    visitor.presses("Approve and send")
    visitor.sees("Letter approved.")
    is_sound(visitor)
    goes(letter, MessageState.ACCEPTED, at=timezone.now())
    letter.refresh_from_db()
    assert letter.state == CommunicationState.SENT
    assert not WorkItem.objects.filter(kind="REVIEW_ANSWER", state="OPEN").exists()

    # Then the person reads it online, once they have said that they want to
    reads_it_online(visitor, office, letter)
    visitor.sees(told)
    visitor.sees(found)
    visitor.sees(FELT)
    visitor.sees(is_left)
    is_sound(visitor)


@pytest.mark.parametrize("visitor", [NO_SCRIPTS], indirect=True)
def test_reasons_too_short_for_a_person_come_back_with_what_is_missing(visitor, office):
    # Given a reviewer who wrote one sentence
    letter = records(visitor, office, outcome="UPHELD", found=SHORT, follows="")

    # When the officer hands the letter over as it is, with words of her own beside it
    visitor.signs_in_as(office.officer)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    visitor.page.fill('[name="acknowledge_feelings"]', FELT)
    visitor.presses("Save and submit for approval")

    # Then she is told what is missing, nothing that she typed is lost, and with more to say it is handed over
    visitor.sees("This is too short to have been written for one person.")
    assert visitor.page.input_value('[name="acknowledge_feelings"]') == FELT
    is_sound(visitor)
    visitor.page.fill('[name="reason_specific"]', UPHELD)
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")
