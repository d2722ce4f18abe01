"""A code on the telephone as whoever rings sees it: what to ring and ask first, and the code as it is read out."""

import uuid

from cases.models import ContactPoint
from cases.rules.vocabulary import ContactPointKind
from communications.rules.vocabulary import Channel
from communications.services.portal_spoken import Choice, Outlook, SpokenCode
from web import formatting
from web.components import Row

_CODES: dict[Channel, str] = {Channel.EMAIL: "by email", Channel.TEXT: "by text"}
_NUMBERS: dict[ContactPointKind, str] = {
    ContactPointKind.MOBILE: "Mobile",
    ContactPointKind.HOME_PHONE: "Home telephone",
}
_NEVER_SAY = "Never say them yourself: let them say them."


def numbers(outlook: Outlook) -> list[Row]:
    """List each number that may be rung now once, in full, and the words to ask for."""
    points = {one.number.pk: one.number for one in outlook.choices}
    rows = [Row(key=_NUMBERS[ContactPointKind(point.kind)], value=point.value) for point in points.values()]
    if outlook.agreed_words:
        rows.append(Row(key="The words you agreed on", value=(outlook.agreed_words, _NEVER_SAY)))
    return rows


def ways(outlook: Outlook) -> list[tuple[str, str]]:
    """List what can be chosen: the number, by its last figures, and the way of the six digits."""
    return [(_value(one), f"{_masked(one.number)}, and the digits {_CODES[one.codes]}") for one in outlook.choices]


def way_of(value: str) -> tuple[uuid.UUID, Channel]:
    """Read a choice back that the form has found to be one of `ways`."""
    number, _, codes = value.partition("+")
    return uuid.UUID(number), Channel(codes)


def table(code: SpokenCode) -> list[list[str]]:
    """Set out the code as it is read: each four signs beside the names of their letters and digits."""
    return [[group, words] for group, words in zip(code.groups, code.aloud, strict=True)]


def until_words(code: SpokenCode) -> str:
    """Say until when the code is good."""
    return formatting.time_words(code.expires_at)


def codes_words(code: SpokenCode) -> str:
    """Say by which way the six digits come."""
    return _CODES[code.codes]


def _value(choice: Choice) -> str:
    return f"{choice.number.pk}+{choice.codes.value}"


def _masked(point: ContactPoint) -> str:
    return f"{_NUMBERS[ContactPointKind(point.kind)]} ending {point.value[-3:]}"
