"""Dates as a letter writes them, in English and in Welsh: "Friday 3 April 2026", "dydd Gwener 3 Ebrill 2026" (DATE-1).

Of our own and not of the machine's locale: a letter must read the same wherever it is made.
"""

import datetime as dt

from cases.rules.vocabulary import Language

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WELSH_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
#: The months of both languages, as they stand in a date.
MONTHS = (*_ENGLISH_MONTHS, *_WELSH_MONTHS)
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WELSH_DAYS = (
    "dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau", "dydd Gwener", "dydd Sadwrn", "dydd Sul",
)  # fmt: skip


def in_words(*, day: dt.date, language: Language) -> str:
    """Write a London date: ``3 April 2026``, ``3 Ebrill 2026`` (DATE-1). English for any language but Welsh."""
    months = _WELSH_MONTHS if language is Language.CY else _ENGLISH_MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"


def with_weekday(*, day: dt.date, language: Language) -> str:
    """Write a London date with its weekday (DATE-1). English for any language but Welsh."""
    days = _WELSH_DAYS if language is Language.CY else _ENGLISH_DAYS
    return f"{days[day.weekday()]} {in_words(day=day, language=language)}"
