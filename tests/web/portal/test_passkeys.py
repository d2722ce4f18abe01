"""Unlocking a device instead of typing six digits (V1, PORT-9): adding it, coming in, once more, taking it away."""

import datetime as dt
import html
import json
import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from communications.models import PortalAccount, PortalPasskey, PortalSession
from communications.rules import portal_passkeys as rules
from communications.services import portal_limits, portal_secrets
from tests.fakes.passkeys import SoftDevice
from tests.web.portal.conftest import SignedIn, make_victim, sign_in

pytestmark = pytest.mark.django_db
HERE = "https://updates.example.org"
UNLOCK, UNLOCKED = reverse("portal:unlock"), reverse("portal:unlocked")
ADD, DEVICES, ONCE_MORE = reverse("portal:add_device"), reverse("portal:devices"), reverse("portal:once_more")
PAUSE = dt.timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.PUBLIC_URL = HERE


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def asked_on(response) -> dict:
    """What the script of the page finds to ask the device."""
    return json.loads(html.unescape(re.search(r'data-asked="([^"]*)"', text_of(response)).group(1)))


def number_of(signed_in: SignedIn) -> str:
    account = PortalAccount.objects.get(person=signed_in.victim.person)
    return portal_secrets.sign_in_number(account_id=account.pk, since=account.number_since)


@pytest.fixture
def device(signed_in) -> SoftDevice:
    """A device that she has added."""
    device = SoftDevice(origin=HERE)
    added = signed_in.browser.post(ADD, {"answer": device.adds(asked_on(signed_in.browser.get(ADD)))})
    assert "This device is added" in text_of(added)
    return device


class TestAdding:
    def test_says_first_for_whom_it_is_not_safe(self, signed_in):
        page = text_of(signed_in.browser.get(ADD))

        assert "Do not do this on a device that somebody else can unlock" in page
        assert page.index("Do not do this") < page.index("Nobody else can unlock it: add it")
        assert "Whoever looks there sees that these pages were used" in page

    def test_shows_no_button_without_scripts(self, signed_in):
        page = text_of(signed_in.browser.get(ADD))

        assert "<div hidden data-needs-passkey>" in page
        assert "This browser cannot do it. You come in with six digits, as before." in page

    def test_asks_for_digits_that_are_nearly_new(self, signed_in, clock):
        clock.shift(PAUSE)

        assert signed_in.browser.get(ADD)["Location"].startswith(ONCE_MORE)

    @pytest.mark.parametrize("answer", ["", "{}", "x"])
    def test_says_that_it_did_not_work_and_asks_anew(self, signed_in, answer):
        first = asked_on(signed_in.browser.get(ADD))

        again = signed_in.browser.post(ADD, {"answer": answer})

        assert "The device could not be added" in text_of(again)
        assert asked_on(again) != first
        assert not PortalPasskey.objects.exists()

    def test_ends_at_five(self, signed_in):
        for _ in range(rules.MOST):
            signed_in.browser.post(ADD, {"answer": SoftDevice(origin=HERE).adds(asked_on(signed_in.browser.get(ADD)))})

        assert "You have added as many devices as anybody can" in text_of(signed_in.browser.get(ADD))

    def test_is_for_people_who_are_signed_in(self, clock):
        assert Client().get(ADD)["Location"] == reverse("portal:start")


