"""P9: the first page of the portal with everything that protects it, against its queries and template alone."""

import concurrent.futures
import contextlib
import http.client
import statistics
import threading
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.utils import timezone

from bench import database, harness, served, wsgi
from cases.models import Victim
from communications.models import PortalAccount, PortalInvitation, PortalSession
from communications.rules.portal_codes import SESSION_LIFE
from communications.rules.vocabulary import Channel
from communications.services import portal_reading, portal_secrets, portal_sessions
from web.portal import presenters_case

#: Visitors in rotation.
VISITORS = 200
_CONNECTIONS = 16
_MOST_QUERIES = 6
Page = tuple[uuid.UUID, str]


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure the whole stack against the bare view, count the queries, and load a server."""
    database.places()
    database.cases(count=VISITORS)
    database.promises(count=VISITORS, until=timezone.localdate())
    letters()
    pages = sign_in()
    database.analyse()
    whole = WSGIHandler()
    with override_settings(MIDDLEWARE=["bench.portal.BareView"]):
        bare = WSGIHandler()
    rotation = _Rotation(pages)
    rate = harness.interleaved(
        product=lambda: rotation.ask(whole, times=size.pages),
        yardstick=lambda: rotation.ask(bare, times=size.pages),
        blocks=size.blocks * 2,
    )
    at_once = _under_load(pages, seconds=size.load_seconds)
    p50, p99 = statistics.median(at_once), statistics.quantiles(at_once, n=100)[98]
    return [
        harness.at_least(
            goal="P9 portal page / same queries and template in a bare view",
            bar=0.85,
            ratio=harness.inverse(rate),
            note="in one process, persistent connection; rates",
        ),
        database.queries(
            goal="P9 portal page",
            bar=_MOST_QUERIES,
            work=lambda: rotation.ask(whole, times=1),
            note="the mark that the visitor was seen and the trail's entry included",
        ),
        harness.Line(
            goal=f"P9 p99 at {_CONNECTIONS} connections",
            bar=f"at most {2 * p50 + 60:.0f} ms",
            measured=f"{p99:.0f} ms",
            is_met=p99 <= 2 * p50 + 60,
            note=f"p50 {p50:.0f} ms, {len(at_once) / size.load_seconds:.0f} requests/s, loader on the same machine",
        ),
    ]


class BareView:
    """Answers with the page's queries and template, and nothing else; stands in the place of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        now = timezone.now()
        victim_id = uuid.UUID(request.path.split("/")[3])
        visitor = portal_sessions.visitor(token=request.COOKIES[settings.PORTAL_COOKIE_NAME], at=now)
        assert visitor is not None
        viewer = visitor.actor_for(victim_id=victim_id)
        assert viewer is not None
        case = portal_reading.open_case(viewer=viewer, at=now)
        return render(request, "portal/home.html", {"page": presenters_case.home_page(case), "victim_id": victim_id})


