"""The promise ledger: when a person will next hear from us, kept by any substantive contact (V6, V9; leap 1).

A promise is opened when something leaves that names a next date, or when somebody comes into contact; whatever tells
the person something about the case keeps it and opens the next. One is open per person and victim; the database holds
that.
The sweeps that warn, apologise and open updates are in `promise_sweeps`.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Person, SafeContactProfile, Victim
from cases.rules.vocabulary import JourneyStage
from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.selectors import reviews
from cases.services import people, reference, work
from cases.services.people import Seen
from communications.models import Communication, ContactAttempt, Promise
from communications.rules import dated_tables, promises
from communications.rules.promises import (
    LONGEST_OWN_RHYTHM,
    SHORTEST_OWN_RHYTHM,
    NoRhythmError,
    Rhythm,
    RhythmOutOfRangeError,
)
from communications.rules.vocabulary import PromiseKind, PromiseState
from communications.services import dated_rows, recipients
from triage import selectors as triage

__all__ = ["NoRhythmError", "NotInContact", "RhythmOutOfRangeError", "UnableToPromise"]

#: Stages after which nothing follows by rhythm, unless a review is asked for. A date that a letter named is still kept.
_OVER = frozenset({JourneyStage.CLOSED, JourneyStage.STOPPED})
_UNKNOWN_TIER = "UNIVERSAL"


class NotInContact(ValueError):
    """The person has died, asked not to be contacted, or the contact or the case has ended."""


class UnableToPromise(ValueError):
    """The date cannot be promised: it is not a working day to come, or too far away."""


def open_for(*, victim: Victim, person: Person, actor: Actor, at: dt.datetime) -> Promise | None:
    """Promise a person the date of their next update by their rhythm, unless one is promised; return the open promise.

    None when the person is not in contact. Runs in the caller's transaction; safe to call at once from several
    processes.
    """
    if not is_in_contact(victim=victim, person=person):
        return None
    rhythm, due_on = _by_rhythm(victim, person, on=london_date(at=at))
    return _open(victim, person, due_on=due_on, rhythm=rhythm, basis=rhythm.basis, follows=None, actor=actor, at=at)


def next_update_on(*, victim: Victim, person: Person, at: dt.datetime) -> dt.date:
    """Return the date that a letter leaving now may promise to this person (PRO-3).

    Raises:
        BeyondHorizon: the calendar does not reach that far.

    """
    return _by_rhythm(victim, person, on=london_date(at=at))[1]


def keep(*, communication: Communication, contact_at: dt.datetime, actor: Actor, at: dt.datetime) -> None:
    """Settle the promise that substantive contact keeps and open the next one (PRO-4, PRO-6).

    ``contact_at`` is when the words left; ``at`` is now. Called again for the same communication it changes nothing.
    The next date is the one that the letter named, else the person's rhythm from the contact on. Runs in the caller's
    transaction.
    """
    victim = communication.victim
    person = communication.recipient or victim.person
    theirs = Q(victim=victim, person=person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN)
    concerned = list(Promise.objects.select_for_update(of=("self",)).filter(theirs | Q(kept_by=communication)))
    if any(promise.kept_by_id == communication.pk for promise in concerned):
        return
    # Only what was promised before: a promise opened by this very letter is not kept by it.
    kept = next(iter(concerned), None)
    if kept is not None and kept.made_at >= contact_at:
        return
    if kept is not None:
        contact_on = london_date(at=contact_at)
        state = promises.state_when_kept(due_on=kept.due_on, contact_on=contact_on)
        _settle(kept, state, kept_by=communication, actor=actor, at=at)
        _trace(kept, Verb.KEPT, communication=communication, actor=actor, at=at)
    _open_after(communication, person, follows=kept, contact_at=contact_at, actor=actor, at=at)


def keep_by_call(*, attempt: ContactAttempt, victim: Victim, person: Person, actor: Actor, at: dt.datetime) -> None:
    """Settle the promise that is kept by telling somebody on the phone, and open the next one (PRO-4, PRO-6).

    Only for a call in which the person was told something. The next date follows their rhythm from the day of the
    call. Runs in the caller's transaction, which records each call once.
    """
    kept = (
        Promise.objects.select_for_update(of=("self",))
        .filter(victim=victim, person=person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN)
        .first()
    )
    if kept is not None:
        if london_date(at=kept.made_at) > attempt.called_on:
            return
        kept.kept_by_call = attempt
        kept.save(update_fields=["kept_by_call"])
        state = promises.state_when_kept(due_on=kept.due_on, contact_on=attempt.called_on)
        _settle(kept, state, kept_by=None, actor=actor, at=at)
        audit.record(
            actor=actor, verb=Verb.KEPT, subject=kept, at=at, case_id=kept.case_id, victim_id=kept.victim_id,
            detail={"state": str(kept.state), "due_on": kept.due_on, "call": attempt.pk},
        )  # fmt: skip
    _open_next(victim, person, named=None, follows=kept, contact_on=attempt.called_on, actor=actor, at=at)


def take_back(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Take back that a contact kept a promise, because it did not arrive after all (PRO-7).

    The promise is open again with the date that the person knows, and is warned of, kept or missed like any other; the
    one that was opened after it gives way. Where a nearer or newer one is in force, that one stands. Runs in the
    caller's transaction; a communication that kept nothing changes nothing.
    """
    kept = (
        Promise.objects.select_for_update(of=("self",))
        .select_related("victim__case", "person")
        .filter(kept_by=communication)
        .first()
    )
    if kept is None:
        return
    following = (
        Promise.objects.select_for_update(of=("self",))
        .filter(victim=kept.victim, person=kept.person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN)
        .first()
    )
    state = promises.state_when_taken_back(
        due_on=kept.due_on,
        next_due_on=following.due_on if following is not None else None,
        is_next_untouched=following is not None and following.follows_id == kept.pk,
    )
    if following is None and not is_in_contact(victim=kept.victim, person=kept.person):
        state = PromiseState.ENDED
    if state is PromiseState.OPEN and following is not None:
        # It was never told to anybody. Out of the chain, so that what follows the kept promise is free again.
        following.follows = None
        following.save(update_fields=["follows"])
        _settle(following, PromiseState.REPLACED, kept_by=None, actor=actor, at=at)
        _trace(following, Verb.SUPERSEDED, communication=communication, actor=actor, at=at)
    kept.state = state
    kept.kept_by = None
    kept.settled_at = None if state is PromiseState.OPEN else at
    kept.warned_at = None
    kept.save(update_fields=["state", "kept_by", "settled_at", "warned_at"])
    _trace(kept, Verb.REOPENED, communication=communication, actor=actor, at=at)


