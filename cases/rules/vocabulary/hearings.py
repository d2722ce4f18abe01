"""What a hearing is for, as a person who is not a lawyer needs to know it."""

from cases.rules.vocabulary.base import Vocabulary


class HearingKind(Vocabulary):
    """What a hearing is for (domain reference 7; CPS prototype document, hearing types of the case app)."""

    FIRST = "FIRST"
    PLEA_AND_PREPARATION = "PLEA_AND_PREPARATION"
    CASE_MANAGEMENT = "CASE_MANAGEMENT"
    PRE_TRIAL_REVIEW = "PRE_TRIAL_REVIEW"
    GROUND_RULES = "GROUND_RULES"
    RECORDED_EVIDENCE = "RECORDED_EVIDENCE"
    TRIAL = "TRIAL"
    FACTS_AFTER_GUILTY_PLEA = "FACTS_AFTER_GUILTY_PLEA"
    SENTENCE = "SENTENCE"
    SENT_FOR_SENTENCE = "SENT_FOR_SENTENCE"
    APPEAL = "APPEAL"
    BAIL = "BAIL"
    APPLICATION = "APPLICATION"
    MENTION = "MENTION"
    OTHER = "OTHER"


class HearingStanding(Vocabulary):
    """How a hearing stands for the person who reads of it."""

    COMING = "COMING"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    TO_BE_FIXED = "TO_BE_FIXED"
    MOVED = "MOVED"
    VACATED = "VACATED"
    ASK_FIRST = "ASK_FIRST"
    CASE_OVER = "CASE_OVER"
    PAST = "PAST"
