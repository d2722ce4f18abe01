"""Decide whether one message may go to one person by one channel now: the only place where this is decided (SAFE-1).

A refusal always says why and when to try again; where only a person can go on, it says so. Nothing here ever widens
what a person allowed: what is not known to be safe is not safe. Source: domain reference 11.3; peers.md 3, leap 8 and
rows V13 to V15; reliability bar 3.3 (T1, T4, T5, T7, T16, T17).
"""

import dataclasses
import datetime as dt
import enum

from cases.rules.contact_keys import is_same_contact
from cases.rules.vocabulary import ContactPointKind, Language
from cases.rules.working_days import LONDON
from communications.rules.bad_news import ARRIVES_AT_ONCE, NewsHours
from communications.rules.safe_hours import Window, is_safe_time, next_safe_time
from communications.rules.vocabulary import Channel, ContentLevel

#: SAFE-6. What each channel may reveal unless the person's own profile says less (or, where listed below, more).
DEFAULT_CONTENT: dict[Channel, ContentLevel] = {
    Channel.TEXT: ContentLevel.NOTHING,
    Channel.EMAIL: ContentLevel.NEUTRAL,
    Channel.POST: ContentLevel.FULL,
    Channel.PORTAL: ContentLevel.FULL,
    Channel.INTERMEDIARY_EMAIL: ContentLevel.FULL,
}
#: SAFE-6. The most a channel may reveal, whatever a profile says: a text stands on a locked screen.
HIGHEST_CONTENT: dict[Channel, ContentLevel] = {
    **DEFAULT_CONTENT,
    Channel.TEXT: ContentLevel.NEUTRAL,
    Channel.EMAIL: ContentLevel.FULL,
}

_CONTENT_ORDER = (ContentLevel.NOTHING, ContentLevel.NEUTRAL, ContentLevel.FULL)

#: Channels that reach into somebody's day. Post is not timed by us, the portal waits to be opened, and an officer or
#: adviser has working hours of their own.
TIMED_CHANNELS: frozenset[Channel] = frozenset({Channel.EMAIL, Channel.TEXT})

#: What kind of contact point a channel needs; none for the portal.
POINT_KIND: dict[Channel, ContactPointKind] = {
    Channel.EMAIL: ContactPointKind.EMAIL,
    Channel.INTERMEDIARY_EMAIL: ContactPointKind.EMAIL,
    Channel.TEXT: ContactPointKind.MOBILE,
    Channel.POST: ContactPointKind.POST,
}


class Refusal(enum.StrEnum):
    """Why not. The value is stored with the held message; the words are for staff."""

    DECEASED = "DECEASED"
    OPTED_OUT = "OPTED_OUT"
    WITHDRAWN_AND_DECLINED = "WITHDRAWN_AND_DECLINED"
    THROUGH_INTERMEDIARY_ONLY = "THROUGH_INTERMEDIARY_ONLY"
    NO_INTERMEDIARY = "NO_INTERMEDIARY"
    CHANNEL_NOT_ALLOWED = "CHANNEL_NOT_ALLOWED"
    NO_CONTACT_POINT = "NO_CONTACT_POINT"
    CONTACT_POINT_CHANGED = "CONTACT_POINT_CHANGED"
    NOT_KNOWN_TO_BE_SAFE = "NOT_KNOWN_TO_BE_SAFE"
    SHARED_WITH_A_PARTY = "SHARED_WITH_A_PARTY"
    COOLING_OFF = "COOLING_OFF"
    LANGUAGE_NOT_READY = "LANGUAGE_NOT_READY"
    REVEALS_TOO_MUCH = "REVEALS_TOO_MUCH"
    OUTSIDE_SAFE_TIME = "OUTSIDE_SAFE_TIME"
    NO_SAFE_TIME = "NO_SAFE_TIME"
    DEADLINE_BEFORE_SAFE_TIME = "DEADLINE_BEFORE_SAFE_TIME"
    HARD_NEWS_WAITS = "HARD_NEWS_WAITS"

    @property
    def words(self) -> str:
        """Say why in a sentence for staff, without anything personal."""
        return _WORDS[self]


