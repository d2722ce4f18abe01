"""Words of meetings: what one is for, how it was offered, answered, arranged and what came of it.

Source: CPS prototype document 1.10, 1.15 and 2.6 (option lists); domain reference 2.6, 2.9 and 7.3.
"""

from cases.rules.vocabulary import Vocabulary


class MeetingPurpose(Vocabulary):
    """What a meeting is for."""

    PRE_TRIAL = "PRE_TRIAL"
    CHARGING_DECISION = "CHARGING_DECISION"
    STOPPED_OR_ALTERED = "STOPPED_OR_ALTERED"
    RIGHT_TO_REVIEW = "RIGHT_TO_REVIEW"
    COMPLAINT = "COMPLAINT"
    OTHER = "OTHER"


class FamilyPoint(Vocabulary):
    """A point of a case at which a bereaved family is offered a meeting (domain reference 2.9 [S13][S31])."""

    AFTER_CHARGE = "AFTER_CHARGE"
    WITH_ADVOCATE = "WITH_ADVOCATE"
    AFTER_STOP_OR_CHANGE = "AFTER_STOP_OR_CHANGE"
    AFTER_CONVICTION = "AFTER_CONVICTION"
    AFTER_ACQUITTAL = "AFTER_ACQUITTAL"
    AFTER_SENTENCE = "AFTER_SENTENCE"
    LEAVE_TO_APPEAL = "LEAVE_TO_APPEAL"
    RECONSIDERATION = "RECONSIDERATION"


class MeetingState(Vocabulary):
    """How a meeting stands."""

    TO_OFFER = "TO_OFFER"
    NOT_OFFERED = "NOT_OFFERED"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    NO_RESPONSE = "NO_RESPONSE"
    REQUESTED = "REQUESTED"
    ARRANGED = "ARRANGED"
    CANCELLED = "CANCELLED"
    NOT_HELD = "NOT_HELD"
    HELD = "HELD"
    NOTES_SENT = "NOTES_SENT"


class MeetingStep(Vocabulary):
    """What somebody did with a meeting."""

    OPEN = "OPEN"
    OFFER = "OFFER"
    OFFER_LOST = "OFFER_LOST"
    DO_NOT_OFFER = "DO_NOT_OFFER"
    ACCEPT = "ACCEPT"
    DECLINE = "DECLINE"
    NO_ANSWER = "NO_ANSWER"
    ARRANGE = "ARRANGE"
    RESCHEDULE = "RESCHEDULE"
    CANCEL = "CANCEL"
    HOLD = "HOLD"
    DID_NOT_HAPPEN = "DID_NOT_HAPPEN"
    SEND_NOTES = "SEND_NOTES"


class MeetingOrigin(Vocabulary):
    """How a meeting came about."""

    VICTIM_REQUESTED = "VICTIM_REQUESTED"
    CPS_OFFERED = "CPS_OFFERED"
    THIRD_PARTY = "THIRD_PARTY"


class MeetingWay(Vocabulary):
    """By which way a meeting was offered, or the offer answered."""

    LETTER = "LETTER"
    EMAIL = "EMAIL"
    POLICE = "POLICE"
    ISVA = "ISVA"
    TELEPHONE = "TELEPHONE"
    ONLINE_PAGE = "ONLINE_PAGE"


class MeetingFormat(Vocabulary):
    """How people meet."""

    IN_PERSON = "IN_PERSON"
    VIRTUAL = "VIRTUAL"
    HYBRID = "HYBRID"


class MeetingPlace(Vocabulary):
    """What kind of place people meet in."""

    CPS = "CPS"
    MAGISTRATES_COURT = "MAGISTRATES_COURT"
    CROWN_COURT = "CROWN_COURT"
    POLICE_STATION = "POLICE_STATION"
    OTHER = "OTHER"


class MeetingAttendee(Vocabulary):
    """Who comes besides the victim, by what they are to the case."""

    VLO = "VLO"
    REVIEWING_LAWYER = "REVIEWING_LAWYER"
    COUNSEL = "COUNSEL"
    HIGH_COURT_ADVOCATE = "HIGH_COURT_ADVOCATE"
    PARALEGAL_OFFICER = "PARALEGAL_OFFICER"
    OFFICER_IN_CHARGE = "OFFICER_IN_CHARGE"
    FLO = "FLO"
    ISVA = "ISVA"
    IDVA = "IDVA"


class MeetingSupport(Vocabulary):
    """What a person needs so that they can take part."""

    INTERPRETER = "INTERPRETER"
    SUPPORTER = "SUPPORTER"
    DISABILITY_ADJUSTMENTS = "DISABILITY_ADJUSTMENTS"
    STEP_FREE_ACCESS = "STEP_FREE_ACCESS"
    BREAKS = "BREAKS"


class MeetingCompanion(Vocabulary):
    """Who comes along with a person, by what they are to them."""

    FAMILY_OR_FRIEND = "FAMILY_OR_FRIEND"
    ISVA = "ISVA"
    IDVA = "IDVA"
    SUPPORT_WORKER = "SUPPORT_WORKER"
    SOLICITOR = "SOLICITOR"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"


class MeetingMeasure(Vocabulary):
    """A special measure that the meeting agreed to ask the court for."""

    SCREENS = "SCREENS"
    RECORDED_INTERVIEW = "RECORDED_INTERVIEW"
    LINK_HOME = "LINK_HOME"
    LINK_COURT = "LINK_COURT"
    LINK_POLICE = "LINK_POLICE"
    WIGS_AND_GOWNS = "WIGS_AND_GOWNS"
    IN_PRIVATE = "IN_PRIVATE"
    COMMUNICATION_AIDS = "COMMUNICATION_AIDS"
    REASONABLE_ADJUSTMENTS = "REASONABLE_ADJUSTMENTS"
    ACCESSIBILITY = "ACCESSIBILITY"
    RECORDED_QUESTIONING = "RECORDED_QUESTIONING"


class RescheduleReason(Vocabulary):
    """Why a meeting has another time or place."""

    VICTIM_NOT_AVAILABLE = "VICTIM_NOT_AVAILABLE"
    ATTENDEE_NOT_AVAILABLE = "ATTENDEE_NOT_AVAILABLE"
    INCORRECT_DATE = "INCORRECT_DATE"
    OTHER = "OTHER"


class CancelReason(Vocabulary):
    """Why a meeting will not take place."""

    VICTIM_WITHDREW = "VICTIM_WITHDREW"
    CREATED_IN_ERROR = "CREATED_IN_ERROR"
    COURT_DATE_CHANGED = "COURT_DATE_CHANGED"
    NO_LONGER_REQUIRED = "NO_LONGER_REQUIRED"
    OTHER = "OTHER"


class NotHeldReason(Vocabulary):
    """Why a meeting did not take place."""

    VICTIM_DID_NOT_ATTEND = "VICTIM_DID_NOT_ATTEND"
    KEY_ATTENDEE_DID_NOT_ATTEND = "KEY_ATTENDEE_DID_NOT_ATTEND"
    OTHER = "OTHER"


class ResearchConsent(Vocabulary):
    """Whether the person may be asked to take part in research."""

    YES = "YES"
    NO = "NO"
    NOT_ASKED = "NOT_ASKED"
