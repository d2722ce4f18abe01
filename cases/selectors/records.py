"""What staff read about cases: which ones they may see, and everything known about one of them."""

import dataclasses
import datetime as dt
import functools
import uuid

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Prefetch, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere, scope_of
from cases.models import (
    Case,
    CaseEvent,
    Charge,
    ChargeVictim,
    Connection,
    ContactPoint,
    Deadline,
    Decision,
    DecisionCharge,
    DecisionProposal,
    Hearing,
    Obligation,
    Person,
    SafeContactProfile,
    Victim,
    WorkItem,
)
from cases.rules.vocabulary import ProposalState, WorkKind, WorkState

#: Cases found by one search; more than this and the words were too few.
SEARCH_LIMIT = 50
#: Names and references that one search looks through, of the whole country; words that fit more say too little.
SEARCHED_THROUGH = 2000
#: Newest events of all cases that are looked through for cases that changed last.
LATEST_EVENTS = 500
#: Events shown on the case page.
EVENT_LIMIT = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimRecord:
    """One victim of a case: the facts, how to reach them, and who stands beside them."""

    victim: Victim
    #: The profile in force; None when nobody has asked yet how to reach this person safely.
    profile: SafeContactProfile | None
    #: Current contact points of the victim.
    points: tuple[ContactPoint, ...]
    connections: tuple[Connection, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRecord:
    """Something owed to a victim, with the newest computation of its clock."""

    obligation: Obligation
    deadline: Deadline | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """Everything known about one case. Each part is read when it is first asked for, all of its rows at once.

    So a page costs what it shows (P10), whatever the number of victims. Made by ``case_record``, which asks whether the
    viewer may read the case.
    """

    case: Case

    @functools.cached_property
    def victims(self) -> tuple[VictimRecord, ...]:
        """List the victims, with how to reach each of them and who stands beside them."""
        return _victims(self.case)

    @functools.cached_property
    def charges(self) -> tuple[Charge, ...]:
        """List the charges by defendant, each with the victims it concerns."""
        concerned = ChargeVictim.objects.select_related("victim__person")
        return tuple(
            Charge.objects.filter(case=self.case)
            .select_related("defendant")
            .prefetch_related(Prefetch("charge_victims", queryset=concerned))
            .order_by("defendant_id", "count", "id")
        )

    @functools.cached_property
    def hearings(self) -> tuple[Hearing, ...]:
        """List the hearings, earliest first."""
        return tuple(Hearing.objects.filter(case=self.case).order_by("starts_at", "week_commencing", "id"))

    @functools.cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """List the decisions with their charges, newest first."""
        return tuple(
            Decision.objects.filter(case=self.case)
            .select_related("corrects", "notification")
            .prefetch_related(Prefetch("decision_charges", queryset=DecisionCharge.objects.select_related("charge")))
            .order_by("-decided_at", "-recorded_at")
        )

    @functools.cached_property
    def obligations(self) -> tuple[ObligationRecord, ...]:
        """List what is owed or was, newest decision first."""
        return _obligations(self.case)

    @functools.cached_property
    def proposals(self) -> tuple[DecisionProposal, ...]:
        """List the decisions that were proposed and that nobody has answered."""
        return tuple(
            DecisionProposal.objects.filter(case=self.case, state=ProposalState.OPEN).order_by("decided_at", "id")
        )

    @functools.cached_property
    def work_items(self) -> tuple[WorkItem, ...]:
        """List what waits for a person, soonest first."""
        return tuple(
            WorkItem.objects.filter(case=self.case, state=WorkState.OPEN)
            .select_related("victim__person")
            .order_by("due_at", "raised_at", "id")
        )

    @functools.cached_property
    def events(self) -> tuple[CaseEvent, ...]:
        """List the newest events, at most ``EVENT_LIMIT``."""
        return tuple(CaseEvent.objects.filter(case=self.case).order_by("-occurred_at", "-id")[:EVENT_LIMIT])

    def victim(self, victim_id: uuid.UUID) -> VictimRecord:
        """Find one victim of the case.

        Raises:
            Victim.DoesNotExist: the case has no such victim.
        """
        for record in self.victims:
            if record.victim.pk == victim_id:
                return record
        raise Victim.DoesNotExist("No such victim in this case")


def cases_visible_to(*, viewer: Actor, permission: Permission = Permission.VIEW_CASE) -> "QuerySet[Case]":
    """Start from the cases for which the viewer holds the permission, restricted ones only where that is their work."""
    scope = scope_of(actor=viewer, permission=permission)
    return Case.objects.filter(
        scope.as_filter(area="area_id", unit="unit_id", is_restricted=Q(is_rasso=True) | Q(is_restricted=True))
    )


def visible_case(*, viewer: Actor, case_id: uuid.UUID) -> Case:
    """Return one case that the viewer may read.

    Raises:
        Case.DoesNotExist: there is none, or it is not theirs to see; the two are not told apart.
    """
    return cases_visible_to(viewer=viewer).select_related("area", "unit").get(pk=case_id)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FoundCases:
    """What a search found."""

    cases: list[Case]
    #: Whether that is all of it; else the words were too few.
    is_all: bool


def search_cases(*, viewer: Actor, words: str) -> FoundCases:
    """Find visible cases by the beginning of a URN or by a victim's name; at most ``SEARCH_LIMIT``, newest first.

    The words must all be words of the name; only where that finds nothing, beginnings of its words. Fewer than three
    characters find nothing, so that nobody reads the whole Area. However many cases there are, no more names and
    references than ``SEARCHED_THROUGH`` are looked through, by an index of each (P10).

    Raises:
        NotPermitted: the viewer may read no case anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_CASE)
    text = words.strip()
    if len(text) < 3:
        return FoundCases(cases=[], is_all=True)
    urn = text.upper().replace(" ", "").partition("/")[0]
    referenced: list[uuid.UUID] = []
    if len(urn) >= 3:
        keyed = Case.objects.filter(urn_key__startswith=urn).values_list("pk", flat=True)
        referenced = list(keyed[: SEARCHED_THROUGH + 1])
    for ending in ("", ":*"):
        named = list(_people_named(text, ending=ending).values_list("pk", flat=True)[: SEARCHED_THROUGH + 1])
        visible = cases_visible_to(viewer=viewer)
        found = (
            visible.filter(victims__person__in=named).values("pk").union(visible.filter(pk__in=referenced).values("pk"))
        )
        cases = list(_for_list(Case.objects.filter(pk__in=found)).order_by("-opened_on", "id")[: SEARCH_LIMIT + 1])
        is_all = max(len(named), len(referenced)) <= SEARCHED_THROUGH and len(cases) <= SEARCH_LIMIT
        if cases:
            break
    return FoundCases(cases=cases[:SEARCH_LIMIT], is_all=is_all)


def _people_named(text: str, *, ending: str) -> "QuerySet[Person]":
    """Start from the people in whose name stands each of these words (index ``cases_person_name``).

    With the ending ``:*`` it is enough that a word of the name begins so.
    """
    quoted = ("'{}'{}".format(word.replace("\\", "").replace("'", "''"), ending) for word in text.split())
    wanted = SearchQuery(" & ".join(quoted), config="simple", search_type="raw")
    return Person.objects.annotate(name_words=SearchVector("full_name", config="simple")).filter(name_words=wanted)


def recent_cases(*, viewer: Actor, limit: int = SEARCH_LIMIT) -> "list[Case]":
    """List the visible cases whose facts changed last, or about which one of the ``LATEST_EVENTS`` was.

    Raises:
        NotPermitted: the viewer may read no case anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_CASE)
    visible = cases_visible_to(viewer=viewer)
    marked = visible.order_by("-facts_changed_at", "id").values_list("pk", "facts_changed_at")[:limit]
    changed_at: dict[uuid.UUID, dt.datetime] = dict(marked)
    # Events come in by the hundred thousand and mark nothing on their case (``facts.facts_changed_at``).
    newest = list(CaseEvent.objects.order_by("-id").values_list("case_id", "recorded_at")[:LATEST_EVENTS])
    told_at = dict(reversed(newest))
    for pk in visible.filter(pk__in=told_at).values_list("pk", flat=True):
        changed_at[pk] = max(changed_at.get(pk, told_at[pk]), told_at[pk])
    latest = sorted(changed_at, key=lambda pk: (changed_at[pk], pk), reverse=True)[:limit]
    found = {case.pk: case for case in _for_list(Case.objects.filter(pk__in=latest))}
    return [found[pk] for pk in latest]


