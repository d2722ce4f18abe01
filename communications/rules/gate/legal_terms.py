"""Find legal terms and abbreviations that this letter does not explain (GATE-7; domain reference 8.1 rule 1, 8.3).

A term is explained when plain words stand beside its first use: in the same sentence or its neighbours, in brackets
after it, or introduced by "this means" or "is called". That must hold in this letter; what an earlier letter explained
does not count, and what a later paragraph explains comes too late.
"""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.glossary import GLOSSARY
from communications.rules.gate.letter import QUOTED, ReadBlock, ReadLetter
from communications.rules.gate.term import Term
from communications.rules.letter_words import BlockKey

RULE = "GATE-7"
_KNOWN = """
CPS CCTV DNA UK GP NHS ID TV BBC SMS PDF OK AM PM MP US USA EU BSL GPS VHS DVD CD SIM PIN ATM MOT IT HIV AIDS ADHD
PTSD IVF NSPCC RSPCA RAC AA PO VCS BMW VW GMT BST XL LED PE A B C D E F G H I J K L M N O P Q R S T U V W X Y Z II III
IV
"""
#: Blocks with addresses, numbers and names, in which nothing needs to be explained.
_NO_PROSE = frozenset(
    {
        BlockKey.PRIVATE_MARKING,
        BlockKey.NAME_FORM,
        BlockKey.SUPPORT_LOCAL_FIRST,
        BlockKey.CONTACT_NAMED,
        BlockKey.SIGN_OFF,
        BlockKey.CHECK_IT_IS_US,
        BlockKey.COMPLAINT_ROUTE,
    }
)
#: After the term: words that introduce an explanation. What follows must be more than a word or two.
_MEANS = re.compile(
    r"^[”\"']?(?:,? (?:which|that|this)? ?(?:means?|is when|are when|is where|is what|is how|"
    r"is the (?:legal )?(?:word|term|name))\b|,? (?:that is|in other words|meaning),?|:| \(|"
    r" [\u2013-] )(?P<plain>[^).]*)",
    re.IGNORECASE,
)
#: Before the term: what it is was said, and the term names it.
_CALLED = re.compile(
    r"(?:called|known as|the (?:legal|official|court's|law's) (?:word|term|name|phrase)s?(?: for (?:this|it|"
    r"that))? (?:is|are)|word (?:is|for this is)|name for (?:this|it|that) is)"
    r"(?: an?| the)? [“\"']?$",
    re.IGNORECASE,
)
_NEXT_EXPLAINS = re.compile(
    r"^(?:this|that|it|these|which|they) (?:only |simply |just )?(?:means?|is (?:when|where|what|how|the|a|an)|"
    r"are (?:the|rules))|^in (?:other|plain|everyday) words|"
    r"^to put it|^by (?:this|that) (?:we|i) mean",
    re.IGNORECASE,
)
_LEAST_PLAIN_WORDS = 3
#: Capital letters that most readers know, or that letters of ours always carry.
_KNOWN_CAPITALS = frozenset(_KNOWN.split())
#: A police rank before a name is known from everyday life.
_RANK = re.compile(r"(?:PC|DC|DS|DI|DCI|PS) [A-Z][a-z]")
_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{2,6}s?(?![\w-])")


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find each unexplained term at its first use, and each abbreviation that is not written out."""
    blocks = [block for block in letter.blocks if block.key not in _NO_PROSE]
    whole = "\n".join(block.text for block in blocks)
    reported: list[tuple[BlockKey, int, int]] = []
    for term in GLOSSARY:
        for block in blocks:
            match = term.pattern.search(block.masked)
            if match is not None:
                if not _is_explained(term, block, match):
                    reported.append((block.key, *match.span()))
                    yield _unexplained(term, block, match)
                break
    for block in blocks:
        for match in _CAPITALS.finditer(block.masked):
            used = match.group().removesuffix("s")
            is_reported = any(key is block.key and start <= match.start() < end for key, start, end in reported)
            if is_reported or used in _KNOWN_CAPITALS or _is_written_out(used, whole) or _is_postcode(block, match):
                continue
            is_term = any(term.pattern.fullmatch(match.group()) for term in GLOSSARY)
            if is_term or _RANK.match(block.masked, match.start()) is not None:
                continue
            yield block.finding(
                RULE,
                FindingLevel.WARN,
                match.span(),
                why="Nobody outside the office can be expected to know these letters.",
                fix="Write the name in full, or say what it is.",
            )


def _is_explained(term: Term, block: ReadBlock, use: re.Match[str]) -> bool:
    here = block.sentence_at(use.start())
    place = block.sentences.index(here)
    after_use = block.masked[use.end() : here.end]
    before_use = block.masked[here.start : use.start()]
    following = block.sentences[place + 1].text if place + 1 < len(block.sentences) else ""
    near = block.sentences[max(0, place - 1) : place + 3]
    # The term's own words do not explain it: they are taken out before its explanation is looked for.
    around = term.pattern.sub(QUOTED, " ".join(each.text for each in near))
    if term.explained.search(around):
        return True
    means = _MEANS.match(after_use)
    if means is not None and len(means["plain"].split()) >= _LEAST_PLAIN_WORDS:
        return True
    return _CALLED.search(before_use) is not None or _NEXT_EXPLAINS.match(following) is not None


def _unexplained(term: Term, block: ReadBlock, use: re.Match[str]) -> Finding:
    return block.finding(
        RULE,
        FindingLevel.WARN,
        use.span(),
        why="This legal word is not explained in this letter.",
        fix=f"Say it in plain words beside its first use: “{term.plain}”. Or use those words instead of it.",
    )


def _is_written_out(capitals: str, whole: str) -> bool:
    """Whether the letter gives the full name beside the letters, in brackets either way round."""
    return re.search(rf"\w+ \({capitals}s?\)|(?<!\w){capitals}s? \((?:\w+ ){{1,8}}\w+\)", whole) is not None


def _is_postcode(block: ReadBlock, match: re.Match[str]) -> bool:
    """Whether digits stand beside it, as in a postcode or a reference."""
    return (
        re.match(r"[ -]?\d", block.masked[match.end() : match.end() + 2]) is not None
        or re.search(r"\d[ -]?$", block.masked[max(0, match.start() - 2) : match.start()]) is not None
    )
