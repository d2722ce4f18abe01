"""Hold in memory everything a letter's page may load: two font files and one style sheet. Nothing is fetched, ever."""

import dataclasses
import functools
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

#: The family the letters are set in, and the only one that may be found in a finished PDF.
FONT_FAMILY = "Victim Letter Sans"
_FONT_FILES = ("LetterSans-Regular.ttf", "LetterSans-Bold.ttf")


@dataclasses.dataclass(frozen=True, slots=True)
class Asset:
    """A file in memory and its media type."""

    body: bytes
    media_type: str


@functools.cache
def assets() -> dict[str, Asset]:
    """Give what a page may load, by address. The addresses mean nothing outside this process."""
    folder = _fonts_folder()
    return {f"letter:{name}": Asset(body=(folder / name).read_bytes(), media_type="font/ttf") for name in _FONT_FILES}


@functools.cache
def printable_characters() -> frozenset[str]:
    """Give every character that both weights of the letters' font can print."""
    folder = _fonts_folder()
    sets = [_characters_of(folder / name) for name in _FONT_FILES]
    return frozenset(chr(code) for code in frozenset.intersection(*sets))


def unprintable_in(text: str) -> frozenset[str]:
    """Find the characters of a text that the letters' font lacks. Line ends are none."""
    return frozenset(text) - printable_characters() - {"\n"}


def _characters_of(file: Path) -> frozenset[int]:
    with TTFont(file) as font:
        return frozenset(font.getBestCmap())


def _fonts_folder() -> Path:
    base: Path = settings.BASE_DIR
    return base / "static" / "letters" / "fonts"
