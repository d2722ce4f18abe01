"""Hold every date in a letter against the record (GATE-10)."""

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadBlock, ReadLetter
from communications.rules.letter_words import BlockKey

RULE = "GATE-10"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = rf"(?:{'|'.join(_MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
#: A day, a day and a month, or a month and a year, in the ways in which people write them.
WRITTEN_DATE = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(_DAYS)}),? (?:the )?)?(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b(?:\.(?= \d{{4}}))?(?:,? (?P<year>\d{{4}}))?|"
    rf"(?P<month_first>{_MONTH})\.? (?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<year_last>\d{{4}}))?|"
    rf"(?P<month_only>{_MONTH}),? (?P<year_only>\d{{4}})|"
    r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?![\d/])|"
    r"(?P<iso_y>\d{4})-(?P<iso_m>\d{2})-(?P<iso_d>\d{2}))"
)
#: A wrong date here sends somebody to court on the wrong day, or is about another case.
_WEIGHTY_BLOCKS = frozenset(
    {
        BlockKey.OPENING,
        BlockKey.DECISION_PLAIN,
        BlockKey.WHAT_CONTINUES,
        BlockKey.STAGE_NOW,
        BlockKey.NEXT_UPDATE,
        BlockKey.MEETING_OFFER,
    }
)
_WEIGHTY_WORDS = re.compile(
    r"\b(?:hearings?|trials?|court|sentenc\w+|listed|decid\w+|decision|happened|offence|attack\w*|assault\w*|"
    r"robbed|robbery|burglary|"
    r"raped?|collision|incident|died|charged?|deadline|will be in touch)\b",
    re.IGNORECASE,
)


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find dates that the record does not hold, dates that do not exist, and weekdays that do not fit their date."""
    known = letter.facts.record.days | _days_of_the_rules(letter)
    wrongly = {match.group() for match in WRITTEN_DATE.finditer(letter.facts.record.said_wrongly)}
    # A list of dates without a full stop is one sentence: read it once, not once for each date.
    weighs = functools.cache(_weighs)
    for block in letter.open_blocks:
        for match in WRITTEN_DATE.finditer(block.text):
            if match.group() not in wrongly:
                yield from _against_record(block, match, known, weighs)


def _days_of_the_rules(letter: ReadLetter) -> frozenset[dt.date]:
    """Read the dates in the locked blocks: they come from the record and the rules."""
    found = (
        _date(match) for block in letter.facts.expected for match in WRITTEN_DATE.finditer(block.text) if match["year"]
    )
    return frozenset(day for day in found if day is not None)


def _weighs(sentence: str) -> bool:
    return _WEIGHTY_WORDS.search(sentence) is not None


def _against_record(
    block: ReadBlock, match: re.Match[str], known: frozenset[dt.date], weighs: Callable[[str], bool]
) -> Iterator[Finding]:
    year, month, day = _parts(match)
    if not _exists(year, month, day):
        yield block.finding(
            RULE, FindingLevel.WARN, match.span(), why="There is no such date.", fix="Look the date up and correct it."
        )
        return
    if year and day and match["weekday"] and _DAYS[dt.date(year, month, day).weekday()] != match["weekday"]:
        yield block.finding(
            RULE,
            FindingLevel.WARN,
            match.span(),
            why=f"This date is a {_DAYS[dt.date(year, month, day).weekday()]}.",
            fix="Look up which is right, the day of the week or the date.",
        )
        return
    if any((not day or each.day == day) and each.month == month and year in {0, each.year} for each in known):
        return
    is_weighty = block.key in _WEIGHTY_BLOCKS or weighs(block.sentence_at(match.start()).text)
    yield block.finding(
        RULE,
        FindingLevel.WARN if is_weighty else FindingLevel.ADVISE,
        match.span(),
        why="This date is not in the record of this case.",
        fix="Check the date of the offence, the decision or the hearing, and that it is not from another case.",
    )


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    """Give year, month and day, with 0 for what is not said."""
    if match["d"] or match["iso_y"]:
        year = int(match["y"] or match["iso_y"])
        return year + (2000 if year < 100 else 0), int(match["m"] or match["iso_m"]), int(match["d"] or match["iso_d"])
    name = match["month"] or match["month_first"] or match["month_only"]
    month = next(number for number, full in enumerate(_MONTHS, start=1) if full.startswith(name[:3]))
    year_said = match["year"] or match["year_last"] or match["year_only"] or "0"
    return int(year_said), month, int(match["day"] or match["day_last"] or "0")


def _date(match: re.Match[str]) -> dt.date | None:
    year, month, day = _parts(match)
    return dt.date(year, month, day) if _exists(year, month, day) and year and day else None


_LEAP_YEAR = 2024


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year or _LEAP_YEAR, month, day or 1)
    except ValueError:
        return False
    return True
