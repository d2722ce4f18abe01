"""What a letter with an invitation that comes back means: somebody else may have held it, so its code ends at once."""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from communications.models import OutboxMessage, PortalInvitation
from communications.services import portal_messages

_PROCESS = actors.system(SystemProcess.PORTAL_ACCESS)
_UNUSED = (
    "The letter with their invitation came back, and its code was ended: ask for their address before writing again"
)
_USED = (
    "The letter with their invitation came back after it was used: ask the person whether it was they who used it, and "
    "end their online access if it was not"
)


def end(*, message: OutboxMessage, at: dt.datetime) -> str:
    """End the invitation that a returned letter carried, and say in a sentence for staff what is to be done.

    Empty for any other letter. Whoever has come in with it did so with a one-time code by another way, and may be the
    right person; that only a person can find out, so their access stays until staff end it.
    """
    invitation = portal_messages.invitation_of(message=message)
    if invitation is None:
        return ""
    ended = PortalInvitation.objects.filter(pk=invitation.pk, redeemed_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=_PROCESS.label
    )
    if ended:
        audit.record(
            actor=_PROCESS,
            verb=Verb.CANCELLED,
            subject=invitation,
            case_id=invitation.victim.case_id,
            victim_id=invitation.victim_id,
            at=at,
            detail={"answer": message.state},
        )
    return _USED if invitation.redeemed_at is not None else _UNUSED
