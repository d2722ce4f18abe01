"""Choosing people for a routine update."""

import uuid
from collections.abc import Iterable
from typing import Any

from communications.rules.bulk_updates import MOST_AT_ONCE
from web.forms import fields
from web.forms.base import GovukForm


class ChoosePeopleForm(GovukForm):
    """Who of those on the page is to get an update."""

    people = fields.CheckboxesField(label="Who is to get it?", choices=[], missing="Select at least one person")

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(choices)
        field = self.fields["people"]
        field.choices = [(value, text) for value, text, _ in listed]  # type: ignore[attr-defined]
        field.widget.hints = {value: hint for value, _, hint in listed}


def ids_of(values: Iterable[str]) -> list[uuid.UUID]:
    """Read the ids of the chosen people from a form; whatever is none is left out, and so is what is too much."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found[:MOST_AT_ONCE]
