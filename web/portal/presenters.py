"""What the portal's pages say: plain values for the templates, in plain words of the page's language, least first."""

import dataclasses
import uuid

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import HandoverReason, Language
from communications.documents.context import SupportService
from communications.documents.leaflets import LeafletWords
from communications.rules.legal_words import LegalWord, legal_words_of
from communications.rules.letter_words import LetterWords, Piece, pieces
from communications.rules.vocabulary import Holder, Leaflet, Purpose
from communications.rules.welsh import names as welsh_names
from communications.selectors.portal import (
    PortalContact,
    PortalContactChange,
    PortalCorrection,
    PortalLetter,
    PortalPromise,
)
from communications.services.portal_reading import OpenCase, OpenLetter, UnopenedLetter
from web.components import Link
from web.formatting import date_words, london_date, page_language, weekday_words

#: Letters on the first page; all of them stand in "Letters and messages".
NEWEST = 3
#: The name of the answer "I want to read it now" in the address of a letter.
NOW = "now"

_TITLES: dict[Purpose, Promise] = {
    Purpose.VCL_LETTER: gettext_lazy("A decision explained"),
    Purpose.CHARGING_DECISION: gettext_lazy("A decision explained"),
    Purpose.PROVISIONAL_DECISION: gettext_lazy("A decision we are thinking about"),
    Purpose.ACKNOWLEDGEMENT: gettext_lazy("We have heard from you"),
    Purpose.NO_CHANGE_UPDATE: gettext_lazy("An update"),
    Purpose.APOLOGY_MISSED_PROMISE: gettext_lazy("Our apology"),
    Purpose.CORRECTION: gettext_lazy("A correction"),
    Purpose.NEW_CONTACT: gettext_lazy("Your new contact"),
    Purpose.WHAT_WE_AGREED: gettext_lazy("How we keep in touch"),
    Purpose.REVIEW_ANSWER: gettext_lazy("Our answer to you"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterLink:
    """A letter in the list."""

    title: str
    #: The day it was sent, as people read it.
    sent: str
    href: str
    is_new: bool
    #: A later letter puts right something in it.
    is_corrected: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The first page."""

    happened: str
    since: str
    holder: str
    holder_since: str
    awaited: str
    next: str
    #: When the person will hear from us; empty where no date is promised.
    promise: str
    #: Our apology for a promise that we missed; empty where there is none.
    apology: tuple[str, ...]
    letters: tuple[LetterLink, ...]
    #: Whom to ask.
    contact: str
    #: Who stands in for the contact while they are away; empty while they are there.
    contact_cover: str
    #: That the contact changed lately, and why; empty where it did not.
    contact_change: str
    phone: str
    email: str
    opening_hours: str
    #: Who else can help, one line each.
    support: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterBlock:
    """One part of a letter."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterSide:
    """A letter in one language."""

    #: Code of the language, for the page's mark-up.
    language: str
    #: The language by its own name, where the letter has several; else empty.
    name: str
    blocks: tuple[LetterBlock, ...]
    #: Heading, in the language of this side, of the list of its legal words.
    words_title: str
    #: The legal words of this side, each with plain words (TERM-1).
    words: tuple[LegalWord, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    """That one letter corrects another."""

    text: str
    #: Empty while the other letter cannot be read here.
    href: str
    link: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """One letter to read."""

    title: str
    sent: str
    reference: str
    #: The letter in each of its languages, in the order in which they are read.
    sides: tuple[LetterSide, ...]
    download_href: str
    large_print_href: str
    #: The easy-read page that stands before it, in each of its languages; empty for most letters.
    easy_read: tuple[dict[str, object], ...]
    #: What came with it besides.
    leaflets: tuple["LeafletLink", ...]
    #: That it was wrong, with a link to what is right where that can be read here.
    corrections: tuple[CorrectionNote, ...]
    #: The letter that it puts right; None for most letters.
    corrects: CorrectionNote | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeafletLink:
    """A leaflet that came with a letter."""

    title: str
    language: str
    href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeafletPage:
    """A leaflet to read, in each language of its letter."""

    number: int
    back_href: str
    sides: tuple[dict[str, object], ...]


def leaflet_page(
    leaflet: tuple[LeafletWords, ...], *, victim_id: uuid.UUID, letter_id: uuid.UUID, number: int
) -> LeafletPage:
    """Show a leaflet in the words that came with the letter; the way back leads to the letter as it was opened."""
    letter = reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": letter_id})
    return LeafletPage(
        number=number,
        back_href=letter,
        sides=_read(leaflet),
    )


def _read(leaflet: tuple[LeafletWords, ...]) -> tuple[dict[str, object], ...]:
    return tuple(
        {"lang": side.language.value.lower(), "title": side.title, "sections": side.sections} for side in leaflet
    )


def home_page(opened: OpenCase) -> HomePage:
    """Say where the case stands."""
    case = opened.case
    is_ours_to_write = case.holder.holder is Holder.US_TO_WRITE
    return HomePage(
        happened=case.status.happened,
        since=date_words(case.holder.since if is_ours_to_write else case.status_since),
        holder=case.holder.words,
        holder_since=date_words(case.holder.since),
        awaited=case.holder.awaited,
        next=case.status.next,
        promise=_promise(case.promise),
        apology=_apology(case.promise),
        letters=tuple(_letter_link(letter, victim_id=case.victim_id) for letter in case.letters[:NEWEST]),
        contact=_whom_to_ask(case.contact),
        contact_cover=cover_words(case.contact),
        contact_change=_contact_change(case.contact_change),
        phone=case.contact.phone,
        email=case.contact.email,
        opening_hours=hours_words(case.contact.opening_hours),
        support=tuple(_support(service) for service in opened.support),
    )


def title_of(purpose: Purpose) -> str:
    """Say in a few neutral words what a letter is; never what it decides."""
    return str(_TITLES[purpose]) if purpose in _TITLES else _("A letter to you")


def letter_page(letter: OpenLetter, *, victim_id: uuid.UUID) -> LetterPage:
    """Show a letter in the words in which it was sent."""
    names = {"victim_id": victim_id, "letter_id": letter.id}
    return LetterPage(
        title=title_of(letter.purpose),
        sent=date_words(london_date(at=letter.sent_at)),
        reference=letter.reference,
        sides=tuple(_side(words, is_alone=len(letter.sides) == 1) for words in letter.sides),
        download_href=reverse("portal:download", kwargs=names) if letter.has_pdf else "",
        large_print_href=reverse("portal:large_print", kwargs=names),
        easy_read=tuple(side for _, sides in letter.leaflets if _is_easy_read(sides) for side in _read(sides)),
        leaflets=tuple(
            LeafletLink(
                title=sides[0].title,
                language=sides[0].language.value.lower(),
                href=reverse("portal:leaflet", kwargs={**names, "number": number}),
            )
            for number, sides in letter.leaflets
            if not _is_easy_read(sides)
        ),
        corrections=tuple(_corrected(each, victim_id=victim_id) for each in letter.corrections),
        corrects=_corrects(letter.corrects, victim_id=victim_id) if letter.corrects is not None else None,
    )


def _is_easy_read(sides: tuple[LeafletWords, ...]) -> bool:
    return any(side.leaflet is Leaflet.EASY_READ for side in sides)


def _corrected(correction: PortalCorrection, *, victim_id: uuid.UUID) -> CorrectionNote:
    """Say that the letter being read was wrong, and where to read what is right."""
    on = date_words(london_date(at=correction.sent_at))
    text = _("Something in this letter was wrong. We are sorry. We corrected this letter on %(date)s.") % {"date": on}
    if correction.letter_id is None:
        coming = _("The letter that puts it right is on its way to you.")
        return CorrectionNote(text=f"{text} {coming}", href="", link="")
    return CorrectionNote(
        text=text, href=_href(correction.letter_id, victim_id=victim_id), link=_("Read the corrected letter")
    )


def _corrects(wrong: PortalCorrection, *, victim_id: uuid.UUID) -> CorrectionNote:
    """Name the earlier letter that the one being read puts right."""
    on = date_words(london_date(at=wrong.sent_at))
    href = _href(wrong.letter_id, victim_id=victim_id) if wrong.letter_id is not None else ""
    return CorrectionNote(
        text=_("This letter corrects our letter of %(date)s.") % {"date": on},
        href=href,
        link=_("Read the earlier letter") if href else "",
    )


def _href(letter_id: uuid.UUID, *, victim_id: uuid.UUID) -> str:
    return reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": letter_id})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedPage:
    """The page before a letter with hard news."""

    sent: str
    read_href: str
    #: Whom to telephone instead.
    reader: str
    phone: str
    opening_hours: str
    support: tuple[str, ...]


def unopened_page(letter: UnopenedLetter, *, victim_id: uuid.UUID) -> UnopenedPage:
    """Let the person choose when to read a letter with hard news (V29)."""
    names = {"victim_id": victim_id, "letter_id": letter.id}
    return UnopenedPage(
        sent=date_words(london_date(at=letter.sent_at)),
        read_href=f"{reverse('portal:letter', kwargs=names)}?{NOW}=1",
        reader=letter.contact.present_name or letter.contact.unit_name,
        phone=letter.contact.phone,
        opening_hours=hours_words(letter.contact.opening_hours),
        support=tuple(_support(service) for service in letter.support),
    )


#: What a language is called in that language.
_OWN_NAMES = {Language.EN: "English", Language.CY: "Cymraeg"}


def _side(words: LetterWords, *, is_alone: bool) -> LetterSide:
    language = words.language.value.lower()
    with translation.override(language):
        words_title = _("Words in this letter, explained")
    return LetterSide(
        language=language,
        name="" if is_alone else _OWN_NAMES[words.language],
        words_title=words_title,
        words=legal_words_of(words=words),
        blocks=tuple(
            LetterBlock(heading=block.heading, pieces=pieces(block.text)) for block in words.blocks if block.text
        ),
    )


def case_links(victim_ids: tuple[uuid.UUID, ...]) -> list[Link]:
    """Offer the records of somebody who has several, told apart by number only: nothing else is shown unasked (T8)."""
    return [
        Link(
            text=_("Updates %(number)s") % {"number": number},
            href=reverse("portal:home", kwargs={"victim_id": victim_id}),
        )
        for number, victim_id in enumerate(victim_ids, start=1)
    ]


def _promise(promise: PortalPromise) -> str:
    if promise.due_on is None:
        return ""
    return _("You will hear from us by %(day)s, even if nothing has changed.") % {"day": weekday_words(promise.due_on)}


#: Why the contact changed, said to the person.
_CHANGES = {
    HandoverReason.LEAVING: gettext_lazy("%(former)s is leaving our team."),
    HandoverReason.OTHER_WORK: gettext_lazy("%(former)s has other work here now."),
    HandoverReason.AWAY: gettext_lazy("%(former)s is away from work for some time."),
    HandoverReason.SHARED_OUT: gettext_lazy(
        "We have shared out our work again, so that everybody gets enough of our time."
    ),
    HandoverReason.EXPERIENCE: gettext_lazy("Your new contact works with cases like yours every day."),
    HandoverReason.ASKED_FOR: gettext_lazy("You asked for somebody else. Thank you for telling us."),
}


def cover_words(contact: PortalContact) -> str:
    """Say who is there while the contact is away."""
    if contact.cover_until is None:
        return ""
    return _("%(officer)s is away until %(date)s. Until then, ask %(cover)s.") % {
        "officer": contact.officer_name,
        "date": date_words(contact.cover_until),
        "cover": contact.cover_name,
    }


def _whom_to_ask(contact: PortalContact) -> str:
    if not contact.officer_name:
        return contact.unit_name
    return _("Your contact is %(name)s, %(unit)s.") % {"name": contact.officer_name, "unit": contact.unit_name}


def hours_words(hours: str) -> str:
    """Say opening hours in the page's language; as they stand on record where their Welsh is not known."""
    if page_language() is Language.CY:
        return welsh_names.hours(english=hours) or hours
    return hours


def _contact_change(change: PortalContactChange | None) -> str:
    if change is None:
        return ""
    said = _("That changed on %(date)s. Before, it was %(former)s.") % {
        "date": date_words(change.changed_on),
        "former": change.former_name,
    }
    why = str(_CHANGES[change.reason]) % {"former": change.former_name}
    return " ".join((said, why, _("What we agreed with you still stands.")))


def _apology(promise: PortalPromise) -> tuple[str, ...]:
    if promise.missed_on is None:
        return ()
    said = _("We said that you would hear from us by %(date)s. You did not, and we are sorry.") % {
        "date": date_words(promise.missed_on)
    }
    if promise.due_on is None:
        return (said, _("You had to wait because of us, not because of anything you did. We will give you a new date."))
    return (said, _("You will hear from us by %(day)s.") % {"day": weekday_words(promise.due_on)})


def _support(service: SupportService) -> str:
    how = ", ".join(part for part in (service.phone, service.hours, service.website) if part)
    return f"{service.name}: {service.offers}. {how}"


def _letter_link(letter: PortalLetter, *, victim_id: uuid.UUID) -> LetterLink:
    return LetterLink(
        title=title_of(letter.purpose),
        sent=date_words(london_date(at=letter.sent_at)),
        href=reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": letter.id}),
        is_new=not letter.has_been_read,
        is_corrected=letter.is_corrected,
    )
