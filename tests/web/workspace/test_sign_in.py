"""Staff sign in with a password and, once they have set it up, a code from an app."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import StaffUserFactory
from tests.web.workspace.conftest import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"
LOGIN = "/staff/account/login/"


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def user():
    user = StaffUserFactory(email="robin@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


class TestSignIn:
    def test_page_is_in_our_design_and_offers_no_sign_up(self):
        html = Client().get(LOGIN).content.decode()

        assert "govuk-generic-header" in html
        assert "sign up" not in html.lower()
        assert html.count("<h1") == 1
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)

    def test_right_password_leads_to_the_work_list(self, user):
        response = Client().post(LOGIN, {"login": user.email, "password": PASSWORD})

        assert response.status_code == 302
        assert response["Location"] == "/staff/"

    def test_wrong_password_says_so_in_title_summary_and_field(self, user):
        response = Client().post(LOGIN, {"login": user.email, "password": "wrong"})

        shown = text(response)
        assert "Error: Sign in" in shown
        assert "There is a problem" in shown
        assert "_auth_user_id" not in response.client.session

    def test_leaves_the_session_with_which_the_other_tests_begin(self, user):
        client = Client()
        client.force_login(user)

        assert dict(signed_in(user).session.items()) == dict(client.session.items())

    def test_does_not_tell_whether_an_account_exists(self, user):
        known = text(Client().post(LOGIN, {"login": user.email, "password": "wrong"}))
        unknown = text(Client().post(LOGIN, {"login": "nobody@example.org", "password": "wrong"}))

        assert re.findall(r"There is a problem.*?Sign in", known) == re.findall(
            r"There is a problem.*?Sign in", unknown
        )

    def test_a_second_factor_is_asked_for_once_it_is_set_up(self, user):
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(user, secret)
        client = Client()

        first = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        page = client.get(first["Location"])
        counter = next(iter(totp.yield_hotp_counters_from_time()))
        code = totp.format_hotp_value(totp.hotp_value(secret, counter))
        signed_in = client.post(first["Location"], {"code": code})

        assert first["Location"].startswith("/staff/account/2fa/")
        assert "govuk-input" in page.content.decode()
        assert signed_in["Location"] == "/staff/"

    def test_the_account_page_leads_to_a_second_factor_and_out(self, user):
        client = Client()
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})

        account = client.get(reverse("workspace:account"))
        index = client.get(reverse("mfa_index"))
        setup = client.get(reverse("mfa_activate_totp"), follow=True)
        client.post(reverse("account_logout"))

        assert user.email in text(account)
        assert reverse("mfa_index") in account.content.decode()
        assert "Authenticator App" in text(index)
        assert "govuk-input" in setup.content.decode()
        assert "_auth_user_id" not in client.session

    def test_a_leaver_cannot_sign_in(self, user):
        user.is_active = False
        user.save()

        response = Client().post(LOGIN, {"login": user.email, "password": PASSWORD})

        assert "_auth_user_id" not in response.client.session


class TestOpenPages:
    @pytest.mark.parametrize("page", ["accessibility", "cookies", "privacy"])
    def test_information_needs_no_account(self, page):
        response = Client().get(f"/staff/{page}/")

        assert response.status_code == 200
        assert response.content.decode().count("<h1") == 1

    def test_the_gallery_needs_one(self):
        assert Client().get("/staff/components/").status_code == 302
