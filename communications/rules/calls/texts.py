"""The text before a call: when it says that somebody will ring, in words that tell a stranger nothing (CALL-8)."""

import datetime as dt

from cases.rules.vocabulary import Language
from cases.rules.working_days import LONDON
from communications.rules.dates_in_words import with_weekday

_AT: dict[Language, str] = {Language.EN: "{day} at about {time}", Language.CY: "{day} tua {time}"}


def when_in_words(*, at: dt.datetime, language: Language) -> str:
    """Say an aware instant as a text says it, London time: "Tuesday 12 May 2026 at about 2:30pm" (CALL-8)."""
    local = at.astimezone(LONDON)
    return _AT[language].format(day=with_weekday(day=local.date(), language=language), time=_clock(local, language))


def first_name(*, full_name: str) -> str:
    """Return the one name that a caller gives before it is sure who listens."""
    return full_name.split()[0] if full_name.split() else ""


def _clock(local: dt.datetime, language: Language) -> str:
    if language is Language.CY:
        return f"{local:%H:%M}"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
