"""Whether a letter that explains a decision was written for this person alone (GATE-17; domain reference 2.5, 8.1).

A sentence is about this person when it speaks to them (or names the victim) and holds words that would not fit the next
letter as well. Words of the trade ("the police", "enough evidence") and stock sympathy do not count.
"""

from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import QUOTED, THEIRS, THEM, ReadBlock, ReadLetter
from communications.rules.gate.sentences import WORD, Sentence
from communications.rules.letter_requirements import DECISION_LETTERS
from communications.rules.letter_words import BlockKey

_STOCK_WORDS = """
a about above after again against all also although always am an and another any anyone anything are as ask asked at
away be because become been before being believe below between both but by call called came can cannot careful
carefully case cases certain charge charged charges clear come comes consider considered considering contact could
court crime criminal decide decided decides deciding decision decisions defence defendant deeply describe described
detail details did different difficult disappoint disappointed disappointing disappointment distress distressed do
does done down each either end ended enough even ever every everyone everything evidence evidential explain
explained explaining fact facts factors feel feeling feelings felt find for found from frustrated frustrating full
fully further gave general get give given giving go goes going got great guilty had happen happened happening hard
has have having he hear heard help her here him his hope how however i if important in incident information inform
informed interest into investigated investigation is it its itself just know known law led legal let letter like
likely look looked looking made make making many matter may me mean means meet met might more most much must my need
needed never new news next no nobody none nor not nothing now of off offence offences officer officers on once one
only or order other others our out over own part people person please police possible prosecute prosecution
prosecutor prosecutors proved prove provide provided public put question questions read ready realistic really
reason reasons receive received report reported reporting required result review right said same say saying see send
sent serious shall she should show shown so some someone something sorry speak spoke stage statement statements
still stop stopped stopping story strong such sufficient support sure taken take taking talk tell telling test than
thank thanks that the their them then there therefore these they thing things think this those though thought
through time to told too took towards trial tried true try trying two under understand understandable understanding
until up upset upsetting upon us very victim victims want wanted was way we well went were what whatever when where
whether which while who whole why will wish with without witness witnesses wonder word words work would write
writing wrong yes yet you your yours yourself angry anger annoyed sad worried worry worrying painful pain clearly
available based overall wait waited waiting long hoped hoping expected expect conviction convict meets satisfied
standard code crown service place matters experience experienced ordeal allegation allegations
"""
#: So many words of its own make a sentence this person's.
LEAST_OWN_WORDS = 2
_WHERE = (BlockKey.REASON_SPECIFIC, BlockKey.VICTIM_VIEWS, BlockKey.NEW_INFORMATION, BlockKey.NON_ATTENDANCE_CARE)
#: Words that stand in every letter.
_STOCK = frozenset(_STOCK_WORDS.split())


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Warn of a decision letter in which no sentence fits this person alone."""
    if letter.facts.letter_type not in DECISION_LETTERS:
        return
    reason = letter.block(BlockKey.REASON_SPECIFIC)
    if reason is None or not reason.text.strip():
        return
    blocks = [letter.block(key) for key in _WHERE]
    feelings = letter.block(BlockKey.ACKNOWLEDGE_FEELINGS)
    if feelings is not None and feelings.block not in letter.facts.record.standard:
        blocks.append(feelings)
    if any(_is_about_them(block, sentence) for block in blocks if block is not None for sentence in block.sentences):
        return
    yield Finding(
        rule="GATE-17",
        level=FindingLevel.WARN,
        block=BlockKey.REASON_SPECIFIC,
        why="No sentence fits this person alone. These words could go to anybody.",
        fix="Write to “you”, about what this person said, saw, lost or asked.",
    )


def _is_about_them(block: ReadBlock, sentence: Sentence) -> bool:
    masked = block.masked[sentence.start : sentence.end]
    words = [word.lower() for word in WORD.findall(masked)]
    speaks_to_them = any(word in {"you", "your", "yours", "yourself"} for word in words) or any(
        mask in masked for mask in (THEM, THEIRS, QUOTED)
    )
    own = {word for word in words if word not in _STOCK and len(word) > 1 and "'" not in word}
    return speaks_to_them and (len(own) >= LEAST_OWN_WORDS or QUOTED in masked)
