"""V29: the person chooses when they hear hard news, by whom and with whom; nothing is told by the choice."""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.models import StaffUser
from cases.models import Victim, WorkItem
from cases.rules.vocabulary import ConnectionKind, MayBeTold, WorkKind, WorkState
from cases.services.review_rights import rights_of_case
from communications.models import Communication, OutboxMessage, ReadingTime
from communications.rules.vocabulary import MessageState, Purpose
from communications.services import reading_times
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    HearingFactory,
    OfficerLeaveFactory,
    PersonFactory,
    SafeContactProfileFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_reading import address_of, letter_to, seen
from tests.web.portal.test_reviews import asking

pytestmark = pytest.mark.django_db
#: NOW is a Wednesday.
THURSDAY, FRIDAY = "2026-03-12", "2026-03-13"
A_CALL = {"day": THURSDAY, "part": "MORNING", "help": "CALL", "by": "CONTACT", "beside": "SOMEBODY", "seen": "0"}
A_REMINDER = {"day": THURSDAY, "part": "AFTERNOON", "help": "REMINDER", "seen": "0"}


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()
    call_command("load_bank_holidays", verbosity=0)


@pytest.fixture
def officer(signed_in: SignedIn) -> StaffUser:
    contact = StaffUserFactory()
    Victim.objects.filter(pk=signed_in.victim.pk).update(officer=contact)
    return contact


@pytest.fixture
def hard(signed_in: SignedIn, officer: StaffUser) -> Communication:
    return letter_to(signed_in.victim, is_hard_news=True)


def when(letter: Communication) -> str:
    return address_of(letter, "letter_when")


def ring_work() -> WorkItem:
    return WorkItem.objects.get(kind=WorkKind.CALL_THE_PERSON, state=WorkState.OPEN)


def reminder() -> OutboxMessage:
    return OutboxMessage.objects.filter(purpose=Purpose.NEWS_NOTICE).latest("id")


def beside(victim: Victim, **changes):
    """Somebody beside a victim who may be told that we ring, with a number that is safe."""
    person = PersonFactory(full_name="Robin Example")
    ContactPointFactory(person=person, mobile=True)
    values = {"kind": ConnectionKind.ISVA, "may_be_told": MayBeTold.EVERYTHING, **changes}
    return ConnectionFactory(victim=victim, person=person, **values)


class TestThePage:
    def test_is_offered_before_a_letter_with_hard_news_and_only_there(self, signed_in, hard):
        other = letter_to(signed_in.victim)

        assert f'href="{when(hard)}"' in signed_in.browser.get(address_of(hard)).content.decode()
        assert when(other) not in signed_in.browser.get(address_of(other)).content.decode()
        assert signed_in.browser.get(when(other)).status_code == 404

    def test_offers_days_and_parts_of_them_who_rings_and_who_is_there(self, signed_in, hard, officer):
        page = seen(signed_in.browser.get(when(hard)))

        assert "Thursday 12 March 2026" in page
        assert "Saturday" not in page
        assert "Morning, 9am to midday" in page
        assert officer.full_name in page
        assert "Yes, I will see to that" in page
        assert "Wednesday 25 March 2026" in page
        assert "Thursday 26 March 2026" not in page

    def test_leaves_the_letter_closed_and_unread(self, signed_in, hard):
        page = signed_in.browser.get(when(hard)).content.decode()

        assert "Canary sentence." not in page
        assert Communication.objects.get(pk=hard.pk).first_read_at is None

    def test_says_nothing_in_its_title_and_nothing_of_the_case(self, signed_in, hard):
        page = signed_in.browser.get(when(hard)).content.decode()

        assert "<title>Choose a time \u2013 Your updates</title>" in page
        assert signed_in.victim.case.urn not in page

    def test_leaves_out_the_eve_of_court(self, signed_in, hard):
        HearingFactory(case=signed_in.victim.case, starts_at=NOW + dt.timedelta(days=2))

        page = seen(signed_in.browser.get(when(hard)))

        assert "12 March 2026" not in page
        assert "13 March 2026" not in page
        assert "16 March 2026" in page

    def test_leaves_time_to_ask_for_a_review(self, clock):
        """WHEN-2: the ordinary window is ten working days from the letter; a week of it stays."""
        who = asking(clock, is_read=False)
        page = seen(who.browser.get(when(who.letter)))
        opened = reading_times.open_times(
            viewer=actors.victim(victim_id=who.victim.pk, person_id=who.victim.person_id),
            letter_id=who.letter.pk,
            at=timezone.now(),
        )

        right = rights_of_case(case=who.victim.case, obligations=[who.case.obligation], on=timezone.now().date())[
            who.case.obligation.pk
        ]
        assert "Which day?" in page
        last = max(slot.day for slot in opened.times)
        assert last <= right.ordinary_window_ends_on - dt.timedelta(days=7) < timezone.now().date() + dt.timedelta(14)

    def test_offers_no_call_where_no_number_is_safe_and_no_message_where_none_is(self, signed_in, hard):
        SafeContactProfileFactory(person=signed_in.victim.person, never_phone=True, recorded_at=NOW)
        page = seen(signed_in.browser.get(when(hard)))
        assert "Ring me" not in page
        assert "Send me a short message" in page

        SafeContactProfileFactory(
            person=signed_in.victim.person, never_phone=True, never_text=True, never_email=True, recorded_at=NOW
        )
        assert "We cannot offer a time here at the moment." in seen(signed_in.browser.get(when(hard)))

    def test_asks_for_what_is_missing_and_keeps_what_was_said(self, signed_in, hard):
        page = seen(signed_in.browser.post(when(hard), {"help": "CALL", "day": THURSDAY, "seen": "0"}))

        for words in (
            "Select a part of the day", "Select who should ring you", "Select whether somebody will be with you",
        ):  # fmt: skip
            assert words in page
        assert not ReadingTime.objects.exists()

    def test_costs_the_same_however_often_somebody_chose(self, signed_in, hard, django_assert_max_num_queries):
        with django_assert_max_num_queries(40) as queries:
            signed_in.browser.get(when(hard))
        at_first = len(queries)
        for number in range(2):
            signed_in.browser.post(when(hard), {**A_CALL, "seen": str(number)})

        with django_assert_max_num_queries(at_first):
            signed_in.browser.get(when(hard))


