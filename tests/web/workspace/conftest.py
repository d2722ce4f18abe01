"""Staff of one unit, and a case with a victim to whom a letter is owed."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.models import UnitKind
from accounts.roles import Role
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data

#: Wednesday 11 March 2026, 10:00 in London, as the `clock` fixture has it.
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def unit(db):
    return UnitFactory()


@pytest.fixture
def writer(unit):
    return staff_with(Role.VLU_OFFICER, unit, full_name="Robin Writer")


@pytest.fixture
def manager(unit):
    return staff_with(Role.VLU_MANAGER, unit, full_name="Morgan Manager")


@pytest.fixture
def prosecutor(unit):
    return staff_with(Role.PROSECUTOR, unit, full_name="Pat Prosecutor")


@pytest.fixture
def stranger(db):
    """A letter writer of another Area."""
    return staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")), full_name="Sam Stranger")


@pytest.fixture
def rasso_officer(unit):
    return staff_with(Role.VLO_RASSO, UnitFactory(area=unit.area, kind=UnitKind.RASSO), full_name="Rae Rasso")


def signed_in(user):
    """A browser in which somebody has just signed in: the session that signing in leaves, without what leads to it."""
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def as_writer(writer):
    return signed_in(writer)


@pytest.fixture
def as_manager(manager):
    return signed_in(manager)


@pytest.fixture
def as_prosecutor(prosecutor):
    return signed_in(prosecutor)


@pytest.fixture
def as_stranger(stranger):
    return signed_in(stranger)


@pytest.fixture
def reference_data(db):
    lay_reference_data()


@pytest.fixture
def case(unit):
    return CaseFactory(unit=unit, urn="06AA1234526")


@pytest.fixture
def victim(case):
    person = PersonFactory(full_name="Rhian Hughes", preferred_name="Ms Hughes")
    SafeContactProfileFactory(person=person, never_post=True, must_not_know="Her former partner")
    ContactPointFactory(person=person, value="rhian@example.org")
    ContactPointFactory(person=person, post=True)
    return VictimFactory(case=case, person=person)


@pytest.fixture
def charge(case, victim):
    return ChargeFactory(defendant=DefendantFactory(case=case), concerning=[victim])


def owed_to(victim, *, due_at, state="DRAFT", **obligation):
    """Owe a victim a letter that stands in the given state."""
    decided_at = min(due_at - dt.timedelta(days=7), NOW - dt.timedelta(days=1))
    decision = DecisionFactory(case=victim.case, decided_at=decided_at, recorded_at=decided_at + dt.timedelta(hours=1))
    row = ObligationFactory(victim=victim, decision=decision, due_at=due_at, due_on=due_at.date(), **obligation)
    CommunicationFactory(victim=victim, obligation=row, state=state, due_at=due_at)
    return row