@transaction.atomic
def promise_date(
    *, victim_id: uuid.UUID, person_id: uuid.UUID, due_on: dt.date, actor: Actor, at: dt.datetime
) -> Promise:
    """Promise a person another date than the rhythm gives, in place of the open promise.

    ``due_on`` is a London date, a working day after today and at most two months away.

    Raises:
        NotPermitted: the actor may not make promises in this case.
        NotInContact: the person is not in contact.
        UnableToPromise: the date is no working day to come or too far away.

    """
    victim, person = _locked(victim_id, person_id)
    policies.require(actor=actor, permission=Permission.MAKE_PROMISE, case=victim.case)
    _require_contact(victim, person)
    today = london_date(at=at)
    _require_promisable(due_on, today=today, calendar=reference.load_calendar())
    rhythm = _rhythm(victim, _profile(person), on=today)
    return _replace(victim, person, due_on=due_on, rhythm=rhythm, basis="agreed date", actor=actor, at=at)


@transaction.atomic
def change_rhythm(
    *,
    victim_id: uuid.UUID,
    person_id: uuid.UUID,
    rhythm_days: int | None,
    paused_until: dt.date | None,
    actor: Actor,
    at: dt.datetime,
    seen: Seen | None = None,
) -> Promise:
    """Let a person hear from us in their own rhythm, or pause, and promise the date that follows from it (V9, PRO-2).

    ``rhythm_days`` is 7 to 56 calendar days, None for the tier's; ``paused_until`` is the London date from which
    updates go on, None for no pause.

    Raises:
        NotPermitted: the actor may not make promises in this case, and is not the person either.
        NotInContact: the person is not in contact.
        RhythmOutOfRangeError: the rhythm is outside 7 to 56 days.
        UnableToPromise: the pause ends in the past or more than a year away.
        ChangedMeanwhile: somebody else changed it since the page that ``seen`` names was opened.

    """
    victim, person = _locked(victim_id, person_id)
    policies.require_for_person(actor=actor, permission=Permission.MAKE_PROMISE, case=victim.case, person_id=person_id)
    _require_contact(victim, person)
    if rhythm_days is not None:
        promises.own_rhythm(days=rhythm_days)
    today = london_date(at=at)
    if paused_until is not None and not today < paused_until <= today + dt.timedelta(days=365):
        raise UnableToPromise("A pause ends on a day within the coming year")
    people.set_update_rhythm(
        case=victim.case,
        person=person,
        rhythm_days=rhythm_days,
        paused_until=paused_until,
        actor=actor,
        at=at,
        seen=seen,
    )
    rhythm, due_on = _by_rhythm(victim, person, on=today)
    basis = "paused" if paused_until is not None else rhythm.basis
    return _replace(victim, person, due_on=due_on, rhythm=rhythm, basis=basis, actor=actor, at=at)


