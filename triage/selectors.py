"""Reading triage: the facts behind a tier, the tier in force, and the card on which staff read why."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, prefetch_related_objects

from accounts.actors import Actor
from accounts.nested import Nested
from cases.models import Connection, ContactPoint, Defendant, Victim
from cases.rules import contact_keys, enhanced_rights
from cases.rules.facts import ChargeFacts, VictimFacts
from cases.rules.vocabulary import (
    ConnectionKind,
    ContactPointKind,
    JourneyStage,
    Language,
    OffenceCategory,
    RiskLevel,
    VictimKind,
)
from cases.selectors import facts as case_facts
from triage import policies
from triage.models import RuleSetVersion, TierOverride, TriageAssessment
from triage.rules.facts import Answer, OwnView, TierKey, TriageFacts
from triage.rules.ruleset import RuleSet

#: Stages before the file is with the CPS.
_WITH_THE_POLICE = frozenset({JourneyStage.REPORTED, JourneyStage.INVESTIGATION})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TierInForce:
    """The tier that counts for one victim now, and whether a person set it."""

    tier: TierKey
    label: str
    is_overridden: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TriageCard:
    """Everything staff see about one victim's tier."""

    victim_id: uuid.UUID
    case_id: uuid.UUID
    #: None until the rules have been asked for the first time.
    in_force: TierInForce | None
    #: What the rules say, whatever a person set.
    assessed_tier: TierKey | None
    assessed_label: str
    assessed_at: dt.datetime | None
    ruleset_version: str
    #: As stored: [{"rule", "tier", "tier_label", "reason", "is_carried", "facts": [...]}].
    reasons: tuple[dict[str, Any], ...]
    #: As stored: [{"rule", "tier", "tier_label", "words", "is_open_question"}].
    what_would_change: tuple[dict[str, Any], ...]
    #: The newest override or withdrawal of one, if any.
    override: TierOverride | None
    #: Earlier assessments, newest first.
    history: tuple[TriageAssessment, ...]
    #: Tiers to choose from, as (key, label), in order.
    choices: tuple[tuple[str, str], ...]
    can_override: bool


def ruleset_in_force(*, on: dt.date) -> RuleSetVersion | None:
    """Return the newest published rule set that has started on a London date, or None before the first."""
    return RuleSetVersion.objects.filter(starts_on__lte=on).order_by("-starts_on", "-published_at", "-id").first()


def newest_assessment(*, victim: Victim) -> TriageAssessment | None:
    """Return what the rules said last about a victim."""
    newest = TriageAssessment.objects.filter(victim=victim).select_related("ruleset").order_by("-assessed_at", "-id")
    return newest.first()


def tier_in_force(*, victim: Victim) -> TierInForce | None:
    """Return the tier that counts: the rules' answer unless an override stands; None before the first assessment.

    An override that lowers a tier stands only against what the person who made it knew: once the rules answer with a
    higher tier than they did then, it lapses (TRI-4).
    """
    override = newest_override(victim=victim)
    if override is None:
        newest = newest_assessment(victim=victim)
        return _tier_in_force([newest] if newest is not None else [], None)
    return _tier_in_force(list(_assessments([victim.pk])), override)


def with_tiers(victims: "QuerySet[Victim]") -> "QuerySet[Victim]":
    """Read with each victim what `tiers_in_force` rests on, in the same query."""
    assessed = TriageAssessment.objects.filter(victim=OuterRef("pk")).order_by("-assessed_at", "-id")
    overridden = TierOverride.objects.filter(victim=OuterRef("pk")).order_by("-overridden_at", "-id")
    return victims.annotate(
        assessments_read=Nested(assessed.defer("reasons", "what_would_change")), override_read=Nested(overridden[:1])
    )


def tiers_in_force(*, victims: Iterable[Victim]) -> dict[uuid.UUID, TierInForce | None]:
    """Return the tier that counts for each of several victims, by victim: one query, however many there are.

    The caller has read the victims for the viewer, by `with_tiers`.
    """
    read: dict[uuid.UUID, Any] = {victim.pk: victim for victim in victims}
    # Few rule sets stand behind many assessments.
    prefetch_related_objects([row for victim in read.values() for row in victim.assessments_read], "ruleset")
    return {
        pk: _tier_in_force(victim.assessments_read, next(iter(victim.override_read), None))
        for pk, victim in read.items()
    }


def _newest_overrides(victim_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, TierOverride]:
    newest = TierOverride.objects.filter(victim__in=victim_ids).order_by("victim", "-overridden_at", "-id")
    return {override.victim_id: override for override in newest.distinct("victim")}


