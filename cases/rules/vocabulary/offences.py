"""What an offence is, and what follows from it for the person who suffered it."""

from cases.rules.vocabulary.base import Vocabulary


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


class OffenceFlag(Vocabulary):
    """What follows from an offence group or a hate strand (domain.md 13, ``offence_category``)."""

    ENHANCED_SERIOUS = "ENHANCED_SERIOUS"
    PERSISTENTLY_TARGETED = "PERSISTENTLY_TARGETED"
    MEETING = "MEETING"
    BEREAVED = "BEREAVED"
    RASSO = "RASSO"


class EnhancedGround(Vocabulary):
    """The four grounds of enhanced rights (domain.md 4.3). One is enough; several may apply."""

    VULNERABLE = "VULNERABLE"
    INTIMIDATED = "INTIMIDATED"
    SERIOUS_CRIME = "SERIOUS_CRIME"
    PERSISTENTLY_TARGETED = "PERSISTENTLY_TARGETED"


class EnhancedStatus(Vocabulary):
    """Whether a victim has enhanced rights. Unknown is an answer of its own and keeps the short limit."""

    ENHANCED = "ENHANCED"
    STANDARD = "STANDARD"
    UNKNOWN = "UNKNOWN"


class ServiceTier(Vocabulary):
    """The CPS staffing offer. Not the same fact as enhanced rights, nor as the triage tier (pitfall 5)."""

    UNIVERSAL = "UNIVERSAL"
    ENHANCED = "ENHANCED"
    RASSO = "RASSO"
    BEREAVED_FAMILY = "BEREAVED_FAMILY"
    NOT_ALIGNED = "NOT_ALIGNED"
