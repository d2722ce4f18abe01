"""Dates, times, names and references as people read them: one place, London time, GOV.UK style, the page's language."""

import dataclasses
import datetime as dt
import enum
import zoneinfo

from django.utils import translation
from django.utils.translation import gettext as _

from cases.rules.vocabulary import Language
from communications.rules.dates_in_words import in_words, with_weekday

LONDON = zoneinfo.ZoneInfo("Europe/London")


class Urgency(enum.StrEnum):
    """How soon something is due, in the order of the work list."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    NEXT = "NEXT"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DueWords:
    """When something is due, in words, and how urgent that is."""

    text: str
    urgency: Urgency


def page_language() -> Language:
    """Return the language of the page being made: Welsh where the person chose it on the portal, else English."""
    return Language.CY if translation.get_language() == "cy" else Language.EN


def london_date(*, at: dt.datetime) -> dt.date:
    """Return the calendar date in London of an aware instant."""
    return at.astimezone(LONDON).date()


def date_words(on: dt.date) -> str:
    """Write a date as ``12 May 2026``; ``12 Mai 2026`` on a page in Welsh."""
    return in_words(day=on, language=page_language())


def month_words(on: dt.date) -> str:
    """Write a month: ``May 2026``; ``Mai 2026`` on a page in Welsh."""
    return date_words(on.replace(day=1)).removeprefix("1 ")


def weekday_words(on: dt.date) -> str:
    """Write a date with its weekday, as ``Tuesday 12 May 2026``; ``dydd Mawrth 12 Mai 2026`` on a page in Welsh."""
    return with_weekday(day=on, language=page_language())


def time_words(at: dt.datetime) -> str:
    """Write the time of an aware instant in London as ``2:30pm``, ``2pm``, ``midday`` or ``midnight``."""
    local = at.astimezone(LONDON)
    if local.minute == 0 and local.hour in {0, 12}:
        return _("midday") if local.hour else _("midnight")
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def date_time_words(at: dt.datetime) -> str:
    """Write an aware instant as ``12 May 2026 at 2:30pm``, London time."""
    return _("%(date)s at %(time)s") % {"date": date_words(london_date(at=at)), "time": time_words(at)}


def due_words(*, due_at: dt.datetime, at: dt.datetime) -> DueWords:
    """Say when something falls due, seen from `at`: overdue, today, tomorrow, or in how many days.

    Whole calendar days in London are counted, never hours: a person plans by the day. Something due today whose hour
    has passed is overdue.
    """
    due_on, today = london_date(at=due_at), london_date(at=at)
    days = (due_on - today).days
    if at > due_at:
        late = -days
        words = "Overdue today" if late == 0 else f"Overdue by {late} day{'' if late == 1 else 's'}"
        return DueWords(text=words, urgency=Urgency.OVERDUE)
    if days == 0:
        return DueWords(text="Due today", urgency=Urgency.TODAY)
    if days == 1:
        return DueWords(text="Due tomorrow", urgency=Urgency.NEXT)
    return DueWords(text=f"Due in {days} days", urgency=Urgency.NEXT)


def time_between(*, since: dt.datetime, until: dt.datetime) -> str:
    """Say how long something took, in its largest whole unit: ``12 minutes``, ``3 hours``, ``2 days``."""
    minutes = max(int((until - since).total_seconds() // 60), 0)
    if minutes < 60:
        return count_words(minutes, "minute")
    return count_words(minutes // 60, "hour") if minutes < 48 * 60 else count_words(minutes // (24 * 60), "day")


def count_words(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: ``1 letter``, ``2 letters``, ``1,200 letters``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def and_list(items: list[str] | tuple[str, ...]) -> str:
    """Join words as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def urn_words(urn: str) -> str:
    """Write a URN in the groups in which staff read it aloud: ``45 AA 12345 26/1``.

    A reference of another shape is given back as it came (domain.md 6.3).
    """
    text = urn.replace(" ", "").upper()
    stem, _, split = text.partition("/")
    if len(stem) != 11:
        return urn
    grouped = f"{stem[:2]} {stem[2:4]} {stem[4:9]} {stem[9:]}"
    return f"{grouped}/{split}" if split else grouped


def full_name(*, given: str, family: str, preferred: str = "") -> str:
    """Write a person's name as they asked to be called, else given and family name."""
    return preferred.strip() or " ".join(part for part in (given.strip(), family.strip()) if part)
