"""Phrases that are cold, that dismiss or make small (GATE-21; domain reference 8.1 rule 4, 8.2)."""

import functools

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.letter import THEM
from communications.rules.gate.wording import BETWEEN, YOU, Phrase, phrase

_cold = functools.partial(phrase, "GATE-21", FindingLevel.WARN)
_CASE = r"(?:charges?|cases?|allegations?|offences?|counts?|matters?|incidents?|proceedings|crimes?|decision)"

#: GATE-21.
COLD: tuple[Phrase, ...] = (
    _cold(
        r"(?:unfortunately|regrettably|regretfully|sadly)\b|(?:i|we) (?:\w+ )?(?:regret|am sorry|"
        r"are sorry) to (?:inform|advise|tell|say)|"
        r"it is (?:with (?:great |deep )?)?(?:regret|regrettable|unfortunate)",
        "A stock word is not sympathy.",
        "Say what may be hard for this person, and why.",
        unless=r"sadly (?:died|passed)",
    ),
    _cold(
        rf"in relation to (?:you\b|{THEM})|{_CASE} (?:relating to|in respect of|with (?:regard|respect) to|"
        rf"concerning|regarding|involving|"
        rf"as regards|in relation to) (?:you\b(?! and)|{THEM})",
        "It turns a person into a file.",
        "Write “what happened to you on …”.",
    ),
    _cold(
        r"(?:case|file|matter|investigation|complaint)s? (?:(?:is|was|has|have|had|be|been|being|will|now|are|"
        r"were|therefore|"
        r"\w+ly) )*closed\b|(?:regard|treat|consider|mark)\w*(?: \w+){1,4} as (?:closed|finished|concluded)|"
        r"clos(?:e|ed|es|ing) (?:the|your|our|this|that|\w+'s) (?:\w+ )?(?:case|file|"
        r"matter|investigation)|"
        r"(?:bring|brings|brought|draw|draws|consider\w*) (?:the|this|your) (?:matter|case) (?:to (?:a close|"
        r"an end)|closed)|"
        r"that is the end of (?:the|this) (?:matter|case)",
        "It dismisses.",
        "Write “stopped” or “ended”.",
    ),
    _cold(
        r"(?:not|n't|no longer|neither|nor)(?: \w+){0,5}? (?:in|serve|meet|satisfy|further) the (?:wider |"
        r"general )?public interest|"
        r"against the public interest|public interest (?:\w+ ){0,3}?(?:not|n't) (?:\w+ )?(?:require|served|met|"
        r"satisfied|demand|need)\w*|"
        r"no public interest",
        "On its own it is baffling and can hurt.",
        "Say which facts made a prosecution the wrong response.",
        unless=r"this (?:means|is because)|in other words|which means|because",
    ),
    _cold(
        r"(?:any|the|for) (?:possible |further )?(?:inconvenience|upset) (?:\w+ ){0,3}?(?:caused|suffered|"
        r"experienced|may have)|any inconvenience|"
        r"rest assured|(?:thank you for|we appreciate|i appreciate) your patience|sorry if\b|apologi[sz]e if\b|"
        r"apologies if\b|"
        r"sorry (?:that )?you feel|sorry for how you feel",
        "It is a phrase from a shop counter, and an apology with an “if” is none.",
        "Say sorry for what we did, in plain words.",
    ),
    _cold(
        r"(?:hope|hopes|hoping|trust) (?:that )?(?:you|this)(?: \w+){0,6}? (?:move on|put (?:this|it|things|"
        r"everything) behind|get over|closure|"
        r"get on with|draw a line)|(?:you|time to) (?:can|may|should|must|will)?(?: \w+){0,3}? ?(?:move on with|"
        r"get over (?:it|this))|time to move on|"
        r"(?:bring|brings|give|gives|offer|offers|find) (?:you )?(?:some )?closure",
        "Nobody may tell a person when it is over for them.",
        "Leave it out.",
        passes_if_reassuring=True,
    ),
    _cold(
        r"(?:minor|trivial|petty|low[- ]level|insignificant) (?:\w+ )?(?:injur(?:y|ies)|assault|offences?|"
        r"incidents?|matters?|crimes?|damage|harm|case|nature|one)\b|"
        r"(?:only|just|merely) (?:a |an )?(?:\w+ )?(?:minor|small|slight|low|superficial|domestic|scratch\w*|"
        r"bruis\w*|push|slap|argument|misunderstanding|prank|joke)\b|"
        r"(?:just|only|merely|simply|nothing more than) (?:a )?(?:joke|prank|banter|lovers' tiff|domestic)|"
        r"a domestic (?:incident|dispute|matter|argument)|"
        r"could have been (?:\w+ )?worse|not (?:that |very |so |particularly |"
        r"sufficiently )?serious(?: enough)?\b|no (?:real|lasting|serious) (?:harm|injur)\w*",
        "It makes small what was done to the person.",
        "Take the size out of it. Say what the law asks for.",
    ),
    _cold(
        r"the victim\b(?! (?:support|liaison|personal|contact|commissioner|care|information))(?!'s? (?:code|"
        r"right|commissioner))(?!s)",
        "It turns the reader, or the person they speak for, into a role.",
        "Write “you”, or the person's name.",
        unless=r"another victim|other victims?",
    ),
    _cold(
        r"(?:these|such|bad) things (?:do |can |sometimes )?happen|(?:it|that) (?:just |sometimes )?happens\b|"
        r"that(?:'s| is) life|"
        r"one of those things|(?:simply|just|plain) (?:bad luck|unlucky|unfortunate)|look on the bright side|"
        r"count yourself|(?:be|were|are|was) (?:very |quite |rather )?(?:lucky|fortunate)|on the (?:plus|bright) side|"
        r"time (?:is a )?heal(?:s|er)|everything happens for a reason|try (?:not )?to (?:forget|put|think about)",
        "It brushes aside what was done to the person.",
        "Say what may be hard for them, or say nothing.",
    ),
    _cold(
        rf"as {YOU}{BETWEEN} (?:will|must|should|may) (?:\w+ )?(?:know|appreciate|understand|be aware|accept)|"
        rf"you must (?:\w+ )?(?:understand|appreciate|accept)|"
        r"you (?:will|should|need to) (?:\w+ )?(?:appreciate|accept|understand) that|you need to (?:understand|"
        r"accept)",
        "It lectures.",
        "Explain it, or leave it out.",
    ),
    _cold(
        r"there is nothing (?:more|further|else) (?:that )?(?:we|i) can do|nothing (?:more|further) (?:can|"
        r"will) be done|we (?:will not|won't|cannot|can't) (?:\w+ )?(?:enter into|"
        r"correspond|discuss (?:this|it) (?:any )?further)|no further (?:contact|correspondence|communication)",
        "It shuts the door.",
        "Say what the reader can still do, and who is there for them.",
    ),
)
