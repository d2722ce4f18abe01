"""Coming into the portal: a code or number that is typed, six digits by another way, a browser signed in (V1).

Two things are always needed, and they never travel together: the code of an invitation (or, later, the person's own
sign-in number) and a one-time code sent to another safe contact point. Nothing that others can know, such as a URN, a
name or a date of birth, is ever asked for. Whatever is typed, the answer and the work done are the same, so that
nobody learns from it whether a person exists (ASVS 6.3.8, T3, T22).
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from communications.models import PortalAccount, PortalCode, PortalInvitation
from communications.rules import portal_codes
from communications.rules.vocabulary import DeviceKind
from communications.selectors import portal_readers
from communications.services import portal_limits, portal_messages, portal_secrets, portal_sessions, portal_tries

_PROCESS = actors.system(SystemProcess.PORTAL_ACCESS)


class TooOften(Exception):
    """Too many tries from one browser or one address; the right person may try again later."""


class WrongCode(Exception):
    """The one-time code is not right, too old, used, tried too often, or asked for by another browser: never which."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser has just been signed in."""

    #: For the cookie; stored nowhere.
    token: str
    #: Whether this person came in for the first time and must be shown their sign-in number.
    is_first_time: bool
    #: In which of the languages of the pages they are written to.
    language: Language


def ask_for_code(*, typed: str, browser: str, address: str, at: dt.datetime) -> None:
    """Answer somebody who typed an invitation code or a sign-in number: send a one-time code, if it is anybody's.

    The caller learns nothing from it, neither do the clock and the database: for what belongs to nobody the same
    statements run and are taken back. ``browser`` is the secret in the browser's own cookie: only there will the
    one-time code work. ``address`` is the network address, counted in hashed form only.

    Raises:
        TooOften: this browser or this address has asked too often; nothing was looked up.

    """
    if not all(
        [
            portal_limits.is_within(limit=portal_limits.PER_BROWSER, of=browser),
            portal_limits.is_within(limit=portal_limits.PER_ADDRESS, of=address),
        ]
    ):
        raise TooOften
    text = portal_codes.as_typed(text=typed)
    with transaction.atomic():
        invitation = _live_invitation(text, at=at)
        account = _open_account(text)
        person_id = invitation.person_id if invitation else account.person_id if account else None
        is_known = person_id is not None and _may_be_sent_a_code(person_id)
        code = portal_tries.new_code(
            browser_digest=portal_secrets.digest(purpose="browser", secret=browser),
            account=account if is_known and invitation is None else None,
            invitation=invitation if is_known else None,
            at=at,
        )
        portal_messages.queue_one_time_code(code=code, actor=_PROCESS, at=at)
        audit.record(
            actor=_PROCESS,
            verb=Verb.CODE_SENT if is_known else Verb.REFUSED,
            subject=code,
            at=at,
            victim_id=invitation.victim_id if invitation else None,
        )
    portal_messages.wake_sender()


def confirm(*, typed: str, browser: str, at: dt.datetime, device: DeviceKind = DeviceKind.OTHER) -> SignedIn:
    """Sign a browser in with the one-time code it asked for. ``device`` is what kind it is, as it says itself (PORT-6).

    Each try counts before it is compared, in the row itself, so that a hundred tries at once are a hundred tries.

    Raises:
        WrongCode: in every case but one; what was wrong is not said.

    """
    code = portal_tries.right_code(
        browser_digest=portal_secrets.digest(purpose="browser", secret=browser), typed=typed, at=at
    )
    if code is None:
        raise WrongCode
    with transaction.atomic():
        if not portal_tries.use(code=code, at=at):
            raise WrongCode
        account, is_first_time = _account_behind(code, at=at)
        token = portal_sessions.open_session(account=account, device=device, at=at)
    language = Language.CY if account.person.language == Language.CY else Language.EN
    return SignedIn(token=token, is_first_time=is_first_time, language=language)


def _live_invitation(text: str, *, at: dt.datetime) -> PortalInvitation | None:
    live = PortalInvitation.objects.select_related("code_contact_point", "person", "victim").filter(
        code_digest=portal_secrets.digest(purpose="invitation", secret=text),
        redeemed_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=at,
        person__died_on__isnull=True,
    )
    return portal_readers.still_good(invitations=live, at=at).first()


def _open_account(text: str) -> PortalAccount | None:
    return (
        PortalAccount.objects.select_related("code_contact_point", "person")
        .filter(
            sign_in_digest=portal_secrets.digest(purpose="sign-in", secret=text),
            closed_at__isnull=True,
            person__died_on__isnull=True,
        )
        .first()
    )


def _may_be_sent_a_code(person_id: uuid.UUID) -> bool:
    """Whether this person's telephone may buzz once more; beyond that the asker is answered as if unknown."""
    return all(
        [
            portal_limits.is_within(limit=portal_limits.PER_PERSON, of=str(person_id)),
            portal_limits.is_within(limit=portal_limits.PER_PERSON_A_DAY, of=str(person_id)),
        ]
    )


def _account_behind(code: PortalCode, *, at: dt.datetime) -> tuple[PortalAccount, bool]:
    """Return the account to sign in to, opened now where the code redeems an invitation.

    Raises:
        WrongCode: the invitation was used, ended or replaced since, or the account was closed.

    """
    if code.account_id is not None:
        account = (
            PortalAccount.objects.select_related("person").filter(pk=code.account_id, closed_at__isnull=True).first()
        )
        if account is None:
            raise WrongCode
        return account, False
    if code.invitation_id is None:
        raise WrongCode
    redeemed = PortalInvitation.objects.filter(
        pk=code.invitation_id, redeemed_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).update(redeemed_at=at)
    if not redeemed:
        raise WrongCode
    invitation = PortalInvitation.objects.select_related("person", "victim").get(pk=code.invitation_id)
    account = PortalAccount.objects.select_for_update().filter(person=invitation.person).first()
    if account is None:
        key = uuid.uuid4()
        account = PortalAccount.objects.create(
            id=key,
            person=invitation.person,
            sign_in_digest=portal_secrets.number_digest(account_id=key, opened_at=at),
            code_contact_point=invitation.code_contact_point,
            opened_at=at,
        )
        return account, True
    is_opened_again = account.closed_at is not None
    if is_opened_again:
        account.opened_at, account.closed_at = at, None
        account.sign_in_digest = portal_secrets.number_digest(account_id=account.pk, opened_at=at)
    # Staff asked the person anew where codes may go when they invited them: from now on they go there.
    account.code_contact_point = invitation.code_contact_point
    account.save(update_fields=["opened_at", "closed_at", "sign_in_digest", "code_contact_point"])
    return account, is_opened_again
