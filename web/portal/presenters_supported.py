"""A supporter's pages: the list, one person, dates and letters, in the words of the page's language (S3, S6).

Written about the person, never to them: sentences that the person themselves reads stand as what they read.
"""

import dataclasses
import uuid

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.rules.vocabulary import HearingStanding, Language, ShownPart
from communications.models import Meeting
from communications.rules.measure_words import standing_words, text_of
from communications.rules.supporter_caseload import Attention
from communications.rules.vocabulary import Purpose
from communications.selectors.portal import PortalContact, PortalPromise
from communications.selectors.portal_hearings import OwnHearing
from communications.selectors.portal_measures import OwnMeasure
from communications.selectors.supported import OpenDate, SupportedLine
from communications.services.supported_dates import OpenDates
from communications.services.supported_letters import OpenSupportedLetter, OpenSupportedLetters
from communications.services.supported_list import OpenList
from communications.services.supported_person import OpenPerson, PersonNeeds
from web.components import Link, Row, Tag
from web.formatting import date_words, london_date, page_language, weekday_words
from web.numbers import whole_number
from web.portal import presenters_meetings
from web.portal.forms_needs import FORMATS, LANGUAGES
from web.portal.presenters import LetterSide, hours_words, letter_sides, title_of
from web.portal.presenters_case import ShownStep, cover_words, shown_step
from web.portal.presenters_dates import ShownHearing, shown_hearing

#: Fields of the list's address, and the answer that narrows it.
SHOW, ATTENTION, NUMBER = "show", "soon", "page"

