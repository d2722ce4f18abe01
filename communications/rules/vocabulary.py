"""Words of the communications floor: what a communication is for, how it travels and how it stands."""

from cases.rules.vocabulary import Vocabulary


class Purpose(Vocabulary):
    """What one communication is for."""

    VCL_LETTER = "VCL_LETTER"
    CHARGING_DECISION = "CHARGING_DECISION"
    PROVISIONAL_DECISION = "PROVISIONAL_DECISION"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    NO_CHANGE_UPDATE = "NO_CHANGE_UPDATE"
    APOLOGY_MISSED_PROMISE = "APOLOGY_MISSED_PROMISE"
    CORRECTION = "CORRECTION"
    REVIEW_ANSWER = "REVIEW_ANSWER"
    PORTAL_INVITATION = "PORTAL_INVITATION"
    PORTAL_CODE = "PORTAL_CODE"
    NEWS_NOTICE = "NEWS_NOTICE"
    CALL_NOTICE = "CALL_NOTICE"
    NEW_CONTACT = "NEW_CONTACT"
    WHAT_WE_AGREED = "WHAT_WE_AGREED"


class Channel(Vocabulary):
    """A way by which the service itself can send. Phone is a task for a person, never a provider call."""

    EMAIL = "EMAIL"
    TEXT = "TEXT"
    POST = "POST"
    PORTAL = "PORTAL"
    INTERMEDIARY_EMAIL = "INTERMEDIARY_EMAIL"


class TranslationSource(Vocabulary):
    """Who put words of staff into Welsh."""

    WELSH_SPEAKING_STAFF = "WELSH_SPEAKING_STAFF"
    TRANSLATION_UNIT = "TRANSLATION_UNIT"


class ContentLevel(Vocabulary):
    """How much a channel may reveal (peers.md 3, leap 8)."""

    NOTHING = "NOTHING"
    NEUTRAL = "NEUTRAL"
    FULL = "FULL"


class PrintFormat(Vocabulary):
    """How large the letters of a printed letter are."""

    STANDARD = "STANDARD"
    LARGE_PRINT = "LARGE_PRINT"


class Leaflet(Vocabulary):
    """What may go with a letter: an easy-read page before it, leaflets behind it with the most particular first."""

    EASY_READ = "EASY_READ"
    BEREAVED = "BEREAVED"
    SEXUAL_OFFENCES = "SEXUAL_OFFENCES"
    DOMESTIC_ABUSE = "DOMESTIC_ABUSE"
    HATE_CRIME = "HATE_CRIME"
    CHILDREN = "CHILDREN"
    REVIEW = "REVIEW"
    COURT = "COURT"
    STATEMENT = "STATEMENT"
    RIGHTS = "RIGHTS"


class CommunicationState(Vocabulary):
    """The writing life of a communication. Sending is the life of its outbox messages."""

    DRAFT = "DRAFT"
    UNDER_REVIEW = "UNDER_REVIEW"
    AMENDMENTS = "AMENDMENTS"
    APPROVED = "APPROVED"
    SENT = "SENT"
    FAILED = "FAILED"
    NOT_REQUIRED = "NOT_REQUIRED"
    SUPERSEDED = "SUPERSEDED"


class MessageState(Vocabulary):
    """The sending life of an outbox message: one communication, one recipient, one channel (reliability 2.2)."""

    QUEUED = "QUEUED"
    RENDERING = "RENDERING"
    RENDERED = "RENDERED"
    SENDING = "SENDING"
    AMBIGUOUS = "AMBIGUOUS"
    ACCEPTED = "ACCEPTED"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    HELD = "HELD"
    FAILED_TEMP = "FAILED_TEMP"
    FAILED_PERM = "FAILED_PERM"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"


class FailureKind(Vocabulary):
    """What went wrong with one attempt (reliability 2.4)."""

    REFUSED = "REFUSED"
    THROTTLED = "THROTTLED"
    NOT_SENT = "NOT_SENT"
    AMBIGUOUS = "AMBIGUOUS"
    RENDER = "RENDER"


