"""The open blocks of a letter as a form: one box for each part that staff write."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils.dateparse import parse_datetime

from communications.documents.assets import printable_characters
from communications.rules.gate.findings import LEAST_REASON, Finding
from communications.rules.letter_words import Block, BlockKey, tidy
from communications.rules.typed_words import LONGEST_PART, FaultKind, faults_in
from web.forms import fields
from web.forms.base import GovukForm
from web.numbers import whole_number
from web.workspace.presenters.letter import BLOCKS
from web.workspace.presenters.typed import fault_words

_MAX_REASON = 500
#: Before the key of a finding: the box for the reason why its words stay.
_KEEP = "keep-"
#: Parts that many letters do not need; the check says when one is owed.
_MAY_STAY_EMPTY = frozenset(
    {BlockKey.APOLOGY_ERROR, BlockKey.NEW_INFORMATION, BlockKey.VICTIM_VIEWS, BlockKey.NON_ATTENDANCE_CARE}
)


class ReasonsForm(GovukForm):
    """Why words stay that the gate warns of: one box for each warning, all of which may stay empty."""

    def __init__(self, *args: Any, warnings: Iterable[Finding], of: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._warned = list(dict.fromkeys(warning.key for warning in warnings))
        for key in self._warned:
            field = fields.TextField(
                label="Or say why these words stay",
                max_length=_MAX_REASON,
                hint="Your reason is kept with the letter, under your name.",
            )
            field.is_said_optional = False  # type: ignore[attr-defined]
            field.validators.append(MinLengthValidator(LEAST_REASON, "Say in a few words why these words stay"))
            if of:
                field.widget.attrs["form"] = of
            self.fields[f"{_KEEP}{key}"] = field

    @property
    def reasons(self) -> dict[str, str]:
        """Return what was given as a reason, by the key of the finding. Only for a valid form."""
        given = {key: self.cleaned_data[f"{_KEEP}{key}"] for key in self._warned}
        return {key: reason for key, reason in given.items() if reason}

    def reason_field(self, key: str) -> forms.BoundField | None:
        """Return the box for one warning, or nothing where none is asked for."""
        return self[f"{_KEEP}{key}"] if key in self._warned else None


class LetterForm(ReasonsForm):
    """What staff may change in a letter. Blocks that come from the record are not fields."""

    # Not filled in again by a browser that restores a page: it must name the words that the page shows.
    seen_written_at = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)

    def __init__(self, *args: Any, blocks: Iterable[Block], written_at: dt.datetime | None, **kwargs: Any) -> None:
        initial = {"seen_written_at": written_at.isoformat() if written_at else ""}
        open_blocks = [block for block in blocks if not block.is_locked]
        initial |= {block.key.value: block.text for block in open_blocks}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self._keys = [block.key for block in open_blocks]
        for block in open_blocks:
            self.fields[block.key.value] = fields.LongTextField(
                label=BLOCKS[block.key],
                max_length=LONGEST_PART,
                rows=max(4, min(16, block.text.count("\n") + len(block.text) // 70 + 2)),
                counted=False,
            )
            self.fields[block.key.value].is_said_optional = block.key in _MAY_STAY_EMPTY  # type: ignore[attr-defined]
            self.fields[block.key.value].validators.append(_PlainText(block))

    @property
    def texts(self) -> dict[BlockKey, str]:
        """Return what was written, by block. Only for a valid form."""
        return {key: self.cleaned_data[key.value] for key in self._keys}

    @property
    def seen(self) -> dt.datetime | None:
        """Return when the words were last written as far as this page knew."""
        text = self.cleaned_data["seen_written_at"]
        return parse_datetime(text) if text else None

    @property
    def settled_ids(self) -> list[int]:
        """Return the comments that were ticked as settled."""
        ticked = self.data.getlist("settled") if hasattr(self.data, "getlist") else []
        return [number for number in map(whole_number, ticked) if number is not None]


class _PlainText:
    """Refuses what a letter cannot hold, unless the words are those that the record gave."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def __call__(self, text: str) -> None:
        """Raise a ``ValidationError`` for each fault. Too long is said by the field itself."""
        if tidy(text) == self._block.text:
            return
        found = faults_in(text, printable=printable_characters())
        messages = [
            fault_words(fault, part=BLOCKS[self._block.key]) for fault in found if fault.kind is not FaultKind.TOO_LONG
        ]
        if messages:
            raise ValidationError(messages)