def _for_list(rows: "QuerySet[Case]") -> "QuerySet[Case]":
    return rows.select_related("area", "unit").prefetch_related(
        Prefetch("victims", queryset=Victim.objects.select_related("person").order_by("id"))
    )


def case_record(*, viewer: Actor, case_id: uuid.UUID) -> CaseRecord:
    """Open one case, whose parts are then read as they are asked for.

    Raises:
        Case.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return CaseRecord(case=visible_case(viewer=viewer, case_id=case_id))


def _victims(case: Case) -> tuple[VictimRecord, ...]:
    victims = list(Victim.objects.filter(case=case).select_related("person", "officer").order_by("id"))
    people = [victim.person_id for victim in victims]
    profiles = {
        profile.person_id: profile
        for profile in SafeContactProfile.objects.filter(person_id__in=people)
        .order_by("person_id", "-recorded_at", "-id")
        .distinct("person_id")
    }
    points: dict[uuid.UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(person_id__in=people, superseded_at__isnull=True).order_by("kind", "id"):
        points.setdefault(point.person_id, []).append(point)
    connections: dict[uuid.UUID, list[Connection]] = {}
    for connection in (
        Connection.objects.filter(victim__in=victims, ended_at__isnull=True)
        .select_related("person")
        .order_by("-is_primary", "kind", "id")
    ):
        connections.setdefault(connection.victim_id, []).append(connection)
    return tuple(
        VictimRecord(
            victim=victim,
            profile=profiles.get(victim.person_id),
            points=tuple(points.get(victim.person_id, ())),
            connections=tuple(connections.get(victim.pk, ())),
        )
        for victim in victims
    )


def victim_record(*, victim: Victim) -> VictimRecord:
    """Read how one victim may be reached and who stands beside them; the caller has read the case for the viewer."""
    profile = SafeContactProfile.objects.filter(person_id=victim.person_id).order_by("-recorded_at", "-id").first()
    points = ContactPoint.objects.filter(person_id=victim.person_id, superseded_at__isnull=True)
    connections = Connection.objects.filter(victim=victim, ended_at__isnull=True).select_related("person")
    return VictimRecord(
        victim=victim,
        profile=profile,
        points=tuple(points.order_by("kind", "id")),
        connections=tuple(connections.order_by("-is_primary", "kind", "id")),
    )


def _obligations(case: Case) -> tuple[ObligationRecord, ...]:
    rows = list(
        Obligation.objects.filter(case=case)
        .select_related("victim__person", "decision")
        .order_by("-decided_at", "due_at", "id")
    )
    newest: dict[uuid.UUID, Deadline] = {}
    for deadline in Deadline.objects.filter(obligation__in=rows).order_by("-computed_at", "-id"):
        newest.setdefault(deadline.obligation_id, deadline)
    return tuple(ObligationRecord(obligation=row, deadline=newest.get(row.pk)) for row in rows)


def visible_obligation(*, viewer: Actor, obligation_id: uuid.UUID) -> Obligation:
    """Return one obligation of a case that the viewer may read.

    Raises:
        Obligation.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        Obligation.objects.filter(case__in=cases_visible_to(viewer=viewer))
        .select_related("case", "victim__person", "decision")
        .get(pk=obligation_id)
    )


