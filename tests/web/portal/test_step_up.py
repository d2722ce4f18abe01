"""Six digits once more before letters and copies of them, without losing the way or a word (V1, PORT-5, T2)."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from audit.models import AuditEvent
from cases.models import Victim
from communications.models import OutboxMessage, PortalAccount, PortalSession, VictimMessage
from communications.rules.portal_proof import Need
from communications.rules.vocabulary import Purpose
from communications.services import portal_limits
from tests.architecture.routes import printable, routes
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim, newest_one_time_code
from tests.web.portal.test_reading import address_of, letter_to

pytestmark = pytest.mark.django_db
PAUSE = dt.timedelta(minutes=11)
NEEDS = {route.name: getattr(route.view, "needs_fresh_code", None) for route in routes()}
READING = ("letter", "download", "large_print")


@pytest.fixture
def letter(signed_in):
    return letter_to(signed_in.victim, **printable())


def text_of(response) -> str:
    return response.content.decode()


def once_more(to: str) -> str:
    return f"{reverse('portal:once_more')}?{urlencode({'way-back': to})}"


def send(browser: Client, to: str, **more: object) -> HttpResponse:
    return browser.post(reverse("portal:once_more"), {"once-more-step": "send", "way-back": to, **more})


def confirm(browser: Client, to: str, code: str = "", **more: object) -> HttpResponse:
    typed = {"once-more-step": "confirm", "once-more-code": code or newest_one_time_code(), "way-back": to, **more}
    return browser.post(reverse("portal:once_more"), typed)


class TestPages:
    """Which pages ask: what others must not read, and what others must not change."""

    @pytest.mark.parametrize(
        "name",
        [
            "letters",
            "letter",
            "leaflet",
            "download",
            "large_print",
            "take",
            "looks",
            "your_number",
            "review",
            "dates",
            "date_calendar",
            "happened",
            "meetings",
            "meeting",
            "help_for_you",
        ],
    )
    def test_that_show_what_is_for_one_person_ask_before_it(self, name):
        assert NEEDS[f"portal:{name}"] is Need.READING

    @pytest.mark.parametrize("name", ["choices", "often", "pause", "safe", "ways", "words"])
    def test_that_change_how_a_person_is_reached_or_called_ask_for_more(self, name):
        assert NEEDS[f"portal:{name}"] is Need.CHANGING

    @pytest.mark.parametrize(
        "name", ["your_safety", "exit", "sign_out", "how_to_leave", "once_more", "messages", "home"]
    )
    def test_that_take_access_away_or_bring_help_ask_for_nothing(self, name):
        assert NEEDS[f"portal:{name}"] is None


class TestAfterSigningIn:
    @pytest.mark.parametrize("name", ["letter", "large_print"])
    def test_nobody_is_asked_twice(self, signed_in, letter, name):
        assert signed_in.browser.get(address_of(letter, name)).status_code == 200


class TestAfterAPause:
    @pytest.fixture(autouse=True)
    def _pause(self, letter, clock):
        clock.shift(PAUSE)

    @pytest.mark.parametrize("name", READING)
    def test_asks_before_a_letter_and_comes_back_to_it(self, signed_in, letter, name):
        wanted = address_of(letter, name) + "?now"

        held_up = signed_in.browser.get(wanted)
        asked = signed_in.browser.get(held_up["Location"])
        sent = send(signed_in.browser, wanted)
        back = confirm(signed_in.browser, wanted)

        assert held_up["Location"] == once_more(wanted)
        assert "Send me the digits" in text_of(asked)
        assert 'autocomplete="one-time-code"' in text_of(sent)
        assert (back.status_code, back["Location"]) == (302, wanted)
        assert signed_in.browser.get(address_of(letter)).status_code == 200

    def test_reads_nothing_of_the_letter_and_leaves_no_trace_of_a_look(self, signed_in, letter):
        before = AuditEvent.objects.filter(verb="VIEWED").count()

        page = text_of(signed_in.browser.get(address_of(letter), follow=True))

        assert "Dear" not in page
        assert AuditEvent.objects.filter(verb="VIEWED").count() == before

    def test_sends_nothing_before_the_person_asks_for_it(self, signed_in, letter):
        """A page of somebody else's that leads here must not make a telephone ring."""
        before = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count()

        signed_in.browser.get(once_more(address_of(letter)))
        signed_in.browser.get(address_of(letter), follow=True)

        assert OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count() == before

    def test_does_not_ask_before_the_first_page(self, signed_in):
        assert signed_in.browser.get(reverse("portal:home", args=[signed_in.victim.pk])).status_code == 200

    def test_says_what_is_wrong_and_lets_them_try_again(self, signed_in, letter):
        send(signed_in.browser, address_of(letter))

        wrong = text_of(confirm(signed_in.browser, address_of(letter), code="x"))
        empty = text_of(confirm(signed_in.browser, address_of(letter), code=" "))

        assert "<title>Error:" in wrong
        assert 'href="#id_once-more-code"' in wrong
        assert "Enter the six digits we sent you" in empty
        assert confirm(signed_in.browser, address_of(letter)).status_code == 302

    def test_waits_after_many_codes_and_keeps_the_way(self, signed_in, letter):
        for _ in range(portal_limits.PER_PERSON_AGAIN.most):
            send(signed_in.browser, address_of(letter))

        page = text_of(send(signed_in.browser, address_of(letter)))

        assert "We have sent you several codes within the last hour." in page
        assert f'name="way-back" value="{address_of(letter)}"' in page

    def test_names_whom_to_ask_where_codes_have_nowhere_to_go(self, signed_in, letter):
        PortalAccount.objects.update(code_contact_point=None)

        page = text_of(send(signed_in.browser, address_of(letter)))

        assert "Ask your contact" in page
        assert "Send new digits" not in page


