"""Ask whether something may go to somebody, from what is stored about them. The rules answer; nothing is decided here.

What cannot be read (a window of another shape) counts as not safe. Every sender and every screen asks here (peers.md 3,
leap 8).
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from cases.models import Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import Addressee, ConnectionKind, ContactMethod, ContactPointKind, Language
from cases.services import reference
from communications.models import Communication, OutboxMessage
from communications.rules import own_choices, safe_contact
from communications.rules.bad_news import NewsHours
from communications.rules.letter_requirements import REVIEW_ANSWERS
from communications.rules.own_choices import NewsKind
from communications.rules.safe_contact import ChannelChoice, SafePoint, SendDecision, SendRequest
from communications.rules.safe_hours import AgreedHours, last_safe_time
from communications.rules.vocabulary import Channel, ContentLevel, Purpose
from communications.selectors import contact_ground
from communications.services import stored_profiles

#: Through whom somebody chose to be told.
_INTERMEDIARIES: dict[str, ConnectionKind] = {
    ContactMethod.VIA_POLICE: ConnectionKind.OIC,
    ContactMethod.VIA_ISVA: ConnectionKind.ISVA,
    ContactMethod.VIA_FLO: ConnectionKind.FLO,
}
#: To whom an obligation is addressed, where that settles the way whatever the person's own preference.
_ADDRESSED_THROUGH: dict[str, ConnectionKind] = {
    Addressee.BEREAVED_FAMILY_VIA_FLO: ConnectionKind.FLO,
    Addressee.VIA_POLICE: ConnectionKind.OIC,
    Addressee.VIA_ISVA: ConnectionKind.ISVA,
}
_PROFESSIONALS = (ConnectionKind.OIC, ConnectionKind.ISVA, ConnectionKind.IDVA, ConnectionKind.FLO)
#: A new postal address is not used for two days: whoever rang to change it may not be who they said (T4).
COOLING_OFF = dt.timedelta(hours=48)


class NobodyToReach(LookupError):
    """A message has neither a communication nor a contact point, so there is nobody whose safety could be asked."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored about how one person may be reached in one case."""

    profile: safe_contact.SafeContactProfile
    #: Channels that can carry a letter, in the person's order.
    order: tuple[Channel, ...]
    #: The rows behind the points of the profile, by id.
    points: dict[str, ContactPoint]
    #: London dates from yesterday on on which the case is in court.
    court_days: frozenset[dt.date]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The channel, the version of the address and the level of content to freeze; or why there is none."""

    channel: Channel | None
    contact_point: ContactPoint | None
    content_level: ContentLevel
    #: Aware; when it may go: now, or when the next safe time begins.
    not_before: dt.datetime
    #: Channels passed over, with the reasons.
    passed_over: tuple[tuple[Channel, SendDecision], ...]
    #: Whether a copy of a letter may stand in the portal beside it.
    is_portal_allowed: bool = False


def known_about(
    *,
    victim: Victim,
    person: Person,
    at: dt.datetime,
    addressee: str = "",
    point: ContactPoint | None = None,
    news: NewsKind | None = None,
) -> Known:
    """Read how ``person`` may be reached about ``victim``'s case at an aware instant.

    ``person`` is whom we address: the victim, or a relative or representative. ``addressee`` is that of the obligation,
    if there is one: a bereaved family is told through the FLO whatever else is recorded. ``point`` is the version
    frozen on a message; while it is current it stands for its kind, where the person has several. ``news`` is the kind
    of news, where the person may have chosen a way of its own for it (V11).
    """
    row = contact_ground.newest_profile(person=person)
    kind = through_whom(row=row, addressee=addressee)
    return known_of(
        victim=victim,
        person=person,
        read=Read(
            row=row,
            versions=contact_ground.points(person=person),
            through=_intermediary_point(victim, kind, frozen=point) if kind is not None else None,
            court_dates=contact_ground.court_dates(case=victim.case, at=at),
            keys_of_others=contact_ground.keys_of_others(victim=victim),
        ),
        addressee=addressee,
        point=point,
        news=news,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The rows that say how one person may be reached in one case, read for one (`known_about`) or for many."""

    #: The profile in force; None where nobody has asked.
    row: SafeContactProfile | None
    #: Every version of every address of the person.
    versions: list[ContactPoint]
    #: The email of whom they are told through, where they are.
    through: ContactPoint | None
    court_dates: frozenset[dt.date]
    keys_of_others: tuple[tuple[ContactPointKind, str], ...]


