"""Compose the words of a letter from its versioned files. Reads templates from disk, never from a person or a row.

A letter's file, ``templates/letters/<type>/v<N>/<language>.txt``, is a list of blocks. ``== key locked | Heading``
opens a block; ``@ key`` takes the shared block of the version that the file names in its first lines. Each block is a
Django template of its own, so that nothing a person typed can open another block or be read as template syntax. Values
are put in as they are: the words are plain text, and are escaped once, when they become HTML.
"""

import dataclasses
import functools
import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.template.engine import Engine

from cases.rules.vocabulary import Language
from communications.documents.context import LetterContext
from communications.rules.letter_words import Block, BlockKey, LetterWords, tidy
from communications.rules.vocabulary import LetterType

#: What a template prints for a value it should have had. The content check stops any letter that holds it.
UNFILLED = "[[missing]]"
_KEYS = frozenset(key.value for key in BlockKey)
_SECTION = re.compile(r"^== (?P<key>[a-z_]+)(?P<locked> locked)?(?: \| (?P<heading>.+))?$")
_SHARED = re.compile(r"^@ (?P<key>[a-z_]+)$")
_PINNED = re.compile(r"^(?P<part>blocks|frame): (?P<version>v\d+)$")
#: Loads nothing from outside: no tag libraries, no context processors, no loaders.
_ENGINE = Engine(autoescape=False, loaders=[("django.template.loaders.locmem.Loader", {})], string_if_invalid=UNFILLED)


class NoWords(Exception):
    """There are no words for this letter type, version or language. Names the file, holds nothing personal."""


class BrokenTemplate(Exception):
    """A letter's file does not follow the format. Names the file and the line number."""


@dataclasses.dataclass(frozen=True, slots=True)
class BlockTemplate:
    """One block as the files define it, before facts are filled in."""

    key: BlockKey
    heading: str
    is_locked: bool
    source: str
    template: Template
    #: What it says whatever the facts are; None where it depends on them.
    fixed: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class LetterTemplate:
    """One version of a letter's words, as its files define it."""

    letter_type: LetterType
    version: str
    language: Language
    #: Version of the page around the words: ``templates/letters/frame/<version>``.
    frame_version: str
    blocks: tuple[BlockTemplate, ...]
    #: SHA-256 over every file that decides what this letter looks like and says.
    digest: str

    @property
    def name(self) -> str:
        """Name the version as it is stored with every letter: ``DISCONTINUE_ALL/v1/en``."""
        return f"{self.letter_type.value}/{self.version}/{self.language.value.lower()}"


def compose(*, letter_type: LetterType, context: LetterContext, version: str = "v1") -> LetterWords:
    """Compose a letter's words for one recipient. Blocks that have nothing to say are left out.

    Raises:
        NoWords: there are no words in this version and language. English is never put in place of Welsh.
    """
    template = letter_template(letter_type=letter_type, version=version, language=context.language)
    variables = {**context.variables(), "letter_type": letter_type.value}
    filled = (
        Block(
            key=block.key,
            heading=block.heading,
            text=block.fixed
            if block.fixed is not None
            else tidy(block.template.render(Context(variables, autoescape=False))),
            is_locked=block.is_locked,
        )
        for block in template.blocks
    )
    return LetterWords(
        letter_type=letter_type,
        language=template.language,
        template_version=template.name,
        blocks=tuple(block for block in filled if block.text or block.key in _STAFF_WRITE),
    )


#: Blocks that stay in the draft when empty, so that a member of staff finds the place to fill. Empty ones never print.
_STAFF_WRITE = frozenset(
    {
        BlockKey.APOLOGY_ERROR,
        BlockKey.REASON_SPECIFIC,
        BlockKey.NEW_INFORMATION,
        BlockKey.VICTIM_VIEWS,
        BlockKey.NON_ATTENDANCE_CARE,
    }
)


def refresh(
    *, words: LetterWords, composed_from: LetterContext, context: LetterContext, fresh: LetterWords | None = None
) -> LetterWords:
    """Compose the letter anew from today's facts and keep what staff wrote.

    ``composed_from`` is the context that the words were last composed from: an open block that still says what it gave
    was never touched and is composed anew like the locked ones. The reader may have changed since the draft was opened,
    a part may have become owed, such as the apology of a letter that is now late, or no longer hold. ``fresh`` is what
    ``context`` gives, where that was composed already.
    """
    version = words.template_version.split("/")[1]
    fresh = fresh or compose(letter_type=words.letter_type, context=context, version=version)
    if composed_from == context:
        before = fresh
    else:
        before = compose(letter_type=words.letter_type, context=composed_from, version=version)
    written = {block.key: block for block in words.blocks if not block.is_locked and block != before.block(block.key)}
    template = letter_template(letter_type=words.letter_type, version=version, language=words.language)
    blocks = (written.get(each.key) or fresh.block(each.key) for each in template.blocks)
    return dataclasses.replace(fresh, blocks=tuple(block for block in blocks if block is not None))


