"""What has happened in the reader's case, as far as they were told: one page of it, newest first (V2, PORT-2).

A constant number of queries: each table is read from the page's day on, one page of it and what shares its last day.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from cases.models import Handover
from cases.rules.vocabulary import HandoverState, JourneyStage, Language
from cases.rules.working_days import LONDON, london_date
from communications.models import Complaint, ContactAttempt, Meeting, Promise
from communications.rules.calls.vocabulary import CallOutcome
from communications.rules.case_history import Happened, HappenedKind, HistoryPlace, newest_first
from communications.rules.case_steps import recorded_days
from communications.rules.meeting_words import MeetingState
from communications.rules.status_words import EXPLAINED_BY_LETTER, Explanation, words_for
from communications.rules.vocabulary import PromiseState
from communications.selectors import portal, portal_untold
from communications.selectors.portal import OwnLetters, OwnRecord

#: Lines on one page.
PAGE = 20
_NOBODY = uuid.UUID(int=0)


def own_history(
    *,
    viewer: Actor,
    record: OwnRecord,
    letters: OwnLetters,
    on: dt.date,
    language: Language,
    after: HistoryPlace | None = None,
    size: int = PAGE,
) -> tuple[tuple[Happened, ...], bool]:
    """Read one page of what has happened up to a London date, and whether more came before; five queries."""
    until = after.on if after is not None else on
    found = [
        *_stages(record, letters, language),
        *_explained(letters),
        *_asked(record),
        *_page(_calls(viewer), "called_on", HappenedKind.TOLD_BY_TELEPHONE, until=until, size=size),
        *_page(_meetings(viewer), "starts_at", HappenedKind.MET, until=until, size=size),
        *_page(_missed(viewer), "due_on", HappenedKind.PROMISE_MISSED, until=until, size=size),
        *_page(_complaints(viewer), "received_on", HappenedKind.COMPLAINED, until=until, size=size),
        *_page(_changes(record), "answered_at", HappenedKind.CONTACT_CHANGED, until=until, size=size),
    ]
    return newest_first(found=(each for each in found if each.on <= on), after=after, size=size)


def _stages(record: OwnRecord, letters: OwnLetters, language: Language) -> Iterator[Happened]:
    standing = record.standing
    untold = portal_untold.untold(record, letters=letters)
    owed_since = untold.since if untold is not None else None
    words = functools.partial(
        words_for,
        language=language,
        is_letter_owed=owed_since is not None,
        explanation=untold.explanation if untold is not None else Explanation.COMING,
        reader=standing.reader,
        accused=standing.accused,
    )
    days = recorded_days(
        changes=dict(standing.changes), charged_on=standing.charged_on, is_letter_owed=owed_since is not None
    )
    for stage, began_on in days.items():
        yield Happened(kind=HappenedKind.STAGE, on=began_on, key=stage.value, words=words(stage=stage).began)
    stage = JourneyStage(record.victim.case.stage)
    if owed_since is not None and stage in EXPLAINED_BY_LETTER:
        yield Happened(kind=HappenedKind.STAGE, on=owed_since, key="OWED", words=words(stage=stage).began)


def _explained(letters: OwnLetters) -> Iterator[Happened]:
    for letter in letters.readable:
        if portal.obligation_of(letter) is not None:
            yield Happened(kind=HappenedKind.EXPLAINED, on=portal.sent_on(letter), key=str(letter.pk))


def _asked(record: OwnRecord) -> Iterator[Happened]:
    for review in record.standing.reviews:
        yield Happened(kind=HappenedKind.REVIEW_ASKED, on=review.asked_on, key=str(review.decision_id))


def _page(rows: "QuerySet[Any]", field: str, kind: HappenedKind, *, until: dt.date, size: int) -> Iterator[Happened]:
    """Read one page of a table from a London date on backwards.

    What stands before the place on that very day is read again, so that the page is one day longer than it shows.
    """
    is_date = field.endswith("_on")
    last: dt.date | dt.datetime = (
        until if is_date else dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    )
    compared = "lte" if is_date else "lt"
    for key, value in (
        rows.filter(**{f"{field}__{compared}": last}).order_by(f"-{field}", "-pk").values_list("pk", field)[: 3 * size]
    ):
        yield Happened(kind=kind, on=value if is_date else london_date(at=value), key=str(key))


def _calls(viewer: Actor) -> "QuerySet[Any]":
    return ContactAttempt.objects.filter(
        series__victim_id=viewer.victim_id or _NOBODY,
        series__person_id=viewer.person_id or _NOBODY,
        outcome=CallOutcome.INFORMED,
    )


def _meetings(viewer: Actor) -> "QuerySet[Any]":
    return Meeting.objects.filter(
        victim_id=viewer.victim_id or _NOBODY,
        person_id=viewer.person_id or _NOBODY,
        state__in=[MeetingState.HELD, MeetingState.NOTES_SENT],
    )


def _missed(viewer: Actor) -> "QuerySet[Any]":
    return Promise.objects.filter(
        victim_id=viewer.victim_id or _NOBODY, person_id=viewer.person_id or _NOBODY, state=PromiseState.MISSED
    )


def _complaints(viewer: Actor) -> "QuerySet[Any]":
    return Complaint.objects.filter(victim_id=viewer.victim_id or _NOBODY, person_id=viewer.person_id or _NOBODY)


def _changes(record: OwnRecord) -> "QuerySet[Any]":
    return Handover.objects.filter(
        victim=record.victim, state__in=[HandoverState.ACCEPTED, HandoverState.GIVEN], answered_at__isnull=False
    )
