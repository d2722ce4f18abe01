"""The words in which a person reads what a meeting is for and how it stands (V26): one reviewed table per language.

Nobody is blamed for a no, nothing depends on a yes, and no word tells what a letter has not told. The Welsh is in
`communications.rules.welsh.meetings`; a page takes all its words from one language.
Source: domain reference 2.6, 2.9, 7.3 and 8.1; product promise 2.
"""

import dataclasses

from cases.rules.vocabulary import Language
from communications.rules.meeting_words import FamilyPoint, MeetingPurpose, MeetingState
from communications.rules.welsh import meetings as welsh

WORDS_RULE = "MEET-6"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PurposeText:
    """What a meeting is for."""

    title: str
    about: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StateText:
    """How a meeting stands and what may happen next."""

    now: str
    next: str


def _purpose(title: str, about: str) -> PurposeText:
    return PurposeText(title=title, about=about)


def _state(now: str, following: str) -> StateText:
    return StateText(now=now, next=following)


PURPOSES: dict[MeetingPurpose, PurposeText] = {
    MeetingPurpose.PRE_TRIAL: _purpose(
        "A meeting before the trial",
        "We explain what happens in court, who is in the room, how questions are asked and what help we can ask the "
        "court for. You can ask us about all of it. We do not talk about your evidence: it has to stay your own.",
    ),
    MeetingPurpose.CHARGING_DECISION: _purpose(
        "A meeting about a decision in the case",
        "A prosecutor made a decision in the case. We explain it to you and answer your questions.",
    ),
    MeetingPurpose.STOPPED_OR_ALTERED: _purpose(
        "A meeting about a decision in the case",
        "A prosecutor made a decision in the case. We explain it to you and answer your questions.",
    ),
    MeetingPurpose.RIGHT_TO_REVIEW: _purpose(
        "A meeting about looking at a decision again",
        "You asked us to look at a decision again. We explain what we did and what we found.",
    ),
    MeetingPurpose.COMPLAINT: _purpose(
        "A meeting about your complaint",
        "You told us that something was not right. We want to listen, and to tell you what we do about it.",
    ),
    MeetingPurpose.OTHER: _purpose(
        "A meeting with us",
        "We would like to talk with you about the case, and to answer your questions.",
    ),
}

FAMILY_POINTS: dict[FamilyPoint, PurposeText] = {
    FamilyPoint.AFTER_CHARGE: _purpose(
        "A meeting with your family about the charging decision",
        "We explain what a prosecutor decided and why, what happens next and how we stay in touch with you.",
    ),
    FamilyPoint.WITH_ADVOCATE: _purpose(
        "A meeting with your family before the trial",
        "You meet the lawyer who presents the case in court. We explain what happens there, what you may hear, and "
        "where you can sit. You can ask us about all of it.",
    ),
    FamilyPoint.AFTER_STOP_OR_CHANGE: _purpose(
        "A meeting with your family about a decision",
        "A prosecutor made a decision in the case. We explain it to you and answer your questions.",
    ),
    FamilyPoint.AFTER_CONVICTION: _purpose(
        "A meeting with your family after the trial",
        "We explain what happens before the sentence, and how you can tell the court what your loss means to you.",
    ),
    FamilyPoint.AFTER_ACQUITTAL: _purpose(
        "A meeting with your family after the trial",
        "We go through what happened in court with you and answer your questions.",
    ),
    FamilyPoint.AFTER_SENTENCE: _purpose(
        "A meeting with your family about the sentence",
        "We explain what the sentence means and what can still happen.",
    ),
    FamilyPoint.LEAVE_TO_APPEAL: _purpose(
        "A meeting with your family about an appeal",
        "A higher court has been asked to look at the case. We explain what that means and when we will know more.",
    ),
    FamilyPoint.RECONSIDERATION: _purpose(
        "A meeting with your family about looking at the case again",
        "We explain what is being looked at again and who decides.",
    ),
}

STATES: dict[MeetingState, StateText] = {
    MeetingState.OFFERED: _state(
        "We have offered you this meeting.",
        "You choose. Nothing in the case depends on your answer, and you can change your mind.",
    ),
    MeetingState.NO_RESPONSE: _state(
        "We offered you this meeting and have not heard from you. That is all right.",
        "You can still say yes.",
    ),
    MeetingState.DECLINED: _state(
        "You said no for now.",
        "The offer stays open. You can still say yes.",
    ),
    MeetingState.ACCEPTED: _state(
        "You said yes to this meeting.",
        "We agree a time with you.",
    ),
    MeetingState.REQUESTED: _state(
        "You asked us for this meeting.",
        "We agree a time with you.",
    ),
    MeetingState.ARRANGED: _state(
        "This meeting has a time and a place.",
        "You can still change the time, or say that you do not want to come.",
    ),
    MeetingState.CANCELLED: _state(
        "This meeting will not take place.",
        "You can ask us for one at any time.",
    ),
    MeetingState.NOT_HELD: _state(
        "This meeting did not take place.",
        "We can agree another time with you.",
    ),
    MeetingState.HELD: _state(
        "We have met.",
        "We are writing the notes. You can read them here when they are ready.",
    ),
    MeetingState.NOTES_SENT: _state(
        "We have met, and the notes were sent to you.",
        "If something in them is not right, please tell us.",
    ),
}


def purpose_text(*, purpose: MeetingPurpose, point: FamilyPoint | None, language: Language) -> PurposeText:
    """Say what a meeting is for; of a bereaved family's meeting, the point of the case (MEET-6)."""
    if language is Language.CY:
        return PurposeText(**(welsh.FAMILY_POINTS[point] if point is not None else welsh.PURPOSES[purpose]))
    return FAMILY_POINTS[point] if point is not None else PURPOSES[purpose]


#: A meeting whose time has passed, of which nobody has written down yet whether it was held.
_TIME_PASSED = _state(
    "The time of this meeting has passed.",
    "If we met, the notes come here when they are ready. If we did not meet, tell us, and we agree another time.",
)


def state_text(*, state: MeetingState, language: Language, is_past: bool = False) -> StateText:
    """Say how a meeting stands, for whoever is invited (MEET-6). ``is_past``: the time that was agreed is over.

    Raises:
        KeyError: the person does not see a meeting in that state (MEET-5).
    """
    is_unrecorded = is_past and state is MeetingState.ARRANGED
    if language is Language.CY:
        return StateText(**(welsh.TIME_PASSED if is_unrecorded else welsh.STATES[state]))
    return _TIME_PASSED if is_unrecorded else STATES[state]
