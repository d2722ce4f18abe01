"""The ledger of the Victims' Code as the portal shows it: how each right stands, and a sentence for each line."""

import dataclasses
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.rules.code_ledger import CodeRight, Entry, Item, Standing, standing_of_right
from communications.rules.code_words import item_words, right_words
from communications.services.code_ledger import OpenLedger
from web.components import Tag
from web.formatting import date_words, page_language

_TAGS = {
    Standing.OVERDUE: (gettext_lazy("We are late"), "red"),
    Standing.LATE: (gettext_lazy("Done, but late"), "orange"),
    Standing.WAITING: (gettext_lazy("Still to come"), "blue"),
    Standing.OPEN: (gettext_lazy("Open to you"), "teal"),
    Standing.DONE: (gettext_lazy("Done"), "green"),
    Standing.OTHERS: (gettext_lazy("Others do this"), "grey"),
    Standing.NOT_NOW: (gettext_lazy("Not at this point"), "grey"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line beneath a right."""

    text: str
    href: str
    link: str
    #: Whether it leads to a letter: then the line itself says which.
    is_letter: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownRight:
    """One of the 12 rights."""

    number: int
    title: str
    tag: Tag
    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RightsPage:
    """The page."""

    rights: tuple[ShownRight, ...]
    contact: str
    phone: str


def page(opened: OpenLedger, *, victim_id: uuid.UUID) -> RightsPage:
    """Group the lines by right."""
    by_right = {right: tuple(each for each in opened.entries if each.right is right) for right in CodeRight}
    return RightsPage(
        rights=tuple(_right(right, entries, victim_id=victim_id) for right, entries in by_right.items()),
        contact=opened.contact.present_name or opened.contact.unit_name,
        phone=opened.contact.phone,
    )


def _right(right: CodeRight, entries: tuple[Entry, ...], *, victim_id: uuid.UUID) -> ShownRight:
    words, colour = _TAGS[standing_of_right(entries=entries)]
    return ShownRight(
        number=right.value,
        title=right_words(right=right, language=page_language()),
        tag=Tag(text=str(words), colour=colour),
        lines=tuple(_line(each, victim_id=victim_id) for each in entries),
    )


def _line(entry: Entry, *, victim_id: uuid.UUID) -> Line:
    href, link = _leads_to(entry, victim_id=victim_id)
    return Line(
        text=item_words(
            item=entry.item,
            language=page_language(),
            due=date_words(entry.due_on) if entry.due_on is not None else "",
            done=date_words(entry.done_on) if entry.done_on is not None else "",
            days=str(entry.working_days) if entry.working_days is not None else "",
        ),
        href=href,
        link=link,
        is_letter=entry.letter_id is not None,
    )


def _leads_to(entry: Entry, *, victim_id: uuid.UUID) -> tuple[str, str]:
    """Say where a line leads: to the letter that shows it, or to the page where it can be acted on."""
    own = {"victim_id": victim_id}
    if entry.item in {Item.REVIEW_OPEN, Item.REVIEW_WAITING, Item.REVIEW_OVERDUE}:
        return reverse("portal:reviews", kwargs=own), _("Asking us to look again")
    if entry.letter_id is not None:
        return reverse("portal:letter", kwargs={**own, "letter_id": entry.letter_id}), _("Read the letter")
    pages = {
        Item.COMPENSATION_EXPLAINED: ("compensation", _("About compensation")),
        Item.STATEMENT_OFFERED_BY_POLICE: ("statement", _("About your own statement")),
        Item.STATEMENT_MADE: ("statement", _("About your own statement")),
        Item.STATEMENT_DECLINED: ("statement", _("About your own statement")),
        Item.STATEMENT_IN_HAND: ("statement", _("About your own statement")),
        Item.COMPLAINT_POSSIBLE: ("complaining", _("About complaining")),
        Item.COMPLAINT_ANSWERED: ("complaints", _("Your complaints")),
        Item.COMPLAINT_ANSWERED_LATE: ("complaints", _("Your complaints")),
        Item.COMPLAINT_WAITING: ("complaints", _("Your complaints")),
        Item.COMPLAINT_OVERDUE: ("complaints", _("Your complaints")),
        Item.NEEDS_NOT_ASKED: ("messages", _("Write to us")),
        Item.MESSAGE_WAITING: ("messages", _("Your messages")),
        Item.MESSAGE_OVERDUE: ("messages", _("Your messages")),
    }
    if entry.item not in pages:
        return "", ""
    name, link = pages[entry.item]
    return reverse(f"portal:{name}", kwargs=own), link
