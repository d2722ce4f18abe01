"""How the steps stand by which a person is told news of the courts, or news about their safety (PLAN-7, PLAN-8; V12).

Such news is work that an event raises; a person tells it, after witness care where they do. Nothing waits longer than
its clock allows, and of news about safety nothing waits at all. Source: peers.md rows V12, L11, S2 and leap 9; domain
reference 4.4, 7.3 and 11.3.
"""

import dataclasses
import datetime as dt

from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import CallStep, SeriesState
from communications.rules.contact_plan import ContactPlan, NewsSort, PlanLine, PlanStep, StepStanding

#: PLAN-7. So long before its clock ends nobody waits for witness care any more: whoever has the news tells it.
OWN_TURN = dt.timedelta(hours=4)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewsFacts:
    """How it stands with one piece of news and one person, read from where each contact is recorded."""

    plan: ContactPlan
    #: Another agency has told them since the news came, and whether by that they know something else than our record.
    is_told_by_others: bool
    differs: bool
    #: The police have told them since, which of news about safety is what the officer in the case does.
    is_told_by_police: bool
    #: We have told them since: on the phone or in person, or in writing.
    is_told_by_voice: bool
    is_written: bool
    #: None where the plan tells nobody first, or nothing has begun.
    supporter: SupporterFirst | None
    #: The calls about this news; None where nobody has begun to ring.
    series: SeriesState | None
    call_step: CallStep | None
    #: Aware.
    call_from: dt.datetime | None
    call_why: str
    was_rung: bool
    #: Why nobody may be rung, in words for staff; empty where somebody may.
    why_no_call: str
    #: Somebody may be rung at this hour.
    may_ring_now: bool
    has_portal: bool
    #: The work of this news is finished.
    is_over: bool
    #: Aware; by when they must have been told. None where no clock runs.
    due_at: dt.datetime | None
    now: dt.datetime

    @property
    def is_told(self) -> bool:
        """Whether they know, and nothing that they were told differs from our record."""
        by_others = (self.is_told_by_others or self.is_told_by_police) and not self.differs
        return self.is_told_by_voice or self.is_written or by_others


def lines(*, facts: NewsFacts) -> tuple[PlanLine, ...]:
    """Say of each step by which news is told how it stands and why (PLAN-7, PLAN-8)."""
    say = {
        PlanStep.AGENCY: _agency,
        PlanStep.SUPPORTER: _supporter,
        PlanStep.CALL: _safety_call if facts.plan.sort is NewsSort.SAFETY else _call,
        PlanStep.WRITTEN: _safety_email if facts.plan.sort is NewsSort.SAFETY else _written,
        PlanStep.OFFICER: _officer,
        PlanStep.PORTAL: _portal,
    }
    return tuple(say[step](facts) for step in facts.plan.steps)


def next_of(*, lines: tuple[PlanLine, ...]) -> PlanLine | None:
    """Return the first step that is to be done now; None where none is."""
    return next((line for line in lines if line.standing is StepStanding.NEXT), None)


def _done(step: PlanStep, why: str) -> PlanLine:
    return PlanLine(step=step, standing=StepStanding.DONE, why=why)


def _left_out(step: PlanStep, why: str) -> PlanLine:
    return PlanLine(step=step, standing=StepStanding.LEFT_OUT, why=why)


def _waiting(step: PlanStep, why: str) -> PlanLine:
    return PlanLine(step=step, standing=StepStanding.WAITING, why=why)


def _next(step: PlanStep, why: str, *, at: dt.datetime | None = None) -> PlanLine:
    return PlanLine(step=step, standing=StepStanding.NEXT, why=why, at=at)


def _waits_for_agency(facts: NewsFacts) -> bool:
    """Say whether witness care are still asked first: not once we have begun, nor when the clock is about to end."""
    if facts.is_told_by_others or facts.series is not None:
        return False
    return facts.due_at is None or facts.now < facts.due_at - OWN_TURN


def _agency(facts: NewsFacts) -> PlanLine:
    step = PlanStep.AGENCY
    if facts.is_told_by_others and facts.differs:
        return _next(step, "They were told something that differs from our record: settle first which is right.")
    if facts.is_told_by_others:
        return _done(step, "They have been told.")
    if facts.is_over or facts.is_told:
        return _left_out(step, "Nobody has recorded that they did.")
    if _waits_for_agency(facts):
        return _next(step, "By the Victims’ Code it is theirs to tell. Ask them whether they have, and record it.")
    return _left_out(step, "Nobody has recorded that they did, and the time limit does not wait for it.")


