"""Signs portable records with the service's own Ed25519 key, and checks such a signature (REC-1).

The key comes from the environment in production, which refuses to start without one. Where none is set (a developer's
machine, tests) it is derived from the secret key, so that a copy made there is worth nothing anywhere else.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class NotAKey(ValueError):
    """What was given is no public key. It is not repeated."""


def sign(*, content: bytes) -> str:
    """Return the signature of some bytes, as text."""
    return base64.b64encode(_private_key().sign(content)).decode()


def public_key() -> str:
    """Return the public key with which anybody can check our signature, as text."""
    return base64.b64encode(_private_key().public_key().public_bytes_raw()).decode()


def key_id() -> str:
    """Name the key that signs now, so that records of an earlier key can be told apart."""
    return hashlib.sha256(public_key().encode()).hexdigest()[:16]


def is_ours(*, content: bytes, signature: str, key: str = "") -> bool:
    """Whether a signature is that of ``key`` (a public key as text; ours by default) over these bytes.

    Raises:
        NotAKey: ``key`` is none.
    """
    try:
        known = Ed25519PublicKey.from_public_bytes(base64.b64decode(key or public_key(), validate=True))
    except (binascii.Error, ValueError) as wrong:
        raise NotAKey("Give the public key as it was published: 44 characters") from wrong
    try:
        known.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _private_key() -> Ed25519PrivateKey:
    if settings.RECORD_SIGNING_KEY:
        return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(settings.RECORD_SIGNING_KEY))
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"vcs.record." + settings.SECRET_KEY.encode()).digest())
