"""The words in which a victim reads where the case stands: what has happened, what is next, what we wait for (V2, V4).

One reviewed module, one place for each stage and language. Plain English, "you" and "we", nobody blamed, no name, no
date promised that a court decides. A decision to stop is never learned from here first: until the letter that explains
it has gone, other words stand in its place (domain reference 11.3). The Welsh is in
`communications.rules.welsh.stages`; a page takes all its words from one language.
Source: domain reference 7 and 8; peers.md 3, leaps 1 and 6, 4.5.
"""

import dataclasses
import enum
from collections.abc import Mapping
from types import MappingProxyType

from cases.rules.vocabulary import ChargeState, JourneyStage, Language
from communications.rules.reader_words import AccusedWords
from communications.rules.welsh import stages as welsh


class Reader(enum.StrEnum):
    """Whom a sentence is said to: the victim of the case, or somebody who reads for them or for a family."""

    VICTIM = "VICTIM"
    #: A relative of somebody who died.
    FAMILY = "FAMILY"
    #: A parent, guardian or whoever else speaks for a victim.
    FOR_SOMEBODY = "FOR_SOMEBODY"


class Explanation(enum.StrEnum):
    """Where the explanation is of a decision that the reader has not been told of."""

    #: In a letter that we are writing, or that is on its way.
    COMING = "COMING"
    #: In a letter that they may read here and have not opened.
    HERE = "HERE"
    #: In no letter to them: they declined one, it went to somebody else in their place, or nobody has begun it.
    NOT_BY_LETTER = "NOT_BY_LETTER"


