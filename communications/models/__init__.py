"""Rows of the communications app. Every model states the class of its fields and whether its rows may change."""

from communications.models.addendum import Addendum
from communications.models.communication import Communication, StatusChange
from communications.models.complaint import Complaint, ComplaintStage
from communications.models.contact import CallSeries, CallText, ContactAttempt, IdentityCheck
from communications.models.contact_plan import ContactWish, PlanDeviation, SupporterTelling
from communications.models.correction import LetterCorrection
from communications.models.correspondence import MessageAnswer, VictimMessage
from communications.models.document import RenderedDocument
from communications.models.draft import DraftVersion, EditLock
from communications.models.enclosure import Enclosure, LeafletChoice
from communications.models.family import RelativeTelling
from communications.models.feedback import FeedbackCount, FeedbackGiven
from communications.models.meeting import Meeting, MeetingAction, MeetingChange
from communications.models.meeting_preparation import MeetingNotes, MeetingQuestion, MeetingSlot, MeetingWishes
from communications.models.outbox import (
    DeliveryAttempt,
    OutboxMessage,
    PacingBucket,
    Receipt,
    SendingControl,
    SweepRun,
    VolumeHour,
)
from communications.models.override import WarningOverride
from communications.models.performance import TimelinessCell
from communications.models.portal_access import PortalAccount, PortalCode, PortalInvitation, PortalSession
from communications.models.portal_passkey import PortalPasskey
from communications.models.promise import Promise
from communications.models.reader_words import ReaderWish
from communications.models.reading_time import ReadingTime
from communications.models.referral import Referral, ReferralStep
from communications.models.saved_view import SavedView
from communications.models.second_reading import LetterComment, SecondReading
from communications.models.supporter import RegisteredSupporter, SupporterConsent
from communications.models.telling import Telling
from communications.models.template import TemplateVersion
from communications.models.translation import Translation, TranslationCheck
from communications.models.usual_wait import LongWait, UsualWait
from communications.models.warning_sign import WarningSign

__all__ = [
    "Addendum",
    "CallSeries",
    "CallText",
    "Communication",
    "Complaint",
    "ComplaintStage",
    "ContactAttempt",
    "ContactWish",
    "DeliveryAttempt",
    "DraftVersion",
    "EditLock",
    "Enclosure",
    "FeedbackCount",
    "FeedbackGiven",
    "IdentityCheck",
    "LeafletChoice",
    "LetterComment",
    "LetterCorrection",
    "LongWait",
    "Meeting",
    "MeetingAction",
    "MeetingChange",
    "MeetingNotes",
    "MeetingQuestion",
    "MeetingSlot",
    "MeetingWishes",
    "MessageAnswer",
    "OutboxMessage",
    "PacingBucket",
    "PlanDeviation",
    "PortalAccount",
    "PortalCode",
    "PortalInvitation",
    "PortalPasskey",
    "PortalSession",
    "Promise",
    "ReaderWish",
    "ReadingTime",
    "Receipt",
    "Referral",
    "ReferralStep",
    "RegisteredSupporter",
    "RelativeTelling",
    "RenderedDocument",
    "SavedView",
    "SecondReading",
    "SendingControl",
    "StatusChange",
    "SupporterConsent",
    "SupporterTelling",
    "SweepRun",
    "Telling",
    "TemplateVersion",
    "TimelinessCell",
    "Translation",
    "TranslationCheck",
    "UsualWait",
    "VictimMessage",
    "VolumeHour",
    "WarningOverride",
    "WarningSign",
]
