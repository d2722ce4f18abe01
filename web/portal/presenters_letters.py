"""Letters and messages: everything that was said, newest first, by month, in the words of the page's language."""

import dataclasses
import datetime as dt
import itertools
import uuid
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.models import VictimMessage
from communications.rules.contact_store import CallSaid, ContactKind, MeetingSaid
from communications.rules.not_clear import Asking, asking
from communications.rules.vocabulary import Channel, MessageStanding, Purpose
from communications.selectors.contact_store import StoreEntry, StorePlace
from communications.services.portal_store import OpenStore
from web.components import Link
from web.formatting import date_time_words, date_words, london_date, month_words, weekday_words
from web.portal.presenters import late_answer_words, title_of, told_apart

_KINDS: dict[ContactKind, Promise] = {
    ContactKind.LETTER: gettext_lazy("Letters"),
    ContactKind.CALL: gettext_lazy("Calls"),
    ContactKind.NOTICE: gettext_lazy("Texts and emails"),
    ContactKind.MESSAGE: gettext_lazy("Messages"),
    ContactKind.MEETING: gettext_lazy("Meetings"),
}
_BY: dict[Channel, Promise] = {
    Channel.POST: gettext_lazy("By post"),
    Channel.EMAIL: gettext_lazy("By email"),
    Channel.TEXT: gettext_lazy("By text"),
    Channel.PORTAL: gettext_lazy("On these pages"),
    Channel.INTERMEDIARY_EMAIL: gettext_lazy("Through the person who tells you news for us"),
}
_NOTICES: dict[Purpose, Promise] = {
    Purpose.NEWS_NOTICE: gettext_lazy("We told you that there was something new"),
    Purpose.CALL_NOTICE: gettext_lazy("We told you when we would ring"),
    Purpose.PORTAL_INVITATION: gettext_lazy("We invited you to these pages"),
}
_CALLS: dict[CallSaid, tuple[Promise, Promise | str]] = {
    CallSaid.TOLD_DECISION: (gettext_lazy("We rang you"), gettext_lazy("We told you about a decision.")),
    CallSaid.TOLD_UPDATE: (gettext_lazy("We rang you"), gettext_lazy("We told you how things stand.")),
    CallSaid.TOLD_SOMEBODY: (
        gettext_lazy("We rang your number"),
        gettext_lazy("We spoke before we had made sure that it was you. If it was not you, please tell us."),
    ),
    CallSaid.ANOTHER_TIME: (gettext_lazy("We rang you"), gettext_lazy("You asked us to ring at another time.")),
    CallSaid.IN_WRITING: (gettext_lazy("We rang you"), gettext_lazy("You asked us to write to you instead.")),
    CallSaid.TRIED: (gettext_lazy("We tried to ring you"), gettext_lazy("We could not talk with you then.")),
    CallSaid.CODE_READ_OUT: (
        gettext_lazy("We rang you"),
        gettext_lazy("We read out a code with which you can come in here. If it was not you, please tell us."),
    ),
    CallSaid.THEY_RANG: (gettext_lazy("You rang us"), ""),
}
_MEETINGS: dict[MeetingSaid, Promise] = {
    MeetingSaid.ARRANGED: gettext_lazy("A meeting is arranged"),
    MeetingSaid.TOOK_PLACE: gettext_lazy("We met"),
    MeetingSaid.DID_NOT_HAPPEN: gettext_lazy("A meeting did not take place"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """One line of the list."""

    #: Which sort of contact it was, in a word.
    kind: str
    title: str
    #: Where it can be read in full; empty for what has no page.
    href: str
    when: str
    lines: tuple[str, ...] = ()
    is_new: bool = False
    is_corrected: bool = False
    #: Where the person may say how it was; empty where we do not ask.
    ask_href: str = ""
    #: Which of several that read alike; empty for every other.
    apart: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoreMonth:
    """What was said in one month."""

    name: str
    lines: tuple[StoreLine, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """The page."""

    months: tuple[StoreMonth, ...]
    #: The filter: everything, or one sort.
    kinds: tuple[Link, ...]
    is_filtered: bool
    is_first_page: bool
    first_href: str
    next_href: str


def read_kind(query: QueryDict) -> ContactKind | None:
    """Read from an address which sort of contact to list; anything else lists all."""
    chosen = query.get("show", "").upper()
    return next((kind for kind in ContactKind if kind.value == chosen), None)


def store_view(
    opened: OpenStore, *, victim_id: uuid.UUID, kind: ContactKind | None, after: StorePlace | None
) -> StoreView:
    """Turn what was opened into what is shown."""
    base = reverse("portal:letters", kwargs={"victim_id": victim_id})
    show = {} if kind is None else {"show": kind.value.lower()}
    more = opened.page.next
    names = Names(contact_label=opened.contact_label, contact=opened.contact_name, unit=opened.unit_name)
    lines = [line(each, names, victim_id=victim_id) for each in opened.page.entries]
    apart = told_apart([f"{each.title}, {each.when}" for each in lines])
    shown = [
        (entry.on, dataclasses.replace(each, apart=words, ask_href=_ask_href(entry, opened, victim_id=victim_id)))
        for entry, each, words in zip(opened.page.entries, lines, apart, strict=True)
    ]
    return StoreView(
        months=tuple(
            StoreMonth(name=month_words(month), lines=tuple(each for _on, each in of_month))
            for month, of_month in itertools.groupby(shown, key=lambda pair: _first_of_month(pair[0]))
        ),
        kinds=(
            Link(text=_("Everything"), href=base, is_current=kind is None),
            *(
                Link(text=str(text), href=f"{base}?show={each.value.lower()}", is_current=each is kind)
                for each, text in _KINDS.items()
            ),
        ),
        is_filtered=kind is not None,
        is_first_page=after is None,
        first_href=f"{base}?{urlencode(show)}" if show else base,
        next_href=f"{base}?{urlencode({**show, 'after': str(more)})}" if more is not None else "",
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NotClearNote:
    """How "I did not understand this" stands on the page of a letter."""

    #: What they told us and by when we explain it, or what became of it; empty where they never did.
    lines: tuple[str, ...]
    #: Our explanation can be read.
    messages_href: str
    #: Where to tell us; empty while we owe an explanation, or when it is better to talk.
    href: str


def not_clear_note(
    questions: tuple[VictimMessage, ...], *, victim_id: uuid.UUID, letter_id: uuid.UUID, today: dt.date
) -> NotClearNote:
    """Say how it stands on a London date with a letter that was not clear, by what they told us, newest first (V27)."""
    newest = questions[0] if questions else None
    is_waiting = newest is not None and newest.standing == MessageStanding.WAITING
    how = asking(asked=len(questions), is_waiting=is_waiting)
    lines = []
    if newest is not None:
        told_on = date_words(london_date(at=newest.received_at))
        lines.append(_("You told us on %(date)s that this letter is not clear. We are sorry.") % {"date": told_on})
        lines.append(_became(newest, today=today))
    if how is Asking.TALK:
        lines.append(_("If it is still not clear, please ring us, or ask us in a message to ring you."))
    is_answered = newest is not None and newest.standing == MessageStanding.ANSWERED
    return NotClearNote(
        lines=tuple(lines),
        messages_href=f"{reverse('portal:messages', kwargs={'victim_id': victim_id})}#thread" if is_answered else "",
        href=(
            reverse("portal:not_clear", kwargs={"victim_id": victim_id, "letter_id": letter_id})
            if how is Asking.MAY
            else ""
        ),
    )


def _became(question: VictimMessage, *, today: dt.date) -> str:
    """Say by when we explain it, that we are late with it, or that we have."""
    if question.standing == MessageStanding.WAITING and today > question.answer_due_on:
        return late_answer_words(due_on=question.answer_due_on)
    if question.standing == MessageStanding.WAITING:
        by = weekday_words(question.answer_due_on)
        return _("We will explain it in other words by the end of %(date)s.") % {"date": by}
    on = date_words(london_date(at=question.settled_at)) if question.settled_at is not None else ""
    if question.standing == MessageStanding.ANSWERED:
        return _("We explained it on %(date)s.") % {"date": on}
    return _("We came back to you about it on %(date)s.") % {"date": on}


def _first_of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _ask_href(entry: StoreEntry, opened: OpenStore, *, victim_id: uuid.UUID) -> str:
    if entry.place not in opened.asked:
        return ""
    about = f"{entry.kind.value.lower()}-{entry.subject_id}"
    return f"{reverse('portal:feedback', kwargs={'victim_id': victim_id})}?{urlencode({'about': about})}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who may be named as having rung: the person's own contact, by the label under which they act; else the team."""

    contact_label: str
    contact: str
    unit: str


def line(entry: StoreEntry, names: Names, *, victim_id: uuid.UUID) -> StoreLine:
    """Show one thing that was said."""
    title, lines, href = _words(entry, names, victim_id=victim_id)
    # The day a letter was sent is enough; of everything else a person may want to know the hour.
    has_time = entry.has_time and entry.kind is not ContactKind.LETTER
    return StoreLine(
        kind=str(_KINDS[entry.kind]),
        title=title,
        href=href,
        when=date_time_words(entry.order_at) if has_time else date_words(entry.on),
        lines=tuple(words for words in lines if words),
        is_new=entry.letter is not None and not entry.letter.has_been_read,
        is_corrected=entry.letter is not None and entry.letter.is_corrected,
    )


def _words(entry: StoreEntry, names: Names, *, victim_id: uuid.UUID) -> tuple[str, tuple[str, ...], str]:
    """Return the title of a line, what is said beneath it, and where it leads."""
    by = str(_BY[entry.channel]) if entry.channel is not None else ""
    if entry.letter is not None:
        href = reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": entry.letter.id})
        return title_of(entry.letter.purpose), (by,), href
    if entry.call is not None:
        title, about = _CALLS[entry.call]
        return str(title), (str(about), _caller(entry, names)), ""
    if entry.notice is not None:
        return str(_NOTICES[entry.notice]), (by,), ""
    if entry.meeting is not None:
        notes = (
            _("We sent you notes of it on %(date)s.") % {"date": date_words(entry.notes_on)} if entry.notes_on else ""
        )
        return str(_MEETINGS[entry.meeting]), (notes,), ""
    heading = _("We answered your message") if entry.is_answer else _("You wrote to us")
    return heading, (), f"{reverse('portal:messages', kwargs={'victim_id': victim_id})}#thread"


def _caller(entry: StoreEntry, names: Names) -> str:
    """Say who rang: by name the person's own contact only, of everybody else the team (V31)."""
    if entry.call is CallSaid.THEY_RANG:
        return ""
    if names.contact_label and entry.by == names.contact_label:
        return _("%(name)s, %(unit)s") % {"name": names.contact, "unit": names.unit}
    return names.unit
