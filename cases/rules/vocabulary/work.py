"""What waits for a person, and what became of what came in."""

from cases.rules.vocabulary.base import Vocabulary


class WorkKind(Vocabulary):
    """Why a person must look at something. Each open one stands on a unit's work list."""

    CONFIRM_PROPOSAL = "CONFIRM_PROPOSAL"
    CORRECTION = "CORRECTION"
    UNKNOWN_RESULT = "UNKNOWN_RESULT"
    SAFETY_MESSAGE = "SAFETY_MESSAGE"
    DRAFT_LETTER = "DRAFT_LETTER"
    DEADLINE_NEAR = "DEADLINE_NEAR"
    DEADLINE_MISSED = "DEADLINE_MISSED"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    UNDECIDED_DELIVERY = "UNDECIDED_DELIVERY"
    HELD_COMMUNICATION = "HELD_COMMUNICATION"
    NO_SAFE_CHANNEL = "NO_SAFE_CHANNEL"
    NO_CONTACT_DETAILS = "NO_CONTACT_DETAILS"
    PROMISE_DUE = "PROMISE_DUE"
    PROMISE_MISSED = "PROMISE_MISSED"
    ADDRESSEE_UNCLEAR = "ADDRESSEE_UNCLEAR"
    TELL_THROUGH_INTERMEDIARY = "TELL_THROUGH_INTERMEDIARY"
    RECONCILIATION = "RECONCILIATION"
    EXEMPTION_APPROVAL = "EXEMPTION_APPROVAL"
    CHECK_DUTY = "CHECK_DUTY"
    TRANSLATION = "TRANSLATION"
    NOT_TAKEN_IN = "NOT_TAKEN_IN"


class WorkState(Vocabulary):
    """Whether a work item still waits for a person."""

    OPEN = "OPEN"
    DONE = "DONE"


class InboundState(Vocabulary):
    """What became of a message that came in."""

    APPLIED = "APPLIED"
    STORED_NOT_APPLIED = "STORED_NOT_APPLIED"
    QUARANTINED = "QUARANTINED"
    CONFLICT = "CONFLICT"
    SET_ASIDE = "SET_ASIDE"
