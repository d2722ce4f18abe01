"""A victim agrees that somebody beside them sees parts of their record, changes it, or ends it (SHOW-1, SHOW-2, S1).

On the portal only the victim themselves says so: not a parent, not a relative, and of nobody but those whom staff put
beside them. By telephone, in person or on paper staff take it down. It ends the moment somebody says so.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, Victim, WorkItem
from cases.rules.vocabulary import ConsentEnd, ConsentWay, ShownPart, WorkKind, WorkState
from cases.rules.working_days import london_date
from cases.services import work
from communications.models import RegisteredSupporter, SupporterConsent
from communications.rules import supporter_access as rules
from communications.rules.supporter_access import UnusableConsent
from communications.selectors import supporters
from communications.selectors.portal import PortalContact
from communications.selectors.supporters import Beside
from communications.services import own_record, supporter_register
from communications.services.own_record import NotThere

__all__ = ["NotThere"]

#: Within so many working days somebody asks the victim whether a choice was theirs, or rings them.
_ASKED_WITHIN, _RUNG_WITHIN = 1, 1
_CHOSEN_ONLINE = (
    "Online they chose what somebody beside them sees. Ask them at a safe time whether it was they: somebody else may "
    "have had their phone"
)
_ENDED_ONLINE = (
    "Online they ended what somebody beside them sees. It holds already. Ask them at a safe time whether it was they: "
    "somebody else may have had their phone, or want them to be alone"
)
_ASKED_FOR = (
    "They ask for somebody to stand beside them. Ring them at a safe time, ask whom and for what, and whether anybody "
    "is with them as you speak. Nobody comes onto the list but by you"
)


class NotAgreed(ValueError):
    """This cannot be agreed to as it stands; ``why`` says why."""

    def __init__(self, why: UnusableConsent) -> None:
        super().__init__(why.words)
        self.why = why


class NearSuspect(ValueError):
    """They are a suspect or live with one: they are shown nothing, whoever agrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBeside:
    """Who stands beside a victim, opened by the victim."""

    victim: Victim
    contact: PortalContact
    beside: tuple[Beside, ...]
    #: They asked us to ring them about somebody, and nobody has yet.
    has_asked: bool


