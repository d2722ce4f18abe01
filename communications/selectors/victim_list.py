"""The list of victims: whoever waits longest to hear from us first, with what was promised and what they need (L2).

Which victims stand on a page, in which order and how many there are is read from the standing of victims alone, by an
index of each order (`cases.models.standing`); only then is read who they are. However many victims a unit has, a page
costs the same queries. Whom a page shows is asked of the cases themselves once more: a standing that a moment ago was
that of another unit shows nobody.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.actors import Actor, ActorKind
from accounts.nested import Nested
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import Hearing, Victim, VictimStanding
from cases.rules.vocabulary import JourneyStage
from cases.rules.working_days import LONDON, london_date
from cases.selectors import agreed, handovers, leaves, records
from communications.models import Communication, VictimMessage, WarningSign
from communications.rules.vocabulary import MessageStanding
from communications.selectors import quoted_references, warning_signs
from communications.selectors.victim_lines import (
    FoundVictims,
    Promised,
    Settled,
    VictimCounts,
    VictimFilter,
    VictimLine,
    VictimOf,
    VictimOrder,
    VictimPage,
)
from communications.selectors.work_lines import Place
from triage import selectors as triage

#: Victims on one page.
PAGE_SIZE = 25
#: Victims found by one search; more than this and the words were too few.
SEARCH_LIMIT = 50

_RESTRICTED = Q(is_rasso=True) | Q(is_restricted=True)
_RESTRICTED_CASE = Q(case__is_rasso=True) | Q(case__is_restricted=True)
_FIELDS: dict[VictimOrder, str] = {VictimOrder.WAITING: "waiting_since", VictimOrder.PROMISE: "promise_place"}


def victims_for(
    *,
    viewer: Actor,
    at: dt.datetime,
    chosen: VictimFilter,
    order: VictimOrder = VictimOrder.WAITING,
    after: Place | None = None,
    before: Place | None = None,
    size: int = PAGE_SIZE,
) -> VictimPage:
    """List the victims with whom somebody still keeps in touch and whom the viewer may see, a page at a time.

    Raises:
        NotPermitted: the viewer may read no case anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_CASE)
    today = london_date(at=at)
    rows = _standings(viewer, chosen, today=today)
    counts = rows.aggregate(
        total=Count("pk"),
        promise_passed=Count("pk", filter=Q(next_promise_on__lt=today)),
        promised_nothing=Count("pk", filter=Q(next_promise_on__isnull=True)),
    )
    backwards = after is None and before is not None
    keys = _keys(rows, order=order, start=before if backwards else after, backwards=backwards, size=size)
    has_more = len(keys) > size
    keys = keys[:size]
    lines = _lines(viewer, list(reversed(keys)) if backwards else keys, at=at)
    return VictimPage(
        lines=lines,
        counts=VictimCounts(**counts),
        previous=lines[0].place if lines and (has_more if backwards else after is not None) else None,
        next=lines[-1].place if lines and (backwards or has_more) else None,
    )


def search_victims(*, viewer: Actor, words: str, at: dt.datetime) -> FoundVictims:
    """Find visible victims by their name or the reference of their case, whoever waits longest first.

    As a search for cases (`records.search_cases`); of a case found by the name of one victim, or by the reference of a
    letter about one, only that one is listed.

    Raises:
        NotPermitted: the viewer may read no case anywhere.
    """
    quoted = dict(quoted_references.victims_quoted(words=words))
    found = records.search_cases(viewer=viewer, words=words, quoted=quoted)
    spoken = set(words.casefold().replace("-", " ").split())
    wanted = [
        victim.pk
        for case in found.cases
        for victim in case.victims.all()
        if quoted.get(case.pk) == victim.pk
        or _is_reference(words, case.urn_key)
        or _is_named(victim.person.full_name, spoken)
    ]
    standings = VictimStanding.objects.filter(pk__in=wanted).order_by("waiting_since", "pk")
    placed = [
        (Place(order_at=since, id=pk), pk) for pk, since in standings.values_list("pk", "waiting_since")[:SEARCH_LIMIT]
    ]
    return FoundVictims(lines=_lines(viewer, placed, at=at), is_all=found.is_all and len(wanted) <= SEARCH_LIMIT)