class TestCall:
    def test_becomes_work_for_the_contact_by_the_end_of_that_time(self, signed_in, hard, officer):
        response = signed_in.browser.post(when(hard), A_CALL)

        assert response["Location"] == address_of(hard)
        item = ring_work()
        assert item.officer == officer
        assert item.due_at == dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)
        assert "Thursday 12 March 2026 between 09:00 and 12:00" in item.summary
        assert "They will have somebody with them." in item.summary
        assert signed_in.victim.person.full_name not in item.summary

    def test_stands_on_the_page_before_the_letter_and_on_the_letter(self, signed_in, hard, officer):
        signed_in.browser.post(when(hard), A_CALL)

        page = seen(signed_in.browser.get(address_of(hard)))
        assert "We will ring you: Thursday 12 March 2026, morning, 9am to midday." in page
        assert f"You asked for {officer.full_name}." in page
        assert "You will have somebody with you." in page
        assert "Canary sentence." not in page
        letter = seen(signed_in.browser.get(address_of(hard), {"now": "1"}))
        assert "We will ring you: Thursday 12 March 2026" in letter
        assert ring_work()

    def test_by_a_colleague_goes_to_whoever_is_there_that_day(self, signed_in, hard, officer):
        leave = OfficerLeaveFactory(officer=officer, starts_on=dt.date(2026, 3, 12), ends_on=dt.date(2026, 3, 13))

        signed_in.browser.post(when(hard), {**A_CALL, "by": "COLLEAGUE"})

        assert ring_work().officer == leave.cover

    def test_by_a_contact_who_is_away_is_said_and_nothing_is_lost(self, signed_in, hard, officer):
        OfficerLeaveFactory(officer=officer, starts_on=dt.date(2026, 3, 12), ends_on=dt.date(2026, 3, 13))

        page = seen(signed_in.browser.post(when(hard), A_CALL))

        assert f"{officer.full_name} is away on that day." in page
        assert not ReadingTime.objects.exists()

    def test_where_nobody_is_named_goes_to_the_unit(self, signed_in):
        letter = letter_to(signed_in.victim, is_hard_news=True)
        page = seen(signed_in.browser.get(when(letter)))
        assert "Who should ring you?" not in page

        signed_in.browser.post(when(letter), {**A_CALL, "by": ""})

        assert ring_work().officer is None

    def test_can_be_moved_and_there_is_one_call(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_CALL)
        signed_in.browser.post(when(hard), {**A_CALL, "day": FRIDAY, "beside": "NOBODY", "seen": "1"})

        assert ring_work().due_at == dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC)
        assert [row.number for row in ReadingTime.objects.order_by("number")] == [1, 2]
        assert WorkItem.objects.get(kind=WorkKind.CALL_THE_PERSON, state=WorkState.DONE).outcome

    def test_can_be_taken_back(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_CALL)

        signed_in.browser.post(when(hard), {"take-back": "yes", "seen": "1"})

        assert not WorkItem.objects.filter(kind=WorkKind.CALL_THE_PERSON, state=WorkState.OPEN).exists()
        assert "We will ring you" not in seen(signed_in.browser.get(address_of(hard)))

    def test_taken_back_where_nothing_stands_changes_nothing(self, signed_in, hard):
        signed_in.browser.post(when(hard), {"take-back": "yes", "seen": "0"})

        assert not ReadingTime.objects.exists()

    def test_of_a_time_that_is_over_stands_there_no_more(self, signed_in, hard, clock):
        signed_in.browser.post(when(hard), {**A_CALL, "day": "2026-03-11", "part": "AFTERNOON"})
        clock.shift(dt.timedelta(hours=5, minutes=1))
        sign_in(signed_in.victim, signed_in.browser)

        assert "We will ring you" not in seen(signed_in.browser.get(address_of(hard)))

    def test_is_possible_about_a_case_that_is_closed(self, signed_in, hard):
        case = signed_in.victim.case
        case.closed_on = NOW.date()
        case.stage = "CLOSED"
        case.save()

        signed_in.browser.post(when(hard), A_CALL)

        assert ring_work().victim_id == signed_in.victim.pk