@functools.cache
def letter_template(*, letter_type: LetterType, version: str, language: Language) -> LetterTemplate:
    """Read and compile one version of a letter's words. Kept for the life of the process: versions never change.

    Raises:
        NoWords: there is no such file.
        BrokenTemplate: the file does not follow the format.
    """
    path = letters_folder() / letter_type.value.lower() / version / f"{language.value.lower()}.txt"
    if not path.exists():
        raise NoWords(_name(path))
    pinned: dict[str, str] = {}
    blocks: list[BlockTemplate] = []
    parts: list[tuple[str, str]] = [(_name(path), path.read_text("utf-8"))]
    for start, heading, body in _sections(path):
        if (pin := _PINNED.match(heading)) is not None:
            pinned[pin["part"]] = pin["version"]
        elif (shared := _SHARED.match(heading)) is not None:
            block, source = _shared_block(path=path, pinned=pinned, key=shared["key"], line=start)
            blocks.append(block)
            parts.append((f"blocks/{shared['key']}", source))
        else:
            blocks.append(_own_block(path=path, line=start, heading=heading, body=body))
    if set(pinned) != {"blocks", "frame"} or len({block.key for block in blocks}) != len(blocks):
        raise BrokenTemplate(f"{_name(path)}: pin blocks and frame once, and use each block once")
    parts.extend(frame_parts(pinned["frame"]))
    return LetterTemplate(
        letter_type=letter_type,
        version=version,
        language=language,
        frame_version=pinned["frame"],
        blocks=tuple(blocks),
        digest=_digest(parts),
    )


def published_templates() -> tuple[LetterTemplate, ...]:
    """Read every version of every letter that the files hold, in a fixed order."""
    found: list[LetterTemplate] = []
    for letter_type in LetterType:
        folder = letters_folder() / letter_type.value.lower()
        for path in sorted(folder.glob("v*/*.txt")):
            language = Language(path.stem.upper())
            found.append(letter_template(letter_type=letter_type, version=path.parent.name, language=language))
    return tuple(found)


def newest_template(*, letter_type: LetterType, language: Language) -> LetterTemplate:
    """Read the newest version of a letter's words in a language.

    Raises:
        NoWords: there is none; English is never put in place of another language.
    """
    folder = letters_folder() / letter_type.value.lower()
    numbers = [int(path.parent.name.removeprefix("v")) for path in folder.glob(f"v*/{language.value.lower()}.txt")]
    if not numbers:
        raise NoWords(f"{letter_type.value}/{language.value.lower()}")
    return letter_template(letter_type=letter_type, version=f"v{max(numbers)}", language=language)


def frame_parts(version: str) -> list[tuple[str, str]]:
    """Give the files of the page around the words, as (name, text), in a fixed order."""
    folder = letters_folder() / "frame" / version
    return [(_name(path), path.read_text("utf-8")) for path in sorted(folder.iterdir())]


def letters_folder() -> Path:
    """Say where the letters' files are."""
    base: Path = settings.BASE_DIR
    return base / "templates" / "letters"


def _shared_block(*, path: Path, pinned: dict[str, str], key: str, line: int) -> tuple[BlockTemplate, str]:
    shared = letters_folder() / "blocks" / pinned.get("blocks", "") / path.stem / f"{key}.txt"
    if not shared.exists():
        raise BrokenTemplate(f"{_name(path)}:{line}: no shared block {key}")
    source = shared.read_text("utf-8")
    ((start, heading, body),) = _sections(shared)
    block = _own_block(path=shared, line=start, heading=heading, body=body)
    if block.key.value != key:
        raise BrokenTemplate(f"{_name(shared)}:{start}: is not named after its key")
    return block, source


def _own_block(*, path: Path, line: int, heading: str, body: str) -> BlockTemplate:
    match = _SECTION.match(heading)
    if match is None or match["key"] not in _KEYS:
        raise BrokenTemplate(f"{_name(path)}:{line}: not a block")
    return BlockTemplate(
        key=BlockKey(match["key"]),
        heading=match["heading"] or "",
        is_locked=match["locked"] is not None,
        source=body,
        template=Template(body, engine=_ENGINE),
        fixed=None if "{" in body else tidy(body),
    )


def _sections(path: Path) -> list[tuple[int, str, str]]:
    """Split a file into (line number, heading line, body). A body belongs to the ``==`` line above it."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("== ") or _SHARED.match(line) or _PINNED.match(line):
            found.append((number, line, []))
        elif not line and not found:
            continue
        elif not found or (line and not found[-1][1].startswith("== ")):
            raise BrokenTemplate(f"{_name(path)}:{number}: text outside a block")
        else:
            found[-1][2].append(line)
    return [(number, heading, "\n".join(body)) for number, heading, body in found]


def _digest(parts: list[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for name, text in parts:
        digest.update(f"{name}\0{len(text)}\0{text}\0".encode())
    return digest.hexdigest()


def _name(path: Path) -> str:
    return path.relative_to(letters_folder()).as_posix()
