"""The words in which a person reads what can help them to give evidence, and how asking for it stands (V25).

One reviewed table per language. "We will ask" and "the court decides" are said as they are: nothing is promised that a
court decides. The Welsh is in `communications.rules.welsh.measures`.
Source: domain reference 7.2 [S60][S61][S62][S63].
"""

import dataclasses

from cases.rules.vocabulary import Language, MeasureStanding, SpecialMeasure
from communications.rules.welsh import measures as welsh

WORDS_RULE = "MEAS-3"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeasureText:
    """What one special measure is."""

    title: str
    about: str


def _text(title: str, about: str) -> MeasureText:
    return MeasureText(title=title, about=about)


MEASURES: dict[SpecialMeasure, MeasureText] = {
    SpecialMeasure.SCREENS: _text(
        "Screens",
        "A screen or a curtain stands round the place where you give evidence. The defendant cannot see you, and you "
        "cannot see them. The judge, the jury and the lawyers can.",
    ),
    SpecialMeasure.LIVE_LINK: _text(
        "Giving evidence by video link",
        "You are in another room, often in another building, and appear on a screen in the courtroom.",
    ),
    SpecialMeasure.RECORDED_INTERVIEW: _text(
        "Your recorded police interview as evidence",
        "If the police recorded your interview on video, it can be played in court. You do not have to tell all of it "
        "again.",
    ),
    SpecialMeasure.RECORDED_QUESTIONING: _text(
        "Questions recorded before the trial",
        "The defence asks its questions on a day before the trial. The recording is played at the trial, so that you "
        "do "
        "not have to be there.",
    ),
    SpecialMeasure.IN_PRIVATE: _text(
        "Giving evidence in private",
        "The public and most of the press leave the courtroom while you give evidence.",
    ),
    SpecialMeasure.WIGS_AND_GOWNS: _text(
        "No wigs and gowns",
        "In the Crown Court the judge and the lawyers take off their wigs and gowns, so that it feels less formal.",
    ),
    SpecialMeasure.SUPPORTER: _text(
        "Somebody beside you",
        "A supporter sits with you while you give evidence. They may not talk with you about it.",
    ),
    SpecialMeasure.INTERMEDIARY: _text(
        "An intermediary",
        "A trained person helps you to understand the questions, and the court to understand your answers. This is for "
        "people under 18, or with a disability or a condition that makes talking or understanding hard.",
    ),
    SpecialMeasure.COMMUNICATION_AIDS: _text(
        "Help with communicating",
        "For example a board with letters or pictures, or a device that speaks for you.",
    ),
    SpecialMeasure.COURT_VISIT: _text(
        "A visit to the court beforehand",
        "You see the courtroom on a quiet day, and where you will wait and sit. The Witness Service shows you round.",
    ),
}

STANDINGS: dict[MeasureStanding, str] = {
    MeasureStanding.WILL_ASK: "We will ask the court for this. The court decides.",
    MeasureStanding.COURT_DECIDES: "We have asked the court. It has still to decide.",
    MeasureStanding.GRANTED: "The court has said yes.",
    MeasureStanding.REFUSED: "The court has said no. We can talk with you about what else would help.",
    MeasureStanding.NO_LONGER_WANTED: "You told us that you do not want this. You can change your mind.",
}


def text_of(*, measure: SpecialMeasure, language: Language) -> MeasureText:
    """Say what one special measure is (MEAS-3)."""
    if language is Language.CY:
        return MeasureText(**welsh.MEASURES[measure])
    return MEASURES[measure]


def standing_words(*, standing: MeasureStanding, language: Language) -> str:
    """Say how asking for a measure stands (MEAS-3)."""
    return (welsh.STANDINGS if language is Language.CY else STANDINGS)[standing]
