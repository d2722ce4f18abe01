"""Lets one adviser of the demo stand beside three people in two Areas, with a sign-in of their own (S1, S3).

One of the three shows her everything that can be agreed to, one shows dates only, and one has ended it again. Beside
the first stands a friend too, whom nobody has checked yet.
"""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Connection, Victim
from cases.rules.vocabulary import ConnectionKind, ConsentEnd, ConsentWay, MayBeTold, ShownPart, SupporterKind
from cases.rules.working_days import london_date
from communications.demo.caseload import KNOWN_AREA
from communications.models import PortalInvitation, RegisteredSupporter
from communications.rules.supporter_access import last_day
from communications.services import supporter_consents, supporter_invitations, supporter_register
from communications.services.supporter_register import SupporterEntry

#: The adviser: a telephone and a mailbox of her work, kept for drama.
NAME, SERVICE = "Nerys Tregaron", "Lantern Support"
EMAIL, MOBILE = "nerys.tregaron@example.org", "07700 900461"
#: In which Areas the three are: twice the one in which the printed sign-ins work, and once another.
_PLACES = (True, False, True)
_EVERYTHING = tuple(ShownPart)
_DATES_ONLY = (ShownPart.CONTACT, ShownPart.DATES)
_ACTOR = actors.system(SystemProcess.DEMO_CASELOAD)


def let_one_stand_beside_three(*, now: dt.datetime) -> int:
    """Put one adviser on the register, let three people agree, one of them end it; return how many had agreed."""
    at = now - dt.timedelta(days=20)
    beside = _whom()
    for place, connection in enumerate(beside):
        victim_id = connection.victim_id
        connection_id = supporter_register.put_beside(
            victim_id=victim_id, entry=_adviser(connection), actor=_ACTOR, at=at
        ).pk
        supporter_register.check(
            victim_id=victim_id, connection_id=connection_id, is_near_suspect=False, actor=_ACTOR, at=at
        )
        supporter_consents.agree(
            victim_id=victim_id,
            connection_id=connection_id,
            parts=_DATES_ONLY if place == 1 else _EVERYTHING,
            ends_on=last_day(months=12 if place == 0 else 3, on=london_date(at=at)),
            how=ConsentWay.BY_TELEPHONE,
            actor=_ACTOR,
            at=at,
        )
        if place == len(_PLACES) - 1:
            supporter_consents.end(
                victim_id=victim_id,
                connection_id=connection_id,
                reason=ConsentEnd.VICTIM_SAID_SO,
                actor=_ACTOR,
                at=now - dt.timedelta(days=2),
            )
    if beside:
        _friend_of(beside[0].victim, at=now - dt.timedelta(days=1))
        invite(at=now - dt.timedelta(hours=3))
    return len(beside)


def invite(*, at: dt.datetime) -> PortalInvitation | None:
    """Invite the adviser; None where she has a sign-in already."""
    supporter = RegisteredSupporter.objects.select_related("person").get(person__full_name=NAME)
    first = supporter.consents.order_by("agreed_at", "victim__case__urn").select_related("victim__case__unit")
    victim: Victim = first.filter(ended_at__isnull=True)[0].victim
    return supporter_invitations.invite(actor=_ACTOR, victim=victim, supporter=supporter, at=at)


def _whom() -> list[Connection]:
    """Find three people with an adviser beside them who is known to be near no suspect; fewer in a small demo."""
    found = (
        Connection.objects.filter(
            kind__in=[ConnectionKind.ISVA, ConnectionKind.IDVA],
            ended_at__isnull=True,
            is_suspect_or_lives_with_suspect=False,
            victim__person__died_on__isnull=True,
            victim__in_contact_since__isnull=False,
        )
        .select_related("victim__case", "person")
        .order_by("victim__case__urn", "victim__reference", "kind")
    )
    here = [each for each in found if each.victim.case.area_id == KNOWN_AREA]
    elsewhere = [each for each in found if each.victim.case.area_id != KNOWN_AREA]
    wanted = [(here if is_here else elsewhere) for is_here in _PLACES]
    return [group.pop(0) for group in wanted if group]


def _adviser(connection: Connection) -> SupporterEntry:
    return SupporterEntry(
        kind=SupporterKind.ISVA,
        full_name=NAME,
        organisation=SERVICE,
        relationship="",
        email=EMAIL,
        mobile=MOBILE,
        may_be_told=MayBeTold.EVERYTHING,
        is_suspect_or_lives_with_suspect=False,
        connection_id=connection.pk,
    )


def _friend_of(victim: Victim, *, at: dt.datetime) -> None:
    supporter_register.put_beside(
        victim_id=victim.pk,
        entry=SupporterEntry(
            kind=SupporterKind.FAMILY_OR_FRIEND,
            full_name="Robin Fairweather",
            organisation="",
            relationship="friend",
            email="robin.fairweather@example.net",
            mobile="07700 900462",
            may_be_told=MayBeTold.NOTHING,
            is_suspect_or_lives_with_suspect=None,
        ),
        actor=_ACTOR,
        at=at,
    )
