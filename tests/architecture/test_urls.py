"""Every address refuses whoever it is not for: generated from the URLconf, so that a new one without an answer fails.

Someone else's object answers 404, never 403: a refusal must not confirm that a case exists (ASVS 8.1 to 8.2).
"""

import dataclasses
import datetime as dt

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rest_framework.permissions import AllowAny

from accounts.models import UnitKind
from accounts.roles import Role
from communications.models import PortalAccount, PortalInvitation, PortalSession
from communications.services import portal_secrets
from tests.architecture.model_rows import build
from tests.architecture.routes import Route, World, make_world, routes
from tests.factories import cases as case_rows
from tests.factories import communications as communication_rows
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
    "api:nothing-here": "answers that there is no such resource",
    "front-door": "leads to the start of the portal and shows nothing",
    "ping": "tells the load balancer that the process lives, and nothing else",
    "health": "names of checks and whether they pass; asked by monitoring",
    "info": "version and name of the service; asked by monitoring",
    "portal:start": "begins the portal",
    "portal:safety": "explains how to leave quickly before anything is shown",
    "portal:come_in": "takes the first code",
    "portal:unable_to_come_in": "says what to do when no digits come; the same for everybody",
    "portal:code": "takes the six digits",
    "portal:unlock": "asks the browser for a device, the same whatever was typed",
    "portal:unlocked": "takes what a device answered instead of the six digits",
    "portal:exit": "leaving must work at once, signed in or not",
    "portal:in_english": "the language of the pages; shows nothing",
    "portal:in_welsh": "as above",
    "portal:sign_out": "signing out twice is no error",
    "portal:signed_out": "says that nothing is open any more",
    "portal:accessibility": "the accessibility statement is public by law",
    "portal:cookies": "which cookies are set is public",
    "portal:privacy": "how data is used is public",
}
#: Addresses open to every member of staff, whatever their role, each with its reason.
OPEN_TO_ALL_STAFF = {
    "workspace:account": "one's own account",
    "workspace:stay": "keeps one's own sign-in, and answers with nothing",
    "workspace:gallery": "components without data",
}


GUARDED = [route for route in ROUTES if not route.is_open]
STAFF_PAGES = [
    route
    for route in GUARDED
    if route.tree == "staff" and not route.is_admin and not route.is_library and route.name not in OPEN_TO_ALL_STAFF
]
ADMIN_PAGES = [route for route in GUARDED if route.is_admin and not route.placeholders]
ABOUT_AN_OBJECT = [route for route in STAFF_PAGES if route.placeholders & {"case_id", "victim_id", "person_id"}
                   or any(name.endswith("_id") for name in route.placeholders)]  # fmt: skip
API_CALLS = [route for route in ROUTES if route.tree == "api"]
PORTAL_PAGES = [route for route in ROUTES if route.needs_portal_session]
#: Pages of the portal whose address names something that is the same for everybody.
OF_NO_RECORD = {"portal:guide"}
#: Pages of somebody who stands beside victims: never a victim's, and the other way round.
SUPPORTER_PAGES = [route for route in PORTAL_PAGES if route.pattern.startswith("portal/supporting/")]
SUPPORTED_RECORD_PAGES = [route for route in SUPPORTER_PAGES if route.placeholders]
OWN_RECORD_PAGES = [
    route
    for route in PORTAL_PAGES
    if route.placeholders and route.name not in OF_NO_RECORD and route not in SUPPORTER_PAGES
]
LETTER_PAGES = [route for route in OWN_RECORD_PAGES if "letter_id" in route.placeholders]
OWN_ROUTES = [route for route in ROUTES if not route.is_admin and not route.is_library]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def client_of():
    """A browser in which ``user`` is signed in."""

    def signed_in(user) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def stranger(db: None):
    """Somebody of another Area, who is everything there that a member of staff can be."""
    return make_stranger()


def make_stranger():
    """Everything a member of staff can be, in another Area."""
    unit = UnitFactory(area=AreaFactory(code="WESSEX"), kind=UnitKind.RASSO)
    user = StaffUserFactory()
    for role in (Role.PROSECUTOR, Role.VLU_MANAGER, Role.VLO_RASSO, Role.AREA_MANAGER):
        UnitMembershipFactory(user=user, unit=unit, role=role.value)
    return user


