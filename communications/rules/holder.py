"""Say who has the case now, since when and what is awaited, and never who is slow (HOLD-1, row V5).

The holder follows from the stage, unless something has been asked of somebody in particular, or a letter of ours is
owed: then it is with us to write, and we say so. Source: peers.md 3, leap 6.
"""

import dataclasses
import datetime as dt

from cases.rules.vocabulary import JourneyStage, Language
from communications.rules.reader_words import AccusedWords
from communications.rules.status_words import Explanation, NoWordsError, Reader, words_for
from communications.rules.vocabulary import Holder

#: HOLD-1. With whom the case is at each stage when nothing else is known.
STAGE_HOLDERS: dict[JourneyStage, Holder] = {
    JourneyStage.REPORTED: Holder.POLICE,
    JourneyStage.INVESTIGATION: Holder.POLICE,
    JourneyStage.CPS_REVIEW: Holder.CPS,
    JourneyStage.CHARGED: Holder.COURT,
    JourneyStage.FIRST_HEARING: Holder.COURT,
    JourneyStage.MAGS_TRIAL_PREP: Holder.COURT,
    JourneyStage.MAGS_TRIAL: Holder.COURT,
    JourneyStage.SENT_TO_CROWN: Holder.COURT,
    JourneyStage.PTPH: Holder.COURT,
    JourneyStage.TRIAL_PREP: Holder.COURT,
    JourneyStage.S28: Holder.COURT,
    JourneyStage.TRIAL: Holder.COURT,
    JourneyStage.VERDICT: Holder.COURT,
    JourneyStage.SENTENCE: Holder.COURT,
    JourneyStage.APPEAL: Holder.COURT,
    JourneyStage.CLOSED: Holder.CPS,
    JourneyStage.PROVISIONAL_STOP: Holder.CPS,
    JourneyStage.STOPPED: Holder.CPS,
}

_HOLDER_WORDS: dict[Language, dict[Holder, str]] = {
    Language.EN: {
        Holder.POLICE: "The police have your case now.",
        Holder.CPS: "The Crown Prosecution Service has your case now.",
        Holder.COURT: "Your case is with the court now.",
        Holder.DEFENCE: "The defence are preparing their answer to the evidence.",
        Holder.US_TO_WRITE: "We are writing to you to explain a decision in your case.",
        Holder.WE_WROTE: "We have written to you to explain a decision in your case.",
    },
    Language.CY: {
        Holder.POLICE: "Mae eich achos gyda’r heddlu nawr.",
        Holder.CPS: "Mae eich achos gyda Gwasanaeth Erlyn y Goron nawr.",
        Holder.COURT: "Mae eich achos gyda’r llys nawr.",
        Holder.DEFENCE: "Mae’r amddiffyniad yn paratoi ei ateb i’r dystiolaeth.",
        Holder.US_TO_WRITE: "Rydym yn ysgrifennu atoch i esbonio penderfyniad yn eich achos.",
        Holder.WE_WROTE: "Rydym wedi ysgrifennu atoch i esbonio penderfyniad yn eich achos.",
    },
}
#: "Your case", said to a reader who is not the victim of it (S4).
_OTHERS_CASE: dict[Language, tuple[tuple[str, str], ...]] = {
    Language.EN: (("Your case", "The case"), ("your case", "the case")),
    Language.CY: (("eich achos", "yr achos"),),
}
#: With whom it is while a decision is still to be explained.
_EXPLAINING: dict[Explanation, Holder] = {
    Explanation.COMING: Holder.US_TO_WRITE,
    Explanation.HERE: Holder.WE_WROTE,
    Explanation.NOT_BY_LETTER: Holder.CPS,
}
#: Completes "We are waiting for ..."; the Welsh follows "Rydym yn aros".
_OWED: dict[Language, str] = {Language.EN: "our letter to you", Language.CY: "am ein llythyr atoch"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked of somebody in particular that the stage alone does not show, such as a review asked of us."""

    holder: Holder
    #: London date.
    since: dt.date
    #: Completes "We are waiting for ..." in the language asked for; no full stop, no blame.
    awaited: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CaseHolder:
    """Who has the case, since when, and what is awaited."""

    holder: Holder
    #: London date.
    since: dt.date
    #: Completes "We are waiting for ..."; empty where nothing is awaited.
    awaited: str
    #: One sentence for the victim.
    words: str


def who_holds(
    *,
    stage: JourneyStage,
    stage_since: dt.date,
    letter_owed_since: dt.date | None = None,
    explanation: Explanation = Explanation.COMING,
    request: Request | None = None,
    language: Language = Language.EN,
    reader: Reader = Reader.VICTIM,
    accused: AccusedWords = AccusedWords.BY_STAGE,
) -> CaseHolder:
    """Return who has the case now (HOLD-1), said to this reader in their words (`words_for`).

    ``letter_owed_since`` is the date of the oldest decision whose explanation we still owe this victim: as long as
    there is one, it is with us, and ``explanation`` says whether there is a letter to wait for. Otherwise the newest of
    the request and the stage says who.

    Raises:
        NoWordsError: there are no words in this language.

    """
    if language not in _HOLDER_WORDS:
        raise NoWordsError(f"There are no words for the holder of a case in {language}")
    if letter_owed_since is not None:
        awaited = _OWED[language] if explanation is Explanation.COMING else ""
        return _holder(_EXPLAINING[explanation], letter_owed_since, awaited, language, reader)
    if request is not None and request.since >= stage_since:
        return _holder(request.holder, request.since, request.awaited, language, reader)
    awaited = words_for(stage=stage, language=language, reader=reader, accused=accused).awaited
    return _holder(STAGE_HOLDERS[stage], stage_since, awaited, language, reader)


def _holder(holder: Holder, since: dt.date, awaited: str, language: Language, reader: Reader) -> CaseHolder:
    words = _HOLDER_WORDS[language][holder]
    if reader is not Reader.VICTIM:
        for yours, others in _OTHERS_CASE[language]:
            words = words.replace(yours, others)
    return CaseHolder(holder=holder, since=since, awaited=awaited, words=words)
