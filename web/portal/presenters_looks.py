"""Who has looked at a record, in the words of the page's language: by role and reason, day by day (V31)."""

import dataclasses
import datetime as dt
import itertools
import uuid
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.looks import LookPlace
from communications.rules.record_looks import Looker, LookReason
from communications.rules.vocabulary import DeviceKind
from communications.services.portal_looks import Look, OpenLooks
from web.formatting import london_date, time_words, weekday_words

_WHO: dict[Looker, Promise] = {
    Looker.YOU: gettext_lazy("You"),
    Looker.YOUR_CONTACT: gettext_lazy("Your contact here"),
    Looker.LIAISON: gettext_lazy("A liaison officer"),
    Looker.MANAGER: gettext_lazy("A manager of the people who look after you"),
    Looker.PROSECUTOR: gettext_lazy("A lawyer of ours"),
    Looker.INSPECTOR: gettext_lazy("Somebody who checks how well we work"),
    Looker.TECHNICAL: gettext_lazy("Somebody who keeps this service running"),
    Looker.STAFF: gettext_lazy("A member of our staff"),
    Looker.SOMEBODY_AGREED: gettext_lazy("Somebody you agreed may read here"),
    Looker.FROM_A_SERVICE: gettext_lazy("Somebody from a service, whom you agreed to"),
    Looker.OWN_LAWYER: gettext_lazy("A lawyer whom you agreed to"),
    Looker.CLOSE_TO_YOU: gettext_lazy("Somebody close to you, whom you agreed to"),
    Looker.OTHER_SERVICE: gettext_lazy("Another office that works with us"),
}
_WHY: dict[LookReason, Promise] = {
    LookReason.WORK: gettext_lazy("to work on your case"),
    LookReason.CALL: gettext_lazy("to prepare a call with you, or to note how it went"),
    LookReason.REACH: gettext_lazy("to see how to reach you safely"),
    LookReason.MEETING: gettext_lazy("about a meeting with you"),
    LookReason.MESSAGE: gettext_lazy("to read what you wrote to us, or to answer it"),
    LookReason.LETTER: gettext_lazy("to see a letter that you have had"),
    LookReason.LIST: gettext_lazy("as one of many on a list of work"),
    LookReason.CHECK: gettext_lazy("to check our work"),
    LookReason.SIGNED_IN: gettext_lazy("came in"),
    LookReason.ASKED_FOR_DIGITS: gettext_lazy("asked for six digits once more"),
    LookReason.READ: gettext_lazy("read here"),
    LookReason.COPY: gettext_lazy("took a copy of a letter"),
}
_OWN: dict[LookReason, Promise] = {
    LookReason.SIGNED_IN: gettext_lazy("You came in"),
    LookReason.ASKED_FOR_DIGITS: gettext_lazy("You asked for six digits once more"),
    LookReason.READ: gettext_lazy("You read your pages"),
    LookReason.COPY: gettext_lazy("You took a copy of a letter"),
}
_CAME_IN_WITH: dict[DeviceKind, Promise] = {
    DeviceKind.IPHONE: gettext_lazy("You came in with an iPhone"),
    DeviceKind.IPAD: gettext_lazy("You came in with an iPad"),
    DeviceKind.ANDROID: gettext_lazy("You came in with an Android phone or tablet"),
    DeviceKind.CHROMEBOOK: gettext_lazy("You came in with a Chromebook"),
    DeviceKind.WINDOWS: gettext_lazy("You came in with a Windows computer"),
    DeviceKind.MAC: gettext_lazy("You came in with a Mac"),
    DeviceKind.LINUX: gettext_lazy("You came in with a Linux computer"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLook:
    """One line."""

    when: str
    text: str
    #: What for; empty where the text says it all.
    why: str = ""
    #: Whether it was the person themselves, who should ask whether it was.
    is_own: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookDay:
    """The looks of one London day, newest first."""

    name: str
    lines: tuple[ShownLook, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LooksPage:
    """The page."""

    days: tuple[LookDay, ...]
    is_first_page: bool
    first_href: str
    next_href: str


def page(opened: OpenLooks, *, victim_id: uuid.UUID, after: LookPlace | None) -> LooksPage:
    """Turn what was opened into what is shown."""
    base = reverse("portal:looks", kwargs={"victim_id": victim_id})
    by_day = itertools.groupby(opened.looks, key=lambda look: london_date(at=look.last_at))
    return LooksPage(
        days=tuple(
            LookDay(name=capfirst(weekday_words(day)), lines=tuple(_line(look, opened.contact_name) for look in looks))
            for day, looks in by_day
        ),
        is_first_page=after is None,
        first_href=base,
        next_href=f"{base}?{urlencode({'after': str(opened.next)})}" if opened.next is not None else "",
    )


def _line(look: Look, contact_name: str) -> ShownLook:
    when = _when(first=look.first_at, last=look.last_at)
    if look.who is Looker.YOU:
        words = _CAME_IN_WITH[look.device] if look.device is not None else _OWN[look.why]
        return ShownLook(when=when, text=str(words), is_own=True)
    who = str(_WHO[look.who])
    if look.who is Looker.YOUR_CONTACT and contact_name:
        who = _("%(name)s, your contact here") % {"name": contact_name}
    return ShownLook(when=when, text=who, why=str(_WHY[look.why]))


def _when(*, first: dt.datetime, last: dt.datetime) -> str:
    begins, ends = time_words(first), time_words(last)
    return begins if begins == ends else _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
