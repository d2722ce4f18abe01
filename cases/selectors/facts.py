"""Facts for the pure rules, read from rows. Charges of split URNs are included where the same person is a victim."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, Max, OuterRef, Q, QuerySet, Subquery, UUIDField

from accounts.written import Given, Written
from cases.models import (
    Case,
    CaseEvent,
    Charge,
    ChargeVictim,
    Connection,
    Decision,
    Obligation,
    ReviewRequest,
    SafeContactProfile,
    Victim,
)
from cases.rules.facts import ChargeFacts, ConnectionFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import (
    ChargeState,
    ChargingRoute,
    ConnectionKind,
    ContactMethod,
    DecisionCode,
    DecisionMaker,
    HateStrand,
    ObligationState,
    OffenceCategory,
    ReviewState,
    ReviewText,
    TestFailed,
    VictimKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the rules need to know about one case: each victim, and every charge that may concern one of them."""

    #: By victim id, in the order in which the victims were entered.
    victims: dict[uuid.UUID, VictimFacts]
    charges: tuple[ChargeFacts, ...]


def facts_changed_at(*, case: Case) -> dt.datetime:
    """Return when a fact of the case changed last: the mark on the case, or a reported event that was recorded later.

    An event is its own mark and leaves its case alone: a file of a hundred thousand events would otherwise rewrite as
    many cases in all their indexes, and every sender would wait for it (P5, T18).
    """
    told = CaseEvent.objects.filter(case=case, message__isnull=False).aggregate(at=Max("recorded_at"))["at"]
    return max(case.facts_changed_at, told) if told is not None else case.facts_changed_at


def case_facts(*, case: Case) -> CaseFacts:
    """Read the facts of a case for the rules: a constant number of queries, whatever its size.

    Charges of another case are read too when that case has the same normalised URN and one of these people as victim:
    a split must not make it look as if everything had ended (domain.md 3.1a).
    """
    related = _OF_URN.rows(urn_key=case.urn_key)
    victims = [victim for victim in related if victim.case_id == case.pk]
    people = {victim.person_id for victim in victims}
    elsewhere = [victim for victim in related if victim.case_id != case.pk and victim.person_id in people]
    other_references: dict[uuid.UUID, set[str]] = {}
    for victim in elsewhere:
        other_references.setdefault(victim.person_id, set()).add(str(victim.pk))
    profiles = {
        profile.person_id: profile
        for profile in SafeContactProfile.objects.filter(person_id__in=people)
        .order_by("person_id", "-recorded_at", "-id")
        .distinct("person_id")
    }
    connections: dict[uuid.UUID, list[ConnectionFacts]] = {}
    for connection in Connection.objects.filter(victim__in=victims, ended_at__isnull=True).order_by("id"):
        connections.setdefault(connection.victim_id, []).append(_connection(connection))
    charges = (
        _charges(Q(case=case) | Q(Exists(_CONCERNED.filter(victim__in=elsewhere))))
        if elsewhere
        else _OF_CASE.rows(case=case.pk)
    )
    return CaseFacts(
        victims={
            victim.pk: _victim(
                victim,
                other_references=frozenset(other_references.get(victim.person_id, ())),
                profile=profiles.get(victim.person_id),
                connections=tuple(connections.get(victim.pk, ())),
                provisional_stop_at=victim.provisional_stop_at,
            )
            for victim in victims
        },
        charges=tuple(_charge(charge, victim_ids=charge.victim_ids) for charge in charges),
    )


_CONCERNED = ChargeVictim.objects.filter(charge=OuterRef("pk")).values("victim_id")


def _charges(which: Q) -> "QuerySet[Any]":
    """Read charges with the victims whom each concerns."""
    found = Charge.objects.filter(which).select_related("case")
    return found.annotate(victim_ids=ArraySubquery(_CONCERNED)).order_by("id")


def _victims_of_urn() -> "QuerySet[Any]":
    """Read the victims of a case and of those that were split from it, each with the last stop that was provisional."""
    stopped = Subquery(offers_before_final(victim=OuterRef("pk")).values("decided_at")[:1])
    found = Victim.objects.filter(case__urn_key=Given("urn_key", CharField())).select_related("person")
    return found.annotate(provisional_stop_at=stopped).order_by("id")


