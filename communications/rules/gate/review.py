"""Whether a letter speaks of the right to review exactly where the rule gives it (GATE-3; domain 3.1a, 3.7)."""

import re
from collections.abc import Iterator

from cases.rules.vocabulary import Language
from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter, stop
from communications.rules.letter_requirements import REVIEW_LETTERS, SPOKEN_REVIEW_TEXTS
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType

_DECISION = r"(?:this|the|our|that|my|a) (?:\w+ )?(?:decision|outcome|conclusion)"
_REVIEWS = re.compile(
    r"right (?:to|of) (?:ask for )?(?:a )?(?:review|appeal|challenge)|victims['’]? right|review scheme|\bVRR\b|"
    r"(?:ask|asks|asking|apply|applies|request|requests|requesting|seek|seeks|entitled|wish|want|eligible|able|"
    r"option|chance|opportunity)(?: \w+){0,3}? "
    r"(?:for |to (?:have|get|see) )?(?:an? |the |that |this |another )?(?:\w+ )?(?:review|second look|fresh look|"
    r"second opinion|reconsideration)\b|"
    rf"(?:look|looked|looks) (?:again )?at {_DECISION} again|"
    rf"(?:review|reviewed|reconsider|reconsidered|revisit|revisited|challenge|challenged|appeal|appeal against|"
    rf"contest|overturn|overturned|re-?examine|re-?examined) {_DECISION}|"
    rf"{_DECISION} (?:\w+ ){{0,3}}?(?:reviewed|reconsidered|revisited|challenged|appealed|overturned|"
    rf"looked at again|re-?examined|be (?:final|reviewed))|"
    r"(?:can|could|may|might|able to|free to|want|like|wish|ask|asking|have)(?: \w+){0,3}? (?:another|"
    r"a different|a new|a second|"
    r"a (?:more )?senior|an independent|a fresh|somebody else|someone else)(?: (?:prosecutor|lawyer|person|"
    r"reviewer|team|pair of "
    r"eyes|one))?(?: to)? (?:look|check|consider|go over|decide|think|reconsider|review|examine)|"
    r"(?:cannot|can|may|could|not) (?:\w+ )?be (?:reviewed|challenged|appealed|reconsidered)|request a review|"
    r"no (?:right of )?(?:review|appeal)\b",
    re.IGNORECASE,
)
#: In Welsh every form of "adolygu" is taken for the right; a review of something else is put in other words.
_REVIEWS_IN_WELSH = re.compile(r"\bh?adolyg\w*|\bhawl i (?:apelio|herio)\b", re.IGNORECASE)
#: A review of something else, or one that somebody made already.
_OTHER_REVIEW = re.compile(
    r"(?:prosecutor|lawyer|we|i|manager|colleague|police|who|court|judge) (?:has |have |had |also |then |"
    r"again )*(?:reviewed|reconsidered|looked|re-?examined)|"
    r"(?:appeal|challenge)(?:ed)? (?:against )?(?:the|his|her|their) (?:conviction|sentence)",
    re.IGNORECASE,
)


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find a review spoken of where there is none, and elsewhere in other words than the rule's own."""
    reviews = _REVIEWS if letter.words.language is Language.EN else _REVIEWS_IN_WELSH
    # A letter about a request speaks of the review, in its locked parts and nowhere else.
    is_offered = letter.facts.review_text in SPOKEN_REVIEW_TEXTS or letter.facts.letter_type in REVIEW_LETTERS
    # A correction says in approved words that a right was offered by mistake.
    may_speak = is_offered or letter.facts.letter_type is LetterType.CORRECTION
    for block in letter.blocks:
        if may_speak and block.block.is_locked:
            continue
        for match in reviews.finditer(block.text):
            sentence = block.sentence_at(match.start())
            if _OTHER_REVIEW.search(sentence.text):
                continue
            yield block.finding(
                "GATE-3",
                FindingLevel.STOP,
                match.span(),
                why="The right to review is only described in the rule's own words, and only where it applies.",
                fix="Take this sentence out.",
            )
    if not is_offered and letter.block(BlockKey.VRR) is not None:
        yield stop(
            "GATE-3",
            BlockKey.VRR,
            why="This decision carries no right to review.",
            fix="Compose the letter again without it.",
        )
