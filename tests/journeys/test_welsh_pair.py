"""A letter to a reader of Welsh, in a browser: translated, seen as a pair and approved as one (V22, W9).

Every page is checked against axe's rules for WCAG 2.2 AA where it is reached, and at the width of a phone.
"""

import pytest

from cases.rules.vocabulary import Language
from communications.models import Communication
from tests.journeys.test_staff_workspace import FEELINGS, Office
from tests.services.communications.test_pairs import PLAIN, REASONS_CY
from tests.services.communications.writing import REASONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FEELINGS_CY = "Gwn nad dyma’r hyn roeddech yn gobeithio amdano, ac mae’n ddrwg gennyf pa mor anodd yw darllen hyn."


@pytest.fixture
def office(transactional_db):
    office = Office()
    office.victim.person.language = Language.CY
    office.victim.person.save()
    return office


@pytest.mark.parametrize("visitor", [{"width": 1280}, {"width": 375}], indirect=True)
def test_the_pair_is_translated_seen_and_approved_as_one(visitor, office):
    letter = office.decide()
    address = f"/staff/letters/{letter.pk}/"
    visitor.signs_in_as(office.writer)

    visitor.goes_to(address)
    visitor.sees("The reader asked for Welsh")
    visitor.sees("has not yet been checked by a certified translator")
    visitor.fills(reason_specific=REASONS, acknowledge_feelings=FEELINGS)
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")
    visitor.finds_the_page_accessible()

    visitor.follows("Welsh of this letter")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    for english, welsh in (
        ("the burglary at your home", PLAIN),
        ("You told the police that somebody broke the lock", REASONS_CY),
        ("I know that this is not what you hoped for", FEELINGS_CY),
    ):
        part = visitor.page.locator("section.vcs-part", has_text=english)
        part.locator("textarea").fill(welsh)
        part.get_by_role("button", name="Save the Welsh").click()
        visitor.page.wait_for_load_state()
        visitor.sees("The Welsh is saved.")
    visitor.sees("In Welsh and in English")
    visitor.finds_the_page_accessible()

    visitor.goes_to(f"{address}preview/")
    visitor.sees("The two go together, as one letter, the Welsh first.")
    assert visitor.page.locator("article.vcs-letter").evaluate_all("all => all.map(one => one.lang)") == ["cy", "en"]
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    visitor.signs_in_as(office.manager)
    visitor.goes_to(address)
    visitor.presses("Approve and send")
    visitor.sees("Letter approved.")
    approved = Communication.objects.get(pk=letter.pk)
    assert approved.words
    assert approved.words_cy
