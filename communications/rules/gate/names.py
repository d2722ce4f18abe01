"""Hold every name of a person in a letter against the record (GATE-9), and keep defendants out of its opening (GATE-4).

A name is known by its title, by a given name beside it, or by what is said of it ("Ella's statement", "told Gwil").
Places, months, brands and words that only begin a sentence are not names of people.
"""

import difflib
import re
from collections.abc import Iterator

from communications.rules.gate.dates import WRITTEN_DATE
from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.given_names import GIVEN_NAMES
from communications.rules.gate.letter import ReadBlock, ReadLetter
from communications.rules.letter_requirements import ContentFacts
from communications.rules.letter_words import BlockKey

RULE, OPENING_RULE = "GATE-9", "GATE-4"
OPENING_BLOCKS = (BlockKey.APOLOGY_LATE, BlockKey.APOLOGY_ERROR, BlockKey.OPENING, BlockKey.DECISION_PLAIN)
_MIN_NAME = 3
_TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Lady|PC|DC|DS|DI|DCI|PS|Sgt|Sergeant|Constable|Detective|Inspector|Judge|"
    r"Recorder|Justice|Cllr|Rev)"
)
_CAP = r"[A-ZÀ-ÞŴŶ][\wâêîôûŵŷ]+(?:['-][A-Z]\w+)?"
_TITLED = re.compile(rf"\b(?P<title>{_TITLES})\b\.? (?P<name>{_CAP}(?: {_CAP})*)")
_SEQUENCE = re.compile(rf"(?<![\w'.])(?P<name>{_CAP}(?: {_CAP})*)")
_AFTER = re.compile(
    r"^(?:'s? (?:\w+ )?(?:statement|account|evidence|injur\w+|death|family|phone|version|case|mother|father|"
    r"parents|behalf|words|"
    r"solicitor|house|home|bail|trial)|,? (?:said|says|told|saw|was arrested|was charged|has been charged|"
    r"was interviewed|admitted|denied|hit|pushed|"
    r"punched|took|attacked|pleaded|did|does|gave|who))\b"
)
_BEFORE = re.compile(
    r"(?:\b(?:named|called|told|against|with|know(?:n|s)? as|daughter|son|brother|sister|mother|father|wife|"
    r"husband|partner|neighbour|"
    r"friend|colleague|officer|prosecutor|barrister|witness|suspect|defendant|contact|by|asked|from|and|to|that|"
    r"when|where|for|but|if),?|[,;:]) $"
)
_NO_PEOPLE_WORDS = """
You He She They We It The This That These Those His Her Their Our My Your There Then When Where What Who Why How If
But And Or So As At In On From To With For Nobody Somebody Someone Everyone Neither Both Each All Some None Not No
Yes Because Please Two Three Four Five Six One Another Other After Before Since Until While Although However January
February March April May June July August September October November December Monday Tuesday Wednesday Thursday
Friday Saturday Sunday Christmas Easter Boxing Eid Diwali Ramadan Crown Court Courts Prosecution Service Police
Victims Victim Support Code Right Review Scheme Liaison Officer Unit Witness Care Family Personal Statement Attorney
General English Welsh British Polish Irish Scottish French Urdu Punjabi Arabic Somali Romanian Easy Read Braille
Street Road Lane Avenue Park Hospital School Station Magistrates Justice Ministry Act Facebook Instagram WhatsApp
Snapchat TikTok Google Uber Tesco Asda Sainsbury Boots Rape Crisis Women Aid Refuge Live Fear Free Childline
Samaritans Supporter Independent Sexual Domestic Violence Advisor Adviser England Wales London Cardiff Swansea
Newport Bristol Birmingham Manchester Leeds Liverpool Sheffield Newcastle York Chester Europe God Internet Bluetooth
Private Dear Yours Telephone Email Area Hub House Hall Club Bakery Centre North South East West
"""
#: Capitalised words that are no names of people, whatever stands beside them.
_NO_PEOPLE = frozenset(_NO_PEOPLE_WORDS.split())
_CLOSE = 0.75


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find a defendant's name in the opening, and every name that the record does not hold."""
    yield from defendant_in_opening(letter)
    people = _People(letter.facts)
    for block in letter.open_blocks:
        seen: set[str] = set()
        for start, end, title, name in _candidates(block, people):
            if name in seen or name in letter.facts.record.said_wrongly:
                continue
            seen.add(name)
            finding = _against_record(block, people, (start, end), title=title, name=name)
            if finding is not None:
                yield finding


class _People:
    """Everybody whom the record knows: their names, the parts of them, and the titles by which they go."""

    def __init__(self, facts: ContentFacts) -> None:
        self.names = tuple(
            each.replace("’", "'")
            for each in (
                facts.recipient_name,
                facts.salutation_name,
                facts.victim_name,
                *facts.defendant_names,
                *facts.record.people,
            )
            if each.strip()
        )
        self.parts = frozenset(part for name in self.names for part in _parts(name))
        self.places = frozenset(
            part for place in (*facts.record.courts, *facts.record.offences) for part in _parts(place)
        )
        self.titles: dict[str, set[str]] = {}
        for name in self.names:
            words = name.split()
            title = words[0].rstrip(".") if re.fullmatch(_TITLES, words[0].rstrip(".")) else ""
            self.titles.setdefault(words[-1], set()).add(title)

    def closest(self, name: str) -> str:
        """Give the recorded part of a name that a word is probably a slip for, or nothing."""
        return next(iter(difflib.get_close_matches(name, sorted(self.parts), n=1, cutoff=_CLOSE)), "")


