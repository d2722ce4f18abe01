"""Answer a call that comes again under its idempotency key as it was answered the first time."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.models import ApiAnswer, ApiClient


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


def _forget_old(*, at: dt.datetime) -> None:
    """Forget a few answers that no sender will ask for again."""
    old = ApiAnswer.objects.filter(answered_at__lt=at - KEPT_FOR).select_for_update(skip_locked=True)
    ApiAnswer.objects.filter(pk__in=[answer.pk for answer in old.only("pk").order_by("pk")[:20]]).delete()
