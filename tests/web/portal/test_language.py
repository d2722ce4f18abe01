"""The portal speaks the person's language, staff are answered in English (V22)."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.rules.vocabulary import Language
from tests.web.portal.conftest import make_victim, sign_in

pytestmark = pytest.mark.django_db


class TestChoosing:
    def test_each_page_offers_the_other_language_and_comes_back_to_where_one_was(self) -> None:
        client = Client()
        page = client.get(reverse("portal:safety"))
        href = f"{reverse('portal:in_welsh')}?back={reverse('portal:safety').replace('/', '%2F')}"
        assert f'href="{href}" lang="cy" hreflang="cy"' in page.content.decode()
        answer = client.get(href)
        assert answer["Location"] == reverse("portal:safety")
        welsh = client.get(reverse("portal:safety"))
        assert '<html lang="cy"' in welsh.content.decode()
        assert "Gadael y dudalen hon" in welsh.content.decode()

    @pytest.mark.parametrize(
        "back",
        ["https://example.org/", "//example.org/portal/", "/staff/", "/portal/nowhere/", "", "/portal/\\example"],
    )
    def test_it_leads_nowhere_but_to_the_portal(self, back: str) -> None:
        answer = Client().get(reverse("portal:in_welsh"), {"back": back})
        assert answer["Location"] == reverse("portal:start")

    def test_it_is_changed_back_in_the_same_way(self) -> None:
        client = Client()
        client.get(reverse("portal:in_welsh"))
        client.get(reverse("portal:in_english"))
        assert '<html lang="en"' in client.get(reverse("portal:start")).content.decode()

    def test_the_cookie_ends_with_the_browser_and_says_nothing_else(self) -> None:
        answer = Client().get(reverse("portal:in_welsh"))
        cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
        assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("cy", "", True)

    def test_a_browser_that_asks_for_welsh_is_answered_in_it_before_anybody_signs_in(self) -> None:
        page = Client(headers={"accept-language": "cy,en;q=0.5"}).get(reverse("portal:start"))
        assert '<html lang="cy"' in page.content.decode()

    def test_staff_are_answered_in_english_whatever_the_browser_asks_for(self) -> None:
        page = Client(headers={"accept-language": "cy"}).get(reverse("account_login"))
        assert '<html lang="en"' in page.content.decode()
        assert page["Content-Language"] == "en"

    def test_who_is_written_to_in_welsh_reads_welsh_once_they_have_come_in(self, now) -> None:
        victim = make_victim()
        victim.person.language = Language.CY
        victim.person.save()
        page = sign_in(victim).get(reverse("portal:home", kwargs={"victim_id": victim.pk})).content.decode()
        assert '<html lang="cy"' in page
        assert re.search(r"<strong>\d+ (Ionawr|Chwefror|Mawrth) 2026</strong>", page)

    def test_what_somebody_chose_before_they_came_in_stays(self, now) -> None:
        victim, browser = make_victim(), Client()
        browser.get(reverse("portal:in_welsh"))
        sign_in(victim, browser)
        page = browser.get(reverse("portal:home", kwargs={"victim_id": victim.pk}))
        assert '<html lang="cy"' in page.content.decode()


class TestSections:
    def test_the_section_one_stands_in_is_marked_for_everybody(self, signed_in) -> None:
        address = reverse("portal:rights", kwargs={"victim_id": signed_in.victim.pk})
        page = signed_in.browser.get(address).content.decode()
        assert f'href="{address}" aria-current="true"' in page

    def test_a_page_of_no_record_has_none(self, signed_in) -> None:
        page = signed_in.browser.get(reverse("portal:your_number")).content.decode()
        assert 'aria-current="true"' not in page
