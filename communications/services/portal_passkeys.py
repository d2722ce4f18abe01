"""Coming in, and proving oneself once more, with a device that one unlocks instead of six digits (V1, PORT-9).

The device signs a challenge that is worked out from the row of a code, so that it is good once, for one browser or
session, and for ten minutes. Nothing is said of which devices there are: whatever number was typed, the same question
is asked, and a stranger's browser learns nothing from it (T22).
"""

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from communications.models import PortalAccount, PortalCode, PortalPasskey, PortalSession
from communications.rules import portal_codes, portal_passkeys
from communications.rules.portal_allowances import network_of
from communications.rules.vocabulary import DeviceKind
from communications.services import portal_limits, portal_secrets, portal_sessions, portal_sign_in, portal_tries
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import SignedIn, TooOften, WrongCode

_PROCESS = actors.system(SystemProcess.PORTAL_ACCESS)
#: What the device shows among what it keeps: as neutral as the pages (PORT-6).
_NAME = "Your updates"
_SIGN_IN, _AGAIN, _ADDING = "passkey-sign-in", "passkey-again", "passkey-adding"


class NotAdded(Exception):
    """The device did not answer as it must, or is known already: never which."""


class TooMany(Exception):
    """The person has as many devices as anybody may."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device of a person, as they know it."""

    id: uuid.UUID
    kind: DeviceKind
    #: Aware.
    added_at: dt.datetime
    used_at: dt.datetime | None


def devices(*, visitor: Visitor) -> tuple[Device, ...]:
    """List the devices that a signed-in person unlocks instead of typing digits, the newest first."""
    rows = PortalPasskey.objects.filter(account_id=visitor.account_id, removed_at__isnull=True)
    return tuple(
        Device(id=row.pk, kind=DeviceKind(row.device), added_at=row.added_at, used_at=row.used_at)
        for row in rows.order_by("-added_at", "-id")
    )


def ask_to_add(*, visitor: Visitor, at: dt.datetime) -> dict[str, Any]:
    """Return what the browser is asked, so that a signed-in person can add the device they hold.

    The caller has made sure that they typed six digits just now (PORT-5).

    Raises:
        TooMany: they have as many as anybody may.
    """
    if not portal_passkeys.may_add(already=len(devices(visitor=visitor))):
        raise TooMany
    account = PortalAccount.objects.get(pk=visitor.account_id)
    challenge = _new_challenge(_ADDING, str(visitor.session_id), account=account, at=at)
    options, _ = _server().register_begin(
        PublicKeyCredentialUserEntity(id=_handle(account.pk), name=_NAME, display_name=_NAME),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return dict(options)


def add(*, visitor: Visitor, answer: str, device: DeviceKind, at: dt.datetime) -> None:
    """Add the device that answered. ``answer`` is what the browser gave; ``device`` is what kind it is.

    Raises:
        NotAdded: the answer is not good, or the question was another one, old or answered before.
        TooMany: they have as many as anybody may.
    """
    code = _take_challenge(_ADDING, str(visitor.session_id), at=at)
    if code is None:
        raise NotAdded
    try:
        data = _server().register_complete(_state(code), _read(answer))
        if data.credential_data is None:
            raise NotAdded
        known_as, key = data.credential_data.credential_id, cbor.encode(dict(data.credential_data.public_key))
    except _BROKEN as broken:
        raise NotAdded from broken
    with transaction.atomic():
        account = PortalAccount.objects.select_for_update(no_key=True).get(pk=visitor.account_id)
        if not portal_passkeys.may_add(already=len(devices(visitor=visitor))):
            raise TooMany
        passkey = PortalPasskey(
            account=account,
            credential_digest=_digest(known_as),
            public_key=key,
            sign_count=data.counter,
            device=device,
            added_at=at,
        )
        try:
            with transaction.atomic():
                passkey.save(force_insert=True)
        except IntegrityError as known:
            raise NotAdded from known
        portal_sessions.record_for_each(
            Verb.CREATED, subject=passkey, person_id=visitor.person_id, at=at, code=device.value
        )


def remove(*, visitor: Visitor, passkey_id: uuid.UUID, at: dt.datetime) -> bool:
    """Forget one of a person's devices; False where it is not theirs or gone. Takes access away and needs no digits."""
    with transaction.atomic():
        mine = PortalPasskey.objects.filter(account_id=visitor.account_id, pk=passkey_id, removed_at__isnull=True)
        passkey = mine.select_for_update().first()
        if passkey is None:
            return False
        mine.update(removed_at=at)
        portal_sessions.record_for_each(
            Verb.REVOKED, subject=passkey, person_id=visitor.person_id, at=at, code=passkey.device
        )
    return True


def ask_at_the_door(*, typed: str, browser: str, address: str, at: dt.datetime) -> dict[str, Any]:
    """Return what the browser is asked after a sign-in number was typed: the same for one that is nobody's.

    Nothing is sent and no telephone buzzes. ``browser`` and ``address`` as in `portal_sign_in.ask_for_code`.

    Raises:
        TooOften: this browser or this network has asked too often.
    """
    if not all(
        [
            portal_limits.is_within(limit=portal_limits.PER_BROWSER, of=browser),
            portal_limits.is_within(limit=portal_limits.PER_ADDRESS, of=network_of(address=address)),
        ]
    ):
        raise TooOften
    account = portal_sign_in.open_account(typed=portal_codes.as_typed(text=typed))
    return _request(_new_challenge(_SIGN_IN, browser, account=account, at=at))


def sign_in(*, answer: str, browser: str, address: str, device: DeviceKind, at: dt.datetime) -> SignedIn:
    """Sign a browser in with the device that answered, if it is one of the person whose number was typed.

    Raises:
        WrongCode: in every case but one; what was wrong is not said.
    """
    code = _take_challenge(_SIGN_IN, browser, at=at)
    passkey, seen = _checked(code, answer, at=at)
    with transaction.atomic():
        account = PortalAccount.objects.select_related("person").get(pk=passkey.account_id)
        _use(passkey, seen=seen, at=at)
        token = portal_sessions.open_session(account=account, device=device, at=at)
    portal_limits.remember_network(number_digest=account.sign_in_digest, address=address)
    language = Language.CY if account.person.language == Language.CY else Language.EN
    return SignedIn(token=token, is_first_time=False, language=language)


def ask_again(*, visitor: Visitor, at: dt.datetime) -> dict[str, Any]:
    """Return what the browser of somebody signed in is asked, for proof that it is still they."""
    account = PortalAccount.objects.get(pk=visitor.account_id)
    return _request(_new_challenge(_AGAIN, str(visitor.session_id), account=account, at=at))


def prove(*, visitor: Visitor, answer: str, at: dt.datetime) -> None:
    """Let an unlocked device count as six digits typed at an aware instant (PORT-5).

    Raises:
        WrongCode: it is not theirs, or the question was another one, old or answered before.
    """
    code = _take_challenge(_AGAIN, str(visitor.session_id), at=at)
    passkey, seen = _checked(code, answer, at=at)
    with transaction.atomic():
        _use(passkey, seen=seen, at=at)
        session = PortalSession.objects.get(pk=visitor.session_id)
        PortalSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(proved_at=at)
        portal_sessions.record_for_each(Verb.PROVED, subject=session, person_id=visitor.person_id, at=at)


#: What a made-up answer can break on its way through the library; it raises NotImplementedError for a sort of key of
#: which it knows no signatures.
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError, OverflowError)