def _tier_in_force(assessments: Sequence[TriageAssessment], override: TierOverride | None) -> TierInForce | None:
    """Answer from one victim's assessments, newest first, and their newest override."""
    if not assessments:
        return None
    assessment = assessments[0]
    ruleset = RuleSet.from_json(assessment.ruleset.content)
    assessed = TierKey(assessment.tier)
    if override is None or not override.tier or not ruleset.has_tier(TierKey(override.tier)):
        return _in_force(assessed, ruleset, is_overridden=False)
    chosen = TierKey(override.tier)
    if ruleset.rank_of(chosen) < ruleset.rank_of(assessed) and _has_risen_since(
        override, assessed, ruleset, assessments
    ):
        return _in_force(assessed, ruleset, is_overridden=False)
    return _in_force(chosen, ruleset, is_overridden=True)


def newest_override(*, victim: Victim) -> TierOverride | None:
    """Return the newest override of a victim's tier, or the withdrawal of one; None if there never was any."""
    return TierOverride.objects.filter(victim=victim).order_by("-overridden_at", "-id").first()


def card(*, viewer: Actor, victim_id: uuid.UUID) -> TriageCard:
    """Return the triage card of one victim (M6).

    Raises:
        Victim.DoesNotExist: there is no such victim.
        accounts.policies.NotPermitted: the viewer may not read the case.
    """
    victim = Victim.objects.select_related("case", "person").get(pk=victim_id)
    return _cards(viewer, [victim])[victim.pk]


def cards(*, viewer: Actor, case_id: uuid.UUID) -> dict[uuid.UUID, TriageCard]:
    """Return the triage card of every victim of a case, by victim: three queries, however many there are.

    Raises:
        accounts.policies.NotPermitted: the viewer may not read the case.
    """
    return _cards(viewer, list(Victim.objects.filter(case_id=case_id).select_related("case", "person").order_by("id")))


def _cards(viewer: Actor, victims: list[Victim]) -> dict[uuid.UUID, TriageCard]:
    for victim in victims:
        policies.require_view(actor=viewer, victim=victim)
    ids = [victim.pk for victim in victims]
    assessments: dict[uuid.UUID, list[TriageAssessment]] = {}
    for row in _assessments(ids):
        assessments.setdefault(row.victim_id, []).append(row)
    overrides = _newest_overrides(ids)
    return {
        victim.pk: _card(viewer, victim, assessments.get(victim.pk, []), overrides.get(victim.pk)) for victim in victims
    }


def _card(
    viewer: Actor, victim: Victim, assessments: Sequence[TriageAssessment], override: TierOverride | None
) -> TriageCard:
    assessment = assessments[0] if assessments else None
    ruleset = RuleSet.from_json(assessment.ruleset.content) if assessment is not None else None
    return TriageCard(
        victim_id=victim.pk,
        case_id=victim.case_id,
        in_force=_tier_in_force(assessments, override),
        assessed_tier=TierKey(assessment.tier) if assessment is not None else None,
        assessed_label=ruleset.label_of(TierKey(assessment.tier)) if assessment is not None and ruleset else "",
        assessed_at=assessment.assessed_at if assessment is not None else None,
        ruleset_version=ruleset.version if ruleset else "",
        reasons=tuple(assessment.reasons) if assessment is not None else (),
        what_would_change=tuple(assessment.what_would_change) if assessment is not None else (),
        override=override,
        history=tuple(assessments[1:10]),
        choices=_choices(ruleset),
        can_override=policies.can_override(actor=viewer, victim=victim),
    )


def triage_facts(*, victim: Victim, on: dt.date) -> TriageFacts:
    """Read what is known about one victim on a London date; what nobody has recorded stays unknown (TRI-2)."""
    known = case_facts.case_facts(case=victim.case)
    facts = known.victims[victim.pk]
    charges = [charge for charge in known.charges if charge.concerns(facts) or charge.is_unlinked]
    is_business = victim.kind == VictimKind.BUSINESS
    return TriageFacts(
        under_18_at_offence=Answer.NO if is_business else _under_18_at_offence(facts, charges, on=on),
        under_18_now=Answer.NO if is_business else answer(enhanced_rights.is_under_18(victim=facts, on=on)),
        vulnerable=Answer.NO if is_business else answer(victim.is_vulnerable),
        intimidated=Answer.NO if is_business else answer(victim.is_intimidated),
        persistently_targeted=Answer.NO if is_business else answer(victim.is_persistently_targeted),
        bereaved_close_relative=answer(victim.person.died_on is not None or victim.case.is_bereaved_family_case),
        rasso=answer(victim.case.is_rasso),
        shares_home_with_suspect=_shares_home(victim),
        communication_need=_communication_need(victim),
        case_reached_cps=answer(victim.case.stage not in _WITH_THE_POLICE),
        business_without_contact=answer(is_business and not _has_business_contact(victim)),
        domestic_abuse_risk=RiskLevel(victim.risk_level),
        own_view=_own_view(victim),
        offence_categories=_categories(charges),
        hate_strands=frozenset().union(*(charge.strands for charge in charges)) if charges else None,
        area=victim.case.area_id,
        sources=_sources(victim, facts),
    )


