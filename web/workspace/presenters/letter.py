"""A letter in the workshop: its parts, what stands against it, and when and how it could leave."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Protocol

from django.forms import BoundField

from communications.models import Communication
from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.letter_words import Block, BlockKey, pieces
from communications.rules.safe_contact import SendDecision
from communications.rules.vocabulary import Channel
from communications.services.dispatch import MissingWay
from communications.services.workshop import LetterToday
from web import formatting
from web.components import ErrorLink, Row, Tag
from web.workspace import words

BLOCKS: dict[BlockKey, str] = {
    BlockKey.PRIVATE_MARKING: "Private marking",
    BlockKey.NAME_FORM: "Greeting",
    BlockKey.APOLOGY_LATE: "Apology for being late",
    BlockKey.APOLOGY_ERROR: "Apology for a mistake",
    BlockKey.OPENING: "Opening",
    BlockKey.DECISION_PLAIN: "The decision",
    BlockKey.ACKNOWLEDGE_FEELINGS: "What this may feel like",
    BlockKey.REASON_SPECIFIC: "The reasons, for this person",
    BlockKey.NEW_INFORMATION: "New information",
    BlockKey.VICTIM_VIEWS: "What they told us they wanted",
    BlockKey.NON_ATTENDANCE_CARE: "When they could not come to court",
    BlockKey.TEST_APPLIED: "The test that was applied",
    BlockKey.NOT_A_FINDING: "What the decision does not mean",
    BlockKey.WHAT_CONTINUES: "What still goes ahead",
    BlockKey.STAGE_NOW: "Where the case is now",
    BlockKey.NEXT_UPDATE: "When they will hear next",
    BlockKey.VRR: "The right to ask for a review",
    BlockKey.VRR_LIMIT_NOTE: "What a review cannot do",
    BlockKey.MEETING_OFFER: "Offer of a meeting",
    BlockKey.SUPPORT_LOCAL_FIRST: "Support",
    BlockKey.REPORT_AGAIN: "If it happens again",
    BlockKey.CONTACT_NAMED: "Whom to contact",
    BlockKey.TRANSLATION: "Other languages and formats",
    BlockKey.ROLE_OF_CPS: "Who we are",
    BlockKey.COMPLAINT_ROUTE: "If they are not happy",
    BlockKey.CODE_RIGHTS_LINK: "The Victims’ Code",
    BlockKey.CHECK_IT_IS_US: "How they can check it is us",
    BlockKey.SIGN_OFF: "Sign-off",
    BlockKey.HOW_AND_WHEN: "How and when we contact them",
    BlockKey.WHO_IS_TOLD: "Who else is told",
    BlockKey.IF_IT_CHANGES: "If anything changes",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One thing to put right or to think about, beside the words it is about."""

    key: str
    tag: Tag
    is_stop: bool
    #: The words, with a little of what stands around them so that they are found in the text.
    before: str
    words: str
    after: str
    why: str
    fix: str
    #: Where to say why the words stay; None for what nobody may keep and for what is answered.
    field: BoundField | None


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A run of words, marked where something was found in them."""

    text: str
    is_marked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPiece:
    """A paragraph or list of a block, its lines cut where marks begin and end."""

    is_list: bool
    lines: tuple[tuple[Segment, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """One part of the letter."""

    key: str
    heading: str
    is_locked: bool
    pieces: tuple[ShownPiece, ...]
    findings: tuple[ShownFinding, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownOutlook:
    """Whether it would leave in time if it were approved now."""

    title: str
    lines: tuple[str, ...]
    #: Kind of alert: success, warning or error.
    kind: str


_LEVELS = {
    FindingLevel.STOP: Tag(text="Must be put right", colour="red"),
    FindingLevel.WARN: Tag(text="Think again", colour="yellow"),
    FindingLevel.ADVISE: Tag(text="Advice", colour="blue"),
}


class Asks(Protocol):
    """A form that asks why words stay."""

    def reason_field(self, key: str) -> BoundField | None:
        """Return the box for one warning, or nothing where none is asked for."""


#: Characters shown on either side of the words that a finding is about.
_AROUND = 50


def _finding(finding: Finding, text: str, asks: Asks | None) -> ShownFinding:
    before, after = "", ""
    if finding.span is not None:
        before = text[: finding.span.start].rpartition("\n")[2][-_AROUND:]
        after = text[finding.span.end :].partition("\n")[0][:_AROUND]
    return ShownFinding(
        key=finding.key,
        tag=_LEVELS[finding.level],
        is_stop=finding.level is FindingLevel.STOP,
        before=before,
        words=finding.words,
        after=after,
        why=finding.why,
        fix=finding.fix,
        field=asks.reason_field(finding.key) if asks is not None else None,
    )


def blocks(today: LetterToday, *, is_writing: bool, asks: Asks | None = None) -> list[ShownBlock]:
    """List the parts in the order in which they are read, each with what was found about it.

    A part that holds nothing is not in the letter; only whoever writes is shown where it could be. ``asks`` is the form
    in which they say why words stay.
    """
    open_findings = _open_findings(today)
    shown = [_block(block, open_findings, asks) for block in today.words.blocks]
    return [block for block in shown if block.pieces or block.findings or is_writing]


def _open_findings(today: LetterToday) -> list[Finding]:
    """List what nobody has answered yet."""
    answered = {finding.key for finding in today.findings.kept}
    return [finding for finding in today.findings.items if finding.key not in answered]


def _block(block: Block, found: Iterable[Finding], asks: Asks | None) -> ShownBlock:
    own = [finding for finding in found if finding.block is block.key]
    return ShownBlock(
        key=block.key.value,
        heading=BLOCKS[block.key],
        is_locked=block.is_locked,
        pieces=_marked(block.text, own),
        findings=tuple(_finding(finding, block.text, asks) for finding in own),
    )


def _marked(text: str, found: Iterable[Finding]) -> tuple[ShownPiece, ...]:
    """Cut a block into paragraphs and lists, and mark the words that were found; overlapping findings mark once."""
    marked = {place for finding in found if finding.span for place in range(finding.span.start, finding.span.end)}
    shown: list[ShownPiece] = []
    place = 0
    for piece in pieces(text):
        lines: list[tuple[Segment, ...]] = []
        for line in piece.lines:
            place = text.index(line, place)
            runs = itertools.groupby(range(len(line)), key=lambda at, start=place: start + at in marked)  # type: ignore[misc]
            lines.append(tuple(Segment("".join(line[at] for at in run), is_marked) for is_marked, run in runs))
            place += len(line)
        shown.append(ShownPiece(piece.is_list, tuple(lines)))
    return tuple(shown)


def loose_findings(today: LetterToday, *, asks: Asks | None = None) -> list[ShownFinding]:
    """List findings about the whole letter, or about a part that is not there."""
    there = {block.key for block in today.words.blocks}
    return [_finding(finding, "", asks) for finding in _open_findings(today) if finding.block not in there]


def kept_rows(today: LetterToday, names: Mapping[str, str]) -> list[Row]:
    """List the words that stay although the gate warned of them: who said why, and when."""
    return [
        Row(
            key=kept.words or BLOCKS[BlockKey(kept.block)] if kept.block else "The whole letter",
            value=(kept.reason, f"{names.get(kept.made_by, kept.made_by)}, {formatting.date_time_words(kept.made_at)}"),
        )
        for kept in today.overrides
    ]


def finding_links(today: LetterToday) -> list[ErrorLink]:
    """List what was found, what stands against approval first, each leading to the words it is about."""
    return [
        ErrorLink(
            text=finding.why if not finding.block else f"{BLOCKS[finding.block]}: {finding.why}",
            href=f"#finding-{finding.key}",
        )
        for finding in _open_findings(today)
    ]


def summary(today: LetterToday) -> str:
    """Say in a sentence what stands between the letter and approval, and that nothing safe would carry it."""
    stops, warnings = len(today.findings.stops), len(today.findings.warnings)
    advice = len(today.findings.advice)
    if not stops and not warnings:
        some = f" {formatting.count_words(advice, 'piece')} of advice." if advice else ""
        if today.missing is not None:
            return f"Nothing in the words stands against approval. {_WITHOUT_A_WAY[today.missing]}{some}"
        return f"Nothing stands against approval.{some}"
    parts = []
    if stops:
        parts.append(f"{formatting.count_words(stops, 'thing')} must be put right before approval")
    if warnings:
        parts.append(f"{formatting.count_words(warnings, 'warning')} to answer: change the words, or say why they stay")
    said = f"{formatting.and_list(parts)}."
    return said if today.missing is None else f"{said} {_WITHOUT_A_WAY[today.missing]}"


_WITHOUT_A_WAY: dict[MissingWay, str] = {
    MissingWay.ANY: "But no safe way to the reader is known: approved now, it would not leave.",
    MissingWay.NOTICE: "But no safe way is known to tell the reader that it is online: approved now, it would not be "
    "noticed.",
}
_NO_WAY_TITLES: dict[MissingWay, str] = {
    MissingWay.ANY: "No safe way is known to reach the reader",
    MissingWay.NOTICE: "No safe way is known to tell the reader that the letter is online",
}


def outlook(letter: Communication, today: LetterToday, *, at: dt.datetime) -> ShownOutlook | None:
    """Say by when the letter must be approved to leave in time, and what would still make it (W2)."""
    due = formatting.date_time_words(letter.due_at) if letter.due_at is not None else ""
    if today.missing is not None:
        what = "Approving it does not send it: a manager is asked to find a way."
        return ShownOutlook(
            title=_NO_WAY_TITLES[today.missing],
            lines=(f"The letter is due by {due}. {what}" if due else what,),
            kind="error",
        )
    found = today.outlook
    if letter.due_at is None or found is None:
        return None
    way = words.CHANNELS[found.channel].lower()
    leaves = formatting.date_time_words(found.dispatched_at)
    if not found.is_late:
        return ShownOutlook(
            title=f"Approve by {formatting.date_time_words(found.latest_safe_approval)} to leave in time by {way}",
            lines=(f"Due by {due}. Approved now, it leaves by {leaves}.",),
            kind="information",
        )
    lines = [f"Due by {due}. Approved now, it leaves by {leaves}."]
    if found.channels_in_time:
        others = formatting.and_list([words.CHANNELS[one].lower() for one in found.channels_in_time])
        lines.append(f"Still in time: {others}.")
    elif letter.due_at > at:
        lines.append("No other safe way would be in time.")
    return ShownOutlook(
        title="The letter is late" if letter.due_at <= at else f"Too late to leave in time by {way}",
        lines=tuple(lines),
        kind="error" if letter.due_at <= at else "warning",
    )


def channel_rows(channels: Iterable[tuple[Channel, SendDecision]]) -> list[Row]:
    """List every way the letter could go, and why not."""
    return [
        Row(
            key=words.CHANNELS[channel],
            tag=Tag(text="Safe now", colour="green")
            if decision.is_allowed
            else Tag(text="Later", colour="yellow")
            if decision.retry_at
            else Tag(text="Not used", colour="grey"),
            value=()
            if decision.is_allowed
            else (
                *decision.reasons,
                *([f"From {formatting.date_time_words(decision.retry_at)}."] if decision.retry_at else []),
            ),
        )
        for channel, decision in channels
    ]
