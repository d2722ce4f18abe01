"""What can be done to something owed while it stays owed, and why (W3)."""

from cases.rules.vocabulary.base import Vocabulary


class TransitionKind(Vocabulary):
    """A recorded change in how something owed is worked on. None of them moves the statutory clock."""

    STOP = "STOP"
    RESTART = "RESTART"
    EXTEND = "EXTEND"
    NOT_REQUIRED = "NOT_REQUIRED"


class TransitionReason(Vocabulary):
    """Why it was stopped, restarted or given a later target."""

    SAFETY_CONCERN = "SAFETY_CONCERN"
    FACTS_IN_DOUBT = "FACTS_IN_DOUBT"
    DECISION_LOOKED_AT_AGAIN = "DECISION_LOOKED_AT_AGAIN"
    ADDRESSEE_IN_DOUBT = "ADDRESSEE_IN_DOUBT"
    POLICE_ASKED_TO_WAIT = "POLICE_ASKED_TO_WAIT"
    CONCERN_SETTLED = "CONCERN_SETTLED"
    STOPPED_BY_MISTAKE = "STOPPED_BY_MISTAKE"
    AGREED_WITH_THE_PERSON = "AGREED_WITH_THE_PERSON"
    TOLD_LATE = "TOLD_LATE"
    REASONS_AWAITED = "REASONS_AWAITED"
    FACTS_AWAITED = "FACTS_AWAITED"
    TRANSLATION_AWAITED = "TRANSLATION_AWAITED"
    SAFE_WAY_AWAITED = "SAFE_WAY_AWAITED"
    STAFF_AWAY = "STAFF_AWAY"


class TransitionOutcome(Vocabulary):
    """What the second person said."""

    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
