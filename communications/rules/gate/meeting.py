"""Whether a letter offers a meeting exactly where the rule says so (GATE-15; domain reference 2.6)."""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter, stop
from communications.rules.letter_words import BlockKey

_OFFERS = re.compile(
    r"(?:offer(?:ing)?|invit(?:e|ing)|arrang(?:e|ing)|ask for|request|like|happy|glad|pleased|want|wish|welcome|"
    r"can|could|able|set up|book)(?: \w+){0,6}? "
    r"(?:a |the |this )?(?:meeting\b|meet (?:you|me|us|with|the|in|and|him|her|them|face)|meet[.,;?]|"
    r"come (?:in )?and (?:talk|speak|meet)|see (?:you|me|us) in person)|"
    r"(?:speak|talk) (?:to|with) (?:you|us|me) (?:face to face|in person)",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:not|n't|no|unable to|cannot|never) (?:\w+ ){0,4}?(?:meet(?: (?:you|with|us|me))?\b|meeting\b)", re.IGNORECASE
)
#: Meetings of other people, and help with one that is owed.
_OTHER_MEETING = re.compile(
    r"(?:police|officers?|prosecutors?|barrister|they|he|she|who) (?:had |have |has |will )?(?:\w+ )?(?:met|"
    r"meet)|do not have to|you met|met (?:him|her|them)|"
    r"first met|pre-trial meeting|to meet (?:him|her|them|a friend|friends|someone|somebody|your)|"
    r"meeting (?:room|point|place)",
    re.IGNORECASE,
)


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find an owed offer that is not made or is taken back, and an offer that the rule does not give."""
    is_owed = letter.facts.is_meeting_owed
    offer = letter.block(BlockKey.MEETING_OFFER)
    if is_owed and offer is not None and offer.text.strip() and not _OFFERS.search(offer.text):
        yield stop(
            "GATE-15",
            BlockKey.MEETING_OFFER,
            why="A meeting must be offered in this case, and these words do not offer one.",
            fix="Say that you would like to meet, what for, and how they can say yes.",
        )
    for block in letter.open_blocks:
        for sentence in block.sentences:
            if _OTHER_MEETING.search(sentence.text):
                continue
            refused = _REFUSES.search(sentence.text)
            offered = _OFFERS.search(sentence.text)
            if is_owed and refused is not None:
                span = (sentence.start + refused.start(), sentence.start + refused.end())
                yield block.finding(
                    "GATE-15",
                    FindingLevel.STOP,
                    span,
                    why="A meeting must be offered in this case, and this takes the offer back.",
                    fix="Take it out, or have the prosecutor record why a meeting is not appropriate.",
                )
            elif not is_owed and (offered or refused) is not None:
                match = offered or refused
                yield block.finding(
                    "GATE-15",
                    FindingLevel.WARN,
                    (sentence.start + match.start(), sentence.start + match.end()) if match else (0, 0),
                    why="The rule gives no meeting in this case.",
                    fix="Offer a call, or say who agreed to the meeting.",
                )
