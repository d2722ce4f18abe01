"""A supporter's own pages: everybody they stand beside, and of each what that person agreed to (S1, S3, S6)."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from audit.models import AuditEvent
from cases.models import MeasureRecord
from cases.rules.vocabulary import JourneyStage, ShownPart
from communications.models import Communication, IdentityCheck
from communications.rules.calls.vocabulary import CallAnswer, CallOutcome
from communications.rules.vocabulary import Channel, Purpose
from tests.architecture.routes import printable
from tests.architecture.untranslated import same_in_both, words_of_page
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import CaseFactory, HearingFactory, ObligationFactory, PersonFactory, VictimFactory
from tests.factories.communications import (
    CallSeriesFactory,
    ContactAttemptFactory,
    MeetingFactory,
    PromiseFactory,
    RegisteredSupporterFactory,
    SupporterConsentFactory,
    TellingFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, make_victim, sign_in
from tests.web.portal.supporting import browser_of
from tests.web.portal.test_reading import letter_to
from tests.web.portal.test_two_languages import data_of, found_from, in_english, in_welsh, page_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
LEAST = [ShownPart.CONTACT.value]


@pytest.fixture(autouse=True)
def _day(clock) -> None:
    lay_reference_data()


@pytest.fixture
def supporter():
    return RegisteredSupporterFactory()


@pytest.fixture
def browser(supporter) -> Client:
    return browser_of(supporter)


def agreed(supporter, *, name: str = "Sam Example", parts=None, stage=JourneyStage.TRIAL_PREP, **consent):
    """Somebody with a promise and an officer, who agreed to everything or to some parts."""
    case = CaseFactory(stage=stage, stage_since=TODAY - 40 * DAY)
    victim = VictimFactory(
        case=case, person=PersonFactory(full_name=name), officer=StaffUserFactory(full_name="Olu Officer")
    )
    parts = {} if parts is None else {"parts": parts}
    SupporterConsentFactory(supporter=supporter, victim=victim, agreed_at=NOW - 30 * DAY, **parts, **consent)
    return victim


def seen(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<(script|style|template).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).replace("&#x27;", "'")


def at(name: str, victim=None, **names) -> str:
    return reverse(f"portal:{name}", kwargs={**({"victim_id": victim.pk} if victim else {}), **names})


class TestComingIn:
    def test_s3_a_supporter_without_a_record_of_their_own_goes_to_the_list(self, supporter, browser):
        assert browser.get(at("choose")).headers["Location"] == at("supporting")

    def test_s1_whoever_is_a_victim_too_chooses_and_the_lists_stay_apart(self, supporter):
        own = make_victim()
        sign_in(own, person=own.person)
        both = RegisteredSupporterFactory(person=own.person)
        other = agreed(both, name="Robin Other")
        browser = sign_in(own)

        page = browser.get(at("choose")).content.decode()

        assert at("home", own) in page
        assert at("supporting") in page
        assert "Robin Other" not in page
        assert str(other.pk) not in browser.get(at("home", own)).content.decode()
        assert str(own.pk) not in browser.get(at("supporting")).content.decode()

    def test_t2_whoever_is_no_supporter_finds_no_list(self):
        browser = sign_in(make_victim())

        assert browser.get(at("supporting")).status_code == 404
        assert browser.get(at("supporting_safety")).status_code == 404

    def test_s3_the_sections_are_a_supporters_own(self, supporter, browser):
        page = browser.get(at("supporting")).content.decode()

        assert at("supporting_safety") in page
        for name in ("updates/", "messages/", "choices/", "rights/"):
            assert f"/portal/updates/{name}" not in page
        assert "Where things are" not in page

    @pytest.mark.parametrize("name", ["guides", "help_near", "your_number"])
    def test_s3_help_pages_work_without_a_record(self, supporter, browser, name):
        assert at("supporting") in browser.get(at(name)).content.decode()

    def test_t8_plainer_pages_and_other_devices_work_the_same(self, supporter, browser):
        other = browser_of(supporter)

        browser.post(at("supporting_safety"), {"do": "leave-elsewhere"})
        browser.post(at("supporting_safety"), {"do": "plainer"})

        assert other.get(at("supporting")).status_code == 302
        page = browser.get(at("supporting_safety")).content.decode()
        assert "<title>Your safety here</title>" in page
        assert "Who has looked at your record" not in page

    def test_v1_reading_asks_for_six_digits_where_the_last_are_old(self, supporter, browser, clock):
        victim = agreed(supporter)
        browser.get(at("supporting"))
        clock.move_to(NOW + dt.timedelta(minutes=11))

        for name in ("supported", "supported_letters", "supported_dates"):
            assert browser.get(at(name, victim)).headers["Location"].startswith(at("once_more"))
        assert browser.get(at("supporting")).status_code == 200


class TestList:
    def test_s3_everybody_stands_there_by_what_is_next_and_what_we_owe_first(self, supporter, browser):
        quiet = agreed(supporter, name="Quiet Person", parts=LEAST)
        soon = agreed(supporter, name="Soon Person", parts=LEAST)
        late = agreed(supporter, name="Late Person", parts=LEAST)
        PromiseFactory(victim=quiet, due_on=TODAY + 40 * DAY, made_at=NOW - 40 * DAY)
        PromiseFactory(victim=soon, due_on=TODAY + 3 * DAY, made_at=NOW - 40 * DAY)
        PromiseFactory(victim=late, due_on=TODAY - 2 * DAY, made_at=NOW - 40 * DAY)

        page = seen(browser.get(at("supporting")))

        assert page.index("Late Person") < page.index("Soon Person") < page.index("Quiet Person")
        assert "Should have heard by 9 March 2026" in page
        assert "We are late" in page

    def test_s3_it_can_be_narrowed_to_what_needs_attention(self, supporter, browser):
        calm, soon = agreed(supporter, name="Calm Person"), agreed(supporter, name="Soon Person")
        for each, days in ((calm, 40), (soon, 3)):
            PromiseFactory(victim=each, due_on=TODAY + days * DAY, made_at=NOW - 40 * DAY)
            browser.get(at("supported", each))

        page = seen(browser.get(at("supporting"), {"show": "soon"}))

        assert "Soon Person" in page
        assert "Calm Person" not in page

    def test_s3_what_changed_is_marked_until_the_person_s_page_was_opened(self, supporter, browser, clock):
        victim = agreed(supporter)
        assert "New for you" in seen(browser.get(at("supporting")))
        browser.get(at("supported", victim))
        assert "New for you" not in seen(browser.get(at("supporting")))

        clock.move_to(NOW + dt.timedelta(minutes=2))
        PromiseFactory(victim=victim, due_on=TODAY + 30 * DAY, made_at=NOW + dt.timedelta(minutes=1))

        assert "New for you" in seen(browser.get(at("supporting")))

    def test_s6_what_was_not_agreed_to_changes_nothing_on_the_list(self, supporter, browser, clock):
        victim = agreed(supporter, parts=LEAST)
        browser.get(at("supported", victim))
        clock.move_to(NOW + dt.timedelta(minutes=2))
        HearingFactory(case=victim.case, starts_at=NOW + 3 * DAY)
        letter_to(victim, channel=Channel.EMAIL, sent_at=NOW + dt.timedelta(minutes=1))

        page = seen(browser.get(at("supporting")))

        assert "New for you" not in page
        assert "Next date" not in page
        assert "Within 7 days" not in page

    def test_s6_a_date_stands_there_where_it_was_agreed_to_and_nothing_is_to_be_told(self, supporter, browser):
        free, waiting = agreed(supporter, name="Free Person"), agreed(supporter, name="Waiting Person")
        HearingFactory(case=free.case, starts_at=NOW + 20 * DAY)
        HearingFactory(case=waiting.case, starts_at=NOW + 21 * DAY)
        ObligationFactory(victim=waiting)

        page = seen(browser.get(at("supporting")))

        assert "31 March 2026" in page
        assert "1 April 2026" not in page

    @pytest.mark.parametrize(
        ("hearing", "is_owed", "words"),
        [
            ({"starts_at": NOW + 20 * DAY, "is_provisional": True}, False, "Tuesday 31 March 2026, not confirmed yet"),
            ({"starts_at": None, "week_commencing": dt.date(2026, 3, 30)}, False,
             "In the week that begins on Monday 30 March 2026"),
            ({"starts_at": None, "is_to_be_fixed": True}, False, "No date yet"),
            ({"starts_at": NOW + 20 * DAY}, True, "Ring us before anybody makes plans"),
            ({"starts_at": NOW + 20 * DAY, "is_vacated": True}, False, "None to show at present"),
        ],
    )  # fmt: skip
    def test_s6_a_hearing_without_a_day_that_holds_is_not_said_to_be_none(
        self, supporter, browser, hearing, is_owed, words
    ):
        victim = agreed(supporter)
        HearingFactory(case=victim.case, **hearing)
        if is_owed:
            ObligationFactory(victim=victim)

        page = seen(browser.get(at("supporting")))

        assert f"Next date: {words}" in page
        assert not is_owed or "March" not in page.split("Next date")[1].split("Last in touch")[0]

    def test_s3_a_meeting_counts_as_a_date(self, supporter, browser):
        victim = agreed(supporter)
        MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 4 * DAY)

        assert "15 March 2026" in seen(browser.get(at("supporting")))

    def test_s6_a_letter_on_its_way_is_no_contact_yet(self, supporter, browser):
        victim = agreed(supporter)
        letter_to(victim, sent_at=NOW - 20 * DAY)
        letter_to(victim, sent_at=NOW - DAY)

        page = seen(browser.get(at("supporting")))

        assert "Last in touch: 19 February 2026" in page

    def test_s3_there_are_pages_of_twenty_five(self, supporter, browser):
        for number in range(26):
            agreed(supporter, name=f"Person {number:02}", parts=LEAST)

        first, second = seen(browser.get(at("supporting"))), seen(browser.get(at("supporting"), {"page": "2"}))

        assert "Page 1 of 2" in first
        assert "Person 25" not in first
        assert "Person 25" in second
        assert "Person 24" not in second
        for odd in ("0", "99", "x", "\u0661"):
            assert browser.get(at("supporting"), {"page": odd}).status_code == 200

    def test_p9_it_costs_the_same_queries_for_one_and_for_fifty(self, supporter, browser):
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(at("supporting")).status_code == 200
            return len(captured)

        self.full(supporter)
        one = cost()
        for _ in range(49):
            self.full(supporter)

        assert cost() == one
        assert one <= 16

    def full(self, supporter):
        victim = agreed(supporter)
        PromiseFactory(victim=victim, due_on=TODAY + 20 * DAY, made_at=NOW - DAY)
        letter_to(victim)
        HearingFactory(case=victim.case, starts_at=NOW + 5 * DAY)
        MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 5 * DAY)

    def test_s3_nobody_has_agreed_yet(self, supporter, browser):
        assert "Nobody has agreed at present" in seen(browser.get(at("supporting")))

    @pytest.mark.parametrize(
        "over",
        [
            {"ended_at": NOW - DAY, "ended_by": "staff:test", "end_reason": "VICTIM_SAID_SO"},
            {"ended_at": NOW - DAY, "ended_by": "staff:test", "end_reason": "NOT_SAFE"},
            {"ends_on": TODAY - DAY},
        ],
    )
    def test_s1_what_ended_is_said_and_never_why(self, supporter, browser, over):
        victim = agreed(supporter, name="Former Person", **over)

        page = seen(browser.get(at("supporting")))

        assert "Former Person: ask them. We show nothing more." in page
        assert str(victim.pk) not in browser.get(at("supporting")).content.decode()
        # Every way of ending reads the same.
        assert (
            page.partition("Not shown any more")[2].strip().startswith("Former Person: ask them. We show nothing more.")
        )

    def test_s1_what_ended_long_ago_or_by_a_death_is_not_said(self, supporter, browser):
        agreed(supporter, name="Old Person", ends_on=TODAY - 31 * DAY)
        died = agreed(supporter, name="Late Person")
        type(died.person).objects.filter(pk=died.person_id).update(died_on=TODAY)
        again = agreed(supporter, name="Again Person", ended_at=NOW - DAY, ended_by="staff:test", end_reason="CHANGED")
        SupporterConsentFactory(supporter=supporter, victim=again, connection=again.supporter_consents.get().connection)

        page = seen(browser.get(at("supporting")))

        assert "Old Person" not in page
        assert "Late Person" not in page
        assert "Again Person: ask them" not in page

    def test_t15_looking_at_it_stands_in_the_trail_of_everybody_on_it(self, supporter, browser):
        victims = {agreed(supporter).pk for _ in range(2)}

        browser.get(at("supporting"))

        events = AuditEvent.objects.filter(subject_kind="supported-list")
        assert {event.victim_id for event in events} == victims
        assert {(event.actor, event.verb) for event in events} == {(f"supporter:{supporter.person_id}", "VIEWED")}


class TestPerson:
    def test_s6_the_least_is_when_we_are_in_touch_whom_to_ask_and_what_they_need(self, supporter, browser):
        victim = agreed(supporter, parts=LEAST)
        person = victim.person
        type(person).objects.filter(pk=person.pk).update(needs_interpreter=True, formats=["LARGE_PRINT"])
        PromiseFactory(victim=victim, due_on=TODAY + 9 * DAY, made_at=NOW - DAY)
        letter_to(victim, sent_at=NOW - 20 * DAY)

        page = seen(browser.get(at("supported", victim)))

        assert "They hear from us by Friday 20 March 2026" in page
        assert "They last heard from us on 19 February 2026." in page
        assert "Olu Officer" in page
        assert "Interpreter Yes" in page
        assert "Large print" in page
        assert "They did not agree to this" in page
        for words in ("Both sides are preparing", "The steps of the case", "give evidence", victim.case.urn):
            assert words not in page

    def test_s6_where_the_case_stands_is_said_in_the_words_that_they_read(self, supporter, browser):
        victim = agreed(supporter, parts=["CONTACT", "STANDING"])
        MeasureRecord.objects.create(
            victim=victim, measure="SCREENS", step="ASKED", taken_on=TODAY, recorded_at=NOW, recorded_by="staff:1"
        )

        page = seen(browser.get(at("supported", victim)))

        assert "Both sides are preparing for the trial." in page
        assert "The steps of the case" in page
        assert "Screen" in page

    def test_port_2_nothing_of_a_decision_is_shown_before_they_were_told(self, supporter, browser):
        victim = agreed(supporter, stage=JourneyStage.STOPPED)
        owed = ObligationFactory(victim=victim, decision__decided_at=NOW - DAY)
        before = seen(browser.get(at("supported", victim)))
        type(owed).objects.filter(pk=owed.pk).update(state="MET", met_at=NOW - DAY)
        letter = letter_to(victim, obligation=owed, sent_at=NOW - DAY, is_hard_news=True, purpose=Purpose.VCL_LETTER)
        on_its_way = seen(browser.get(at("supported", victim)))
        Communication.objects.filter(pk=letter.pk).update(sent_at=NOW - 5 * DAY, opened_at=NOW - 6 * DAY)
        told = seen(browser.get(at("supported", victim)))

        stopped = "The case has stopped"
        assert stopped not in before
        assert stopped not in on_its_way
        assert told != on_its_way

    def test_t15_looking_at_it_stands_in_the_trail_of_the_person(self, supporter, browser):
        victim = agreed(supporter)

        browser.get(at("supported", victim))

        event = AuditEvent.objects.get(victim_id=victim.pk, subject_kind="supported")
        assert (event.actor, event.acted_as, event.verb) == (
            f"supporter:{supporter.person_id}",
            "SUPPORTER",
            "VIEWED",
        )

    def test_t8_the_title_names_nobody(self, supporter, browser):
        victim = agreed(supporter, name="Sam Secret")

        for name in ("supported", "supported_dates", "supported_letters"):
            title = re.search(r"<title>(.*?)</title>", browser.get(at(name, victim)).content.decode(), re.DOTALL)
            assert title
            assert "Sam" not in title[1]

    def test_s6_a_parent_is_told_for_a_child_and_a_letter_to_them_counts(self, supporter, browser):
        victim = agreed(supporter, stage=JourneyStage.STOPPED)
        parent = PersonFactory()
        owed = ObligationFactory(victim=victim, decision__decided_at=NOW - DAY, state="MET", met_at=NOW)
        letter_to(victim, obligation=owed, recipient=parent, sent_at=NOW - DAY, purpose=Purpose.VCL_LETTER)

        page = seen(browser.get(at("supported", victim)))

        assert "stopped" not in page.lower()

    def test_p9_it_costs_the_same_queries_however_much_there_is(self, supporter, browser):
        victim = agreed(supporter)

        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(at("supported", victim)).status_code == 200
            return len(captured)

        letter_to(victim)
        little = cost()
        for number in range(20):
            letter_to(victim, sent_at=NOW - (10 + number) * DAY)

        assert cost() == little


class TestDates:
    def test_s6_hearings_and_meetings_with_an_entry_that_says_nothing(self, supporter, browser):
        victim = agreed(supporter, parts=["CONTACT", "DATES"])
        hearing = HearingFactory(
            case=victim.case, kind="Trial", starts_at=NOW + 20 * DAY, court_name="Exampletown Court"
        )
        meeting = MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 4 * DAY)

        page = seen(browser.get(at("supported_dates", victim)))
        entries = [
            browser.get(at("supported_hearing_calendar", victim, hearing_id=hearing.pk)),
            browser.get(at("supported_meeting_calendar", victim, meeting_id=meeting.pk)),
        ]

        assert "Exampletown Court" in page
        assert "Sunday 15 March 2026" in page
        for entry in entries:
            text = entry.content.decode()
            assert "SUMMARY:Appointment" in text
            assert "Exampletown" not in text
            assert entry.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
        assert AuditEvent.objects.filter(verb="EXPORTED", actor=f"supporter:{supporter.person_id}").count() == 2

    def test_s6_what_is_only_offered_or_over_is_no_meeting_of_theirs(self, supporter, browser):
        victim = agreed(supporter)
        offered = MeetingFactory(victim=victim, offered=True)
        over = MeetingFactory(victim=victim, arranged=True, starts_at=NOW - DAY, purpose="COMPLAINT")

        assert "No meeting is arranged." in seen(browser.get(at("supported_dates", victim)))
        for meeting in (offered, over):
            address = at("supported_meeting_calendar", victim, meeting_id=meeting.pk)
            assert browser.get(address).status_code == 404

    def test_port_2_a_hearing_gives_no_decision_away(self, supporter, browser):
        victim = agreed(supporter)
        hearing = HearingFactory(case=victim.case, starts_at=NOW + 20 * DAY)
        ObligationFactory(victim=victim)

        address = at("supported_hearing_calendar", victim, hearing_id=hearing.pk)

        assert browser.get(address).status_code == 404


class TestLetters:
    @pytest.fixture
    def victim(self, supporter):
        return agreed(supporter)

    def letters(self, browser, victim) -> str:
        return browser.get(at("supported_letters", victim)).content.decode()

    def open(self, browser, victim, letter):
        return browser.get(at("supported_letter", victim, letter_id=letter.pk))

    def test_s6_a_letter_that_they_have_is_read_and_stays_unread_for_them(self, browser, victim):
        letter = letter_to(victim, **printable())

        assert str(letter.pk) in self.letters(browser, victim)
        assert self.open(browser, victim, letter).status_code == 200
        letter.refresh_from_db()
        assert letter.first_read_at is None

    def test_s6_a_copy_has_no_address(self, browser, victim):
        values = printable()
        values["context"] = {**values["context"], "address_lines": ["1 Hidden Street", "Secrettown"]}
        letter = letter_to(victim, **values)

        answer = browser.get(at("supported_copy", victim, letter_id=letter.pk))

        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="copy.pdf"'
        assert "Hidden Street" not in words_of_pdf(answer.content)
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id=str(letter.pk)).exists()

    def test_show_4_hard_news_waits_until_they_opened_it(self, browser, victim):
        letter = letter_to(victim, is_hard_news=True, purpose=Purpose.VCL_LETTER, **printable())
        assert str(letter.pk) not in self.letters(browser, victim)
        assert self.open(browser, victim, letter).status_code == 404

        Communication.objects.filter(pk=letter.pk).update(first_read_at=NOW)

        assert str(letter.pk) in self.letters(browser, victim)
        assert self.open(browser, victim, letter).status_code == 200

    def test_show_4_hard_news_that_somebody_told_them_is_shown(self, browser, victim):
        by_telling = letter_to(victim, is_hard_news=True, channel=Channel.INTERMEDIARY_EMAIL)
        TellingFactory(communication=by_telling, told_on=TODAY - DAY, recorded_at=NOW - DAY)
        owed = ObligationFactory(victim=victim, state="MET", met_at=NOW - 10 * DAY)
        by_call = letter_to(victim, is_hard_news=True, obligation=owed)
        series = CallSeriesFactory(
            victim=victim, purpose="TELL_DECISION", obligation=owed, about=f"obligation:{owed.pk}"
        )
        assert str(by_call.pk) not in self.letters(browser, victim)
        check = IdentityCheck.objects.create(series=series, kind="AGREED_WORDS", checked_at=NOW, checked_by="staff:1")
        ContactAttemptFactory(
            series=series,
            outcome=CallOutcome.INFORMED,
            who_answered=CallAnswer.PERSON,
            identity=check,
            told="The letter.",
        )

        page = self.letters(browser, victim)

        assert str(by_telling.pk) in page
        assert str(by_call.pk) in page

    def test_show_4_what_says_how_they_are_reached_is_never_shown(self, browser, victim):
        about = letter_to(victim, purpose=Purpose.WHAT_WE_AGREED)
        again = letter_to(victim, purpose=Purpose.CORRECTION, replaces=about)

        page = self.letters(browser, victim)

        for letter in (about, again):
            assert str(letter.pk) not in page
            assert self.open(browser, victim, letter).status_code == 404

    def test_port_2_a_letter_in_the_post_is_not_shown(self, browser, victim):
        letter = letter_to(victim, sent_at=NOW - DAY)

        assert str(letter.pk) not in self.letters(browser, victim)
        assert self.open(browser, victim, letter).status_code == 404

    def test_s1_a_relatives_own_letter_is_not_theirs(self, browser, victim):
        main = letter_to(victim)
        letter = letter_to(victim, recipient=PersonFactory(), copy_of=main)

        assert str(letter.pk) not in self.letters(browser, victim)
        assert self.open(browser, victim, letter).status_code == 404


class TestParts:
    """S1: part by part, and the moment it ends."""

    PAGES = {
        "supported": ShownPart.CONTACT,
        "supported_dates": ShownPart.DATES,
        "supported_hearing_calendar": ShownPart.DATES,
        "supported_meeting_calendar": ShownPart.DATES,
        "supported_letters": ShownPart.LETTERS,
        "supported_letter": ShownPart.LETTERS,
        "supported_copy": ShownPart.LETTERS,
    }

    @pytest.fixture
    def addresses(self, supporter):
        def addresses(victim) -> dict[str, str]:
            letter = letter_to(victim, **printable())
            more = {
                "supported_hearing_calendar": {
                    "hearing_id": HearingFactory(case=victim.case, starts_at=NOW + 20 * DAY).pk
                },
                "supported_meeting_calendar": {
                    "meeting_id": MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 4 * DAY).pk
                },
                "supported_letter": {"letter_id": letter.pk},
                "supported_copy": {"letter_id": letter.pk},
            }
            return {name: at(name, victim, **more.get(name, {})) for name in self.PAGES}

        return addresses

    def answers(self, browser, addresses) -> dict[str, int]:
        return {name: browser.get(address).status_code for name, address in addresses.items()}

    @pytest.mark.parametrize("part", list(ShownPart))
    def test_only_what_was_agreed_to_opens(self, supporter, browser, addresses, part):
        victim = agreed(supporter, parts=sorted({ShownPart.CONTACT.value, part.value}))

        found = self.answers(browser, addresses(victim))

        assert found == {name: 200 if of in {ShownPart.CONTACT, part} else 404 for name, of in self.PAGES.items()}

    @pytest.mark.parametrize(
        "change",
        [
            {"ends_on": TODAY - DAY},
            {"ended_at": NOW, "ended_by": "staff:test", "end_reason": "VICTIM_SAID_SO"},
        ],
    )
    def test_nothing_opens_once_it_is_over(self, supporter, browser, addresses, change):
        victim = agreed(supporter)
        all_of_it = addresses(victim)
        assert set(self.answers(browser, all_of_it).values()) == {200}

        victim.supporter_consents.update(**change)

        assert set(self.answers(browser, all_of_it).values()) == {404}

    def test_nothing_opens_for_another_supporter(self, supporter, addresses):
        victim = agreed(supporter)
        other = RegisteredSupporterFactory()
        agreed(other)

        assert set(self.answers(browser_of(other), addresses(victim)).values()) == {404}

    def test_no_letter_of_one_person_opens_under_another(self, supporter, browser):
        one, two = agreed(supporter), agreed(supporter, parts=LEAST)
        letter = letter_to(two, **printable())

        assert browser.get(at("supported_letter", one, letter_id=letter.pk)).status_code == 404


class TestLanguages:
    def test_v22_every_page_is_whole_in_each_language(self, supporter, browser):
        victim = agreed(supporter)
        agreed(supporter, name="Former Person", ends_on=TODAY - DAY)
        PromiseFactory(victim=victim, due_on=TODAY - 2 * DAY, made_at=NOW - 40 * DAY)
        letter_to(victim, **printable())
        HearingFactory(case=victim.case, kind="Trial", starts_at=NOW + 20 * DAY)
        HearingFactory(case=victim.case, kind="First hearing", starts_at=NOW - 20 * DAY)
        MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 4 * DAY)
        data = data_of(victim) | {"Former Person", "Sam Example", "Exampletown Magistrates' Court"}
        in_english(browser)
        addresses = [each for each in found_from(browser, at("supporting")) if each.startswith(at("supporting"))]
        found = []
        for address in addresses:
            in_english(browser)
            english = words_of_page(page_of(browser, address))
            in_welsh(browser)
            welsh = words_of_page(page_of(browser, address))
            assert (english.language, welsh.language) == ("en", "cy"), address
            found += [f"{address}: {each}" for each in same_in_both(english, welsh, data=data)]

        assert found == []
        assert set(addresses) >= {
            at("supporting_safety"),
            at("supported", victim),
            at("supported_dates", victim),
            at("supported_letters", victim),
        }


class TestNeverShown:
    def test_s6_no_page_says_how_they_are_reached_or_who_else_there_is(self, supporter, browser):
        victim = make_victim()
        other = SupporterConsentFactory(
            victim=victim, supporter=RegisteredSupporterFactory(person=PersonFactory(full_name="Other Supporter"))
        )
        SupporterConsentFactory(supporter=supporter, victim=victim)
        points = [point.value for point in victim.person.contact_points.all()]
        letter_to(victim, **printable())

        pages = [browser.get(at("supporting"))] + [
            browser.get(at(name, victim)) for name in ("supported", "supported_dates", "supported_letters")
        ]

        assert points
        for page in pages:
            text = page.content.decode()
            for words in (*points, other.supporter.person.full_name, victim.case.urn):
                assert words not in text


def words_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
