"""Complaining on the portal: form, check, sent, followed, further, taken back; what a partner with the phone meets."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from cases.models import Victim
from communications.models import Complaint, ComplaintStage
from communications.rules.complaints import ComplaintOutcome
from communications.rules.portal_proof import Need
from communications.services import complaints
from tests.factories.accounts import staff_with
from tests.factories.communications import CommunicationFactory, ComplaintFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_not_clear import letter_to, seen
from tests.web.portal.test_step_up import NEEDS

pytestmark = pytest.mark.django_db
WORDS = "Nobody rang me back for three weeks."


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    lay_reference_data()


def own(name: str, victim: Victim, complaint: Complaint | None = None) -> str:
    ids = {} if complaint is None else {"complaint_id": complaint.pk}
    return reverse(f"portal:{name}", kwargs={"victim_id": victim.pk, **ids})


def send(signed_in: SignedIn, **answers: str):
    values = {"key": "k", "about": "LATE", "text": WORDS, **answers}
    return signed_in.browser.post(own("complaint_make", signed_in.victim), values)


def made(signed_in: SignedIn, **answers: str) -> Complaint:
    send(signed_in, step="send", **answers)
    return Complaint.objects.get()


def staff(victim: Victim, role: Role):
    return actors.staff(user=staff_with(role, victim.case.unit), at=NOW)


def answered(complaint: Complaint, *, days: int = 0, **changes: object) -> ComplaintStage:
    values = {
        "stage_id": complaint.stages.latest("number").pk, "outcome": ComplaintOutcome.UPHELD,
        "text": "You are right. Nobody rang.", "what_we_do": "We ring the same day.", "is_online": True,
        "actor": staff(complaint.victim, Role.AREA_MANAGER), "at": NOW - dt.timedelta(days=days), **changes,
    }  # fmt: skip
    return complaints.answer(**values)  # type: ignore[arg-type]


class TestTheWayThere:
    def test_talking_comes_before_complaining(self, signed_in: SignedIn) -> None:
        """V27: more ways of talking before a complaint; the page explains, and the next one offers both."""
        explained = signed_in.browser.get(own("complaining", signed_in.victim)).content.decode()
        listed = signed_in.browser.get(own("complaints", signed_in.victim)).content.decode()

        assert own("complaints", signed_in.victim) in explained
        assert listed.index(own("messages", signed_in.victim)) < listed.index(own("complaint_make", signed_in.victim))

    def test_the_page_beside_a_letter_leads_there_with_the_letter_chosen(self, signed_in: SignedIn) -> None:
        """M11."""
        letter = letter_to(signed_in.victim)
        names = {"victim_id": signed_in.victim.pk, "letter_id": letter.pk}
        beside = signed_in.browser.get(reverse("portal:letter", kwargs=names)).content.decode()
        page = signed_in.browser.get(reverse("portal:not_clear", kwargs=names)).content.decode()
        address = f"{own('complaint_make', signed_in.victim)}?cause=LETTER:{letter.pk}"

        assert f"{reverse('portal:not_clear', kwargs=names)}#wrong" in beside
        assert address in page
        form = signed_in.browser.get(address).content.decode()
        assert f'value="LETTER:{letter.pk}"' in form
        assert "checked" in form.split(f'value="LETTER:{letter.pk}"')[1][:120]

    def test_addresses_and_titles_say_nothing_of_it(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        for name in ("complaints", "complaint_make", "complaint", "complaint_sent", "complaint_stop"):
            address = own(name, signed_in.victim, complaint if name not in {"complaints", "complaint_make"} else None)
            title = signed_in.browser.get(address).content.decode().split("<title>")[1].split("</title>")[0]
            assert "omplain" not in address + title


class TestMaking:
    def test_everything_stands_once_more_before_it_is_sent(self, signed_in: SignedIn) -> None:
        letter = letter_to(signed_in.victim)

        check = seen(send(signed_in, cause=f"LETTER:{letter.pk}"))

        assert not Complaint.objects.exists()
        for words in ("Check, then send", "Something was late", "Our letter of 1 March 2026", WORDS):
            assert words in check
        response = send(signed_in, cause=f"LETTER:{letter.pk}", step="send")
        complaint = Complaint.objects.get()
        assert response["Location"] == own("complaint_sent", signed_in.victim, complaint)
        assert (complaint.letter, complaint.text) == (letter, WORDS)

    def test_the_words_can_be_changed_and_none_is_lost(self, signed_in: SignedIn) -> None:
        page = send(signed_in, step="change").content.decode()

        assert WORDS in page
        assert not Complaint.objects.exists()

    def test_says_what_is_missing_and_keeps_the_rest(self, signed_in: SignedIn) -> None:
        page = send(signed_in, about="", cause="")
        without_words = send(signed_in, text="")

        assert "Select what it is about" in seen(page)
        assert WORDS in page.content.decode()
        assert "Error:" in page.content.decode().split("<title>")[1][:40]
        assert "Write what went wrong" in seen(without_words)

    def test_says_by_when_who_reads_it_and_what_not_to_write(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(own("complaint_make", signed_in.victim)))

        assert "Friday 10 April 2026" in page
        assert "Your own contact may see it too." in page
        assert "do not write here about what happened to you" in page

    def test_asks_once_whether_it_tells_what_happened(self, signed_in: SignedIn) -> None:
        """L14."""
        asked = seen(send(signed_in, text="I saw him that night"))
        assert "Do your words tell what happened to you" in asked

        check = send(signed_in, text="I saw him that night", tells_what_happened="yes")
        assert "police officer in your case" in seen(check)
        assert 'name="tells_what_happened" value="yes"' in check.content.decode()

        assert made(signed_in, text="I saw him that night", tells_what_happened="yes").tells_what_happened

    def test_sent_twice_is_one_complaint(self, signed_in: SignedIn) -> None:
        made(signed_in)
        send(signed_in, step="send")

        assert Complaint.objects.count() == 1

    def test_about_a_decision_names_the_review_and_takes_it(self, signed_in: SignedIn) -> None:
        """COMP-5."""
        check = send(signed_in, about="DECISION")
        assert own("reviews", signed_in.victim) in check.content.decode()
        assert "A complaint does not change a decision." in seen(check)

        complaint = made(signed_in, about="DECISION")
        sent = seen(signed_in.browser.get(own("complaint_sent", signed_in.victim, complaint)))
        assert "A review has a time limit of its own" in sent

    def test_a_letter_of_somebody_else_is_no_choice(self, signed_in: SignedIn) -> None:
        other = letter_to(make_victim())
        without_letters = made(signed_in, cause=f"LETTER:{other.pk}")
        letter_to(signed_in.victim)

        send(signed_in, key="more", cause=f"LETTER:{other.pk}", step="send")

        assert Complaint.objects.get() == without_letters
        assert without_letters.letter is None

    def test_a_letter_on_its_way_is_not_offered(self, signed_in: SignedIn) -> None:
        """PORT-2."""
        coming = CommunicationFactory(victim=signed_in.victim)

        assert str(coming.pk) not in signed_in.browser.get(own("complaint_make", signed_in.victim)).content.decode()

    def test_very_often_keeps_the_words(self, signed_in: SignedIn) -> None:
        for number in range(complaints.MOST_IN_A_DAY):
            send(signed_in, key=str(number), step="send")

        page = send(signed_in, key="more", text="And one more thing", step="send").content.decode()

        assert "And one more thing" in page
        assert "please telephone us" in page


class TestFollowing:
    def test_says_where_it_is_until_when_and_who(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)

        sent = seen(signed_in.browser.get(own("complaint_sent", signed_in.victim, complaint)))
        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))

        for words in ("by the end of Monday 16 March 2026", "by the end of Friday 10 April 2026"):
            assert words in sent
            assert words in page
        assert "A manager who had no part in what it is about." in page
        assert WORDS in page

    def test_shows_the_answer_what_we_do_and_the_way_further(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        answered(complaint)

        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))

        for words in ("You are right, and we are sorry.", "We ring the same day.", "by the end of Saturday 11 April"):
            assert words in page

    def test_an_answer_that_somebody_tells_first_is_not_here_before(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        answered(complaint, is_online=False)

        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))

        assert "You are right" not in page
        assert "You will have our answer" in page

    def test_says_sorry_when_the_day_has_passed(self, signed_in: SignedIn) -> None:
        complaint = ComplaintFactory(victim=signed_in.victim, first=None)
        ComplaintStage.objects.create(
            complaint=complaint, number=1, asked_on=dt.date(2026, 2, 2), acknowledge_due_on=dt.date(2026, 2, 5),
            answer_due_on=dt.date(2026, 3, 2), rule_version="1", opened_at=NOW, opened_by="staff:1",
        )  # fmt: skip

        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))

        assert "We are sorry. You should have had our answer by Monday 2 March 2026." in page

    def test_somebody_more_senior_and_then_the_assessor(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        answered(complaint)
        signed_in.browser.post(own("complaint_further", signed_in.victim, complaint), {"said": "Not enough."})
        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))
        assert "The second answer, by somebody more senior" in page
        assert "Not enough." in page

        answered(complaint, outcome=ComplaintOutcome.NOT_UPHELD)
        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))
        assert "Independent Assessor of Complaints" in page
        assert "Ask for somebody more senior" not in page

    def test_there_is_nothing_to_take_further_before_the_answer(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        address = own("complaint_further", signed_in.victim, complaint)

        for response in (signed_in.browser.get(address), signed_in.browser.post(address, {"said": ""})):
            assert response["Location"] == own("complaint", signed_in.victim, complaint)
        assert ComplaintStage.objects.count() == 1

    def test_stands_in_the_history_and_among_the_rights(self, signed_in: SignedIn) -> None:
        """V2, V24."""
        complaint = made(signed_in)

        happened = signed_in.browser.get(own("happened", signed_in.victim)).content.decode()
        rights = seen(signed_in.browser.get(own("rights", signed_in.victim)))

        assert "You complained." in happened
        assert own("complaint", signed_in.victim, complaint) in happened
        assert "You complained. We answer by 10 April 2026." in rights

    def test_queries_do_not_grow_with_what_there_is(
        self, signed_in: SignedIn, django_assert_max_num_queries: object
    ) -> None:
        address = own("complaints", signed_in.victim)
        for wanted in (1, 49):
            for _ in range(wanted):
                ComplaintFactory(victim=signed_in.victim)
            with django_assert_max_num_queries(22):  # type: ignore[operator]
                assert signed_in.browser.get(address).status_code == 200


class TestAbuse:
    """A partner who holds the phone, another person of the same record, a stranger."""

    def test_what_was_asked_of_us_is_ended_only_with_six_digits_typed_just_now(
        self, signed_in: SignedIn, clock
    ) -> None:
        complaint = made(signed_in)
        clock.move_to(NOW + Need.CHANGING.value + dt.timedelta(seconds=1))
        for name in ("complaint_stop", "complaint_further"):
            response = signed_in.browser.post(own(name, signed_in.victim, complaint), {"said": ""})
            assert "way-back" in response.content.decode()
        assert complaint.stages.get().outcome == ""

    def test_every_page_of_it_needs_a_recent_code(self) -> None:
        from_names = {
            "complaints": Need.READING, "complaint_make": Need.READING, "complaint": Need.READING,
            "complaint_sent": Need.READING, "complaint_further": Need.CHANGING, "complaint_stop": Need.CHANGING,
        }  # fmt: skip
        assert {name: NEEDS[f"portal:{name}"] for name in from_names} == from_names

    def test_taking_it_back_is_a_page_of_its_own_that_says_what_it_means(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        address = own("complaint_stop", signed_in.victim, complaint)

        assert "Did somebody ask you to do this" in seen(signed_in.browser.get(address))
        assert complaint.stages.get().outcome == ""
        signed_in.browser.post(address)
        page = seen(signed_in.browser.get(own("complaint", signed_in.victim, complaint)))
        assert "It was taken back on Wednesday 11 March 2026." in page
        assert WORDS in page

    def test_an_answered_one_cannot_be_taken_back(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        answered(complaint)

        signed_in.browser.post(own("complaint_stop", signed_in.victim, complaint))

        assert complaint.stages.get().outcome == ComplaintOutcome.UPHELD

    def test_nobody_else_finds_it(self, signed_in: SignedIn) -> None:
        complaint = made(signed_in)
        stranger = make_victim()
        others: list[tuple[Client, Victim]] = [(sign_in(stranger), stranger), (Client(), signed_in.victim)]
        for browser, victim in others:
            for name in ("complaint", "complaint_sent", "complaint_stop", "complaint_further"):
                address = own(name, victim, complaint)
                for response in (browser.get(address), browser.post(address, {"said": ""})):
                    assert response.status_code in {302, 404, 405}
                    assert WORDS not in response.content.decode()
        assert complaint.stages.get().outcome == ""
