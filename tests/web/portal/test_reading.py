"""Reading in the portal: V2, V5, V6, V7, V19, and nothing before a letter has told it (product promise 7)."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import JourneyStage, OffenceCategory, WorkKind
from communications.models import Communication, RenderedDocument, VictimMessage
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, Purpose
from communications.services import correspondence
from tests.architecture.routes import printable
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import ChargeFactory, DecisionFactory, DefendantFactory, ObligationFactory, PersonFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    EnclosureFactory,
    LetterCorrectionFactory,
    PromiseFactory,
    RenderedDocumentFactory,
    TellingFactory,
    TemplateVersionFactory,
)
from tests.factories.reference import lay_reference_data
from tests.letters.pdfs import text_of
from tests.letters.test_large_print import sizes_of
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in, told_in_call

pytestmark = pytest.mark.django_db
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {"key": BlockKey.DECISION_PLAIN.value, "heading": "Our decision", "text": "Canary sentence.\n\n- one\n- two",
     "locked": False},
]  # fmt: skip
DAY = dt.timedelta(days=1)


def home_of(signed_in: SignedIn):
    return signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))


def seen(response) -> str:
    """What a reader sees, blanks evened out."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def letter_to(victim, **changes):
    sent_at = changes.pop("sent_at", NOW - 10 * DAY)
    values = {
        "victim": victim,
        "sent": True,
        "sent_at": sent_at,
        "channel": Channel.POST,
        "words": WORDS,
        **changes,
    }
    return CommunicationFactory(**values)


def address_of(letter, name="letter"):
    return reverse(f"portal:{name}", kwargs={"victim_id": letter.victim_id, "letter_id": letter.pk})


