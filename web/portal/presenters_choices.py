"""How we keep in touch, in plain words. Nothing is shown here that would tell somebody else where a person is.

No address and no number stands on these pages in full, no code phrase and nobody who must not know: whoever holds the
phone reads them too (T4, T8).
"""

import dataclasses
import uuid
from collections.abc import Callable

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import SafeContactProfile
from cases.rules.vocabulary import ContactPointKind, OwnWay
from communications.rules import own_choices as rules
from communications.rules.own_choices import NewsKind
from communications.selectors.own_choices import OwnChoices
from communications.services import own_choices
from communications.services.own_choices import OpenChoices
from web.components import Link, Row
from web.formatting import date_words, london_date, weekday_words
from web.portal import presenters_needs, presenters_safe
from web.portal.forms_choices import USUAL
from web.portal.presenters import hours_words

_RHYTHMS = {
    7: gettext_lazy("Every week"),
    14: gettext_lazy("Every 2 weeks"),
    28: gettext_lazy("Every 4 weeks"),
    42: gettext_lazy("Every 6 weeks"),
    56: gettext_lazy("Every 8 weeks, which is about every two months"),
}
_USUAL_RHYTHM = gettext_lazy("As often as is usual for a case like yours")
_WAYS = {
    OwnWay.PHONE: gettext_lazy("Ring me first, then write"),
    OwnWay.EMAIL: gettext_lazy("By email"),
    OwnWay.POST: gettext_lazy("By letter in the post"),
    OwnWay.ONLINE: gettext_lazy("Here, with a short notice that there is something to read"),
}
_URGENT_PHONE = gettext_lazy("Ring me")
_USUAL_WAY = gettext_lazy("In the usual way")
_KINDS = {
    NewsKind.DECISION: (gettext_lazy("Decisions"), gettext_lazy("how we tell you about decisions")),
    NewsKind.HEARING: (gettext_lazy("Dates for court"), gettext_lazy("how we tell you dates for court")),
    NewsKind.ROUTINE: (gettext_lazy("Regular updates"), gettext_lazy("how we send you regular updates")),
    NewsKind.URGENT: (gettext_lazy("What cannot wait"), gettext_lazy("how we tell you what cannot wait")),
}