def as_rasso(world: World) -> World:
    """Have a RASSO unit keep the case, and an officer whose title and address say so."""
    unit, officer = world.case.unit, world.victim.officer
    unit.kind, unit.name = UnitKind.RASSO, f"Second {UnitKind.RASSO.label}"
    unit.public_name = f"{unit.area.name} {UnitKind.RASSO.public_label}"
    unit.save()
    officer.email, officer.job_title = f"rasso.{officer.email}", "Victim Liaison Officer (RASSO)"
    officer.save()
    return world


def naming_rasso(found: dict[str, HttpResponse]) -> list[str]:
    """Which answers tell, by the name of a unit, what was done to their reader."""
    return [name for name, answer in found.items() if b"rasso" in answer.content.lower()]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Read:
    """What two members of staff were answered in one world: the right one, and one of another Area."""

    by_colleague: dict[str, HttpResponse]
    by_stranger: dict[str, HttpResponse]
    #: Where the address names nothing that exists.
    by_stranger_nowhere: dict[str, HttpResponse]


@pytest.fixture(scope="module")
def read(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Read:
    """Read every page once for the tests that only look at the answers, each at another side of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        right, wrong = (Client(raise_request_exception=False) for _ in range(2))
        right.force_login(colleague(world))
        wrong.force_login(make_stranger())
        found = Read(
            by_colleague=answers(right, world, OWN_ROUTES),
            by_stranger=answers(wrong, world, ABOUT_AN_OBJECT),
            by_stranger_nowhere={
                route.name: ask(wrong, "get", world.address(route, **world.nowhere(route))) for route in ABOUT_AN_OBJECT
            },
        )
        transaction.set_rollback(True)
    return found


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """Ask once and take back whatever it changed, so that one world serves every address."""
    with transaction.atomic():
        response = getattr(client, method)(address)
        if response.streaming:
            response = HttpResponse(
                b"".join(response.streaming_content), status=response.status_code, headers=dict(response.headers)
            )
        transaction.set_rollback(True)
    return response


def answers(client: Client, world: World, chosen: list[Route], method: str = "get") -> dict[str, HttpResponse]:
    """Ask every one of the addresses."""
    return {route.name: ask(client, method, world.address(route)) for route in chosen}


def unexpected(found: dict[str, HttpResponse], *expected: int) -> dict[str, int]:
    """What answered otherwise than expected."""
    return {name: answer.status_code for name, answer in found.items() if answer.status_code not in expected}


def admin_address(route: Route) -> str:
    return "/" + route.pattern.replace("^", "").split("(")[0]


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

    def test_leaves_no_page_of_the_portal_to_staff(self):
        """A view without any decorator would be guarded by the staff sign-in, and so be open to staff."""
        guarded_by_staff_sign_in = {route.name for route in GUARDED if route.tree == "portal"}

        assert not guarded_by_staff_sign_in

    def test_puts_nothing_but_keys_into_addresses(self):
        telling = {
            name
            for route in OWN_ROUTES
            for name in route.placeholders
            if not name.endswith(("_id", "_code", "_type", "slug")) and name not in {"month", "version", "number"}
        }

        assert not telling, f"Nothing that says something about a person stands in an address: {telling}"


@pytest.mark.parametrize("method", METHODS)
class TestNobody:
    def test_is_sent_to_the_staff_sign_in(self, world, method):
        pages = [
            route for route in GUARDED if not route.is_admin and not (method == "post" and gives_words_back(route))
        ]
        found = answers(Client(raise_request_exception=False), world, pages, method)

        assert unexpected(found, 302) == {}
        assert not [
            name for name, answer in found.items() if not answer["Location"].startswith(reverse("account_login"))
        ]

    def test_gets_their_own_words_back_and_nothing_of_ours(self, world, method):
        """W13: who typed for long and is signed out by then loses no word, and learns nothing."""
        pages = [route for route in GUARDED if gives_words_back(route)]
        client = Client(raise_request_exception=False)
        of_ours = [world.case.urn, world.victim.person.full_name, str(world.letter.reference)]

        found = {route.name: client.post(world.address(route), {"text": "My own words"}) for route in pages}

        assert pages
        assert unexpected(found, 401) == {}
        for answer in found.values():
            assert "My own words" in answer.content.decode()
            assert not [words for words in of_ours if words in answer.content.decode()]

    def test_is_kept_out_of_the_administration_site(self, db, method):
        doors = (reverse("account_login"), reverse("admin:login"))
        found = {route.name: ask(Client(), method, admin_address(route)) for route in ADMIN_PAGES}

        assert unexpected(found, 302, 404) == {}
        assert not [
            name for name, answer in found.items()
            if answer.status_code == 302 and not answer["Location"].startswith(doors)
        ]  # fmt: skip

    def test_finds_no_second_door_at_the_administration_site(self, db, method):
        response = getattr(Client(), method)(reverse("admin:login"))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


class TestStaffWithoutARole:
    def test_are_refused(self, world, client_of):
        client = client_of(StaffUserFactory())

        read = answers(client, world, STAFF_PAGES, "get")
        written = answers(client, world, STAFF_PAGES, "post")

        assert unexpected(read, 403, 404, 405) == {}
        assert unexpected(written, 403, 404, 405) == {}
        assert not [name for name in read if read[name].status_code == written[name].status_code == 405]

    @pytest.mark.parametrize("method", METHODS)
    def test_are_kept_out_of_the_administration_site(self, db, method, client_of):
        client = client_of(StaffUserFactory())

        assert unexpected({r.name: ask(client, method, admin_address(r)) for r in ADMIN_PAGES}, 302, 403, 404) == {}


class TestStaffOfAnotherArea:
    def test_find_nothing_where_somebody_elses_case_is(self, read, world, stranger, client_of):
        written = answers(client_of(stranger), world, ABOUT_AN_OBJECT, "post")

        assert unexpected(read.by_stranger, 404, 405) == {}
        assert unexpected(written, 404, 405) == {}
        assert not [
            name for name, answer in read.by_stranger.items()
            if 404 not in {answer.status_code, written[name].status_code}
        ]  # fmt: skip

    def test_find_the_same_nothing_as_where_no_case_is(self, read):
        assert {name: (answer.status_code, len(answer.content)) for name, answer in read.by_stranger.items()} == {
            name: (answer.status_code, len(answer.content)) for name, answer in read.by_stranger_nowhere.items()
        }

    def test_are_not_the_only_ones_who_find_nothing(self, read, world, client_of):
        """The control: the right people do get an answer, so the refusals above mean something."""
        found = {route.name: read.by_colleague[route.name] for route in ABOUT_AN_OBJECT}
        only_written = [route for route in ABOUT_AN_OBJECT if found[route.name].status_code == 405]
        written = answers(client_of(colleague(world)), world, only_written, "post")

        assert ABOUT_AN_OBJECT
        assert unexpected(found, 200, 302, 405) == {}
        assert unexpected(written, 200, 302, 400) == {}

    def test_see_no_case_of_ours_on_a_list(self, world, stranger, client_of):
        lists = [route for route in STAFF_PAGES if not route.placeholders]
        canaries = (world.case.urn, world.victim.person.full_name, str(world.case.pk), str(world.victim.pk))

        found = answers(client_of(stranger), world, lists)

        assert lists
        assert not [
            (name, canary) for name, answer in found.items() for canary in canaries if canary.encode() in answer.content
        ]


class TestPortal:
    """Every page of the portal, as nobody, as staff, as another victim and as the right one."""

    @pytest.fixture
    def signed_in_browser(self):
        """A browser in which somebody is signed in to the portal; of which victim, the test says."""

        def browser_of(victim) -> Client:
            build(PortalInvitation, victim=victim, person=victim.person, redeemed_at=timezone.now())
            return browser_with_session(victim.person)

        return browser_of

    @pytest.mark.parametrize("method", METHODS)
    def test_sends_nobody_to_the_start(self, world, method):
        found = answers(Client(), world, PORTAL_PAGES, method)

        assert unexpected(found, 302, 405) == {}
        assert {answer["Location"] for answer in found.values() if answer.status_code == 302} <= {
            reverse("portal:start")
        }

    def test_sends_staff_to_the_start(self, world, client_of):
        found = answers(client_of(colleague(world)), world, PORTAL_PAGES)

        assert {answer["Location"] for answer in found.values()} == {reverse("portal:start")}

    def test_has_nothing_of_another_victim(self, world, signed_in_browser):
        browser = signed_in_browser(case_rows.VictimFactory())

        assert OWN_RECORD_PAGES
        assert unexpected(answers(browser, world, OWN_RECORD_PAGES), 404) == {}
        assert unexpected(answers(browser, world, OWN_RECORD_PAGES, "post"), 404, 405) == {}

    def test_has_the_own_record_for_the_right_one(self, world, signed_in_browser):
        """The control: the refusals above mean something."""
        # A date in court is not shown while a decision has not been told, and one is open in this world (V25).
        # What follows a word of theirs leads back to the question as long as they have not said it.
        # A complaint is taken further once it was answered, and until then leads back to its page (COMP-4).
        later = {
            "portal:complaint_further",
            "portal:date_calendar",
            "portal:doubt_said",
            "portal:places_said",
            "portal:start_again",
        }
        shown = [route for route in OWN_RECORD_PAGES if route.name not in later]

        found = answers(signed_in_browser(world.victim), as_rasso(world), shown)

        assert unexpected(found, 200) == {}
        assert naming_rasso(found) == []

    def test_has_no_letter_of_another_victim_under_the_own_address(self, world, signed_in_browser):
        other = case_rows.VictimFactory()
        browser = signed_in_browser(other)

        found = {r.name: ask(browser, "get", world.address(r, victim_id=other.pk)) for r in LETTER_PAGES}

        assert unexpected(found, 404) == {}


class TestSupporters:
    """Every page of the portal, as somebody who stands beside a victim and signs in as such (S1, S3)."""

    @pytest.fixture
    def supporter(self):
        return communication_rows.RegisteredSupporterFactory()

    @pytest.fixture
    def agreed(self, world, supporter):
        return communication_rows.SupporterConsentFactory(victim=world.victim, supporter=supporter)

    def everything(self, browser, world) -> dict[str, int]:
        """What answers otherwise than that nothing is there."""
        read = unexpected(answers(browser, world, SUPPORTED_RECORD_PAGES), 404)
        return read | unexpected(answers(browser, world, SUPPORTED_RECORD_PAGES, "post"), 404, 405)

    def test_have_nothing_of_the_victims_own_pages(self, world, agreed, supporter):
        browser = browser_with_session(supporter.person)

        assert unexpected(answers(browser, world, OWN_RECORD_PAGES), 404) == {}
        assert unexpected(answers(browser, world, OWN_RECORD_PAGES, "post"), 404, 405) == {}

    def test_have_what_was_agreed_to(self, world, agreed, supporter):
        """The control: the refusals mean something."""
        # In this world a decision is still to be told and the meeting is over (V25).
        later = {"portal:supported_hearing_calendar", "portal:supported_meeting_calendar"}
        shown = [route for route in SUPPORTER_PAGES if route.name not in later]

        found = answers(browser_with_session(supporter.person), as_rasso(world), shown)

        assert len(shown) > len(later)
        assert unexpected(found, 200) == {}
        assert naming_rasso(found) == []

    def test_have_nothing_of_somebody_who_agreed_to_another(self, world, agreed):
        other = communication_rows.SupporterConsentFactory().supporter

        assert self.everything(browser_with_session(other.person), world) == {}

    @pytest.mark.parametrize(
        "over",
        [
            {"ends_on": dt.date(2026, 1, 1)},
            {"ended_at": dt.datetime(2026, 3, 27, tzinfo=dt.UTC), "ended_by": "staff:1", "end_reason": "NOT_SAFE"},
        ],
        ids=["its day has passed", "it was ended"],
    )
    def test_have_nothing_once_it_is_over(self, world, agreed, supporter, over):
        type(agreed).objects.filter(pk=agreed.pk).update(**over)

        assert self.everything(browser_with_session(supporter.person), world) == {}

    def test_are_not_the_victim(self, world, agreed):
        victim = world.victim
        build(PortalInvitation, victim=victim, person=victim.person, redeemed_at=timezone.now())

        browser = browser_with_session(victim.person)

        assert self.everything(browser, world) == {}
        assert unexpected(answers(browser, world, [r for r in SUPPORTER_PAGES if not r.placeholders]), 404) == {}


class TestRestrictedCases:
    @pytest.mark.parametrize("mark", ["is_rasso", "is_restricted"])
    def test_are_not_there_for_colleagues_outside_rasso(self, db, client_of, mark):
        world = make_world(**{mark: True})
        client = client_of(colleague(world))
        # Work about messages that could not be taken in, and an officer's leave, belong to no case, so no case's
        # restriction hides them.
        of_no_case = {"workspace:not-taken-in", "workspace:leave"}
        about_a_case = [route for route in ABOUT_AN_OBJECT if route.name not in of_no_case]

        assert unexpected(answers(client, world, about_a_case), 404, 405) == {}
        assert unexpected(answers(client, world, about_a_case, "post"), 404, 405) == {}


class TestApi:
    """Machines sign their calls; nobody's session, staff or victim, is worth anything there."""

    METHODS = ("get", "post", "put", "patch", "delete")

    @pytest.mark.parametrize("method", METHODS)
    def test_answers_nobody_and_no_session(self, world, client_of, method):
        for client in (Client(raise_request_exception=False), client_of(colleague(world))):
            assert unexpected(answers(client, world, API_CALLS, method), 401, 403, 404, 405) == {}

    def test_says_of_each_call_who_may_make_it(self):
        open_calls = [
            route.name
            for route in API_CALLS
            if route.is_api and (cls := getattr(route.view, "cls", None)) is not None
            and (not cls.permission_classes or not cls.authentication_classes or AllowAny in cls.permission_classes)
        ]  # fmt: skip

        assert not open_calls

    def test_is_open_to_everybody_only_where_it_says_that_nothing_is_there(self):
        assert {r.name for r in API_CALLS if r.is_open and not hasattr(r.view, "cls")} <= {"api:nothing-here"}


class TestEveryAnswer:
    """Headers that every page carries, whoever asks (ASVS 3.4, 14.3.2)."""

    def test_forbids_the_browser_what_it_need_not_do(self, read):
        found = read.by_colleague

        assert {name: wrong for name, answer in found.items() if (wrong := missing_headers(answer))} == {}


class TestAddressesThatOnlyTakeForms:
    def test_lead_on_from_a_page_of_ours_when_somebody_opens_them(self, read):
        """Loaded again or typed, Django alone answers with a white page: no way on, and no exit button."""
        found = {name: answer for name, answer in read.by_colleague.items() if answer.status_code == 405}

        assert {"portal:unlock", "portal:unlocked"} <= set(found)
        assert any(name.startswith("workspace:") for name in found)
        assert not [
            name for name, answer in found.items()
            if "<h1" not in answer.content.decode() or "There is nothing to read here" not in answer.content.decode()
            or "POST" not in answer["Allow"]
        ]  # fmt: skip


def gives_words_back(route: Route) -> bool:
    """Whether a form sent there by somebody who is signed out comes back with their words (`web.kept_words`)."""
    return getattr(route.view, "keeps_words", False)


def browser_with_session(person) -> Client:
    """A browser in which this person is signed in to the portal and has just typed six digits."""
    token = portal_secrets.new_token()
    build(
        PortalSession,
        account=build(PortalAccount, person=person),
        token_digest=portal_secrets.digest(purpose="session", secret=token),
        started_at=timezone.now(),
        last_seen_at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(hours=1),
        proved_at=timezone.now(),
        warned_at=timezone.now(),
    )
    client = Client()
    client.cookies[settings.PORTAL_COOKIE_NAME] = token
    return client


def missing_headers(answer: HttpResponse) -> list[str]:
    """What an answer lacks of what every answer must carry."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wanted = [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
    if policy.startswith("sandbox"):
        wanted = ["default-src 'none'"]
    exact = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return [
        *[directive for directive in wanted if directive not in policy],
        *[unsafe for unsafe in ("unsafe-inline", "unsafe-eval") if unsafe in policy],
        *[name for name, value in exact.items() if answer.headers.get(name) != value],
        *(["no-store"] if "no-store" not in answer.headers.get("Cache-Control", "") else []),
        *(["X-Request-ID"] if "X-Request-ID" not in answer.headers else []),
        *[name for name in ("Server", "X-Powered-By") if name in answer.headers],
    ]
