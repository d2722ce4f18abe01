"""Phrases that blame the reader, even by implication (GATE-19; domain reference 8.1 rule 8, 8.2)."""

import functools

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.wording import BETWEEN, NOT, TAKE_PART, YOU, YOUR, Phrase, phrase

_blame = functools.partial(phrase, "GATE-19", FindingLevel.WARN, passes_if_reassuring=True)
_BECAUSE = (
    r"(?:because|since|as|given that|due to the fact that|owing to the fact that|in that|on the basis that|now that)"
)
_OWING_TO = (
    r"(?:because of|due to|owing to|as a (?:direct )?result of|following|in (?:the )?light of|in view of|given|"
    r"on account of|"
    r"thanks to|caused by|attributable to|down to|after|without)"
)
#: What a person is blamed for not having done.
_LEFT_UNDONE = (
    r"(?:want|wish|agree|report|tell|told|come|came|attend|appear|give|gave|given|provide|support|help|engage|"
    r"respond|reply|"
    r"co-?operate|sign|mention|speak|seek|sought|fight|fought|resist|scream|shout|call|ring|rang|leave|left|run|"
    r"ran|lock|say "
    r"no|keep|kept|continue|go through|go on|take part|make (?:a|any|your) (?:complaint|statement|report))"
)

#: GATE-19.
BLAME: tuple[Phrase, ...] = (
    _blame(
        rf"{YOU}{BETWEEN}\s+{NOT}{BETWEEN}\s+{TAKE_PART}",
        "It blames the person for how the case ended.",
        "Only if it is true: “without evidence from you we could not show the court …”.",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:(?:fail|neglect|omit)(?:s|ed)?|(?:will|would) (?:fail|neglect)|chose|opted|"
        rf"elected|decided|preferred)"
        rf"{BETWEEN}(?: not)?{BETWEEN} to \w+",
        "It blames.",
        "Use a neutral verb for what happened, or say what stood in the way.",
        only_with=r"(?:fail|neglect|omit)|\bnot (?:\w+ly )?to\b",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:(?:refus|declin)(?:es?|ed)|(?:will|would) (?:refuse|decline)|(?:was|were|are|is|been)"
        rf"{BETWEEN}\s+(?:un|not )(?:willing|prepared|co-?operative|forthcoming|helpful))(?: to)?{BETWEEN}\s+"
        rf"(?:{TAKE_PART}|help|assist|talk|speak|take part|continue|go (?:on|through)|be (?:involved|part|"
        rf"interviewed|examined))",
        "It blames.",
        "Use a neutral verb: “you told us that you would rather not …, and we respect that”.",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:changed (?:your|their|\w+) minds?|(?:withdrew|withdrawn)\b|(?:pulled|backed|"
        rf"dropped|opted) out|"
        r"had second thoughts|g[ai]ve[n]? up on|walked away from|stopped (?:co-?operating|answering|engaging|"
        r"returning|"
        r"replying|responding|supporting|taking our)|lost interest|went silent on us)|"
        rf"(?:a |the )?no-?shows?\b|{YOUR} (?:\w+ )?change of (?:heart|mind)",
        "It makes the reader the cause of how the case ended.",
        "Say what the evidence could and could not show; thank them for what they did.",
    ),
    _blame(
        rf"{YOUR} (?:\w+ ){{0,2}}?(?:failures?|refusals?|reluctance|unwillingness|non-?attendance|non-?co-?operation|"
        r"non-?engagement|lack of|hesitation|lateness|inaction)\b",
        "It blames the person for how the case ended.",
        "Say what evidence was missing, and not who did not give it.",
        unless=r"lack of (?:sleep|money|food|trust|confidence|support from|english)",
    ),
    _blame(
        r"(?<!in )" + YOUR + r" (?:\w+ ){0,1}?absence\b",
        "It blames the person for how the case ended.",
        "Say what evidence was missing, and not who did not give it.",
    ),
    _blame(
        rf"{_OWING_TO} {YOUR} (?:\w+ ){{0,3}}?(?:withdrawal|decision|choice|change of (?:heart|mind)|retraction|"
        rf"silence|"
        r"wish(?:es)?|delay|actions?|conduct|behaviou?r|position|stance|attitude|co-?operation|failure|engagement)\b",
        "It makes the reader the cause of how the case ended.",
        "Say what the evidence could and could not show; thank them for what they did.",
    ),
    _blame(
        rf"{_BECAUSE} {YOU}{BETWEEN}\s+(?:{NOT}(?! give (?:your )?consent| consent|{BETWEEN}\s+(?:able|feel|well|"
        rf"safe|ready)){BETWEEN}\s+"
        rf"{_LEFT_UNDONE}|withdr[ae]w\w*|retract\w*|changed (?:your|their|\w+) (?:mind|account|story|statement)|"
        r"pulled out|backed out|gave up|let (?:the|this|it)|ignored|delayed|waited (?:so|too|until|for (?:weeks|"
        r"months|years)))",
        "It makes the reader the cause of how the case ended.",
        "Say what the evidence could and could not show; thank them for what they did.",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+delay(?:s|ed)?\b|delay(?:s|ed)? (?:\w+ )?in (?:report|com|mak|tell|disclos|contact|"
        rf"bring|speak|go|rais)\w*|"
        rf"{YOUR} (?:\w+ )?delay\b|\blate (?:report(?:ing)?|complaint|disclosure|allegation)\b|"
        rf"{YOU}{BETWEEN}\s+(?:waited|took|left it)(?: \w+){{0,6}}? (?:before|to|"
        rf"until) (?:\w+ ){{0,3}}?(?:report|tell|told|com(?:e|ing) "
        rf"forward|contact|speak|spoke|go(?:ing)? to the police|went to the police|call|rang|ring)\w*|"
        rf"(?:if|had) {YOU} (?:had |have )?(?:\w+ )?(?:reported|told|come forward|gone to|rung|called|contacted|"
        rf"spoken|said)\b|"
        rf"why {YOU}{BETWEEN}\s+(?:{NOT}|waited|took)",
        "It blames the person for when they came forward.",
        "Leave it out, or explain what the law says about time.",
        unless=r"(?:our|we|police|court|my) (?:\w+ )?delay|sorry|apologi[sz]e|if you had (?:been )?told (?:that|about)",
    ),
    _blame(
        rf"{YOUR} (?:own )?(?:\w+ )?(?:behaviou?r|conduct|lifestyle|manner of dress|sexual history|"
        rf"past relationships?|"
        r"promiscu\w+|choices?|actions)\b"
        rf"|what {YOU}{BETWEEN}(?: was| were)? wearing|how {YOU}{BETWEEN}(?: was| were)? dressed|"
        rf"way (?:that )?{YOU}{BETWEEN}"
        r"(?: was| were)? (?:dress(?:ed)?|act(?:ed)?|behav(?:ed?|ing)|speak|spoke|look(?:ed)?)\b",
        "It points at the person instead of at what was done.",
        "Leave it out unless the law makes it essential, and then ask your manager.",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:(?:were|was|are|is|got|get|became|appeared|seemed|looked|"
        rf"felt)(?: to)?(?: be(?:en)?)?{BETWEEN}\s+"
        r"(?:so |very |too |quite |rather |a bit |heavily |visibly |under the influence|)(?:drunk|intoxicated|"
        r"inebriated|tipsy|"
        r"stoned|high on|drinking|influence|worse for)\w*|"
        r"(?:consumed|drank|drunk|had drunk|taken (?:drugs|cocaine|cannabis)|took (?:drugs|cocaine|cannabis)|"
        r"had (?:been drinking|(?:\w+ ){0,3}to drink)))"
        rf"|{YOUR} (?:\w+ ){{0,2}}?(?:intoxication|drunkenness|drinking|drug use|alcohol|consumption)\b|"
        rf"(?:how much|the amount|the (?:alcohol|drink|drugs)) (?:\w+ )?(?:that )?{YOU} (?:had |"
        rf"have )?(?:dr[aiu]nk|tak|took|consum)\w*|"
        r"\b(?:intoxicated|drunk)\b",
        "It points at the person instead of at what was done.",
        "Leave it out unless the law makes it essential, and then ask your manager.",
        unless=r"(?:defendants?|suspects?|drivers?|attackers?|m[ae]n|stranger|he|who|somebody|someone) (?:\w+ ){0,3}?"
        r"(?:was|were|been|is) (?:\w+ ){0,2}?(?:drunk|intoxicated|drinking)|(?:a|the|that) drunk\b|tea|coffee|water",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:(?:was|were|been) (?:flirting|teasing|leading|asking for)|flirted|provoked|"
        rf"encouraged|led (?:him|her|them) on|put (?:yourself|themselves|herself|"
        rf"himself)|"
        r"placed (?:yourself|herself|himself)|brought (?:it|this) on|invited (?:him|her|them|the \w+) (?:back|"
        r"in\b|into|home|round)|"
        r"(?:could|should|ought to|might) (?:\w+ )?have (?:\w+ly )?(?!been|received|had|heard|got|felt|read|"
        r"known|seen|lost|died|"
        r"caused|led|meant|happened|faced|to\b)|should(?: not|n't) have (?!been|had to|to\b))",
        "It asks the person why they did not prevent what was done to them.",
        "Leave it out. What was done is the doing of whoever did it.",
        unless=r"(?:feel|felt|wonder|think|hope|hoped|wish) (?:\w+ )?(?:that )?you (?:could|should|might)",
    ),
    _blame(
        rf"{YOU}{BETWEEN}\s+(?:are|were|was|is)(?! not)(?:\s+(?:also|in part|as much|"
        rf"\w+ly))*\s+(?:to blame|at fault|"
        rf"responsible for|the aggressor|asking for)|{YOUR} own (?:fault|doing|making)|contributed to (?:the|"
        rf"what|your|this)",
        "It blames.",
        "Leave it out. What was done is the doing of whoever did it.",
    ),
)