_WORDS: dict[Refusal, str] = {
    Refusal.DECEASED: "The person has died. Nothing is sent; the family is contacted through the liaison officer.",
    Refusal.OPTED_OUT: "The person asked not to be contacted.",
    Refusal.WITHDRAWN_AND_DECLINED: "The person withdrew support and declined contact.",
    Refusal.THROUGH_INTERMEDIARY_ONLY: "The person is told through the police, an ISVA or the FLO, and not directly.",
    Refusal.NO_INTERMEDIARY: "Nobody is recorded through whom this person chose to be told.",
    Refusal.CHANNEL_NOT_ALLOWED: "The person does not want to be reached in this way.",
    Refusal.NO_CONTACT_POINT: "There is no address or number for this channel.",
    Refusal.CONTACT_POINT_CHANGED: "The address or number was replaced after this was made ready.",
    Refusal.NOT_KNOWN_TO_BE_SAFE: "Nobody has checked that this address or number is safe.",
    Refusal.SHARED_WITH_A_PARTY: "Another party of the case may have the same address, phone or email.",
    Refusal.COOLING_OFF: "The address was changed a short time ago and is not used yet.",
    Refusal.LANGUAGE_NOT_READY: "The words are not ready in the person's language.",
    Refusal.REVEALS_TOO_MUCH: "It would reveal more than this channel may carry for this person.",
    Refusal.OUTSIDE_SAFE_TIME: "It is outside the times that are safe for this person.",
    Refusal.NO_SAFE_TIME: "No safe time was found in the coming two months.",
    Refusal.DEADLINE_BEFORE_SAFE_TIME: "The deadline comes before the next safe time: a person must choose.",
    Refusal.HARD_NEWS_WAITS: "Hard news does not arrive just before days off, on them, or the day before court.",
}

