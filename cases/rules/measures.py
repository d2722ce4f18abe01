"""What may be done about a special measure, and what a person reads of it. The court decides, never we."""

from collections.abc import Iterable

from cases.rules.vocabulary import MeasureStanding, MeasureStep

STEPS_RULE = "MEAS-1"
SHOWN_RULE = "MEAS-2"

#: MEAS-1. Which step may follow which; None is where nothing was recorded. After a no the court may be asked again with
#: new reasons, and somebody who no longer wanted it may change their mind.
FOLLOWS: dict[MeasureStep | None, frozenset[MeasureStep]] = {
    None: frozenset({MeasureStep.WILL_ASK, MeasureStep.ASKED}),
    MeasureStep.WILL_ASK: frozenset({MeasureStep.ASKED, MeasureStep.NO_LONGER_WANTED}),
    MeasureStep.ASKED: frozenset({MeasureStep.GRANTED, MeasureStep.REFUSED, MeasureStep.NO_LONGER_WANTED}),
    MeasureStep.GRANTED: frozenset({MeasureStep.TOLD}),
    MeasureStep.REFUSED: frozenset({MeasureStep.TOLD}),
    MeasureStep.TOLD: frozenset({MeasureStep.WILL_ASK, MeasureStep.ASKED, MeasureStep.NO_LONGER_WANTED}),
    MeasureStep.NO_LONGER_WANTED: frozenset({MeasureStep.WILL_ASK, MeasureStep.ASKED}),
}

#: Where the court has decided and nobody has told the person yet.
UNTOLD = frozenset({MeasureStep.GRANTED, MeasureStep.REFUSED})


class StepDoesNotFollow(ValueError):
    """The step does not follow what was recorded before. Carries nothing personal."""


def require_follows(*, last: MeasureStep | None, step: MeasureStep) -> None:
    """Refuse a step that does not follow the last one (MEAS-1; domain reference 7.2 [S60][S63]).

    Raises:
        StepDoesNotFollow: it does not.
    """
    if step not in FOLLOWS[last]:
        raise StepDoesNotFollow(f"{step} does not follow {last}")


def standing(*, steps: Iterable[MeasureStep]) -> MeasureStanding:
    """Say how a measure stands for the person, from its steps in the order in which they were taken (MEAS-2).

    What the court decided is said only once somebody has told them; until then the court still decides (PORT-2).

    Raises:
        ValueError: there is no step.
    """
    stands: MeasureStanding | None = None
    decided = MeasureStanding.COURT_DECIDES
    for step in steps:
        if step in UNTOLD:
            decided = MeasureStanding(step.value)
            stands = MeasureStanding.COURT_DECIDES
        elif step is MeasureStep.TOLD:
            stands = decided
        elif step is MeasureStep.ASKED:
            stands = MeasureStanding.COURT_DECIDES
        else:
            stands = MeasureStanding(step.value)
    if stands is None:
        raise ValueError("nothing was recorded")
    return stands
