"""What becomes of a message that somebody must settle, or of a letter that nothing carries: an answer and a reason."""

from collections.abc import Iterable
from typing import Any

from web.forms import fields
from web.forms.base import GovukForm
from web.workspace.presenters.settling import Choice


class SettleForm(GovukForm):
    """Choose what becomes of it, and say why."""

    answer = fields.RadiosField(label="", choices=[], missing="Select what should happen")
    reason = fields.LongTextField(
        label="Why?",
        missing="Enter why",
        hint="It is kept with your name and shown to colleagues. Do not write an address or a phone number.",
        max_length=250,
        rows=3,
    )

    def __init__(self, *args: Any, question: str, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(choices)
        answer = self.fields["answer"]
        answer.label = question
        answer.choices = [(one.answer.value, one.text) for one in offered]  # type: ignore[attr-defined]
        answer.widget.hints = {one.answer.value: one.hint for one in offered}