class TestWayBack:
    @pytest.mark.parametrize(
        "to",
        [
            "https://example.org/",
            "//example.org/portal/updates/",
            "/\\example.org",
            "javascript:alert(1)",
            "/staff/",
            "/portal/exit/",
            "/nowhere/",
            "",
            "/portal/updates/\nSet-Cookie: a=b",
            "x" * 600,
        ],
    )
    def test_leads_nowhere_but_to_pages_for_people_who_are_signed_in(self, signed_in, to):
        send(signed_in.browser, to)

        assert confirm(signed_in.browser, to)["Location"] == reverse("portal:choose")

    def test_is_as_safe_after_the_page_on_leaving(self, signed_in):
        answer = signed_in.browser.post(reverse("portal:how_to_leave"), {"way-back": "https://example.org/"})

        assert answer["Location"] == reverse("portal:choose")


class TestFormThatWasHeldUp:
    """Nothing typed is lost: a form sent after a pause goes on, by itself, with every word in it."""

    TYPED = {"text": "Two lines,\nwith “quotes” & <signs>", "days": ["MON", "TUE"]}

    @pytest.fixture(autouse=True)
    def _pause(self, letter, clock):
        letter.is_hard_news = True
        letter.save()
        clock.shift(PAUSE)

    def test_changes_nothing_yet_and_holds_every_word(self, signed_in, letter):
        held_up = signed_in.browser.post(address_of(letter), self.TYPED)
        asked = send(signed_in.browser, address_of(letter), **{"once-more-kept": "yes", **self.TYPED})
        wrong = confirm(signed_in.browser, address_of(letter), "0", **{"once-more-kept": "yes", **self.TYPED})

        assert not VictimMessage.objects.exists()
        for page in map(text_of, (held_up, asked, wrong)):
            assert "What you have just typed is kept." in page
            assert 'name="text" value="Two lines,\nwith “quotes” &amp; &lt;signs&gt;"' in page
            assert all(f'name="days" value="{day}"' in page for day in ("MON", "TUE"))
            assert page.count('name="csrfmiddlewaretoken"') == page.count("<form ")

    def test_goes_on_as_it_was_once_the_digits_are_right(self, signed_in, letter):
        lay_reference_data()
        send(signed_in.browser, address_of(letter), **{"once-more-kept": "yes", **self.TYPED})

        typed = {"once-more-step": "confirm", "once-more-code": newest_one_time_code(), "once-more-kept": "yes"}
        answer = signed_in.browser.post(
            reverse("portal:once_more"), {**typed, "way-back": address_of(letter), **self.TYPED}, follow=True
        )

        assert answer.redirect_chain[0] == (address_of(letter), 307)
        assert answer.redirect_chain[1][0] == reverse("portal:message_sent", args=[signed_in.victim.pk])
        assert VictimMessage.objects.get().victim == signed_in.victim

    def test_is_no_way_round_the_token_of_the_page(self, signed_in, letter):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = signed_in.browser.cookies

        assert confirm(strict, address_of(letter), **{"once-more-kept": "yes"}).status_code == 403


class TestNewDevice:
    """PORT-6: what leaving is comes before anything is shown, once for each sign-in on another kind of device."""

    IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)"
    HOME_PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"

    @pytest.fixture
    def number(self, clock) -> str:
        browser = self.comes_in(invitation_code(make_victim()), self.HOME_PC)
        browser.post(reverse("portal:how_to_leave"))
        page = text_of(browser.get(reverse("portal:your_number")))
        return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group()

    def comes_in(self, code: str, agent: str) -> Client:
        browser = Client(headers={"User-Agent": agent})
        browser.post(reverse("portal:come_in"), {"code": code})
        browser.post(reverse("portal:code"), {"code": newest_one_time_code()})
        return browser

    def test_shows_nothing_before_it_was_read(self, number):
        browser = self.comes_in(number, self.IPHONE)
        victim = Victim.objects.get()

        for name, args in (("choose", []), ("your_number", []), ("home", [victim.pk]), ("once_more", [])):
            answer = browser.get(reverse(f"portal:{name}", args=args))
            assert answer["Location"].startswith(reverse("portal:how_to_leave"))

    def test_is_asked_once_in_a_sign_in_and_not_on_a_kind_that_is_known(self, number):
        browser = self.comes_in(number, self.IPHONE)
        browser.post(reverse("portal:how_to_leave"))
        again = self.comes_in(number, self.IPHONE)

        for known in (browser, again):
            assert known.get(reverse("portal:choose"))["Location"].startswith(reverse("portal:choose"))
            assert "how_to" not in known.get(reverse("portal:choose"))["Location"]

    def test_keeps_one_word_of_what_the_browser_says_and_leaves_no_mark_on_the_device(self, number):
        browser = self.comes_in(number, self.IPHONE)

        session = PortalSession.objects.latest("started_at")
        assert "iPhone OS" not in str(list(PortalSession.objects.values()))
        assert session.device in {"IPHONE", "WINDOWS"}
        kept = {name for name, cookie in browser.cookies.items() if cookie.value}
        assert kept <= {settings.PORTAL_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}

    def test_says_how_to_leave_and_that_the_list_of_pages_stays(self, number):
        page = text_of(self.comes_in(number, self.IPHONE).get(reverse("portal:how_to_leave")))

        assert "pressing the Shift key three times" in page
        assert "out of the list of pages your browser has visited" in page
        assert page.count(f'href="{reverse("portal:exit")}"') >= 2
