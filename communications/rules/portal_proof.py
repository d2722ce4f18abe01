"""How long a one-time code counts as proof that the right person still holds the device (PORT-5).

What a person reads here may be on a telephone that somebody else takes out of their hand, or on a computer they have
turned away from. The sign-in is a proof too, so that nobody is asked twice in the same minutes. To read, a code counts
for as long as the person goes on without a pause, and half an hour at most; to change where and how we reach them it
must be nearly new, because such a change could send the next letter to somebody else.
Source: peers.md V1 (step-up before sensitive pages), reliability bar 3.1 (ASVS 7.5), domain reference 11.3.
"""

import datetime as dt
import enum

#: So long without a request, and the device may be in other hands: the code no longer counts.
LONGEST_PAUSE = dt.timedelta(minutes=10)


class Need(enum.Enum):
    """What a page needs a recent code for, with how old it may be."""

    #: Letters and copies of them, who has looked, what was said and when, where somebody will be on which day, what
    #: they asked for in court: what others must not read. First page, messages and rights say less, and lead to help.
    READING = dt.timedelta(minutes=30)
    #: Address, telephone, safe times, wishes, who is told: what others must not change.
    CHANGING = dt.timedelta(minutes=10)


def is_fresh(*, proved_at: dt.datetime | None, need: Need, at: dt.datetime) -> bool:
    """Say whether a code typed at ``proved_at`` still counts at an aware instant (PORT-5).

    None is a code that no longer counts, or never came.
    """
    return proved_at is not None and at - proved_at < need.value


def outlasts_pause(*, last_seen_at: dt.datetime, at: dt.datetime) -> bool:
    """Say whether a code still counts after nothing was asked for between two aware instants (PORT-5)."""
    return at - last_seen_at < LONGEST_PAUSE
