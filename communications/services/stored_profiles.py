"""What a stored profile of safe contact says, as the rules take it: channels, their order, how much, and when.

No queries: the row is read elsewhere. What cannot be read is said to be unreadable, and counts as not safe.
"""

import datetime as dt
from typing import Any

from cases.models import SafeContactProfile
from cases.rules.vocabulary import ContactMethod, OwnWay
from communications.rules.own_choices import NewsKind
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


def order(*, row: SafeContactProfile | None, is_through: bool, news: NewsKind | None = None) -> tuple[Channel, ...]:
    """Order the channels that can carry a letter: what the person prefers, else post (domain reference 2.3).

    ``news`` is the kind of news that the letter brings: a way chosen for it comes first (V11, CHO-3).
    """
    if is_through:
        return (Channel.INTERMEDIARY_EMAIL,)
    if row is None:
        return (Channel.POST, Channel.EMAIL)
    own = way(row=row, news=news)
    prefers_email = own is OwnWay.EMAIL or (own is not OwnWay.POST and row.preferred_method == ContactMethod.EMAIL)
    first = (Channel.EMAIL, Channel.POST) if prefers_email else (Channel.POST, Channel.EMAIL)
    if not row.uses_portal:
        return first
    return (Channel.PORTAL, *first) if own is OwnWay.ONLINE else (*first, Channel.PORTAL)


def way(*, row: SafeContactProfile | None, news: NewsKind | None) -> OwnWay | None:
    """Return the way that a person chose for a kind of news; None for what is usual (V11)."""
    chosen = getattr(row, news.value) if row is not None and news is not None else ""
    return OwnWay(chosen) if chosen else None


def content(
    *, row: SafeContactProfile | None, news: NewsKind | None = None
) -> tuple[tuple[Channel, ContentLevel], ...]:
    """Read the person's own levels; whoever prefers email agreed to letters by email, unless a level says otherwise.

    So did whoever chose email for this kind of news.
    """
    if row is None:
        return ()
    is_agreed = row.preferred_method == ContactMethod.EMAIL or way(row=row, news=news) is OwnWay.EMAIL
    levels = {Channel.EMAIL: ContentLevel.FULL} if is_agreed else {}
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
