"""The words of a letter as an ordered list of blocks, and the few marks their text may carry. Plain text, never HTML.

A letter is stored, edited, checked and frozen in this form, and only turned into HTML or PDF by
``communications.documents``. Keeping each required part as a block of its own lets the content check find it after any
amount of editing, and lets the parts that must not vary (the right to review, the Victims' Code) be locked.
"""

import dataclasses
import enum
import unicodedata
from typing import Any, Self

from cases.rules.vocabulary import Language, Vocabulary
from communications.rules.vocabulary import LetterType


class BlockKey(Vocabulary):
    """What one block of a letter is for. The values of decision table C (domain.md 2.5) keep their names."""

    PRIVATE_MARKING = "private_marking"
    NAME_FORM = "name_form"
    APOLOGY_LATE = "apology_late"
    APOLOGY_ERROR = "apology_error"
    OPENING = "opening"
    DECISION_PLAIN = "decision_plain"
    ACKNOWLEDGE_FEELINGS = "acknowledge_feelings"
    REASON_SPECIFIC = "reason_specific"
    NEW_INFORMATION = "new_information"
    VICTIM_VIEWS = "victim_views"
    NON_ATTENDANCE_CARE = "non_attendance_care"
    TEST_APPLIED = "test_applied"
    NOT_A_FINDING = "not_a_finding"
    WHAT_CONTINUES = "what_continues"
    STAGE_NOW = "stage_now"
    NEXT_UPDATE = "next_update"
    VRR = "vrr"
    VRR_LIMIT_NOTE = "vrr_limit_note"
    MEETING_OFFER = "meeting_offer"
    SUPPORT_LOCAL_FIRST = "support_local_first"
    REPORT_AGAIN = "report_again"
    CONTACT_NAMED = "contact_named"
    TRANSLATION = "translation"
    ROLE_OF_CPS = "role_of_cps"
    COMPLAINT_ROUTE = "complaint_route"
    CODE_RIGHTS_LINK = "code_rights_link"
    CHECK_IT_IS_US = "check_it_is_us"
    SIGN_OFF = "sign_off"
    HOW_AND_WHEN = "how_and_when"
    WHO_IS_TOLD = "who_is_told"
    IF_IT_CHANGES = "if_it_changes"


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One part of a letter."""

    #: What the block is for; unique within a letter.
    key: BlockKey
    #: The heading above it, or empty for none.
    heading: str
    #: Paragraphs parted by an empty line; a line that begins with ``- `` is a list item.
    text: str
    #: Locked blocks are composed from facts and rules; staff read them and cannot change them.
    is_locked: bool

    def as_json(self) -> dict[str, Any]:
        """Give the block in the shape in which it is stored."""
        return {"key": self.key.value, "heading": self.heading, "text": self.text, "locked": self.is_locked}


@dataclasses.dataclass(frozen=True, slots=True)
class LetterWords:
    """The complete words of one letter to one person."""

    letter_type: LetterType
    language: Language
    #: For example ``DISCONTINUE_ALL/v1/en``; the files behind it never change once published.
    template_version: str
    blocks: tuple[Block, ...]

    def block(self, key: BlockKey) -> Block | None:
        """Find a block by what it is for, or say that the letter has none."""
        return next((block for block in self.blocks if block.key == key), None)

    def with_text(self, *, key: BlockKey, text: str) -> Self:
        """Give the same letter with other words in one block.

        Raises:
            BlockIsLocked: the block is not for staff to change, or the letter has no such block.
        """
        block = self.block(key)
        if block is None or block.is_locked:
            raise BlockIsLocked(key.value)
        blocks = tuple(dataclasses.replace(each, text=tidy(text)) if each.key == key else each for each in self.blocks)
        return dataclasses.replace(self, blocks=blocks)

    def as_text(self) -> str:
        """Give the whole letter as plain text, in the order in which it is read."""
        parts = [
            f"{block.heading}\n\n{block.text}" if block.heading else block.text for block in self.blocks if block.text
        ]
        return "\n\n".join(parts) + "\n"

    def as_json(self) -> list[dict[str, Any]]:
        """Give the blocks in the shape in which they are stored and frozen."""
        return [block.as_json() for block in self.blocks]

    @classmethod
    def from_json(
        cls, stored: list[dict[str, Any]], *, letter_type: LetterType, language: Language, template_version: str
    ) -> Self:
        """Read a letter back from the shape in which its blocks are stored."""
        return cls(
            letter_type=letter_type,
            language=language,
            template_version=template_version,
            blocks=tuple(
                Block(
                    key=BlockKey(block["key"]),
                    heading=block["heading"],
                    text=block["text"],
                    is_locked=block["locked"],
                )
                for block in stored
            ),
        )


class BlockIsLocked(Exception):
    """A block that only the rules may fill was to be changed by hand. Carries the key, never the words."""


class PieceKind(enum.Enum):
    """How a piece of a block's text is shown."""

    PARAGRAPH = "paragraph"
    LIST = "list"


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph with its lines, or a list with its items."""

    kind: PieceKind
    lines: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        """Whether the lines are items of a list."""
        return self.kind is PieceKind.LIST


_LIST_MARK = "- "


def pieces(text: str) -> tuple[Piece, ...]:
    """Split a block's text into paragraphs and lists. Every character shown is a character typed."""
    found: list[Piece] = []
    kind: PieceKind | None = None
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        is_item = line.startswith(_LIST_MARK)
        if lines and kind is not None and (not line.strip() or is_item != (kind is PieceKind.LIST)):
            found.append(Piece(kind=kind, lines=tuple(lines)))
            lines = []
        if line.strip():
            kind = PieceKind.LIST if is_item else PieceKind.PARAGRAPH
            lines.append(line.removeprefix(_LIST_MARK) if is_item else line)
    return tuple(found)


def tidy(text: str) -> str:
    """Give text as it is stored: composed accents, one kind of line end, no control characters, no space at the ends.

    Composed accents (``ŵ`` as one character) matter because the letters' font has the letter, not its parts.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    lines = [_printable(line).rstrip() for line in text.split("\n")]
    tidied: list[str] = []
    for line in lines:
        if line or (tidied and tidied[-1]):
            tidied.append(line)
    return "\n".join(tidied).strip("\n")


def _printable(line: str) -> str:
    """Leave out control characters and those without a meaning; most lines have none, which is quickly seen."""
    if line.isprintable():
        return line
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"})
