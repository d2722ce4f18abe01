"""The letters that a supporter is shown of a record: after the person they are for (SHOW-4)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from communications.models import Communication
from communications.rules.portal_reading import ARRIVAL_BY_POST
from communications.rules.supporter_caseload import is_letter_shown
from communications.rules.vocabulary import Channel, Purpose
from communications.selectors import portal
from communications.selectors.supporter_access import ToldTo


def letters_of(*, told: Iterable[ToldTo]) -> "QuerySet[Communication]":
    """Start from what was sent to the people who are told, newest first; what is shown of it asks `is_shown`."""
    pairs = Q(pk__in=[])
    for each in told:
        pairs |= Q(victim_id=each.victim_id, recipient_id=each.person_id)
    return (
        portal.sent_letters()
        .filter(pairs)
        .annotate(replaced_purpose=F("replaces__purpose"))
        .order_by("-sent_at", "-id")
    )


def letter_of(*, told: ToldTo, letter_id: uuid.UUID, at: dt.datetime) -> Communication:
    """Read one letter that is shown, with all its words.

    Raises:
        Communication.DoesNotExist: there is none, it was for somebody else, or it is not shown.
    """
    # Its words too, which a list leaves in the database.
    letter = letters_of(told=[told]).select_related("template", "template_cy", "addendum", "recipient").defer(None).get(
        pk=letter_id
    )  # fmt: skip
    if not is_shown(letter=letter, at=at):
        raise Communication.DoesNotExist
    return letter


def is_shown(*, letter: Communication, at: dt.datetime) -> bool:
    """Say whether a letter read by `letters_of` is shown at an aware instant (SHOW-4)."""
    # What puts a letter right repeats what that one said.
    repeats = getattr(letter, "replaced_purpose", None)
    return is_letter_shown(
        purpose=Purpose.WHAT_WE_AGREED if repeats == Purpose.WHAT_WE_AGREED else Purpose(letter.purpose),
        is_readable=portal.is_readable(letter=letter, at=at),
        is_hard_news=letter.is_hard_news,
        was_opened=letter.first_read_at is not None,
        was_told_by_person=portal.is_told_by_person(letter),
    )


def arrived_at(letter: Communication) -> dt.datetime:
    """Give the aware instant at which a letter was with the person, or was opened by them where that was later."""
    sent_at = letter.sent_at or letter.opened_at
    by_way = sent_at + ARRIVAL_BY_POST if letter.channel == Channel.POST else sent_at
    opened_at = letter.first_read_at if letter.is_hard_news else None
    return max(by_way, opened_at) if opened_at is not None else by_way
