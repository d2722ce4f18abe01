"""What staff see of a letter's Welsh: what waits for it, by when, and what can still be done when time runs out."""

import dataclasses
from collections.abc import Iterable, Mapping

from communications.models import Communication, TranslationCheck
from communications.rules.letter_words import BlockKey, Piece, pieces
from communications.rules.vocabulary import TranslationSource
from communications.rules.welsh.clock import TranslationOutlook
from communications.rules.welsh.translations import Slot, SlotState, digest_of
from communications.services.workshop import LetterToday
from web import formatting
from web.components import Tag
from web.workspace.presenters.letter import BLOCKS

_STATES = {
    SlotState.MISSING: Tag(text="No Welsh yet", colour="yellow"),
    SlotState.STALE: Tag(text="English changed since", colour="red"),
    SlotState.READY: Tag(text="In Welsh", colour="green"),
}
_PHRASES = {
    "plain": "What happened, in a few words",
    "title": "The offence",
    "court": "The court",
    "role": "What the contact does",
    "hours": "When the contact is there",
    "relation": "Who the victim is to the reader",
    "office": "The office that writes",
}
#: What can still be done when the Welsh will not be there in time. Never English alone unless the person says so.
_WAYS = (
    "Have a Welsh speaker ring the person, if that is safe, and tell them. The letter follows in both languages.",
    "Ask the translation unit whether it can be quicker, or a Welsh-speaking colleague in another unit.",
    "Ask the person whether English alone will do for this letter. Only they can say so.",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownSlot:
    """One part to put into Welsh."""

    heading: str
    tag: Tag
    is_ready: bool
    english: tuple[Piece, ...]
    welsh: tuple[Piece, ...]
    #: Who translated it and when; empty while nobody has.
    made: str
    slot: Slot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WelshNote:
    """What the letter page says about its Welsh."""

    title: str
    lines: tuple[str, ...]
    kind: str


def heading_of(slot: Slot) -> str:
    """Name a part as staff know it."""
    kind, _, name = slot.name.partition(":")
    if kind == "block":
        return BLOCKS[BlockKey(name)]
    return _PHRASES.get(name.partition(":")[0], "A phrase")


def slots(today: LetterToday, made: Mapping[str, tuple[str, str, str]]) -> list[ShownSlot]:
    """List the parts, those that wait first. ``made`` gives who, when and through whom, by digest of the English."""
    shown = [_slot(slot, made) for slot in today.slots]
    return sorted(shown, key=lambda each: each.is_ready)


def _slot(slot: Slot, made: Mapping[str, tuple[str, str, str]]) -> ShownSlot:
    who, when, unit = made.get(digest_of(english=slot.english), ("", "", ""))
    is_ready = slot.state is SlotState.READY
    through = f", by {unit}" if unit else ""
    return ShownSlot(
        heading=heading_of(slot),
        tag=_STATES[slot.state],
        is_ready=is_ready,
        english=pieces(slot.english),
        welsh=pieces(slot.welsh),
        made=f"Entered by {who}, {when}{through}" if is_ready and who else "",
        slot=slot,
    )


def note(letter: Communication, today: LetterToday) -> WelshNote | None:
    """Say how the Welsh of a letter stands; nothing for a reader of English."""
    if letter.english_alone_at is not None:
        return WelshNote(
            title="This letter goes in English alone",
            lines=("The reader, who asked for Welsh, said that English will do for this letter.",),
            kind="information",
        )
    if today.welsh is None:
        return None
    waiting = [slot for slot in today.slots if slot.state is not SlotState.READY]
    if not waiting:
        return WelshNote(
            title="In Welsh and in English",
            lines=("The two leave together, as one letter, the Welsh first.",),
            kind="success",
        )
    lines = [f"{formatting.count_words(len(waiting), 'part')} to put into Welsh before it can be approved."]
    lines += time_lines(today.translation)
    return WelshNote(
        title="The reader asked for Welsh",
        lines=tuple(lines),
        kind="warning" if today.translation is not None and today.translation.is_short else "information",
    )


def time_lines(seen: TranslationOutlook | None) -> list[str]:
    """Say by when English and Welsh are needed, and what can be done when there is not enough time."""
    if seen is None:
        return []
    if seen.welsh_needed_by is None or seen.english_needed_by is None:
        return [f"{seen.reason}."]
    lines = [f"The Welsh is needed by {formatting.date_time_words(seen.welsh_needed_by)}. {seen.reason}."]
    if seen.is_short:
        return [*lines, "The deadline does not wait for the Welsh. What can still be done:", *_WAYS]
    return [*lines, f"The English must be ready by {formatting.date_time_words(seen.english_needed_by)}."]


def check_line(check: TranslationCheck | None, version: int) -> str:
    """Say whether a certified translator has checked our standard Welsh."""
    if check is None:
        return (
            f"The standard Welsh of this letter (version {version}) has not yet been checked by a certified translator."
        )
    day = formatting.date_words(check.checked_on)
    return f"The standard Welsh of this letter (version {version}) was checked by {check.translator} on {day}."


def leaflet_lines(checks: Mapping[str, TranslationCheck | None]) -> list[str]:
    """Say of each leaflet that goes in Welsh whether a certified translator has checked it."""
    return [
        f"The Welsh of “{title}” has not yet been checked by a certified translator."
        if check is None
        else f"The Welsh of “{title}” was checked by {check.translator} on {formatting.date_words(check.checked_on)}."
        for title, check in checks.items()
    ]


def unchecked_line(checks: Mapping[str, TranslationCheck | None]) -> str:
    """Say how many of the leaflets that go in Welsh nobody certified has checked; nothing where all are."""
    waiting = [title for title, check in checks.items() if check is None]
    if not waiting:
        return ""
    return f"Not checked in Welsh: {formatting.count_words(len(waiting), 'leaflet')} with it"


def source_words(source: str, translator: str) -> str:
    """Say through whom a translation came."""
    return translator if source == TranslationSource.TRANSLATION_UNIT else ""


def waiting_first(shown: Iterable[ShownSlot]) -> int:
    """Count the parts that wait."""
    return sum(not each.is_ready for each in shown)
