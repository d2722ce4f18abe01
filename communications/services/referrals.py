"""A person's name is passed on to a support service because they asked, and followed to what came of it (S5).

One door for each: asking, taking it back, hiding it, passing it on, recording what the service said. Whoever asks asks
for themselves, online or with an officer on the telephone. Nothing is sent from here: staff pass it on by the way of
the service, and say which way that was.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import NotPermitted
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, Person, Victim
from cases.rules.vocabulary import ConnectionKind, LimitKind, WorkKind
from cases.rules.working_days import london_date
from communications.documents.support import support_rows
from communications.models import Referral
from communications.rules import referrals as rules
from communications.rules.help_near import HelpKind
from communications.rules.referrals import AskedBy, PassedBy, ReferralReason, ReferralState, SomebodyElse
from communications.rules.safe_contact import Refusal
from communications.rules.support import SupportFacts
from communications.services import referral_steps as steps
from communications.services.referral_steps import ChangedMeanwhile, WrongDate
from communications.services.referral_ways import Way, ways_of

__all__ = ["ChangedMeanwhile", "WrongDate"]

_DAY = dt.timedelta(days=1)
_NOBODY = uuid.UUID(int=0)


class NoSuchService(LookupError):
    """The directory has no such service that takes a name, or it is not for this person."""


class NoSafeWay(ValueError):
    """The number or email may not be passed on; ``refusals`` say why, in words for staff."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("There is no safe way")
        self.refusals = refusals


class AskByTelephone(ValueError):
    """Somebody this young is talked with first."""


class TooManyAsked(ValueError):
    """More than anybody means in a day."""


class ConsentEnded(ValueError):
    """The last day of the consent has passed: the person is asked again."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to."""

    #: Code of the service in the directory.
    service: str
    #: The version of their own number or email.
    point_id: uuid.UUID
    may_leave_message: bool
    somebody_else: SomebodyElse
    code_phrase: str = ""
    tells_needs: bool = False
    #: None for nothing at all.
    help_kind: HelpKind | None = None
    is_hidden: bool = False


@transaction.atomic
def ask(
    *, victim_id: uuid.UUID, person_id: uuid.UUID, consent: Consent, key: str, actor: Actor, at: dt.datetime
) -> Referral:
    """Take in that a person wants their name passed on, with what they agreed to; staff do it by a date (REF-1 to 3).

    Online the actor asks for themselves; staff record what the person said on the telephone. Asking once more for the
    same service replaces what was asked before, so that the newest consent holds; what was asked without a trace is
    replaced by the like alone, so that nobody finds out by asking (REF-5). The same ``key`` is the same request.

    Raises:
        accounts.policies.NotPermitted: the actor asks for somebody else, or may not record it here.
        NoSuchService: the service takes no names, or not this person's.
        NoSafeWay: the number or email may not be passed on.
        AskByTelephone: they are too young to ask online.
        TooManyAsked: they asked for many today.
    """
    victim = (
        Victim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "person", "officer")
        .get(pk=victim_id)
    )
    policies.require_own_or_here(
        actor=actor, own=Permission.CHOOSE_OWN_CONTACT, permission=Permission.LOG_CONTACT, victim=victim
    )
    person = _person(victim, person_id, actor=actor)
    known = Referral.objects.filter(victim=victim, person=person, key=key).first()
    if known is not None:
        return known
    today = london_date(at=at)
    is_online = actor.kind is ActorKind.VICTIM
    facts = facts_of(victim=victim, person=person, on=today)
    if is_online and not rules.may_ask_online(age=facts.age):
        raise AskByTelephone
    if Referral.objects.filter(victim=victim, person=person, consented_at__gt=at - _DAY).count() >= rules.MOST_A_DAY:
        raise TooManyAsked
    if consent.service not in {row.code for row in rules.takes_names(rows=support_rows(), facts=facts)}:
        raise NoSuchService
    way = _safe_way(victim, person, point_id=consent.point_id, at=at)
    _replace(victim, person, consent, actor=actor, at=at)
    due_on = steps.by_when(kind=LimitKind.REFERRAL_START, on=today)
    referral = Referral.objects.create(
        victim=victim,
        person=person,
        key=key,
        service=consent.service,
        asked_how=AskedBy.ONLINE if is_online else AskedBy.PHONE,
        point=way.point,
        may_leave_message=rules.may_leave_message(
            is_wanted=consent.may_leave_message, is_agreed_with_us=way.may_leave_message
        ),
        somebody_else=consent.somebody_else,
        code_phrase=consent.code_phrase.strip(),
        tells_needs=consent.tells_needs,
        help_kind=consent.help_kind or "",
        is_hidden=consent.is_hidden,
        consented_at=at,
        consented_by=actor.label,
        consent_until=rules.consent_until(on=today),
        state=ReferralState.ASKED,
        due_on=due_on,
    )
    steps.append(referral, step=ReferralState.ASKED, taken_on=today, actor=actor, at=at)
    steps.raise_work(
        referral,
        kind=WorkKind.REFERRAL_START,
        summary="They asked us to pass their name on to a support service. See what they agreed to, pass it on by the "
        "way of the service, and record that you did",
        due_on=due_on,
        actor=actor,
        at=at,
    )
    steps.record(referral, verb=Verb.CREATED, actor=actor, at=at)
    return referral


