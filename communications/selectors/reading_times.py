"""What a person chose about reading a letter with hard news: what stands now, and what is behind a call (V29)."""

import datetime as dt
import uuid

from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import ReadingTime
from communications.rules.reading_times import DayPart, ReadingHelp, ReadingSlot

_ABOUT_A_LETTER = "communication:"


def newest(*, letter_id: uuid.UUID) -> ReadingTime | None:
    """Return the newest row for a letter, also one that was taken back; None where nothing was ever chosen."""
    found = ReadingTime.objects.filter(letter=letter_id).select_related("supporter__person")
    return found.order_by("-number").first()


def ahead(*, row: ReadingTime | None, at: dt.datetime) -> ReadingTime | None:
    """Return what was chosen where its time is not over yet at an aware instant; else None."""
    slot = slot_of(row=row) if row is not None else None
    return row if slot is not None and at < slot.ends_at else None


def slot_of(*, row: ReadingTime) -> ReadingSlot | None:
    """Return the time of a row; None for one that was taken back."""
    return ReadingSlot(day=row.day, part=DayPart(row.part)) if row.day is not None else None


def behind(*, item: WorkItem) -> ReadingTime | None:
    """Return what a person chose, where an item of work is the call that they asked for; else None, without a query."""
    if item.kind != WorkKind.CALL_THE_PERSON or not item.about.startswith(_ABOUT_A_LETTER):
        return None
    row = newest(letter_id=uuid.UUID(item.about.removeprefix(_ABOUT_A_LETTER)))
    return row if row is not None and row.help == ReadingHelp.CALL else None
