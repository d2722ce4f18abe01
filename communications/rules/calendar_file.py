"""A calendar file that tells nobody anything: an appointment, when, and a place only where the person chose one.

A shared calendar is read by whoever shares it. So the title is always the same word, the file names neither us nor a
case, and a place with a revealing word in it is refused (threat T1, rule NEUTRAL-1).
"""

import datetime as dt
import uuid

from communications.rules.neutral_words import revealing_words

CALENDAR_RULE = "MEET-4"
TITLE = "Appointment"
TITLE_WELSH = "Apwyntiad"
#: Lines are folded after so many octets (RFC 5545, 3.1).
_LONGEST_LINE = 75


class TellingPlace(ValueError):
    """The words for the place would tell whoever reads the calendar what the appointment is about."""


def calendar_file(
    *,
    uid: uuid.UUID,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str,
    version: int,
    at: dt.datetime,
    is_welsh: bool = False,
) -> str:
    """Write one appointment as iCalendar text (MEET-4; RFC 5545).

    ``version`` grows with each change of time or place, so that the entry is moved and not doubled. ``place`` is what
    the person chose to have in their calendar, usually nothing. All instants are aware; the file holds them in UTC.

    Raises:
        TellingPlace: the place holds a revealing word.
    """
    if revealing_words(place):
        raise TellingPlace("The place in a calendar must not say what the appointment is about.")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//Appointment//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{version}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(ends_at)}",
        f"SUMMARY:{TITLE_WELSH if is_welsh else TITLE}",
        *([f"LOCATION:{_escaped(place)}"] if place.strip() else []),
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Escape what has a meaning in a text value (RFC 5545, 3.3.11)."""
    joined = ", ".join(part.strip() for part in text.splitlines() if part.strip())
    return joined.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Fold a long line without cutting a character in two (RFC 5545, 3.1)."""
    parts = [b""]
    for letter in line:
        octets = letter.encode("utf-8")
        # A line that goes on begins with a blank, which counts.
        room = _LONGEST_LINE if len(parts) == 1 else _LONGEST_LINE - 1
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
        parts[-1] += octets
    return "\r\n ".join(part.decode("utf-8") for part in parts)
