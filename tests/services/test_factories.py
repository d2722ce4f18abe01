"""Every factory makes a row that the database accepts."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from tests.factories import accounts, cases, communications, triage

FACTORIES = [
    factory
    for module in (accounts, cases, communications, triage)
    for _, factory in inspect.getmembers(module, inspect.isclass)
    if issubclass(factory, DjangoModelFactory) and factory.__module__ == module.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_makes_a_valid_row_twice(factory: type[DjangoModelFactory]) -> None:
    rows = [factory(), factory()]

    assert {type(row).objects.filter(pk=row.pk).count() for row in rows} == {1}
