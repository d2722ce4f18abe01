"""What becomes of messages that could not be taken in: tried once more, or set aside with a reason."""

from collections.abc import Iterable
from typing import Any

from web.forms import fields
from web.forms.base import GovukForm

TAKE_IN, SET_ASIDE = "TAKE_IN_AGAIN", "SET_ASIDE"


class NotTakenInForm(GovukForm):
    """Choose messages and what becomes of them."""

    needed_by_answer = frozenset({"reason"})

    chosen = fields.CheckboxesField(label="Which of them?", choices=[], missing="Select at least one")
    answer = fields.RadiosField(label="What should happen?", choices=[], missing="Select what should happen", hints={})
    area = fields.SelectField(
        label="Area of a case whose reference tells none",
        hint="Only for messages of the courts that could not be placed.",
        choices=[],
        blank="None",
    )
    reason = fields.LongTextField(
        label="Why need they not be taken in?",
        hint="Only when you set them aside. It is kept with your name. Write nothing about a person.",
        max_length=300,
        rows=2,
    )

    def __init__(
        self,
        *args: Any,
        waiting: Iterable[tuple[str, str, str]],
        areas: Iterable[tuple[str, str]],
        may_try_again: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = list(waiting)
        chosen, answer, area = self.fields["chosen"], self.fields["answer"], self.fields["area"]
        chosen.choices = [(key, text) for key, text, _ in shown]  # type: ignore[attr-defined]
        chosen.widget.hints = {key: hint for key, _, hint in shown}
        again = [(TAKE_IN, "Try to take them in once more")] if may_try_again else []
        answer.choices = [*again, (SET_ASIDE, "Set them aside: they need not be taken in")]  # type: ignore[attr-defined]
        if may_try_again:
            area.choices = [("", "None"), *areas]  # type: ignore[attr-defined]
        else:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where something is set aside."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == SET_ASIDE and not cleaned.get("reason"):
            self.add_error("reason", "Enter why they need not be taken in")
        return cleaned
