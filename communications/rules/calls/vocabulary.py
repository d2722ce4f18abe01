"""Words of telephone calls: option lists of the CPS's own prototype, extended where safety needs it."""

from cases.rules.vocabulary import Vocabulary


class CallPurpose(Vocabulary):
    """What a series of calls is about."""

    TELL_DECISION = "TELL_DECISION"
    UPDATE = "UPDATE"
    #: News of the courts: a date, a plea, a verdict, a sentence.
    COURT_NEWS = "COURT_NEWS"
    #: News about their safety: no text before it, and no wait between the calls.
    SAFETY_NEWS = "SAFETY_NEWS"


class CallStep(Vocabulary):
    """What comes next in a series."""

    SUPPORTER = "SUPPORTER"
    TEXT = "TEXT"
    CALL = "CALL"
    WRITE = "WRITE"
    NOTHING = "NOTHING"


class SeriesState(Vocabulary):
    """How a series stands. It ends in somebody told, in words sent, or in a reason that a person gave."""

    OPEN = "OPEN"
    TOLD = "TOLD"
    WRITTEN = "WRITTEN"
    ENDED = "ENDED"


class SeriesEnd(Vocabulary):
    """Why a series ended before they were told on the phone or written to."""

    ASKED_NOT_TO_BE_RUNG = "ASKED_NOT_TO_BE_RUNG"
    NOT_SAFE = "NOT_SAFE"
    SOMEBODY_ELSE_TELLS = "SOMEBODY_ELSE_TELLS"
    OPENED_IN_ERROR = "OPENED_IN_ERROR"
    #: By itself: the work of the news was finished in another way, or newer news took its place.
    TOLD_OTHERWISE = "TOLD_OTHERWISE"


class CallDirection(Vocabulary):
    """Who rang whom."""

    OUTBOUND = "OUTBOUND"
    INBOUND = "INBOUND"


class CallAnswer(Vocabulary):
    """Who was at the other end."""

    PERSON = "PERSON"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"
    VOICEMAIL = "VOICEMAIL"
    NOBODY = "NOBODY"


class CallOutcome(Vocabulary):
    """What came of one call."""

    INFORMED = "INFORMED"
    #: Something was told before it was made sure who they are.
    TOLD_UNCHECKED = "TOLD_UNCHECKED"
    ASKED_FOR_ANOTHER_TIME = "ASKED_FOR_ANOTHER_TIME"
    ASKED_FOR_LETTER = "ASKED_FOR_LETTER"
    NOT_SAFE_TO_TALK = "NOT_SAFE_TO_TALK"
    IDENTITY_NOT_CONFIRMED = "IDENTITY_NOT_CONFIRMED"
    SOMEBODY_ELSE_ANSWERED = "SOMEBODY_ELSE_ANSWERED"
    WRONG_NUMBER = "WRONG_NUMBER"
    MESSAGE_LEFT = "MESSAGE_LEFT"
    NO_ANSWER = "NO_ANSWER"
    NUMBER_NOT_IN_USE = "NUMBER_NOT_IN_USE"


class IdentityKind(Vocabulary):
    """How it was checked who is on the telephone. Only the kind is kept, never a question or an answer."""

    AGREED_WORDS = "AGREED_WORDS"
    BIRTH_AND_ADDRESS = "BIRTH_AND_ADDRESS"
    SECURITY_QUESTIONS = "SECURITY_QUESTIONS"
    RANG_BACK = "RANG_BACK"


class Signpost(Vocabulary):
    """Support that the person was told about."""

    ISVA = "ISVA"
    IDVA = "IDVA"
    LOCAL_SUPPORT = "LOCAL_SUPPORT"
    WITNESS_CARE = "WITNESS_CARE"
    OFFICER_IN_CASE = "OFFICER_IN_CASE"
    OTHER = "OTHER"
    NONE = "NONE"


class LetterWish(Vocabulary):
    """How the person wants to have it in writing after a call."""

    EMAIL = "EMAIL"
    POST = "POST"
    NONE = "NONE"