class TestHome:
    def test_says_what_happened_who_has_it_what_is_next(self, signed_in):
        page = seen(home_of(signed_in))

        assert "Both sides are preparing for the trial." in page
        assert "Your case is with the court now." in page
        assert "We are waiting for the trial at the Crown Court. That has been so since 5 January 2026." in page
        assert "The trial will take place on the date the court sets" in page

    def test_names_whom_to_ask(self, signed_in):
        page = seen(home_of(signed_in))

        assert signed_in.victim.case.unit.name in page
        assert signed_in.victim.case.unit.phone in page

    def test_offers_help_that_does_not_give_away_what_happened(self, clock):
        """T8: the name of a service for one kind of crime would say what the case is about."""
        victim = make_victim()
        ChargeFactory(
            defendant=DefendantFactory(case=victim.case), category=OffenceCategory.RAPE_RASSO, concerning=[victim]
        )
        page = seen(home_of(SignedIn(victim=victim, browser=sign_in(victim))))

        assert "Victim Support" in page
        assert "rape" not in page.lower()
        assert "sexual" not in page.lower()

    @pytest.mark.parametrize("stage", JourneyStage)
    def test_has_words_for_every_stage(self, clock, stage):
        victim = make_victim(stage=stage)
        page = home_of(SignedIn(victim=victim, browser=sign_in(victim)))

        assert page.status_code == 200

    def test_shows_nothing_of_others_and_nothing_that_tells_where_anybody_is(self, signed_in):
        """T6: no address, no number of hers, no defendant, no reference of the case."""
        defendant = DefendantFactory(case=signed_in.victim.case, name="Canary Defendant")
        letter_to(signed_in.victim)

        page = home_of(signed_in).content.decode()

        points = signed_in.victim.person.contact_points.values_list("value", flat=True)
        for hidden in (defendant.name, signed_in.victim.case.urn, signed_in.victim.person.full_name, *points):
            assert hidden not in page

    def test_costs_the_same_with_one_letter_and_with_many(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            # Session with its records, its mark, victim with what is owed, letters, promise, trail: six (P9), and the
            # begin and end of the transaction, which is a part of the test's own here.
            with django_assert_max_num_queries(8) as queries:
                home_of(signed_in)
            return len(queries)

        letter_to(signed_in.victim)
        with_one = cost()
        for _ in range(12):
            letter_to(signed_in.victim)

        assert cost() == with_one


class TestPromise:
    def promise(self, signed_in, **changes):
        return PromiseFactory(victim=signed_in.victim, **changes)

    def test_is_shown_with_its_date(self, signed_in):
        self.promise(signed_in, due_on=dt.date(2026, 3, 26))

        assert "You will hear from us by Thursday 26 March 2026, even if nothing has changed." in seen(
            home_of(signed_in)
        )

    def test_still_stands_on_its_last_day(self, signed_in):
        self.promise(signed_in, due_on=NOW.date())

        assert "You will hear from us by Wednesday 11 March 2026" in seen(home_of(signed_in))

    def test_that_was_missed_is_apologised_for_at_once_before_any_sweep_has_run(self, signed_in):
        self.promise(signed_in, due_on=NOW.date() - DAY)

        page = seen(home_of(signed_in))

        assert "We said that you would hear from us by 10 March 2026. You did not, and we are sorry." in page
        assert "We owe you a new date." in page
        assert "even if nothing has changed" not in page

    def test_that_was_missed_and_replaced_says_sorry_and_gives_the_new_date(self, signed_in):
        missed = self.promise(
            signed_in, due_on=NOW.date() - DAY, state="MISSED", settled_at=NOW, made_at=NOW - 28 * DAY
        )
        self.promise(signed_in, due_on=dt.date(2026, 3, 18), made_at=NOW, follows=missed)

        page = seen(home_of(signed_in))

        assert "we are sorry" in page
        assert "You will hear from us by Wednesday 18 March 2026" in page

    def test_that_was_kept_is_no_reason_for_an_apology(self, signed_in):
        self.promise(signed_in, due_on=NOW.date() - DAY, state="KEPT", settled_at=NOW, made_at=NOW - 28 * DAY)
        self.promise(signed_in, due_on=dt.date(2026, 4, 8), made_at=NOW)

        assert "sorry" not in seen(home_of(signed_in))

    def test_to_somebody_else_about_the_same_victim_is_not_shown(self, signed_in):
        self.promise(signed_in, due_on=dt.date(2026, 3, 26), person=PersonFactory())

        assert "There is no date at present." in seen(home_of(signed_in))


class TestNotToldFirstByAScreen:
    """domain.md 11.3: a decision stands here only after a letter or a person has told it."""

    @pytest.fixture
    def stopped(self, clock):
        victim = make_victim(stage=JourneyStage.STOPPED, stage_since=(NOW - 3 * DAY).date())
        decision = DecisionFactory(case=victim.case, decided_at=NOW - 3 * DAY, recorded_at=NOW - 3 * DAY)
        obligation = ObligationFactory(victim=victim, decision=decision, due_at=NOW + DAY)
        return SignedIn(victim=victim, browser=sign_in(victim)), obligation

    def meet(self, obligation, **letter):
        letter = letter_to(obligation.victim, obligation=obligation, is_hard_news=True, **letter)
        obligation.state, obligation.met_at = "MET", letter.sent_at
        obligation.save()
        return letter

    def test_while_the_letter_is_owed_only_says_that_we_are_writing(self, stopped):
        signed_in, _ = stopped

        page = seen(home_of(signed_in))

        assert "There is a decision in your case." in page
        assert "We are writing to you to explain a decision in your case." in page
        assert "not go on" not in page
        assert "stop" not in page.lower()

    def test_while_the_letter_is_in_the_post_still_says_only_that(self, stopped):
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW - 4 * DAY + dt.timedelta(minutes=1))

        assert "stop" not in seen(home_of(signed_in)).lower()
        assert signed_in.browser.get(address_of(letter)).status_code == 404

    @pytest.mark.parametrize("channel", [Channel.POST, Channel.EMAIL, Channel.PORTAL])
    def test_once_the_letter_has_arrived_shows_it_and_waits_until_it_is_opened(self, stopped, channel):
        """Paper may lie unopened, and here they can still choose when to read it: no channel is proof of reading."""
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW - 4 * DAY, channel=channel)

        page = seen(home_of(signed_in))

        assert "There is a decision in your case. Next Our letter about it is here." in page
        assert "We have written to you to explain a decision in your case. That has been so since 8 March" in page
        assert "We are waiting" not in page
        assert "We are writing" not in page
        assert "stop" not in page.lower()
        assert "not go on" not in page
        assert "A decision explained" in page

        assert signed_in.browser.get(address_of(letter), {"now": "1"}).status_code == 200

        assert "A prosecutor decided that the case should not go on" in seen(home_of(signed_in))

    def test_says_it_once_somebody_has_told_them_by_telephone(self, stopped):
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW - 4 * DAY)
        about = {"obligation": obligation, "about": f"obligation:{obligation.pk}", "purpose": "TELL_DECISION"}
        told_in_call(CallSeriesFactory(victim=signed_in.victim, **about), at=NOW - DAY)

        assert "A prosecutor decided that the case should not go on" in seen(home_of(signed_in))
        assert letter.first_read_at is None

    @pytest.mark.parametrize(
        ("ended", "is_told"),
        [
            ({"state": "EXEMPT", "exemption_reason": "WITHDRAWN_AND_DECLINED"}, False),
            ({"state": "EXEMPT", "exemption_reason": "POLICE_COMMUNICATES"}, False),
            ({"state": "EXEMPT", "exemption_reason": "ALREADY_EXPLAINED_IN_PERSON"}, True),
            ({"state": "SUPERSEDED"}, False),
            # Its letter went to somebody else in their place.
            ({"state": "MET", "met_at": NOW - 2 * DAY}, False),
            # Nobody has opened what may be owed: the list of missing letters finds it.
            (None, False),
        ],
    )
    def test_where_no_letter_is_to_come_tells_it_only_to_whom_it_was_explained(self, stopped, ended, is_told):
        signed_in, obligation = stopped
        if ended is None:
            obligation.delete()
        else:
            if ended["state"] == "EXEMPT":
                ended = {**ended, "exempted_at": NOW - DAY, "exempted_by": "staff:1", "exemption_note": "x"}
            type(obligation).objects.filter(pk=obligation.pk).update(**ended)

        page = seen(home_of(signed_in))

        assert ("A prosecutor decided that the case should not go on" in page) is is_told
        assert ("There is a decision in your case. Next Whoever is in touch with you here can tell you" in page) is (
            not is_told
        )
        if not is_told:
            assert "We are writing" not in page
            assert "our letter" not in page.lower()

    def test_an_earlier_letter_does_not_tell_a_later_stop(self, stopped):
        signed_in, obligation = stopped
        earlier = DecisionFactory(case=signed_in.victim.case, decided_at=NOW - 30 * DAY, recorded_at=NOW - 30 * DAY)
        told = ObligationFactory(victim=signed_in.victim, decision=earlier, due_at=NOW - 25 * DAY)
        self.meet(told, sent_at=NOW - 28 * DAY, first_read_at=NOW - 27 * DAY)
        obligation.delete()

        assert "not go on" not in seen(home_of(signed_in))

    def test_a_copy_in_the_portal_does_not_come_before_the_post_either(self, stopped):
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW - DAY, published_at=NOW - DAY)

        assert signed_in.browser.get(address_of(letter)).status_code == 404

    def test_a_letter_that_an_officer_brings_is_there_only_once_they_have_told_it(self, stopped):
        """B.10, W10: an email to the officer tells the family nothing, however long ago it left."""
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW - 20 * DAY, channel=Channel.INTERMEDIARY_EMAIL)
        assert signed_in.browser.get(address_of(letter)).status_code == 404
        assert "stop" not in seen(home_of(signed_in)).lower()

        TellingFactory(communication=letter, recorded_at=NOW - DAY)

        assert signed_in.browser.get(address_of(letter)).status_code == 200

    def test_a_letter_by_email_is_there_at_once(self, stopped):
        signed_in, obligation = stopped
        letter = self.meet(obligation, sent_at=NOW, channel=Channel.EMAIL)

        assert signed_in.browser.get(address_of(letter)).status_code == 200

    def test_a_draft_or_an_approved_letter_is_not_there(self, signed_in):
        draft = CommunicationFactory(victim=signed_in.victim, words=WORDS)
        approved = CommunicationFactory(victim=signed_in.victim, approved=True, words=WORDS, published_at=NOW - DAY)

        for letter in (draft, approved):
            assert signed_in.browser.get(address_of(letter)).status_code == 404
        assert "There are no letters here yet." in seen(home_of(signed_in))


