"""Correcting a letter that has left, on its pages (W14): the form, what it refuses, where both letters are named."""

import csv
import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StaffUser
from accounts.roles import Role
from cases.models import ContactPoint
from communications.models import Communication, LetterCorrection, OutboxMessage
from communications.rules.letter_corrections import CorrectionReason
from communications.rules.vocabulary import CommunicationState, MessageState
from communications.selectors import readings
from communications.services import approval, letter_corrections
from communications.services.letter_corrections import CorrectionEntry
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.communications import LetterCorrectionFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.correcting import FOUND_AT, approved, goes, sent
from tests.services.communications.writing import AT, decided, member
from tests.web.workspace.conftest import signed_in

pytestmark = pytest.mark.django_db
RIGHT = "It was decided on 26 March 2026."
A_DATE = {"asked": "CAN_BE_CORRECTED", "reasons": ["DATE"], "said_rightly": RIGHT, "way": "LETTER"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    lay_reference_data()
    lay_templates()
    with time_machine.travel(FOUND_AT, tick=False):
        yield


def browser_of(actor):
    return signed_in(StaffUser.objects.get(pk=actor.identifier))


def text(response) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return plain.replace(" ,", ",").replace(" .", ".")


def page_of(letter) -> str:
    return reverse("workspace:correct-letter", args=[letter.pk])


def post(case, letter=None, **changes):
    data = {name: value for name, value in {**A_DATE, **changes}.items() if value is not None}
    return browser_of(case.writer).post(page_of(letter or case.draft), data, follow=True)


def opened(case, wrong, *, at=FOUND_AT) -> Communication:
    entry = CorrectionEntry(reasons=[CorrectionReason.REVIEW_RIGHT])
    return letter_corrections.open_letter(wrong_id=wrong.pk, entry=entry, actor=case.writer, at=at)


def corrected_by(case, wrong, *, at) -> Communication:
    """Let a letter be corrected by another that leaves."""
    letter = opened(case, wrong, at=at)
    approved(case, letter, at=at)
    goes(letter, MessageState.ACCEPTED, at=at)
    letter.refresh_from_db()
    return letter


class TestTheForm:
    def test_is_reached_from_the_letter_and_opens_the_correcting_one(self):
        case = sent()
        browser = browser_of(case.writer)
        assert page_of(case.draft) in browser.get(reverse("workspace:letter", args=[case.draft.pk])).content.decode()

        page = text(browser.get(page_of(case.draft)))
        assert "Correct this letter" in page
        assert "What was wrong?" in page
        assert "72 hours" in page
        response = post(case)

        letter = LetterCorrection.objects.get().letter
        assert response.redirect_chain[-1][0] == reverse("workspace:letter", args=[letter.pk])
        assert "The letter that corrects it is open." in text(response)
        assert f"Letter {case.draft.reference}, 26 March 2026" in text(response)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"reasons": None}, "Select what was wrong"),
            ({"reasons": ["NONSENSE"]}, "Select what was wrong"),
            ({"way": None}, "Select how it is put right"),
            ({"said_rightly": "  "}, "Enter what is right"),
            (
                {"reasons": ["OTHERS_FACTS"], "said_wrongly": "Her street"},
                "Leave this empty: what belongs to another person is not said a second time",
            ),
        ],
    )
    def test_says_what_is_missing_twice_and_keeps_what_was_typed(self, changes, said):
        case = sent()

        response = post(case, **{"said_wrongly": "", **changes})

        assert text(response).count(said) == 2
        assert "Error: Correct this letter" in response.content.decode()
        if "said_rightly" not in changes:
            assert RIGHT in response.content.decode()
        assert not LetterCorrection.objects.exists()

    def test_asks_for_the_place_first_where_the_letter_went_to_a_wrong_one(self):
        case = sent()

        response = post(case, reasons=["WRONG_PLACE"])

        assert "Record first that the place to which it was sent is not safe." in text(response)
        ContactPoint.objects.filter(person=case.victim.person, kind="EMAIL").update(is_safe=False)
        post(case, reasons=["WRONG_PLACE"])
        assert LetterCorrection.objects.get().reasons == ["WRONG_PLACE"]

    def test_a_correction_offers_no_whole_letter(self):
        case = sent()
        post(case)
        letter = LetterCorrection.objects.get().letter
        approved(case, letter, at=FOUND_AT)
        goes(letter, MessageState.ACCEPTED, at=FOUND_AT)

        page = browser_of(case.writer).get(page_of(letter)).content.decode()

        assert 'name="way"' not in page
        post(case, letter, way=None)
        assert LetterCorrection.objects.count() == 2

    def test_a_letter_in_writing_has_nothing_to_correct(self):
        case = decided()
        browser = browser_of(case.writer)

        assert "there is nothing to correct" in text(browser.get(page_of(case.draft)))
        assert (
            page_of(case.draft) not in browser.get(reverse("workspace:letter", args=[case.draft.pk])).content.decode()
        )

    def test_what_was_settled_meanwhile_is_said_and_nothing_is_changed(self):
        case = decided()
        approved(case)
        goes(case.draft, MessageState.ACCEPTED, at=AT)

        response = post(case, asked="CAN_BE_TAKEN_BACK", why="A date")

        assert "The letter has left meanwhile, so it can only be corrected" in text(response)
        assert not LetterCorrection.objects.exists()


