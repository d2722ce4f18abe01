"""Which words the victims of a case chose for themselves, for the people who talk with them (V32)."""

import uuid
from collections.abc import Collection

from django.db.models import F

from communications.models import ReaderWish
from communications.rules.reader_words import OwnWord


def own_words(*, victim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, OwnWord]:
    """Give the word that each victim chose for themselves, by victim; one query. Who chose none is not in it.

    The caller has read the case for the viewer. What a relative chose is theirs, and stands with nobody else.
    """
    newest = (
        ReaderWish.objects.filter(victim__in=victim_ids, person=F("victim__person"))
        .order_by("victim_id", "-recorded_at", "-id")
        .distinct("victim_id")
        .values_list("victim_id", "own_word")
    )
    chosen = {victim_id: OwnWord(word) for victim_id, word in newest}
    return {victim_id: word for victim_id, word in chosen.items() if word is not OwnWord.NO_WORD}
