"""What follows when the letter with what was agreed has left, or did not arrive: whether they have it (L7, ONB-3).

Runs inside the transaction that settles the message, and changes nothing for any other letter.
"""

import datetime as dt

from accounts.actors import Actor
from cases.services import agreeing
from communications.models import Communication
from communications.rules.vocabulary import LetterType


def left(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Record that they have it, as of the approval of its words; again for the same letter it changes nothing."""
    if communication.letter_type == LetterType.WHAT_WE_AGREED and communication.approved_at is not None:
        agreeing.letter_left(victim=communication.victim, as_of=communication.approved_at, actor=actor, at=at)


def came_back(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Record that they do not have it."""
    if communication.letter_type == LetterType.WHAT_WE_AGREED and communication.approved_at is not None:
        agreeing.letter_came_back(victim=communication.victim, as_of=communication.approved_at, actor=actor, at=at)
