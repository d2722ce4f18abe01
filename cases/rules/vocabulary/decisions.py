"""What is decided about a case, who decides, and what that owes to whom."""

from cases.rules.vocabulary.base import Vocabulary


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


class ProposalState(Vocabulary):
    """Whether a person has answered a decision proposed from the court feed."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class ReviewText(Vocabulary):
    """Which Victims' Right to Review text the letter carries (domain.md 3.1a)."""

    STANDARD = "STANDARD"
    NO_RESTART = "NO_RESTART"
    EXPEDITED_PILOT = "EXPEDITED_PILOT"
    #: The final decision after a provisional one in the pilot: the review came first (domain.md 3.5).
    ALREADY_OFFERED = "ALREADY_OFFERED"
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
