"""Counts ended obligations into cells, so that a national page costs milliseconds. Never changes an obligation."""

import datetime as dt

from django.db import connection, transaction

from communications.models import TimelinessCell

#: One statement counts every cell of the given months. Bands as in domain.md 5.3: up to 48 hours late, and beyond.
#: Into a table of its own first: PostgreSQL shares out among its processes what reads, and an insertion is not (P8).
_COUNT = """
    CREATE TEMPORARY TABLE counted AS
    SELECT area_code, date_trunc('month', due_on::timestamp)::date AS month, letter_type, limit_working_days,
           count(*) FILTER (WHERE state = 'MET' AND met_at <= due_at) AS on_time,
           count(*) FILTER (WHERE state = 'MET' AND met_at > due_at AND met_at <= due_at + interval '48 hours')
                    AS late_48h,
           count(*) FILTER (WHERE state = 'MET' AND met_at > due_at + interval '48 hours') AS late_over_48h,
           count(*) FILTER (WHERE state = 'EXEMPT') AS exempt
      FROM cases_obligation
     WHERE state IN ('MET', 'EXEMPT')
       AND (%(months)s::date[] IS NULL OR date_trunc('month', due_on::timestamp)::date = ANY(%(months)s::date[]))
     GROUP BY 1, 2, 3, 4
"""
_REPLACE = """
    DELETE FROM communications_timelinesscell
     WHERE %(months)s::date[] IS NULL OR month = ANY(%(months)s::date[]);
    INSERT INTO communications_timelinesscell (area_code, month, letter_type, limit_working_days, on_time, late_48h,
           late_over_48h, exempt, counted_at)
    SELECT *, %(at)s FROM counted;
    DROP TABLE counted
"""
#: Room for all cells at once: with less of it a million obligations are sorted on disk first.
_ROOM = "SET LOCAL work_mem = '32MB'"

_CHANGED_MONTHS = """
    SELECT DISTINCT date_trunc('month', due_on::timestamp)::date FROM cases_obligation WHERE met_at >= %(since)s
    UNION
    SELECT DISTINCT date_trunc('month', due_on::timestamp)::date FROM cases_obligation WHERE exempted_at >= %(since)s
"""


@transaction.atomic
def recount(*, months: list[dt.date] | None, at: dt.datetime) -> int:
    """Count the cells of these months (first days) again, or of all months when None; return how many cells there are.

    Safe to run twice, at once (the table lock makes the second wait) and late: cells are replaced, never added to.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE communications_timelinesscell IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_ROOM)
        cursor.execute(_COUNT, {"months": months})
        counted: int = cursor.rowcount
        cursor.execute(_REPLACE, {"months": months, "at": at})
    return counted


def recount_changed(*, at: dt.datetime) -> int:
    """Count again the months in which an obligation ended since the newest count; the sweep of the dashboards.

    Overlaps the previous run by a day, because a dispatch may be learned of after it happened.
    """
    newest = TimelinessCell.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()
    if newest is None:
        return recount(months=None, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED_MONTHS, {"since": newest - dt.timedelta(days=1)})
        months = [row[0] for row in cursor.fetchall()]
    return recount(months=months, at=at) if months else 0