class TestHardNews:
    """V29: the person chooses when to read, and may have us ring first; the choice is kept as a promise."""

    @pytest.fixture
    def hard(self, signed_in):
        lay_reference_data()
        return letter_to(signed_in.victim, is_hard_news=True)

    def test_stays_closed_until_the_person_says_that_now_is_the_time(self, signed_in, hard):
        page = seen(signed_in.browser.get(address_of(hard)))

        assert "You choose when to read this letter" in page
        assert "Our letter of 1 March 2026 explains it, and it may be hard to read." in page
        assert signed_in.victim.case.unit.phone in page
        assert "Victim Support" in page
        assert "Canary sentence." not in page
        assert Communication.objects.get(pk=hard.pk).first_read_at is None

    def test_has_a_title_that_says_nothing(self, signed_in, hard):
        page = signed_in.browser.get(address_of(hard)).content.decode()

        assert "<title>Before you read \u2013 Your updates</title>" in page

    def test_is_read_by_who_says_so(self, signed_in, hard):
        page = seen(signed_in.browser.get(address_of(hard), {"now": "1"}))

        assert "Canary sentence." in page
        assert Communication.objects.get(pk=hard.pk).first_read_at == NOW

    def test_is_not_asked_about_again_once_read(self, signed_in, hard):
        signed_in.browser.get(address_of(hard), {"now": "1"})

        assert "Canary sentence." in seen(signed_in.browser.get(address_of(hard)))

    def test_may_be_told_by_telephone_first_by_a_date_we_promise(self, signed_in, hard):
        page = seen(signed_in.browser.post(address_of(hard), follow=True))

        message = VictimMessage.objects.get()
        assert message.text == "Please ring me before I read your letter of 1 March 2026."
        assert WorkItem.objects.get(kind=WorkKind.ANSWER_MESSAGE).due_at is not None
        assert "We have your message" in page
        assert f"{message.answer_due_on.day} March 2026" in page

    def test_asking_twice_is_asking_once(self, signed_in, hard):
        for _ in range(2):
            signed_in.browser.post(address_of(hard))

        assert VictimMessage.objects.count() == 1

    def test_nobody_asks_about_a_letter_that_is_not_theirs(self, signed_in):
        other = letter_to(make_victim(), is_hard_news=True)
        crossed = reverse("portal:letter", kwargs={"victim_id": signed_in.victim.pk, "letter_id": other.pk})

        assert signed_in.browser.post(crossed).status_code == 404
        assert not VictimMessage.objects.exists()

    def test_who_has_written_very_often_today_is_led_to_their_messages(self, signed_in, hard, monkeypatch):
        monkeypatch.setattr(correspondence, "MOST_IN_A_DAY", 0)

        response = signed_in.browser.post(address_of(hard))

        assert response["Location"] == reverse("portal:messages", kwargs={"victim_id": signed_in.victim.pk})

    def test_an_ordinary_letter_opens_at_once(self, signed_in):
        assert "Canary sentence." in seen(signed_in.browser.get(address_of(letter_to(signed_in.victim))))


