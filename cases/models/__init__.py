"""Rows of the cases app. Every model states the class of its fields and whether its rows may change."""

from cases.models.agency_contact import AgencyContact
from cases.models.agreed import AgreedAnswer
from cases.models.case import Case
from cases.models.decision import Decision, DecisionCharge, DecisionProposal, Notification
from cases.models.duty_check import DutyCheck
from cases.models.exposure import ExposureSpell
from cases.models.family import MainContactChange
from cases.models.handover import Handover
from cases.models.hearing import Hearing, HearingDay
from cases.models.inbound import CaseEvent, InboundFile, InboundMessage
from cases.models.leave import OfficerLeave
from cases.models.measures import MeasureRecord
from cases.models.obligation import Deadline, Obligation
from cases.models.party import BailState, Charge, ChargeVictim, Defendant
from cases.models.reasons import ReasonsReturn, ReasonsSupplement
from cases.models.reference import CalendarVersion, NonWorkingDay, RuleRow
from cases.models.review import ReviewAnswer, ReviewAssignment, ReviewRequest, ReviewStage, ReviewTelling
from cases.models.standing import VictimStanding
from cases.models.transition import ObligationTransition, TransitionRequest
from cases.models.victim import Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.models.work import WorkItem

__all__ = [
    "AgencyContact",
    "AgreedAnswer",
    "BailState",
    "CalendarVersion",
    "Case",
    "CaseEvent",
    "Charge",
    "ChargeVictim",
    "Connection",
    "ContactPoint",
    "Deadline",
    "Decision",
    "DecisionCharge",
    "DecisionProposal",
    "Defendant",
    "DutyCheck",
    "ExposureSpell",
    "Handover",
    "Hearing",
    "HearingDay",
    "InboundFile",
    "InboundMessage",
    "MainContactChange",
    "MeasureRecord",
    "NonWorkingDay",
    "Notification",
    "Obligation",
    "ObligationTransition",
    "OfficerLeave",
    "Person",
    "ReasonsReturn",
    "ReasonsSupplement",
    "ReviewAnswer",
    "ReviewAssignment",
    "ReviewRequest",
    "ReviewStage",
    "ReviewTelling",
    "RuleRow",
    "SafeContactProfile",
    "TransitionRequest",
    "Victim",
    "VictimStanding",
    "WorkItem",
]
