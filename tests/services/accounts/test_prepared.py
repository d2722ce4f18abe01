"""A statement is planned once per connection and found again on a new one."""

import pytest
from django.db import connection, transaction

from accounts.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)


def sum_of() -> Prepared:
    return Prepared(name="sum_of", parameters={"one": "integer", "other": "integer"}, text="select %(one)s + %(other)s")


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where name = 'sum_of'")
        return int(cursor.fetchone()[0])


class TestPrepared:
    def test_runs_with_its_parameters_by_name(self) -> None:
        assert sum_of().rows({"other": 2, "one": 40}) == [(42,)]
        connection.close()

    def test_is_prepared_once_and_again_on_another_connection(self) -> None:
        statement = sum_of()
        statement.rows({"one": 1, "other": 1})
        statement.rows({"one": 1, "other": 2})
        assert plans() == 1

        connection.close()
        assert plans() == 0
        assert statement.rows({"one": 2, "other": 2}) == [(4,)]
        connection.close()

    def test_made_twice_is_one_statement_to_the_connection(self) -> None:
        """Two threads that build it at once each get one of their own, and either may be used later."""
        first, second = sum_of(), sum_of()

        assert first.rows({"one": 1, "other": 1}) == [(2,)]
        assert second.rows({"one": 1, "other": 2}) == [(3,)]
        assert plans() == 1
        connection.close()

    def test_outlives_a_transaction_that_was_undone(self) -> None:
        statement = sum_of()
        with transaction.atomic():
            statement.rows({"one": 1, "other": 1})
            transaction.set_rollback(True)

        assert statement.rows({"one": 3, "other": 4}) == [(7,)]
        connection.close()

    def test_takes_what_is_sent_as_a_value_and_never_as_a_statement(self) -> None:
        echo = Prepared(name="echo", parameters={"text": "text"}, text="select %(text)s")

        assert echo.rows({"text": "'); drop table x; -- $1 %s"}) == [("'); drop table x; -- $1 %s",)]
        connection.close()
