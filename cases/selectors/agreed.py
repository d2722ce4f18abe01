"""What has been settled with victims, and what has not (L7)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet

from accounts.nested import Nested
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
    """List what is not settled with each of several victims, by victim: one query, however many there are.

    The caller has read the victims for the viewer, or for a process.
    """
    rows = with_agreed(Victim.objects.filter(pk__in=[victim.pk for victim in victims]))
    return {victim.pk: gaps(victim) for victim in rows}


def with_agreed(victims: "QuerySet[Victim]") -> "QuerySet[Victim]":
    """Read with each victim what `gaps` rests on, in the same query."""
    profiles = SafeContactProfile.objects.filter(person=OuterRef("person")).order_by("-recorded_at", "-id")
    safe = ContactPoint.objects.filter(superseded_at__isnull=True, is_safe=True).only("person")
    beside = Connection.objects.filter(
        victim=OuterRef("pk"), ended_at__isnull=True, kind__in=INTERMEDIARIES.values()
    ).only("kind", "person")
    answers = AgreedAnswer.objects.filter(victim=OuterRef("pk")).order_by("point", "-id").distinct("point")
    return victims.annotate(
        profile_read=Nested(profiles.only("preferred_method", "recorded_at")[:1]),
        beside_read=Nested(beside),
        answers_read=Nested(answers.only("point", "answered_at", "how")),
        own_safe_points=Nested(safe.filter(person=OuterRef("person"))),
        their_safe_points=Nested(safe.filter(person__connections__victim=OuterRef("pk"))),
    )


def gaps(victim: Victim) -> tuple[Missing, ...]:
    """List what is not settled with a victim who was read by `with_agreed`."""
    read: Any = victim
    profile: SafeContactProfile | None = next(iter(read.profile_read), None)
    method = profile.preferred_method if profile is not None else ""
    through = INTERMEDIARIES.get(method)
    reached = {victim.person_id} if through is None else {e.person_id for e in read.beside_read if e.kind == through}
    asked = _settled(read.answers_read)
    return missing_for(
        AgreedFacts(
            has_officer=victim.officer_id is not None,
            has_method=bool(method),
            has_safe_point=any(
                point.person_id in reached for point in (*read.own_safe_points, *read.their_safe_points)
            ),
            has_known_risk=victim.risk_level != RiskLevel.UNKNOWN,
            asked=frozenset(asked),
            has_current_summary=_paper(asked, profile).is_current,
        )
    )


def paper_of(victim: Victim) -> PaperStanding:
    """Say whether a victim has what was agreed in their hands, and what was agreed otherwise since: two queries."""
    newest = SafeContactProfile.objects.filter(person=victim.person_id).order_by("-recorded_at", "-id")
    answers = AgreedAnswer.objects.filter(victim=victim.pk).order_by("point", "-id").distinct("point")
    return _paper(_settled(answers), newest.only("person", "recorded_at").first())


def _settled(newest: Iterable[AgreedAnswer]) -> dict[AgreedPoint, dt.datetime]:
    """Say when each thing was settled last, from the newest answer to each; a paper that came back is none."""
    return {AgreedPoint(each.point): each.answered_at for each in newest if each.how != SummaryGiven.CAME_BACK}


def _paper(asked: dict[AgreedPoint, dt.datetime], profile: SafeContactProfile | None) -> PaperStanding:
    return paper_standing(
        given_at=asked.get(AgreedPoint.SUMMARY),
        settled=asked,
        profile_at=profile.recorded_at if profile is not None else None,
    )