class TestLetter:
    def test_is_read_as_it_was_sent(self, signed_in):
        letter = letter_to(signed_in.victim)

        page = seen(signed_in.browser.get(address_of(letter)))

        assert "Dear Sam" in page
        assert "Our decision Canary sentence. one two" in page
        assert f"Our reference: {letter.reference}" in page

    def test_of_a_reader_of_welsh_is_there_in_both_languages_welsh_first(self, signed_in):
        """V22: each side says in which language it is, so that a screen reader speaks it."""
        letter = letter_to(
            signed_in.victim,
            template_cy=TemplateVersionFactory(language="CY"),
            words_cy=[{**WORDS[0], "heading": "Ein penderfyniad", "text": "Annwyl Sam"}],
            context_cy={"office": "Gwasanaeth Erlyn y Goron Cymru"},
        )

        page = signed_in.browser.get(address_of(letter)).content.decode()

        assert (
            page.index('id="letter-cy" lang="cy"') < page.index("Annwyl Sam") < page.index('id="letter-en" lang="en"')
        )
        assert page.index('id="letter-en" lang="en"') < page.index("Canary sentence.")
        assert '<a class="govuk-link" href="#letter-cy" lang="cy">Cymraeg</a>' in page

    def test_cannot_bring_mark_up_of_its_own(self, signed_in):
        hostile = [{**WORDS[0], "text": '<script>alert(1)</script> {{ 7|add:"1" }}'}]
        letter = letter_to(signed_in.victim, words=hostile)

        page = signed_in.browser.get(address_of(letter)).content.decode()

        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:&quot;1&quot; }}" in page

    def test_is_new_until_it_is_opened(self, signed_in):
        letter = letter_to(signed_in.victim)
        assert "Not read yet" in seen(home_of(signed_in))

        signed_in.browser.get(address_of(letter))

        assert "Not read yet" not in seen(home_of(signed_in))
        assert Communication.objects.get(pk=letter.pk).first_read_at == NOW

    def test_keeps_the_time_of_the_first_reading(self, signed_in, clock):
        letter = letter_to(signed_in.victim)
        signed_in.browser.get(address_of(letter))
        clock.shift(dt.timedelta(minutes=5))
        signed_in.browser.get(address_of(letter))

        assert Communication.objects.get(pk=letter.pk).first_read_at == NOW

    def test_to_somebody_else_about_the_same_victim_is_not_there(self, signed_in):
        other = letter_to(signed_in.victim, recipient=PersonFactory())

        assert signed_in.browser.get(address_of(other)).status_code == 404
        assert "There are no letters here yet." in seen(home_of(signed_in))

    def test_of_another_victim_is_not_there_under_either_address(self, signed_in):
        other = letter_to(make_victim())
        crossed = reverse("portal:letter", kwargs={"victim_id": signed_in.victim.pk, "letter_id": other.pk})

        assert signed_in.browser.get(address_of(other)).status_code == 404
        assert signed_in.browser.get(crossed).status_code == 404

    def test_has_a_title_and_an_address_that_say_nothing(self, signed_in):
        letter = letter_to(signed_in.victim)
        response = signed_in.browser.get(address_of(letter))

        assert "<title>Letter of 1 March 2026 \u2013 Your updates</title>" in response.content.decode()
        assert signed_in.victim.case.urn not in response.request["PATH_INFO"]

    def test_is_no_code_and_no_bare_notice(self, signed_in):
        for purpose in (Purpose.NEWS_NOTICE, Purpose.PORTAL_INVITATION, Purpose.PORTAL_CODE):
            notice = letter_to(signed_in.victim, purpose=purpose)
            assert signed_in.browser.get(address_of(notice)).status_code == 404


