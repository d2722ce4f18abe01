"""Who may still read a victim's record in the portal, asked anew with every page and never only at the invitation.

An invitation says that somebody could come in on the day they were invited. Whether they still may stands on the
record: consent ends, a relative falls out with the family, and a father turns out to be the suspect (T10).
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from accounts.written import Given
from cases.models import Connection
from cases.rules.vocabulary import MayBeTold, RelativeWish
from cases.rules.working_days import london_date
from communications.models import PortalInvitation, PortalPasskey

#: What somebody may be told that is less than these pages show.
TOLD_TOO_LITTLE = (MayBeTold.DATES_ONLY, MayBeTold.NOTHING)


def still_good(*, invitations: "QuerySet[PortalInvitation]", today: dt.date | Given) -> "QuerySet[PortalInvitation]":
    """Keep the invitations whose person may read the record on a London date: the victim, or whoever is fit to.

    Fit is who the victim agreed to, for as long as they agreed, who wishes to be told, and who is known not to be a
    suspect and not to live with one. Not known is not fit. Who is invited as a supporter comes to a list of their own,
    for as long as they are on the register; what stands in it is asked there (SHOW-1).
    """
    fit = Connection.objects.filter(
        Q(consent_ends_on__isnull=True) | Q(consent_ends_on__gte=today),
        victim=OuterRef("victim"),
        person=OuterRef("person"),
        ended_at__isnull=True,
        has_consent=True,
        is_suspect_or_lives_with_suspect=False,
    ).exclude(may_be_told__in=TOLD_TOO_LITTLE)
    reads = Q(victim__person=F("person")) | Exists(fit.exclude(wish=RelativeWish.NOT_AT_ALL))
    comes_to_own_list = Q(supporter__checked_at__isnull=False, supporter__ended_at__isnull=True)
    return invitations.filter((Q(supporter__isnull=True) & reads) | comes_to_own_list)


def devices_shut_out(*, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Say of which people a device was shut out because there were two of it, and when last; one query (PORT-9)."""
    rows = PortalPasskey.objects.filter(account__person_id__in=person_ids, shut_out_at__isnull=False)
    return dict(rows.values_list("account__person_id").annotate(Max("shut_out_at")).order_by())


def reads_online(*, victim_id: uuid.UUID, person_id: uuid.UUID, at: dt.datetime) -> bool:
    """Whether a person has come in to the portal for this record and may still read it, at an aware instant."""
    came_in = PortalInvitation.objects.filter(
        victim_id=victim_id,
        person_id=person_id,
        redeemed_at__isnull=False,
        revoked_at__isnull=True,
        supporter__isnull=True,
        person__portal_account__isnull=False,
        person__portal_account__closed_at__isnull=True,
    )
    return still_good(invitations=came_in, today=london_date(at=at)).exists()