#: Builds the link that changes something: the page, and the words that only a screen reader speaks.
Change = Callable[[str, str], tuple[Link, ...]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the choices under one heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom to ask instead of answering on a page."""

    name: str
    phone: str
    opening_hours: str


def reader_of(opened: OpenChoices) -> Reader:
    """Name who is there to be asked."""
    contact = opened.contact
    return Reader(
        name=contact.present_name or contact.unit_name,
        phone=contact.phone,
        opening_hours=hours_words(contact.opening_hours),
    )


def groups(opened: OpenChoices, *, victim_id: uuid.UUID) -> tuple[Group, ...]:
    """Say everything that somebody has chosen, since when it holds, and where to change it."""
    chosen = opened.choices

    def change(page: str, hidden: str) -> tuple[Link, ...]:
        href = reverse(f"portal:{page}", kwargs={"victim_id": victim_id})
        return (Link(text=_("Change"), href=href, hidden_text=hidden),)

    return (
        Group(heading=_("How often you hear from us"), rows=_often(chosen, change)),
        Group(heading=_("How we tell you things"), rows=_ways(chosen, change)),
        Group(heading=_("What is safe for you"), rows=_safe(chosen, change)),
        Group(heading=_("Where we reach you"), rows=_places(chosen, change)),
        Group(heading=_("What you need"), rows=_needs(opened, change)),
        *_beside(opened, victim_id=victim_id),
        Group(heading=_("If it is too much"), rows=_contact(chosen, change)),
    )


def _beside(opened: OpenChoices, *, victim_id: uuid.UUID) -> tuple[Group, ...]:
    """Lead the person themselves to whom they let see something; whoever reads in their place chooses nothing there."""
    if not opened.is_own:
        return ()
    link = Link(
        text=_("See or change"),
        href=reverse("portal:beside", kwargs={"victim_id": victim_id}),
        hidden_text=_("who sees something here"),
    )
    row = Row(key=_("Who sees something here"), value=_("Only people you choose"), actions=(link,))
    return (Group(heading=_("People beside you"), rows=(row,)),)


def _often(chosen: OwnChoices, change: Change) -> tuple[Row, ...]:
    profile = chosen.profile
    return (
        Row(
            key=_("Updates"),
            value=(rhythm_words(profile), *since(chosen, "rhythm_days", at_first=None)),
            actions=change("often", _("how often you hear from us")),
        ),
        Row(
            key=_("Break from updates"),
            value=(pause_words(chosen), *since(chosen, "updates_paused_until", at_first=None)),
            actions=change("pause", _("whether you want a break from updates")),
        ),
        Row(
            key=_("You will hear from us by"),
            value=capfirst(promised_words(chosen)) or _("There is no date at present"),
        ),
    )


def _safe(chosen: OwnChoices, change: Change) -> tuple[Row, ...]:
    profile = chosen.profile
    windows = profile.safe_windows if profile is not None else []
    avoid = profile.times_to_avoid if profile is not None else []
    voicemail = profile.voicemail if profile is not None else None
    has_phrase = profile is not None and bool(profile.code_phrase)
    has_secret = profile is not None and bool(profile.must_not_know)
    never = presenters_safe.never_words(presenters_safe.never_of(profile))
    return (
        Row(
            key=_("When we may ring or text you"),
            value=(*presenters_safe.safe_words(windows), *since(chosen, "safe_windows", at_first=[])),
            actions=change("safe", _("when and how it is safe to reach you")),
        ),
        Row(
            key=_("Times to avoid"),
            value=(*presenters_safe.avoid_words(avoid), *since(chosen, "times_to_avoid", at_first=[])),
        ),
        Row(
            key=_("Messages on voicemail"),
            value=(presenters_safe.voicemail_words(voicemail), *since(chosen, "voicemail", at_first=None)),
        ),
        Row(key=_("Never use"), value=never),
        Row(key=_("Code phrase"), value=presenters_safe.phrase_words(is_kept=has_phrase)),
        Row(key=_("Who must not know"), value=presenters_safe.secret_words(is_kept=has_secret)),
    )


#: What is shown of a place: enough to know which it is, and too little to find anybody by it.
_PLACES = {
    ContactPointKind.EMAIL: gettext_lazy("Email"),
    ContactPointKind.MOBILE: gettext_lazy("Mobile phone"),
    ContactPointKind.HOME_PHONE: gettext_lazy("Another phone"),
    ContactPointKind.POST: gettext_lazy("Post"),
}


def _places(chosen: OwnChoices, change: Change) -> tuple[Row, ...]:
    known = tuple(
        Row(
            key=str(_PLACES[ContactPointKind(point.kind)]),
            value=(
                _("We have it since %(date)s") % {"date": date_words(london_date(at=point.recorded_at))},
                _("You told us that it is safe") if point.is_safe else _("We do not use it: it may not be safe"),
            ),
        )
        for point in chosen.points
    )
    told = _("You told us. Somebody will ask you for it.") if chosen.places is not None else _("Nothing has changed")
    return (
        *known,
        Row(key=_("Changes"), value=told, actions=change("places", _("where we reach you"))),
    )


def _needs(opened: OpenChoices, change: Change) -> tuple[Row, ...]:
    first, *others = presenters_needs.rows(opened)
    return (dataclasses.replace(first, actions=change("needs", _("what you need"))), *others)


def _contact(chosen: OwnChoices, change: Change) -> tuple[Row, ...]:
    stopped_at = chosen.profile.opted_out_at if chosen.profile is not None else None
    words = (
        (_("You do not hear from us"), _("Since %(date)s") % {"date": date_words(london_date(at=stopped_at))})
        if stopped_at is not None
        else (_("You hear from us"),)
    )
    doubt = _("You told us. Somebody will speak with you.") if chosen.doubt is not None else _("You can talk to us")
    return (
        Row(
            key=_("Contact"),
            value=words,
            actions=change("start_again" if stopped_at else "stop", _("whether you hear from us at all")),
        ),
        Row(
            key=_("Not sure about going on"),
            value=doubt,
            actions=tuple(
                dataclasses.replace(each, text=_("Read more"), hidden_text=_("about not being sure about going on"))
                for each in change("doubt", "")
            ),
        ),
    )


def way_rows(chosen: OwnChoices) -> tuple[Row, ...]:
    """Say by which way somebody gets each kind of news."""
    return tuple(Row(key=str(name), value=way_words(chosen.profile, kind)) for kind, (name, _hidden) in _KINDS.items())


def is_any_way_closed(chosen: OwnChoices) -> bool:
    """Whether a way is missing among the answers, which the page then explains."""
    return bool(own_choices.closed_ways(profile=chosen.profile, points=chosen.points))


def _ways(chosen: OwnChoices, change: Change) -> tuple[Row, ...]:
    return tuple(
        Row(
            key=str(name),
            value=(way_words(chosen.profile, kind), *since(chosen, kind.value, at_first="")),
            actions=change("ways", str(hidden)),
        )
        for kind, (name, hidden) in _KINDS.items()
    )


def promised_words(chosen: OwnChoices) -> str:
    """Say the day by which somebody hears from us."""
    return weekday_words(chosen.promise.due_on) if chosen.promise is not None else ""


def rhythm_words(profile: SafeContactProfile | None) -> str:
    """Say how often somebody hears from us."""
    days = profile.rhythm_days if profile is not None else None
    return str(_USUAL_RHYTHM) if days is None else _every(days)


def _every(days: int) -> str:
    return str(_RHYTHMS[days]) if days in _RHYTHMS else _("Every %(days)d days") % {"days": days}


def pause_words(chosen: OwnChoices) -> str:
    """Say whether updates are paused."""
    until = chosen.paused_until
    return _("Until %(date)s") % {"date": date_words(until)} if until is not None else _("No break")


def way_words(profile: SafeContactProfile | None, kind: NewsKind) -> str:
    """Say by which way somebody gets one kind of news."""
    chosen = getattr(profile, kind.value) if profile is not None else ""
    return _way(kind, OwnWay(chosen)) if chosen else str(_USUAL_WAY)


def _way(kind: NewsKind, way: OwnWay) -> str:
    return str(_URGENT_PHONE if (kind, way) == (NewsKind.URGENT, OwnWay.PHONE) else _WAYS[way])


def since(chosen: OwnChoices, name: str, *, at_first: object) -> tuple[str, ...]:
    """Say since when something holds that somebody chose; nothing where nobody ever did (CHO-1)."""
    held = rules.held_since(
        versions=((getattr(version, name), version.recorded_at) for version in chosen.versions), at_first=at_first
    )
    return (_("Since %(date)s") % {"date": date_words(london_date(at=held))},) if held is not None else ()


def rhythm_choices(profile: SafeContactProfile | None) -> list[tuple[str, str]]:
    """Offer each rhythm, and one of their own that staff agreed with them before."""
    own = profile.rhythm_days if profile is not None else None
    days = sorted({*rules.OFFERED_RHYTHMS, *([own] if own else [])})
    return [*((str(each), _every(each)) for each in days), (USUAL, str(_USUAL_RHYTHM))]


def way_choices(chosen: OwnChoices) -> dict[NewsKind, list[tuple[str, str]]]:
    """Offer the ways that are open to somebody, for each kind of news."""
    closed = own_choices.closed_ways(profile=chosen.profile, points=chosen.points)
    return {
        kind: [
            *((way.value, _way(kind, way)) for way in rules.ways_for(kind=kind, closed=closed)),
            (USUAL, str(_USUAL_WAY)),
        ]
        for kind in NewsKind
    }
