"""Why a prosecutor decided as they did, in coded words that never blame; and what a notification can lack."""

from cases.rules.vocabulary.base import Vocabulary


class SpecificReason(Vocabulary):
    """The specific reason why a stage of the test was not met. Beside it stand free words about this case."""

    # Evidential stage: what could not be shown in court. Never what somebody failed to do.
    WHO_NOT_SHOWN = "WHO_NOT_SHOWN"
    WHAT_HAPPENED_NOT_SHOWN = "WHAT_HAPPENED_NOT_SHOWN"
    EVIDENCE_CONFLICTS = "EVIDENCE_CONFLICTS"
    FORENSIC_RESULT = "FORENSIC_RESULT"
    RECORDING_NOT_THERE = "RECORDING_NOT_THERE"
    WITNESS_NOT_ABLE = "WITNESS_NOT_ABLE"
    LEGAL_ELEMENT = "LEGAL_ELEMENT"
    EXPLANATION_NOT_DISPROVED = "EXPLANATION_NOT_DISPROVED"
    NOT_ALLOWED_IN_COURT = "NOT_ALLOWED_IN_COURT"
    NEW_EVIDENCE = "NEW_EVIDENCE"
    TIME_LIMIT_PASSED = "TIME_LIMIT_PASSED"
    OTHER_EVIDENTIAL = "OTHER_EVIDENTIAL"

    # Public interest stage: why a trial was not needed although there was enough evidence.
    VICTIM_VIEWS_WEIGHED = "VICTIM_VIEWS_WEIGHED"
    SUSPECT_YOUNG = "SUSPECT_YOUNG"
    SUSPECT_HEALTH = "SUSPECT_HEALTH"
    LONG_TIME_AGO = "LONG_TIME_AGO"
    OTHER_SENTENCE = "OTHER_SENTENCE"
    OTHER_OUTCOME = "OTHER_OUTCOME"
    PUT_RIGHT = "PUT_RIGHT"
    OTHER_PUBLIC_INTEREST = "OTHER_PUBLIC_INTEREST"

    # Threshold test: charging before all the evidence is there.
    NO_REASONABLE_GROUNDS = "NO_REASONABLE_GROUNDS"
    FURTHER_EVIDENCE_NOT_EXPECTED = "FURTHER_EVIDENCE_NOT_EXPECTED"
    CAN_WAIT_FOR_EVIDENCE = "CAN_WAIT_FOR_EVIDENCE"


class MissingReason(Vocabulary):
    """What a notification lacks, so that no letter can be written from it (domain.md 2.7, M9)."""

    STAGE = "STAGE"
    SPECIFIC_REASON = "SPECIFIC_REASON"
    WORDS = "WORDS"
    NEW_INFORMATION = "NEW_INFORMATION"
    VICTIM_VIEWS = "VICTIM_VIEWS"
    WHAT_CONTINUES = "WHAT_CONTINUES"
    SUBSTANTIAL = "SUBSTANTIAL"
    MEETING = "MEETING"
    PLAIN_WORDS = "PLAIN_WORDS"
    SOMETHING_WRONG = "SOMETHING_WRONG"
