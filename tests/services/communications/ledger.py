"""What the tests of the promise ledger share: a calendar quickly published, people in contact, promises at dates."""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Victim
from cases.services import reference
from communications.models import Promise
from communications.rules.vocabulary import PromiseState
from tests.factories.cases import VictimFactory
from tests.factories.communications import PromiseFactory

REFERENCE = actors.system(SystemProcess.REFERENCE_DATA)
#: Wednesday 11 March 2026, 10:00 in London. Easter is on 5 April.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
_HOLIDAYS = {
    dt.date(2026, 4, 3): "Good Friday",
    dt.date(2026, 4, 6): "Easter Monday",
    dt.date(2026, 5, 4): "Early May bank holiday",
    dt.date(2026, 5, 25): "Spring bank holiday",
}


def publish_calendar() -> None:
    """Publish the working days of 2026 and 2027, as far as these tests go."""
    reference.publish_calendar(
        holidays=_HOLIDAYS,
        known_from=dt.date(2025, 12, 1),
        known_to=dt.date(2027, 12, 31),
        source="test",
        actor=REFERENCE,
        at=AT - dt.timedelta(days=60),
    )


def victim_in_contact(**changes: object) -> Victim:
    """Make a victim who has been in contact since January."""
    return VictimFactory(in_contact_since=dt.date(2026, 1, 10), **changes)


def promise_due(due_on: dt.date, **changes: object) -> Promise:
    """Make an open promise, made three weeks ago, to somebody in contact."""
    victim = changes.pop("victim", None) or victim_in_contact()
    return PromiseFactory(victim=victim, due_on=due_on, **{"made_at": AT - dt.timedelta(days=21), **changes})


def open_promise(victim: Victim) -> Promise:
    """Return the open promise of a victim."""
    return Promise.objects.get(victim=victim, state=PromiseState.OPEN)
