"""Clients of the API and a case that they know."""

import pytest

from cases.models import Case
from tests.factories.cases import CaseFactory
from tests.web.api.calling import Caller, new_client


@pytest.fixture
def caller() -> Caller:
    """A client that may do everything the API offers."""
    return Caller(new_client())


@pytest.fixture
def known_case() -> Case:
    """The case that the examples speak of."""
    case: Case = CaseFactory(urn="45AA2000126")
    return case
