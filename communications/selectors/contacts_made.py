"""What anybody recorded of our own contacts with victims on a day: calls, messages, what was handed over or read.

Read for many victims at once, a constant number of queries. A letter that leaves is no part of it, nor what is agreed
for later on the day (``communications.selectors.collisions``).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from cases.rules.working_days import LONDON
from communications.models import (
    CallSeries,
    Communication,
    ContactAttempt,
    MessageAnswer,
    RelativeTelling,
    Telling,
    VictimMessage,
)
from communications.rules.calls.outcomes import MEANINGS
from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome
from communications.rules.collisions import OwnContact, OwnSort

Found = dict[uuid.UUID, list[OwnContact]]


def made_on(
    *, victim_ids: Sequence[uuid.UUID], day: dt.date, series: CallSeries | None, communication: Communication | None
) -> Found:
    """List what anybody recorded of contacts on a London day, in the order of their sorts and times.

    Of a ``series`` about to be rung its own calls are left out, which stand beside it; of a ``communication`` about to
    be sent the calls that tell the same, which its plan asks for.
    """
    starts = dt.datetime.combine(day, dt.time(), tzinfo=LONDON)
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    found: Found = defaultdict(list)
    _read_calls(found, victim_ids, day=day, series=series, communication=communication)
    written = VictimMessage.objects.filter(victim__in=victim_ids, received_at__gte=starts, received_at__lt=ends)
    for victim_id, at in written.values_list("victim_id", "received_at"):
        found[victim_id].append(OwnContact(sort=OwnSort.WROTE, time=_time(at)))
    answers = MessageAnswer.objects.filter(
        message__victim__in=victim_ids, written_at__gte=starts, written_at__lt=ends
    ).values_list("message__victim_id", "written_at", "text", "written_by")
    for victim_id, at, text, by in answers:
        found[victim_id].append(OwnContact(sort=OwnSort.ANSWERED, time=_time(at), said=text, by=by))
    _read_handed_over(found, victim_ids, day=day)
    read = Communication.objects.filter(victim__in=victim_ids, first_read_at__gte=starts, first_read_at__lt=ends)
    for victim_id, first_read_at in read.values_list("victim_id", "first_read_at"):
        found[victim_id].append(OwnContact(sort=OwnSort.READ, time=_time(first_read_at)))
    order = list(OwnSort)
    for contacts in found.values():
        contacts.sort(key=lambda one: (order.index(one.sort), one.time or dt.time.min))
    return found


def _read_calls(
    found: Found,
    victim_ids: Sequence[uuid.UUID],
    *,
    day: dt.date,
    series: CallSeries | None,
    communication: Communication | None,
) -> None:
    calls = ContactAttempt.objects.filter(series__victim__in=victim_ids, called_on=day)
    if series is not None:
        calls = calls.exclude(series=series)
    if communication is not None and communication.obligation_id is not None:
        calls = calls.exclude(series__obligation=communication.obligation_id)
    rows = calls.values_list("series__victim_id", "called_at", "direction", "outcome", "told", "logged_by")
    for victim_id, at, direction, outcome, told, by in rows:
        answered = MEANINGS[CallOutcome(outcome)].who_answered is CallAnswer.PERSON
        sort = OwnSort.SPOKEN if answered or direction == CallDirection.INBOUND else OwnSort.TRIED
        found[victim_id].append(OwnContact(sort=sort, time=_time(at), said=told, by=by))


def _read_handed_over(found: Found, victim_ids: Sequence[uuid.UUID], *, day: dt.date) -> None:
    told = Telling.objects.filter(communication__victim__in=victim_ids, told_on=day)
    for victim_id, note, by in told.values_list("communication__victim_id", "note", "recorded_by"):
        found[victim_id].append(OwnContact(sort=OwnSort.HANDED_OVER, said=note, by=by))
    # A relative's own letter counts where it left.
    relatives = RelativeTelling.objects.filter(letter__victim__in=victim_ids, told_on=day, copy__isnull=True)
    for victim_id, note, by in relatives.values_list("letter__victim_id", "note", "settled_by"):
        found[victim_id].append(OwnContact(sort=OwnSort.HANDED_OVER, said=note, by=by))


def _time(at: dt.datetime | None) -> dt.time | None:
    return at.astimezone(LONDON).time() if at is not None else None
