"""Forms for leave: from when to when, and who stands in."""

from collections.abc import Iterable
from typing import Any

from web.forms import fields
from web.forms.base import GovukForm


class LeaveForm(GovukForm):
    """First day, last day and the colleague who stands in."""

    starts_on = fields.DateField(label="First day away", what="the first day away")
    ends_on = fields.DateField(label="Last day away", what="the last day away")
    cover = fields.SelectField(
        label="Who stands in?",
        choices=[],
        missing="Select who stands in",
        hint="They see your people, work and messages as theirs, and letters and online pages name them meanwhile.",
    )

    def __init__(self, *args: Any, covers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = [("", "Choose one"), *covers]  # type: ignore[attr-defined]
