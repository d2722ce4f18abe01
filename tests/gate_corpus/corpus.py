"""Letters on which the gate is measured: what staff might write, for which case, and where exactly the faults are.

One file is one letter. Its head states the case (``type: NFA_EVIDENTIAL``, ``to:``, ``about:``, ``offences:`` ...);
below, ``== block`` opens a part that somebody rewrote. All other parts are the standard words. A fault is marked where
it stands: ``«19: you failed to respond»`` is a fault by rule GATE-19. ``expect: GATE-15`` names one that has no place.
Every person is synthetic.
"""

import dataclasses
import datetime as dt
import functools
import re
from pathlib import Path

from cases.rules.vocabulary import Addressee, ReviewText, TestFailed
from communications.documents.context import LetterContext
from communications.documents.words import compose
from communications.rules.gate.check import check
from communications.rules.gate.findings import Finding
from communications.rules.letter_requirements import (
    PARTIAL_LETTERS,
    REVIEW_LETTERS,
    STOP_LETTERS,
    TEST_LETTERS,
    UPDATE_LETTERS,
    ContentFacts,
)
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.record_facts import RecordFacts, pronoun_of
from communications.rules.vocabulary import LetterType
from tests.letters.samples import ASKED, a_context, version_of

FOLDER = Path(__file__).parent
_OPEN, _CLOSE = "«", "»"
_MARK = re.compile(r"«(\d+): ")


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A fault that a reader would see: by which rule, and where; no place for what is missing."""

    rule: str
    block: BlockKey | None = None
    start: int = 0
    end: int = 0

    def is_found_by(self, finding: Finding) -> bool:
        """Whether a finding is about this fault."""
        if finding.rule != self.rule:
            return False
        if self.block is None:
            return finding.span is None or finding.block is not None
        return finding.block is self.block and (
            finding.span is not None and finding.span.start < self.end and self.start < finding.span.end
        )


@dataclasses.dataclass(frozen=True)
class CorpusLetter:
    """One letter with its record and its known faults."""

    name: str
    words: LetterWords
    facts: ContentFacts
    faults: tuple[Fault, ...]

    @functools.cached_property
    def found(self) -> tuple[Finding, ...]:
        """What the gate says about it."""
        return check(words=self.words, facts=self.facts).items


@functools.cache
def letters(folder: str) -> tuple[CorpusLetter, ...]:
    """Read every letter of ``faulty``, ``sound`` or ``held_out``, in the order of their names."""
    return tuple(_read(path) for path in sorted((FOLDER / folder).glob("*.txt")))


def _read(path: Path) -> CorpusLetter:
    head, *parts = re.split(r"^== ", path.read_text("utf-8"), flags=re.MULTILINE)
    lines = [line.partition(": ") for line in head.strip().splitlines()]
    case = {name: value for name, _, value in lines if name != "expect"}
    faults = [Fault(value) for name, _, value in lines if name == "expect"]
    letter_type = LetterType(case["type"])
    written: dict[BlockKey, str] = {}
    for part in parts:
        key, _, text = part.partition("\n")
        written[BlockKey(key)], marked = _unmarked(text.strip("\n"), BlockKey(key))
        faults += marked
    context = _context(case, letter_type)
    if letter_type in REVIEW_LETTERS and BlockKey.WHAT_CONTINUES in written:
        # What a reviewer recorded for the person opens the part that somebody rewrote.
        context = dataclasses.replace(context, what_continues=written[BlockKey.WHAT_CONTINUES])
    standard = compose(letter_type=letter_type, context=context, version=case.get("version", version_of(letter_type)))
    words = dataclasses.replace(standard, blocks=tuple(_with(block, written) for block in standard.blocks))
    missing = set(written) - {block.key for block in words.blocks}
    if missing:
        raise ValueError(f"{path.name}: this letter has no {missing}")
    return CorpusLetter(
        name=f"{path.parent.name}/{path.stem}",
        words=words,
        facts=_facts(case, standard, context),
        faults=tuple(faults),
    )


def _with(block: Block, written: dict[BlockKey, str]) -> Block:
    return dataclasses.replace(block, text=written[block.key]) if block.key in written else block


def _unmarked(text: str, key: BlockKey) -> tuple[str, list[Fault]]:
    """Take the marks out of a text and say where they stood. Marks may stand within one another."""
    plain: list[str] = []
    started: list[tuple[str, int]] = []
    faults: list[Fault] = []
    place = 0
    length = 0
    while place < len(text):
        mark = _MARK.match(text, place)
        if mark is not None:
            started.append((f"GATE-{mark.group(1)}", length))
            place = mark.end()
        elif text[place] == _CLOSE:
            rule, start = started.pop()
            faults.append(Fault(rule, key, start, length))
            place += 1
        else:
            plain.append(text[place])
            length += 1
            place += 1
    if started:
        raise ValueError(f"a mark is not closed: {text[:40]}")
    return "".join(plain), faults


def _days(listed: str) -> frozenset[dt.date]:
    return frozenset(dt.date.fromisoformat(day.strip()) for day in listed.split(",") if day.strip())


def _listed(value: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in value.split(";") if each.strip())


_IN_CASE = {
    "about": "allegation",
    "when": "allegation_when",
    "stopped": "stopped_part",
    "new": "new_part",
    "continuing": "continuing_part",
    "charge": "charge_words",
    "next": "next_event",
    "views": "victim_views",
    **{
        name: name
        for name in ("late_reason", "earlier_error", "said_wrongly", "said_rightly", "new_information", "office")
    },
}


def _context(case: dict[str, str], letter_type: LetterType) -> LetterContext:
    title, _, rest = case["to"].partition(" ")
    values: dict[str, object] = {
        "recipient_name": case["to"],
        "salutation_name": f"{title} {rest.split()[-1]}",
        "addressee": Addressee(case.get("reader", "VICTIM")),
        "victim_name": case.get("victim", ""),
        "victim_relation": case.get("relation", ""),
        "is_late": case.get("late") == "yes",
        "is_meeting_offered": case.get("meeting") == "yes",
        "after_non_attendance": case.get("non_attendance") == "yes",
        "reasons": (),
        "test_failed": TestFailed(case.get("test", "EVIDENTIAL" if letter_type in TEST_LETTERS else "NONE")),
        "review_text": ReviewText(case.get("review", _usual_review(letter_type))),
        "missed_on": dt.date.fromisoformat(case["missed_on"]) if "missed_on" in case else None,
        "next_event": f"a hearing at {_listed(case.get('courts', 'Cardiff Crown Court'))[0]}",
        "charge_words": "",
        **{field: case[name] for name, field in _IN_CASE.items() if name in case},
    }
    if letter_type in REVIEW_LETTERS:
        values |= {**ASKED, "review_further_days": int(case.get("further_days", "0"))}
        values |= {name: case[name] for name in ("review_stage", "review_of", "review_refused") if name in case}
    if letter_type is LetterType.CORRECTION:
        values |= {
            "corrected_letter_on": dt.date(2026, 3, 20),
            "correction_reasons": _listed(case.get("wrong", "")),
            "review_restarts": case.get("restarts") == "yes",
            "review_of": case.get("review_of", "NFA_EVIDENTIAL"),
        }
    if letter_type is LetterType.NEW_CONTACT:
        values |= {"former_contact": case["former"], "contact_change": case.get("change", "LEAVING")}
    if "next_on" in case:
        values["next_event_on"] = dt.date.fromisoformat(case["next_on"])
    if values["addressee"] is Addressee.BEREAVED_FAMILY_VIA_FLO:
        values |= {"handed_over_by": "Carys Bevan, your Family Liaison Officer,", "is_posted": False}
    return a_context(**values)


def _usual_review(letter_type: LetterType) -> str:
    none = PARTIAL_LETTERS | UPDATE_LETTERS | {LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL}
    return "STANDARD" if letter_type in STOP_LETTERS - none else "NONE"


_MONTH_ONLY = re.compile(r"in ([A-Z]\w+ \d{4})")
_ONE_DAY = re.compile(r"\b(\d{1,2} [A-Z]\w+ \d{4})")


def _facts(case: dict[str, str], standard: LetterWords, context: LetterContext) -> ContentFacts:
    known = (getattr(context, field.name) for field in dataclasses.fields(context))
    of_month = (dt.datetime.strptime(month, "%B %Y").date() for month in _MONTH_ONLY.findall(case["when"]))  # noqa: DTZ007
    of_offence = (dt.datetime.strptime(day, "%d %B %Y").date() for day in _ONE_DAY.findall(case["when"]))  # noqa: DTZ007
    return ContentFacts(
        letter_type=standard.letter_type,
        recipient_name=context.recipient_name,
        salutation_name=context.salutation_name,
        victim_name=context.victim_name,
        our_reference=context.our_reference,
        defendant_names=_listed(case.get("defendants", "Gethin Prosser")),
        review_text=context.review_text,
        is_posted=context.is_posted,
        is_late=context.is_late,
        has_earlier_error=bool(context.earlier_error),
        has_new_information=bool(context.new_information),
        has_victim_views=bool(context.victim_views),
        after_non_attendance=context.after_non_attendance,
        is_meeting_owed=context.is_meeting_offered,
        expected=tuple(block for block in standard.blocks if block.is_locked),
        record=RecordFacts(
            people=(context.contact.name, context.former_contact, "Carys Bevan", *_listed(case.get("people", ""))),
            days=frozenset(
                {
                    *(day for day in known if isinstance(day, dt.date)),
                    *of_offence,
                    *of_month,
                    *_days(case.get("days", "")),
                }
            ),
            courts=_listed(case.get("courts", "Cardiff Crown Court")),
            offences=(case["about"], *_listed(case["offences"]), case.get("new", ""), case.get("charge", "")),
            categories=frozenset(_listed(case.get("categories", ""))),
            is_about_someone_else=context.is_about_someone_else,
            victim_relation=context.victim_relation,
            pronoun=pronoun_of(relation=context.victim_relation),
            unfit_services=_listed(case.get("unfit", "")),
            said_wrongly=context.said_wrongly,
            standard=tuple(block for block in standard.blocks if not block.is_locked),
        ),
    )
