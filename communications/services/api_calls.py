"""What every call of the API needs: the same answer to the same call, and receipts kept before they are answered."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.models import ApiAnswer, ApiClient
from accounts.permissions import Permission
from communications.services import receipts

#: A sender that has had no answer for this long asks a person.
KEPT_FOR = dt.timedelta(days=7)


class KeyReused(Exception):
    """The key was used before for a call with another body."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """Status and body of an answer."""

    status: int
    body: dict[str, Any]


def once(
    *, client: ApiClient, key: str, digest: str, at: dt.datetime, answer: Callable[[], Reply]
) -> tuple[Reply, bool]:
    """Return the answer to this call and whether it is a repeated one; do the work only the first time.

    Work and answer are written in one transaction. ``key`` blank means that the client named none; its events are
    then told apart by their own ids alone.

    Raises:
        KeyReused: the key came with another body before.
    """
    if not key:
        return answer(), False
    with transaction.atomic():
        _forget_old(at=at)
        known = ApiAnswer.objects.filter(client=client, key=key).first()
        if known is not None:
            if known.digest != digest:
                raise KeyReused("This key was used before for another call")
            return Reply(known.status, known.body), True
        reply = answer()
        ApiAnswer.objects.bulk_create(
            [ApiAnswer(client=client, key=key, digest=digest, status=reply.status, body=reply.body, answered_at=at)],
            ignore_conflicts=True,
        )
    return reply, False


def take_receipt(
    *,
    actor: Actor,
    provider: str,
    provider_id: str,
    send_ref: uuid.UUID | None,
    status: str,
    provider_at: dt.datetime,
    body: dict[str, Any],
    at: dt.datetime,
) -> None:
    """Keep a delivery receipt exactly as it came; nothing else happens before it is answered (P7, 2.5).

    Raises:
        NotPermitted: the actor may not tell what a provider did.
        UnknownStatus: the status is none that this service understands.
    """
    policies.require_anywhere(actor=actor, permission=Permission.APPLY_RECEIPT)
    receipts.store(
        provider=provider,
        provider_id=provider_id,
        send_ref=send_ref,
        status=status,
        provider_at=provider_at,
        body=body,
        at=at,
    )


def _forget_old(*, at: dt.datetime) -> None:
    """Forget a few answers that no sender will ask for again."""
    old = ApiAnswer.objects.filter(answered_at__lt=at - KEPT_FOR).select_for_update(skip_locked=True)
    ApiAnswer.objects.filter(pk__in=[answer.pk for answer in old.only("pk").order_by("pk")[:20]]).delete()
