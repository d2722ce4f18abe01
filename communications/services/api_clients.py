"""Open and close the access of other systems to the API, on the record."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts import api_keys, policies
from accounts.actors import Actor
from accounts.api_keys import ApiScope
from accounts.models import ApiClient, Area
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb


@dataclasses.dataclass(frozen=True, slots=True)
class NewClient:
    """A client just created, with the secret that is told once."""

    client: ApiClient
    secret: str = dataclasses.field(repr=False)


@transaction.atomic
def create(
    *,
    name: str,
    scopes: Collection[ApiScope],
    area: Area | None,
    is_sandbox: bool,
    actor: Actor,
    at: dt.datetime,
) -> NewClient:
    """Open the API to another system; one bound to an Area knows the cases of no other.

    What a sandbox client sends is checked and answered like any other's and then forgotten.

    Raises:
        NotPermitted: the actor may not give access.
    """
    policies.require(actor=actor, permission=Permission.MANAGE_STAFF)
    key_id = api_keys.new_key_id()
    secret = api_keys.secret_of(key_id=key_id)
    client = ApiClient.objects.create(
        name=name,
        key_id=key_id,
        secret_hash=api_keys.hash_of(secret=secret),
        scopes=sorted(scope.value for scope in scopes),
        area=area,
        is_sandbox=is_sandbox,
        created_at=at,
        created_by=actor.label,
    )
    audit.record(
        actor=actor, verb=Verb.GRANTED, subject=client, at=at, detail={"scopes": "+".join(client.scopes), "key": key_id}
    )
    return NewClient(client, secret)


@transaction.atomic
def revoke(*, key_id: str, actor: Actor, at: dt.datetime) -> bool:
    """Close the API to a client from its next request on; False when it was closed already or never existed.

    Raises:
        NotPermitted: the actor may not take access away.
    """
    policies.require(actor=actor, permission=Permission.MANAGE_STAFF)
    client = ApiClient.objects.select_for_update().filter(key_id=key_id, revoked_at__isnull=True).first()
    if client is None:
        return False
    client.revoked_at, client.revoked_by = at, actor.label
    client.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(actor=actor, verb=Verb.REVOKED, subject=client, at=at, detail={"key": key_id})
    return True
