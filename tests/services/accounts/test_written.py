"""A query whose statement is written once finds what the same queryset finds, each time with its own values."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, Count, DateTimeField, Exists, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.expressions import RawSQL

from accounts.written import Given, Written
from cases.models import Charge, ContactPoint, Victim
from tests.factories.cases import ChargeFactory, ContactPointFactory, DefendantFactory, PersonFactory, VictimFactory

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def of_person(person: Any) -> "QuerySet[Any]":
    """A queryset with what the pages' have: joins, subqueries, values at three depths, and a value in raw SQL."""
    charges = Charge.objects.filter(charge_victims__victim=OuterRef("pk"), charge_victims__victim__person=person)
    return (
        Victim.objects.select_related("case__unit", "person", "officer")
        .defer("case__urn_key")
        .annotate(
            title=Subquery(charges.order_by("title").values("title")[:1]),
            is_charged=Exists(charges),
            points=Count("person__contact_points"),
            said=RawSQL("%s::uuid", [person], output_field=UUIDField()),
        )
        .filter(person=person)
        .order_by("reference")
    )


def statements() -> tuple[list[int], Written[Any]]:
    """A query that counts how often it is built."""
    built: list[int] = []

    def build() -> "QuerySet[Any]":
        built.append(1)
        return of_person(Given("person", UUIDField()))

    return built, Written(build)


@pytest.fixture
def two() -> list[Victim]:
    """Two people, each with a record of their own; the first is charged for, and can be written to in two ways."""
    first, second = (VictimFactory(person=PersonFactory(full_name=name)) for name in ("Rhian Hughes", "Sam Bell"))
    ChargeFactory(defendant=DefendantFactory(case=first.case), concerning=[first], title="Robbery")
    ContactPointFactory(person=first.person)
    ContactPointFactory(person=first.person, post=True)
    return [first, second]


class TestWritten:
    def test_finds_what_the_queryset_finds_with_all_that_it_annotates(self, two: list[Victim]) -> None:
        _, written = statements()
        for victim in two:
            (expected,) = of_person(victim.person_id)
            (found,) = written.rows(person=victim.person_id)

            assert found == expected
            assert {**vars(found), "_state": None} == {**vars(expected), "_state": None}
            assert found._state.fields_cache == expected._state.fields_cache
            assert vars(found.case.unit)["name"] == expected.case.unit.name
            assert found.get_deferred_fields() == expected.get_deferred_fields()
            assert found.case.get_deferred_fields() == expected.case.get_deferred_fields() == {"urn_key"}
        assert (expected.title, expected.is_charged, expected.points) == (None, False, 0)

    def test_is_written_once_and_asked_each_time(self, two: list[Victim], django_assert_num_queries: Any) -> None:
        built, written = statements()
        with django_assert_num_queries(3):
            first = written.rows(person=two[0].person_id)
            second = written.rows(person=two[1].person_id)
            again = written.rows(person=two[0].person_id)

        assert built == [1]
        assert [one.pk for one in (*first, *second, *again)] == [two[0].pk, two[1].pk, two[0].pk]
        assert first[0] is not again[0]
        assert (first[0].points, second[0].points) == (2, 0)

    def test_reads_what_stands_in_the_database_now(self, two: list[Victim]) -> None:
        _, written = statements()
        assert written.rows(person=two[1].person_id)[0].points == 0

        ContactPointFactory(person=two[1].person)

        assert written.rows(person=two[1].person_id)[0].points == 1

    def test_gives_the_first_or_none(self, two: list[Victim]) -> None:
        _, written = statements()

        assert written.first(person=two[0].person_id) == two[0]
        assert written.first(person=VictimFactory.build().pk) is None

    def test_takes_a_value_as_a_value_and_never_as_a_part_of_the_statement(self, two: list[Victim]) -> None:
        named = Written(lambda: Victim.objects.filter(person__full_name=Given("name", CharField())))
        since = Written(lambda: ContactPoint.objects.filter(recorded_at__gt=Given("at", DateTimeField())))

        assert named.rows(name="Sam Bell") == [two[1]]
        assert named.rows(name="' or true --%s") == []
        assert len(since.rows(at=AT - dt.timedelta(days=36500))) == 2
        assert since.rows(at=AT + dt.timedelta(days=36500)) == []

    def test_a_value_that_is_missing_is_an_error_and_not_nothing(self) -> None:
        _, written = statements()

        with pytest.raises(KeyError, match="person"):
            written.rows(somebody=VictimFactory.build().pk)


@pytest.mark.django_db(transaction=True)
def test_asks_on_the_connection_of_the_thread_that_asks(two: list[Victim]) -> None:
    """The statement was written in one thread; what another asks runs on its own connection, with its own values."""
    _, written = statements()
    written.rows(person=two[0].person_id)

    def ask(victim: Victim) -> tuple[Any, int]:
        try:
            found = written.rows(person=victim.person_id)
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                return found[0].pk, cursor.fetchone()[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        answers = [pool.submit(ask, victim).result() for victim in two]

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        own = cursor.fetchone()[0]
    assert [pk for pk, _ in answers] == [victim.pk for victim in two]
    assert own not in {pid for _, pid in answers}
