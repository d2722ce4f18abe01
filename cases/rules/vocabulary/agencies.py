"""Who is in touch with a victim outside this service, how, and what they told them."""

from cases.rules.vocabulary.base import Vocabulary


class Agency(Vocabulary):
    """Who contacts a victim about the case outside this service."""

    POLICE = "POLICE"
    WITNESS_CARE = "WITNESS_CARE"
    COURT = "COURT"
    PROBATION = "PROBATION"
    SUPPORT_SERVICE = "SUPPORT_SERVICE"
    #: A colleague, by hand: at court, in the corridor, by an email of their own.
    CPS = "CPS"


class AgencyContactStage(Vocabulary):
    """Whether the contact was made or is only planned."""

    MADE = "MADE"
    PLANNED = "PLANNED"


class AgencyContactWay(Vocabulary):
    """By which way another agency contacts a victim."""

    PHONE = "PHONE"
    TEXT = "TEXT"
    EMAIL = "EMAIL"
    POST = "POST"
    VISIT = "VISIT"
    NOT_KNOWN = "NOT_KNOWN"


class ToldOutcome(Vocabulary):
    """How a victim was told that the case stands."""

    GOES_ON = "GOES_ON"
    STOPPED = "STOPPED"
    CONVICTED = "CONVICTED"
    ACQUITTED = "ACQUITTED"
