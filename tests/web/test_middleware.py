"""What holds for every request: ids, session limits, no storing, refusals that say little."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import NOBODY
from accounts.permissions import Permission
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.context import current_request_id
from audit.models import AuditEvent
from cases.services import reference
from tests.factories.accounts import StaffUserFactory, staff_with
from tests.factories.reference import lay_reference_data
from web.middleware import NoStoreMiddleware, OneVersionMiddleware, RefusalMiddleware, RequestIdMiddleware, actor_of

PAGE = "workspace:account"


@pytest.fixture
def browser(db, clock):
    client = Client()
    client.force_login(StaffUserFactory())
    return client


def is_signed_in(client) -> bool:
    response = client.get(reverse(PAGE))
    return not response.headers.get("Location", "").startswith(reverse("account_login"))


class TestStaffSession:
    def test_lasts_while_it_is_used(self, browser, clock):
        for _ in range(10):
            clock.shift(dt.timedelta(minutes=29))
            assert is_signed_in(browser)

    def test_ends_after_half_an_hour_without_a_request(self, browser, clock):
        assert is_signed_in(browser)
        clock.shift(dt.timedelta(minutes=30, seconds=1))

        assert not is_signed_in(browser)

    def test_ends_after_ten_hours_however_busy(self, browser, clock):
        for _ in range(40):
            assert is_signed_in(browser)
            clock.shift(dt.timedelta(minutes=15))
        clock.shift(dt.timedelta(seconds=1))

        assert not is_signed_in(browser)

    def test_stays_ended_when_the_old_cookie_comes_back(self, browser, clock):
        assert is_signed_in(browser)
        cookie = browser.cookies["staff_session"].value
        clock.shift(dt.timedelta(minutes=31))
        assert not is_signed_in(browser)
        thief = Client()
        thief.cookies["staff_session"] = cookie
        clock.shift(-dt.timedelta(minutes=31))

        assert not is_signed_in(thief)

    def test_is_written_at_most_once_a_minute(self, browser, clock):
        assert is_signed_in(browser)

        assert session_writes(browser, clock, dt.timedelta(seconds=30)) == 0
        assert session_writes(browser, clock, dt.timedelta(seconds=31)) == 1

    def test_ends_at_once_for_a_leaver(self, browser):
        assert is_signed_in(browser)
        user = StaffUserFactory._meta.model.objects.get()
        user.is_active = False
        user.save(update_fields=["is_active"])

        assert not is_signed_in(browser)


def session_writes(client, clock, later: dt.timedelta) -> int:
    clock.shift(later)
    with CaptureQueriesContext(connection) as queries:
        assert is_signed_in(client)
    return sum(query["sql"].startswith('UPDATE "django_session"') for query in queries)


class TestWhoIsSignedIn:
    def test_comes_with_their_roles_in_one_query_beside_the_session(self, db, clock, django_assert_num_queries):
        """P10: every page of staff begins with these two."""
        client = Client()
        client.force_login(staff_with(Role.VLU_OFFICER))
        client.get(reverse(PAGE))

        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(PAGE))

        about_staff = [
            query["sql"] for query in queries if "staffuser" in query["sql"] or "django_session" in query["sql"]
        ]
        assert len(about_staff) == 2


class TestRequestId:
    def test_is_new_for_each_request_and_told_in_the_answer(self):
        seen = []

        def view(request):
            seen.append(current_request_id())
            return HttpResponse()

        answers = [RequestIdMiddleware(view)(RequestFactory().get("/")) for _ in range(2)]

        assert [answer["X-Request-ID"] for answer in answers] == seen
        assert len(set(seen)) == 2
        assert current_request_id() == ""

    def test_is_never_the_one_the_browser_sent(self):
        request = RequestFactory().get("/", headers={"X-Request-ID": "chosen-by-the-browser"})

        assert RequestIdMiddleware(lambda _: HttpResponse())(request)["X-Request-ID"] != "chosen-by-the-browser"


class TestOneVersion:
    @pytest.mark.django_db
    def test_of_the_rules_answers_a_whole_page(self, django_assert_num_queries):
        """P9: what is the same for everybody is asked once."""
        lay_reference_data()

        def view(request):
            reference.load_calendar()
            return HttpResponse(reference.load_calendar().version)

        page = OneVersionMiddleware(view)
        with django_assert_num_queries(2):
            first = page(RequestFactory().get("/"))
        with django_assert_num_queries(2):
            assert page(RequestFactory().get("/")).content == first.content


class TestNoStore:
    def test_forbids_every_store_by_default(self):
        response = NoStoreMiddleware(lambda _: HttpResponse())(RequestFactory().get("/"))

        assert response["Cache-Control"] == "no-store, private"
        assert response["Vary"] == "Cookie"

    def test_keeps_what_a_view_said(self):
        said = HttpResponse(headers={"Cache-Control": "max-age=60"})

        assert NoStoreMiddleware(lambda _: said)(RequestFactory().get("/"))["Cache-Control"] == "max-age=60"


class TestActorOf:
    def test_is_nobody_without_an_account(self):
        assert actor_of(RequestFactory().get("/")) == NOBODY

    @pytest.mark.django_db
    def test_is_the_member_of_staff_worked_out_once(self, django_assert_num_queries):
        request = RequestFactory().get("/")
        request.user = staff_with(Role.VLU_OFFICER)

        # One: the memberships. Asked twice, read once.
        with django_assert_num_queries(1):
            assert actor_of(request) is actor_of(request)

        assert actor_of(request).label == f"staff:{request.user.pk}"


@pytest.mark.django_db
class TestRefusal:
    def refuse(self, *, is_about_an_object):
        request = RequestFactory().get("/staff/somewhere/")
        request.resolver_match = type("Match", (), {"view_name": "workspace:case"})()
        refused = NotPermitted(actor=NOBODY, permission=Permission.VIEW_CASE, is_about_an_object=is_about_an_object)
        return RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, refused)

    def test_about_somebodys_case_reads_like_a_page_that_does_not_exist(self):
        assert self.refuse(is_about_an_object=True).status_code == 404

    def test_of_a_whole_page_says_so(self):
        assert self.refuse(is_about_an_object=False).status_code == 403

    def test_is_written_into_the_trail_once_with_who_and_what(self):
        self.refuse(is_about_an_object=True)

        event = AuditEvent.objects.get()
        assert (event.actor, event.verb, event.subject_id) == ("nobody:anonymous", "REFUSED", "workspace:case")
        assert event.detail == {"permission": "VIEW_CASE"}

    def test_leaves_other_exceptions_alone(self):
        request = RequestFactory().get("/")

        assert RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, KeyError()) is None


class TestErrorPages:
    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/staff/nowhere/", "/portal/nowhere/", "/nowhere/"])
    def test_say_that_there_is_no_such_page_without_repeating_it(self, path, client):
        response = client.get(f"{path}{uuid.uuid4()}/canary/")

        assert response.status_code == 404
        assert b"canary" not in response.content
        assert b"no-store" in response["Cache-Control"].encode()
        # Whoever mistypes the address from a letter reads nothing that is meant for staff, and finds the way out.
        is_for_staff = path.startswith("/staff/")
        assert (b"ask the manager of your unit" in response.content) is (is_for_staff and response.status_code == 404)
        assert (b"Go to your work" in response.content) is is_for_staff
        assert (b"Exit this page" in response.content) is not is_for_staff


class TestDatabaseThatDoesNotAnswer:
    """Nothing is wrong with what was asked: it is asked again, and nobody reads that we made a mistake."""

    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("/portal/updates/", "Sorry, these pages cannot be used just now"),
            ("/staff/", "Sorry, the service is unavailable"),
        ],
    )
    @pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (DataError, 500)])
    def test_has_a_page_of_its_own_for_either_side(self, browser, address, words, error, status):
        browser.cookies[settings.PORTAL_COOKIE_NAME] = "x" * 43
        browser.raise_request_exception = False

        def fails(*_asked: object) -> None:
            raise error("Canary of the server")

        with connection.execute_wrapper(fails):
            answer = browser.get(address)

        page = answer.content.decode()
        assert answer.status_code == status
        assert (words in page) is (status == 503)
        assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)
        assert "Canary" not in page
