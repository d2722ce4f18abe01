"""P8: the managers' dashboard over the obligations of a year, against the raw counts and by milliseconds of SQL."""

import datetime as dt
import statistics
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.roles import Role
from bench import database, harness, people
from communications.selectors.performance import Cut, timeliness
from communications.services import performance

_RAW = """
    SELECT area_code, date_trunc('month', due_on)::date, letter_type, limit_working_days,
           count(*) FILTER (WHERE met_at <= due_at),
           count(*) FILTER (WHERE met_at > due_at AND met_at <= due_at + interval '48 hours'),
           count(*) FILTER (WHERE met_at > due_at + interval '48 hours')
      FROM cases_obligation WHERE state = 'MET' GROUP BY 1, 2, 3, 4
"""


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure counting, national and Area figures, and the page."""
    database.places()
    database.cases(count=size.obligations)
    database.obligations(count=size.obligations)
    database.analyse()
    today = timezone.localdate()
    year = Cut(first_month=(today - dt.timedelta(days=400)).replace(day=1), last_month=today.replace(day=1))
    unit = Unit.objects.order_by("name").first()
    assert unit is not None
    inspector = people.staff(unit=unit, role=Role.INSPECTOR)
    at = timezone.now()
    viewer = actors.staff(user=inspector, at=at)

    recount = harness.interleaved(
        product=lambda: performance.recount(months=None, at=at), yardstick=_raw, blocks=size.blocks
    )
    figures = timeliness(viewer=viewer, cut=year, at=at).total
    raw_on_time = database.one(
        "SELECT count(*) FROM cases_obligation WHERE state = 'MET' AND met_at <= due_at AND due_on >= %(first)s",
        first=year.first_month,
    )
    area = Cut(first_month=year.first_month, last_month=year.last_month, area_code=unit.area_id)
    # As the server itself is reached here: a host that is not ours is refused before the page is made.
    client = Client(SERVER_NAME="localhost")
    client.force_login(inspector)
    rows = f"{size.obligations:,} obligations"
    return [
        harness.at_most(goal="P8 recount of all cells / raw count", bar=1.5, ratio=recount, note=rows),
        harness.Line(
            goal="P8 counted equals raw",
            bar="to the unit",
            measured=f"{figures.on_time:,} / {raw_on_time:,}",
            is_met=figures.on_time == raw_on_time,
        ),
        database.sql_milliseconds(
            goal="P8 national figures (cells and open live)",
            bar=15,
            work=lambda: timeliness(viewer=viewer, cut=year, at=at),
            note=rows,
        ),
        database.sql_milliseconds(
            goal="P8 one Area", bar=25, work=lambda: timeliness(viewer=viewer, cut=area, at=at), note=rows
        ),
        _page(client),
    ]


def _page(client: Client) -> harness.Line:
    def show() -> None:
        answer = client.get("/staff/performance/")
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"the page of the bench answered {answer.status_code}")

    show()
    spent = [harness.seconds(show) * 1000 for _ in range(40)]
    p95 = statistics.quantiles(spent, n=20)[-1]
    return harness.Line(
        goal="P8 page",
        bar="p95 at most 150 ms",
        measured=f"{p95:.0f} ms (median {statistics.median(spent):.0f}, best {min(spent):.0f})",
        is_met=p95 <= 150,
        note="in process, rendered",
    )


def _raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAW)
        cursor.fetchall()
