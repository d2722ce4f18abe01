"""From when a person may read a letter in the portal: never before they were told in another way (PORT-2).

Bad news is not told first by a screen. A letter by post is taken to have arrived four days after it left; one that
somebody hands over in our place, when it is on record that they have told the person; what went by email, or only to
the portal of somebody who chose it and was given notice, may be read at once.
Source: domain reference 11.3 (last rows), product promise 7, peers.md leap 12.
"""

import datetime as dt

from communications.rules.vocabulary import Channel

#: Second-class post with a day to spare; calendar days, so that a weekend does not hide a letter for a week.
ARRIVAL_BY_POST = dt.timedelta(days=4)


def readable_from(
    *,
    sent_at: dt.datetime | None,
    published_at: dt.datetime | None,
    channel: Channel,
    is_hard_news: bool,
    told_at: dt.datetime | None = None,
) -> dt.datetime | None:
    """Return the aware instant from which a letter may be read in the portal, or None while it may not (PORT-2).

    ``sent_at`` is its first dispatch, by whatever channel; ``published_at`` when a copy was put into the portal.
    ``channel`` is the one chosen for the letter. ``told_at`` is when it was recorded that whoever
    handed it over has told the person. What nobody has sent is never shown, even if a copy is there.
    """
    if sent_at is None:
        return None
    if channel is Channel.INTERMEDIARY_EMAIL:
        return told_at
    arrived_at = sent_at + ARRIVAL_BY_POST if channel is Channel.POST else sent_at
    if is_hard_news or published_at is None:
        return arrived_at
    return max(sent_at, min(published_at, arrived_at))
