"""What staff read about cases: which ones they may see, and everything known about one of them."""

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import OuterRef, Prefetch, Q, QuerySet, UUIDField

from accounts.actors import Actor
from accounts.nested import Nested
from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere, scope_of
from accounts.written import Given, Written
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
class ChargeRecord:
    """One charge of a case, with the victims it concerns."""

    charge: Charge
    victims: tuple[Victim, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRecord:
    """Something owed to a victim, with the newest computation of its clock."""

    obligation: Obligation
    deadline: Deadline | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """Everything known about one case. Each part is read when it is first asked for, with all that belongs to it.

    So a page costs what it shows (P10), whatever the number of victims: one query for the victims, one for what is
    owed, one for all that the overview lists. Made by ``case_record``, which asks whether the viewer may read the case.
    """

    case: Case

    @functools.cached_property
    def victims(self) -> tuple[VictimRecord, ...]:
        """List the victims, with how to reach each of them and who stands beside them."""
        return tuple(_victim_record(victim) for victim in _OF_CASE.rows(case=self.case.pk))

    @property
    def charges(self) -> tuple[ChargeRecord, ...]:
        """List the charges by defendant, each with the victims it concerns."""
        return self._overview.charges

    @property
    def hearings(self) -> tuple[Hearing, ...]:
        """List the hearings, earliest first."""
        return self._overview.hearings

    @property
    def proposals(self) -> tuple[DecisionProposal, ...]:
        """List the decisions that were proposed and that nobody has answered."""
        return self._overview.proposals

    @property
    def work_items(self) -> tuple[WorkItem, ...]:
        """List what waits for a person, soonest first."""
        return self._overview.work_items

    @functools.cached_property
    def _overview(self) -> "_Overview":
        return _overview(self.case)

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


def search_cases(*, viewer: Actor, words: str, quoted: Collection[uuid.UUID] = ()) -> FoundCases:
    """Find visible cases by the beginning of a URN or by a victim's name; at most ``SEARCH_LIMIT``, newest first.

    The words must all be words of the name; only where that finds nothing, beginnings of its words. Fewer than three
    characters find nothing, so that nobody reads the whole Area. However many cases there are, no more names and
    references than ``SEARCHED_THROUGH`` are looked through, by an index of each (P10). Where the words are the
    reference of a letter, ``quoted`` is its case, and nothing else is looked for.

    Raises:
        NotPermitted: the viewer may read no case anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_CASE)
    if quoted:
        return FoundCases(cases=list(_for_list(cases_visible_to(viewer=viewer).filter(pk__in=quoted))), is_all=True)
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Overview:
    """The short lists of a case, which its overview shows all of: read together."""

    charges: tuple[ChargeRecord, ...]
    hearings: tuple[Hearing, ...]
    proposals: tuple[DecisionProposal, ...]
    work_items: tuple[WorkItem, ...]


def _overview(case: Case) -> _Overview:
    charges = Charge.objects.filter(case=OuterRef("pk")).select_related("defendant")
    concerned = ChargeVictim.objects.filter(charge__case=OuterRef("pk")).select_related("victim__person")
    hearings = Hearing.objects.filter(case=OuterRef("pk"))
    proposals = DecisionProposal.objects.filter(case=OuterRef("pk"), state=ProposalState.OPEN)
    work_items = WorkItem.objects.filter(case=OuterRef("pk"), state=WorkState.OPEN).select_related("victim__person")
    read = (
        Case.objects.filter(pk=case.pk)
        .annotate(
            all_charges=Nested(charges.order_by("defendant_id", "count", "id")),
            all_concerned=Nested(concerned.order_by("id")),
            all_hearings=Nested(hearings.order_by("starts_at", "week_commencing", "id")),
            open_proposals=Nested(proposals.order_by("decided_at", "id")),
            open_work=Nested(work_items.order_by("due_at", "raised_at", "id")),
        )
        .values("all_charges", "all_concerned", "all_hearings", "open_proposals", "open_work")
        .get()
    )
    return _Overview(
        charges=tuple(
            ChargeRecord(
                charge=charge,
                victims=tuple(link.victim for link in read["all_concerned"] if link.charge_id == charge.pk),
            )
            for charge in read["all_charges"]
        ),
        hearings=tuple(read["all_hearings"]),
        proposals=tuple(read["open_proposals"]),
        work_items=tuple(read["open_work"]),
    )


def _with_ways(victims: "QuerySet[Victim]") -> "QuerySet[Any]":
    """Read with these victims how each may be reached and who stands beside them: one query."""
    profiles = SafeContactProfile.objects.filter(person=OuterRef("person")).order_by("-recorded_at", "-id")
    points = ContactPoint.objects.filter(person=OuterRef("person"), superseded_at__isnull=True)
    connections = Connection.objects.filter(victim=OuterRef("pk"), ended_at__isnull=True).select_related("person")
    rows = victims.select_related("person", "officer").annotate(
        newest_profile=Nested(profiles[:1]),
        open_points=Nested(points.order_by("kind", "id")),
        open_connections=Nested(connections.order_by("-is_primary", "kind", "id")),
    )
    return rows.order_by("id")


_OF_CASE = Written(lambda: _with_ways(Victim.objects.filter(case=Given("case", UUIDField()))))
_ONE = Written(lambda: _with_ways(Victim.objects.filter(pk=Given("victim", UUIDField()))))


def _victim_record(victim: Any) -> VictimRecord:
    return VictimRecord(
        victim=victim,
        profile=next(iter(victim.newest_profile), None),
        points=tuple(victim.open_points),
        connections=tuple(victim.open_connections),
    )


def victim_record(*, victim: Victim) -> VictimRecord:
    """Read how one victim may be reached and who stands beside them; the caller has read the case for the viewer."""
    [found] = _ONE.rows(victim=victim.pk)
    return _victim_record(found)


def _obligations(case: Case) -> tuple[ObligationRecord, ...]:
    deadlines = Deadline.objects.filter(obligation=OuterRef("pk")).order_by("-computed_at", "-id")
    rows = (
        Obligation.objects.filter(case=case)
        .select_related("victim__person", "decision")
        .annotate(newest_deadline=Nested(deadlines[:1]))
        .order_by("-decided_at", "due_at", "id")
    )
    return tuple(ObligationRecord(obligation=row, deadline=next(iter(row.newest_deadline), None)) for row in rows)


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
