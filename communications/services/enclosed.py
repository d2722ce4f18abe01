"""The leaflets that were frozen with an approved letter, read back in the languages of the letter. Reads only."""

from collections.abc import Iterable

from cases.rules.vocabulary import Language
from communications.documents.leaflets import LeafletWords
from communications.models import Communication, Enclosure
from communications.rules.vocabulary import Leaflet


def with_letter(*, communication: Communication, languages: Iterable[Language]) -> tuple[LeafletWords, ...]:
    """Give the words of every leaflet that goes with a letter: all in the first language, then all in the next."""
    rows = tuple(communication.enclosures.order_by("position"))
    return tuple(
        words for language in languages for row in rows if (words := words_of(row=row, language=language)) is not None
    )


def words_of(*, row: Enclosure, language: Language) -> LeafletWords | None:
    """Give the words of one leaflet in a language, or None where it was frozen without them."""
    stored = row.words_cy if language is Language.CY else row.words
    if not stored:
        return None
    return LeafletWords.from_json(stored, leaflet=Leaflet(row.leaflet), version=row.version, language=language)
