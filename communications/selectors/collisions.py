"""What contacts a victim has on a day, by whom, and with which facts: read for many victims at once (L15)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from cases.models import AgencyContact, ChargeVictim, Hearing, HearingDay, Victim
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ChargeState, ToldOutcome
from cases.rules.working_days import LONDON, london_date
from communications.models import CallSeries, Communication, ContactAttempt, Meeting, OutboxMessage
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.collisions import (
    LOOK_BACK_DAYS,
    DayFacts,
    OthersContact,
    OwnContact,
    OwnSort,
    outcomes_of,
)
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import MessageState, Purpose
from communications.selectors import contacts_made

#: Codes, notices and routine updates are no contact that another would collide with; every other letter tells
#: something. Two routine updates to one person would else wait for each other for ever.
_NO_CONTACT = frozenset(
    {
        Purpose.PORTAL_INVITATION,
        Purpose.PORTAL_CODE,
        Purpose.NEWS_NOTICE,
        Purpose.CALL_NOTICE,
        Purpose.ACKNOWLEDGEMENT,
        Purpose.NO_CHANGE_UPDATE,
    }
)
_TELLING = tuple(purpose for purpose in Purpose if purpose not in _NO_CONTACT)
_ON_THE_WAY = (MessageState.QUEUED, MessageState.RENDERING, MessageState.RENDERED, MessageState.SENDING)
_MET = (MeetingState.HELD, MeetingState.NOTES_SENT)
_LEFT = (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED)


def day_of(
    *,
    victim: Victim,
    day: dt.date,
    series: CallSeries | None = None,
    communication: Communication | None = None,
    meeting_id: uuid.UUID | None = None,
) -> DayFacts:
    """Read the contacts of one victim on a London day besides the series, letter or meeting that is about to be."""
    found = days_of(victims=[victim], day=day, series=series, communication=communication, meeting_id=meeting_id)
    return found[victim.pk]


def days_of(
    *,
    victims: Sequence[Victim],
    day: dt.date,
    series: CallSeries | None = None,
    communication: Communication | None = None,
    meeting_id: uuid.UUID | None = None,
) -> dict[uuid.UUID, DayFacts]:
    """Read the contacts of each victim on a London day: a constant number of queries, however many they are.

    Of a ``series`` that is about to be rung, or a ``communication`` about to be sent, neither it nor what belongs to
    the same thing owed counts as another contact.
    """
    ids = [victim.pk for victim in victims]
    case_ids = {victim.case_id for victim in victims}
    others = _others(ids, day=day)
    own = _own(ids, day=day, series=series, communication=communication, meeting_id=meeting_id)
    made = contacts_made.made_on(victim_ids=ids, day=day, series=series, communication=communication)
    days, weeks = _hearings(case_ids)
    states = _states(ids)
    return {
        victim.pk: DayFacts(
            day=day,
            others=tuple(others[victim.pk]),
            own=(*own[victim.pk], *made[victim.pk]),
            hearing_days=frozenset(days[victim.case_id]),
            hearing_weeks=frozenset(weeks[victim.case_id]),
            outcomes=outcomes_of(states=states[victim.pk]),
        )
        for victim in victims
    }


def contacts_of(*, victim: Victim) -> tuple[AgencyContact, ...]:
    """List what is recorded of other agencies' contacts with a victim, newest day first; called off ones too."""
    return tuple(AgencyContact.objects.filter(victim=victim).order_by("-contact_on", "-contact_time", "-recorded_at"))


def _others(ids: Sequence[uuid.UUID], *, day: dt.date) -> dict[uuid.UUID, list[OthersContact]]:
    found: dict[uuid.UUID, list[OthersContact]] = defaultdict(list)
    rows = AgencyContact.objects.filter(
        victim__in=ids,
        called_off_at__isnull=True,
        contact_on__gte=day - dt.timedelta(days=LOOK_BACK_DAYS),
        contact_on__lte=day,
    )
    for row in rows.order_by("contact_on", "contact_time", "recorded_at"):
        is_made = row.stage == AgencyContactStage.MADE
        if not is_made and row.contact_on < day:
            # Planned for a day that has passed: nobody said that it took place, so nothing was told.
            continue
        found[row.victim_id].append(
            OthersContact(
                agency=Agency(row.agency),
                is_made=is_made,
                way=AgencyContactWay(row.way),
                on=row.contact_on,
                time=row.contact_time,
                told_hearing_on=row.told_hearing_on,
                told_outcome=ToldOutcome(row.told_outcome) if row.told_outcome else None,
                said=row.told,
                by=row.recorded_by,
            )
        )
    return found