_WHY: dict[Attention, tuple[Promise, str]] = {
    Attention.WE_ARE_LATE: (gettext_lazy("We are late"), "red"),
    Attention.SOON: (gettext_lazy("Within 7 days"), "orange"),
    Attention.ENDS_SOON: (gettext_lazy("Ends soon"), "yellow"),
    Attention.CHANGED: (gettext_lazy("New for you"), "blue"),
}
#: Titles of letters whose usual one speaks to the person.
_TITLES: dict[Purpose, Promise] = {
    Purpose.ACKNOWLEDGEMENT: gettext_lazy("We have heard from them"),
    Purpose.NEW_CONTACT: gettext_lazy("Their new contact"),
    Purpose.REVIEW_ANSWER: gettext_lazy("The answer about a decision that was looked at again"),
}
_PARTS: dict[ShownPart, Promise] = {
    ShownPart.CONTACT: gettext_lazy("When we are in touch, whom to ask, and what they need"),
    ShownPart.STANDING: gettext_lazy("Where their case stands"),
    ShownPart.DATES: gettext_lazy("Hearings and meetings"),
    ShownPart.LETTERS: gettext_lazy("Letters"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person on the list."""

    name: str
    href: str
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The list."""

    lines: tuple[PersonLine, ...]
    kinds: tuple[Link, ...]
    is_narrowed: bool
    #: Nobody agreed to anything now.
    is_empty: bool
    ended: tuple[str, ...]
    #: Which page of how many; empty where there is one.
    place: str
    previous_href: str
    next_href: str


def read_number(query: QueryDict) -> int:
    """Read the number of a page of the list; the first where it is none."""
    number = whole_number(query.get(NUMBER, ""))
    return number if number is not None else 1


def list_page(opened: OpenList) -> ListPage:
    """Show a page of the list."""
    return ListPage(
        lines=tuple(_line(each) for each in opened.lines),
        kinds=(
            Link(
                text=_("Everybody (%(count)s)") % {"count": opened.everybody},
                href=_list_href(1, is_narrowed=False),
                is_current=not opened.is_narrowed,
            ),
            Link(
                text=_("Needs attention (%(count)s)") % {"count": opened.needs_attention},
                href=_list_href(1, is_narrowed=True),
                is_current=opened.is_narrowed,
            ),
        ),
        is_narrowed=opened.is_narrowed,
        is_empty=opened.everybody == 0,
        ended=opened.ended,
        place=_("Page %(number)s of %(pages)s") % {"number": opened.number, "pages": opened.pages}
        if opened.pages > 1
        else "",
        previous_href=_list_href(opened.number - 1, is_narrowed=opened.is_narrowed) if opened.number > 1 else "",
        next_href=_list_href(opened.number + 1, is_narrowed=opened.is_narrowed) if opened.number < opened.pages else "",
    )


def _list_href(number: int, *, is_narrowed: bool) -> str:
    query: dict[str, str] = {SHOW: ATTENTION} if is_narrowed else {}
    query |= {NUMBER: str(number)} if number > 1 else {}
    return reverse("portal:supporting") + (f"?{urlencode(query)}" if query else "")


def _line(line: SupportedLine) -> PersonLine:
    facts = line.facts
    rows = [Row(key=_("They hear from us"), value=_promised(line))]
    if ShownPart.DATES in line.parts:
        rows.append(
            Row(
                key=_("Next date"),
                value=weekday_words(facts.date_on) if facts.date_on else _open_date(line.open_date),
            )
        )
    rows += [
        Row(key=_("Last in touch"), value=date_words(line.last_contact_on) if line.last_contact_on else _("Not yet")),
        Row(key=_("You are shown this"), value=_("until %(date)s") % {"date": date_words(facts.ends_on)}),
    ]
    return PersonLine(
        name=line.name,
        href=_href("supported", line.victim_id),
        tags=tuple(Tag(text=str(_WHY[why][0]), colour=_WHY[why][1]) for why in line.why),
        rows=tuple(rows),
    )


def _open_date(found: OpenDate | None) -> str:
    """Say of the next hearing what is known of its day, as the page of dates does; never that there is none."""
    if found is None:
        return _("None to show at present")
    if found.standing is HearingStanding.ASK_FIRST:
        return _("Ring us before anybody makes plans")
    if found.on is not None:
        return _("%(date)s, not confirmed yet") % {"date": weekday_words(found.on)}
    if found.week_commencing is not None:
        return _("In the week that begins on %(date)s") % {"date": weekday_words(found.week_commencing)}
    return _("No date yet")


def _promised(line: SupportedLine) -> str:
    facts = line.facts
    if facts.missed_on is not None:
        return _("Should have heard by %(date)s") % {"date": date_words(facts.missed_on)}
    if facts.promised_on is None:
        return _("No date at present")
    return _("by %(date)s") % {"date": weekday_words(facts.promised_on)}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """The page about one person."""

    name: str
    until: str
    last_contact: str
    #: When they hear from us; a whole sentence.
    promise: str
    #: That we missed a promise; empty where we did not.
    apology: str
    #: Where the case stands, as they read it; empty where they did not agree to that.
    happened: str
    next: str
    steps: tuple[ShownStep, ...]
    #: Empty where they did not agree to it.
    dates_href: str
    letters_href: str
    contact: str
    cover: str
    phone: str
    opening_hours: str
    needs: tuple[Row, ...]
    #: What they agreed to, and what not.
    shown: tuple[str, ...]
    not_shown: tuple[str, ...]


def person_page(opened: OpenPerson) -> PersonPage:
    """Show the page about one person."""
    case = opened.case
    return PersonPage(
        name=opened.name,
        until=date_words(opened.ends_on),
        last_contact=_("They last heard from us on %(date)s.") % {"date": date_words(opened.last_contact_on)}
        if opened.last_contact_on
        else _("They have not heard from us yet."),
        promise=_promise(opened.promise),
        apology=_("We said that they would hear from us by %(date)s. They did not, and we are sorry.")
        % {"date": date_words(opened.promise.missed_on)}
        if opened.promise.missed_on
        else "",
        happened=case.status.happened if case is not None else "",
        next=case.status.next if case is not None else "",
        steps=tuple(shown_step(step, title) for step, title in case.steps) if case is not None else (),
        dates_href=_href("supported_dates", opened.victim_id) if ShownPart.DATES in opened.parts else "",
        letters_href=_href("supported_letters", opened.victim_id) if ShownPart.LETTERS in opened.parts else "",
        contact=_contact(opened.contact),
        cover=cover_words(opened.contact),
        phone=opened.contact.phone,
        opening_hours=hours_words(opened.contact.opening_hours),
        needs=_needs(opened.needs, opened.measures),
        shown=tuple(str(words) for part, words in _PARTS.items() if part in opened.parts),
        not_shown=tuple(str(words) for part, words in _PARTS.items() if part not in opened.parts),
    )


def _promise(promise: PortalPromise) -> str:
    if promise.due_on is not None:
        return _("They hear from us by %(date)s, even if nothing has changed.") % {
            "date": weekday_words(promise.due_on)
        }
    if promise.missed_on is not None:
        return _("We owe them a new date.")
    return _("No date is promised at present.")


def _contact(contact: PortalContact) -> str:
    """Name whom to ask; never a unit, which may be named after what it deals with (T8)."""
    return contact.officer_name or _("The team that keeps in touch with them")


def _needs(needs: PersonNeeds, measures: tuple[OwnMeasure, ...] | None) -> tuple[Row, ...]:
    languages = {value: str(words) for value, words in LANGUAGES}
    formats = {value: str(words) for value, words in FORMATS}
    interpreter = {
        True: pgettext("there is", "Yes"),
        False: pgettext("there is", "No"),
        None: _("We have not asked yet"),
    }[needs.needs_interpreter]
    spoken = needs.other_language if needs.language is Language.OTHER else ""
    rows = [
        Row(key=_("Language"), value=spoken or languages[needs.language.value]),
        Row(key=_("Interpreter"), value=interpreter),
        Row(
            key=_("Letters and information"),
            value=tuple(formats[each] for each in needs.formats if each in formats) or (_("As usual"),),
        ),
    ]
    if measures is not None:
        rows.append(
            Row(
                key=_("Help when they give evidence"),
                value=tuple(_measure(each) for each in measures) or (_("Nothing was asked for yet"),),
            )
        )
    return tuple(rows)


def _measure(own: OwnMeasure) -> str:
    language = page_language()
    title = text_of(measure=own.measure, language=language).title
    return f"{title}: {standing_words(standing=own.standing, language=language)}" if own.standing else title


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportedHearing:
    """One hearing, with what the person reads of it and what is said of its outcome."""

    hearing: ShownHearing
    outcome: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportedMeeting:
    """One meeting with us."""

    title: str
    when: str
    how: str
    calendar_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage:
    """Hearings and meetings of one person."""

    name: str
    back_href: str
    coming: tuple[SupportedHearing, ...]
    past: tuple[SupportedHearing, ...]
    meetings: tuple[SupportedMeeting, ...]


def dates_page(opened: OpenDates) -> DatesPage:
    """Show the hearings and meetings of one person."""
    return DatesPage(
        name=opened.name,
        back_href=_href("supported", opened.victim_id),
        coming=tuple(_hearing(each, victim_id=opened.victim_id) for each in opened.hearings.coming),
        past=tuple(_hearing(each, victim_id=opened.victim_id) for each in opened.hearings.past),
        meetings=tuple(_meeting(each, victim_id=opened.victim_id) for each in opened.meetings),
    )


def _hearing(hearing: OwnHearing, *, victim_id: uuid.UUID) -> SupportedHearing:
    outcome = ""
    if hearing.standing is HearingStanding.PAST:
        outcome = (
            _("On %(date)s we told them what came of it.") % {"date": date_words(hearing.told_on)}
            if hearing.told_on
            else _("If something was decided here, somebody tells them in person first.")
        )
    shown = shown_hearing(hearing, victim_id=victim_id, calendar="supported_hearing_calendar")
    return SupportedHearing(hearing=shown, outcome=outcome)


def _meeting(meeting: Meeting, *, victim_id: uuid.UUID) -> SupportedMeeting:
    names = {"victim_id": victim_id, "meeting_id": meeting.pk}
    return SupportedMeeting(
        title=presenters_meetings.title_of(meeting),
        when=presenters_meetings.moment_words(meeting.starts_at) if meeting.starts_at else "",
        how=presenters_meetings.how_words(meeting),
        calendar_href=reverse("portal:supported_meeting_calendar", kwargs=names),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportedLetterLine:
    """One letter in the list."""

    title: str
    sent: str
    href: str
    #: They have not opened it here; a paper copy may have been read.
    is_unopened: bool
    is_corrected: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage:
    """The letters of one person."""

    name: str
    back_href: str
    letters: tuple[SupportedLetterLine, ...]


def letters_page(opened: OpenSupportedLetters) -> LettersPage:
    """Show the letters of one person."""
    return LettersPage(
        name=opened.name,
        back_href=_href("supported", opened.victim_id),
        letters=tuple(
            SupportedLetterLine(
                title=_title(each.purpose),
                sent=date_words(london_date(at=each.sent_at)),
                href=_letter_href("supported_letter", opened.victim_id, each.id),
                is_unopened=not each.has_been_read,
                is_corrected=each.is_corrected,
            )
            for each in opened.letters
        ),
    )


def _title(purpose: Purpose) -> str:
    return str(_TITLES[purpose]) if purpose in _TITLES else title_of(purpose, otherwise=_("A letter"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportedLetterPage:
    """One letter to read."""

    name: str
    title: str
    sent: str
    back_href: str
    copy_href: str
    is_corrected: bool
    sides: tuple[LetterSide, ...]


def letter_page(opened: OpenSupportedLetter) -> SupportedLetterPage:
    """Show one letter in the words in which it was sent."""
    return SupportedLetterPage(
        name=opened.name,
        title=_title(opened.purpose),
        sent=date_words(london_date(at=opened.sent_at)),
        back_href=_href("supported_letters", opened.victim_id),
        copy_href=_letter_href("supported_copy", opened.victim_id, opened.id) if opened.has_copy else "",
        is_corrected=opened.is_corrected,
        sides=letter_sides(opened.sides),
    )


def _href(name: str, victim_id: uuid.UUID) -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": victim_id})


def _letter_href(name: str, victim_id: uuid.UUID, letter_id: uuid.UUID) -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": victim_id, "letter_id": letter_id})
