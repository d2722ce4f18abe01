"""Guides, and help near somebody, that leave no trace (S5; issue 4, point 10)."""

import datetime as dt
import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.vocabulary import JourneyStage
from communications.documents.support import ListedService, support_rows
from communications.rules.guides import Guide
from communications.rules.neutral_words import revealing_words
from tests.factories.cases import ObligationFactory
from tests.web.portal.conftest import make_victim, sign_in
from web.portal import presenters_help

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
PICKED = {"kind": "SEXUAL", "place": "62", "age": "TO_18", "is_lgbt": "on"}


def text_of(answer) -> str:
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class TestGuides:
    def test_are_listed_and_each_is_read_whole_in_both_languages(self, signed_in) -> None:
        browser = signed_in.browser
        for code, first in (("in_english", "Who does what"), ("in_welsh", "Pwy sy’n gwneud beth")):
            browser.get(reverse(f"portal:{code}"))
            listed = browser.get(reverse("portal:guides")).content.decode()
            assert first in listed
            for guide in Guide:
                address = reverse("portal:guide", kwargs={"number": guide.number})
                assert f'href="{address}"' in listed
                page = browser.get(address)
                assert page.status_code == 200
                assert page.content.decode().count("<h1") == 1

    def test_lead_on_to_the_next_and_back_to_the_one_before(self, signed_in) -> None:
        numbers = {1: [2], 5: [4, 6], len(Guide): [len(Guide) - 1]}
        for number, others in numbers.items():
            page = signed_in.browser.get(reverse("portal:guide", kwargs={"number": number})).content.decode()
            found = set(re.findall(r'href="[^"]*/guides/(\d+)/"', page))
            assert found == {str(other) for other in others}

    @pytest.mark.parametrize("number", [0, 13, 999])
    def test_of_no_number_are_not_there(self, signed_in, number) -> None:
        assert signed_in.browser.get(reverse("portal:guide", kwargs={"number": number})).status_code == 404

    def test_are_offered_from_the_first_page_and_from_the_foot_of_every_other(self, signed_in) -> None:
        home = signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))
        other = signed_in.browser.get(reverse("portal:rights", kwargs={"victim_id": signed_in.victim.pk}))
        for page in (home, other):
            assert reverse("portal:guides") in page.content.decode()
            assert reverse("portal:help_near") in page.content.decode()

    def test_the_one_for_the_step_of_the_case_is_offered_on_the_first_page(self, clock) -> None:
        victim = make_victim(stage=JourneyStage.TRIAL)
        page = text_of(sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})))

        assert "How this works: The trial" in page

    def test_the_one_that_is_offered_does_not_give_a_stop_away_before_its_letter(self, clock) -> None:
        """GUIDE-1, PORT-2."""
        victim = make_victim(stage=JourneyStage.STOPPED)
        ObligationFactory(victim=victim)
        page = text_of(sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})))

        assert "How this works: Who does what" in page


class TestHelpNear:
    def test_shows_the_help_for_everybody_before_anything_is_picked(self, signed_in) -> None:
        page = text_of(signed_in.browser.get(reverse("portal:help_near")))

        assert "Victim Support" in page
        assert "999" in page
        assert "Rape Crisis" not in page

    def test_shows_services_by_kind_place_and_age_with_phone_hours_and_languages(self, signed_in) -> None:
        page = text_of(signed_in.browser.post(reverse("portal:help_near"), PICKED))

        order = [page.index(name) for name in ("Live Fear Free", "Rape Crisis 24/7 line", "Victim Support Free and")]
        assert order == sorted(order)
        assert "Telephone: 0808 80 10 800, day and night" in page
        assert "They answer in: Welsh and English." in page
        assert "Childline" in page
        assert "Galop" in page

    def test_shows_them_in_welsh_on_a_page_in_welsh(self, signed_in) -> None:
        signed_in.browser.get(reverse("portal:in_welsh"))
        page = text_of(signed_in.browser.post(reverse("portal:help_near"), PICKED))

        assert "Byw Heb Ofn" in page
        assert "ddydd a nos" in page
        assert "Iaith yr ateb: Cymraeg a Saesneg." in page

    def test_needs_no_answer(self, signed_in) -> None:
        answer = signed_in.browser.post(reverse("portal:help_near"), {})

        assert answer.status_code == 200
        assert "There is a problem" not in answer.content.decode()

    @pytest.mark.parametrize("wrong", [{"kind": "NOTHING"}, {"place": "99"}, {"age": "200"}])
    def test_says_what_is_wrong_with_an_answer_that_is_none_of_those_offered(self, signed_in, wrong) -> None:
        page = signed_in.browser.post(reverse("portal:help_near"), wrong).content.decode()

        assert "There is a problem" in page
        assert "Victim Support" in page

    def test_says_when_a_service_was_last_tried_and_that_it_was_not(self) -> None:
        service = ListedService(
            name="A", offers="help", phone="", hours="", website="", languages=frozenset({"en"}),
            verified_on=dt.date(2026, 3, 3), is_local=False,
        )  # fmt: skip

        assert presenters_help.services((service,))[0].checked == "We checked this on 3 March 2026."

    def test_opens_no_other_site(self, signed_in) -> None:
        """A link to a service would leave its name in the list of pages of the device."""
        main = signed_in.browser.post(reverse("portal:help_near"), PICKED).content.decode().split("<main")[1]

        assert not re.findall(r'href="(?:https?:|tel:)', main)