#: Refusals that waiting alone cures.
_CURED_BY_TIME: frozenset[Refusal] = frozenset(
    {Refusal.COOLING_OFF, Refusal.OUTSIDE_SAFE_TIME, Refusal.HARD_NEWS_WAITS}
)
#: Refusals with which somebody must do something: not those the person decided, nor those that time cures.
_NEEDS_A_PERSON: frozenset[Refusal] = (
    frozenset(Refusal) - _CURED_BY_TIME - {Refusal.OPTED_OUT, Refusal.WITHDRAWN_AND_DECLINED}
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SafePoint:
    """A contact point as far as safety is concerned."""

    #: Identifies the version: a changed address is another one (T5).
    id: str
    kind: ContactPointKind
    #: Normalised (cases.rules.contact_keys).
    key: str
    #: A person asked and was told that it is safe; unknown is not safe.
    is_safe: bool
    #: Not used before this aware instant; None means at once (T4, change of address).
    usable_from: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SafeContactProfile:
    """How, when and where one person may be reached, about one case."""

    #: Current contact points of the person, one per kind at most.
    points: tuple[SafePoint, ...] = ()
    #: The police, ISVA or FLO through whom the person is told. Only used when `is_through_intermediary`.
    intermediary_point: SafePoint | None = None
    #: The person chose to be told through somebody: then never also directly.
    is_through_intermediary: bool = False
    #: Channels the person accepts. The portal is one only for those who use it.
    allowed: frozenset[Channel] = frozenset()
    #: The person does not want to be rung, whatever numbers are known.
    never_phone: bool = False
    has_died: bool = False
    has_opted_out: bool = False
    has_withdrawn_and_declined: bool = False
    language: Language = Language.EN
    #: Windows in which a phone may ring or buzz; empty means at any time that is not quiet.
    windows: tuple[Window, ...] = ()
    #: Windows to avoid, and dates to avoid: anniversaries, the days of the trial.
    avoid: tuple[Window, ...] = ()
    avoid_dates: frozenset[dt.date] = frozenset()
    #: The person's own level for a channel; absent means the default.
    content: tuple[tuple[Channel, ContentLevel], ...] = ()
    #: Keys of every other party's contact points in the case, by kind (T7).
    keys_of_others: tuple[tuple[ContactPointKind, str], ...] = ()

    def point_for(self, *, channel: Channel) -> SafePoint | None:
        """Return the contact point a channel would use, if there is one."""
        if channel is Channel.INTERMEDIARY_EMAIL:
            return self.intermediary_point
        kind = POINT_KIND.get(channel)
        return next((point for point in self.points if point.kind is kind), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """What is to be sent."""

    channel: Channel
    #: Languages in which the words are ready.
    languages: frozenset[Language]
    #: The least it must be able to say to do its work: a letter needs FULL, a notice of news nothing.
    least_content: ContentLevel
    #: The version of the contact point frozen at approval; None before approval.
    point_id: str | None = None
    #: Statutory deadline; None when there is none.
    deadline: dt.datetime | None = None
    #: The person asked for it themselves this very moment (a sign-in code): no window or quiet hour applies, and
    #: having asked not to be written to does not keep them from their own page.
    is_asked_for_now: bool = False
    #: Given for hard news: when such news may arrive. The deadline goes before it (BAD-3).
    hard_news: NewsHours | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendDecision:
    """Whether it may go now, and if not, why and when to try again."""

    is_allowed: bool
    #: Every reason against it, the gravest first; empty when allowed.
    refusals: tuple[Refusal, ...]
    #: Aware; set only when waiting is enough.
    retry_at: dt.datetime | None
    #: How much the message may reveal on this channel.
    content_level: ContentLevel
    #: Somebody must act; it will not solve itself.
    needs_a_person: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Say every reason in a sentence."""
        return tuple(refusal.words for refusal in self.refusals)


def content_level(*, profile: SafeContactProfile, channel: Channel) -> ContentLevel:
    """Return how much a channel may reveal to this person: their own level, never above the channel's (SAFE-6)."""
    own = dict(profile.content).get(channel, DEFAULT_CONTENT[channel])
    return min(own, HIGHEST_CONTENT[channel], key=_CONTENT_ORDER.index)


def may_send(*, request: SendRequest, profile: SafeContactProfile, at: dt.datetime) -> SendDecision:
    """Decide whether a message may go to a person by a channel at an aware instant (SAFE-1 to SAFE-7).

    All reasons against it are given, not only the first. ``retry_at`` is set only when every reason is cured by time
    alone; when the statutory deadline comes first, nothing is sent at an unsafe time: a person chooses.

    Raises:
        ValueError: ``at`` has no time zone.

    """
    if at.tzinfo is None:
        raise ValueError("A send needs an aware instant")
    refusals = [
        *_refused_by_person(request=request, profile=profile),
        *_refused_by_point(request=request, profile=profile),
    ]
    if profile.language not in request.languages:
        refusals.append(Refusal.LANGUAGE_NOT_READY)
    level = content_level(profile=profile, channel=request.channel)
    if _CONTENT_ORDER.index(level) < _CONTENT_ORDER.index(request.least_content):
        refusals.append(Refusal.REVEALS_TOO_MUCH)
    timing, retry_at = _refused_by_time(request=request, profile=profile, at=at)
    refusals.extend(timing)
    return _decided(refusals, retry_at=retry_at, level=level)


def may_call(
    *, point: SafePoint, profile: SafeContactProfile, at: dt.datetime, deadline: dt.datetime | None = None
) -> SendDecision:
    """Decide whether a person may be rung on one of their numbers at an aware instant, as of a message (SAFE-1, 5).

    What may be said, and to whom, is the business of the call (CALL-5 to CALL-7). ``deadline`` is statutory.

    Raises:
        ValueError: ``at`` has no time zone.

    """
    if at.tzinfo is None:
        raise ValueError("A call needs an aware instant")
    refusals = _refused_at_all(profile=profile, is_asked_for_now=False)
    if profile.is_through_intermediary:
        refusals.append(Refusal.THROUGH_INTERMEDIARY_ONLY)
    elif profile.never_phone:
        refusals.append(Refusal.CHANNEL_NOT_ALLOWED)
    refusals.extend(_refused_by_one_point(point=point, profile=profile))
    timing, retry_at = _refused_by_hours(point=point, is_timed=True, deadline=deadline, profile=profile, at=at)
    return _decided([*refusals, *timing], retry_at=retry_at, level=ContentLevel.NOTHING)


def _decided(refusals: list[Refusal], *, retry_at: dt.datetime | None, level: ContentLevel) -> SendDecision:
    is_cured_by_time = _CURED_BY_TIME.issuperset(refusals)
    return SendDecision(
        is_allowed=not refusals,
        refusals=tuple(refusals),
        retry_at=retry_at if is_cured_by_time else None,
        content_level=level,
        needs_a_person=any(refusal in _NEEDS_A_PERSON for refusal in refusals),
    )


def _refused_at_all(*, profile: SafeContactProfile, is_asked_for_now: bool) -> list[Refusal]:
    refusals = []
    if profile.has_died:
        refusals.append(Refusal.DECEASED)
    if profile.has_opted_out and not is_asked_for_now:
        refusals.append(Refusal.OPTED_OUT)
    if profile.has_withdrawn_and_declined and not is_asked_for_now:
        refusals.append(Refusal.WITHDRAWN_AND_DECLINED)
    return refusals


def _refused_by_person(*, request: SendRequest, profile: SafeContactProfile) -> list[Refusal]:
    refusals = _refused_at_all(profile=profile, is_asked_for_now=request.is_asked_for_now)
    is_to_intermediary = request.channel is Channel.INTERMEDIARY_EMAIL
    if profile.is_through_intermediary and not is_to_intermediary:
        refusals.append(Refusal.THROUGH_INTERMEDIARY_ONLY)
    elif is_to_intermediary and not profile.is_through_intermediary:
        refusals.append(Refusal.NO_INTERMEDIARY)
    elif not is_to_intermediary and request.channel not in profile.allowed:
        refusals.append(Refusal.CHANNEL_NOT_ALLOWED)
    return refusals


def _refused_by_point(*, request: SendRequest, profile: SafeContactProfile) -> list[Refusal]:
    if request.channel is Channel.PORTAL:
        return []
    point = profile.point_for(channel=request.channel)
    if point is None:
        return [Refusal.NO_CONTACT_POINT]
    is_other = request.point_id is not None and request.point_id != point.id
    changed = [Refusal.CONTACT_POINT_CHANGED] if is_other else []
    return [*changed, *_refused_by_one_point(point=point, profile=profile)]


def _refused_by_one_point(*, point: SafePoint, profile: SafeContactProfile) -> list[Refusal]:
    refusals = []
    if not point.is_safe:
        refusals.append(Refusal.NOT_KNOWN_TO_BE_SAFE)
    if any(
        _is_one_medium(point.kind, kind) and is_same_contact(kind=point.kind, key=point.key, other=key)
        for kind, key in profile.keys_of_others
    ):
        refusals.append(Refusal.SHARED_WITH_A_PARTY)
    return refusals


def _is_one_medium(one: ContactPointKind, other: ContactPointKind) -> bool:
    """Compare phones with phones: one party's mobile may be recorded as another's home phone."""
    phones = {ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE}
    return one is other or {one, other} == phones


def _refused_by_time(
    *, request: SendRequest, profile: SafeContactProfile, at: dt.datetime
) -> tuple[list[Refusal], dt.datetime | None]:
    """Return what the time is against, and the first instant at which nothing of it is."""
    refusals, retry_at = _refused_by_hours(
        point=profile.point_for(channel=request.channel),
        is_timed=request.channel in TIMED_CHANNELS and not request.is_asked_for_now,
        deadline=request.deadline,
        profile=profile,
        at=at,
    )
    if not _CURED_BY_TIME.issuperset(refusals):
        return refusals, retry_at
    better_at = _when_hard_news_waits(request=request, profile=profile, since=retry_at or at)
    if better_at is None:
        return refusals, retry_at
    return [*refusals, Refusal.HARD_NEWS_WAITS], better_at


def _when_hard_news_waits(
    *, request: SendRequest, profile: SafeContactProfile, since: dt.datetime
) -> dt.datetime | None:
    """Return until when hard news waits that could go at ``since``, or None where it does not wait (BAD-1 to BAD-3).

    It goes at once where the statutory deadline would pass meanwhile, or has passed, and where the person can be
    reached at no other time: their own hours, and the law's, go before our wish for a better moment.
    """
    hours = request.hard_news
    if hours is None or request.channel not in ARRIVES_AT_ONCE or not hours.forbid(at=since.astimezone(LONDON)):
        return None
    better_at = next_safe_time(profile=profile, since=since, hard_news=hours)
    if better_at is None or (request.deadline is not None and better_at > request.deadline):
        return None
    return better_at


def _refused_by_hours(
    *,
    point: SafePoint | None,
    is_timed: bool,
    deadline: dt.datetime | None,
    profile: SafeContactProfile,
    at: dt.datetime,
) -> tuple[list[Refusal], dt.datetime | None]:
    refusals = []
    earliest = at
    if point is not None and point.usable_from is not None and at < point.usable_from:
        refusals.append(Refusal.COOLING_OFF)
        earliest = point.usable_from
    retry_at: dt.datetime | None = earliest
    if is_timed:
        retry_at = next_safe_time(profile=profile, since=earliest)
        if not is_safe_time(profile=profile, at=at.astimezone(LONDON)):
            refusals.append(Refusal.OUTSIDE_SAFE_TIME)
        if retry_at is None:
            refusals.append(Refusal.NO_SAFE_TIME)
    if refusals and retry_at is not None and deadline is not None and retry_at > deadline >= at:
        refusals.append(Refusal.DEADLINE_BEFORE_SAFE_TIME)
    return refusals, retry_at if refusals else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChoice:
    """The channel to use, and why each one before it in the order was passed over."""

    #: None when no channel is safe: a person must find a way.
    channel: Channel | None
    #: The decision for the chosen channel; allowed, or refused only for the time being.
    decision: SendDecision | None
    #: Channels passed over, with every reason.
    passed_over: tuple[tuple[Channel, SendDecision], ...]


def choose_channel(
    *, order: tuple[Channel, ...], request: SendRequest, profile: SafeContactProfile, at: dt.datetime
) -> ChannelChoice:
    """Return the first channel in the person's order by which this may go, now or once it is a safe time (SAFE-2).

    A channel that is only waiting for its window is preferred to a later one unless the deadline would pass: then the
    next in order that makes it. ``request.channel`` and ``request.point_id`` are replaced by each candidate's.
    """
    passed_over: list[tuple[Channel, SendDecision]] = []
    for channel in order:
        point = profile.point_for(channel=channel)
        candidate = dataclasses.replace(request, channel=channel, point_id=point.id if point else None)
        decision = may_send(request=candidate, profile=profile, at=at)
        if decision.is_allowed or decision.retry_at is not None:
            return ChannelChoice(channel=channel, decision=decision, passed_over=tuple(passed_over))
        passed_over.append((channel, decision))
    return ChannelChoice(channel=None, decision=None, passed_over=tuple(passed_over))


def next_safe_channel(
    *,
    failed: frozenset[Channel],
    order: tuple[Channel, ...],
    request: SendRequest,
    profile: SafeContactProfile,
    at: dt.datetime,
) -> ChannelChoice:
    """Return the next safe channel after permanent failure of others (SAFE-2, row W11)."""
    rest = tuple(channel for channel in order if channel not in failed)
    return choose_channel(order=rest, request=request, profile=profile, at=at)
