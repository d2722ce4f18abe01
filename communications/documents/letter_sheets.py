"""Which style sheets lie over a letter's page: those of its frame, its leaflets, typesetting and large print."""

from pathlib import Path

from communications.documents.leaflet_pages import style_sheets
from communications.documents.words import letters_folder
from communications.rules.vocabulary import PrintFormat

#: Versions of the style sheets that are laid over the page of any letter, and of those that turn it into large print.
_TYPESETTING, _LARGE_PRINT = "v1", "v2"


def sheets_of(*, frame_version: str, print_format: PrintFormat = PrintFormat.STANDARD) -> tuple[Path, ...]:
    """Name the style sheets of a letter's page, each laid over the one before it.

    Large print is one laid over the page's own, so that the words and their order are the same in both.
    """
    is_large = print_format is PrintFormat.LARGE_PRINT
    return (
        letters_folder() / "frame" / frame_version / "letter.css",
        *style_sheets(),
        _typesetting_folder() / "typesetting.css",
        *([_large_print_folder() / "large.css"] if is_large else []),
    )


def closer_sheet(*, print_format: PrintFormat) -> Path:
    """Name the style sheet that is laid over all others where a letter is set closer."""
    is_large = print_format is PrintFormat.LARGE_PRINT
    return (_large_print_folder() if is_large else _typesetting_folder()) / "closer.css"


def _typesetting_folder() -> Path:
    return letters_folder() / "typesetting" / _TYPESETTING


def _large_print_folder() -> Path:
    return letters_folder() / "large_print" / _LARGE_PRINT