def visible_proposal(*, viewer: Actor, proposal_id: uuid.UUID) -> DecisionProposal:
    """Return one proposed decision of a case that the viewer may read.

    Raises:
        DecisionProposal.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        DecisionProposal.objects.filter(case__in=cases_visible_to(viewer=viewer))
        .select_related("case")
        .prefetch_related("charges")
        .get(pk=proposal_id)
    )


def visible_work_item(*, viewer: Actor, item_id: uuid.UUID) -> WorkItem:
    """Return one item of work of a unit whose work the viewer may see.

    Raises:
        WorkItem.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    scope = scope_of(actor=viewer, permission=Permission.VIEW_WORK)
    seen = scope.as_filter(
        area="unit__area_id", unit="unit_id", is_restricted=Q(case__is_rasso=True) | Q(case__is_restricted=True)
    )
    if not holds_anywhere(actor=viewer, permission=Permission.APPROVE_EXEMPTION):
        seen &= ~Q(kind=WorkKind.NOT_TAKEN_IN)
    if holds_anywhere(actor=viewer, permission=Permission.IMPORT_CASES):
        seen |= Q(kind=WorkKind.NOT_TAKEN_IN)
    return WorkItem.objects.filter(seen).select_related("case", "victim__person", "unit", "officer").get(pk=item_id)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionProposal:
    """An exemption that waits for a second person."""

    proposed_at: dt.datetime
    proposed_by: str
    summary: str


def exemption_proposal(*, obligation: Obligation) -> ExemptionProposal | None:
    """Find the open proposal that an obligation need not be met, if there is one."""
    item = WorkItem.objects.filter(key=f"exemption:{obligation.pk}", state=WorkState.OPEN).first()
    if item is None:
        return None
    return ExemptionProposal(proposed_at=item.raised_at, proposed_by=item.raised_by, summary=item.summary)
