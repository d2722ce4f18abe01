"""A developer's machine: what `make run` starts, and `manage.py` beside it."""

from django.core.management.utils import get_random_secret_key

from cps_victims import env
from cps_victims.settings.base import *

DEBUG = env.DEBUG.optional(default=False)
# `make run` keeps one in var/, so that a sign-in outlives a restart.
SECRET_KEY = env.SECRET_KEY.optional(get_random_secret_key())
ALLOWED_HOSTS = env.ALLOWED_HOSTS.optional(["localhost", "127.0.0.1", "[::1]"])
WHITENOISE_USE_FINDERS = True  # serves static/ as it is; nothing to collect before a start
