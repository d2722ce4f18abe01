"""By when letters about a review are owed that answer no stage: that we have the request, and that it is not taken."""

import datetime as dt

from cases.rules import review_stages
from cases.services import reference


def acknowledge_by(*, asked_on: dt.date) -> dt.datetime:
    """Say by when whoever asked on a London date has it in writing that we have their request (RR-14). Aware.

    Raises:
        NoLimitInForce, BeyondHorizon, NothingPublished: the clock cannot be counted.
    """
    return review_stages.acknowledge_by(
        asked_on=asked_on, rules=reference.load_rules(on=asked_on), calendar=reference.load_calendar()
    )


def refusal_due_at(*, asked_on: dt.date) -> dt.datetime:
    """Say by when whoever asked on a London date is told that their request is not taken (RR-14). Aware.

    Raises:
        NoLimitInForce, BeyondHorizon, NothingPublished: the clock cannot be counted.
    """
    return review_stages.refusal_due_at(
        asked_on=asked_on, rules=reference.load_rules(on=asked_on), calendar=reference.load_calendar()
    )
