"""Every address refuses whoever it is not for: generated from the URLconf, so that a new one without an answer fails.

Someone else's object answers 404, never 403: a refusal must not confirm that a case exists (ASVS 8.1 to 8.2).
"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import UnitKind
from accounts.roles import Role
from tests.architecture.routes import Route, World, make_world, routes
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, UnitMembershipFactory

ROUTES = routes()
METHODS = ("get", "post")

#: Addresses that need no sign-in, each with its reason. Exemption is by decorator on the view, never by path.
OPEN_TO_EVERYBODY = {
    "workspace:accessibility": "the accessibility statement is public by law",
    "workspace:cookies": "which cookies are set is public",
    "workspace:privacy": "how data is used is public",
    "account_login": "the staff sign-in",
    "account_logout": "signing out twice is no error",
    "account_inactive": "tells a leaver that the account is closed",
    "account_signup": "says that nobody can sign up (accounts.backends)",
    "account_email_verification_sent": "a step of the staff sign-in",
    "account_confirm_email": "a step of the staff sign-in",
    "account_reset_password": "a staff password is forgotten before signing in",
    "account_reset_password_done": "as above",
    "account_reset_password_from_key": "as above",
    "account_reset_password_from_key_done": "as above",
    "account_confirm_login_code": "a step of the staff sign-in",
    "mfa_authenticate": "the second factor of the staff sign-in",
    "admin:login": "sends to the staff sign-in",
}
#: Addresses open to every member of staff, whatever their role, each with its reason.
OPEN_TO_ALL_STAFF = {
    "workspace:account": "one's own account",
    "workspace:gallery": "components without data",
}


def ids(chosen: list[Route]) -> list[str]:
    return [route.name or route.pattern for route in chosen]


GUARDED = [route for route in ROUTES if not route.is_open]
STAFF_PAGES = [
    route
    for route in GUARDED
    if route.tree == "staff" and not route.is_admin and not route.is_library and route.name not in OPEN_TO_ALL_STAFF
]
ADMIN_PAGES = [route for route in GUARDED if route.is_admin and not route.placeholders]
ABOUT_AN_OBJECT = [route for route in STAFF_PAGES if route.placeholders & {"case_id", "victim_id", "person_id"}
                   or any(name.endswith("_id") for name in route.placeholders)]  # fmt: skip
OWN_ROUTES = [route for route in ROUTES if not route.is_admin and not route.is_library]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def client_of():
    """A browser in which ``user`` is signed in."""

    def signed_in(user) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def stranger():
    """Everything a member of staff can be, in another Area."""
    unit = UnitFactory(area=AreaFactory(code="WESSEX"), kind=UnitKind.RASSO)
    user = StaffUserFactory()
    for role in (Role.PROSECUTOR, Role.VLU_MANAGER, Role.VLO_RASSO, Role.AREA_MANAGER):
        UnitMembershipFactory(user=user, unit=unit, role=role.value)
    return user


def colleague(world: World):
    """Everything a member of staff can be, where the case is, except RASSO."""
    user = StaffUserFactory()
    for role in (Role.PROSECUTOR, Role.VLU_MANAGER, Role.AREA_MANAGER):
        UnitMembershipFactory(user=user, unit=world.case.unit, role=role.value)
    return user


class TestTheList:
    def test_of_addresses_open_to_everybody_is_the_written_one(self):
        found = {
            route.name for route in ROUTES if route.is_open and not route.needs_portal_session and not route.is_api
        }

        assert found <= set(OPEN_TO_EVERYBODY), sorted(found - set(OPEN_TO_EVERYBODY))

    def test_names_only_addresses_that_exist(self):
        assert set(OPEN_TO_EVERYBODY) | set(OPEN_TO_ALL_STAFF) <= {route.name for route in ROUTES}

    def test_keeps_the_trees_apart(self):
        trees = {route.tree for route in OWN_ROUTES}

        assert trees <= {"", "staff", "portal", "api", "ping", "health", "info"}, trees

    def test_puts_nothing_but_keys_into_addresses(self):
        telling = {
            name
            for route in OWN_ROUTES
            for name in route.placeholders
            if not name.endswith(("_id", "_code", "_type", "slug")) and name not in {"month", "version"}
        }

        assert not telling, f"Nothing that says something about a person stands in an address: {telling}"


@pytest.mark.parametrize("method", METHODS)
class TestNobody:
    @pytest.mark.parametrize(
        "route", [route for route in GUARDED if not route.is_admin], ids=ids([r for r in GUARDED if not r.is_admin])
    )
    def test_is_sent_to_the_staff_sign_in(self, world, method, route):
        response = getattr(Client(), method)(world.address(route))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("route", ADMIN_PAGES, ids=ids(ADMIN_PAGES))
    def test_is_kept_out_of_the_administration_site(self, db, method, route):
        response = getattr(Client(), method)("/" + route.pattern.replace("^", "").split("(")[0])

        assert response.status_code in {302, 404}
        assert response.status_code == 404 or response["Location"].startswith(
            (reverse("account_login"), reverse("admin:login"))
        )

    def test_finds_no_second_door_at_the_administration_site(self, db, method):
        response = getattr(Client(), method)(reverse("admin:login"))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("method", METHODS)
class TestStaffWithoutARole:
    @pytest.mark.parametrize("route", STAFF_PAGES, ids=ids(STAFF_PAGES))
    def test_are_refused(self, world, method, route, client_of):
        response = getattr(client_of(StaffUserFactory()), method)(world.address(route))

        assert response.status_code in {403, 404, 405}
        assert response.status_code != 405 or method == "post" or not route.placeholders

    @pytest.mark.parametrize("route", ADMIN_PAGES, ids=ids(ADMIN_PAGES))
    def test_are_kept_out_of_the_administration_site(self, db, method, route, client_of):
        client = client_of(StaffUserFactory())

        response = getattr(client, method)("/" + route.pattern.replace("^", "").split("(")[0])

        assert response.status_code in {302, 403, 404}, response.status_code


class TestStaffOfAnotherArea:
    @pytest.mark.parametrize("route", ABOUT_AN_OBJECT, ids=ids(ABOUT_AN_OBJECT))
    def test_find_nothing_where_somebody_elses_case_is(self, world, stranger, client_of, route):
        client = client_of(stranger)

        statuses = {method: getattr(client, method)(world.address(route)).status_code for method in METHODS}

        assert set(statuses.values()) <= {404, 405}
        assert 404 in statuses.values(), "A method that is not offered proves nothing"

    @pytest.mark.parametrize("route", ABOUT_AN_OBJECT, ids=ids(ABOUT_AN_OBJECT))
    def test_find_the_same_nothing_as_where_no_case_is(self, world, stranger, client_of, route):
        client = client_of(stranger)

        theirs = client.get(world.address(route))
        nowhere = client.get(world.address(route, **world.nowhere(route)))

        assert theirs.status_code == nowhere.status_code
        assert len(theirs.content) == len(nowhere.content)

    @pytest.mark.parametrize("route", ABOUT_AN_OBJECT, ids=ids(ABOUT_AN_OBJECT))
    def test_are_not_the_only_ones_who_find_nothing(self, world, client_of, route):
        """The control: the right people do get an answer, so the refusals above mean something."""
        client = client_of(colleague(world))

        statuses = [getattr(client, method)(world.address(route)).status_code for method in METHODS]

        assert any(status not in {403, 404, 405} for status in statuses), statuses

    @pytest.mark.parametrize(
        "route",
        [route for route in STAFF_PAGES if not route.placeholders],
        ids=ids([route for route in STAFF_PAGES if not route.placeholders]),
    )
    def test_see_no_case_of_ours_on_a_list(self, world, stranger, client_of, route):
        response = client_of(stranger).get(world.address(route))

        page = b"".join(response.streaming_content) if response.streaming else response.content
        for canary in (world.case.urn, world.victim.person.full_name, str(world.case.pk), str(world.victim.pk)):
            assert canary.encode() not in page


class TestRestrictedCases:
    @pytest.mark.parametrize("mark", ["is_rasso", "is_restricted"])
    @pytest.mark.parametrize("route", ABOUT_AN_OBJECT, ids=ids(ABOUT_AN_OBJECT))
    def test_are_not_there_for_colleagues_outside_rasso(self, db, client_of, route, mark):
        world = make_world(**{mark: True})
        client = client_of(colleague(world))

        statuses = {getattr(client, method)(world.address(route)).status_code for method in METHODS}

        assert statuses <= {404, 405}


class TestEveryAnswer:
    """Headers that every page carries, whoever asks (ASVS 3.4, 14.3.2)."""

    @pytest.mark.parametrize("route", OWN_ROUTES, ids=ids(OWN_ROUTES))
    def test_forbids_the_browser_what_it_need_not_do(self, world, client_of, route):
        response = client_of(colleague(world)).get(world.address(route))

        policy = response["Content-Security-Policy"]
        for directive in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            assert directive in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Request-ID"]
        assert "Server" not in response
        assert "X-Powered-By" not in response