class PromiseKind(Vocabulary):
    """What was promised."""

    NEXT_UPDATE = "NEXT_UPDATE"


class PromiseState(Vocabulary):
    """How a promise stands."""

    OPEN = "OPEN"
    KEPT = "KEPT"
    KEPT_LATE = "KEPT_LATE"
    MISSED = "MISSED"
    REPLACED = "REPLACED"
    ENDED = "ENDED"


class LetterType(Vocabulary):
    """Which words are sent. One for each letter row of decision table A, the updates, and those of a review."""

    NFA_EVIDENTIAL = "NFA_EVIDENTIAL"
    NFA_PUBLIC_INTEREST = "NFA_PUBLIC_INTEREST"
    NFA_PARTIAL = "NFA_PARTIAL"
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
    PROVISIONAL_STOP = "PROVISIONAL_STOP"
    CHARGING_DECISION = "CHARGING_DECISION"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    NO_CHANGE_UPDATE = "NO_CHANGE_UPDATE"
    APOLOGY_MISSED_PROMISE = "APOLOGY_MISSED_PROMISE"
    CORRECTION = "CORRECTION"
    NEW_CONTACT = "NEW_CONTACT"
    WHAT_WE_AGREED = "WHAT_WE_AGREED"
    REVIEW_ACKNOWLEDGEMENT = "REVIEW_ACKNOWLEDGEMENT"
    REVIEW_UPHELD = "REVIEW_UPHELD"
    REVIEW_OVERTURNED = "REVIEW_OVERTURNED"
    REVIEW_NO_REMEDY = "REVIEW_NO_REMEDY"
    REVIEW_NOT_TAKEN = "REVIEW_NOT_TAKEN"


class MessageStanding(Vocabulary):
    """How a message that a person wrote to us stands."""

    WAITING = "WAITING"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


class MessageEnd(Vocabulary):
    """How a message ended that was not answered in writing."""

    BY_TELEPHONE = "BY_TELEPHONE"
    WILL_CALL = "WILL_CALL"
    WILL_MEET = "WILL_MEET"
    NO_ANSWER_NEEDED = "NO_ANSWER_NEEDED"


class MessageMark(Vocabulary):
    """What a message is to the prosecution (peers.md 3, leap 13)."""

    ADMINISTRATIVE = "ADMINISTRATIVE"
    TO_POLICE = "TO_POLICE"
    POSSIBLE_UNUSED_MATERIAL = "POSSIBLE_UNUSED_MATERIAL"


class TimelinessBand(Vocabulary):
    """The inspectors' bands (domain.md 5.3)."""

    PENDING = "PENDING"
    ON_TIME = "ON_TIME"
    LATE_48H = "LATE_48H"
    LATE_OVER_48H = "LATE_OVER_48H"
    NOT_SENT_OVERDUE = "NOT_SENT_OVERDUE"
    EXEMPT = "EXEMPT"


class Holder(Vocabulary):
    """Who has the case now (peers.md V5)."""

    POLICE = "POLICE"
    CPS = "CPS"
    COURT = "COURT"
    DEFENCE = "DEFENCE"
    US_TO_WRITE = "US_TO_WRITE"
    #: A letter of ours is there, and its reader chooses when to open it.
    WE_WROTE = "WE_WROTE"


class ListName(Vocabulary):
    """A list of which staff may save views."""

    WORK = "WORK"
    VICTIMS = "VICTIMS"


class DeviceKind(Vocabulary):
    """What a person came into the portal with, as roughly as they would say it themselves."""

    IPHONE = "IPHONE"
    IPAD = "IPAD"
    ANDROID = "ANDROID"
    CHROMEBOOK = "CHROMEBOOK"
    WINDOWS = "WINDOWS"
    MAC = "MAC"
    LINUX = "LINUX"
    OTHER = "OTHER"