def _checked(code: PortalCode | None, answer: str, *, at: dt.datetime) -> tuple[PortalPasskey, int]:
    """Return the device that signed the challenge of this code, and how often it says it did.

    Raises:
        WrongCode: nobody's, somebody else's, removed, a copy, or not signed for here and now.
    """
    if code is None or code.account_id is None:
        raise WrongCode
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        passkey = PortalPasskey.objects.filter(
            account_id=code.account_id,
            account__closed_at__isnull=True,
            account__person__died_on__isnull=True,
            credential_digest=_digest(response.raw_id),
            removed_at__isnull=True,
        ).first()
        if passkey is None:
            raise WrongCode
        key = CoseKey.parse(cast("Mapping[int, Any]", cbor.decode(bytes(passkey.public_key))))
        known = AttestedCredentialData.create(Aaguid.NONE, response.raw_id, key)
        _server().authenticate_complete(_state(code), [known], response)
        seen = response.response.authenticator_data.counter
    except _BROKEN as broken:
        raise WrongCode from broken
    if portal_passkeys.is_copy(known=passkey.sign_count, seen=seen):
        _shut_out(passkey, at=at)
        raise WrongCode
    return passkey, seen


def _use(passkey: PortalPasskey, *, seen: int, at: dt.datetime) -> None:
    """Note that a device was used, unless it was removed or used further on at this very moment.

    Raises:
        WrongCode: it was.
    """
    same = PortalPasskey.objects.filter(pk=passkey.pk, removed_at__isnull=True, sign_count=passkey.sign_count)
    if not same.update(sign_count=seen, used_at=at):
        raise WrongCode


def _shut_out(passkey: PortalPasskey, *, at: dt.datetime) -> None:
    """Forget a device of which there are two: one of them may be in other hands."""
    with transaction.atomic():
        PortalPasskey.objects.filter(pk=passkey.pk, removed_at__isnull=True).update(removed_at=at, shut_out_at=at)
        audit.record(actor=_PROCESS, verb=Verb.REFUSED, subject=passkey, at=at)


def _new_challenge(purpose: str, holder: str, *, account: PortalAccount | None, at: dt.datetime) -> bytes:
    with transaction.atomic():
        code = portal_tries.new_code(
            browser_digest=portal_secrets.digest(purpose=purpose, secret=holder),
            account=account,
            invitation=None,
            at=at,
        )
    return portal_secrets.challenge(code_id=code.pk)


def _take_challenge(purpose: str, holder: str, *, at: dt.datetime) -> PortalCode | None:
    """Use the newest challenge of this browser or session up, whatever the answer is; None where there is none."""
    code = portal_tries.newest(browser_digest=portal_secrets.digest(purpose=purpose, secret=holder), at=at)
    if code is None or not portal_tries.use(code=code, at=at):
        return None
    return code


def _request(challenge: bytes) -> dict[str, Any]:
    """Ask for any device that knows us: to list those of a person would tell a stranger that there are some."""
    options, _ = _server().authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    return dict(options)


def _state(code: PortalCode) -> dict[str, Any]:
    challenge = websafe_encode(portal_secrets.challenge(code_id=code.pk))
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


def _server() -> Fido2Server:
    ours = urlsplit(settings.PUBLIC_URL)
    origin = f"{ours.scheme}://{ours.netloc}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=ours.hostname or "", name=_NAME), verify_origin=lambda said: said == origin
    )


def _read(answer: str) -> Mapping[str, Any]:
    if len(answer) > portal_passkeys.LONGEST_ANSWER:
        raise ValueError("Too long to be an answer")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("Not an answer")
    return read


def _handle(account_id: uuid.UUID) -> bytes:
    """Name a person to their device, opaquely: one entry for them on each, however often they add it."""
    return bytes.fromhex(portal_secrets.digest(purpose="passkey-user", secret=str(account_id)))


def _digest(credential_id: bytes) -> str:
    return portal_secrets.digest(purpose="passkey", secret=websafe_encode(credential_id))
