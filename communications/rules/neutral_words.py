"""Say whether words reveal that someone is in touch with the police, the courts or the CPS (threat T1, rule NEUTRAL-1).

An abuser who sees a lock screen or a shared mailbox must learn nothing. Subjects, texts and notices are held against
this list, in English and in Welsh, whoever wrote them. Stems are matched at the start of a word; Welsh words are listed
with the mutated forms in which they are met.
"""

import re

#: Stems in English that give away what a message is about.
ENGLISH_STEMS = (
    "abus", "accus", "arrest", "assault", "attack", "barrister", "case", "charge", "cps", "crim", "crown", "court",
    "defendant", "detective", "domestic", "evidence", "hearing", "isva", "idva", "judge", "justice", "lawyer",
    "magistrate", "offence", "offend", "officer", "perpetrator", "police", "prison", "probation", "prosecut", "rape",
    "rasso", "refuge", "sentenc", "sexual", "solicitor", "stalk", "suspect", "tribunal", "trial", "vcl", "verdict",
    "victim", "violen", "vlo", "vlu", "vrr", "witness",
)  # fmt: skip
#: The same in Welsh, with the mutated forms in which the words are met.
WELSH_STEMS = (
    "achos", "barnwr", "farnwr", "cam-drin", "gam-drin", "carchar", "garchar", "cyfreithiwr", "gyfreithiwr",
    "cyfiawnder", "gyfiawnder", "cyhudd", "gyhudd", "chyhudd", "dedfryd", "ddedfryd", "diffynn", "ddiffynn", "dioddef",
    "ddioddef", "erlyn", "geg", "goron", "coron", "choron", "gwrandawiad", "wrandawiad", "heddlu", "heddwas", "llys",
    "lys", "rheithgor", "reithgor", "rhywiol", "rywiol", "swyddog", "tyst", "dyst", "thyst", "trais", "drais", "thrais",
    "treial", "dreial", "threial", "trosedd", "drosedd", "throsedd", "ymosod", "ynad",
)  # fmt: skip
_STEM = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(stem) for stem in (*ENGLISH_STEMS, *WELSH_STEMS)) + r")\w*", re.IGNORECASE
)


def revealing_words(text: str) -> frozenset[str]:
    """Find the words in a text that reveal its subject, in lower case. Empty means neutral (NEUTRAL-1).

    Source: domain reference 11.3 (neutral subject, no case details); reliability bar 3.3, T1.
    """
    return frozenset(found.lower() for found in _STEM.findall(text))
