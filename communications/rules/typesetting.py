"""Keep on one line what a reader takes in at one look: a date, hours, a telephone number, a postcode (TYPE-1).

Only the spaces inside them change, to ones that never break, and only when words are shown: what is stored, checked,
compared and read out keeps the spaces that were typed.
"""

import re

from communications.rules.dates_in_words import MONTHS
from communications.rules.letter_words import Piece, pieces

#: The no-break space (U+00A0).
NO_BREAK = "\N{NO-BREAK SPACE}"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_HOUR = r"(?:\d{1,2}(?:[.:]\d{2})? ?(?:am|pm)|noon|midday|midnight|12 canol dydd|hanner dydd|hanner nos)"
_WHOLE = re.compile(
    rf"\b\d{{1,2}} {_MONTH}\b(?: \d{{4}}\b)?"
    rf"|\b{_MONTH} \d{{4}}\b"
    # From one hour to another, in either language, or an hour alone.
    rf"|\b{_HOUR} (?:to|i) {_HOUR}\b"
    r"|\b\d{1,2}(?:[.:]\d{2})? (?:am|pm)\b"
    # A telephone number begins with 0, or with + and the country, and has further groups of figures.
    r"|(?<![\w£+.,])(?:\+\d{2} \d{2,5}|0\d{1,4})(?: \d{2,6}){1,4}(?!\w)"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\b(?:PO Box|Blwch Post) \d+\b"
)


def unbroken(text: str) -> str:
    """Give a text in which no line ends within a date, hours, a telephone number or a postcode (TYPE-1)."""
    return _WHOLE.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def set_pieces(text: str) -> tuple[Piece, ...]:
    """Split a block's text into paragraphs and lists as they are shown to its reader (TYPE-1)."""
    return pieces(unbroken(text))
