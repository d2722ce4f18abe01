"""One-time codes as they are made, tried and used up: the same for a sign-in and for proving oneself once more.

A code belongs to whatever asked for it: a browser that signs in, or a session that is already signed in. The two are
hashed differently, so that a code of the one never stands in for a code of the other.
"""

import datetime as dt
import uuid

from django.db.models import F

from communications.models import PortalAccount, PortalCode, PortalInvitation
from communications.rules import portal_codes
from communications.services import portal_secrets


def new_code(
    *, browser_digest: str, account: PortalAccount | None, invitation: PortalInvitation | None, at: dt.datetime
) -> PortalCode:
    """Make a code for whatever has this hash, in the caller's transaction. It has one at a time: the last ends."""
    PortalCode.objects.filter(browser_digest=browser_digest, expires_at__gt=at).update(expires_at=at)
    code_id = uuid.uuid4()
    return PortalCode.objects.create(
        id=code_id,
        account=account,
        invitation=invitation,
        browser_digest=browser_digest,
        code_digest=portal_secrets.one_time_digest(
            code_id=code_id, entered=portal_secrets.one_time_code(code_id=code_id)
        ),
        sent_at=at,
        expires_at=at + portal_codes.ONE_TIME_LIFE,
    )


def newest(*, browser_digest: str, at: dt.datetime) -> PortalCode | None:
    """Return the newest code that this hash asked for and that has not run out; it may be used already."""
    live = PortalCode.objects.filter(browser_digest=browser_digest, expires_at__gt=at)
    return live.order_by("-sent_at", "-id").first()


def right_code(*, browser_digest: str, typed: str, at: dt.datetime) -> PortalCode | None:
    """Count one more try on the code that this hash asked for, and return it where ``typed`` is right.

    Each try counts before it is compared, in the row itself, so that a hundred tries at once are a hundred tries.
    """
    code = newest(browser_digest=browser_digest, at=at)
    if code is None:
        return None
    counted = PortalCode.objects.filter(
        pk=code.pk, tries__lt=portal_codes.ONE_TIME_TRIES, used_at__isnull=True, expires_at__gt=at
    ).update(tries=F("tries") + 1)
    is_somebodys = code.account_id is not None or code.invitation_id is not None
    if not counted or not is_somebodys:
        return None
    entered = "".join(sign for sign in typed if sign.isdigit())[: portal_codes.ONE_TIME_LENGTH + 1]
    expected = portal_secrets.one_time_digest(code_id=code.pk, entered=entered)
    return code if portal_secrets.is_same(one=code.code_digest, other=expected) else None


def use(*, code: PortalCode, at: dt.datetime) -> bool:
    """Use a code up: of two tabs that send the right one together, one gets True."""
    return bool(PortalCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=at))
