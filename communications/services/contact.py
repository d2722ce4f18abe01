"""Ringing a person: a series about one thing, who was known to be on the phone, and what came of each call (L3 to L6).

Nothing here rings anybody. A member of staff does, and records it; what follows from it happens in the same
transaction: the next step and its item of work, a promise kept, a number that is not rung again.
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
from cases.models import Obligation, Victim, WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind, WorkState
from cases.rules.working_days import LONDON, london_date
from cases.services import contact_points, work
from communications.models import CallSeries, Communication, ContactAttempt, IdentityCheck
from communications.rules import safe_hours
from communications.rules.calls.ladder import NextStep
from communications.rules.calls.outcomes import (
    MEANINGS,
    AttemptFacts,
    Fault,
    faults,
    is_check_late,
    is_message_not_agreed,
    is_told_unchecked,
    spares_the_letter,
)
from communications.rules.calls.vocabulary import (
    CallDirection,
    CallOutcome,
    CallPurpose,
    IdentityKind,
    LetterWish,
    SeriesEnd,
    SeriesState,
    Signpost,
)
from communications.rules.contact_plan import NEWS_OF_WORK
from communications.rules.safe_contact import Refusal
from communications.rules.vocabulary import LetterType
from communications.services import call_opening, call_steps, promises, superseding, unattended
from communications.services.call_opening import NobodyToRing as NobodyToRing
from communications.services.safe_calls import Phone, Phones

#: How long a check of who is on the phone is good for: one conversation.
IDENTITY_LASTS = dt.timedelta(hours=2)
#: What the rules said against a message on a machine where none may be left.
MESSAGE_NOT_AGREED = "MESSAGE_NOT_AGREED"
_OF_THE_HOUR = frozenset({Refusal.OUTSIDE_SAFE_TIME, Refusal.NO_SAFE_TIME, Refusal.DEADLINE_BEFORE_SAFE_TIME})


class NothingOwed(ValueError):
    """What the calls were to be about is not, or no longer, owed to this victim."""


class SeriesOver(Exception):
    """The series has ended: they were told or written to, or somebody ended it."""


class UnusableAttempt(ValueError):
    """The call cannot be recorded as it stands; each fault names its part of the record."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.part for fault in found))
        self.faults = found


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEntry:
    """One call as somebody records it. What was said stays out of ``repr``."""

    #: Of the form; the same again is the same call.
    key: str
    direction: CallDirection
    outcome: CallOutcome
    #: London date, and time of day where it was noted.
    called_on: dt.date
    called_time: dt.time | None = None
    #: The number that was rung; None where they rang us.
    contact_point_id: uuid.UUID | None = None
    #: How they were known and at what time that was made sure, where that was not recorded during the call.
    identity: IdentityKind | None = None
    checked_time: dt.time | None = None
    told: str = field(default="", repr=False)
    signposted: tuple[Signpost, ...] = ()
    questions: str = field(default="", repr=False)
    letter_wish: LetterWish | None = None
    #: Aware.
    next_contact_at: dt.datetime | None = None
    #: Where somebody else answered: whether the number is still safe.
    is_number_still_safe: bool | None = None
    notes: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A recorded call, and what comes next."""

    attempt: ContactAttempt
    series: CallSeries
    step: NextStep | None


@transaction.atomic
def open_series(*, victim_id: uuid.UUID, obligation_id: uuid.UUID | None, actor: Actor, at: dt.datetime) -> CallSeries:
    """Begin to ring a victim, or whoever is told in their place, about what is owed or with an update.

    The open series about the same thing is returned where there is one.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        NothingOwed: the obligation is not this victim's, or has ended.
        NobodyToRing: nobody is recorded who may be told.
    """
    victim = (
        Victim.objects.select_for_update(of=("self",))
        .select_related("case__unit", "person", "officer")
        .get(pk=victim_id)
    )
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    obligation = _owed(victim, obligation_id)
    return call_opening.begin(victim=victim, obligation=obligation, actor=actor, at=at)


@transaction.atomic
def ring_about_news(*, item_id: uuid.UUID, actor: Actor, at: dt.datetime) -> CallSeries:
    """Begin to ring a victim about the news of an open item of work (V12, L11); again it is the same series.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        NothingOwed: the item is finished, names no victim, or is not about news.
        NobodyToRing: nobody is recorded who may be told.
    """
    # Nothing but the item leads to the victim: it is read again once the victim is locked, as everywhere first.
    found = WorkItem.objects.filter(pk=item_id, victim__isnull=False).values_list("victim_id", flat=True).first()
    if found is None:
        raise NothingOwed("This news concerns nobody whom we could ring")
    victim = (
        Victim.objects.select_for_update(of=("self",)).select_related("case__unit", "person", "officer").get(pk=found)
    )
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    item = WorkItem.objects.get(pk=item_id)
    if item.state != WorkState.OPEN or item.kind not in NEWS_OF_WORK:
        raise NothingOwed("Somebody has finished this work already")
    return call_opening.begin(victim=victim, obligation=None, news=item, actor=actor, at=at)


@transaction.atomic
def record_identity(*, series_id: uuid.UUID, kind: IdentityKind, actor: Actor, at: dt.datetime) -> IdentityCheck:
    """Record, during the call and before anything is told, how it was made sure who is on the phone (L5).

    Only that and how, never a question or an answer. The same again within the conversation is the same check.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
    """
    series = _open(series_id, actor=actor)
    existing = open_identity(series=series, actor=actor, at=at)
    if existing is not None and existing.kind == kind:
        return existing
    return _identify(series, kind, actor=actor, checked_at=at, at=at)


@transaction.atomic
def log_attempt(*, series_id: uuid.UUID, entry: AttemptEntry, actor: Actor, at: dt.datetime) -> Logged:
    """Record one call with everything that follows from it.

    A promise is kept only where the person was told something. A number that reached somebody else is marked, so that
    nobody rings it again. A call outside what is recorded as safe is recorded as it was, and a manager looks at it.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
        UnusableAttempt: something is missing or cannot be.
    """
    series = _locked(series_id, actor=actor)
    # Only once the series is locked: two presses of one button arrive together.
    known = series.attempts.filter(key=entry.key).first()
    if known is not None:
        return Logged(attempt=known, series=series, step=None)
    _require_open(series)
    called_at, checked_at = _at(entry, entry.called_time), _at(entry, entry.checked_time)
    phones = call_steps.phones_of(series=series, at=called_at or at)
    phone = phones.phone(point_id=entry.contact_point_id)
    identity = open_identity(series=series, actor=actor, at=at)
    is_late = is_check_late(outcome=entry.outcome, is_check_live=identity is not None)
    _require_usable(
        entry, series, phones, is_check_live=identity is not None, checked_at=checked_at, called_at=called_at, at=at
    )
    if identity is None and entry.identity is not None and _spoke_with_them(entry):
        made_at = checked_at or called_at or at
        identity = _identify(series, entry.identity, actor=actor, checked_at=made_at, at=at)
    against = _against(entry, phone, called_at=called_at)
    attempt = ContactAttempt.objects.create(
        series=series,
        number=series.attempts.count() + 1,
        key=entry.key,
        direction=entry.direction,
        contact_point=phone.point if phone is not None else None,
        called_on=entry.called_on,
        called_at=called_at,
        who_answered=MEANINGS[entry.outcome].who_answered,
        outcome=entry.outcome,
        identity=identity if _spoke_with_them(entry) else None,
        is_check_late=is_late,
        told=entry.told.strip(),
        signposted=[each.value for each in entry.signposted],
        questions=entry.questions.strip(),
        letter_wish=entry.letter_wish or "",
        next_contact_at=entry.next_contact_at,
        notes=entry.notes.strip(),
        against=against,
        logged_at=at,
        logged_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=attempt,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
        detail={
            "outcome": entry.outcome.value,
            "direction": entry.direction.value,
            "against": len(against),
            "is_check_late": is_late,
        },
    )
    _follow(series, attempt, entry, phone, actor=actor, at=at)
    step = call_steps.show(series=series, actor=actor, at=at, outcome=f"Call recorded: {entry.outcome.label}")
    return Logged(attempt=attempt, series=series, step=step)


@transaction.atomic
def end_series(*, series_id: uuid.UUID, reason: SeriesEnd, actor: Actor, at: dt.datetime) -> CallSeries:
    """Ring no more about this, for a reason. What is owed in writing stays owed, and stays on the list as such.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
    """
    series = _open(series_id, actor=actor)
    call_steps.end(series=series, state=SeriesState.ENDED, actor=actor, at=at, reason=reason.value)
    return series


def open_identity(*, series: CallSeries, actor: Actor, at: dt.datetime) -> IdentityCheck | None:
    """Return the check that this actor made in the conversation that is going on; None where there is none."""
    return (
        IdentityCheck.objects.filter(
            series=series, checked_by=actor.label, attempt__isnull=True, checked_at__gte=at - IDENTITY_LASTS
        )
        .order_by("-checked_at", "-id")
        .first()
    )


def _open(series_id: uuid.UUID, *, actor: Actor) -> CallSeries:
    series = _locked(series_id, actor=actor)
    _require_open(series)
    return series


def _locked(series_id: uuid.UUID, *, actor: Actor) -> CallSeries:
    series = call_steps.locked(series_id=series_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    return series


def _require_open(series: CallSeries) -> None:
    if series.state != SeriesState.OPEN:
        raise SeriesOver("These calls have ended")


def _owed(victim: Victim, obligation_id: uuid.UUID | None) -> Obligation | None:
    if obligation_id is None:
        return None
    obligation = Obligation.objects.filter(pk=obligation_id, victim=victim, state=ObligationState.OPEN).first()
    if obligation is None:
        raise NothingOwed("This is not owed to the victim any more")
    return obligation


def _identify(
    series: CallSeries, kind: IdentityKind, *, actor: Actor, checked_at: dt.datetime, at: dt.datetime
) -> IdentityCheck:
    check = IdentityCheck.objects.create(series=series, kind=kind, checked_at=checked_at, checked_by=actor.label)
    audit.record(
        actor=actor,
        verb=Verb.CONFIRMED,
        subject=check,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
        detail={"kind": kind.value},
    )
    return check


def _at(entry: AttemptEntry, time: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(entry.called_on, time, tzinfo=LONDON) if time is not None else None


#: It is not known who was on the telephone.
_NOT_SURE = frozenset({CallOutcome.IDENTITY_NOT_CONFIRMED, CallOutcome.TOLD_UNCHECKED})


def _spoke_with_them(entry: AttemptEntry) -> bool:
    return MEANINGS[entry.outcome].who_answered == "PERSON" and entry.outcome not in _NOT_SURE


def _require_usable(
    entry: AttemptEntry,
    series: CallSeries,
    phones: Phones,
    *,
    is_check_live: bool,
    checked_at: dt.datetime | None,
    called_at: dt.datetime | None,
    at: dt.datetime,
) -> None:
    agreed = entry.next_contact_at
    is_safe = agreed is None or safe_hours.next_safe_time(profile=phones.profile, since=agreed) == agreed
    found = faults(
        facts=AttemptFacts(
            outcome=entry.outcome,
            direction=entry.direction,
            has_identity=is_check_live or entry.identity is not None,
            is_check_live=is_check_live,
            checked_at=checked_at,
            told=entry.told,
            called_on=entry.called_on,
            today=london_date(at=at),
            called_at=called_at,
            next_contact_at=agreed,
            is_next_contact_safe=is_safe,
            now=at,
        )
    )
    is_named = phones.phone(point_id=entry.contact_point_id) is not None
    if entry.direction is CallDirection.OUTBOUND and phones.all and not is_named:
        found = (*found, Fault(part="number", words="Select which number was rung"))
    is_somebody_else = entry.outcome is CallOutcome.SOMEBODY_ELSE_ANSWERED
    if is_somebody_else and entry.is_number_still_safe is None:
        found = (*found, Fault(part="still_safe", words="Select whether the number is still safe"))
    if found:
        raise UnusableAttempt(found)


def _against(entry: AttemptEntry, phone: Phone | None, *, called_at: dt.datetime | None) -> list[str]:
    """List what the rules said against a call that we made, when it was made."""
    if entry.direction is CallDirection.INBOUND:
        return []
    if phone is None:
        return [Refusal.NO_CONTACT_POINT.value]
    said = [one.value for one in phone.decision.refusals if called_at is not None or one not in _OF_THE_HOUR]
    if is_message_not_agreed(outcome=entry.outcome, may_leave_voicemail=phone.may_leave_voicemail):
        said.append(MESSAGE_NOT_AGREED)
    return said


def _follow(
    series: CallSeries,
    attempt: ContactAttempt,
    entry: AttemptEntry,
    phone: Phone | None,
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    meaning = MEANINGS[entry.outcome]
    if phone is not None and (meaning.ends_number or entry.is_number_still_safe is False):
        contact_points.doubt_contact_point(case_id=series.case_id, contact_point_id=phone.point.pk, actor=actor, at=at)
        _raise(series, WorkKind.NO_CONTACT_DETAILS, _ASK_FOR_NUMBER, f"number:{phone.point.pk}", actor=actor, at=at)
    if attempt.against:
        _raise(series, WorkKind.UNSAFE_CONTACT, _UNSAFE, f"unsafe-call:{attempt.pk}", actor=actor, at=at)
    if is_told_unchecked(outcome=entry.outcome):
        _raise(series, WorkKind.UNSAFE_CONTACT, _UNCHECKED, f"unchecked-call:{attempt.pk}", actor=actor, at=at)
    if meaning.is_told:
        promises.keep_by_call(attempt=attempt, victim=series.victim, person=series.person, actor=actor, at=at)
    if spares_the_letter(outcome=entry.outcome, purpose=CallPurpose(series.purpose), wish=entry.letter_wish):
        superseding.end_letters(
            letters=Communication.objects.filter(
                victim=series.victim, recipient=series.person, letter_type=LetterType.NO_CHANGE_UPDATE
            ),
            why="They were told on the phone and want no letter",
            actor=actor,
            at=at,
            settles=unattended.work_key,
        )


_ASK_FOR_NUMBER = "A number reached somebody else or nobody: ask for a safe one before anybody rings again."
_UNCHECKED = "Something was told before it was sure who listened. See whether anybody is in danger, and what follows."
_UNSAFE = "A call was made outside what is recorded as safe. See whether anybody is in danger, and why it happened."


def _raise(series: CallSeries, kind: WorkKind, summary: str, key: str, *, actor: Actor, at: dt.datetime) -> None:
    work.raise_item(
        kind=kind,
        key=key,
        summary=summary,
        actor=actor,
        at=at,
        case=series.case,
        victim=series.victim,
        about=f"calls:{series.pk}",
        is_for_manager=kind is WorkKind.UNSAFE_CONTACT,
    )