def open_beside(*, viewer: Actor, at: dt.datetime) -> OpenBeside:
    """Open who stands beside the viewer, and note in the trail that they looked.

    Raises:
        NotPermitted: the viewer is not signed in to the portal.
        NotThere: the record is not their own: a parent or a relative reads nothing of it here.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.CHOOSE_OWN_SUPPORTERS)
        if record.victim.person_id != viewer.person_id:
            raise NotThere
        found = supporters.beside(victim=record.victim, at=at)
        has_asked = WorkItem.objects.filter(key=_asked_key(record.victim), state=WorkState.OPEN).exists()
        own_record.note_look(record=record, page="beside", viewer=viewer, at=at)
    return OpenBeside(
        victim=record.victim,
        contact=record.contact,
        beside=supporters.named_for_the_victim(found=found),
        has_asked=has_asked,
    )


@transaction.atomic
def agree(
    *,
    victim_id: uuid.UUID,
    connection_id: uuid.UUID,
    parts: Collection[ShownPart],
    ends_on: dt.date,
    how: ConsentWay,
    actor: Actor,
    at: dt.datetime,
) -> SupporterConsent:
    """Record what a victim agreed that one supporter sees, and until which London date; what held before ends (SHOW-2).

    The same again changes nothing. It may come before the supporter was checked; it takes effect then (SHOW-1).

    Raises:
        NotPermitted: the actor is not this victim, and may not change contact details in this case either.
        RegisteredSupporter.DoesNotExist: nobody whom staff put on the register stands beside this victim by this key.
        NearSuspect: they are a suspect or live with one.
        NotAgreed: without the least, or its last day has passed or is more than a year away.
    """
    victim = _locked(victim_id, actor=actor)
    supporter, beside = supporter_register.on_register(victim=victim, connection_id=connection_id)
    if beside.is_suspect_or_lives_with_suspect is True:
        raise NearSuspect("They are a suspect or live with one: they are shown nothing, ever")
    why = rules.why_unusable(parts=parts, ends_on=ends_on, on=london_date(at=at))
    if why is not None:
        raise NotAgreed(why)
    is_online = actor.kind is ActorKind.VICTIM
    chosen = [part.value for part in ShownPart if part in parts]
    standing = _standing(victim, supporter)
    if standing is not None:
        same = (standing.parts, standing.ends_on, standing.connection_id) == (chosen, ends_on, beside.pk)
        if same:
            return standing
        supporter_register.end_consents(standing=[standing], reason=ConsentEnd.CHANGED, actor=actor, at=at)
    consent = SupporterConsent.objects.create(
        victim=victim,
        supporter=supporter,
        connection=beside,
        parts=chosen,
        ends_on=ends_on,
        agreed_at=at,
        agreed_by=actor.label,
        agreed_how=ConsentWay.ONLINE if is_online else how,
    )
    audit.record(
        actor=actor,
        verb=Verb.GRANTED,
        subject=consent,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"parts": len(chosen), "how": consent.agreed_how},
    )
    if is_online:
        _ask_whether_it_was_them(victim, beside, _CHOSEN_ONLINE, actor=actor, at=at)
    return consent


@transaction.atomic
def end(
    *, victim_id: uuid.UUID, connection_id: uuid.UUID, reason: ConsentEnd, actor: Actor, at: dt.datetime
) -> SupporterConsent | None:
    """End at once what one supporter sees; None where nothing stands. Twice is no error.

    A victim ends it because they say so; staff because the victim said so, or because it is not safe.

    Raises:
        NotPermitted: the actor is not this victim, and may not change contact details in this case either.
        Connection.DoesNotExist: nobody of this victim's.
    """
    victim = _locked(victim_id, actor=actor)
    beside = Connection.objects.select_related("person").get(pk=connection_id, victim=victim)
    standing = (
        SupporterConsent.objects.select_for_update(of=("self",))
        .select_related("victim__case")
        .filter(victim=victim, connection=beside, ended_at__isnull=True)
        .first()
    )
    if standing is None:
        return None
    is_online = actor.kind is ActorKind.VICTIM
    why = ConsentEnd.VICTIM_SAID_SO if is_online or reason is not ConsentEnd.NOT_SAFE else reason
    supporter_register.end_consents(standing=[standing], reason=why, actor=actor, at=at)
    if is_online:
        _ask_whether_it_was_them(victim, beside, _ENDED_ONLINE, actor=actor, at=at)
    return standing


@transaction.atomic
def ask_for_somebody(*, actor: Actor, at: dt.datetime) -> WorkItem:
    """Take in that a victim wants somebody beside them; staff ring and ask whom. The same again is the same item.

    No name is taken in here: whoever holds the phone could write their own.

    Raises:
        NotPermitted: the actor is not a victim signed in to the portal.
    """
    require(actor=actor, permission=Permission.CHOOSE_OWN_SUPPORTERS, victim_id=actor.victim_id)
    if actor.victim_id is None:
        raise NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_SUPPORTERS, is_about_an_object=True)
    victim = _locked(actor.victim_id, actor=actor)
    item = work.raise_item(
        kind=WorkKind.PERSON_BESIDE_THEM,
        key=_asked_key(victim),
        summary=_ASKED_FOR,
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=supporter_register.within(days=_RUNG_WITHIN, at=at),
    )
    audit.record(actor=actor, verb=Verb.RECEIVED, subject=item, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return item


def _locked(victim_id: uuid.UUID, *, actor: Actor) -> Victim:
    """Lock a victim's record for whoever may say what others see of it: the victim, or staff who speak with them."""
    victim = (
        Victim.objects.select_for_update(of=("self",)).select_related("case", "person", "officer").get(pk=victim_id)
    )
    policies.require_own_or_here(
        actor=actor,
        own=Permission.CHOOSE_OWN_SUPPORTERS,
        permission=Permission.CHANGE_CONTACT_DETAILS,
        victim=victim,
    )
    if actor.kind is ActorKind.VICTIM and actor.person_id != victim.person_id:
        # A parent or a relative reads this record. What somebody else sees of a person is that person's alone to say.
        raise NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_SUPPORTERS, is_about_an_object=True)
    return victim


def _standing(victim: Victim, supporter: RegisteredSupporter) -> SupporterConsent | None:
    return (
        SupporterConsent.objects.select_for_update(of=("self",))
        .select_related("victim__case")
        .filter(victim=victim, supporter=supporter, ended_at__isnull=True)
        .first()
    )


def _ask_whether_it_was_them(
    victim: Victim, beside: Connection, summary: str, *, actor: Actor, at: dt.datetime
) -> None:
    key = f"supporter-choice:{beside.pk}"
    work.settle(key=key, outcome="They have chosen anew", actor=actor, at=at)
    work.raise_item(
        kind=WorkKind.PERSON_BESIDE_THEM,
        key=key,
        summary=summary,
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=supporter_register.within(days=_ASKED_WITHIN, at=at),
    )


def _asked_key(victim: Victim) -> str:
    return f"supporter-asked:{victim.pk}"
