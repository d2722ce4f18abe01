"""Inviting a supporter to the list of those whom they stand beside: by email and text, naming nobody (S1, PORT-3)."""

import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Person, Victim
from communications.models import PortalAccount, PortalInvitation, RegisteredSupporter
from communications.rules.portal_ways import Pair
from communications.rules.supporter_access import AccessRefusal
from communications.services import portal_invitations, portal_messages, portal_ways
from communications.services.portal_invitations import UnableToInvite

__all__ = ["UnableToInvite"]


def invite(
    *, actor: Actor, victim: Victim, supporter: RegisteredSupporter, wanted: Pair | None = None, at: dt.datetime
) -> PortalInvitation | None:
    """Invite a supporter, through the case of one victim beside whom they stand.

    Whoever has a sign-in already needs no invitation: they gain the record with the consent, and None is returned. An
    invitation that was not used ends, wherever it was made: one at a time is out for a person.

    Raises:
        accounts.policies.NotPermitted: the actor may not invite in this case.
        UnableToInvite: they are not on the register or not checked, do not stand beside the victim or may be a danger
            to them, may be the member of staff, or cannot be reached safely in these two ways.
    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    person = supporter.person
    with transaction.atomic():
        portal_invitations.lock(person=person)
        portal_invitations.require_somebody_elses(actor=actor, person=person)
        supporter.refresh_from_db()
        _require_supporter(victim=victim, supporter=supporter)
        if PortalAccount.objects.filter(person=person, closed_at__isnull=True).exists():
            return None
        out = PortalInvitation.objects.filter(supporter=supporter, redeemed_at__isnull=True, revoked_at__isnull=True)
        for other in Victim.objects.select_related("case").filter(pk__in=out.values("victim")):
            portal_invitations.end_unused(victim=other, person=person, actor=actor, at=at)
        pair = wanted or _quickest(victim=victim, person=person, at=at)
        if pair not in portal_ways.FOR_SUPPORTERS:
            raise UnableToInvite("A supporter is invited by email and text: one for the invitation, one for the codes.")
        invitation = portal_invitations.send(
            victim=victim, person=person, wanted=pair, supporter=supporter, actor=actor, at=at
        )
    portal_messages.wake_sender()
    return invitation


def _require_supporter(*, victim: Victim, supporter: RegisteredSupporter) -> None:
    """Refuse whoever is not checked, has left, or may be a danger to this victim (SHOW-1)."""
    connection = victim.connections.filter(person=supporter.person_id, ended_at__isnull=True).first()
    near = connection.is_suspect_or_lives_with_suspect if connection is not None else None
    against = (
        (supporter.ended_at is not None, AccessRefusal.NOT_REGISTERED),
        (supporter.checked_at is None, AccessRefusal.NOT_CHECKED),
        (
            supporter.person.died_on is not None or victim.person.died_on is not None,
            AccessRefusal.SOMEBODY_HAS_DIED,
        ),
        (connection is None, AccessRefusal.NOT_BESIDE),
        (near is True, AccessRefusal.NEAR_SUSPECT),
        (near is None, AccessRefusal.SUSPECT_NOT_CHECKED),
    )
    refusal = next((why for is_so, why in against if is_so), None)
    if refusal is not None:
        raise UnableToInvite(refusal.words)


def _quickest(*, victim: Victim, person: Person, at: dt.datetime) -> Pair:
    open_to = portal_ways.outlook(person=person, victim=victim, at=at).pairs
    found = next((pair for pair in portal_ways.FOR_SUPPORTERS if pair in open_to), None)
    if found is None:
        raise UnableToInvite("Their email address and mobile number are not both known to be safe.")
    return found