class _Rotation:
    """Asks for one visitor's page after another's."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages = pages
        self._next = 0

    def ask(self, handler: WSGIHandler, *, times: int) -> None:
        for _ in range(times):
            victim_id, token = self._pages[self._next % len(self._pages)]
            self._next += 1
            body = wsgi.ask(handler, path=_path(victim_id), cookie=f"{settings.PORTAL_COOKIE_NAME}={token}")
            if b"Where things are now" not in body:
                raise RuntimeError("the page of the bench is another")


def _path(victim_id: uuid.UUID) -> str:
    return f"/portal/updates/{victim_id}/"


def letters() -> None:
    """Insert ten letters to every visitor, sent and there to read."""
    database.fill(
        """
        INSERT INTO communications_communication (id, dedupe_key, reference, purpose, letter_type, case_id, victim_id,
               recipient_id, words, words_cy, context, context_cy, english_alone_by, channel, state, due_at,
               is_hard_news, opened_at, opened_by, written_by,
               submitted_by, approved_by, approved_at, sent_at, published_at)
        SELECT gen_random_uuid(), 'bench:' || v.id || n, left(md5(v.id::text || n), 20), 'NO_CHANGE_UPDATE',
               'NO_CHANGE_UPDATE', v.case_id, v.id, v.person_id, '[]', '[]', '{}', '{}', '', 'EMAIL', 'SENT', now(), false,
               now() - n * interval '14 days', 'system:bench', '', '', 'system:bench', now() - n * interval '14 days',
               now() - n * interval '14 days', now() - n * interval '14 days'
          FROM cases_victim v, generate_series(1, 10) n
        """,
        tables=("communications_communication",),
    )


def sign_in() -> list[Page]:
    """Sign so many people in; return whose pages are asked for with which cookie."""
    at = timezone.now()
    pages: list[Page] = []
    accounts, invitations, sessions = [], [], []
    database.fill(
        """
        INSERT INTO cases_contactpoint (id, kind, value, key, is_safe, may_leave_voicemail, source, verified_at,
               verified_by, recorded_at, recorded_by, superseded_by, person_id)
        SELECT id, 'EMAIL', 'p' || person_id || '@example.com', person_id, true, false, 'BENCH', now(),
               'system:bench', now(), 'system:bench', '', person_id
          FROM cases_victim
        """,
        tables=("cases_contactpoint",),
    )
    for victim in Victim.objects.order_by("pk")[:VISITORS]:
        token = portal_secrets.new_token()
        pages.append((victim.pk, token))
        account = PortalAccount(
            person_id=victim.person_id, sign_in_digest=uuid.uuid4().hex, opened_at=at, number_since=at
        )
        accounts.append(account)
        invitations.append(
            PortalInvitation(
                victim=victim,
                person_id=victim.person_id,
                code_digest=uuid.uuid4().hex,
                channel=Channel.EMAIL,
                code_contact_point_id=victim.pk,
                invited_at=at,
                invited_by="system:bench",
                expires_at=at + SESSION_LIFE,
                redeemed_at=at,
            )
        )
        sessions.append(
            PortalSession(
                account=account,
                token_digest=portal_secrets.digest(purpose="session", secret=token),
                started_at=at,
                last_seen_at=at,
                expires_at=at + SESSION_LIFE,
                proved_at=at,
                warned_at=at,
            )
        )
    PortalAccount.objects.bulk_create(accounts)
    PortalInvitation.objects.bulk_create(invitations)
    PortalSession.objects.bulk_create(sessions)
    return pages


def _under_load(pages: list[Page], *, seconds: float) -> list[float]:
    """Load a server as it is deployed over connections that stay open; return milliseconds of each answer."""
    with (
        served.server(application="cps_victims.wsgi") as port,
        concurrent.futures.ThreadPoolExecutor(_CONNECTIONS) as pool,
    ):
        # Timing begins once every connection is open and every process has shown a page.
        warm = threading.Barrier(_CONNECTIONS)
        asked = [pool.submit(_load, port, pages[number::_CONNECTIONS], warm, seconds) for number in range(_CONNECTIONS)]
        return [taken for one in asked for taken in one.result()]


def _load(port: int, pages: list[Page], warm: threading.Barrier, seconds: float) -> list[float]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as server:
        for page in pages[:4]:
            _show(server, page)
        warm.wait()
        end = time.monotonic() + seconds
        taken = []
        number = 0
        while time.monotonic() < end:
            start = time.perf_counter()
            _show(server, pages[number % len(pages)])
            taken.append((time.perf_counter() - start) * 1000)
            number += 1
    return taken


def _show(server: http.client.HTTPConnection, page: Page) -> None:
    victim_id, token = page
    headers = {"Cookie": f"{settings.PORTAL_COOKIE_NAME}={token}"}
    try:
        server.request("GET", _path(victim_id), headers=headers)
        answer = server.getresponse()
    except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
        # A server ends a connection on which nothing was asked for a while; like a browser, ask again on a new one.
        server.close()
        server.request("GET", _path(victim_id), headers=headers)
        answer = server.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"the server of the bench answered {answer.status}")
