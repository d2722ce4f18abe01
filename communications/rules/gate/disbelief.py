"""Phrases that sound as if the person was not believed (GATE-20; domain reference 8.1 rules 5 and 9, 8.2)."""

import functools

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.letter import THEIRS, THEM
from communications.rules.gate.wording import BETWEEN, YOU, YOUR, Phrase, phrase

_disbelief = functools.partial(phrase, "GATE-20", FindingLevel.WARN, passes_if_reassuring=True)
#: The sentence is about what this person said.
_THEIR_WORDS = (
    rf"\byou (?:\w+ )?(?:said|told|gave|say|tell|describe\w*|reported|wrote|remember\w*|made|were|are)\b|"
    rf"\byour (?:\w+ ){{0,2}}?(?:accounts?|statements?|evidence|version|interviews?|memory|recollection|words|"
    rf"descriptions?|answers?|texts|messages|disclosures?)\b|{THEM}|{THEIRS}|\b(?:accounts?|versions?|recollections?|"
    rf"witness(?:es)?|disclosures?)\b"
)

#: GATE-20.
DISBELIEF: tuple[Phrase, ...] = (
    _disbelief(
        r"inconsisten(?:t|cy|cies|tly)\b|discrepanc(?:y|ies)\b|contradict(?:s|ed|ing|ory|ions?)?\b|"
        r"conflict(?:s|ed|ing) (?:with|accounts?|versions?|statements?)|"
        rf"{YOU}{BETWEEN}\s+chang(?:ed|es|ing) (?:your|\w+) (?:account|story|version|statement)|"
        r"(?:at odds|did(?: not|n't) tally|does(?: not|n't) tally|do(?: not|n't) tally|did(?: not|n't) add up|"
        r"does(?: not|n't) add up) ?(?:with)?",
        "It sounds as if the person was not believed.",
        "Name the problem with the evidence in neutral words.",
        only_with=_THEIR_WORDS,
    ),
    _disbelief(
        r"(?:do|does|did|would)(?: not|n't) (?:quite |really |fully )?(?:match|agree|square|fit|correspond|"
        r"line up|accord)"
        rf"(?: with)? (?:what {YOU}|{YOUR}|the account)|"
        rf"what {YOU}(?: \w+){{1,12}}? (?:do|does|did)(?: not|n't) (?:quite |really |fully )?(?:match|agree|"
        rf"square|fit|"
        r"correspond|line up|accord)|"
        r"(?:hard|difficult|impossible|struggle|unlikely|tempting not) (?:for \w+(?: \w+)? )?to (?:believe|"
        r"credit|accept that you|"
        r"understand (?:why|how) you)|(?:strains|stretches) belief|far-?fetched|(?:why|"
        r"how) (?:\w+ ){0,3}would (?:\w+ )?believe|"
        rf"{YOU} (?:seem|appear)(?:s|ed)? (?:to have )?(?:confused|muddled|mixed up|forgotten|uncertain|unsure|vague)",
        "It sounds as if the person was not believed.",
        "Name the problem with the evidence in neutral words.",
    ),
    _disbelief(
        r"unreliab\w+|not (?:a |an |very |entirely |wholly )*(?:reliable|credible|believable|convincing|truthful|"
        r"trustworthy|honest)|"
        r"(?:lack(?:s|ed|ing)?|undermin\w+|damag\w+|question(?:s|ed)?|doubts?|issues?|concerns?|weaken\w*|"
        r"harm\w*) (?:\w+ ){0,4}?(?:credibility|reliability|"
        r"truthfulness|honesty)|credibility (?:\w+ ){0,2}?(?:issues?|problems?|concerns?|questions?|as a witness|"
        r"would|was|is)|"
        r"(?:im|un)(?:plausible|convincing|believable|truthful)",
        "It is a judgement about the person.",
        "Write about “the evidence as a whole”.",
        only_with=_THEIR_WORDS + r"|\bcredibility\b",
    ),
    _disbelief(
        rf"{YOU}(?:\s+\w+){{0,3}}?\s+(?:lied|lying|exaggerat\w+|invented|fabricat\w+|embellish\w+|imagin(?:ed|"
        rf"ing)|made (?:it|this|that|things) up(?! (?:from|to|out|of))|"
        rf"mistaken|confused about what)|false (?:allegation|report|complaint|accusation)s?|"
        rf"{YOUR} (?:\w+ )?(?:lies?|exaggerations?|fabrications?)\b",
        "It calls the person a liar.",
        "Take it out. The decision is about evidence, not about whether we believe them.",
    ),
    _disbelief(
        rf"{YOU}{BETWEEN}\s+(?:claim(?:s|ed|ing)?|alleg(?:e|es|ed|ing)|purport\w*|assert(?:s|ed)?|maintain(?:s|"
        rf"ed)?)\b|"
        rf"{YOUR} (?:\w+ ){{0,2}}?(?:claims?|allegations?|version(?: of events)?|supposed|alleged)\b|"
        rf"\ballegedly\b|\bpurported(?:ly)?\b|"
        r"\bso-called\b|\bsupposed(?:ly)?\b(?! to)|\bthe alleged (?!suspect|offender|attacker|defendant)",
        "It tells the reader that we doubt them.",
        "Write “what you told the police”.",
        unless=r"insur\w+|compensation claim|claims? (?:form|for compensation|office)",
    ),
    _disbelief(
        rf"(?:did|do|does|could|can|would|will)(?:\s+not|n't|not){BETWEEN}\s+(?:believe|accept|trust) (?:you|"
        rf"your|that you|what you|{THEM}|{THEIRS})|"
        rf"(?:were|was|are|is)(?:\s+not|n't){BETWEEN}\s+(?:believed|(?:satisfied|persuaded|"
        rf"convinced) (?:that you|by you|by what you|of your))|"
        rf"(?:doubt(?:s|ed)?|disbeliev\w+|questioned|scepti\w+) (?:\w+ ){{0,2}}?(?:you|your|what you|whether you|"
        rf"{THEM}|{THEIRS}+)\b|"
        rf"(?:only|just|merely) {YOUR} word|{YOUR} word against|one (?:person's )?word against|he said,? she said|"
        rf"nothing to (?:support|back up) (?:{YOUR}|what {YOU})",
        "It sounds as if the person was not believed.",
        "Say what a court would need besides what they said, and that you do not doubt them.",
        unless=r"no doubt|not doubt|never doubt",
    ),
    _disbelief(
        r"no (?:crime|offence|assault|rape|robbery|attack|incident) (?:\w+ )?(?:was|were|had been|has been|took|"
        r"occurred|happened)|"
        r"(?:did|has|had)(?:\s+not|n't){0,1} not (?:happen|happened|take place|taken place|occur|occurred)\b|"
        r"(?:didn't|hasn't) (?:happen|take place|occur)",
        "A decision to stop is not a finding that it did not happen.",
        "Say what could not be shown in court.",
        unless=r"charged|hearing|trial|meeting",
    ),
)
