"""What holds in every environment. Reads the environment through `cps_victims.env` only."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from cps_victims import env
from cps_victims.celery import TASK_SOFT_TIME_LIMIT, TASK_TIME_LIMIT, VISIBILITY_TIMEOUT

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
PUBLIC_URL = env.PUBLIC_URL.optional("http://localhost:8000")
GIT_COMMIT = env.GIT_COMMIT.optional("unknown")
BUILD_TIME = env.BUILD_TIME.optional("unknown")

INSTALLED_APPS = [
    # Ours first: their templates win over those of libraries.
    "web",
    "communications",
    "triage",
    "cases",
    "audit",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "health_check",
    "phonenumber_field",
]

MIDDLEWARE = [
    "web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Calls of the API go from here to their view: what follows is for people with a browser.
    "web.api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.middleware.StaffSessionLimitsMiddleware",
    # Deny by default: a page for people without a staff account says so itself (`login_not_required`).
    "web.kept_words.LoginKeepingWordsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "web.middleware.NotThisWayMiddleware",
    "web.middleware.RefusalMiddleware",
    "web.middleware.OneVersionMiddleware",
]

ROOT_URLCONF = "cps_victims.urls"
WSGI_APPLICATION = "cps_victims.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Each interface keeps its own: the portal imports nothing of the workspace, and the other way round.
            "libraries": {"portal": "web.portal.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database --------------------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.DATABASE_URL.required(),
        conn_max_age=env.DATABASE_CONN_MAX_AGE.optional(600),  # without reuse a page costs 2.5 times as much
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache: rate limits must hold across processes, so it is shared ---------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.CACHE_URL.optional(env.REDIS_URL.required()),
        "KEY_PREFIX": "vcs",
    }
}

# --- Celery: hints only; ids only ------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.REDIS_URL.required()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    # A nudge that cannot be handed over fails soon; the sweep finds the work anyway. Without the last three, whoever
    # approves a letter while Redis is away waits twelve seconds for retries.
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 25,
    # Without these two, messages of a killed worker come back only every 100 s whatever the visibility timeout.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_EAGER_RESULT = False
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_SOFT_TIME_LIMIT = TASK_SOFT_TIME_LIMIT
CELERY_TASK_TIME_LIMIT = TASK_TIME_LIMIT
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.StaffUser"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.StaffBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "accounts.backends.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None  # the email address is the name to sign in with
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff accounts are opened for them; nobody signs up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.TRUSTED_PROXIES.optional(0)

if env.OIDC_SERVER_URL.optional(""):
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "staff",
                    "name": "Single sign-on",
                    "client_id": env.OIDC_CLIENT_ID.required(),
                    "secret": env.OIDC_CLIENT_SECRET.required(),
                    "settings": {"server_url": env.OIDC_SERVER_URL.required()},
                }
            ]
        }
    }

# Staff and victims never share a cookie: signing out of one says nothing about the other.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "staff_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60  # at most; web.middleware ends an idle session much sooner
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PORTAL_COOKIE_NAME = "portal_session"
PORTAL_COOKIE_SECURE = False
# Where "Exit this page" leads: a page that anybody might have open.
PORTAL_EXIT_URL = "https://www.bbc.co.uk/weather"
# Signs the copies that people take away; empty derives a key that is worth nothing elsewhere (production sets one).
RECORD_SIGNING_KEY = ""
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"

# --- language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Of the portal only, and gone with the browser: it says nothing but a language.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "GB"
PHONENUMBER_DB_FORMAT = "E164"

# --- static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"
# The typeface, the crown and the colours of GOV.UK are for gov.uk service domains only.
SERVICE_DOMAIN_IS_GOVUK = env.SERVICE_DOMAIN_IS_GOVUK.optional(default=False)

# --- what leaves the building ----------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.EMAIL_HOST.optional("localhost")
EMAIL_PORT = env.EMAIL_PORT.optional(25)
EMAIL_HOST_USER = env.EMAIL_HOST_USER.optional("")
EMAIL_HOST_PASSWORD = env.EMAIL_HOST_PASSWORD.optional("")
EMAIL_USE_TLS = env.EMAIL_USE_TLS.optional(default=False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.EMAIL_FROM.optional("updates@example.org")
TEXT_FOLDER = Path(env.TEXT_FOLDER.optional(str(BASE_DIR / "var" / "outbox" / "text")))
PRINT_FOLDER = Path(env.PRINT_FOLDER.optional(str(BASE_DIR / "var" / "outbox" / "print")))
EMAIL_REFERENCE_DOMAIN = env.EMAIL_REFERENCE_DOMAIN.optional("example.org")
# Which class hands each kind of message over. Only `communications.outbox.handlers` reads these.
SENDER_EMAIL = env.SENDER_EMAIL.optional("communications.channels.email.SmtpChannel")
SENDER_TEXT = env.SENDER_TEXT.optional("communications.channels.text.RecordedTextChannel")
SENDER_LETTER = env.SENDER_LETTER.optional("communications.channels.letter.PrintFolderChannel")
PROVIDER_BASE_URL = env.PROVIDER_BASE_URL.optional("http://127.0.0.1:8099")
PROVIDER_API_KEY = env.PROVIDER_API_KEY.optional("")
PROVIDER_CAN_LOOK_UP = env.PROVIDER_CAN_LOOK_UP.optional(default=True)
PROVIDER_CONNECT_TIMEOUT_SECONDS = 3.0
PROVIDER_READ_TIMEOUT_SECONDS = 10.0
# What the contract with each channel's provider allows; the service uses four fifths of it (services/pacing.py).
SENDING_CONTRACTS = {
    "EMAIL": {"per_second": 50, "burst": 1000},
    "INTERMEDIARY_EMAIL": {"per_second": 50, "burst": 1000},
    "TEXT": {"per_second": 50, "burst": 1000},
    "POST": {"per_second": 20, "burst": 500},
    "PORTAL": {"per_second": 1000, "burst": 10000},
}
# How long a claimed message is left to its worker, and how long an ambiguous answer of a channel waits before the
# provider is asked; channels that are not named wait as long as communications/rules/retry.py says.
SEND_LEASE_SECONDS = 60.0
RENDER_LEASE_SECONDS = 120.0
SENDING_QUARANTINE_SECONDS: dict[str, float] = {}
# More than this many times the usual number of messages in an hour, and at least the floor, waits for a second person.
VOLUME_GUARD_TIMES = 5
VOLUME_GUARD_FLOOR = env.VOLUME_GUARD_FLOOR.optional(2000)

# --- what a browser may do with our pages: nothing inline, nothing from elsewhere, never in a frame -------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing to others. Not "no-referrer": browsers then send "Origin: null" with our own forms, and CSRF refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Deny by default: a view names who may come in and how they prove it, or nobody does. Never by a cookie.
    "DEFAULT_AUTHENTICATION_CLASSES": ["web.api.authentication.SignedMessage"],
    "DEFAULT_PERMISSION_CLASSES": ["web.api.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["web.api.parsers.StrictJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "web.api.negotiation.JsonOnly",
    "EXCEPTION_HANDLER": "web.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": env.TRUSTED_PROXIES.optional(0),
}
# A client that calls more often is told to wait; the count is kept in the database, so that no two calls race.
API_CALLS_PER_MINUTE = env.API_CALLS_PER_MINUTE.optional(12_000)
API_REQUIRES_HTTPS = False
SPECTACULAR_SETTINGS = {
    "TITLE": "Victim Communication Service",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- logs: one JSON object per line, ids only ------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cps_victims.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.LOG_LEVEL.optional("INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Their progress reports quote what they read: letters.
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # It names the devices of people.
        "fido2": {"level": "WARNING"},
    },
}
