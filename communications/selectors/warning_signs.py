"""What the signs of losing touch rest on, and the signs themselves for staff who look after the person (L12)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Max, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import scope_of
from cases.models import CaseEvent, Connection, SafeContactProfile, Victim
from cases.rules.vocabulary import CaseEventKind, ConnectionKind
from cases.rules.working_days import london_date
from communications.models import CallSeries, Communication, ContactAttempt, Meeting, Promise, WarningSign
from communications.rules.calls.outcomes import MEANINGS
from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome, SeriesEnd
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import CommunicationState, PromiseState
from communications.rules.warning_signs import LOOK_BACK_DAYS, SignFacts, WarningSignal

_ADVISERS = (ConnectionKind.ISVA, ConnectionKind.IDVA)
_MOVED = (CaseEventKind.HEARING_MOVED, CaseEventKind.HEARING_VACATED, CaseEventKind.ADJOURNED)
_HELD = (MeetingState.HELD, MeetingState.NOTES_SENT)
_RESTRICTED = Q(case__is_rasso=True) | Q(case__is_restricted=True)

_Dates = dict[uuid.UUID, dict[WarningSignal, list[dt.date]]]


def lasting_signs(*, viewer: Actor, victim_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[WarningSign, ...]]:
    """Read the signs that last about each victim, for a viewer who speaks with people of their case; one query.

    Whoever only reads a case, an advocate or an inspector, is shown none (SIGN-3).
    """
    found: dict[uuid.UUID, list[WarningSign]] = defaultdict(list)
    for sign in lasting(viewer=viewer).filter(victim__in=list(victim_ids)):
        found[sign.victim_id].append(sign)
    return {victim_id: in_order(signs) for victim_id, signs in found.items()}


def lasting(*, viewer: Actor) -> "QuerySet[WarningSign]":
    """Start from the signs that last, of people with whom the viewer speaks (SIGN-3)."""
    scope = scope_of(actor=viewer, permission=Permission.LOG_CONTACT)
    seen = scope.as_filter(area="case__area_id", unit="case__unit_id", is_restricted=_RESTRICTED)
    return WarningSign.objects.filter(ended_at__isnull=True).filter(seen)


def in_order(signs: Iterable[WarningSign]) -> tuple[WarningSign, ...]:
    """Put the signs of one victim into the order in which they are shown."""
    order = list(WarningSignal)
    return tuple(sorted(signs, key=lambda sign: order.index(WarningSignal(sign.signal))))


def facts_of(*, victims: Sequence[Victim], at: dt.datetime) -> dict[uuid.UUID, SignFacts]:
    """Read what the signs of each victim rest on: a constant number of queries, however many victims there are.

    The victims come with their ``standing``. For processes of the service: nothing here asks for a viewer.
    """
    today = london_date(at=at)
    since = at - dt.timedelta(days=LOOK_BACK_DAYS)
    ids = [victim.pk for victim in victims]
    dates: _Dates = defaultdict(lambda: defaultdict(list))
    _read_calls(dates, ids, since=since)
    _read_letters(dates, ids, since=since)
    _read_meetings(dates, victims, since=since)
    _read_promises(dates, victims, today=today, since=since)
    _read_wishes(dates, ids, since=since)
    _read_advisers(dates, ids, since=since)
    _read_hearings(dates, victims, since=since)
    return {
        victim.pk: SignFacts(today=today, dates={signal: tuple(found) for signal, found in dates[victim.pk].items()})
        for victim in victims
    }


def _read_calls(dates: _Dates, ids: Sequence[uuid.UUID], *, since: dt.datetime) -> None:
    """Keep the calls that reached nobody since somebody was last reached, or rang us."""
    calls = ContactAttempt.objects.filter(series__victim__in=ids, logged_at__gte=since)
    rows = calls.order_by("called_on", "called_at", "id").values_list(
        "series__victim_id", "called_on", "direction", "outcome"
    )
    for victim_id, called_on, direction, outcome in rows:
        missed = dates[victim_id][WarningSignal.CALLS_MISSED]
        meaning = MEANINGS[CallOutcome(outcome)]
        if direction == CallDirection.INBOUND or meaning.who_answered is CallAnswer.PERSON:
            missed.clear()
        elif meaning.counts_as_try:
            missed.append(called_on)


def _read_letters(dates: _Dates, ids: Sequence[uuid.UUID], *, since: dt.datetime) -> None:
    """Find letters that stand unread on the online page of somebody who has been on it."""
    unread = Communication.objects.filter(
        victim__in=ids,
        state=CommunicationState.SENT,
        published_at__gte=since,
        first_read_at__isnull=True,
        recipient__portal_account__closed_at__isnull=True,
        recipient__portal_account__isnull=False,
    )
    for victim_id, published_at in unread.values_list("victim_id", "published_at"):
        if published_at is not None:
            dates[victim_id][WarningSignal.LETTERS_UNREAD].append(london_date(at=published_at))


def _read_meetings(dates: _Dates, victims: Sequence[Victim], *, since: dt.datetime) -> None:
    """Find offers that were declined or not answered, and help agreed in a meeting that no court has decided on."""
    decided = dict(
        CaseEvent.objects.filter(case__in={victim.case_id for victim in victims}, kind=CaseEventKind.SPECIAL_MEASURES)
        .values("case_id")
        .annotate(at=Max("occurred_at"))
        .values_list("case_id", "at")
    )
    meetings = Meeting.objects.filter(victim__in=[victim.pk for victim in victims], opened_at__gte=since)
    for meeting in meetings.only(
        "victim_id", "case_id", "state", "responded_on", "offered_on", "starts_at", "measures_agreed"
    ):
        found = dates[meeting.victim_id]
        turned_down_on = meeting.responded_on or meeting.offered_on
        if meeting.state in {MeetingState.DECLINED, MeetingState.NO_RESPONSE} and turned_down_on is not None:
            found[WarningSignal.MEETING_DECLINED].append(turned_down_on)
        if meeting.state in _HELD and meeting.measures_agreed and meeting.starts_at is not None:
            answer = decided.get(meeting.case_id)
            if answer is None or answer < meeting.starts_at:
                found[WarningSignal.MEASURES_UNDECIDED].append(london_date(at=meeting.starts_at))


def _read_promises(dates: _Dates, victims: Sequence[Victim], *, today: dt.date, since: dt.datetime) -> None:
    """Find promises we missed, and since when, by their rhythm, somebody should have heard from us."""
    rows = Promise.objects.filter(
        Q(state=PromiseState.OPEN) | Q(state=PromiseState.MISSED, settled_at__gte=since),
        victim__in=[victim.pk for victim in victims],
    )
    rhythms: dict[uuid.UUID, int] = {}
    for victim_id, state, due_on, days in rows.values_list("victim_id", "state", "due_on", "rhythm_days"):
        if state == PromiseState.MISSED:
            dates[victim_id][WarningSignal.PROMISE_MISSED].append(due_on)
        else:
            rhythms[victim_id] = max(days, rhythms.get(victim_id, 0))
    paused = _paused({victim.person_id for victim in victims}, today=today)
    for victim in victims:
        if victim.pk in rhythms and victim.person_id not in paused:
            by = london_date(at=victim.standing.waiting_since) + dt.timedelta(days=rhythms[victim.pk])
            dates[victim.pk][WarningSignal.LONG_SILENCE].append(by)


def _paused(people: set[uuid.UUID], *, today: dt.date) -> set[uuid.UUID]:
    """Find who wants no updates for now: their silence is their own wish."""
    newest = (
        SafeContactProfile.objects.filter(person__in=people)
        .order_by("person", "-recorded_at", "-id")
        .distinct("person")
        .values_list("person_id", "updates_paused_until")
    )
    return {person_id for person_id, until in newest if until is not None and until >= today}


def _read_wishes(dates: _Dates, ids: Sequence[uuid.UUID], *, since: dt.datetime) -> None:
    """Find when somebody asked not to be rung."""
    ended = CallSeries.objects.filter(victim__in=ids, end_reason=SeriesEnd.ASKED_NOT_TO_BE_RUNG, ended_at__gte=since)
    for victim_id, ended_at in ended.values_list("victim_id", "ended_at"):
        if ended_at is not None:
            dates[victim_id][WarningSignal.ASKED_TO_STOP].append(london_date(at=ended_at))


def _read_advisers(dates: _Dates, ids: Sequence[uuid.UUID], *, since: dt.datetime) -> None:
    """Find when an adviser left somebody who has no other one now."""
    beside: set[uuid.UUID] = set()
    left: dict[uuid.UUID, list[dt.date]] = defaultdict(list)
    rows = Connection.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since), victim__in=ids)
    for victim_id, ended_at in rows.filter(kind__in=_ADVISERS).values_list("victim_id", "ended_at"):
        if ended_at is None:
            beside.add(victim_id)
        else:
            left[victim_id].append(london_date(at=ended_at))
    for victim_id, days in left.items():
        if victim_id not in beside:
            dates[victim_id][WarningSignal.SUPPORT_WORKER_GONE] += days


def _read_hearings(dates: _Dates, victims: Sequence[Victim], *, since: dt.datetime) -> None:
    """Find when a hearing of the case was moved; one day counts once, however many messages told it."""
    moved: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    events = CaseEvent.objects.filter(
        case__in={victim.case_id for victim in victims}, kind__in=_MOVED, occurred_at__gte=since
    )
    for case_id, occurred_at in events.values_list("case_id", "occurred_at"):
        moved[case_id].add(london_date(at=occurred_at))
    for victim in victims:
        dates[victim.pk][WarningSignal.HEARING_MOVED] += sorted(moved[victim.case_id])
