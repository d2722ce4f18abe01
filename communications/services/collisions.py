"""Ask before a call or a letter whether it collides with another contact of the day (L15)."""

import dataclasses
import datetime as dt
import uuid

from cases.models import Victim
from cases.rules.vocabulary import ObligationState
from cases.rules.working_days import LONDON, london_date
from communications.models import CallSeries, Communication, Promise
from communications.rules.calls.vocabulary import CallPurpose
from communications.rules.collisions import Collision, OwnSort, Sort, assess
from communications.rules.vocabulary import PromiseState, Purpose
from communications.selectors import collisions

#: Updates on which no time limit of the law runs. What acknowledges, corrects or apologises does not wait.
_ROUTINE = frozenset({Purpose.NO_CHANGE_UPDATE})


def of_day(*, victim: Victim, at: dt.datetime) -> Collision:
    """Say what stands against ringing a victim about anything on the London day of an aware instant (COL-1)."""
    return assess(sort=Sort.CALL, facts=collisions.day_of(victim=victim, day=london_date(at=at)))


def before_ringing(*, series: CallSeries, at: dt.datetime) -> Collision:
    """Say what stands against ringing on the London day of an aware instant, for whoever is about to (COL-2)."""
    facts = collisions.day_of(victim=series.victim, day=london_date(at=at), series=series)
    obligation = series.obligation
    is_owed = obligation is not None and obligation.state == ObligationState.OPEN
    due_on = london_date(at=obligation.due_at) if obligation is not None and is_owed else None
    if series.news is not None and series.news.due_at is not None:
        due_on = london_date(at=series.news.due_at)
    sort = Sort.SAFETY_NEWS if series.purpose == CallPurpose.SAFETY_NEWS else Sort.CALL
    return assess(sort=sort, facts=dataclasses.replace(facts, must_leave_by=due_on))


def before_sending(*, communication: Communication, at: dt.datetime) -> Collision:
    """Say what stands against a letter that leaves at an aware instant, for its page (COL-2).

    Of a routine update whether it waits; of every other letter that it does not, and what to know.
    """
    if is_routine(communication=communication):
        return of_update(communication=communication, at=at)
    facts = collisions.day_of(victim=communication.victim, day=london_date(at=at), communication=communication)
    is_owed = communication.obligation_id is not None
    return assess(sort=Sort.OWED_LETTER if is_owed else Sort.OTHER_LETTER, facts=facts)


def before_answering(*, victim: Victim, at: dt.datetime) -> Collision:
    """Say what to know before a message of a person is answered in writing (COL-2); that they wrote is no news."""
    facts = collisions.day_of(victim=victim, day=london_date(at=at))
    own = tuple(one for one in facts.own if one.sort is not OwnSort.WROTE)
    return assess(sort=Sort.OTHER_LETTER, facts=dataclasses.replace(facts, own=own))


def on_day(*, victim: Victim, day: dt.date, meeting_id: uuid.UUID | None = None) -> Collision:
    """Say what stands against meeting or ringing a victim on a London day that is being planned (COL-1).

    ``meeting_id`` is the meeting that is planned, which does not collide with itself.
    """
    return assess(sort=Sort.CALL, facts=collisions.day_of(victim=victim, day=day, meeting_id=meeting_id))


def is_routine(*, communication: Communication) -> bool:
    """Say whether a letter is a routine update, which alone may have to wait for other contacts (COL-2)."""
    return communication.purpose in _ROUTINE


def of_update(*, communication: Communication, at: dt.datetime) -> Collision:
    """Say whether a routine update may leave at an aware instant (COL-2). One that keeps a promise does, in time."""
    facts = collisions.day_of(victim=communication.victim, day=london_date(at=at), communication=communication)
    due_on = _promised_on(communication)
    return assess(sort=Sort.ROUTINE_UPDATE, facts=dataclasses.replace(facts, must_leave_by=due_on))


def clear_from(*, collision: Collision) -> dt.datetime | None:
    """Return when something that waits may go: as the London day begins; None where a person must settle it."""
    if collision.wait_until is None:
        return None
    return dt.datetime.combine(collision.wait_until, dt.time(), tzinfo=LONDON)


def _promised_on(communication: Communication) -> dt.date | None:
    """Return the nearest day on which the recipient was promised to hear from us."""
    promised = Promise.objects.filter(
        victim=communication.victim_id, person=communication.recipient_id, state=PromiseState.OPEN
    ).order_by("due_on")
    return promised.values_list("due_on", flat=True).first()
