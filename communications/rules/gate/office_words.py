"""Words of offices and lawyers that few readers know or trust (GATE-22; domain reference 8.1 rule 1, 8.2)."""

import functools

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.wording import Phrase, phrase

_legalese = functools.partial(phrase, "GATE-22", FindingLevel.WARN)
_stiff = functools.partial(phrase, "GATE-22", FindingLevel.ADVISE)

#: GATE-22. Legalese is warned of; stiff words, which most people can read, are only advised against.
OFFICE_WORDS: tuple[Phrase, ...] = (
    _legalese(
        r"pursuant|herein\w*|hereby|hereto\w*|heretofore|herewith|thereof|therein|thereto|therefrom|whereby|"
        r"whereas|aforementioned|aforesaid|above-?mentioned|"
        r"forthwith|notwithstanding|inter alia|prima facie|vis-a-vis|viz\b|the undersigned|the said\b|in lieu of|"
        r"mutatis|per se\b|ab initio|sub judice|"
        r"save (?:for|that|as)\b|in the premises|for the avoidance of doubt",
        "Few readers know these words.",
        "Say it in everyday words.",
    ),
    _legalese(
        r"(?:insufficient|sufficient|not enough|no) evidence to (?:afford|provide|give rise to|establish|"
        r"support) (?:a|the) (?:realistic |reasonable )?prospect|"
        r"(?:evidential|evidentiary) (?:test|stage|burden|threshold|difficult\w+|sufficiency|basis|standard)|"
        r"(?:test|threshold|standard) (?:is|was|has been|had been|were) "
        r"(?:not |un)?(?:met|satisfied)|(?:meet|met|satisf(?:y|ied)) the (?:evidential |required |necessary |"
        r"legal |full code )*(?:test|threshold|standard)",
        "It is how lawyers talk to each other.",
        "Say what a court would have needed, and what there was.",
    ),
    _legalese(
        r"please be (?:advised|informed|aware|assured)|(?:this is |i am writing |i write |we write |"
        r"we are writing )(?:in order )?to (?:advise|inform|notify) (?:you|that)|"
        r"(?:i|we) (?:hereby )?(?:wish|beg|would like|am required|are required) to (?:advise|inform|notify)|"
        r"you are (?:hereby )?(?:advised|informed|notified|requested|required) (?:that|to)|"
        r"be apprised|(?:i|we) refer to|the above (?:matter|case|named|offence)|the foregoing|take note that|"
        r"it should be noted|kindly (?:note|be|contact|find)",
        "It sounds like an office.",
        "Write “I am writing to tell you”.",
    ),
    _stiff(
        r"(?:with (?:regards?|reference|respect) to|in (?:respect|regard) of|in accordance with|"
        r"in the event (?:that|of)|further to (?:my|our|your|the)|prior to|"
        r"subsequent(?:ly)? to|at this (?:moment|point|juncture|stage) in time|at this juncture|"
        r"for the purposes? of|in order that|due to the fact|with a view to|"
        r"on the grounds that|in connection with|in the absence of|with the exception of|on the basis (?:of|"
        r"that)|with effect from|as per|in terms of|by virtue of|by means of|in conjunction with|"
        r"in excess of)\b",
        "It is stiffer than speech.",
        "Use one everyday word: about, if, before, after, because, to.",
    ),
    _stiff(
        r"(?:commenc|utili[sz]|endeavou?r|facilitat|ascertain|terminat|expedit|necessitat|effectuat|ceas)(?:e|es|"
        r"ed|ing|ation)?\b|(?:should|if) you (?:wish|require|desire)\b|"
        r"should you (?:have|need|want)\b|(?:do not|don't|please do not) hesitate|please (?:note|find)|"
        r"enclosed (?:please )?find|duly|outset|aware of the fact|"
        r"in due course|going forward|as soon as (?:is )?(?:practicable|possible)|reach out|remit|correspondence",
        "It is stiffer than speech.",
        "Use the everyday word: begin, use, try, help, find out, end.",
    ),
    _stiff(
        r"(?:it (?:has|had) been|it was) (?:\w+ly )?(?:decided|determined|concluded|considered|agreed|felt)|(?:a|"
        r"the) decision (?:has|had) been (?:made|taken)|"
        r"it is (?:considered|felt|noted|understood|deemed)",
        "It hides who decided.",
        "Say who: “the prosecutor decided”.",
    ),
)
