"""Routine updates to many people in one go: each asked about when shown, and once more, alone, when sent (L13).

The words are those of the no-change update that the promise ledger also sends; they are fixed from end to end, so the
service approves them as it approves its own, and they go through the same pipeline, last check included.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from accounts.roles import SystemProcess
from cases import policies
from cases.models import DecisionProposal, Obligation, Person, Victim
from cases.rules.vocabulary import JourneyStage, Language, ObligationState, ProposalState
from cases.rules.working_days import london_date
from communications.models import Communication, Promise
from communications.rules import safe_contact as safety
from communications.rules.bulk_updates import MOST_AT_ONCE, Skip, UpdateFacts, skips
from communications.rules.collisions import DayFacts, Sort, assess
from communications.rules.promises import SUBSTANTIVE_PURPOSES
from communications.rules.safe_contact import SendRequest
from communications.rules.vocabulary import Channel, ContentLevel, LetterType, PromiseKind, PromiseState
from communications.selectors import collisions
from communications.services import approval, opening, promise_sweeps, promises, safe_contact_many, statements
from communications.services.letter_facts import Given
from communications.services.safe_contact import Known

_RELEASES = actors.system(SystemProcess.PROMISES)
_RESTRICTED = Q(case__is_rasso=True) | Q(case__is_restricted=True)
_UNCHANGED = """
select p.id from communications_promise p join cases_case c on c.id = p.case_id
 where p.id = any(%(promises)s::uuid[]) and {nothing_happened}
"""


class TooMany(ValueError):
    """More people were chosen than one page shows."""


class _NotSendable(Exception):
    """The letter cannot leave as it stands: nothing of it is kept."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One chosen person: by which way the update goes, or why it does not."""

    victim: Victim
    #: Whom it addresses; None where nothing is promised to anybody.
    person: Person | None
    #: London date of the promise that it keeps.
    promised_on: dt.date | None
    channel: Channel | None
    skips: tuple[Skip, ...]
    promise_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of sending to the chosen people."""

    sent: tuple[Checked, ...]
    left_out: tuple[Checked, ...]


def check(*, victim_ids: Sequence[uuid.UUID], actor: Actor, at: dt.datetime) -> tuple[Checked, ...]:
    """Say of each chosen person whether they get a routine update now, by which way, or why not (BULK-1).

    A constant number of queries. Whom the actor may not see is left out without a word. In the order of their names.

    Raises:
        NotPermitted: the actor may write letters nowhere.
        TooMany: more than ``MOST_AT_ONCE`` were chosen.
    """
    require_anywhere(actor=actor, permission=Permission.WRITE_LETTER)
    if len(set(victim_ids)) > MOST_AT_ONCE:
        raise TooMany(f"Choose {MOST_AT_ONCE} people or fewer")
    scope = scope_of(actor=actor, permission=Permission.VIEW_CASE)
    seen = scope.as_filter(area="case__area_id", unit="case__unit_id", is_restricted=_RESTRICTED)
    victims = list(
        Victim.objects.filter(pk__in=set(victim_ids))
        .filter(seen)
        .select_related("case__area", "case__unit", "person")
        .order_by("person__full_name", "pk")
    )
    return _check(victims, actor=actor, at=at)


def send(*, victim_ids: Sequence[uuid.UUID], actor: Actor, at: dt.datetime) -> Done:
    """Send the update to each chosen person who may have it now, each in a transaction of their own (BULK-1).

    Everything is asked once more under a lock. Sent twice, or by two people at once, there is one letter: it is named
    after the promise that it keeps.

    Raises:
        NotPermitted, TooMany: as ``check``.
    """
    chosen = check(victim_ids=victim_ids, actor=actor, at=at)
    results = [_send_one(one, actor=actor, at=at) for one in chosen]
    return Done(
        sent=tuple(one for one in results if not one.skips), left_out=tuple(one for one in results if one.skips)
    )


def _send_one(one: Checked, *, actor: Actor, at: dt.datetime) -> Checked:
    try:
        with transaction.atomic():
            victim = (
                Victim.objects.select_for_update(of=("self",), no_key=True)
                .select_related("case__area", "case__unit", "person")
                .get(pk=one.victim.pk)
            )
            [again] = _check([victim], actor=actor, at=at)
            if not again.skips:
                _open_and_release(again, actor=actor, at=at)
            return again
    except (_NotSendable, approval.NotComplete, approval.NeedsAPerson):
        return dataclasses.replace(one, skips=(Skip.INCOMPLETE,))


def _open_and_release(one: Checked, *, actor: Actor, at: dt.datetime) -> None:
    person, promise_id = one.person, one.promise_id
    if person is None or promise_id is None:
        raise _NotSendable
    letter = opening.open_update(
        victim_id=one.victim.pk,
        letter_type=LetterType.NO_CHANGE_UPDATE,
        given=Given(next_update_on=promises.next_update_on(victim=one.victim, person=person, at=at)),
        key=_key(promise_id),
        actor=actor,
        at=at,
    )
    if letter.recipient_id != person.pk:
        # Who is to be told has changed since the promise was made: a person must see to it.
        raise _NotSendable
    approval.approve_unattended(communication_id=letter.pk, actor=_RELEASES, at=at)


def _check(victims: Sequence[Victim], *, actor: Actor, at: dt.datetime) -> tuple[Checked, ...]:
    promised = _promises(victims)
    pairs = [(victim, promised[victim.pk].person) for victim in victims if victim.pk in promised]
    known = safe_contact_many.known_about_many(people=pairs, at=at)
    days = collisions.days_of(victims=victims, day=london_date(at=at))
    under_way = _under_way(list(promised.values()))
    unchanged = _unchanged(list(promised.values()))
    bad_news = _with_bad_news(victims)
    return tuple(
        _checked(
            victim,
            promised.get(victim.pk),
            known=known.get((victim.pk, promised[victim.pk].person_id)) if victim.pk in promised else None,
            day=days[victim.pk],
            under_way=under_way,
            unchanged=unchanged,
            bad_news=bad_news,
            actor=actor,
            at=at,
        )
        for victim in victims
    )


def _checked(
    victim: Victim,
    promise: Promise | None,
    *,
    known: Known | None,
    day: DayFacts,
    under_way: set[uuid.UUID],
    unchanged: set[uuid.UUID],
    bad_news: set[uuid.UUID],
    actor: Actor,
    at: dt.datetime,
) -> Checked:
    person = promise.person if promise is not None else victim.person
    channel = _channel(known, person, at=at) if known is not None else None
    due_on = promise.due_on if promise is not None else None
    collision = assess(sort=Sort.ROUTINE_UPDATE, facts=dataclasses.replace(day, must_leave_by=due_on))
    has_opted_out = known is not None and known.profile.has_opted_out
    facts = UpdateFacts(
        today=day.day,
        may_write=policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=victim.case),
        is_in_contact=not promises.has_ended(victim=victim, person=person),
        has_opted_out=has_opted_out or victim.has_declined_contact,
        is_stopped=not JourneyStage(victim.case.stage).may_be_unchanged,
        promised_on=due_on,
        is_under_way=promise is not None and promise.pk in under_way,
        has_bad_news=victim.pk in bad_news,
        is_unchanged=promise is not None and promise.pk in unchanged,
        reads_english_or_welsh=person.language != Language.OTHER,
        has_safe_way=channel is not None or promise is None,
        collision=collision.verdict,
    )
    why = skips(facts=facts)
    return Checked(
        victim=victim,
        person=promise.person if promise is not None else None,
        promised_on=due_on,
        channel=channel if not why else None,
        skips=why,
        promise_id=promise.pk if promise is not None else None,
    )


def _channel(known: Known, person: Person, *, at: dt.datetime) -> Channel | None:
    """Choose by which way the whole letter could go, as the pipeline will; a way that is safe later today counts."""
    request = SendRequest(
        channel=Channel.POST, languages=frozenset({Language(person.language)}), least_content=ContentLevel.FULL
    )
    return safety.choose_channel(order=known.order, request=request, profile=known.profile, at=at).channel


def _promises(victims: Sequence[Victim]) -> dict[uuid.UUID, Promise]:
    """Find the open promise of each victim; of several people, the one whose promise is due first."""
    rows = Promise.objects.filter(
        victim__in=[victim.pk for victim in victims], kind=PromiseKind.NEXT_UPDATE, state=PromiseState.OPEN
    )
    found: dict[uuid.UUID, Promise] = {}
    for promise in rows.select_related("person").order_by("due_on", "pk"):
        found.setdefault(promise.victim_id, promise)
    return found


def _key(promise_id: uuid.UUID) -> str:
    """Name the letter after the promise it keeps, as the ledger's own sweep does: there is one."""
    return f"no-change:{promise_id}"