@transaction.atomic
def withdraw(
    *,
    referral_id: uuid.UUID,
    reason: ReferralReason,
    actor: Actor,
    at: dt.datetime,
    seen: ReferralState | None = None,
) -> Referral:
    """End a consent at once; a service that has the name is told to stop by the end of the next working day (REF-2).

    Online it is the person's own referral, and one that shows there. What has ended already stays as it is.

    Raises:
        Referral.DoesNotExist: it is not theirs, or leaves no trace online.
        accounts.policies.NotPermitted: the actor may not record it here.
        ChangedMeanwhile: it is not as the page showed it (``seen``), or the reason is none.
    """
    referral = _locked(referral_id, actor=actor)
    state = ReferralState(referral.state)
    if actor.kind is ActorKind.VICTIM and state not in rules.OPEN:
        return referral
    _as_seen(state, seen)
    steps.end(referral, reason=reason, actor=actor, at=at)
    return referral


@transaction.atomic
def hide(*, referral_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Referral:
    """Let a referral leave no trace online from now on (REF-5). Staff see it as before, and that it is hidden.

    Raises:
        Referral.DoesNotExist: it is not theirs, or leaves no trace already.
        accounts.policies.NotPermitted: the actor may not record it here.
    """
    referral = _locked(referral_id, actor=actor)
    if referral.is_hidden:
        return referral
    if referral.state in rules.OPEN:
        before = _open_ones(referral.victim, referral.person, referral.service, is_hidden=True)
        steps.end_all(before, actor=actor, at=at)
    referral.is_hidden = True
    referral.save(update_fields=["is_hidden"])
    steps.record(referral, verb=Verb.CHANGED, actor=actor, at=at)
    return referral


@transaction.atomic
def pass_on(
    *,
    referral_id: uuid.UUID,
    passed_how: PassedBy,
    taken_on: dt.date,
    seen: ReferralState,
    actor: Actor,
    at: dt.datetime,
) -> Referral:
    """Record that staff passed a name on, and how; after ten working days they ask the service what came of it (REF-4).

    ``taken_on`` is a London date. Everything is asked again from the newest facts: the consent, and that the way is
    still safe.

    Raises:
        accounts.policies.NotPermitted: the actor may not record it here.
        ChangedMeanwhile: it is not as the page showed it (``seen``).
        WrongDate: see there.
        ConsentEnded: see there.
        NoSafeWay: the number or email is not safe to pass on any more.
    """
    referral = _locked(referral_id, actor=actor)
    _as_seen(ReferralState(referral.state), seen)
    if taken_on > london_date(at=at):
        raise WrongDate
    if not rules.consent_holds(until=referral.consent_until, on=taken_on):
        raise ConsentEnded
    _safe_way(referral.victim, referral.person, point_id=referral.point_id, at=at)
    steps.take(referral, step=ReferralState.PASSED_ON, taken_on=taken_on, passed_how=passed_how, actor=actor, at=at)
    return referral


@transaction.atomic
def record_outcome(
    *,
    referral_id: uuid.UUID,
    outcome: ReferralState,
    reason: ReferralReason | None,
    taken_on: dt.date,
    seen: ReferralState,
    actor: Actor,
    at: dt.datetime,
) -> Referral:
    """Record what the service said came of it (REF-4). ``taken_on`` is the London date on which it said so.

    Where the service could not take or reach the person, a person tells them. A waiting list is asked about again.

    Raises:
        accounts.policies.NotPermitted: the actor may not record it here.
        ChangedMeanwhile: it is not as the page showed it (``seen``), or the outcome or its reason does not follow.
        WrongDate: see there.
    """
    referral = _locked(referral_id, actor=actor)
    _as_seen(ReferralState(referral.state), seen)
    if outcome not in rules.OUTCOMES:
        raise ChangedMeanwhile("This is no outcome")
    steps.take(referral, step=outcome, taken_on=taken_on, reason=reason, actor=actor, at=at)
    return referral


def facts_of(*, victim: Victim, person: Person, on: dt.date) -> SupportFacts:
    """Say for whom a service would be: how old they are on a London date, and whether somebody of theirs died."""
    born, is_bereaved = person.born_on, person.pk != victim.person_id and victim.person.died_on is not None
    age = None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return SupportFacts(area=victim.case.area_id, age=age, is_bereaved=is_bereaved)


def people_of(*, victim: Victim) -> tuple[Person, ...]:
    """List whose name may be passed on: the victim, or after their death each relative who is no suspect."""
    if victim.person.died_on is None:
        return (victim.person,)
    relatives = Connection.objects.filter(
        victim=victim,
        kind=ConnectionKind.CLOSE_RELATIVE,
        ended_at__isnull=True,
        person__died_on__isnull=True,
        is_suspect_or_lives_with_suspect=False,
    )
    return tuple(relative.person for relative in relatives.select_related("person").order_by("recorded_at", "pk"))


def _person(victim: Victim, person_id: uuid.UUID, *, actor: Actor) -> Person:
    """Return whose name it is: online the actor's own and nobody else's."""
    refused = NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_CONTACT, is_about_an_object=True)
    if actor.kind is ActorKind.VICTIM:
        if actor.person_id != person_id:
            raise refused
        return Person.objects.get(pk=person_id)
    found = next((person for person in people_of(victim=victim) if person.pk == person_id), None)
    if found is None:
        raise refused
    return found


