"""The words of the field, as the domain reference (domain.md 13) spells them. Values are stored; labels are shown."""

import enum

from cases.rules.labels import LABELS


class Vocabulary(enum.StrEnum):
    """An enumeration whose value is stored in the database and whose label is shown to staff."""

    @property
    def label(self) -> str:
        """Say the value in words for staff pages, for example ``No further action (evidential)``."""
        return LABELS.get((type(self).__name__, self.value), self.value.replace("_", " ").capitalize())

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List (value, label) pairs in the order of declaration, for forms and model fields."""
        return [(member.value, member.label) for member in cls]


class DecisionCode(Vocabulary):
    """What was decided (domain.md 2.2, decision table A)."""

    NFA_EVIDENTIAL = "NFA_EVIDENTIAL"
    NFA_PUBLIC_INTEREST = "NFA_PUBLIC_INTEREST"
    NFA_PARTIAL = "NFA_PARTIAL"
    DECISION_TO_CHARGE = "DECISION_TO_CHARGE"
    DISCONTINUE_ALL = "DISCONTINUE_ALL"
    WITHDRAW_ALL = "WITHDRAW_ALL"
    NO_EVIDENCE_ALL = "NO_EVIDENCE_ALL"
    LIE_ON_FILE_ALL = "LIE_ON_FILE_ALL"
    LIE_ON_FILE_SOME = "LIE_ON_FILE_SOME"
    STOP_SOME = "STOP_SOME"
    SUBSTITUTE = "SUBSTITUTE"
    ALTER_DOWN = "ALTER_DOWN"
    ALTER_UP = "ALTER_UP"
    STOPPED_AFTER_VICTIM_WITHDRAWAL = "STOPPED_AFTER_VICTIM_WITHDRAWAL"
    MINOR_AMENDMENT = "MINOR_AMENDMENT"
    OUT_OF_COURT_DISPOSAL = "OUT_OF_COURT_DISPOSAL"
    POLICE_DECISION = "POLICE_DECISION"
    COURT_ENDED = "COURT_ENDED"
    PROVISIONAL_STOP = "PROVISIONAL_STOP"


class DecisionMaker(Vocabulary):
    """Who made the decision; the right to review depends on it (domain.md 3.1a)."""

    CPS = "CPS"
    POLICE = "POLICE"
    COURT = "COURT"


class TestFailed(Vocabulary):
    """Which stage of the Full Code Test (or the threshold test) was not met."""

    __test__ = False  # pytest would otherwise try to collect this class

    EVIDENTIAL = "EVIDENTIAL"
    PUBLIC_INTEREST = "PUBLIC_INTEREST"
    THRESHOLD = "THRESHOLD"
    NONE = "NONE"


class ChargingRoute(Vocabulary):
    """Who took the charging decision, which settles who tells the victim."""

    AREA = "AREA"
    CPS_DIRECT = "CPS_DIRECT"
    POLICE = "POLICE"


class ChargingType(Vocabulary):
    """Charging type as CPS staff know it."""

    RED = "RED"
    GREEN = "GREEN"
    GREEN_PRIORITY = "GREEN_PRIORITY"
    POLICE_CHARGED = "POLICE_CHARGED"


class OffenceCategory(Vocabulary):
    """The offence groups on which enhanced rights, meetings and the Bereaved Family Scheme turn."""

    HOMICIDE = "HOMICIDE"
    FATAL_DRIVING = "FATAL_DRIVING"
    ATTEMPTED_MURDER = "ATTEMPTED_MURDER"
    GBH_WITH_INTENT = "GBH_WITH_INTENT"
    KIDNAP_FALSE_IMPRISONMENT = "KIDNAP_FALSE_IMPRISONMENT"
    ARSON_ENDANGER_LIFE = "ARSON_ENDANGER_LIFE"
    RAPE_RASSO = "RAPE_RASSO"
    SEXUAL_OTHER = "SEXUAL_OTHER"
    CHILD_ABUSE = "CHILD_ABUSE"
    DOMESTIC_ABUSE = "DOMESTIC_ABUSE"
    STALKING_HARASSMENT = "STALKING_HARASSMENT"
    HATE_CRIME = "HATE_CRIME"
    MODERN_SLAVERY = "MODERN_SLAVERY"
    TERRORISM = "TERRORISM"
    HONOUR_BASED = "HONOUR_BASED"
    ROBBERY = "ROBBERY"
    BURGLARY = "BURGLARY"
    ASSAULT_OTHER = "ASSAULT_OTHER"
    THEFT_FRAUD = "THEFT_FRAUD"
    PUBLIC_ORDER = "PUBLIC_ORDER"
    CRIMINAL_DAMAGE = "CRIMINAL_DAMAGE"


class HateStrand(Vocabulary):
    """Monitored strands of hate crime."""

    RACE = "RACE"
    RELIGION = "RELIGION"
    SEXUAL_ORIENTATION = "SEXUAL_ORIENTATION"
    TRANSGENDER = "TRANSGENDER"
    DISABILITY = "DISABILITY"


class EnhancedGround(Vocabulary):
    """The four grounds of enhanced rights (domain.md 4.3). One is enough; several may apply."""

    VULNERABLE = "VULNERABLE"
    INTIMIDATED = "INTIMIDATED"
    SERIOUS_CRIME = "SERIOUS_CRIME"
    PERSISTENTLY_TARGETED = "PERSISTENTLY_TARGETED"


class ServiceTier(Vocabulary):
    """The CPS staffing offer. Not the same fact as enhanced rights, nor as the triage tier (pitfall 5)."""

    UNIVERSAL = "UNIVERSAL"
    ENHANCED = "ENHANCED"
    RASSO = "RASSO"
    BEREAVED_FAMILY = "BEREAVED_FAMILY"
    NOT_ALIGNED = "NOT_ALIGNED"


class ReviewText(Vocabulary):
    """Which Victims' Right to Review text the letter carries (domain.md 3.1a)."""

    STANDARD = "STANDARD"
    NO_RESTART = "NO_RESTART"
    EXPEDITED_PILOT = "EXPEDITED_PILOT"
    POLICE_SCHEME = "POLICE_SCHEME"
    NONE = "NONE"