def _under_way(promised: Sequence[Promise]) -> set[uuid.UUID]:
    keys = {_key(promise.pk): promise.pk for promise in promised}
    found = Communication.objects.filter(dedupe_key__in=list(keys)).values_list("dedupe_key", flat=True)
    return {keys[key] for key in found}


def _unchanged(promised: Sequence[Promise]) -> set[uuid.UUID]:
    """Find the promises since which nothing has happened, as the ledger asks before it sends by itself."""
    if not promised:
        return set()
    rows = statements.rows(
        _UNCHANGED.format(nothing_happened=promise_sweeps.NOTHING_HAPPENED),
        {
            "promises": [str(promise.pk) for promise in promised],
            "substantive": [purpose.value for purpose in SUBSTANTIVE_PURPOSES],
            "own": [_key(promise.pk) for promise in promised],
        },
    )
    return {uuid.UUID(str(promise_id)) for (promise_id,) in rows}


def _with_bad_news(victims: Sequence[Victim]) -> set[uuid.UUID]:
    """Find to whom a decision waits to be explained, or in whose case one waits for an answer."""
    owed = Obligation.objects.filter(victim__in=[victim.pk for victim in victims], state=ObligationState.OPEN)
    found = set(owed.values_list("victim_id", flat=True))
    proposed = set(
        DecisionProposal.objects.filter(
            case__in={victim.case_id for victim in victims}, state=ProposalState.OPEN
        ).values_list("case_id", flat=True)
    )
    return found | {victim.pk for victim in victims if victim.case_id in proposed}
