"""Who may still read a victim's record in the portal, asked anew with every page and never only at the invitation.

An invitation says that somebody could come in on the day they were invited. Whether they still may stands on the
record: consent ends, a relative falls out with the family, and a father turns out to be the suspect (T10).
"""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import Connection
from cases.rules.vocabulary import MayBeTold, RelativeWish
from cases.rules.working_days import london_date
from communications.models import PortalInvitation

#: What somebody may be told that is less than these pages show.
TOLD_TOO_LITTLE = (MayBeTold.DATES_ONLY, MayBeTold.NOTHING)


def still_good(*, invitations: "QuerySet[PortalInvitation]", at: dt.datetime) -> "QuerySet[PortalInvitation]":
    """Keep the invitations whose person may read the record at an aware instant: the victim, or whoever is fit to.

    Fit is who the victim agreed to, for as long as they agreed, who wishes to be told, and who is known not to be a
    suspect and not to live with one. Not known is not fit.
    """
    fit = Connection.objects.filter(
        Q(consent_ends_on__isnull=True) | Q(consent_ends_on__gte=london_date(at=at)),
        victim=OuterRef("victim"),
        person=OuterRef("person"),
        ended_at__isnull=True,
        has_consent=True,
        is_suspect_or_lives_with_suspect=False,
    ).exclude(may_be_told__in=TOLD_TOO_LITTLE)
    return invitations.filter(Q(victim__person=F("person")) | Exists(fit.exclude(wish=RelativeWish.NOT_AT_ALL)))
