"""A person complains about a letter, a manager answers, and the person reads it and asks for somebody more senior.

Given, when, then. Every page is checked for accessibility where it is reached, at a desk and on a screen 375 wide; the
whole of it works without scripts (V27, M11).
"""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from communications.models import Complaint, OutboxMessage
from communications.rules.vocabulary import Purpose
from tests.journeys.test_rights import Asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 375}
WORDS = "The letter called me by another name. I had to read it twice."


@pytest.fixture
def office(transactional_db) -> Asked:
    return Asked()


class TestComplaint:
    @pytest.mark.parametrize(
        "visitor",
        [{}, TELEPHONE, {"scripts": False}],
        indirect=True,
        ids=["at a desk", "on a telephone", "without scripts"],
    )
    def test_goes_from_the_letter_to_the_answer_and_further(self, visitor, office):
        # Given a person who has come in and reads a letter in which something is wrong
        visitor.is_let_in(office.code)
        letter = office.victim.communications.get(is_hard_news=True, first_read_at__isnull=False)
        names = {"victim_id": office.victim.pk, "letter_id": letter.pk}
        visitor.goes_to(reverse("portal:letter", kwargs=names))
        self.checks(visitor)

        # When they say so, they may write to their contact, or complain
        visitor.follows("Something in this letter is wrong, or it hurt me")
        visitor.sees("Tell your contact. They can often put it right at once")
        self.checks(visitor)
        visitor.follows("Complain about this letter")
        visitor.sees("you will have an answer by the end of")
        self.checks(visitor)
        visitor.picks("about", "LETTER")
        visitor.fills(text=WORDS)
        visitor.presses("Continue")
        visitor.sees("Check, then send")
        visitor.sees(WORDS)
        self.checks(visitor)
        visitor.presses("Send my complaint")

        # Then they read that we have it, and by when they have an answer
        visitor.sees("We have your complaint")
        visitor.sees("You will have our answer by the end of")
        self.checks(visitor)
        complaint = Complaint.objects.get()
        assert complaint.letter == letter
        visitor.follows("Follow your complaint")
        visitor.sees("We have it")
        self.checks(visitor)

        # And a manager, who had no part in it, finds it from the letter that caused it and answers
        visitor.signs_in_as(office.manager)
        visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
        visitor.sees("Complaints about it")
        visitor.goes_to(reverse("workspace:complaint", args=[complaint.pk]))
        visitor.sees(WORDS)
        self.checks(visitor)
        visitor.picks("outcome", "UPHELD")
        visitor.fills(text="You are right. We wrote a wrong name.", what_we_do="We send you the letter again.")
        visitor.picks("way", "online")
        visitor.presses("Send the answer")
        visitor.sees("Answered. They can read it.")
        self.checks(visitor)
        assert OutboxMessage.objects.filter(purpose=Purpose.NEWS_NOTICE).exists()

        # Then the person reads it, and asks for somebody more senior
        own = {"victim_id": office.victim.pk, "complaint_id": complaint.pk}
        visitor.goes_to(reverse("portal:complaint", kwargs=own))
        visitor.sees("You are right, and we are sorry.")
        visitor.sees("We send you the letter again.")
        self.checks(visitor)
        visitor.presses("Ask for somebody more senior")
        self.checks(visitor)
        visitor.presses("Ask for a second answer")
        visitor.sees("You will have our answer by the end of")
        assert complaint.stages.count() == 2

    @pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["at a desk", "on a telephone"])
    def test_every_page_of_it_reads_in_welsh(self, visitor, office):
        visitor.is_let_in(office.code)
        visitor.goes_to(reverse("portal:in_welsh"))
        visitor.goes_to(reverse("portal:complaint_make", kwargs={"victim_id": office.victim.pk}))
        self.checks(visitor)
        visitor.picks("about", "DECISION")
        visitor.fills(text="Ni ffoniodd neb.")
        visitor.presses("Parhau")
        visitor.sees("Nid yw cwyn yn newid penderfyniad.")
        self.checks(visitor)
        visitor.presses("Anfon fy nghwyn")
        visitor.sees("Mae eich cwyn gennym")
        complaint = Complaint.objects.get()
        own = {"victim_id": office.victim.pk, "complaint_id": complaint.pk}
        for name in ("complaint", "complaint_stop"):
            visitor.goes_to(reverse(f"portal:{name}", kwargs=own))
            self.checks(visitor)
        visitor.goes_to(reverse("portal:complaints", kwargs={"victim_id": office.victim.pk}))
        self.checks(visitor)

    def checks(self, visitor) -> None:
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        assert django_settings.PORTAL_COOKIE_NAME not in visitor.page.url