class NoWordsError(LookupError):
    """There are no reviewed words in this language."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """What one stage is called and what it means for the reader."""

    #: How the stage is called while the case stands in it.
    title: str
    #: A step of the fixed list, said so that it is true before, during and after it (V3).
    step: str
    #: One sentence for the list of what has happened: the stage began.
    began: str
    #: One sentence: what has happened.
    happened: str
    #: One sentence: what is next.
    next: str
    #: Completes "We are waiting for ..." in the update that says nothing has changed; no full stop. The Welsh follows
    #: "Rydym yn aros" and brings its preposition.
    awaited: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWords:
    """How one charge stands, for the reader (V34)."""

    #: In a word or two.
    label: str
    #: What that means.
    means: str


_ENGLISH: dict[JourneyStage, StatusWords] = {
    JourneyStage.REPORTED: StatusWords(
        title="You told the police",
        step="The report to the police",
        began="You told the police what happened.",
        happened="You told the police what happened and they recorded it.",
        next="The police will look into it and tell you what they are doing.",
        awaited="the police to look into what you told them",
    ),
    JourneyStage.INVESTIGATION: StatusWords(
        title="The police are investigating",
        step="The police investigation",
        began="The police began to collect evidence.",
        happened="The police are collecting evidence.",
        next="When they have enough, they may ask us to decide whether someone should be charged.",
        awaited="the police to finish collecting evidence",
    ),
    JourneyStage.CPS_REVIEW: StatusWords(
        title="A prosecutor is deciding",
        step="A prosecutor decides whether to charge",
        began="The police sent their evidence to us, and a prosecutor began to look at it.",
        happened="The police have sent us their evidence, and a prosecutor is looking at it.",
        next="The prosecutor will decide whether someone should be charged, and we will tell you and explain why.",
        awaited="the prosecutor to decide whether someone should be charged",
    ),
    JourneyStage.CHARGED: StatusWords(
        title="The suspect has been charged",
        step="The charge",
        began="The suspect was charged.",
        happened="The suspect has been charged, which means that a court will deal with the case.",
        next="There will be a first hearing at a magistrates' court, and you do not normally need to go.",
        awaited="the first hearing at the magistrates' court",
    ),
    JourneyStage.FIRST_HEARING: StatusWords(
        title="First hearing",
        step="The first hearing, at a magistrates' court",
        began="The case came to a magistrates' court for the first time.",
        happened="The case has come to a magistrates' court for the first time.",
        next="The court will decide where the case goes next and what the dates are.",
        awaited="the court to decide what happens next",
    ),
    JourneyStage.MAGS_TRIAL_PREP: StatusWords(
        title="Getting ready for the trial",
        step="Getting ready for the trial",
        began="Both sides began to prepare for a trial at the magistrates' court.",
        happened="The case will be heard in a magistrates' court, and both sides are preparing for the trial.",
        next="The trial will take place on the date the court sets, and the police will tell you if the date changes.",
        awaited="the trial at the magistrates' court",
    ),
    JourneyStage.MAGS_TRIAL: StatusWords(
        title="Trial",
        step="The trial, at the magistrates' court",
        began="The trial began at the magistrates' court.",
        happened="The trial is taking place in a magistrates' court.",
        next="The court will decide whether the defendant is guilty.",
        awaited="the court to reach its decision",
    ),
    JourneyStage.SENT_TO_CROWN: StatusWords(
        title="The case has moved to the Crown Court",
        step="The move to the Crown Court",
        began="The magistrates' court sent the case to the Crown Court.",
        happened="The magistrates' court has sent the case to the Crown Court.",
        next="There will be a hearing at the Crown Court where the defendant says guilty or not guilty.",
        awaited="the first hearing at the Crown Court",
    ),
    JourneyStage.PTPH: StatusWords(
        title="Hearing to plan the trial",
        step="The hearing that plans what follows",
        began="The case came to the hearing at the Crown Court that plans what follows.",
        happened="The Crown Court has held, or is about to hold, the hearing where the defendant says guilty or not "
        "guilty.",
        next="The judge will set the dates for what follows: a trial, or a sentence if the defendant says guilty.",
        awaited="the Crown Court to set the dates for what follows",
    ),
    JourneyStage.TRIAL_PREP: StatusWords(
        title="Getting ready for the trial",
        step="Getting ready for the trial",
        began="Both sides began to prepare for the trial.",
        happened="Both sides are preparing for the trial.",
        next="The trial will take place on the date the court sets, and we will tell you before then what help you can "
        "have.",
        awaited="the trial at the Crown Court",
    ),
    JourneyStage.S28: StatusWords(
        title="Recording your evidence before the trial",
        step="Recording your evidence before the trial",
        began="The court agreed that questions to you can be recorded before the trial.",
        happened="The court has agreed that questions to you can be recorded before the trial.",
        next="The recording will be made on the date the court sets, and will be played at the trial.",
        awaited="the hearing where your evidence is recorded",
    ),
    JourneyStage.TRIAL: StatusWords(
        title="Trial",
        step="The trial, at the Crown Court",
        began="The trial began at the Crown Court.",
        happened="The trial is taking place at the Crown Court.",
        next="The jury will decide whether the defendant is guilty.",
        awaited="the jury to reach its decision",
    ),
    JourneyStage.VERDICT: StatusWords(
        title="The court has reached a decision",
        step="The court's decision",
        began="The court came to the end of the trial.",
        happened="The court has decided whether the defendant is guilty, or the jury could not agree.",
        next="There may be a sentence, another trial or no more hearings, and the police will tell you which.",
        awaited="the court to say what happens next",
    ),
    JourneyStage.SENTENCE: StatusWords(
        title="Sentence",
        step="The sentence",
        began="The case came to the sentence.",
        happened="The court has sentenced the defendant, or is about to.",
        next="The police will tell you what the sentence means and what you can ask for.",
        awaited="the sentence, or the time in which it can be challenged, to pass",
    ),
    JourneyStage.APPEAL: StatusWords(
        title="Appeal",
        step="The appeal",
        began="Somebody asked a higher court to look at the case again.",
        happened="Somebody has asked a higher court to look at the case again.",
        next="The higher court will decide, and the police will tell you what it decided.",
        awaited="the higher court to decide",
    ),
    JourneyStage.CLOSED: StatusWords(
        title="The case has finished",
        step="The end of the case",
        began="The case finished.",
        happened="The case has finished.",
        next="There are no more hearings, and you can still ask us about what happened.",
        awaited="nothing more in this case",
    ),
    JourneyStage.PROVISIONAL_STOP: StatusWords(
        title="We are thinking of stopping the case",
        step="A decision that is not final",
        began="A prosecutor thought that the case should stop, and we told you before this is final.",
        happened="A prosecutor thinks that the case should stop, and we have told you before this is final.",
        next="You can ask for another prosecutor to look at it, and we will then tell you the final decision.",
        awaited="your answer, or the second prosecutor to decide",
    ),
    JourneyStage.STOPPED: StatusWords(
        title="The case is not going ahead",
        step="The decision not to go on",
        began="A prosecutor decided that the case should not go on.",
        happened="A prosecutor decided that the case should not go on, and we have explained why to you.",
        next="If the decision can be looked at again, our letter to you says how to ask and by when.",
        awaited="nothing more in this case unless you ask for the decision to be looked at again",
    ),
}

#: What differs for a reader who is not the victim: "your case" and "you told the police" would not be true (S4).
_ENGLISH_FOR_OTHERS: dict[JourneyStage, Mapping[str, str]] = {
    JourneyStage.REPORTED: {
        "title": "The police were told",
        "began": "The police were told what happened.",
        "happened": "The police were told what happened and they recorded it.",
        "awaited": "the police to look into what they were told",
    },
    JourneyStage.S28: {
        "title": "Recording evidence before the trial",
        "step": "Recording evidence before the trial",
        "began": "The court agreed that questions to a witness can be recorded before the trial.",
        "happened": "The court has agreed that questions to a witness can be recorded before the trial.",
        "awaited": "the hearing where the evidence is recorded",
    },
}
_ENGLISH_BEFORE = StatusWords(
    title="There is a decision in your case",
    step="A decision, which we explain to you",
    began="A decision was made in your case, which we are writing to you about.",
    happened="There is a decision in your case.",
    next="We are writing to you to explain it and to say what you can do.",
    awaited="our letter to you",
)
_ENGLISH_BEFORE_FOR_OTHERS: Mapping[str, str] = {
    "title": "There is a decision in the case",
    "began": "A decision was made in the case, which we are writing to you about.",
    "happened": "There is a decision in the case.",
}
#: STAT-2. What stands instead where no letter is to come. Nothing is awaited then, and nobody has to hear of it.
_ENGLISH_BEFORE_WHERE: dict[Explanation, Mapping[str, str]] = {
    Explanation.COMING: {},
    Explanation.HERE: {
        "began": "A decision was made, which our letter explains.",
        "next": "Our letter about it is here. You choose when to read it, and we can ring you first.",
        "awaited": "",
    },
    Explanation.NOT_BY_LETTER: {
        "step": "A decision",
        "began": "A decision was made.",
        "next": "Whoever is in touch with you here can tell you about it, if and when you want to hear it.",
        "awaited": "",
    },
}
#: STAT-5. Of a stopped case, while somebody looks at that decision again.
_ENGLISH_LOOKED_AT_AGAIN: Mapping[str, str] = {
    "next": "A prosecutor who had no part in the decision looks at everything again, and we tell you the answer.",
    "awaited": "a prosecutor who had no part in the decision to look at it again",
}
_ENGLISH_CHARGES: dict[ChargeState, ChargeWords] = {
    ChargeState.ALLEGED: ChargeWords(
        label="Being looked at",
        means="The police or a prosecutor are looking at this. Nobody has been charged with it.",
    ),
    ChargeState.CHARGED: ChargeWords(
        label="Going on", means="The defendant has been charged with this, and the court will deal with it."
    ),
    ChargeState.UNDER_REVIEW: ChargeWords(
        label="Being looked at again", means="A prosecutor is looking at this charge again."
    ),
    ChargeState.NOT_CHARGED: ChargeWords(
        label="No charge",
        means="A prosecutor decided that nobody would be charged with this, and we have explained why. It is not a "
        "finding that it did not happen.",
    ),
    ChargeState.STOPPED: ChargeWords(
        label="Not going on",
        means="A prosecutor decided that this charge should not go on, and we have explained why. It is not a finding "
        "that it did not happen.",
    ),
    ChargeState.NO_EVIDENCE: ChargeWords(
        label="Not going on",
        means="We told the court that we would not go on with this charge, and it ended there. We have explained why. "
        "It is not a finding that it did not happen.",
    ),
    ChargeState.LIES_ON_FILE: ChargeWords(
        label="Left on file",
        means="The court keeps this charge on file without a trial. It can go on only if a court allows it.",
    ),
    ChargeState.REPLACED: ChargeWords(label="Replaced", means="Another charge took the place of this one."),
    ChargeState.CONVICTED: ChargeWords(
        label="Guilty", means="The defendant said guilty to this, or the court found the defendant guilty of it."
    ),
    ChargeState.ACQUITTED: ChargeWords(
        label="Not guilty",
        means="The court found the defendant not guilty of this. It means that the court was not sure. It is not a "
        "finding that anybody did not tell the truth.",
    ),
    ChargeState.COURT_ENDED: ChargeWords(label="Ended by the court", means="The court ended this charge."),
}
#: In the place of an outcome at court that nobody is known to have told the reader (STAT-4).
_ENGLISH_AT_COURT = ChargeWords(
    label="Decided by the court",
    means="The court has dealt with this charge. The police tell you what it decided, and you can ask us.",
)

#: Stages that must not be read before the letter has explained them. A case may be closed behind a stop at once.
EXPLAINED_BY_LETTER = frozenset({JourneyStage.PROVISIONAL_STOP, JourneyStage.STOPPED, JourneyStage.CLOSED})

_WORDS = MappingProxyType(
    {
        Language.EN: _ENGLISH,
        Language.CY: {stage: StatusWords(**dict(words)) for stage, words in welsh.STAGES.items()},
    }
)
_FOR_OTHERS = MappingProxyType({Language.EN: _ENGLISH_FOR_OTHERS, Language.CY: welsh.STAGES_FOR_OTHERS})
_BEFORE_THE_LETTER = MappingProxyType(
    {Language.EN: _ENGLISH_BEFORE, Language.CY: StatusWords(**dict(welsh.BEFORE_THE_LETTER))}
)
_BEFORE_FOR_OTHERS = MappingProxyType(
    {Language.EN: _ENGLISH_BEFORE_FOR_OTHERS, Language.CY: welsh.BEFORE_THE_LETTER_FOR_OTHERS}
)
_BEFORE_WHERE = MappingProxyType(
    {
        Language.EN: _ENGLISH_BEFORE_WHERE,
        Language.CY: {Explanation(where): words for where, words in welsh.BEFORE_WHERE.items()},
    }
)
_LOOKED_AT_AGAIN = MappingProxyType({Language.EN: _ENGLISH_LOOKED_AT_AGAIN, Language.CY: welsh.STOPPED_LOOKED_AT_AGAIN})
_CHARGES = MappingProxyType(
    {
        Language.EN: _ENGLISH_CHARGES,
        Language.CY: {state: ChargeWords(label=label, means=means) for state, (label, means) in welsh.CHARGES.items()},
    }
)
_AT_COURT = MappingProxyType(
    {Language.EN: _ENGLISH_AT_COURT, Language.CY: ChargeWords(label=welsh.AT_COURT[0], means=welsh.AT_COURT[1])}
)
#: STAT-3. What stands in the place of "suspect" and "defendant" for somebody who asked for "the person accused".
_PERSON_ACCUSED = MappingProxyType(
    {
        Language.EN: tuple(
            (f"{article} {word}", f"{article} person accused")
            for article in ("The", "the")
            for word in ("suspect", "defendant")
        ),
        Language.CY: (("sawl a ddrwgdybir", "sawl a gyhuddir"), ("diffynnydd", "sawl a gyhuddir")),
    }
)


def languages() -> frozenset[Language]:
    """Return the languages in which every stage and every state of a charge has reviewed words (STAT-1)."""
    return frozenset(
        language
        for language, words in _WORDS.items()
        if set(words) == set(JourneyStage) and set(_CHARGES[language]) == set(ChargeState)
    )


def words_for(
    *,
    stage: JourneyStage,
    language: Language = Language.EN,
    is_letter_owed: bool = False,
    explanation: Explanation = Explanation.COMING,
    is_looked_at_again: bool = False,
    reader: Reader = Reader.VICTIM,
    accused: AccusedWords = AccusedWords.BY_STAGE,
) -> StatusWords:
    """Return the reviewed words of one stage (STAT-1), said to this reader, with their word for the accused (STAT-3).

    ``is_letter_owed`` says that a decision has not been explained to this victim yet: then a stop is not named
    (STAT-2), and ``explanation`` says where they learn of it. ``is_looked_at_again`` says that this reader waits for
    the answer of a review: then a stopped case is not said to wait for them (STAT-5). Initials and a name never stand
    in these sentences: they are read on a page of their own.

    Raises:
        NoWordsError: nothing is reviewed in this language; a page in it must not be mixed with English.

    """
    is_hidden = is_letter_owed and stage in EXPLAINED_BY_LETTER
    try:
        words = _BEFORE_THE_LETTER[language] if is_hidden else _WORDS[language][stage]
    except KeyError:
        raise NoWordsError(f"There are no words for {stage} in {language}") from None
    if reader is not Reader.VICTIM:
        others = _BEFORE_FOR_OTHERS[language] if is_hidden else _FOR_OTHERS[language].get(stage, {})
        words = dataclasses.replace(words, **others)
    if is_hidden:
        words = dataclasses.replace(words, **_BEFORE_WHERE[language][explanation])
    if is_looked_at_again and stage is JourneyStage.STOPPED and not is_hidden:
        words = dataclasses.replace(words, **_LOOKED_AT_AGAIN[language])
    if accused is not AccusedWords.PERSON_ACCUSED:
        return words
    said = {name: _called(text, language) for name, text in dataclasses.asdict(words).items()}
    return StatusWords(**said)


def words_for_charge(
    *,
    state: ChargeState,
    language: Language = Language.EN,
    is_outcome_awaited: bool = False,
    accused: AccusedWords = AccusedWords.BY_STAGE,
) -> ChargeWords:
    """Return the reviewed words of how a charge stands (STAT-4).

    ``is_outcome_awaited`` says that the court has dealt with it and that nobody is known to have told the reader how.

    Raises:
        NoWordsError: nothing is reviewed in this language.
    """
    if language not in _CHARGES:
        raise NoWordsError(f"There are no words for a charge in {language}")
    words = _AT_COURT[language] if is_outcome_awaited else _CHARGES[language][state]
    if accused is not AccusedWords.PERSON_ACCUSED:
        return words
    return ChargeWords(label=words.label, means=_called(words.means, language))


def _called(text: str, language: Language) -> str:
    for word, instead in _PERSON_ACCUSED[language]:
        text = text.replace(word, instead)
    return text