class TestCopy:
    def test_is_the_file_that_left_under_a_name_that_says_nothing(self, signed_in):
        document = RenderedDocumentFactory(communication=letter_to(signed_in.victim))

        response = signed_in.browser.get(address_of(document.communication, "download"))

        assert response.content == bytes(document.content)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="copy.pdf"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]

    def test_is_not_offered_where_there_is_none(self, signed_in):
        letter = letter_to(signed_in.victim)

        assert "Download a copy (PDF)" not in seen(signed_in.browser.get(address_of(letter)))
        assert signed_in.browser.get(address_of(letter, "download")).status_code == 404

    def test_of_somebody_elses_letter_is_not_there(self, signed_in):
        document = RenderedDocumentFactory(communication=letter_to(make_victim()))

        assert signed_in.browser.get(address_of(document.communication, "download")).status_code == 404
        assert RenderedDocument.objects.count() == 1


class TestLeaflets:
    """W4: what came with a letter can be read beside it, and gives nothing away from outside."""

    def enclosed(self, signed_in, **changes):
        letter = letter_to(signed_in.victim, **changes)
        words = {"title": "Support for you, and staying safe", "sections": [["Who", "Canary help.\n\n- one\n- two"]]}
        return EnclosureFactory(communication=letter, leaflet="DOMESTIC_ABUSE", position=1, words=words)

    def leaflet_address(self, letter, number=1):
        names = {"victim_id": letter.victim_id, "letter_id": letter.pk, "number": number}
        return reverse("portal:leaflet", kwargs=names)

    def test_are_listed_below_the_letter_and_can_be_read(self, signed_in):
        letter = self.enclosed(signed_in).communication

        page = signed_in.browser.get(address_of(letter))
        leaflet = signed_in.browser.get(self.leaflet_address(letter))

        assert "What came with this letter Support for you, and staying safe" in seen(page)
        assert self.leaflet_address(letter) in page.content.decode()
        assert "Support for you, and staying safe Who Canary help. one two" in seen(leaflet)

    def test_have_an_address_and_a_title_that_say_nothing(self, signed_in):
        """T8."""
        letter = self.enclosed(signed_in).communication

        response = signed_in.browser.get(self.leaflet_address(letter))

        assert "<title>Leaflet 1 \u2013 Your updates</title>" in response.content.decode()
        assert "abuse" not in response.request["PATH_INFO"]

    def test_are_shown_in_both_languages_of_a_pair_with_one_first_heading(self, signed_in):
        enclosure = self.enclosed(
            signed_in,
            template_cy=TemplateVersionFactory(language="CY"),
            words_cy=WORDS,
            context_cy={"our_reference": "x"},
        )
        other = EnclosureFactory(
            communication=enclosure.communication,
            leaflet="COURT",
            position=2,
            words_cy={"title": "Os byddwch yn mynd i\u2019r llys", "sections": [["", "Canary Cymraeg."]]},
        )

        html = signed_in.browser.get(self.leaflet_address(other.communication, 2)).content.decode()

        assert html.count("<h1") == 1
        assert html.index('lang="cy"') < html.index("Canary Cymraeg.") < html.index("What you can expect.")

    def test_of_a_letter_with_hard_news_wait_until_it_was_read(self, signed_in):
        """V29."""
        letter = self.enclosed(signed_in, is_hard_news=True).communication
        assert signed_in.browser.get(self.leaflet_address(letter)).status_code == 404

        signed_in.browser.get(address_of(letter), {"now": "1"})

        assert signed_in.browser.get(self.leaflet_address(letter)).status_code == 200

    def test_that_are_not_there_or_somebody_elses_are_not_found(self, signed_in):
        letter = self.enclosed(signed_in).communication
        other = EnclosureFactory(communication=letter_to(make_victim()), position=1)

        assert signed_in.browser.get(self.leaflet_address(letter, 2)).status_code == 404
        assert signed_in.browser.get(self.leaflet_address(other.communication)).status_code == 404

    def test_leave_a_trace(self, signed_in):
        letter = self.enclosed(signed_in).communication

        signed_in.browser.get(self.leaflet_address(letter))

        event = AuditEvent.objects.order_by("id").last()
        assert (event.verb, event.subject_id) == ("VIEWED", str(letter.pk))


