"""What a stored profile of safe contact says, as the rules take it: channels, their order, how much, and when.

No queries: the row is read elsewhere. What cannot be read is said to be unreadable, and counts as not safe.
"""

import datetime as dt
from typing import Any

from cases.models import SafeContactProfile
from cases.rules.vocabulary import ContactMethod
from communications.rules.safe_hours import Window
from communications.rules.vocabulary import Channel, ContentLevel


def allowed(*, row: SafeContactProfile | None) -> frozenset[Channel]:
    """List the channels that a person allows; where nobody has asked, email, text and post."""
    if row is None:
        return frozenset({Channel.EMAIL, Channel.TEXT, Channel.POST})
    wanted = {
        Channel.EMAIL: not row.never_email,
        Channel.TEXT: not row.never_text,
        Channel.POST: not row.never_post,
        Channel.PORTAL: row.uses_portal,
    }
    return frozenset(channel for channel, is_wanted in wanted.items() if is_wanted)


def order(*, row: SafeContactProfile | None, is_through: bool) -> tuple[Channel, ...]:
    """Order the channels that can carry a letter: what the person prefers, else post (domain reference 2.3)."""
    if is_through:
        return (Channel.INTERMEDIARY_EMAIL,)
    prefers_email = row is not None and row.preferred_method == ContactMethod.EMAIL
    first = (Channel.EMAIL, Channel.POST) if prefers_email else (Channel.POST, Channel.EMAIL)
    return (*first, Channel.PORTAL) if row is not None and row.uses_portal else first


def content(*, row: SafeContactProfile | None) -> tuple[tuple[Channel, ContentLevel], ...]:
    """Read the person's own levels; whoever prefers email agreed to letters by email, unless a level says otherwise."""
    if row is None:
        return ()
    levels = {Channel.EMAIL: ContentLevel.FULL} if row.preferred_method == ContactMethod.EMAIL else {}
    for channel, level in row.content_levels.items():
        known = channel in set(Channel) and level in set(ContentLevel)
        if known:
            levels[Channel(channel)] = ContentLevel(level)
        elif channel in set(Channel):
            levels[Channel(channel)] = ContentLevel.NOTHING
    return tuple(levels.items())


def times(
    *,
    row: SafeContactProfile | None,
) -> tuple[tuple[Window, ...], tuple[Window, ...], frozenset[dt.date], bool]:
    """Read windows, windows to avoid and dates to avoid; the last says whether all of it could be read."""
    if row is None:
        return (), (), frozenset(), True
    try:
        windows = tuple(_window(entry) for entry in row.safe_windows)
        avoid = tuple(_window(entry) for entry in row.times_to_avoid if "on" not in entry)
        dates = frozenset(dt.date.fromisoformat(entry["on"]) for entry in row.times_to_avoid if "on" in entry)
    except (KeyError, TypeError, ValueError):
        return (), (), frozenset(), False
    return windows, avoid, dates, True


def _window(entry: dict[str, Any]) -> Window:
    until = entry["to"]
    return Window(
        days=frozenset(int(day) for day in entry["days"]),
        since=dt.time.fromisoformat(entry["from"]),
        until=dt.time(0, 0) if until == "24:00" else dt.time.fromisoformat(until),
    )
