"""In which print a letter reaches its reader, and why (V21)."""

from communications.models import Communication
from communications.rules.print_formats import choose_format, on_its_way
from communications.rules.vocabulary import Channel, PrintFormat
from communications.selectors.letters import LetterRecord
from web.components import Row

_NAMES = {PrintFormat.STANDARD: "Usual print, 12 point", PrintFormat.LARGE_PRINT: "Large print, 18 point"}


def row(record: LetterRecord) -> Row | None:
    """State the print of a letter: of one that has gone, as it was printed; before that, as its reader needs it now."""
    letter = record.letter
    if letter.sent_at is not None:
        return Row(key="Print", value=_NAMES[record.document_print]) if record.document_print is not None else None
    if letter.recipient is None:
        return None
    choice = choose_format(needs=letter.recipient.formats)
    return Row(key="Print", value=(_NAMES[choice.print_format], choice.reason, *_way(letter, choice.print_format)))


def preview_lines(letter: Communication) -> list[str]:
    """Say, beside a letter as it is read online, that its reader gets it in large print; nothing where they do not."""
    choice = choose_format(needs=letter.recipient.formats if letter.recipient is not None else ())
    if choice.print_format is PrintFormat.STANDARD:
        return []
    return [f"It goes in large print. {choice.reason}", *_way(letter, choice.print_format)]


def _way(letter: Communication, print_format: PrintFormat) -> list[str]:
    said = on_its_way(print_format=print_format, channel=Channel(letter.channel) if letter.channel else None)
    return [said] if said else []
