"""Figures as managers read them: counts beside every share, words for every band."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from cases.rules.vocabulary import DecisionCode
from communications.rules.vocabulary import LetterType, TimelinessBand
from communications.selectors.performance import Cut, Figures, LetterRow
from web import formatting
from web.components import Cell, Column, Tag

BAND_WORDS = {
    TimelinessBand.ON_TIME: "On time",
    TimelinessBand.LATE_48H: "Late, up to 48 hours",
    TimelinessBand.LATE_OVER_48H: "Late, more than 48 hours",
    TimelinessBand.NOT_SENT_OVERDUE: "Overdue and never sent",
    TimelinessBand.PENDING: "Not due yet",
    TimelinessBand.EXEMPT: "Exempt, with a reason",
}
#: The same in a word or two, for a tag.
_BAND_TAGS = {
    TimelinessBand.ON_TIME: "On time",
    TimelinessBand.LATE_48H: "Late",
    TimelinessBand.LATE_OVER_48H: "Very late",
    TimelinessBand.NOT_SENT_OVERDUE: "Never sent",
    TimelinessBand.PENDING: "Not due",
    TimelinessBand.EXEMPT: "Exempt",
}
_BAND_COLOURS = {
    TimelinessBand.LATE_48H: "orange",
    TimelinessBand.LATE_OVER_48H: "red",
    TimelinessBand.NOT_SENT_OVERDUE: "red",
}


#: How the figures can be split, and the words for it.
BREAKDOWNS = {"area": "By Area", "month": "By month due", "letter": "By letter"}


def share_words(share: float | None) -> str:
    """Write a share as a percentage with one decimal, or ``none`` when there was nothing to count."""
    return "none" if share is None else f"{share * 100:.1f}%"


def figure_columns(first: str) -> list[Column]:
    """List the columns of a table of figures; the first one names what the rows are."""
    return [
        Column(text=first),
        Column(text="Share on time", is_numeric=True),
        *(
            Column(text=BAND_WORDS[band], is_numeric=True)
            for band in (
                TimelinessBand.ON_TIME,
                TimelinessBand.LATE_48H,
                TimelinessBand.LATE_OVER_48H,
                TimelinessBand.NOT_SENT_OVERDUE,
                TimelinessBand.PENDING,
                TimelinessBand.EXEMPT,
            )
        ),
    ]


def figure_row(*, name: str, figures: Figures, cut: Cut, **narrowed: str) -> list[str | Cell]:
    """Build one row: the share among letters owed, then every count, each leading to the letters behind it."""
    counts = {
        TimelinessBand.ON_TIME: figures.on_time,
        TimelinessBand.LATE_48H: figures.late_48h,
        TimelinessBand.LATE_OVER_48H: figures.late_over_48h,
        TimelinessBand.NOT_SENT_OVERDUE: figures.never_sent,
        TimelinessBand.PENDING: figures.pending,
        TimelinessBand.EXEMPT: figures.exempt,
    }
    return [
        name,
        Cell(text=share_words(figures.on_time_share), note=f"of {figures.owed:,}"),
        *(
            Cell(
                text=f"{count:,}",
                href=letters_href(cut=cut, band=band, **narrowed) if count else "",
                hidden_text=f"{name}, {BAND_WORDS[band].lower()}",
            )
            for band, count in counts.items()
        ),
    ]


def letters_href(*, cut: Cut, band: TimelinessBand, route: str = "dashboards:letters", **narrowed: str) -> str:
    """Lead to the letters behind a count."""
    return f"{reverse(route)}?{urlencode(query_of(cut=cut, band=band, **narrowed))}"


def query_of(*, cut: Cut, band: TimelinessBand | None = None, **narrowed: str) -> dict[str, str]:
    """Write a cut as a query string's values; only codes and months, never anything about a person."""
    query = {
        "first": cut.first_month.isoformat(),
        "last": cut.last_month.isoformat(),
        "area": cut.area_code,
        "type": cut.letter_type,
        "limit": str(cut.limit_working_days or ""),
        "band": band.value if band else "",
        **narrowed,
    }
    return {name: value for name, value in query.items() if value}


LETTER_COLUMNS = [
    Column(text="Case"),
    Column(text="Letter"),
    Column(text="Area"),
    Column(text="Limit"),
    Column(text="Decided"),
    Column(text="Due"),
    Column(text="Sent"),
    Column(text="How it stands"),
]


def letter_row(row: LetterRow) -> list[str | Cell]:
    """Build one line of the letters behind a figure."""
    return [
        Cell(text=formatting.urn_words(row.urn), href=f"/staff/cases/{row.case_id}/")
        if row.case_id
        else Cell(text="Not shown to you"),
        type_words(row.letter_type),
        row.area_name,
        limit_words(row.limit_working_days),
        formatting.date_time_words(row.decided_at),
        formatting.date_words(formatting.london_date(at=row.due_at)),
        formatting.date_time_words(row.sent_at) if row.sent_at else "Not sent",
        Cell(
            tag=Tag(text=_BAND_TAGS[row.band], colour=_BAND_COLOURS.get(row.band, "grey")),
            note="Was wrong, and was corrected" if row.was_wrong else "",
        ),
    ]


LETTER_HEADER = [
    "Case",
    "Letter",
    "Area",
    "Limit (working days)",
    "Decided",
    "Due",
    "Sent",
    "How it stands",
    "Was wrong",
]


def letter_line(row: LetterRow) -> list[object]:
    """Build one line of the download; times as ISO 8601 in UTC."""
    return [
        row.urn,
        type_words(row.letter_type),
        row.area_name,
        row.limit_working_days,
        _iso(row.decided_at),
        _iso(row.due_at),
        _iso(row.sent_at),
        BAND_WORDS[row.band],
        "yes" if row.was_wrong else "no",
    ]


def type_words(letter_type: str) -> str:
    """Name a letter type."""
    if letter_type in set(DecisionCode):
        return DecisionCode(letter_type).label
    return LetterType(letter_type).label if letter_type in set(LetterType) else letter_type


def limit_words(days: int) -> str:
    """Write a limit."""
    return formatting.count_words(days, "working day")


def _iso(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else ""
