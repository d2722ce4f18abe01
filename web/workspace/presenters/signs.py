"""Signs that somebody may be losing touch, as those see them who look after the person: a fact, and what would help."""

from collections.abc import Iterable

from communications.models import WarningSign
from communications.rules.warning_signs import ACTIONS, WarningSignal
from web.components import Row


def each(found: Iterable[WarningSign]) -> list[Row]:
    """Give each sign a line: its name, why it is one, and what would help."""
    return [
        Row(key=signal.label, value=(sign.reason, ACTIONS[signal]))
        for sign in found
        for signal in [WarningSignal(sign.signal)]
    ]


def rows(found: Iterable[WarningSign]) -> list[Row]:
    """Give all signs one line of a card; none where there are none."""
    said = [words for sign in found for words in (sign.reason, ACTIONS[WarningSignal(sign.signal)])]
    return [Row(key="May be losing touch", value=tuple(said))] if said else []
