"""The form on which several people of one officer are given to another."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from cases.rules.vocabulary import HandoverReason
from web.forms import fields
from web.forms.base import GovukForm


class ShareOutForm(GovukForm):
    """Whom, to whom, why, and what the next officer should know."""

    chosen = fields.CheckboxesField(label="Who shall get another contact?", choices=[], missing="Select at least one")
    officer = fields.SelectField(label="Who shall be their contact?", choices=[], missing="Select an officer")
    reason = fields.RadiosField(
        label="Why does their contact change?",
        choices=HandoverReason.choices(),
        missing="Select why their contact changes",
        hint="Each of them is told by letter who it is and why.",
    )
    note = fields.LongTextField(
        label="What should the next officer know, and why are they given to them?",
        missing="Enter why they are given to them",
        hint="Kept in the trail of each case. Do not write about the offence.",
        max_length=200,
        rows=3,
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[tuple[str, str, str]],
        officers: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = list(people)
        known = {key for key, _, _ in listed}
        # Somebody who was on the page and has gone to another officer since is left out by name, not refused unsaid.
        sent = posted_keys(self.data.getlist("chosen")) if isinstance(self.data, QueryDict) else []
        gone = [(str(key), "No longer on this list") for key in sent if str(key) not in known]
        chosen = self.fields["chosen"]
        chosen.choices = [*((key, text) for key, text, _ in listed), *gone]  # type: ignore[attr-defined]
        chosen.widget.hints = {key: hint for key, _, hint in listed}
        self.fields["officer"].choices = [("", "Choose one"), *officers]  # type: ignore[attr-defined]


def posted_keys(values: Iterable[str]) -> list[uuid.UUID]:
    """Read the keys that were sent; what is not one is left out."""
    keys = []
    for value in values:
        try:
            keys.append(uuid.UUID(value))
        except ValueError:
            continue
    return keys
