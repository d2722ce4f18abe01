"""What lies beside a letter on the desk: who writes it, who reads it by when, and what was said beside its words."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.urls import reverse

from accounts.grades import Grade
from accounts.models import StaffUser
from communications.models import DraftVersion, LetterComment, SecondReading
from communications.rules.draft_versions import VersionKind
from communications.rules.edit_lock import Lock
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.second_reading import CommentAnswer, ReadingOutcome, paragraphs, place_of
from communications.rules.vocabulary import Purpose
from communications.services import drafting, edit_locks
from web import formatting
from web.components import Row, Tag
from web.workspace import words

_OPENING_WORDS = 60

VERSIONS: dict[VersionKind, str] = {
    VersionKind.OPENED: "As the record gave it",
    VersionKind.SAVED: "Saved",
    VersionKind.AUTOSAVED: "Saved by itself while somebody wrote",
    VersionKind.SUBMITTED: "Submitted for approval",
    VersionKind.TAKEN_OVER: "As it stood when somebody else took over",
    VersionKind.SET_ASIDE: "Kept beside the letter: not part of it",
    VersionKind.APPROVED: "Approved",
}

_OUTCOMES: dict[ReadingOutcome, str] = {
    ReadingOutcome.APPROVED: "Approved",
    ReadingOutcome.SENT_BACK: "Sent back",
    ReadingOutcome.TAKEN_BACK: "Taken back by its writer",
    ReadingOutcome.CLOSED: "Not needed any more",
}

_ANSWERS: dict[CommentAnswer, Tag] = {
    CommentAnswer.AMENDED: Tag(text="Words changed", colour="green"),
    CommentAnswer.SETTLED: Tag(text="Settled", colour="green"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownComment:
    """What somebody said beside the words."""

    id: int
    tag: Tag
    is_open: bool
    #: Who said it and when; who answered and when.
    said: str
    answered: str
    text: str
    #: The words it is about, and whether they have changed since.
    quote: str
    has_moved_on: bool


def comments_by_part(
    comments: Iterable[LetterComment], *, now: LetterWords, names: Mapping[str, str]
) -> dict[str, list[ShownComment]]:
    """Put each comment beside its part, open ones first; those of a part that is gone stand under the empty key."""
    shown: dict[str, list[ShownComment]] = {}
    for comment in sorted(comments, key=lambda each: (each.answered_at is not None, each.pk)):
        block = now.block(BlockKey(comment.block))
        shown.setdefault(comment.block if block is not None else "", []).append(
            _comment(comment, text=block.text if block is not None else "", names=dict(names))
        )
    return shown


def _comment(comment: LetterComment, *, text: str, names: dict[str, str]) -> ShownComment:
    answered = ""
    if comment.answered_at is not None:
        answered = f"{words.who(comment.answered_by, names)}, {formatting.date_time_words(comment.answered_at)}"
    return ShownComment(
        id=comment.pk,
        tag=_ANSWERS[CommentAnswer(comment.answer)] if comment.answer else Tag(text="Comment", colour="purple"),
        is_open=comment.answered_at is None,
        said=f"{words.who(comment.made_by, names)}, {formatting.date_time_words(comment.made_at)}",
        answered=answered,
        text=comment.text,
        quote=comment.quote,
        has_moved_on=bool(comment.quote) and place_of(quote=comment.quote, text=text) is None,
    )


def paragraph_choices(text: str) -> list[tuple[str, str]]:
    """List what in a part a comment can be about, by number; nothing where the part is one paragraph."""
    found = paragraphs(text=text)
    if len(found) < 2:
        return []
    return [
        (str(number), f"Paragraph {number + 1}: {each[:_OPENING_WORDS]}{'…' if len(each) > _OPENING_WORDS else ''}")
        for number, each in enumerate(found)
    ]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLock:
    """That somebody else is writing."""

    title: str
    lines: tuple[str, ...]


def lock_note(lock: Lock, *, names: dict[str, str]) -> ShownLock:
    """Say who is writing since when, and until when they hold the letter."""
    until = formatting.time_words(lock.until)
    return ShownLock(
        title=f"{words.who(lock.holder, names)} is writing this letter since {formatting.time_words(lock.since)}",
        lines=(
            f"You can read it. They hold it until {until}, and longer if they go on writing.",
            "If you take over, their words are kept, and the trail says that you took over.",
        ),
    )


def not_saved_lines(cause: Exception, *, writer: str, at: dt.datetime | None, names: dict[str, str]) -> tuple[str, ...]:
    """Say why words could not be saved into the letter."""
    name = words.who(writer, names)
    match cause:
        case edit_locks.HeldByAnother():
            return (
                f"{name[:1].upper()}{name[1:]} is writing this letter at the moment, so your words were not saved.",
            )
        case drafting.ChangedMeanwhile() if at is not None:
            when = formatting.date_time_words(at)
            return (f"Somebody else changed this letter while you were writing: {name}, {when}.",)
        case _:
            return ("The letter is no longer in writing, so nothing was saved into it.",)


def request_rows(request: SecondReading | None, *, names: dict[str, str], at: dt.datetime) -> list[Row]:
    """Say whom the second reading was asked of, by when and how it ended."""
    if request is None:
        return []
    rows = [Row(key="Asked of", value=asked_of(request))]
    if request.settled_at is None:
        due_at = _read_by(request)
        is_late = due_at < at
        rows.append(
            Row(
                key="To be read by",
                value=(formatting.date_time_words(due_at), *request.due_reasons),
                tag=Tag(text="Overdue", colour="red") if is_late else None,
            )
        )
    else:
        ended = _OUTCOMES[ReadingOutcome(request.outcome)]
        rows.append(
            Row(
                key="Last reading",
                value=f"{ended} by {words.who(request.settled_by, names)}, "
                f"{formatting.date_time_words(request.settled_at)}",
            )
        )
    if request.note:
        rows.append(Row(key="Note for the reader", value=request.note))
    return rows


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """One line of the second reader's queue."""

    href: str
    who: str
    why: str
    asked: str
    note: str
    due_at: dt.datetime
    approve_by: str


