"""The Victims' Right to Review: who asks, how a request stands, which stage it is in and what came of it."""

from cases.rules.vocabulary.base import Vocabulary


class ReviewAsker(Vocabulary):
    """As whom somebody asks for a review (domain.md 3.4)."""

    VICTIM = "VICTIM"
    CLOSE_RELATIVE = "CLOSE_RELATIVE"
    PARENT_GUARDIAN = "PARENT_GUARDIAN"
    SPOKESPERSON = "SPOKESPERSON"
    BUSINESS_CONTACT = "BUSINESS_CONTACT"
    REPRESENTATIVE = "REPRESENTATIVE"


class ReviewReceipt(Vocabulary):
    """How a request for review reached us."""

    EMAIL = "EMAIL"
    LETTER = "LETTER"
    PHONE = "PHONE"
    IN_PERSON = "IN_PERSON"
    ONLINE_PAGE = "ONLINE_PAGE"
    THROUGH_SOMEBODY = "THROUGH_SOMEBODY"


class RequestStanding(Vocabulary):
    """Where a request for review falls in its windows (domain.md 3.2)."""

    IN_TIME = "IN_TIME"
    LATE_BUT_ACCEPTED = "LATE_BUT_ACCEPTED"
    EXCEPTIONAL_ONLY = "EXCEPTIONAL_ONLY"


class ReviewState(Vocabulary):
    """How a request for review stands (domain.md 3.3, 13)."""

    REQUESTED = "REQUESTED"
    LOCAL_RESOLUTION = "LOCAL_RESOLUTION"
    LOCAL_ANSWERED = "LOCAL_ANSWERED"
    INDEPENDENT_REVIEW = "INDEPENDENT_REVIEW"
    EXPEDITED_REVIEW = "EXPEDITED_REVIEW"
    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    WRONG_NO_REMEDY = "WRONG_NO_REMEDY"
    OUT_OF_TIME = "OUT_OF_TIME"
    NOT_QUALIFYING = "NOT_QUALIFYING"
    WITHDRAWN = "WITHDRAWN"


class ReviewStageKind(Vocabulary):
    """The stages at which a decision is looked at again (domain.md 3.3, 3.5)."""

    LOCAL_RESOLUTION = "LOCAL_RESOLUTION"
    INDEPENDENT_REVIEW = "INDEPENDENT_REVIEW"
    EXPEDITED_REVIEW = "EXPEDITED_REVIEW"


class ReviewOutcome(Vocabulary):
    """What a reviewer found (domain.md 3.3)."""

    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    WRONG_BUT_NO_REMEDY = "WRONG_BUT_NO_REMEDY"


class ReviewBody(Vocabulary):
    """Where a reviewer sits: with us, or in an office that does not work in this service."""

    THIS_SERVICE = "THIS_SERVICE"
    APPEALS_AND_REVIEW_UNIT = "APPEALS_AND_REVIEW_UNIT"
    CHIEF_CROWN_PROSECUTOR = "CHIEF_CROWN_PROSECUTOR"


class ToldBy(Vocabulary):
    """How somebody who asked for a review was told what came of it."""

    LETTER = "LETTER"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    IN_PERSON = "IN_PERSON"
    THROUGH_SOMEBODY = "THROUGH_SOMEBODY"


class Involvement(Vocabulary):
    """What part somebody had in a decision, so that they cannot look at it afresh."""

    RECORDED_DECISION = "RECORDED_DECISION"
    EXPLAINED_DECISION = "EXPLAINED_DECISION"
    EARLIER_REVIEW = "EARLIER_REVIEW"


class ReviewWhy(Vocabulary):
    """Why a person may ask for a review of a decision, or may not (RR-11)."""

    NOT_CHARGED = "NOT_CHARGED"
    STOPPED = "STOPPED"
    LEFT_ON_FILE = "LEFT_ON_FILE"
    NO_EVIDENCE = "NO_EVIDENCE"
    NOT_FINAL = "NOT_FINAL"
    OFFERED_BEFORE = "OFFERED_BEFORE"
    POLICE_DECIDED = "POLICE_DECIDED"
    COURT_DECIDED = "COURT_DECIDED"
    BEFORE_SCHEME = "BEFORE_SCHEME"
    NOT_FINAL_NO_SCHEME = "NOT_FINAL_NO_SCHEME"
    OUT_OF_COURT = "OUT_OF_COURT"
    SUPPORT_WITHDRAWN = "SUPPORT_WITHDRAWN"
    CHARGED = "CHARGED"
    SOMETHING_GOES_ON = "SOMETHING_GOES_ON"
    CASE_GOES_ON = "CASE_GOES_ON"
