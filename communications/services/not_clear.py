"""A person says that they did not understand a letter: it becomes a message to their contact, with a date (V27).

Everything that holds for messages holds here: they are locked in one line, kept, answered by a date the person knows,
and stand on the unit's list until somebody has answered.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from cases.models import Victim
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.models import Communication
from communications.rules.letter_words import LetterWords
from communications.rules.not_clear import Asking, asking, words_for
from communications.rules.vocabulary import MessageStanding
from communications.selectors import correspondence as reading
from communications.selectors import portal
from communications.services import composing, correspondence
from communications.services.correspondence import NoSuchLetter, Taken, UnclearLetter


class AskedAlready(Exception):
    """We owe them an explanation of this letter already."""


class BetterToTalk(Exception):
    """The letter was explained in writing several times: somebody should talk with them."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnclearParts:
    """A letter of which a person may say that it was not clear, with the parts that have a heading."""

    sent_on: dt.date
    #: (key, heading), in the order in which they are read.
    parts: tuple[tuple[str, str], ...]


def parts_of(*, viewer: Actor, letter_id: uuid.UUID, language: Language, at: dt.datetime) -> UnclearParts:
    """List the parts of one of the viewer's own letters, with the headings of the side in their language.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NoSuchLetter: it is not theirs, not yet to be read, or hard news that they have not opened.
    """
    require(actor=viewer, permission=Permission.WRITE_OWN_MESSAGE, victim_id=viewer.victim_id)
    letter = _own(viewer, letter_id, at=at)
    return UnclearParts(sent_on=_sent_on(letter), parts=tuple(_headings(letter, language).items()))


@transaction.atomic
def say(
    *,
    actor: Actor,
    letter_id: uuid.UUID,
    part: str,
    own_words: str,
    tells_what_happened: bool | None,
    language: Language,
    at: dt.datetime,
) -> Taken:
    """Take in that a person did not understand one of their letters, and promise by when we explain it (CLEAR-1).

    ``part`` is the key of one of its parts, or empty for the whole; anything else counts as the whole.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NoSuchLetter: it is not theirs, not yet to be read, or hard news that they have not opened.
        AskedAlready: we owe them an explanation of this letter already.
        BetterToTalk: it was explained several times.
        correspondence.UnableToTake: more words than a message may have.
        correspondence.MayTellWhatHappened: the person must be asked first.
        correspondence.TooManyMessages: they have written very often today.
    """
    require(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, victim_id=actor.victim_id)
    letter = _own(actor, letter_id, at=at)
    # Two presses at once are one question: the second waits here and finds the first.
    Victim.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.victim_id)
    earlier = reading.questions_about(viewer=actor, letter_id=letter.pk)
    is_waiting = any(each.standing == MessageStanding.WAITING for each in earlier)
    match asking(asked=len(earlier), is_waiting=is_waiting):
        case Asking.WAITING:
            raise AskedAlready
        case Asking.TALK:
            raise BetterToTalk
    heading = _headings(letter, language).get(part, "")
    return correspondence.write(
        actor=actor,
        text=words_for(sent_on=_sent_on(letter), part=heading, own_words=own_words, language=language),
        key=f"not-clear:{letter.pk}:{len(earlier) + 1}",
        tells_what_happened=tells_what_happened if own_words.strip() else False,
        unclear=UnclearLetter(letter=letter, part=part if heading else ""),
        at=at,
    )


def _own(viewer: Actor, letter_id: uuid.UUID, *, at: dt.datetime) -> Communication:
    try:
        letter = portal.own_letter(viewer=viewer, letter_id=letter_id, at=at)
    except Communication.DoesNotExist as missing:
        raise NoSuchLetter from missing
    if letter.is_hard_news and letter.first_read_at is None:
        raise NoSuchLetter
    return letter


def _sent_on(letter: Communication) -> dt.date:
    return london_date(at=letter.sent_at or letter.opened_at)


def _headings(letter: Communication, language: Language) -> dict[str, str]:
    sides = composing.letter_sides(communication=letter, addendum=composing.addendum_of(communication=letter))
    side: LetterWords = next((each for each in sides if each.language is language), sides[-1])
    return {block.key.value: block.heading for block in side.blocks if block.heading and block.text}
