"""Tests: the same on every machine. Takes the database and Redis servers from the environment, nothing else of it."""

from cps_victims import env
from cps_victims.settings.base import *

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["TEST"] = {"NAME": f"test_vcs_{env.VCS_TEST_DB.optional('main')}"}
# The real hasher takes a third of a second on purpose; hundreds of sign-ins in tests need not.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# People and processes that share one Redis never see each other's messages.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": f"test-{env.VCS_TEST_DB.optional('main')}-{env.PYTEST_XDIST_WORKER.optional('one')}-",
}
# WhiteNoise warns (and warnings are errors) where nothing has been collected yet.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