class TestWhoMay:
    def test_is_not_there_for_another_area_and_refused_to_who_may_not_write(self):
        case = sent()
        stranger = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")))
        reader = member(case.case, Role.AREA_MANAGER)

        assert signed_in(stranger).get(page_of(case.draft)).status_code == 404
        assert signed_in(stranger).post(page_of(case.draft), A_DATE).status_code == 404
        assert browser_of(reader).get(page_of(case.draft)).status_code == 404
        assert browser_of(reader).post(page_of(case.draft), A_DATE).status_code == 404
        assert not LetterCorrection.objects.exists()
        letter = reverse("workspace:letter", args=[case.draft.pk])
        shown = browser_of(reader).get(letter)
        assert shown.status_code == 200
        assert page_of(case.draft) not in shown.content.decode()


class TestInHand:
    def test_leads_to_the_open_correction_and_can_be_given_up(self):
        case = sent()
        post(case)
        letter = LetterCorrection.objects.get().letter

        page = browser_of(case.writer).get(page_of(case.draft))
        assert reverse("workspace:letter", args=[letter.pk]) in page.content.decode()
        again = post(case)
        assert "Somebody is correcting this letter already." in text(again)
        assert text(post(case, asked="IS_BEING_CORRECTED", why="")).count("Enter why") == 2

        done = post(case, asked="IS_BEING_CORRECTED", why="The date was right")

        assert "The correction was given up." in text(done)
        assert Communication.objects.get(pk=letter.pk).state == CommunicationState.NOT_REQUIRED
        assert "being corrected" not in text(done)


class TestTakingBack:
    def test_an_approved_letter_that_is_still_here_becomes_a_draft(self):
        case = decided()
        approved(case)
        browser = browser_of(case.writer)
        letter = browser.get(reverse("workspace:letter", args=[case.draft.pk]))
        assert "Take this letter back" in text(letter)

        assert text(post(case, asked="CAN_BE_TAKEN_BACK", why=" ")).count("Enter why") == 2
        done = post(case, asked="CAN_BE_TAKEN_BACK", why="A date is wrong")

        assert "The letter was taken back. Its words are in this draft." in text(done)
        assert Communication.objects.get(pk=case.draft.pk).state == CommunicationState.SUPERSEDED
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.SUPERSEDED}


