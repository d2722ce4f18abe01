"""Words that are never sent to a victim, whatever is meant by them (GATE-2; domain reference 8.1, 8.2)."""

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.wording import Phrase, phrase

_CASE = (
    r"(?:cases?(?! of (?:bottles|wine|beer|drinks?|books|tools))|charges?|counts?|prosecutions?|allegations?|"
    r"proceedings|matters?|complaints?|investigations?|"
    r"accusations?|trial|robbery|assault|rape|burglary)"
)
_WHO = r"(?:we|they|i|cps|crown|court|prosecutors?|prosecution|police|service|lawyers?|barrister|team|office|officers?)"
_IT = r"(?:it|this|that|these|those|all of (?:it|this|them)|everything|they|both|which|one|two|three|some|most)"

#: GATE-2. These are stops: no sentence to a victim needs them.
NEVER_SENT: tuple[Phrase, ...] = (
    phrase(
        "GATE-2",
        FindingLevel.STOP,
        # Passive: the case was (later) dropped; a dropped charge; by pronoun only where a sentence speaks of the case.
        rf"{_CASE}\b(?:\W+\w+){{0,7}}?\W+dropp(?:ed|ing)\b|dropp(?:ed|ing) {_CASE}\b"
        # Active: we have decided to drop the last of the charges.
        rf"|{_WHO}\b(?:\W+\w+){{0,5}}?\W+dropp?(?:s|ed|ing)?\W+(?:\w+\W+){{0,5}}?{_CASE}\b"
        rf"|(?:drop|drops|dropping|dropped) (?:(?:the|this|that|your|his|her|their|all|any|these|those|both|"
        rf"every|some|of|"
        rf"last|first|second|two|other|remaining|criminal|court)\W+){{0,4}}{_CASE}\b",
        "It sounds as if the case did not matter.",
        "Write “stopped” or “not taken forward”.",
        # Things that are really dropped.
        unless=r"dropp(?:ed|ing) (?:you|him|her|me|them|your|his|her|my|a|an|the) (?!charge|case|count|prosecution|"
        r"allegation|matter|whole|last|first|second|other|remaining|criminal|court)|dropp(?:ed|ing) (?:off|by|in|"
        r"out|to|on)\b",
    ),
    phrase(
        "GATE-2",
        FindingLevel.STOP,
        rf"(?:{_WHO}|who|and|to)\b(?:\W+\w+){{0,4}}?\W+(?:(?:decided|chose|agreed|had|has|have|want|wants|wanted|"
        rf"going|plan|"
        rf"planned|able|asked) to drop|(?:will|would|must|may|might|could|should|cannot) (?:now )?drop|(?:are|is|"
        rf"was|were) dropping|"
        rf"drops?) (?:it|them|this|these|everything|all of (?:it|them))\b",
        "It sounds as if the case did not matter.",
        "Write “stopped” or “not taken forward”.",
        unless_before=r"\b(?:bag|phone|ring|wallet|purse|keys?|knife|weapon|bottle|glass|suitcase|coat|glove|parcel|tool|camera|"
        r"cash|money|card|hat|shoe|bracelet|necklace|cup|plate)\b|drop (?:it|them|this) (?:off|in|by|into|on|"
        r"from|down)\b",
    ),
    phrase(
        "GATE-2",
        FindingLevel.STOP,
        rf"{_IT} (?:(?:has|have|had|was|were|is|are|be|being|been|will|would|must|should|could|not|now|then|to|"
        rf"also|later|got|"
        r"get|\w+ly) ){1,5}dropped(?= *(?:[.,;:!?]|because|after|before|for|by|on|when|as|at|and|$))",
        "It sounds as if the case did not matter.",
        "Write “stopped” or “not taken forward”.",
        unless_before=r"\b(?:bag|phone|ring|wallet|purse|keys?|knife|weapon|bottle|glass|case of|suitcase|coat|glove|"
        r"river|floor|ground|pavement|drain|parcel|tool|camera|cash|money|card|hat|shoe|bracelet|necklace|cup|"
        r"plate)\b",
    ),
    phrase(
        "GATE-2",
        FindingLevel.STOP,
        r"alleged(?:ly)? (?:\w+ ){0,2}?(?:victims?|incidents?|offences?|attacks?|assaults?|crimes?|rapes?|abuse|"
        r"events?|"
        r"robbery|burglary|injur(?:y|ies)|behaviour)\b",
        "It tells the reader that we doubt them.",
        "Write “you”, and “what you told the police about”.",
    ),
    phrase("GATE-2", FindingLevel.STOP, r"complainants?\b", "It puts the reader at a distance.", "Write “you”."),
)