def through_whom(*, row: SafeContactProfile | None, addressee: str = "") -> ConnectionKind | None:
    """Say through whom a person is told, by what is owed or by their own choice; None where directly."""
    return _ADDRESSED_THROUGH.get(addressee) or _INTERMEDIARIES.get(row.preferred_method if row else "")


def known_of(
    *,
    victim: Victim,
    person: Person,
    read: Read,
    addressee: str = "",
    point: ContactPoint | None = None,
    news: NewsKind | None = None,
) -> Known:
    """Put what was read about a person before the rules; see ``known_about``. No queries."""
    row, through = read.row, read.through
    kind = through_whom(row=row, addressee=addressee)
    rows = _current_points(read.versions, frozen=point)
    windows, avoid, dates, is_readable = stored_profiles.times(row=row)
    allowed = stored_profiles.allowed(row=row)
    profile = safe_contact.SafeContactProfile(
        points=tuple(_safe_point(one, usable_from=_usable_from(one, read.versions)) for one in rows),
        intermediary_point=_safe_point(through) if through is not None else None,
        is_through_intermediary=kind is not None,
        allowed=allowed if is_readable else allowed - safe_contact.TIMED_CHANNELS,
        never_phone=not is_readable or (row is not None and row.never_phone),
        has_died=person.died_on is not None,
        has_opted_out=row is not None and row.opted_out_at is not None,
        has_withdrawn_and_declined=victim.has_declined_contact,
        language=Language(person.language),
        windows=windows,
        avoid=avoid,
        avoid_dates=dates | read.court_dates,
        content=stored_profiles.content(row=row, news=news),
        keys_of_others=read.keys_of_others,
    )
    known_points = {str(one.pk): one for one in [*rows, *([through] if through is not None else [])]}
    return Known(
        profile=profile,
        order=stored_profiles.order(row=row, is_through=kind is not None, news=news),
        points=known_points,
        court_days=read.court_dates,
    )


def ask(*, message: OutboxMessage, at: dt.datetime) -> SendDecision:
    """Decide whether a message may go now, from the newest facts (SAFE-1, F22).

    Raises:
        NobodyToReach: the message concerns nobody.

    """
    known = _known_for(message, at=at)
    return safe_contact.may_send(request=_request(message, known), profile=known.profile, at=at)


def choose(*, communication: Communication, at: dt.datetime) -> Choice:
    """Choose by which channel an approved letter goes to its recipient, in the person's own order (SAFE-2)."""
    known = _known_for_communication(communication, at=at)
    request = _letter_request(communication, known)
    choice = safe_contact.choose_channel(order=known.order, request=request, profile=known.profile, at=at)
    portal = dict(_decisions(known, request, at=at)).get(Channel.PORTAL)
    return dataclasses.replace(
        _choice(choice, known, at=at),
        is_portal_allowed=portal is not None and (portal.is_allowed or portal.retry_at is not None),
    )


