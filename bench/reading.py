"""V2 and V19: a person's first page and the list of everything said, among all communications there are."""

import statistics
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from django.utils import timezone

from bench import database, harness, portal, wsgi
from cps_victims.garbage import leave_what_is_loaded

_LETTERS_EACH = 10
#: Requests before anything is timed: the first of a process loads what the others find.
_WARM_UP = 10


def lines(size: harness.Size) -> list[harness.Line]:
    """Ask for both pages and for a view that does nothing, in turn, and count their statements."""
    people = max(portal.VISITORS, size.cases // _LETTERS_EACH)
    database.places()
    database.cases(count=people)
    database.promises(count=people, until=timezone.localdate())
    portal.letters()
    pages = portal.sign_in()
    database.analyse()
    server = WSGIHandler()
    turns = {
        "V2 my case": _turn(server, pages, "portal:home"),
        "V19 letters and messages": _turn(server, pages, "portal:letters"),
        "an empty view": lambda _: wsgi.ask(server, path=reverse("ping")),
    }
    for number in range(_WARM_UP):
        for turn in turns.values():
            turn(number)
    # As a server's processes are started (cps_victims.gunicorn).
    leave_what_is_loaded()
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(size.pages * size.blocks):
        for name, turn in turns.items():
            taken[name].append(1000 * harness.seconds(lambda turn=turn, number=number: turn(number)))
    nothing = _p50_and_p99(taken.pop("an empty view"))
    among = f"among {people * _LETTERS_EACH:,} communications"
    measured = []
    for name, times in taken.items():
        p50, p99 = _p50_and_p99(times)
        measured += [
            harness.Line(
                goal=f"{name} {among}, p99",
                bar=f"at most {2 * p50 + 60:.0f} ms",
                measured=f"{p99:.1f} ms",
                is_met=p99 <= 2 * p50 + 60,
                note=f"p50 {p50:.1f} ms; an empty view behind the same middleware {nothing[0]:.1f} and {nothing[1]:.1f} ms",
            ),
            database.queries(
                goal=name,
                bar=_MOST_QUERIES[name],
                work=lambda name=name: turns[name](0),
                note="whatever is in the list",
            ),
        ]
    return measured


#: What each page needs now; more would be a step back.
_MOST_QUERIES = {"V2 my case": 6, "V19 letters and messages": 12}


def _turn(server: WSGIHandler, pages: list[portal.Page], route: str) -> Callable[[int], object]:
    def ask(number: int) -> object:
        victim_id, token = pages[number % len(pages)]
        path = reverse(route, kwargs={"victim_id": victim_id})
        return wsgi.ask(server, path=path, cookie=f"{settings.PORTAL_COOKIE_NAME}={token}")

    return ask


def _p50_and_p99(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=100)[98]
