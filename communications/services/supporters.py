"""Tell somebody beside a victim that we will ring, and leave a step of the plan out with a reason (S2, V12).

Nothing here tells anybody: a member of staff does, and records it. What happened is recorded as it was, also where it
should not have; then a manager looks at it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import london_date
from cases.services import work
from communications.models import CallSeries, PlanDeviation, SupporterTelling
from communications.rules.calls.supporters import SupporterOutcome, refusal
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.contact_plan import PlanStep
from communications.services import call_steps, contact_plans, safe_calls
from communications.services.contact import SeriesOver

_UNSAFE = "Somebody beside a victim was told of a call who may not be told. See whether anybody is in danger, and why."


class NobodyToTell(Exception):
    """The plan tells nobody first, or somebody else than the page showed."""


class UnusableTelling(ValueError):
    """The telling cannot be recorded as it stands; ``part`` names the field, the text says why."""

    def __init__(self, part: str, words: str) -> None:
        super().__init__(words)
        self.part = part


class NotLeftOut(ValueError):
    """This step cannot be left out, or no reason was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingEntry:
    """One try to tell a supporter, as somebody records it. The note stays out of ``repr``."""

    #: Of the form; the same again is the same telling.
    key: str
    #: Whom the page named.
    connection_id: uuid.UUID
    outcome: SupporterOutcome
    #: Aware.
    told_at: dt.datetime
    #: Aware; from when they can be there.
    there_from: dt.datetime | None = None
    note: str = field(default="", repr=False)


@transaction.atomic
def record_telling(*, series_id: uuid.UUID, entry: TellingEntry, actor: Actor, at: dt.datetime) -> SupporterTelling:
    """Record one try to tell a supporter; what comes next in the calls follows from it.

    Somebody who might not be told at that time is recorded as told all the same, and a manager looks at it.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
        NobodyToTell: this supporter is not, or no longer, the one whom the person wants to be told.
        UnusableTelling: a time that cannot be.
    """
    series = _locked(series_id, actor=actor)
    known = SupporterTelling.objects.filter(key=entry.key, series=series).first()
    if known is not None:
        return known
    _require_open(series)
    if entry.told_at > at:
        raise UnusableTelling("told_at", "The time at which you told them must be in the past")
    if entry.there_from is not None and entry.there_from < entry.told_at:
        raise UnusableTelling("there_from", "They can be there only after you told them")
    connection = _named(series, entry.connection_id, at=at)
    phones = safe_calls.phones(victim=series.victim, person=connection.person, at=entry.told_at)
    facts = contact_plans.supporter_facts(connection=connection, phones=phones, at=entry.told_at)
    why = refusal(facts=facts, on=london_date(at=entry.told_at))
    is_told = entry.outcome is SupporterOutcome.TOLD
    spoken = entry.outcome is not SupporterOutcome.NOT_REACHED
    telling = SupporterTelling.objects.create(
        series=series,
        connection=connection,
        key=entry.key,
        outcome=entry.outcome,
        told_at=entry.told_at,
        there_from=entry.there_from if is_told else None,
        note=entry.note.strip(),
        against=[why.value] if why is not None and spoken else [],
        recorded_at=at,
        recorded_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=telling,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
        detail={"outcome": entry.outcome.value, "against": len(telling.against)},
    )
    if telling.against:
        work.raise_item(
            kind=WorkKind.UNSAFE_CONTACT,
            key=f"unsafe-telling:{telling.pk}",
            summary=_UNSAFE,
            actor=actor,
            at=at,
            case=series.case,
            victim=series.victim,
            about=f"calls:{series.pk}",
            is_for_manager=True,
        )
    call_steps.show(series=series, actor=actor, at=at, outcome=f"Supporter: {entry.outcome.label.lower()}")
    return telling


@transaction.atomic
def leave_out(*, series_id: uuid.UUID, step: PlanStep, reason: str, actor: Actor, at: dt.datetime) -> PlanDeviation:
    """Leave out that a supporter is told, or let the letter go without waiting for the calls, with a reason.

    What is owed in writing and its copy are never left out here. Again it is the same deviation.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
        NotLeftOut: no reason, or another step.
    """
    series = _locked(series_id, actor=actor)
    _require_open(series)
    if step not in {PlanStep.SUPPORTER, PlanStep.CALL}:
        raise NotLeftOut("Only what comes before the letter can be left out")
    if not reason.strip():
        raise NotLeftOut("Say why this step is left out")
    known = PlanDeviation.objects.filter(series=series, step=step).first()
    if known is not None:
        return known
    made = PlanDeviation.objects.create(
        series=series, step=step, reason=reason.strip(), made_at=at, made_by=actor.label
    )
    audit.record(
        actor=actor,
        verb=Verb.OVERRODE,
        subject=made,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
        detail={"step": step.value},
    )
    call_steps.show(series=series, actor=actor, at=at, outcome="A step of the plan was left out")
    return made


def _locked(series_id: uuid.UUID, *, actor: Actor) -> CallSeries:
    series = call_steps.locked(series_id=series_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    return series


def _require_open(series: CallSeries) -> None:
    if series.state != SeriesState.OPEN:
        raise SeriesOver("These calls have ended")


def _named(series: CallSeries, connection_id: uuid.UUID, *, at: dt.datetime) -> Connection:
    """Return whom the plan names. What held when they were told counts, so nothing is locked but the series."""
    now = contact_plans.supporter_now(series=series, letter=call_steps.current_letter(series=series), at=at)
    if now is None or now.connection.pk != connection_id:
        raise NobodyToTell("The person wants nobody, or somebody else, to be told first now")
    return now.connection
