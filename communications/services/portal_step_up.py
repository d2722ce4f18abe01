"""Asking a person who is signed in to prove once more that it is they, before what is not for other eyes (V1, PORT-5).

The six digits go where those of the sign-in went, and work in this session alone: neither a code of a sign-in nor one
of another device stands in for them. Staff know of nothing but that it happened.
"""

import datetime as dt

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from audit.vocabulary import Verb
from communications.models import PortalAccount, PortalSession
from communications.rules.portal_proof import Need, is_fresh
from communications.services import portal_limits, portal_messages, portal_secrets, portal_sessions, portal_tries
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import WrongCode

_PROCESS = actors.system(SystemProcess.PORTAL_ACCESS)


class UnableToSend(Exception):
    """There is no safe place left to which this person's codes go; only staff can record one."""


class TooManyCodes(Exception):
    """So many codes went to this person already that another one would be a danger of its own."""


def has_proved(*, visitor: Visitor, need: Need, at: dt.datetime) -> bool:
    """Say whether the person typed a code recently enough for what they want to do at an aware instant (PORT-5)."""
    return is_fresh(proved_at=visitor.proved_at, need=need, at=at)


def ask_again(*, visitor: Visitor, at: dt.datetime) -> None:
    """Send six digits to the place that a signed-in person agreed with us. An earlier code of this session ends.

    Raises:
        TooManyCodes: they had too many within the hour; nothing was sent.
        UnableToSend: there is no place to send them to.

    """
    if not portal_limits.is_within(limit=portal_limits.PER_PERSON_AGAIN, of=str(visitor.person_id)):
        raise TooManyCodes
    with transaction.atomic():
        account = PortalAccount.objects.select_related("code_contact_point").get(pk=visitor.account_id)
        if account.code_contact_point is None:
            raise UnableToSend
        code = portal_tries.new_code(browser_digest=_digest(visitor), account=account, invitation=None, at=at)
        portal_messages.queue_one_time_code(code=code, actor=_PROCESS, at=at)
        portal_sessions.record_for_each(Verb.CODE_SENT, subject=code, person_id=visitor.person_id, at=at)
    portal_messages.wake_sender()


def prove(*, visitor: Visitor, typed: str, at: dt.datetime) -> None:
    """Let the six digits that this session asked for count as proof from an aware instant on.

    Raises:
        WrongCode: they are wrong, too old, used, tried too often, or another session's: never which.

    """
    code = portal_tries.right_code(browser_digest=_digest(visitor), typed=typed, at=at)
    if code is None:
        raise WrongCode
    with transaction.atomic():
        if not portal_tries.use(code=code, at=at):
            raise WrongCode
        session = PortalSession.objects.get(pk=visitor.session_id)
        PortalSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(proved_at=at)
        portal_sessions.record_for_each(Verb.PROVED, subject=session, person_id=visitor.person_id, at=at)


def _digest(visitor: Visitor) -> str:
    return portal_secrets.digest(purpose="session-again", secret=str(visitor.session_id))