def next_after(*, message: OutboxMessage, at: dt.datetime) -> Choice:
    """Choose the next safe channel for the communication of a message that failed for good (SAFE-2, W11).

    Channels by which its words were tried or are under way are left out; a bare notice beside them does not count.

    Raises:
        NobodyToReach: the message has no communication; a code or a notice has no second way.

    """
    communication = message.communication
    if communication is None:
        raise NobodyToReach("A message without a communication has no other channel")
    known = _known_for_communication(communication, at=at)
    tried = communication.messages.exclude(purpose=Purpose.NEWS_NOTICE).values_list("channel", flat=True)
    failed = frozenset({Channel(message.channel), *(Channel(channel) for channel in tried)})
    choice = safe_contact.next_safe_channel(
        failed=failed, order=known.order, request=_letter_request(communication, known), profile=known.profile, at=at
    )
    return _choice(choice, known, at=at)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Every channel that could carry one letter, and whether it may now; the hours that are safe for its reader."""

    #: In the person's order.
    decisions: tuple[tuple[Channel, SendDecision], ...] = ()
    hours: AgreedHours | None = None

    @property
    def likely(self) -> Channel | None:
        """Return the channel by which it would go if it were approved now; None where none is known to be safe."""
        usable = (one for one, decision in self.decisions if decision.is_allowed or decision.retry_at is not None)
        return next(usable, None)

    def last_moment(self, *, channel: Channel, until: dt.datetime) -> dt.datetime:
        """Say before when the letter must be ready to go by ``until``, at a time that is safe for its reader (SAFE-5).

        ``until`` itself for a channel that does not reach into their day, or where no safe time is left at all.
        """
        if self.hours is None or channel not in safe_contact.TIMED_CHANNELS:
            return until
        return last_safe_time(profile=self.hours, until=until) or until


def ways(*, communication: Communication, at: dt.datetime) -> Ways:
    """Say for every channel that could carry this letter whether it may be used now and why not; none without a reader.

    The send check asks the same (`ask`), so that what staff read before approving is what happens after it.
    """
    if communication.recipient is None:
        return Ways()
    known = _known_for_communication(communication, at=at)
    decisions = _decisions(known, _letter_request(communication, known), at=at)
    return Ways(decisions=decisions, hours=known.profile)


def outlook(*, communication: Communication, at: dt.datetime) -> tuple[tuple[Channel, SendDecision], ...]:
    """Say for every channel that could carry this letter whether it may be used now and why not, for staff pages."""
    return ways(communication=communication, at=at).decisions


def _decisions(known: Known, request: SendRequest, *, at: dt.datetime) -> tuple[tuple[Channel, SendDecision], ...]:
    return tuple(
        (
            channel,
            safe_contact.may_send(
                request=dataclasses.replace(request, channel=channel, point_id=None), profile=known.profile, at=at
            ),
        )
        for channel in known.order
    )


def notice(
    *,
    victim: Victim,
    person: Person,
    at: dt.datetime,
    channels: Iterable[Channel],
    about: Communication | None = None,
) -> Choice:
    """Choose by which channel a bare notice ("there is something for you") may go, of those given in order.

    ``about`` is the letter it points to, if there is one: a notice of hard news arrives no earlier than hard news may.
    """
    known = known_about(victim=victim, person=person, at=at)
    request = SendRequest(
        channel=Channel.EMAIL,
        languages=_every_language(),
        least_content=ContentLevel.NOTHING,
        deadline=_deadline(about) if about is not None else None,
        hard_news=_news_hours(about, known),
    )
    choice = safe_contact.choose_channel(order=tuple(channels), request=request, profile=known.profile, at=at)
    return _choice(choice, known, at=at)


def _choice(choice: ChannelChoice, known: Known, *, at: dt.datetime) -> Choice:
    if choice.channel is None or choice.decision is None:
        return Choice(
            channel=None,
            contact_point=None,
            content_level=ContentLevel.NOTHING,
            not_before=at,
            passed_over=choice.passed_over,
        )
    point = known.profile.point_for(channel=choice.channel)
    return Choice(
        channel=choice.channel,
        contact_point=known.points[point.id] if point is not None else None,
        content_level=choice.decision.content_level,
        not_before=choice.decision.retry_at or at,
        passed_over=choice.passed_over,
    )


def _known_for(message: OutboxMessage, *, at: dt.datetime) -> Known:
    if message.communication is not None:
        return _known_for_communication(message.communication, at=at, point=message.contact_point)
    victim_id = message.template_values.get("victim_id")
    victim = Victim.objects.select_related("case", "person").filter(pk=victim_id).first() if victim_id else None
    if victim is None or message.contact_point is None:
        raise NobodyToReach("The message names no victim or no address")
    return known_about(victim=victim, person=message.contact_point.person, at=at, point=message.contact_point)


def _known_for_communication(
    communication: Communication, *, at: dt.datetime, point: ContactPoint | None = None
) -> Known:
    obligation = communication.obligation
    return known_about(
        victim=communication.victim,
        person=communication.recipient or communication.victim.person,
        at=at,
        addressee=obligation.addressee if obligation is not None else "",
        point=point,
        news=own_choices.kind_of(purpose=Purpose(communication.purpose)),
    )


def _request(message: OutboxMessage, known: Known) -> SendRequest:
    communication = message.communication
    is_whole_letter = communication is not None and message.content_level == ContentLevel.FULL
    return SendRequest(
        channel=Channel(message.channel),
        languages=_languages(communication) if communication is not None and is_whole_letter else _every_language(),
        least_content=ContentLevel(message.content_level),
        point_id=str(message.contact_point_id) if message.contact_point_id is not None else None,
        deadline=_deadline(communication) if communication is not None else None,
        is_asked_for_now=message.purpose == Purpose.PORTAL_CODE,
        hard_news=_news_hours(communication, known),
    )


def _letter_request(communication: Communication, known: Known) -> SendRequest:
    return SendRequest(
        channel=Channel.POST,
        languages=_languages(communication),
        least_content=ContentLevel.FULL,
        deadline=_deadline(communication),
        hard_news=_news_hours(communication, known),
    )


def _news_hours(communication: Communication | None, known: Known) -> NewsHours | None:
    """Return when hard news may arrive, where a letter carries such news (V29); the calendar is read only then."""
    if communication is None or not communication.is_hard_news:
        return None
    return NewsHours(calendar=reference.load_calendar(), court_days=known.court_days)


def _deadline(communication: Communication) -> dt.datetime | None:
    """Return the day that holds: that of an obligation, or the one until when an answer to a review was promised."""
    is_owed = communication.obligation_id is not None or communication.letter_type in REVIEW_ANSWERS
    return communication.due_at if is_owed else None


def _every_language() -> frozenset[Language]:
    """List the languages of a bare notice: it says nothing that could be misread, so it waits for no translation."""
    return frozenset(Language)


def _languages(communication: Communication) -> frozenset[Language]:
    """List the languages in which a letter may go out as it stands.

    To a reader of Welsh only with its Welsh side, or where they said that English alone will do (PAIR-4); what is not
    approved yet will have it then, or will not be approved. Whoever approves a letter in person sees in which language
    it is and whom it is for; what the service approves by itself goes only to people who read that language.
    """
    if not communication.approved_by:
        return frozenset(Language)
    own = {Language(communication.template.language)} if communication.template is not None else set()
    if not communication.approved_by.startswith("system:"):
        own = set(Language) - {Language.CY}
    has_welsh = communication.template_cy_id is not None or communication.english_alone_at is not None
    return frozenset(own | {Language.CY} if has_welsh else own)


def _current_points(versions: list[ContactPoint], *, frozen: ContactPoint | None) -> list[ContactPoint]:
    """List the current of a person's points: the frozen one first, then safe before unsafe, newest first."""
    points = [point for point in versions if point.superseded_at is None]
    ordered = sorted(points, key=lambda point: (point.is_safe, point.recorded_at, str(point.pk)), reverse=True)
    return sorted(ordered, key=lambda point: frozen is None or point.pk != frozen.pk)


