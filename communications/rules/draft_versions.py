"""Versions of a draft: why each was kept, and the digest by which an approver approves the words they read.

Every save of a draft keeps a version. An approval names the digest of the words that stood on the approver's page; if
the words are others by then, because the record or the Welsh changed, nothing is approved until they are read.
"""

import hashlib
import json
from collections.abc import Sequence

from cases.rules.vocabulary import Vocabulary
from communications.rules.letter_words import Block


class VersionKind(Vocabulary):
    """Why a version of a draft was kept."""

    #: The words as the record gave them, before anybody wrote.
    OPENED = "OPENED"
    SAVED = "SAVED"
    #: Saved by the page while somebody wrote.
    AUTOSAVED = "AUTOSAVED"
    #: The words as a second reader got them.
    SUBMITTED = "SUBMITTED"
    #: The words as they stood when somebody else took over the writing.
    TAKEN_OVER = "TAKEN_OVER"
    #: Words that somebody wrote and that could not be saved into the letter. They are kept beside it.
    SET_ASIDE = "SET_ASIDE"
    APPROVED = "APPROVED"


#: Versions that need not be kept again while the words are the same.
_ONLY_IF_CHANGED = frozenset({VersionKind.SAVED, VersionKind.AUTOSAVED})


def words_digest(*sides: Sequence[Block]) -> str:
    """Name the words of a letter in all its languages: the same words have the same digest, any other none (VER-1).

    Source: issue 3 A.6 (changes after submission are seen), C (approval after a fact changed).
    """
    told = [[[block.key.value, block.heading, block.text] for block in side] for side in sides if side]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def is_worth_keeping(*, kind: VersionKind, digest: str, newest_digest: str) -> bool:
    """Say whether a save makes a new version: saving the same words twice does not, every other act does (VER-3).

    ``newest_digest`` is of the newest version that was the letter's own, empty when there is none.
    """
    return kind not in _ONLY_IF_CHANGED or digest != newest_digest