def bring_forward(
    *, victim: Victim, person: Person, due_on: dt.date, basis: str, actor: Actor, at: dt.datetime
) -> dt.date | None:
    """Promise a person to hear from us by ``due_on`` or sooner; return the London date that is promised now.

    An open promise that is due no later stays as it is. None when the person is not in contact. Runs in the caller's
    transaction.
    """
    if not is_in_contact(victim=victim, person=person):
        return None
    theirs = Promise.objects.select_for_update(of=("self",)).filter(
        victim=victim, person=person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN
    )
    before = theirs.first()
    if before is not None and before.due_on <= due_on:
        return before.due_on
    rhythm = _rhythm(victim, _profile(person), on=london_date(at=at))
    return _replace(victim, person, due_on=due_on, rhythm=rhythm, basis=basis, actor=actor, at=at).due_on


def contact_person(*, victim: Victim, at: dt.datetime) -> Person | None:
    """Return the person who is kept informed about a victim's case, None when nobody suitable is recorded.

    The same person whom letters address: the victim, or a guardian, relative, spokesperson or named contact; never
    somebody who is or lives with a suspect (domain reference 2.10).
    """
    addressee = recipients.addressee_of(victim=victim, obligation=None, at=at)
    return recipients.recipient_of(victim=victim, addressee=addressee).person


def is_in_contact(*, victim: Victim, person: Person) -> bool:
    """Say whether a person may be promised anything: alive, wanting contact, in a case that goes on or may be asked."""
    return _is_in_contact(victim, person, _profile(person))


def has_ended(*, victim: Victim, person: Person) -> bool:
    """Say whether contact with a person has ended, as far as case, victim and person tell; no query."""
    return (
        victim.case.closed_on is not None
        or victim.case.stage == JourneyStage.CLOSED
        or victim.contact_ended_on is not None
        or victim.has_declined_contact
        or person.died_on is not None
    )


def _is_in_contact(victim: Victim, person: Person, profile: SafeContactProfile | None) -> bool:
    has_opted_out = profile is not None and profile.opted_out_at is not None
    return not has_opted_out and not has_ended(victim=victim, person=person)


def work_key(*, promise_id: uuid.UUID) -> str:
    """Name the work item that shows a promise to its officer."""
    return f"promise:{promise_id}"


def _open_after(
    communication: Communication,
    person: Person,
    *,
    follows: Promise | None,
    contact_at: dt.datetime,
    actor: Actor,
    at: dt.datetime,
) -> None:
    contact_on = london_date(at=contact_at)
    named = _named_date(communication, after=contact_on)
    _open_next(communication.victim, person, named=named, follows=follows, contact_on=contact_on, actor=actor, at=at)


