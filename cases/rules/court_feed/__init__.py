"""What a message from the courts' Common Platform says, in our words: pure, without a clock or a database."""

from cases.rules.court_feed.messages import (
    ComparisonKeys,
    CourtApplication,
    CourtBail,
    CourtCase,
    CourtCharge,
    CourtDefendant,
    CourtHearing,
    CourtMessage,
    CourtPlea,
    CourtResult,
    CourtVerdict,
    HearingDate,
    MessageKind,
    Problem,
    Unreadable,
)
from cases.rules.court_feed.parsing import parse

__all__ = [
    "ComparisonKeys",
    "CourtApplication",
    "CourtBail",
    "CourtCase",
    "CourtCharge",
    "CourtDefendant",
    "CourtHearing",
    "CourtMessage",
    "CourtPlea",
    "CourtResult",
    "CourtVerdict",
    "HearingDate",
    "MessageKind",
    "Problem",
    "Unreadable",
    "parse",
]