def _safe_point(point: ContactPoint, *, usable_from: dt.datetime | None = None) -> SafePoint:
    return SafePoint(
        id=str(point.pk),
        kind=ContactPointKind(point.kind),
        key=point.key,
        is_safe=point.is_safe and point.verified_at is not None,
        usable_from=usable_from,
    )


def _usable_from(point: ContactPoint, versions: list[ContactPoint]) -> dt.datetime | None:
    """Return when a changed postal address may first be used (T4); the first address of all is used at once."""
    if point.kind != ContactPointKind.POST:
        return None
    replaces_another = any(
        other.kind == point.kind and other.key != point.key and other.recorded_at < point.recorded_at
        for other in versions
    )
    return point.recorded_at + COOLING_OFF if replaces_another else None


def _intermediary_point(victim: Victim, kind: ConnectionKind, *, frozen: ContactPoint | None) -> ContactPoint | None:
    """Return the email of the person through whom the victim is told: primary first, then the newest."""
    people = list(
        Connection.objects.filter(victim=victim, kind=kind, ended_at__isnull=True)
        .order_by("-is_primary", "-recorded_at", "-id")
        .values_list("person_id", flat=True)
    )
    points = ContactPoint.objects.filter(
        person_id__in=people, kind=ContactPointKind.EMAIL, superseded_at__isnull=True
    ).order_by("-is_safe", "-recorded_at")
    by_person: dict[uuid.UUID, ContactPoint] = {}
    for point in points:
        if frozen is not None and point.pk == frozen.pk:
            return point
        by_person.setdefault(point.person_id, point)
    return next((by_person[person_id] for person_id in people if person_id in by_person), None)
