"""The words in which a victim reads where the case stands: what has happened, what is next, what we wait for (V2, V4).

One reviewed module, one place for each stage and language. Plain English, "you" and "we", nobody blamed, no name, no
date promised that a court decides. A decision to stop is never learned from here first: until the letter that explains
it has gone, other words stand in its place (domain reference 11.3). The Welsh is in
`communications.rules.welsh.stages`; a page takes all its words from one language.
Source: domain reference 7 and 8; peers.md 3, leaps 1 and 6, 4.5.
"""

import dataclasses
from types import MappingProxyType

from cases.rules.vocabulary import JourneyStage, Language
from communications.rules.welsh import stages as welsh


class NoWordsError(LookupError):
    """There are no reviewed words in this language."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """What one stage is called and what it means for the reader."""

    #: Heading for the fixed list of steps.
    title: str
    #: One sentence: what has happened.
    happened: str
    #: One sentence: what is next.
    next: str
    #: Completes "We are waiting for ..." in the update that says nothing has changed; no full stop. The Welsh follows
    #: "Rydym yn aros" and brings its preposition.
    awaited: str


_ENGLISH: dict[JourneyStage, StatusWords] = {
    JourneyStage.REPORTED: StatusWords(
        title="You told the police",
        happened="You told the police what happened and they recorded it.",
        next="The police will look into it and tell you what they are doing.",
        awaited="the police to look into what you told them",
    ),
    JourneyStage.INVESTIGATION: StatusWords(
        title="The police are investigating",
        happened="The police are collecting evidence.",
        next="When they have enough, they may ask us to decide whether someone should be charged.",
        awaited="the police to finish collecting evidence",
    ),
    JourneyStage.CPS_REVIEW: StatusWords(
        title="A prosecutor is deciding",
        happened="The police have sent us their evidence, and a prosecutor is looking at it.",
        next="The prosecutor will decide whether someone should be charged, and we will tell you and explain why.",
        awaited="the prosecutor to decide whether someone should be charged",
    ),
    JourneyStage.CHARGED: StatusWords(
        title="The suspect has been charged",
        happened="The suspect has been charged, which means that a court will deal with the case.",
        next="There will be a first hearing at a magistrates' court, and you do not normally need to go.",
        awaited="the first hearing at the magistrates' court",
    ),
    JourneyStage.FIRST_HEARING: StatusWords(
        title="First hearing",
        happened="The case has come to a magistrates' court for the first time.",
        next="The court will decide where the case goes next and what the dates are.",
        awaited="the court to decide what happens next",
    ),
    JourneyStage.MAGS_TRIAL_PREP: StatusWords(
        title="Getting ready for the trial",
        happened="The case will be heard in a magistrates' court, and both sides are preparing for the trial.",
        next="The trial will take place on the date the court sets, and the police will tell you if the date changes.",
        awaited="the trial at the magistrates' court",
    ),
    JourneyStage.MAGS_TRIAL: StatusWords(
        title="Trial",
        happened="The trial is taking place in a magistrates' court.",
        next="The court will decide whether the defendant is guilty.",
        awaited="the court to reach its decision",
    ),
    JourneyStage.SENT_TO_CROWN: StatusWords(
        title="The case has moved to the Crown Court",
        happened="The magistrates' court has sent the case to the Crown Court.",
        next="There will be a hearing at the Crown Court where the defendant says guilty or not guilty.",
        awaited="the first hearing at the Crown Court",
    ),
    JourneyStage.PTPH: StatusWords(
        title="Hearing to plan the trial",
        happened="The Crown Court has held, or is about to hold, the hearing where the defendant says guilty or not "
        "guilty.",
        next="The judge will set the dates for what follows: a trial, or a sentence if the defendant says guilty.",
        awaited="the Crown Court to set the dates for what follows",
    ),
    JourneyStage.TRIAL_PREP: StatusWords(
        title="Getting ready for the trial",
        happened="Both sides are preparing for the trial.",
        next="The trial will take place on the date the court sets, and we will tell you before then what help you can "
        "have.",
        awaited="the trial at the Crown Court",
    ),
    JourneyStage.S28: StatusWords(
        title="Recording your evidence before the trial",
        happened="The court has agreed that questions to you can be recorded before the trial.",
        next="The recording will be made on the date the court sets, and will be played at the trial.",
        awaited="the hearing where your evidence is recorded",
    ),
    JourneyStage.TRIAL: StatusWords(
        title="Trial",
        happened="The trial is taking place at the Crown Court.",
        next="The jury will decide whether the defendant is guilty.",
        awaited="the jury to reach its decision",
    ),
    JourneyStage.VERDICT: StatusWords(
        title="The court has reached a decision",
        happened="The court has decided whether the defendant is guilty, or the jury could not agree.",
        next="There may be a sentence, another trial or no more hearings, and the police will tell you which.",
        awaited="the court to say what happens next",
    ),
    JourneyStage.SENTENCE: StatusWords(
        title="Sentence",
        happened="The court has sentenced the defendant, or is about to.",
        next="The police will tell you what the sentence means and what you can ask for.",
        awaited="the sentence, or the time in which it can be challenged, to pass",
    ),
    JourneyStage.APPEAL: StatusWords(
        title="Appeal",
        happened="Somebody has asked a higher court to look at the case again.",
        next="The higher court will decide, and the police will tell you what it decided.",
        awaited="the higher court to decide",
    ),
    JourneyStage.CLOSED: StatusWords(
        title="The case has finished",
        happened="The case has finished.",
        next="There are no more hearings, and you can still ask us about what happened.",
        awaited="nothing more in this case",
    ),
    JourneyStage.PROVISIONAL_STOP: StatusWords(
        title="We are thinking of stopping the case",
        happened="A prosecutor thinks that the case should stop, and we have told you before this is final.",
        next="You can ask for another prosecutor to look at it, and we will then tell you the final decision.",
        awaited="your answer, or the second prosecutor to decide",
    ),
    JourneyStage.STOPPED: StatusWords(
        title="The case is not going ahead",
        happened="A prosecutor decided that the case should not go on, and we have explained why to you.",
        next="If the decision can be looked at again, our letter to you says how to ask and by when.",
        awaited="nothing more in this case unless you ask for the decision to be looked at again",
    ),
}

#: Stages that must not be read before the letter has explained them.
_EXPLAINED_BY_LETTER = frozenset({JourneyStage.PROVISIONAL_STOP, JourneyStage.STOPPED})

_WORDS = MappingProxyType(
    {
        Language.EN: _ENGLISH,
        Language.CY: {stage: StatusWords(**dict(words)) for stage, words in welsh.STAGES.items()},
    }
)
_BEFORE_THE_LETTER = MappingProxyType(
    {
        Language.EN: StatusWords(
            title="There is a decision in your case",
            happened="There is a decision in your case.",
            next="We are writing to you to explain it and to say what you can do.",
            awaited="our letter to you",
        ),
        Language.CY: StatusWords(**dict(welsh.BEFORE_THE_LETTER)),
    }
)


def languages() -> frozenset[Language]:
    """Return the languages in which every stage has reviewed words (STAT-1)."""
    return frozenset(language for language, words in _WORDS.items() if set(words) == set(JourneyStage))


def words_for(*, stage: JourneyStage, language: Language = Language.EN, is_letter_owed: bool = False) -> StatusWords:
    """Return the reviewed words of one stage (STAT-1).

    ``is_letter_owed`` says that a decision has not been explained to this victim yet: then a stop is not named
    (STAT-2).

    Raises:
        NoWordsError: nothing is reviewed in this language; a page in it must not be mixed with English.

    """
    try:
        if is_letter_owed and stage in _EXPLAINED_BY_LETTER:
            return _BEFORE_THE_LETTER[language]
        return _WORDS[language][stage]
    except KeyError:
        raise NoWordsError(f"There are no words for {stage} in {language}") from None
