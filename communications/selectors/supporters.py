"""Who stands beside a victim, and what each of them sees of the record: for the victim themselves and for staff."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Q

from cases.models import Connection, ContactPoint, Victim
from cases.rules.vocabulary import ContactPointKind, ShownPart, SupporterKind
from cases.rules.working_days import london_date
from communications.models import PortalAccount, PortalInvitation, RegisteredSupporter, SupporterConsent
from communications.rules import supporter_access as rules
from communications.rules.supporter_access import Access, AccessFacts


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Somebody who stands beside a victim, and how it stands with what they see."""

    connection: Connection
    #: None where they are not on the register.
    supporter: RegisteredSupporter | None
    #: What the victim agreed to and has not ended; its day may have passed. None where there is nothing.
    consent: SupporterConsent | None
    access: Access
    #: They can come in: an account is open.
    has_account: bool
    #: Until when an invitation that was not used is good; aware. None where none is out.
    invited_until: dt.datetime | None

    @property
    def kind(self) -> SupporterKind | None:
        """What they are; None where they are not on the register."""
        return SupporterKind(self.supporter.kind) if self.supporter is not None else None


def facts_of(
    *, connection: Connection, supporter: RegisteredSupporter | None, consent: SupporterConsent | None
) -> AccessFacts:
    """Put what is recorded about somebody beside a victim before the rule (SHOW-1). No query of its own."""
    return AccessFacts(
        is_registered=supporter is not None and supporter.ended_at is None,
        is_checked=supporter is not None and supporter.checked_at is not None,
        stands_beside=connection.ended_at is None,
        has_died=connection.person.died_on is not None,
        victim_has_died=connection.victim.person.died_on is not None,
        is_suspect_or_lives_with_suspect=connection.is_suspect_or_lives_with_suspect,
        parts=frozenset(map(ShownPart, consent.parts)) if consent is not None else frozenset(),
        ends_on=consent.ends_on if consent is not None else None,
    )


def beside(*, victim: Victim, at: dt.datetime) -> tuple[Beside, ...]:
    """List who stands beside a victim and may have a sign-in as a supporter, by name. Three queries.

    The caller has read the victim for whoever looks.
    """
    connections = list(
        Connection.objects.filter(victim=victim, ended_at__isnull=True, kind__in=rules.MAY_STAND_BESIDE)
        .select_related("person__registered_supporter", "victim__person")
        .annotate(has_account=Exists(PortalAccount.objects.filter(person=OuterRef("person"), closed_at__isnull=True)))
        .order_by("person__full_name", "recorded_at", "id")
    )
    consents = {
        consent.connection_id: consent
        for consent in SupporterConsent.objects.filter(victim=victim, ended_at__isnull=True)
    }
    invited = dict(
        PortalInvitation.objects.filter(
            supporter__person__in=[each.person_id for each in connections],
            redeemed_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=at,
        ).values_list("person_id", "expires_at")
    )
    return tuple(
        _beside(each, consents.get(each.pk), invited=invited.get(each.person_id), on=london_date(at=at))
        for each in connections
    )


def named_for_the_victim(*, found: tuple[Beside, ...]) -> tuple[Beside, ...]:
    """Keep those of whom a victim may choose what they see: staff put them on the register, and no suspect is near.

    Nobody comes onto this list but by staff who spoke with the victim: whoever holds the victim's phone cannot name
    themselves (SHOW-3).
    """
    return tuple(
        each
        for each in found
        if each.supporter is not None
        and each.supporter.ended_at is None
        and each.connection.is_suspect_or_lives_with_suspect is not True
    )


def person_ids_with_key(*, email_key: str, mobile_key: str) -> set[uuid.UUID]:
    """Find whoever is on the register with one of these: one person for all whom they support (S3)."""
    return set(
        ContactPoint.objects.filter(
            Q(kind=ContactPointKind.EMAIL, key=email_key) | Q(kind=ContactPointKind.MOBILE, key=mobile_key),
            superseded_at__isnull=True,
            person__registered_supporter__isnull=False,
        ).values_list("person_id", flat=True)
    )


def _beside(
    connection: Connection, consent: SupporterConsent | None, *, invited: dt.datetime | None, on: dt.date
) -> Beside:
    supporter = getattr(connection.person, "registered_supporter", None)
    facts = facts_of(connection=connection, supporter=supporter, consent=consent)
    return Beside(
        connection=connection,
        supporter=supporter,
        consent=consent,
        access=rules.access(facts=facts, on=on),
        has_account=connection.has_account,  # type: ignore[attr-defined] # annotated above
        invited_until=invited,
    )
