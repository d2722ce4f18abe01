"""Which records a signed-in supporter is shown parts of, asked anew with every page (SHOW-1)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import DateField, F, Min, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.written import Given
from cases.rules.working_days import london_date
from communications.models import Communication, SupporterConsent
from communications.rules.supporter_access import ENDS_SOON
from communications.rules.vocabulary import CommunicationState, Purpose

#: What is sent to let somebody in: it may go to anybody who reads, and says nothing of who is told.
_AT_THE_DOOR = frozenset({Purpose.PORTAL_INVITATION, Purpose.PORTAL_CODE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ToldTo:
    """The person whose being told decides what a supporter is shown of a record (`selectors.portal.Addressee`)."""

    victim_id: uuid.UUID
    person_id: uuid.UUID


def in_force(*, at: dt.datetime) -> "QuerySet[SupporterConsent]":
    """Keep the consents by which a supporter is shown something at an aware instant; the same conditions as SHOW-1."""
    return in_force_on(today=london_date(at=at))


def in_force_on(*, today: dt.date | Given) -> "QuerySet[SupporterConsent]":
    """Keep what `in_force` does, by the London date."""
    return SupporterConsent.objects.filter(
        ended_at__isnull=True,
        ends_on__gte=today,
        supporter__ended_at__isnull=True,
        supporter__checked_at__isnull=False,
        supporter__person__died_on__isnull=True,
        victim__person__died_on__isnull=True,
        connection__ended_at__isnull=True,
        connection__is_suspect_or_lives_with_suspect=False,
    )


def with_told_to(consents: "QuerySet[SupporterConsent]") -> "QuerySet[SupporterConsent]":
    """Ask with each consent who is told about the record, as ``told_id``: the victim, or whom we write to for them.

    A letter of a relative beside the main contact is a copy, and does not count.
    """
    letters = (
        Communication.objects.filter(
            victim=OuterRef("victim"), state=CommunicationState.SENT, copy_of__isnull=True, recipient__isnull=False
        )
        .exclude(purpose__in=_AT_THE_DOOR)
        .order_by("-sent_at", "-id")
    )
    told = Coalesce(Subquery(letters.values("recipient")[:1]), F("victim__person"), output_field=UUIDField())
    return consents.annotate(told_id=told)


def questions() -> dict[str, Combinable]:
    """Return what is asked together with a victim: the day on which what somebody beside them sees ends, if soon.

    What `values` gives is to be given with it.
    """
    in_force = in_force_on(today=Given("beside_on", DateField()))
    soon = in_force.filter(victim=OuterRef("pk"), ends_on__lte=Given("beside_until", DateField()))
    first = soon.order_by().values("victim").annotate(first=Min("ends_on")).values("first")
    return {"beside_ends_on": Subquery(first)}


def values(*, today: dt.date) -> dict[str, dt.date]:
    """Return the values of `questions` on a London date."""
    return {"beside_on": today, "beside_until": today + dt.timedelta(days=ENDS_SOON)}
