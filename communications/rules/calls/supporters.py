"""Whether somebody beside a person is told before the call, and from when the call may come (PLAN-3, PLAN-4).

The hour is the person's own wish: somebody is there when hard news comes. What the supporter may hear is what the
person agreed to, and nothing where the consent has ended; whoever is a suspect or lives with one hears nothing, ever.
Source: peers.md row S2 and section 3, leap 12; domain reference 2.10 and 11.3.
"""

import dataclasses
import datetime as dt
import enum

from cases.rules.vocabulary import MayBeTold, Vocabulary

#: PLAN-4. So often a supporter is rung in vain before the call to the person comes without them.
MOST_TRIES = 2


class SupporterOutcome(Vocabulary):
    """What came of telling a supporter that we will ring."""

    TOLD = "TOLD"
    CANNOT_BE_THERE = "CANNOT_BE_THERE"
    NOT_REACHED = "NOT_REACHED"


class SupporterRefusal(enum.StrEnum):
    """Why somebody is not told. The value is stored beside what was recorded; the words are for staff."""

    NOT_BESIDE = "NOT_BESIDE"
    HAS_DIED = "HAS_DIED"
    NEAR_SUSPECT = "NEAR_SUSPECT"
    SUSPECT_NOT_CHECKED = "SUSPECT_NOT_CHECKED"
    NO_CONSENT = "NO_CONSENT"
    CONSENT_OVER = "CONSENT_OVER"
    NO_SAFE_NUMBER = "NO_SAFE_NUMBER"

    @property
    def words(self) -> str:
        """Say why in a sentence for staff, without anything personal."""
        return _WORDS[self]


_WORDS: dict[SupporterRefusal, str] = {
    SupporterRefusal.NOT_BESIDE: "They no longer stand beside the person and are told nothing more.",
    SupporterRefusal.HAS_DIED: "The supporter has died.",
    SupporterRefusal.NEAR_SUSPECT: "They are a suspect or live with one: they are told nothing, ever.",
    SupporterRefusal.SUSPECT_NOT_CHECKED: "Nobody has checked whether they are a suspect or live with one.",
    SupporterRefusal.NO_CONSENT: "The person has not agreed that they may be told anything.",
    SupporterRefusal.CONSENT_OVER: "The time for which the person agreed is over.",
    SupporterRefusal.NO_SAFE_NUMBER: "No number of theirs is known to be safe.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupporterFacts:
    """What is recorded about somebody beside a person."""

    #: The connection had not ended.
    stands_beside: bool
    has_died: bool
    has_consent: bool
    may_be_told: MayBeTold
    #: London date, the last on which they may be told; None where the person set no end.
    consent_ends_on: dt.date | None
    #: None where nobody has checked.
    is_suspect_or_lives_with_suspect: bool | None
    has_safe_number: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One try to tell a supporter that we will ring."""

    outcome: SupporterOutcome
    #: Aware.
    told_at: dt.datetime
    #: Aware; from when they can be with the person. None where they named no time.
    there_from: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupporterFirst:
    """How it stands with the supporter before a call."""

    #: The call waits until they have been told.
    is_waited_for: bool
    #: Aware; they have been told, and the call does not come before. None where they have not.
    clear_from: dt.datetime | None
    #: How long before the call they are to know.
    lead: dt.timedelta
    #: Why the call does not wait for them, in words for staff; empty where it does, or they have been told.
    why_not: str = ""


def refusal(*, facts: SupporterFacts, on: dt.date) -> SupporterRefusal | None:
    """Say why somebody may not be told on a London date that we will ring; None where they may (PLAN-3)."""
    against = (
        (not facts.stands_beside, SupporterRefusal.NOT_BESIDE),
        (facts.has_died, SupporterRefusal.HAS_DIED),
        (facts.is_suspect_or_lives_with_suspect is True, SupporterRefusal.NEAR_SUSPECT),
        (facts.is_suspect_or_lives_with_suspect is None, SupporterRefusal.SUSPECT_NOT_CHECKED),
        (
            not facts.has_consent or facts.may_be_told not in {MayBeTold.EVERYTHING, MayBeTold.DATES_ONLY},
            SupporterRefusal.NO_CONSENT,
        ),
        (facts.consent_ends_on is not None and facts.consent_ends_on < on, SupporterRefusal.CONSENT_OVER),
        (not facts.has_safe_number, SupporterRefusal.NO_SAFE_NUMBER),
    )
    return next((why for is_so, why in against if is_so), None)


def supporter_first(
    *, refused: SupporterRefusal | None, tellings: tuple[Telling, ...], is_left_out: bool, lead_minutes: int
) -> SupporterFirst:
    """Say whether the call waits for the supporter, and from when it may come once they know (PLAN-4).

    ``tellings`` are in the order in which they were made. What has happened counts: consent that ends after they were
    told changes nothing of the hour. The call waits for nobody who may not be told, cannot be there or was rung in
    vain twice, nor where staff left them out with a reason (``is_left_out``).
    """
    lead = dt.timedelta(minutes=lead_minutes)

    def without(why: str) -> SupporterFirst:
        return SupporterFirst(is_waited_for=False, clear_from=None, lead=lead, why_not=why)

    told = next((one for one in reversed(tellings) if one.outcome is SupporterOutcome.TOLD), None)
    if told is not None:
        clear_from = max(told.told_at + lead, told.there_from or told.told_at)
        return SupporterFirst(is_waited_for=False, clear_from=clear_from, lead=lead)
    if is_left_out:
        return without("Staff left this step out, with a reason.")
    if any(one.outcome is SupporterOutcome.CANNOT_BE_THERE for one in tellings):
        return without("They said that they cannot be there.")
    if refused is not None:
        return without(refused.words)
    if len(tellings) >= MOST_TRIES:
        return without("They were rung twice and not reached. The person does not wait longer for their news.")
    return SupporterFirst(is_waited_for=True, clear_from=None, lead=lead)


def what_to_say(*, may_be_told: MayBeTold, person: str) -> tuple[str, ...]:
    """Give the words for telling a supporter, within what the person agreed to (PLAN-3).

    ``person`` is how we call them.
    The time of the call is agreed in the same conversation. What was decided is told to the person first, whatever the
    consent allows.
    """
    said = (
        f"“{person} asked us to let you know before we ring them. We would like to ring later today. "
        "Can you be with them, and from when?”"
    )
    if may_be_told is MayBeTold.EVERYTHING:
        news = "You may say that there is news in the case. What it is, the person hears first."
        return (said, news)
    return (said, "Say nothing of what it is about. They may be told when and where, and nothing else.")