def answer(value: bool | None) -> Answer:  # noqa: FBT001  (a stored fact, not a switch)
    """Turn a stored yes, no or null into an answer."""
    return {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}[value]


def _assessments(victim_ids: Sequence[uuid.UUID]) -> "QuerySet[TriageAssessment]":
    return (
        TriageAssessment.objects.filter(victim__in=victim_ids)
        .prefetch_related("ruleset")  # few rule sets stand behind many assessments
        .order_by("victim", "-assessed_at", "-id")
    )


def _in_force(tier: TierKey, ruleset: RuleSet, *, is_overridden: bool) -> TierInForce:
    return TierInForce(tier=tier, label=ruleset.label_of(tier), is_overridden=is_overridden)


def _has_risen_since(
    override: TierOverride, assessed: TierKey, ruleset: RuleSet, assessments: Sequence[TriageAssessment]
) -> bool:
    then = next((row for row in assessments if row.assessed_at <= override.overridden_at), None)
    if then is None or not ruleset.has_tier(TierKey(then.tier)):
        return True
    return ruleset.rank_of(assessed) > ruleset.rank_of(TierKey(then.tier))


def _choices(ruleset: RuleSet | None) -> tuple[tuple[str, str], ...]:
    tiers = sorted(ruleset.tiers, key=lambda tier: tier.rank) if ruleset else []
    return tuple((str(tier.key), tier.label) for tier in tiers)


def _under_18_at_offence(facts: VictimFacts, charges: list[ChargeFacts], *, on: dt.date) -> Answer:
    answers = {enhanced_rights.is_under_18_at_offence(victim=facts, charge=charge) for charge in charges}
    if True in answers or enhanced_rights.is_under_18(victim=facts, on=on):
        return Answer.YES
    return Answer.UNKNOWN if None in answers or not answers else Answer.NO


def _categories(charges: list[ChargeFacts]) -> frozenset[OffenceCategory] | None:
    return frozenset().union(*(charge.categories for charge in charges)) if charges else None


def _shares_home(victim: Victim) -> Answer:
    """Compare the victim's contact points with what is known of suspects and defendants, split URNs included (T7)."""
    defendants = Defendant.objects.filter(case__urn_key=victim.case.urn_key)
    known = list(defendants.values_list("address_keys", "phone_keys", "email_keys"))
    phones = {key for _, keys, _ in known for key in keys}
    theirs = {
        ContactPointKind.POST: {key for keys, _, _ in known for key in keys},
        ContactPointKind.MOBILE: phones,
        ContactPointKind.HOME_PHONE: phones,
        ContactPointKind.EMAIL: {key for _, _, keys in known for key in keys},
    }
    points = ContactPoint.objects.filter(person_id=victim.person_id, superseded_at__isnull=True)
    own = [(ContactPointKind(kind), key) for kind, key in points.values_list("kind", "key")]
    if any(
        contact_keys.is_same_contact(kind=kind, key=key, other=other) for kind, key in own for other in theirs[kind]
    ):
        return Answer.YES
    are_homes_known = bool(theirs[ContactPointKind.POST]) and any(kind is ContactPointKind.POST for kind, _ in own)
    return Answer.NO if are_homes_known else Answer.UNKNOWN


def _communication_need(victim: Victim) -> Answer:
    person = victim.person
    if person.needs_interpreter or person.formats or person.access_needs or person.language == Language.OTHER:
        return Answer.YES
    return answer(person.needs_interpreter)


def _has_business_contact(victim: Victim) -> bool:
    return Connection.objects.filter(
        victim=victim, kind=ConnectionKind.BUSINESS_CONTACT, ended_at__isnull=True
    ).exists()


def _own_view(victim: Victim) -> OwnView:
    return OwnView(victim.own_view_of_need) if victim.own_view_of_need in set(OwnView) else OwnView.UNKNOWN


def _sources(victim: Victim, facts: VictimFacts) -> tuple[tuple[str, str], ...]:
    """Say where facts come from, where it is not simply the case record."""
    sources = [
        ("offence_categories", "charges"),
        ("hate_strands", "charges"),
        ("own_view", "the victim"),
        ("shares_home_with_suspect", "comparison of contact details"),
        ("case_reached_cps", "stage of the case"),
    ]
    age = "date of birth" if facts.date_of_birth is not None else "police witness marker C"
    sources += [("under_18_now", age), ("under_18_at_offence", f"{age} and date of the offence")]
    markers = {"L": "vulnerable", "T": "intimidated"}
    sources += [
        (field, f"police witness marker {code}") for code, field in markers.items() if code in victim.witness_codes
    ]
    return tuple(sources)
