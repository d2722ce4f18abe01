"""Time limits and schemes whose values are dated rows."""

from cases.rules.vocabulary.base import Vocabulary


class LimitKind(Vocabulary):
    """Which time limit is meant. Its value is an effective-dated row, never a number in code (domain.md 2.3, 3.2)."""

    VCL_ENHANCED = "VCL_ENHANCED"
    VCL_STANDARD = "VCL_STANDARD"
    CHARGING_NEWS_ENHANCED = "CHARGING_NEWS_ENHANCED"
    CHARGING_NEWS_STANDARD = "CHARGING_NEWS_STANDARD"
    PROVISIONAL_NOTICE = "PROVISIONAL_NOTICE"
    PROVISIONAL_RESPONSE = "PROVISIONAL_RESPONSE"
    VRR_REQUEST = "VRR_REQUEST"
    VRR_OUTER = "VRR_OUTER"
    VRR_LOCAL = "VRR_LOCAL"
    VRR_INDEPENDENT = "VRR_INDEPENDENT"
    VRR_PILOT_REVIEW = "VRR_PILOT_REVIEW"
    HEARING_NEWS = "HEARING_NEWS"
    OUTCOME_NEWS = "OUTCOME_NEWS"
    SPECIAL_MEASURES_NEWS = "SPECIAL_MEASURES_NEWS"
    PTM_OFFER = "PTM_OFFER"
    MEETING_ANSWER = "MEETING_ANSWER"
    MEETING_STEP = "MEETING_STEP"
    ULS_REQUEST = "ULS_REQUEST"
    MESSAGE_ANSWER = "MESSAGE_ANSWER"
    CORRECTION_LETTER = "CORRECTION_LETTER"
    BREACH_REPORT = "BREACH_REPORT"


class LimitUnit(Vocabulary):
    """In what a time limit is counted."""

    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_MONTHS = "CALENDAR_MONTHS"
    DAYS = "DAYS"


class PilotScheme(Vocabulary):
    """A scheme that runs in some Areas only, from a date (domain.md 2.11, 3.5)."""

    EXPEDITED_REVIEW = "EXPEDITED_REVIEW"
    UNIVERSAL_CHARGING_NEWS = "UNIVERSAL_CHARGING_NEWS"