class TestWhereItShows:
    def test_both_letters_name_each_other_on_their_pages_and_in_the_case(self):
        case = sent()
        browser = browser_of(case.writer)
        post(case)
        letter = LetterCorrection.objects.get().letter
        first = reverse("workspace:letter", args=[case.draft.pk])
        assert "This letter is being corrected" in text(browser.get(first))

        approved(case, letter, at=FOUND_AT)
        goes(letter, MessageState.ACCEPTED, at=FOUND_AT)

        page = browser.get(first)
        assert "This letter was wrong" in text(page)
        assert "What was wrong: A wrong date." in text(page)
        assert f"We corrected this letter on 26 March 2026, by the letter {letter.reference}." in text(page)
        assert reverse("workspace:letter", args=[letter.pk]) in page.content.decode()
        said = text(browser.get(reverse("workspace:case-said", args=[case.case.pk])))
        assert f"We corrected this letter on 26 March 2026, by the letter {letter.reference}." in said

    def test_w14_each_letter_of_a_chain_lists_all_the_newest_first_and_says_whose_words_hold(self):
        case = sent()
        browser = browser_of(case.writer)
        first = corrected_by(case, case.draft, at=FOUND_AT)
        second = corrected_by(case, first, at=FOUND_AT + dt.timedelta(hours=1))

        page = text(browser.get(reverse("workspace:letter", args=[case.draft.pk])))

        assert f"The newest words stand in the letter {second.reference}." in page
        listed = page[page.index("Letters about this, the newest first") :]
        assert listed.index(second.reference) < listed.index(first.reference) < listed.index(case.draft.reference)
        assert listed.count("Holds now") == 1
        assert listed.count("Corrected on 26 March 2026") == 2
        assert "The letter on this page." in listed[listed.index(case.draft.reference) :]

    def test_w14_whoever_approved_the_wrong_letter_reads_who_can_approve_its_correction(self):
        case = sent()
        letter = opened(case, case.draft)
        approval.submit(communication_id=letter.pk, actor=case.writer, at=FOUND_AT)
        address = reverse("workspace:letter", args=[letter.pk])

        fresh = StaffUser.objects.get(pk=member(case.case, Role.VLU_MANAGER).identifier)

        page = browser_of(case.approver).get(address)

        assert "You wrote or approved the letter that this one corrects" in text(page)
        assert "Approve and send" not in text(page)
        who_can = re.search(r"Who can: ([^.]*)\.", text(page))
        assert who_can is not None
        assert fresh.full_name in who_can[1]
        assert StaffUser.objects.get(pk=case.approver.identifier).full_name not in who_can[1]
        assert "Approve and send" in text(signed_in(fresh).get(address))

    def test_w14_the_queue_of_a_reader_leaves_out_what_corrects_a_letter_of_their_own(self):
        case = sent()
        letter = opened(case, case.draft)
        approval.submit(communication_id=letter.pk, actor=case.writer, at=FOUND_AT)
        fresh = member(case.case, Role.VLU_MANAGER)

        def waiting(viewer):
            return readings.to_read(viewer=viewer, grade="", is_mine_only=True).total

        assert (waiting(case.approver), waiting(fresh)) == (0, 1)

    def test_the_case_costs_the_same_with_one_and_with_many_corrections(self):
        case = sent()
        browser = browser_of(case.writer)
        address = reverse("workspace:case-said", args=[case.case.pk])
        post(case)
        browser.get(address)
        with CaptureQueriesContext(connection) as one:
            browser.get(address)
        for _ in range(3):
            LetterCorrectionFactory(wrong__victim=case.victim)
        with CaptureQueriesContext(connection) as many:
            browser.get(address)

        assert len(many) == len(one)

    def test_managers_see_how_many_letters_were_wrong_and_in_what(self):
        case = sent()
        post(case)
        letter = LetterCorrection.objects.get().letter
        approved(case, letter, at=FOUND_AT)
        goes(letter, MessageState.ACCEPTED, at=FOUND_AT)
        manager = browser_of(case.approver)

        page = text(manager.get(reverse("dashboards:corrections")))
        assert "March 2026" in page
        assert "A wrong date: 1" in page
        taken = manager.get(reverse("dashboards:corrections-export"))
        header, line = csv.reader(b"".join(taken.streaming_content).decode("utf-8-sig").splitlines())
        counted = dict(zip(header, line, strict=True))
        assert (counted["Month"], counted["Letters corrected"], counted["A wrong date"]) == ("2026-03-01", "1", "1")
        assert sum(int(counted[reason.label]) for reason in CorrectionReason) == 1
        letters = text(manager.get(reverse("dashboards:letters"), {"first": "2026-03-01", "last": "2026-04-01"}))
        assert "Was wrong, and was corrected" in letters
        assert browser_of(member(case.case, Role.PROSECUTOR)).get(reverse("dashboards:corrections")).status_code == 403
