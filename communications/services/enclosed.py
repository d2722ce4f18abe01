"""The leaflets that were frozen with an approved letter, read back in the languages of the letter. Reads only."""

from collections.abc import Iterable

from cases.rules.vocabulary import Language
from communications.documents.leaflets import LeafletWords
from communications.models import Addendum, Communication, Enclosure
from communications.rules.vocabulary import Leaflet


def with_letter(
    *, communication: Communication, languages: Iterable[Language], addendum: Addendum | None
) -> tuple[LeafletWords, ...]:
    """Give the words of every leaflet that goes with a letter: all in the first language, then all in the next.

    With an ``addendum`` the easy-read page says sorry as the letter does (EASY-3).
    """
    return in_languages(rows=rows_of(communication=communication), languages=languages, addendum=addendum)


def rows_of(*, communication: Communication) -> tuple[Enclosure, ...]:
    """Return what goes with a letter, in the order in which it lies there."""
    return tuple(communication.enclosures.order_by("position"))


def in_languages(
    *, rows: Iterable[Enclosure], languages: Iterable[Language], addendum: Addendum | None
) -> tuple[LeafletWords, ...]:
    """Give the words of these leaflets: all in the first language, then all in the next."""
    rows = tuple(rows)
    return tuple(
        words
        for language in languages
        for row in rows
        if (words := words_of(row=row, language=language, addendum=addendum)) is not None
    )


def words_of(*, row: Enclosure, language: Language, addendum: Addendum | None) -> LeafletWords | None:
    """Give the words of one leaflet in a language, or None where it was frozen without them."""
    source = addendum.easy_read_pages if addendum is not None and row.leaflet == Leaflet.EASY_READ else row.pages
    stored = source[language is Language.CY]
    if not stored:
        return None
    return LeafletWords.from_json(stored, leaflet=Leaflet(row.leaflet), version=row.version, language=language)
