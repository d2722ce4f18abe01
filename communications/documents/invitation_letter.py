"""The letter that carries an invitation to the portal: its words, its page, and the proof that it is the right one.

It holds a live code. It is therefore made on its way out and never stored, and nothing of it may stand in a log, an
exception or a ``repr``. The words are files of their own (``templates/letters/portal_invitation``), in every language
in which we write invitations.
"""

import dataclasses
import datetime as dt
import hashlib
import re

from cases.rules.vocabulary import Language
from communications.documents.context import NamedContact
from communications.documents.page_labels import LABELS
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
from communications.rules import dates_in_words, portal_codes
from communications.rules.vocabulary import Channel, PrintFormat

#: The version of the words and the page that leave today.
VERSION, _FRAME = "v2", "v2"
_MARKING = "private-marking"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InvitationContext:
    """Everything the letter says. Primitives only; dates are London dates; the code stays out of ``repr``."""

    recipient_name: str = dataclasses.field(repr=False)
    salutation_name: str = dataclasses.field(repr=False)
    address_lines: tuple[str, ...] = dataclasses.field(repr=False)
    language: Language
    our_reference: str
    letter_on: dt.date
    #: The last day on which the code works.
    use_by: dt.date
    #: The code without groups.
    code: str = dataclasses.field(repr=False)
    #: What is typed to reach the portal: no scheme, no path.
    web_address: str
    #: How the six digits will come: `Channel.TEXT` or `Channel.EMAIL`.
    codes_by: Channel
    contact: NamedContact = dataclasses.field(repr=False)
    #: The unit that writes.
    office: str
    #: Where a letter that went astray is sent back to, on one line.
    return_address: str
    #: How large it is printed (FORM-1).
    print_format: PrintFormat = PrintFormat.STANDARD

    def variables(self) -> dict[str, str]:
        """Give the names that the words may use."""
        return {
            "recipient_name": self.recipient_name,
            "salutation_name": self.salutation_name,
            "our_reference": self.our_reference,
            "use_by": dates_in_words.with_weekday(day=self.use_by, language=self.language),
            "code": self.printed_code,
            "code_aloud": portal_codes.aloud(code=self.code, language=self.language),
            "web_address": self.web_address,
            "codes_by": self.codes_by.value,
            "contact_name": self.contact.name,
            "contact_role": self.contact.role,
            "contact_phone": self.contact.phone,
            "contact_hours": self.contact.hours,
            "office": self.office,
            "return_address": self.return_address,
        }

    @property
    def printed_code(self) -> str:
        """The code as it is printed: in groups, without a sign that somebody might type."""
        return portal_codes.in_groups(code=self.code).replace("-", " ")


def compose(*, context: InvitationContext) -> tuple[Section, ...]:
    """Fill in the words. Each part is filled on its own, so that no value can open another.

    Raises:
        NoWords: there are none in this language; English is never put in place of Welsh.

    """
    return sections_of(
        letter="portal_invitation", version=VERSION, language=context.language, variables=context.variables()
    )


def render(*, context: InvitationContext) -> RenderedLetter:
    """Make the PDF (tagged, PDF/UA-1, our font, nothing fetched), and read it back before it is given (T14).

    The same context gives the same bytes, so that a letter tried twice is one letter.

    Raises:
        NoWords: there are no words in this language.
        RenderFailed: see `communications.documents.rendering.pdf_from_html`; or the finished letter does not hold this
            recipient, this reference and this code, or holds another of either.

    """
    sections = compose(context=context)
    if any(UNFILLED in section.text for section in sections):
        raise RenderFailed(RenderFault.UNREADABLE, "a value is missing")
    page = frame_page(
        frame_version=_FRAME,
        variables={
            "lang": context.language.value.lower(),
            "title": context.our_reference,
            "office": context.office,
            "labels": LABELS[context.language],
            "marking": next((section.text for section in sections if section.css_class == _MARKING), ""),
            "address": (context.recipient_name, *context.address_lines),
            "letter_on": dates_in_words.in_words(day=context.letter_on, language=context.language),
            "our_reference": context.our_reference,
            "blocks": [section for section in sections if section.css_class != _MARKING],
        },
    )
    pdf, letter = pdf_from_html(
        html=page, frame_version=_FRAME, print_format=context.print_format, may_be_set_closer=True
    )
    require_own_reference(letter, recipient_name=context.recipient_name, our_reference=context.our_reference)
    if codes_in(letter.text) != {context.code}:
        raise RenderFailed(RenderFault.WRONG_CODE)
    return RenderedLetter(
        pdf=pdf, digest=hashlib.sha256(pdf).hexdigest(), pages=letter.pages, print_format=context.print_format
    )


def codes_in(text: str) -> frozenset[str]:
    """Find every code of an invitation in a text, without groups."""
    return frozenset(found.replace(" ", "").replace("-", "") for found in _CODE.findall(text))


_GROUPS = portal_codes.INVITATION_LENGTH // portal_codes.GROUP - 1
_CODE = re.compile(
    rf"(?<![A-Z0-9])[{portal_codes.ALPHABET}]{{{portal_codes.GROUP}}}"
    rf"(?:[ -][{portal_codes.ALPHABET}]{{{portal_codes.GROUP}}}){{{_GROUPS}}}(?![A-Z0-9])"
)
