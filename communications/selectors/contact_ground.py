"""What the record says of how one person may be reached: asked before every send, call and letter page (T7, T17)."""

import datetime as dt

from django.db.models import CharField, DateTimeField, QuerySet, UUIDField

from accounts.written import Given, Written
from cases.models import Case, ContactPoint, Defendant, Hearing, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ContactPointKind
from cases.rules.working_days import LONDON


def newest_profile(*, person: Person) -> SafeContactProfile | None:
    """Return the profile in force; None where nobody has asked."""
    return _PROFILE.first(person=person.pk)


def points(*, person: Person) -> list[ContactPoint]:
    """List every version of every address of a person."""
    return _POINTS.rows(person=person.pk)


def court_dates(*, case: Case, at: dt.datetime) -> frozenset[dt.date]:
    """List the days from now on on which the case is in court: nothing unasked for arrives on such a day (T17)."""
    moments = _COURT.tuples(case=case.pk, since=at - dt.timedelta(days=1))
    return frozenset(moment.astimezone(LONDON).date() for (moment,) in moments if moment is not None)


def keys_of_others(*, victim: Victim) -> tuple[tuple[ContactPointKind, str], ...]:
    """List the keys of suspects and defendants, split URNs included, and of people who live with one (T7)."""
    keys: list[tuple[ContactPointKind, str]] = []
    for addresses, phones, emails in _ACCUSED.tuples(urn_key=victim.case.urn_key):
        keys.extend((ContactPointKind.POST, key) for key in addresses)
        keys.extend((ContactPointKind.MOBILE, key) for key in phones)
        keys.extend((ContactPointKind.EMAIL, key) for key in emails)
    near = _NEAR_ACCUSED.tuples(victim=victim.pk, person=victim.person_id)
    keys.extend((ContactPointKind(kind), key) for kind, key in near)
    return tuple(sorted(set(keys)))


def _profile() -> "QuerySet[SafeContactProfile]":
    own = SafeContactProfile.objects.filter(person=Given("person", UUIDField()))
    return own.order_by("-recorded_at", "-id")[:1]


def _points() -> "QuerySet[ContactPoint]":
    return ContactPoint.objects.filter(person=Given("person", UUIDField()))


def _court() -> "QuerySet[Hearing, tuple[dt.datetime | None]]":
    case, since = Given("case", UUIDField()), Given("since", DateTimeField())
    hearings = Hearing.objects.filter(case=case, is_vacated=False, starts_at__gte=since)
    days = Hearing.objects.filter(case=case, is_vacated=False, days__sits_at__gte=since, days__is_cancelled=False)
    return hearings.values_list("starts_at").union(days.values_list("days__sits_at"))


def _accused() -> "QuerySet[Defendant, tuple[list[str], list[str], list[str]]]":
    found = Defendant.objects.filter(case__urn_key=Given("urn_key", CharField()))
    return found.values_list("address_keys", "phone_keys", "email_keys")


def _near_accused() -> "QuerySet[ContactPoint, tuple[str, str]]":
    near = ContactPoint.objects.filter(
        person__connections__victim=Given("victim", UUIDField()),
        person__connections__is_suspect_or_lives_with_suspect=True,
        superseded_at__isnull=True,
    )
    return near.exclude(person_id=Given("person", UUIDField())).values_list("kind", "key")


_PROFILE, _POINTS, _COURT = Written(_profile), Written(_points), Written(_court)
_ACCUSED, _NEAR_ACCUSED = Written(_accused), Written(_near_accused)