class Addressee(Vocabulary):
    """To whom a communication about this victim is addressed (domain.md 2.3)."""

    VICTIM = "VICTIM"
    PARENT_GUARDIAN = "PARENT_GUARDIAN"
    BEREAVED_FAMILY_VIA_FLO = "BEREAVED_FAMILY_VIA_FLO"
    SPOKESPERSON = "SPOKESPERSON"
    BUSINESS_CONTACT = "BUSINESS_CONTACT"
    VIA_POLICE = "VIA_POLICE"
    VIA_ISVA = "VIA_ISVA"
    NONE = "NONE"


class ExemptionReason(Vocabulary):
    """Why an obligation is not met by a communication (domain.md 2.8). Each needs an approver."""

    OPTED_OUT = "OPTED_OUT"
    WITHDRAWN_AND_DECLINED = "WITHDRAWN_AND_DECLINED"
    UNSAFE = "UNSAFE"
    ALREADY_EXPLAINED_IN_PERSON = "ALREADY_EXPLAINED_IN_PERSON"
    VICTIM_DECEASED = "VICTIM_DECEASED"
    CORPORATE_NO_NAMED_CONTACT = "CORPORATE_NO_NAMED_CONTACT"
    POLICE_COMMUNICATES = "POLICE_COMMUNICATES"
    NOT_A_VICTIM_OF_THIS_CHARGE = "NOT_A_VICTIM_OF_THIS_CHARGE"


class ObligationState(Vocabulary):
    """How an obligation stands. It ends only in a dispatched communication or a recorded exemption."""

    OPEN = "OPEN"
    MET = "MET"
    EXEMPT = "EXEMPT"
    SUPERSEDED = "SUPERSEDED"


