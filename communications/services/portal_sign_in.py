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
from django.db.models import CharField, DateField, DateTimeField, QuerySet

from accounts import actors
from accounts.roles import SystemProcess
from accounts.written import Given, Written
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.models import PortalAccount, PortalCode, PortalInvitation
from communications.rules import portal_codes
from communications.rules.portal_allowances import network_of
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
    #: Whether this person has a sign-in number that they do not know yet: their first, or another.
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
            portal_limits.is_within(limit=portal_limits.PER_ADDRESS, of=network_of(address=address)),
        ]
    ):
        raise TooOften
    text = portal_codes.as_typed(text=typed)
    with transaction.atomic():
        invitation = _live_invitation(text, at=at)
        account = open_account(typed=text)
        person_id = invitation.person_id if invitation else account.person_id if account else None
        # Counted for a stranger too: the work done says nothing.
        may_be_sent = portal_limits.may_send(
            number_digest=portal_secrets.digest(purpose="sign-in", secret=text), address=address
        )
        is_known = person_id is not None and may_be_sent
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


def confirm(
    *, typed: str, browser: str, at: dt.datetime, device: DeviceKind = DeviceKind.OTHER, address: str = ""
) -> SignedIn:
    """Sign a browser in with the one-time code it asked for. ``device`` is what kind it is, as it says itself (PORT-6).

    ``address`` is the network address, remembered in hashed form as one of the person's own (PORT-8); empty for none.

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
    if address:
        portal_limits.remember_network(number_digest=account.sign_in_digest, address=address)
    language = Language.CY if account.person.language == Language.CY else Language.EN
    return SignedIn(token=token, is_first_time=is_first_time, language=language)


def _live_invitation(text: str, *, at: dt.datetime) -> PortalInvitation | None:
    digest = portal_secrets.digest(purpose="invitation", secret=text)
    return _LIVE.first(digest=digest, at=at, today=london_date(at=at))


def _live() -> "QuerySet[PortalInvitation]":
    live = PortalInvitation.objects.select_related("code_contact_point", "person", "victim").filter(
        code_digest=Given("digest", CharField()),
        redeemed_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=Given("at", DateTimeField()),
        person__died_on__isnull=True,
    )
    return portal_readers.still_good(invitations=live, today=Given("today", DateField())).order_by("pk")[:1]


_LIVE = Written(_live)


def open_account(*, typed: str) -> PortalAccount | None:
    """Return the open account of this sign-in number, read as `portal_codes.as_typed` reads it; None for nobody's."""
    return (
        PortalAccount.objects.select_related("code_contact_point", "person")
        .filter(
            sign_in_digest=portal_secrets.digest(purpose="sign-in", secret=typed),
            closed_at__isnull=True,
            person__died_on__isnull=True,
        )
        .first()
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
            number_since=at,
            sign_in_digest=portal_secrets.number_digest(account_id=key, since=at),
            code_contact_point=invitation.code_contact_point,
            opened_at=at,
        )
        return account, True
    is_opened_again = account.closed_at is not None
    if is_opened_again:
        account.opened_at, account.closed_at = at, None
        # A device that was added before it was closed does not come back with it.
        account.passkeys.filter(removed_at__isnull=True).update(removed_at=at)
    # Whoever is invited to the same record once more has lost the number, or somebody else has it.
    has_new_number = is_opened_again or _was_in_before(invitation)
    if has_new_number:
        portal_sessions.give_number(account=account, at=at)
    # Staff asked the person anew where codes may go when they invited them: from now on they go there.
    account.code_contact_point = invitation.code_contact_point
    account.save(update_fields=["opened_at", "closed_at", "number_since", "sign_in_digest", "code_contact_point"])
    return account, has_new_number


def _was_in_before(invitation: PortalInvitation) -> bool:
    same = PortalInvitation.objects.filter(
        person=invitation.person, victim=invitation.victim, redeemed_at__isnull=False, revoked_at__isnull=True
    )
    return same.exclude(pk=invitation.pk).exists()