_OF_URN = Written(_victims_of_urn)
_OF_CASE = Written(lambda: _charges(Q(case=Given("case", UUIDField()))))


def offers_before_final(*, victim: uuid.UUID | OuterRef) -> "QuerySet[Obligation]":
    """Find the provisional stops with which a review was offered to a victim, the newest first (PS-5).

    Also one of which the letter has not left: nothing final goes before it (PS-3). Not one of which nobody is told, and
    not one that a review overturned.
    """
    overturned = ReviewRequest.objects.filter(
        victim=OuterRef("victim"), decision=OuterRef("decision"), state=ReviewState.OVERTURNED
    )
    return Obligation.objects.filter(
        ~Exists(overturned),
        victim=victim,
        review_text=ReviewText.EXPEDITED_PILOT,
        state__in=[ObligationState.OPEN, ObligationState.MET],
    ).order_by("-decided_at", "-id")


def decision_facts(*, decision: Decision, charge_ids: Iterable[uuid.UUID]) -> DecisionFacts:
    """Put a recorded decision about the charges of these ids (none means the whole case) before the rules."""
    return DecisionFacts(
        code=DecisionCode(decision.code),
        maker=DecisionMaker(decision.made_by),
        decided_at=decision.decided_at,
        area=decision.case.area_id,
        route=ChargingRoute(decision.case.charging_route),
        test_failed=TestFailed(decision.test_failed),
        is_because_victim_withdrew=decision.because_victim_withdrew,
        is_substantial=decision.is_substantial,
        charges=frozenset(str(charge_id) for charge_id in charge_ids),
    )


def _victim(
    victim: Victim,
    *,
    other_references: frozenset[str],
    profile: SafeContactProfile | None,
    connections: tuple[ConnectionFacts, ...],
    provisional_stop_at: dt.datetime | None,
) -> VictimFacts:
    method = profile.preferred_method if profile else ""
    return VictimFacts(
        reference=str(victim.pk),
        other_references=other_references,
        kind=VictimKind(victim.kind),
        date_of_birth=victim.person.born_on,
        is_marked_child="C" in victim.witness_codes,
        is_deceased=victim.person.died_on is not None,
        is_vulnerable=victim.is_vulnerable,
        is_intimidated=victim.is_intimidated,
        is_persistently_targeted=victim.is_persistently_targeted,
        lacks_capacity=victim.lacks_capacity,
        has_opted_out=profile is not None and profile.opted_out_at is not None,
        has_withdrawn=victim.has_withdrawn_support,
        has_declined_contact=victim.has_declined_contact,
        preferred_method=ContactMethod(method) if method else None,
        provisional_stop_at=provisional_stop_at,
        connections=connections,
    )


def _connection(connection: Connection) -> ConnectionFacts:
    return ConnectionFacts(
        reference=str(connection.pk),
        kind=ConnectionKind(connection.kind),
        is_suspect_or_lives_with_suspect=connection.is_suspect_or_lives_with_suspect,
        is_primary=connection.is_primary,
    )


def _charge(charge: Charge, *, victim_ids: Iterable[uuid.UUID]) -> ChargeFacts:
    also = set()
    if charge.is_domestic_abuse:
        also.add(OffenceCategory.DOMESTIC_ABUSE)
    if charge.is_child_abuse:
        also.add(OffenceCategory.CHILD_ABUSE)
    offence_on: dt.date | None = charge.offence_on
    return ChargeFacts(
        reference=str(charge.pk),
        defendant=str(charge.defendant_id),
        state=ChargeState(charge.state),
        category=OffenceCategory(charge.category),
        also=frozenset(also),
        strands=frozenset(HateStrand(strand) for strand in charge.hate_strands),
        is_rasso=charge.case.is_rasso,
        victims=frozenset(map(str, victim_ids)),
        offence_from=offence_on,
        offence_to=offence_on,
        case_urn=charge.case.urn,
    )