def _is_reference(words: str, urn_key: str) -> bool:
    return urn_key.startswith(words.upper().replace(" ", "").partition("/")[0])


def _is_named(name: str, spoken: set[str]) -> bool:
    parts = name.casefold().replace("-", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in spoken)


def _standings(viewer: Actor, chosen: VictimFilter, *, today: dt.date) -> "QuerySet[VictimStanding]":
    scope = scope_of(actor=viewer, permission=Permission.VIEW_CASE)
    rows = VictimStanding.objects.filter(is_live=True).filter(
        scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED)
    )
    if chosen.whose:
        rows = rows.filter(_whose(viewer, chosen, today=today))
    if chosen.promised:
        rows = rows.filter(_promised(chosen, today=today))
    if chosen.settled:
        rows = rows.filter(_settled(chosen))
    if chosen.may_be_unchanged:
        stages = [stage for stage in JourneyStage if stage.may_be_unchanged]
        rows = rows.filter(case__stage__in=stages, next_promise_on__isnull=False)
    if chosen.signs:
        rows = rows.filter(_with_signs(viewer, chosen))
    return rows.filter(service_tier__in=sorted(chosen.tiers)) if chosen.tiers else rows


def _with_signs(viewer: Actor, chosen: VictimFilter) -> Q:
    """Ask for victims with such a sign, among those with whose people the viewer speaks: others learn of none."""
    scope = scope_of(actor=viewer, permission=Permission.LOG_CONTACT)
    lasting = WarningSign.objects.filter(victim=OuterRef("pk"), ended_at__isnull=True, signal__in=sorted(chosen.signs))
    return Q(Exists(lasting)) & scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED)


def _whose(viewer: Actor, chosen: VictimFilter, *, today: dt.date) -> Q:
    wanted = Q(pk__in=[])
    if VictimOf.MINE in chosen.whose and viewer.kind is ActorKind.STAFF:
        wanted |= leaves.theirs_or_covered(officer_id=uuid.UUID(viewer.identifier), path="officer_id", on=today)
    if VictimOf.MY_UNITS in chosen.whose:
        wanted |= Q(unit_id__in=sorted({grant.unit_id for grant in viewer.grants if grant.unit_id is not None}))
    if VictimOf.NOBODYS in chosen.whose:
        wanted |= Q(officer_id__isnull=True)
    return wanted


def _promised(chosen: VictimFilter, *, today: dt.date) -> Q:
    wanted = Q(pk__in=[])
    if Promised.PASSED in chosen.promised:
        wanted |= Q(next_promise_on__lt=today)
    if Promised.WEEK in chosen.promised:
        wanted |= Q(next_promise_on__gte=today, next_promise_on__lte=today + dt.timedelta(days=7))
    if Promised.NOTHING in chosen.promised:
        wanted |= Q(next_promise_on__isnull=True)
    return wanted


def _settled(chosen: VictimFilter) -> Q:
    wanted = Q(pk__in=[])
    if Settled.MISSING in chosen.settled:
        # Where nobody has looked yet, nothing is known to be settled.
        wanted |= Q(missing_count__isnull=True) | Q(missing_count__gt=0)
    if Settled.WHOLE in chosen.settled:
        wanted |= Q(missing_count=0)
    return wanted


def _keys(
    rows: "QuerySet[VictimStanding]", *, order: VictimOrder, start: Place | None, backwards: bool, size: int
) -> list[tuple[Place, uuid.UUID]]:
    """Choose the victims of one page and one more, in the order of an index."""
    field = _FIELDS[order]
    beyond = "lt" if backwards else "gt"
    if start is not None:
        edge: Any = start.order_at if order is VictimOrder.WAITING else start.order_at.date()
        # The first condition is where the index is entered: without it all pages before would be read through.
        rows = rows.filter(
            Q(**{f"{field}__{beyond}e": edge}), Q(**{f"{field}__{beyond}": edge}) | Q(**{f"pk__{beyond}": start.id})
        )
    direction = ("-place", "-pk") if backwards else ("place", "pk")
    found = rows.annotate(place=F(field)).order_by(*direction).values_list("place", "pk")[: size + 1]
    return [(Place(order_at=_instant(place), id=pk), pk) for place, pk in found]


