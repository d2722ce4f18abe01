"""Settings of the worker processes that the failure tests start and kill: the service's own, in a hurry."""

# ruff: noqa: TID251, F403, F405 - a settings module extends another, as Django's do

import os

from cps_victims.settings.test import *

# The test's own database, which exists already and carries the test's name.
DATABASES["default"]["NAME"] = os.environ["FAILURES_DATABASE"]
DATABASES["default"]["HOST"] = os.environ["FAILURES_DATABASE_HOST"]
# With a handful of rows, trying every order of a dozen joins takes longer than everything else the database does.
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": "-c join_collapse_limit=1"}

SENDER_EMAIL = SENDER_TEXT = "communications.channels.provider.HttpProviderChannel"
PROVIDER_BASE_URL = os.environ.get("FAILURES_PROVIDER", "http://127.0.0.1:9")
PROVIDER_API_KEY = "simulator-key"
PROVIDER_CAN_LOOK_UP = True
PROVIDER_CONNECT_TIMEOUT_SECONDS = 2.0
PROVIDER_READ_TIMEOUT_SECONDS = 0.6

# A lease longer than one call; a quarantine longer than our time-out and the provider's slowest answer together.
SEND_LEASE_SECONDS = 2.0
RENDER_LEASE_SECONDS = 4.0
SENDING_QUARANTINE_SECONDS = dict.fromkeys(("EMAIL", "TEXT", "POST", "PORTAL", "INTERMEDIARY_EMAIL"), 2.5)
SENDING_CONTRACTS = {
    channel: {"per_second": 100_000, "burst": 100_000}
    for channel in ("EMAIL", "TEXT", "POST", "PORTAL", "INTERMEDIARY_EMAIL")
}
VOLUME_GUARD_FLOOR = 1_000_000
