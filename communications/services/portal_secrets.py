"""The secrets with which people come into the portal. None is stored: each is worked out anew from a row's id.

A code is a keyed hash of the id of its row, so that the outbox carries ids only, a copy of the database lets nobody
in, and a code can be composed at the moment it is sent. Rows hold a second hash, to find them by what is typed.
"""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings

from communications.rules import portal_codes


def invitation_code(*, invitation_id: uuid.UUID) -> str:
    """Work out the code of an invitation, without groups."""
    return portal_codes.from_bytes(
        secret=_keyed("invitation", str(invitation_id)), length=portal_codes.INVITATION_LENGTH
    )


def sign_in_number(*, account_id: uuid.UUID, since: dt.datetime) -> str:
    """Work out the number with which the person of an account comes back, without groups.

    It is another for each instant ``since`` which it holds: whoever knew the old one knows nothing.
    """
    text = f"{account_id}:{since.astimezone(dt.UTC).isoformat()}"
    return portal_codes.from_bytes(secret=_keyed("sign-in", text), length=portal_codes.SIGN_IN_LENGTH)


def one_time_code(*, code_id: uuid.UUID) -> str:
    """Work out a one-time code."""
    return portal_codes.digits_from_bytes(secret=_keyed("one-time", str(code_id)))


def challenge(*, code_id: uuid.UUID) -> bytes:
    """Work out what a device is asked to sign: 256 bits that nobody can foresee."""
    return _keyed("challenge", str(code_id))


def invitation_digest(*, invitation_id: uuid.UUID) -> str:
    """Hash an invitation's code, to find its row by what is typed."""
    return digest(purpose="invitation", secret=invitation_code(invitation_id=invitation_id))


def number_digest(*, account_id: uuid.UUID, since: dt.datetime) -> str:
    """Hash an account's sign-in number, to find its row by what is typed."""
    return digest(purpose="sign-in", secret=sign_in_number(account_id=account_id, since=since))


def one_time_digest(*, code_id: uuid.UUID, entered: str) -> str:
    """Hash six digits together with their row: the same digits of another code have another hash."""
    return digest(purpose="one-time", secret=f"{code_id}:{entered}")


def new_token() -> str:
    """Draw a secret for a cookie: 256 bits from the operating system."""
    return secrets.token_urlsafe(32)


def digest(*, purpose: str, secret: str) -> str:
    """Hash a secret for its row. Different purposes give different hashes: one can never stand in for another."""
    return _keyed(f"digest:{purpose}", secret).hex()


def is_same(*, one: str, other: str) -> bool:
    """Compare two hashes in a time that does not depend on where they differ."""
    return hmac.compare_digest(one, other)


def _keyed(purpose: str, text: str) -> bytes:
    """Hash with a key of its own for each purpose, derived from the service's secret key."""
    key = hashlib.sha256(f"vcs.portal.{purpose}".encode() + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
