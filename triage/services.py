"""Assessing, overriding and publishing triage. Assessments and overrides are appended and never changed."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import DateField, DateTimeField, F, Func, OuterRef, Q, QuerySet, Subquery

from accounts import policies as account_policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.working_days import london_date
from triage import policies, selectors
from triage.models import RuleSetVersion, TierOverride, TriageAssessment
from triage.rules import tiers
from triage.rules.defaults import DEFAULT_RULESET
from triage.rules.facts import TierKey
from triage.rules.ruleset import RuleSet
from triage.rules.tiers import Assessment

#: How many victims a reassessment takes in one transaction.
BATCH = 200


class AlreadyPublished(ValueError):
    """A rule set of this version exists and says something else; a change is a new version."""


class NothingToWithdraw(ValueError):
    """No override stands."""


def assess(*, victim: Victim, actor: Actor, at: dt.datetime) -> TriageAssessment:
    """Ask the rules for a victim's tier and append the answer with every reason (TRI-1, TRI-2).

    Runs in the caller's transaction, whose service has checked what the actor may do. The rules that counted last time
    are handed over, so that a fact that went missing lowers nothing.
    """
    version = _ruleset_in_force(at=at)
    assessment = _ask(victim, version, at=at)
    row = _row(victim, version, assessment, actor=actor, at=at)
    row.save(force_insert=True)
    audit.record(
        actor=actor,
        verb=Verb.ASSESSED,
        subject=row,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"ruleset": version.version, "reasons": len(assessment.reasons)},
    )
    return row


@transaction.atomic
def override(*, victim: Victim, tier: TierKey, reason: str, actor: Actor, at: dt.datetime) -> TierOverride:
    """Set another tier than the rules say, with a reason (TRI-4).

    Raises:
        NotPermitted: the actor may not override in this case.
        triage.rules.tiers.UnableToOverrideError: no such tier, no change, or no real reason.
    """
    policies.require_override(actor=actor, victim=victim)
    locked = _locked(victim)
    newest = selectors.newest_assessment(victim=locked) or assess(victim=locked, actor=actor, at=at)
    tidy = tiers.validate_override(
        assessed=TierKey(newest.tier), chosen=tier, reason=reason, ruleset=RuleSet.from_json(newest.ruleset.content)
    )
    return _append_override(locked, tier=tier, reason=tidy, actor=actor, at=at)


@transaction.atomic
def withdraw_override(*, victim: Victim, reason: str, actor: Actor, at: dt.datetime) -> TierOverride:
    """Let the rules' own answer stand again, with a reason.

    Raises:
        NotPermitted: the actor may not override in this case.
        NothingToWithdraw: no override stands.
        triage.rules.tiers.UnableToOverrideError: no real reason.
    """
    policies.require_override(actor=actor, victim=victim)
    locked = _locked(victim)
    standing = selectors.newest_override(victim=locked)
    if standing is None or not standing.tier:
        raise NothingToWithdraw("No other tier is set for this victim")
    return _append_override(locked, tier=TierKey(""), reason=tiers.tidy_reason(reason=reason), actor=actor, at=at)


@transaction.atomic
def publish_ruleset(*, ruleset: RuleSet, actor: Actor, at: dt.datetime) -> RuleSetVersion:
    """Publish a version of the rules; the same version with the same content again is the same row (M6).

    Raises:
        NotPermitted: the actor may not publish reference data.
        AlreadyPublished: the version exists with other content.
    """
    account_policies.require_anywhere(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    row, is_new = _publish(ruleset, published_by=actor.label, at=at)
    if row.content != ruleset.to_json():
        raise AlreadyPublished(f"Version {ruleset.version} was published with other rules")
    if is_new:
        audit.record(actor=actor, verb=Verb.PUBLISHED, subject=row, at=at, detail={"version": ruleset.version})
    return row


def reassess_open(*, actor: Actor, at: dt.datetime) -> int:
    """Assess again whoever's facts, rules or age changed since the last assessment; return how many were assessed.

    For open cases only. Set out in batches with a transaction each: safe to run twice, at once, late or killed. An
    assessment that says the same as the one before is appended too, because it was made on newer facts.

    Raises:
        NotPermitted: the actor may not read cases, which only the triage process and national roles may everywhere.
    """
    account_policies.require(actor=actor, permission=Permission.VIEW_CASE)
    version = _ruleset_in_force(at=at)
    done = 0
    last: uuid.UUID | None = None
    while True:
        with transaction.atomic():
            due = _due_for_reassessment(version, at=at)
            batch = list((due.filter(pk__gt=last) if last else due)[:BATCH])
            for victim in batch:
                assess(victim=victim, actor=actor, at=at)
        if not batch:
            return done
        done += len(batch)
        last = batch[-1].pk


def _due_for_reassessment(version: RuleSetVersion, *, at: dt.datetime) -> "QuerySet[Victim]":
    newest = TriageAssessment.objects.filter(victim=OuterRef("pk")).order_by("-assessed_at", "-id")
    # Turning 18 changes who is addressed and which tiers are open, without any fact being entered (domain 2.10).
    came_of_age = Q(adult_on__lte=london_date(at=at), newest_at__date__lt=F("adult_on"))
    return (
        Victim.objects.filter(case__closed_on__isnull=True, contact_ended_on__isnull=True)
        .annotate(
            newest_at=Subquery(newest.values("assessed_at")[:1], output_field=DateTimeField()),
            newest_ruleset=Subquery(newest.values("ruleset_id")[:1]),
            adult_on=Func(
                F("person__born_on"),
                template="(%(expressions)s + interval '18 years')::date",
                output_field=DateField(),
            ),
        )
        .filter(
            Q(newest_at__isnull=True)
            | Q(newest_at__lt=F("case__facts_changed_at"))
            | ~Q(newest_ruleset=version.pk)
            | came_of_age
        )
        .select_related("case", "person")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)
    )


def _ruleset_in_force(*, at: dt.datetime) -> RuleSetVersion:
    """Return the rule set in force; a service that has just been set up begins with the default rules."""
    found = selectors.ruleset_in_force(on=london_date(at=at))
    if found is not None:
        return found
    row, _ = _publish(DEFAULT_RULESET, published_by="system:reference-data", at=at)
    return row


def _publish(ruleset: RuleSet, *, published_by: str, at: dt.datetime) -> tuple[RuleSetVersion, bool]:
    row = RuleSetVersion(
        version=ruleset.version,
        content=ruleset.to_json(),
        starts_on=ruleset.starts_on,
        published_at=at,
        published_by=published_by,
    )
    before = RuleSetVersion.objects.filter(version=ruleset.version).exists()
    RuleSetVersion.objects.bulk_create([row], ignore_conflicts=True)
    return RuleSetVersion.objects.get(version=ruleset.version), not before


def _locked(victim: Victim) -> Victim:
    return Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim.pk)


def _ask(victim: Victim, version: RuleSetVersion, *, at: dt.datetime) -> Assessment:
    on = london_date(at=at)
    before = selectors.newest_assessment(victim=victim)
    return tiers.assess(
        facts=selectors.triage_facts(victim=victim, on=on),
        ruleset=RuleSet.from_json(version.content),
        on=on,
        previously_fired=frozenset(reason["rule"] for reason in before.reasons) if before else frozenset(),
    )


def _row(
    victim: Victim, version: RuleSetVersion, assessment: Assessment, *, actor: Actor, at: dt.datetime
) -> TriageAssessment:
    ruleset = RuleSet.from_json(version.content)
    return TriageAssessment(
        victim=victim,
        ruleset=version,
        tier=assessment.tier,
        reasons=[_reason_json(reason, ruleset) for reason in assessment.reasons],
        what_would_change=[
            {
                "rule": change.rule_id,
                "tier": change.tier,
                "tier_label": ruleset.label_of(change.tier),
                "words": change.words,
                "is_open_question": change.is_open_question,
            }
            for change in assessment.what_would_change
        ],
        assessed_at=at,
        assessed_by=actor.label,
    )


def _reason_json(reason: tiers.Reason, ruleset: RuleSet) -> dict[str, Any]:
    return {
        "rule": reason.rule_id,
        "tier": reason.floor,
        "tier_label": ruleset.label_of(reason.floor),
        "reason": reason.words,
        "is_carried": reason.is_carried,
        "facts": [
            {"field": used.field, "label": used.label, "values": list(used.values), "source": used.source}
            for used in reason.facts
        ],
    }


def _append_override(victim: Victim, *, tier: TierKey, reason: str, actor: Actor, at: dt.datetime) -> TierOverride:
    row = TierOverride.objects.create(
        victim=victim, tier=tier, reason=reason, overridden_at=at, overridden_by=actor.label
    )
    audit.record(
        actor=actor,
        verb=Verb.OVERRODE,
        subject=row,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        reason=reason,
        detail={"tier": tier or None},
    )
    return row