def _parts(name: str) -> list[str]:
    """Split a name into its words, without the "'s" of a possessive."""
    return [part.removesuffix("'s") for part in re.split(r"[\s-]+", name.replace("’", "'")) if part]


def _candidates(block: ReadBlock, people: _People) -> Iterator[tuple[int, int, str, str]]:
    """Find what looks like a name of a person: (start, end, title or nothing, name)."""
    text = WRITTEN_DATE.sub(lambda match: " " * len(match.group()), block.text.replace("’", "'"))
    taken: list[tuple[int, int]] = []
    for match in _TITLED.finditer(text):
        taken.append(match.span())
        yield match.start(), match.end(), match["title"], match["name"]
    for match in _SEQUENCE.finditer(text):
        name = match["name"].removesuffix("'s")
        start, end = match.start(), match.start() + len(name)
        if any(first <= start < last for first, last in taken):
            continue
        words = name.split()
        begins = start == block.sentence_at(start).start or text[start - 1] in "“\"'"
        if begins and words[0] not in GIVEN_NAMES and words[0] not in people.parts:
            start, words = start + len(words[0]) + 1, words[1:]
            name = " ".join(words)
        if words and _is_person(words, text, (start, end)):
            yield start, end, "", name


def _is_person(words: list[str], text: str, span: tuple[int, int]) -> bool:
    if set(words) & _NO_PEOPLE:
        return False
    if words[0] in GIVEN_NAMES:
        return not _is_place(text, span)
    if not all(word[1:].islower() or "-" in word or "'" in word for word in words):
        return False
    said_of = _AFTER.match(text[span[1] :]) is not None
    return (said_of and _BEFORE.search(text[: span[0]]) is not None) or (said_of and len(words) > 1)


def _is_place(text: str, span: tuple[int, int]) -> bool:
    """Whether a given name is part of an address or the name of a place: "on George Street", "St David's"."""
    return (
        re.match(
            r"(?:'s)? (?:Street|Road|Lane|Avenue|Close|Drive|Park|Court|Hospital|School|Square|Terrace|House|Way|Arms|"
            r"Inn|Hotel)\b",
            text[span[1] :],
        )
        is not None
        or re.search(r"\bSt\.? $", text[: span[0]]) is not None
    )


def _against_record(
    block: ReadBlock, people: _People, span: tuple[int, int], *, title: str, name: str
) -> Finding | None:
    words = _parts(name)
    unknown = [word for word in words if word not in people.parts]
    if unknown and not set(words) <= people.parts | people.places:
        close = next((people.closest(word) for word in unknown if people.closest(word)), "")
        return block.finding(
            RULE,
            FindingLevel.WARN,
            span,
            why="Nobody of this name is in the record of this case.",
            fix=f"Should it be “{close}”? Correct the name, or take it out."
            if close
            else "Check that it is not from another case. Take it out, or write who the person is.",
        )
    known = people.titles.get(words[-1], set()) - {""}
    if title and known and title not in known and len(words) == 1 and _is_called_by(block, span):
        return block.finding(
            RULE,
            FindingLevel.WARN,
            span,
            why="The record gives this person another title.",
            fix=f"Write “{sorted(known)[0]} {words[-1]}”, as they asked to be addressed.",
        )
    return None


def _is_called_by(block: ReadBlock, span: tuple[int, int]) -> bool:
    """Whether the reader is spoken to by this name: set off by a comma. Their wife may share it."""
    before, after = block.text[: span[0]], block.text[span[1] :]
    return (after.startswith(",") and (not before.strip() or before.rstrip().endswith((".", ",", "Dear")))) or (
        before.endswith(", ") and after[:1] in {".", "!", "?"}
    )


def defendant_in_opening(letter: ReadLetter) -> Iterator[Finding]:
    """Find a defendant named before the decision is explained; not a name that the reader's side shares (GATE-4)."""
    facts = letter.facts
    own = {part for name in (facts.recipient_name, facts.salutation_name, facts.victim_name) for part in name.split()}
    parts = {part for name in facts.defendant_names for part in name.split() if len(part) >= _MIN_NAME}
    names = [name for name in facts.defendant_names if name.strip()] + sorted(parts - own)
    for key in OPENING_BLOCKS:
        block = letter.block(key)
        text = WRITTEN_DATE.sub(lambda match: " " * len(match.group()), block.text) if block is not None else ""
        taken: list[tuple[int, int]] = []
        for name in names:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if block is None or any(start <= match.start() < end for start, end in taken):
                    continue
                taken.append(match.span())
                yield block.finding(
                    OPENING_RULE,
                    FindingLevel.STOP,
                    match.span(),
                    why="The opening names a person who is accused. Seeing the name first can hurt.",
                    fix="Write “the suspect” or “the defendant”, or leave the person out.",
                )
