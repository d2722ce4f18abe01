"""What has been settled with victims, and what has not (L7)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from cases.models import AgreedAnswer, Connection, ContactPoint, SafeContactProfile, Victim
from cases.rules.agreed import AgreedFacts, Missing, PaperStanding, missing_for, paper_standing
from cases.rules.vocabulary import AgreedPoint, ConnectionKind, ContactMethod, RiskLevel, SummaryGiven

#: Through whom somebody chose to be told.
INTERMEDIARIES: dict[str, ConnectionKind] = {
    ContactMethod.VIA_POLICE: ConnectionKind.OIC,
    ContactMethod.VIA_ISVA: ConnectionKind.ISVA,
    ContactMethod.VIA_FLO: ConnectionKind.FLO,
}


def gaps_of(victims: Sequence[Victim]) -> dict[uuid.UUID, tuple[Missing, ...]]:
    """List what is not settled with each of several victims, by victim: four queries, however many there are.

    The caller has read the victims for the viewer, or for a process.
    """
    return {pk: missing_for(facts) for pk, facts in facts_of(victims).items()}


def facts_of(victims: Sequence[Victim]) -> dict[uuid.UUID, AgreedFacts]:
    """Read what is known about the beginnings of contact with each of several victims: four queries."""
    newest = (
        SafeContactProfile.objects.filter(person__in={victim.person_id for victim in victims})
        .order_by("person", "-recorded_at", "-id")
        .distinct("person")
    )
    profiles = {profile.person_id: profile for profile in newest.only("person", "preferred_method", "recorded_at")}
    beside = _beside(victims)
    safe = _with_safe_points({victim.person_id for victim in victims} | {person for _, _, person in beside})
    answers = _answers(victims)
    facts = {}
    for victim in victims:
        profile = profiles.get(victim.person_id)
        method = profile.preferred_method if profile is not None else ""
        through = INTERMEDIARIES.get(method)
        reached = {victim.person_id} if through is None else {p for v, k, p in beside if (v, k) == (victim.pk, through)}
        asked = answers.get(victim.pk, {})
        facts[victim.pk] = AgreedFacts(
            has_officer=victim.officer_id is not None,
            has_method=bool(method),
            has_safe_point=bool(reached & safe),
            has_known_risk=victim.risk_level != RiskLevel.UNKNOWN,
            asked=frozenset(asked),
            has_current_summary=_paper(asked, profile).is_current,
        )
    return facts


def _beside(victims: Sequence[Victim]) -> list[tuple[uuid.UUID, str, uuid.UUID]]:
    """List (victim, kind, person) of everybody through whom one of the victims might be told."""
    found = Connection.objects.filter(
        victim__in=[victim.pk for victim in victims], ended_at__isnull=True, kind__in=INTERMEDIARIES.values()
    )
    return list(found.values_list("victim_id", "kind", "person_id"))


def _with_safe_points(people: set[uuid.UUID]) -> set[uuid.UUID]:
    safe = ContactPoint.objects.filter(person__in=people, superseded_at__isnull=True, is_safe=True)
    return set(safe.values_list("person_id", flat=True))


def paper_of(victim: Victim) -> PaperStanding:
    """Say whether a victim has what was agreed in their hands, and what was agreed otherwise since: two queries."""
    newest = SafeContactProfile.objects.filter(person=victim.person_id).order_by("-recorded_at", "-id")
    return _paper(_answers([victim]).get(victim.pk, {}), newest.only("person", "recorded_at").first())


def _answers(victims: Sequence[Victim]) -> dict[uuid.UUID, dict[AgreedPoint, dt.datetime]]:
    """Read when each thing was settled last; a paper that came back is none."""
    newest = (
        AgreedAnswer.objects.filter(victim__in=[victim.pk for victim in victims])
        .order_by("victim", "point", "-id")
        .distinct("victim", "point")
        .values_list("victim_id", "point", "answered_at", "how")
    )
    found: dict[uuid.UUID, dict[AgreedPoint, dt.datetime]] = {}
    for victim_id, point, at, how in newest:
        if how != SummaryGiven.CAME_BACK:
            found.setdefault(victim_id, {})[AgreedPoint(point)] = at
    return found


def _paper(asked: dict[AgreedPoint, dt.datetime], profile: SafeContactProfile | None) -> PaperStanding:
    return paper_standing(
        given_at=asked.get(AgreedPoint.SUMMARY),
        settled=asked,
        profile_at=profile.recorded_at if profile is not None else None,
    )
