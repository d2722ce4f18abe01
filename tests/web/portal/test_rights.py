"""The ledger of the Victims' Code in the portal, and what is explained beside it (V24); nothing before it was told."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.vocabulary import DecisionCode, JourneyStage, ObligationState, ReviewText
from communications.models import Communication
from communications.rules.code_ledger import CodeRight
from communications.rules.vocabulary import Channel
from tests.factories.cases import DecisionFactory, ObligationFactory, PersonFactory
from tests.factories.communications import MeetingFactory, MessageAnswerFactory, PromiseFactory, VictimMessageFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_reading import letter_to, seen

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def page_of(signed_in: SignedIn, name: str = "rights"):
    return signed_in.browser.get(reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk}))


def told(signed_in: SignedIn, *, days_late: int = 0, **letter: object) -> Communication:
    """A decision whose letter has arrived, on its last day or later."""
    decided_at = NOW - 20 * DAY
    left_at = decided_at + (5 + days_late) * DAY
    owed = ObligationFactory(
        victim=signed_in.victim,
        decision=DecisionFactory(
            case=signed_in.victim.case, code=DecisionCode.DISCONTINUE_ALL, decided_at=decided_at, recorded_at=decided_at
        ),
        state=ObligationState.MET,
        met_at=left_at,
        due_on=(decided_at + 5 * DAY).date(),
        due_at=decided_at + 5 * DAY,
        review_text=ReviewText.NONE,
    )
    return letter_to(signed_in.victim, **{"obligation": owed, "sent_at": left_at, "channel": Channel.EMAIL, **letter})


class TestLedger:
    def test_names_all_12_rights_and_who_does_what(self, signed_in):
        page = seen(page_of(signed_in))

        for number in range(1, len(CodeRight) + 1):
            assert f"{number}. To " in page
        assert "The police record the crime" in page
        assert "Others do this" in page

    def test_a_decision_told_in_time_is_done_with_its_letter(self, signed_in):
        letter = told(signed_in)

        page = page_of(signed_in)

        assert "We wrote to you about a decision on 24 February 2026. It was due by 24 February 2026" in seen(page)
        address = reverse("portal:letter", kwargs={"victim_id": signed_in.victim.pk, "letter_id": letter.pk})
        assert address in page.content.decode()

    def test_what_was_late_is_apologised_for(self, signed_in):
        told(signed_in, days_late=2)

        page = seen(page_of(signed_in))

        assert "We are sorry. We wrote to you about a decision on 26 February 2026. It was due by 24 February" in page
        assert "Done, but late" in page

    def test_promise_message_and_meeting_stand_with_their_dates(self, signed_in):
        PromiseFactory(victim=signed_in.victim, due_on=dt.date(2026, 3, 26))
        VictimMessageFactory(victim=signed_in.victim, answer_due_on=NOW.date() - DAY)
        MessageAnswerFactory(message__victim=signed_in.victim)
        MeetingFactory(victim=signed_in.victim, offered_on=dt.date(2026, 3, 2))

        page = seen(page_of(signed_in))

        assert "You hear from us by 26 March 2026, even if nothing has changed." in page
        assert "We are sorry. You wrote to us, and we were to answer by 10 March 2026. We have not." in page
        assert "We offered you a meeting on 2 March 2026." in page
        assert "We are late" in page

    def test_a_decision_that_no_letter_has_told_does_not_stand_in_it(self, clock):
        """PORT-2: the case has stopped, the letter is on its way; the page speaks of no stop."""
        victim = make_victim(stage=JourneyStage.STOPPED)
        signed_in = SignedIn(victim=victim, browser=sign_in(victim))
        letter = told(signed_in)
        Communication.objects.filter(pk=letter.pk).update(channel=Channel.POST, sent_at=NOW - DAY)

        page = seen(page_of(signed_in))

        assert "stopped" not in page
        assert "about a decision" not in page
        Communication.objects.filter(pk=letter.pk).update(sent_at=NOW - 5 * DAY)
        assert "The case has been stopped, so there is no trial." in seen(page_of(signed_in))

    def test_hard_news_that_was_not_opened_yet_is_not_told_by_it(self, clock):
        """V29: the letter has come by email and waits unopened."""
        victim = make_victim(stage=JourneyStage.STOPPED)
        signed_in = SignedIn(victim=victim, browser=sign_in(victim))
        letter = told(signed_in, is_hard_news=True)

        assert "stopped" not in seen(page_of(signed_in))
        Communication.objects.filter(pk=letter.pk).update(first_read_at=NOW)
        assert "The case has been stopped" in seen(page_of(signed_in))

    def test_what_others_wrote_or_were_offered_is_not_in_it(self, signed_in):
        VictimMessageFactory(victim=signed_in.victim, person=PersonFactory())
        MeetingFactory(victim=signed_in.victim, person=PersonFactory(), offered_on=dt.date(2026, 3, 2))

        page = seen(page_of(signed_in))

        assert "You wrote to us" not in page
        assert "We offered you a meeting" not in page

    def test_speaks_welsh(self, signed_in):
        told(signed_in, days_late=2)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(page_of(signed_in))

        assert "Mae’n ddrwg gennym. Ysgrifennwyd atoch am benderfyniad ar 26 Chwefror 2026." in page
        assert "Others do this" not in page

    def test_the_look_stands_in_the_trail(self, signed_in):
        page_of(signed_in)

        assert AuditEvent.objects.filter(verb="VIEWED", subject_kind="rights").exists()

    def test_costs_the_same_for_one_and_for_ten_of_everything(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            with django_assert_max_num_queries(45) as queries:
                page_of(signed_in)
            return len(queries)

        def more() -> None:
            told(signed_in)
            MessageAnswerFactory(message__victim=signed_in.victim)

        MeetingFactory(victim=signed_in.victim, offered_on=dt.date(2026, 3, 2))
        more()
        cost()
        with_one = cost()
        for _ in range(9):
            more()

        assert cost() == with_one


class TestExplained:
    @pytest.mark.parametrize(
        ("name", "words", "welsh"),
        [
            (
                "compensation",
                "The Criminal Injuries Compensation Authority",
                "Awdurdod Digolledu am Anafiadau Troseddol",
            ),
            ("statement", "Nobody has to make one.", "Nid oes rhaid i neb wneud un."),
            ("complaining", "A complaint is about our service", "Mae cwyn yn ymwneud â’n gwasanaeth"),
        ],
    )
    def test_in_full_and_in_both_languages_under_a_title_that_says_nothing(self, signed_in, name, words, welsh):
        page = page_of(signed_in, name)
        assert words in seen(page)
        assert "<title>What you can expect" in page.content.decode()

        signed_in.browser.get(reverse("portal:in_welsh"))
        assert welsh in seen(page_of(signed_in, name))

    def test_complaint_is_told_apart_from_review(self, signed_in):
        page = page_of(signed_in, "complaining")

        assert "A review is about a decision" in seen(page)
        assert "You do not have to: you can complain straight away" in seen(page)
        assert reverse("portal:reviews", kwargs={"victim_id": signed_in.victim.pk}) in page.content.decode()
