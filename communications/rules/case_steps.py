"""The fixed steps of one case: which it has taken, on which day, where it stands and what is certain to come (V3).

Never a share and never a date ahead. A day stands only beside a step on which we have a record of that step; a step
that another fact proves without a date is done without one. A stop is no step until it was explained (STAT-2).
Source: peers.md V3 and 1.10 (one date on every step is decoration); domain reference 7.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from cases.rules.vocabulary import JourneyStage
from communications.rules.status_words import EXPLAINED_BY_LETTER

_S = JourneyStage
#: Before a charge, and in both courts up to the question which of them hears the case.
_BEFORE_COURT = (_S.REPORTED, _S.INVESTIGATION, _S.CPS_REVIEW, _S.CHARGED, _S.FIRST_HEARING)
_MAGISTRATES = (_S.MAGS_TRIAL_PREP, _S.MAGS_TRIAL)
_CROWN = (_S.SENT_TO_CROWN, _S.PTPH, _S.TRIAL_PREP, _S.S28, _S.TRIAL)
_AFTER = (_S.VERDICT, _S.SENTENCE, _S.APPEAL, _S.CLOSED)
_ORDER = (*_BEFORE_COURT, *_MAGISTRATES, *_CROWN, *_AFTER)
#: Steps on the way of every case that came past them. Others are a part of the way only where they were recorded.
_ALWAYS_TAKEN = frozenset({_S.REPORTED, _S.INVESTIGATION, _S.CHARGED, _S.FIRST_HEARING})
#: What is certain to follow as long as the case goes on, by where it stands. Whether a sentence or an appeal follows is
#: for a court; which court hears the case is open until it has been said.
_TO_COME: Mapping[JourneyStage, tuple[JourneyStage, ...]] = {
    _S.REPORTED: (_S.INVESTIGATION,),
    _S.CHARGED: (_S.FIRST_HEARING,),
    _S.MAGS_TRIAL_PREP: (_S.MAGS_TRIAL, _S.VERDICT),
    _S.MAGS_TRIAL: (_S.VERDICT,),
    _S.SENT_TO_CROWN: (_S.PTPH,),
    _S.TRIAL_PREP: (_S.TRIAL, _S.VERDICT),
    _S.S28: (_S.TRIAL, _S.VERDICT),
    _S.TRIAL: (_S.VERDICT,),
}


class StepState(enum.StrEnum):
    """How a step stands."""

    DONE = "DONE"
    NOW = "NOW"
    TO_COME = "TO_COME"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the case."""

    stage: JourneyStage
    state: StepState
    #: The London date on which it began; None where nothing records it, and of what is to come.
    on: dt.date | None


def steps_of(*, stage: JourneyStage, since: dt.date, recorded: Mapping[JourneyStage, dt.date]) -> tuple[Step, ...]:
    """List the steps of a case in their order (STEP-1).

    ``recorded`` gives the London date on which each stage began, as far as anything records it; stages that come after
    the present one in the usual order were left again and are no step. After a stop there is nothing to come.
    """
    place = _ORDER.index(stage) if stage in _ORDER else len(_ORDER)
    taken = [
        Step(stage=each, state=StepState.DONE, on=recorded.get(each))
        for each in _ORDER[:place]
        if each in recorded or (each in _ALWAYS_TAKEN and (stage in _ORDER or _is_before_any(each, recorded)))
    ]
    now = Step(stage=stage, state=StepState.NOW, on=since)
    to_come = [Step(stage=each, state=StepState.TO_COME, on=None) for each in _TO_COME.get(stage, ())]
    return (*taken, now, *to_come)


def recorded_days(
    *, changes: Mapping[JourneyStage, dt.date], charged_on: dt.date | None, is_letter_owed: bool
) -> dict[JourneyStage, dt.date]:
    """Give the day on which each stage began (STEP-2), from the changes of stage and the day of the first charge.

    The day of the charge is its own record and counts before a change of stage, which somebody may have entered later.
    A stop that this reader was not told of yet (``is_letter_owed``) is left out.
    """
    days = {stage: on for stage, on in changes.items() if not (is_letter_owed and stage in EXPLAINED_BY_LETTER)}
    if charged_on is not None:
        days[_S.CHARGED] = charged_on
    return days


def _is_before_any(stage: JourneyStage, recorded: Mapping[JourneyStage, dt.date]) -> bool:
    """Say whether a case that was stopped is known to have come past a step."""
    return any(each in recorded for each in _ORDER[_ORDER.index(stage) + 1 :])
