"""The time that a person chose for a letter with hard news, in words (V29). Says nothing of the letter."""

import dataclasses
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from communications.models import ReadingTime
from communications.rules.reading_times import Beside, CallBy, DayPart, ReadingHelp
from communications.selectors.portal import PortalContact
from web.formatting import weekday_words
from web.portal.forms_reading import PARTS


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTime:
    """What was chosen, and where it can be changed."""

    lines: tuple[str, ...]
    change_href: str


def when_href(*, victim_id: uuid.UUID, letter_id: uuid.UUID) -> str:
    """Return where a time is chosen for a letter."""
    return reverse("portal:letter_when", kwargs={"victim_id": victim_id, "letter_id": letter_id})


def chosen_time(row: ReadingTime | None, *, contact: PortalContact | None, victim_id: uuid.UUID) -> ChosenTime | None:
    """Say what was chosen; None where nothing is to come. ``contact`` names who rings, where the page knows them."""
    if row is None or row.day is None:
        return None
    words = {"day": weekday_words(row.day), "part": _lower(str(PARTS[DayPart(row.part)]))}
    if row.help == ReadingHelp.REMINDER:
        lines = [_("We will send you a short message: %(day)s, %(part)s.") % words]
    else:
        lines = [_("We will ring you: %(day)s, %(part)s.") % words, *_people(row, contact)]
    return ChosenTime(lines=tuple(lines), change_href=when_href(victim_id=victim_id, letter_id=row.letter_id))


def _people(row: ReadingTime, contact: PortalContact | None) -> list[str]:
    named = contact.officer_name if contact is not None else ""
    lines = []
    if row.caller == CallBy.CONTACT and named:
        lines.append(_("You asked for %(name)s.") % {"name": named})
    if row.beside == Beside.SOMEBODY:
        lines.append(_("You will have somebody with you."))
    if row.beside == Beside.SUPPORTER:
        lines.append(_("We will first tell the person whom you named, and only that we will ring."))
    return lines


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
