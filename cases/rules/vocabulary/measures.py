"""Special measures: what can help somebody to give evidence, and what becomes of asking the court for it."""

from cases.rules.vocabulary.base import Vocabulary


class SpecialMeasure(Vocabulary):
    """What the court can be asked for (domain reference 7.2; YJCEA 1999, sections 23 to 30)."""

    SCREENS = "SCREENS"
    LIVE_LINK = "LIVE_LINK"
    RECORDED_INTERVIEW = "RECORDED_INTERVIEW"
    RECORDED_QUESTIONING = "RECORDED_QUESTIONING"
    IN_PRIVATE = "IN_PRIVATE"
    WIGS_AND_GOWNS = "WIGS_AND_GOWNS"
    SUPPORTER = "SUPPORTER"
    INTERMEDIARY = "INTERMEDIARY"
    COMMUNICATION_AIDS = "COMMUNICATION_AIDS"
    COURT_VISIT = "COURT_VISIT"


class MeasureStep(Vocabulary):
    """What was done about one special measure for one person."""

    WILL_ASK = "WILL_ASK"
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    TOLD = "TOLD"
    NO_LONGER_WANTED = "NO_LONGER_WANTED"


class MeasureStanding(Vocabulary):
    """How one special measure stands for the person who reads of it."""

    WILL_ASK = "WILL_ASK"
    COURT_DECIDES = "COURT_DECIDES"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    NO_LONGER_WANTED = "NO_LONGER_WANTED"
