"""The open blocks of a letter as a form: one box for each part that staff write."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from communications.rules.letter_words import Block, BlockKey
from web.forms import fields
from web.forms.base import GovukForm
from web.workspace.presenters.letter import BLOCKS

_MAX_CHARACTERS = 6000
#: Parts that many letters do not need; the check says when one is owed.
_MAY_STAY_EMPTY = frozenset(
    {BlockKey.APOLOGY_ERROR, BlockKey.NEW_INFORMATION, BlockKey.VICTIM_VIEWS, BlockKey.NON_ATTENDANCE_CARE}
)


class LetterForm(GovukForm):
    """What staff may change in a letter. Blocks that come from the record are not fields."""

    seen_written_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, blocks: Iterable[Block], written_at: dt.datetime | None, **kwargs: Any) -> None:
        initial = {"seen_written_at": written_at.isoformat() if written_at else ""}
        open_blocks = [block for block in blocks if not block.is_locked]
        initial |= {block.key.value: block.text for block in open_blocks}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self._keys = [block.key for block in open_blocks]
        for block in open_blocks:
            self.fields[block.key.value] = fields.LongTextField(
                label=BLOCKS[block.key],
                max_length=_MAX_CHARACTERS,
                rows=max(4, min(16, block.text.count("\n") + len(block.text) // 70 + 2)),
                counted=False,
            )
            self.fields[block.key.value].is_said_optional = block.key in _MAY_STAY_EMPTY  # type: ignore[attr-defined]

    @property
    def texts(self) -> dict[BlockKey, str]:
        """Return what was written, by block. Only for a valid form."""
        return {key: self.cleaned_data[key.value] for key in self._keys}

    @property
    def seen(self) -> dt.datetime | None:
        """Return when the words were last written as far as this page knew."""
        text = self.cleaned_data["seen_written_at"]
        return parse_datetime(text) if text else None
