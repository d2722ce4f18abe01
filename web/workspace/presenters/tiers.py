"""A triage tier with its reasons, as the people page and the triage card show it."""

import dataclasses
from typing import Any

from triage.selectors import TriageCard
from web import formatting
from web.components import Cell, Column, Row, Tag
from web.workspace import words

_COLOURS = {"BEREAVED_FAMILY": "teal", "RASSO": "purple", "ENHANCED": "purple", "UNIVERSAL": "", "NOT_ALIGNED": "grey"}
#: The answer that withdraws what a person set.
RULES_STAND = "RULES"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The tier in force in a word, and why."""

    tag: Tag
    reasons: tuple[str, ...]


def summary(card: TriageCard) -> Summary:
    """Say which tier applies and why."""
    if card.in_force is None:
        return Summary(tag=Tag(text="Not assessed", colour="yellow"), reasons=())
    return Summary(tag=_tag(card), reasons=_why(card))


def _tag(card: TriageCard) -> Tag:
    if card.in_force is None:
        return Tag(text="Not assessed", colour="yellow")
    return Tag(text=card.in_force.label, colour=_COLOURS.get(str(card.in_force.tier), ""))


def _why(card: TriageCard) -> tuple[str, ...]:
    fired = tuple(str(one["reason"]) for one in card.reasons)
    if card.in_force is None or not card.in_force.is_overridden or card.override is None:
        return fired
    return (f"Set by a person: {card.override.reason}", f"The rules say: {card.assessed_label}.")


FIRED_COLUMNS = [Column(text="Reason"), Column(text="At least"), Column(text="Rests on")]


def fired_rows(card: TriageCard) -> list[list[str | Cell]]:
    """List every rule that fired, with the facts it rests on and where they came from."""
    return [
        [
            Cell(
                text=str(one["reason"]),
                tag=Tag(text="Kept from before", colour="grey") if one.get("is_carried") else None,
            ),
            str(one.get("tier_label", "")),
            Cell(note="; ".join(_fact_words(fact) for fact in one.get("facts", ()))),
        ]
        for one in card.reasons
    ]


def _fact_words(fact: dict[str, Any]) -> str:
    name = str(fact.get("label") or fact.get("field", "")).replace("_", " ")
    value = formatting.and_list([str(value).replace("_", " ").lower() for value in fact.get("values", ())])
    source = str(fact.get("source", ""))
    return f"{name}: {value}" + (f" (from {source})" if source else "")


def card_rows(card: TriageCard, names: dict[str, str]) -> list[Row]:
    """State the tier, what the rules say, and who set another."""
    if card.assessed_at is None:
        return []
    rows = [
        Row(key="Tier that applies", tag=_tag(card)),
        Row(key="The rules say", value=card.assessed_label),
        Row(
            key="Worked out",
            value=f"{formatting.date_time_words(card.assessed_at)}, rules {card.ruleset_version}",
        ),
    ]
    if card.override is not None:
        override = card.override
        rows.append(
            Row(
                key="Set by a person" if override.tier else "Other tier withdrawn",
                value=(
                    f"{words.who(override.overridden_by, names)}, {formatting.date_time_words(override.overridden_at)}",
                    override.reason,
                ),
            )
        )
    return rows


def would_change(card: TriageCard) -> tuple[str, ...]:
    """Say what would change the tier."""
    return tuple(str(one["words"]) for one in card.what_would_change)


def choices(card: TriageCard) -> list[tuple[str, str]]:
    """List the tiers a person may set; where one was set, also that the rules' answer stands again."""
    tiers = list(card.choices)
    if card.in_force is not None and card.in_force.is_overridden:
        tiers.append((RULES_STAND, "What the rules say"))
    return tiers
