"""A provider for each test of this folder, and a safe hour of day for the workers."""

import pytest

from tests.failures.running import Host
from tests.fakes.provider import ProviderSimulator


@pytest.fixture(scope="session")
def running_provider(tmp_path_factory):
    simulator = ProviderSimulator(folder=tmp_path_factory.mktemp("provider"))
    yield simulator
    simulator.stop()


@pytest.fixture
def provider(running_provider):
    running_provider.reset()
    return running_provider


@pytest.fixture(scope="session")
def host(running_provider, django_db_setup):
    running = Host(provider=running_provider)
    yield running
    running.stop()
