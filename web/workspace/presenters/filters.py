"""Filters of a list as the page shows them, the addresses that they make, and the views saved of them."""

import dataclasses
import enum
import uuid
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlencode

from communications.models import SavedView
from communications.selectors.work_lines import Place
from web.components import FilterGroup, FilterOption

#: Filters in force as they stand in an address: codes only, nothing about a person.
Pairs = list[tuple[str, str]]
_Choice = TypeVar("_Choice", bound=enum.StrEnum)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """A saved view: where it leads, and by which id it is removed."""

    id: uuid.UUID
    name: str
    href: str
    is_current: bool


def members(kind: type[_Choice], values: Iterable[str]) -> frozenset[_Choice]:
    """Read chosen values from an address; one that is not known is left out."""
    wanted = set(values)
    return frozenset(member for member in kind if member.value in wanted)


def pairs_of(groups: Iterable[tuple[str, type[enum.StrEnum], frozenset[enum.StrEnum]]]) -> Pairs:
    """List the filters in force in the order of the page."""
    return [(name, member.value) for name, kind, picked in groups for member in kind if member in picked]


def group(
    name: str,
    legend: str,
    labels: Mapping[_Choice, str],
    picked: frozenset[_Choice],
    pairs: Pairs,
    base: str,
) -> FilterGroup:
    """Show one group of checkboxes, each selected one with the address that takes it away."""
    return FilterGroup(
        name=name,
        legend=legend,
        options=tuple(
            FilterOption(
                value=member.value,
                text=label,
                is_selected=member in picked,
                remove_href=href(base, [pair for pair in pairs if pair != (name, member.value)]),
            )
            for member, label in labels.items()
        ),
    )


def href(base: str, pairs: Pairs) -> str:
    """Write the address of a list with these filters."""
    return f"{base}?{urlencode(pairs)}" if pairs else base


def page_href(base: str, pairs: Pairs, name: str, place: Place | None) -> str:
    """Write the address of a neighbouring page; empty where there is none."""
    return href(base, [*pairs, (name, str(place))]) if place else ""


def views(saved: Iterable[SavedView], *, pairs: Pairs, base: str) -> tuple[ShownView, ...]:
    """Show the saved views of a list; the one whose filters are in force is marked."""
    return tuple(
        ShownView(
            id=view.pk,
            name=view.name,
            href=href(base, _stored(view)),
            is_current=sorted(_stored(view)) == sorted(pairs),
        )
        for view in saved
    )


def _stored(view: SavedView) -> Pairs:
    return [(str(name), str(value)) for name, value in view.filters]
