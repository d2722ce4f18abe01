"""Choose the form in which a letter is printed for a person, from what they need, and say why. Knows no person.

Equality Act 2010, reasonable adjustments: what somebody needs is a fact that changes what we make, not a note beside it
(peers.md V21). What large print is (18 point, wide lines, flush left, no italics) stands in its style sheet,
``templates/letters/large_print``; it follows the clear-print advice of the RNIB.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from communications.rules.vocabulary import Channel, PrintFormat

#: The recorded need that is met by printing in large letters.
LARGE_PRINT_NEED = "LARGE_PRINT"
#: How many times as many pages a letter may have: 18 point with wide lines needs up to three times the paper of 12.
PAGES_FACTOR: dict[PrintFormat, int] = {PrintFormat.STANDARD: 1, PrintFormat.LARGE_PRINT: 3}


@dataclass(frozen=True, slots=True)
class FormatChoice:
    """The form a letter takes, and why, in words for staff without anything personal."""

    print_format: PrintFormat
    reason: str


def choose_format(*, needs: Iterable[str]) -> FormatChoice:
    """Choose large print for whoever needs large print, and the usual print for everybody else (FORM-1).

    ``needs`` are the recorded forms of the person who reads the letter, who need not be the victim. Another need beside
    it changes nothing: a letter in large print may still have to be read out, or put into Braille.

    Source: Equality Act 2010 section 20; peers.md V21 and 4.6; domain reference 9.2.
    """
    if LARGE_PRINT_NEED in needs:
        return FormatChoice(PrintFormat.LARGE_PRINT, "It is on record that they need large print.")
    return FormatChoice(PrintFormat.STANDARD, "No need for another print is on record.")


def on_its_way(*, print_format: PrintFormat, channel: Channel | None) -> str:
    """Say what becomes of large print on the way a letter goes; empty where nothing is to be said (FORM-2).

    Only paper has a size of its own. Whoever hands a letter over is asked to print it large.
    """
    if print_format is PrintFormat.STANDARD:
        return ""
    match channel:
        case Channel.EMAIL:
            return "By email it is plain text, which their own device shows as large as they set it."
        case Channel.INTERMEDIARY_EMAIL:
            return "Whoever hands it over is asked to print it in letters of 18 point or larger."
        case Channel.PORTAL:
            return "Online it grows with their browser, and can be downloaded in large print."
        case _:
            return "The PDF and the printed letter are set in 18 point, with wide lines."


def asked_of_bearer(*, print_format: PrintFormat) -> str:
    """Say what whoever hands a letter over is asked to do, to follow a dash; empty where nothing (FORM-2)."""
    if print_format is PrintFormat.STANDARD:
        return ""
    return "Please print it in letters of 18 point or larger, black on white: they need large print."


def is_print_out_of_date(*, made_in: PrintFormat, needed: PrintFormat) -> bool:
    """Say whether a finished document must be made again, because the need changed after it was made (FORM-3)."""
    return made_in is not needed
