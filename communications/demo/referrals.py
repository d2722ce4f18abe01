"""Lets some people of the demo ask to be put in touch with a support service, and staff follow it (S5)."""

import datetime as dt
import random

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Victim
from cases.rules.vocabulary import JourneyStage
from cases.rules.working_days import london_date
from communications.models import Referral
from communications.rules.help_near import HelpKind
from communications.rules.referrals import PassedBy, ReferralReason, ReferralState, SomebodyElse
from communications.services import referrals
from communications.services.referral_ways import ways_of
from communications.services.referrals import Consent

_ASKERS = 60
_SERVICES = ("VICTIM_SUPPORT", "LOCAL")
_PHRASES = ("", "", "copper kettle", "north window", "small orchard")
#: What becomes of those that were passed on: an outcome with its reason, or none as long as nobody has asked.
_OUTCOMES: tuple[tuple[ReferralState | None, ReferralReason | None], ...] = (
    (None, None),
    (ReferralState.TAKEN_UP, None),
    (ReferralState.TAKEN_UP, None),
    (ReferralState.WAITING_LIST, None),
    (ReferralState.NOT_REACHED, None),
    (ReferralState.DECLINED_BY_SERVICE, ReferralReason.NO_ROOM),
    (ReferralState.DECLINED_BY_PERSON, None),
)


def let_some_be_put_in_touch(*, seed: int, now: dt.datetime) -> int:
    """Let people ask in the last three weeks, some without a trace; return how many did."""
    chance = random.Random(f"{seed}:referrals")
    staff = actors.system(SystemProcess.DEMO_CASELOAD)
    victims = list(
        Victim.objects.filter(
            officer__isnull=False,
            in_contact_since__isnull=False,
            contact_ended_on__isnull=True,
            case__closed_on__isnull=True,
            person__died_on__isnull=True,
        )
        .exclude(case__stage=JourneyStage.CLOSED)
        .select_related("person", "case")
        .order_by("case__urn", "reference")
    )
    asked = 0
    for victim in chance.sample(victims, k=min(_ASKERS, len(victims))):
        days = chance.randrange(0, 20)
        at = now - dt.timedelta(days=days, hours=chance.randrange(1, 5))
        referral = _ask(victim, chance, at=at)
        if referral is None:
            continue
        asked += 1
        passed_at = at + dt.timedelta(days=2)
        if passed_at < now and chance.random() < 0.85:
            try:
                referrals.pass_on(
                    referral_id=referral.pk,
                    passed_how=chance.choice(tuple(PassedBy)),
                    taken_on=london_date(at=passed_at),
                    seen=ReferralState.ASKED,
                    actor=staff,
                    at=passed_at,
                )
            except referrals.NoSafeWay:
                # It was safe on the day on which they asked, and was not two days later.
                continue
            _follow(referral, chance, at=at + dt.timedelta(days=9), now=now)
    return asked


def _ask(victim: Victim, chance: random.Random, *, at: dt.datetime) -> Referral | None:
    usable = ways_of(victim=victim, person=victim.person, at=at).usable
    if not usable:
        return None
    is_online = chance.random() < 0.6
    actor = (
        actors.victim(victim_id=victim.pk, person_id=victim.person_id)
        if is_online
        else actors.system(SystemProcess.DEMO_CASELOAD)
    )
    consent = Consent(
        service=chance.choice(_SERVICES),
        point_id=usable[0].point.pk,
        may_leave_message=usable[0].may_leave_message,
        somebody_else=chance.choice(tuple(SomebodyElse)),
        code_phrase=chance.choice(_PHRASES),
        tells_needs=chance.random() < 0.5,
        help_kind=HelpKind.PARTNER_OR_FAMILY if chance.random() < 0.2 else None,
        is_hidden=chance.random() < 0.2,
    )
    try:
        return referrals.ask(
            victim_id=victim.pk,
            person_id=victim.person_id,
            consent=consent,
            key=f"demo-{victim.reference}",
            actor=actor,
            at=at,
        )
    except referrals.AskByTelephone:
        # So young that somebody talks with them first.
        return None


def _follow(referral: Referral, chance: random.Random, *, at: dt.datetime, now: dt.datetime) -> None:
    outcome, reason = chance.choice(_OUTCOMES)
    if outcome is None or at > now:
        return
    referrals.record_outcome(
        referral_id=referral.pk,
        outcome=outcome,
        reason=reason,
        taken_on=london_date(at=at),
        seen=ReferralState.PASSED_ON,
        actor=actors.system(SystemProcess.DEMO_CASELOAD),
        at=at,
    )
