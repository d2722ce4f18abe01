"""Where a case and its charges stand, and what happened to them."""

from cases.rules.vocabulary.base import Vocabulary


class JourneyStage(Vocabulary):
    """Where the case stands, as the victim sees it (domain.md 7)."""

    REPORTED = "REPORTED"
    INVESTIGATION = "INVESTIGATION"
    CPS_REVIEW = "CPS_REVIEW"
    CHARGED = "CHARGED"
    FIRST_HEARING = "FIRST_HEARING"
    MAGS_TRIAL_PREP = "MAGS_TRIAL_PREP"
    MAGS_TRIAL = "MAGS_TRIAL"
    SENT_TO_CROWN = "SENT_TO_CROWN"
    PTPH = "PTPH"
    TRIAL_PREP = "TRIAL_PREP"
    S28 = "S28"
    TRIAL = "TRIAL"
    VERDICT = "VERDICT"
    SENTENCE = "SENTENCE"
    APPEAL = "APPEAL"
    CLOSED = "CLOSED"
    PROVISIONAL_STOP = "PROVISIONAL_STOP"
    STOPPED = "STOPPED"

    @property
    def is_over(self) -> bool:
        """Whether nothing of the case comes to court any more, whatever hearing is still on record."""
        return self in {JourneyStage.STOPPED, JourneyStage.CLOSED}

    @property
    def may_be_unchanged(self) -> bool:
        """Whether somebody may be told that nothing has changed: never of a case that ended or may be about to."""
        return not self.is_over and self is not JourneyStage.PROVISIONAL_STOP


class ChargeState(Vocabulary):
    """How a charge (or, before charge, an allegation) stands. Only the first three continue."""

    ALLEGED = "ALLEGED"
    CHARGED = "CHARGED"
    UNDER_REVIEW = "UNDER_REVIEW"
    NOT_CHARGED = "NOT_CHARGED"
    STOPPED = "STOPPED"
    NO_EVIDENCE = "NO_EVIDENCE"
    LIES_ON_FILE = "LIES_ON_FILE"
    REPLACED = "REPLACED"
    CONVICTED = "CONVICTED"
    ACQUITTED = "ACQUITTED"
    COURT_ENDED = "COURT_ENDED"

    @property
    def continues(self) -> bool:
        """Whether proceedings on this charge still go on (domain.md 3.1a, ``anything_continues_for``).

        A conviction counts: something still stands for this victim, so the decision did not end everything.
        """
        return self in {ChargeState.ALLEGED, ChargeState.CHARGED, ChargeState.UNDER_REVIEW, ChargeState.CONVICTED}


class Plea(Vocabulary):
    """What a defendant said to a charge, as far as the next step depends on it."""

    GUILTY = "GUILTY"
    NOT_GUILTY = "NOT_GUILTY"
    OTHER = "OTHER"


class CaseEventKind(Vocabulary):
    """What happened, by the rows of the court-feed map (CPS prototype document 5.5; special measures are ours)."""

    CHARGED = "CHARGED"
    HEARING_LISTED = "HEARING_LISTED"
    HEARING_MOVED = "HEARING_MOVED"
    HEARING_VACATED = "HEARING_VACATED"
    ADJOURNED = "ADJOURNED"
    PLEA = "PLEA"
    VERDICT = "VERDICT"
    STOPPED_BY_PROSECUTION = "STOPPED_BY_PROSECUTION"
    STOPPED_AT_TRIAL = "STOPPED_AT_TRIAL"
    STOPPED_VICTIM_WITHDREW = "STOPPED_VICTIM_WITHDREW"
    REPLACED_CHARGE = "REPLACED_CHARGE"
    RECHARGED_ELSEWHERE = "RECHARGED_ELSEWHERE"
    COURT_ENDED = "COURT_ENDED"
    LIE_ON_FILE = "LIE_ON_FILE"
    SENTENCE = "SENTENCE"
    PROTECTIVE_ORDER = "PROTECTIVE_ORDER"
    BAIL_CHANGE = "BAIL_CHANGE"
    WARRANT = "WARRANT"
    DEFENDANT_DIED = "DEFENDANT_DIED"
    APPLICATION = "APPLICATION"
    SPECIAL_MEASURES = "SPECIAL_MEASURES"
    CORRECTION = "CORRECTION"
    UNKNOWN = "UNKNOWN"
    DECISION_RECORDED = "DECISION_RECORDED"
    CASE_OPENED = "CASE_OPENED"
    CASE_CLOSED = "CASE_CLOSED"
