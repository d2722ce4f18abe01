"""What the list of everything said shows of a call or a meeting: that it took place, in neutral words.

Somebody else may hold the phone on which this is read. A call that ended in the words agreed for danger reads like one
that nobody answered; what staff noted is never read; what a decision was is said by the letter, not by this list.
Source: domain reference 11.3; peers.md V19; issue 4, point 4.
"""

from cases.rules.vocabulary import Vocabulary
from communications.rules.calls.vocabulary import CallDirection, CallOutcome, CallPurpose
from communications.rules.meeting_words import MeetingState


class ContactKind(Vocabulary):
    """What sort of contact it was; a filter of the list."""

    LETTER = "LETTER"
    CALL = "CALL"
    NOTICE = "NOTICE"
    MESSAGE = "MESSAGE"
    MEETING = "MEETING"


class CallSaid(Vocabulary):
    """What the list says of one call."""

    #: We rang, and told them about a decision, or how things stand.
    TOLD_DECISION = "TOLD_DECISION"
    TOLD_UPDATE = "TOLD_UPDATE"
    #: We rang, and told something before it was sure who they were: they are asked to say if it was not them.
    TOLD_SOMEBODY = "TOLD_SOMEBODY"
    ANOTHER_TIME = "ANOTHER_TIME"
    IN_WRITING = "IN_WRITING"
    #: We rang, and could not talk with them; never why.
    TRIED = "TRIED"
    #: We rang, made sure who they were, and read a code out with which they can come in (PORT-7).
    CODE_READ_OUT = "CODE_READ_OUT"
    #: They rang us.
    THEY_RANG = "THEY_RANG"


class MeetingSaid(Vocabulary):
    """What the list says of one meeting."""

    ARRANGED = "ARRANGED"
    TOOK_PLACE = "TOOK_PLACE"
    DID_NOT_HAPPEN = "DID_NOT_HAPPEN"


_SPOKEN: dict[CallOutcome, CallSaid] = {
    CallOutcome.TOLD_UNCHECKED: CallSaid.TOLD_SOMEBODY,
    CallOutcome.ASKED_FOR_ANOTHER_TIME: CallSaid.ANOTHER_TIME,
    CallOutcome.ASKED_FOR_LETTER: CallSaid.IN_WRITING,
}
_MET = frozenset({MeetingState.HELD, MeetingState.NOTES_SENT})


def call_said(*, direction: CallDirection, outcome: CallOutcome, purpose: CallPurpose) -> CallSaid:
    """Say what the list tells of one call (STORE-1).

    Only a call in which the person was told names what it was about, so that a call that did not reach them does not
    tell them by the list that there is a decision. Of every other call without a talk nothing is said but that we
    tried: "not safe to talk", "somebody else answered" and "nobody answered" read the same.
    """
    if direction is CallDirection.INBOUND:
        return CallSaid.THEY_RANG
    if outcome is CallOutcome.INFORMED:
        return CallSaid.TOLD_DECISION if purpose is CallPurpose.TELL_DECISION else CallSaid.TOLD_UPDATE
    return _SPOKEN.get(outcome, CallSaid.TRIED)


def meeting_said(*, state: MeetingState) -> MeetingSaid | None:
    """Say what the list tells of a meeting; None where it tells nothing (STORE-2).

    Neither its place nor what it is for. One whose outcome nobody recorded yet stays arranged; one that is only
    offered, or was called off, has no line of its own.
    """
    if state in _MET:
        return MeetingSaid.TOOK_PLACE
    if state is MeetingState.NOT_HELD:
        return MeetingSaid.DID_NOT_HAPPEN
    if state is MeetingState.ARRANGED:
        return MeetingSaid.ARRANGED
    return None
