"""What comes next in court, as a letter names it."""

import datetime as dt

from django.db.models import DateTimeField, QuerySet, UUIDField

from accounts.written import Given, Written
from cases.models import Case, Hearing
from cases.rules.working_days import LONDON
from communications.rules import letter_phrases


def next_hearing(*, case: Case, at: dt.datetime) -> Hearing | None:
    """Return the next hearing of a case after an aware instant that is settled, None without one. One query."""
    return _NEXT.first(case=case.pk, at=at)


def _next() -> "QuerySet[Hearing]":
    of_case = Hearing.objects.filter(case=Given("case", UUIDField()), starts_at__gt=Given("at", DateTimeField()))
    return of_case.filter(is_vacated=False, is_provisional=False).order_by("starts_at")[:1]


_NEXT = Written(_next)


def event_words(*, case: Case, at: dt.datetime) -> tuple[str, dt.date | None]:
    """Say in words what comes next in court, and on which London date; empty without a hearing that is settled."""
    hearing = next_hearing(case=case, at=at)
    if hearing is None or hearing.starts_at is None:
        return "", None
    return (
        letter_phrases.hearing(kind=hearing.kind, court=hearing.court_name),
        hearing.starts_at.astimezone(LONDON).date(),
    )
