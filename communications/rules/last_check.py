"""Decide, at the last moment before a call, whether what was approved may still be said (SEND-1).

Between approval and sending a case may be decided anew, an address may turn out to be unsafe, a person may die. The
sender reads the facts once more in the transaction that begins the call, and this module says what they mean. It
prevents sending yesterday's truth; it never makes a message more sendable than approval did.
"""

import datetime as dt
import enum
from dataclasses import dataclass

#: Nothing approved before a change of the facts goes out within this time of it (T18): events come in groups.
SETTLING_TIME = dt.timedelta(minutes=5)


class LastVerdict(enum.StrEnum):
    """What becomes of a message at the last check."""

    SEND = "SEND"
    #: Try again later; nobody needs to do anything.
    WAIT = "WAIT"
    #: A person must look; the deadline keeps running.
    HOLD = "HOLD"
    #: Something newer has taken its place; it is never sent.
    SUPERSEDE = "SUPERSEDE"
    #: What it was for no longer exists; it is never sent.
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFacts:
    """What the sender read in the transaction that begins the call. Times are aware."""

    now: dt.datetime
    #: The stop switch is on for this channel or for all.
    is_stopped: bool = False
    #: The volume guard holds the batch this message is part of.
    is_held_for_volume: bool = False
    #: The communication is approved (or sent, for a second message of it) and was neither replaced nor withdrawn.
    is_communication_current: bool = True
    is_communication_superseded: bool = False
    #: The obligation was exempted or superseded since; False where there is none.
    is_obligation_gone: bool = False
    #: The obligation is met already, by another communication.
    is_met_by_another: bool = False
    #: A person stopped the work on what it explains; it goes on when somebody restarts it.
    is_obligation_stopped: bool = False
    #: A newer decision of the case concerns the same victim.
    has_newer_decision: bool = False
    #: When a fact last changed on which the words may rest, and when the words were approved; None where none apply.
    facts_changed_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None
    is_recipient_dead: bool = False
    #: A code whose time has run out, or a call that has been made: it would only confuse.
    is_out_of_date: bool = False
    is_opted_out: bool = False
    #: The contact point's version is the current one and is marked safe. True for the portal.
    is_contact_current: bool = True
    is_contact_safe: bool = True
    #: What the one safe-contact function answers for this channel and content, and why not.
    is_safe_to_send: bool = True
    unsafe_reason: str = ""
    #: When the safe-contact function says the next safe window opens; None where waiting does not help.
    safe_from: dt.datetime | None = None
    #: What another contact of the day means for a routine update (COL-2): why it does not go, and when it may; None
    #: for the time where a person must settle something first. Both empty where nothing stands against it.
    collision: str = ""
    clear_from: dt.datetime | None = None
    #: Which steps of the person's plan come before this letter (PLAN-5), and when to look again; empty and None where
    #: it waits for none.
    plan_wait: str = ""
    plan_look_at: dt.datetime | None = None
    #: The document's stored bytes still have the digest under which they were approved. True where there is none.
    is_document_intact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCheck:
    """The verdict, why, in words without personal data, and until when to wait."""

    verdict: LastVerdict
    reason: str = ""
    wait_until: dt.datetime | None = None


def check(*, facts: LastFacts) -> LastCheck:
    """Return what becomes of a message at the last check before its call (SEND-1).

    The order matters: what ends a message for good is asked before what stops it for a while, and death before
    everything, so that nobody is told to wait for a letter to someone who has died (T16).

    Source: reliability and performance bar 2.3 (last re-check), 3.3 T5, T16, T17, T18; domain reference 11.3.
    """
    for judge in (_ended, _needs_a_person, _must_wait):
        verdict = judge(facts)
        if verdict is not None:
            return verdict
    return LastCheck(verdict=LastVerdict.SEND)


def _ended(facts: LastFacts) -> LastCheck | None:
    if facts.is_out_of_date:
        return LastCheck(verdict=LastVerdict.CANCEL, reason="What it says is out of date")
    if facts.is_communication_superseded:
        return LastCheck(verdict=LastVerdict.SUPERSEDE, reason="A newer communication has taken its place")
    if not facts.is_communication_current:
        return LastCheck(verdict=LastVerdict.CANCEL, reason="The communication is no longer to be sent")
    if facts.is_obligation_gone:
        return LastCheck(verdict=LastVerdict.CANCEL, reason="What it explains is no longer owed")
    if facts.is_met_by_another:
        return LastCheck(verdict=LastVerdict.SUPERSEDE, reason="Another communication has already explained it")
    return None


def _needs_a_person(facts: LastFacts) -> LastCheck | None:
    if facts.is_recipient_dead:
        return _hold("The recipient has died: check to whom and how to write")
    if facts.has_newer_decision:
        return _hold("There is a newer decision: check that the words are still true")
    if facts.is_opted_out:
        return _hold("The recipient has asked not to be contacted")
    if not facts.is_contact_current:
        return _hold("The address has changed since approval: choose where to send it")
    if not facts.is_contact_safe:
        return _hold("The address is no longer marked safe")
    if not facts.is_safe_to_send and facts.safe_from is None:
        return _hold(facts.unsafe_reason or "It is not safe to send by this channel")
    if not facts.is_document_intact:
        return _hold("The stored letter is not the one that was approved")
    if facts.collision and facts.clear_from is None:
        return _hold(facts.collision)
    if _changed_after_approval(facts) and not _has_just_changed(facts):
        return _hold("The facts of the case changed after approval: check that the words are still true")
    return None


def _must_wait(facts: LastFacts) -> LastCheck | None:
    if facts.facts_changed_at is not None and _changed_after_approval(facts):
        # A correcting decision may be on its way and take this message's place by itself.
        return _wait("The facts of the case have just changed", until=facts.facts_changed_at + SETTLING_TIME)
    if facts.is_stopped:
        return _wait("Sending is stopped", until=facts.now + dt.timedelta(seconds=10))
    if facts.is_obligation_stopped:
        return _wait("A person stopped this letter", until=facts.now + dt.timedelta(minutes=1))
    if facts.is_held_for_volume:
        return _wait("Held for a second person: unusually many messages", until=facts.now + dt.timedelta(minutes=1))
    if not facts.is_safe_to_send:
        return _wait(facts.unsafe_reason or "Outside the hours at which it is safe", until=facts.safe_from)
    if facts.collision:
        return _wait(facts.collision, until=facts.clear_from)
    if facts.plan_wait:
        return _wait(facts.plan_wait, until=facts.plan_look_at)
    return None


def _changed_after_approval(facts: LastFacts) -> bool:
    return (
        facts.facts_changed_at is not None
        and facts.approved_at is not None
        and facts.facts_changed_at > facts.approved_at
    )


def _has_just_changed(facts: LastFacts) -> bool:
    return facts.facts_changed_at is not None and facts.now - facts.facts_changed_at < SETTLING_TIME


def _hold(reason: str) -> LastCheck:
    return LastCheck(verdict=LastVerdict.HOLD, reason=reason)


def _wait(reason: str, *, until: dt.datetime | None) -> LastCheck:
    return LastCheck(verdict=LastVerdict.WAIT, reason=reason, wait_until=until)
