"""What the portal's pages say: plain values for the templates, in plain words of the page's language, least first."""

import dataclasses
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import Language
from communications.documents.context import SupportService
from communications.documents.leaflets import LeafletWords
from communications.rules.legal_words import LegalWord, legal_words_of
from communications.rules.letter_words import LetterWords, Piece
from communications.rules.typesetting import set_pieces
from communications.rules.vocabulary import Leaflet, Purpose
from communications.rules.welsh import names as welsh_names
from communications.selectors.portal_corrections import PortalCorrection, PortalTrail
from communications.services.portal_reading import OpenLetter, UnopenedLetter
from web.formatting import date_words, london_date, page_language, weekday_words
from web.portal import presenters_reading
from web.portal.presenters_reading import ChosenTime

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
    #: In which language that stands.
    words_language: str
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
class ChainLine:
    """One of several letters that put one another right."""

    title: str
    #: Empty for the letter on the page, and while it cannot be read here.
    href: str
    note: str


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
    #: That it was wrong, with a link to the newest letter where that can be read here; None for most letters.
    corrected: CorrectionNote | None
    #: The letter that it puts right; None for most letters.
    corrects: CorrectionNote | None
    #: All letters that belong together, the newest first, where they are more than the two that name each other.
    chain: tuple[ChainLine, ...]


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


def title_of(purpose: Purpose, *, otherwise: str = "") -> str:
    """Say in a few neutral words what a letter is; never what it decides. ``otherwise`` names any other."""
    return str(_TITLES[purpose]) if purpose in _TITLES else otherwise or _("A letter to you")


def letter_page(letter: OpenLetter, *, victim_id: uuid.UUID) -> LetterPage:
    """Show a letter in the words in which it was sent."""
    names = {"victim_id": victim_id, "letter_id": letter.id}
    return LetterPage(
        title=title_of(letter.purpose),
        sent=date_words(london_date(at=letter.sent_at)),
        reference=letter.reference,
        sides=letter_sides(letter.sides),
        download_href=reverse("portal:download", kwargs=names) if letter.has_pdf else "",
        large_print_href=reverse("portal:large_print", kwargs=names),
        easy_read=tuple(side for _number, sides in letter.leaflets if _is_easy_read(sides) for side in _read(sides)),
        leaflets=tuple(
            LeafletLink(
                title=sides[0].title,
                language=sides[0].language.value.lower(),
                href=reverse("portal:leaflet", kwargs={**names, "number": number}),
            )
            for number, sides in letter.leaflets
            if not _is_easy_read(sides)
        ),
        corrected=_corrected(letter.trail, victim_id=victim_id),
        corrects=_corrects(letter.trail, victim_id=victim_id),
        chain=_chain(letter.trail, victim_id=victim_id),
    )


def _is_easy_read(sides: tuple[LeafletWords, ...]) -> bool:
    return any(side.leaflet is Leaflet.EASY_READ for side in sides)


def _corrected(trail: PortalTrail, *, victim_id: uuid.UUID) -> CorrectionNote | None:
    """Say that the letter being read was wrong, and where the newest words are."""
    if not trail.later:
        return None
    newest = trail.later[0]
    text = _("Something in this letter was wrong. We are sorry. We corrected this letter on %(date)s.") % {
        "date": date_words(london_date(at=trail.later[-1].sent_at))
    }
    if len(trail.later) > 1:
        more = _("We had to put more right after that. Our newest letter is of %(date)s.")
        text = f"{text} {more % {'date': date_words(london_date(at=newest.sent_at))}}"
    if newest.letter_id is None:
        coming = _("The letter that puts it right is on its way to you.")
        return CorrectionNote(text=f"{text} {coming}", href="", link="")
    return CorrectionNote(
        text=text, href=_href(newest.letter_id, victim_id=victim_id), link=_("Read the corrected letter")
    )


def _corrects(trail: PortalTrail, *, victim_id: uuid.UUID) -> CorrectionNote | None:
    """Name the earlier letter that the one being read puts right."""
    wrong = trail.corrects
    if wrong is None:
        return None
    on = date_words(london_date(at=wrong.sent_at))
    href = _href(wrong.letter_id, victim_id=victim_id) if wrong.letter_id is not None else ""
    return CorrectionNote(
        text=_("This letter corrects our letter of %(date)s.") % {"date": on},
        href=href,
        link=_("Read the earlier letter") if href else "",
    )


