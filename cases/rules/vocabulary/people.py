"""Who people are to a case, and how they may be reached."""

from cases.rules.vocabulary.base import Vocabulary


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
    #: Somebody else who stands beside them: of another service, a solicitor, family or a friend.
    SUPPORTER = "SUPPORTER"


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


class OwnWay(Vocabulary):
    """How a person wants to get one kind of news. A call is made by a person, and what was said follows in writing."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    POST = "POST"
    ONLINE = "ONLINE"


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


class AgreedPoint(Vocabulary):
    """One thing to settle with a victim when contact begins, in the order in which staff are asked (L7)."""

    OFFICER = "OFFICER"
    METHOD = "METHOD"
    SAFE_POINT = "SAFE_POINT"
    TIMES = "TIMES"
    NEEDS = "NEEDS"
    RISK = "RISK"
    STATEMENT = "STATEMENT"
    SUPPORTERS = "SUPPORTERS"
    RHYTHM = "RHYTHM"
    PLAN = "PLAN"
    SUMMARY = "SUMMARY"


class MayBeTold(Vocabulary):
    """What the victim agreed that somebody beside them may be told."""

    EVERYTHING = "EVERYTHING"
    DATES_ONLY = "DATES_ONLY"
    NOTHING = "NOTHING"
    NOT_ASKED = "NOT_ASKED"


class SummaryGiven(Vocabulary):
    """How a victim was given what was agreed with them."""

    IN_PERSON = "IN_PERSON"
    READ_OUT = "READ_OUT"
    BY_SUPPORTER = "BY_SUPPORTER"
    #: The service sent it; and it came back, or did not arrive after all.
    BY_LETTER = "BY_LETTER"
    CAME_BACK = "CAME_BACK"
