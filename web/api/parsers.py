"""Read a JSON body strictly and not without end: the same reading as the import's."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from rest_framework.parsers import BaseParser

from cases.rules.import_formats import json_text
from web.api.problems import Problem

#: 500 events of the largest size that a file line may have would be more; none is in practice near it.
LARGEST_BODY = 2 * 1024 * 1024


class StrictJson(BaseParser):
    """JSON with no duplicate keys, no NaN, no endless nesting; every fault by name and none quoting the body."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the body.

        Raises:
            Problem: too large, or not JSON that this service takes.
        """
        try:
            body = stream.read(LARGEST_BODY + 1)
        except RequestDataTooBig:
            raise Problem("too-large") from None
        return read(body)


def read(body: bytes) -> Any:
    """Read a body that is here as a whole, or so much of it that it is seen to be too large.

    Raises:
        Problem: too large, or not JSON that this service takes.
    """
    if len(body) > LARGEST_BODY:
        raise Problem("too-large")
    try:
        return json_text.read(body)
    except json_text.NotJson as fault:
        raise Problem("not-json", detail=f"The body {fault}.") from None


def body_of(request: HttpRequest) -> Any:
    """Read the body of a request.

    Raises:
        Problem: too large, or not JSON that this service takes.
    """
    try:
        body = request.body
    except RequestDataTooBig:
        raise Problem("too-large") from None
    return read(body)
