"""Read fields of untrusted JSON one by one: a wrong type becomes a named problem, never an exception."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from cases.rules.court_feed.messages import Problem

#: A result text or a bail condition is a paragraph or two; what is longer is cut and said to be cut.
LONGEST_TEXT = 20_000
#: More items than any hearing holds; a list beyond it is refused rather than walked.
MOST_ITEMS = 2_000


class Fields:
    """One JSON object, its place in the message and the shared list of problems found so far."""

    __slots__ = ("_path", "_problems", "_source")

    def __init__(self, source: Mapping[str, Any], *, path: str, problems: list[Problem]) -> None:
        self._source = source
        self._path = path
        self._problems = problems

    def has(self, name: str) -> bool:
        """Say whether the field is present and not null."""
        return self._source.get(name) is not None

    def report(self, name: str, reason: str) -> None:
        """Note a problem at a field."""
        self._problems.append(Problem(field=self._place(name), reason=reason))

    def text(self, name: str, *, limit: int = LONGEST_TEXT) -> str:
        """Read text, trimmed; empty when absent. Longer text than ``limit`` is cut and noted."""
        value = self._source.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.report(name, "should be text")
            return ""
        # NUL and unpaired surrogates are legal in JSON and cannot be stored as text.
        cleaned = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
        if len(cleaned) > limit:
            self.report(name, f"is longer than {limit} characters and was cut")
            return cleaned[:limit]
        return cleaned

    def code(self, name: str, *, limit: int = 60) -> str:
        """Read a code that some senders write as a number; empty when absent."""
        value = self._source.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
            return str(value)
        return self.text(name, limit=limit)

    def identifier(self, name: str) -> uuid.UUID | None:
        """Read a UUID; None when absent or not a UUID."""
        value = self._source.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return uuid.UUID(value)
            except ValueError:
                pass
        self.report(name, "should be a UUID")
        return None

    def flag(self, name: str) -> bool:
        """Read a truth value; False when absent."""
        value = self._source.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.report(name, "should be true or false")
        return False

    def number(self, name: str, *, most: int) -> int | None:
        """Read a whole number from 0 to ``most``; None when absent or out of range."""
        value = self._source.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.report(name, f"should be a whole number from 0 to {most}")
        return None

    def date(self, name: str) -> dt.date | None:
        """Read a calendar date, written alone or as the start of a date-time."""
        value = self._source.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value[:10])
            except ValueError:
                pass
        self.report(name, "should be a date such as 2026-03-05")
        return None

    def moment(self, name: str) -> dt.datetime | None:
        """Read a date-time with its offset, as an instant in UTC."""
        value = self._source.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                moment = dt.datetime.fromisoformat(value)
                if moment.tzinfo is not None:
                    return moment.astimezone(dt.UTC)
            except (ValueError, OverflowError):
                pass
        self.report(name, "should be a date and time with its offset, such as 2026-03-05T09:30:00Z")
        return None

    def child(self, name: str) -> "Fields":
        """Read an object; an empty one when absent."""
        value = self._source.get(name)
        if value is not None and not isinstance(value, Mapping):
            self.report(name, "should be an object")
            value = None
        return Fields(value or {}, path=self._place(name), problems=self._problems)

    def children(self, name: str) -> "list[Fields]":
        """Read a list of objects; empty when absent. A member that is no object is noted and left out."""
        found: list[Fields] = []
        for position, value in enumerate(self._list(name)):
            place = f"{name}[{position}]"
            if isinstance(value, Mapping):
                found.append(Fields(value, path=self._place(place), problems=self._problems))
            else:
                self.report(place, "should be an object")
        return found

    def identifiers(self, name: str) -> list[uuid.UUID]:
        """Read a list of UUIDs; a member that is none is noted and left out."""
        found: list[uuid.UUID] = []
        for position, value in enumerate(self._list(name)):
            try:
                found.append(uuid.UUID(value if isinstance(value, str) else ""))
            except ValueError:
                self.report(f"{name}[{position}]", "should be a UUID")
        return found

    def size(self, name: str) -> int:
        """Count the members of a list without reading them."""
        value = self._source.get(name)
        return len(value) if isinstance(value, list) else 0

    def _list(self, name: str) -> list[Any]:
        value = self._source.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.report(name, "should be a list")
            return []
        if len(value) > MOST_ITEMS:
            self.report(name, f"has more than {MOST_ITEMS} members; the rest was left out")
            return value[:MOST_ITEMS]
        return value

    def _place(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name
