"""Read JSON strictly: no duplicate keys, no NaN, no endless nesting or numbers, and a name for every fault."""

import json
from typing import Any, NoReturn


class NotJson(ValueError):
    """The text is not JSON that this service takes. The reason never quotes it."""


def read(text: bytes) -> Any:
    """Read one JSON value from UTF-8.

    Raises:
        NotJson: with the reason: encoding, syntax, a repeated key, NaN, too long a number, too deep, half a character.
    """
    if text.lstrip()[:1] == b"<":
        raise NotJson("looks like XML or HTML, not JSON")
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotJson("is not UTF-8") from None
    try:
        value = json.loads(decoded, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        # The deepest message of the courts nests 17 levels; Python itself gives up near a thousand.
        raise NotJson("is nested too deep") from None
    except json.JSONDecodeError as error:
        is_cut_off = error.pos >= len(decoded.rstrip()) or error.msg.startswith("Unterminated string")
        raise NotJson("ends too early" if is_cut_off else f"is not JSON at character {error.pos + 1}") from None
    except NotJson:
        raise
    except ValueError:
        raise NotJson("holds a number that is too long") from None
    if "\\ud" in decoded.lower():
        _refuse_half_characters(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("names a key twice in one object")
    return found


def _no_constant(_: str) -> NoReturn:
    raise NotJson("holds a number that is none (NaN or Infinity)")


def _refuse_half_characters(value: Any) -> None:
    # By hand and not by writing it out again: what was just deep enough to read could be too deep to write.
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend((*item.keys(), *item.values()))
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and not _is_whole(item):
            raise NotJson("holds half of a character (an unpaired surrogate)")


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
