"""What a person reads of the letters to them that were wrong, and of what puts them right (W14, CORR-7)."""

import dataclasses
import datetime as dt
import uuid

from communications.models import Communication, LetterCorrection
from communications.rules import correction_chains
from communications.rules.correction_chains import Correcting
from communications.rules.vocabulary import CommunicationState
from communications.selectors.portal import Addressee, is_readable


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalCorrection:
    """A letter of those that belong together, as the page of any of them names it."""

    #: None while it may not be read here: it is on its way by post, or is not open yet.
    letter_id: uuid.UUID | None
    #: Aware; when it left.
    sent_at: dt.datetime
    #: Aware; when the latest letter that corrects it left. None while its own words hold.
    corrected_at: dt.datetime | None = None
    #: It is the letter on the page.
    is_this: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalTrail:
    """How a letter to the viewer stands to those before and after it."""

    #: What left to put it right, or to put right what did, the newest first: the first holds the words that count.
    later: tuple[PortalCorrection, ...] = ()
    #: The letter that it puts right; None for most letters.
    corrects: PortalCorrection | None = None
    #: Every letter to the viewer that belongs to it, the newest first, with itself; empty for a letter that was right.
    chain: tuple[PortalCorrection, ...] = ()


def trail_of(*, viewer: Addressee, letter: Communication, at: dt.datetime) -> PortalTrail:
    """Read what corrects a letter to the viewer and what it corrects: one query, however long the chain is.

    The page of what was wrong says so as soon as the correction has left, also before it may be read here. What is in
    writing, or went to somebody else, is not spoken of.
    """
    rows = tuple(
        LetterCorrection.objects.filter(
            letter__state=CommunicationState.SENT,
            letter__recipient_id=letter.recipient_id,
            letter__victim_id=letter.victim_id,
        )
        .select_related("letter__telling", "wrong__telling")
        .defer(*(f"{side}__{words}" for side in ("letter", "wrong") for words in _HEAVY))
    )
    known = [Correcting(wrong=each.wrong_id, letter=each.letter_id, left_at=each.letter.sent_at) for each in rows]
    letters = {found.pk: found for each in rows for found in (each.wrong, each.letter)}

    def shown(found: uuid.UUID, *, corrected_at: dt.datetime | None = None) -> PortalCorrection:
        other = letters[found]
        is_here = _is_theirs(other, viewer) and is_readable(letter=other, at=at)
        return PortalCorrection(
            letter_id=other.pk if is_here else None,
            sent_at=other.sent_at or other.approved_at or other.opened_at,
            corrected_at=corrected_at,
            is_this=other.pk == letter.pk,
        )

    return PortalTrail(
        later=tuple(shown(each.letter) for each in correction_chains.later(of=letter.pk, corrections=known)),
        corrects=next((shown(each.wrong) for each in known if each.letter == letter.pk), None),
        chain=tuple(
            shown(link.letter, corrected_at=link.corrected_at)
            for link in correction_chains.chain(of=letter.pk, corrections=known)
            if _is_theirs(letters[link.letter], viewer)
        ),
    )


def _is_theirs(letter: Communication, viewer: Addressee) -> bool:
    return letter.recipient_id == viewer.person_id and letter.victim_id == viewer.victim_id


#: What a chain is not asked for.
_HEAVY = ("words", "context", "words_cy", "context_cy")
