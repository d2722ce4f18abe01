"""The words of the field, as the domain reference (domain.md 13) spells them. Values are stored; labels are shown."""

from cases.rules.vocabulary.base import Vocabulary
from cases.rules.vocabulary.decisions import (
    Addressee,
    ChargingRoute,
    ChargingType,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    LetterFamily,
    ObligationState,
    ProposalState,
    ReviewText,
    Teller,
    TestFailed,
)
from cases.rules.vocabulary.journey import CaseEventKind, ChargeState, JourneyStage
from cases.rules.vocabulary.limits import LimitKind, LimitUnit, PilotScheme
from cases.rules.vocabulary.offences import (
    EnhancedGround,
    EnhancedStatus,
    HateStrand,
    OffenceCategory,
    OffenceFlag,
    ServiceTier,
)
from cases.rules.vocabulary.people import (
    ConnectionKind,
    ContactMethod,
    ContactPointKind,
    Language,
    RiskLevel,
    VictimKind,
    VpsStatus,
)
from cases.rules.vocabulary.reasons import MissingReason, SpecificReason
from cases.rules.vocabulary.work import InboundState, WorkKind, WorkState

__all__ = [
    "Addressee",
    "CaseEventKind",
    "ChargeState",
    "ChargingRoute",
    "ChargingType",
    "ConnectionKind",
    "ContactMethod",
    "ContactPointKind",
    "DecisionCode",
    "DecisionMaker",
    "EnhancedGround",
    "EnhancedStatus",
    "ExemptionReason",
    "HateStrand",
    "InboundState",
    "JourneyStage",
    "Language",
    "LetterFamily",
    "LimitKind",
    "LimitUnit",
    "MissingReason",
    "ObligationState",
    "OffenceCategory",
    "OffenceFlag",
    "PilotScheme",
    "ProposalState",
    "ReviewText",
    "RiskLevel",
    "ServiceTier",
    "SpecificReason",
    "Teller",
    "TestFailed",
    "VictimKind",
    "Vocabulary",
    "VpsStatus",
    "WorkKind",
    "WorkState",
]
