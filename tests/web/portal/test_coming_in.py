"""Coming into the portal and leaving it, through the pages (V1, V28; T1 to T3, T22; ASVS 3.3, 6, 7, 14.3)."""

import datetime as dt
import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from communications.models import OutboxMessage, PortalAccount, PortalSession
from communications.rules.vocabulary import Purpose
from communications.services import portal_limits
from tests.factories.accounts import StaffUserFactory
from tests.web.portal.conftest import invitation_code, make_victim, newest_one_time_code, sign_in

START, SAFETY, COME_IN, CODE = "/portal/", "/portal/before-you-start/", "/portal/come-in/", "/portal/code/"
pytestmark = pytest.mark.django_db
OPEN_PAGES = [START, SAFETY, COME_IN, CODE, "/portal/signed-out/", "/portal/help/accessibility/",
              "/portal/help/cookies/", "/portal/help/privacy/", "/portal/nowhere/"]  # fmt: skip


def text_of(response) -> str:
    return response.content.decode()


class TestFirstTime:
    def test_goes_from_the_start_over_safety_and_two_codes_to_the_number_and_the_case(self, clock):
        victim, browser = make_victim(), Client()

        assert SAFETY in text_of(browser.get(START))
        assert COME_IN in text_of(browser.get(SAFETY))
        to_code = browser.post(COME_IN, {"code": invitation_code(victim)})
        to_number = browser.post(CODE, {"code": newest_one_time_code()})
        to_safety = browser.get(to_number["Location"])
        safety_page = browser.get(to_safety["Location"])
        to_number_again = browser.post(reverse("portal:how_to_leave"), {"way-back": to_number["Location"]})
        number_page = browser.get(to_number_again["Location"])
        to_case = browser.get(reverse("portal:choose"))

        assert to_code["Location"] == CODE
        assert to_number["Location"] == reverse("portal:your_number")
        assert to_safety["Location"].startswith(reverse("portal:how_to_leave"))
        assert f'value="{to_number["Location"]}"' in text_of(safety_page)
        assert re.search(r"\w{4}-\w{4}-\w{4}<", text_of(number_page))
        assert to_case["Location"] == reverse("portal:home", kwargs={"victim_id": victim.pk})
        assert browser.get(to_case["Location"]).status_code == 200

    def test_sets_cookies_that_scripts_and_other_sites_cannot_use(self, clock):
        browser = sign_in(make_victim())

        for name in (settings.PORTAL_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            cookie = browser.cookies.get(name)
            if cookie is not None and cookie.value:
                assert cookie["httponly"]
                assert cookie["samesite"] == "Lax"
                assert cookie["path"] == "/"
        assert browser.cookies[settings.PORTAL_COOKIE_NAME].value

    def test_gives_a_new_session_at_sign_in_whatever_cookie_was_there(self, clock):
        """ASVS 7.2.4: a cookie planted before does not become hers."""
        browser = Client()
        browser.cookies[settings.PORTAL_COOKIE_NAME] = "planted"

        sign_in(make_victim(), browser)

        assert browser.cookies[settings.PORTAL_COOKIE_NAME].value != "planted"

    def test_asks_for_the_token_of_the_page_on_every_write(self, clock):
        browser = Client(enforce_csrf_checks=True)

        assert browser.post(COME_IN, {"code": "x"}).status_code == 403
        assert browser.post(CODE, {"code": "000000"}).status_code == 403
        assert browser.post(reverse("portal:sign_out")).status_code == 403


class TestComingBack:
    def test_takes_the_number_from_the_first_time(self, signed_in):
        page = text_of(signed_in.browser.get(reverse("portal:your_number")))
        number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group()
        elsewhere = Client()

        elsewhere.post(COME_IN, {"code": number.lower()})
        came_in = elsewhere.post(CODE, {"code": newest_one_time_code()})

        assert came_in["Location"] == reverse("portal:choose")


class TestAnotherNumber:
    def number_on(self, browser) -> str:
        page = text_of(browser.get(reverse("portal:your_number")))
        return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group()

    def test_is_given_on_asking_and_the_old_one_does_nothing(self, signed_in, clock):
        browser, another = signed_in.browser, reverse("portal:another_number")
        old = self.number_on(browser)
        clock.shift(dt.timedelta(minutes=1))

        assert "The old number then does nothing any more" in text_of(browser.get(another))
        assert self.number_on(browser) == old
        assert browser.post(another)["Location"] == reverse("portal:your_number")

        assert self.number_on(browser) != old
        before = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count()
        Client().post(COME_IN, {"code": old})
        assert OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count() == before
        Client().post(COME_IN, {"code": self.number_on(browser)})
        assert OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count() == before + 1

    def test_asks_for_digits_that_are_nearly_new(self, signed_in, clock):
        old = PortalAccount.objects.get().sign_in_digest
        clock.shift(dt.timedelta(minutes=11))

        held_up = signed_in.browser.post(reverse("portal:another_number"))

        assert "Send me the digits" in text_of(held_up)
        assert PortalAccount.objects.get().sign_in_digest == old


class TestStranger:
    """T22, ASVS 6.3.8."""

    def test_sees_the_same_as_the_person_who_was_invited(self, clock):
        known, unknown = Client(), Client()

        invited = known.post(COME_IN, {"code": invitation_code(make_victim())})
        stranger = unknown.post(COME_IN, {"code": "BCDF-GHJK-MNPQ-RTVW"})

        assert (invited.status_code, invited["Location"]) == (stranger.status_code, stranger["Location"])
        assert set(invited.headers) == set(stranger.headers)
        assert set(invited.cookies) == set(stranger.cookies)
        assert without_secrets(known.get(CODE)) == without_secrets(unknown.get(CODE))

    @pytest.mark.parametrize("typed", ["000000", "12", "abcdef", "9" * 20])
    def test_is_told_the_same_whatever_was_wrong(self, clock, typed):
        known, unknown = Client(), Client()
        known.post(COME_IN, {"code": invitation_code(make_victim())})
        unknown.post(COME_IN, {"code": "BCDF-GHJK-MNPQ-RTVW"})

        answers = [without_secrets(browser.post(CODE, {"code": typed})) for browser in (known, unknown, Client())]

        assert answers[0] == answers[1] == answers[2]

    def test_is_asked_to_wait_after_many_tries_and_nothing_is_looked_up(self, clock):
        browser = Client()
        for _ in range(portal_limits.PER_BROWSER.most):
            assert browser.post(COME_IN, {"code": "NOBODY"}).status_code == 302

        refused = browser.post(COME_IN, {"code": "NOBODY"})

        assert refused.status_code == 429
        assert "Try again in an hour" in text_of(refused)

    def test_cannot_hide_behind_a_made_up_address(self, clock):
        """ASVS 4.1.3, 15.3.4: without a proxy of ours the header is the browser's own invention."""
        for number in range(portal_limits.PER_ADDRESS.most):
            Client().post(COME_IN, {"code": "NOBODY"}, headers={"X-Forwarded-For": f"203.0.113.{number}"})

        refused = Client().post(COME_IN, {"code": "NOBODY"}, headers={"X-Forwarded-For": "198.51.100.1"})

        assert refused.status_code == 429

    def test_is_known_by_the_address_that_our_proxy_saw(self, clock, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for number in range(portal_limits.PER_ADDRESS.most):
            Client().post(COME_IN, {"code": "NOBODY"}, headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"})

        same = Client().post(COME_IN, {"code": "NOBODY"}, headers={"X-Forwarded-For": "203.0.113.99, 192.0.2.1"})
        other = Client().post(COME_IN, {"code": "NOBODY"}, headers={"X-Forwarded-For": "203.0.113.99, 192.0.2.2"})

        assert (same.status_code, other.status_code) == (429, 302)

    def test_is_asked_for_nothing_that_others_can_know(self, clock):
        """T3, ASVS 6.4.2: no field for a name, a birthday, a reference."""
        fields = [
            name
            for page in (START, SAFETY, COME_IN, CODE)
            for name in re.findall(r'<(?:input|select|textarea)[^>]*name="(\w+)"', text_of(Client().get(page)))
        ]

        assert set(fields) == {"csrfmiddlewaretoken", "code"}


def without_secrets(response) -> str:
    return re.sub(r'value="[^"]*"', "", text_of(response))


class TestSecondDevice:
    def test_cannot_use_the_six_digits_that_the_first_one_asked_for(self, clock):
        victim, hers, his = make_victim(), Client(), Client()
        hers.post(COME_IN, {"code": invitation_code(victim)})
        his.get(COME_IN)

        stolen = his.post(CODE, {"code": newest_one_time_code()})

        assert stolen.status_code == 200
        assert "Error:" in text_of(stolen)
        assert not PortalSession.objects.exists()

    def test_signed_in_by_herself_leaves_the_first_one_signed_in(self, signed_in):
        phone = Client()
        number = re.search(
            r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text_of(signed_in.browser.get(reverse("portal:your_number")))
        ).group()
        phone.post(COME_IN, {"code": number})
        phone.post(CODE, {"code": newest_one_time_code()})
        phone.post(reverse("portal:how_to_leave"))

        for browser in (phone, signed_in.browser):
            assert browser.get(reverse("portal:choose")).status_code == 302
            assert "updates" in browser.get(reverse("portal:choose"))["Location"]


class TestLeaving:
    def home(self, signed_in):
        return reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk})

    def test_quickly_ends_the_session_empties_the_browser_and_shows_the_weather(self, signed_in):
        left = signed_in.browser.get(reverse("portal:exit"))

        assert left["Location"] == settings.PORTAL_EXIT_URL
        assert left["Clear-Site-Data"] == '"cache", "storage"'
        assert left.cookies[settings.PORTAL_COOKIE_NAME].value == ""
        assert left.cookies[f"{settings.PORTAL_COOKIE_NAME}_browser"].value == ""
        assert PortalSession.objects.get().ended_at is not None

    def test_quickly_works_when_nobody_is_signed_in(self, client):
        assert client.get(reverse("portal:exit"))["Location"] == settings.PORTAL_EXIT_URL

    def test_by_signing_out_ends_the_session(self, signed_in):
        cookie = signed_in.browser.cookies[settings.PORTAL_COOKIE_NAME].value
        left = signed_in.browser.post(reverse("portal:sign_out"))
        thief = Client()
        thief.cookies[settings.PORTAL_COOKIE_NAME] = cookie

        assert left["Location"] == reverse("portal:signed_out")
        assert thief.get(self.home(signed_in))["Location"] == reverse("portal:signed_out")

    def test_happens_by_itself_after_fifteen_minutes(self, signed_in, clock):
        page = signed_in.browser.get(self.home(signed_in))
        clock.shift(dt.timedelta(minutes=15))

        assert page["Refresh"] == "901; url=/portal/signed-out/"
        assert signed_in.browser.get(self.home(signed_in))["Location"] == reverse("portal:signed_out")

    def test_needs_no_script(self, signed_in):
        page = text_of(signed_in.browser.get(self.home(signed_in)))

        assert page.count(f'href="{reverse("portal:exit")}"') == 2, "the button, and its link for keyboards"


class TestTrees:
    def test_of_staff_opens_nothing_here(self, signed_in):
        staff = Client()
        staff.force_login(StaffUserFactory())

        response = staff.get(reverse("portal:home", kwargs={"victim_id": signed_in.victim.pk}))

        assert response["Location"] == reverse("portal:start")

    def test_of_victims_opens_nothing_for_staff(self, signed_in):
        response = signed_in.browser.get(reverse("workspace:account"))

        assert response["Location"].startswith(reverse("account_login"))


class TestPages:
    @pytest.mark.parametrize("page", OPEN_PAGES)
    def test_have_titles_and_addresses_that_say_nothing(self, client, page):
        title = re.search(r"<title>(.*?)</title>", text_of(client.get(page))).group(1)

        assert not GIVEAWAYS.search(title)
        assert not GIVEAWAYS.search(page)
        assert title.endswith("Your updates")

    @pytest.mark.parametrize("page", [START, SAFETY, COME_IN, CODE, "/portal/signed-out/"])
    def test_before_the_sign_in_say_nothing_at_all(self, client, page):
        body = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text_of(client.get(page)))

        assert not GIVEAWAYS.search(body), GIVEAWAYS.search(body)

    @pytest.mark.parametrize("page", OPEN_PAGES)
    def test_have_one_heading_of_the_first_rank_and_a_language(self, client, page):
        text = text_of(client.get(page))

        assert len(re.findall(r"<h1[ >]", text)) == 1
        assert '<html lang="en"' in text

    @pytest.mark.parametrize("page", OPEN_PAGES)
    def test_are_kept_by_no_store(self, client, page):
        assert "no-store" in client.get(page)["Cache-Control"]

    def test_begin_their_title_with_the_error(self, client):
        assert "<title>Error:" in text_of(client.post(COME_IN, {"code": ""}))


GIVEAWAYS = re.compile(
    r"\b(victim|crime|court|police|prosecut\w*|cps|case|trial|offence|charge|witness|suspect|defendant)\b",
    re.IGNORECASE,
)


class TestMessages:
    def test_hold_the_six_digits_and_nothing_else(self, clock):
        """T1: the first forty signs of a text stand on a locked screen."""
        Client().post(COME_IN, {"code": invitation_code(make_victim())})

        message = OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE)
        assert set(message.template_values) == {"victim_id", "code_id", "minutes"}
        uuid.UUID(message.template_values["code_id"])
