"""Letters and messages: everything that was said in one list (V19), and the legal words of a letter (V21)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from communications.models import Communication
from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome, CallPurpose
from communications.rules.letter_words import BlockKey
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import Channel, MessageState, Purpose
from communications.selectors.contact_store import PAGE
from tests.architecture.model_rows import portal_invitation
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import ContactPointFactory, ObligationFactory, PersonFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    MessageAnswerFactory,
    OutboxMessageFactory,
    VictimMessageFactory,
)
from tests.web.portal.conftest import NOW, make_victim

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LONG_AGO = NOW - 30 * DAY


def address(victim, **query) -> str:
    base = reverse("portal:letters", kwargs={"victim_id": victim.pk})
    return base + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def listed(signed_in, **query) -> str:
    """What a reader sees, blanks evened out."""
    response = signed_in.browser.get(address(signed_in.victim, **query))
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def letter_to(victim, **changes) -> Communication:
    return CommunicationFactory(
        **{"victim": victim, "sent": True, "sent_at": LONG_AGO, "channel": Channel.POST, "words": WORDS, **changes}
    )


def call_to(victim, *, purpose=CallPurpose.UPDATE, person=None, **changes):
    obligation = ObligationFactory(victim=victim) if purpose == CallPurpose.TELL_DECISION else None
    series = CallSeriesFactory(
        victim=victim,
        person=person or victim.person,
        purpose=purpose,
        obligation=obligation,
        about=f"obligation:{obligation.pk}" if obligation else "update",
    )
    return ContactAttemptFactory(
        **{"series": series, "called_on": LONG_AGO.date(), "called_at": LONG_AGO, "logged_at": LONG_AGO, **changes}
    )


def notice_to(victim, *, purpose=Purpose.NEWS_NOTICE, person=None, **changes):
    return OutboxMessageFactory(
        **{
            "communication": None,
            "purpose": purpose,
            "channel": Channel.TEXT,
            "contact_point": ContactPointFactory(person=person or PersonFactory(), mobile=True),
            "template_values": {"victim_id": str(victim.pk)},
            "state": MessageState.DELIVERED,
            "dispatched_at": LONG_AGO,
            **changes,
        }
    )


WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {"key": BlockKey.DECISION_PLAIN.value, "heading": "Our decision", "text": "The jury did not agree.",
     "locked": False},
]  # fmt: skip


class TestTheList:
    def test_has_every_sort_of_contact_newest_first_by_month(self, signed_in):
        victim = signed_in.victim
        letter_to(victim, sent_at=NOW - 40 * DAY)
        call_to(victim, called_at=NOW - 20 * DAY, called_on=(NOW - 20 * DAY).date())
        message = VictimMessageFactory(victim=victim, received_at=NOW - 8 * DAY, answered=True,
                                       settled_at=NOW - 7 * DAY)  # fmt: skip
        MessageAnswerFactory(message=message, written_at=NOW - 7 * DAY)
        MeetingFactory(victim=victim, held=True, starts_at=NOW - 2 * DAY)
        notice_to(victim, person=victim.person, dispatched_at=NOW - DAY)

        page = listed(signed_in)

        parts = ["March 2026", "We told you that there was something new", "By text", "We met",
                 "We answered your message", "You wrote to us", "February 2026", "We tried to ring you",
                 "January 2026", "A decision explained", "30 January 2026", "By post"]  # fmt: skip
        places = [page.index(part) for part in parts]
        assert places == sorted(places)

    def test_leads_to_what_can_be_read_in_full(self, signed_in):
        letter = letter_to(signed_in.victim)
        VictimMessageFactory(victim=signed_in.victim, received_at=LONG_AGO)

        page = signed_in.browser.get(address(signed_in.victim)).content.decode()

        assert reverse("portal:letter", kwargs={"victim_id": letter.victim_id, "letter_id": letter.pk}) in page
        assert f"{reverse('portal:messages', kwargs={'victim_id': letter.victim_id})}#thread" in page

    def test_says_which_letters_were_not_read_yet(self, signed_in):
        letter_to(signed_in.victim)
        assert "Not read yet" in listed(signed_in)

        Communication.objects.update(first_read_at=NOW)
        assert "Not read yet" not in listed(signed_in)

    def test_that_is_empty_says_when_something_will_be_there(self, signed_in):
        assert "There is nothing here yet. A letter that we send by post appears here a few days later" in listed(
            signed_in
        )

    def test_has_an_address_and_a_title_that_say_nothing(self, signed_in):
        title = signed_in.browser.get(address(signed_in.victim)).content.decode().split("<title>")[1].split("<")[0]

        assert title.startswith("Letters and messages ")

    def test_is_written_in_welsh_for_who_reads_welsh(self, signed_in):
        letter_to(signed_in.victim)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = listed(signed_in)

        assert "Llythyrau a negeseuon" in page
        assert "Chwefror 2026" in page
        assert "Drwy’r post" in page

    @pytest.mark.parametrize(
        ("show", "there", "gone"),
        [
            ("letter", "A decision explained", "We tried to ring you"),
            ("call", "We tried to ring you", "A decision explained"),
            ("message", "You wrote to us", "We tried to ring you"),
            ("notice", "We told you when we would ring", "You wrote to us"),
            ("meeting", "A meeting is arranged", "We told you when we would ring"),
        ],
    )
    def test_shows_one_sort_alone_where_that_is_asked_for(self, signed_in, show, there, gone):
        victim = signed_in.victim
        letter_to(victim)
        call_to(victim)
        VictimMessageFactory(victim=victim, received_at=LONG_AGO)
        notice_to(victim, purpose=Purpose.CALL_NOTICE, person=victim.person)
        MeetingFactory(victim=victim, arranged=True, starts_at=NOW + DAY)

        page = listed(signed_in, show=show)

        assert there in page
        assert gone not in page

    def test_any_other_sort_shows_all(self, signed_in):
        letter_to(signed_in.victim)

        assert "A decision explained" in listed(signed_in, show="secrets")

    def test_leaves_a_trace(self, signed_in):
        listed(signed_in)

        event = AuditEvent.objects.filter(victim_id=signed_in.victim.pk, verb="VIEWED").latest("id")
        assert (event.subject_kind, event.actor) == ("letters", f"victim:{signed_in.victim.person_id}")


class TestPages:
    def laid(self, victim, count):
        """Contacts of all sorts, several of them at the very same moment."""
        for number in range(count):
            at = LONG_AGO - (number // 3) * DAY
            kind = number % 4
            if kind == 0:
                letter_to(victim, sent_at=at)
            elif kind == 1:
                VictimMessageFactory(victim=victim, received_at=at)
            elif kind == 2:
                notice_to(victim, person=victim.person, dispatched_at=at)
            else:
                ContactAttemptFactory(
                    series=CallSeriesFactory(victim=victim, about=f"update-{number}"),
                    called_at=at,
                    called_on=at.date(),
                )

    def test_follow_one_another_without_a_gap_and_without_doubles(self, signed_in):
        self.laid(signed_in.victim, 2 * PAGE + 5)
        seen, href = [], address(signed_in.victim)
        pages = 0
        while href:
            html = signed_in.browser.get(href).content.decode()
            seen += re.findall(r'<li class="govuk-!-margin-bottom-4">', html)
            found = re.search(r'href="([^"]+)" rel="next"', html)
            href = found.group(1).replace("&amp;", "&") if found else ""
            pages += 1

        assert (pages, len(seen)) == (3, 2 * PAGE + 5)

    def test_lead_back_to_the_newest_and_keep_the_filter(self, signed_in):
        for _ in range(PAGE + 1):
            letter_to(signed_in.victim)
        first = signed_in.browser.get(address(signed_in.victim, show="letter")).content.decode()
        href = re.search(r'href="([^"]+)" rel="next"', first).group(1).replace("&amp;", "&")

        second = signed_in.browser.get(href).content.decode()

        assert "show=letter" in href
        assert f'href="{address(signed_in.victim, show="letter")}">Back to the newest' in second

    @pytest.mark.parametrize("after", ["nonsense", "2026-03-01~0~x", "2026-03-01T00:00:00+00:00~9~1", "~~", "a~b~c"])
    def test_that_never_were_begin_at_the_newest(self, signed_in, after):
        letter_to(signed_in.victim)

        assert "A decision explained" in listed(signed_in, after=after.replace("+", "%2B"))

    def test_cost_the_same_with_one_and_with_fifty(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            # Session, its mark, the record, what was answered, seven tables, the trail, both ends of a transaction.
            with django_assert_max_num_queries(14) as queries:
                signed_in.browser.get(address(signed_in.victim))
            return len(queries)

        self.laid(signed_in.victim, 1)
        with_one = cost()
        self.laid(signed_in.victim, 50)

        assert cost() == with_one


class TestWhatIsNotShown:
    def test_a_letter_in_the_post_is_not_there(self, signed_in):
        letter_to(signed_in.victim, sent_at=NOW - DAY)

        assert "A decision explained" not in listed(signed_in)

    def test_a_letter_that_somebody_brings_is_there_only_once_they_have_told_it(self, signed_in):
        letter_to(signed_in.victim, channel=Channel.INTERMEDIARY_EMAIL)

        assert "A decision explained" not in listed(signed_in)

    def test_a_call_about_a_decision_that_did_not_reach_them_does_not_speak_of_it(self, signed_in):
        """PORT-2: the list must not be how somebody learns that there is a decision."""
        call_to(signed_in.victim, purpose=CallPurpose.TELL_DECISION)

        assert "decision" not in listed(signed_in).lower()

    @pytest.mark.parametrize(
        ("outcome", "answer"),
        [
            (CallOutcome.NOT_SAFE_TO_TALK, CallAnswer.PERSON),
            (CallOutcome.SOMEBODY_ELSE_ANSWERED, CallAnswer.SOMEBODY_ELSE),
            (CallOutcome.NO_ANSWER, CallAnswer.NOBODY),
        ],
    )
    def test_a_partner_with_the_phone_cannot_tell_the_agreed_words_from_silence(self, signed_in, outcome, answer):
        call_to(signed_in.victim, outcome=outcome, who_answered=answer)

        assert "We tried to ring you 9 February 2026 at 10am We could not talk with you then." in listed(signed_in)

    def test_nothing_that_staff_wrote_down_or_dialled(self, signed_in):
        point = ContactPointFactory(person=signed_in.victim.person, mobile=True)
        call_to(
            signed_in.victim,
            outcome=CallOutcome.ASKED_FOR_LETTER,
            who_answered=CallAnswer.PERSON,
            contact_point=point,
            notes="Canary note",
            questions="Canary question",
        )
        meeting = MeetingFactory(
            victim=signed_in.victim, held=True, starts_at=LONG_AGO, place_detail="Canary place", chair="Canary chair"
        )
        page = listed(signed_in)

        assert "Canary" not in page
        assert point.value not in page
        assert MeetingState(meeting.state).label not in page

    def test_what_was_said_to_somebody_else_about_the_same_victim(self, signed_in):
        other = PersonFactory()
        victim = signed_in.victim
        letter_to(victim, recipient=other)
        call_to(victim, person=other)
        notice_to(victim, person=other)
        VictimMessageFactory(victim=victim, person=other, received_at=LONG_AGO)
        MeetingFactory(victim=victim, person=other, arranged=True)

        assert "There is nothing here yet." in listed(signed_in)

    def test_what_was_said_to_the_same_person_about_another_case(self, signed_in):
        elsewhere = make_victim()
        person = signed_in.victim.person
        letter_to(elsewhere, recipient=person)
        call_to(elsewhere, person=person)
        notice_to(elsewhere, person=person)
        VictimMessageFactory(victim=elsewhere, person=person, received_at=LONG_AGO)

        assert "There is nothing here yet." in listed(signed_in)

    def test_the_list_of_somebody_else(self, signed_in):
        assert signed_in.browser.get(address(make_victim())).status_code == 404

    @pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.HELD, MessageState.FAILED_PERM])
    def test_a_text_that_has_not_left(self, signed_in, state):
        notice_to(signed_in.victim, person=signed_in.victim.person, state=state)

        assert "something new" not in listed(signed_in)

    def test_codes_to_sign_in(self, signed_in):
        notice_to(signed_in.victim, person=signed_in.victim.person, purpose=Purpose.PORTAL_CODE)

        assert "There is nothing here yet." in listed(signed_in)


class TestWhoRang:
    def test_is_the_contact_by_name(self, signed_in):
        officer = StaffUserFactory(full_name="Alex Morgan")
        signed_in.victim.officer = officer
        signed_in.victim.save()
        call_to(signed_in.victim, logged_by=f"staff:{officer.pk}")

        assert "Alex Morgan, " in listed(signed_in)

    def test_is_the_team_where_it_was_anybody_else(self, signed_in):
        """V31: staff are not named unless they are the named contact."""
        other = StaffUserFactory(full_name="Robin Canary")
        call_to(signed_in.victim, logged_by=f"staff:{other.pk}")
        page = listed(signed_in)

        assert "Robin Canary" not in page
        assert signed_in.victim.case.unit.name in page

    def test_is_nobody_of_us_where_they_rang(self, signed_in):
        call_to(signed_in.victim, direction=CallDirection.INBOUND, outcome=CallOutcome.ASKED_FOR_ANOTHER_TIME)

        assert "You rang us 9 February 2026 at 10am" in listed(signed_in)

    def test_a_call_whose_hour_nobody_noted_has_its_day(self, signed_in):
        call_to(signed_in.victim, called_at=None)

        assert "We tried to ring you 9 February 2026 We could not" in listed(signed_in)


class TestLegalWords:
    def test_stand_below_the_letter_with_plain_words(self, signed_in):
        letter = letter_to(signed_in.victim)
        names = {"victim_id": letter.victim_id, "letter_id": letter.pk}
        page = signed_in.browser.get(reverse("portal:letter", kwargs=names)).content.decode()

        assert "Words in this letter, explained" in page
        assert re.search(r"<dt[^>]*>Jury</dt><dd[^>]*>twelve members of the public", page)

    def test_of_a_letter_in_english_are_offered_in_welsh_where_the_page_speaks_welsh(self, signed_in):
        letter = letter_to(signed_in.victim)
        names = {"victim_id": letter.victim_id, "letter_id": letter.pk}
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = signed_in.browser.get(reverse("portal:letter", kwargs=names)).content.decode()

        offered = page.partition("Geiriau yn y llythyr hwn, wedi’u hegluro")
        assert re.search(r'lang="(\w+)">[^§]*$', offered[0].rpartition('lang="en">')[2]).group(1) == "cy"
        assert re.search(r'<dl[^>]*lang="en"', offered[2])

    def test_are_not_spoken_of_where_there_are_none(self, signed_in):
        letter = letter_to(signed_in.victim, words=WORDS[:1])
        names = {"victim_id": letter.victim_id, "letter_id": letter.pk}

        page = signed_in.browser.get(reverse("portal:letter", kwargs=names)).content.decode()

        assert "Words in this letter, explained" not in page


class TestHome:
    def test_keeps_the_newest_three_and_leads_to_all(self, signed_in):
        for number in range(5):
            letter_to(signed_in.victim, sent_at=LONG_AGO - number * DAY)
        home = reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk})
        page = signed_in.browser.get(home).content.decode()

        letters = page.split('<h2 class="govuk-heading-m">Letters</h2>')[1].split("</ul>")[0]
        assert letters.count("A decision explained") == 3
        assert f'href="{address(signed_in.victim)}"' in page

    def test_names_each_letter_that_waits_to_be_read_among_what_there_is_to_do(self, signed_in):
        """A task list of five says of which letter each line is, even where the list of letters below keeps three."""
        for number in range(5):
            letter_to(signed_in.victim, sent_at=LONG_AGO - number * DAY)
        home = reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk})
        page = signed_in.browser.get(home).content.decode()

        to_do = page.split('id="to-do"')[1].split("</ul>")[0]
        assert to_do.count("A decision explained") == 5


def test_a_page_of_the_list_is_small(signed_in):
    """A cheap phone: less than 100 kB for the page itself (issue 4)."""
    TestPages().laid(signed_in.victim, PAGE)
    page = signed_in.browser.get(address(signed_in.victim))

    assert len(page.content) < 60_000


def test_port_7_a_code_that_was_read_out_is_a_call_that_they_read_of(signed_in) -> None:
    """V19, V33: whoever had somebody else pick up sees it; neither a complaint nor a question hangs on it."""
    rung = ContactPointFactory(person=signed_in.victim.person, kind="HOME_PHONE", value="+441632960001")
    portal_invitation(
        victim=signed_in.victim, person=signed_in.victim.person, spoken_key="k", invited_at=NOW,
        code_contact_point=signed_in.victim.person.contact_points.filter(kind="MOBILE").get(), rung_contact_point=rung,
        channel="", identity="SECURITY_QUESTIONS",
    )  # fmt: skip

    page = listed(signed_in, kind="CALL")
    assert "We read out a code with which you can come in here. If it was not you, please tell us." in page
    choices = signed_in.browser.get(
        reverse("portal:complaint_make", kwargs={"victim_id": signed_in.victim.pk})
    ).content.decode()
    assert "CALL:" not in choices