class TestTraces:
    """Somebody who holds the phone, or who looks through our own records, learns nothing of what was looked at (S5)."""

    def test_no_look_stands_in_any_trail_or_log(self, signed_in, caplog) -> None:
        before = AuditEvent.objects.count()
        with caplog.at_level(logging.DEBUG):
            signed_in.browser.get(reverse("portal:guides"))
            signed_in.browser.get(reverse("portal:guide", kwargs={"number": Guide.VERDICT.number}))
            signed_in.browser.post(reverse("portal:help_near"), PICKED)

        assert AuditEvent.objects.count() == before
        assert "SEXUAL" not in caplog.text

    def test_what_was_picked_stands_in_no_address_and_no_cookie_and_is_not_kept_by_the_browser(self, signed_in) -> None:
        answer = signed_in.browser.post(reverse("portal:help_near"), PICKED)

        assert answer.status_code == 200  # no other address that would stand in the list of pages
        assert "no-store" in answer["Cache-Control"]
        assert not any("SEXUAL" in cookie.value for cookie in answer.cookies.values())
        again = signed_in.browser.get(reverse("portal:help_near")).content.decode()
        assert "checked" not in again.replace('value="" checked', "")

    def test_titles_and_addresses_say_nothing(self, signed_in) -> None:
        addresses = [
            reverse("portal:guides"),
            reverse("portal:help_near"),
            *(reverse("portal:guide", kwargs={"number": guide.number}) for guide in Guide),
        ]
        for language in ("in_english", "in_welsh"):
            signed_in.browser.get(reverse(f"portal:{language}"))
            for address in addresses:
                title = TITLE.search(signed_in.browser.get(address).content.decode())
                assert title is not None
                assert revealing_words(title[1]) == frozenset()
                assert revealing_words(address.replace("/", " ")) == frozenset()

    def test_who_opens_the_list_of_pages_of_the_device_later_finds_the_start(self) -> None:
        """A partner with the phone: the number of a guide leads nowhere once she is signed out."""
        for address in (reverse("portal:guide", kwargs={"number": 6}), reverse("portal:help_near")):
            answer = Client().get(address)
            assert answer["Location"] == reverse("portal:start")

    def test_the_exit_is_on_each_of_the_pages(self, signed_in) -> None:
        for answer in (
            signed_in.browser.get(reverse("portal:guide", kwargs={"number": 1})),
            signed_in.browser.post(reverse("portal:help_near"), PICKED),
        ):
            assert reverse("portal:exit") in answer.content.decode()

    def test_the_first_help_that_is_shown_does_not_follow_the_case(self, clock) -> None:
        """T8: what is listed unasked is the same for everybody."""
        one, other = make_victim(), make_victim(is_rasso=True)
        pages = [text_of(sign_in(each).get(reverse("portal:help_near"))) for each in (one, other)]

        assert pages[0] == pages[1]

    def test_costs_the_same_whatever_is_picked(self, signed_in, django_assert_num_queries) -> None:
        # Session with its records, and its mark: nothing of a case is read.
        with django_assert_num_queries(2):
            signed_in.browser.get(reverse("portal:guide", kwargs={"number": 3}))
        with django_assert_num_queries(2):
            signed_in.browser.post(reverse("portal:help_near"), PICKED)


class TestDirectoryFile:
    def test_names_languages_that_the_page_can_say(self) -> None:
        assert set().union(*(row.languages for row in support_rows())) <= set(presenters_help._LANGUAGES)
