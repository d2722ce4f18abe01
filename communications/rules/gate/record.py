"""Hold references, numbers, offences, courts and pronouns against the record (GATE-6, GATE-11 to GATE-13)."""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadBlock, ReadLetter
from communications.rules.gate.offences import OFFENCE_WORDS, families_in, families_of_category
from communications.rules.letter_words import BlockKey
from communications.rules.record_facts import Pronoun
from communications.rules.references import CASE_REFERENCE, REFERENCE

_TELEPHONE = re.compile(r"(?<![\w+])(?:\+44|0)(?:[ -]?\d){9,10}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_EMERGENCY = frozenset({"999", "101", "111"})


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find what belongs to another case: references, numbers, offences, courts; and a pronoun that is not theirs."""
    yield from references(letter)
    yield from numbers(letter)
    yield from offences(letter)
    yield from courts(letter)
    yield from pronouns(letter)


def references(letter: ReadLetter) -> Iterator[Finding]:
    """Find every reference, ours or the courts', that is not this letter's own (GATE-6)."""
    for block in letter.blocks:
        for pattern in (REFERENCE, CASE_REFERENCE):
            for match in pattern.finditer(block.text):
                if match.group() != letter.facts.our_reference:
                    yield block.finding(
                        "GATE-6",
                        FindingLevel.STOP,
                        match.span(),
                        why="This is the reference of another letter or case.",
                        fix="Take it out and check the rest.",
                    )


def numbers(letter: ReadLetter) -> Iterator[Finding]:
    """Find telephone numbers and email addresses that no fixed part of this letter gives (GATE-6)."""
    rules = "\n".join(block.text for block in letter.facts.expected)
    known = {*_EMAIL.findall(rules), *(_digits(number) for number in _TELEPHONE.findall(rules))}
    for block in letter.open_blocks:
        for match in (*_TELEPHONE.finditer(block.text), *_EMAIL.finditer(block.text)):
            found = match.group() if "@" in match.group() else _digits(match.group())
            if found not in known:
                yield block.finding(
                    "GATE-6",
                    FindingLevel.WARN,
                    match.span(),
                    why="This number or address is not one that the letter gives for this case.",
                    fix="Point to the contact below, or check that it is right and safe to give.",
                )


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).removeprefix("44").removeprefix("0")


_FRAMED = re.compile(
    r"\b(?:charge[sd]?|offences?|allegations?|counts?|cases?|crimes?|prosecut\w+|decision|trial|accused|convicted|"
    r"guilty|arrested|suspected|report(?:ed)?)"
    r"(?: \w+){0,3}? (?:of|for|with|about|over|into|on)(?: (?:the|a|an|one|two|three|your|that|this|\w+ing))* $",
    re.IGNORECASE,
)
_FRAMED_AFTER = re.compile(r"^ (?:charges?|allegations?|case|investigation|trial|offence)", re.IGNORECASE)
_OPENING = frozenset({BlockKey.OPENING, BlockKey.DECISION_PLAIN})


def offences(letter: ReadLetter) -> Iterator[Finding]:
    """Find an offence, spoken of as a charge or as what the case is about, that is not one of this case (GATE-11)."""
    facts = letter.facts
    known = families_in(" ; ".join(facts.record.offences)) | families_of_category(facts.record.categories)
    if not known:
        return
    for block in letter.open_blocks:
        for match in OFFENCE_WORDS.finditer(block.masked):
            family = families_in(match.group())
            is_framed = (
                block.key in _OPENING
                or _FRAMED.search(block.masked[: match.start()]) is not None
                or _FRAMED_AFTER.match(block.masked[match.end() :]) is not None
            )
            if is_framed and not family & known and match.group() not in facts.record.said_wrongly:
                yield block.finding(
                    "GATE-11",
                    FindingLevel.WARN,
                    match.span(),
                    why="The record of this case holds no such offence.",
                    fix=f"The case is about {_listed(facts.record.offences)}. Correct it, or check the record.",
                )


def _listed(offences: tuple[str, ...]) -> str:
    return "; ".join(dict.fromkeys(each for each in offences if each)) or "something else"


_COURT = re.compile(
    r"(?<!\w)(?P<place>(?:[A-Z][\wâêîôûŵŷ'’-]+ (?:(?:and|upon|on|under|the|y|yr) )?)+)(?P<kind>Crown|"
    r"Magistrates['’]?|Youth|County|Family)(?P<end> Court| Justice Centre)"
)
_NO_PLACE = frozenset({"The", "A", "At", "In", "This", "That", "Your", "Our", "From", "On", "If", "When", "Each"})


def courts(letter: ReadLetter) -> Iterator[Finding]:
    """Find a court by name that is not one of this case (GATE-12)."""
    known = {_court_key(name) for name in letter.facts.record.courts}
    for block in letter.open_blocks:
        for match in _COURT.finditer(block.text):
            words = [word for word in match["place"].split() if word not in _NO_PLACE]
            name = " ".join((*words, match["kind"] + match["end"]))
            if words and not any(_court_key(name) in each or each in _court_key(name) for each in known):
                if name in letter.facts.record.said_wrongly:
                    continue
                yield block.finding(
                    "GATE-12",
                    FindingLevel.WARN,
                    (match.end() - len(name) if name in match.group() else match.start(), match.end()),
                    why="No hearing of this case is at this court.",
                    fix="Look up the court of the next hearing and correct it.",
                )


def _court_key(name: str) -> str:
    return re.sub(r"[^a-z ]", "", name.lower())


_WRONG = {
    Pronoun.SHE: re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
    Pronoun.HE: re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
    Pronoun.THEY: re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE),
}
#: Somebody else whom the pronoun may mean.
_SOMEBODY = re.compile(
    r"\b(?:defendant|suspect|driver|man|woman|boy|girl|person|officer|doctor|teacher|prosecutor|judge|neighbour|"
    r"friend|witness|someone|"
    r"somebody|who|partner|husband|wife|mother|father|brother|sister|uncle|aunt|son|daughter|coach|manager|nurse|"
    r"stranger|colleague|owner)s?\b",
    re.IGNORECASE,
)
#: A capital in the middle of a sentence, but for days and months: somebody else may be named.
_ANOTHER_NAME = re.compile(
    r"(?<=\w )(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Christmas|Easter|English|Welsh|I\b)[A-Z][a-z]{2,}"
)


def pronouns(letter: ReadLetter) -> Iterator[Finding]:
    """Find a pronoun that is not the victim's, in a sentence that speaks of nobody but them (GATE-13)."""
    facts = letter.facts
    wrong = _WRONG.get(facts.record.pronoun)
    names = [part for part in (*facts.victim_name.split(), facts.record.victim_relation) if part]
    if wrong is None or not facts.record.is_about_someone_else or not names:
        return
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for block in letter.open_blocks:
        yield from _wrong_pronouns(block, named, wrong)


def _wrong_pronouns(block: ReadBlock, named: re.Pattern[str], wrong: re.Pattern[str]) -> Iterator[Finding]:
    is_about_them = False
    for sentence in block.sentences:
        others = named.sub(" ", sentence.text)
        is_named = others != sentence.text
        speaks_of_others = _SOMEBODY.search(others) is not None or _ANOTHER_NAME.search(others) is not None
        match = wrong.search(sentence.text)
        if match is not None and not speaks_of_others and (is_named or is_about_them):
            yield block.finding(
                "GATE-13",
                FindingLevel.WARN,
                (sentence.start + match.start(), sentence.start + match.end()),
                why="The record speaks of this person with another pronoun.",
                fix="Correct it, or check that the sentence says whom it means.",
            )
        is_about_them = not speaks_of_others and (is_named or is_about_them)
