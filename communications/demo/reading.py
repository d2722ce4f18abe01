"""Lets some people of the demo choose when they want help with a letter that may be hard to read (V29)."""

import datetime as dt
from collections.abc import Mapping

from accounts import actors
from communications.models import Communication
from communications.rules.reading_times import Beside, CallBy, ReadingChoice, ReadingHelp
from communications.services import reading_times
from communications.services.own_record import NotThere
from communications.services.reading_times import OpenTimes

#: How many choose each kind of help.
_EACH = 3


def let_some_choose_when(*, now: dt.datetime) -> int:
    """Let people with a letter that they have not read yet choose a day, a call or a reminder; return how many did.

    Only what their page offers them: a call where a number is safe, and only times that are still open.
    """
    letters = (
        Communication.objects.filter(is_hard_news=True, first_read_at__isnull=True, sent_at__isnull=False)
        .exclude(recipient__isnull=True)
        .select_related("recipient")
        .order_by("-sent_at", "id")
    )
    wanted = {ReadingHelp.CALL: _EACH, ReadingHelp.REMINDER: _EACH}
    for letter in letters.iterator(chunk_size=50):
        if not any(wanted.values()) or letter.recipient is None:
            break
        viewer = actors.victim(victim_id=letter.victim_id, person_id=letter.recipient.pk)
        try:
            opened = reading_times.open_times(viewer=viewer, letter_id=letter.pk, at=now)
        except NotThere:
            # By post, and not yet to be read online.
            continue
        choice = _choice(opened, wanted=wanted)
        if choice is None or opened.chosen is not None:
            continue
        reading_times.choose(
            actor=viewer, letter_id=letter.pk, choice=choice, supporter_id=None, seen=opened.seen, at=now
        )
        wanted[choice.help] -= 1
    return 2 * _EACH - sum(wanted.values())


def _choice(opened: OpenTimes, *, wanted: Mapping[ReadingHelp, int]) -> ReadingChoice | None:
    """Choose the first time that is open: a call by a colleague, with somebody beside them, or else a reminder."""
    if not opened.times:
        return None
    if wanted[ReadingHelp.CALL] and opened.can_call:
        return ReadingChoice(slot=opened.times[0], help=ReadingHelp.CALL, by=CallBy.COLLEAGUE, beside=Beside.SOMEBODY)
    if wanted[ReadingHelp.REMINDER] and opened.can_remind:
        return ReadingChoice(slot=opened.times[0], help=ReadingHelp.REMINDER)
    return None