class TestEasyRead:
    """EASY-1: whoever needs easy read finds it first, with the letter and not beside it."""

    def enclosed(self, signed_in, **changes):
        letter = letter_to(signed_in.victim, **changes)
        words = {
            "title": "The main points of our letter",
            "sections": [["What can you do?", "Canary one.\nCanary two."]],
        }
        return EnclosureFactory(communication=letter, leaflet="EASY_READ", position=0, words=words).communication

    def test_stands_above_the_words_of_the_letter(self, signed_in):
        letter = self.enclosed(signed_in)
        EnclosureFactory(communication=letter, leaflet="COURT", position=1)

        page = seen(signed_in.browser.get(address_of(letter)))

        assert "The main points of our letter What can you do? Canary one. Canary two." in page
        html = signed_in.browser.get(address_of(letter)).content.decode()
        assert html.count("<h1") == 1
        assert html.index("Canary two.") < html.index('id="letter-en"') < html.index("What came with this letter")
        assert "What came with this letter Your rights" in page

    def test_of_hard_news_waits_until_its_reader_asks_for_the_letter(self, signed_in):
        """V29."""
        letter = self.enclosed(signed_in, is_hard_news=True)

        assert "Canary" not in seen(signed_in.browser.get(address_of(letter)))
        assert "Canary two." in seen(signed_in.browser.get(address_of(letter), {"now": "1"}))