def _read_by(request: SecondReading) -> dt.datetime:
    """Return by when it is to be read: never after the last moment at which approving it still lets it leave in time.

    A letter that was handed over after that moment is late for its reader too.
    """
    latest = request.communication.latest_safe_approval_at
    return request.due_at if latest is None else min(request.due_at, latest)


def reading_line(request: SecondReading, *, at: dt.datetime) -> ReadingLine:
    """Show what a second reader needs at an aware instant to choose what to read next."""
    letter = request.communication
    latest = letter.latest_safe_approval_at
    return ReadingLine(
        href=reverse("workspace:letter", args=[letter.pk]),
        who=f"{letter.victim.person.full_name}, {formatting.urn_words(letter.case.urn)}",
        why=words.PURPOSES[Purpose(letter.purpose)],
        asked=f"Asked of: {asked_of(request)}",
        note=f"Note: {request.note}" if request.note else "",
        due_at=_read_by(request),
        approve_by=words.approve_by(latest, at=at),
    )


def asked_of(request: SecondReading) -> str:
    """Name the person or grade asked."""
    grade = Grade(request.grade).label if request.grade else ""
    if request.reader is not None:
        cover = f", or any {grade} in their place" if grade else ", or anyone who may approve"
        return f"{request.reader.full_name}{cover}"
    return grade or "Anyone who may approve"


def not_for_you(readers: Iterable[StaffUser], *, is_mine: bool) -> tuple[str, ...]:
    """Say why somebody does not approve a letter, and name who can; whom to turn to where nobody can (CORR-4)."""
    why = (
        "You wrote or submitted this letter, so somebody else approves it."
        if is_mine
        else "You wrote or approved the letter that this one corrects, so somebody who reads it afresh approves it."
    )
    names = [_named(reader) for reader in readers]
    if names:
        return (why, f"Who can: {'; '.join(names)}.")
    return (why, "Nobody else here can at present. Ask your Area to give somebody the part of an approver.")


def _named(reader: StaffUser) -> str:
    return f"{reader.full_name}, {Grade(reader.grade).label}" if reader.grade else reader.full_name


def reader_choices(readers: Iterable[StaffUser]) -> list[tuple[str, str]]:
    """List whom a letter can be handed to: grades first, then people."""
    people = [(f"person:{reader.pk}", _named(reader)) for reader in readers]
    return [(f"grade:{grade.value}", f"Any {grade.label}") for grade in Grade] + people


def version_title(version: DraftVersion) -> str:
    """Name a version by its number and why it was kept."""
    return f"Version {version.number}: {VERSIONS[VersionKind(version.kind)].lower()}"
