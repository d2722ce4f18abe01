"""The steps of a referral: each appended, what is due next counted, and the work for staff raised and ended (REF-4).

For `communications.services.referrals` alone, in whose transaction everything here runs, under its locks.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules import time_limits
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import LimitKind, WorkKind
from cases.rules.working_days import BeyondHorizon, end_of_day, london_date
from cases.services import reference, work
from communications.models import Referral, ReferralStep
from communications.rules import referrals as rules
from communications.rules.referrals import PassedBy, ReferralReason, ReferralState


class ChangedMeanwhile(ValueError):
    """Somebody else took a step since the page was opened, or the step does not follow."""


class WrongDate(ValueError):
    """The date lies in the future, or before the step before it."""


def end_all(found: Iterable[Referral], *, actor: Actor, at: dt.datetime) -> None:
    """End what was asked before, because the person asked again: the service hears of the new one instead."""
    for referral in found:
        end(referral, reason=ReferralReason.ASKED_AGAIN, actor=actor, at=at)


def end(referral: Referral, *, reason: ReferralReason, actor: Actor, at: dt.datetime) -> None:
    """End a consent; a service that has the name is told to stop by the end of the next working day."""
    had_the_name = referral.state in rules.WITH_THE_SERVICE
    take(referral, step=ReferralState.WITHDRAWN, taken_on=london_date(at=at), reason=reason, actor=actor, at=at)
    if had_the_name and reason is not ReferralReason.ASKED_AGAIN:
        raise_work(
            referral,
            kind=WorkKind.REFERRAL_STOP,
            summary="A consent has ended. Tell the support service that it does not get in touch and keeps nothing of "
            "what we passed on",
            due_on=_next_working_day(on=london_date(at=at)),
            actor=actor,
            at=at,
        )


def take(
    referral: Referral,
    *,
    step: ReferralState,
    taken_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    passed_how: PassedBy | None = None,
    reason: ReferralReason | None = None,
) -> None:
    """Append a step, keep how it stands, and say what is to be done next."""
    try:
        rules.require_follows(state=ReferralState(referral.state), step=step, reason=reason)
    except rules.StepDoesNotFollow as refused:
        raise ChangedMeanwhile(str(refused)) from refused
    last = ReferralStep.objects.filter(referral=referral).order_by("-id").first()
    if taken_on > london_date(at=at) or (last is not None and taken_on < last.taken_on):
        raise WrongDate
    append(referral, step=step, taken_on=taken_on, passed_how=passed_how, reason=reason, actor=actor, at=at)
    for kind in (WorkKind.REFERRAL_START, WorkKind.REFERRAL_OUTCOME, WorkKind.REFERRAL_TELL):
        work.settle(key=_key(referral, kind), outcome=f"{step.label}.", actor=actor, at=at)
    is_asked_about = step in {ReferralState.PASSED_ON, ReferralState.WAITING_LIST}
    due_on = by_when(kind=LimitKind.REFERRAL_OUTCOME, on=taken_on) if is_asked_about else None
    if step in rules.TO_BE_TOLD:
        due_on = _next_working_day(on=london_date(at=at))
    referral.state = step
    referral.due_on = due_on if step in rules.OPEN else None
    referral.save(update_fields=["state", "due_on"])
    if is_asked_about:
        raise_work(
            referral,
            kind=WorkKind.REFERRAL_OUTCOME,
            summary="A support service has had a name from us. Ask it what came of that, and record what it says",
            due_on=due_on,
            actor=actor,
            at=at,
        )
    elif step in rules.TO_BE_TOLD:
        raise_work(
            referral,
            kind=WorkKind.REFERRAL_TELL,
            summary="A support service could not take them or could not reach them. Tell them in their safe way, and "
            "offer another one",
            due_on=due_on,
            actor=actor,
            at=at,
        )
    record(referral, verb=Verb.CHANGED, actor=actor, at=at)


def append(
    referral: Referral,
    *,
    step: ReferralState,
    taken_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    passed_how: PassedBy | None = None,
    reason: ReferralReason | None = None,
) -> None:
    """Append one step."""
    ReferralStep.objects.create(
        referral=referral,
        step=step,
        passed_how=passed_how or "",
        reason=reason or "",
        taken_on=taken_on,
        recorded_at=at,
        recorded_by=actor.label,
    )


def end_what_ran_out(*, actor: Actor, at: dt.datetime) -> int:
    """End what people agreed to and nobody passed on in time, and have them told (REF-2); return how many there were.

    Each on its own, under its locks: somebody may pass it on, or be asked again, at the same moment. A service that has
    the name keeps being asked what came of it.
    """
    today = london_date(at=at)
    run_out = Referral.objects.filter(state=ReferralState.ASKED, consent_until__lt=today)
    ended = 0
    for referral_id, victim_id in run_out.order_by("consent_until", "id").values_list("pk", "victim_id"):
        with transaction.atomic():
            victims = Victim.objects.select_for_update(of=("self",), no_key=True).select_related(
                "case__unit", "officer"
            )
            victim = victims.get(pk=victim_id)
            referral = run_out.select_for_update(of=("self",)).filter(pk=referral_id).first()
            if referral is None:
                continue
            referral.victim = victim
            end(referral, reason=ReferralReason.CONSENT_ENDED, actor=actor, at=at)
            raise_work(
                referral,
                kind=WorkKind.REFERRAL_TELL,
                summary="The time for which they agreed was over before we passed their name on. Tell them so with an "
                "apology in their safe way, and ask whether they still want it",
                due_on=_next_working_day(on=today),
                actor=actor,
                at=at,
            )
            ended += 1
    return ended


def _key(referral: Referral, kind: WorkKind) -> str:
    return f"referral:{referral.pk}:{kind.value}"


def raise_work(
    referral: Referral, *, kind: WorkKind, summary: str, due_on: dt.date | None, actor: Actor, at: dt.datetime
) -> None:
    """Put what is to be done on the list of the unit, free of names and of which service it is."""
    hidden = ". It leaves no trace online: name it in no letter and no message" if referral.is_hidden else ""
    work.raise_item(
        kind=kind,
        key=_key(referral, kind),
        summary=f"{summary}{hidden}",
        actor=actor,
        at=at,
        case=referral.victim.case,
        victim=referral.victim,
        about=f"referral:{referral.pk}",
        due_at=end_of_day(due_on=due_on) if due_on is not None else None,
    )


def by_when(*, kind: LimitKind, on: dt.date) -> dt.date | None:
    """Return the London date by whose end the next step is due; None where no limit is in force."""
    try:
        limit = reference.load_rules(on=on).limits.in_force(kind=kind, on=on)
        return time_limits.apply_limit(limit=limit, start=on, calendar=reference.load_calendar()).due_on
    except (reference.NothingPublished, NoLimitInForce, BeyondHorizon):
        return None


def _next_working_day(*, on: dt.date) -> dt.date | None:
    try:
        return reference.load_calendar().next(after=on)
    except (reference.NothingPublished, BeyondHorizon):
        return None


def record(referral: Referral, *, verb: Verb, actor: Actor, at: dt.datetime) -> None:
    """Leave a trace: that, by whom and how it stands; never to which service."""
    audit.record(
        actor=actor,
        verb=verb,
        subject=referral,
        at=at,
        case_id=referral.victim.case_id,
        victim_id=referral.victim_id,
        detail={"state": str(referral.state)},
    )
