"""People who stand beside victims and have a sign-in of their own: who they are, and what they are shown."""

from cases.rules.vocabulary.base import Vocabulary


class SupporterKind(Vocabulary):
    """What somebody with a supporter's sign-in is to the people they stand beside."""

    ISVA = "ISVA"
    IDVA = "IDVA"
    ISAC = "ISAC"
    SOLICITOR = "SOLICITOR"
    OTHER_SERVICE = "OTHER_SERVICE"
    FAMILY_OR_FRIEND = "FAMILY_OR_FRIEND"


class ShownPart(Vocabulary):
    """A part of a victim's record that a supporter may be shown. The first is what every consent holds (S6)."""

    #: When we last were in touch, when the next update is due, whom to ask, and what the person needs.
    CONTACT = "CONTACT"
    #: Where the case stands, in the sentences that the person reads.
    STANDING = "STANDING"
    #: Hearings and meetings.
    DATES = "DATES"
    #: Letters, once the person may read them.
    LETTERS = "LETTERS"


class ConsentWay(Vocabulary):
    """How a victim said that a supporter may be shown something, or that it ends."""

    ONLINE = "ONLINE"
    BY_TELEPHONE = "BY_TELEPHONE"
    IN_PERSON = "IN_PERSON"
    ON_PAPER = "ON_PAPER"


class ConsentEnd(Vocabulary):
    """Why a consent ended before its day."""

    VICTIM_SAID_SO = "VICTIM_SAID_SO"
    CHANGED = "CHANGED"
    SUPPORTER_LEFT = "SUPPORTER_LEFT"
    NOT_SAFE = "NOT_SAFE"
