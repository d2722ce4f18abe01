"""The answer to a complaint on paper, for whoever does not read it online: in their language and print (V27, V33).

Made when staff ask for it and never kept: the answer itself is, and the same answer gives the same letter. It names no
member of staff: the one the person knows may be whom the complaint is about.
"""

import dataclasses
import datetime as dt
import hashlib

from cases.rules.vocabulary import Language
from communications.documents import reading
from communications.documents.page_labels import LABELS, PAIR_NOTES
from communications.documents.printed_words import Section, sections_of
from communications.documents.rendering import (
    RenderedLetter,
    RenderFailed,
    RenderFault,
    frame_page,
    pdf_from_html,
    require_own_reference,
)
from communications.documents.words import UNFILLED
from communications.rules import dates_in_words
from communications.rules.complaints import SECOND, ComplaintOutcome
from communications.rules.vocabulary import PrintFormat
from communications.rules.welsh import names

_LETTER, _VERSION, _FRAME = "complaint_answer", "v2", "v3"
_MARKING = "private-marking"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSide:
    """What the letter says in one language. Primitives only."""

    language: Language
    answer: str = dataclasses.field(repr=False)
    what_we_do: str = dataclasses.field(repr=False)
    #: How long they have for what may follow, as words of this language; empty where no limit is in force.
    further_within: str
    unit_name: str
    hours: str
    office: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerContext:
    """Everything the letter says in every language; dates are London dates."""

    recipient_name: str = dataclasses.field(repr=False)
    salutation_name: str = dataclasses.field(repr=False)
    #: Empty where no address is safe: the letter is then handed over.
    address_lines: tuple[str, ...] = dataclasses.field(repr=False)
    our_reference: str
    #: References of letters to this person, which the answer may name (T14).
    own_references: frozenset[str]
    letter_on: dt.date
    complained_on: dt.date
    #: By when they should have had it, where that day has passed; None otherwise.
    missed_on: dt.date | None
    number: int
    outcome: ComplaintOutcome
    is_about_a_decision: bool
    phone: str
    email: str
    #: Where to write to, for the next step and for a letter that went astray; on one line.
    return_address: str
    #: The reader's language first; a letter in Welsh comes with its English (CYM-1).
    sides: tuple[AnswerSide, ...]
    print_format: PrintFormat = PrintFormat.STANDARD


def compose(*, context: AnswerContext, side: AnswerSide) -> tuple[Section, ...]:
    """Fill in the words of one language.

    Raises:
        NoWords: there are none in this language.
    """
    language = side.language
    missed, address = context.missed_on, context.return_address
    variables = {
        "recipient_name": context.recipient_name,
        "salutation_name": context.salutation_name,
        "our_reference": context.our_reference,
        "complained_on": dates_in_words.in_words(day=context.complained_on, language=language),
        "due_on": dates_in_words.in_words(day=missed, language=language) if missed is not None else "",
        "is_second": context.number == SECOND,
        "outcome": context.outcome.value,
        "is_about_a_decision": context.is_about_a_decision,
        "answer": side.answer,
        "what_we_do": side.what_we_do,
        "further_within": side.further_within,
        "contact_phone": context.phone,
        "contact_email": context.email,
        "contact_hours": side.hours,
        "unit_name": side.unit_name,
        "office": side.office,
        "return_address": names.address(english=address) if language is Language.CY else address,
    }
    return sections_of(letter=_LETTER, version=_VERSION, language=language, variables=variables)


def render(*, context: AnswerContext) -> RenderedLetter:
    """Make the PDF (tagged, PDF/UA-1, our font, nothing fetched), and read it back before it is given (T14).

    Raises:
        NoWords: there are no words in one of the languages.
        RenderFailed: see `communications.documents.rendering.pdf_from_html`; or the finished letter does not name this
            recipient, or names a letter that is not theirs.
    """
    composed = [(side, compose(context=context, side=side)) for side in context.sides]
    if any(UNFILLED in section.text for _, sections in composed for section in sections):
        raise RenderFailed(RenderFault.UNREADABLE, "a value is missing")
    page = frame_page(
        frame_version=_FRAME,
        variables={
            "title": context.our_reference,
            "office": context.sides[0].office,
            "address": (context.recipient_name, *context.address_lines),
            "our_reference": context.our_reference,
            "parts": [_part(side, sections, context) for side, sections in composed],
        },
    )
    pdf, letter = pdf_from_html(
        html=page,
        frame_version=_FRAME,
        sides=len(composed),
        print_format=context.print_format,
        may_be_set_closer=True,
    )
    require_own_reference(
        letter,
        recipient_name=context.recipient_name,
        our_reference=context.our_reference,
        may_name=context.own_references,
    )
    if any(reading.flat(section.heading) not in letter.text for _, sections in composed for section in sections):
        raise RenderFailed(RenderFault.UNREADABLE, "a part is missing")
    return RenderedLetter(
        pdf=pdf, digest=hashlib.sha256(pdf).hexdigest(), pages=letter.pages, print_format=context.print_format
    )


def _part(side: AnswerSide, sections: tuple[Section, ...], context: AnswerContext) -> dict[str, object]:
    labels = dict(LABELS[side.language])
    if len(context.sides) > 1:
        labels["pair"] = PAIR_NOTES[side.language]
    return {
        "lang": side.language.value.lower(),
        "labels": labels,
        "marking": next((section.text for section in sections if section.css_class == _MARKING), ""),
        "letter_on": dates_in_words.in_words(day=context.letter_on, language=side.language),
        "blocks": [section for section in sections if section.css_class != _MARKING],
    }