class ConnectionKind(Vocabulary):
    """Why a person other than the victim is connected with the victim's record."""

    CLOSE_RELATIVE = "CLOSE_RELATIVE"
    PARENT_GUARDIAN = "PARENT_GUARDIAN"
    SPOKESPERSON = "SPOKESPERSON"
    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY"
    BUSINESS_CONTACT = "BUSINESS_CONTACT"
    FLO = "FLO"
    ISVA = "ISVA"
    IDVA = "IDVA"
    OIC = "OIC"


class VictimKind(Vocabulary):
    """A person or an organisation; a business has a right to a letter only through a named contact."""

    PERSON = "PERSON"
    BUSINESS = "BUSINESS"


class ContactMethod(Vocabulary):
    """The way a person asked to be reached (CPS preferred method of contact)."""

    HOME_PHONE = "HOME_PHONE"
    MOBILE = "MOBILE"
    EMAIL = "EMAIL"
    POST = "POST"
    VIA_POLICE = "VIA_POLICE"
    VIA_ISVA = "VIA_ISVA"
    VIA_FLO = "VIA_FLO"


class ContactPointKind(Vocabulary):
    """What sort of address a contact point is."""

    EMAIL = "EMAIL"
    MOBILE = "MOBILE"
    HOME_PHONE = "HOME_PHONE"
    POST = "POST"


class Language(Vocabulary):
    """Correspondence language."""

    EN = "EN"
    CY = "CY"
    OTHER = "OTHER"


class RiskLevel(Vocabulary):
    """Domestic abuse risk level as police and CPS record it."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    STANDARD = "STANDARD"
    UNKNOWN = "UNKNOWN"


class VpsStatus(Vocabulary):
    """State of the Victim Personal Statement."""

    RECEIVED = "RECEIVED"
    DECLINED = "DECLINED"
    OFFERING_SUPPORT = "OFFERING_SUPPORT"
    NEEDS_UPDATE = "NEEDS_UPDATE"
    NOT_RECEIVED = "NOT_RECEIVED"


class JourneyStage(Vocabulary):
    """Where the case stands, as the victim sees it (domain.md 7)."""

    REPORTED = "REPORTED"
    INVESTIGATION = "INVESTIGATION"
    CPS_REVIEW = "CPS_REVIEW"
    CHARGED = "CHARGED"
    FIRST_HEARING = "FIRST_HEARING"
    MAGS_TRIAL_PREP = "MAGS_TRIAL_PREP"
    MAGS_TRIAL = "MAGS_TRIAL"
    SENT_TO_CROWN = "SENT_TO_CROWN"
    PTPH = "PTPH"
    TRIAL_PREP = "TRIAL_PREP"
    S28 = "S28"
    TRIAL = "TRIAL"
    VERDICT = "VERDICT"
    SENTENCE = "SENTENCE"
    APPEAL = "APPEAL"
    CLOSED = "CLOSED"
    PROVISIONAL_STOP = "PROVISIONAL_STOP"
    STOPPED = "STOPPED"


class ChargeState(Vocabulary):
    """How a charge (or, before charge, an allegation) stands. Only the first three continue."""

    ALLEGED = "ALLEGED"
    CHARGED = "CHARGED"
    UNDER_REVIEW = "UNDER_REVIEW"
    NOT_CHARGED = "NOT_CHARGED"
    STOPPED = "STOPPED"
    NO_EVIDENCE = "NO_EVIDENCE"
    LIES_ON_FILE = "LIES_ON_FILE"
    REPLACED = "REPLACED"
    CONVICTED = "CONVICTED"
    ACQUITTED = "ACQUITTED"
    COURT_ENDED = "COURT_ENDED"

    @property
    def continues(self) -> bool:
        """Whether proceedings on this charge still go on (domain.md 3.1a, ``anything_continues_for``).

        A conviction counts: something still stands for this victim, so the decision did not end everything.
        """
        return self in {ChargeState.ALLEGED, ChargeState.CHARGED, ChargeState.UNDER_REVIEW, ChargeState.CONVICTED}


class CaseEventKind(Vocabulary):
    """What happened, by the 22 rows of the court-feed map (CPS prototype document 5.5)."""

    CHARGED = "CHARGED"
    HEARING_LISTED = "HEARING_LISTED"
    HEARING_MOVED = "HEARING_MOVED"
    HEARING_VACATED = "HEARING_VACATED"
    ADJOURNED = "ADJOURNED"
    PLEA = "PLEA"
    VERDICT = "VERDICT"
    STOPPED_BY_PROSECUTION = "STOPPED_BY_PROSECUTION"
    STOPPED_AT_TRIAL = "STOPPED_AT_TRIAL"
    STOPPED_VICTIM_WITHDREW = "STOPPED_VICTIM_WITHDREW"
    REPLACED_CHARGE = "REPLACED_CHARGE"
    RECHARGED_ELSEWHERE = "RECHARGED_ELSEWHERE"
    COURT_ENDED = "COURT_ENDED"
    LIE_ON_FILE = "LIE_ON_FILE"
    SENTENCE = "SENTENCE"
    PROTECTIVE_ORDER = "PROTECTIVE_ORDER"
    BAIL_CHANGE = "BAIL_CHANGE"
    WARRANT = "WARRANT"
    DEFENDANT_DIED = "DEFENDANT_DIED"
    APPLICATION = "APPLICATION"
    CORRECTION = "CORRECTION"
    UNKNOWN = "UNKNOWN"
    DECISION_RECORDED = "DECISION_RECORDED"
    CASE_OPENED = "CASE_OPENED"
    CASE_CLOSED = "CASE_CLOSED"


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


class ProposalState(Vocabulary):
    """Whether a person has answered a decision proposed from the court feed."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


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
    PTM_OFFER = "PTM_OFFER"
    ULS_REQUEST = "ULS_REQUEST"