class TestLargePrint:
    """V21: anybody may have their letter in large print, whatever is on record about them."""

    def test_is_offered_and_made_of_the_words_that_left(self, signed_in):
        letter = letter_to(signed_in.victim, **printable())

        assert "Download a copy in large print (PDF)" in seen(signed_in.browser.get(address_of(letter)))
        response = signed_in.browser.get(address_of(letter, "large_print"))

        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="copy.pdf"'
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert letter.reference in text_of(response.content)
        assert max(sizes_of(response.content).values()) > 20
        assert not RenderedDocument.objects.exists()

    def test_leaves_a_trace(self, signed_in):
        letter = letter_to(signed_in.victim, **printable())

        signed_in.browser.get(address_of(letter, "large_print"))

        event = AuditEvent.objects.order_by("id").last()
        assert (event.verb, event.subject_id) == ("EXPORTED", str(letter.pk))

    def test_says_what_to_do_where_a_letter_cannot_be_made_so(self, signed_in):
        response = signed_in.browser.get(address_of(letter_to(signed_in.victim), "large_print"))

        assert response.status_code == 422
        assert "We could not make this copy" in seen(response)
        assert reverse("portal:messages", kwargs={"victim_id": signed_in.victim.pk}) in response.content.decode()

    def test_of_somebody_elses_letter_is_not_there(self, signed_in):
        other = letter_to(make_victim(), **printable())

        assert signed_in.browser.get(address_of(other, "large_print")).status_code == 404

    def test_of_a_letter_that_is_not_to_be_read_yet_is_not_there(self, signed_in):
        letter = letter_to(signed_in.victim, sent_at=NOW, **printable())

        assert signed_in.browser.get(address_of(letter, "large_print")).status_code == 404


class TestTrail:
    """Whoever looks, leaves a trace: the victim too (promise 8)."""

    def test_notes_each_look_once_with_who_and_what(self, signed_in):
        letter = RenderedDocumentFactory(communication=letter_to(signed_in.victim)).communication
        before = AuditEvent.objects.count()

        home_of(signed_in)
        signed_in.browser.get(address_of(letter))
        signed_in.browser.get(address_of(letter, "download"))

        events = list(AuditEvent.objects.order_by("id")[before:])
        assert [(event.verb, event.subject_kind) for event in events] == [
            ("VIEWED", "cases.victim"),
            ("VIEWED", "communications.communication"),
            ("EXPORTED", "communications.communication"),
        ]
        assert {event.actor for event in events} == {f"victim:{signed_in.victim.person_id}"}
        assert {event.victim_id for event in events} == {signed_in.victim.pk}
        assert all(event.request_id for event in events)


class TestSeveralRecords:
    def test_are_told_apart_without_saying_what_they_are(self, signed_in, clock):
        from_another_case = make_victim()
        from_another_case.person = signed_in.victim.person
        from_another_case.save()
        from_another_case.in_contact_since, from_another_case.officer = dt.date(2026, 2, 9), StaffUserFactory()
        from_another_case.save()
        PromiseFactory(victim=from_another_case, due_on=dt.date(2026, 3, 26))
        sign_in(from_another_case, signed_in.browser)

        page = signed_in.browser.get(reverse("portal:choose"))

        officer = from_another_case.officer.full_name
        assert (
            "Updates 1 In touch since January 2026. Updates 2 In touch since February 2026. "
            f"Your contact is {officer}. You will hear from us by Thursday 26 March 2026."
        ) in seen(page)
        for hidden in (from_another_case.case.urn, from_another_case.case.unit.name, signed_in.victim.person.full_name):
            assert hidden not in page.content.decode()

    def test_cost_one_query_however_many_there_are(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            with django_assert_max_num_queries(10) as queries:
                signed_in.browser.get(reverse("portal:choose"))
            return len(queries)

        def another() -> None:
            victim = make_victim()
            victim.person = signed_in.victim.person
            victim.save()
            sign_in(victim, signed_in.browser)

        another()
        with_two = cost()
        another()

        assert cost() == with_two


class TestOtherPeoplesPages:
    @pytest.mark.parametrize("name", ["home", "rights"])
    def test_are_not_there(self, signed_in, name):
        other = make_victim()

        assert signed_in.browser.get(reverse(f"portal:{name}", kwargs={"victim_id": other.pk})).status_code == 404

    @pytest.mark.parametrize("name", ["home", "rights"])
    def test_of_the_own_record_need_a_session(self, signed_in, name):
        address = reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk})

        assert Client().get(address)["Location"] == reverse("portal:start")


