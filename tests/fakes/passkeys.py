"""A device that makes and uses passkeys, in software, with real signatures."""

import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class SoftDevice:
    """One device with one passkey. It says what it is told to say, so that it can lie as an attacker would."""

    def __init__(self, *, origin: str, counts: bool = True) -> None:
        self.origin = origin
        self.counter = 0
        self.step = 1 if counts else 0
        self.credential_id = os.urandom(32)
        self.user_handle = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def adds(self, asked: dict[str, Any], *, is_verified: bool = True, origin: str = "") -> str:
        """Answer the question with which a device is added."""
        asked = asked["publicKey"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        key = ES256.from_cryptography_key(self._key.public_key())
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()),
            FLAG.UP | FLAG.AT | (FLAG.UV if is_verified else FLAG(0)),
            self.counter,
            AttestedCredentialData.create(Aaguid.NONE, self.credential_id, key),
        )
        said = CollectedClientData.create(
            CollectedClientData.TYPE.CREATE, websafe_decode(asked["challenge"]), origin or self.origin
        )
        return self._written(clientDataJSON=said, attestationObject=AttestationObject.create("none", data, {}))

    def unlocks(
        self, asked: dict[str, Any], *, is_verified: bool = True, origin: str = "", rp_id: str = "", kind: str = ""
    ) -> str:
        """Answer the question at the door."""
        asked = asked["publicKey"]
        self.counter += self.step
        data = AuthenticatorData.create(
            sha256((rp_id or asked["rpId"]).encode()),
            FLAG.UP | (FLAG.UV if is_verified else FLAG(0)),
            self.counter,
        )
        said = CollectedClientData.create(
            kind or CollectedClientData.TYPE.GET, websafe_decode(asked["challenge"]), origin or self.origin
        )
        signature = self._key.sign(data + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._written(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.user_handle
        )

    def _written(self, **response: bytes) -> str:
        name = websafe_encode(self.credential_id)
        coded = {part: websafe_encode(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": coded})