def _open_next(
    victim: Victim,
    person: Person,
    *,
    named: dt.date | None,
    follows: Promise | None,
    contact_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> None:
    profile = _profile(person)
    if not _is_in_contact(victim, person, profile):
        return
    is_over = victim.case.stage in _OVER and not reviews.is_under_review(victim=victim)
    is_live = not is_over and (victim.in_contact_since is not None or follows is not None)
    if named is None and not is_live:
        return
    rhythm = _rhythm(victim, profile, on=contact_on)
    due_on = named or _next_due(rhythm, profile, after=contact_on)
    basis = "named in the letter" if named is not None else rhythm.basis
    _open(victim, person, due_on=due_on, rhythm=rhythm, basis=basis, follows=follows, actor=actor, at=at)


def _named_date(communication: Communication, *, after: dt.date) -> dt.date | None:
    """Return the next-update date that the words of the letter named, if it still lies ahead."""
    stored = communication.context.get("next_update_on")
    if not stored:
        return None
    named = dt.date.fromisoformat(stored)
    return named if named > after else None


def _open(
    victim: Victim,
    person: Person,
    *,
    due_on: dt.date,
    rhythm: Rhythm,
    basis: str,
    follows: Promise | None,
    actor: Actor,
    at: dt.datetime,
) -> Promise:
    promise = Promise(
        victim=victim,
        person=person,
        case_id=victim.case_id,
        due_on=due_on,
        rhythm_days=rhythm.days,
        basis=basis[:60],
        follows=follows,
        made_at=at,
        made_by=actor.label,
    )
    Promise.objects.bulk_create([promise], ignore_conflicts=True)
    opened = Promise.objects.get(victim=victim, person=person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN)
    if opened.pk == promise.pk:
        audit.record(
            actor=actor, verb=Verb.PROMISED, subject=opened, at=at, case_id=victim.case_id, victim_id=victim.pk,
            detail={"due_on": due_on, "rhythm_days": rhythm.days},
        )  # fmt: skip
    return opened


def _replace(
    victim: Victim, person: Person, *, due_on: dt.date, rhythm: Rhythm, basis: str, actor: Actor, at: dt.datetime
) -> Promise:
    before = (
        Promise.objects.select_for_update(of=("self",))
        .filter(victim=victim, person=person, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN)
        .first()
    )
    if before is not None:
        _settle(before, PromiseState.REPLACED, kept_by=None, actor=actor, at=at)
    return _open(victim, person, due_on=due_on, rhythm=rhythm, basis=basis, follows=before, actor=actor, at=at)


def _settle(
    promise: Promise, state: PromiseState, *, kept_by: Communication | None, actor: Actor, at: dt.datetime
) -> None:
    promise.state = state
    promise.kept_by = kept_by
    promise.settled_at = at
    promise.save(update_fields=["state", "kept_by", "settled_at"])
    work.settle(key=work_key(promise_id=promise.pk), outcome=state.label, actor=actor, at=at)


def _trace(promise: Promise, verb: Verb, *, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=promise, at=at, case_id=promise.case_id, victim_id=promise.victim_id,
        detail={"state": str(promise.state), "due_on": promise.due_on, "communication": communication.pk},
    )  # fmt: skip


def _locked(victim_id: uuid.UUID, person_id: uuid.UUID) -> tuple[Victim, Person]:
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    return victim, Person.objects.get(pk=person_id)


def _require_contact(victim: Victim, person: Person) -> None:
    if not is_in_contact(victim=victim, person=person):
        raise NotInContact("Nothing is promised to somebody who is not in contact with us")


def _require_promisable(due_on: dt.date, *, today: dt.date, calendar: WorkingDayCalendar) -> None:
    if not today < due_on <= today + dt.timedelta(days=LONGEST_OWN_RHYTHM) or not calendar.is_working_day(day=due_on):
        raise UnableToPromise("Promise a working day after today and within the next two months")


def _profile(person: Person) -> SafeContactProfile | None:
    return SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id").first()


def _by_rhythm(victim: Victim, person: Person, *, on: dt.date) -> tuple[Rhythm, dt.date]:
    """Return the rhythm of a person on a London date, and the date of the next update by it (PRO-2, PRO-3)."""
    profile = _profile(person)
    rhythm = _rhythm(victim, profile, on=on)
    return rhythm, _next_due(rhythm, profile, after=on)


def _next_due(rhythm: Rhythm, profile: SafeContactProfile | None, *, after: dt.date) -> dt.date:
    return promises.next_due(
        after=after,
        days=rhythm.days,
        calendar=reference.load_calendar(),
        paused_until=profile.updates_paused_until if profile else None,
    )


def _rhythm(victim: Victim, profile: SafeContactProfile | None, *, on: dt.date) -> Rhythm:
    tier = triage.tier_in_force(victim=victim)
    own = profile.rhythm_days if profile is not None else None
    return promises.rhythm_for(
        tier=str(tier.tier) if tier is not None else _UNKNOWN_TIER,
        # The column takes two calendar months; what is promised stays within the range that a person may choose.
        own_days=None if own is None else min(max(own, SHORTEST_OWN_RHYTHM), LONGEST_OWN_RHYTHM),
        rows=dated_rows.rows(of=dated_tables.RHYTHMS),
        on=on,
    )
