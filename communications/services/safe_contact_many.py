"""How many people may be reached, read at once: the same answers as asking for each, at a constant number of queries.

For pages that show many people before anything is sent. Whatever is then sent is asked about once more, each alone.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from cases.models import Connection, ContactPoint, Defendant, Hearing, HearingDay, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ConnectionKind, ContactPointKind
from cases.rules.working_days import LONDON
from communications.services import safe_contact
from communications.services.safe_contact import Known, Read


def known_about_many(
    *, people: Sequence[tuple[Victim, Person]], at: dt.datetime
) -> dict[tuple[uuid.UUID, uuid.UUID], Known]:
    """Read how each person may be reached about each victim's case, by (victim, person) id; eight queries.

    As ``safe_contact.known_about`` without an obligation. The victims come with their case.
    """
    person_ids = {person.pk for _, person in people}
    victims = [victim for victim, _ in people]
    rows = {
        row.person_id: row
        for row in SafeContactProfile.objects.filter(person__in=person_ids)
        .order_by("person", "-recorded_at", "-id")
        .distinct("person")
    }
    versions: dict[uuid.UUID, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(person__in=person_ids):
        versions[point.person_id].append(point)
    beside = _beside(victims)
    courts = _court_dates({victim.case_id for victim in victims}, at=at)
    theirs = _keys_of_defendants({victim.case.urn_key for victim in victims})
    near = _keys_near(victims)
    known = {}
    for victim, person in people:
        row = rows.get(person.pk)
        kind = safe_contact.through_whom(row=row)
        read = Read(
            row=row,
            versions=versions[person.pk],
            through=beside.get((victim.pk, kind)) if kind is not None else None,
            court_dates=frozenset(courts[victim.case_id]),
            keys_of_others=tuple(sorted({*theirs[victim.case.urn_key], *near[victim.pk]})),
        )
        known[victim.pk, person.pk] = safe_contact.known_of(victim=victim, person=person, read=read)
    return known


def _beside(victims: Sequence[Victim]) -> dict[tuple[uuid.UUID, ConnectionKind], ContactPoint]:
    """Find the email of whom each victim may be told through: primary first, then the newest, as one by one."""
    connections = list(
        Connection.objects.filter(victim__in=[victim.pk for victim in victims], ended_at__isnull=True)
        .order_by("-is_primary", "-recorded_at", "-id")
        .values_list("victim_id", "kind", "person_id")
    )
    points = ContactPoint.objects.filter(
        person__in={person_id for _, _, person_id in connections},
        kind=ContactPointKind.EMAIL,
        superseded_at__isnull=True,
    ).order_by("-is_safe", "-recorded_at")
    of_person: dict[uuid.UUID, ContactPoint] = {}
    for point in points:
        of_person.setdefault(point.person_id, point)
    found: dict[tuple[uuid.UUID, ConnectionKind], ContactPoint] = {}
    for victim_id, kind, person_id in connections:
        if person_id in of_person:
            found.setdefault((victim_id, ConnectionKind(kind)), of_person[person_id])
    return found


def _court_dates(case_ids: set[uuid.UUID], *, at: dt.datetime) -> dict[uuid.UUID, set[dt.date]]:
    since = at - dt.timedelta(days=1)
    found: dict[uuid.UUID, set[dt.date]] = defaultdict(set)
    listed = Hearing.objects.filter(case__in=case_ids, is_vacated=False, starts_at__gte=since)
    sitting = HearingDay.objects.filter(
        hearing__case__in=case_ids, hearing__is_vacated=False, sits_at__gte=since, is_cancelled=False
    )
    moments = [
        *listed.values_list("case_id", "starts_at"),
        *sitting.values_list("hearing__case_id", "sits_at"),
    ]
    for case_id, moment in moments:
        if moment is not None:
            found[case_id].add(moment.astimezone(LONDON).date())
    return found


def _keys_of_defendants(urn_keys: set[str]) -> dict[str, set[tuple[ContactPointKind, str]]]:
    found: dict[str, set[tuple[ContactPointKind, str]]] = defaultdict(set)
    rows = Defendant.objects.filter(case__urn_key__in=urn_keys)
    for urn_key, addresses, phones, emails in rows.values_list(
        "case__urn_key", "address_keys", "phone_keys", "email_keys"
    ):
        found[urn_key] |= {(ContactPointKind.POST, key) for key in addresses}
        found[urn_key] |= {(ContactPointKind.MOBILE, key) for key in phones}
        found[urn_key] |= {(ContactPointKind.EMAIL, key) for key in emails}
    return found


def _keys_near(victims: Sequence[Victim]) -> dict[uuid.UUID, set[tuple[ContactPointKind, str]]]:
    """List the keys of people who are or live with a suspect, but for the victim's own."""
    own = {victim.pk: victim.person_id for victim in victims}
    found: dict[uuid.UUID, set[tuple[ContactPointKind, str]]] = defaultdict(set)
    rows = Connection.objects.filter(
        victim__in=list(own),
        is_suspect_or_lives_with_suspect=True,
        person__contact_points__superseded_at__isnull=True,
        person__contact_points__isnull=False,
    )
    for victim_id, person_id, kind, key in rows.values_list(
        "victim_id", "person_id", "person__contact_points__kind", "person__contact_points__key"
    ):
        if person_id != own[victim_id]:
            found[victim_id].add((ContactPointKind(kind), key))
    return found
