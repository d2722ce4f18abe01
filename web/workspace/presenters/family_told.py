"""Who of a bereaved family has been told: the main contact, each other relative, and what is left to do for each."""

import dataclasses
import uuid
from collections.abc import Iterable, Mapping

from django.urls import reverse

from cases.models import Connection
from cases.rules.vocabulary import RelativeOutcome, RelativeWay
from communications.models import RelativeTelling
from communications.rules.vocabulary import Channel, CommunicationState
from communications.selectors.relative_tellings import FamilyTold
from web import formatting
from web.components import Link, Row, Tag
from web.workspace import words
from web.workspace.presenters import said

#: Stands for the main contact among those who can be ticked.
MAIN_CONTACT = "main-contact"
_BY_WORD = frozenset({RelativeWay.THROUGH_FLO, RelativeWay.THROUGH_MAIN_CONTACT})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownTelling:
    """One relative on the page, with what can be done."""

    id: uuid.UUID
    name: str
    tags: tuple[Tag, ...]
    rows: tuple[Row, ...]
    actions: tuple[Link, ...]
    #: Whether their own letter can be started here.
    may_start: bool


def main_rows(told: FamilyTold, *, names: Mapping[str, str]) -> list[Row]:
    """State how it stands with the main contact."""
    letter = told.letter
    rows = [
        Row(key="Main contact", value=letter.recipient.full_name if letter.recipient else "Nobody"),
        Row(
            key="Their letter",
            value=said.title(letter),
            tag=words.LETTER_STATES[CommunicationState(letter.state)],
            actions=(
                Link(text="Open", href=reverse("workspace:letter", args=[letter.pk]), hidden_text="their letter"),
            ),
        ),
    ]
    if told.telling is not None:
        by = names.get(told.telling.recorded_by, told.telling.recorded_by)
        lines = (formatting.weekday_words(told.telling.told_on), f"Recorded by {by}", told.telling.note)
        rows.append(Row(key="Told on", value=tuple(line for line in lines if line)))
    elif said.awaits_telling(letter):
        rows.append(Row(key="Told", value="Not yet on record", tag=Tag(text="Ask", colour="yellow")))
    return rows


def others(told: FamilyTold, *, case_id: uuid.UUID, names: Mapping[str, str], may_write: bool) -> list[ShownTelling]:
    """Show each other relative: how they are told, why in this way, and whether they have been."""
    return [_other(row, told, case_id=case_id, names=names, may_write=may_write) for row in told.others]


def _other(
    row: RelativeTelling, told: FamilyTold, *, case_id: uuid.UUID, names: Mapping[str, str], may_write: bool
) -> ShownTelling:
    relative = row.relative
    rows = [Row(key="How", value=(RelativeWay(row.way).label, *row.reasons))]
    actions = []
    if row.copy is not None:
        rows.append(Row(key="Their own letter", value="", tag=words.LETTER_STATES[CommunicationState(row.copy.state)]))
        actions.append(
            Link(
                text="Open their letter",
                href=reverse("workspace:letter", args=[row.copy.pk]),
                hidden_text=relative.person.full_name,
            )
        )
    if row.settled_at is None:
        rows.append(Row(key="To be told by", value=formatting.date_time_words(row.due_at)))
    elif row.told_on is not None:
        by = names.get(row.settled_by, row.settled_by)
        lines = (formatting.weekday_words(row.told_on), f"Recorded by {by}", row.note)
        rows.append(Row(key="Told on", value=tuple(line for line in lines if line)))
    is_open = row.settled_at is None
    if is_open and row.way == RelativeWay.ASK_FIRST and relative.ended_at is None:
        actions.append(
            Link(
                text="Record what they said",
                href=reverse("workspace:relative", args=[case_id, told.letter.victim_id, relative.pk]),
                hidden_text=relative.person.full_name,
            )
        )
    return ShownTelling(
        id=row.pk,
        name=_named(relative),
        tags=(tag_of(row),),
        rows=tuple(rows),
        actions=tuple(actions),
        may_start=is_open and may_write and row.way == RelativeWay.OWN_LETTER and row.copy is None,
    )


def tag_of(row: RelativeTelling) -> Tag:
    """Say in a word how it stands with one relative."""
    if row.outcome == RelativeOutcome.TOLD:
        return Tag(text="Told", colour="green")
    if row.outcome:
        return Tag(text=RelativeOutcome(row.outcome).label, colour="grey")
    if row.way == RelativeWay.ASK_FIRST:
        return Tag(text="Ask first", colour="yellow")
    return Tag(text="Not told yet", colour="yellow")


def choices(told: FamilyTold) -> list[tuple[str, str]]:
    """List everybody of whom it can be recorded now that somebody told them."""
    found = []
    if said.awaits_telling(told.letter) and told.letter.recipient is not None:
        found.append((MAIN_CONTACT, f"{told.letter.recipient.full_name} (main contact)"))
    found += [
        (str(row.pk), _named(row.relative)) for row in told.others if row.settled_at is None and row.way in _BY_WORD
    ]
    return found


def waits(told: FamilyTold, *, is_first_told: bool) -> tuple[str, ...]:
    """Say why the others must wait; nothing where they need not."""
    if is_first_told or not told.is_open:
        return ()
    if told.letter.channel == Channel.INTERMEDIARY_EMAIL:
        return (
            "The main contact has not been told yet. Ask about them first: nobody else of the family learns before.",
        )
    return ("The letter to the main contact has not had time to arrive. Nobody else of the family learns before.",)


def labels(every: Iterable[FamilyTold]) -> list[str]:
    """List who recorded what is shown, to ask for their names at once."""
    found = []
    for told in every:
        found += [row.settled_by for row in told.others if row.settled_by]
        found += [told.telling.recorded_by] if told.telling is not None else []
    return found


def summaries(every: Iterable[FamilyTold]) -> list[Row]:
    """Say for each letter to the family who has been told, with the way to its page."""
    return [
        Row(
            key=said.title(told.letter),
            value=(_first_words(told), *(f"{_named(row.relative)}: {_words(row)}" for row in told.others)),
            tag=Tag(text="Not everybody told", colour="yellow") if told.is_open else None,
            actions=(
                Link(
                    text="See who has been told",
                    href=reverse("workspace:family-told", args=[told.letter.pk]),
                    hidden_text=said.title(told.letter),
                ),
            ),
        )
        for told in every
    ]


def _first_words(told: FamilyTold) -> str:
    name = told.letter.recipient.full_name if told.letter.recipient else "Nobody"
    if told.telling is not None:
        return f"{name} (main contact): told on {formatting.date_words(told.telling.told_on)}"
    if said.awaits_telling(told.letter):
        return f"{name} (main contact): the letter has left, and nobody has said that they were told"
    return f"{name} (main contact): {words.LETTER_STATES[CommunicationState(told.letter.state)].text.lower()}"


def _words(row: RelativeTelling) -> str:
    if row.told_on is not None:
        return f"told on {formatting.date_words(row.told_on)}"
    return tag_of(row).text.lower()


def _named(relative: Connection) -> str:
    name = relative.person.full_name
    return f"{name} ({relative.relationship})" if relative.relationship else name
