"""A person asks online for a review while staff take the same request down: it is asked for once (V23, W7)."""

import datetime as dt

import pytest

from accounts import actors
from cases.models import ReviewRequest, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.services.reviews import AlreadyAsked
from communications.models import Communication
from communications.rules.vocabulary import Channel
from communications.services import portal_reviews
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications import reviewing

pytestmark = pytest.mark.django_db(transaction=True)


class TestAtOnce:
    def test_of_the_person_in_two_browsers_and_staff_one_request_comes_and_the_others_learn_of_it(self) -> None:
        lay_reference_data()
        lay_templates()
        case = reviewing.told()
        victim = case.made.victim
        CommunicationFactory(
            victim=victim, obligation=case.obligation, letter_type=case.obligation.letter_type, sent=True,
            sent_at=reviewing.COMMUNICATED_AT, channel=Channel.EMAIL,
        )  # fmt: skip
        person = actors.victim(victim_id=victim.pk, person_id=victim.person_id)
        refused: list[int] = []

        def ask(number: int) -> None:
            try:
                if number % 2:
                    reviewing.logged(case, key=f"staff-{number}")
                else:
                    portal_reviews.ask(
                        viewer=person, obligation_id=case.obligation.pk, said="", late_reason="", key=f"page-{number}",
                        at=reviewing.AT + dt.timedelta(minutes=1),
                    )  # fmt: skip
            except AlreadyAsked:
                refused.append(number)

        at_once(ask)

        assert len(refused) == PEOPLE - 1
        request = ReviewRequest.objects.get()
        assert WorkItem.objects.filter(kind=WorkKind.REVIEW_ANSWER, state="OPEN").count() == 1
        assert Communication.objects.filter(review=request, letter_type="REVIEW_ACKNOWLEDGEMENT").count() == 1
