"""Does a message tell what happened? A light look for words, that only ever leads to a question (MSG-3, L14).

What a person tells the prosecution about the events may have to be disclosed to the defence. So before such a message
is sent the person is asked whether it is about what happened, and may have it passed to the police officer instead
of finding out later. Nothing is blocked, nothing is deleted, and no answer of the person is doubted (peers.md 3,
leap 13).
"""

import re

_ENGLISH = (
    r"\bi (?:saw|heard|remember(?:ed)?|witnessed|recogni[sz]ed)\b",
    r"\b(?:he|she|they) (?:hit|hurt|punched|kicked|slapped|pushed|grabbed|touched|raped|forced|threatened|attacked)\b",
    r"\b(?:he|she|they) (?:followed|strangled|choked|stabbed|beat|filmed|locked|messaged|texted|rang|called|came)\b",
    r"\b(?:he|she|they) (?:contacted|turned up)\b",
    r"\b(?:hit|hurt|punched|kicked|raped|forced|threatened|attacked|followed|strangled|stabbed|contacted) me\b",
    r"\b(?:new|more|other|some) (?:photos?|pictures?|videos?|messages|screenshots?|evidence|information|recordings?)\b",
    r"\b(?:that|the) (?:night|evening|morning|day) (?:it|this|he|she|they)\b",
    r"\bwhat (?:really )?happened\b",
    r"\bmy statement (?:is|was) (?:wrong|not right|incomplete)\b",
    r"\bi (?:did ?n[o']t|never) (?:tell|told|say|said) (?:the )?(?:police|officer)\b",
    r"\b(?:another|other) witness(?:es)?\b",
)
_WELSH = (
    r"\b(?:gwelais|clywais|rwy'n cofio|dw i'n cofio|cofiais)\b",
    r"\b(?:tarodd|brifodd|bygythiodd|treisiodd|ciciodd|gwthiodd|dilynodd|cysylltodd)\b",
    r"\bbeth ddigwyddodd\b",
    r"\b(?:lluniau|fideos?|negeseuon|tystiolaeth|gwybodaeth) (?:newydd|arall|eraill)\b",
    r"\bfy natganiad\b",
)
_SIGNS = re.compile("|".join((*_ENGLISH, *_WELSH)), re.IGNORECASE)


def may_tell_what_happened(*, text: str) -> bool:
    """Say whether the words look as if they told what happened, so that the person is asked (MSG-3)."""
    return _SIGNS.search(text.replace("’", "'")) is not None
