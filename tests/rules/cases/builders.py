"""Valid facts by default, so that a test names only what it is about. Synthetic people only."""

import datetime as dt
from typing import Any

from cases.rules.facts import ChargeFacts, ConnectionFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import ChargeState, ConnectionKind, DecisionCode, OffenceCategory
from cases.rules.working_days import LONDON

ADULT_BORN_ON = dt.date(1990, 5, 17)
OFFENCE_ON = dt.date(2026, 1, 10)


def london(year: int, month: int, day: int, hour: int = 14, minute: int = 30) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON)


DECIDED_AT = london(2026, 3, 26)


def a_charge(reference: str = "charge-1", **facts: Any) -> ChargeFacts:
    """A burglary charge against one defendant about victim-1."""
    return ChargeFacts(
        **{
            "reference": reference,
            "defendant": "defendant-1",
            "state": ChargeState.CHARGED,
            "category": OffenceCategory.BURGLARY,
            "victims": frozenset({"victim-1"}),
            "offence_from": OFFENCE_ON,
            "case_urn": "45AA1234526",
            **facts,
        }
    )


def a_victim(reference: str = "victim-1", **facts: Any) -> VictimFacts:
    """An adult of whom it is known that no ground of enhanced rights applies."""
    return VictimFacts(
        **{
            "reference": reference,
            "date_of_birth": ADULT_BORN_ON,
            "is_vulnerable": False,
            "is_intimidated": False,
            "is_persistently_targeted": False,
            **facts,
        }
    )


def a_decision(code: DecisionCode = DecisionCode.DISCONTINUE_ALL, **facts: Any) -> DecisionFacts:
    """A decision of the CPS on Thursday 26 March 2026 about charge-1, in an Area without pilots."""
    return DecisionFacts(
        **{
            "code": code,
            "decided_at": DECIDED_AT,
            "area": "EAST_MIDLANDS",
            "charges": frozenset({"charge-1"}),
            "case_urn": "45AA1234526",
            **facts,
        }
    )


def a_connection(kind: ConnectionKind, *, is_suspect: bool | None = False, **facts: Any) -> ConnectionFacts:
    return ConnectionFacts(
        **{
            "reference": f"connected-{kind.value.lower()}",
            "kind": kind,
            "is_suspect_or_lives_with_suspect": is_suspect,
            **facts,
        }
    )