def _instant(place: dt.datetime | dt.date) -> dt.datetime:
    """Write a date of the order as an instant, so that either order has places of one kind."""
    return place if isinstance(place, dt.datetime) else dt.datetime.combine(place, dt.time(), tzinfo=dt.UTC)


def _lines(viewer: Actor, keys: Sequence[tuple[Place, uuid.UUID]], *, at: dt.datetime) -> tuple[VictimLine, ...]:
    """Read who the chosen victims are: one query, and one for the rule sets of triage, however many they are."""
    scope = scope_of(actor=viewer, permission=Permission.VIEW_CASE)
    seen = scope.as_filter(area="case__area_id", unit="case__unit_id", is_restricted=_RESTRICTED_CASE)
    found = Victim.objects.filter(pk__in=[pk for _, pk in keys]).filter(seen)
    found = _with_what_is_shown(found, viewer=viewer, today=london_date(at=at))
    victims: dict[uuid.UUID, Any] = {row.pk: row for row in triage.with_tiers(agreed.with_agreed(found))}
    tiers = triage.tiers_in_force(victims=victims.values())
    return tuple(
        VictimLine(
            place=place,
            victim=victim,
            tier=tiers[pk],
            last_contact_at=victim.standing.last_contact_at,
            last_letter=next(iter(victim.last_letter), None),
            waiting_since=victim.standing.waiting_since,
            next_promise_on=victim.standing.next_promise_on,
            next_hearing=_next_hearing(victim),
            waiting_messages=len(victim.waiting_messages),
            answer_due_on=min((each.answer_due_on for each in victim.waiting_messages), default=None),
            missing=agreed.gaps(victim),
            signs=warning_signs.in_order(victim.lasting_signs),
            offered=next(iter(victim.open_offer), None),
            cover_name=victim.cover_name or "",
            cover_until=victim.cover_until,
        )
        for place, pk in keys
        if (victim := victims.get(pk)) is not None
    )


def _with_what_is_shown(victims: "QuerySet[Victim]", *, viewer: Actor, today: dt.date) -> "QuerySet[Victim]":
    """Read with each victim what its line shows beside their own row."""
    letters = Communication.objects.filter(victim=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at", "-id")
    messages = VictimMessage.objects.filter(victim=OuterRef("pk"), standing=MessageStanding.WAITING)
    return victims.select_related("case", "person", "officer", "standing").annotate(
        last_letter=Nested(letters.only("purpose", "channel", "sent_at")[:1]),
        waiting_messages=Nested(messages.only("answer_due_on")),
        hearings_to_come=Nested(_listed_hearings(today=today).filter(case=OuterRef("case"))),
        lasting_signs=Nested(warning_signs.lasting(viewer=viewer).filter(victim=OuterRef("pk"))),
        open_offer=Nested(handovers.open_offers().filter(victim=OuterRef("pk"))),
        cover_name=leaves.cover_name(path="officer_id", on=today),
        cover_until=leaves.cover_until(path="officer_id", on=today),
    )


def _listed_hearings(*, today: dt.date) -> "QuerySet[Hearing]":
    """Start from the hearings from today on: of a day or of a week; one still to be fixed is none yet."""
    starts = dt.datetime.combine(today, dt.time(), tzinfo=LONDON)
    return Hearing.objects.filter(is_vacated=False).filter(
        Q(starts_at__gte=starts) | Q(week_commencing__gt=today - dt.timedelta(days=7))
    )


def _next_hearing(victim: Any) -> Hearing | None:
    """Return what comes next in court; nothing where the case ended, though the court may not have said so yet."""
    if JourneyStage(victim.case.stage).is_over:
        return None
    return min(victim.hearings_to_come, key=_starts_on, default=None)


def _starts_on(hearing: Hearing) -> tuple[dt.date, str]:
    starts_on = london_date(at=hearing.starts_at) if hearing.starts_at else hearing.week_commencing
    return starts_on or dt.date.max, str(hearing.pk)
