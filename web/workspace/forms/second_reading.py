"""Whom to ask for the second reading, and what to say beside the words."""

import uuid
from collections.abc import Iterable
from typing import Any

from accounts.grades import Grade
from communications.rules.letter_words import Block, BlockKey
from communications.services.second_readings import Ask
from web.forms import fields
from web.forms.base import GovukForm
from web.workspace.presenters.desk import paragraph_choices
from web.workspace.presenters.letter import BLOCKS

_MAX_NOTE = 500
_MAX_COMMENT = 1000


class AskForm(GovukForm):
    """To whom the letter goes for its second reading. Left empty, anyone who may approve can take it."""

    ask = fields.SelectField(
        label="Who should read it?",
        choices=[],
        hint="Somebody of the same or a higher grade can take it when the person asked is away.",
        blank="Anyone who may approve",
    )
    note = fields.LongTextField(label="Note for the reader", max_length=_MAX_NOTE, rows=2, counted=False)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ask"].choices = [("", "Anyone who may approve"), *choices]  # type: ignore[attr-defined]
        self.fields["ask"].is_said_optional = False  # type: ignore[attr-defined]

    @property
    def value(self) -> Ask:
        """Return what was asked. Only for a valid form."""
        kind, _, key = self.cleaned_data["ask"].partition(":")
        return Ask(
            grade=Grade(key) if kind == "grade" else None,
            reader_id=uuid.UUID(key) if kind == "person" else None,
            note=self.cleaned_data["note"],
        )


class CommentsForm(GovukForm):
    """What a reader says beside the parts that staff wrote: a box for each, all of which may stay empty."""

    def __init__(self, *args: Any, blocks: Iterable[Block], of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = [block.key for block in blocks if not block.is_locked and block.text]
        texts = {block.key: block.text for block in blocks}
        for key in self._keys:
            comment = fields.LongTextField(
                label=f"Your comment on “{BLOCKS[key]}”", max_length=_MAX_COMMENT, rows=3, counted=False
            )
            comment.is_said_optional = False  # type: ignore[attr-defined]
            comment.widget.attrs["form"] = of
            self.fields[f"comment-{key.value}"] = comment
            choices = paragraph_choices(texts[key])
            if choices:
                about = fields.SelectField(label="About which words?", choices=choices, blank="The whole part")
                about.is_said_optional = False  # type: ignore[attr-defined]
                about.widget.attrs["form"] = of
                self.fields[f"about-{key.value}"] = about

    @property
    def said(self) -> dict[tuple[BlockKey, int | None], str]:
        """Return what was said, by part and paragraph. Only for a valid form."""
        given = {}
        for key in self._keys:
            text = self.cleaned_data[f"comment-{key.value}"]
            about = self.cleaned_data.get(f"about-{key.value}") or ""
            if text:
                given[key, int(about) if about else None] = text
        return given
