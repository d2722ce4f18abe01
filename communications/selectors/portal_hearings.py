"""What a person signed in to the portal reads of the hearings of their case: never a result before they were told.

Nothing of a defendant, of the court's reasons or of an officer's notes is read at all.
"""

import dataclasses
import datetime as dt
import uuid

from cases.models import CaseEvent, Hearing, WorkItem
from cases.rules.hearing_kinds import HearingFacts, shown_kind, standing
from cases.rules.vocabulary import CaseEventKind, HearingKind, HearingStanding, JourneyStage, WorkKind, WorkState
from cases.rules.working_days import london_date
from cases.selectors import news
from communications.selectors import portal, portal_untold
from communications.selectors.portal import Addressee, OwnRecord

#: News that a person tells them; until then nothing here says what it is.
_NEWS = (WorkKind.PLEA_NEWS, WorkKind.VERDICT_NEWS, WorkKind.SENTENCE_NEWS)
#: Stages in which no hearing is expected any more.
_OVER = frozenset({JourneyStage.STOPPED, JourneyStage.CLOSED})
#: A change of date is said to be new for so long after the court made it.
_NEW_FOR = dt.timedelta(days=42)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnHearing:
    """One hearing as the person reads it."""

    id: uuid.UUID
    kind: HearingKind
    standing: HearingStanding
    court: str
    court_welsh: str
    is_in_welsh: bool
    #: Aware; None where only a week is known, or nothing.
    starts_at: dt.datetime | None
    week_commencing: dt.date | None
    #: Further days on which the court sits on it, London dates; empty for one day.
    days: tuple[dt.date, ...]
    #: London date on which somebody told them what came of it; None while nobody has, or nothing came of it.
    told_on: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnHearings:
    """The hearings of the person's own case."""

    #: What is still to come or to be fixed, the earliest first.
    coming: tuple[OwnHearing, ...]
    #: What is over, the newest first.
    past: tuple[OwnHearing, ...]
    #: How often the court has changed a date in this case: the version of a calendar entry.
    version: int


def own_hearings(*, viewer: Addressee, record: OwnRecord, at: dt.datetime) -> OwnHearings:
    """Read the hearings of the viewer's own case; the same number of queries however many there are."""
    victim, today = record.victim, london_date(at=at)
    events = list(
        CaseEvent.objects.filter(case_id=victim.case_id, kind=CaseEventKind.HEARING_MOVED).values_list(
            "recorded_at", "detail"
        )
    )
    moved_to = {str(detail.get("hearing_date", "")) for when, detail in events if when > at - _NEW_FOR}
    items = list(WorkItem.objects.filter(victim=victim, kind__in=_NEWS).order_by("done_at"))
    is_news_untold = any(item.state == WorkState.OPEN for item in items)
    told = _told_by_day(items)
    letters = portal.own_letters(viewer=viewer, at=at)
    is_untold = portal_untold.explained_since(record, letters=letters) is not None
    shown = []
    for hearing in Hearing.objects.filter(case_id=victim.case_id).prefetch_related("days"):
        facts = HearingFacts(
            kind=hearing.kind,
            starts_at=hearing.starts_at,
            week_commencing=hearing.week_commencing,
            is_provisional=hearing.is_provisional,
            is_vacated=hearing.is_vacated,
            was_moved=hearing.starts_at is not None and hearing.starts_at.isoformat() in moved_to,
        )
        stands = standing(
            facts=facts, is_decision_untold=is_untold, is_case_over=victim.case.stage in _OVER, at=at, today=today
        )
        starts_on = london_date(at=hearing.starts_at) if hearing.starts_at is not None else None
        days = sorted({london_date(at=day.sits_at) for day in hearing.days.all() if not day.is_cancelled})
        shown.append(
            OwnHearing(
                id=hearing.pk,
                kind=shown_kind(words=hearing.kind, is_news_untold=is_news_untold or is_untold),
                standing=stands,
                court=hearing.court_name,
                court_welsh=hearing.court_name_welsh,
                is_in_welsh=hearing.is_in_welsh,
                starts_at=hearing.starts_at,
                week_commencing=hearing.week_commencing,
                days=tuple(day for day in days if day != starts_on) if stands is not HearingStanding.ASK_FIRST else (),
                told_on=told.get(starts_on) if starts_on is not None and stands is HearingStanding.PAST else None,
            )
        )
    is_over = [each.standing is HearingStanding.PAST or _is_vacated_and_over(each, today=today) for each in shown]
    return OwnHearings(
        coming=tuple(sorted((each for each, over in zip(shown, is_over, strict=True) if not over), key=_when)),
        past=tuple(sorted((each for each, over in zip(shown, is_over, strict=True) if over), key=_when, reverse=True)),
        version=len(events),
    )


def _is_vacated_and_over(hearing: OwnHearing, *, today: dt.date) -> bool:
    if hearing.standing is not HearingStanding.VACATED:
        return False
    on = london_date(at=hearing.starts_at) if hearing.starts_at is not None else hearing.week_commencing
    return on is not None and on < today


def _told_by_day(items: list[WorkItem]) -> dict[dt.date, dt.date]:
    """Say for each day in court on which news arose when somebody told the person of it."""
    done = [item for item in items if item.state == WorkState.DONE and item.done_at is not None]
    events = news.events_about(items=done)
    return {
        london_date(at=events[item.pk].occurred_at): london_date(at=item.done_at)
        for item in done
        if item.pk in events and item.done_at is not None
    }


def _when(hearing: OwnHearing) -> tuple[dt.date, str]:
    """Sort by day; what has none stands last among what is to come."""
    on = london_date(at=hearing.starts_at) if hearing.starts_at is not None else hearing.week_commencing
    return (on or dt.date.max, hearing.starts_at.isoformat() if hearing.starts_at is not None else "")