def _supporter(facts: NewsFacts) -> PlanLine:
    step, first = PlanStep.SUPPORTER, facts.supporter
    if first is not None and first.clear_from is not None:
        return PlanLine(
            step=step, standing=StepStanding.DONE, why="They know that we will ring.", at=first.clear_from - first.lead
        )
    if facts.is_over or facts.is_told_by_voice:
        return _left_out(step, "They have been told.")
    if first is not None and not first.is_waited_for:
        return _left_out(step, first.why_not)
    if facts.call_step is CallStep.SUPPORTER:
        return _next(step, "They asked that somebody is there when we ring.")
    if facts.series is not None:
        return _left_out(step, "There is no time left for it: the clock wins.")
    return _waiting(step, "It begins with the calls.")


def _call(facts: NewsFacts) -> PlanLine:
    step = PlanStep.CALL
    if facts.is_told_by_voice:
        return _done(step, "They were told by voice.")
    if facts.is_over:
        return _left_out(step, "The work is finished.")
    if facts.series is SeriesState.ENDED:
        return _left_out(step, "Staff ended the calls, with a reason.")
    if facts.call_step in {CallStep.TEXT, CallStep.CALL}:
        later = facts.call_from if facts.call_from is not None and facts.call_from > facts.now else None
        return _next(step, "A person tells them, and says what it means for them.", at=later)
    if facts.call_step is CallStep.SUPPORTER:
        return _waiting(step, "It comes after their supporter has been told.")
    if facts.series is not None:
        return _done(step, facts.call_why) if facts.was_rung else _left_out(step, facts.call_why)
    if facts.why_no_call:
        return _left_out(step, facts.why_no_call)
    if _waits_for_agency(facts):
        return _waiting(step, "It comes after you know what witness care told them, and in time whatever they say.")
    return _next(step, "A person tells them, and says what it means for them.")


def _written(facts: NewsFacts) -> PlanLine:
    step = PlanStep.WRITTEN
    if facts.is_written:
        return _done(step, "They have it in writing.")
    if facts.is_told:
        return _left_out(step, "They have been told. Write it down for them if they ask.")
    if facts.is_over:
        return _left_out(step, "The work is finished.")
    before = [_agency(facts)] + ([_call(facts)] if facts.plan.rings_first else [])
    if any(line.standing in {StepStanding.NEXT, StepStanding.WAITING} for line in before):
        return _waiting(step, "Only if they do not hear it before, by the way that they chose.")
    return _next(step, "Nobody has told them: write by the way that they chose, and record it.")


def _portal(facts: NewsFacts) -> PlanLine:
    step = PlanStep.PORTAL
    if not facts.has_portal:
        return _left_out(step, "They do not use the online page.")
    return _done(step, "The day stands there by itself; what it is for, only once they have been told.")


def _safety_call(facts: NewsFacts) -> PlanLine:
    step = PlanStep.CALL
    if facts.is_told_by_voice:
        return _done(step, "They were told by voice.")
    if facts.is_over or facts.is_told_by_police:
        return _left_out(step, "They have been told.")
    if facts.why_no_call:
        return _left_out(step, facts.why_no_call)
    if facts.series is SeriesState.ENDED:
        return _left_out(step, "Staff ended the calls, with a reason.")
    if not facts.may_ring_now:
        return _left_out(step, "It is not safe to ring them at this hour, and the news does not wait for one.")
    if facts.call_step is CallStep.WRITE:
        return _done(step, facts.call_why)
    return _next(step, "Ring each safe number now: no text before it, and no wait between the calls.")


def _safety_email(facts: NewsFacts) -> PlanLine:
    step = PlanStep.WRITTEN
    if facts.is_written:
        return _done(step, "They have it in writing. Ring as well: nobody knows when it is read.")
    if facts.is_over or facts.is_told_by_voice or facts.is_told_by_police:
        return _left_out(step, "They have been told.")
    return _next(step, "They chose an email for what cannot wait. Write it now, ring at the same time, and record it.")


def _officer(facts: NewsFacts) -> PlanLine:
    step = PlanStep.OFFICER
    if facts.is_told_by_police:
        return _done(step, "The police have told them.")
    if facts.is_over or facts.is_told_by_voice:
        return _left_out(step, "They have been told.")
    if _safety_call(facts).standing is StepStanding.NEXT and not facts.was_rung:
        return _waiting(step, "At once, if the first call does not reach them.")
    return _next(step, "Ask the officer in the case to tell them in person now, and record it when they have.")