class TestTimes:
    def test_that_went_by_while_the_page_was_open_is_said(self, signed_in, hard):
        page = seen(signed_in.browser.post(when(hard), {**A_CALL, "day": NOW.date().isoformat()}))

        assert "We cannot do it at that time." in page
        assert not ReadingTime.objects.exists()

    def test_that_nobody_offered_are_refused(self, signed_in, hard):
        for day in ("2026-03-10", "2026-03-14", "2027-03-12", "not-a-day"):
            signed_in.browser.post(when(hard), {**A_CALL, "day": day})
        signed_in.browser.post(when(hard), {**A_CALL, "day": FRIDAY, "part": "LATE_AFTERNOON"})

        assert not ReadingTime.objects.exists()

    def test_cannot_be_changed_without_end(self, signed_in, hard, monkeypatch):
        monkeypatch.setattr(reading_times, "MOST_CHANGES", 1)
        signed_in.browser.post(when(hard), A_CALL)

        page = seen(signed_in.browser.post(when(hard), {**A_CALL, "day": FRIDAY, "seen": "1"}))

        assert "You have changed this many times." in page
        assert ReadingTime.objects.count() == 1

    def test_on_two_devices_the_second_sees_what_the_first_did(self, signed_in, hard):
        other = sign_in(signed_in.victim)
        signed_in.browser.post(when(hard), A_CALL)

        page = seen(other.post(when(hard), {**A_CALL, "day": FRIDAY}))

        assert "This was changed by somebody else while you had the page open" in page
        assert "We will ring you: Thursday 12 March 2026" in page
        assert ReadingTime.objects.count() == 1
        late = other.post(when(hard), {"take-back": "yes", "seen": "0"})
        assert late.status_code == 409
        assert ring_work()


class TestReminder:
    def test_is_the_bare_notice_at_that_time_and_says_nothing(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_REMINDER)

        message = reminder()
        assert message.state == MessageState.QUEUED
        assert message.not_before == dt.datetime(2026, 3, 12, 12, tzinfo=dt.UTC)
        assert message.template_values == {"victim_id": str(signed_in.victim.pk)}
        assert message.communication_id is None
        assert not WorkItem.objects.filter(kind=WorkKind.CALL_THE_PERSON).exists()
        assert "We will send you a short message: Thursday 12 March 2026" in seen(
            signed_in.browser.get(address_of(hard))
        )

    def test_is_kept_back_once_the_letter_was_read(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_REMINDER)

        signed_in.browser.get(address_of(hard), {"now": "1"})

        assert reminder().state == MessageState.CANCELLED

    def test_is_kept_back_when_they_choose_a_call_instead(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_REMINDER)
        signed_in.browser.post(when(hard), {**A_CALL, "seen": "1"})

        assert reminder().state == MessageState.CANCELLED
        assert ring_work()

    def test_that_left_already_is_not_called_back(self, signed_in, hard):
        signed_in.browser.post(when(hard), A_REMINDER)
        OutboxMessage.objects.filter(pk=reminder().pk).update(
            state=MessageState.SENDING, lease_until=NOW, lease_owner="worker"
        )

        signed_in.browser.post(when(hard), {"take-back": "yes", "seen": "1"})

        assert reminder().state == MessageState.SENDING

    def test_waits_for_no_time_that_is_not_safe(self, signed_in, hard):
        """SAFE-5: a time in which no phone of theirs may buzz is not there to be chosen."""
        SafeContactProfileFactory(
            person=signed_in.victim.person,
            safe_windows=[{"days": [4], "from": "09:00", "to": "12:00"}],
            recorded_at=NOW,
        )

        signed_in.browser.post(when(hard), A_REMINDER)

        assert not ReadingTime.objects.exists()
        page = seen(signed_in.browser.get(when(hard)))
        assert "Friday 13 March 2026" in page
        assert "Thursday 12 March 2026" not in page


