"""What each outcome of a call means, and what must be recorded with it. Told is only who was known to be themselves.

Source: peers.md rows L3 and L5; CPS prototype document 1.7, 1.11, 1.15; domain reference 11.3.
"""

import dataclasses
import datetime as dt

from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome, CallPurpose, LetterWish


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What follows from an outcome (CALL-5)."""

    who_answered: CallAnswer
    #: The person was told something about the case: a promise of an update is kept by it, and by nothing else.
    is_told: bool = False
    #: It counts towards the calls of the ladder. A wrong number rang nobody whom we wanted.
    counts_as_try: bool = True
    #: The number is not rung again until somebody has asked for a safe one.
    ends_number: bool = False
    #: Something was said that somebody must be able to read later, whoever heard it.
    says_what: bool = False


MEANINGS: dict[CallOutcome, Meaning] = {
    CallOutcome.INFORMED: Meaning(who_answered=CallAnswer.PERSON, is_told=True, says_what=True),
    # Nobody knows who heard it: it keeps no promise, ends no series, and a manager looks at it.
    CallOutcome.TOLD_UNCHECKED: Meaning(who_answered=CallAnswer.PERSON, says_what=True),
    CallOutcome.ASKED_FOR_ANOTHER_TIME: Meaning(who_answered=CallAnswer.PERSON),
    CallOutcome.ASKED_FOR_LETTER: Meaning(who_answered=CallAnswer.PERSON),
    CallOutcome.NOT_SAFE_TO_TALK: Meaning(who_answered=CallAnswer.PERSON),
    CallOutcome.IDENTITY_NOT_CONFIRMED: Meaning(who_answered=CallAnswer.PERSON),
    CallOutcome.SOMEBODY_ELSE_ANSWERED: Meaning(who_answered=CallAnswer.SOMEBODY_ELSE),
    CallOutcome.WRONG_NUMBER: Meaning(who_answered=CallAnswer.SOMEBODY_ELSE, counts_as_try=False, ends_number=True),
    CallOutcome.MESSAGE_LEFT: Meaning(who_answered=CallAnswer.VOICEMAIL),
    CallOutcome.NO_ANSWER: Meaning(who_answered=CallAnswer.NOBODY),
    CallOutcome.NUMBER_NOT_IN_USE: Meaning(who_answered=CallAnswer.NOBODY, counts_as_try=False, ends_number=True),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """What somebody wants to record about one call, as far as the rules look at it."""

    outcome: CallOutcome
    direction: CallDirection
    #: Somebody confirmed who was on the telephone, in this record or just before.
    has_identity: bool
    #: That was recorded during the call, before anything was told; otherwise it is only said now.
    is_check_live: bool
    #: Aware; when it is said to have been made, where it was not recorded live.
    checked_at: dt.datetime | None
    told: str
    #: London date of the call.
    called_on: dt.date
    today: dt.date
    #: Aware; None where the time was not noted, or nothing was agreed.
    called_at: dt.datetime | None
    next_contact_at: dt.datetime | None
    #: The agreed time is one of those that are recorded as safe.
    is_next_contact_safe: bool
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is missing or cannot be, and in which part of the record."""

    #: ``identity``, ``checked_time``, ``told``, ``outcome``, ``called_on`` or ``next_contact``.
    part: str
    words: str


def faults(*, facts: AttemptFacts) -> tuple[Fault, ...]:
    """List why a call cannot be recorded like this; empty when it can (CALL-5)."""
    meaning = MEANINGS[facts.outcome]
    found = []
    if meaning.is_told and not facts.has_identity:
        found.append(Fault(part="identity", words="Select how you checked who they are: nothing is told before that"))
    elif meaning.is_told and not facts.is_check_live:
        found.extend(_faults_of_late_check(facts))
    if meaning.says_what and not facts.told.strip():
        found.append(Fault(part="told", words="Enter what you told them"))
    if not meaning.says_what and facts.told.strip():
        found.append(Fault(part="told", words="Nothing was told with this outcome. Write it as a note, or change it"))
    if facts.direction is CallDirection.INBOUND and meaning.who_answered is not CallAnswer.PERSON:
        found.append(Fault(part="outcome", words="They rang us: select what came of speaking with them"))
    if facts.called_on > facts.today or (facts.called_at is not None and facts.called_at > facts.now):
        found.append(Fault(part="called_on", words="The call must be in the past"))
    if facts.outcome is CallOutcome.ASKED_FOR_ANOTHER_TIME and facts.next_contact_at is None:
        found.append(Fault(part="next_contact", words="Enter when they asked to be rung"))
    if facts.next_contact_at is not None and facts.next_contact_at <= facts.now:
        found.append(Fault(part="next_contact", words="The next contact must be in the future"))
    elif facts.next_contact_at is not None and not facts.is_next_contact_safe:
        found.append(
            Fault(
                part="next_contact",
                words="That is outside the times recorded as safe. Agree another, or change the safe times first",
            )
        )
    return tuple(found)


def _faults_of_late_check(facts: AttemptFacts) -> list[Fault]:
    """Ask when a check was made that nobody recorded during the call (CALL-10)."""
    if facts.checked_at is None:
        words = "Enter at what time you made sure who they are. If you told them first, select that instead"
        return [Fault(part="checked_time", words=words)]
    is_before_call = facts.called_at is not None and facts.checked_at < facts.called_at
    if is_before_call or facts.checked_at > facts.now:
        return [Fault(part="checked_time", words="Enter a time between the beginning of the call and now")]
    return []


def is_check_late(*, outcome: CallOutcome, is_check_live: bool) -> bool:
    """Say whether a check is on record only since after the call in which something was told (CALL-10)."""
    return MEANINGS[outcome].is_told and not is_check_live


def is_told_unchecked(*, outcome: CallOutcome) -> bool:
    """Say whether something was told before anybody made sure who listened (CALL-10): a manager looks at it."""
    return MEANINGS[outcome].says_what and not MEANINGS[outcome].is_told


def is_message_not_agreed(*, outcome: CallOutcome, may_leave_voicemail: bool) -> bool:
    """Say whether a message was left where none may be (CALL-6): recorded as it was, and a manager looks at it."""
    return outcome is CallOutcome.MESSAGE_LEFT and not may_leave_voicemail


def voicemail_rule(*, may_leave_voicemail: bool) -> str:
    """Say whether a message may be left (CALL-6): only where the person agreed to it for this number."""
    if may_leave_voicemail:
        return "You may leave the message below, word for word. Say nothing else."
    return "Do not leave a message. Ring off before the tone."


def spares_the_letter(*, outcome: CallOutcome, purpose: CallPurpose, wish: LetterWish | None) -> bool:
    """Say whether an update that nothing has changed is not written any more: they were told by voice (CALL-11).

    Only where they said that they want no letter. What explains a decision is owed in writing, and so is an apology:
    no wish on the telephone takes either away.
    """
    return MEANINGS[outcome].is_told and purpose is CallPurpose.UPDATE and wish is LetterWish.NONE