def _chain(trail: PortalTrail, *, victim_id: uuid.UUID) -> tuple[ChainLine, ...]:
    """List the letters that belong together, the newest first; two name each other already (CORR-7)."""
    if len(trail.chain) < 3:
        return ()
    return tuple(
        ChainLine(
            title=_("Our letter of %(day)s") % {"day": date_words(london_date(at=each.sent_at))},
            href="" if each.is_this or each.letter_id is None else _href(each.letter_id, victim_id=victim_id),
            note=_chained(each),
        )
        for each in trail.chain
    )


def _chained(each: PortalCorrection) -> str:
    said = []
    if each.is_this:
        said.append(_("You are reading this one."))
    elif each.letter_id is None:
        said.append(_("It is on its way to you."))
    if each.corrected_at is None:
        said.append(_("We have not had to correct it."))
    else:
        said.append(_("We corrected it on %(date)s.") % {"date": date_words(london_date(at=each.corrected_at))})
    return " ".join(said)


def _href(letter_id: uuid.UUID, *, victim_id: uuid.UUID) -> str:
    return reverse("portal:letter", kwargs={"victim_id": victim_id, "letter_id": letter_id})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedPage:
    """The page before a letter with hard news."""

    sent: str
    read_href: str
    when_href: str
    #: What they chose, while it is still to come.
    chosen: ChosenTime | None
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
        when_href=presenters_reading.when_href(**names),
        chosen=presenters_reading.chosen_time(letter.chosen, contact=letter.contact, victim_id=victim_id),
        reader=letter.contact.present_name or letter.contact.unit_name,
        phone=letter.contact.phone,
        opening_hours=hours_words(letter.contact.opening_hours),
        support=tuple(support_line(service) for service in letter.support),
    )


#: What a language is called in that language.
_OWN_NAMES = {Language.EN: "English", Language.CY: "Cymraeg"}


def letter_sides(sides: tuple[LetterWords, ...]) -> tuple[LetterSide, ...]:
    """Show a letter in each of its languages, each with its legal words."""
    return tuple(_side(words, is_alone=len(sides) == 1) for words in sides)


def _side(words: LetterWords, *, is_alone: bool) -> LetterSide:
    language = words.language.value.lower()
    # The page itself offers them: in its own language, unless the letter stands here in both.
    words_language = page_language().value.lower() if is_alone else language
    with translation.override(words_language):
        words_title = _("Words in this letter, explained")
    return LetterSide(
        language=language,
        name="" if is_alone else _OWN_NAMES[words.language],
        words_title=words_title,
        words_language=words_language,
        words=legal_words_of(words=words),
        blocks=tuple(
            LetterBlock(heading=block.heading, pieces=set_pieces(block.text)) for block in words.blocks if block.text
        ),
    )


def late_answer_words(*, due_on: dt.date) -> str:
    """Say that an answer of ours is late, whose fault that is not, and what comes next. No page promises a past day."""
    missed = _("You should have had our answer by the end of %(day)s. You did not, and we are sorry.")
    following = _("You still get an answer. If you do not want to wait for it, please ring us.")
    return f"{missed % {'day': weekday_words(due_on)}} {following}"


def told_apart(words: Sequence[str]) -> list[str]:
    """Give a number to each line of a list that reads like another, for whoever hears the links alone; else nothing."""
    how_many, counted = Counter(words), Counter[str]()
    found = []
    for each in words:
        counted[each] += 1
        numbers = {"number": counted[each], "count": how_many[each]}
        found.append(_("number %(number)s of %(count)s") % numbers if how_many[each] > 1 else "")
    return found


def hours_words(hours: str) -> str:
    """Say opening hours in the page's language; as they stand on record where their Welsh is not known."""
    if page_language() is Language.CY:
        words = welsh_names.hours(english=hours) or hours
        return words[:1].upper() + words[1:]
    return hours


def support_line(service: SupportService) -> str:
    """Say in one line who can help, with what and how."""
    how = ", ".join(part for part in (service.phone, service.hours, service.website) if part)
    return f"{service.name}: {service.offers}. {how}"