class TestSupporters:
    def test_who_may_be_told_can_be_named_and_staff_see_who(self, signed_in, hard):
        ally = beside(signed_in.victim)
        assert "Robin Example. Please tell them before you ring me" in seen(signed_in.browser.get(when(hard)))

        signed_in.browser.post(when(hard), {**A_CALL, "beside": str(ally.pk)})

        assert ReadingTime.objects.get().supporter == ally
        assert "tell the supporter first, and only that we will ring" in ring_work().summary
        assert "We will first tell the person whom you named" in seen(signed_in.browser.get(address_of(hard)))

    @pytest.mark.parametrize(
        "changes",
        [
            {"has_consent": False, "may_be_told": MayBeTold.NOTHING},
            {"ended_at": NOW, "ended_by": "staff:1"},
            {"consent_ends_on": dt.date(2026, 3, 1)},
            {"is_suspect_or_lives_with_suspect": True},
            {"is_suspect_or_lives_with_suspect": None},
        ],
    )
    def test_who_may_not_be_told_is_not_there(self, signed_in, hard, changes):
        """PLAN-3: after consent ended, and never a suspect or somebody who lives with one."""
        ally = beside(signed_in.victim, **changes)

        assert "Robin Example" not in seen(signed_in.browser.get(when(hard)))
        signed_in.browser.post(when(hard), {**A_CALL, "beside": str(ally.pk)})
        assert not ReadingTime.objects.exists()

    def test_whose_consent_ended_after_the_page_was_opened_is_refused_without_a_reason(self, signed_in, hard):
        page = seen(signed_in.browser.post(when(hard), {**A_CALL, "beside": str(uuid.uuid4())}))

        assert "Choose one of the options" in page
        assert not ReadingTime.objects.exists()

    def test_of_the_victim_are_not_shown_to_a_relative(self, signed_in, officer):
        beside(signed_in.victim)
        relative = PersonFactory()
        ContactPointFactory(person=relative)
        ContactPointFactory(person=relative, mobile=True)
        ConnectionFactory(victim=signed_in.victim, person=relative, kind=ConnectionKind.CLOSE_RELATIVE)
        letter = letter_to(signed_in.victim, recipient=relative, is_hard_news=True)
        browser = sign_in(signed_in.victim, person=relative)

        page = browser.get(when(letter))

        assert page.status_code == 200
        assert "Robin Example" not in seen(page)


class TestSomebodyElse:
    """Who holds the phone, or another account, learns and changes nothing."""

    def test_who_holds_the_phone_is_asked_for_a_code_before_the_page(self, signed_in, hard, clock):
        clock.shift(dt.timedelta(minutes=9))
        signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))
        clock.shift(dt.timedelta(minutes=5))

        response = signed_in.browser.get(when(hard))

        assert response["Location"].startswith(reverse("portal:once_more"))

    def test_another_victim_reaches_neither_the_page_nor_the_choice(self, signed_in):
        other = letter_to(make_victim(), is_hard_news=True)
        crossed = reverse("portal:letter_when", kwargs={"victim_id": signed_in.victim.pk, "letter_id": other.pk})

        for address in (when(other), crossed):
            assert signed_in.browser.get(address).status_code == 404
            assert signed_in.browser.post(address, A_CALL).status_code == 404
        assert not ReadingTime.objects.exists()

    def test_a_letter_that_may_not_be_read_here_yet_has_no_choice(self, signed_in, officer):
        on_its_way = letter_to(signed_in.victim, is_hard_news=True, sent_at=NOW)

        assert signed_in.browser.get(when(on_its_way)).status_code == 404
        assert signed_in.browser.post(when(on_its_way), A_CALL).status_code == 404