def _safe_way(victim: Victim, person: Person, *, point_id: uuid.UUID, at: dt.datetime) -> Way:
    way = ways_of(victim=victim, person=person, at=at).of(point_id=point_id)
    if way is None:
        raise NoSafeWay((Refusal.CONTACT_POINT_CHANGED,))
    if way.against:
        raise NoSafeWay(way.against)
    return way


def _locked(referral_id: uuid.UUID, *, actor: Actor) -> Referral:
    """Lock a referral that the actor may act on; the victim first, as asking does."""
    found = Referral.objects.filter(pk=referral_id)
    if actor.kind is ActorKind.VICTIM:
        found = found.filter(victim_id=actor.victim_id or _NOBODY)
    victim_id = found.values_list("victim_id", flat=True).get()
    victim = (
        Victim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "person", "officer")
        .get(pk=victim_id)
    )
    policies.require_own_or_here(
        actor=actor, own=Permission.CHOOSE_OWN_CONTACT, permission=Permission.LOG_CONTACT, victim=victim
    )
    referral = found.select_for_update(of=("self",)).select_related("person", "point").get()
    is_own = referral.person_id == actor.person_id
    if actor.kind is ActorKind.VICTIM and not rules.is_shown_online(is_hidden=referral.is_hidden, is_own=is_own):
        raise Referral.DoesNotExist
    referral.victim = victim
    return referral


def _as_seen(state: ReferralState, seen: ReferralState | None) -> None:
    if seen is not None and seen is not state:
        raise ChangedMeanwhile("Somebody else took a step")


def _open_ones(victim: Victim, person: Person, service: str, *, is_hidden: bool) -> list[Referral]:
    return list(
        Referral.objects.select_for_update(of=("self",))
        .filter(victim=victim, person=person, service=service, is_hidden=is_hidden, state__in=sorted(rules.OPEN))
        .select_related("person")
    )


def _replace(victim: Victim, person: Person, consent: Consent, *, actor: Actor, at: dt.datetime) -> None:
    """End what was asked of the same service before; the service has the new one soon, and is not told to stop."""
    steps.end_all(_open_ones(victim, person, consent.service, is_hidden=consent.is_hidden), actor=actor, at=at)
