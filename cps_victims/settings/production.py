"""Production: hardened, and refuses to start on what was left at a default."""

import base64

from cps_victims import env
from cps_victims.settings.base import *

SECRET_KEY = env.SECRET_KEY.required()
RECORD_SIGNING_KEY = env.RECORD_SIGNING_KEY.required()
ALLOWED_HOSTS = env.ALLOWED_HOSTS.required()
PUBLIC_URL = env.PUBLIC_URL.required()
CACHES["default"]["LOCATION"] = env.CACHE_URL.required()  # Celery's Redis must never run full of cache

if env.DEBUG.optional(default=False):
    raise env.BadEnvironment("DEBUG must be off: its error pages show personal data.")
if len(SECRET_KEY) < 50 or "only-for" in SECRET_KEY or "change-me" in SECRET_KEY:
    raise env.BadEnvironment("SECRET_KEY is a default or too short. Use at least 50 random characters.")
try:
    is_signing_key = len(base64.b64decode(RECORD_SIGNING_KEY, altchars=b"-_", validate=True)) == 32
except ValueError:
    is_signing_key = False
if not is_signing_key:
    raise env.BadEnvironment("RECORD_SIGNING_KEY is no key: 32 random bytes in URL-safe base 64.")
if "*" in ALLOWED_HOSTS:
    raise env.BadEnvironment("ALLOWED_HOSTS must name the hosts; '*' answers to anybody.")
if not PUBLIC_URL.startswith("https://"):
    raise env.BadEnvironment("PUBLIC_URL must begin with https://.")

SESSION_COOKIE_NAME = "__Host-staff"
SESSION_COOKIE_SECURE = True
PORTAL_COOKIE_NAME = "__Host-portal"
PORTAL_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [
    r"^ping$",  # the load balancer asks over plain HTTP inside the private network
    r"^api/",  # a secret sent in clear is refused, not led on as if nothing had happened
]
API_REQUIRES_HTTPS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "web.static_files.StaticFiles"},
}