class TestAtTheDoor:
    def test_lets_her_in_with_number_and_device(self, signed_in, device):
        elsewhere = Client()

        asked = elsewhere.post(UNLOCK, {"code": number_of(signed_in)})
        came_in = elsewhere.post(UNLOCKED, {"answer": device.unlocks(asked_on(asked))})

        assert came_in["Location"] == reverse("portal:choose")
        assert came_in.cookies[django_settings.PORTAL_COOKIE_NAME]["httponly"]
        assert PortalSession.objects.filter(ended_at__isnull=True).count() == 2

    def test_puts_the_number_into_no_address_and_no_page(self, signed_in, device):
        number = number_of(signed_in)

        page = Client().post(UNLOCK, {"code": number})

        assert page.status_code == 200
        assert number not in text_of(page)

    def test_shows_a_stranger_the_same(self, signed_in, device):
        hers, nobodys = Client().post(UNLOCK, {"code": number_of(signed_in)}), Client().post(UNLOCK, {"code": "NOBODY"})

        def plain(response) -> str:
            without = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text_of(response))
            return re.sub(r"&quot;challenge&quot;: &quot;[^&]*", "", without)

        assert plain(hers) == plain(nobodys)
        assert set(hers.cookies) == set(nobodys.cookies)

    def test_tells_nobody_what_was_wrong(self, signed_in, device):
        his = Client()
        with_his_own = SoftDevice(origin=HERE)

        pages = [
            text_of(his.post(UNLOCKED, {"answer": with_his_own.unlocks(asked_on(his.post(UNLOCK, {"code": typed})))}))
            for typed in (number_of(signed_in), "NOBODY")
        ]
        pages.append(text_of(his.post(UNLOCKED, {"answer": "x"})))

        assert all("That did not work" in page for page in pages)
        assert PortalSession.objects.count() == 1

    def test_with_her_device_and_without_her_number_is_no_way_in(self, signed_in, device):
        """A partner who can unlock her telephone, and has not found the number."""
        hers = Client()

        answer = device.unlocks(asked_on(hers.post(UNLOCK, {"code": "K7Q2-9MXD-4TPH"})))

        assert "That did not work" in text_of(hers.post(UNLOCKED, {"answer": answer}))

    def test_asks_for_the_number_first(self, clock):
        assert "Enter the code we sent you, or your sign-in number" in text_of(Client().post(UNLOCK, {"code": ""}))

    def test_is_asked_to_wait_after_many_tries(self, clock):
        browser = Client()
        for _ in range(portal_limits.PER_BROWSER.most):
            assert browser.post(UNLOCK, {"code": "NOBODY"}).status_code == 200

        assert browser.post(UNLOCK, {"code": "NOBODY"}).status_code == 429


class TestOnceMore:
    def test_goes_on_to_the_letters(self, signed_in, device, clock):
        clock.shift(PAUSE)
        letters = reverse("portal:letters", args=[signed_in.victim.pk])
        held_up = signed_in.browser.get(letters, follow=True)

        asked = signed_in.browser.post(ONCE_MORE, {"once-more-step": "unlock", "way-back": letters})
        answer = device.unlocks(asked_on(asked))
        on = signed_in.browser.post(
            ONCE_MORE, {"once-more-step": "unlocked", "once-more-answer": answer, "way-back": letters}
        )

        assert "Unlock this device instead" in text_of(held_up)
        assert on["Location"] == letters
        assert signed_in.browser.get(letters).status_code == 200

    def test_keeps_what_was_typed(self, signed_in, device, clock):
        clock.shift(PAUSE)
        choices = reverse("portal:often", args=[signed_in.victim.pk])

        held_up = text_of(signed_in.browser.post(choices, {"rhythm": "WEEKLY"}))

        assert "Unlock this device instead" in held_up
        assert held_up.count('name="rhythm" value="WEEKLY"') == 2

    @pytest.mark.parametrize("answer", ["", "{}", "x" * 9000])
    def test_says_that_it_did_not_work_and_offers_both_again(self, signed_in, device, clock, answer):
        clock.shift(PAUSE)

        page = text_of(signed_in.browser.post(ONCE_MORE, {"once-more-step": "unlocked", "once-more-answer": answer}))

        assert "Unlocking did not work. Try again, or let us send six digits." in page
        assert "Send me the digits" in page
        assert asked_on(signed_in.browser.post(ONCE_MORE, {"once-more-step": "unlock"}))

    def test_is_not_offered_to_somebody_without_a_device(self, signed_in, clock):
        clock.shift(PAUSE)

        assert "Unlock this device" not in text_of(signed_in.browser.get(ONCE_MORE))


class TestDevices:
    def test_are_listed_by_kind_and_day_only(self, signed_in, device):
        page = text_of(signed_in.browser.get(DEVICES))

        assert "Another device" in page
        assert "Added on 11 March 2026, not used yet" in page
        assert device.credential_id.hex() not in page

    def test_are_taken_away_without_digits(self, signed_in, device, clock):
        clock.shift(PAUSE)

        signed_in.browser.post(DEVICES, {"device": str(PortalPasskey.objects.get().pk)})

        assert "None. You come in with your sign-in number and six digits." in text_of(signed_in.browser.get(DEVICES))

    def test_of_somebody_else_stay(self, signed_in, device):
        other = sign_in(make_victim())

        other.post(DEVICES, {"device": str(PortalPasskey.objects.get().pk)})
        other.post(DEVICES, {"device": "x"})

        assert PortalPasskey.objects.get().removed_at is None
        assert "None." in text_of(other.get(DEVICES))

    def test_are_reached_from_the_page_on_safety(self, signed_in):
        page = text_of(signed_in.browser.get(reverse("portal:your_safety", args=[signed_in.victim.pk])))

        assert f'href="{DEVICES}"' in page
