"""Compose emails and texts from their files. Plain text only: nothing to load, nothing that reports back (T19)."""

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.template.engine import Engine

from cases.rules.vocabulary import Language, Vocabulary
from communications.documents.words import UNFILLED, NoWords
from communications.rules.letter_words import tidy

_ENGINE = Engine(autoescape=False, loaders=[("django.template.loaders.locmem.Loader", {})], string_if_invalid=UNFILLED)


class EmailName(Vocabulary):
    """Every email that the service sends. Subjects are neutral, whatever the body may say."""

    NEWS_NOTICE = "news_notice"
    PORTAL_CODE = "portal_code"
    PORTAL_INVITATION = "portal_invitation"
    SUPPORTER_INVITATION = "supporter_invitation"
    LETTER = "letter"
    LETTER_TO_HAND_OVER = "letter_to_hand_over"


class TextName(Vocabulary):
    """Every text message that the service sends. Neutral throughout, and never with a link."""

    NEWS_NOTICE = "news_notice"
    CALL_AHEAD = "call_ahead"
    CALL_AHEAD_BARE = "call_ahead_bare"
    PORTAL_CODE = "portal_code"
    PORTAL_INVITATION = "portal_invitation"
    SUPPORTER_INVITATION = "supporter_invitation"


#: The values each message needs, and no others.
EMAIL_VALUES: dict[EmailName, frozenset[str]] = {
    EmailName.NEWS_NOTICE: frozenset(),
    EmailName.PORTAL_CODE: frozenset({"code", "minutes"}),
    EmailName.PORTAL_INVITATION: frozenset({"code", "days"}),
    EmailName.SUPPORTER_INVITATION: frozenset({"code", "days"}),
    EmailName.LETTER: frozenset({"letter"}),
    EmailName.LETTER_TO_HAND_OVER: frozenset(
        {"letter", "reference", "recipient_name", "hand_over_by", "contact_name", "contact_phone", "print_as"}
    ),
}
TEXT_VALUES: dict[TextName, frozenset[str]] = {
    TextName.NEWS_NOTICE: frozenset(),
    TextName.CALL_AHEAD: frozenset({"caller", "number", "when"}),
    TextName.CALL_AHEAD_BARE: frozenset({"when"}),
    TextName.PORTAL_CODE: frozenset({"code", "minutes"}),
    TextName.PORTAL_INVITATION: frozenset({"code", "days"}),
    TextName.SUPPORTER_INVITATION: frozenset({"code", "days"}),
}


class WrongValues(Exception):
    """A message was given values that it does not use, or not those that it needs. Names them, not their contents."""


@dataclasses.dataclass(frozen=True, slots=True)
class EmailWords:
    """The words of one email."""

    subject: str
    body: str


def compose_email(*, name: EmailName, language: Language, values: Mapping[str, str]) -> EmailWords:
    """Compose an email.

    Raises:
        WrongValues: ``values`` are not exactly those of `EMAIL_VALUES`.
        NoWords: there are no words in this language.
    """
    _require(given=values, needed=EMAIL_VALUES[name])
    folder = f"emails/{name.value}/{language.value.lower()}"
    return EmailWords(
        subject=_fill(f"{folder}/subject.txt", values).replace("\n", " "), body=_fill(f"{folder}/body.txt", values)
    )


def compose_text(*, name: TextName, language: Language, values: Mapping[str, str]) -> str:
    """Compose a text message.

    Raises:
        WrongValues: ``values`` are not exactly those of `TEXT_VALUES`.
        NoWords: there are no words in this language.
    """
    _require(given=values, needed=TEXT_VALUES[name])
    return _fill(f"sms/{name.value}/{language.value.lower()}.txt", values)


def _require(*, given: Mapping[str, str], needed: frozenset[str]) -> None:
    if set(given) != needed:
        raise WrongValues(", ".join(sorted(set(given) ^ needed)))


def _fill(path: str, values: Mapping[str, str]) -> str:
    return tidy(_template(path).render(Context(dict(values), autoescape=False)))


@functools.cache
def _template(path: str) -> Template:
    base: Path = settings.BASE_DIR
    file = base / "templates" / path
    if not file.exists():
        raise NoWords(path)
    return Template(file.read_text("utf-8"), engine=_ENGINE)
