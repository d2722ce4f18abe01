"""The words in which a person reads what a hearing is for and whether they need to come (V25): one table per language.

Plain English, nobody blamed, no result told. The Welsh is in `communications.rules.welsh.hearings`; a page takes all
its words from one language.
Source: domain reference 4.4, 7, 7.1, 7.2 and 8; peers.md V25.
"""

import dataclasses

from cases.rules.vocabulary import HearingKind, HearingStanding, Language
from communications.rules.welsh import hearings as welsh

WORDS_RULE = "HEAR-3"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HearingText:
    """What one kind of hearing is."""

    title: str
    #: What the court does there.
    purpose: str
    #: Whether the person needs to come.
    come: str


def _text(title: str, purpose: str, come: str) -> HearingText:
    return HearingText(title=title, purpose=purpose, come=come)


_NO_NEED = "You do not need to come."

KINDS: dict[HearingKind, HearingText] = {
    HearingKind.FIRST: _text(
        "First hearing",
        "The case comes to a magistrates’ court for the first time. The court asks the defendant to say guilty or not "
        "guilty, or sends the case to the Crown Court. It is often short.",
        _NO_NEED,
    ),
    HearingKind.PLEA_AND_PREPARATION: _text(
        "Hearing to plan the trial",
        "The defendant says guilty or not guilty in the Crown Court. The judge sets the dates for what comes next.",
        _NO_NEED,
    ),
    HearingKind.CASE_MANAGEMENT: _text(
        "Hearing about the next steps",
        "The judge looks at whether both sides are ready, and says what still has to be done.",
        _NO_NEED,
    ),
    HearingKind.PRE_TRIAL_REVIEW: _text(
        "Last check before the trial",
        "The court makes sure that the trial can begin on its date. It may also decide what help people have when they "
        "give evidence.",
        _NO_NEED,
    ),
    HearingKind.GROUND_RULES: _text(
        "Hearing about how questions are asked",
        "The judge and the lawyers agree how questions are put, so that they are fair and easy to follow. Breaks are "
        "agreed too.",
        "You do not need to come. If there is anything that would make questions easier for you, tell us before.",
    ),
    HearingKind.RECORDED_EVIDENCE: _text(
        "Recording of questions before the trial",
        "The defence asks its questions now, and the answers are recorded on video. The video is played at the trial, "
        "so that the questions are not asked again there.",
        "If these are questions to you, you need to be there. Your contact tells you the place and the time, and comes "
        "with you through the day.",
    ),
    HearingKind.TRIAL: _text(
        "Trial",
        "The court hears the evidence of both sides and decides whether the defendant is guilty. In the Crown Court a "
        "jury decides, in a magistrates’ court the magistrates or a district judge.",
        "You need to come if you were asked to give evidence. The witness care unit tells you on which day. If you "
        "were "
        "not asked, you do not need to come; you can, and we help you to sit where you feel safe.",
    ),
    HearingKind.FACTS_AFTER_GUILTY_PLEA: _text(
        "Hearing about what happened",
        "The two sides do not agree on how it happened. The judge hears evidence and decides which account the "
        "sentence "
        "rests on.",
        "You need to come only if you were asked to give evidence. We tell you before.",
    ),
    HearingKind.SENTENCE: _text(
        "Sentence",
        "The court decides on the sentence. If you made a Victim Personal Statement, the court takes it into account.",
        "You do not need to come. You can come if you want to, or have your statement read out or read it yourself. "
        "Tell "
        "us before which you would like.",
    ),
    HearingKind.SENT_FOR_SENTENCE: _text(
        "Sentence in the Crown Court",
        "A magistrates’ court has sent the case to the Crown Court for the sentence.",
        "You do not need to come. You can come if you want to, or have your statement read out or read it yourself. "
        "Tell "
        "us before which you would like.",
    ),
    HearingKind.APPEAL: _text(
        "Appeal",
        "A higher court looks at the case again, because somebody asked it to.",
        "Often you do not need to come. If the evidence is to be heard again, we tell you well before, and help you.",
    ),
    HearingKind.BAIL: _text(
        "Hearing about bail",
        "The court decides whether the defendant has to wait in prison, or may go under rules such as keeping away "
        "from "
        "you. Tell us or the police before if you are worried about your safety.",
        _NO_NEED,
    ),
    HearingKind.APPLICATION: _text(
        "Hearing about a request to the court",
        "One side has asked the court to decide something, for example what help people have when they give evidence.",
        _NO_NEED,
    ),
    HearingKind.MENTION: _text(
        "Short hearing",
        "The court deals with something small, such as a date. It often takes only a few minutes.",
        _NO_NEED,
    ),
    HearingKind.OTHER: _text(
        "Hearing",
        "The court deals with the case. Ask your contact what this hearing is for.",
        "Ask your contact whether you need to come. If you have heard nothing from us about it, you do not.",
    ),
}

#: How a hearing stands. A hearing that went well needs no words beside its date.
STANDINGS: dict[HearingStanding, str] = {
    HearingStanding.COMING: "",
    HearingStanding.NOT_CONFIRMED: "The court has not confirmed this date yet. Please do not plan around it until it "
    "has.",
    HearingStanding.TO_BE_FIXED: "The court has not set a date yet. We tell you when it has.",
    HearingStanding.MOVED: "The court changed the date or the place. This is the new one. We are sorry: we know that "
    "people "
    "plan and prepare for such a day.",
    HearingStanding.VACATED: "This hearing will not take place on this day. We are sorry: we know that people plan and "
    "prepare for such a day. If there is a new date, it stands here as soon as the court has set it.",
    HearingStanding.ASK_FIRST: "Please ring your contact before you make plans for this hearing. We are writing to "
    "you.",
    HearingStanding.CASE_OVER: "The case is not going on, so we do not expect this hearing to take place. If somebody "
    "asks you to come to it, please ring your contact first.",
    HearingStanding.PAST: "",
}


def text_of(*, kind: HearingKind, language: Language) -> HearingText:
    """Say what a hearing is for and whether to come (HEAR-3)."""
    if language is Language.CY:
        return HearingText(**welsh.KINDS[kind])
    return KINDS[kind]


def standing_words(*, standing: HearingStanding, language: Language) -> str:
    """Say how a hearing stands, with our regret where a date went; empty where its date says enough (HEAR-3)."""
    return (welsh.STANDINGS if language is Language.CY else STANDINGS)[standing]
