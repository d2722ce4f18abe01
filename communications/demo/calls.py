"""Lets officers of the demo ring some people: told, not reached, a wrong number, not safe to talk."""

import datetime as dt
import random
from collections.abc import Callable

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Case, Obligation, Victim
from cases.rules.vocabulary import ObligationState
from cases.rules.working_days import LONDON
from communications.rules.calls.vocabulary import CallDirection, CallOutcome, IdentityKind, SeriesState, Signpost
from communications.services import call_steps, contact
from communications.services.contact import AttemptEntry

#: Share of the people in contact whom somebody is ringing.
_RUNG = 0.3
_TRIES = (
    (CallOutcome.NO_ANSWER,),
    (CallOutcome.NO_ANSWER, CallOutcome.NOT_SAFE_TO_TALK),
    (CallOutcome.WRONG_NUMBER,),
    (CallOutcome.NO_ANSWER, CallOutcome.NO_ANSWER, CallOutcome.NO_ANSWER),
    (CallOutcome.NO_ANSWER, CallOutcome.INFORMED),
)
_TOLD = "What was decided and why, in the words of the letter; that they can ask for a review, and by when."
_NOTES: dict[CallOutcome, str] = {
    CallOutcome.NOT_SAFE_TO_TALK: "Said “wrong number” and rang off, as we had agreed.",
    CallOutcome.INFORMED: "Was quiet at first. Wants to hear the reasons again from the prosecutor.",
}


def ring(*, case: Case, now: dt.datetime, actor_of: Callable[[StaffUser], Actor]) -> None:
    """Ring some victims of a case on the working day before ``now``. The same case is rung the same way each time."""
    # A chance of its own, so that calls change nothing else of the demo.
    chance = random.Random(f"calls:{case.urn}")
    for victim in Victim.objects.filter(case=case, in_contact_since__isnull=False).order_by("reference"):
        if victim.officer is not None and chance.random() < _RUNG:
            _ring_one(victim, chance.choice(_TRIES), began_at=_morning_before(now), actor=actor_of(victim.officer))


def _ring_one(victim: Victim, outcomes: tuple[CallOutcome, ...], *, began_at: dt.datetime, actor: Actor) -> None:
    owed = Obligation.objects.filter(victim=victim, state=ObligationState.OPEN, is_blocked=False).first()
    if owed is not None and owed.opened_at > began_at:
        return
    try:
        series = contact.open_series(
            victim_id=victim.pk, obligation_id=owed.pk if owed is not None else None, actor=actor, at=began_at
        )
    except contact.NobodyToRing:
        return
    for number, outcome in enumerate(outcomes):
        at = began_at + dt.timedelta(hours=3 * number)
        # Once the letter cannot wait any longer, writing is the next step and the calls have ended.
        series.refresh_from_db(fields=["state"])
        if series.state != SeriesState.OPEN:
            return
        usable = call_steps.phones_of(series=series, at=at).usable
        if not usable or not usable[0].decision.is_allowed:
            return
        is_told = outcome is CallOutcome.INFORMED
        if is_told:
            contact.record_identity(series_id=series.pk, kind=IdentityKind.BIRTH_AND_ADDRESS, actor=actor, at=at)
        contact.log_attempt(
            series_id=series.pk,
            entry=AttemptEntry(
                key=f"demo:{series.pk}:{number}",
                direction=CallDirection.OUTBOUND,
                outcome=outcome,
                called_on=at.astimezone(LONDON).date(),
                called_time=at.astimezone(LONDON).time(),
                contact_point_id=usable[0].point.pk,
                told=_TOLD if is_told else "",
                signposted=(Signpost.LOCAL_SUPPORT,) if is_told else (),
                notes=_NOTES.get(outcome, ""),
            ),
            actor=actor,
            at=at,
        )


def _morning_before(now: dt.datetime) -> dt.datetime:
    """Return ten in the morning of the last weekday before today, London time."""
    day = now.astimezone(LONDON).date() - dt.timedelta(days=1)
    while day.weekday() > 4:
        day -= dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10, 0), tzinfo=LONDON)