def _own(
    ids: Sequence[uuid.UUID],
    *,
    day: dt.date,
    series: CallSeries | None,
    communication: Communication | None,
    meeting_id: uuid.UUID | None,
) -> dict[uuid.UUID, list[OwnContact]]:
    starts = dt.datetime.combine(day, dt.time(), tzinfo=LONDON)
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    found: dict[uuid.UUID, list[OwnContact]] = defaultdict(list)
    meetings = Meeting.objects.filter(
        victim__in=ids, state__in=(MeetingState.ARRANGED, *_MET), starts_at__gte=starts, starts_at__lt=ends
    )
    if meeting_id is not None:
        meetings = meetings.exclude(pk=meeting_id)
    for victim_id, at, state in meetings.order_by("starts_at").values_list("victim_id", "starts_at", "state"):
        sort = OwnSort.MET if state in _MET else OwnSort.MEETING
        found[victim_id].append(OwnContact(sort=sort, time=_time(at)))
    calls = ContactAttempt.objects.filter(
        series__victim__in=ids,
        series__state=SeriesState.OPEN,
        next_contact_at__gte=starts,
        next_contact_at__lt=ends,
    )
    if series is not None:
        calls = calls.exclude(series=series)
    for victim_id, at in calls.order_by("next_contact_at").values_list("series__victim_id", "next_contact_at"):
        found[victim_id].append(OwnContact(sort=OwnSort.CALL, time=_time(at)))
    for victim_id in _letters(ids, starts=starts, ends=ends, series=series, communication=communication):
        found[victim_id].append(OwnContact(sort=OwnSort.LETTER))
    return found


def _letters(
    ids: Sequence[uuid.UUID],
    *,
    starts: dt.datetime,
    ends: dt.datetime,
    series: CallSeries | None,
    communication: Communication | None,
) -> list[uuid.UUID]:
    """List the victim of each letter of ours that left on the day or is about to, each letter once."""
    leaving = OutboxMessage.objects.filter(communication__victim__in=ids, purpose__in=_TELLING).filter(
        Q(state__in=_ON_THE_WAY, not_before__lt=ends)
        | Q(state__in=_LEFT, accepted_at__gte=starts, accepted_at__lt=ends)
    )
    if communication is not None:
        leaving = leaving.exclude(communication=communication)
    owed = series.obligation_id if series is not None else communication.obligation_id if communication else None
    if owed is not None:
        leaving = leaving.exclude(communication__obligation_id=owed)
    rows = leaving.order_by("communication_id").values_list("communication_id", "communication__victim_id").distinct()
    return [victim_id for _, victim_id in rows]


def _hearings(case_ids: set[uuid.UUID]) -> tuple[dict[uuid.UUID, set[dt.date]], dict[uuid.UUID, set[dt.date]]]:
    days: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    weeks: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    listed = Hearing.objects.filter(case__in=case_ids, is_vacated=False)
    for case_id, starts_at, week in listed.values_list("case_id", "starts_at", "week_commencing"):
        if starts_at is not None:
            days[case_id].add(london_date(at=starts_at))
        if week is not None:
            weeks[case_id].add(week - dt.timedelta(days=week.weekday()))
    sitting = HearingDay.objects.filter(hearing__case__in=case_ids, hearing__is_vacated=False)
    for case_id, sits_at in sitting.values_list("hearing__case_id", "sits_at"):
        days[case_id].add(london_date(at=sits_at))
    return days, weeks


def _states(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ChargeState]]:
    found: dict[uuid.UUID, list[ChargeState]] = defaultdict(list)
    for victim_id, state in ChargeVictim.objects.filter(victim__in=ids).values_list("victim_id", "charge__state"):
        found[victim_id].append(ChargeState(state))
    return found


def _time(at: dt.datetime | None) -> dt.time | None:
    return at.astimezone(LONDON).time() if at is not None else None
