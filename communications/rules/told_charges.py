"""How each charge may be shown to one reader: as it stands, unless nobody has told them of that yet (CHG-1, PORT-2).

A charge on which a decision was made that this reader was not told of stands as it did before. An outcome at court,
which the police tell, stands in neutral words until somebody is known to have told it. Nothing is guessed: an end that
no told decision explains is not shown.
Source: domain reference 11.3 and 4.4; peers.md V34 (one headline status is untrue once defendants diverge).
"""

import dataclasses
from collections.abc import Sequence

from cases.rules.vocabulary import ChargeState

#: Outcomes of a court, which witness care tell.
_AT_COURT = frozenset({ChargeState.CONVICTED, ChargeState.ACQUITTED, ChargeState.COURT_ENDED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargeChange:
    """What one decision did to a charge, and whether the reader was told of it."""

    before: ChargeState
    after: ChargeState
    is_told: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownCharge:
    """How a charge may be shown."""

    state: ChargeState
    #: The court has dealt with it, and nobody is known to have told the reader how.
    is_outcome_awaited: bool = False


def is_change_told(
    *, after: ChargeState, is_owed: bool, was_owed: bool, is_substantial: bool | None, is_untold: bool
) -> bool:
    """Say whether a reader counts as told of what a decision did to a charge (CHG-2).

    ``was_owed`` says that an explanation was owed to them and ended, ``is_owed`` that it still is; ``is_untold`` that
    the letter about it has not reached them. Where none was ever owed, what goes on is no news, and a charge that was
    replaced by one that is not substantially different may be shown; any other end may not.
    """
    if is_owed or is_untold:
        return False
    if was_owed or after.continues:
        return True
    return after is ChargeState.REPLACED and is_substantial is False


def shown_charge(
    *, state: ChargeState, changes: Sequence[ChargeChange], is_charged: bool, is_outcome_told: bool
) -> ShownCharge:
    """Say how a charge may be shown (CHG-1).

    ``changes`` stand in the order in which they were decided. ``is_charged`` says that somebody was charged with it;
    ``is_outcome_told`` that a person told this reader how the court decided.
    """
    for change in changes:
        if not change.is_told and change.after is not change.before:
            return _as_known(change.before, is_charged=is_charged, is_outcome_told=is_outcome_told)
    is_explained = any(change.is_told and change.after is state for change in changes)
    if (state.continues and state is not ChargeState.CONVICTED) or is_explained:
        return ShownCharge(state=state)
    return _as_known(state, is_charged=is_charged, is_outcome_told=is_outcome_told)


def _as_known(state: ChargeState, *, is_charged: bool, is_outcome_told: bool) -> ShownCharge:
    if state in _AT_COURT:
        return ShownCharge(state=state, is_outcome_awaited=not is_outcome_told)
    if state.continues:
        return ShownCharge(state=state)
    return ShownCharge(state=ChargeState.CHARGED if is_charged else ChargeState.ALLEGED)