class LimitUnit(Vocabulary):
    """In what a time limit is counted."""

    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_MONTHS = "CALENDAR_MONTHS"
    DAYS = "DAYS"


class OffenceFlag(Vocabulary):
    """What follows from an offence group or a hate strand (domain.md 13, ``offence_category``)."""

    ENHANCED_SERIOUS = "ENHANCED_SERIOUS"
    PERSISTENTLY_TARGETED = "PERSISTENTLY_TARGETED"
    MEETING = "MEETING"
    BEREAVED = "BEREAVED"
    RASSO = "RASSO"


class PilotScheme(Vocabulary):
    """A scheme that runs in some Areas only, from a date (domain.md 2.11, 3.5)."""

    EXPEDITED_REVIEW = "EXPEDITED_REVIEW"
    UNIVERSAL_CHARGING_NEWS = "UNIVERSAL_CHARGING_NEWS"


class EnhancedStatus(Vocabulary):
    """Whether a victim has enhanced rights. Unknown is an answer of its own and keeps the short limit."""

    ENHANCED = "ENHANCED"
    STANDARD = "STANDARD"
    UNKNOWN = "UNKNOWN"


class LetterFamily(Vocabulary):
    """The sort of letter a decision owes (domain.md 2.2, 2.5); the words of each are the communications' business."""

    NOT_CHARGED = "NOT_CHARGED"
    STOPPED = "STOPPED"
    ALTERED = "ALTERED"
    STOPPED_AFTER_WITHDRAWAL = "STOPPED_AFTER_WITHDRAWAL"
    CHARGING_DECISION = "CHARGING_DECISION"
    PROVISIONAL_DECISION = "PROVISIONAL_DECISION"
    NONE = "NONE"


class Teller(Vocabulary):
    """Who tells the victim of a decision (domain.md 4.4)."""

    CPS = "CPS"
    POLICE = "POLICE"
    WITNESS_CARE = "WITNESS_CARE"
    NOBODY = "NOBODY"
