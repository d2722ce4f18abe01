"""Hearings as the portal shows them: when, where, what each is for, whether to come, and how it stands."""

import dataclasses

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.rules.vocabulary import HearingStanding, Language
from communications.rules.hearing_words import standing_words, text_of
from communications.selectors.portal_hearings import OwnHearing
from communications.services.portal_hearings import OpenHearings
from web.formatting import date_words, london_date, page_language, time_words, weekday_words
from web.portal.presenters_meetings import by_telephone

#: Hearings that can be put into a calendar.
_HAS_TIME = frozenset({HearingStanding.COMING, HearingStanding.MOVED})
#: Hearings of which nobody should read that they need to come.
_NOTHING_TO_PLAN = frozenset(
    {HearingStanding.PAST, HearingStanding.VACATED, HearingStanding.ASK_FIRST, HearingStanding.CASE_OVER}
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownHearing:
    """One hearing."""

    title: str
    when: str
    court: str
    purpose: str
    #: Empty for a hearing that is over or will not take place.
    come: str
    #: How it stands; empty where its date says enough.
    standing: str
    is_called_off: bool
    #: Further days; empty for one day.
    days: tuple[str, ...]
    #: That it is held in Welsh; empty otherwise.
    language: str
    #: What came of it: that somebody told them, or will; empty while it is to come.
    outcome: str
    calendar_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage:
    """The page."""

    coming: tuple[ShownHearing, ...]
    past: tuple[ShownHearing, ...]
    reader: str
    phone: str
    opening_hours: str


def page(opened: OpenHearings, *, victim_id: object) -> DatesPage:
    """Turn what was opened into what is shown."""
    return DatesPage(
        coming=tuple(shown_hearing(each, victim_id=victim_id) for each in opened.hearings.coming),
        past=tuple(shown_hearing(each, victim_id=victim_id) for each in opened.hearings.past),
        **by_telephone(opened.contact),
    )


def shown_hearing(hearing: OwnHearing, *, victim_id: object, calendar: str = "date_calendar") -> ShownHearing:
    """Show one hearing; ``calendar`` is the name of the address of its calendar entry."""
    language, standing = page_language(), hearing.standing
    text = text_of(kind=hearing.kind, language=language)
    names = {"victim_id": victim_id, "hearing_id": hearing.id}
    has_time = standing in _HAS_TIME and hearing.starts_at is not None
    return ShownHearing(
        title=text.title,
        when=when_words(hearing),
        court=hearing.court_welsh if language is Language.CY and hearing.court_welsh else hearing.court,
        purpose=text.purpose,
        come=text.come if standing not in _NOTHING_TO_PLAN else "",
        standing=standing_words(standing=standing, language=language),
        is_called_off=standing is HearingStanding.VACATED,
        days=tuple(capfirst(weekday_words(day)) for day in hearing.days),
        language=_("This hearing is held in Welsh.") if hearing.is_in_welsh else "",
        outcome=_outcome(hearing) if standing is HearingStanding.PAST else "",
        calendar_href=reverse(f"portal:{calendar}", kwargs=names) if has_time else "",
    )


def when_words(hearing: OwnHearing) -> str:
    """Say when a hearing is, as far as it is known."""
    if hearing.starts_at is not None:
        on, at = weekday_words(london_date(at=hearing.starts_at)), time_words(hearing.starts_at)
        return capfirst(_("%(date)s at %(time)s") % {"date": on, "time": at})
    if hearing.week_commencing is not None:
        return _("In the week that begins on %(date)s") % {"date": weekday_words(hearing.week_commencing)}
    return _("No date yet")


def _outcome(hearing: OwnHearing) -> str:
    if hearing.told_on is not None:
        return _("On %(date)s we told you what came of it.") % {"date": date_words(hearing.told_on)}
    return _("If something was decided here, somebody tells you in person before it stands on a page.")
