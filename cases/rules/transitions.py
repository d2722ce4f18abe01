"""Stopping, restarting and extending the work on something owed: what may follow what, and why (TRANS-1 to TRANS-3).

The statutory clock is not touched by any of it: it runs from the decision to its deadline whatever is recorded here,
and whether a letter was on time is measured by that deadline alone. An extension only agrees a later *target* with the
reason why the letter will be late. Source: peers.md W3; domain reference 2.4 and 14 (M1).
"""

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping

from cases.rules.vocabulary import ObligationState, TransitionKind, TransitionReason

ALLOWED_RULE = "TRANS-1"
REASON_RULE = "TRANS-2"
TARGET_RULE = "TRANS-3"

_R = TransitionReason
#: TRANS-2. The coded reasons of each kind. Not required has the reasons of an exemption (domain.md 2.8).
REASONS: Mapping[TransitionKind, tuple[TransitionReason, ...]] = types.MappingProxyType(
    {
        TransitionKind.STOP: (
            _R.SAFETY_CONCERN,
            _R.FACTS_IN_DOUBT,
            _R.DECISION_LOOKED_AT_AGAIN,
            _R.ADDRESSEE_IN_DOUBT,
            _R.POLICE_ASKED_TO_WAIT,
        ),
        TransitionKind.RESTART: (_R.CONCERN_SETTLED, _R.STOPPED_BY_MISTAKE),
        TransitionKind.EXTEND: (
            _R.AGREED_WITH_THE_PERSON,
            _R.TOLD_LATE,
            _R.REASONS_AWAITED,
            _R.FACTS_AWAITED,
            _R.TRANSLATION_AWAITED,
            _R.SAFE_WAY_AWAITED,
            _R.STAFF_AWAY,
        ),
    }
)
#: What takes hold when it is asked for, not only when a second person agrees: stopping keeps people safe.
AT_ONCE = frozenset({TransitionKind.STOP})


class NotNow(Exception):
    """This cannot follow from how the thing owed stands (TRANS-1)."""


class UnfitReason(ValueError):
    """The reason does not belong to what is asked for (TRANS-2)."""


class UnfitTarget(ValueError):
    """The new target is not later than the present one, lies in the past, or none was given (TRANS-3)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How something owed stands."""

    state: ObligationState
    is_stopped: bool
    #: A change that was asked for waits for a second person.
    is_waiting: bool
    #: The target in force: the agreed one, else the statutory deadline.
    target_at: dt.datetime


def open_to(*, standing: Standing) -> tuple[TransitionKind, ...]:
    """List what may be asked for now (TRANS-1). What has ended, or waits for a second person, is open to nothing."""
    if standing.state is not ObligationState.OPEN or standing.is_waiting:
        return ()
    return (TransitionKind.RESTART if standing.is_stopped else TransitionKind.STOP, TransitionKind.EXTEND)


def require_fit(
    *,
    standing: Standing,
    kind: TransitionKind,
    reason: TransitionReason,
    to_at: dt.datetime | None,
    at: dt.datetime,
) -> None:
    """Refuse a change that cannot follow, has an unfit reason, or an unfit target (TRANS-1 to TRANS-3).

    Raises:
        NotNow, UnfitReason, UnfitTarget: see there.
    """
    if kind not in open_to(standing=standing):
        raise NotNow("This cannot be done now")
    if reason not in REASONS[kind]:
        raise UnfitReason("The reason does not fit")
    if kind is not TransitionKind.EXTEND:
        return
    if to_at is None or to_at <= standing.target_at or to_at <= at:
        raise UnfitTarget("The new target must be later than the present one, and not in the past")
