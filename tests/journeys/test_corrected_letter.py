"""A letter that left was wrong about the right to review: it is put right, and the person reads both (W14, CORR-3).

Given, when, then, in a browser. Each page is checked for accessibility as it opens, at a desk and on a telephone.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffUser
from accounts.roles import Role
from cases.models import Obligation, WorkItem
from communications.models import Communication, LetterCorrection
from communications.rules.letter_corrections import CorrectionReason
from communications.rules.vocabulary import CommunicationState, MessageState
from communications.services import letter_corrections
from communications.services.letter_corrections import CorrectionEntry
from tests.factories.cases import ContactPointFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.correcting import approved, goes, sent
from tests.services.communications.writing import member
from tests.web.portal.conftest import invitation_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELEPHONE = {"width": 375}


class Office:
    """A victim who has an online page, whose letter left in March."""

    def __init__(self) -> None:
        lay_reference_data()
        lay_templates()
        case = sent(profile={"uses_portal": True})
        self.victim, self.wrong, self.obligation = case.victim, case.draft, case.obligation
        ContactPointFactory(person=self.victim.person, mobile=True)
        self.writer = StaffUser.objects.get(pk=case.writer.identifier)
        self.approver = StaffUser.objects.get(pk=case.approver.identifier)
        self.case = case
        self.fresh = StaffUser.objects.get(pk=member(case.case, Role.VLU_MANAGER).identifier)


@pytest.fixture
def office(transactional_db):
    return Office()


@pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone"])
def test_from_the_mistake_to_both_letters_online(visitor, office):
    # Given an officer who finds that a letter which left named a wrong last day for a review
    visitor.signs_in_as(office.writer)
    visitor.goes_to(reverse("workspace:letter", args=[office.wrong.pk]))
    visitor.follows("Correct this letter")
    visitor.sees("Another letter says plainly what we got wrong")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # When she forgets to say what was wrong, and then says it
    visitor.picks("way", "LETTER")
    visitor.presses("Open the correcting letter")
    visitor.sees("Select what was wrong")
    visitor.finds_the_page_accessible()
    visitor.picks("reasons", "REVIEW_RIGHT")
    visitor.presses("Open the correcting letter")

    # Then the letter that corrects it apologises, and its days count from now
    visitor.sees("The letter that corrects it is open.")
    visitor.sees("I am writing to put right a mistake that we made in our letter of 26 March 2026.")
    visitor.sees("Your time to ask starts again with this letter.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    letter = LetterCorrection.objects.get().letter

    # And whoever approved the wrong one reads who can approve this one: somebody who sees it afresh
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")
    visitor.signs_in_as(office.approver)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    visitor.sees("You wrote or approved the letter that this one corrects")
    visitor.sees(office.fresh.full_name)
    visitor.finds_the_page_accessible()
    visitor.signs_in_as(office.fresh)
    visitor.goes_to(reverse("workspace:letter", args=[letter.pk]))
    visitor.presses("Approve and send")
    visitor.sees("Letter approved.")
    goes(letter, MessageState.ACCEPTED, at=timezone.now())

    # And the first letter says that it was wrong, and leads to what is right
    visitor.goes_to(reverse("workspace:letter", args=[office.wrong.pk]))
    visitor.sees("This letter was wrong")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.follows("Read the letter that corrects it")
    visitor.sees("What it puts right")
    assert Communication.objects.get(pk=office.wrong.pk).state == CommunicationState.SENT
    assert Obligation.objects.get(pk=office.obligation.pk).review_counts_from_at is not None
    assert not WorkItem.objects.filter(kind="CORRECTING_LETTER", state="OPEN").exists()
    visitor.goes_to(reverse("dashboards:corrections"))
    visitor.sees("The right to ask for a review, or until when: 1")
    visitor.finds_the_page_accessible()

    # And the person reads online that the letter was wrong, and what is right
    visitor.page.context.clear_cookies()
    visitor.is_let_in(invitation_code(office.victim, at=timezone.now()))
    visitor.goes_to(
        reverse("portal:letter", kwargs={"victim_id": office.victim.pk, "letter_id": office.wrong.pk}) + "?now"
    )
    visitor.sees("Something in this letter was wrong. We are sorry.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.follows("Read the corrected letter")
    visitor.sees("This letter corrects our letter of 26 March 2026.")
    visitor.sees("Your time to ask starts again with this letter.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


@pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone"])
def test_a_correction_that_was_wrong_itself_is_put_right_and_all_three_are_listed(visitor, office):
    # Given a letter that was corrected, and whose correction was wrong too
    now = timezone.now()
    wrong = office.wrong
    for reasons in ([CorrectionReason.REVIEW_RIGHT], [CorrectionReason.NAME_OR_GENDER]):
        letter = letter_corrections.open_letter(
            wrong_id=wrong.pk, entry=CorrectionEntry(reasons=reasons), actor=office.case.writer, at=now
        )
        approved(office.case, letter, at=now)
        goes(letter, MessageState.ACCEPTED, at=now)
        wrong = letter

    # When a colleague opens the first of them
    visitor.signs_in_as(office.writer)
    visitor.goes_to(reverse("workspace:letter", args=[office.wrong.pk]))

    # Then it leads to the newest, and lists all three
    visitor.sees("Read the newest letter")
    visitor.sees("Letters about this, the newest first")
    visitor.sees("Holds now")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # And the person reads the same online
    visitor.page.context.clear_cookies()
    visitor.is_let_in(invitation_code(office.victim, at=timezone.now()))
    address = reverse("portal:letter", kwargs={"victim_id": office.victim.pk, "letter_id": office.wrong.pk})
    visitor.goes_to(f"{address}?now")
    visitor.sees("We had to put more right after that.")
    visitor.sees("Our letters about this, the newest first")
    visitor.sees("You are reading this one.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.follows("Read the corrected letter")
    visitor.sees("We have not had to correct it.")
