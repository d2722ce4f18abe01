"""The relatives of a victim who died: how each wants to be told, who speaks for the family, and why that changes."""

from cases.rules.vocabulary.base import Vocabulary


class RelativeWish(Vocabulary):
    """How a relative wants to learn what is decided, as they said it."""

    NOT_ASKED = "NOT_ASKED"
    #: A letter of their own, by their own safe way.
    BY_US = "BY_US"
    THROUGH_FLO = "THROUGH_FLO"
    THROUGH_MAIN_CONTACT = "THROUGH_MAIN_CONTACT"
    NOT_AT_ALL = "NOT_AT_ALL"


class RelativeWay(Vocabulary):
    """What is done for one relative beside the main contact about one letter."""

    OWN_LETTER = "OWN_LETTER"
    THROUGH_FLO = "THROUGH_FLO"
    THROUGH_MAIN_CONTACT = "THROUGH_MAIN_CONTACT"
    #: By their own wish, or because they have died.
    NOTHING = "NOTHING"
    #: A suspect, or lives with one: nothing ever, by no way.
    NEVER = "NEVER"
    #: A person must ask something first.
    ASK_FIRST = "ASK_FIRST"


class RelativeOutcome(Vocabulary):
    """What became of telling one relative; empty while it is open."""

    TOLD = "TOLD"
    NOTHING = "NOTHING"
    #: A later decision took the place of the one that they were to be told of.
    OVERTAKEN = "OVERTAKEN"


class MainContactReason(Vocabulary):
    """Why a relative becomes the family's main contact, or is it no longer."""

    FIRST_ON_RECORD = "FIRST_ON_RECORD"
    FAMILY_ASKED = "FAMILY_ASKED"
    ASKED_TO_BE_RELIEVED = "ASKED_TO_BE_RELIEVED"
    CANNOT_BE_REACHED = "CANNOT_BE_REACHED"
    ILL = "ILL"
    NOT_SAFE = "NOT_SAFE"
    NOT_FIT = "NOT_FIT"
    LEFT = "LEFT"


class RelativeEnd(Vocabulary):
    """Why a relative is no longer told anything."""

    ASKED_TO_LEAVE = "ASKED_TO_LEAVE"
    DIED = "DIED"
    NOT_A_RELATIVE = "NOT_A_RELATIVE"
    NOT_SAFE = "NOT_SAFE"
    RECORDED_TWICE = "RECORDED_TWICE"
