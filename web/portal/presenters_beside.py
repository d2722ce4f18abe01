"""Who stands beside a person and what each of them sees, in words that give nothing away on a shared phone.

Nobody is called an adviser here, and no service is named: what somebody is may say what happened (T8).
"""

import dataclasses
import datetime as dt
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.rules.vocabulary import ShownPart
from communications.rules.supporter_access import AccessRefusal, ends_soon
from communications.selectors.supporters import Beside
from communications.services.supporter_consents import OpenBeside
from web.formatting import date_words
from web.portal.forms_beside import PARTS
from web.portal.presenters import hours_words
from web.portal.presenters_choices import Reader

#: Reasons for which somebody who was agreed to sees nothing yet: staff are finding out.
_BEING_CHECKED = frozenset({AccessRefusal.NOT_CHECKED, AccessRefusal.SUSPECT_NOT_CHECKED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownBeside:
    """One of them."""

    id: uuid.UUID
    name: str
    #: What they see, part by part; empty where nothing was agreed to or its day has passed.
    parts: tuple[str, ...]
    #: Until when, in words; empty where nothing holds.
    until: str
    ends_soon: bool
    #: Agreed to, and not seen yet because we are still checking who they are.
    is_being_checked: bool
    #: Nothing is agreed to; its day may have passed.
    has_nothing: bool
    choose_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BesidePage:
    """The page."""

    people: tuple[ShownBeside, ...]
    reader: Reader
    has_asked: bool


def page(opened: OpenBeside, *, on: dt.date) -> BesidePage:
    """Show everybody of whom the person may choose what they see."""
    contact = opened.contact
    return BesidePage(
        people=tuple(_person(each, victim_id=opened.victim.pk, on=on) for each in opened.beside),
        reader=Reader(
            name=contact.present_name or contact.unit_name,
            phone=contact.phone,
            opening_hours=hours_words(contact.opening_hours),
        ),
        has_asked=opened.has_asked,
    )


def _person(each: Beside, *, victim_id: uuid.UUID, on: dt.date) -> ShownBeside:
    consent = each.consent if each.consent is not None and each.consent.ends_on >= on else None
    chosen = [part for part in ShownPart if consent is not None and part.value in consent.parts]
    return ShownBeside(
        id=each.connection.pk,
        name=each.connection.person.full_name,
        parts=tuple(str(PARTS[part]) for part in chosen),
        until=_("Until the end of %(date)s") % {"date": date_words(consent.ends_on)} if consent is not None else "",
        ends_soon=consent is not None and ends_soon(ends_on=consent.ends_on, on=on),
        is_being_checked=consent is not None and each.access.refusal in _BEING_CHECKED,
        has_nothing=consent is None,
        choose_href=reverse(
            "portal:beside_choose", kwargs={"victim_id": victim_id, "connection_id": each.connection.pk}
        ),
    )
