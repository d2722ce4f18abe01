"""How a victim goes from one officer to another, and why."""

from cases.rules.vocabulary.base import Vocabulary


class HandoverState(Vocabulary):
    """How the handover of a victim stands."""

    #: The receiving officer has not answered; the victim stays with the one before.
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    #: Taken back, or overtaken by somebody who gave the victim to an officer meanwhile.
    WITHDRAWN = "WITHDRAWN"
    #: Given without waiting for an answer.
    GIVEN = "GIVEN"


class HandoverReason(Vocabulary):
    """Why a victim gets another contact. Each has words for the victim, so that they are told who and why (V18)."""

    LEAVING = "LEAVING"
    OTHER_WORK = "OTHER_WORK"
    AWAY = "AWAY"
    SHARED_OUT = "SHARED_OUT"
    EXPERIENCE = "EXPERIENCE"
    ASKED_FOR = "ASKED_FOR"
