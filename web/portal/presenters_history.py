"""What has happened: under the months in which it did, newest first, each line a sentence (V2)."""

import dataclasses
import itertools
import uuid

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.rules.case_history import Happened, HappenedKind
from communications.services.portal_history import OpenHistory
from web.components import Link
from web.formatting import date_words, month_words

#: The name of the place in the address of a page.
AFTER = "after"

_WORDS: dict[HappenedKind, Promise] = {
    HappenedKind.EXPLAINED: gettext_lazy("We explained a decision to you in a letter."),
    HappenedKind.TOLD_BY_TELEPHONE: gettext_lazy("We told you by telephone how things stand."),
    HappenedKind.REVIEW_ASKED: gettext_lazy("You asked for a decision to be looked at again."),
    HappenedKind.COMPLAINED: gettext_lazy("You complained."),
    HappenedKind.MET: gettext_lazy("You met with us."),
    HappenedKind.PROMISE_MISSED: gettext_lazy("You should have heard from us by this day, and did not. We are sorry."),
    HappenedKind.CONTACT_CHANGED: gettext_lazy("Your contact changed."),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One thing that happened."""

    when: str
    #: As machines read it.
    timestamp: str
    words: str
    link: Link | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownMonth:
    """One month of it."""

    name: str
    lines: tuple[ShownLine, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """The page."""

    months: tuple[ShownMonth, ...]
    #: Where what came before stands; empty on the last page.
    next_href: str
    #: Back to the newest; empty on the first page.
    first_href: str


def history_page(opened: OpenHistory, *, victim_id: uuid.UUID, is_first: bool) -> HistoryPage:
    """Group what was opened by months."""
    own = reverse("portal:happened", kwargs={"victim_id": victim_id})
    months = itertools.groupby(opened.happened, key=lambda each: each.on.replace(day=1))
    return HistoryPage(
        months=tuple(
            ShownMonth(name=month_words(month), lines=tuple(_line(each, victim_id=victim_id) for each in lines))
            for month, lines in months
        ),
        next_href=f"{own}?{urlencode({AFTER: str(opened.next)})}" if opened.next is not None else "",
        first_href="" if is_first else own,
    )


def _line(each: Happened, *, victim_id: uuid.UUID) -> ShownLine:
    link = None
    if each.kind is HappenedKind.EXPLAINED:
        href = reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": each.key})
        when = date_words(each.on)
        link = Link(text=_("Read the letter"), href=href, hidden_text=_("of %(date)s") % {"date": when})
    elif each.kind is HappenedKind.REVIEW_ASKED:
        link = Link(text=_("Follow it"), href=reverse("portal:reviews", kwargs={"victim_id": victim_id}))
    elif each.kind is HappenedKind.COMPLAINED:
        href = reverse("portal:complaint", kwargs={"victim_id": victim_id, "complaint_id": each.key})
        link = Link(text=_("Follow it"), href=href, hidden_text=date_words(each.on))
    return ShownLine(
        when=date_words(each.on),
        timestamp=each.on.isoformat(),
        words=each.words or str(_WORDS[each.kind]),
        link=link,
    )