class TestCorrectedLetters:
    """W14: what was wrong is never removed; each of the two letters leads to the other."""

    def corrected(self, signed_in, *, sent_at):
        wrong = letter_to(signed_in.victim)
        letter = letter_to(
            signed_in.victim,
            sent_at=sent_at,
            purpose=Purpose.CORRECTION,
            letter_type="CORRECTION",
            replaces=wrong,
        )
        LetterCorrectionFactory(wrong=wrong, letter=letter)
        return wrong, letter

    def test_name_each_other(self, signed_in):
        wrong, letter = self.corrected(signed_in, sent_at=NOW - 8 * DAY)

        first = signed_in.browser.get(address_of(wrong))
        assert "Something in this letter was wrong. We are sorry." in seen(first)
        assert "Canary sentence." in seen(first)
        assert f'href="{address_of(letter)}"' in first.content.decode()
        second = signed_in.browser.get(address_of(letter))
        assert "This letter corrects our letter of" in seen(second)
        assert f'href="{address_of(wrong)}"' in second.content.decode()
        assert seen(home_of(signed_in)).count("Corrected") == 1

    def test_w14_of_several_the_newest_is_named_first_and_all_of_them_are_listed(self, signed_in):
        wrong, first = self.corrected(signed_in, sent_at=NOW - 8 * DAY)
        second = letter_to(
            signed_in.victim,
            sent_at=NOW - 6 * DAY,
            purpose=Purpose.CORRECTION,
            letter_type="CORRECTION",
            replaces=first,
        )
        LetterCorrectionFactory(wrong=first, letter=second)

        page = signed_in.browser.get(address_of(wrong))
        words, html = seen(page), page.content.decode()

        assert "We had to put more right after that. Our newest letter is of" in words
        assert html.index(f'href="{address_of(second)}"') < html.index(f'href="{address_of(first)}"')
        assert words.count("Our letter of") == 3
        assert words.index("We have not had to correct it.") < words.index("You are reading this one.")
        newest = seen(signed_in.browser.get(address_of(second)))
        assert "Something in this letter was wrong" not in newest
        assert newest.index("You are reading this one. We have not had to correct it.") < newest.index(
            "We corrected it on"
        )

    def test_w14_of_two_that_name_each_other_there_is_no_list(self, signed_in):
        wrong, _letter = self.corrected(signed_in, sent_at=NOW - 8 * DAY)

        assert "Our letters about this" not in seen(signed_in.browser.get(address_of(wrong)))

    def test_w14_a_correction_that_is_still_with_the_post_is_in_the_list_without_a_way_to_it(self, signed_in):
        wrong, first = self.corrected(signed_in, sent_at=NOW - 8 * DAY)
        second = letter_to(signed_in.victim, sent_at=NOW - DAY / 4, purpose=Purpose.CORRECTION, replaces=first)
        LetterCorrectionFactory(wrong=first, letter=second)

        page = signed_in.browser.get(address_of(wrong))

        assert "It is on its way to you." in seen(page)
        assert str(second.pk) not in page.content.decode()

    def test_say_so_before_the_correction_may_be_read_here(self, signed_in):
        """PORT-2: a letter that is still with the post is not read online first; that there is one is no secret."""
        wrong, letter = self.corrected(signed_in, sent_at=NOW - DAY / 4)

        page = signed_in.browser.get(address_of(wrong))

        assert "The letter that puts it right is on its way to you." in seen(page)
        assert str(letter.pk) not in page.content.decode()

    def test_a_correction_in_writing_or_to_somebody_else_is_not_spoken_of(self, signed_in):
        wrong = letter_to(signed_in.victim)
        LetterCorrectionFactory(wrong=wrong)
        to_another = letter_to(signed_in.victim, recipient=PersonFactory(), replaces=wrong)
        LetterCorrectionFactory(
            wrong=wrong, letter=to_another, ended_at=NOW, ended_by="system:delivery", outcome="SENT"
        )

        assert "was wrong" not in seen(signed_in.browser.get(address_of(wrong)))
