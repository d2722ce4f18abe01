"""Every environment variable the service reads, each named once, typed, with advice for whoever forgot it.

Settings read the environment through this module only. `.env.example` lists the same names; a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class BadEnvironment(SystemExit):
    """Stop the process: a variable is missing or unreadable. The message says what to do about it."""


def _flag(text: str) -> bool:
    """Read yes or no; anything else is refused rather than guessed."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return words[text.strip().lower()]


def _words(text: str) -> list[str]:
    """Read a comma-separated list; blanks between commas do not count."""
    return [word.strip() for word in text.split(",") if word.strip()]


@dataclass(frozen=True)
class Variable(Generic[T]):
    """One environment variable: its name, how its text is read, and what it is for."""

    name: str
    parse: Callable[[str], T]
    advice: str

    def required(self, environ: Mapping[str, str] = os.environ) -> T:
        """Return the value; stop the process with advice when it is missing, blank or unreadable."""
        text = environ.get(self.name, "")
        if not text.strip():
            raise BadEnvironment(f"{self.name} is not set. {self.advice} See .env.example.")
        return self._read(text)

    def optional(self, default: T, environ: Mapping[str, str] = os.environ) -> T:
        """Return the value, or `default` where the variable is missing or blank."""
        text = environ.get(self.name, "")
        return self._read(text) if text.strip() else default

    def _read(self, text: str) -> T:
        try:
            return self.parse(text)
        except (KeyError, ValueError):
            # The text itself is not repeated: it may be a secret.
            raise BadEnvironment(f"{self.name} cannot be read. {self.advice} See .env.example.") from None


SECRET_KEY = Variable("SECRET_KEY", str, "A long random text that signs sessions; keep it out of version control.")
RECORD_SIGNING_KEY = Variable(
    "RECORD_SIGNING_KEY",
    str,
    "Signs the copies that victims take away: 32 random bytes in URL-safe base 64. Keep it; old copies need it.",
)
ALLOWED_HOSTS = Variable("ALLOWED_HOSTS", _words, "Host names the service answers to, separated by commas.")
PUBLIC_URL = Variable("PUBLIC_URL", str, "Address at which victims and staff reach the service; links begin with it.")
DATABASE_URL = Variable(
    "DATABASE_URL",
    str,
    "Where PostgreSQL 18 is: postgresql://user:password@host:5432/name. `make run` and `make test` start one.",
)
DATABASE_CONN_MAX_AGE = Variable("DATABASE_CONN_MAX_AGE", int, "Seconds a database connection is kept for reuse.")
REDIS_URL = Variable("REDIS_URL", str, "Redis for Celery's wake-up messages: redis://host:6379/0.")
CACHE_URL = Variable("CACHE_URL", str, "Redis for the shared cache, another one than Celery's: redis://host:6379/1.")
EMAIL_HOST = Variable("EMAIL_HOST", str, "SMTP server that takes our email.")
EMAIL_PORT = Variable("EMAIL_PORT", int, "Port of the SMTP server.")
EMAIL_HOST_USER = Variable("EMAIL_HOST_USER", str, "User name at the SMTP server; empty for none.")
EMAIL_HOST_PASSWORD = Variable("EMAIL_HOST_PASSWORD", str, "Password at the SMTP server; empty for none.")
EMAIL_USE_TLS = Variable("EMAIL_USE_TLS", _flag, "Whether to speak STARTTLS with the SMTP server: yes or no.")
EMAIL_FROM = Variable("EMAIL_FROM", str, "Sender of every email; must say nothing about crime, court or the CPS.")
TEXT_FOLDER = Variable("TEXT_FOLDER", str, "Folder in which text messages are recorded.")
PRINT_FOLDER = Variable("PRINT_FOLDER", str, "Folder in which letters and their manifest are laid for printing.")
EMAIL_REFERENCE_DOMAIN = Variable("EMAIL_REFERENCE_DOMAIN", str, "Domain after the @ of every email's Message-ID.")
SENDER_EMAIL = Variable("SENDER_EMAIL", str, "Dotted path of the class that sends email.")
SENDER_TEXT = Variable("SENDER_TEXT", str, "Dotted path of the class that sends texts.")
SENDER_LETTER = Variable("SENDER_LETTER", str, "Dotted path of the class that hands letters to print.")
PROVIDER_BASE_URL = Variable("PROVIDER_BASE_URL", str, "Address of the message provider, if one is used.")
PROVIDER_API_KEY = Variable("PROVIDER_API_KEY", str, "Our key at the message provider.")
PROVIDER_CAN_LOOK_UP = Variable("PROVIDER_CAN_LOOK_UP", _flag, "Whether the provider can be asked by reference.")
DEBUG = Variable("DEBUG", _flag, "Whether errors show their source to the reader; on a developer's machine only.")
SERVICE_DOMAIN_IS_GOVUK = Variable(
    "SERVICE_DOMAIN_IS_GOVUK",
    _flag,
    "Whether we are on a gov.uk domain, which alone may wear the GOV.UK brand.",
)
VOLUME_GUARD_FLOOR = Variable("VOLUME_GUARD_FLOOR", int, "Messages an hour below which the volume guard never acts.")
API_CALLS_PER_MINUTE = Variable("API_CALLS_PER_MINUTE", int, "Calls that one API client may make in a minute.")
LOG_LEVEL = Variable("LOG_LEVEL", str, "How much to log: DEBUG, INFO, WARNING or ERROR.")
TRUSTED_PROXIES = Variable("TRUSTED_PROXIES", int, "How many proxies stand before the service and set X-Forwarded-For.")
OIDC_SERVER_URL = Variable("OIDC_SERVER_URL", str, "Address of the staff single sign-on; empty for passwords only.")
OIDC_CLIENT_ID = Variable("OIDC_CLIENT_ID", str, "Our name at the staff single sign-on.")
OIDC_CLIENT_SECRET = Variable("OIDC_CLIENT_SECRET", str, "Our secret at the staff single sign-on.")
VCS_TEST_DB = Variable("VCS_TEST_DB", str, "Tells apart the test databases of several people on one server.")
PYTEST_XDIST_WORKER = Variable("PYTEST_XDIST_WORKER", str, "Set by pytest: which of its processes this is.")
PORT = Variable("PORT", int, "Port of the web server that `make run` starts.")
GIT_COMMIT = Variable("GIT_COMMIT", str, "Commit the running code was built from; shown at /info.")
BUILD_TIME = Variable("BUILD_TIME", str, "When the running code was built; shown at /info.")
